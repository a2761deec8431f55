"""Privileges as every version of PostgreSQL keeps them: what the model says of them, and the ways back."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import psycopg
import pytest
from helpers import run
from postgres import every_version
from test_grant import PAIRS, SETUP, SINCE_17, T

from fixer.catalog.acl import MAINTAIN
from fixer.catalog.catalog import Catalog
from fixer.catalog.introspect import introspect
from fixer.catalog.objects import Grant, Object, Table
from fixer.ddl.any_object import grant
from fixer.ddl.difference import difference
from fixer.ddl.run import apply
from fixer.model import ObjectRef
from fixer.replay import start
from fixer.values import replace
from fixer.verify.connection import Connection, connect
from fixer.verify.server import Server, database, started

_ROLES = ("joe", "ann", "pg_monitor")


@pytest.fixture(scope="module", params=every_version())
def running(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server with the roles that the tests name."""
    with started(request.param) as server:
        with connect(server.conninfo) as connection:
            connection.execute("CREATE ROLE joe; CREATE ROLE ann")
        yield server


def _acls(connection: Connection) -> list[tuple[object, ...]]:
    """The ACL of everything, its entries in their order, but for the owner's entry, which is put first."""
    found = connection.execute("""
        SELECT c.oid::regclass::text, '', coalesce(c.relacl, acldefault(CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char",
                                                                      c.relowner))::text[], c.relowner::regrole::text
        FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'S') UNION ALL
        SELECT c.oid::regclass::text, a.attname, a.attacl::text[], c.relowner::regrole::text
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE a.attacl <> '{}' AND c.relnamespace = 'public'::regnamespace UNION ALL
        SELECT oid::regprocedure::text, '', coalesce(proacl, acldefault('f', proowner))::text[], proowner::regrole::text
        FROM pg_proc WHERE pronamespace = 'public'::regnamespace UNION ALL
        SELECT nspname, '', coalesce(nspacl, acldefault('n', nspowner))::text[], nspowner::regrole::text
        FROM pg_namespace WHERE nspname = 's' UNION ALL
        SELECT typname, '', coalesce(typacl, acldefault('T', typowner))::text[], typowner::regrole::text
        FROM pg_type WHERE typname = 'e' UNION ALL
        SELECT concat(defaclrole::regrole, defaclnamespace, defaclobjtype), '', defaclacl::text[], '' FROM pg_default_acl
        ORDER BY 1, 2
    """)  # fmt: skip
    return [
        (name, column, sorted(acl, key=lambda entry: not entry.startswith(f"{owner}=")), owner)
        for name, column, acl, owner in found
    ]


def test_every_difference_leads_to_the_very_acl(running: Server) -> None:
    """Down to the order of the entries, which pg_dump shows, and on each version by the same statements."""
    pairs = [pair for pair in PAIRS if running.major >= 17 or not {*pair} & {*SINCE_17}]
    wrong = []
    with database(running) as url, psycopg.connect(url) as connection:
        connection.execute(SETUP)
        connection.commit()
        kept: dict[str, list[tuple[object, ...]]] = {}
        for source, goal in pairs:
            steps = grant.difference(T, _granted(source), _granted(goal))
            for sql in (goal,) if goal not in kept else ():
                connection.execute(sql or "SELECT 1")
                kept[goal] = _acls(connection)
                connection.rollback()
            connection.execute("; ".join([source, *steps]) or "SELECT 1")
            found = _acls(connection)
            connection.rollback()
            if found != kept[goal]:
                wrong.append((source, goal, steps, found, kept[goal]))

    assert len(pairs) > 100
    assert wrong == []


ALIKE = [
    "GRANT ALL ON t TO joe; GRANT SELECT ON t TO ann",
    "GRANT ALL ON t TO joe WITH GRANT OPTION",
    "REVOKE TRUNCATE ON t FROM CURRENT_USER",
    "REVOKE ALL ON t FROM CURRENT_USER",
    "ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO joe; ALTER DEFAULT PRIVILEGES REVOKE DELETE ON TABLES FROM CURRENT_USER",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO CURRENT_USER",
]


@pytest.mark.parametrize("sql", ALIKE)
def test_all_means_the_same_wherever_it_is_read(sql: str, running: Server) -> None:
    with database(running) as url, connect(url) as connection:
        connection.execute(f"{SETUP}; {sql}".encode())
        seen = introspect(connection)

    assert _privileges(seen, True) == _privileges(run(f"{SETUP}; {sql}", start("plain", running.major)), True)


def _granted(sql: str) -> tuple[Grant, ...] | None:
    item = run(f"{SETUP}; {sql}").get(T)
    assert item is not None
    return item.grants


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
REVOKE INSERT, DELETE ON t FROM {r}, CURRENT_USER
GRANT ALL ON SEQUENCE t_c_seq TO {r} WITH GRANT OPTION
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO {r} WITH GRANT OPTION
ALTER DEFAULT PRIVILEGES GRANT INSERT ON TABLES TO CURRENT_USER WITH GRANT OPTION
ALTER DEFAULT PRIVILEGES REVOKE DELETE ON TABLES FROM CURRENT_USER
ALTER DEFAULT PRIVILEGES FOR ROLE {r} IN SCHEMA public GRANT ALL ON TABLES TO {r}
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON TABLES FROM CURRENT_USER
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON TABLES TO CURRENT_USER
ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO {r}
ALTER DEFAULT PRIVILEGES REVOKE SELECT ON TABLES FROM {r}
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE INSERT ON TABLES FROM {r}
CREATE TABLE later{i} (a int)
""".strip().splitlines()
_OBJECTS = {
    "TABLE t": "SELECT, INSERT, ALL, ALL, UPDATE, MAINTAIN",
    "SEQUENCE q": "USAGE, ALL",
    "FUNCTION f()": "EXECUTE, ALL",
    "SCHEMA s": "USAGE, CREATE, ALL",
    "TYPE e": "USAGE, ALL",
}
_BEGIN = (
    "CREATE TABLE t (a int, b int, c int GENERATED ALWAYS AS IDENTITY); CREATE SEQUENCE q; CREATE SCHEMA s;"
    "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE TYPE e AS ENUM ('x')"
)


def _privileges(catalog: Catalog, knows_maintain: bool) -> dict[ObjectRef, object]:
    """Whose everything is, and who may do what with it; whoever runs this goes by one name.

    Entries that come from default privileges stand in the order of the roles' OIDs, which no text tells.
    """

    def named(grants: tuple[Grant, ...] | None, later: bool = False) -> tuple[Grant, ...] | None:
        shown = [g for g in grants or () if knows_maintain or g.privilege != MAINTAIN]
        found = [replace(g, grantee="current_user") if g.grantee == "postgres" else g for g in shown]
        return grants and tuple(sorted(found, key=repr) if later else found)

    found: dict[ObjectRef, object] = {}
    for item in catalog.objects(Object):
        found[item.ref] = (item.owner, named(item.grants, item.ref.name.startswith("later")))
        for column in item.columns if isinstance(item, Table) else ():
            found[item.ref._replace(args=column.name)] = column.identity and named(column.identity.grants)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(15))
def test_privileges_and_owners_are_what_postgresql_makes_of_them_and_go_back(
    seed: int, running: Server
) -> None:
    random = Random(seed)
    knows = running.major >= 17
    with database(running) as url, connect(url) as connection:
        connection.execute(_BEGIN)
        states, acls = [run(_BEGIN, start("plain", running.major))], [_acls(connection)]
        before = _privileges(introspect(connection), knows)
        for number in range(14):
            written, privileges = random.choice(list(_OBJECTS.items()))
            privilege = random.choice(privileges.split(", "))
            sql = random.choice(_CHANGES).format(
                o=written,
                p=privilege if knows or privilege != MAINTAIN else "ALL",
                r=random.choice(_ROLES),
                i=number,
            )
            connection.execute(sql)
            states.append(states[-1].overlay())
            apply(states[-1], sql)
            acls.append(_acls(connection))
            seen = introspect(connection)
            assert _privileges(states[-1], knows) == _privileges(seen, knows), sql
        for number in reversed(range(len(states) - 1)):
            for statement in difference(states[number + 1], states[number]):
                connection.execute(statement.sql)
            assert _privileges(introspect(connection), knows) == _privileges(states[number], knows)
            assert _acls(connection) == acls[number]
        assert _privileges(introspect(connection), knows) == before
