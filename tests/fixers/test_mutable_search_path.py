"""mutable-search-path: a path with what the body needs, pg_temp last; nothing where that would break it."""

from __future__ import annotations

import pytest
from helpers_names import after, catalog_of, finding, fixer, mend, statements
from postgres import Postgres

from fixer.catalog.objects import Function
from fixer.model import Applicability, Fix, ObjectRef, Refusal, Satisfied
from fixer.registry import Problem

mutable_search_path = fixer("mutable_search_path")
unqualified_name = fixer("unqualified_name")

TABLES = """
CREATE SCHEMA app;
CREATE TABLE public.orders (id bigint PRIMARY KEY, total_cents int);
CREATE TABLE app.lines (id bigint);
CREATE TYPE public.status AS ENUM ('open', 'done');
"""
F = ObjectRef("function", "public", "f", args="bigint")


def function(body: str, language: str = "plpgsql", rest: str = " SECURITY DEFINER", name: str = "f") -> str:
    return f"CREATE FUNCTION public.{name}(o bigint) RETURNS void LANGUAGE {language}{rest} AS $$ {body} $$;"


def path(sql: str, **settings: object) -> str:
    """The search_path that f gets."""
    result = mend(mutable_search_path, catalog_of(TABLES + sql), mutable_search_path.Options(**settings), F)
    (statement,) = statements(result)
    return statement.removeprefix("ALTER FUNCTION public.f(bigint) SET search_path = ")


@pytest.mark.parametrize(
    ("language", "body", "expected"),
    [
        (
            "plpgsql",
            "BEGIN UPDATE public.orders SET total_cents = 0 WHERE id = o; END",
            "pg_catalog, pg_temp",
        ),
        ("sql", "SELECT pg_catalog.now(), 'open'::public.status, 1::int", "pg_catalog, pg_temp"),
        (
            "sql",
            "WITH orders AS (SELECT 1 AS x) DELETE FROM public.orders USING orders",
            "pg_catalog, pg_temp",
        ),
        ("plpgsql", "BEGIN UPDATE orders SET total_cents = 0 WHERE id = o; END", "public, pg_temp"),
        ("plpgsql", "DECLARE s status; BEGIN NULL; END", "public, pg_temp"),
        (
            "plpgsql",
            "BEGIN CREATE TEMP TABLE x (y int); INSERT INTO x VALUES (1); END",
            "pg_catalog, pg_temp",
        ),
        ("plpgsql", "BEGIN PERFORM nowhere(o); END", "public, pg_temp"),
        ("plpgsql", "BEGIN EXECUTE 'DELETE FROM orders'; END", "public, pg_temp"),
        ("sql", "SELECT 'x'::text::regclass", "public, pg_temp"),
    ],
)
def test_the_path_holds_what_the_body_needs_and_no_more(language: str, body: str, expected: str) -> None:
    assert path(function(body, language)) == expected


def test_the_path_keeps_the_order_in_which_names_are_found() -> None:
    body = "BEGIN DELETE FROM lines; DELETE FROM orders; END"

    assert path(function(body), search_path=("public", "app")) == "public, app, pg_temp"
    assert path(function(body), search_path=("app", "public")) == "app, public, pg_temp"


def test_each_schema_is_an_identifier_of_its_own() -> None:
    sql = 'CREATE SCHEMA "My S"; CREATE TABLE "My S".t (x int);'

    assert path(sql + function("DELETE FROM t", "sql"), search_path=("public", "My S")) == '"My S", pg_temp'


@pytest.mark.parametrize(
    ("extension", "body", "plain", "supabase"),
    [
        (
            "vector",
            "SELECT '[1]'::public.vector <=> '[2]'::public.vector",
            "public, pg_temp",
            "extensions, pg_temp",
        ),
        ("pgcrypto", "SELECT digest('x', 'sha256')", "public, pg_temp", "extensions, pg_temp"),
        ("pgcrypto", "SELECT gen_random_uuid()", "pg_catalog, pg_temp", "pg_catalog, pg_temp"),
        ("citext", "SELECT FROM public.people WHERE email = 'A'", "public, pg_temp", "extensions, pg_temp"),
        ("citext", "SELECT FROM public.orders WHERE id = 1", "pg_catalog, pg_temp", "pg_catalog, pg_temp"),
    ],
)
def test_operators_and_functions_of_extensions_stay_within_reach(
    extension: str, body: str, plain: str, supabase: str
) -> None:
    sql = f"CREATE EXTENSION {extension}; CREATE TABLE public.people (email citext);" + function(body, "sql")

    assert plain == path(sql)
    assert supabase == path(sql, platform="supabase")


@pytest.mark.parametrize(
    "called",
    [
        function("BEGIN DELETE FROM orders; END", rest="", name="g"),
        function("BEGIN EXECUTE 'DELETE FROM orders'; END", rest="", name="g"),
        "CREATE FUNCTION public.g(o bigint) RETURNS void LANGUAGE plpython3u AS 'x';",
    ],
)
def test_what_it_calls_runs_under_the_same_path(called: str) -> None:
    assert path(called + function("BEGIN PERFORM public.g(o); END")) == "public, pg_temp"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("DELETE FROM orders; RETURN a;", "public, pg_temp"),
        ("DELETE FROM public.orders; RETURN a;", "pg_catalog, pg_temp"),
    ],
)
def test_what_an_aggregate_of_its_calls_runs_under_the_same_path(body: str, expected: str) -> None:
    aggregate = f"""
    CREATE FUNCTION public.collect(a int, b int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN {body} END $$;
    CREATE AGGREGATE public.collect(int) (STYPE = int, SFUNC = public.collect);
    """

    assert path(aggregate + function("BEGIN PERFORM public.collect(1); END")) == expected


def test_what_it_calls_with_a_path_of_its_own_needs_nothing() -> None:
    called = function("BEGIN DELETE FROM orders; END", rest=" SET search_path = public, pg_temp", name="g")

    assert path(called + function("BEGIN PERFORM public.g(o); END")) == "pg_catalog, pg_temp"


def test_triggers_that_it_sets_off_run_under_the_same_path() -> None:
    trigger = """
    CREATE FUNCTION public.log() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN INSERT INTO lines VALUES (1); RETURN NEW; END $$;
    CREATE TRIGGER log BEFORE UPDATE ON public.orders FOR EACH ROW EXECUTE FUNCTION public.log();
    """

    assert path(
        trigger + function("BEGIN UPDATE public.orders SET id = 1; END"), search_path=("public", "app")
    ) == ("app, pg_temp")


def test_a_computed_name_is_said_in_a_note() -> None:
    sql = function("BEGIN EXECUTE 'DELETE FROM orders'; END")
    result = mend(mutable_search_path, catalog_of(TABLES + sql))

    assert isinstance(result, Fix)
    assert "computes names" in result.notes[0]


@pytest.mark.parametrize(("rest", "applicability"), [(" SECURITY DEFINER", "safe"), ("", "unsafe")])
def test_only_owners_rights_make_it_safe(rest: str, applicability: str) -> None:
    result = mend(mutable_search_path, catalog_of(TABLES + function("BEGIN NULL; END", rest=rest)))

    assert isinstance(result, Fix)
    assert result.applicability is Applicability(applicability)


def test_each_overload_gets_its_own_by_its_arguments() -> None:
    catalog = catalog_of(
        TABLES
        + function("BEGIN NULL; END")
        + function("BEGIN NULL; END").replace("o bigint", "o text[], p int")
    )
    options = mutable_search_path.Options()
    fixes = [
        mutable_search_path.fix(finding("mutable-search-path", item), catalog, options)
        for item in mutable_search_path.detect(catalog, options)
    ]

    assert [statements(fix)[0].partition(" SET")[0] for fix in fixes] == [
        "ALTER FUNCTION public.f(bigint)",
        "ALTER FUNCTION public.f(text[], integer)",
    ]


def test_the_finding_is_gone_afterwards() -> None:
    catalog = catalog_of(TABLES + function("BEGIN DELETE FROM orders; END"))
    fixed = after(mend(mutable_search_path, catalog), catalog)

    assert list(mutable_search_path.detect(fixed, mutable_search_path.Options())) == []
    assert list(unqualified_name.detect(fixed, unqualified_name.Options())) == []


def test_after_qualifying_the_body_the_path_is_as_narrow_as_can_be() -> None:
    catalog = catalog_of(TABLES + function("BEGIN DELETE FROM orders; END"))
    qualified = after(mend(unqualified_name, catalog), catalog)

    assert statements(mend(mutable_search_path, qualified)) == [
        "ALTER FUNCTION public.f(bigint) SET search_path = pg_catalog, pg_temp"
    ]


@pytest.mark.parametrize(
    ("sql", "code", "word"),
    [
        ("CREATE PROCEDURE public.p() LANGUAGE plpgsql AS $$ BEGIN COMMIT; END $$", "unsupported", "commit"),
        (
            "CREATE PROCEDURE public.p() LANGUAGE plpgsql AS $$ BEGIN CALL q(); END $$",
            "unsupported",
            "commit",
        ),
        (
            "CREATE FUNCTION public.f(a int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT a + 1'",
            "unsupported",
            "calling query",
        ),
        (
            "CREATE FUNCTION public.f() RETURNS SETOF orders LANGUAGE sql STABLE AS 'SELECT * FROM orders'",
            "unsupported",
            "calling query",
        ),
        (
            "CREATE FUNCTION public.f() RETURNS text LANGUAGE plpgsql AS 'BEGIN RETURN current_schema; END'",
            "manual",
            "itself",
        ),
        ("CREATE FUNCTION public.f() RETURNS text LANGUAGE plpython3u AS 'x'", "manual", "plpython3u"),
    ],
)
def test_functions_that_would_break_or_slow_down_are_refused(sql: str, code: str, word: str) -> None:
    result = mend(mutable_search_path, catalog_of(TABLES + sql))

    assert isinstance(result, Refusal)
    assert (result.code, word in result.reason) == (code, True)
    assert result.decide


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE PROCEDURE public.p() LANGUAGE plpgsql AS $$ BEGIN DELETE FROM public.orders; END $$",
        "CREATE FUNCTION public.f() RETURNS SETOF orders LANGUAGE sql AS 'SELECT * FROM public.orders'",
        "CREATE FUNCTION public.f(a int) RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT a + 1'",
    ],
)
def test_their_harmless_twins_are_mended(sql: str) -> None:
    assert statements(mend(mutable_search_path, catalog_of(TABLES + sql)))[0].endswith(
        "SET search_path = pg_catalog, pg_temp"
    )


def test_a_procedure_is_altered_as_one() -> None:
    sql = "CREATE PROCEDURE public.p() LANGUAGE plpgsql AS $$ BEGIN NULL; END $$"

    assert statements(mend(mutable_search_path, catalog_of(sql)))[0].startswith(
        "ALTER PROCEDURE public.p() SET"
    )


@pytest.mark.parametrize("rest", [" SET search_path = public", " SET search_path = ''"])
def test_functions_with_a_path_of_their_own_are_left_alone(rest: str) -> None:
    catalog = catalog_of(TABLES + function("BEGIN NULL; END", rest=rest))
    problem = Problem(F, "reported by another tool")

    assert list(mutable_search_path.detect(catalog, mutable_search_path.Options())) == []
    result = mutable_search_path.fix(
        finding("mutable-search-path", problem), catalog, mutable_search_path.Options()
    )
    assert isinstance(result, Satisfied)


def test_a_body_bound_at_creation_satisfies() -> None:
    catalog = catalog_of("CREATE FUNCTION public.f(o bigint) RETURNS bigint RETURN o")
    (problem,) = mutable_search_path.detect(catalog, mutable_search_path.Options())

    assert problem.satisfied_by


def test_aggregates_take_no_path() -> None:
    aggregate = Function(F._replace(kind="aggregate"), kind="a")
    catalog = catalog_of(TABLES)
    catalog.put(aggregate)
    problem = Problem(aggregate.ref, "reported by Supabase")

    assert list(mutable_search_path.detect(catalog, mutable_search_path.Options())) == []
    assert mutable_search_path.satisfied(
        finding("mutable-search-path", problem), catalog, mutable_search_path.Options()
    )


def test_nobody_can_put_their_own_in_front(server: Postgres) -> None:
    """Trap 28: a temporary table or type of the caller must not be found before the owner's."""
    sql = TABLES + function("BEGIN UPDATE orders SET total_cents = 0 WHERE id = o; END")
    catalog = catalog_of(sql)
    qualified = mend(unqualified_name, catalog)
    pinned = mend(mutable_search_path, after(qualified, catalog))
    shadow = (
        "CREATE TEMP TABLE orders (id bigint, total_cents int); INSERT INTO pg_temp.orders VALUES (1, 5);"
        "INSERT INTO public.orders VALUES (1, 5); SELECT public.f(1);"
        "SELECT (SELECT total_cents FROM pg_temp.orders), (SELECT total_cents FROM public.orders)"
    )
    with server.database() as url:
        server.psql(url, sql)
        assert "0|5" in server.psql(url, f"BEGIN; {shadow}; ROLLBACK")
        for statement in [*statements(qualified), *statements(pinned)]:
            server.psql(url, statement)
        assert "5|0" in server.psql(url, shadow)


@pytest.mark.parametrize(
    "body", ["SELECT '[1]'::text = ANY (ARRAY['x'])", "SELECT FROM people WHERE email = 'A@B'"]
)
def test_the_fixed_function_still_finds_what_it_did(server: Postgres, body: str) -> None:
    sql = (
        "CREATE EXTENSION citext; CREATE TABLE people (email citext); INSERT INTO people VALUES ('a@b');"
        f"CREATE FUNCTION public.f(o bigint) RETURNS bigint LANGUAGE sql SECURITY DEFINER AS $$"
        f" SELECT count(*) FROM ({body}) AS found $$;"
    )
    catalog = catalog_of(sql.replace("INSERT INTO people VALUES ('a@b');", ""))
    qualified = unqualified_name.detect(catalog, unqualified_name.Options())
    fixes = [mend(unqualified_name, catalog)] if list(qualified) else []
    for fix in fixes:
        catalog = after(fix, catalog)
    fixes.append(mend(mutable_search_path, catalog))
    with server.database() as url:
        server.psql(url, sql)
        before = server.psql(url, "SELECT public.f(1)")
        for statement in (statement for fix in fixes for statement in statements(fix)):
            server.psql(url, statement)
        assert before == server.psql(url, "SELECT public.f(1)")
