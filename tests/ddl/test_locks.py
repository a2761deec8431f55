"""The locks that statements announce are those that PostgreSQL takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack

import psycopg
import pytest
from postgres import Postgres
from rarer_statements import RARER
from statements import CASES, Case, label
from test_way_back import execute, read

from fixer.catalog.objects import Table, View
from fixer.ddl.base import ROW_EXCLUSIVE, STRENGTH, Session
from fixer.ddl.run import prepare, split
from fixer.sql.quote import target

# the tables and views that were there before, by their names then
RELATIONS = """
SELECT c.oid, quote_ident(n.nspname) || '.' || quote_ident(c.relname)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.oid >= 16384 AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
"""
HELD = "SELECT relation, mode FROM pg_locks WHERE pid = pg_backend_pid() AND relation IS NOT NULL"


def _alone(case: Case) -> bool:
    """One statement that a transaction can take back."""
    return len(split(case.migration)) == 1 and "CONCURRENTLY" not in case.migration


@pytest.fixture(scope="module")
def connections(server: Postgres) -> Iterator[dict[str, psycopg.Connection]]:
    """A connection to a database after each setup."""
    with ExitStack() as stack:
        found = {}
        for setup in dict.fromkeys(case.setup for case in (*CASES, *RARER)):
            url = stack.enter_context(server.database())
            execute(url, [setup])
            found[setup] = stack.enter_context(psycopg.connect(url))
        yield found
        for connection in found.values():
            connection.close()


@pytest.mark.parametrize("case", [case for case in (*CASES, *RARER) if _alone(case)], ids=label)
def test_the_announced_locks_are_those_taken(case: Case, connections: dict[str, psycopg.Connection]) -> None:
    connection = connections[case.setup]
    with connection.transaction(force_rollback=True):
        names = dict(connection.execute(RELATIONS).fetchall())
        connection.execute(case.migration)
        held = connection.execute(HELD).fetchall()
    before = read(case.setup)
    relations = {target(item.ref) for kind in (Table, View) for item in before.objects(kind)}
    locks = prepare(case.migration).cost(before, Session(strict=True)).locks

    taken = _strongest((names[oid], mode) for oid, mode in held if oid in names)
    announced = _strongest((lock.relation, lock.mode) for lock in locks if lock.relation in relations)
    assert announced == taken


def _strongest(locks: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The locks that stop writers or other changes, the strongest one of each relation."""
    found: dict[str, str] = {}
    for relation, mode in locks:
        if STRENGTH[mode] > STRENGTH[found.get(relation, ROW_EXCLUSIVE)]:
            found[relation] = mode
    return found
