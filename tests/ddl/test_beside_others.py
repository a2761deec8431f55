"""A function, operator or cast that comes while others are in use: what may be made again with it is said, and nothing else is."""

from __future__ import annotations

import pytest

from fixer.layouts.base import MigrationSource
from fixer.replay import replay

SETUP = """CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE FUNCTION eq(mood, text) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE FUNCTION named(mood) RETURNS text LANGUAGE sql IMMUTABLE AS $$SELECT ''$$;
CREATE FUNCTION read(text) RETURNS mood LANGUAGE sql IMMUTABLE AS $$SELECT 'ok'::mood$$;
CREATE TABLE other (id int CHECK (id = 1), a text DEFAULT 'x'::text);
"""
EQUALS = "CREATE OPERATOR = (LEFTARG = mood, RIGHTARG = text, FUNCTION = eq)"
NAMED, READ = (
    "CREATE CAST (mood AS text) WITH FUNCTION named(mood)",
    "CREATE CAST (text AS mood) WITH FUNCTION read(text)",
)
SAID = {
    "a check": ("CREATE TABLE t (m mood CHECK (m = 'sad'))", EQUALS),
    "a view": ("CREATE TABLE t (m mood); CREATE VIEW v AS SELECT 1 AS one FROM t WHERE m = 'sad'", EQUALS),
    "a view on a view": (
        "CREATE TABLE t (m mood); CREATE VIEW w AS SELECT m FROM t; CREATE MATERIALIZED VIEW v AS SELECT m = 'sad' FROM w",
        EQUALS,
    ),
    "a domain's column": (
        "CREATE DOMAIN d AS mood; CREATE TABLE t (m d); CREATE INDEX i ON t (id) WHERE m = 'sad'".replace(
            "(m d)", "(id int, m d)"
        ),
        EQUALS,
    ),
    "a policy": ("CREATE TABLE t (m mood); CREATE POLICY p ON t USING (m = 'sad')", EQUALS),
    "a body that is kept parsed": (
        "CREATE FUNCTION f(m mood) RETURNS bool LANGUAGE sql BEGIN ATOMIC SELECT m = 'sad'; END",
        EQUALS,
    ),
    "a trigger's condition": (
        "CREATE FUNCTION tg() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TABLE t (m mood);"
        " CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW WHEN (NEW.m = 'sad') EXECUTE FUNCTION tg()",
        EQUALS,
    ),
    "a cast in a view": ("CREATE TABLE t (m mood); CREATE VIEW v AS SELECT m::text FROM t", NAMED),
    "a cast the other way": (
        "CREATE TABLE t (m text, o mood); CREATE VIEW v AS SELECT CAST(m AS mood) FROM t",
        READ,
    ),
    "a function that fits better than PostgreSQL's": (
        "CREATE TABLE t (a text, b text); CREATE VIEW v AS SELECT concat(a, b) AS ab FROM t",
        "CREATE FUNCTION concat(text, text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1'",
    ),
    "an aggregate that does": (
        "CREATE TABLE t (m mood); CREATE VIEW v AS SELECT max(m) AS m FROM t;"
        " CREATE FUNCTION later(mood, mood) RETURNS mood LANGUAGE sql IMMUTABLE AS 'SELECT $1'",
        "CREATE AGGREGATE max(mood) (SFUNC = later, STYPE = mood)",
    ),
    "an extension with operators on arrays of numbers": (
        "CREATE TABLE t (a int[]); CREATE VIEW v AS SELECT 1 AS one FROM t WHERE a && ARRAY[1]",
        "CREATE EXTENSION intarray",
    ),
    "such an array that is none's column": (
        "CREATE TABLE t (id int CHECK (ARRAY[id] <@ ARRAY[1, 2]))",
        "CREATE EXTENSION intarray",
    ),
    "an operator that goes": (
        f"{EQUALS}; CREATE TABLE t (m mood CHECK (m = 'sad'::text))",
        "DROP OPERATOR = (mood, text) CASCADE",
    ),
    "one that goes with its function": (
        f"{EQUALS}; CREATE TABLE t (m mood, x text); CREATE VIEW v AS SELECT m = x AS same FROM t",
        "DROP FUNCTION eq(mood, text) CASCADE",
    ),
    "a function that a view has as a column": (
        "CREATE TABLE t (m mood); CREATE FUNCTION shown(t) RETURNS text LANGUAGE sql STABLE AS 'SELECT 1';"
        " CREATE VIEW v AS SELECT t.shown FROM t",
        "ALTER FUNCTION shown(t) RENAME TO seen",
    ),
    "an implicit cast": ("CREATE TABLE t (m mood CHECK (m = 'sad'))", f"{NAMED} AS IMPLICIT"),
    "an implicit one to what a function takes": (
        "CREATE TABLE t (m mood, n text); CREATE FUNCTION g(mood) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT 1';"
        " CREATE VIEW v AS SELECT g(m) FROM t",
        f"{READ} AS IMPLICIT",
    ),
}


@pytest.mark.parametrize(("used", "made"), SAID.values(), ids=SAID)
def test_what_may_be_made_again_with_it_is_said(used: str, made: str) -> None:
    found = replay([MigrationSource("a", "a", "a.sql", f"{SETUP}{used};\n{made}")]).diagnostics

    assert found
    assert all("is not modelled" in one.message for one in found)
    assert not any("public.other" in one.message for one in found)


NOT_SAID = {
    "nothing uses the type": ("", EQUALS),
    "another operator": ("CREATE TABLE t (m mood CHECK (m <> 'sad'))", EQUALS),
    "the type alone": ("CREATE TABLE t (m mood DEFAULT 'sad')", EQUALS),
    "a body that is a text": (
        "CREATE FUNCTION f(m mood) RETURNS bool LANGUAGE sql AS $$SELECT m = 'sad'$$",
        EQUALS,
    ),
    "one that only a search_path finds": (
        "CREATE SCHEMA s; CREATE TABLE t (m mood CHECK (m = 'sad'))",
        EQUALS.replace("=", "s.=", 1),
    ),
    "a function that takes another number of arguments": (
        "CREATE TABLE t (a text CHECK (concat(a, a, a) <> ''))",
        "CREATE FUNCTION concat(text, text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1'",
    ),
    "a function of PostgreSQL's that is named with its schema": (
        "CREATE TABLE t (a text CHECK (pg_catalog.concat(a, a) <> ''))",
        "CREATE FUNCTION concat(text, text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1'",
    ),
    "a function that takes what nothing has": (
        "CREATE TABLE t (a text CHECK (length(a) > 1))",
        "CREATE FUNCTION length(mood) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1'",
    ),
    "an operator that nothing uses goes": (
        f"{EQUALS}; CREATE TABLE t (m mood CHECK (m <> 'sad'))",
        "DROP OPERATOR = (mood, text) CASCADE",
    ),
    "one whose name PostgreSQL has not": (
        "CREATE OPERATOR =@= (LEFTARG = mood, RIGHTARG = text, FUNCTION = eq); CREATE TABLE t (m mood CHECK (m =@= 'sad'))",
        "DROP OPERATOR =@= (mood, text) CASCADE",
    ),
    "a column by the name of a function": (
        "CREATE TABLE t (shown text); CREATE FUNCTION shown(t) RETURNS text LANGUAGE sql STABLE AS 'SELECT 1';"
        " CREATE VIEW v AS SELECT t.shown FROM t",
        "ALTER FUNCTION shown(t) RENAME TO seen",
    ),
    "a function of rows that is called as one": (
        "CREATE TABLE t (m mood); CREATE FUNCTION shown(t) RETURNS text LANGUAGE sql STABLE AS 'SELECT 1';"
        " CREATE VIEW v AS SELECT public.shown(t) FROM t",
        "ALTER FUNCTION shown(t) RENAME TO seen",
    ),
    "a function elsewhere": (
        "CREATE SCHEMA s; CREATE TABLE t (a text CHECK (concat(a, a) <> ''))",
        "CREATE FUNCTION s.concat(text, text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1'",
    ),
    "an extension's operators on other types": (
        "CREATE TABLE t (j jsonb CHECK (j @> '{}'), r int4range CHECK (r && '[1,2)'))",
        "CREATE EXTENSION intarray",
    ),
    "an extension with operators of its own alone": (
        "CREATE TABLE t (a int[] CHECK (a && ARRAY[1]))",
        "CREATE EXTENSION hstore",
    ),
    "an extension elsewhere": (
        "CREATE SCHEMA s; CREATE TABLE t (a int[] CHECK (a && ARRAY[1]))",
        "CREATE EXTENSION intarray SCHEMA s",
    ),
    "it comes first": (f"{EQUALS}; CREATE TABLE t (m mood)", "CREATE VIEW v AS SELECT m = 'sad' FROM t"),
    "a class of operators, which says their types": (
        "CREATE FUNCTION cmp(mood, mood) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';"
        " CREATE OPERATOR CLASS c FOR TYPE mood USING btree AS OPERATOR 3 = (anyenum, anyenum), FUNCTION 1 cmp(mood, mood)",
        EQUALS,
    ),
    "a constant": ("CREATE TABLE t (m mood, n text DEFAULT 'x'::text)", NAMED),
    "what :: does anyway": (
        "CREATE TABLE t (m mood); CREATE VIEW v AS SELECT m::text FROM t",
        "CREATE CAST (mood AS text) WITH INOUT",
    ),
    "an implicit one to what nothing takes": (
        "CREATE TYPE state AS ENUM ('on'); CREATE TABLE t (m state CHECK (m = 'on'), n text)",
        "CREATE CAST (text AS state) WITH INOUT AS IMPLICIT",
    ),
}


@pytest.mark.parametrize(("used", "made"), NOT_SAID.values(), ids=NOT_SAID)
def test_what_cannot_is_not(used: str, made: str) -> None:
    assert not replay([MigrationSource("a", "a", "a.sql", f"{SETUP}{used};\n{made}")]).diagnostics
