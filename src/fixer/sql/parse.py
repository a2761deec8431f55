"""libpg_query's view of SQL, as its JSON tree decoded into plain dictionaries.

The JSON tree is several times cheaper than pglast's Python AST. Every ``location`` in it is a UTF-8 byte
offset into the text that was parsed.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import msgspec
from pglast import parser

from fixer.sql.lexer import next_piece

Node = dict[str, Any]
POSTGRESQL: int = parser.get_postgresql_version()[0]
"""The major version whose grammar this is."""
_NEWER = f"SQL is read as PostgreSQL {POSTGRESQL} does: what a newer one brought is not known here."
_FILLED_IN = (
    "The tool puts a value there before it sends the file: what it is is not known here. Write the value."
)
_NO_SQL = {
    ":": "psql puts a variable's value there: what it is is not known here. Write the value.",
    "\\": "A command of psql stands there, which is no SQL: leave it out.",
    "{": _FILLED_IN,
    "$": _FILLED_IN,
}

_decode = msgspec.json.Decoder().decode


class SqlSyntaxError(Exception):
    """The text is not SQL that libpg_query (PostgreSQL 18's grammar) knows; ``offset`` in characters, from 0."""

    def __init__(self, message: str, offset: int):
        self.message, self.offset = message, offset
        super().__init__(message)

    @property
    def hint(self) -> str:
        """What is said beside it."""
        return next(
            (hint for sign, hint in _NO_SQL.items() if self.message.endswith(f'at or near "{sign}"')), _NEWER
        )


_PLACES = frozenset(
    {"location", "name_location", "arg_location", "stmt_location", "stmt_len"}
    | {"list_start", "list_end", "rexpr_list_start", "rexpr_list_end"}
)


def without_places(tree: Any) -> Any:
    """The tree, or a part of it, without what only tells where in the text its nodes are."""
    if isinstance(tree, dict):
        return {key: without_places(value) for key, value in tree.items() if key not in _PLACES}
    return [without_places(item) for item in tree] if isinstance(tree, list) else tree


def is_only(named: Node) -> bool:
    """Whether a RangeVar is written with ONLY: those below that table are not meant."""
    return not named.get("inh")


def nodes(tree: Any) -> Iterator[Node]:
    """Every node of a tree, or of a part of it, each before those in it."""
    pending = [tree]
    while pending:
        part = pending.pop()
        if isinstance(part, list):
            pending += reversed(part)
        elif isinstance(part, dict):
            yield part
            pending += reversed(part.values())


def _failure(error: parser.ParseError) -> SqlSyntaxError:
    message, *rest = error.args
    return SqlSyntaxError(str(message), int(rest[0]) if rest and rest[0] is not None else 0)


def _tree(text: str) -> Node:
    raw = parser.parse_sql_json(text)
    try:
        tree: Node = _decode(raw)
    except (
        RecursionError
    ):  # msgspec stops at the interpreter's recursion limit; the json module's C scanner does too
        tree = _decode_deep(raw)
    return tree


def _decode_deep(raw: str) -> Node:
    """Decodes a tree nested deeper than the recursion limit allows, on a thread with a larger stack."""
    import json
    import sys
    import threading

    box: list[Node] = []
    limit, size = sys.getrecursionlimit(), threading.stack_size()
    try:
        sys.setrecursionlimit(1_000_000)
        threading.stack_size(512 * 1024 * 1024)
        worker = threading.Thread(target=lambda: box.append(json.loads(raw)))
        worker.start()
        worker.join()
    finally:
        sys.setrecursionlimit(limit)
        threading.stack_size(size)
    return box[0]


def statements(text: str) -> list[Node]:
    """The statements of ``text``, each ``{"stmt": {Kind: node}, "stmt_location": …, "stmt_len": …}``.

    Raises SqlSyntaxError.
    """
    try:
        stmts: list[Node] = _tree(text).get("stmts", [])
    except parser.ParseError as error:
        raise _failure(error) from None
    return stmts


@lru_cache(maxsize=256)
def statement(text: str) -> tuple[str, Node]:
    """Kind and node of the one statement in ``text``. Do not change it: it is shared.

    Raises SqlSyntaxError, ValueError unless there is exactly one.
    """
    return _statement(text)


def statement_nodes(text: str) -> list[Node]:
    """Every node of the one statement in ``text``; none where it is not one."""
    try:
        return list(nodes([statement(text)[1]]))
    except (SqlSyntaxError, ValueError):
        return []


def _statement(text: str) -> tuple[str, Node]:
    found = statements(text)
    if len(found) != 1:
        raise ValueError(f"expected one statement, found {len(found)}")
    ((kind, node),) = found[0]["stmt"].items()
    return kind, node


def stream(text: str) -> Iterator[tuple[slice, str, Node]]:
    """Each statement of ``text``, parsed when it is asked for: where it stands, its kind and its node.

    Raises SqlSyntaxError.
    """
    position = 0
    while position < len(text):
        found = next_piece(text, position)
        if found is None:
            break
        piece, after = found
        if piece.start < piece.stop:
            try:
                kind, node = _statement(text[piece])
            except (SqlSyntaxError, ValueError):
                break
            yield piece, kind, node
        position = after
    else:
        return
    yield from _carefully(text, position)


def _carefully(text: str, position: int) -> Iterator[tuple[slice, str, Node]]:
    """The same from ``position`` on, where only the grammar tells which semicolons end a statement."""
    try:
        pieces = slices(text[position:])
    except SqlSyntaxError as error:
        raise SqlSyntaxError(error.message, position + error.offset) from None
    for piece in pieces:
        placed = slice(position + piece.start, position + piece.stop)
        yield placed, *_statement(text[placed])


def slices(text: str) -> tuple[slice, ...]:
    """Where each statement of ``text`` stands, in characters, without its semicolon. Raises SqlSyntaxError."""
    try:
        found: tuple[slice, ...] = parser.split(text, with_parser=True, only_slices=True)
    except parser.ParseError as error:
        raise _failure(error) from None
    return found


@lru_cache(maxsize=16384)
def expression(text: str) -> Node:
    """The tree of an expression such as a CHECK's. Do not change it: it is shared. Raises SqlSyntaxError."""
    prefix = "SELECT "
    try:
        kind, node = statement(prefix + text)
    except SqlSyntaxError as error:
        raise SqlSyntaxError(error.message, max(0, error.offset - len(prefix))) from None
    except ValueError:
        raise SqlSyntaxError("not a single expression", 0) from None
    targets = node.get("targetList", []) if kind == "SelectStmt" else []
    if len(targets) != 1 or "name" in targets[0]["ResTarget"] or not set(node) <= _OF_EXPRESSION:
        raise SqlSyntaxError("not a single expression", 0)
    value: Node = targets[0]["ResTarget"]["val"]
    return value


_OF_EXPRESSION = {"targetList", "limitOption", "op"}
"""All that a SELECT of one expression has: no DISTINCT, INTO, FROM, FOR UPDATE …"""


class Offsets:
    """Turns libpg_query's byte offsets into character offsets of the same text."""

    __slots__ = ("_raw",)

    def __init__(self, text: str):
        self._raw = None if text.isascii() else text.encode()

    def char(self, byte: int) -> int:
        """The character offset that stands at this byte offset."""
        return byte if self._raw is None else len(self._raw[:byte].decode())
