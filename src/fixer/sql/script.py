"""SQL files as people and pg_dump write them: psql's own lines and COPY data blanked, so that the rest parses."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property

from fixer.model import Location
from fixer.passwords import between, spans
from fixer.sql.lexer import BLOCK_COMMENT

# one lexical element each, so that a backslash inside a string, comment or function body is never taken for psql's
_ELEMENT = re.compile(
    rf"""
      --[^\n]*
    | {BLOCK_COMMENT}
    | \b[eE]'(?:[^'\\]|\\.|'')*'
    | '[^']*'
    | "[^"]*"
    | (\$(?:[^\W\d]\w*)?\$).*?\1
    | ^(?i:COPY\s[^;]*?\sFROM\s+STDIN)\b[^;]*;[^\n]*\n(?P<data>.*?^\\\.[^\n]*$)
    | ^(?P<psql>\\[^\n]*)
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)
# pg_dump 15.18 and later frame every dump with these two lines; found at once, they spare most dumps the look at each
# element
_FRAME = re.compile(r"\A(?:--[^\n]*\n|\s)*(\\restrict [^\n]*)|(\\unrestrict [^\n]*)\s*\Z")
_WANTED = re.compile(r"^\\", re.MULTILINE)
_ELSEWHERE = re.compile(r"^\\(?:include_relative|include|ir?|gexec)(?!\w)", re.MULTILINE)
_CONNECTS = re.compile(r"^\\c(?:onnect)?(?!\w)", re.MULTILINE)
_ENCODES = re.compile(r"^\\encoding[ \t]+'?([^\s';]+)", re.MULTILINE)
_NAMED = re.compile(
    r"""\\c(?:onnect)?\s+(?:-reuse-previous=\w+\s+)?(?:"dbname='(?P<said>.*?)'"|"(?P<quoted>[^"]*)"|(?P<bare>[^\s"]+))"""
)
_MAKES = re.compile(
    r"^(?:CREATE\s+(?!(?:DATABASE|ROLE|USER|GROUP|TABLESPACE)\s)|ALTER\s+(?:TABLE|FUNCTION|TYPE)\s)",
    re.MULTILINE | re.IGNORECASE,
)
_VISIBLE = re.compile(r"[^\r\n]")


def clean(text: str) -> str:
    """``text`` with psql metacommands, COPY data and a byte order mark replaced by spaces: every position stays."""
    if text.startswith("\ufeff"):
        text = " " + text[1:]
    if "\n\\restrict " in text[:1000]:
        text = _blank_frame(text)
    if not _WANTED.search(text):
        return text
    pieces, last = [], 0
    for match in _ELEMENT.finditer(text):
        for group in ("data", "psql"):
            begin, end = match.span(group)
            if begin >= 0:
                pieces += [text[last:begin], _VISIBLE.sub(" ", text[begin:end])]
                last = end
    return "".join(pieces) + text[last:]


def commands(text: str) -> Iterator[tuple[int, str]]:
    """Where psql's own lines stand in ``text``, and the lines."""
    if _WANTED.search(text):
        for match in _ELEMENT.finditer(text):
            if match["psql"]:
                yield match.start("psql"), match["psql"]


def not_followed(text: str) -> Iterator[tuple[int, str]]:
    """Where psql would run SQL that is not in ``text``, and the command that says so (psql, Meta-Commands)."""
    if _ELSEWHERE.search(text):
        for match in _ELEMENT.finditer(text):
            command = _ELSEWHERE.match(match["psql"] or "")
            if command:
                yield match.start("psql"), command[0]


def encodings(text: str) -> list[tuple[int, str]]:
    """Where psql is told by ``\\encoding`` in which encoding the rest of ``text`` is, and the encoding."""
    if not _ENCODES.search(text):
        return []
    found = ((match.start("psql"), _ENCODES.match(match["psql"] or "")) for match in _ELEMENT.finditer(text))
    return [(start, told[1]) for start, told in found if told]


def databases(text: str) -> dict[str, int]:
    """The databases that a script of psql makes something in, as a dump of several does, and where; its first one is called ""."""
    if not _CONNECTS.search(text):
        return {}
    places = [("", 0)]
    for match in _ELEMENT.finditer(text):
        if _CONNECTS.match(match["psql"] or "") and (named := _NAMED.match(match["psql"])):
            name = named["said"] or named["quoted"] or named["bare"] or "-"
            places.append((places[-1][0] if name == "-" else name, match.start("psql")))
    cleaned, found = clean(text), dict[str, int]()
    for (name, start), (_next, end) in zip(places, [*places[1:], ("", len(text))], strict=True):
        if _MAKES.search(cleaned, start, end):
            found.setdefault(name, start)
    return found


def _blank_frame(text: str) -> str:
    head, tail = text[:1000], text[-1000:]
    first = _FRAME.match(head)
    if first:
        head = head[: first.start(1)] + " " * len(first[1]) + head[first.end(1) :]
        text = head + text[1000:]
    last = _FRAME.search(tail) if len(text) > 1000 else None
    if last and last[2]:
        tail = tail[: last.start(2)] + " " * len(last[2]) + tail[last.end(2) :]
        text = text[:-1000] + tail
    return text


class Lines:
    """Where the lines of a text begin, to turn offsets into places."""

    def __init__(self, path: str, text: str):
        self._path, self._text = path, text

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer(r"\n", self._text))]

    @property
    def count(self) -> int:
        """How many lines there are; an empty one behind the last line feed is one."""
        return len(self._starts)

    def location(self, offset: int) -> Location:
        """The place at a character offset."""
        line = bisect_right(self._starts, offset)
        return Location(self._path, line, offset - self._starts[line - 1] + 1, offset)

    @cached_property
    def _passwords(self) -> list[tuple[int, int]]:
        return spans(self._text)

    def line(self, offset: int) -> str:
        """The line that an offset lies in, to be shown: passwords are hidden, those that begin on a line above, too."""
        return between(self._text, self._passwords, *self._extent(offset))

    def written(self, offset: int) -> str:
        """The line that an offset lies in, as it is in the file."""
        begin, end = self._extent(offset)
        return self._text[begin:end]

    def _extent(self, offset: int) -> tuple[int, int]:
        """Where the line begins and ends, without its line end."""
        number = bisect_right(self._starts, offset)
        begin = self._starts[number - 1]
        end = self._starts[number] if number < len(self._starts) else len(self._text)
        return begin, begin + len(self._text[begin:end].rstrip("\r\n"))

    def offset(self, line: int, column: int = 1) -> int:
        """The offset of a line and column, both counted from 1; the end of the text for a place behind it."""
        if line > len(self._starts):
            return len(self._text)
        return min(self._starts[max(line, 1) - 1] + column - 1, len(self._text))
