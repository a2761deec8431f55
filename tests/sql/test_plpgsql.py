"""plpgsql: the SQL in a PL/pgSQL body, and exactly where it stands."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pglast import parser

from fixer.sql import plpgsql
from fixer.sql.plpgsql import BodyNotUnderstood, Embedded


def pieces(body: str) -> list[str]:
    return [piece.text for piece in plpgsql.embedded(body)]


STATEMENTS = {
    # assignments
    "x := f(1);": ["f(1)"],
    "x = 1;": ["1"],
    "x.y.z := 1;": ["1"],
    '"X" := 1;': ["1"],
    "$1 := 2;": ["2"],
    "x[f(1)].y := 2;": ["x[f(1)].y", "2"],
    "x := count(*) FROM t WHERE a = 1;": ["count(*) FROM t WHERE a = 1"],
    "return := 1;": ["1"],
    "perform = 1;": ["1"],
    # control
    "IF a THEN b := 1; ELSIF c THEN NULL; ELSEIF d THEN NULL; ELSE e := 2; END IF;": [
        "a",
        "1",
        "c",
        "d",
        "2",
    ],
    "IF EXISTS (SELECT CASE WHEN x THEN y END FROM t) THEN NULL; END IF;": [
        "EXISTS (SELECT CASE WHEN x THEN y END FROM t)"
    ],
    "CASE WHEN a THEN NULL; WHEN b THEN NULL; ELSE c := 1; END CASE;": ["a", "b", "1"],
    "CASE a WHEN 1, f(2) THEN NULL; END CASE;": ["a", "1, f(2)"],
    "LOOP EXIT WHEN a; CONTINUE l WHEN b; EXIT; CONTINUE; END LOOP;": ["a", "b"],
    "<<l>> LOOP EXIT l; END LOOP l;": [],
    "WHILE a > 1 LOOP NULL; END LOOP;": ["a > 1"],
    "FOR i IN 1..10 LOOP NULL; END LOOP;": ["1", "10"],
    "FOR i IN REVERSE f(9) .. 1 BY 2 LOOP NULL; END LOOP;": ["f(9)", "1", "2"],
    "FOR r IN SELECT * FROM t LOOP NULL; END LOOP;": ["SELECT * FROM t"],
    "FOR a, r.b IN (SELECT 1, 2) LOOP NULL; END LOOP;": ["(SELECT 1, 2)"],
    "FOR r IN VALUES (1) LOOP NULL; END LOOP;": ["VALUES (1)"],
    "FOR r IN DELETE FROM t RETURNING * LOOP NULL; END LOOP;": ["DELETE FROM t RETURNING *"],
    "FOR r IN c LOOP NULL; END LOOP;": [],
    "FOR r IN c(1, b := (2)) LOOP NULL; END LOOP;": ["1", "(2)"],
    "FOR r IN EXECUTE 'SELECT ' || a USING b, c LOOP NULL; END LOOP;": ["'SELECT ' || a", "b", "c"],
    "FOREACH x SLICE 1 IN ARRAY a || b LOOP NULL; END LOOP;": ["a || b"],
    "BEGIN a := 1; EXCEPTION WHEN division_by_zero OR SQLSTATE '22P02' THEN b := 2; END;": ["1", "2"],
    "<<l>> DECLARE a int := 1; BEGIN NULL; END l;": ["int", "1"],
    # returning
    "RETURN;": [],
    "RETURN NEW;": ["NEW"],
    "RETURN NEXT;": [],
    "RETURN NEXT f(1);": ["f(1)"],
    "RETURN QUERY SELECT 1;": ["SELECT 1"],
    "RETURN QUERY WITH a AS (SELECT 1) SELECT * FROM a;": ["WITH a AS (SELECT 1) SELECT * FROM a"],
    "RETURN QUERY EXECUTE a USING b;": ["a", "b"],
    # SQL
    "PERFORM f(1) FROM t;": [" SELECT f(1) FROM t"],
    "INSERT INTO t VALUES (1);": ["INSERT INTO t VALUES (1)"],
    "SELECT a INTO b FROM t;": ["SELECT a        FROM t"],
    "SELECT a INTO STRICT b, c.d, $1 FROM t;": ["SELECT a                        FROM t"],
    "SELECT INTO b a FROM t;": ["SELECT        a FROM t"],
    "SELECT INTO b, c a, d FROM t;": ["SELECT           a, d FROM t"],
    "INSERT INTO t VALUES (1) RETURNING a INTO b;": ["INSERT INTO t VALUES (1) RETURNING a       "],
    "MERGE INTO t USING u ON true WHEN MATCHED THEN DELETE;": [
        "MERGE INTO t USING u ON true WHEN MATCHED THEN DELETE"
    ],
    "WITH a AS (INSERT INTO t VALUES (1) RETURNING b) SELECT b INTO c FROM a;": [
        "WITH a AS (INSERT INTO t VALUES (1) RETURNING b) SELECT b        FROM a"
    ],
    "CREATE TEMP TABLE t ON COMMIT DROP AS SELECT 1;": ["CREATE TEMP TABLE t ON COMMIT DROP AS SELECT 1"],
    "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2);": [
        "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2)"
    ],
    "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN a THEN 1 END; END;": [
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN a THEN 1 END; END"
    ],
    "CALL p(1);": ["CALL p(1)"],
    "SET LOCAL search_path = public;": ["SET LOCAL search_path = public"],
    "EXECUTE a INTO b USING c, d;": ["a", "c", "d"],
    "EXECUTE format('x', a) USING b INTO STRICT c;": ["format('x', a)", "b"],
    "EXECUTE 'TRUNCATE t';": ["'TRUNCATE t'"],
    # the rest
    "RAISE;": [],
    "RAISE NOTICE 'a % %', b, f(c, d);": ["b", "f(c, d)"],
    "RAISE EXCEPTION USING ERRCODE = 'x', MESSAGE := 'a' || b;": ["'x'", "'a' || b"],
    "RAISE 'a %', b USING HINT = c;": ["b", "c"],
    "RAISE unique_violation USING MESSAGE = a;": ["a"],
    "RAISE SQLSTATE '22012';": [],
    "ASSERT a > 1, 'b';": ["a > 1", "'b'"],
    "GET STACKED DIAGNOSTICS a = MESSAGE_TEXT, b := PG_CONTEXT;": [],
    "OPEN c;": [],
    "OPEN c(1, b => f(2));": ["1", "f(2)"],
    "OPEN c FOR SELECT 1;": ["SELECT 1"],
    "OPEN c NO SCROLL FOR EXECUTE a USING b;": ["a", "b"],
    "FETCH c INTO a, b;": [],
    "FETCH NEXT FROM c INTO a;": [],
    "FETCH RELATIVE f(1) FROM c INTO a;": ["f(1)"],
    "MOVE FORWARD 2 IN c;": ["2"],
    "CLOSE c;": [],
    "COMMIT; ROLLBACK AND NO CHAIN;": [],
    "NULL;": [],
}
DECLARATIONS = {
    "a int;": ["int"],
    "a CONSTANT text COLLATE \"C\" NOT NULL DEFAULT 'x' || f();": ["text COLLATE \"C\"", "'x' || f()"],
    "a numeric(10, 2)[] := '{}'; b timestamp with time zone = now();": [
        "numeric(10, 2)[]", "'{}'", "timestamp with time zone", "now()",
    ],
    "a t%ROWTYPE; b s.t.c%TYPE; c a%TYPE := 1;": ["1"],
    "a ALIAS FOR $1; b ALIAS FOR a;": ["$1"],
    "c CURSOR FOR SELECT 1;": ["SELECT 1"],
    "c NO SCROLL CURSOR (a int, b text) IS SELECT a;": ["int", "text", "SELECT a"],
    "a int; DECLARE b int;": ["int", "int"],
}  # fmt: skip


@pytest.mark.parametrize("statement", STATEMENTS)
def test_every_statement_gives_its_sql(statement: str) -> None:
    assert pieces(f"BEGIN {statement} END") == STATEMENTS[statement]


@pytest.mark.parametrize("section", DECLARATIONS)
def test_declarations_give_types_and_defaults(section: str) -> None:
    assert pieces(f"DECLARE {section} BEGIN END") == DECLARATIONS[section]


@pytest.mark.parametrize("statement", STATEMENTS)
@pytest.mark.parametrize("gap", ["\r\n", "/* ; THEN é */", "-- ; '\n"])
def test_white_space_and_comments_only_shift_places(statement: str, gap: str) -> None:
    body = f"{gap}BEGIN{gap}{statement}{gap}END{gap};"

    shift = 2 * len(gap) - 1
    assert [(piece.text, piece.start - shift, piece.end - shift) for piece in plpgsql.embedded(body)] == [
        (piece.text, piece.start, piece.end) for piece in plpgsql.embedded(f"BEGIN {statement} END")
    ]


def test_equal_queries_have_their_own_places() -> None:
    body = "BEGIN DELETE FROM t; IF a THEN DELETE FROM t; END IF; DELETE FROM t; END"

    starts = [piece.start for piece in plpgsql.embedded(body) if piece.kind == "statement"]

    assert starts == [match.start() for match in re.finditer("DELETE", body)]


@pytest.mark.parametrize(
    ("statement", "dynamic"),
    [
        ("EXECUTE a USING b;", [True, False]),
        ("RETURN QUERY EXECUTE a USING b;", [True, False]),
        ("OPEN c FOR EXECUTE a;", [True]),
        ("FOR r IN EXECUTE a USING b LOOP NULL; END LOOP;", [True, False]),
        ("DO 'BEGIN END';", [True]),
        ("PERFORM a;", [False]),
        ("RETURN QUERY SELECT 'EXECUTE';", [False]),
    ],
)
def test_sql_in_strings_is_said_to_be_dynamic(statement: str, dynamic: list[bool]) -> None:
    assert [piece.dynamic for piece in plpgsql.embedded(f"BEGIN {statement} END")] == dynamic


def test_what_a_body_declares_is_known() -> None:
    body = """#variable_conflict use_column
        <<outer>> DECLARE A int; "B" int; c CURSOR (d int) FOR SELECT 1; e ALIAS FOR A;
        BEGIN <<inner>> FOR f IN 1..2 LOOP NULL; END LOOP; END outer;"""

    read = plpgsql.read(body)

    assert read.variables == {"a", "B", "c", "d", "e", "f"}
    assert read.labels == {"outer", "inner"}


def test_the_tree_of_a_piece_is_that_of_its_sql() -> None:
    (piece,) = plpgsql.embedded("BEGIN x := f(1); END")

    assert (piece.sql, piece.prefix) == ("SELECT f(1)", "SELECT ")
    assert "FuncCall" in json.dumps(piece.tree)
    assert piece == Embedded("expression", "f(1)", 11, 15)


@pytest.mark.parametrize(
    ("body", "reason", "offset"),
    [
        ("", "expected BEGIN", 0),
        ("SELECT 1", "expected BEGIN", 0),
        ("BEGIN NULL;", "expected a statement", 11),
        ("BEGIN IF a THEN NULL; END", "expected END IF ;", 22),
        ("BEGIN IF THEN NULL; END IF; END", "expected SQL", 9),
        ("BEGIN IF a; THEN NULL; END IF; END", "expected THEN", 10),
        ("BEGIN x := (1; END", "expected ;", 13),
        ("BEGIN x := f(; END", "expected ;", 13),
        ("BEGIN x := 1 +; END", "syntax error at end of input", 11),
        ("BEGIN SELEC 1; END", 'syntax error at or near "SELEC"', 6),
        ("BEGIN SELECT 1 INTO a INTO b; END", "INTO specified more than once", 22),
        ("BEGIN SELECT 1 INTO 2; END", "expected a name", 20),
        ("BEGIN END; BEGIN END", "expected the end of the body", 11),
        ("DECLARE a int BEGIN END", 'syntax error at or near "END"', 20),
        ("DECLARE a b%TIPE; BEGIN END", "expected %TYPE or %ROWTYPE", 11),
        ("BEGIN RAISE 'a; END", 'unterminated quoted string at or near "\'a; END"', 12),
    ],
)
def test_what_is_not_plpgsql_is_refused(body: str, reason: str, offset: int) -> None:
    with pytest.raises(BodyNotUnderstood) as caught:
        plpgsql.read(body)

    assert (caught.value.reason, caught.value.offset) == (reason, offset)


def test_blocks_nested_without_end_are_refused() -> None:
    with pytest.raises(BodyNotUnderstood, match="too deep"):
        plpgsql.read("BEGIN " * 5000 + "END; " * 5000)


# what libpg_query finds, without places

FUNCTION = """CREATE FUNCTION f(a int, INOUT b text) RETURNS SETOF text LANGUAGE plpgsql AS $body$
<<top>>
DECLARE
    total numeric(10, 2) := coalesce(a, 0);  -- comment; with 'quote
    row_ pg_class%ROWTYPE;
    cur CURSOR (n int) FOR SELECT relname FROM pg_class LIMIT n;
BEGIN
    SELECT c.* INTO STRICT row_ FROM pg_class c WHERE oid = a;
    IF a > 1 AND (b = 'THEN' OR b IS NULL) THEN
        PERFORM pg_notify('é', b);
        total := total + 1;
    ELSIF EXISTS (SELECT FROM pg_class) THEN
        INSERT INTO t (x) VALUES (a) RETURNING x INTO total;
    ELSE
        RAISE EXCEPTION 'no % in %', a, lower(b) USING HINT = 'x;y';
    END IF;
    FOR row_ IN SELECT * FROM pg_class ORDER BY 1 LOOP
        CONTINUE WHEN row_.relname ~ '^x';
        UPDATE t SET x = x + 1 WHERE y = row_.oid;
    END LOOP;
    FOR i IN REVERSE 10 .. 1 BY 2 LOOP
        EXIT top WHEN i < a;
    END LOOP;
    WHILE total < 10 LOOP total := total * 2; END LOOP;
    CASE WHEN a = 1 THEN b := 'one'; ELSE b := 'many'; END CASE;
    EXECUTE format('SELECT %L', b) INTO b USING a, total;
    RETURN QUERY SELECT relname::text FROM pg_class;
    RETURN QUERY EXECUTE 'SELECT $1' USING b;
    BEGIN
        DELETE FROM t WHERE x = a;
    EXCEPTION WHEN foreign_key_violation OR SQLSTATE '22P02' THEN
        ASSERT a > 0, 'never';
    END;
    OPEN cur(a + 1);
    FETCH cur INTO row_;
    CLOSE cur;
END;
$body$"""


def queries(node: Any) -> list[str]:
    """The query texts in libpg_query's tree."""
    if isinstance(node, list):
        return [query for item in node for query in queries(item)]
    if not isinstance(node, dict):
        return []
    own = [node["query"]] if isinstance(node.get("query"), str) else []
    return own + [query for child in node.values() for query in queries(child)]


def plain(query: str) -> str:
    """One form for what both readers cut out: libpg_query leaves an assignment's target in."""
    text = re.sub(r"\s+", " ", re.sub(r"--.*", "", query)).strip()
    return re.sub(r"^\w+ := ", "", text)


def test_nothing_that_libpg_query_finds_is_missed_or_added() -> None:
    body = FUNCTION.split("$body$")[1]
    theirs = Counter(plain(query) for query in queries(json.loads(parser.parse_plpgsql_json(FUNCTION))))
    mine = Counter(plain(piece.text) for piece in plpgsql.embedded(body) if piece.kind != "type")

    del theirs["'cur'::pg_catalog.refcursor"]  # made up for the cursor's own name
    assert mine == theirs


# bodies put together from pieces whose places are known

expressions = st.sampled_from(
    ["1", "f(a, 'x; THEN')", "(SELECT 1 FROM t)", "a || $$;$$", '"É" > 2', "ARRAY[1, 2]"]
)
queries_ = st.sampled_from(
    ["SELECT 1", "SELECT 'é' FROM t", "DELETE FROM t", "VALUES (1), (2)", "INSERT INTO t VALUES (1)"]
)
gaps = st.sampled_from([" ", "\n", "\r\n", "/* ; */", " -- END;\n", " /* 😀 */ "])
leaves = st.sampled_from(
    [
        "x := {e};",
        "{q};",
        "RETURN {e};",
        "RETURN QUERY {q};",
        "EXECUTE {e} USING {e};",
        "NULL;",
        "RAISE '%', {e};",
    ]
)
nests = st.sampled_from(
    [
        "IF {e} THEN {s} ELSE {s} END IF;",
        "WHILE {e} LOOP {s} END LOOP;",
        "FOR i IN {e} .. {e} LOOP {s} END LOOP;",
        "FOR r IN {q} LOOP {s} END LOOP;",
        "CASE {e} WHEN {e} THEN {s} END CASE;",
        "BEGIN {s} EXCEPTION WHEN others THEN {s} END;",
    ]
)


def fill(nest: tuple[str, list[str]]) -> str:
    template, inner = nest
    for statement in inner:
        template = template.replace("{s}", statement, 1)
    return template.replace("{s}", "NULL;")


templates = st.recursive(
    leaves, lambda inner: st.tuples(nests, st.lists(inner, min_size=2, max_size=2)).map(fill), max_leaves=12
)


@st.composite
def bodies(draw: st.DrawFn) -> tuple[str, list[tuple[int, str]]]:
    body, places = "", []
    for token in re.split(
        r"(\{[eq]\}|;|(?<=[A-Z]) )", "BEGIN " + "".join(draw(st.lists(templates, max_size=4))) + " END"
    ):
        if token in ("{e}", "{q}"):
            sql = draw(expressions if token == "{e}" else queries_)
            places.append((len(body), sql))
            body += sql
        elif token == " ":
            body += draw(gaps)
        else:
            body += token + (draw(gaps) if token == ";" else "")
    return body, places


@given(bodies())
def test_places_are_those_at_which_the_pieces_were_put(made: tuple[str, list[tuple[int, str]]]) -> None:
    body, places = made

    assert [(piece.start, piece.text) for piece in plpgsql.embedded(body)] == places
