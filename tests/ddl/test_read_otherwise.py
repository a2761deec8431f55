"""Settings under which PostgreSQL reads a file otherwise: what is read by them is said."""

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


BY_SETTINGS = {
    "a date": ("datestyle TO 'SQL, DMY'", "CREATE TABLE t (d date DEFAULT '03/04/2020')", "the order of a date's parts"),
    "a date in German": ("datestyle = german", "CREATE VIEW v AS SELECT '3.4.2020'::date AS d", "the order of a date's parts"),
    "a moment": ("TIME ZONE 'Europe/Rome'", "CREATE TABLE t (a timestamptz CHECK (a > '2020-01-01 00:00'))", "a moment without a time zone"),
    "of a numbered zone": ("TIME ZONE -5", "CREATE TABLE t (a timestamptz DEFAULT '2020-01-01')", "a moment without a time zone"),
    "an interval": ("intervalstyle TO sql_standard", "CREATE TABLE t (a interval DEFAULT '-1 2:03:04')", "the sign of an interval"),
    "a backslash": ("standard_conforming_strings TO off", "CREATE TABLE t (a text DEFAULT 'a\\\\\\b')", "a backslash in a string"),
    "an array": ("array_nulls = false", "CREATE TABLE t (a text[] DEFAULT '{NULL,a}')", "NULL in an array"),
    "a comparison": ("transform_null_equals = 1", "CREATE TABLE t (a int CHECK (a = NULL))", "IS NULL"),
    "SQL in a DO block": ("datestyle = dmy", "DO $$BEGIN CREATE TABLE t (d date DEFAULT '03/04/2020'); END$$", "the order of a date's parts"),
    "set by a function": ("a.b = 1; SELECT set_config('DateStyle', 'ISO, DMY', false)", "CREATE TABLE t (d date DEFAULT '03/04/2020')", "the order of a date's parts"),
}  # fmt: skip


@pytest.mark.parametrize(("setting", "sql", "what"), BY_SETTINGS.values(), ids=BY_SETTINGS)
def test_a_constant_that_is_read_by_a_setting_is_said(setting: str, sql: str, what: str) -> None:
    (found,) = replay([MigrationSource("a", "a", "a.sql", f"SET {setting};\n{sql}")]).diagnostics

    assert what in found.message
    assert str(found.location) == "a.sql:2:1"


@pytest.mark.parametrize(("setting", "sql", "what"), BY_SETTINGS.values(), ids=BY_SETTINGS)
def test_that_is_over_with_the_setting(setting: str, sql: str, what: str) -> None:
    assert not replay([MigrationSource("a", "a", "a.sql", f"SET {setting}; RESET ALL; {sql}")]).diagnostics


READ_THE_SAME = {
    "the year first": "SET datestyle = dmy; CREATE TABLE t (d date DEFAULT '2020-04-03')",
    "the usual order": "SET datestyle = 'ISO, MDY'; CREATE TABLE t (d date DEFAULT '03/04/2020')",
    "UTC": "SET TIME ZONE 'UTC'; CREATE TABLE t (a timestamptz DEFAULT '2020-01-01 00:00')",
    "a zone": "SET TIME ZONE 'Europe/Rome'; CREATE TABLE t (a timestamptz DEFAULT '2020-01-01 00:00+02')",
    "rows": "CREATE TABLE t (d date); SET datestyle = dmy; INSERT INTO t VALUES ('03/04/2020')",
    "code": "SET datestyle = dmy; CREATE FUNCTION f() RETURNS date LANGUAGE sql AS 'SELECT date ''03/04/2020'''",
    "local": "BEGIN; SET LOCAL datestyle = dmy; COMMIT; CREATE TABLE t (d date DEFAULT '03/04/2020')",
    "rolled back": "BEGIN; SET datestyle = dmy; ROLLBACK; CREATE TABLE t (d date DEFAULT '03/04/2020')",
    "no null": "SET transform_null_equals = on; CREATE TABLE t (a int CHECK (a IS NULL))",
    "an escape that says so": "SET standard_conforming_strings = off; CREATE TABLE t (a text DEFAULT E'a\\\\\\b')",
}


@pytest.mark.parametrize("sql", READ_THE_SAME.values(), ids=READ_THE_SAME)
def test_what_means_the_same_under_a_setting_is_not(sql: str) -> None:
    assert not replay([MigrationSource("a", "a", "a.sql", sql)]).diagnostics
