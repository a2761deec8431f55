"""policy-call-per-row: what is asked once, and PostgreSQL's own word for that."""

from __future__ import annotations

import pytest
from helpers_catalog import found, named, report, run, sql_of, statements
from postgres import Postgres

from fixer.model import Fix, ObjectRef, Refusal, Satisfied
from fixer.registry import mend

FIXER = named("policy-call-per-row")
NOTES = "CREATE TABLE notes (id int, user_id uuid, name text);"


def policy(using: str, check: str = "") -> str:
    end = f" WITH CHECK ({check})" if check else ""
    return f"{NOTES}CREATE POLICY p ON notes USING ({using}){end};"


def test_only_the_clause_that_changes_is_said() -> None:
    assert sql_of(FIXER, policy("user_id = auth.uid()", "user_id = (select auth.uid())")) == [
        "ALTER POLICY p ON public.notes\n    USING (user_id = (select auth.uid()))"
    ]


@pytest.mark.parametrize(
    "using",
    [
        "user_id = (select auth.uid())",
        "name = current_setting('a.' || name)",
        "name = lower('A')",
        "auth.b(name)",
    ],
)
def test_nothing_is_found_where_nothing_is_to_do(using: str) -> None:
    assert found(FIXER, policy(using)) == {}


@pytest.mark.parametrize(("volatility", "expected"), [("STABLE", {"p": None}), ("VOLATILE", {})])
def test_a_function_that_is_volatile_is_asked_as_often_as_before(volatility: str, expected: object) -> None:
    made = f"CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql {volatility} AS 'SELECT NULL::uuid';"

    assert found(FIXER, made + policy("user_id = auth.uid()")) == expected


def test_functions_of_one_s_own_are_asked_once_where_they_are_named() -> None:
    made = "CREATE FUNCTION app.me() RETURNS uuid LANGUAGE sql STABLE AS 'SELECT NULL::uuid';" + policy(
        "user_id = app.me()"
    )

    assert found(FIXER, made) == {}
    assert found(FIXER, made, functions=("app.me",)) == {"p": None}


def test_a_finding_about_a_table_is_about_all_its_policies() -> None:
    catalog = run(policy("user_id = auth.uid()") + "CREATE POLICY q ON notes USING (name = auth.email());")

    answer = mend(
        FIXER, report("policy-call-per-row", ObjectRef("table", "public", "notes")), catalog, FIXER.options()
    )

    assert isinstance(answer, Fix)
    assert len(statements(answer)) == 2


@pytest.mark.parametrize(
    ("using", "expected"),
    [
        ("user_id = (select auth.uid())", Satisfied),
        ("user_id IN (auth.uid())", Refusal),
        ("user_id = ANY (auth.uid())", Refusal),
    ],
)
def test_a_report_that_is_wrong_or_past_mending_is_answered_so(using: str, expected: type) -> None:
    ref = ObjectRef("policy", "public", "p", "notes")

    answer = mend(FIXER, report("policy-call-per-row", ref), run(policy(using)), FIXER.options())

    assert isinstance(answer, expected)


def test_postgresql_makes_an_initplan_of_it_and_lets_the_same_rows_through(server: Postgres) -> None:
    """EXPLAIN as a user who is bound by the policy; and who sees what, before and after."""
    setup = f"""
        CREATE SCHEMA auth; CREATE TABLE asked ();
        CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE
            AS $$ SELECT nullif(current_setting('a.b', true), '')::uuid $$;
        {policy("auth.uid() = user_id OR auth.uid() IS NULL AND name = 'open'")}
        ALTER TABLE notes ENABLE ROW LEVEL SECURITY; ALTER TABLE notes FORCE ROW LEVEL SECURITY;
        DROP ROLE IF EXISTS reader; CREATE ROLE reader; GRANT SELECT ON notes TO reader;
        GRANT USAGE ON SCHEMA auth TO reader;
        INSERT INTO notes VALUES (1, '00000000-0000-0000-0000-000000000001', 'x'), (2, NULL, 'open'), (3, NULL, 'y');
    """
    (change,) = sql_of(FIXER, policy("auth.uid() = user_id OR auth.uid() IS NULL AND name = 'open'"))
    identity = "00000000-0000-0000-0000-000000000001"
    look = f"""SET ROLE reader; EXPLAIN (COSTS OFF) SELECT * FROM notes;
        SELECT array_agg(id ORDER BY id) FROM notes; SET a.b = '{identity}'; SELECT array_agg(id ORDER BY id) FROM notes;"""
    with server.database() as url:
        server.psql(url, setup)
        before = server.psql(url, look)
        server.psql(url, change)
        after = server.psql(url, look)
        server.psql(url, "DROP OWNED BY reader; DROP ROLE reader")

    assert ("InitPlan" in before, "InitPlan" in after) == (False, True)
    assert before.splitlines()[-2:] == after.splitlines()[-2:] == ["{2}", "{1}"]
