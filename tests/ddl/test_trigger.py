"""Triggers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from helpers import contents, cost, get, notes, rerun, run

from fixer.catalog.objects import Trigger
from fixer.ddl.attached import trigger
from fixer.layouts.base import MigrationSource
from fixer.model import ObjectRef
from fixer.replay import replay

SETUP = (
    "CREATE TABLE t (id int, a int); CREATE TABLE u (id int);"
    "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$"
)
CASES = {
    "before row": "CREATE TRIGGER g BEFORE INSERT OR UPDATE OF a, id ON t FOR EACH ROW EXECUTE FUNCTION f()",
    "after statement": "CREATE TRIGGER g AFTER TRUNCATE ON t EXECUTE PROCEDURE f()",
    "condition": "CREATE TRIGGER g AFTER UPDATE ON t FOR EACH ROW WHEN (old.a <> new.a) EXECUTE FUNCTION f()",
    "transition tables": "CREATE TRIGGER g AFTER UPDATE ON t REFERENCING OLD TABLE AS o NEW TABLE AS n "
    "FOR EACH STATEMENT EXECUTE FUNCTION f()",
    "constraint": "CREATE CONSTRAINT TRIGGER g AFTER INSERT ON t FROM u DEFERRABLE INITIALLY DEFERRED "
    "FOR EACH ROW EXECUTE FUNCTION f()",
    "arguments": "CREATE TRIGGER g BEFORE DELETE ON t FOR EACH ROW EXECUTE FUNCTION f('it''s', 2, name)",
    "disabled": "CREATE TRIGGER g BEFORE DELETE ON t EXECUTE FUNCTION f(); ALTER TABLE t DISABLE TRIGGER g",
}


def _trigger(catalog) -> Trigger:  # type: ignore[no-untyped-def]
    return get(catalog, "trigger", "g", table="t")  # type: ignore[no-any-return]


@pytest.mark.parametrize("sql", CASES.values(), ids=CASES)
def test_what_create_prints_makes_an_equal_trigger(sql: str) -> None:
    catalog = run(f"{SETUP}; {sql}")
    made = _trigger(catalog)

    assert contents(rerun(trigger.create(made, catalog), SETUP)) == contents(catalog)
    assert trigger.alter(made, replace(made, comment="x"), catalog) == []


def test_the_order_in_which_events_are_written_means_nothing() -> None:
    one, other = (
        run(f"{SETUP}; CREATE TRIGGER g BEFORE {events} ON t EXECUTE FUNCTION f()")
        for events in ("UPDATE OR INSERT", "INSERT OR UPDATE")
    )

    assert _trigger(one) == _trigger(other)


def test_the_function_is_found_by_the_search_path() -> None:
    sql = (
        "CREATE SCHEMA x; CREATE FUNCTION x.f() RETURNS trigger LANGUAGE plpgsql AS 'begin end';"
        "CREATE TABLE t (id int); SET search_path = public, x;"
        "CREATE TRIGGER g BEFORE INSERT ON t EXECUTE FUNCTION f()"
    )

    assert _trigger(run(sql)).function == ObjectRef("function", "x", "f", args="")


def test_a_function_of_postgresql_itself_is_not_taken_for_the_users() -> None:
    function = "suppress_redundant_updates_trigger"
    sql = f"CREATE TRIGGER g BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION {function}()"

    assert _trigger(run(f"{SETUP}; {sql}")).function.schema == "pg_catalog"


def test_or_replace_keeps_the_comment_and_enables_again() -> None:
    sql = "TRIGGER g BEFORE INSERT ON t EXECUTE FUNCTION f()"
    made = f"{SETUP}; CREATE {sql}; COMMENT ON TRIGGER g ON t IS 'x'; ALTER TABLE t DISABLE TRIGGER g"
    replaced = _trigger(run(f"{made}; CREATE OR REPLACE {sql}"))

    assert (replaced.comment, replaced.enabled) == ("x", "O")
    assert notes(f"CREATE {sql}", made) == ["trigger public.t.g exists already"]


ALTERED = {
    "disable": "ALTER TABLE t DISABLE TRIGGER g",
    "always": "ALTER TABLE t ENABLE ALWAYS TRIGGER g",
    "other events": "CREATE OR REPLACE TRIGGER g AFTER DELETE ON t EXECUTE FUNCTION f()",
}


@pytest.mark.parametrize("change", ALTERED.values(), ids=ALTERED)
def test_alter_leads_there_and_back(change: str) -> None:
    made = f"{SETUP}; CREATE TRIGGER g BEFORE INSERT ON t EXECUTE FUNCTION f()"
    old, new = run(made), run(f"{made}; {change}")

    there = trigger.alter(_trigger(old), _trigger(new), old)
    back = trigger.alter(_trigger(new), _trigger(old), new)

    assert there and back
    assert contents(run(";".join(there), run(made))) == contents(new)
    assert contents(run(";".join(back), new)) == contents(old)


def test_a_constraint_trigger_has_to_be_made_again() -> None:
    old, new = (
        _trigger(
            run(f"{SETUP}; CREATE CONSTRAINT TRIGGER g AFTER {event} ON t FOR EACH ROW EXECUTE FUNCTION f()")
        )
        for event in ("INSERT", "DELETE")
    )

    assert trigger.alter(old, new, run(SETUP)) is None


def test_partitions_get_row_triggers_and_print_none_of_their_own() -> None:
    catalog = run(
        "CREATE TABLE t (id int) PARTITION BY LIST (id); CREATE TABLE p PARTITION OF t FOR VALUES IN (1);"
        "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'begin end';"
        "CREATE TRIGGER g AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();"
        "CREATE TRIGGER s AFTER INSERT ON t FOR EACH STATEMENT EXECUTE FUNCTION f()"
    )
    (copy,) = catalog.children(ObjectRef("table", "public", "p"), Trigger)

    assert copy.clone_of == ObjectRef("trigger", "public", "g", "t")
    assert trigger.create(copy, catalog) == [] == trigger.drop(copy, catalog)


def test_drop() -> None:
    catalog = run(f"{SETUP}; {CASES['before row']}")

    assert trigger.drop(_trigger(catalog), catalog) == ["DROP TRIGGER g ON public.t"]
    assert contents(run("DROP TRIGGER g ON public.t", catalog)) == contents(run(SETUP))


def test_locks() -> None:
    assert cost(CASES["before row"], SETUP) == [("public.t", "ShareRowExclusiveLock")]
    assert cost(CASES["constraint"], SETUP) == [
        ("public.t", "ShareRowExclusiveLock"),
        ("public.u", "AccessShareLock"),
    ]


def test_a_function_that_nothing_makes_is_said_to_be_assumed_and_what_is_known_is_not() -> None:
    calls = ("own()", "suppress_redundant_updates_trigger()", "moddatetime(at)", "misspelt()", "hooks.send()")
    triggers = "".join(
        f"CREATE TRIGGER t{n} BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION {call};"
        for n, call in enumerate(calls)
    )
    sql = (
        "CREATE EXTENSION moddatetime; CREATE TABLE t (at timestamptz);"
        f"CREATE FUNCTION own() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; {triggers}"
    )
    (said,) = replay([MigrationSource("1", "a", "1_a.up.sql", sql)]).diagnostics

    assert said.level == "info"
    assert said.message == "external functions, assumed to exist: hooks.send(), public.misspelt()"
