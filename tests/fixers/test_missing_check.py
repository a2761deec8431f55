"""missing-check: where a rule may come from, what implies it, and what is never made a CHECK."""

from __future__ import annotations

from typing import Any

import pytest
from helpers_catalog import answers, finding, found, named, report, run, sql_of, statements

from fixer.model import Check, Fix, ObjectRef, Refusal, Satisfied
from fixer.registry import Options, mend, problems

FIXER = named("missing-check")
ORDERS = ObjectRef("table", "public", "orders")
ADD = "ALTER TABLE public.orders ADD CONSTRAINT"
DDL = """
CREATE TYPE mood AS ENUM ('good', 'bad');
CREATE FUNCTION is_valid(x text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE TABLE orders (
    id bigint PRIMARY KEY,
    status text,
    mood mood,
    total_cents int NOT NULL,
    tax_cents int,
    started_at timestamptz,
    completed_at timestamptz
);
"""


def options(*patterns: tuple[str, str], **settings: Any) -> Options:
    import sys

    pattern = sys.modules[FIXER.options.__module__].Pattern
    return FIXER.options(patterns=tuple(pattern(*given) for given in patterns), **settings)


def patterns(*given: tuple[str, ...]) -> Any:
    return options(*given).patterns  # type: ignore[attr-defined, arg-type]


def answer(check: str | None = None, ddl: str = "", target: ObjectRef = ORDERS, **data: Any) -> Any:
    """What becomes of another tool's finding that gives an expression."""
    given = {"check": check, **data} if check is not None else data
    return mend(FIXER, report(FIXER.rule, target, **given), run(DDL + ddl), FIXER.options())


def suggested(suggestion: str, target: ObjectRef = ORDERS) -> Any:
    """What becomes of another tool's finding that suggests SQL."""
    return mend(FIXER, report(FIXER.rule, target, suggestion), run(DDL), FIXER.options())


# patterns


def test_a_pattern_makes_a_check_that_is_validated_in_a_second_step() -> None:
    assert sql_of(FIXER, DDL, patterns=patterns(("*_cents", "{column} >= 0"))) == [
        f"{ADD} orders_total_cents_check CHECK (total_cents >= 0) NOT VALID",
        "ALTER TABLE public.orders VALIDATE CONSTRAINT orders_total_cents_check",
        f"{ADD} orders_tax_cents_check CHECK (tax_cents >= 0) NOT VALID",
        "ALTER TABLE public.orders VALIDATE CONSTRAINT orders_tax_cents_check",
    ]


@pytest.mark.parametrize(
    ("columns", "matched"),
    [
        ("orders.*_cents", ["total_cents", "tax_cents"]),
        ("public.orders.tax_*", ["tax_cents"]),
        ("other.*_cents", []),
        ("app.orders.*_cents", []),
        ("status", []),
    ],
)
def test_a_pattern_names_columns_tables_and_schemas(columns: str, matched: list[str]) -> None:
    assert list(found(FIXER, DDL, patterns=patterns((columns, "{column} >= 0")))) == matched


def test_a_pattern_for_numbers_leaves_other_types_alone() -> None:
    ddl = """
    CREATE DOMAIN money_ AS numeric; CREATE DOMAIN words AS text;
    CREATE TABLE t (a_n text, b_n int, c_n numeric(9, 2), d_n money_, e_n words, f_n int[], g_n timestamptz)
    """

    assert list(found(FIXER, ddl, patterns=patterns(("*_n", "{column} >= 0")))) == ["b_n", "c_n", "d_n"]
    assert list(found(FIXER, ddl, patterns=patterns(("a_n", "length({column}) > 0")))) == ["a_n"]


def test_a_pattern_gives_a_name_if_it_has_one() -> None:
    given = patterns(("total_cents", "{column} >= 0", "{table}_{column}_positive"))

    assert "ADD CONSTRAINT orders_total_cents_positive CHECK" in sql_of(FIXER, DDL, patterns=given)[0]


def test_null_passes_unless_it_is_rejected() -> None:
    given = patterns(("t*_cents", "{column} >= 0"))

    checks = [sql for sql in sql_of(FIXER, DDL, patterns=given, nulls="reject") if " CHECK " in sql]

    assert checks == [
        f"{ADD} orders_total_cents_check CHECK (total_cents >= 0) NOT VALID",
        f"{ADD} orders_tax_cents_check CHECK (tax_cents IS NOT NULL AND (tax_cents >= 0)) NOT VALID",
    ]


def test_quoted_columns_stay_quoted() -> None:
    ddl = 'CREATE TABLE t ("Total" int)'

    assert 'CHECK ("Total" >= 0)' in sql_of(FIXER, ddl, patterns=patterns(("Total", "{column} >= 0")))[0]


def test_a_pattern_that_is_no_expression_is_an_error_of_the_configuration() -> None:
    with pytest.raises(ValueError, match="is not an SQL expression"):
        options(("total_cents", "{column} >="))


# comments


@pytest.mark.parametrize(
    "ddl",
    [
        "CREATE TABLE t (status text); COMMENT ON COLUMN t.status IS 'One of: draft, published'",
        "CREATE TABLE t (\n id int, -- the key\n status text, -- one of: draft, published\n x int\n)",
        "CREATE TABLE t (\n    \"status\" varchar(9) DEFAULT 'a' -- one of: draft, published\n)",
    ],
)
def test_a_comment_that_states_the_values_makes_a_check(ddl: str) -> None:
    assert sql_of(FIXER, ddl) == [
        "ALTER TABLE public.t ADD CONSTRAINT t_status_check "
        "CHECK (status IN ('draft', 'published')) NOT VALID",
        "ALTER TABLE public.t VALIDATE CONSTRAINT t_status_check",
    ]


@pytest.mark.parametrize(
    "column",
    [
        "status text, -- such as draft, published",
        "status text, -- draft",
        "status text,",
        "status int, -- one of: 1, 2",
        "status text[], -- one of: draft, published",
        "status mood, -- one of: good, bad",
    ],
)
def test_values_are_never_invented(column: str) -> None:
    assert (
        found(FIXER, f"CREATE TYPE mood AS ENUM ('x');\nCREATE TABLE t (\n    {column}\n    x int\n)") == {}
    )


def test_a_comment_does_not_overrule_a_list_that_is_in_force() -> None:
    ddl = "CREATE TABLE t (s text CHECK (s IN ('a', 'b', 'c'))); COMMENT ON COLUMN t.s IS 'One of: a, b'"

    (refusal,) = answers(FIXER, ddl)

    assert isinstance(refusal, Refusal)
    assert refusal.code == "manual"
    assert refusal.reason == "t_s_check lists other values than the comment: s IN ('a', 'b')"


def test_a_list_in_force_may_be_made_to_reject_null() -> None:
    ddl = "CREATE TABLE t (s text CHECK (s IN ('a', 'b'))); COMMENT ON COLUMN t.s IS 'One of: a, b'"

    assert "CHECK (s IS NOT NULL AND (s IN ('a', 'b')))" in sql_of(FIXER, ddl, nulls="reject")[0]


# what holds already


@pytest.mark.parametrize(
    ("constraint", "by"),
    [
        ("CONSTRAINT c CHECK (n >= 0)", "c"),
        ("CONSTRAINT c CHECK (n > 0)", "c"),
        ("CONSTRAINT c CHECK ((n) >= 0 AND m > 1)", "c"),
        ("CONSTRAINT c CHECK (n > m), CONSTRAINT d CHECK (n = 5)", "d"),
        ("CONSTRAINT c CHECK (n >= -1)", None),
        ("CONSTRAINT c CHECK (m >= 0)", None),
    ],
)
def test_what_an_existing_check_implies_is_satisfied_by_it(constraint: str, by: str | None) -> None:
    ddl = f"CREATE TABLE t (n int, m int, {constraint})"

    assert found(FIXER, ddl, patterns=patterns(("n", "{column} >= 0"))) == {"n": by}


def test_a_list_that_postgresql_printed_is_the_same_list() -> None:
    array = "(((status)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])))"
    ddl = f"CREATE TABLE t (status varchar(9), CONSTRAINT c CHECK {array})"

    satisfied = mend(
        FIXER,
        report(FIXER.rule, ObjectRef("table", "public", "t"), check="status IN ('a', 'b')"),
        run(ddl),
        FIXER.options(),
    )

    assert isinstance(satisfied, Satisfied)
    assert satisfied.by == "c"


def test_several_constraints_together_satisfy() -> None:
    checks = "ADD CONSTRAINT a CHECK (total_cents >= 0), ADD CONSTRAINT b CHECK (tax_cents >= 0)"

    satisfied = answer("total_cents >= 0 AND tax_cents >= 0", f"ALTER TABLE orders {checks};")

    assert isinstance(satisfied, Satisfied)
    assert satisfied.by == "a and b"


def test_not_null_satisfies_what_asks_for_no_more() -> None:
    satisfied = answer("total_cents IS NOT NULL")

    assert isinstance(satisfied, Satisfied)
    assert satisfied.by == "NOT NULL of total_cents"


def test_a_constraint_that_is_not_valid_yet_is_only_validated() -> None:
    fix = answer(
        "total_cents >= 0", "ALTER TABLE orders ADD CONSTRAINT c CHECK ((total_cents) >= 0) NOT VALID;"
    )

    assert statements(fix) == ["ALTER TABLE public.orders VALIDATE CONSTRAINT c"]


def test_a_fix_clears_its_finding() -> None:
    catalog = run(DDL)
    settings = options(("t*_cents", "{column} >= 0"))
    first, _second = list(problems(FIXER, catalog, settings))
    fix = mend(FIXER, finding(FIXER.rule, first), catalog, settings)
    assert isinstance(fix, Fix)
    assert FIXER.satisfied is not None
    assert FIXER.satisfied(fix.finding, catalog, settings) is None

    after = run(";\n".join(statements(fix)), catalog)

    assert FIXER.satisfied(fix.finding, after, settings) == "orders_total_cents_check"


# findings


@pytest.mark.parametrize(
    ("check", "made"),
    [
        ("total_cents >= 0", "orders_total_cents_check CHECK (total_cents >= 0)"),
        ("CHECK (total_cents >= 0)", "orders_total_cents_check CHECK (total_cents >= 0)"),
        (
            "completed_at IS NULL\n   OR completed_at >= started_at",
            "orders_check CHECK (completed_at IS NULL OR completed_at >= started_at)",
        ),
        ("status <> 'a  --  (select)'", "orders_status_check CHECK (status <> 'a  --  (select)')"),
        ("orders.tax_cents <> 0.5", "orders_tax_cents_check CHECK (orders.tax_cents <> 0.5)"),
        (
            "status ~ E'^\\\\d\\'$' AND is_valid(status)",
            "orders_status_check CHECK (status ~ E'^\\\\d\\'$' AND public.is_valid(status))",
        ),
        ("mood = 'good'::mood", "orders_mood_check CHECK (mood = 'good'::public.mood)"),
        (
            "pg_catalog.char_length(status) <= 8000",
            "orders_status_check CHECK (pg_catalog.char_length(status) <= 8000)",
        ),
    ],
)
def test_a_findings_expression_is_taken_with_its_names_qualified(check: str, made: str) -> None:
    assert statements(answer(check))[0] == f"ALTER TABLE public.orders ADD CONSTRAINT {made} NOT VALID"


@pytest.mark.parametrize(
    ("check", "code"),
    [
        ("total_cents >= 0) OR (true", "unreadable"),
        ("total_cents >= 0; DROP TABLE orders", "unreadable"),
        ("total_cents >= 0, tax_cents >= 0", "unreadable"),
        ("total_cents >= 0 FROM orders", "unreadable"),
        ("total_cents >= 0 -- or not", "unsupported"),
        ("total_cents /* x */ >= 0", "unsupported"),
        ("total_cents IN (SELECT 1)", "unsupported"),
        ("total_cents = (VALUES (1))", "unsupported"),
        ("EXISTS (TABLE orders) AND total_cents > 0", "unsupported"),
        ("total_cents > $1", "unsupported"),
        ("row_number() OVER (ORDER BY total_cents) > 1", "unsupported"),
        ("pg_sleep(total_cents) IS NULL", "unsupported"),
        ("lo_import(status) > 0", "unsupported"),
        ("nextval(status) > total_cents", "unsupported"),
        ("started_at > now()", "unsupported"),
        ("started_at > current_timestamp", "unsupported"),
        ("status = current_user", "unsupported"),
        ("no_such_function(status)", "unsupported"),
        ("evil.is_valid(status)", "unsupported"),
        ("status OPERATOR(evil.=) 'a'", "unsupported"),
        ("status::evil.domain = 'a'", "unsupported"),
        ("status = 'a\nb'", "unsupported"),
        ("customers.total_cents > 0", "unresolved"),
        ("no_such_column > 0", "unresolved"),
        ("1 = 1", "unresolved"),
    ],
)
def test_a_hostile_or_mistaken_expression_is_refused(check: str, code: str) -> None:
    refusal = answer(check)

    assert isinstance(refusal, Refusal), refusal
    assert refusal.code == code
    assert "\n" not in refusal.reason or "\n" in check


def test_a_finding_without_an_expression_is_refused_and_told_where_to_say_it() -> None:
    refusal = answer()

    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.decide) == ("manual", "Say it in [[rules.missing-check.patterns]].")


def test_a_suggested_check_is_taken_out_of_its_statement_and_made_lock_safe() -> None:
    fix = suggested(
        "-- Recommended additions\n"
        'ALTER TABLE ONLY public."orders" ADD CONSTRAINT Completed_After\n'
        "  CHECK (completed_at >= started_at);\n\n"
        "ALTER TABLE orders ADD CHECK (total_cents >= 0) NOT VALID;"
    )

    assert statements(fix) == [
        f"{ADD} completed_after CHECK (completed_at >= started_at) NOT VALID",
        f"{ADD} orders_total_cents_check CHECK (total_cents >= 0) NOT VALID",
        "ALTER TABLE public.orders VALIDATE CONSTRAINT completed_after",
        "ALTER TABLE public.orders VALIDATE CONSTRAINT orders_total_cents_check",
    ]


@pytest.mark.parametrize(
    ("suggestion", "code"),
    [
        ("ALTER TABLE customers ADD CHECK (total_cents >= 0)", "unsupported"),
        ("ALTER TABLE evil.orders ADD CHECK (total_cents >= 0)", "unsupported"),
        ("ALTER TABLE orders ADD CHECK (total_cents >= 0); DROP TABLE orders", "unreadable"),
        ("ALTER TABLE orders ADD CHECK (total_cents >= 0);\nDROP TABLE orders", "unreadable"),
        ("ALTER TABLE orders ADD CHECK (total_cents >= 0), DROP COLUMN id, ADD CHECK (id > 0)", "unreadable"),
        ("ALTER TABLE orders DROP COLUMN id", "unreadable"),
        ("think about it", "unreadable"),
    ],
)
def test_a_suggestion_that_is_more_than_a_check_is_refused(suggestion: str, code: str) -> None:
    refusal = suggested(suggestion)

    assert isinstance(refusal, Refusal), refusal
    assert refusal.code == code


def test_the_query_finds_the_rows_that_break_the_check() -> None:
    fix = answer("completed_at >= started_at")

    assert fix.checks == (
        Check(
            "SELECT id, completed_at, started_at FROM public.orders WHERE NOT (completed_at >= started_at)",
            "rows of orders that break completed_at >= started_at",
            key_columns=1,
        ),
    )


def test_a_name_that_is_taken_below_the_table_is_not_used() -> None:
    ddl = """
    CREATE TABLE parent (n int);
    CREATE TABLE child (CONSTRAINT parent_n_check CHECK (n <> 7)) INHERITS (parent);
    """

    assert (
        "ADD CONSTRAINT parent_n_check1 " in sql_of(FIXER, ddl, patterns=patterns(("n", "{column} > 0")))[0]
    )


def test_long_names_that_would_be_cut_alike_stay_apart() -> None:
    columns = ["ü" * 25 + "_first", "ü" * 25 + "_second"]
    ddl = f"CREATE TABLE {'t' * 40} ({', '.join(f'{column} int' for column in columns)})"

    fixes = answers(FIXER, ddl, patterns=patterns(("*", "{column} >= 0")))
    names = [fix.operations[0].params["name"] for fix in fixes]

    assert len(set(names)) == 2
    assert all(len(name.encode()) <= 63 and name.endswith("_check") for name in names)


def test_a_name_from_a_finding_is_quoted_and_cut() -> None:
    fix = answer("total_cents >= 0", name='x" CHECK (true); DROP TABLE orders; --' + "y" * 80)

    (name,) = {operation.params["name"] for operation in fix.operations}
    assert len(name.encode()) <= 63
    assert statements(fix)[0].startswith('ALTER TABLE public.orders ADD CONSTRAINT "x"" CHECK (true); DROP')


# partitions and inheritance

PARTITIONED = """
CREATE TABLE t (id int, n_cents int) PARTITION BY RANGE (id);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10);
"""


def test_the_parent_of_partitions_gets_the_check_once() -> None:
    assert found(FIXER, PARTITIONED, patterns=patterns(("*_cents", "{column} >= 0"))) == {"n_cents": None}


def test_a_finding_on_a_partition_is_mended_at_the_parent() -> None:
    target = ObjectRef("column", "public", "n_cents", "t1")
    fix = mend(FIXER, report(FIXER.rule, target, check="n_cents >= 0"), run(PARTITIONED), FIXER.options())

    assert isinstance(fix, Fix)
    assert statements(fix)[0].startswith("ALTER TABLE public.t ADD CONSTRAINT t_n_cents_check")
    assert fix.notes == ("The parent, t, gets it.",)


def test_an_inherited_column_is_checked_at_the_parent_and_an_own_one_here() -> None:
    ddl = "CREATE TABLE p (a_cents int); CREATE TABLE c (b_cents int) INHERITS (p);"
    fixes = answers(FIXER, ddl, patterns=patterns(("*_cents", "{column} >= 0")))

    assert [fix.operations[0].params["table"].name for fix in fixes] == ["p", "c"]


def test_a_check_that_children_do_not_get_does_not_satisfy() -> None:
    ddl = "CREATE TABLE p (a_cents int CHECK (a_cents >= 0) NO INHERIT); CREATE TABLE c () INHERITS (p);"

    assert found(FIXER, ddl, patterns=patterns(("*_cents", "{column} >= 0"))) == {"a_cents": None}


def test_temporary_tables_and_the_platforms_are_left_alone() -> None:
    ddl = "CREATE TEMP TABLE t (a_cents int); CREATE TABLE auth.bills (a_cents int);"
    given = patterns(("*_cents", "{column} >= 0"))

    assert found(FIXER, ddl, patterns=given, platform="supabase") == {}
