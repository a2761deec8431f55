"""Fixers of keys: which one is chosen, what is refused, and what stays as it is."""

from __future__ import annotations

from typing import Any

import pytest
from helpers_catalog import answers, found, named, report, run, sql_of, statements

from fixer.model import Applicability, Finding, Fix, ObjectRef, Refusal, Satisfied
from fixer.registry import Statistics, mend

TABLE = ObjectRef("table", "public", "t")


def made(rule: str, schema: str, target: ObjectRef, suggestion: str | None = None, **options: Any) -> Any:
    fixer = named(rule)
    return mend(fixer, report(rule, target, suggestion), run(schema), fixer.options(**options))


# missing-primary-key


def test_a_unique_index_whose_columns_are_not_null_tells_the_key() -> None:
    schema = "CREATE TABLE t (a int NOT NULL, b int NOT NULL); CREATE UNIQUE INDEX two ON t (a, b); CREATE UNIQUE INDEX one ON t (b);"

    assert sql_of(named("missing-primary-key"), schema) == [
        "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS t_pkey ON public.t (b)",
        "ALTER TABLE public.t ADD CONSTRAINT t_pkey PRIMARY KEY USING INDEX t_pkey",
        "DROP INDEX CONCURRENTLY IF EXISTS public.one",
    ]


@pytest.mark.parametrize(
    "schema",
    [
        "CREATE TABLE t (a int PRIMARY KEY)",
        "CREATE TABLE t (a int); CREATE UNIQUE INDEX i ON t (a)",
        "CREATE TABLE t (a int NOT NULL); CREATE UNIQUE INDEX i ON t (a) WHERE a > 0",
        "CREATE TABLE t (a int NOT NULL); CREATE UNIQUE INDEX i ON t ((a + 1))",
        "CREATE TEMP TABLE t (a int NOT NULL UNIQUE)",
    ],
)
def test_what_does_not_tell_a_key_is_not_looked_for(schema: str) -> None:
    assert found(named("missing-primary-key"), schema) == {}


def test_without_anything_that_tells_it_is_a_person_s_decision() -> None:
    answer = made("missing-primary-key", "CREATE TABLE t (a int)", TABLE)

    assert isinstance(answer, Refusal)
    assert answer.code == "manual"
    assert 'keys = {"t" = ["column"]}' in answer.decide


def test_a_key_that_is_told_gets_not_null_and_queries_for_the_rows_that_break_it() -> None:
    fix = made("missing-primary-key", "CREATE TABLE t (a int)", TABLE, keys={"t": ("a",)})

    assert isinstance(fix, Fix)
    assert "ALTER TABLE public.t ALTER COLUMN a SET NOT NULL" in statements(fix)
    assert [check.sql for check in fix.checks] == [
        "SELECT a, count(*) FROM public.t WHERE a IS NOT NULL GROUP BY a HAVING count(*) > 1",
        "SELECT a FROM public.t WHERE a IS NULL",
    ]


# foreign-key-action

POSTS = (
    "CREATE TABLE users (id int PRIMARY KEY);"
    "CREATE TABLE t (id int PRIMARY KEY, user_id int {} REFERENCES users ON DELETE CASCADE);"
)
ADD = "ALTER TABLE t ADD CONSTRAINT whatever FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE "


def test_what_a_review_suggests_takes_the_place_of_what_is_there() -> None:
    fix = made("foreign-key-action", POSTS.format(""), TABLE, ADD + "SET NULL")

    assert isinstance(fix, Fix)
    assert fix.applicability is Applicability.UNSAFE
    assert statements(fix) == [
        "ALTER TABLE public.t ADD CONSTRAINT t_user_id_fkey1 FOREIGN KEY (user_id) REFERENCES public.users (id) "
        "ON DELETE SET NULL NOT VALID",
        "ALTER TABLE public.t VALIDATE CONSTRAINT t_user_id_fkey1",
        "ALTER TABLE public.t DROP CONSTRAINT t_user_id_fkey",
        "ALTER TABLE public.t RENAME CONSTRAINT t_user_id_fkey1 TO t_user_id_fkey",
    ]


@pytest.mark.parametrize("action", ["CASCADE", "CASCADE ON UPDATE NO ACTION"])
def test_what_is_wanted_already_is_satisfied(action: str) -> None:
    answer = made("foreign-key-action", POSTS.format(""), TABLE, ADD + action)

    assert isinstance(answer, Satisfied)


def test_set_null_for_a_column_that_may_not_be_null_is_refused() -> None:
    answer = made("foreign-key-action", POSTS.format("NOT NULL"), TABLE, ADD + "SET NULL")

    assert isinstance(answer, Refusal)
    assert "may not be NULL" in answer.reason


@pytest.mark.parametrize(
    "suggestion", ["", "SELECT 1", "ALTER TABLE gone ADD FOREIGN KEY (a) REFERENCES users", "not sql"]
)
def test_what_says_nothing_of_a_key_is_refused(suggestion: str) -> None:
    assert isinstance(made("foreign-key-action", POSTS.format(""), TABLE, suggestion), Refusal)


# foreign-key-type


@pytest.mark.parametrize(
    ("key", "column", "changed"),
    [
        ("int", "bigint", ["users.id: bigint"]),
        ("bigint", "int", ["t.user_id: bigint"]),
        ("bigint", "bigint", []),
        ("text", "varchar(20)", []),
        ("varchar(20)", "text", []),
    ],
)
def test_the_smaller_integer_becomes_the_larger_one(key: str, column: str, changed: list[str]) -> None:
    schema = f"CREATE TABLE users (id {key} PRIMARY KEY); CREATE TABLE t (user_id {column} REFERENCES users);"

    assert [fix.title for fix in answers(named("foreign-key-type"), schema)] == changed


# missing-foreign-key


@pytest.mark.parametrize(
    ("column", "table"),
    [("user_id", "users"), ("user_id", "user"), ("box_id", "boxes"), ("category_id", "categories")],
)
def test_a_column_is_taken_by_the_name_of_one_table_of_the_same_type(column: str, table: str) -> None:
    schema = f'CREATE TABLE "{table}" (id bigint PRIMARY KEY); CREATE TABLE t ({column} bigint);'
    (fix,) = answers(named("missing-foreign-key"), schema)

    assert fix.applicability is Applicability.UNSAFE
    assert "NOT VALID" in statements(fix)[1]


@pytest.mark.parametrize(
    "schema",
    [
        "CREATE TABLE users (id uuid PRIMARY KEY); CREATE TABLE t (user_id bigint)",
        "CREATE TABLE users (a int, b int, PRIMARY KEY (a, b)); CREATE TABLE t (user_id int)",
        'CREATE TABLE users (id int PRIMARY KEY); CREATE TABLE "user" (id int PRIMARY KEY); CREATE TABLE t (user_id int)',
        "CREATE TABLE users (id int PRIMARY KEY); CREATE TABLE t (user_id int REFERENCES users)",
        "CREATE TABLE users (id int PRIMARY KEY); CREATE TABLE t (userid int, user_ids int[])",
        "CREATE TABLE users (user_id int PRIMARY KEY)",
    ],
)
def test_a_name_that_may_mean_another_thing_means_none(schema: str) -> None:
    assert found(named("missing-foreign-key"), schema) == {}


# integer-column

KEYS = "CREATE TABLE users (id int PRIMARY KEY); CREATE TABLE t (id bigint PRIMARY KEY, user_id int REFERENCES users)"


@pytest.mark.parametrize(("small", "fixed"), [({"users", "t"}, True), ({"t"}, False), (set(), False)])
def test_tables_are_written_anew_only_where_all_are_known_to_be_small(small: set[str], fixed: bool) -> None:
    counted = Statistics({}, "2026", lambda table: table.name in small)
    column = ObjectRef("column", "public", "user_id", "t")
    answer = made("integer-column", KEYS, column, statistics=counted)

    assert isinstance(answer, Fix) == fixed
    if isinstance(answer, Fix):
        assert answer.applicability is Applicability.UNSAFE
        assert len([sql for sql in statements(answer) if "TYPE bigint" in sql]) == 2
    else:
        assert "public.users is too large" in answer.reason
        assert "ADD COLUMN id_big bigint" in answer.decide


def test_without_a_database_nobody_knows_how_large_a_table_is() -> None:
    answer = made("integer-column", KEYS, ObjectRef("column", "public", "id", "users"))

    assert isinstance(answer, Refusal)
    assert "nobody knows how large" in answer.reason


# the rest


def test_an_enum_that_something_else_needs_is_refused() -> None:
    kind = ObjectRef("type", "public", "k")
    for more in (
        "CREATE DOMAIN d AS k",
        "CREATE FUNCTION f(k) RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE TABLE u (a k[])",
    ):
        answer = made("enum-type", f"CREATE TYPE k AS ENUM ('a'); CREATE TABLE t (a k); {more}", kind)
        assert isinstance(answer, Refusal), more


@pytest.mark.parametrize(
    ("rule", "schema"),
    [
        ("identity-by-default", "CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY, n serial)"),
        ("unlogged-table", "CREATE TABLE t (id int); CREATE TEMP TABLE u (id int)"),
        ("enum-type", "CREATE TABLE t (id text)"),
        ("integer-column", "CREATE TABLE t (id bigint PRIMARY KEY, n int)"),
    ],
)
def test_what_is_as_it_should_be_is_left_alone(rule: str, schema: str) -> None:
    assert found(named(rule), schema) == {}
    assert not named(rule).by_default


def test_a_boolean_that_a_linter_suspects_needs_unsafe() -> None:
    fixer = named("missing-not-null")
    column = ObjectRef("column", "public", "a", "t")
    finding = Finding(fixer.rule, "pgrubic", "TP017", column, "", "key")

    fix = mend(fixer, finding, run("CREATE TABLE t (a boolean)"), fixer.options())

    assert isinstance(fix, Fix)
    assert fix.applicability is Applicability.UNSAFE
    assert [check.sql for check in fix.checks] == ["SELECT a FROM public.t WHERE a IS NULL"]


@pytest.mark.parametrize(
    ("index", "serves"),
    [
        ("CREATE UNIQUE INDEX i ON t (b, a)", True),
        ("CREATE UNIQUE INDEX i ON t (a)", True),
        ("CREATE UNIQUE INDEX i ON t (a, b) WHERE a > 0", False),
        ("CREATE INDEX i ON t (a, b)", False),
    ],
)
def test_what_keeps_columns_unique_already(index: str, serves: bool) -> None:
    seen = found(named("missing-unique"), f"CREATE TABLE t (a int, b int); {index}", columns=("t.(a, b)",))

    assert (seen["t"] is not None) == serves


ORG = "CREATE TABLE t (id int PRIMARY KEY, org_id int, user_id int {}); CREATE POLICY p ON t USING (org_id = 1 {});"
POLICY = ObjectRef("policy", "public", "p", "t")


@pytest.mark.parametrize(
    ("null", "more", "kind"),
    [("", "", Fix), ("", "AND user_id = 2", Refusal), ("NOT NULL", "AND user_id = 2", Fix)],
)
def test_a_policy_means_the_one_column_that_it_compares_and_that_may_be_null(null, more, kind) -> None:
    answer = made("missing-not-null", ORG.format(null, more), POLICY)

    assert isinstance(answer, kind)
    if isinstance(answer, Fix):
        assert answer.title == "t.org_id: NOT NULL"


def test_a_policy_whose_columns_have_values_is_satisfied() -> None:
    schema = "CREATE TABLE t (org_id int NOT NULL); CREATE POLICY p ON t USING (org_id = 1)"

    assert isinstance(made("missing-not-null", schema, POLICY), Satisfied)
