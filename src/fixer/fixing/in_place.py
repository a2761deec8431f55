"""A statement of a pending file as it is written: what stands where, and edits of it by position."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from pglast import parser

from fixer.ddl.tables.alter_table import AlterTable
from fixer.model import Edit, Location, ObjectRef
from fixer.registry import PendingStatement
from fixer.sql import parse
from fixer.sql.parse import Node, Offsets
from fixer.sql.quote import identifier
from fixer.sql.tokens import Tokens
from fixer.values import Value

_END = re.compile(r"[ \t]*;")
_LONE = re.compile(r"(?<!\r)\n")
_REST = re.compile(r"[^\n]*")
_LINE_END = re.compile(r"[ \t]*(?:\r?\n|\Z)")
_COMMENT = re.compile(r"[ \t]*(?:--(?!>)[^\r\n]*)?(?=\r?\n|\Z)")


class Command(Value, frozen=True):
    """A subcommand of ALTER TABLE: its node, and its extent in characters of the statement."""

    node: Node
    start: int
    end: int

    @property
    def kind(self) -> str:
        """``AT_AddConstraint`` …"""
        return str(self.node["subtype"])


class WrittenColumn(Value, frozen=True):
    """A column as CREATE TABLE or ADD COLUMN writes it; places are characters of the statement.

    ``text`` is the whole definition, ``type`` what it says of the type, ``type_name`` the type's name without schema, and
    ``modifiers`` its numbers: (10, 2). ``table`` is None where nobody knows the table.
    """

    table: ObjectRef | None
    name: str
    start: int
    text: str
    type: str
    type_start: int
    type_end: int
    type_name: str
    modifiers: tuple[int, ...]
    array: bool
    constraints: tuple[tuple[str, int], ...]
    """Of which kind (``CONSTR_NOTNULL`` …), and where."""


@dataclass(frozen=True)
class Written:
    """A pending statement, taken apart. Offsets are characters of its text, unless they are a file's."""

    statement: PendingStatement

    @property
    def text(self) -> str:
        """As it is written, with the comments above it."""
        return self.statement.text

    @cached_property
    def tokens(self) -> Tokens:
        """Its tokens, without comments."""
        return Tokens(self.text)

    @cached_property
    def _parsed(self) -> tuple[str, Node]:
        return parse.statement(self.text)

    @property
    def kind(self) -> str:
        """Its parse node's kind."""
        return self._parsed[0]

    @property
    def node(self) -> Node:
        """Its parse node."""
        return self._parsed[1]

    @cached_property
    def _offsets(self) -> Offsets:
        return Offsets(self.text)

    def char(self, byte: int) -> int:
        """From a location of the tree to characters."""
        return self._offsets.char(byte)

    def token(self, byte: int) -> int:
        """The token at a location of the tree."""
        return self.tokens.at(self.char(byte))

    @property
    def start(self) -> int:
        """Where its first word begins."""
        return self.tokens.start(0)

    def place(self, offset: int) -> Location:
        """The file's line and column at a character of the statement."""
        before, at = self.text[:offset], self.statement.location
        lines = before.count("\n")
        column = at.column + offset if lines == 0 else len(before) - before.rindex("\n")
        return Location(at.path, at.line + lines, column, self.statement.offset + offset)

    def named(self, byte: int) -> ObjectRef | None:
        """The object that the name at a location of the tree means."""
        at = self.char(byte)
        return next((ref for name, ref in self.statement.resolved if name.start == at), None)

    def relation(self, node: Node) -> ObjectRef | None:
        """The object that a RangeVar of the tree means."""
        return self.named(node["location"]) if "location" in node else None

    @property
    def about(self) -> ObjectRef | None:
        """The first table, or else object, that it names."""
        found = [ref for _name, ref in sorted(self.statement.resolved, key=lambda pair: pair[0].start)]
        return next((ref for ref in found if ref.kind == "table"), found[0] if found else None)

    def identifiers(self) -> Iterator[tuple[int, int]]:
        """Where its names are written."""
        for token in parser.scan(self.text):
            if token.name in ("IDENT", "UIDENT"):
                yield token.start, token.end + 1

    def columns(self) -> Iterator[WrittenColumn]:
        """The columns that it makes: of CREATE TABLE, and of ADD COLUMN."""
        if self.kind == "CreateStmt":
            nodes = [item.get("ColumnDef") for item in self.node.get("tableElts", ())]
        elif self.kind == "AlterTableStmt" and self.node.get("objtype") == "OBJECT_TABLE":
            added = [item["AlterTableCmd"] for item in self.node["cmds"]]
            nodes = [one["def"]["ColumnDef"] for one in added if one["subtype"] == "AT_AddColumn"]
        else:
            return
        table = self.relation(self.node["relation"])
        for node in nodes:
            if node is not None and "location" in node.get("typeName", {}):
                yield self._column(node, table)

    def _column(self, node: Node, table: ObjectRef | None) -> WrittenColumn:
        tokens, kind = self.tokens, node["typeName"]
        first = self.token(kind["location"])
        last = self._element_end(first)
        constraints = [item["Constraint"] for item in node.get("constraints", ()) if item]
        told = [one["location"] for one in constraints]
        told += [node["collClause"]["location"]] if "collClause" in node else []
        stops = [last, *(self.token(place) for place in told if self.token(place) > first)]
        stops += [
            spot for word in ("storage", "compression") if first <= (spot := tokens.find(word, first)) < last
        ]
        end = min(stops)
        numbers = (item.get("A_Const", {}).get("ival", {}).get("ival") for item in kind.get("typmods", ()))
        start = self.char(node["location"])
        return WrittenColumn(
            table,
            node["colname"],
            start,
            self.text[start : tokens.end(last - 1)],
            tokens.between(first, end),
            tokens.start(first),
            tokens.end(end - 1),
            kind["names"][-1]["String"]["sval"],
            tuple(number for number in numbers if number is not None),
            "arrayBounds" in kind,
            tuple((one["contype"], self.char(one["location"])) for one in constraints),
        )

    def _element_end(self, position: int) -> int:
        """The token behind a column's definition: a comma, the parenthesis around all of them, or the end."""
        depth = 0
        for number in range(position, len(self.tokens)):
            word = self.tokens.words[number]
            if depth == 0 and word in (",", ")"):
                return number
            depth += (word in "([") - (word in ")]")
        return len(self.tokens)

    def qualified(self, *extents: tuple[int, int]) -> str:
        """Pieces of the text, with the schema before each name that has none."""
        pieces = []
        for start, end in extents:
            piece, names = self.text[start:end], self.statement.resolved
            for name, ref in sorted(names, key=lambda pair: pair[0].start, reverse=True):
                if start <= name.start < end and len(name.parts) == 1 and ref.schema not in ("", "pg_temp"):
                    at = name.start - start
                    piece = f"{piece[:at]}{identifier(ref.schema)}.{piece[at:]}"
            pieces.append(piece)
        return "".join(pieces)

    def commands(self) -> list[Command]:
        """The subcommands of ALTER TABLE; none where commas do not tell them apart."""
        ddl = AlterTable(self.node, self.text)
        nodes = [item["AlterTableCmd"] for item in self.node["cmds"]]
        pieces = ddl.pieces()
        if len(pieces) != len(nodes):
            return []
        return [
            Command(node, self.tokens.start(begin), self.tokens.end(end - 1))
            for node, (begin, end) in zip(nodes, pieces, strict=True)
        ]

    def edit(self, start: int, end: int, new: str) -> Edit:
        """Replaces characters of the statement."""
        offset = self.statement.offset
        return Edit(self.statement.path, offset + start, self.text[start:end], new)

    def insert(self, at: int, new: str) -> Edit:
        """Puts something in front of a character of the statement."""
        return self.edit(at, at, new)

    def _end(self, file: str) -> int:
        """Where it ends in its file, with its semicolon."""
        end = self.statement.offset + self.tokens.end(len(self.tokens) - 1)
        semicolon = _END.match(file, end)
        return semicolon.end() if semicolon else end

    def changed(self, text: str) -> Edit:
        """The statement as another text of it: the one edit between what both begin and end with, in the file's line ends."""
        old, shorter = self.text, min(len(self.text), len(text))
        head = next((n for n in range(shorter) if old[n] != text[n]), shorter)
        room = range(1, shorter - head + 1)
        tail = next((n - 1 for n in room if old[-n] != text[-n]), shorter - head)
        new = text[head : len(text) - tail]
        new = _LONE.sub("\r\n", new) if "\r\n" in old else new
        return self.edit(head, len(old) - tail, new)

    def unique_on(self, columns: tuple[str, ...]) -> Iterator[tuple[int, int]]:
        """Where CREATE TABLE says UNIQUE of just these columns, in their order, and of NULLs nothing."""
        for item in self.node.get("tableElts", ()):
            inner = item.get("ColumnDef", {})
            said = [one["Constraint"] for one in inner.get("constraints", ())] or [item.get("Constraint", {})]
            for one in said:
                keys = [key["String"]["sval"] for key in one.get("keys", ())] or [inner.get("colname")]
                if one.get("contype") != "CONSTR_UNIQUE" or tuple(keys) != columns:
                    continue
                if not one.get("nulls_not_distinct"):
                    word = self.tokens.find("unique", self.token(one["location"]))
                    yield self.tokens.start(word), self.tokens.end(word)

    def with_element(self, element: str) -> list[Edit]:
        """CREATE TABLE with another column or constraint behind the last; on a line of its own where that has one."""
        close = self.tokens.closing(self.tokens.find("("))
        last = self.tokens.end(close - 1)
        line = self.text.rfind("\n", 0, self.tokens.start(close)) + 1
        if line <= last or self.text[line : self.tokens.start(close)].strip():
            return [self.insert(last, f", {element}")]
        begins = self.text.rfind("\n", 0, last) + 1
        indent = self.text[begins : begins + len(self.text[begins:]) - len(self.text[begins:].lstrip(" \t"))]
        end = "\r\n" if self.text[line - 2 : line - 1] == "\r" else "\n"
        return [self.insert(last, ","), self.insert(line, f"{indent}{element}{end}")]

    def gone(self, file: str) -> Edit:
        """The statement taken out of its file, with its line where nothing else stands there."""
        start, end = self.statement.offset + self.start, self._end(file)
        line = file.rfind("\n", 0, start) + 1
        rest = _LINE_END.match(file, end)
        if rest and not file[line:start].strip():
            start, end = line, rest.end()
        return Edit(self.statement.path, start, file[start:end], "")

    def behind(self, file: str, text: str) -> Edit:
        """Something on lines of its own behind the statement, and what stands on its line."""
        end = self._end(file)
        semicolon = "" if file[end - 1] == ";" else ";"
        rest = _COMMENT.match(file, end)
        at = rest.end() if rest and not semicolon else end
        line = "\r\n" if "\r\n" in file else "\n"
        return Edit(self.statement.path, at, "", f"{semicolon}{line}{text}")

    def replaced(self, file: str, note: str) -> Edit:
        """A comment in place of the whole statement with its semicolon, in the text of its file. Comments above it stay."""
        path = self.statement.path
        start = self.statement.offset + self.start
        end = self._end(file)
        rest = _REST.match(file, end)
        alone = rest is None or not rest.group().strip()
        return Edit(path, start, file[start:end], f"-- {note}" if alone else f"/* {note} */")

    def without(self, commands: Sequence[Command], gone: Sequence[Command]) -> list[Edit]:
        """The statement without some of its subcommands, at least one of which stays; the comments between them stay."""
        last = max(command.start for command in commands if command not in gone)
        edits = []
        for number, command in enumerate(commands):
            if command not in gone:
                continue
            if command.start < last:
                edits += self._gone(command.start, command.end, commands[number + 1].start, behind=True)
            else:  # the last ones go with the comma in front of them
                edits += self._gone(command.end, command.start, commands[number - 1].end, behind=False)
        return edits

    def _gone(self, outer: int, inner: int, other: int, behind: bool) -> list[Edit]:
        """A subcommand from ``outer`` to ``inner``, and what lies between it and ``other``: the comma, and blanks."""
        between = (inner, other) if behind else (other, inner)
        comma = self.tokens.start(self.tokens.at(between[0]))
        blank = self.text[slice(*between)].replace(",", "", 1).isspace() or comma + 1 == between[1]
        if blank:
            return [self.edit(min(outer, other), max(outer, other), "")]
        return [self.edit(comma, comma + 1, ""), self.edit(min(outer, inner), max(outer, inner), "")]


def written(pending: Iterable[PendingStatement], words: re.Pattern[str] | None = None) -> Iterator[Written]:
    """The pending statements, those in which the words are found."""
    for statement in pending:
        if words is None or words.search(statement.text):
            yield Written(statement)


def pending_at(pending: Iterable[PendingStatement], location: Location | None) -> Written | None:
    """The pending statement that a finding's place lies in, or that comes next below it."""
    if location is None:
        return None
    ends = (s for s in pending if s.path == location.path and location.offset <= s.offset + len(s.text))
    found = next(ends, None)
    return None if found is None else Written(found)
