"""A file's text, and errors that say where in it something is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from fixer.model import FixerError, Location
from fixer.sql.script import Lines

_SHOWN = 200
"""Characters of a line that is shown at most."""


class UnreadableError(FixerError):
    """One item is not what its format says; the others may be."""


@dataclass(frozen=True)
class FileText:
    """The text of the file at ``path``, which is only for messages."""

    path: str
    text: str

    @cached_property
    def lines(self) -> Lines:
        """Where the lines of the file begin."""
        return Lines(self.path, self.text)

    def error(self, offset: int, message: str, hint: str = "") -> FixerError:
        """What makes the whole file unusable, at its place."""
        return FixerError(*self._placed(offset, message), hint)

    def unreadable(self, offset: int, message: str, hint: str = "") -> UnreadableError:
        """What is wrong with one item, at its place."""
        return UnreadableError(*self._placed(offset, message), hint)

    def _placed(self, offset: int, message: str) -> tuple[str, Location, str | None]:
        return message, self.lines.location(offset), _shown(self.text, offset)


def _shown(text: str, offset: int) -> str | None:
    """The line at an offset, where it is short and printable. A file may be one long line: no more of it is looked at."""
    begin = max(offset - _SHOWN, 0)
    _before, found, start = text[begin:offset].rpartition("\n")
    if begin and not found:
        return None
    line = (start + text[offset : offset + _SHOWN].partition("\n")[0]).rstrip("\r").expandtabs(1)
    return line if line.isprintable() and len(line) < _SHOWN else None
