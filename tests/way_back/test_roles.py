"""Roles belong to the server: a way back drops those that its migration makes, and says what it leaves of the others."""

from __future__ import annotations

import pytest
from e2e.tools import downs, fixer, sources, write
from postgres import Postgres

MADE = "CREATE ROLE fixer_made LOGIN; ALTER ROLE fixer_made SET work_mem = '5MB'; CREATE TABLE t (); GRANT SELECT ON t TO fixer_made;\n"
CASES = {
    "one that is made": (MADE, ["DROP ROLE fixer_made"], ""),
    "several, the last first": (
        "CREATE ROLE fixer_made; CREATE ROLE fixer_more ROLE fixer_made;\n",
        ["DROP ROLE fixer_more", "DROP ROLE fixer_made"],
        "",
    ),
    "one that is made and dropped": ("CREATE ROLE fixer_made; DROP ROLE fixer_made;\n", [], ""),
    "a name that wants quotes": ('CREATE USER "fixer Made";\n', ['DROP ROLE "fixer Made"'], ""),
    "a member of one that is there": ("CREATE ROLE fixer_made; GRANT there TO fixer_made;\n", ["DROP ROLE fixer_made"], ""),
    "a block that makes one unless it is there": (
        "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'r') THEN CREATE ROLE r; END IF; END $$;\n",
        [],
        "",
    ),
    "one that is rolled back": ("BEGIN;\nCREATE ROLE fixer_made;\nALTER ROLE there CREATEDB;\nROLLBACK;\nCREATE TABLE t ();\n", [], ""),
    "one that is rolled back alone": (
        "BEGIN;\nCREATE ROLE fixer_made;\nSAVEPOINT s;\nCREATE ROLE fixer_more;\nROLLBACK TO s;\nCOMMIT;\n",
        ["DROP ROLE fixer_made"],
        "",
    ),
    "a setting of one that is there": ("ALTER ROLE there SET work_mem = '5MB';\n", [], "Line 1: the settings of roles"),
    "what one may": ("CREATE TABLE t ();\nALTER ROLE there CREATEDB;\n", [], "Line 2: what roles that were there before may do"),
    "one that comes to another": ("GRANT other TO there;\n", [], "Line 1: what roles that were there before belong to"),
    "one that goes": ("DROP ROLE there;\n", [], "Line 1: DROP ROLE is not undone"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_the_roles_that_a_migration_makes_go_again_and_what_stays_is_said(case, tmp_path):
    up, dropped, said = CASES[case]
    write(tmp_path, {"migrations/000001_a.up.sql": up})

    done = fixer(tmp_path, "down")

    assert done.returncode == 0, done.stderr
    down = tmp_path / "migrations" / "000001_a.down.sql"
    text = down.read_text() if down.exists() else done.stdout
    assert [line.rstrip(";") for line in text.splitlines() if line.startswith("DROP ROLE")] == dropped
    assert said in text
    assert ("is not known" in text) == (said != "")


def test_a_role_goes_once_nothing_names_it_any_more(tmp_path, server: Postgres):
    write(tmp_path, {"migrations/000001_a.up.sql": MADE})
    fixer(tmp_path, "down")
    layout, (migration, *_others) = sources(tmp_path / "migrations")

    with server.database() as url:
        before = server.dump(url)
        server.psql(url, MADE)
        (text,) = downs(tmp_path, layout, [tmp_path / migration.path])
        server.psql(url, text)

        assert server.dump(url) == before
        assert server.psql(url, "SELECT count(*) FROM pg_roles WHERE rolname = 'fixer_made'") == "0\n"
