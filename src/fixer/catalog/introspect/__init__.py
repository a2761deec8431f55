"""A live database → the same catalog that replaying its migrations makes.

A fixed number of set-based queries, in one read-only transaction that sees one state of the database; nothing that
an ordinary role may not read. Definitions are what the server prints (pg_get_viewdef, pg_get_expr, format_type …).
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, NamedTuple

from fixer.catalog.introspect import queries
from fixer.catalog.introspect.errors import reported

if TYPE_CHECKING:
    import psycopg

    from fixer.catalog.catalog import Catalog
    from fixer.catalog.introspect.reading import Row

MAX_COLUMNS = 1664
"""No relation has more (MaxTupleAttributeNumber). A column's number serves as its identity across renames."""


def introspect(
    connection: psycopg.Connection,
    repeated: bool = False,
    beside: psycopg.Connection | None = None,
    platform: str = "plain",
    scratch: bool = False,
) -> Catalog:
    """The catalog of the database that a connection, with no transaction open, is connected to.

    ``repeated`` has the server keep its plans for the next time, as prepared statements of the connection. ``beside`` is
    a second connection to the database, which reads half of it at the same time, and sees what the first one does.
    What extensions and the platform (``platform``, or as its roles tell) own comes as ``External``: names resolve, and
    nothing proposes to change them. So do the tables in which migration tools keep what is applied, but not of a ``scratch``
    database, where no tool was at work: there they are from the schema's own files.
    Raises FixerError where a system catalog may not be read, or the connection is lost.
    """
    version = connection.info.server_version
    with reported("read the database's catalog"), ExitStack() as stack:
        stack.enter_context(connection.transaction())
        connection.execute(queries.BEGIN)
        lanes = [_Lane(connection, stack.enter_context(ThreadPoolExecutor(1)), [])]
        if beside is not None:
            stack.enter_context(beside.transaction())
            beside.execute(queries.BEGIN + _joined(connection))
            lanes.append(_Lane(beside, stack.enter_context(ThreadPoolExecutor(1)), []))
        stack.enter_context(_without_delay())
        rows = _sent(lanes, version, repeated)
        # imported while the server works, where that was not done before
        from fixer.catalog.catalog import Catalog
        from fixer.catalog.introspect.making import made

        catalog = Catalog()
        catalog.major, catalog.guessed = version // 10000, False
        for _reserved in range(MAX_COLUMNS):  # no column added later has the number of one that is there
            catalog.new_id()
        catalog.fill(made(version, rows, platform, scratch))
    return catalog


class _Lane(NamedTuple):
    """A connection, and the thread that sends its queries one after the other."""

    connection: psycopg.Connection
    worker: ThreadPoolExecutor
    failed: list[Exception]
    """What the first one that failed says: the server refuses all others of the transaction."""

    def execute(
        self,
        cursor: psycopg.Cursor[Row],
        query: bytes,
        values: Mapping[str, list[int]] | None,
        repeated: bool,
    ) -> psycopg.Cursor[Row]:
        """Runs a query. Raises what went wrong first."""
        if self.failed:
            raise self.failed[0]
        try:
            return cursor.execute(query, values, prepare=repeated)
        except Exception as error:
            self.failed.append(error)
            raise


def _joined(connection: psycopg.Connection) -> str:
    """What has another transaction see what this one sees (documentation, 9.28.5 Snapshot Synchronization Functions)."""
    row = connection.execute("SELECT pg_export_snapshot()").fetchone()
    return f"; SET TRANSACTION SNAPSHOT '{row[0]}'" if row else ""


def _sent(lanes: list[_Lane], version: int, repeated: bool) -> Callable[..., list[Row]]:
    """All queries, sent on threads: a server works on the next ones while the first are read.

    What came is made rows where these are wanted, for which the server does not wait.
    """
    from psycopg.rows import tuple_row

    def send(query: str, values: Mapping[str, list[int]] | None = None) -> Future[psycopg.Cursor[Row]]:
        lane = lanes[-1] if query in queries.BESIDE else lanes[0]
        cursor = lane.connection.cursor(binary=True, row_factory=tuple_row)
        text = queries.text(query, version).encode()
        return lane.worker.submit(lane.execute, cursor, text, values, repeated)

    sent = {query: send(query) for query in queries.ALL}

    def rows(query: str, values: Mapping[str, list[int]] | None = None) -> list[Row]:
        try:
            return (sent.pop(query) if values is None else send(query, values)).result().fetchall()
        except BaseException:
            for lane in lanes:
                lane.worker.shutdown(wait=False, cancel_futures=True)
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
