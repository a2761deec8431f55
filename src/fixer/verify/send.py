"""Sends a file to the server as its tool does, and reads on the way which locks each statement took.

After each statement goes a look at pg_locks, in the same message where the tool sends one message: the message stays
one simple query, and what PostgreSQL takes for one transaction stays one.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import NamedTuple

import psycopg
from psycopg import pq
from psycopg.errors import error_from_result
from psycopg.generators import execute

from fixer.model import Failure, Location
from fixer.sql.script import commands, not_followed
from fixer.verify.connection import Connection
from fixer.verify.elsewhere import elsewhere
from fixer.verify.locks import Relations, Row, Taken, look, read, relations, watched
from fixer.verify.script import Piece, Script, Way, created_roles
from fixer.verify.standins import as_ours

_BETWEEN = "\n;\n"
"""A statement may end in a comment, which its semicolon must not become part of."""
_TIMEOUT = re.compile(r"SET\s+(SESSION\s+|LOCAL\s+)?transaction_timeout\b", re.IGNORECASE)
"""What pg_dump writes from 17 on, for whatever server."""
_ENDS_TRANSACTION = "2D000"
"""invalid_transaction_termination: a COMMIT or ROLLBACK of procedural code in a transaction block (documentation, Appendix A)."""
_IDLE = pq.TransactionStatus.IDLE
_GOOD = frozenset({pq.ExecStatus.COMMAND_OK, pq.ExecStatus.TUPLES_OK, pq.ExecStatus.EMPTY_QUERY})


class SqlError(Exception):
    """A statement failed; ``failure`` says which, where and why."""

    def __init__(self, failure: Failure):
        self.failure = failure
        super().__init__(failure.message)


class LeftOut(NamedTuple):
    """A statement that was not sent: its place, why, and the extension that the server lacks, if that is why."""

    place: str
    why: str
    extension: str = ""


@dataclass
class Sender:
    """A connection that files are sent over.

    ``missing`` are extensions that the server lacks: statements that create or describe them are left out, and noted in
    ``left_out``; so is what is about more than the database, of which ``own`` is the name where the server goes with it.
    ``measure`` reads the locks; ``taken`` holds what was read, in order. ``second`` is another connection
    to the same database, to look at what runs outside a transaction.
    """

    connection: Connection
    second: Connection | None = None
    missing: Collection[str] = ()
    own: str | None = None
    measure: bool = False
    taken: list[Taken] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    within: bool = False
    names: Relations = field(default_factory=dict)
    """The relations that may be locked."""
    known: bool = False
    """Whether these are the ones that are there."""
    unended: list[Failure] = field(default_factory=list)
    """Files that leave a transaction open, with which what they did in it goes."""
    at: Location | None = None
    """Where the statement stands that runs, as far as is known; of what is sent as one message, the first."""
    there: Collection[str] = ()
    """The roles that the server had before."""
    roles: list[str] = field(default_factory=list)
    """Those that files create, and that nothing tells yet from somebody's."""

    @contextmanager
    def one_transaction(self) -> Iterator[None]:
        """All files sent in here go in one transaction, as Drizzle does it."""
        if self.measure:
            self.names = relations(self.connection)
        self.connection.execute("BEGIN")
        self.within = True
        try:
            yield
            self.connection.execute("COMMIT")
        finally:
            self.within = False
            self._end_session()

    def send(self, script: Script) -> Failure | None:
        """Runs a file in what is a session of its own, as on the day that it is deployed. Raises SqlError; what is left
        open then is rolled back. Gives what is wrong with a file that leaves it open itself, which is in ``unended``, too.
        """
        unended = None
        for offset, line in commands(script.text) if not script.by_psql else ():
            raise SqlError(_told(script, Piece(line, offset), f"{line.split()[0]} {_PSQL}", _SYNTAX))
        if (cut := script.cut()) is not None:
            piece, at = cut
            raise SqlError(
                _told(
                    script, piece, _ENDED if at < piece.stop else _UNFINISHED, _SYNTAX, at - piece.start - 1
                )
            )
        pieces = [piece for piece in script.pieces if self._wanted(piece, script)]
        for offset, command in not_followed(script.text):
            self.left_out.append(
                LeftOut(str(script.lines.location(offset)), f"psql's {command} is not followed")
            )
        known, self.known = self.known, False
        if self.measure and not self.within and not known:
            self.names, known = relations(self.connection), True
        try:
            if self.within:
                self._in_turn(script, pieces)
            elif script.way is Way.QUERY:
                self._message(script, pieces)
            elif script.way is Way.WRAPPED:
                self.connection.execute("BEGIN")
                self._message(script, pieces)
                if self.connection.info.transaction_status != _IDLE:
                    self.connection.execute("COMMIT")
            elif script.way is Way.TRANSACTION:
                self.connection.execute("BEGIN")
                self._in_turn(script, pieces)
                if self.connection.info.transaction_status != _IDLE:
                    self.connection.execute("COMMIT")
            elif script.way is Way.PIPELINE:
                self._pipeline(script, pieces)
            else:
                self._in_turn(script, pieces)
            if self.own is None:
                self.roles += [role for role in created_roles([script]) if role not in self.there]
            self.at, self.known = None, known and script.only_indexes
            if pieces and not self.within and self.connection.info.transaction_status != _IDLE:
                begun = [piece for piece in pieces if piece.bounds][-1:] or pieces
                unended = _told(script, begun[0], f"{begun[0].line.upper()} {_UNENDED}")
                self.unended.append(unended)
        finally:
            if not self.within:
                self._end_session()
        return unended

    def _end_session(self) -> None:
        """What a file has set is gone, as the model has it and as it is for the tool's next run."""
        if self.connection.closed:
            return
        if self.connection.info.transaction_status != _IDLE:
            self.connection.execute("ROLLBACK")
        self.connection.execute("DISCARD ALL")
        for role in self.roles:
            with suppress(psycopg.Error):  # it may be gone with its transaction
                self.connection.execute(as_ours(role).encode())
        self.roles.clear()

    def _wanted(self, piece: Piece, script: Script) -> bool:
        place = str(script.location(piece))
        if about := elsewhere(*piece.parsed, self.own, self.there):
            self.left_out.append(LeftOut(place, f"it is about {about}"))
            return False
        if _TIMEOUT.match(piece.sql) and (major := self.connection.info.server_version // 10000) < 17:
            self.left_out.append(LeftOut(place, f"PostgreSQL {major} has no transaction_timeout"))
            return False
        name = piece.extension
        if not name and self.missing and piece.kind == "CommentStmt":
            node = piece.parsed[1]
            name = (
                node["object"]["String"].get("sval", "") if node.get("objtype") == "OBJECT_EXTENSION" else ""
            )
        if name not in self.missing:
            return True
        if piece.extension:
            self.left_out.append(LeftOut(place, f"the extension {name} is not on this server", name))
        return False

    def _pipeline(self, script: Script, pieces: Iterable[Piece]) -> None:
        """One transaction, but for what PostgreSQL refuses there: that goes by itself, after what came before."""
        for piece in pieces:
            inside = self.connection.info.transaction_status != _IDLE
            if piece.outside:
                if inside:
                    self.connection.execute("COMMIT")
            elif not inside and not piece.bounds:
                self.connection.execute("BEGIN")
            self._in_turn(script, [piece])
        if self.connection.info.transaction_status != _IDLE:
            self.connection.execute("COMMIT")

    def _in_turn(self, script: Script, pieces: Iterable[Piece]) -> None:
        for group in script.sent(pieces):
            if group[0].copies:
                self._copy(script, group[0])
            else:
                self._message(script, group)

    def _copy(self, script: Script, piece: Piece) -> None:
        try:
            with self.connection.cursor().copy(piece.sql.encode()) as copy:
                if piece.copies == "from":
                    copy.write(script.data(piece))
                else:
                    deque(copy, maxlen=0)
        except psycopg.Error as error:
            raise SqlError(_failure(error, script, piece)) from None

    def _message(self, script: Script, pieces: list[Piece]) -> None:
        """One simple query. A look at the locks follows each statement, unless that would change what it is, or nothing was there
        that could be locked.
        """
        if not pieces:
            return
        for piece in pieces:
            if piece.copies:
                raise SqlError(_told(script, piece, _NO_COPY))
        self.at = script.location(pieces[0])
        alone = len(pieces) == 1 and self.connection.info.transaction_status == _IDLE
        program = alone and pieces[0].may_commit
        if (alone and pieces[0].outside) or (program and not self._looks):
            self._alone(script, pieces[0])
            return
        try:
            self._with_looks(script, pieces)
        except SqlError as error:
            # what it did up to there is rolled back, but for the numbers that it took from sequences
            if not program or error.failure.sqlstate != _ENDS_TRANSACTION:
                raise
            self._alone(script, pieces[0])

    @property
    def _looks(self) -> bool:
        """Whether locks are looked for: there has to be something that could be locked."""
        return self.measure and bool(self.names)

    def _with_looks(self, script: Script, pieces: list[Piece]) -> None:
        parts: list[tuple[Piece, bool]] = []
        for piece, following in zip_longest(pieces, pieces[1:]):
            parts.append((piece, False))
            if self._looks and not piece.bounds and not (following and piece.adds and following.adds):
                parts.append((piece, True))
        texts = [look(self.names) if looked else piece.sql for piece, looked in parts]
        self.connection.pgconn.send_query(_BETWEEN.join(texts).encode())
        results = self.connection.wait(execute(self.connection.pgconn))
        for number, ((piece, looked), result) in enumerate(zip(parts, results, strict=False)):
            if result.status not in _GOOD:
                if self.connection.broken:
                    self.at = script.location(piece)
                    raise error_from_result(result)
                before = sum(len(text) + len(_BETWEEN) for text in texts[:number])
                raise SqlError(_failure(error_from_result(result), script, piece, before))
            if looked:
                self._note(script, piece, _rows(result))

    def _alone(self, script: Script, piece: Piece) -> None:
        """A statement by itself, outside a transaction. Without a second connection its locks are not measured."""
        try:
            if not self._looks:
                self.connection.execute(piece.sql.encode())
                return
            rows, measured = list[Row](), False
            if self.second is None:
                self.connection.execute(piece.sql.encode())
            else:
                rows, measured = watched(self.connection, self.second, piece.sql, piece.kind, piece.words)
            afterwards = relations(self.connection) if piece.kind not in _OF_INDEXES else None
            self._note(script, piece, rows, measured, afterwards)
        except psycopg.Error as error:
            if self.connection.broken:
                raise
            raise SqlError(_failure(error, script, piece)) from None

    def _note(
        self,
        script: Script,
        piece: Piece,
        rows: Iterable[Row],
        measured: bool = True,
        afterwards: Relations | None = None,
    ) -> None:
        moves = piece.kind in ("TruncateStmt", "RefreshMatViewStmt")
        place = script.location(piece)
        self.taken.append(read(piece.sql, place, rows, self.names, moves, measured, afterwards))


def _rows(result: pq.abc.PGresult) -> list[Row]:
    """The rows of a look."""
    found: list[Row] = []
    for row in range(result.ntuples):
        transaction, relation, mode, filenode, schema, name = (
            value.decode() if (value := result.get_value(row, column)) is not None else None
            for column in range(result.nfields)
        )
        oid, file = (int(value) if value else None for value in (relation, filenode))
        found.append((transaction or "", oid, mode or "", file, schema, name))
    return found


_NO_COPY = "the data of COPY goes between the server and psql: where a tool sends the file as one query it fails; write INSERT"
_SYNTAX = "42601"
_PSQL = 'is a command of psql, which this tool sends to the server: syntax error at or near "\\"'
_ENDED = (
    "this tool ends a statement at a semicolon at the end of a line, here in the middle of one: put it between StatementBegin and "
    "StatementEnd"
)
_UNFINISHED = (
    "this tool ends a statement at a semicolon at the end of a line, and there is none behind this one"
)
_IN_TRANSACTION = "25001"
"""active_sql_transaction: what PostgreSQL says of a statement that refuses a transaction (documentation, Appendix A)."""
_OF_INDEXES = frozenset({"IndexStmt", "DropStmt"})
"""What runs outside a transaction for the sake of an index, and writes no table anew: hundreds of them need not all be looked at again."""
_UNENDED = "without COMMIT: nothing of it stays"
_IN_BLOCK = re.compile(r"inline_code_block line (\d+)")
_OPENING = re.compile(r"\$(?:[^\W\d]\w*)?\$|'")


def _failure(error: psycopg.Error, script: Script, piece: Piece, before: int = 0) -> Failure:
    """What PostgreSQL refused, at the place that it says; ``before`` is how much of what was sent came before the statement."""
    message = error.diag.message_primary or str(error).strip()
    more = (error.diag.message_detail, error.diag.message_hint)
    lines = [line for said in more if said for line in said.removesuffix(".").splitlines()]
    message = "; ".join([message, *lines])  # a DETAIL has a line for each object that depends on one
    if error.sqlstate == _IN_TRANSACTION and piece.outside and script.apart:
        message = f"{message}: {script.apart}"
    return _told(script, piece, message, error.sqlstate or "", _inside(error, piece, before))


def _told(script: Script, piece: Piece, message: str, sqlstate: str = "", inside: int = 0) -> Failure:
    """A failure so many characters into a statement."""
    offset = piece.start + inside
    place, line = script.lines.location(offset), script.lines.line(offset)
    return Failure("", piece.sql, sqlstate, message, place, line.strip())


def _inside(error: psycopg.Error, piece: Piece, before: int) -> int:
    """Where in the statement it went wrong; 0 where PostgreSQL does not say. It counts lines of a DO block's body."""
    if error.diag.statement_position:
        said = int(error.diag.statement_position) - 1 - before
        return said if 0 <= said < len(piece.sql) else 0
    block, body = _IN_BLOCK.search(error.diag.context or ""), _OPENING.search(piece.sql)
    if piece.kind != "DoStmt" or block is None or body is None:
        return 0
    lines = piece.sql[body.end() :].split("\n")
    above, line = lines[: int(block[1]) - 1], lines[int(block[1]) - 1 :][:1]
    indent = sum(len(text) - len(text.lstrip()) for text in line)
    return body.end() + sum(len(text) + 1 for text in above) + indent
