"""Where something is: an object of a database, a place in a file, and what is wrong there."""

from __future__ import annotations

from typing import NamedTuple

from fixer.passwords import hidden
from fixer.values import Value


class ObjectRef(NamedTuple):
    """The name of one database object. A tuple, since a catalog looks up names by the million.

    ``table`` is set for what lives inside a relation (column, constraint, policy, trigger); an index has
    none, because its name belongs to the schema. ``args`` holds the identity argument types of a function
    as PostgreSQL prints them (``bigint, text``), and is None for everything else.
    """

    kind: str
    schema: str
    name: str
    table: str | None = None
    args: str | None = None


class Location(Value, frozen=True):
    """A place in a file: ``line`` and ``column`` count from 1 (column in characters), ``offset`` in characters from 0."""

    path: str
    line: int
    column: int
    offset: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


class FixerError(Exception):
    """Something the user has to know and can act on. ``str()`` is the whole message; never shown as a traceback.

    ``line`` is the line of a file that it is about; passwords in it are hidden.
    """

    def __init__(
        self, message: str, location: Location | None = None, line: str | None = None, hint: str = ""
    ):
        self.message, self.location, self.hint = message, location, hint
        self.line = line and hidden(line)
        super().__init__(message)

    @property
    def placed(self) -> str:
        """The message behind its place, without the line and the hint: within a sentence of another's."""
        return f"{self.location}: {self.message}" if self.location else self.message

    def __str__(self) -> str:
        shown = f"\n    {self.line.strip()}" if self.line and self.line.strip() else ""
        hint = f"\n  {self.hint}" if self.hint else ""
        return f"{self.placed}{shown}{hint}"
