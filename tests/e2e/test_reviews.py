"""The review documents of the examples: every row that they ask for is answered, by whom or why not."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from e2e.tools import MIGRATIONS, NOW, copied, down, downs, fixer, sources, up, write
from postgres import Postgres

from fixer.findings import read

REVIEW = "review.md"
LISTS = ("edits", "satisfied", "refusals", "ignored")


def plan(project: Path, *arguments: str) -> dict[str, Any]:
    done = fixer(project, "plan", "--output-format", "json", "--now", NOW, *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def answers(document: dict[str, Any]) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Each finding of the review: the list it is in, the entry, and itself."""
    found = [
        ("migrations", fix, finding)
        for migration in document["migrations"]
        for fix in migration["fixes"]
        for finding in fix["findings"]
    ]
    found += [
        ("ways_back", fix, finding)
        for entry in document["ways_back"]
        for fix in entry["fixes"]
        for finding in fix["findings"]
    ]
    found += [(name, one, finding) for name in LISTS for one in document[name] for finding in one["findings"]]
    return [answer for answer in found if answer[2]["source"] == "review"]


# row of the acceptance table: what asks for it (rule, object), how it is answered (a fixer's rule; "by" what is there;
# the code of a refusal), and a word of the reason. Objects are of the schema public.
ROWS: dict[str, list[tuple[str, str, str | None, str, str]]] = {
    "agent-tasks": [
        ("A2", "identity", None, "manual", "keys here are text"),
        ("A3", "schema-qualification", None, "by", "nothing that is left to mend"),
        *(
            ("A4", "comment", table, "missing-comment", "")
            for table in ("users", "accounts", "keys", "tasks", "task_messages", "connectors", "settings", "api_tokens")
        ),
        ("A5", "not-null", "settings.user_id", "by", "settings.user_id is NOT NULL"),
        ("A7", "foreign-key-index", "connectors.connectors_user_id_users_id_fk", "unindexed-foreign-key", ""),
        ("A7", "foreign-key-index", "accounts.accounts_user_id_users_id_fk", "by", "accounts_user_id_provider_idx"),
        ("A7", "index", "tasks", "by", "idx_tasks_user_id_created_at"),
        ("A7", "index", "keys", "by", "keys_user_id_provider_idx"),
        ("A7", "index", "settings", "by", "settings_user_id_key_idx"),
        *(
            ("A8", "row-level-security", table, "rls-disabled", "")
            for table in ("users", "accounts", "keys", "tasks", "task_messages", "connectors", "settings", "api_tokens")
        ),
        ("A9", "migration-history", None, "manual", "its author's to say"),
        ("A13", "column", "connectors", "suggested-sql", ""),
    ],
    "content-platform": [
        ("B1", "foreign-key-index", "accounts.accounts_user_id_users_id_fk", "unindexed-foreign-key", ""),
        ("B1", "foreign-key-index", "sessions.sessions_user_id_users_id_fk", "unindexed-foreign-key", ""),
        ("B2", "index", "accounts", "suggested-sql", ""),
        ("B2", "index", "sessions", "suggested-sql", ""),
        ("B3", "index", "sessions", "by", "the unique constraint sessions_token_unique"),
        ("B4", "foreign-key", "content", "by", "the foreign key content_creator_id_users_id_fk"),
        *(
            ("B5", "rollback", name, "missing-down", "")
            for name in ("0002_curved_darwin", "0003_purple_scourge", "0004_add_org_deletion_trigger")
        ),
        ("B6", "precondition", None, "by", "content_creator_id_users_id_fk is there"),
        ("B7, B8, B9", "index", "content", "suggested-sql", ""),
        ("B10", "row-level-security", "content", "rls-disabled", ""),
        ("B10", "policy", "content", "suggested-sql", ""),
        ("B11", "identity", None, "manual", "keys here are text, uuid"),
    ],
    "creator-suite": [
        ("C1", "foreign-key-index", "projects.projects_user_id_users_id_fk", "unindexed-foreign-key", ""),
        ("C1", "foreign-key-index", "content.content_user_id_users_id_fk", "unindexed-foreign-key", ""),
        ("C1", "foreign-key-index", "content.content_project_id_projects_id_fk", "unindexed-foreign-key", ""),
        ("C2, C3, C4", "index", "content", "suggested-sql", ""),
        ("C2", "index", "social_posts", "suggested-sql", ""),
        ("C3", "index", "content_metrics", "suggested-sql", ""),
        ("C4", "index", "projects", "suggested-sql", ""),
        ("C5, C6, C7", "check", "content", "missing-check", ""),
        ("C5", "check", "projects", "missing-check", ""),
        ("C6", "check", "social_accounts", "missing-check", ""),
        ("C7", "check", "users", "missing-check", ""),
        ("C8", "rollback", "0000_nice_forgotten_one", "missing-down", ""),
        ("C9", "foreign-key", "social_accounts", "suggested-sql", ""),
        ("C9", "foreign-key", "social_posts", "suggested-sql", ""),
        ("C10", "partitioning", None, "manual", "a person's decision"),
        ("C11", "audit", None, "audit", ""),
        ("C12", "encryption", None, "manual", "a person's decision"),
        *(
            ("C13", "row-level-security", table, "rls-disabled", "")
            for table in ("users", "projects", "content", "social_accounts", "social_posts", "ai_generation_tasks",
                          "content_metrics")
        ),
    ],
    "language-practice": [
        ("D1", "check", "sessions", "missing-check", ""),
        ("D1", "function-body", "calculate_session_duration()", "function-body", ""),
        ("D2", "function-body", "reset_weekly_limits()", "function-body", ""),
        ("D3", "closed-parent", "messages", "closed-parent", ""),
        ("D4", "streaming", None, "manual", "a person's decision"),
        ("D5", "redundant-column", "sessions", "redundant-column", ""),
        ("D7", "redundant-column", "messages", "redundant-column", ""),
        ("D6", "extension", None, "suggested-sql", ""),
        ("D8, D12", "check", "sessions", "missing-check", ""),
        ("D9", "derived-count", "profiles.completed_scenario_count", "derived-count", ""),
        ("D10", "derived-count", "profiles.current_week_completion_count", "manual", "as a query"),
        ("D11", "function-body", "increment_message_count()", "function-body", ""),
        ("D13", "enum-type", None, "suggested-sql", ""),
        ("D13", "column-type", "messages", "suggested-sql", ""),
        ("D14, D15", "check", "messages", "missing-check", ""),
        ("D16", "check", "scenarios", "missing-check", ""),
        ("D17", "unique", "scenarios", "suggested-sql", ""),
        ("D18", "policy-performance", "messages", "denormalised-owner", ""),
        ("D19, D23", "index", "logs", "suggested-sql", ""),
        ("D20, D41", "index", "sessions", "suggested-sql", ""),
        ("D21", "index", "messages", "suggested-sql", ""),
        ("D24", "policy", "logs", "suggested-sql", ""),
        ("D25", "function-body", "create_profile_for_new_user()", "function-body", ""),
        *(
            ("D26", "search-path", f"{name}()", "mutable-search-path", "")
            for name in ("create_profile_for_new_user", "increment_message_count", "reset_weekly_limits",
                         "delete_expired_sessions", "delete_old_logs")
        ),
        ("D27", "drop", "profiles", "suggested-sql", ""),
        ("D28", "view", None, "suggested-sql", ""),
        ("D28", "privileges", "scenarios", "suggested-sql", ""),
        ("D29", "reference-table", "logs.event_type", "reference-table", ""),
        ("D30", "partitioning", None, "manual", "a person's decision"),
        ("D31", "batching", None, "manual", "who commits between them, which no function can"),
        ("D45", "error-log", None, "manual", "stays only where the error is not raised again"),
        ("D32", "function-body", "delete_expired_sessions()", "manual", "max_ts and min_ts are no variables"),
        ("D33", "function", None, "unsupported", "cannot be read"),
        ("D34", "identity", "scenarios", "hand-assigned-key", ""),
        ("D35", "soft-delete", "profiles", "soft-delete", ""),
        ("D36", "value-rename", "messages.role", "manual", "the application has to follow"),
        ("D37", "trigger", "messages", "suggested-sql", ""),
        ("D38", "column", "scenarios", "suggested-sql", ""),
        ("D38", "trigger", "scenarios", "suggested-sql", ""),
        ("D39", "timestamp-names", None, "by", "ends in _at by now"),
        ("D40", "foreign-key-action", None, "foreign-key-action", ""),
        ("D42", "column-type", "profiles", "suggested-sql", ""),
        ("D43", "rate-limit", None, "manual", "a person's decision"),
        ("D46", "column", "messages", "suggested-sql", ""),
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    found = {}
    for name in MIGRATIONS:
        project, _out = copied(name, tmp_path_factory.mktemp("reviews"))
        found[name] = plan(project, "--findings", REVIEW, "--unsafe")
    return found


def matches(answer: tuple[str, dict[str, Any], dict[str, Any]], how: str, words: str) -> bool:
    where, entry, _finding = answer
    if how == "by":
        return where == "satisfied" and words in entry["by"]
    if how == "ignored":
        return where == "ignored" and words in entry["why"]
    if where == "refusals":
        return entry["code"] == how and words in entry["reason"]
    return where in ("migrations", "ways_back") and entry["rule"] == how


@pytest.mark.parametrize(
    ("name", "row"),
    [(name, row) for name, rows in ROWS.items() for row in rows],
    ids=lambda value: f"{value[0]} {value[1]} {value[2]}" if isinstance(value, tuple) else "",
)
def test_each_row_is_answered(name, row, documents):
    _number, rule, target, how, words = row

    of_rule = [answer for answer in answers(documents[name]) if answer[2]["rule"] == rule]
    found = [
        answer
        for answer in of_rule
        if target is None or (answer[1].get("target") or "").removeprefix("public.") == target
    ]

    assert found, of_rule
    assert any(matches(answer, how, words) for answer in found), found


@pytest.mark.parametrize("name", sorted(MIGRATIONS))
def test_everything_that_was_read_is_in_the_plan(name, documents, tmp_path):
    """Once, or, where a finding is about a whole family, once for each member."""
    project, _out = copied(name, tmp_path)
    reports = read(REVIEW, (project / REVIEW).read_text())

    lines = Counter(finding["line"] for _where, _entry, finding in answers(documents[name]))

    assert lines.keys() == {report.line for report in reports}
    whole = {
        r.line for r in reports if r.rule in ("search-path", "row-level-security", "comment") and not r.target
    }
    whole |= {r.line for r in reports if r.rule in ("foreign-key-index", "schema-qualification", "rollback")}
    once = Counter(report.line for report in reports if report.line not in whole)
    assert {line: number for line, number in lines.items() if line not in whole} == once


def in_any_order(dump: str) -> list[str]:
    return sorted(line.rstrip(",") for line in dump.splitlines())


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(MIGRATIONS))
def test_what_a_review_asks_for_goes_up_and_back(name, tmp_path, server: Postgres):
    project, out = copied(name, tmp_path)
    layout, old = sources(project / out)

    done = fixer(project, "apply", "--findings", REVIEW, "--unsafe", "--out", out, "--now", NOW)

    assert (done.returncode, done.stderr) == (0, "")
    known = {source.path for source in old}
    new = [source for source in sources(project / out)[1] if source.path not in known]
    with server.database("supabase" if layout == "supabase" else "plain") as url:
        up(server, url, layout, old)
        before = server.dump(url)
        up(server, url, layout, new)
        down(server, url, layout, downs(project, layout, [Path(source.path) for source in new]))
        after = server.dump(url)
        # a column that was dropped comes back, behind the others: nothing can restore its place
        moves = any(row[3] == "redundant-column" for row in ROWS[name])
        assert in_any_order(after) == in_any_order(before) if moves else after == before


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(MIGRATIONS))
def test_what_a_review_asks_for_is_proved_on_postgresql(name, tmp_path):
    """Up, every finding gone, who may see whose rows as it was meant, back, and up again."""
    project, _out = copied(name, tmp_path)

    done = fixer(project, "verify", "--findings", REVIEW, "--unsafe", "--now", NOW)

    assert (done.returncode, done.stderr) == (0, ""), done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(MIGRATIONS))
def test_a_review_that_was_carried_out_asks_for_nothing_again(name, tmp_path):
    project, out = copied(name, tmp_path)
    arguments = ("--findings", REVIEW, "--unsafe", "--now", NOW)
    assert fixer(project, "apply", "--out", out, *arguments).returncode == 0

    again = plan(project, "--findings", REVIEW, "--unsafe")
    assert again["ways_back"] == []

    # what was asked for may break a rule (a function without a search_path, a key without an index): the next plan says so
    fixes = [fix for migration in again["migrations"] for fix in migration["fixes"]]
    assert {finding["source"] for fix in fixes for finding in fix["findings"]} <= {"fixer"}


def test_the_words_of_a_review_are_a_comment_where_nobody_has_written_others(tmp_path):
    write(
        tmp_path,
        {
            "migrations/000001_a.up.sql": "CREATE TABLE orders (id bigint PRIMARY KEY);\n",
            "r.md": "## Issue: no table comments\n\n**Fix:**\n```sql\nCOMMENT ON TABLE orders IS 'What was bought.';\n```\n",
        },
    )

    document = plan(tmp_path, "--findings", "r.md", "--select", "missing-comment")

    assert "IS 'What was bought.'" in document["migrations"][0]["up"][0]["sql"]


@pytest.mark.parametrize(
    ("asked", "answers_"),
    [
        (
            "| all | high | no row level security |",
            [("rls-disabled", "public.a"), ("rls-disabled", "public.b")],
        ),
        ("| b | high | no row level security |", [("rls-disabled", "public.b")]),
        ("| nope | high | no row level security |", [("row-level-security", "nope")]),
        ("| nope | high | `ALTER TABLE nope ENABLE ROW LEVEL SECURITY;` |", [("row-level-security", "nope")]),
    ],
)
def test_a_name_that_the_schema_does_not_have_is_not_taken_for_all(tmp_path, asked, answers_):
    tables = "".join(f"CREATE TABLE {name} (id bigint PRIMARY KEY, user_id uuid);\n" for name in "ab")
    review = f"# Findings\n\n| Table | Severity | Fix |\n|---|---|---|\n{asked}\n"
    write(tmp_path, {"migrations/000001_a.up.sql": tables, "r.md": review})

    document = plan(tmp_path, "--findings", "r.md", "--unsafe")

    found = [(entry["rule"], entry.get("target")) for _where, entry, _finding in answers(document)]
    assert sorted(found, key=str) == answers_


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("DROP SCHEMA public CASCADE", "public.orders goes, and its rows with it"),
        ("DROP TYPE kind CASCADE", "public.orders.kind goes, and its values with it"),
        ("DROP TABLE orders", "all rows of public.orders are gone"),
    ],
)
def test_nothing_that_a_report_says_takes_data_away(tmp_path, sql, said):
    tables = "CREATE TYPE kind AS ENUM ('a');\nCREATE TABLE orders (id bigint PRIMARY KEY, kind kind);\n"
    review = f"## Issue: too much\n\n**Fix:**\n```sql\n{sql};\n```\n"
    write(tmp_path, {"migrations/000001_a.up.sql": tables, "r.md": review})

    document = plan(tmp_path, "--findings", "r.md", "--unsafe", "--select", "suggested-sql")

    assert [(entry["code"], entry["reason"]) for _where, entry, _finding in answers(document)] == [
        ("manual", said)
    ]
    assert document["migrations"] == []


def test_a_hostile_suggestion_is_refused_and_nothing_of_it_is_written(tmp_path):
    bad = "DROP DATABASE shop; COPY orders TO PROGRAM 'curl x'; CREATE ROLE x SUPERUSER; DO $$ BEGIN END $$; DROP TABLE orders;"
    write(
        tmp_path,
        {
            "migrations/000001_a.up.sql": "-- What was bought.\nCREATE TABLE orders (id bigint PRIMARY KEY);\n",
            "r.md": f"## Issue: missing index\n\n**Fix:**\n```sql\n{bad}\n```\n",
        },
    )

    document = plan(tmp_path, "--findings", "r.md", "--unsafe")

    assert [(entry["code"], len(entry["findings"])) for _w, entry, _f in answers(document)] == [
        *[("unsupported", 1)] * 4,
        ("manual", 1),  # DROP TABLE: nothing that a report says takes data away
    ]
    assert "PROGRAM" not in json.dumps(document["migrations"])
