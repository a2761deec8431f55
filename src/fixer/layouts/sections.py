"""The up half of files that hold both halves: dbmate, goose and sql-migrate.

Rules read in dbmate's pkg/dbmate/migration.go, goose's internal/sqlparser/parser.go and sql-migrate's
sqlparse/sqlparse.go.
"""

from __future__ import annotations

import re
from typing import Literal

from fixer.layouts.base import line_at, location
from fixer.model import FixerError

_SPACE = r"[\t\n\f\r ]"  # Go's \s, which knows neither \v nor Unicode spaces
_DBMATE_UP = re.compile(rf"^--{_SPACE}*migrate:up({_SPACE}*$|{_SPACE}+[^\t\n\f\r ]+)", re.M)
_DBMATE_DOWN = re.compile(rf"^--{_SPACE}*migrate:down({_SPACE}*$|{_SPACE}+[^\t\n\f\r ]+)\r?$", re.M)
_GOOSE = re.compile(r"^\ufeff?--[ \t]*\+goose[ \t]+(?P<word>[A-Za-z]+)[^\n]*", re.M | re.I)
_SQL_MIGRATE = re.compile(r"^\ufeff?-- \+migrate[ \t]+(?P<word>[A-Za-z]+)[^\n]*", re.M)
_STATEMENT_LINE = re.compile(rf"^(?!{_SPACE}*--)(?!{_SPACE}*$).+", re.M)
_NOT_NEWLINE = re.compile(r"[^\r\n]")

Kind = Literal["dbmate", "goose", "sql-migrate"]


def kind(text: str) -> Kind | None:
    """Whose sections the file has, if any."""
    if "migrate:" in text and (_DBMATE_UP.search(text) or _DBMATE_DOWN.search(text)):
        return "dbmate"
    if "+goose" in text.lower() and _GOOSE.search(text):
        return "goose"
    if "+migrate" in text and _SQL_MIGRATE.search(text):
        return "sql-migrate"
    return None


def blank(text: str) -> str:
    """Spaces for everything but the line ends: as long as ``text``, so that positions hold."""
    return _NOT_NEWLINE.sub(" ", text)


def up(text: str, path: str) -> str:
    """The up half of a file of any kind; a file without sections is all up. Raises FixerError."""
    match kind(text):
        case "dbmate":
            return dbmate_up(text, path)
        case "goose":
            return _marked(text, _GOOSE)
        case "sql-migrate":
            return _marked(text, _SQL_MIGRATE)
        case None:
            return text


def dbmate_up(text: str, path: str) -> str:
    """What stands between ``-- migrate:up`` and ``-- migrate:down``. Raises FixerError where dbmate would."""
    begin, end = _DBMATE_UP.search(text), _DBMATE_DOWN.search(text)
    if begin is None:
        raise FixerError(
            "no `-- migrate:up` in this file",
            location(path, text, 0),
            line_at(text, 0),
            "dbmate would not run it.",
        )
    if end is not None and end.start() < begin.start():
        raise FixerError(
            "`-- migrate:down` stands before `-- migrate:up`",
            location(path, text, end.start()),
            line_at(text, end.start()),
        )
    stray = _STATEMENT_LINE.search(text, 0, begin.start())
    if stray is not None:
        raise FixerError(
            "a statement stands before `-- migrate:up`", location(path, text, stray.start()), stray.group()
        )
    stop = len(text) if end is None else end.start()
    first = text.find("\n", begin.start() + len(begin.group().rstrip()))
    first = len(text) if first == -1 else first
    return blank(text[:first]) + text[first:stop] + blank(text[stop:])


def dbmate_has_down(text: str) -> bool:
    """Whether dbmate finds a down section; without one it refuses the file."""
    return _DBMATE_DOWN.search(text) is not None


def _marked(text: str, marker: re.Pattern[str]) -> str:
    """What stands in Up sections. The markers go too: they are no comment on the statement below them."""
    parts, position, inside = [], 0, False
    for match in marker.finditer(text):
        part = text[position : match.start()]
        parts += [part if inside else blank(part), blank(match.group())]
        word = match.group("word").lower()
        inside = word == "up" or (inside and word != "down")
        position = match.end()
    rest = text[position:]
    return "".join([*parts, rest if inside else blank(rest)])
