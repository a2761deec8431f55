"""unqualified-name: every name says its schema, and what is not a name in a schema is left alone."""

from __future__ import annotations

import pytest
from helpers_names import after, catalog_of, finding, fixer, mend, statements

from fixer.catalog.objects import Origin
from fixer.catalog.resolve import resolve
from fixer.ddl import run as ddl
from fixer.ddl.base import Session
from fixer.model import Edit, Fix, Location, ObjectRef, Refusal, Satisfied
from fixer.registry import PendingStatement
from fixer.sql.names import names

unqualified_name = fixer("unqualified_name")

TABLES = """
CREATE TABLE orders (id bigint PRIMARY KEY, total_cents int);
CREATE TYPE status AS ENUM ('open', 'done');
CREATE FUNCTION total(o bigint) RETURNS int LANGUAGE sql RETURN 1;
CREATE TABLE pg_class (x int);
CREATE FUNCTION lower(o orders) RETURNS text LANGUAGE sql RETURN 'x';
"""


def function(body: str, language: str = "plpgsql", rest: str = "") -> str:
    return f"CREATE FUNCTION close_order(o bigint) RETURNS void LANGUAGE {language}{rest} AS $$ {body} $$"


@pytest.mark.parametrize(
    ("language", "body", "qualified"),
    [
        ("sql", "UPDATE orders SET total_cents = 0", "UPDATE public.orders SET total_cents = 0"),
        ("sql", "SELECT 'open'::status", "SELECT 'open'::public.status"),
        (
            "sql",
            "SELECT total(id) FROM orders -- orders",
            "SELECT public.total(id) FROM public.orders -- orders",
        ),
        (
            "sql",
            "WITH orders AS (SELECT * FROM orders) SELECT orders.id, 'orders' FROM orders",
            "WITH orders AS (SELECT * FROM public.orders) SELECT orders.id, 'orders' FROM orders",
        ),
        ("sql", "SELECT 'orders'::regclass", "SELECT 'public.orders'::regclass"),
        (
            "plpgsql",
            "DECLARE s status; r orders%ROWTYPE; BEGIN PERFORM total(o); END",
            "DECLARE s public.status; r public.orders%ROWTYPE; BEGIN PERFORM public.total(o); END",
        ),
        (
            "plpgsql",
            "BEGIN FOR r IN SELECT * FROM orders LOOP"
            " DELETE FROM ONLY orders o WHERE o.id = r.id; END LOOP; END",
            "BEGIN FOR r IN SELECT * FROM public.orders LOOP"
            " DELETE FROM ONLY public.orders o WHERE o.id = r.id; END LOOP; END",
        ),
    ],
)
def test_names_in_a_body_get_their_schema_and_nothing_else_changes(
    language: str, body: str, qualified: str
) -> None:
    catalog = catalog_of(TABLES + function(body, language, " COST 5 STRICT"))
    result = mend(unqualified_name, catalog)

    assert statements(result) == [
        "CREATE OR REPLACE FUNCTION public.close_order(o bigint) RETURNS void"
        f" LANGUAGE {language} COST 5 STRICT AS $$ {qualified} $$"
    ]
    assert list(unqualified_name.detect(after(result, catalog), unqualified_name.Options())) == []


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("sql", "UPDATE public.orders SET total_cents = 0"),
        ("sql", "SELECT relname FROM pg_class"),
        ("sql", "SELECT lower('A'), now(), 1 + 1"),
        ("sql", "SELECT 'orders'"),
        ("sql", "SELECT * FROM unknown_table"),
        ("plpgsql", "BEGIN CREATE TEMP TABLE orders (x int); INSERT INTO orders VALUES (1); END"),
        ("plpgsql", "DECLARE orders int; BEGIN orders := 1; END"),
        ("plpgsql", "BEGIN EXECUTE 'UPDATE orders SET total_cents = 0'; END"),
    ],
)
def test_what_is_no_name_of_the_schema_is_left_alone(language: str, body: str) -> None:
    catalog = catalog_of(TABLES + function(body, language))

    assert list(unqualified_name.detect(catalog, unqualified_name.Options())) == []


@pytest.mark.parametrize(
    "sql",
    [
        function("UPDATE orders SET total_cents = 0", "sql", " SET search_path = public, pg_temp"),
        "CREATE FUNCTION f() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT id FROM orders; END",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql RETURN total(1)",
        "CREATE FUNCTION f() RETURNS int LANGUAGE c AS 'lib', 'orders'",
    ],
)
def test_functions_whose_names_do_not_depend_on_the_caller_are_left_alone(sql: str) -> None:
    assert list(unqualified_name.detect(catalog_of(TABLES + sql), unqualified_name.Options())) == []


def test_a_schema_that_needs_quotes_gets_them() -> None:
    sql = 'CREATE SCHEMA "My S"; CREATE TABLE "My S"."Line" (x int);'
    catalog = catalog_of(sql + """CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT x FROM "Line"'""")
    options = unqualified_name.Options(search_path=("public", "My S"))

    assert """'SELECT x FROM "My S"."Line"'""" in statements(mend(unqualified_name, catalog, options))[0]


def test_transition_tables_of_its_triggers_are_no_tables() -> None:
    catalog = catalog_of(
        TABLES
        + """
        CREATE FUNCTION log() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN INSERT INTO orders SELECT * FROM status_rows; RETURN NULL; END $$;
        CREATE TABLE status_rows (id bigint, total_cents int);
        CREATE TRIGGER log AFTER INSERT ON orders REFERENCING NEW TABLE AS status_rows EXECUTE FUNCTION log();
        """
    )

    assert (
        "INSERT INTO public.orders SELECT * FROM status_rows;"
        in statements(mend(unqualified_name, catalog))[0]
    )


def test_dynamic_statements_are_said_to_stay_as_they_are() -> None:
    body = "BEGIN DELETE FROM orders; EXECUTE 'DELETE FROM orders'; END"
    result = mend(unqualified_name, catalog_of(TABLES + function(body)))

    assert isinstance(result, Fix)
    assert "BEGIN DELETE FROM public.orders; EXECUTE 'DELETE FROM orders'; END" in statements(result)[0]
    assert "names that it computes" in result.notes[0]


def test_a_body_that_cannot_be_read_is_refused_with_the_reason() -> None:
    result = mend(unqualified_name, catalog_of(TABLES + function("UPDAT orders", "sql")))

    assert isinstance(result, Refusal)
    assert result.code == "unsupported"
    assert "syntax error" in result.reason


def test_a_body_in_sql_that_reads_what_is_gone_is_refused_as_postgresql_refuses_it() -> None:
    stale = TABLES + "CREATE TABLE old (id bigint);"
    body, renamed = "INSERT INTO orders SELECT id FROM old", "; ALTER TABLE old RENAME TO new"
    gone = mend(unqualified_name, catalog_of(stale + function(body, "sql") + renamed))
    there = mend(unqualified_name, catalog_of(stale + function(body, "sql")))
    called = mend(unqualified_name, catalog_of(stale + function(f"BEGIN {body}; END") + renamed))
    builtin = "SELECT id FROM orders, pg_stat_activity, information_schema.tables, pg_stat_statements"

    assert isinstance(gone, Refusal)
    assert "reads old, which is not there any more" in gone.reason
    assert isinstance(there, Fix)
    assert isinstance(called, Fix), "PL/pgSQL looks it up where it runs"
    assert isinstance(mend(unqualified_name, catalog_of(TABLES + function(builtin, "sql"))), Fix)


KIND = "CREATE TYPE kind AS (id bigint);"


@pytest.mark.parametrize(
    "head",
    ["f() RETURNS SETOF kind", "f(k kind) RETURNS bigint", "f() RETURNS TABLE (k kind)", "f(OUT k kind)"],
)
def test_a_function_of_a_type_that_only_comes_later_is_not_made_again(head: str) -> None:
    """PostgreSQL does not make it; files out of order ended the plan."""
    made = f"CREATE FUNCTION {head} LANGUAGE sql AS 'SELECT id FROM orders';"
    early = mend(unqualified_name, catalog_of(TABLES + made + KIND))
    late = mend(unqualified_name, catalog_of(TABLES + KIND + made))

    assert isinstance(early, Refusal)
    assert "is made before type public.kind" in early.reason
    assert isinstance(late, Fix)


# pending files

FILE = """-- Bestellungen für alle
CREATE TABLE lines (
    order_id bigint REFERENCES orders, -- orders
    s status
);"""


def pending(path: str = "m/2.sql", offset: int = 0) -> PendingStatement:
    catalog = catalog_of(TABLES + FILE)
    start = FILE.index("CREATE")
    text = FILE[start:].rstrip(";")
    found = tuple((name, ref) for name in names(text) if (ref := resolve(catalog, name)))
    return PendingStatement(path, offset + start, text, Location(path, 2, 1, offset + start), found)


def test_each_name_of_a_pending_file_is_edited_where_it_stands() -> None:
    options = unqualified_name.Options(pending=(pending(),))
    catalog = catalog_of(TABLES + FILE)
    found = list(unqualified_name.detect(catalog, options))
    fixes = [unqualified_name.fix(finding("unqualified-name", item), catalog, options) for item in found]

    assert [str(item.location) for item in found] == ["m/2.sql:2:14", "m/2.sql:3:32", "m/2.sql:4:7"]
    assert [item.discriminator for item in found] == ["m/2.sql:1", "m/2.sql:2", "m/2.sql:3"]
    edits = [edit for fix in fixes for edit in fix.edits]
    assert all(isinstance(edit, Edit) for edit in edits)
    text = FILE
    for edit in reversed(edits):
        text = text[: edit.offset] + edit.new + text[edit.offset :]
    assert text == FILE.replace("TABLE lines", "TABLE public.lines").replace(
        "REFERENCES orders", "REFERENCES public.orders"
    ).replace("s status", "s public.status")


def test_what_was_never_created_is_not_given_a_schema_by_guess() -> None:
    statement = pending()
    name = statement.resolved[0][0]
    external = ObjectRef("external", "public", "lines")
    options = unqualified_name.Options(
        pending=(PendingStatement("f", 0, statement.text, statement.location, ((name, external),)),)
    )

    assert list(unqualified_name.detect(catalog_of(TABLES), options)) == []


def test_functions_of_pending_files_are_edited_there_and_not_replaced() -> None:
    text = function("SELECT 1 FROM orders", "sql")
    catalog = catalog_of(TABLES)
    session = Session(origin=Origin("m/2.sql", text, 0, len(text)))
    ddl.prepare(text).effect(catalog, session)
    options = unqualified_name.Options(
        pending=(PendingStatement("m/2.sql", 0, text, Location("m/2.sql", 1, 1)),)
    )

    assert list(unqualified_name.detect(catalog, options)) == []


def test_a_shipped_file_has_nothing_left_to_do() -> None:
    catalog = catalog_of(TABLES)
    item = next(iter(unqualified_name.detect(catalog, unqualified_name.Options(pending=(pending(),)))))

    result = unqualified_name.fix(finding("unqualified-name", item), catalog, unqualified_name.Options())

    assert isinstance(result, Satisfied)


@pytest.mark.parametrize(
    "body",
    [
        "SELECT lost AS one FROM lines WHERE id > given GROUP BY one",
        "SELECT l.lost FROM lines l WHERE l.id > f.given AND l.ctid IS NOT NULL",
        "INSERT INTO kept SELECT lost FROM lines ON CONFLICT (id) DO UPDATE SET id = excluded.id RETURNING id",
    ],
)
def test_a_function_that_reads_what_is_not_there_any_more_is_not_made_again(body: str) -> None:
    tables = "CREATE TABLE lines (id int, lost int); CREATE TABLE kept (id int PRIMARY KEY);"
    made = f"{tables} CREATE FUNCTION f(given int) RETURNS TABLE (lost int) LANGUAGE sql AS '{body}';"

    assert isinstance(mend(unqualified_name, catalog_of(made)), Fix)
    refused = mend(unqualified_name, catalog_of(f"{made} ALTER TABLE lines RENAME lost TO found"))
    assert isinstance(refused, Refusal)
    assert refused.reason == (
        "public.f(integer) reads lost, which is not there any more: PostgreSQL would not make it again"
    )
