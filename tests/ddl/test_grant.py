"""Privileges."""

from __future__ import annotations

import itertools

import pytest
from helpers import contents, cost, get, notes, run

from fixer.catalog import acl
from fixer.catalog.objects import Grant
from fixer.ddl.any_object import grant
from fixer.layouts.base import MigrationSource
from fixer.model import ObjectRef
from fixer.replay import replay, start

SETUP = """
CREATE SCHEMA s; CREATE TABLE t (a int, b int); CREATE TABLE s.u (a int); CREATE VIEW s.v AS SELECT a FROM t;
CREATE SEQUENCE s.q; CREATE TYPE e AS ENUM ('x'); CREATE DOMAIN d AS int;
CREATE FUNCTION s.f(int) RETURNS int LANGUAGE sql AS 'select 1';
CREATE PROCEDURE s.p() LANGUAGE sql AS 'select 1'
"""
T = ObjectRef("table", "public", "t")
F = ObjectRef("function", "s", "f", args="integer")


def _grants(sql: str, ref: ObjectRef = T) -> tuple[Grant, ...] | None:
    item = run(f"{SETUP}; {sql}").get(ref)
    assert item is not None
    return item.grants


def test_grantees_stand_in_the_order_in_which_they_first_got_something() -> None:
    assert _grants("GRANT UPDATE ON t TO joe; GRANT SELECT ON t TO ann; GRANT SELECT ON t TO joe") == (
        Grant("joe", "SELECT"),
        Grant("joe", "UPDATE"),
        Grant("ann", "SELECT"),
    )


CASES = {
    "with grant option": ("GRANT SELECT ON t TO joe WITH GRANT OPTION", (Grant("joe", "SELECT", True),)),
    "the option is not lost by granting again": (
        "GRANT SELECT ON t TO joe WITH GRANT OPTION; GRANT SELECT ON t TO joe",
        (Grant("joe", "SELECT", True),),
    ),
    "grant option for": (
        "GRANT SELECT ON t TO joe WITH GRANT OPTION; REVOKE GRANT OPTION FOR SELECT ON t FROM joe",
        (Grant("joe", "SELECT"),),
    ),
    "columns": (
        "GRANT SELECT (b, a), INSERT ON t TO PUBLIC",
        (Grant("", "INSERT"), Grant("", "SELECT", columns=("a",)), Grant("", "SELECT", columns=("b",))),
    ),
    "a table's revoke takes its columns' privileges too": (
        "GRANT SELECT (a), UPDATE (a) ON t TO joe; REVOKE SELECT ON t FROM joe",
        (Grant("joe", "UPDATE", columns=("a",)),),
    ),
    "revoked again": ("GRANT ALL ON t TO joe; REVOKE ALL ON t FROM joe", None),
    "never held": ("REVOKE SELECT ON t FROM joe", None),
}


@pytest.mark.parametrize(("sql", "expected"), CASES.values(), ids=CASES)
def test_grants_of_a_table(sql: str, expected: tuple[Grant, ...] | None) -> None:
    assert _grants(sql) == expected


def test_all_on_a_table_is_what_the_newest_version_makes_of_it() -> None:
    assert len(_grants("GRANT ALL ON t TO joe") or ()) == 8


DEFAULTS = {
    "function": ("FUNCTION s.f(int)", F, "EXECUTE"),
    "type": ("TYPE e", ObjectRef("type", "public", "e"), "USAGE"),
    "domain": ("DOMAIN d", ObjectRef("domain", "public", "d"), "USAGE"),
}


@pytest.mark.parametrize(("written", "ref", "privilege"), DEFAULTS.values(), ids=DEFAULTS)
def test_what_public_has_by_default_is_kept_in_mind(written: str, ref: ObjectRef, privilege: str) -> None:
    revoked = f"REVOKE ALL ON {written} FROM PUBLIC"

    assert _grants(f"GRANT {privilege} ON {written} TO joe", ref) == (
        Grant("", privilege),
        Grant("joe", privilege),
    )
    assert _grants(revoked, ref) == ()
    assert _grants(f"{revoked}; GRANT {privilege} ON {written} TO PUBLIC", ref) is None
    assert not acl.is_default(ref, ()) and acl.is_default(ref, None)
    assert acl.is_default(ref, (Grant("", privilege),))


def test_all_in_schema_reaches_what_is_there_by_then() -> None:
    granting = (
        "GRANT SELECT ON ALL TABLES IN SCHEMA s TO joe; GRANT USAGE ON ALL SEQUENCES IN SCHEMA s TO joe;"
        "GRANT EXECUTE ON ALL ROUTINES IN SCHEMA s TO joe"
    )
    catalog = run(f"{SETUP}; {granting}; CREATE TABLE s.later (a int)")
    granted = {item.ref.name for item in catalog.objects() if item.grants}

    assert granted == {"u", "v", "q", "f", "p"}


def test_the_owners_own_privileges_are_implied() -> None:
    assert _grants("ALTER TABLE t OWNER TO joe; GRANT SELECT ON t TO joe") is None
    assert _grants("ALTER TABLE t OWNER TO joe; REVOKE ALL ON t FROM joe; GRANT ALL ON t TO joe") is None


OWN = {
    "nothing is left": ("REVOKE ALL ON t FROM CURRENT_USER", (Grant(acl.OWNER, ""),)),
    "an option that every owner has anyway": (
        "GRANT SELECT (a) ON t TO CURRENT_USER WITH GRANT OPTION",
        (Grant(acl.OWNER, "SELECT", True, ("a",)),),
    ),
    "what was granted before he became the owner": (
        "REVOKE ALL ON t FROM CURRENT_USER; GRANT SELECT ON t TO joe WITH GRANT OPTION; ALTER TABLE t OWNER TO joe",
        (Grant(acl.OWNER, "SELECT", True),),
    ),
}


@pytest.mark.parametrize(("sql", "expected"), OWN.values(), ids=OWN)
def test_what_an_owner_has_more_or_less_than_others_is_kept(sql: str, expected: tuple[Grant, ...]) -> None:
    assert _grants(sql) == expected


STATES = [
    "",
    "GRANT SELECT ON t TO joe",
    "GRANT SELECT ON t TO joe WITH GRANT OPTION",
    "GRANT SELECT, UPDATE ON t TO joe; GRANT ALL ON t TO ann",
    "GRANT SELECT ON t TO ann; GRANT SELECT ON t TO joe",
    "GRANT SELECT (a) ON t TO joe; GRANT UPDATE (b), SELECT (b) ON t TO ann WITH GRANT OPTION",
    "GRANT ALL ON t TO joe; GRANT SELECT (a) ON t TO joe; GRANT SELECT ON t TO PUBLIC",
    "REVOKE ALL ON t FROM CURRENT_USER; GRANT SELECT ON t TO joe",
    "GRANT SELECT ON t TO ann; GRANT ALL ON t TO CURRENT_USER WITH GRANT OPTION",
    "REVOKE TRUNCATE ON t FROM CURRENT_USER; GRANT SELECT (a) ON t TO ann, CURRENT_USER",
    "GRANT ALL ON t TO joe; GRANT SELECT ON t TO ann; REVOKE SELECT ON t FROM joe",
    "GRANT ALL ON t TO joe WITH GRANT OPTION; REVOKE GRANT OPTION FOR UPDATE ON t FROM joe",
    "GRANT ALL ON t TO joe; GRANT UPDATE ON t TO joe WITH GRANT OPTION; GRANT SELECT (a) ON t TO joe; REVOKE INSERT ON t FROM joe",
    "GRANT INSERT, SELECT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON t TO joe; GRANT SELECT ON t TO ann",
]
SINCE_17 = [
    "GRANT MAINTAIN ON t TO joe",
    "GRANT SELECT ON t TO ann; GRANT SELECT, MAINTAIN ON t TO joe WITH GRANT OPTION",
    "GRANT ALL ON t TO joe, ann; REVOKE MAINTAIN ON t FROM joe",
    "REVOKE MAINTAIN ON t FROM CURRENT_USER; GRANT SELECT ON t TO joe",
]
"""What says MAINTAIN runs on PostgreSQL 17 and later only."""
PAIRS = list(itertools.product((*STATES, *SINCE_17), repeat=2))


@pytest.mark.parametrize(("source", "goal"), PAIRS)
def test_difference_leads_from_any_state_to_any_other(source: str, goal: str) -> None:
    steps = grant.difference(T, _grants(source), _grants(goal))

    assert _grants(";".join([source, *steps]) if source else ";".join(steps)) == _grants(goal)
    assert source != goal or steps == []
    assert not any("MAINTAIN" in step for step in steps), "a word that no server before PostgreSQL 17 takes"


MAINTAINED = {
    "what is left of all": (
        "",
        "GRANT ALL ON t TO joe; REVOKE SELECT ON t FROM joe",
        ["GRANT ALL ON TABLE public.t TO joe", "REVOKE SELECT ON TABLE public.t FROM joe"],
    ),
    "all, and back to what it came on top of": (
        "GRANT SELECT ON t TO joe; GRANT ALL ON t TO joe",
        "GRANT SELECT ON t TO joe",
        ["REVOKE ALL ON TABLE public.t FROM joe", "GRANT SELECT ON TABLE public.t TO joe"],
    ),
    "some of all, and back": (
        "GRANT ALL ON t TO joe; REVOKE SELECT ON t FROM joe",
        "GRANT ALL ON t TO joe",
        ["GRANT SELECT ON TABLE public.t TO joe"],
    ),
    "all but what a version before 17 lacks": (
        "GRANT ALL ON t TO joe",
        "GRANT ALL ON t TO joe; REVOKE MAINTAIN ON t FROM joe",
        [
            "REVOKE ALL ON TABLE public.t FROM joe",
            "GRANT INSERT, SELECT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE public.t TO joe",
        ],
    ),
    "an owner who gave up something": (
        "",
        "REVOKE TRUNCATE ON t FROM CURRENT_USER",
        ["REVOKE TRUNCATE ON TABLE public.t FROM CURRENT_USER"],
    ),
}


@pytest.mark.parametrize(("source", "goal", "steps"), MAINTAINED.values(), ids=MAINTAINED)
def test_maintain_comes_and_goes_with_all(source: str, goal: str, steps: list[str]) -> None:
    assert grant.difference(T, _grants(source), _grants(goal)) == steps


def test_difference_leads_back_to_the_defaults_of_a_function() -> None:
    for sql in ("REVOKE ALL ON FUNCTION s.f(int) FROM PUBLIC", "GRANT EXECUTE ON FUNCTION s.f(int) TO joe"):
        steps = grant.difference(F, _grants(sql, F), None)
        assert _grants("; ".join([sql, *steps]), F) is None


def test_statements_are_written_out() -> None:
    assert grant.difference(T, None, _grants('GRANT ALL ON t TO "Joe"; GRANT SELECT ON t TO PUBLIC')) == [
        'GRANT ALL ON TABLE public.t TO "Joe"',
        "GRANT SELECT ON TABLE public.t TO PUBLIC",
    ]
    assert grant.difference(F, None, ()) == ["REVOKE ALL ON FUNCTION s.f(integer) FROM PUBLIC"]


def test_what_cannot_be_modelled_is_said() -> None:
    said = notes("GRANT CONNECT ON DATABASE x TO joe")

    assert said == ["privileges on a database are not part of a schema, and not followed"]
    assert notes("GRANT EXECUTE ON FUNCTION nope(int) TO joe") == ["there is no function nope"]


def test_roles_change_nothing() -> None:
    sql = "CREATE ROLE r; ALTER ROLE r SET search_path = x; GRANT r, q TO joe; DROP ROLE r"

    assert contents(run(f"{SETUP}; {sql}")) == contents(run(SETUP))


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("CREATE ROLE r; CREATE ROLE r", ["role r exists already"]),
        ("CREATE ROLE r; DROP ROLE r; CREATE ROLE r", []),
        ("DROP ROLE r; DROP ROLE r", ["there is no role r any more"]),
        ("DROP ROLE r; DROP ROLE IF EXISTS r", []),
        ("DROP ROLE r; GRANT SELECT ON t TO r", ["there is no role r any more"]),
        ("DROP ROLE r; GRANT q TO r", ["there is no role r any more"]),
        ("GRANT SELECT ON t TO r; DROP ROLE r", ["table public.t still needs role r"]),
        ("GRANT SELECT ON t TO r; DROP OWNED BY r; DROP ROLE r", []),
        ("ALTER TABLE t OWNER TO r; DROP ROLE r", ["table public.t still needs role r"]),
        ("ALTER TABLE t OWNER TO r; REASSIGN OWNED BY r TO joe; DROP ROLE r", []),
        ("CREATE POLICY p ON t TO r; DROP ROLE r", ["policy public.t.p still needs role r"]),
        ("CREATE POLICY p ON t TO r; DROP POLICY p ON t; DROP ROLE r", []),
    ],
)
def test_roles_that_are_there_or_gone_or_needed_are_said(sql: str, said: list[str]) -> None:
    assert notes(sql, SETUP) == said


@pytest.mark.parametrize("kind", ["ROLE r", "DATABASE d", "TABLESPACE s"])
def test_that_a_rename_of_what_is_the_servers_is_not_followed_is_said(kind: str) -> None:
    (said,) = notes(f"ALTER {kind} RENAME TO other", SETUP)

    assert said.startswith(f"that {kind.split()[0].lower()} {kind.split()[1]} is renamed is ")
    assert said.endswith(": no way back takes that back")


def test_an_external_table_is_left_alone_and_nothing_is_locked() -> None:
    assert get(run("GRANT SELECT ON auth.users TO joe"), "external", "users", "auth").grants is None
    assert cost("GRANT SELECT ON t TO joe", SETUP) == []


DEFAULTS = {
    "some is left": ("REVOKE INSERT ON TABLES FROM CURRENT_USER", "CREATE TABLE n ()", "table", True),
    "nothing is left": ("REVOKE ALL ON TABLES FROM CURRENT_USER", "CREATE TABLE n ()", "table", False),
    "PUBLIC has some": ("REVOKE ALL ON TYPES FROM CURRENT_USER", "CREATE TYPE n AS ENUM ()", "type", True),
    "nor has PUBLIC": (
        "REVOKE ALL ON TYPES FROM CURRENT_USER, PUBLIC",
        "CREATE TYPE n AS ENUM ()",
        "type",
        False,
    ),
    "somebody else has some": (
        "REVOKE ALL ON TABLES FROM CURRENT_USER; ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO joe",
        "CREATE TABLE n ()",
        "table",
        True,
    ),
}


@pytest.mark.parametrize(("changed", "made", "kind", "counts"), DEFAULTS.values(), ids=DEFAULTS)
def test_default_privileges_that_leave_nobody_anything_are_as_none(
    changed: str, made: str, kind: str, counts: bool
) -> None:
    sql = f"ALTER DEFAULT PRIVILEGES {changed}; {made};"
    catalog = replay([MigrationSource("1", "one", "one.sql", sql)], base=start("plain", 15)).catalog

    assert (get(catalog, kind, "n").grants is not None) is counts
