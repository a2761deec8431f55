"""Edits of CREATE FUNCTION texts: what is meant changes, everything else stays as it was written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from postgres import Postgres

from fixer.function_source import (
    body_of,
    create_or_replace,
    may_be_inlined,
    names_outside_body,
    read_body,
    with_body,
    with_config,
    with_head,
    with_option,
)
from fixer.sql.parse import statement
from fixer.sql.plpgsql import BodyNotUnderstood

CLOSE = """CREATE FUNCTION close_order(o bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    UPDATE orders SET total_cents = 0 WHERE id = o;  -- written off
END $$;"""
OWN_LINES = """create function Ünï."Close It"()
  returns int   -- how many
  language sql
  as 'select 1 -- it''s
'"""
ATOMIC = "CREATE FUNCTION f(a int) RETURNS int SET x.y = 'begin' BEGIN ATOMIC SELECT count(*) FROM t; END;"
RETURN = "CREATE FUNCTION f(a int) RETURNS int RETURN a + g(a)"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("CREATE FUNCTION f() RETURNS int", "CREATE OR REPLACE FUNCTION s.g() RETURNS int"),
        ("CREATE OR  REPLACE FUNCTION a.f () RETURNS int", "CREATE OR  REPLACE FUNCTION s.g () RETURNS int"),
        ("create /* why */ procedure P()", "create or replace /* why */ procedure s.g()"),
        ('CREATE FUNCTION "f(x)" (a "function")', 'CREATE OR REPLACE FUNCTION s.g (a "function")'),
        ("CREATE FUNCTION U&\"d!0061t\" UESCAPE '!' ()", "CREATE OR REPLACE FUNCTION s.g ()"),
    ],
)
def test_only_the_head_becomes_create_or_replace(source: str, expected: str) -> None:
    tail = " LANGUAGE sql AS $f$ CREATE FUNCTION f() $f$ -- end"

    assert expected + tail == create_or_replace(source + tail, "s", "g")


def test_a_name_that_needs_quotes_gets_them() -> None:
    assert 'CREATE OR REPLACE FUNCTION "My S"."order"()' in create_or_replace(
        "CREATE FUNCTION f() RETURNS int RETURN 1", "My S", "order"
    )


def test_without_a_schema_the_name_stands_alone() -> None:
    assert (
        create_or_replace(RETURN, "", "g")
        == "CREATE OR REPLACE FUNCTION g(a int) RETURNS int RETURN a + g(a)"
    )


@pytest.mark.parametrize(
    ("source", "body", "kind"),
    [
        ("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $a$ x''\\n $a$", " x''\\n ", "dollar"),
        ("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS ' x''\\n '", " x'\\n ", "quoted"),
        (
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS E' x''\\n\\'\\x41\\u00e9\\101 '",
            " x'\n'AéA ",
            "escaped",
        ),
        ("CREATE FUNCTION f() RETURNS int LANGUAGE c AS 'lib', 'symbol'", "", "object"),
        (RETURN, RETURN, "statement"),
    ],
)
def test_the_body_is_the_value_of_its_constant(source: str, body: str, kind: str) -> None:
    assert (body, kind) == body_of(source)


@pytest.mark.parametrize(
    ("opening", "closing", "before", "after"),
    [
        ("$$", "$$", "SELECT 'é' FROM t", "SELECT 'é' FROM p.t"),
        ("$body$", "$body$", "SELECT '$$' FROM t", "SELECT '$$' FROM p.t"),
        ("'", "'", "SELECT ''é'''' \\'', 1 FROM t", "SELECT ''é'''' \\'', 1 FROM p.t"),
        (
            "E'",
            "'",
            "SELECT ''\\'\\'é\\\\\\n\\u00e9\\101'' FROM t",
            "SELECT ''\\'\\'é\\\\\\n\\u00e9\\101'' FROM p.t",
        ),
        ("'", "'", "SELECT 1 '  \n  ' FROM t", "SELECT 1 '  \n  ' FROM p.t"),
    ],
)
def test_an_edit_lands_on_its_characters_however_the_body_is_quoted(
    opening: str, closing: str, before: str, after: str
) -> None:
    head, tail = "CREATE FUNCTION é() RETURNS text LANGUAGE sql AS ", " STABLE -- that's it"
    source = head + opening + before + closing + tail
    text, _kind = body_of(source)
    place = text.index(" FROM t") + len(" FROM ")

    assert head + opening + after + closing + tail == with_body(source, [(place, place, "p.")])


@given(
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
    st.sampled_from(["quoted", "escaped"]),
    st.data(),
)
def test_any_edit_of_any_string_body_gives_that_body(
    body: str, new: str, kind: str, data: st.DataObject
) -> None:
    doubled = body.replace("'", "''")
    constant = f"'{doubled}'" if kind == "quoted" else "E'" + doubled.replace("\\", "\\\\") + "'"
    source = f"CREATE FUNCTION f() RETURNS text LANGUAGE sql AS {constant} STABLE"
    start = data.draw(st.integers(0, len(body)))
    end = data.draw(st.integers(start, len(body)))

    changed = with_body(source, [(start, end, new)])

    assert (body[:start] + new + body[end:], kind) == body_of(changed)


def test_an_sql_standard_body_is_edited_in_the_statement() -> None:
    for source, word, new in ((ATOMIC, " t;", " p.t;"), (RETURN, " g(", " p.g(")):
        place = source.index(word)
        assert source.replace(word, new) == with_body(source, [(place, place + len(word), new)])


@pytest.mark.parametrize(
    ("source", "edits"),
    [
        ("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ x $$", [(1, 2, "$$ STABLE AS $$")]),
        ("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ x $$", [(0, 2, "a"), (1, 3, "b")]),
        ("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ x $$", [(0, 99, "a")]),
        ("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS U&'!0061' UESCAPE '!'", [(0, 1, "b")]),
        ("CREATE FUNCTION f() RETURNS int LANGUAGE c AS 'lib', 'symbol'", [(0, 0, "a")]),
        (RETURN, [(7, 15, "PROCEDURE")]),
        (RETURN, [(len(RETURN), len(RETURN), " )")]),
    ],
)
def test_an_edit_that_reaches_beyond_the_body_is_refused(
    source: str, edits: list[tuple[int, int, str]]
) -> None:
    with pytest.raises(ValueError):
        with_body(source, edits)


PINNED = "pg_catalog, pg_temp"
SET = "SET search_path = pg_catalog, pg_temp"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (CLOSE, CLOSE.replace(" AS $$", f"\n{SET} AS $$")),
        (OWN_LINES, OWN_LINES.replace("  as '", f"  {SET}\n  as '")),
        (ATOMIC, ATOMIC.replace(" BEGIN A", f"\n{SET} BEGIN A")),
        (RETURN, RETURN.replace(" RETURN a", f"\n{SET} RETURN a")),
        (
            "CREATE FUNCTION f() RETURNS int AS $$ SET search_path $$ LANGUAGE sql;",
            f"CREATE FUNCTION f() RETURNS int\n{SET} AS $$ SET search_path $$ LANGUAGE sql;",
        ),
        (
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql SET search_path TO public, \"S\" STABLE AS ''",
            f"CREATE FUNCTION f() RETURNS int LANGUAGE sql {SET} STABLE AS ''",
        ),
        (
            "CREATE FUNCTION f() RETURNS int SET Search_Path = a SET x.y = 1 SET SCHEMA 'b' AS ''",
            f"CREATE FUNCTION f() RETURNS int SET x.y = 1 {SET} AS ''",
        ),
        (
            "CREATE FUNCTION f() RETURNS int AS $$$$ LANGUAGE sql SET search_path FROM CURRENT;",
            f"CREATE FUNCTION f() RETURNS int AS $$$$ LANGUAGE sql {SET};",
        ),
    ],
)
def test_a_setting_is_put_before_the_body_or_in_the_place_of_the_old_one(source: str, expected: str) -> None:
    assert expected == with_config(source, "search_path", PINNED)


@pytest.mark.parametrize("source", [CLOSE, OWN_LINES, ATOMIC, RETURN])
def test_what_is_set_can_be_taken_away_again(source: str) -> None:
    pinned = with_config(source, "search_path", PINNED)

    assert source.split() == with_config(pinned, "search_path", None).split()
    assert source == with_config(source, "search_path", None)


def test_what_follows_a_removed_clause_does_not_end_in_a_comment() -> None:
    source = "CREATE FUNCTION f() RETURNS int LANGUAGE sql -- pinned\nSET search_path = a AS $$$$"

    _kind, node = statement(with_config(source, "search_path", None))

    assert [option["DefElem"]["defname"] for option in node["options"]] == ["language", "as"]


def test_other_settings_stay() -> None:
    source = (
        "CREATE FUNCTION f() RETURNS int SET app.search_path = 'a' SET TIME ZONE 'UTC' LANGUAGE sql AS ''"
    )

    assert source == with_config(source, "search_path", None)
    assert source.replace(" SET TIME ZONE 'UTC'", "") == with_config(source, "TimeZone", None)
    assert "\nSET search_path FROM CURRENT AS" in with_config(source, "search_path", "FROM CURRENT")


@pytest.mark.parametrize("value", ["a AS $$", "a SET b = c", "'"])
def test_a_value_that_is_more_than_a_value_is_refused(value: str) -> None:
    with pytest.raises(ValueError):
        with_config(CLOSE, "search_path", value)


@pytest.mark.parametrize(
    ("options", "defname", "text", "expected"),
    [
        ("LANGUAGE sql IMMUTABLE", "volatility", "STABLE", "LANGUAGE sql STABLE"),
        ("LANGUAGE sql", "volatility", "STABLE", "LANGUAGE sql\nSTABLE"),
        (
            "RETURNS NULL ON NULL INPUT LANGUAGE sql",
            "strict",
            "CALLED ON NULL INPUT",
            "CALLED ON NULL INPUT LANGUAGE sql",
        ),
        (
            "EXTERNAL SECURITY DEFINER LANGUAGE sql",
            "security",
            "SECURITY INVOKER",
            "SECURITY INVOKER LANGUAGE sql",
        ),
        ("NOT LEAKPROOF LANGUAGE sql", "leakproof", None, "LANGUAGE sql"),
        (
            "LANGUAGE sql PARALLEL UNSAFE COST 10",
            "parallel",
            "PARALLEL SAFE",
            "LANGUAGE sql PARALLEL SAFE COST 10",
        ),
        ("LANGUAGE sql COST 10 ROWS 5", "cost", "COST 0.5", "LANGUAGE sql COST 0.5 ROWS 5"),
        ("LANGUAGE sql COST 10 ROWS 5", "rows", None, "LANGUAGE sql COST 10"),
        ("SUPPORT a.b LANGUAGE sql", "support", "SUPPORT c", "SUPPORT c LANGUAGE sql"),
    ],
)
def test_an_option_is_replaced_added_or_taken_away(
    options: str, defname: str, text: str | None, expected: str
) -> None:
    head, body = "CREATE FUNCTION stable(a int DEFAULT 5) RETURNS SETOF int", "AS $$ SELECT 1 $$;"

    assert f"{head} {expected} {body}" == with_option(f"{head} {options} {body}", defname, text)


def test_other_words_are_no_options() -> None:
    with pytest.raises(ValueError):
        with_option(CLOSE, "language", "LANGUAGE sql")
    with pytest.raises(ValueError):
        with_option("SELECT 1", "cost", "COST 1")


def test_names_of_the_head_are_found_and_qualified_apart_from_the_body() -> None:
    head = "CREATE FUNCTION status(s status DEFAULT next_one()) RETURNS SETOF orders LANGUAGE sql"
    source = head + " AS $$ SELECT * FROM orders $$"

    found = names_outside_body(source)
    changed = with_head(source, [(name.start, name.start, "p.") for name in found])

    assert {("status",), ("next_one",), ("orders",)} == {name.parts for name in found}
    assert changed.startswith(
        "CREATE FUNCTION status(s p.status DEFAULT p.next_one()) RETURNS SETOF p.orders LANGUAGE"
    )
    assert changed.endswith(" AS $$ SELECT * FROM orders $$")


@pytest.mark.parametrize(
    ("language", "body", "dynamic", "about_path", "ends_transaction"),
    [
        ("plpgsql", "BEGIN UPDATE orders SET x = 'commit'; END", False, False, False),
        ("plpgsql", "BEGIN EXECUTE 'UPDATE orders SET x = 1'; END", True, False, False),
        ("plpgsql", "BEGIN UPDATE orders SET x = 1; COMMIT; END", False, False, True),
        ("plpgsql", "BEGIN CALL other(); END", False, False, True),
        ("plpgsql", "BEGIN PERFORM set_config('search_path', 'a', true); END", False, True, False),
        ("plpgsql", "BEGIN RETURN current_schema(); END", False, True, False),
        ("sql", "SELECT current_schema", False, True, False),
        ("sql", "SELECT $1::regclass", True, False, False),
        ("sql", "SELECT 'orders'::regclass, nextval('s'::regclass), nextval('s')", False, False, False),
        ("sql", "SELECT to_regclass('orders')", True, False, False),
        ("sql", "SELECT to_regclass('public.orders')", False, False, False),
    ],
)
def test_what_a_body_does_with_names_is_told(
    language: str, body: str, dynamic: bool, about_path: bool, ends_transaction: bool
) -> None:
    read = read_body(f"CREATE PROCEDURE f() LANGUAGE {language} AS $f$ {body} $f$")

    assert (dynamic, about_path, ends_transaction) == (read.dynamic, read.about_path, read.ends_transaction)


def test_temporary_tables_of_the_body_are_no_names() -> None:
    read = read_body(
        "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$"
        "BEGIN CREATE TEMP TABLE orders (x int); INSERT INTO orders SELECT x FROM lines; END $$"
    )

    assert {("lines",)} == {name.parts for name in read.names if name.kind == "relation"}


@pytest.mark.parametrize("tail", ["LANGUAGE c AS 'lib', 'f'", "LANGUAGE sql AS 'SELEC 1'", "RETURN 1"])
def test_a_body_that_cannot_be_read_says_so(tail: str) -> None:
    with pytest.raises(BodyNotUnderstood):
        read_body(f"CREATE FUNCTION f() RETURNS int {tail}")


INLINED = [
    ("f(a int) RETURNS int LANGUAGE sql AS 'SELECT a + 1'", True),
    ("f(a int) RETURNS int LANGUAGE sql RETURN a + 1", True),
    ("f(a int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT a; END", True),
    ("f(a int) RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT a + 1'", False),
    ("f(a int) RETURNS int LANGUAGE sql SET work_mem = '1MB' AS 'SELECT a + 1'", False),
    ("f(a int) RETURNS int LANGUAGE sql AS 'SELECT x FROM t WHERE y = a'", False),
    ("f(a int) RETURNS int LANGUAGE sql AS 'SELECT (SELECT x FROM t)'", False),
    ("f(a int) RETURNS int LANGUAGE sql AS 'SELECT a; SELECT a'", False),
    ("f(a int) RETURNS int LANGUAGE sql AS 'SELECT a LIMIT 1'", False),
    ("f(a int) RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN a; END'", False),
    ("f(a int) RETURNS SETOF int LANGUAGE sql STABLE AS 'SELECT x FROM t WHERE y = a'", True),
    ("f(a int) RETURNS TABLE (x int) LANGUAGE sql STABLE AS 'SELECT x FROM t WHERE y = a'", True),
    ("f(a int) RETURNS SETOF int LANGUAGE sql AS 'SELECT x FROM t WHERE y = a'", False),
    ("f(a int) RETURNS SETOF int LANGUAGE sql STABLE STRICT AS 'SELECT x FROM t WHERE y = a'", False),
]


@pytest.mark.parametrize(("function", "inlined"), INLINED)
def test_functions_that_postgresql_inlines_are_known(function: str, inlined: bool) -> None:
    assert inlined == may_be_inlined(f"CREATE FUNCTION {function}")


def test_postgresql_inlines_just_these(server: Postgres) -> None:
    with server.database() as url:
        server.psql(url, "CREATE TABLE t (x int, y int)")
        for function, inlined in INLINED:
            returns_set = "SETOF" in function or "TABLE" in function
            call = "SELECT * FROM f(1)" if returns_set else "SELECT f(y) FROM t"
            plan = server.psql(url, f"CREATE FUNCTION {function}; EXPLAIN VERBOSE {call}; DROP FUNCTION f")
            assert inlined == ("f(" not in plan), function


def test_an_aggregate_has_no_body_to_be_read() -> None:
    with pytest.raises(BodyNotUnderstood, match="an aggregate has none"):
        read_body("CREATE AGGREGATE a(int) (SFUNC = int4pl, STYPE = int)")
