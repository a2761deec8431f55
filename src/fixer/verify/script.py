"""SQL files as they are sent: their statements with places, and the way a tool sends them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from itertools import groupby

from fixer.model import FixerError, Location
from fixer.sql import parse
from fixer.sql.lexer import BLOCK_COMMENT
from fixer.sql.parse import Node, SqlSyntaxError
from fixer.sql.quote import unquoted
from fixer.sql.script import Lines, clean
from fixer.sql.transaction import refuses_transaction


class Way(Enum):
    """How a file goes to the server."""

    QUERY = "one simple query, which PostgreSQL takes as one transaction"
    WRAPPED = "one simple query between BEGIN and COMMIT"
    TRANSACTION = "its statements one by one in one transaction"
    PIPELINE = "the same, but for what PostgreSQL refuses there: that goes by itself, after what came before"
    EACH = "its statements one by one, each a transaction of its own"


_SPECIAL = re.compile(
    r"\b(extension|concurrently|begin|start|commit|end|rollback|abort|vacuum|call|do|database|tablespace|system|cluster"
    r"|reindex|copy|subscription|truncate|refresh|role|user|group|owned|grant|revoke)\b",
    re.IGNORECASE,
)
_INDEXES = re.compile(r"(CREATE (UNIQUE )?INDEX|DROP INDEX|SET|BEGIN|COMMIT)\b", re.IGNORECASE)
# the data of COPY … FROM stdin, from the line after the statement to the line with the two signs that end it
_DATA = re.compile(r"[^\n]*\n(?P<data>.*?)^\\\.[^\n]*$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Piece:
    """One statement, and where it begins in its file, in characters."""

    sql: str
    start: int

    @cached_property
    def parsed(self) -> tuple[str, Node]:
        """Kind and node; ("", {}) for the many statements that nothing here has to know more of."""
        if not _SPECIAL.search(self.sql):
            return "", {}
        try:
            return parse.statement(self.sql)
        except (SqlSyntaxError, ValueError):
            return "", {}

    @property
    def stop(self) -> int:
        """Where it ends in its file."""
        return self.start + len(self.sql)

    @property
    def line(self) -> str:
        """It on one line, with one blank between its words."""
        return " ".join(self.sql.split())

    @property
    def kind(self) -> str:
        """The parse node, where it matters."""
        return self.parsed[0]

    @property
    def bounds(self) -> bool:
        """Whether it begins or ends a transaction."""
        return self.kind == "TransactionStmt" and not self.parsed[1].get("kind", "").startswith(
            ("TRANS_STMT_SAVEPOINT", "TRANS_STMT_RELEASE", "TRANS_STMT_ROLLBACK_TO")
        )

    @property
    def outside(self) -> bool:
        """Whether PostgreSQL refuses it in a transaction block."""
        return refuses_transaction(*self.parsed)

    @property
    def may_commit(self) -> bool:
        """Whether its body may end the transaction, so that it has to be sent alone when it stands alone."""
        return self.kind in ("CallStmt", "DoStmt")

    @property
    def copies(self) -> str:
        """``from`` or ``to`` where COPY has data come from the client, or go there; else ""."""
        if self.kind != "CopyStmt" or "filename" in self.parsed[1]:
            return ""
        return "from" if self.parsed[1].get("is_from") else "to"

    @property
    def words(self) -> frozenset[str]:
        """The words in it, some of which are names, as PostgreSQL reads them; of a statement with no ``kind`` none are known."""
        found = (value for node in parse.nodes(self.parsed[1]) for value in node.values())
        return frozenset(value for value in found if isinstance(value, str))

    @property
    def adds(self) -> bool:
        """Whether it is an INSERT, of which there may be thousands one after the other: one look at the locks is for them all."""
        return self.sql[:6].upper() == "INSERT"

    @property
    def extension(self) -> str:
        """The extension that it creates, or ""."""
        return str(self.parsed[1].get("extname", "")) if self.kind == "CreateExtensionStmt" else ""


@dataclass(frozen=True)
class Script:
    """A file, or one half of it, with the rest blanked so that places hold; and the way it is sent."""

    path: str
    text: str
    way: Way
    by_tool: bool = False
    """Whether it is a program of its own that sends the statements one by one (goose), and not psql."""
    ends: tuple[int, ...] | None = None
    """Where such a program ends what it sends; None where it ends statements where PostgreSQL does."""
    apart: str = ""
    """What has that tool run a statement outside of a transaction, in words."""

    @property
    def by_psql(self) -> bool:
        """Whether psql's own lines are carried out; whoever sends the text to the server sends them, too."""
        return self.way is Way.EACH and not self.by_tool

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """Its statements. Raises FixerError with the place for what does not parse."""
        text = clean(self.text)
        try:
            return tuple(_piece(text, part) for part in parse.slices(text))
        except SqlSyntaxError as error:
            place = self.lines.location(error.offset)
            raise FixerError(error.message, place, self.lines.line(error.offset), error.hint) from None

    def sent(self, pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
        """The statements, those together that the tool sends as one."""
        ends = self.ends
        if ends is None:
            yield from ([piece] for piece in pieces)
            return
        for _end, group in groupby(pieces, lambda piece: bisect_left(ends, piece.stop)):
            yield list(group)

    def cut(self) -> tuple[Piece, int] | None:
        """The first statement that the tool ends elsewhere than PostgreSQL, and where: within it, or nowhere."""
        if self.ends is None:
            return None
        for piece in self.pieces:
            at = bisect_right(self.ends, piece.start)
            if at == len(self.ends) or self.ends[at] < piece.stop:
                return piece, (self.ends[at] if at < len(self.ends) else piece.stop)
        return None

    @cached_property
    def only_indexes(self) -> bool:
        """Whether it makes and drops indexes, and nothing else."""
        return all(_INDEXES.match(piece.sql) for piece in self.pieces)

    @cached_property
    def lines(self) -> Lines:
        """For places."""
        return Lines(self.path, self.text)

    def location(self, piece: Piece) -> Location:
        """Where a statement stands."""
        return self.lines.location(piece.start)

    def data(self, piece: Piece) -> str:
        """What follows a COPY … FROM stdin."""
        match = _DATA.match(self.text, piece.start + len(piece.sql))
        return match["data"] if match else ""


_UNLESS_THERE = re.compile(r"\bpg_(?:roles|authid|user|group)\b|\bduplicate_object\b", re.IGNORECASE)
_MADE = re.compile(
    r"""\bCREATE\s+(?:ROLE|USER|GROUP)\s+(?!MAPPING\b)("(?:[^"]|"")+"|[\w$]+)""", re.IGNORECASE
)


def created_roles(scripts: Iterable[Script]) -> Mapping[str, bool]:
    """The roles that migrations create, and whether only where they are not there: a block that does creates one where nothing
    before it names the role.
    """
    found: dict[str, bool] = {}
    before: list[str] = []
    for piece in (piece for script in scripts for piece in script.pieces):
        if piece.kind == "CreateRoleStmt":
            found[piece.parsed[1].get("role", "")] = False
        elif piece.kind == "DoStmt" and _UNLESS_THERE.search(piece.sql):
            names = map(unquoted, _MADE.findall(piece.sql))
            text = "".join(before).lower()
            found = {name: True for name in names if name.lower() not in text} | found
        before.append(piece.sql)
    return found


_COMMENT = re.compile(rf"\s*(?:--[^\n]*(?:\n|$)|{BLOCK_COMMENT}|\s)*")


def _piece(text: str, part: slice) -> Piece:
    """The statement without the comments before it: its place is where it says something."""
    match = _COMMENT.match(text, part.start, part.stop)
    start = match.end() if match else part.start
    return Piece(text[start : part.stop], start)
