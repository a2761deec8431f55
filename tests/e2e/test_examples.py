"""The example projects on PostgreSQL: up as the tool sends it, down to the same dump, up again."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from e2e.tools import MIGRATIONS, NOW, by_hand, copied, down, downs, fixer, sources, tree, up, write
from postgres import Postgres

from fixer.layouts.base import MigrationSource

SQUAWK = Path(sys.executable).with_name("squawk")
PLANS = [(name, flag) for name in sorted(MIGRATIONS) for flag in ((), ("--unsafe",))]
LISTS = ("edits", "satisfied", "refusals", "ignored")


@dataclass(frozen=True)
class Written:
    """An example after ``fixer apply``: its migrations from before, and those that were written."""

    project: Path
    folder: Path
    layout: str
    old: tuple[MigrationSource, ...]
    new: tuple[MigrationSource, ...]

    @property
    def platform(self) -> str:
        return "supabase" if self.layout == "supabase" else "plain"

    def downs(self) -> list[str]:
        return downs(self.project, self.layout, [Path(source.path) for source in self.new])


@pytest.fixture(params=PLANS, ids=lambda plan: " ".join((plan[0], *plan[1])))
def written(request: pytest.FixtureRequest, tmp_path: Path) -> Written:
    name, flags = request.param
    project, out = copied(name, tmp_path)
    folder = project / out
    layout, old = sources(folder)
    done = fixer(project, "apply", "--out", out, *flags, "--now", NOW)
    assert (done.returncode, done.stderr) == (0, "")
    known = {source.path for source in old}
    return Written(project, folder, layout, old, tuple(s for s in sources(folder)[1] if s.path not in known))


def test_up_then_down_gives_the_same_dump_and_up_again(written: Written, server: Postgres):
    with server.database(written.platform) as url:
        up(server, url, written.layout, written.old)
        before = server.dump(url)

        up(server, url, written.layout, written.new)
        after = server.dump(url)
        down(server, url, written.layout, written.downs())
        restored = server.dump(url)
        up(server, url, written.layout, written.new)

        assert written.new
        assert after != before
        assert restored.splitlines() == before.splitlines()
        assert server.dump(url).splitlines() == after.splitlines()


@pytest.mark.slow
def test_each_migration_can_be_taken_back_alone(written: Written, server: Postgres):
    """The schema after each way back is the one before its migration, not only at the end of them all."""
    with server.database(written.platform) as url:
        up(server, url, written.layout, written.old)
        dumps = [server.dump(url)]
        for source in written.new:
            up(server, url, written.layout, [source])
            dumps.append(server.dump(url))

        for text, migration in zip(written.downs(), reversed(written.new), strict=True):
            dumps.pop()
            down(server, url, written.layout, [text])
            if not _splits(written, migration):
                assert server.dump(url).splitlines() == dumps[-1].splitlines(), migration.path

        assert server.dump(url).splitlines() == dumps[0].splitlines()


def _splits(written: Written, migration: MigrationSource) -> bool:
    """Validation: only the way back of the migration before it, which drops the constraint, takes it back."""
    return "VALIDATE CONSTRAINT" in migration.text


def test_drizzle_s_migrations_leave_indexes_alone_that_were_built_online(written: Written, server: Postgres):
    if written.layout != "drizzle":
        pytest.skip("no online files")
    online = sorted(written.folder.glob("*.online.sql"))
    with server.database() as url:
        up(server, url, written.layout, written.old)
        for path in online:
            by_hand(server, url, path.read_text())
        indexes = "SELECT string_agg(indexrelid::regclass::text || relfilenode, ',' ORDER BY indexrelid) \
FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE indrelid::regclass::text NOT LIKE 'pg_%'"
        built = server.psql(url, indexes)

        up(server, url, written.layout, written.new)

        assert online
        assert all(re.search("(CREATE|DROP) INDEX CONCURRENTLY", path.read_text()) for path in online)
        dropped = re.findall(
            r"DROP INDEX (?:IF EXISTS )?public\.(\w+);", "".join(source.text for source in written.new)
        )
        kept = [one for one in built.strip().split(",") if re.sub(r"\d+$", "", one) not in dropped]
        assert server.psql(url, indexes).strip().split(",") == kept


def test_a_migration_stops_when_an_index_was_left_invalid(tmp_path, server: Postgres):
    project, out = copied("agent-tasks", tmp_path)
    layout, old = sources(project / out)
    fixer(project, "apply", "--out", out, "--now", NOW)
    new = [s for s in sources(project / out)[1] if s.path not in {o.path for o in old}]
    with server.database() as url:
        up(server, url, layout, old)
        server.psql(url, "CREATE INDEX connectors_user_id_idx ON connectors (user_id)")
        server.psql(
            url,
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'connectors_user_id_idx'::regclass",
        )

        with pytest.raises(AssertionError, match=r"connectors_user_id_idx is missing or invalid"):
            up(server, url, layout, new)


# Findings that other tools report


def plan(project: Path, *arguments: str) -> dict[str, Any]:
    done = fixer(project, "plan", "--output-format", "json", "--now", NOW, *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def answers(document: dict[str, Any]) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Every finding of a plan: the list it is in, the entry, and itself."""
    found = [
        ("migrations", fix, finding)
        for migration in document["migrations"]
        for fix in migration["fixes"]
        for finding in fix["findings"]
    ]
    found += [
        (name, entry, finding) for name in LISTS for entry in document[name] for finding in entry["findings"]
    ]
    return found


def lint(name: str, metadata: dict[str, Any], cache_key: str) -> dict[str, Any]:
    return {
        "name": name,
        "title": name,
        "level": "WARN",
        "facing": "EXTERNAL",
        "categories": ["SECURITY"],
        "description": "",
        "detail": "",
        "remediation": "https://supabase.com/docs/guides/database/database-linter",
        "metadata": metadata,
        "cache_key": cache_key,
    }


def _public(name: str, kind: str = "table", **more: Any) -> dict[str, Any]:
    return {"schema": "public", "name": name, "type": kind, **more}


UNINDEXED = lint(
    "unindexed_foreign_keys",
    _public("sessions", fkey_name="sessions_scenario_id_fkey", fkey_columns=[3]),
    "unindexed_foreign_keys_public_sessions_sessions_scenario_id_fkey",
)
LINTS = (  # what comes in, the list that it is in, and the code of a refusal
    (UNINDEXED, "migrations", None),
    (
        lint(
            "unindexed_foreign_keys",
            _public("messages", fkey_name="messages_session_id_fkey", fkey_columns=[2]),
            "unindexed_foreign_keys_public_messages_messages_session_id_fkey",
        ),
        "satisfied",
        None,
    ),
    (
        lint(
            "unindexed_foreign_keys",
            _public("messages", fkey_name="gone_fkey", fkey_columns=[2]),
            "unindexed_foreign_keys_public_messages_gone_fkey",
        ),
        "refusals",
        "unresolved",
    ),
    (
        lint(
            "function_search_path_mutable",
            _public("delete_old_logs", "function"),
            "function_search_path_mutable_public_delete_old_logs_00000000000000000000000000000000",
        ),
        "migrations",
        None,
    ),
    (
        lint(
            "function_search_path_mutable",
            _public("update_updated_at_column", "function"),
            "function_search_path_mutable_public_update_updated_at_column_00000000000000000000000000000000",
        ),
        "refusals",
        "unsafe",
    ),
    (
        lint("rls_disabled_in_public", _public("logs"), "rls_disabled_in_public_public_logs"),
        "satisfied",
        None,
    ),
    (
        lint("unused_index", _public("logs"), "unused_index_public_logs_idx_logs_created_at"),
        "refusals",
        "manual",
    ),
)


def test_supabase_s_lints_are_each_answered_once(tmp_path):
    project, _out = copied("language-practice", tmp_path)
    write(project, {"lints.json": json.dumps([row for row, _list, _code in LINTS])})

    document = plan(project, "--findings", "lints.json")

    found = [
        (finding["rule"], where, entry.get("code"))
        for where, entry, finding in answers(document)
        if finding["source"] == "supabase"
    ]
    assert sorted(found, key=str) == sorted(
        ((row["name"], where, code) for row, where, code in LINTS), key=str
    )


def test_a_finding_that_fixer_made_itself_too_is_one_fix(tmp_path):
    project, _out = copied("language-practice", tmp_path)
    write(project, {"lints.json": json.dumps([UNINDEXED])})

    with_lints, alone = plan(project, "--findings", "lints.json"), plan(project)

    assert [m["files"] for m in with_lints["migrations"]] == [m["files"] for m in alone["migrations"]]
    fix = next(
        fix
        for m in with_lints["migrations"]
        for fix in m["fixes"]
        if fix["target"] == "public.sessions.sessions_scenario_id_fkey"
    )
    assert [(f["source"], f["rule"]) for f in fix["findings"]] == [
        ("fixer", "unindexed-foreign-key"),
        ("supabase", "unindexed_foreign_keys"),
    ]


@pytest.mark.parametrize("name", sorted(MIGRATIONS))
def test_every_finding_of_real_squawk_is_answered_once(name, tmp_path):
    project, out = copied(name, tmp_path)
    files = [f"{out}/{path.name}" for path in sorted((project / out).glob("*.sql"))]
    squawk = subprocess.run(
        [SQUAWK, "--reporter", "json", "--pg-version", "15", *files],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    reported = json.loads(squawk.stdout)
    write(project, {"squawk.json": squawk.stdout})

    document = plan(project, "--findings", "squawk.json")

    found = [finding for _where, _entry, finding in answers(document) if finding["source"] == "squawk"]
    assert reported
    assert Counter((f["rule"], f["path"], f["line"]) for f in found) == Counter(
        (item["rule_name"], item["file"], item["line"] + 1) for item in reported
    )


OWN = [
    {
        "source": "review",
        "rule": "missing-check",
        "target": "public.tasks.progress",
        "data": {"check": "progress BETWEEN 0 AND 100"},
    },
    {
        "source": "review",
        "rule": "missing-check",
        "target": "public.tasks.no_such_column",
        "data": {"check": "no_such_column > 0"},
    },
    {"source": "review", "rule": "missing-check", "target": "public.tasks.status"},
    {"source": "review", "rule": "missing-comment", "target": "public.tasks"},
    {"source": "review", "rule": "unheard-of", "target": "public.tasks"},
]


def test_findings_in_fixer_s_own_json_are_answered_and_run(tmp_path, server: Postgres):
    project, out = copied("agent-tasks", tmp_path)
    write(project, {"review.json": json.dumps({"version": 1, "findings": OWN})})
    arguments = ("--findings", "review.json", "--unsafe")

    document = plan(project, *arguments)

    found = [answer for answer in answers(document) if answer[2]["source"] == "review"]
    assert [(where, entry.get("code"), f["rule"]) for where, entry, f in sorted(found, key=_order)] == [
        ("migrations", None, "missing-check"),
        ("refusals", "unresolved", "missing-check"),
        ("refusals", "manual", "missing-check"),
        ("migrations", None, "missing-comment"),
        ("refusals", "unsupported", "unheard-of"),
    ]
    layout, old = sources(project / out)
    before = tree(project)
    assert fixer(project, "apply", "--out", out, "--now", NOW, *arguments).returncode == 0
    assert tree(project) == before | {
        file["path"]: file["content"].encode() for m in document["migrations"] for file in m["files"]
    }
    new = [s for s in sources(project / out)[1] if s.path not in {o.path for o in old}]
    with server.database() as url:
        up(server, url, layout, old)
        start = server.dump(url)
        up(server, url, layout, new)
        assert "CHECK (((progress >= 0) AND (progress <= 100)))" in server.dump(url)
        down(server, url, layout, downs(project, layout, [Path(s.path) for s in new]))
        assert server.dump(url).splitlines() == start.splitlines()


def _order(answer: tuple[str, dict[str, Any], dict[str, Any]]) -> int:
    """The place of a finding of ours in the file that had it."""
    finding = answer[2]
    return next(
        n for n, own in enumerate(OWN) if (own["rule"], own["target"]) == (finding["rule"], finding["target"])
    )
