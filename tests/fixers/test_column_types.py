"""Fixers that give a column another type: the values there and back, and what has to be left alone."""

from __future__ import annotations

import pytest
from helpers_catalog import answers, found, named, report, run, statements, ways_back
from postgres import Postgres

from fixer.ddl.difference import difference
from fixer.model import Applicability, Fix, ObjectRef, Refusal, Satisfied
from fixer.registry import mend

COLUMN = ObjectRef("column", "public", "c", "t")


def made(rule: str, schema: str, **options: object) -> Fix | Refusal | Satisfied:
    fixer = named(rule)
    return mend(fixer, report(rule, COLUMN), run(schema), fixer.options(**options))


VALUES = {
    "timestamp-without-time-zone": (
        "timestamp",
        "'2026-07-01 12:00'",
        "extract(epoch from c)::int = 1782900000",
        {"time_zone": "Europe/Berlin"},
    ),
    "char-column": ("char(5)", "'ab '", "c || '|' = 'ab|'", {}),
    "varchar-column": ("varchar(5)", "'ab '", "c || '|' = 'ab |'", {}),
    "json-column": ("json", """'{"a": 1}'""", "c @> '{\"a\": 1}'", {}),
    "money-column": ("money", "'12.50'", "c * 2 = 25", {}),
    "timetz-column": ("timetz", "'09:00+00'", "c = time '09:00'", {}),
    "timestamp-precision": ("timestamptz(0)", "'2026-01-01 10:00+00'", "c = '2026-01-01 10:00+00'", {}),
}


@pytest.mark.parametrize("rule", VALUES)
def test_values_are_the_same_there_and_back(rule: str, server: Postgres) -> None:
    """In a session of another time zone, too."""
    kind, value, there, options = VALUES[rule]
    schema = f"CREATE TABLE t (c {kind})"
    fix = made(rule, schema, **options)
    assert isinstance(fix, Fix)
    before = "SELECT c::text, c IS NULL FROM t"
    new_york = "SET timezone = 'America/New_York'; SET lc_monetary = 'C'; "
    with server.database() as url:
        server.psql(url, f"{new_york}{schema}; INSERT INTO t VALUES ({value})")
        text = server.psql(url, before)
        server.psql(url, new_york + ";".join(statements(fix)))
        assert server.psql(url, f"SELECT {there} FROM t").strip() == "t"
        server.psql(url, new_york + ";".join(ways_back(fix)))
        assert server.psql(url, before) == text


@pytest.mark.parametrize("rule", VALUES)
def test_another_type_is_no_finding(rule: str) -> None:
    schema = "CREATE TABLE t (c text, d timestamptz, e jsonb, f numeric, g time, h uuid)"

    assert found(named(rule), schema) == {}
    answer = made(rule, schema)
    assert isinstance(answer, Satisfied)
    assert answer.by == "t.c is text"


@pytest.mark.parametrize("rule", VALUES)
def test_it_is_looked_for_only_where_it_is_selected(rule: str) -> None:
    assert not named(rule).by_default


def test_the_way_back_restores_what_hangs_on_a_column() -> None:
    schema = (
        "CREATE TABLE t (c varchar(5) DEFAULT 'a' CHECK (c <> 'x'));"
        "CREATE VIEW v AS SELECT c FROM t; CREATE POLICY p ON t USING (c = 'a')"
    )
    fix = made("varchar-column", schema)
    assert isinstance(fix, Fix)
    before = run(schema)
    after = run(";".join(statements(fix)), before)
    back = run(";".join(ways_back(fix)), after)

    rest = [statement.sql for statement in difference(back, before, concurrently=False)]
    assert any("CREATE VIEW public.v" in sql for sql in rest)
    assert difference(run(";".join(rest), back), before) == []


@pytest.mark.parametrize(
    ("check", "added"),
    [("char_length(c) <= 3", False), ("length(c) > 0", True), ("char_length(c) <= 9", True)],
)
def test_a_limit_that_a_check_has_already_is_not_said_again(check: str, added: bool) -> None:
    fix = made("varchar-column", f"CREATE TABLE t (c varchar(5) CHECK ({check}))")

    assert isinstance(fix, Fix)
    assert any("char_length(c) <= 5" in sql for sql in statements(fix)) == added


def test_two_views_of_one_column_are_dropped_once_for_two_columns() -> None:
    """The second way back finds the views gone already."""
    schema = "CREATE TABLE t (c varchar(5), d varchar(6)); CREATE VIEW v AS SELECT c, d FROM t"
    catalog, fixer, backs = run(schema), named("varchar-column"), []
    for name in ("c", "d"):
        target = ObjectRef("column", "public", name, "t")
        fix = mend(fixer, report(fixer.rule, target), catalog, fixer.options())
        assert isinstance(fix, Fix)
        catalog = run(";".join(statements(fix)), catalog)
        backs.append(ways_back(fix))

    for back in reversed(backs):
        catalog = run(";".join(back), catalog)
    assert [str(column.type) for column in catalog.table("public", "t").columns] == [  # type: ignore[union-attr]
        "character varying(5)",
        "character varying(6)",
    ]


@pytest.mark.parametrize(
    ("rule", "schema", "reason"),
    [
        (
            "char-column",
            "CREATE INDEX by_size ON t (c) WHERE size > 0",
            "there is no column size in public.t",
        ),
        ("char-column", "CREATE INDEX by_number ON t (c) WHERE number > 0", None),
        (
            "foreign-key-type",
            "ALTER TABLE t ADD id uuid UNIQUE DEFAULT gen_random_uuid(); CREATE TABLE u (i int REFERENCES t (id))",
            "which no uuid is assigned to",
        ),
        ("foreign-key-type", "CREATE TABLE u (i bigint REFERENCES t (number))", None),
    ],
)
def test_a_schema_that_does_not_fit_together_keeps_its_types_and_the_plan(
    rule: str, schema: str, reason: str | None
) -> None:
    """Files may leave out what makes it fit, as where other code migrates in between: that ended the program."""
    [answer] = answers(named(rule), f"CREATE TABLE t (c char(3), number int UNIQUE); {schema}")

    assert isinstance(answer, Refusal) == (reason is not None)
    assert reason is None or reason in answer.reason


def test_what_the_time_zone_was_has_to_be_told() -> None:
    answer = made("timestamp-without-time-zone", "CREATE TABLE t (c timestamp)")

    assert isinstance(answer, Refusal)
    assert answer.code == "manual"
    with pytest.raises(ValueError, match="no name of a time zone"):
        named("timestamp-without-time-zone").options(time_zone="'; DROP TABLE t")


@pytest.mark.parametrize(
    "default", ["now()", "CURRENT_TIMESTAMP", "timezone('utc', now())", "(now() AT TIME ZONE 'UTC')"]
)
def test_a_default_of_now_stays_now(default: str) -> None:
    fix = made(
        "timestamp-without-time-zone", f"CREATE TABLE t (c timestamp DEFAULT {default})", time_zone="UTC"
    )

    assert isinstance(fix, Fix)
    assert fix.applicability is Applicability.UNSAFE
    kept = default if "utc" not in default.lower() else "now()"
    assert statements(fix)[0].endswith(f"SET DEFAULT {kept}")
