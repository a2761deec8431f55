"""names: which objects a statement mentions, and exactly where."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pglast import ast, parser

from fixer.sql import parse
from fixer.sql.names import (
    Name,
    names,
    names_in_body,
    names_in_expression,
    names_in_node,
    temporary_tables,
    temporary_tables_in_body,
    transition_tables,
)
from fixer.sql.names.tree import HANDLERS


def written(text: str, found: tuple[Name, ...], kind: str) -> list[str]:
    """The names of one kind as the text has them; those without a place as their parts in brackets."""
    return [
        text[name.start : name.end] if name.start >= 0 else f"[{'.'.join(name.parts)}]"
        for name in found
        if name.kind == kind
    ]


RELATIONS = {
    # queries
    "SELECT 1 FROM orders": ["orders"],
    "SELECT 1 FROM public.orders o JOIN shop.items i ON true": ["public.orders", "shop.items"],
    "SELECT 1 FROM db.public.orders": ["db.public.orders"],
    "SELECT (SELECT max(id) FROM a) FROM b WHERE EXISTS (SELECT FROM c)": ["a", "b", "c"],
    "SELECT 1 FROM ONLY orders, LATERAL (SELECT FROM items) i": ["orders", "items"],
    "SELECT 1 FROM orders TABLESAMPLE system (1)": ["orders"],
    "TABLE orders": ["orders"],
    "SELECT a INTO kept FROM orders": ["kept", "orders"],
    "INSERT INTO a SELECT * FROM b RETURNING (SELECT 1 FROM c)": ["a", "b", "c"],
    "UPDATE a SET (x, y) = (SELECT 1, 2 FROM b) FROM c": ["a", "b", "c"],
    "DELETE FROM a USING b WHERE true": ["a", "b"],
    "MERGE INTO a USING b ON a.i = b.i WHEN MATCHED THEN DELETE": ["a", "b"],
    "COPY orders (id) TO STDOUT": ["orders"],
    "COPY (SELECT 1 FROM orders) TO STDOUT": ["orders"],
    "EXPLAIN SELECT 1 FROM orders": ["orders"],
    # definitions
    "CREATE TABLE a (b int REFERENCES c (d), LIKE e, FOREIGN KEY (b) REFERENCES s.f)": ["a", "c", "e", "s.f"],
    "CREATE TABLE a () INHERITS (b, s.c)": ["a", "b", "s.c"],
    "CREATE TABLE a PARTITION OF b DEFAULT": ["a", "b"],
    "CREATE FOREIGN TABLE a (b int) SERVER s": ["a"],
    "CREATE TABLE a AS SELECT * FROM b": ["a", "b"],
    "CREATE VIEW v AS SELECT * FROM a": ["v", "a"],
    "CREATE RECURSIVE VIEW v (n) AS SELECT 1 UNION SELECT n + 1 FROM v": ["v"],
    "CREATE MATERIALIZED VIEW v AS SELECT * FROM a": ["v", "a"],
    "REFRESH MATERIALIZED VIEW CONCURRENTLY v": ["v"],
    "CREATE INDEX i ON orders (id)": ["orders"],
    "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON ONLY s.orders (id)": ["s.orders"],
    "CREATE STATISTICS st ON a, b FROM orders": ["orders"],
    "CREATE SEQUENCE s OWNED BY t.c": ["s", "t"],
    "CREATE SEQUENCE s OWNED BY NONE": ["s"],
    "ALTER SEQUENCE s OWNED BY public . t . c": ["s", "public . t"],
    "CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME x.y))": ["t", "x.y"],
    "CREATE POLICY orders ON orders USING (id IN (SELECT id FROM mine))": ["orders", "mine"],
    "ALTER POLICY orders ON s.orders USING (true)": ["s.orders"],
    "CREATE TRIGGER orders BEFORE INSERT ON orders EXECUTE FUNCTION f('orders')": ["orders"],
    "CREATE CONSTRAINT TRIGGER x AFTER INSERT ON a FROM b FOR EACH ROW EXECUTE FUNCTION f()": ["a", "b"],
    "CREATE RULE r AS ON INSERT TO a DO INSTEAD (INSERT INTO b VALUES (NEW.x); DELETE FROM c)": [
        "a",
        "b",
        "c",
    ],
    "CREATE PUBLICATION p FOR TABLE a, s.b": ["a", "s.b"],
    "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT id FROM orders; END": ["orders"],
    "CREATE FUNCTION f(x orders.id%TYPE) RETURNS s.t.c%TYPE LANGUAGE sql AS 'SELECT 1'": ["orders", "s.t"],
    "CREATE SCHEMA s CREATE TABLE a () CREATE VIEW v AS SELECT * FROM a": ["a", "v", "a"],
    # changes
    "ALTER TABLE IF EXISTS ONLY a ADD FOREIGN KEY (x) REFERENCES b": ["a", "b"],
    "ALTER TABLE a ATTACH PARTITION s.b DEFAULT": ["a", "s.b"],
    "ALTER TABLE a INHERIT b": ["a", "b"],
    "ALTER TABLE a RENAME COLUMN b TO c": ["a"],
    "ALTER TABLE a RENAME CONSTRAINT b TO c": ["a"],
    "ALTER INDEX s.i RENAME TO j": ["s.i"],
    "ALTER INDEX i ATTACH PARTITION j": ["i", "j"],
    "ALTER TRIGGER a ON b RENAME TO c": ["b"],
    "ALTER VIEW v SET SCHEMA s": ["v"],
    "ALTER TABLE a OWNER TO b": ["a"],
    "ALTER TABLE a CLUSTER ON i": ["a"],
    "TRUNCATE a, ONLY s.b": ["a", "s.b"],
    "LOCK TABLE a, b IN SHARE MODE": ["a", "b"],
    "GRANT SELECT ON a, s.b TO c": ["a", "s.b"],
    "GRANT TRIGGER ON a TO c": ["a"],
    "REVOKE ALL ON SEQUENCE a FROM c": ["a"],
    "VACUUM (ANALYZE) a, b": ["a", "b"],
    "CLUSTER a USING i": ["a"],
    "REINDEX INDEX CONCURRENTLY i": ["i"],
    # those that libpg_query gives without a place
    "DROP TABLE a, s.b, c CASCADE": ["a", "s.b", "c"],
    "DROP TABLE a.b, a": ["a.b", "a"],
    "DROP TABLE b, a.b": ["b", "a.b"],
    "DROP TABLE IF EXISTS if": ["if"],
    "DROP TABLE exists": ["exists"],
    'DROP TABLE "drop", "table"': ['"drop"', '"table"'],
    "DROP INDEX CONCURRENTLY IF EXISTS s.i": ["s.i"],
    "DROP MATERIALIZED VIEW v": ["v"],
    "DROP FOREIGN TABLE a": ["a"],
    "DROP SEQUENCE a /* , b */, c -- d": ["a", "c"],
    "DROP TRIGGER orders ON orders": ["orders"],
    "DROP POLICY IF EXISTS orders ON s.orders": ["s.orders"],
    'DROP RULE "on" ON orders': ["orders"],
    "COMMENT ON TABLE s.orders IS 'orders'": ["s.orders"],
    "COMMENT ON COLUMN orders.orders IS 'orders'": ["orders"],
    "COMMENT ON COLUMN s.orders.id IS NULL": ["s.orders"],
    "COMMENT ON CONSTRAINT orders ON orders IS 'x'": ["orders"],
    "COMMENT ON TRIGGER a ON b IS 'x'": ["b"],
    "COMMENT ON INDEX s.i IS 'x'": ["s.i"],
    "SECURITY LABEL FOR p ON TABLE a IS 'x'": ["a"],
    "ALTER EXTENSION e ADD TABLE s.a": ["s.a"],
    # names in constants
    "SELECT nextval('orders_seq')": ["orders_seq"],
    "SELECT nextval('s.orders_seq'::regclass)": ["s.orders_seq"],
    "SELECT 's.\"Orders\"'::regclass": ['s."Orders"'],
    "SELECT regclass 'orders', CAST('items' AS pg_catalog.regclass)": ["orders", "items"],
    "SELECT $$orders$$::regclass, $x$items$x$::regclass": ["orders", "items"],
    "SELECT E'or\\u0064ers'::regclass": ["[orders]"],
    "SELECT 'it''s'::regclass": ["it''s"],
    "SELECT '\"i''t\".\"s''\"'::regclass": ["\"i''t\".\"s''\""],
}
NOT_RELATIONS = {
    "SELECT o.orders, orders.id FROM items AS orders (id)": ["items"],
    "SELECT 1 FROM items FOR UPDATE OF items": ["items"],
    "SELECT 1 FROM orders() o, unnest(items)": [],
    "SELECT '1234'::regclass, '-'::regproc": [],
    "SELECT 'orders', 'orders'::text, lower('orders')": [],
    "INSERT INTO a VALUES (1) ON CONFLICT (x) DO UPDATE SET y = EXCLUDED.y": ["a"],
    "SET search_path = orders": [],
    "SET CONSTRAINTS s.orders DEFERRED": [],
    "GRANT USAGE ON SCHEMA orders TO items": [],
    "GRANT orders TO items": [],
    "DROP SCHEMA orders": [],
    "COMMENT ON SCHEMA orders IS 'x'": [],
    "CREATE EXTENSION orders": [],
    "CREATE TABLE a (orders int, CONSTRAINT items CHECK (orders > 0))": ["a"],
    "CREATE TABLE a (b text) WITH (fillfactor = 70)": ["a"],
    "CREATE INDEX ON a USING gist (b) WITH (buffering = auto)": ["a"],
    "IMPORT FOREIGN SCHEMA x LIMIT TO (orders) FROM SERVER s INTO y": [],
    "DO $$ BEGIN DELETE FROM orders; END $$": [],
    "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'DELETE FROM orders'": [],
    "SELECT 1 -- FROM orders": [],
}
CTES = {
    "WITH a AS (SELECT 1) SELECT * FROM a": [],
    "WITH a AS (SELECT 1) SELECT * FROM s.a": ["s.a"],
    'WITH a AS (SELECT 1) SELECT * FROM "A"': ['"A"'],
    "WITH a AS (SELECT * FROM a) SELECT * FROM a": ["a"],
    "WITH RECURSIVE a AS (SELECT * FROM a) SELECT * FROM a": [],
    "WITH a AS (SELECT * FROM b), b AS (SELECT * FROM a) SELECT * FROM a, b": ["b"],
    "WITH RECURSIVE a AS (SELECT * FROM b), b AS (SELECT 1) SELECT * FROM a": [],
    "SELECT (WITH a AS (SELECT 1) SELECT * FROM a) FROM a": ["a"],
    "WITH a AS (SELECT 1) SELECT (SELECT * FROM a), (WITH b AS (SELECT * FROM a) SELECT * FROM b) FROM b": [
        "b"
    ],
    "WITH x AS (WITH a AS (SELECT 1) SELECT * FROM a) SELECT * FROM x, a": ["a"],
    "WITH a AS (SELECT 1) (SELECT * FROM a UNION SELECT * FROM b)": ["b"],
    "SELECT * FROM a UNION (WITH a AS (SELECT 1) SELECT * FROM a)": ["a"],
    # what a statement writes to is never a CTE (tried on PostgreSQL 15)
    "WITH a AS (SELECT 1) INSERT INTO a SELECT * FROM a": ["a"],
    "WITH a AS (SELECT 1) UPDATE a SET x = 1 FROM a b": ["a"],
    "WITH a AS (SELECT 1) DELETE FROM a USING a b": ["a"],
    "WITH a AS (SELECT 1) MERGE INTO a USING a b ON true WHEN MATCHED THEN DELETE": ["a"],
    "WITH x AS (DELETE FROM a RETURNING *) INSERT INTO b SELECT * FROM x": ["a", "b"],
    "INSERT INTO a WITH a AS (SELECT 1) SELECT * FROM a": ["a"],
    "CREATE VIEW v AS WITH a AS (SELECT 1) SELECT * FROM a": ["v"],
}


@pytest.mark.parametrize("sql", RELATIONS | NOT_RELATIONS | CTES)
def test_every_relation_and_nothing_else_is_a_relation(sql: str) -> None:
    assert written(sql, names(sql), "relation") == (RELATIONS | NOT_RELATIONS | CTES)[sql]


TYPES = {
    "CREATE TABLE t (a mood, b s.mood[], c varchar(3), d text)": [
        "mood",
        "s.mood",
        "text",
        "[pg_catalog.varchar]",
    ],
    "SELECT a::mood, CAST(b AS s.mood), mood 'sad', NULL::integer": [
        "mood",
        "s.mood",
        "mood",
        "[pg_catalog.int4]",
    ],
    "SELECT a::pg_catalog.int4": ["pg_catalog.int4"],
    "CREATE FUNCTION f(a mood, OUT b s.mood) RETURNS SETOF mood LANGUAGE sql AS ''": [
        "mood",
        "s.mood",
        "mood",
    ],
    "CREATE FUNCTION f() RETURNS TABLE (a mood) LANGUAGE sql AS ''": ["mood"],
    "SELECT * FROM f() AS (a mood)": ["mood"],
    "PREPARE p (mood) AS SELECT 1": ["mood"],
    "CREATE TYPE mood AS ENUM ('sad')": ["mood"],
    "CREATE TYPE s.pair AS (a mood, b int)": ["s.pair", "mood", "[pg_catalog.int4]"],
    "CREATE TYPE r AS RANGE (subtype = mood, subtype_diff = s.diff)": ["r", "mood"],
    "CREATE TYPE b (input = i, output = o, like = mood, storage = plain)": ["b", "mood"],
    "CREATE DOMAIN s.d AS mood CHECK (VALUE <> 'x')": ["s.d", "mood"],
    "ALTER TYPE s.mood ADD VALUE 'glad'": ["s.mood"],
    "ALTER TYPE mood RENAME TO feeling": ["mood"],
    "ALTER TYPE mood OWNER TO x": ["mood"],
    "ALTER TYPE pair ADD ATTRIBUTE a mood": ["pair", "mood"],
    "ALTER TYPE pair RENAME ATTRIBUTE a TO b": ["pair"],
    "ALTER DOMAIN d RENAME CONSTRAINT a TO b": ["d"],
    "ALTER DOMAIN s.d SET NOT NULL": ["s.d"],
    "DROP TYPE IF EXISTS mood, s.pair": ["mood", "s.pair"],
    "DROP FUNCTION f(mood, OUT s.mood)": ["mood", "s.mood"],
    "COMMENT ON TYPE s.mood IS 'x'": ["s.mood"],
    "COMMENT ON CONSTRAINT c ON DOMAIN s.d IS 'x'": ["s.d"],
    "GRANT USAGE ON TYPE mood, s.pair TO x": ["mood", "s.pair"],
    "CREATE SEQUENCE q AS bigint": ["[pg_catalog.int8]"],
    "CREATE TABLE t OF pair": ["pair"],
    "CREATE CAST (a AS s.b) WITHOUT FUNCTION": ["a", "s.b"],
    "SELECT 'mood'::regtype": ["mood", "regtype"],
    # a storage parameter's value is read as a type by the grammar, and is none
    "CREATE INDEX ON a USING gist (b) WITH (buffering = auto)": [],
    "CREATE TABLE t (LIKE mood)": [],
}


@pytest.mark.parametrize("sql", TYPES)
def test_types_are_found_where_they_are_written(sql: str) -> None:
    assert written(sql, names(sql), "type") == TYPES[sql]


FUNCTIONS = {
    "SELECT f(), s.g(1, 2), count(*)": [("f", 0), ("s.g", 2), ("count", 0)],
    "SELECT extract(year FROM a), a AT TIME ZONE 'x'": [
        ("[pg_catalog.extract]", 2),
        ("[pg_catalog.timezone]", 2),
    ],
    "SELECT substring(a, 1), substring(a FROM 1)": [("substring", 2), ("[pg_catalog.substring]", 2)],
    "SELECT coalesce(a, b), current_date, nullif(a, b), greatest(a)": [],
    "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY a)": [("percentile_cont", 2)],
    "SELECT rank() OVER (PARTITION BY f(a))": [("rank", 0), ("f", 1)],
    "SELECT 1 FROM f(1) WITH ORDINALITY": [("f", 1)],
    "SELECT 1 FROM a TABLESAMPLE system_rows (1)": [("system_rows", 1)],
    "CALL s.p(f(1))": [("s.p", 1), ("f", 1)],
    "CREATE TABLE t (id uuid DEFAULT public . gen() CHECK (ok(id)))": [("public . gen", 0), ("ok", 1)],
    "CREATE TRIGGER f BEFORE INSERT ON a WHEN (f(1)) EXECUTE FUNCTION s.f('f')": [("f", 1), ("s.f", 0)],
    "CREATE EVENT TRIGGER f ON ddl_command_end EXECUTE PROCEDURE f()": [("f", 0)],
    "CREATE OR REPLACE FUNCTION s.f(a int, OUT b int) LANGUAGE sql AS ''": [("s.f", 1)],
    "CREATE PROCEDURE p() LANGUAGE sql AS ''": [("p", 0)],
    "CREATE FUNCTION f(int) RETURNS int LANGUAGE c SUPPORT s.g AS 'x'": [("f", 1), ("s.g", None)],
    "CREATE AGGREGATE s.a (int) (sfunc = s.f, stype = int)": [("s.a", 1), ("s.f", None)],
    "ALTER FUNCTION f(int, text) SET search_path = public": [("f", 2)],
    "ALTER FUNCTION f RENAME TO g": [("f", None)],
    "DROP FUNCTION IF EXISTS f(int, int), s.g(), h": [("f", 2), ("s.g", 0), ("h", None)],
    "DROP PROCEDURE p": [("p", None)],
    "DROP AGGREGATE a (int)": [("a", 1)],
    "COMMENT ON FUNCTION s.f(int) IS 'f'": [("s.f", 1)],
    "GRANT EXECUTE ON FUNCTION f(int), s.g TO f": [("f", 1), ("s.g", None)],
    "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA f TO g": [],
    "CREATE CAST (a AS b) WITH FUNCTION s.f(a)": [("s.f", 1)],
    "CREATE OPERATOR CLASS c FOR TYPE t USING btree AS OPERATOR 1 <, FUNCTION 1 s.f(t, t)": [("s.f", 2)],
    "CREATE OPERATOR s.=== (leftarg = int, rightarg = int, function = s.f)": [("s.f", None)],
    "SELECT 's.f'::regproc, 'g(int)'::regprocedure": [("s.f", None), ("g", None)],
}


@pytest.mark.parametrize("sql", FUNCTIONS)
def test_functions_come_with_the_number_of_their_arguments(sql: str) -> None:
    found = names(sql)

    counts = [name.arguments for name in found if name.kind == "function"]
    assert list(zip(written(sql, found, "function"), counts, strict=True)) == FUNCTIONS[sql]


OPERATORS = {
    "SELECT a <=> b, a OPERATOR(s.<=>) b, - a": ["<=>", "s.<=>", "-"],
    "SELECT a OPERATOR ( pg_catalog . + ) b": ["pg_catalog . +"],
    "SELECT a != b": ["!="],
    "SELECT a LIKE b, a IN (1), nullif(a, b)": ["[~~]", "[=]", "[=]"],
    "SELECT a BETWEEN 1 AND 2": ["[<=]", "[>=]"],
    "SELECT a ORDER BY a USING >": [">"],
    "SELECT a = ANY (b)": ["="],
    "CREATE OPERATOR s.=== (leftarg = int, rightarg = int, function = f, commutator = ===)": [
        "s.===",
        "[===]",
    ],
    "DROP OPERATOR s.=== (int, int)": ["s.==="],
    "CREATE TABLE t (a int, EXCLUDE USING gist (a WITH &&))": ["&&"],
    "CREATE TABLE t (a int, EXCLUDE USING gist (a WITH OPERATOR(s.&&))) WITH (fillfactor = 70)": ["s.&&"],
    "CREATE AGGREGATE lowest(int) (SFUNC = int4smaller, STYPE = int, SORTOP = <)": ["<"],
    "CREATE AGGREGATE lowest(int) (SFUNC = int4smaller, STYPE = int, SORTOP = OPERATOR(s.<))": ["s.<"],
    # PostgreSQL looks for an = by the search_path here too, and citext's is not pg_catalog's
    "SELECT CASE a WHEN 1 THEN 2 END": ["[=]"],
    "SELECT a IN (SELECT 1)": ["[=]"],
    "SELECT 1 FROM a JOIN b USING (x)": ["[=]"],
    "SELECT 1 FROM a NATURAL JOIN b": ["[=]"],
    "SELECT CASE WHEN a THEN 2 END, EXISTS (SELECT 1)": [],
    "SELECT a AND b OR NOT c, a IS NULL": [],
}
COLLATIONS = {
    'SELECT a COLLATE "C" COLLATE s.x': ['"C"', "s.x"],
    'CREATE TABLE t (a text COLLATE s."de") PARTITION BY LIST (a COLLATE x)': ['s."de"', "x"],
    'CREATE INDEX x ON t (a COLLATE x, (a COLLATE x) COLLATE "x")': ["x", "x", '"x"'],
    "CREATE COLLATION s.x FROM y": ["s.x", "y"],
    "DROP COLLATION s.x": ["s.x"],
    "CREATE COLLATION x (provider = icu, locale = 'de')": ["x"],
    "SELECT COLLATION FOR (a)": [],
}


@pytest.mark.parametrize("sql", OPERATORS)
def test_operators_are_found_also_where_only_meant(sql: str) -> None:
    assert sorted(written(sql, names(sql), "operator")) == sorted(OPERATORS[sql])


@pytest.mark.parametrize("sql", COLLATIONS)
def test_collations_are_found_in_every_clause(sql: str) -> None:
    assert written(sql, names(sql), "collation") == COLLATIONS[sql]


SPELLINGS = [
    ("Orders", ("orders",)),
    ('"Orders"', ("Orders",)),
    ('"a""b"', ('a"b',)),
    ('"a.b"', ("a.b",)),
    ('public . "Orders"', ("public", "Orders")),
    ('public/* . x */."Orders"', ("public", "Orders")),
    ("public. -- a comment\n orders", ("public", "orders")),
    ("public\r\n.\r\norders", ("public", "orders")),
    ('U&"d\\0061ta"', ("data",)),
    ("U&\"d!0061ta\" UESCAPE '!'", ("data",)),
    ('u&"\\+01F600"', ("😀",)),
    ("Übung", ("Übung",)),
    ('"été"."注文"', ("été", "注文")),
    ("o" * 70, ("o" * 63,)),
    ('"' + "é" * 40 + '"', ("é" * 31,)),
    ("public.select", ("public", "select")),
]


@pytest.mark.parametrize(("spelling", "parts"), SPELLINGS)
@pytest.mark.parametrize(
    "frame", ["SELECT 'é', E'\\'', $$x$$ FROM {} t", "DROP TABLE /* 😀 */ {}", "TABLE {}"]
)
def test_start_and_end_delimit_exactly_the_written_name(
    spelling: str, parts: tuple[str, ...], frame: str
) -> None:
    sql = frame.format(spelling)

    (name,) = [name for name in names(sql) if name.kind == "relation"]

    assert (name.parts, sql[name.start : name.end]) == (parts, spelling)


def test_statements_of_one_text_do_not_take_each_others_places() -> None:
    sql = "DROP TABLE a; SELECT 'é'; COMMENT ON TABLE b IS 'a'; DROP TABLE a"

    assert [(name.parts, name.start) for name in names(sql) if name.kind == "relation"] == [
        (("a",), 11),
        (("b",), 43),
        (("a",), 64),
    ]


def test_expressions_have_their_own_offsets() -> None:
    text = "'é' <> public.f(a::mood, nextval('s.q'))"

    found = names_in_expression(text)

    assert [text[name.start : name.end] for name in found] == ["<>", "public.f", "mood", "nextval", "s.q"]


def test_the_tree_alone_gives_the_same_names() -> None:
    sql = "CREATE VIEW v AS SELECT f(a::s.mood), 'q'::regclass FROM orders WHERE a IN (1)"

    from_tree = sorted(
        (kind, parts, arguments) for kind, parts, _, arguments in names_in_node(parse.statements(sql)[0])
    )

    assert from_tree == sorted((name.kind, name.parts, name.arguments) for name in names(sql))


def test_locations_of_the_tree_are_bytes() -> None:
    (found,) = names_in_node(parse.statements("SELECT 'é' FROM orders")[0]["stmt"])

    assert found == ("relation", ("orders",), 17, None)


def test_expressions_deeper_than_pythons_stack_are_walked() -> None:
    text = " || ".join(["f(a)"] * 3000)

    assert sum(name.kind == "function" for name in names_in_expression(text)) == 3000


def test_a_source_that_the_tree_repeats_is_one_mention() -> None:
    sql = "UPDATE t SET (a, b) = (SELECT 1, 2 FROM u)"

    assert written(sql, names(sql), "relation") == ["t", "u"]


# field names under which libpg_query writes these without their kind
FIELDS = {
    field
    for node in vars(ast).values()
    if isinstance(node, type) and issubclass(node, ast.Node) and isinstance(node.__slots__, dict)
    for field, slot in node.__slots__.items()
    if slot.c_type in ("RangeVar*", "TypeName*", "ObjectWithArgs*", "CollateClause*")
}


@pytest.mark.parametrize("field", sorted(FIELDS))
def test_no_field_that_holds_a_name_is_unknown(field: str) -> None:
    assert field in HANDLERS


BODIES = {
    ("sql", "SELECT * FROM a; DELETE FROM s.b WHERE x = $1"): ["a", "s.b"],
    ("SQL", "WITH a AS (SELECT 1) SELECT * FROM a"): [],
    ("plpgsql", "DECLARE a b%ROWTYPE; c s.d.e%TYPE; BEGIN SELECT x INTO a FROM g; RETURN a; END"): [
        "b",
        "s.d",
        "g",
    ],
    ("plpgsql", "BEGIN PERFORM f(NEW.a, OLD.b) FROM h; NEW.x := (SELECT 'é' FROM i); END"): ["h", "i"],
    ("plpgsql", "DECLARE a int; b a%TYPE; BEGIN END"): [],
    ("plpgsql", "<<l>> DECLARE a int; b l.a%TYPE; c t.a%TYPE; BEGIN END"): ["t"],
    ("plpgsql", "BEGIN EXECUTE 'DELETE FROM a'; END"): [],
    ("plpython3u", "plpy.execute('DELETE FROM a')"): [],
}


@pytest.mark.parametrize(("language", "body"), BODIES)
def test_bodies_give_the_relations_of_their_sql(language: str, body: str) -> None:
    assert written(body, names_in_body(language, body), "relation") == BODIES[language, body]


def test_everything_else_in_a_body_is_found_too() -> None:
    body = 'DECLARE é s.mood COLLATE "C" := f(); '
    body += "BEGIN CASE é WHEN g(1), 2 THEN RAISE NOTICE '%', h(); END CASE; END"

    found = names_in_body("plpgsql", body)

    assert [body[name.start : name.end] for name in found if name.start >= 0] == [
        "s.mood",
        '"C"',
        "f",
        "g",
        "h",
    ]
    assert Name("operator", ("=",), -1, -1) in found  # CASE compares


def test_temporary_tables_are_those_that_are_created_so() -> None:
    sql = "CREATE TEMP TABLE a (); CREATE TABLE b (); SELECT 1 INTO TEMP c; CREATE TEMP VIEW d AS SELECT 1;"
    sql += "CREATE TABLE pg_temp.e (); CREATE TEMP TABLE f AS SELECT * FROM g; CREATE TEMP SEQUENCE h"

    assert temporary_tables(sql) == {"a", "c", "d", "e", "f", "h"}


def test_temporary_tables_of_a_body_can_be_told() -> None:
    body = (
        "BEGIN IF true THEN CREATE TEMP TABLE a ON COMMIT DROP AS SELECT * FROM b; END IF; DELETE FROM a; END"
    )

    assert temporary_tables_in_body("plpgsql", body) == {"a"}
    assert temporary_tables_in_body("sql", "CREATE TEMP TABLE a (); DELETE FROM a") == {"a"}
    assert temporary_tables_in_body("c", "CREATE TEMP TABLE a ()") == frozenset()


def test_transition_tables_are_known_by_their_trigger() -> None:
    sql = "CREATE TRIGGER x AFTER UPDATE ON t REFERENCING OLD TABLE AS a NEW TABLE AS b EXECUTE FUNCTION f()"

    assert transition_tables(sql) == {"a", "b"}
    assert transition_tables("CREATE TRIGGER x AFTER UPDATE ON t EXECUTE FUNCTION f()") == frozenset()


# any valid statement, its unqualified relations qualified, means the same but for the schema

SCHEMA = "zzq"
_POSITIONS = re.compile(r'"(?:\w*location|stmt_len|\w*list_start|\w*list_end)":-?\d+,?')


def without_schema(sql: str) -> object:
    """The tree without positions and without the schema that was put in."""
    text = _POSITIONS.sub("", parser.parse_sql_json(sql).replace('": ', '":'))
    text = text.replace(f'"schemaname":"{SCHEMA}",', "").replace(f'{{"String":{{"sval":"{SCHEMA}"}}}},', "")
    text = re.sub(rf'\{{"String":{{"sval":"{SCHEMA}"}}}}, ?', "", text).replace(f"{SCHEMA}.", "")
    return json.loads(re.sub(r", ?(?=[}\]])", "", text))


def qualified(sql: str) -> str:
    for name in reversed([name for name in names(sql) if name.kind == "relation" and len(name.parts) == 1]):
        if name.start >= 0:
            sql = f"{sql[: name.start]}{SCHEMA}.{sql[name.start :]}"
    return sql


identifiers = st.one_of(
    st.sampled_from(
        ["orders", "Items", "a", "b", "if", "data", '"select"', '"A b"', '"x.y"', '"q""q"', "été", '"注文"']
    ),
    st.sampled_from(['U&"d\\0061ta"', "U&\"d!0061ta\" UESCAPE '!'"]),
)
gaps = st.sampled_from([" ", "\n", "\r\n\t", " /* FROM x */ ", " -- FROM y\n", " /* é😀 */"])
statements = st.sampled_from(
    [
        "SELECT ' FROM a ', E'\\' FROM b' FROM {} JOIN {} AS x ON true",
        "WITH a AS (SELECT * FROM {}), b AS (SELECT * FROM {} t) SELECT * FROM {} t, {} u",
        "INSERT INTO {} SELECT $$ FROM a $$ FROM {} t RETURNING (SELECT 'é' FROM {})",
        "UPDATE {} x SET (a, b) = (SELECT 1, 2 FROM {}) FROM {} y WHERE x.a = y.a",
        "DROP TABLE IF EXISTS {}, {}, {} CASCADE",
        "DROP TRIGGER a ON {}",
        "COMMENT ON COLUMN {}.a IS 'on b.c'",
        "COMMENT ON CONSTRAINT a ON {} IS NULL",
        "CREATE TABLE {} (a int REFERENCES {} (a), LIKE {}) INHERITS ({})",
        "CREATE INDEX a ON {} (a COLLATE b)",
        "CREATE POLICY a ON {} USING (a IN (SELECT b FROM {}))",
        "CREATE VIEW {} AS SELECT nextval('é_seq'::regclass) FROM {}",
        "CREATE SEQUENCE {} OWNED BY {}.a",
        "GRANT SELECT ON TABLE {}, {} TO a, b",
        "TRUNCATE {}, {}",
        "CREATE TRIGGER a AFTER INSERT ON {} EXECUTE FUNCTION b('a')",
        "ALTER TABLE {} ATTACH PARTITION {} DEFAULT",
    ]
)


@st.composite
def scripts(draw: st.DrawFn) -> str:
    script = []
    for statement in draw(st.lists(statements, min_size=1, max_size=3)):
        words = [draw(identifiers) for _ in range(statement.count("{}"))]
        text = statement.format(*words)
        script.append(re.sub(r"(?<=[A-Z]) (?=\S)", lambda _: draw(gaps), text, count=3))
    return ";".join(script)


def parses(sql: str) -> bool:
    try:
        return bool(parse.statements(sql))
    except parse.SqlSyntaxError:
        return False


@given(scripts().filter(parses))
def test_qualifying_every_relation_changes_only_its_schema(sql: str) -> None:
    assert without_schema(qualified(sql)) == without_schema(sql)
    assert all(len(name.parts) > 1 for name in names(qualified(sql)) if name.kind == "relation")


EXAMPLES = sorted((Path(__file__).parents[2] / "examples").rglob("*.sql"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_qualifying_the_examples_changes_only_schemas(path: Path) -> None:
    sql = path.read_text("utf-8")

    assert without_schema(qualified(sql)) == without_schema(sql)
