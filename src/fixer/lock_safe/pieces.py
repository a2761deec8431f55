"""The statements of a script, and where each stands."""

from __future__ import annotations

from collections.abc import Iterator

from fixer.sql import parse
from fixer.sql.parse import SqlSyntaxError


class NotTakenError(Exception):
    """A statement that is not carried out. ``code`` is a refusal's; ``line`` and ``column`` count from 1 in the script.

    ``there`` is what it met instead of what it expected.
    """

    def __init__(self, code: str, reason: str, line: int, column: int = 1, there: str = ""):
        self.code, self.reason, self.line, self.column, self.there = code, reason, line, column, there
        super().__init__(reason)


def pieces(script: str) -> Iterator[tuple[str, int]]:
    """The statements, and where each begins. Raises NotTakenError where it is no SQL."""
    try:
        found = parse.slices(script)
    except SqlSyntaxError as error:
        raise NotTakenError(
            "unreadable", f"not SQL: {error.message}", *place_in(script, error.offset)
        ) from None
    for piece in found:
        start = piece.start + _above(script[piece])
        yield script[start : piece.stop].strip(), start


def place_in(script: str, offset: int) -> tuple[int, int]:
    """The line and column of an offset, from 1."""
    return script.count("\n", 0, offset) + 1, offset - script.rfind("\n", 0, offset)


def _above(text: str) -> int:
    """How many characters stand above the statement: white space and comments."""
    from fixer.sql.tokens import Tokens

    return Tokens(text).start(0)
