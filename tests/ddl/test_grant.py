"""Privileges."""

from __future__ import annotations

import itertools
from random import Random

import psycopg
import pytest
from helpers import contents, cost, get, notes, run
from postgres import Postgres

from fixer.catalog import acl
from fixer.catalog.catalog import Catalog
from fixer.catalog.introspect import introspect
from fixer.catalog.objects import Grant, Object, Table
from fixer.ddl import grant
from fixer.ddl.difference import difference
from fixer.ddl.run import apply
from fixer.model import ObjectRef
from fixer.values import replace

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


def test_all_on_a_table_are_seven_privileges() -> None:
    assert len(_grants("GRANT ALL ON t TO joe") or ()) == 7


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
]


@pytest.mark.parametrize(("source", "goal"), list(itertools.product(STATES, STATES)))
def test_difference_leads_from_any_state_to_any_other(source: str, goal: str) -> None:
    steps = grant.difference(T, _grants(source), _grants(goal))

    assert _grants(";".join([source, *steps]) if source else ";".join(steps)) == _grants(goal)
    assert source != goal or steps == []


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


def test_an_external_table_is_left_alone_and_nothing_is_locked() -> None:
    assert get(run("GRANT SELECT ON auth.users TO joe"), "external", "users", "auth").grants is None
    assert cost("GRANT SELECT ON t TO joe", SETUP) == []


_ROLES = ("joe", "ann", "pg_monitor")
_CHANGES = """
GRANT {p} ON {o} TO {r}
GRANT {p} ON {o} TO {r} WITH GRANT OPTION
GRANT {p} ON {o} TO CURRENT_USER WITH GRANT OPTION
REVOKE {p} ON {o} FROM {r}
REVOKE {p} ON {o} FROM CURRENT_USER
REVOKE GRANT OPTION FOR {p} ON {o} FROM {r}
REVOKE {p} ON {o} FROM PUBLIC
ALTER {o} OWNER TO {r}
ALTER {o} OWNER TO CURRENT_USER
GRANT SELECT (a), UPDATE (b) ON t TO {r} WITH GRANT OPTION
REVOKE SELECT ON t FROM {r}
GRANT ALL ON SEQUENCE t_c_seq TO {r} WITH GRANT OPTION
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO {r} WITH GRANT OPTION
ALTER DEFAULT PRIVILEGES GRANT INSERT ON TABLES TO CURRENT_USER WITH GRANT OPTION
ALTER DEFAULT PRIVILEGES REVOKE DELETE ON TABLES FROM CURRENT_USER
ALTER DEFAULT PRIVILEGES FOR ROLE {r} IN SCHEMA public GRANT ALL ON TABLES TO {r}
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON TABLES FROM CURRENT_USER
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON TABLES TO CURRENT_USER
CREATE TABLE later{i} (a int)
""".strip().splitlines()
_OBJECTS = {
    "TABLE t": "SELECT, INSERT, ALL, UPDATE",
    "SEQUENCE q": "USAGE, ALL",
    "FUNCTION f()": "EXECUTE, ALL",
    "SCHEMA s": "USAGE, CREATE, ALL",
    "TYPE e": "USAGE, ALL",
}
_BEGIN = (
    "CREATE TABLE t (a int, b int, c int GENERATED ALWAYS AS IDENTITY); CREATE SEQUENCE q; CREATE SCHEMA s;"
    "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE TYPE e AS ENUM ('x')"
)


def _privileges(catalog: Catalog) -> dict[ObjectRef, object]:
    """Whose everything is, and who may do what with it; whoever runs this goes by one name.

    Entries that come from default privileges stand in the order of the roles' OIDs, which no text tells.
    """

    def named(grants: tuple[Grant, ...] | None, later: bool = False) -> tuple[Grant, ...] | None:
        found = [replace(g, grantee="current_user") if g.grantee == "postgres" else g for g in grants or ()]
        return grants and tuple(sorted(found, key=repr) if later else found)

    found: dict[ObjectRef, object] = {}
    for item in catalog.objects(Object):
        found[item.ref] = (item.owner, named(item.grants, item.ref.name.startswith("later")))
        for column in item.columns if isinstance(item, Table) else ():
            found[item.ref._replace(args=column.name)] = column.identity and named(column.identity.grants)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(15))
def test_privileges_and_owners_are_what_postgresql_makes_of_them_and_go_back(seed: int, server: Postgres):
    random = Random(seed)
    with server.database() as url, psycopg.connect(url, autocommit=True) as connection:
        for role in _ROLES[:2]:
            made = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
            connection.execute(f"CREATE ROLE {role}") if made is None else None
        connection.execute(_BEGIN)
        states = [run(_BEGIN)]
        before = _privileges(introspect(connection))
        for number in range(12):
            written, privileges = random.choice(list(_OBJECTS.items()))
            sql = random.choice(_CHANGES).format(
                o=written, p=random.choice(privileges.split(", ")), r=random.choice(_ROLES), i=number
            )
            connection.execute(sql)
            states.append(states[-1].overlay())
            apply(states[-1], sql)
            seen = introspect(connection)
            assert _privileges(states[-1]) == _privileges(seen), sql
        for was, now in itertools.pairwise(reversed(states)):
            for statement in difference(was, now):
                connection.execute(statement.sql)
            assert _privileges(introspect(connection)) == _privileges(now)
        assert _privileges(introspect(connection)) == before
