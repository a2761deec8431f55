"""The files of SQL in which a person says what change is wanted: each is one report, its statements in their order."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from fixer import regular_file
from fixer.findings import not_utf8
from fixer.findings.gather import STANDARD_INPUT
from fixer.findings.report import Report
from fixer.model import FixerError
from fixer.sql.parse import SqlSyntaxError, slices
from fixer.sql.script import Lines

SOURCE = "sql"
RULE = "suggested-sql"


def asked_for(names: Sequence[str], cwd: Path) -> tuple[Report, ...]:
    """A report for each file. Raises FixerError for one that cannot be read, is no SQL or says nothing."""
    if names.count(STANDARD_INPUT) > 1:
        raise FixerError("--sql -: standard input can be read once only")
    return tuple(_report(name, cwd) for name in dict.fromkeys(names))


def _report(name: str, cwd: Path) -> Report:
    shown = "standard input" if name == STANDARD_INPUT else name
    try:
        content = (
            sys.stdin.buffer.read()
            if name == STANDARD_INPUT
            else regular_file.contents(cwd / name, shown, named=True)
        )
    except OSError as error:
        raise FixerError(f"{shown}: {error.strerror}") from None
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise not_utf8(shown, content, error.start) from None
    _check(shown, text)
    return Report(SOURCE, RULE, message=shown, path=shown, line=1, column=1, target=shown, suggestion=text)


def _check(name: str, text: str) -> None:
    if "\0" in text:
        raise FixerError(f"{name}: it has a null character in it")
    try:
        found = slices(text)
    except SqlSyntaxError as error:
        lines = Lines(name, text)
        where, shown = lines.location(error.offset), lines.line(error.offset)
        if shown.startswith("\\"):
            raise FixerError("this is a command of psql, not SQL", where, shown, "Leave it out.") from None
        raise FixerError(error.message, where, shown, hint=error.hint) from None
    if not found:
        raise FixerError(f"{name}: there is no SQL in it")
