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
DBMATE = {"m/20240101000000_a.sql": f"-- migrate:up\n{TABLE}\n-- migrate:down\nDROP TABLE t;\n"}
IN_TRANSACTION = {  # files, the one that is said to fail, what is said, and what makes it run
    "goose": (GOOSE, "m/00002_b.sql", f"-- +goose Up\n{CONCURRENTLY}\n", "`-- +goose NO TRANSACTION`",
        f"-- +goose NO TRANSACTION\n-- +goose Up\n{CONCURRENTLY}\n"),
    "goose, several in one query": (GOOSE, "m/00002_b.sql",
        f"-- +goose NO TRANSACTION\n-- +goose Up\n{CONCURRENTLY} SELECT 1;\n", "",
        f"-- +goose NO TRANSACTION\n-- +goose Up\n{CONCURRENTLY}\nSELECT 1;\n"),
    "sql-migrate": (SQL_MIGRATE, "m/00002_b.sql", f"-- +migrate Up\n{CONCURRENTLY}\n", "`-- +migrate Up notransaction`",
        f"-- +migrate Up notransaction\n{CONCURRENTLY}\n"),
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
