"""A scratch database with the schema as it is, ready for migrations to be proved on it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import msgspec
import psycopg

from fixer.catalog.introspect.errors import reported
from fixer.model import FixerError, Progress, no_progress
from fixer.values import Value
from fixer.verify import binaries, standins
from fixer.verify.beside import EVERYBODY, Whose
from fixer.verify.connection import Connection
from fixer.verify.looks import Looks, Mark
from fixer.verify.moments import moment
from fixer.verify.put_away import put_away
from fixer.verify.script import Script
from fixer.verify.send import Sender, SqlError
from fixer.verify.server import Server, database, in_turn
from fixer.verify.snapshot import Snapshot, dumps, take

_ENDED = "57P"
"""What the SQLSTATEs begin with that a server ends connections with (PostgreSQL documentation, Appendix A); often it says none."""
_ICU = re.compile(r"\bprovider\s*=\s*'?icu\b|-x-icu\"", re.IGNORECASE)
"""A collation of ICU's, made or used."""
_MANY = 1000
"""The connection that looks on keeps a plan of what it is told to, as nobody's DISCARD ALL reaches it there."""


class Schema(Value, frozen=True):
    """The schema as it is: what makes it, in order, and what it takes for granted."""

    scripts: tuple[Script, ...]
    platform: str
    roles: tuple[str, ...]
    """Roles that the schema and the migrations name."""
    one_transaction: bool
    """The tool runs all files in one."""
    source: str
    """Where it comes from, in words."""
    creates: Mapping[str, bool] = msgspec.field(default_factory=dict)
    """The roles that migrations create, those that are proved among them, and whether only where they are not there."""
    major: int | None = None
    """The version of PostgreSQL that it is for, where that is known."""
    assumed: tuple[str, ...] = ()
    """Extensions that its files use and none creates: somebody does so beforehand."""

    def extensions(self, *more: Script) -> tuple[str, ...]:
        """The extensions that its files and these create, and those that the platform has for them; ICU where they use it."""
        scripts = (*self.scripts, *more)
        created = [piece.extension for script in scripts for piece in script.pieces if piece.extension]
        texts = [script.text for script in scripts]
        icu = [binaries.ICU] if any(map(_ICU.search, texts)) else []
        return tuple(
            dict.fromkeys((*created, *self.assumed, *standins.preinstalled(self.platform, texts), *icu))
        )

    def missing_roles(self) -> tuple[str, ...]:
        """The roles that have to be there before: those that are named and that no migration creates."""
        return tuple(role for role in self.roles if role not in self.creates)

    @property
    def newcomers(self) -> tuple[tuple[str, ...], str]:
        """How roles that come with it are told from others: those that it names, and the text that may hold their names."""
        text = "\n".join(script.text for script in self.scripts)
        return (*self.roles, *standins.SUPABASE_ROLES), text.lower()


@dataclass
class Scratch:
    """A database that migrations are tried on. ``sender`` holds its connection; ``second`` looks on."""

    server: Server
    conninfo: str
    sender: Sender
    second: Connection
    pg_dump: Path | None
    looks: Looks
    whose: Whose = EVERYBODY

    @property
    def connection(self) -> Connection:
        """The connection that everything is sent over."""
        return self.sender.connection

    def snapshot(self, with_dump: bool, whole: bool = False, like: Snapshot | None = None) -> Snapshot:
        """What the database looks like now. ``whole`` and ``like``: as ``take``."""
        own = self.server.own
        return take(
            self.second, self.conninfo, self.pg_dump, with_dump, self.looks, own, whole, like, self.whose
        )

    def mark(self, only_indexes: bool) -> Mark:
        """What tells what the database looks like now from what it looked like at other times, without reading it. ``only_indexes``:
        as ``Looks.mark``.
        """
        return self.looks.mark(self.second, only_indexes)


@contextmanager
def scratch_database(
    server: Server, schema: Schema, wanted: Sequence[str], progress: Progress = no_progress
) -> Iterator[Scratch]:
    """An empty database with the platform's stand-ins. ``wanted`` are the extensions that will be created.

    Roles that had to be made are removed afterwards where the server is not ours. Raises FixerError.
    """
    with _lost(server), in_turn(server, progress), ExitStack() as stack:
        with server.connect() as maintenance:
            if not server.own:
                standins.drop_left_roles(maintenance)
            known = _roles(maintenance)
            if not server.own or schema.roles or schema.platform != "plain":
                named, text = schema.newcomers
                stack.enter_context(server.guarded("roles", known=known, named=named, text=text))
                stack.enter_context(put_away(partial(restore_roles, server, known, named, text)))
            standins.create_roles(maintenance, schema.platform, schema.missing_roles())
            available = standins.available(maintenance)
        conninfo = stack.enter_context(database(server))
        with server.connect(conninfo) as connection:
            standins.install(connection, schema.platform, available)
            standins.assume(connection, [name for name in schema.assumed if name in available])
        connection = stack.enter_context(server.connect(conninfo))
        second = stack.enter_context(server.connect(conninfo))
        second.prepare_threshold = _MANY
        meant_roles = {*schema.roles, *schema.creates, *standins.SUPABASE_ROLES} - {*known}
        shared = frozenset(role for role, unless_there in schema.creates.items() if unless_there)
        whose = Whose(None if server.own else frozenset(meant_roles), shared)
        missing = frozenset(name for name in wanted if name not in available)
        programs = binaries.pg_dumps(server.major, server.binaries)
        dump = next((program for program in programs if server.own or dumps(program, conninfo)), None)
        try:
            sender = Sender(
                connection, second, missing, connection.info.dbname if server.own else None, there=known
            )
            yield Scratch(server, conninfo, sender, second, dump, Looks(moment(second)), whose)
        except (psycopg.OperationalError, FixerError) as error:
            if not (_answers(connection) and _answers(second)):
                raise server.stopped(error, sender.at) from None
            raise


@contextmanager
def _lost(server: Server) -> Iterator[None]:
    """A connection that breaks off while the database is made, in the words of ``Server.stopped``."""
    try:
        yield
    except psycopg.OperationalError as error:
        if (error.sqlstate or _ENDED).startswith(_ENDED):
            raise server.stopped(error) from None
        with reported("work on the scratch server"):
            raise
    except psycopg.Error:
        with reported("work on the scratch server"):
            raise


def _answers(connection: Connection) -> bool:
    """Whether there is still a server at the other end."""
    try:
        connection.execute("SELECT 1")
    except psycopg.OperationalError:
        return False
    except psycopg.Error:  # in a transaction that has failed
        return True
    return True


def build(scratch: Scratch, schema: Schema, progress: Progress) -> None:
    """Runs what makes the schema. Raises FixerError naming the place of a statement that PostgreSQL refuses."""
    sender = scratch.sender
    try:
        with ExitStack() as stack:
            if schema.one_transaction:
                stack.enter_context(sender.one_transaction())
            for number, script in enumerate(schema.scripts):
                sender.send(script)
                progress("building the schema", number + 1, len(schema.scripts))
    except SqlError as error:
        raise refused(error, sender) from None


def refused(error: SqlError, sender: Sender) -> FixerError:
    """A statement of the user's own files that PostgreSQL refuses."""
    failure = error.failure
    lacking = ", ".join(dict.fromkeys(one.extension for one in sender.left_out if one.extension))
    server = sender.connection.info.parameter_status("server_version") or ""
    hint = f"SQLSTATE {failure.sqlstate}, from PostgreSQL {server}." if failure.sqlstate else ""
    if lacking:
        hint += f" This server lacks the extension {lacking}, which was left out: where that is why, name one that has it with --server URL."
    if (needed := standins.needed(failure.message)) in sender.missing and not lacking:
        hint += f" It is of the extension {needed}, which this server lacks: name one that has it with --server URL."
    if binaries.ICU in sender.missing and _ICU.search(failure.statement):
        hint += " This server was built without ICU, which such a collation needs: name one that has it with --server URL."
    return FixerError(failure.message, failure.location, failure.line, hint.strip())


def _roles(connection: Connection) -> list[str]:
    return [str(name) for (name,) in connection.execute("SELECT rolname FROM pg_catalog.pg_roles ORDER BY 1")]


def restore_roles(server: Server, known: Collection[str], named: Collection[str], text: str) -> None:
    """Removes the roles that came with a database: the next one's migrations create them again.

    ``known`` were there before; of the others, those are meant that are among ``named`` or in the ``text``.
    """
    try:
        with server.again() as connection:
            came = [role for role in _roles(connection) if role not in known]
            new = [role for role in came if role in named or role.lower() in text]
            left = standins.drop_roles(connection, new)
    except FixerError as error:
        if server.own:  # it has crashed, and goes as a whole
            return
        raise FixerError(f"roles made for the scratch database may be left: {error.message}") from None
    if left and not server.own:
        raise FixerError(f"roles made for the scratch database could not be removed: {', '.join(left)}")
