"""The fidelity harness: schemas are read as PostgreSQL makes them, and what is wrong is found, never passed over."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import psycopg
import pytest
from large_schema import large_schema
from postgres import Postgres, at_hand

from fixer.catalog.objects import Table
from fixer.ddl.base import STATEMENTS
from fixer.ddl.constraints.constraint import TYPES
from fixer.model import FixerError
from fixer.values import replace

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "scripts"))
import fidelity  # noqa: E402
import fidelity_databases  # noqa: E402

SCHEMAS = sorted((ROOT / "tests" / "fidelity").glob("*.sql"))
EXAMPLES = sorted(path for path in (ROOT / "examples").iterdir() if path.is_dir())
GOLDEN = sorted({path.parent for path in (ROOT / "tests" / "golden").glob("*/*/fixer.toml")})
QUICK = (
    "whole_rows_renamed",
    "crossed_names",
    "casts_of_old_types",
    "indexes_of_partitions",
    "in_one_statement",
    "classes_taken_along",
    "collations",
    "create_as",
    "event_sourcing",
    "indexes_after_renames",
    "inheritance",
    "partitions_by_domains",
    "partitions_of_partitions",
    "default_names",
    "quoted_names",
    "schema_elements",
    "dump",
    "grants",
    "bare_columns",
    "checks_of_heirs",
    "checks_said_by_heirs",
    "columns_of_heirs",
    "foreign_keys_of_partitions",
    "joins_renamed",
    "joins_with_aliases",
    "joins_within_joins",
    "functions_in_from",
    "keys_before_partitions",
    "like_and_inherits",
    "meaning_of_bodies",
    "missing_schemas",
    "moments",
    "named_as_builtins",
    "natural_joins",
    "natural_outer_joins",
    "foreign_servers",
    "multiranges_renamed",
    "on_commit_drop",
    "operator_classes",
    "operators_beside",
    "overloads",
    "overloads_by_types",
    "overloads_of_all_sorts",
    "overloads_on_the_path",
    "policies_that_read",
    "renamed_and_moved",
    "renamed_columns",
    "renamed_functions",
    "renamed_labels",
    "renamed_schemas",
    "replaced_views",
    "rolled_back",
    "search_constants",
    "subqueries",
    "taken_along",
    "temporary",
    "tenants",
    "text_search",
    "triggers_of_partitions",
    "unmodelled",
    "using_joins",
    "whole_rows_of_rules",
    "words_as_values",
)
ANNOUNCED = {
    "casts_of_old_types",
    "default_privileges",
    "extended_statistics",
    "extensions_elsewhere",
    "operators_beside",
    "overloads",
    "overloads_of_all_sorts",  # round(numeric, …) beside round(double precision, …)
    "overloads_by_types",  # which takes int[], of text and anyarray
    "natural_outer_joins",  # ON TRUE, which no statement says
    "rows_of_types",  # what a function gives keeps the columns that the type had
    "rules",
    "unmodelled",
    "views",  # RENAME COLUMN of a view
    "views_of_themselves",
}
"""Schemas that hold what is not modelled, and is announced."""

DUMPED_OTHERWISE = {
    "another_public_schema": "what initdb grants on the schema public is taken for given where that has another name, too",
    "identity": "an integer's bounds of a bigint sequence, which LIKE … INCLUDING IDENTITY makes and nothing else can",
    "like": "the same",
    "temporary": "the same",
    "indexes_made_anew": "REPLICA IDENTITY USING INDEX of an index that was made anew: NOTHING is what comes of it",
    "moments": "another moment",
    "natural_outer_joins": "ON TRUE",
    "types_of_columns": "the cast of an array, which PostgreSQL takes to its elements where it reads a check again",
    "rows_written": "a row with a NULL of no type",
    "whole_rows_renamed": "what PostgreSQL calls a name that is given twice",
}
"""Schemas of which nothing is announced, and that pg_dump tells from their copies all the same: what for."""

TAKEN_FOR_DONE = {"blocks_left_and_failed"}
"""Those among them where what only a server tells to fail is taken for done: it cannot be printed."""


@pytest.fixture(scope="session")
def where(server: Postgres) -> fidelity.Server:
    return fidelity.Server(server.url.format("postgres"))


def complaints(report: fidelity.Report) -> list[str]:
    """All that should not be: silent differences, refusals of either database."""
    refused = [f"{r.place}: {r.message}" for r in (*report.original.refused, *report.printed)]
    return refused + [f"{d.what} {d.name}: {d.detail}" for d in report.comparison.silent]


def judged(where: fidelity.Server, path: Path) -> None:
    report = fidelity.judge(where, path)

    assert complaints(report) == []
    assert report.comparison.count > 0
    if path.stem not in ANNOUNCED:
        assert report.comparison.announced == ()


@pytest.mark.parametrize("path", [p for p in SCHEMAS if p.stem in QUICK], ids=lambda path: path.stem)
def test_a_schema_is_read_as_the_server_makes_it(path: Path, where: fidelity.Server) -> None:
    judged(where, path)


@pytest.mark.slow
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_an_example_is_read_as_the_server_makes_it(path: Path, where: fidelity.Server) -> None:
    judged(where, path)


@pytest.mark.slow
@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_golden_folders_start_from_is_read_as_the_server_makes_it(
    path: Path, where: fidelity.Server, tmp_path: Path
) -> None:
    shutil.copytree(path, tmp_path / "case", ignore=shutil.ignore_patterns("wanted"))
    for asked in (tmp_path / "case").glob("*.sql"):  # what --sql is given is no migration
        asked.unlink()
    report = fidelity.judge(where, tmp_path / "case")

    assert complaints(report) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "path",
    [p for p in SCHEMAS if p.stem not in (*ANNOUNCED, *TAKEN_FOR_DONE, *DUMPED_OTHERWISE)],
    ids=lambda path: path.stem,
)
def test_pg_dump_tells_nothing_that_introspection_does_not(
    path: Path, server: Postgres, where: fidelity.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    dumps: list[list[str]] = []
    contents = fidelity.contents

    def dumped(connection: psycopg.Connection, since: datetime) -> object:
        text = server.dump(server.url.format(connection.info.dbname))
        dumps.append(sorted(line.rstrip(",") for line in text.splitlines() if not line.startswith("--")))
        return contents(connection, since)

    monkeypatch.setattr(fidelity, "contents", dumped)
    fidelity.judge(where, path)
    _empty, original, copy = dumps

    assert copy == original


@pytest.fixture(scope="session", params=at_hand())
def every_version(request: pytest.FixtureRequest) -> Iterator[fidelity.Server]:
    with fidelity_databases.server(None, request.param) as running:
        yield running


@pytest.mark.slow
@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.stem)
def test_a_schema_is_read_as_every_version_makes_it(path: Path, every_version: fidelity.Server) -> None:
    """What one version does not know (NULLS NOT DISTINCT before 15) it refuses, and it is left out on both sides."""
    report = fidelity.judge(every_version, path)

    assert report.comparison.silent == ()
    if path.stem not in TAKEN_FOR_DONE:
        assert [f"{r.place}: {r.message}" for r in report.printed] == []


@pytest.mark.slow
def test_five_hundred_tables_with_hundreds_of_triggers_are_read_as_every_version_makes_them(
    every_version: fidelity.Server, tmp_path: Path
) -> None:
    (tmp_path / "1_all.sql").write_text(large_schema(tables=516, triggers=740))
    report = fidelity.judge(every_version, tmp_path)

    assert complaints(report) == []
    assert report.comparison.count > 3000


# what is wrong is found


def test_a_mistake_in_the_reading_is_found_and_named(
    where: fidelity.Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "schema.sql").write_text(
        "CREATE TABLE t (a int, b int, CHECK (a > 0), UNIQUE (b)); CREATE TABLE u ();"
    )
    monkeypatch.delitem(TYPES, "CONSTR_CHECK")
    report = fidelity.judge(where, tmp_path / "schema.sql")

    assert not report.faithful
    assert {(d.what, d.name) for d in report.comparison.silent} == {("constraint", "t_a_check on public.t")}
    assert list(report.lines())[-1] == "fidelity 5/7 = 71.42 %"


def test_what_nobody_models_is_found_where_it_is_not_announced(
    where: fidelity.Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An object made by a statement that replay passes over in silence."""
    monkeypatch.delitem(STATEMENTS, "RuleStmt")
    (tmp_path / "schema.sql").write_text(
        "CREATE TABLE t (a int); CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING;"
    )
    replay = fidelity.replay

    def silent(sources: object, base: object) -> object:
        return replace(replay(sources, base=base), diagnostics=())  # type: ignore[arg-type]

    monkeypatch.setattr(fidelity, "replay", silent)
    report = fidelity.judge(where, tmp_path / "schema.sql")

    assert "r on public.t" in [d.name for d in report.comparison.silent]


def test_what_the_server_refuses_is_left_out_on_both_sides_and_listed(
    where: fidelity.Server, tmp_path: Path
) -> None:
    (tmp_path / "schema.sql").write_text(
        "CREATE TABLE t (a int);\nCREATE TABLE u (a nonsense);\nCREATE INDEX ON t (a);"
    )
    report = fidelity.judge(where, tmp_path / "schema.sql")

    assert [r.place.rpartition("/")[2] for r in report.original.refused] == ["schema.sql:2:1"]
    assert report.faithful
    assert report.replayed.catalog.table("public", "u") is None
    assert isinstance(report.replayed.catalog.table("public", "t"), Table)


BY_DEFAULT = """
CREATE ROLE fidelity_z;
CREATE ROLE fidelity_a;
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO fidelity_a, fidelity_z;
ALTER DEFAULT PRIVILEGES GRANT USAGE ON SEQUENCES TO fidelity_a, fidelity_z;
CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY);
"""


@pytest.mark.parametrize(
    ("passed_over", "wanted"),
    [
        (None, []),
        ("GrantStmt", ["public.t"]),  # another order is no difference, another grantee is one
    ],
)
def test_default_privileges_are_told_by_role_and_not_by_its_oid(
    where: fidelity.Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    passed_over: str | None,
    wanted: list[str],
) -> None:
    """A new table has them by OID: the order in which the roles were made is that, and is not known where others made them."""
    (tmp_path / "schema.sql").write_text(BY_DEFAULT + "REVOKE SELECT ON t FROM fidelity_a;")
    if passed_over:
        monkeypatch.setattr(STATEMENTS[passed_over], "effect", lambda self, catalog, session: None)
    report = fidelity.judge(where, tmp_path / "schema.sql")

    assert [difference.name for difference in report.comparison.silent] == wanted


SELDOM = """
CREATE FUNCTION made() RETURNS void LANGUAGE plpgsql AS $$ BEGIN
    IF version() = '' THEN CREATE TABLE seldom (id int); END IF;
END $$;
SELECT made();
DROP FUNCTION made();
CREATE TABLE kept (id int);
"""


def test_what_a_called_function_makes_on_a_condition_is_announced(
    where: fidelity.Server, tmp_path: Path
) -> None:
    (tmp_path / "schema.sql").write_text(SELDOM)
    report = fidelity.judge(where, tmp_path / "schema.sql")

    assert report.comparison.silent == ()
    assert [d.name for d in report.comparison.announced][:1] == ["public.seldom"]


PUT_TOGETHER = """
CREATE TABLE t (a int NOT NULL, b int, kept int);
DO $$ DECLARE name text; BEGIN
    SELECT column_name INTO name FROM information_schema.columns WHERE table_name = 't' AND column_name = 'b';
    EXECUTE format('ALTER TABLE t RENAME %I TO c', name);
END $$;
"""
"""A column comes to another name, which reading does not tell."""
MISFITS = {
    "a view with a column twice": "CREATE VIEW v AS SELECT t.*, a AS b FROM t; CREATE VIEW w AS SELECT * FROM v",
    "a key on a column that is not known": "ALTER TABLE t ADD CONSTRAINT v UNIQUE (c)",
}


@pytest.mark.parametrize("sql", MISFITS.values(), ids=MISFITS)
def test_what_cannot_be_printed_is_left_out_and_the_others_are_compared(
    sql: str, where: fidelity.Server, tmp_path: Path
) -> None:
    (tmp_path / "schema.sql").write_text(f"{PUT_TOGETHER}{sql};\nCREATE TABLE other (id int PRIMARY KEY);")
    report = fidelity.judge(where, tmp_path / "schema.sql")

    assert "v" in {d.name.split(" ")[0].rpartition(".")[2] for d in report.comparison.announced}
    assert report.comparison.silent == ()
    assert report.comparison.count - len(report.comparison.announced) >= 3  # the other table and its key


def test_roles_that_files_name_are_made_and_go_again(where: fidelity.Server, tmp_path: Path) -> None:
    (tmp_path / "schema.sql").write_text(
        "CREATE TABLE t (); GRANT SELECT ON t TO fidelity_named; CREATE ROLE fidelity_made; ALTER TABLE t OWNER TO fidelity_made;"
    )
    report = fidelity.judge(where, tmp_path / "schema.sql")

    assert complaints(report) == []
    assert not {"fidelity_named", "fidelity_made"} & where._roles()


def test_both_databases_are_gone_after_an_error(where: fidelity.Server, tmp_path: Path) -> None:
    (tmp_path / "schema.sql").write_text("CREATE TABLE t (a int")
    with pytest.raises(FixerError, match="syntax error"):
        fidelity.judge(where, tmp_path / "schema.sql")
    with where.connect("postgres") as connection:
        left = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'fixer_%'").fetchall()

    assert left == []


FOLDERS: dict[str, dict[str, str]] = {
    "plain files in order of their numbers": {
        "10_b.sql": "ALTER TABLE t ADD b int;",
        "9_a.sql": "CREATE TABLE t (a int);",
        "10_b.down.sql": "DROP TABLE t;",
    },
    "files without numbers by name": {
        "a.sql": "CREATE TABLE t (a int);",
        "b.sql": "ALTER TABLE t ADD b int;",
    },
    "dbmate": {
        "20240101000000_a.sql": "-- migrate:up\nCREATE TABLE t (a int, b int);\n-- migrate:down\nDROP TABLE t;\n"
    },
    "goose": {"00001_a.sql": "-- +goose Up\nCREATE TABLE t (a int, b int);\n-- +goose Down\nDROP TABLE t;\n"},
    "drizzle": {
        "0000_a.sql": "CREATE TABLE t (a int);--> statement-breakpoint\nALTER TABLE t ADD b int;",
        "meta/_journal.json": '{"entries": [{"idx": 0, "version": "7", "when": 1, "tag": "0000_a", "breakpoints": true}]}',
    },
}


@pytest.mark.parametrize("name", FOLDERS)
def test_a_folder_is_read_as_its_tool_reads_it(name: str, where: fidelity.Server, tmp_path: Path) -> None:
    for file, text in FOLDERS[name].items():
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_text(text)
    report = fidelity.judge(where, tmp_path)

    assert complaints(report) == []
    table = report.replayed.catalog.table("public", "t")
    assert table is not None and [column.name for column in table.columns] == ["a", "b"]


def test_the_command_says_the_ratio_last_and_ends_with_one_on_a_difference(
    server: Postgres, tmp_path: Path
) -> None:
    good = tmp_path / "good.sql"
    good.write_text("CREATE TABLE t (a int);")
    command = [sys.executable, str(ROOT / "scripts" / "fidelity.py")]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    address = ["--server", server.url.format("postgres")]
    fine = subprocess.run([*command, str(good), *address], capture_output=True, text=True, env=environment)
    missing = subprocess.run(
        [*command, str(tmp_path / "no"), *address], capture_output=True, text=True, env=environment
    )

    assert (fine.returncode, fine.stdout.splitlines()[-1]) == (0, "fidelity 1/1 = 100.00 %")
    assert (missing.returncode, missing.stdout.splitlines()[-1]) == (2, "fidelity 0/0 = 0.00 %")


def test_a_fraction_is_never_rounded_up_to_the_whole() -> None:
    assert fidelity._percent(1.0) == "100.00 %"
    assert fidelity._percent(1 - 1 / 100_000) == "99.99 %"
