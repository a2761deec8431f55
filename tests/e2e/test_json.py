"""The JSON plan is an interface: its shape, its findings, its keys and names, and that its locks are true."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import psycopg
import pytest
from e2e.tools import EVERYTHING, MIGRATIONS, NOW, copied, fixer, sources, tree, up, write
from postgres import Postgres

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/plan.schema.json").read_text())
ANSWERS = ("edits", "satisfied", "refusals", "ignored")
PROJECTS = (*sorted(MIGRATIONS), "everything")
MODES = (
    "AccessShareLock",
    "RowShareLock",
    "RowExclusiveLock",
    "ShareUpdateExclusiveLock",
    "ShareLock",
    "ShareRowExclusiveLock",
    "ExclusiveLock",
    "AccessExclusiveLock",
)
Document = dict[str, Any]


@pytest.fixture(params=PROJECTS)
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A project to plan in: an example, or a dump."""
    if request.param in MIGRATIONS:
        return copied(request.param, tmp_path)[0]
    write(tmp_path, EVERYTHING)
    return tmp_path


def plan(project: Path, *arguments: str) -> Document:
    path = ["dump.sql"] if (project / "dump.sql").exists() else []
    done = fixer(project, "plan", *path, "--output-format", "json", "--now", NOW, *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    document: Document = json.loads(done.stdout)
    jsonschema.validate(document, SCHEMA)
    return document


def fixes(document: Document) -> Iterator[dict[str, Any]]:
    for migration in document["migrations"]:
        yield from migration["fixes"]


def findings(document: Document) -> Counter[tuple[Any, ...]]:
    """Every finding of a plan, with how often it is in it."""
    entries = [*fixes(document), *(entry for name in ANSWERS for entry in document[name])]
    return Counter(
        (f["source"], f["rule"], f["path"], f["line"], f["target"])
        for entry in entries
        for f in entry["findings"]
    )


@pytest.mark.slow
def test_whatever_is_asked_for_the_findings_are_the_same_ones(project):
    """They are only answered differently: no option makes one come or go."""
    everything = plan(project, "--unsafe")
    wanted = findings(everything)
    one = next(fixes(everything))

    assert wanted
    assert max(wanted.values()) == 1
    for options in (
        (),
        ("--unsafe", "--group-by", "finding", "--concurrently", "never"),
        ("--unsafe", "--only", one["key"]),
    ):
        assert findings(plan(project, *options)) == wanted, options


@pytest.mark.slow
def test_a_key_asks_for_its_fix_and_nothing_else(project):
    everything = plan(project, "--unsafe")
    keys = list(dict.fromkeys(fix["key"] for fix in fixes(everything)))
    assert len(keys) > 2
    first, last = keys[0], keys[-1]

    both = plan(project, "--unsafe", "--only", first, "--only", last)
    one = plan(project, "--unsafe", "--only", last)

    assert {fix["key"] for fix in fixes(both)} == {first, last}
    assert {fix["key"] for fix in fixes(one)} == {last}
    assert one["refusals"] == []
    assert {entry["why"] for entry in one["ignored"]} == {"not asked for (--only)"}
    assert [key for key in keys if keys.count(key) > 1] == []


def test_a_path_is_relative_to_the_working_directory_and_its_content_is_what_apply_writes(project):
    out = MIGRATIONS.get(project.name, "db")
    path = ["dump.sql"] if project.name not in MIGRATIONS else []
    before = tree(project)
    arguments = (*path, "--out", out, "--unsafe", "--now", NOW)

    shown = fixer(project, "apply", *arguments, "--dry-run", "--output-format", "json")
    written = fixer(project, "apply", *arguments, "--output-format", "json")

    assert shown.stdout == written.stdout
    document = json.loads(written.stdout)
    jsonschema.validate(document, SCHEMA)
    files = [file for migration in document["migrations"] for file in migration["files"]]
    after = tree(project)
    assert {file["path"]: file["content"].encode() for file in files} == {
        name: raw for name, raw in after.items() if before.get(name) != raw
    }


def test_a_fix_is_in_each_of_its_migrations_and_its_findings_in_the_first(tmp_path):
    project, _out = copied("creator-suite", tmp_path)

    checks, validations = (
        migration["fixes"] for migration in plan(project, "--select", "missing-check")["migrations"]
    )

    assert [fix["key"] for fix in checks] == [fix["key"] for fix in validations]
    assert all(fix["findings"] for fix in checks)
    assert not any(fix["findings"] for fix in validations)


# Names


def test_targets_are_spelled_as_the_interface_says(tmp_path):
    write(tmp_path, EVERYTHING)

    document = plan(tmp_path, "--unsafe")

    entries = [*fixes(document), *document["satisfied"], *document["refusals"]]
    found = {(entry["rule"], entry["target"]) for entry in entries}
    assert found >= {
        ("missing-comment", "public.orders"),
        ("missing-comment", '"My Shop"."Line"'),
        ("missing-check", "public.orders.total_cents"),
        ("missing-check", '"My Shop"."Line".price_cents'),
        ("unindexed-foreign-key", "public.orders.orders_user_id_fkey"),
        ("unindexed-foreign-key", '"My Shop"."Line"."of an order"'),
        ("mutable-search-path", "public.total(bigint)"),
        ("mutable-search-path", '"My Shop"."Sum"("My Shop"."Line", numeric[])'),
    }
    assert {fix["applicability"] for fix in fixes(document)} == {"safe", "unsafe"}


TYPES = """
    a numeric(10, 2)[], b timestamp(3), c bigint, d varchar(5)[], e char(3), f interval day, g bit varying(3),
    h "char", i time with time zone[], j public.mood[], k json, l dec(3), m xml, n bit(3), o timestamptz(3),
    p real, q bool, r other."Odd one", s bpchar, t int[3][3]
"""
PRINTED = """
SET search_path = '';
SELECT 'public.f(' || string_agg(format_type(kind, NULL), ', ' ORDER BY n) || ')'
FROM pg_proc, unnest(proargtypes::oid[]) WITH ORDINALITY arguments (kind, n)
WHERE proname = 'f' AND pronamespace = 'public'::regnamespace
"""
TABLES = """
SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
"""
LOCKS = """
SELECT format('%I.%I', n.nspname, c.relname), l.mode
FROM pg_locks l JOIN pg_class c ON c.oid = l.relation JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE l.pid = pg_backend_pid() AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
"""


def test_a_function_s_arguments_are_spelled_as_postgresql_prints_them(tmp_path, server: Postgres):
    script = (
        "CREATE SCHEMA other; CREATE TYPE public.mood AS ENUM ('x'); CREATE DOMAIN other.\"Odd one\" AS text;"
        f"CREATE FUNCTION public.f({TYPES}) RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';"
    )
    write(tmp_path, {"dump.sql": script})
    with server.database() as url:
        server.psql(url, script)
        printed = server.psql(url, PRINTED).strip()

    (fix,) = fixes(plan(tmp_path, "--select", "mutable-search-path"))

    assert fix["target"] == printed


# Locks


@pytest.mark.slow
@pytest.mark.parametrize("options", [(), ("--concurrently", "never")], ids=["auto", "never"])
def test_the_announced_locks_are_those_that_postgresql_takes(project, options, server: Postgres):
    """Each statement by itself, up and then down, on the project's own schema. Indexes and catalogs aside."""
    document = plan(project, "--unsafe", *options)
    steps = [(m["name"], statement) for m in document["migrations"] for statement in m["up"]]
    steps += [(m["name"], statement) for m in reversed(document["migrations"]) for statement in m["down"]]
    wrong = []
    with server.database("supabase" if (project / "supabase").exists() else "plain") as url:
        if project.name in MIGRATIONS:
            layout, old = sources(project / MIGRATIONS[project.name])
            up(server, url, layout, old)
        else:
            server.psql(url, (project / "dump.sql").read_text())
        with psycopg.connect(url, autocommit=True) as connection:
            for name, statement in steps:
                announced = _announced(statement, connection)
                taken = _taken(statement, connection)
                if taken is None:
                    taken = dict.fromkeys(announced, "ShareUpdateExclusiveLock")
                if announced != taken and not _finds_nothing(statement, taken):
                    wrong.append((name, statement["sql"], announced, taken))

    assert steps
    assert wrong == []


def _finds_nothing(statement: dict[str, Any], taken: dict[str, str]) -> bool:
    """An earlier way back of the group has dropped it already: announced is what it might take."""
    return statement["sql"].startswith("DROP INDEX IF EXISTS") and taken == {}


def _announced(statement: dict[str, Any], connection: psycopg.Connection[Any]) -> dict[str, str]:
    """The strongest lock for each table."""
    assert {lock["mode"] for lock in statement["locks"]} <= set(MODES)
    tables = {row[0] for row in connection.execute(TABLES)}
    return _strongest(
        (lock["relation"], lock["mode"]) for lock in statement["locks"] if lock["relation"] in tables
    )


def _taken(statement: dict[str, Any], connection: psycopg.Connection[Any]) -> dict[str, str] | None:
    """What the statement locks; None where it cannot be asked, since it has no transaction of its own."""
    if not statement["transactional"]:
        assert "CONCURRENTLY" in statement["sql"]
        connection.execute(statement["sql"])
        return None
    with connection.transaction():
        tables = {row[0] for row in connection.execute(TABLES)}
        connection.execute(statement["sql"])
        held = connection.execute(LOCKS).fetchall()
    return _strongest((relation, mode) for relation, mode in held if relation in tables)


def _strongest(locks: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The strongest lock of each relation, from ShareUpdateExclusiveLock on."""
    found: dict[str, str] = {}
    for relation, mode in locks:
        if MODES.index(mode) >= MODES.index("ShareUpdateExclusiveLock"):
            found[relation] = max(found.get(relation, mode), mode, key=MODES.index)
    return found
