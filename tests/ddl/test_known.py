"""SQL that code puts together is followed where everything in it is known, and said to be unknown elsewhere."""

from __future__ import annotations

import pytest
from helpers import contents, notes, run

from fixer.ddl.base import Session
from fixer.ddl.known import evaluated
from fixer.sql import parse

TABLES = "CREATE TABLE a (x int, y int); CREATE TABLE b (x int, y int)"
RUNS = "CREATE FUNCTION runs(t text, yes bool DEFAULT true) RETURNS void LANGUAGE plpgsql AS $$ {} $$"

VALUES = {
    "'a' || 'b' || 1": "ab1",
    "format('%I.%s %L %%', 'A', 'b c', 'it''s')": "\"A\".b c 'it''s' %",
    "format('%2$s %1$s %s', 'a', 'b')": "b a b",
    "quote_ident('select') || quote_literal('a''b')": "\"select\"'a''b'",
    "pg_catalog.concat('a', 'b', upper('c'), replace('xyz', 'y', ''))": "abCxz",
    "ARRAY['a', 'b'::text]": ("a", "b"),
    "'{a, b}'::text[]": ("a", "b"),
    "NOT ('a' = 'b' OR 'a' IN ('c'))": True,
    "'a' IS NULL": False,
    "false AND unknown": False,
}
"""What PostgreSQL makes of each, which it was asked."""
UNKNOWN = [
    "unknown || 'a'",
    "format('%5s', 'a')",
    "format('%s %s', 'a')",
    "format('%s', true)",
    "'a' || true",
    "mine.quote_ident('a')",
    "'{a,NULL}'::text[]",
    "'{\"a b\"}'::text[]",
    "'abc'::varchar(2)",
    "true AND unknown",
    "NULL || 'a'",
    "r.known",
    "ARRAY['a', unknown]",
]


def _value(sql: str) -> object:
    node = parse.statement(f"SELECT {sql}")[1]
    return evaluated(node["targetList"][0]["ResTarget"]["val"], {"known": "k"})


@pytest.mark.parametrize(("sql", "value"), VALUES.items(), ids=VALUES)
def test_an_expression_of_constants_is_known(sql: str, value: object) -> None:
    assert _value(sql) == value


@pytest.mark.parametrize("sql", UNKNOWN)
def test_what_is_not_constant_or_has_no_plain_value_is_not_known(sql: str) -> None:
    assert _value(sql) is None


FOLLOWED = {
    "a variable": ("DECLARE s text := 'DROP TABLE '; BEGIN EXECUTE s || t; END", "DROP TABLE a"),
    "the last of two values": (
        "DECLARE s text; BEGIN s := 'DROP TABLE ' || t; EXECUTE s; s := 'DROP TABLE b'; EXECUTE s; END",
        "DROP TABLE a; DROP TABLE b",
    ),
    "the branch that is taken": (
        "BEGIN IF NOT yes THEN EXECUTE 'DROP TABLE ' || t; ELSE EXECUTE 'CREATE INDEX ON ' || t || '(x)'; END IF; END",
        "CREATE INDEX ON a (x)",
    ),
    "a value of the branch that is taken": (
        "DECLARE s text; BEGIN IF yes THEN s := 'x'; ELSE s := 'y'; END IF; "
        "EXECUTE format('CREATE INDEX ON %I (%I)', t, s); END",
        "CREATE INDEX ON a (x)",
    ),
    "each element of an array": (
        "DECLARE c text; l text[] := ARRAY['x', 'y']; BEGIN FOREACH c IN ARRAY l LOOP "
        "EXECUTE format('CREATE INDEX ON %I (%I)', t, c); END LOOP; END",
        "CREATE INDEX ON a (x); CREATE INDEX ON a (y)",
    ),
    "each row of unnest": (
        "DECLARE c text; BEGIN FOR c IN SELECT unnest(ARRAY['x', 'y']) LOOP "
        "EXECUTE 'CREATE INDEX ON ' || runs.t || '(' || c || ')'; END LOOP; END",
        "CREATE INDEX ON a (x); CREATE INDEX ON a (y)",
    ),
    "another function's argument": (
        "BEGIN IF t = 'a' THEN PERFORM runs('b', false); EXECUTE 'DROP TABLE ' || t; END IF; END",
        "DROP TABLE a",
    ),
}


@pytest.mark.parametrize(("body", "same"), FOLLOWED.values(), ids=FOLLOWED)
def test_sql_that_is_put_together_of_what_is_known_runs(body: str, same: str) -> None:
    made = f"{TABLES}; {RUNS.format(body)}"

    assert contents(run(f"{made}; SELECT runs('a', true)")) == contents(run(f"{made}; {same}"))


SAID = {
    "a value from a query": "DECLARE s text := 'x'; BEGIN SELECT y INTO s FROM a; EXECUTE 'DROP TABLE ' || s; END",
    "a value that a branch may set": (
        "DECLARE s text := 'a'; BEGIN IF random() > 1 THEN s := 'b'; END IF; EXECUTE 'DROP TABLE ' || s; END"
    ),
    "a value that grows in a loop": (
        "DECLARE s text := 'DROP TABLE a'; BEGIN WHILE random() > 1 LOOP s := s || ', b'; END LOOP; EXECUTE s; END"
    ),
    "a value as it grows in a loop": (
        "DECLARE s text := 'a'; BEGIN WHILE random() > 1 LOOP EXECUTE 'DROP TABLE ' || s; s := s || 'b'; END LOOP; END"
    ),
    "a loop that may be left": (
        "DECLARE c text; BEGIN FOREACH c IN ARRAY ARRAY['a', 'b'] LOOP EXECUTE 'DROP TABLE ' || c; "
        "EXIT WHEN random() > 0; END LOOP; END"
    ),
    "a column of a row of that name": (
        "DECLARE r record; s text := 'a'; BEGIN FOR r IN SELECT relname AS s FROM pg_class LOOP "
        "EXECUTE 'DROP TABLE ' || r.s; END LOOP; END"
    ),
    "a variable of an inner block": (
        "DECLARE s text := 'a'; BEGIN DECLARE s text; BEGIN EXECUTE 'DROP TABLE ' || s; END; END"
    ),
    "an element that is set": (
        "DECLARE c text; l text[] := ARRAY['a']; BEGIN l[1] := 'b'; FOREACH c IN ARRAY l LOOP "
        "EXECUTE 'DROP TABLE ' || c; END LOOP; END"
    ),
    "a loop over two variables": (
        "DECLARE c text := 'a'; d text; BEGIN FOR c, d IN SELECT relname, 1 FROM pg_class LOOP "
        "EXECUTE 'DROP TABLE ' || c; END LOOP; END"
    ),
}


@pytest.mark.parametrize("body", SAID.values(), ids=SAID)
def test_sql_of_what_is_not_known_is_said_and_nothing_is_guessed(body: str) -> None:
    made = f"{TABLES}; {RUNS.format(body)}"

    assert any("put together then" in note for note in notes("SELECT runs('a')", made))
    assert contents(run(f"{made}; SELECT runs('a')", rules=Session())) == contents(run(made))


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("SELECT 'x' INTO z FROM a WHERE x = named;", "y"),
        ("SELECT 'x', 'z' INTO z, named;", None),
        ("SELECT INTO STRICT z[1], -- and\n named 'x', 'z';", None),
        ('EXECUTE what INTO "named";', None),
        ("named := 'z';", "z"),
        ("what := 'z';", "y"),
    ],
)
def test_another_name_of_a_parameter_has_its_value(code: str, given: str | None) -> None:
    function = (
        "CREATE FUNCTION f(text, text) RETURNS void LANGUAGE plpgsql AS $$ DECLARE what ALIAS FOR $1; "
        f"named ALIAS FOR $2; z text; BEGIN {code} EXECUTE 'CREATE SEQUENCE ' || named; END $$"
    )
    rules = Session()
    catalog = run(f"{function}; SELECT f('x', 'y')", run("CREATE TABLE a (x text)"), rules)

    assert [ref.name for ref in contents(catalog) if ref.kind == "sequence"] == ([given] if given else [])
    assert bool(rules.notes) is (given is None)
