"""Findings of other tools through the whole program: every one answered once, bad ones told, nothing of them believed."""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from e2e.tools import fixer, tree, write

SHOP = {
    "migrations/000001_shop.up.sql": (
        "CREATE TABLE customers (id bigint PRIMARY KEY);\n"
        "CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint REFERENCES customers, note text);\n"
    ),
    "fixer.toml": 'select = ["unindexed-foreign-key", "missing-check"]\n',
}
KEY = {
    "schema": "public",
    "name": "orders",
    "type": "table",
    "fkey_name": "orders_customer_id_fkey",
    "fkey_columns": [2],
}
SPLINTER = {"name": "unindexed_foreign_keys", "level": "INFO", "metadata": KEY, "cache_key": "x"}
OWN = {"source": "ours", "rule": "unindexed-foreign-key", "target": "orders.customerId"}
SQUAWK = {
    "file": "migrations/000001_shop.up.sql",
    "line": 1,
    "column": 45,
    "rule_name": "ban-set-default",
    "level": "Error",
}
RERUN = "rerunnable-statement"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    write(tmp_path, SHOP)
    return tmp_path


def answered(document: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Of every finding that was not fixer's own: its list, source and rule."""
    found = [
        ("mended", finding)
        for migration in document["migrations"]
        for fix in migration["fixes"]
        for finding in fix["findings"]
    ]
    for name in ("edits", "satisfied", "refusals", "ignored"):
        found += [
            (entry.get("code") or name, finding) for entry in document[name] for finding in entry["findings"]
        ]
    return sorted((where, f["source"], f["rule"]) for where, f in found if f["source"] != "fixer")


def plan(folder: Path, *arguments: str) -> dict[str, Any]:
    done = fixer(folder, "plan", "--output-format", "json", *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def test_two_tools_and_a_review_that_report_one_thing_get_one_fix(shop):
    write(
        shop,
        {
            "lints.json": json.dumps([SPLINTER]),
            "own.jsonl": json.dumps(OWN),
            "review.md": "## Issue: no index\n\n**Fix:**\n```sql\nCREATE INDEX ON orders (customer_id);\n```\n",
        },
    )
    names = [word for name in ("lints.json", "own.jsonl", "review.md") for word in ("--findings", name)]

    document = plan(shop, *names)

    assert answered(document) == [
        ("mended", "ours", "unindexed-foreign-key"),
        ("mended", "review", "foreign-key-index"),
        ("mended", "supabase", "unindexed_foreign_keys"),
    ]
    assert len({fix["key"] for migration in document["migrations"] for fix in migration["fixes"]}) == 1


def test_what_has_been_mended_is_satisfied_the_next_time(shop):
    write(shop, {"lints.json": json.dumps([SPLINTER])})
    assert fixer(shop, "apply", "--out", "migrations", "--findings", "lints.json").returncode == 0

    document = plan(shop, "--findings", "lints.json")

    assert document["migrations"] == []
    assert answered(document) == [("satisfied", "supabase", "unindexed_foreign_keys")]


def test_a_bad_finding_among_good_ones_is_answered_and_stops_nothing(shop):
    items = [SPLINTER, SPLINTER | {"level": "LOUD"}, SPLINTER | {"metadata": KEY | {"fkey_name": "gone"}}, 7]
    write(shop, {"lints.json": json.dumps(items)})

    document = plan(shop, "--findings", "lints.json")

    assert answered(document) == [
        ("mended", "supabase", "unindexed_foreign_keys"),
        ("unreadable", "supabase", "unreadable"),
        ("unreadable", "supabase", "unreadable"),
        ("unresolved", "supabase", "unindexed_foreign_keys"),
    ]


@pytest.mark.parametrize(("line", "answer"), [(0, "edits"), (40, "unresolved")])
def test_what_was_said_of_a_line_that_is_gone_is_not_said_of_another(line, answer, shop):
    """A pending file that has become shorter since the linter saw it."""
    write(shop, {"squawk.json": json.dumps([SQUAWK | {"rule_name": "prefer-robust-stmts", "line": line}])})

    document = plan(shop, "--findings", "squawk.json", "--pending-from", "000001", "--extend-select", RERUN)

    assert answered(document) == [(answer, "squawk", "prefer-robust-stmts")]


def test_a_refusal_of_a_foreign_rule_has_the_table_s_reason_and_the_object(shop):
    write(shop, {"s.json": json.dumps([SQUAWK])})

    (refusal,) = plan(shop, "--findings", "s.json")["refusals"]

    assert (refusal["code"], refusal["target"]) == ("manual", "public.orders.customer_id")
    assert refusal["reason"].startswith("a person's decision: ")


@pytest.mark.parametrize("pending", [False, True])
def test_what_is_about_running_a_migration_is_a_decision_until_it_has_been_applied(shop, pending):
    write(shop, {"s.json": json.dumps([SQUAWK | {"rule_name": "ban-drop-column"}])})
    arguments = ("--pending-from", "000001") if pending else ()

    found = plan(shop, "--findings", "s.json", *arguments)

    if pending:
        assert [entry["code"] for entry in found["refusals"]] == ["manual"]
    else:
        assert [entry["by"] for entry in found["satisfied"]] == [
            "the migration, which has been applied: it is done"
        ]


def test_standard_input_and_a_forced_reader(shop):
    command = [sys.executable, "-m", "fixer", "plan", "--output-format", "json", "--findings", "supabase:-"]

    done = subprocess.run(
        command, cwd=shop, input=json.dumps([SPLINTER]), capture_output=True, text=True, check=False
    )

    assert done.stderr == ""
    assert answered(json.loads(done.stdout)) == [("mended", "supabase", "unindexed_foreign_keys")]


HOSTILE = [
    'orders"; DROP TABLE orders; --',
    "or\nders",
    "\x1b[2J",
    "../../etc/passwd",
    "'; COPY x TO PROGRAM 'y",
    "o" * 5000,
    "\u202eorders",
]


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_name_is_only_ever_looked_up(name, shop):
    items = [OWN | {"target": name}, SPLINTER | {"metadata": KEY | {"fkey_name": name, "name": name}}, OWN]
    write(shop, {"own.json": json.dumps(items[:1] + items[2:]), "lints.json": json.dumps(items[1:2])})
    before = tree(shop)

    document = plan(shop, "--findings", "own.json", "--findings", "lints.json")
    shown = fixer(shop, "plan", "--findings", "own.json", "--findings", "lints.json")

    assert [where for where, _source, _rule in answered(document)] == ["mended", "unresolved", "unresolved"]
    assert shown.returncode == 0
    assert shown.stdout.replace("\n", "").isprintable()
    assert name not in json.dumps(document["migrations"], ensure_ascii=False)
    assert tree(shop) == before


# name -> (content of the file, arguments, what stderr says)
BAD = {
    "truncated": ('[{"name": "x", "level": ', ("--findings", "f.json"), "f.json:1:"),
    "the wrong shape": (
        '{"findings": {"a": 1}}',
        ("--findings", "f.json"),
        "f.json:1:1: findings in a format",
    ),
    "no format": ("hello, world", ("--findings", "f.json"), "f.json:1:1: findings in a format"),
    "nothing in it": ("", ("--findings", "f.json"), "the file is empty"),
    "no text": (b"\xff\x00\xfe", ("--findings", "f.json"), "f.json:1:1: not UTF-8"),
    "not there": ("", ("--findings", "g.json"), "g.json: No such file"),
    "a reader that there is not": ("[]", ("--findings", "squak:f.json"), "squak is no reader"),
    "only unreadable ones": (json.dumps([SPLINTER | {"level": 1}]), ("--findings", "f.json"), "f.json:1:"),
    "only paths outside": (
        json.dumps([SQUAWK | {"file": "../../etc/passwd"}]),
        ("--findings", "f.json"),
        "points outside of the project: ../../etc/passwd",
    ),
    "standard input twice": ("[]", ("--findings", "-", "--findings", "-"), "can be read once only"),
    "a folder": ("[]", ("--findings", "migrations"), "migrations: Is a directory"),
    "a linter that there is not": ("[]", ("--run", "squak"), "there is no such linter"),
}


@pytest.mark.parametrize("command", ["plan", "apply"])
@pytest.mark.parametrize("name", BAD)
def test_a_file_that_cannot_be_used_is_told_with_its_place_and_nothing_is_written(name, command, shop):
    content, arguments, message = BAD[name]
    write(shop, {"f.json": content})
    before = tree(shop)

    done = fixer(shop, command, *arguments, *(("--out", "migrations") if command == "apply" else ()))

    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert tree(shop) == before


def test_a_path_outside_among_good_ones_is_unreadable(shop):
    write(shop, {"s.json": json.dumps([SQUAWK, SQUAWK | {"file": "/etc/passwd"}])})

    assert answered(plan(shop, "--findings", "s.json")) == [
        ("manual", "squawk", "ban-set-default"),
        ("unreadable", "squawk", "unreadable"),
    ]


SQUAWK_PROGRAM = Path(sys.executable).with_name("squawk")


@pytest.mark.skipif(not SQUAWK_PROGRAM.exists(), reason="squawk-cli is not installed")
def test_a_linter_is_run_over_the_input_and_its_findings_answered(shop):
    path = {"PATH": f"{SQUAWK_PROGRAM.parent}:/usr/bin:/bin"}
    before = tree(shop)

    done = fixer(shop, "plan", "--run", "squawk", "--output-format", "json", environment=path)

    found = answered(json.loads(done.stdout))
    assert {source for _where, source, _rule in found} == {"squawk"}
    assert ("ignored", "squawk", "prefer-robust-stmts") in found
    assert tree(shop) == before


@pytest.mark.slow
def test_a_hundred_megabytes_of_findings_are_answered_in_a_gigabyte(shop):
    message = "Missing `IF NOT EXISTS`, the migration can't be rerun if it fails part way through. " * 3
    one = json.dumps(SQUAWK | {"message": message})
    number = 100_000_000 // (len(one) + 2)
    with (shop / "big.json").open("w") as file:
        file.write("[" + one + f",\n{one}" * (number - 1) + "]")
    command = [sys.executable, "-m", "fixer", "plan", "--findings", "big.json"]

    done = subprocess.run(command, cwd=shop, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    said = re.search(r"\(([\d,]+) findings\)", done.stdout)
    assert said is not None
    assert int(said[1].replace(",", "")) == number + 1  # fixer's own
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 1024 * 1024  # in KB


NOTES = (
    "CREATE TABLE notes (id bigint PRIMARY KEY, org text, old boolean);\n"
    "ALTER TABLE notes ENABLE ROW LEVEL SECURITY;\n"
    "CREATE POLICY one ON notes FOR SELECT USING (org = current_setting('app.org'));\n"
    "CREATE POLICY two ON notes FOR SELECT USING (org = current_setting('app.org'));\n"
)
GOES = {
    # what is asked for besides, what a finding is about, and how that is answered
    "a policy that another fix drops": (
        None, {"source": "pgrls", "rule": "SEC030", "target": "notes.two"}, "public.notes.two goes: drop \"two\"",
    ),
    "a policy that stays": (None, {"source": "pgrls", "rule": "SEC030", "target": "notes.one"}, None),
    "a column that is renamed": (
        "ALTER TABLE notes RENAME COLUMN old TO older",
        {"source": "pgrubic", "rule": "TP017", "target": "notes.old"},
        None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", GOES)
def test_what_another_fix_of_the_plan_drops_has_no_problem_any_more(name, tmp_path):
    sql, own, by = GOES[name]
    files = {"migrations/000001_a.up.sql": NOTES, "f.json": json.dumps([own])}
    write(tmp_path, files | ({"d.sql": f"{sql};"} if sql else {}))
    more = ("--sql", "d.sql") if sql else ()

    selected = ("--select", "duplicate-policy,missing-not-null,suggested-sql")
    document = plan(tmp_path, "--findings", "f.json", "--unsafe", *selected, *more)

    found = [entry["by"] for entry in document["satisfied"] if entry["rule"] == "missing-not-null"]
    assert [text.startswith(by or "!") for text in found] == ([True] if by else [])
    assert len([answer for answer in answered(document) if answer[1] == own["source"]]) == 1


LANGUAGE_SERVER = {
    # rule of Supabase's -> what dblint says (0.25.5), and the object that is meant
    "unindexedForeignKeys": (
        "Table `public.orders` has a foreign key `orders_customer_id_fkey` without a covering index. This can lead to …",
        "public.orders.orders_customer_id_fkey",
    ),
    "duplicateIndex": (
        r"Table \`public.orders\` has identical indexes {i1,i2}. Drop all except one of them",
        "public.i2",
    ),
    "unusedIndex": (r"Index \`i1\` on table \`public.orders\` has not been used", "public.i1"),
    "noPrimaryKey": (r"Table \`public.C d\` does not have a primary key", 'public."C d"'),
    "functionSearchPathMutable": (r"Function \`public.f\` has a role mutable search_path", "public.f()"),
    "extensionInPublic": (r"Extension \`citext\` is installed in the public schema. Move it.", "citext"),
    "authUsersExposed": ("View `public.nowhere` is exposed", "public.nowhere"),
    "tableBloat": ("Table `public`.`orders` has excessive bloat", None),
}


def test_what_dblint_says_of_supabase_s_lints_is_about_the_objects_in_its_words(tmp_path):
    sql = (
        f"{SHOP['migrations/000001_shop.up.sql']}CREATE INDEX i1 ON orders (note); CREATE INDEX i2 ON orders (note);\n"
        'CREATE TABLE "C d" (z int); CREATE EXTENSION citext;\n'
        "CREATE FUNCTION f() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM orders';\n"
    )
    group = {
        "functionSearchPathMutable": "security",
        "extensionInPublic": "security",
        "authUsersExposed": "security",
    }
    said = [
        {
            "severity": "warning",
            "message": message,
            "category": f"splinter/{group.get(rule, 'performance')}/{rule}",
        }
        for rule, (message, _target) in LANGUAGE_SERVER.items()
    ]
    said.append(
        {"severity": "warning", "message": "12 of 30", "category": "pglinter/base/howManyUnusedIndex"}
    )
    write(
        tmp_path,
        {"migrations/1_a.up.sql": sql, "d.json": json.dumps({"diagnostics": said, "command": "dblint"})},
    )

    document = plan(tmp_path, "--findings", "d.json", "--unsafe", "--ignore", "unqualified-name")

    found = {}
    for migration in document["migrations"]:
        found |= {f["rule"]: fix["target"] for fix in migration["fixes"] for f in fix["findings"]}
    for name in ("edits", "satisfied", "refusals", "ignored"):
        found |= {f["rule"]: entry.get("target") for entry in document[name] for f in entry["findings"]}
    snake = {
        re.sub(r"(?=[A-Z])", "_", rule).lower(): target for rule, (_said, target) in LANGUAGE_SERVER.items()
    }
    assert {rule: found[rule] for rule in snake} == snake
    assert "howManyUnusedIndex" in found


def test_pgfence_s_policies_are_the_same_in_sarif_and_json(shop):
    """Its SARIF puts ``policy-`` in front of the rules that its JSON has as they are (0.1.5)."""
    place = {"physicalLocation": {"artifactLocation": {"uri": "migrations/000001_shop.up.sql"}}}
    result = {"ruleId": "policy-missing-idle-timeout", "message": {"text": "x"}, "locations": [place]}
    run = {"tool": {"driver": {"name": "pgfence"}}, "results": [result]}
    write(shop, {"p.sarif": json.dumps({"version": "2.1.0", "runs": [run]})})

    (refusal,) = plan(shop, "--findings", "p.sarif", "--pending-from", "000001")["refusals"]

    assert (refusal["code"], refusal["findings"][0]["rule"]) == ("manual", "missing-idle-timeout")
