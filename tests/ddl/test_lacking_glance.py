"""What names columns that are not there is read where it is needed, and seen at a glance where it is not."""

from __future__ import annotations

import pytest

from fixer.ddl.texts.lacking import may_name_columns
from fixer.layouts.base import MigrationSource
from fixer.replay import replay
from fixer.sql import parse

TABLE = 'CREATE TABLE t (a int, b text, "C" int, CHECK (a > 0));\n'
WRONG = [
    "ALTER TABLE t ADD CHECK (a > gone)",
    "ALTER TABLE t ADD CHECK (a > 0 AND t.gone > 1)",
    'ALTER TABLE t ADD CHECK ("GONE" > 1)',
    "ALTER TABLE t ADD CHECK (a > 0), ADD FOREIGN KEY (gone) REFERENCES t",
    "CREATE INDEX ON t (a) WHERE gone",
    "CREATE POLICY p ON t USING (gone = a)",
    "GRANT SELECT (gone) ON t TO PUBLIC",
]
RIGHT = [
    "ALTER TABLE t ADD CHECK (length(b) > 0 AND b::varchar(3) <> 'gone' AND a IN (1, 2) AND b::timestamp with time zone IS NOT NULL)",
    'ALTER TABLE t ADD CHECK (T.A > 0 AND "C" > 1)',
    "CREATE INDEX ON t (lower(b)) WHERE a IS NOT NULL",
    "CREATE POLICY p ON t USING (a IN (SELECT other FROM u))",
]


@pytest.mark.parametrize("sql", WRONG)
def test_a_column_that_is_not_there_is_said(sql):
    gone = '"GONE"' if "GONE" in sql else "gone"

    (said,) = replay([MigrationSource("1", "1", "1.sql", TABLE + sql)]).diagnostics

    assert said.message in (
        f"there is no column {gone} in public.t",
        f"there is no column {gone} of public.t",
    )


@pytest.mark.parametrize("sql", RIGHT)
def test_one_that_is_there_is_not(sql):
    said = replay([MigrationSource("1", "1", "1.sql", f"{TABLE}CREATE TABLE u (other int);\n{sql}")])

    assert not said.diagnostics


def test_what_pg_dump_wrote_is_not_looked_at_again():
    dump = f"--\n-- PostgreSQL database dump\n--\n\n{TABLE}{WRONG[0]}"

    assert not replay([MigrationSource("1", "1", "1.sql", dump)]).diagnostics


@pytest.mark.parametrize(
    ("sql", "may"),
    [
        ("ALTER TABLE t OWNER TO x", False),
        ("ALTER TABLE t OWNER TO x, ADD CHECK (a > 0)", True),
        ("GRANT SELECT ON t TO x", False),
        ("GRANT SELECT, UPDATE (a) ON t TO x", True),
        ("COMMENT ON TABLE t IS 'x'", False),
        ("CREATE TABLE u (a int)", True),
        ("CREATE STATISTICS s ON a, b FROM t", True),
    ],
)
def test_statements_that_name_none_are_passed_over(sql, may):
    assert may_name_columns(parse.statement(sql)[1]) == may
