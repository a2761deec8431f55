"""A live database → the same catalog that replaying its migrations makes.

A fixed number of set-based queries, in one read-only transaction that sees one state of the database; nothing that
an ordinary role may not read. Definitions are what the server prints (pg_get_viewdef, pg_get_expr, format_type …).
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

from fixer.catalog.introspect import queries
from fixer.catalog.introspect.errors import reported

if TYPE_CHECKING:
    import psycopg

    from fixer.catalog.catalog import Catalog
    from fixer.catalog.introspect.reading import Row

MAX_COLUMNS = 1664
"""No relation has more (MaxTupleAttributeNumber). A column's number serves as its identity across renames."""


def introspect(connection: psycopg.Connection, repeated: bool = False) -> Catalog:
    """The catalog of the database that a connection, with no transaction open, is connected to.

    ``repeated`` has the server keep its plans for the next time, as prepared statements of the connection.
    What extensions and the platform own comes as ``External``: names resolve, and nothing proposes to change them.
    Raises FixerError where a system catalog may not be read, or the connection is lost.
    """
    version = connection.info.server_version
    with reported("read the database's catalog"), connection.transaction():
        connection.execute(queries.BEGIN)
        with ThreadPoolExecutor(1) as worker, _without_delay():
            rows = _sent(connection, version, worker, repeated)
            # imported while the server works, where that was not done before
            from fixer.catalog.catalog import Catalog
            from fixer.catalog.introspect.making import made

            catalog = Catalog()
            catalog.major = version // 10000
            for _reserved in range(MAX_COLUMNS):  # no column added later has the number of one that is there
                catalog.new_id()
            catalog.fill(made(version, rows))
    return catalog


def _sent(
    connection: psycopg.Connection, version: int, worker: ThreadPoolExecutor, repeated: bool
) -> Callable[..., list[Row]]:
    """All queries, one after the other on a thread: the server works on the next ones while the first are read.

    What came is made rows where these are wanted, for which the server does not wait.
    """
    from psycopg.rows import tuple_row

    def run(query: str, values: Mapping[str, list[int]] | None = None) -> psycopg.Cursor[Row]:
        cursor = connection.cursor(binary=True, row_factory=tuple_row)
        return cursor.execute(queries.text(query, version).encode(), values, prepare=repeated)

    sent = {query: worker.submit(run, query) for query in queries.ALL}

    def rows(query: str, values: Mapping[str, list[int]] | None = None) -> list[Row]:
        try:
            return (
                (sent.pop(query) if values is None else worker.submit(run, query, values)).result().fetchall()
            )
        except BaseException:
            worker.shutdown(wait=False, cancel_futures=True)
            raise

    return rows


_TURN = 0.0001
"""Seconds: a thread that rows have come for gets its turn soon, or the server waits for it to take them."""


@contextmanager
def _without_delay() -> Iterator[None]:
    """Threads take turns often, and nobody looks for garbage while only things are made that stay."""
    enabled, interval = gc.isenabled(), sys.getswitchinterval()
    gc.disable()
    sys.setswitchinterval(_TURN)
    try:
        yield
    finally:
        sys.setswitchinterval(interval)
        if enabled:
            gc.enable()
