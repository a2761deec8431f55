"""missing-comment: whose words become the comment, and that nobody's are invented."""

from __future__ import annotations

import pytest
from helpers_catalog import answers, finding, found, named, report, run, split, sql_of, statements

from fixer.model import Fix, FixerError, ObjectRef, Refusal, Satisfied
from fixer.registry import mend, problems
from fixer.render import Templates

FIXER = named("missing-comment")
SHOP = """
-- Who buys from us.
CREATE TABLE customers (
    id    bigint PRIMARY KEY,
    email text NOT NULL, -- where invoices are sent to
    -- Never shown to anyone else.
    "Note" text,
    size  int -- cm
);

CREATE TABLE orders (id bigint PRIMARY KEY);
"""
DOCUMENT = """
## Core Tables
- **orders** - One purchase, with its lines
- **taskMessages** - Chat history
"""


def test_the_comment_above_the_create_statement_becomes_the_comment() -> None:
    first, _second = answers(FIXER, SHOP)

    assert statements(first) == ["COMMENT ON TABLE public.customers IS 'Who buys from us.'"]
    assert first.why == "Say what the tables are for. The text is the comment above each CREATE TABLE."
    assert first.slug == "comment_customers"


def test_a_table_without_a_text_is_refused_and_told_where_to_put_one() -> None:
    _first, refusal = answers(FIXER, SHOP)

    assert isinstance(refusal, Refusal)
    assert refusal.code == "manual"
    assert refusal.reason == "no text for public.orders"
    assert refusal.decide == "Put it above its CREATE TABLE, or in [rules.missing-comment.text]."


@pytest.mark.parametrize(
    "above",
    [
        "--\n-- Name: orders; Type: TABLE; Schema: public; Owner: -\n--\n\n",
        "-- +goose Up\n",
        "-- What comes next.\nCREATE TABLE other (x int); COMMENT ON TABLE other IS 'x';\n\n",
        "CREATE TABLE other (x int); COMMENT ON TABLE other IS 'x'; -- about the other\n",
    ],
)
def test_what_stands_above_and_describes_nothing_is_not_used(above: str) -> None:
    answer = answers(FIXER, f"{above}CREATE TABLE orders (id int);")[-1]

    assert isinstance(answer, Refusal)
    assert answer.reason == "no text for public.orders"


@pytest.mark.parametrize("name", ["orders", "public.orders", "table public.orders", "Orders"])
def test_configuration_names_a_table_with_or_without_its_schema(name: str) -> None:
    assert sql_of(FIXER, "CREATE TABLE orders (id int)", text={name: "One purchase."}) == [
        "COMMENT ON TABLE public.orders IS 'One purchase.'"
    ]


def test_configuration_comes_before_the_file_and_the_file_before_documents() -> None:
    documents = {"docs/shop.md": "- **customers** - People\n- **orders** - Purchases"}

    by_file = answers(FIXER, SHOP, documents=documents)
    by_configuration = answers(FIXER, SHOP, documents=documents, text={"customers": "Us."})

    assert [fix.operations[0].params["text"] for fix in by_file] == ["Who buys from us.", "Purchases"]
    assert [fix.operations[0].params["text"] for fix in by_configuration] == ["Us.", "Purchases"]
    assert by_file[1].why == "Say what the tables are for. The text is from docs/shop.md."
    assert by_configuration[0].why == (
        "Say what the tables are for. The text is from [rules.missing-comment.text]."
    )


def test_the_fullest_name_in_the_configuration_counts() -> None:
    ddl = "CREATE TABLE a.orders (id int); CREATE TABLE b.orders (id int)"

    assert sql_of(FIXER, ddl, text={"orders": "Some.", "b.orders": "Others."}) == [
        "COMMENT ON TABLE a.orders IS 'Some.'",
        "COMMENT ON TABLE b.orders IS 'Others.'",
    ]


def test_names_in_documents_match_in_camel_case() -> None:
    ddl = "CREATE TABLE task_messages (id int)"

    assert sql_of(FIXER, ddl, documents={"d.md": DOCUMENT}) == [
        "COMMENT ON TABLE public.task_messages IS 'Chat history'"
    ]


def test_an_empty_text_is_no_text() -> None:
    (answer,) = answers(FIXER, "CREATE TABLE orders (id int)", text={"orders": " "})

    assert isinstance(answer, Refusal)


def test_quotes_and_backslashes_in_a_text_stay_text() -> None:
    ddl = "CREATE TABLE orders (id int)"

    assert sql_of(FIXER, ddl, text={"orders": "it's C:\\n'; DROP TABLE orders; --"}) == [
        "COMMENT ON TABLE public.orders IS E'it''s C:\\\\n''; DROP TABLE orders; --'"
    ]


@pytest.mark.parametrize(
    "ddl",
    [
        "CREATE TABLE t (id int); COMMENT ON TABLE t IS 'Something.'",
        "CREATE TEMP TABLE t (id int)",
        "CREATE VIEW v AS SELECT 1",
        "CREATE TABLE t (id int REFERENCES auth.users); COMMENT ON TABLE t IS 'Something.'",
    ],
)
def test_what_has_a_comment_or_wants_none_is_not_reported(ddl: str) -> None:
    assert found(FIXER, ddl) == {}


def test_partitions_need_no_comment_of_their_own() -> None:
    ddl = "CREATE TABLE t (id int) PARTITION BY LIST (id); CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1);"

    assert found(FIXER, ddl, kinds=("table", "column")) == {"t": None, "id": None}


def test_tables_of_the_platform_are_left_alone() -> None:
    ddl = "CREATE TABLE auth.users (id int)"

    assert found(FIXER, ddl, platform="supabase") == {}
    assert found(FIXER, ddl) == {"users": None}


def test_columns_take_the_comment_beside_or_above_them() -> None:
    fixes = [fix for fix in answers(FIXER, SHOP, kinds=("column",)) if isinstance(fix, Fix)]

    assert [statement for fix in fixes for statement in statements(fix)] == [
        "COMMENT ON COLUMN public.customers.email IS 'where invoices are sent to'",
        "COMMENT ON COLUMN public.customers.\"Note\" IS 'Never shown to anyone else.'",
    ]
    assert {fix.why for fix in fixes} == {
        "Say what the columns are for. The text is the comment beside each."
    }


def test_columns_take_configured_texts() -> None:
    ddl = "CREATE TABLE orders (total_cents int, note text)"
    text = {"public.orders.total_cents": "Gross.", "orders.note": "By the customer."}

    assert sql_of(FIXER, ddl, kinds=("column",), text=text) == [
        "COMMENT ON COLUMN public.orders.total_cents IS 'Gross.'",
        "COMMENT ON COLUMN public.orders.note IS 'By the customer.'",
    ]


def test_overloads_have_their_own_texts() -> None:
    ddl = """
    CREATE FUNCTION f(a bigint) RETURNS int LANGUAGE sql AS 'SELECT 1';
    CREATE FUNCTION f(a text) RETURNS int LANGUAGE sql AS 'SELECT 1';
    """
    text = {"function public.f(bigint)": "By number.", "f": "By name."}

    assert sql_of(FIXER, ddl, kinds=("function",), text=text) == [
        "COMMENT ON FUNCTION public.f(bigint) IS 'By number.'",
        "COMMENT ON FUNCTION public.f(text) IS 'By name.'",
    ]


def test_views_and_types_are_described_when_asked_for() -> None:
    ddl = """
    -- What is open right now.
    CREATE VIEW open_orders AS SELECT 1 AS x;
    -- How far an order is.
    CREATE TYPE status AS ENUM ('open', 'done');
    """

    assert sql_of(FIXER, ddl, kinds=("view", "type")) == [
        "COMMENT ON VIEW public.open_orders IS 'What is open right now.'",
        "COMMENT ON TYPE public.status IS 'How far an order is.'",
    ]


def test_a_constraint_does_not_take_the_comment_of_its_table() -> None:
    ddl = "-- Who buys from us.\nCREATE TABLE customers (id int PRIMARY KEY)"

    (answer,) = answers(FIXER, ddl, kinds=("constraint",))

    assert isinstance(answer, Refusal)
    assert answer.decide == "Put it in [rules.missing-comment.text]."


def test_a_kind_that_does_not_exist_is_an_error_with_those_that_do() -> None:
    with pytest.raises(FixerError, match=r"'tabel'.*table, column"):
        list(problems(FIXER, run("CREATE TABLE t (x int)"), FIXER.options(kinds=("tabel",))))


def test_a_fix_clears_its_finding() -> None:
    catalog = run(SHOP)
    first, _second = list(problems(FIXER, catalog, FIXER.options()))
    fix = mend(FIXER, finding(FIXER.rule, first), catalog, FIXER.options())
    assert isinstance(fix, Fix)

    after = run(statements(fix)[0], catalog)
    again = mend(FIXER, finding(FIXER.rule, first), after, FIXER.options())

    assert isinstance(again, Satisfied)


def test_another_tools_finding_on_a_column_is_answered_though_columns_are_not_asked_for() -> None:
    target = ObjectRef("column", "public", "email", "customers")

    fix = mend(FIXER, report(FIXER.rule, target), run(SHOP), FIXER.options())

    assert isinstance(fix, Fix)


@pytest.mark.parametrize(
    ("ref", "sql"),
    [
        (ObjectRef("policy", "public", "own rows", "orders"), 'POLICY "own rows" ON public.orders'),
        (ObjectRef("trigger", "public", "t", "orders"), "TRIGGER t ON public.orders"),
        (ObjectRef("constraint", "public", "c", "orders"), "CONSTRAINT c ON public.orders"),
        (ObjectRef("materialized view", "public", "m"), "MATERIALIZED VIEW public.m"),
        (ObjectRef("schema", "", "app"), "SCHEMA app"),
        (ObjectRef("procedure", "public", "p", args=""), "PROCEDURE public.p()"),
    ],
)
def test_each_kind_is_addressed_as_postgresql_wants_it(ref: ObjectRef, sql: str) -> None:
    table = ObjectRef("table", ref.schema, ref.table) if ref.table else None

    text = Templates().render("sql/comment.sql.j2", {"object": ref, "table": table, "text": "x"})

    assert split(text) == [f"COMMENT ON {sql} IS 'x'"]
