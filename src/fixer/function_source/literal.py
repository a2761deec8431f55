"""A string constant as it stands in a statement, and where each character of its value is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

_DOLLAR = re.compile(r"\$[^$]*\$")


_ESCAPE = re.compile(
    r"\\(?:([0-7]{1,3})|x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL
)


_LETTERS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


_CONTINUED = re.compile(r"'[ \t\f\v]*[\n\r]\s*'")


@dataclass(frozen=True)
class Literal:
    """A string constant as it stands in the source at ``start``, and its value."""

    raw: str
    start: int
    value: str

    @property
    def kind(self) -> str:
        """dollar, quoted or escaped."""
        if self.raw.startswith("$"):
            return "dollar"
        return "escaped" if self.raw[0] in "eE" else "quoted"

    @cached_property
    def places(self) -> list[int]:
        """Where each character of the value is written, and last where the value ends.

        Raises ValueError for a constant that is not understood (U&'…').
        """
        pieces = list(self._pieces())
        if "".join(text for text, _ in pieces[:-1]) != self.value:
            raise ValueError("a string constant that fixer cannot edit")
        return [self.start + place for _, place in pieces]

    def _pieces(self) -> Iterator[tuple[str, int]]:
        """Each character of the value and its place in ``raw``; last the closing quote, as nothing."""
        if match := _DOLLAR.match(self.raw):
            yield from zip(self.value, range(match.end(), len(self.raw)), strict=False)
            yield "", len(self.raw) - match.end()
            return
        position = self.raw.index("'") + 1
        while position < len(self.raw) - 1:
            if continued := _CONTINUED.match(self.raw, position):
                position = continued.end()
                continue
            text, end = self._character(position)
            yield text, position
            position = end
        yield "", position

    def _character(self, position: int) -> tuple[str, int]:
        """The character that is written at ``position``, and where the next one begins."""
        if self.raw.startswith("''", position):
            return "'", position + 2
        escape = _ESCAPE.match(self.raw, position) if self.kind == "escaped" else None
        if escape is None:
            return self.raw[position], position + 1
        octal, byte, short, long, letter = escape.groups()
        if octal:
            return chr(int(octal, 8)), escape.end()
        if byte or short or long:
            return chr(int(byte or short or long, 16)), escape.end()
        return _LETTERS.get(letter, letter), escape.end()

    def written(self, text: str) -> str:
        """``text`` as it has to be written in this constant."""
        if self.kind == "dollar":
            return text
        doubled = text.replace("'", "''")
        return doubled.replace("\\", "\\\\") if self.kind == "escaped" else doubled
