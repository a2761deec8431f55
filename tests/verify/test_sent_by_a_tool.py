"""A migration that its tool would not run is not proved, and what has the tool run it is said."""

from __future__ import annotations

import pytest
from e2e.tools import fixer, write
from postgres import Postgres

CONCURRENTLY = "CREATE INDEX CONCURRENTLY i ON t (a);"
TABLE = "CREATE TABLE t (a int);"
JOURNAL = '{"version": "7", "dialect": "postgresql", "entries": [%s]}'
ENTRY = '{"idx": %d, "version": "7", "when": %d, "tag": "%s", "breakpoints": true}'
DRIZZLE = {
    "drizzle/0000_a.sql": TABLE,
    "drizzle/meta/_journal.json": JOURNAL % ", ".join((ENTRY % (0, 1, "0000_a"), ENTRY % (1, 2, "0001_b"))),
}
GOOSE = {"m/00001_a.sql": f"-- +goose Up\n{TABLE}\n"}
SQL_MIGRATE = {"m/00001_a.sql": f"-- +migrate Up\n{TABLE}\n"}
TERN = {"m/001_a.sql": f"{TABLE}\n---- create above / drop below ----\nDROP TABLE t;\n"}
NODE = {"m/1_a.sql": f"-- Up Migration\n{TABLE}\n-- Down Migration\nDROP TABLE t;\n"}
DBMATE = {"m/20240101000000_a.sql": f"-- migrate:up\n{TABLE}\n-- migrate:down\nDROP TABLE t;\n"}
IN_TRANSACTION = {  # files, the one that is said to fail, what is said, and what makes it run
    "goose": (GOOSE, "m/00002_b.sql", f"-- +goose Up\n{CONCURRENTLY}\n", "`-- +goose NO TRANSACTION`",
        f"-- +goose NO TRANSACTION\n-- +goose Up\n{CONCURRENTLY}\n"),
    "goose, several in one query": (GOOSE, "m/00002_b.sql",
        f"-- +goose NO TRANSACTION\n-- +goose Up\n{CONCURRENTLY} SELECT 1;\n", "",
        f"-- +goose NO TRANSACTION\n-- +goose Up\n{CONCURRENTLY}\nSELECT 1;\n"),
    "sql-migrate": (SQL_MIGRATE, "m/00002_b.sql", f"-- +migrate Up\n{CONCURRENTLY}\n", "`-- +migrate Up notransaction`",
        f"-- +migrate Up notransaction\n{CONCURRENTLY}\n"),
    "tern": (TERN, "m/002_b.sql", f"{CONCURRENTLY}\n---- create above / drop below ----\nDROP INDEX i;\n",
        "`---- tern: disable-tx ----`",
        f"---- tern: disable-tx ----\n{CONCURRENTLY}\n---- create above / drop below ----\nDROP INDEX i;\n"),
    "node-pg-migrate": (NODE, "m/2_b.sql", f"-- Up Migration\n{CONCURRENTLY}\n-- Down Migration\nDROP INDEX i;\n",
        "pgm.noTransaction()", f"-- Up Migration\n{CONCURRENTLY.replace('CONCURRENTLY', '')}\n-- Down Migration\nDROP INDEX i;\n"),
    "dbmate": (DBMATE, "m/20240102000000_b.sql", f"-- migrate:up\n{CONCURRENTLY}\n-- migrate:down\n",
        "`-- migrate:up transaction:false`", f"-- migrate:up transaction:false\n{CONCURRENTLY}\n-- migrate:down\n"),
    "golang-migrate": ({"m/000001_a.up.sql": TABLE}, "m/000002_b.up.sql", f"SET lock_timeout = '1s';\n{CONCURRENTLY}\n",
        "x-multi-statement=true", CONCURRENTLY),
    "Drizzle": (DRIZZLE, "drizzle/0001_b.sql", CONCURRENTLY, "`COMMIT;`",
        "COMMIT;\n--> statement-breakpoint\n" + CONCURRENTLY + "\n--> statement-breakpoint\nBEGIN;"),
}  # fmt: skip


def _verified(server: Postgres, folder, files, path):
    write(folder, files)
    return fixer(
        folder, "verify", path.rpartition("/")[0], "--files", "--server", server.url.format("postgres")
    )


@pytest.mark.parametrize("tool", IN_TRANSACTION)
def test_what_refuses_a_transaction_fails_where_the_tool_begins_one(tool, tmp_path, server):
    files, path, wrong, remedy, right = IN_TRANSACTION[tool]

    failed = _verified(server, tmp_path, {**files, path: wrong}, path)
    done = _verified(server, tmp_path, {**files, path: right}, path)

    assert failed.returncode == 2, failed.stdout
    assert f"{path}:" in failed.stderr
    assert remedy in failed.stderr
    assert done.stderr == "", "it goes up"


BACK, GONE = "ALTER TABLE t DROP b;\n", "ALTER TABLE t ADD b int;\n"
HALVES = {
    "tern": {
        "m/001_a.sql": TERN["m/001_a.sql"],
        "m/002_b.sql": f"{GONE}---- create above / drop below ----\n{BACK}",
    },
    "node-pg-migrate": {**NODE, "m/2_b.sql": f"-- Up Migration\n{GONE}-- Down Migration\n{BACK}"},
    "db-migrate": {
        "m/1-a-up.sql": TABLE,
        "m/1-a-down.sql": "DROP TABLE IF EXISTS t;",
        "m/2-b-up.sql": GONE,
        "m/2-b-down.sql": BACK,
    },
    "Postgrator": {
        "m/1.do.a.sql": TABLE,
        "m/1.undo.a.sql": "DROP TABLE t",
        "m/2.do.b.sql": GONE,
        "m/2.undo.b.sql": BACK,
    },
    "people": {
        "m/1_a.sql": TABLE,
        "m/1_a_rollback.sql": "DROP TABLE t",
        "m/2_b.sql": GONE,
        "m/2_b_rollback.sql": BACK,
    },
    "sql-migrate": {
        f"m/{name}": f"-- +migrate Up\n{up}\n-- +migrate Down\n{down}"
        for name, up, down in (("0001.sql", TABLE, "DROP TABLE t;\n"), ("0002.sql", GONE, BACK))
    },
}


@pytest.mark.parametrize("tool", HALVES)
def test_the_halves_of_a_migration_are_known_as_the_tool_knows_them(tool, tmp_path, server):
    """What leads back is not run on the way up, where it would undo it."""
    done = _verified(server, tmp_path, HALVES[tool], "m/x")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 of 2 migrations proved" in done.stdout


def test_where_a_migration_fails_the_programs_beside_it_are_named_which_are_not_run(tmp_path, server):
    files = {"m/00002_b.sql": "-- +goose Up\nALTER TABLE made_by_go ADD a int;\n-- +goose Down\n"}
    alone = _verified(server, tmp_path / "alone", {**GOOSE, **files}, "m/x")
    tests = {
        "m/00001_a_test.go": "package m",
        "m/sub/00001_c.go": "package sub",
        "m/register.go": "package m",
    }
    other = _verified(server, tmp_path / "other", {**GOOSE, **files, **tests}, "m/x")
    done = _verified(
        server, tmp_path / "both", {**GOOSE, **files, "m/00001_b.go": "", "m/00003_c.go": ""}, "m/x"
    )

    assert "no SQL" not in alone.stderr + other.stderr
    assert "Not run: 00001_b.go and 1 more, no SQL" in done.stderr
    assert "does not exist" in done.stderr


def test_a_way_back_that_refuses_a_transaction_is_not_proved_where_the_tool_begins_one(tmp_path, server):
    path = "m/00002_b.sql"
    text = "-- +goose Up\nCREATE INDEX i ON t (a);\n-- +goose Down\nDROP INDEX CONCURRENTLY i;\n"

    done = _verified(server, tmp_path, {**GOOSE, path: text}, path)

    assert done.returncode == 1, done.stderr
    assert "cannot run inside a transaction block: goose runs it outside of one with" in done.stdout


BODY = "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$\nBEGIN\n  RETURN 1;\nEND;\n$$;"
CUT = {
    "a body": (f"{BODY}\n", ":4:11: this tool ends a statement at a semicolon at the end of a line, here in the middle of one"),
    "a body in its marks": (f"-- +{{0}} StatementBegin\n{BODY}\n-- +{{0}} StatementEnd\n", ""),
    "one without an end in its marks": (f"-- +{{0}} StatementBegin\n{BODY[:-1]}\n-- +{{0}} StatementEnd\n", ""),
    "a body on one line": ("CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END $$;\n", ""),
    "a comment behind it": ("ALTER TABLE t ADD b int; -- one; two\n-- three;\nALTER TABLE t\n  ADD c int;\n", ""),
    "a comment that ends in one": ("ALTER TABLE t ADD b int /* so;\n that */;\n", ":2:30: this tool ends"),
    "no end": ("ALTER TABLE t ADD b int;\nALTER TABLE t ADD c int\n", ":3:23: this tool ends a statement"),
}  # fmt: skip


@pytest.mark.parametrize("tool", ["goose", pytest.param("migrate", marks=pytest.mark.slow)])
@pytest.mark.parametrize("what", CUT)
def test_a_statement_that_the_tool_cuts_in_two_fails_as_it_does_there(what, tool, tmp_path, server):
    text, said = CUT[what]
    files = {
        "m/1_a.sql": f"-- +{tool} Up\n{TABLE}\n",
        "m/2_b.sql": f"-- +{tool} Up\n" + text.replace("{0}", tool),
    }

    done = _verified(server, tmp_path, files, "m/2_b.sql")

    assert (f"m/2_b.sql{said}" in done.stderr) if said else (done.stderr == ""), done.stderr
