"""The up half of files that hold both halves: dbmate, goose, sql-migrate, tern and node-pg-migrate.

Rules read in dbmate's pkg/dbmate/migration.go, goose's internal/sqlparser/parser.go, sql-migrate's
sqlparse/sqlparse.go, tern's migrate/migrate.go and node-pg-migrate's src/sqlMigration.ts.
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import Literal

from fixer.layouts.base import line_at, location
from fixer.model import FixerError

_SPACE = r"[\t\n\f\r ]"  # Go's \s, which knows neither \v nor Unicode spaces
_DBMATE_UP = re.compile(rf"^--{_SPACE}*migrate:up({_SPACE}*$|{_SPACE}+[^\t\n\f\r ]+)", re.M)
_DBMATE_DOWN = re.compile(rf"^--{_SPACE}*migrate:down({_SPACE}*$|{_SPACE}+[^\t\n\f\r ]+)\r?$", re.M)
_GOOSE = re.compile(r"^\ufeff?--[ \t]*\+goose[ \t]+(?P<word>[A-Za-z]+)[^\n]*", re.M | re.I)
_SQL_MIGRATE = re.compile(r"^\ufeff?-- \+migrate[ \t]+(?P<word>[A-Za-z]+)[^\n]*", re.M)
_TERN = re.compile(r"---- create above / drop below ----")
_TERN_ALONE = re.compile(r"^---- tern: disable-tx ----$", re.M)
_NODE = {
    way: re.compile(rf"^[ \t]*--[ \t-]*{way}[ \t]+migration[^\n]*", re.M | re.I) for way in ("up", "down")
}
_NO_TRANSACTION = re.compile(r"^--[ \t]*\+goose[ \t]+NO[ \t]+TRANSACTION", re.M | re.I)
_STATEMENT_LINE = re.compile(rf"^(?!{_SPACE}*--)(?!{_SPACE}*$).+", re.M)
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_NOT_NEWLINE = re.compile(r"[^\r\n]")

Kind = Literal["dbmate", "goose", "sql-migrate", "tern", "node-pg-migrate"]
Half = Literal["up", "down"]


def kind(text: str) -> Kind | None:
    """Whose sections the file has, if any."""
    if "migrate:" in text and (_DBMATE_UP.search(text) or _DBMATE_DOWN.search(text)):
        return "dbmate"
    if "+goose" in text.lower() and _GOOSE.search(text):
        return "goose"
    if "+migrate" in text and _SQL_MIGRATE.search(text):
        return "sql-migrate"
    if _TERN.search(text):
        return "tern"
    if all(marker.search(text) for marker in _NODE.values()) and _STATEMENT_LINE.search(_divided(text, "up")):
        return "node-pg-migrate"  # and no words on what the two halves do, above the one that there is
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
        case "tern" | "node-pg-migrate":
            return _divided(text, "up")
        case None:
            return text


def down(text: str, path: str) -> str | None:
    """The down half of a file of any kind, None where it has none."""
    match kind(text):
        case "dbmate":
            match = _DBMATE_DOWN.search(text)
            return None if match is None else blank(text[: match.end()]) + text[match.end() :]
        case "goose":
            return _marked(text, _GOOSE, "down") if _has(_GOOSE, text, "down") else None
        case "sql-migrate":
            return _marked(text, _SQL_MIGRATE, "down") if _has(_SQL_MIGRATE, text, "down") else None
        case "tern" | "node-pg-migrate":
            half = _divided(text, "down")
            return half if _STATEMENT_LINE.search(half) else None
        case None:
            return None


def _has(marker: re.Pattern[str], text: str, way: Half) -> bool:
    return any(mark["word"].lower() == way for mark in marker.finditer(text))


def transactional(text: str, way: Half) -> bool:
    """Whether the tool runs that half of a file with sections in a transaction."""
    match kind(text):
        case "dbmate":
            match = (_DBMATE_UP if way == "up" else _DBMATE_DOWN).search(text)
            return match is None or "transaction:false" not in match.group()
        case "goose":
            return not _NO_TRANSACTION.search(text)
        case "sql-migrate":
            options = (found for found in _SQL_MIGRATE.finditer(text) if found["word"].lower() == way)
            return not any("notransaction" in found.group() for found in options)
        case "tern":
            start, stop = _place(text, way)
            return not _TERN_ALONE.search(text, start, stop)
        case "node-pg-migrate" | None:
            return True


def ends(text: str, way: Half) -> tuple[int, ...] | None:
    """Where goose and sql-migrate end what they send as one, in the sections of a way; None for files of others.

    That is a line whose last word before a comment ends in a semicolon, and the end of what stands between StatementBegin and
    StatementEnd.
    """
    found = kind(text)
    if found not in ("goose", "sql-migrate"):
        return None
    marker = _GOOSE if found == "goose" else _SQL_MIGRATE
    ended, position, inside, whole = list[int](), 0, False, False
    for line in _LINE.findall(text):
        mark = marker.match(line)
        word = mark["word"].lower() if mark else ""
        if word in ("up", "down"):
            inside = word == way
        elif word in ("statementbegin", "statementend"):
            whole = word == "statementbegin"
            ended += [position] if inside and not whole else []
        elif inside and not whole and not line.startswith("--") and _ended(line):
            ended.append(position + len(line.rstrip()))
        position += len(line)
    return tuple(ended)


def _ended(line: str) -> bool:
    words = list(takewhile(lambda word: not word.startswith("--"), line.split()))
    return bool(words) and words[-1].endswith(";")


def untransacted(text: str, alone: bool) -> tuple[tuple[int, str], ...] | None:
    """The insertions (offset, text) by which the tool runs the up half outside of a transaction, None where it cannot.

    ``alone`` says that it holds one statement. dbmate sends a half as one query, which is a transaction unless it is.
    """
    found = kind(text)
    if not transactional(text, "up") or found is None:
        return () if alone or found != "dbmate" else None
    if not alone or found == "node-pg-migrate":
        return None
    if found == "tern":
        return ((_place(text, "up")[0], "---- tern: disable-tx ----\n"),)
    if found == "goose":
        return ((1 if text.startswith("\ufeff") else 0, "-- +goose NO TRANSACTION\n"),)
    word, match = " notransaction", _ups(text)
    if found == "dbmate":
        word, match = " transaction:false", _DBMATE_UP.search(text)
    assert match is not None
    return ((match.start() + len(match.group().rstrip()), word),)


def _ups(text: str) -> re.Match[str] | None:
    return next((found for found in _SQL_MIGRATE.finditer(text) if found["word"].lower() == "up"), None)


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


def down_section(text: str) -> tuple[int, int, bool]:
    """Where the down section is: its start with its marker, its end, and whether there is anything in it but blanks.

    A file without one has room for it at its end.
    """
    found = kind(text)
    if found in (None, "dbmate"):
        marker = _DBMATE_DOWN.search(text)
        return _section(text, marker, None) if marker else (len(text), len(text), False)
    if found in ("tern", "node-pg-migrate"):
        start, stop = _place(text, "down")
        marker = next(mark for mark in _dividers(text) if mark.end() == start)
        return marker.start(), stop, bool(text[start:stop].strip())
    marks = list((_GOOSE if found == "goose" else _SQL_MIGRATE).finditer(text))
    for number, mark in enumerate(marks):
        if mark.group("word").lower() == "down":
            up_again = (m for m in marks[number + 1 :] if m.group("word").lower() == "up")
            return _section(text, mark, next(up_again, None))
    return len(text), len(text), False


def _section(text: str, marker: re.Match[str], following: re.Match[str] | None) -> tuple[int, int, bool]:
    end = len(text) if following is None else following.start()
    inside = _GOOSE.sub("", text[marker.end() : end])
    return marker.start(), end, bool(_SQL_MIGRATE.sub("", inside).strip())


def in_transaction(text: str) -> bool:
    """Whether a new down section runs in a transaction: goose's annotation is for the whole file, others ask each section."""
    return not _NO_TRANSACTION.search(text)


def _divided(text: str, way: Half) -> str:
    """One half of a file whose tool looks for a marker and takes what stands on one side of it."""
    start, stop = _place(text, way)
    half = _TERN_ALONE.sub(lambda match: blank(match.group()), text[start:stop])
    return blank(text[:start]) + half + blank(text[stop:])


def _place(text: str, way: Half) -> tuple[int, int]:
    """Where that half stands, without markers."""
    marks = _dividers(text)
    if len(marks) == 1:  # tern's, before which the up half stands
        (mark,) = marks
        return (0, mark.start()) if way == "up" else (mark.end(), len(text))
    mark = next(mark for mark in marks if mark.re is _NODE[way])
    return mark.end(), next((other.start() for other in marks if other.start() > mark.start()), len(text))


def _dividers(text: str) -> list[re.Match[str]]:
    """The markers of such a file, in order: one of tern's, or one for each half of node-pg-migrate's."""
    markers = [_TERN] if _TERN.search(text) else list(_NODE.values())
    return sorted(filter(None, (marker.search(text) for marker in markers)), key=lambda mark: mark.start())


def _marked(text: str, marker: re.Pattern[str], way: str = "up") -> str:
    """What stands in the sections of that way. The markers go too: they are no comment on the statement below them."""
    parts, position, inside = [], 0, False
    for match in marker.finditer(text):
        part = text[position : match.start()]
        parts += [part if inside else blank(part), blank(match.group())]
        word = match.group("word").lower()
        inside = word == way or (inside and word not in ("up", "down"))
        position = match.end()
    rest = text[position:]
    return "".join([*parts, rest if inside else blank(rest)])
