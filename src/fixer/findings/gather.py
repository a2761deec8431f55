"""The files of findings that were named, read: ``FILE``, ``tool:FILE``, ``-`` for standard input."""

from __future__ import annotations

import posixpath
import sys
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

from fixer import regular_file
from fixer.findings import FORMATS, read, text_of
from fixer.findings.report import Report
from fixer.findings.review import form as review
from fixer.model import FixerError

STANDARD_INPUT = "-"
_TOOLS = (*FORMATS, review.TOOL)


def gather(names: Sequence[str], cwd: Path) -> tuple[Report, ...]:
    """All reports, file after file. Raises FixerError for a file that cannot be read, with its name."""
    if sum(_named(name)[1] == STANDARD_INPUT for name in names) > 1:
        raise FixerError("--findings -: standard input can be read once only")
    return tuple(chain.from_iterable(_read(name, cwd) for name in names))


def _read(name: str, cwd: Path) -> Iterator[Report]:
    tool, path = _named(name)
    shown = "standard input" if path == STANDARD_INPUT else path
    try:
        content = (
            sys.stdin.buffer.read()
            if path == STANDARD_INPUT
            else regular_file.contents(cwd / path, shown, named=True)
        )
    except OSError as error:
        raise FixerError(f"{shown}: {error.strerror}", hint=_hint(path)) from None
    text = text_of(f"{tool}:{shown}" if tool == review.TOOL else shown, content)
    del content
    yield from read(shown, text, tool, lambda report: _outside(report, cwd))


def _named(name: str) -> tuple[str | None, str]:
    """The reader that is forced, and the file."""
    tool, colon, path = name.partition(":")
    return (tool, path) if colon and tool in _TOOLS and path else (None, name)


def _hint(path: str) -> str:
    tool, colon, _rest = path.partition(":")
    known = ", ".join(_TOOLS)
    return f"{tool} is no reader; there are {known}." if colon and len(tool) > 1 and "/" not in tool else ""


def _outside(report: Report, cwd: Path) -> str:
    """Why a report's path cannot be of this project: it leads out of the working directory and to no file of its like."""
    path = report.path
    if path is None:
        return ""
    if "\0" in path:
        return "its path has a null character in it"
    written = path.replace("\\", "/")
    inside = posixpath.normpath(posixpath.join(cwd.as_posix(), written))
    if inside == cwd.as_posix() or inside.startswith(f"{cwd.as_posix()}/") or written.endswith(".sql"):
        return ""  # an absolute path of another machine may still end like one of this project's
    return f"its path points outside of the project: {path}"


__all__ = ["STANDARD_INPUT", "gather"]
