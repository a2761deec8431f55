"""client_encoding: files are read as UTF-8, and that PostgreSQL takes one for something else is said."""

from __future__ import annotations

import pytest

from fixer.layouts.base import MigrationSource
from fixer.replay import replay

TABLE = "CREATE TABLE \"tä\" (a text DEFAULT 'ö')"
CONVERTED = {
    "set": f"SET client_encoding TO 'LATIN1';\n{TABLE}",
    "a word": f"SET client_encoding = WIN1252;\n{TABLE}",
    "names": f"SET NAMES 'latin1';\n{TABLE}",
    "set_config": f"SELECT pg_catalog.set_config('client_encoding', 'LATIN1', false);\n{TABLE}",
    "psql": f"\\encoding LATIN1\n{TABLE}",
    "psql, quoted": f"\\encoding 'latin1';\n{TABLE}",
    "once, where it begins to matter": f"SET NAMES 'latin1'; CREATE TABLE a (); -- ä\n{TABLE}; COMMENT ON TABLE \"tä\" IS 'ü'",
    "the code of a function": "SET NAMES 'latin1';\nCREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$SELECT 1 -- ä\n$$",
    "a local one that ends": f"SET NAMES 'latin1'; BEGIN; SET LOCAL client_encoding = 'UTF8'; COMMIT;\n{TABLE}",
    "what ended it is rolled back": f"SET NAMES 'latin1'; BEGIN; RESET client_encoding; ROLLBACK;\n{TABLE}",
}


@pytest.mark.parametrize("sql", CONVERTED.values(), ids=CONVERTED)
def test_that_postgresql_reads_other_characters_is_said(sql: str) -> None:
    (found,) = replay([MigrationSource("a", "a", "a.sql", sql)]).diagnostics

    assert "PostgreSQL makes other characters of what is not ASCII" in found.message
    assert str(found.location) == "a.sql:2:1"


READ_ALIKE = {
    "UTF-8": f"SET client_encoding = 'utf-8'; {TABLE}",
    "unicode": f"SET NAMES 'UNICODE'; {TABLE}",
    "as it stands": f"SET client_encoding = 'SQL_ASCII'; {TABLE}",
    "psql": f"\\encoding UTF8\n{TABLE}",
    "nothing but ASCII": "SET client_encoding = 'LATIN1'; CREATE TABLE t (a text DEFAULT 'o')",
    "comments": "SET client_encoding = 'LATIN1'; CREATE TABLE t /* ä */ (a text) -- ö",
    "rows": "CREATE TABLE t (a text); SET client_encoding = 'LATIN1'; INSERT INTO t VALUES ('ö')",
    "reset": f"SET client_encoding = 'LATIN1'; RESET client_encoding; {TABLE}",
    "default": f"SET client_encoding = 'LATIN1'; SET client_encoding TO DEFAULT; {TABLE}",
    "reset all": f"SET client_encoding = 'LATIN1'; RESET ALL; {TABLE}",
    "discard all": f"SET client_encoding = 'LATIN1'; DISCARD ALL; {TABLE}",
    "set back": f"SET client_encoding = 'LATIN1'; SET NAMES 'UTF8'; {TABLE}",
    "psql sets it back": f"\\encoding LATIN1\nCREATE TABLE t ();\n\\encoding UTF8\n{TABLE}",
    "rolled back": f"BEGIN; SET NAMES 'latin1'; ROLLBACK; {TABLE}",
}


@pytest.mark.parametrize("sql", READ_ALIKE.values(), ids=READ_ALIKE)
def test_text_that_it_reads_alike_is_not(sql: str) -> None:
    assert not replay([MigrationSource("a", "a", "a.sql", sql)]).diagnostics


def test_a_setting_ends_with_its_file() -> None:
    first = MigrationSource("a", "a", "a.sql", "SET NAMES 'latin1'")

    assert not replay([first, MigrationSource("b", "b", "b.sql", TABLE)]).diagnostics
