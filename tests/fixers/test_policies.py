"""Fixers of policies on PostgreSQL: what may be read and written before and after."""

from __future__ import annotations

import itertools

import pytest
from helpers_catalog import answers, found, named, report, run, sql_of
from postgres import Postgres

from fixer.catalog.objects import Policy
from fixer.model import ObjectRef, Refusal, Satisfied
from fixer.registry import mend, satisfied_by

MERGE, SETTING, CHECK = (
    named(rule) for rule in ("multiple-permissive-policies", "required-setting", "unchecked-write")
)
ROWS = list(itertools.product(("a", "b"), (True, False)))
TABLE = "CREATE TABLE notes (id int GENERATED ALWAYS AS IDENTITY, owner text, shared boolean);"
POLICIES = """
    CREATE POLICY manage ON notes USING (owner = 'a');
    CREATE POLICY look ON notes FOR SELECT USING (shared);
    CREATE POLICY change ON notes FOR UPDATE USING (shared) WITH CHECK (NOT shared);
    CREATE POLICY change_b ON notes FOR UPDATE USING (owner = 'b');
    CREATE POLICY add ON notes FOR INSERT WITH CHECK (shared);
"""


def error(server: Postgres, url: str, sql: str) -> str:
    """What PostgreSQL says of a script that fails; "" of one that does not."""
    try:
        server.psql(url, sql)
    except AssertionError as failure:
        return str(failure)
    return ""


def reach(server: Postgres, url: str) -> list[str]:
    """Which rows a user who is bound by policies sees, may write, change into each other, and delete."""
    seen = [server.psql(url, "SET ROLE bound; SELECT array_agg(id ORDER BY id) FROM notes")]
    for owner, shared in ROWS:
        done = f"SET ROLE bound; DO $$ BEGIN INSERT INTO notes (owner, shared) VALUES ('{owner}', {shared}); \
            RAISE 'allowed'; EXCEPTION WHEN insufficient_privilege THEN END $$"
        seen.append(str("ERROR:  allowed" in error(server, url, done)))
    for number, (owner, shared) in itertools.product(range(1, 5), ROWS):
        done = (
            f"SET ROLE bound; DO $$ DECLARE n int; BEGIN UPDATE notes SET owner = '{owner}', shared = {shared} \
            WHERE id = {number}; GET DIAGNOSTICS n = ROW_COUNT; RAISE 'changed %', n; \
            EXCEPTION WHEN insufficient_privilege THEN END $$"
        )
        seen.append(error(server, url, done).partition("CONTEXT")[0])
    seen.append(server.psql(url, "BEGIN; SET ROLE bound; DELETE FROM notes RETURNING id; ROLLBACK"))
    return seen


def test_merged_policies_let_the_same_rows_through(server: Postgres) -> None:
    changes = sql_of(MERGE, TABLE + POLICIES)
    rows = ", ".join(f"('{owner}', {shared})" for owner, shared in ROWS)
    setup = f"{TABLE}{POLICIES} ALTER TABLE notes ENABLE ROW LEVEL SECURITY; \
        INSERT INTO notes (owner, shared) VALUES {rows}; GRANT ALL ON notes TO bound"
    with server.database() as url:
        server.psql(url, "DO 'BEGIN CREATE ROLE bound; EXCEPTION WHEN duplicate_object THEN END'")
        server.psql(url, setup)
        before = reach(server, url)
        server.psql(url, ";".join(changes))
        after = reach(server, url)

    merged = run(";".join(changes), run(TABLE + POLICIES))
    commands = [policy.command for policy in merged.objects(Policy)]
    assert sorted(commands) == ["delete", "insert", "select", "update"]
    assert (
        len({line for line in before if "changed" in line}) == 2
    )  # some rows are changed, some are not found
    assert before == after


@pytest.mark.parametrize(
    "policies",
    [
        "CREATE POLICY a ON notes FOR SELECT USING (true); CREATE POLICY b ON notes FOR INSERT WITH CHECK (true);",
        "CREATE POLICY a ON notes USING (true); CREATE POLICY b ON notes AS RESTRICTIVE USING (shared);",
        "CREATE POLICY a ON notes FOR SELECT TO r USING (true); CREATE POLICY b ON notes FOR SELECT USING (shared);",
    ],
)
def test_policies_that_one_cannot_stand_for_are_not_found(policies: str) -> None:
    assert found(MERGE, TABLE + policies) == {}


def test_without_a_setting_there_is_an_error_before_and_no_row_after(server: Postgres) -> None:
    """Never set, and set once in an earlier transaction of the connection, which leaves an empty text."""
    policy = "CREATE TABLE t (id int, tenant uuid); CREATE POLICY p ON t USING (tenant = current_setting('a.b')::uuid);"
    (change,) = sql_of(SETTING, policy)
    look = "SET ROLE bound; SELECT count(*) FROM t"
    again = f"BEGIN; SET LOCAL a.b = '00000000-0000-0000-0000-000000000001'; {look}; COMMIT; {look}"
    with server.database() as url:
        server.psql(url, "DO 'BEGIN CREATE ROLE bound; EXCEPTION WHEN duplicate_object THEN END'")
        server.psql(
            url,
            f"{policy} ALTER TABLE t ENABLE ROW LEVEL SECURITY; GRANT SELECT ON t TO bound; \
            INSERT INTO t VALUES (1, '00000000-0000-0000-0000-000000000001')",
        )
        before = [error(server, url, text) for text in (look, again)]
        server.psql(url, change)
        after = [server.psql(url, text).split() for text in (look, again)]

    assert "unrecognized configuration parameter" in before[0]
    assert "invalid input syntax for type uuid" in before[1]
    assert after == [["0"], ["1", "0"]]


@pytest.mark.parametrize(
    "using", ["current_setting('a.b') IS NULL OR owner = 'a'", "NOT owner = current_setting('a.b')"]
)
def test_a_setting_whose_null_could_let_rows_through_is_refused(using: str) -> None:
    (answer,) = answers(SETTING, f"{TABLE} CREATE POLICY p ON notes USING ({using});")

    assert isinstance(answer, Refusal)


def test_rows_for_others_are_no_longer_written(server: Postgres) -> None:
    policy = "CREATE POLICY p ON notes USING (owner = current_user) WITH CHECK (true);"
    (change,) = sql_of(CHECK, TABLE + policy)
    write = "SET ROLE bound; INSERT INTO notes (owner) VALUES ('somebody else')"
    with server.database() as url:
        server.psql(url, "DO 'BEGIN CREATE ROLE bound; EXCEPTION WHEN duplicate_object THEN END'")
        server.psql(
            url, f"{TABLE} {policy} ALTER TABLE notes ENABLE ROW LEVEL SECURITY; GRANT ALL ON notes TO bound"
        )
        before = server.psql(url, write)
        server.psql(url, change)

        assert before == ""
        assert "violates row-level security" in error(server, url, write)
        assert server.psql(url, "SET ROLE bound; INSERT INTO notes (owner) VALUES ('bound')") == ""


@pytest.mark.parametrize(
    "rule",
    [
        *("duplicate-policy", "inert-restrictive-policy", "unchecked-write", "required-setting"),
        *("policy-call-per-row", "immutable-session-function", "policy-column-index"),
    ],
)
def test_a_policy_that_an_earlier_fix_dropped_needs_no_other(rule: str) -> None:
    """Two linters report one policy; the plan drops it for one of them, and nothing alters it for the other."""
    fixer, gone = named(rule), ObjectRef("policy", "public", "gone", "notes")

    answer = mend(fixer, report(rule, gone), run(TABLE), fixer.options())

    assert isinstance(answer, Satisfied)
    assert answer.by == satisfied_by(fixer, report(rule, gone), run(TABLE), fixer.options()) == "it is gone"
