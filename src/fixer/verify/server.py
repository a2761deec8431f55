"""A scratch PostgreSQL: one of our own (``cluster``), or a server of the user's.

On a server that was named by URL nothing is touched but a database of a name of its own (``database``) and
roles that were missing.
"""

from __future__ import annotations

import secrets
import time
from collections import deque
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import psycopg
from psycopg import sql

from fixer.catalog.introspect.errors import reported
from fixer.catalog.introspect.refusals import address
from fixer.interrupts import undisturbed
from fixer.model import FixerError, Location, Progress
from fixer.verify import binaries as programs
from fixer.verify.cluster import Cluster, running, tail
from fixer.verify.connection import (
    Connection,
    at_database,
    by_ourselves,
    connect,
    settings,
    shown,
    without_password,
)
from fixer.verify.guard import Guard, guarding
from fixer.verify.put_away import put_away

_RECOVERY_SECONDS = 30
_RESTART_SECONDS = 5
"""How long a server may take to answer at all: it hangs up while a crash ends its processes, and is away until it is started."""
_POLL_SECONDS = 0.2
_BITS = 48
_NAME = "fixer_verify_{:012x}"
_TURN = f"SELECT pg_catalog.pg_try_advisory_lock({1 << _BITS})"
_LOCK = "SELECT pg_catalog.pg_advisory_lock(%s::bigint)"
_LEFT = r"""
SELECT datname FROM pg_catalog.pg_database d
WHERE datname ~ '^fixer_verify_[0-9a-f]{12}$'
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity a WHERE a.datid = d.oid)
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_locks WHERE locktype = 'advisory'
        AND classid::bigint << 32 | objid::bigint = ('x' || right(datname, 12))::bit(48)::bigint)
"""
"""Databases of a name of ours that nobody is connected to, and nobody holds the lock of, from whichever database."""
_CREATING = {
    "42501": "The user needs the right to create databases (ALTER ROLE … CREATEDB).",
    "25006": "A standby takes no databases: name the server that it follows.",
    "55P03": "Somebody holds a lock on template0 or on the list of databases; try again later.",
    "53100": "The server's disk is full.",
}
"""What to do where CREATE DATABASE is refused, by SQLSTATE."""
_GONE = "the connection to the scratch server was lost"
_LOST = "the connection is lost"
"""What psycopg says where the server said nothing."""
_ANSWERED = "FATAL:"
"""What a server says that is there, and lets nobody in for now (57P03, cannot_connect_now)."""


@dataclass(frozen=True)
class Server:
    """A running server. ``conninfo`` leads to its maintenance database, and may hold a password: it is never shown."""

    conninfo: str
    version: int
    """As server_version_num: 150018."""
    binaries: Path | None = None
    """The folder of its programs, where it is ours."""
    log: Path | None = None
    guard: Guard | None = None
    """What puts away what is made there if we are killed, where it is not ours."""
    unused: deque[str] = field(default_factory=deque, compare=False)
    """Databases that are there already and as new: initdb makes ``postgres`` as it makes template0."""

    @property
    def own(self) -> bool:
        """Whether it is thrown away whole at the end."""
        return self.log is not None

    @property
    def major(self) -> int:
        """Its major version."""
        return self.version // 10000

    def at(self, database: str) -> str:
        """The connection string of one of its databases."""
        return at_database(self.conninfo, database)

    def connect(self, conninfo: str | None = None) -> Connection:
        """A connection to its maintenance database, or to where ``conninfo`` leads. Raises FixerError."""
        return _connected(conninfo or self.conninfo, self.log)

    def again(self) -> Connection:
        """The same once more, after the server may have crashed: it says so for a while when it comes up again."""
        since = time.monotonic()
        while True:
            try:
                return self.connect()
            except FixerError as error:
                patience = _RECOVERY_SECONDS if _ANSWERED in error.message else _RESTART_SECONDS
                if self.own or time.monotonic() > since + patience:
                    raise
            time.sleep(_POLL_SECONDS)

    def guarded(self, action: str, **given: object) -> AbstractContextManager[None]:
        """Has an action of ``left_behind`` done, should this program be killed in here. A server of ours goes as a whole."""
        return self.guard.over(action, **given) if self.guard is not None else nullcontext()

    def stopped(self, error: BaseException, place: Location | None = None) -> FixerError:
        """What to say when the connection broke off, with the statement that ran and the last words of a server of ours."""
        if isinstance(error, FixerError):
            message = (
                error.message if error.location or _GONE in error.message else f"{_GONE}: {error.message}"
            )
            return FixerError(message, error.location, error.line, tail(self.log) or error.hint)
        said = without_password(str(error), settings(self.conninfo))
        why = "" if said == _LOST else f": {said}"
        return FixerError(
            f"{_GONE}{why}", place, hint=tail(self.log) or "Try again; look into the server's log."
        )


def _connected(conninfo: str, log: Path | None) -> Connection:
    """A connection. Raises FixerError, with the last words of a server of ours that does not answer."""
    try:
        with by_ourselves() if log is not None else nullcontext():
            return connect(conninfo)
    except FixerError as error:
        raise FixerError(error.message, hint=tail(log) or error.hint) from None


@contextmanager
def scratch(url: str | None = None, extensions: Collection[str] = ()) -> Iterator[Server]:
    """The server at ``url``, else one of our own that has, if any has, these extensions. Raises FixerError."""
    if url is not None:
        conninfo = address(url, "server")
        with connect(conninfo) as connection, reported("see what runs have left on the server"):
            version = connection.info.server_version
            _sweep(connection)
        with guarding(conninfo) as guard:
            yield Server(conninfo, version, guard=guard)
        return
    with started(programs.choose(extensions)) as server:
        yield server


@contextmanager
def in_turn(server: Server, progress: Progress) -> Iterator[None]:
    """Nobody else proves anything on a server that was named: roles are those of all its databases, and the migrations of two runs
    would make, and miss, the same ones. Waits while somebody does."""
    if server.own:
        yield
        return
    with closing(server.connect()) as connection:
        while not _has_turn(connection):
            progress("waiting for another run of fixer on that server", 0, 0)
            time.sleep(_POLL_SECONDS)
        yield


def _has_turn(connection: Connection) -> bool:
    with reported("wait for other runs on the server"):
        return connection.execute(_TURN).fetchone() == (True,)


def major_of(url: str) -> int:
    """The major version of the server at ``url``. Raises FixerError where there is none."""
    with connect(address(url, "server")) as connection:
        return connection.info.server_version // 10000


@contextmanager
def started(binaries: Path) -> Iterator[Server]:
    """A server of these programs, stopped and removed at the end, whatever happens. Raises FixerError."""
    with running(binaries) as cluster:
        yield reached(cluster)


def reached(cluster: Cluster) -> Server:
    """The server that runs there. Raises FixerError."""
    with _connected(cluster.conninfo, cluster.log) as connection:
        version = connection.info.server_version
    return Server(cluster.conninfo, version, cluster.binaries, cluster.log, unused=deque(["postgres"]))


@contextmanager
def database(server: Server) -> Iterator[str]:
    """A new database as template0 is, dropped at the end. Gives its connection string. Raises FixerError.

    A session that holds an advisory lock on its number lives as long as whoever it is for.
    """
    if server.unused:
        yield server.at(server.unused.popleft())  # which goes with the server
        return
    with ExitStack() as stack:
        with undisturbed():
            number = secrets.randbits(_BITS)
            name = _NAME.format(number)
            owner = stack.enter_context(closing(server.connect()))
            owner.execute(_LOCK, (number,))
            stack.enter_context(server.guarded("database", number=number))
            stack.enter_context(put_away(partial(_drop, server, owner, name)))
        _create(server, owner, name)  # a server may take its time
        yield server.at(name)


def _create(server: Server, connection: Connection, name: str) -> None:
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(name))
    try:
        connection.execute(statement)
    except psycopg.Error as error:
        if connection.broken:
            raise server.stopped(error) from None
        raise FixerError(
            f"{shown(settings(server.conninfo))} refuses a scratch database: {error.diag.message_primary or error}",
            hint=_CREATING.get(error.sqlstate or "", ""),
        ) from None


def _drop(server: Server, owner: Connection, name: str) -> None:
    """Drops a database with whoever is connected to it. A server of ours that has crashed goes as a whole."""
    try:
        if _dropped(owner, name):
            return
        with server.again() as connection:
            connection.execute(_dropping(name))
    except (FixerError, psycopg.Error) as error:
        if not server.own:
            raise FixerError(
                f"the scratch database {name} could not be dropped from {shown(settings(server.conninfo))}: {error}",
                hint=f"Drop it by hand: DROP DATABASE {name} WITH (FORCE)",
            ) from None


def _dropped(connection: Connection, name: str) -> bool:
    """Whether a connection that is there already could do it: a role may have no other."""
    try:
        connection.execute(_dropping(name))
    except psycopg.Error:
        return False
    return True


def _sweep(connection: Connection) -> None:
    """Drops what runs have left whose guard was ended with them, as when a container is. What comes into use meanwhile stays."""
    for (name,) in connection.execute(_LEFT).fetchall():
        with suppress(psycopg.Error):
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def drop_abandoned(server: Server, number: int) -> None:
    """Drops the database of a program that was killed, which may be being made yet: whoever makes it has its lock.

    Raises FixerError and psycopg.Error.
    """
    with server.again() as connection:
        connection.execute(f"SET lock_timeout = '{_RECOVERY_SECONDS}s'")
        with suppress(psycopg.errors.LockNotAvailable):
            connection.execute(_LOCK, (number,))
        connection.execute(_dropping(_NAME.format(number)))


def _dropping(name: str) -> sql.Composed:
    return sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
