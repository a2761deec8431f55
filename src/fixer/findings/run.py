"""Linters that are installed, run over the input: a table of command lines. They read; nothing of the user's is changed."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from fixer.findings import read
from fixer.findings.report import Report
from fixer.model import FixerError
from fixer.sql.script import clean
from fixer.values import Value

FILES = "{files}"
"""In a command line, the paths of the SQL files."""
DATABASE = "{database}"
"""In a command line, the URL of the database."""
DATABASE_VARIABLE = "DATABASE_URL"
_FINDINGS = (0, 1)
"""How the linters exit: without findings, and with some."""


class Linter(Value, frozen=True):
    """How a linter is run. ``feeds`` sends it the whole input as one text; ``reads`` makes its output what its reader knows."""

    command: tuple[str, ...]
    install: str
    in_transaction: tuple[str, ...] = ()
    """What is added where the migration tool opens a transaction itself."""
    feeds: bool = False
    reads: Callable[[str], str] = str


_ESCAPES = re.compile(r"\x1b\][^\x1b\x07]*(?:\x1b\\|\x07)?|\x1b\[[0-9;]*m")
_VIOLATION = re.compile(
    r"^(?P<file>.+?):(?P<line>\d+):(?P<column>\d+): (?P<rule>[A-Z]{2}\d{3}): (?P<text>.*)$", re.MULTILINE
)


def _pgrubic(text: str) -> str:
    """pgrubic prints for people only: its lines as the list of violations that its API gives."""
    return json.dumps(
        [
            {
                "rule_code": found["rule"],
                "source_file": found["file"],
                "line_number": int(found["line"]),
                "column_offset": int(found["column"]),
                "description": found["text"].strip(),
            }
            for found in _VIOLATION.finditer(_ESCAPES.sub("", text))
        ]
    )


LINTERS: Mapping[str, Linter] = {
    "squawk": Linter(
        ("squawk", "--reporter", "json", FILES), "pip install squawk-cli", ("--assume-in-transaction",)
    ),
    "supabase": Linter(
        ("supabase", "db", "advisors", f"--remote={DATABASE}", "-o", "json", "--level", "info"),
        "npm install -g supabase",
    ),
    "pgrls": Linter(
        ("pgrls", "lint", "--format", "json", "--sql-file", "-"), "pip install 'pgrls[sql-file]'", feeds=True
    ),
    "sqlfluff": Linter(
        ("sqlfluff", "lint", "--dialect", "postgres", "--format", "json", "--disable-progress-bar", FILES),
        "pip install sqlfluff",
    ),
    "pgrubic": Linter(
        ("pgrubic", "lint", FILES), "pip install pgrubic (Python 3.12 or later)", reads=_pgrubic
    ),
}


def run_all(
    names: Sequence[str],
    sources: Sequence[tuple[str, str]],
    cwd: Path,
    environment: Mapping[str, str],
    in_transaction: bool = False,
) -> tuple[Report, ...]:
    """The reports of the linters named. ``sources`` are the paths and texts of the input's files, in their order.

    Raises FixerError for a name that is no linter's, a program that is not installed, and one that fails.
    """
    for name in names:
        if name not in LINTERS:
            raise FixerError(
                f"--run {name}: there is no such linter", hint=f"There are {', '.join(LINTERS)}."
            )
    found: list[Report] = []
    for name in names:
        found += _run(name, LINTERS[name], sources, cwd, environment, in_transaction)
    return tuple(found)


def _run(
    name: str,
    linter: Linter,
    sources: Sequence[tuple[str, str]],
    cwd: Path,
    environment: Mapping[str, str],
    in_transaction: bool,
) -> tuple[Report, ...]:
    program = shutil.which(linter.command[0], path=environment.get("PATH"))
    if program is None:
        raise FixerError(f"--run {name}: {linter.command[0]} is not installed", hint=f"Try {linter.install}.")
    words = [word for word in linter.command[1:] if word != FILES]
    if in_transaction:
        words += linter.in_transaction
    url = environment.get(DATABASE_VARIABLE, "")
    if any(DATABASE in word for word in words):
        if not url:
            hint = f"Set {DATABASE_VARIABLE} to its URL; {name} only reads."
            raise FixerError(f"--run {name}: it looks at a database, and none is named", hint=hint)
        words = [word.replace(DATABASE, url) for word in words]
    files = [_as_file(path) for path, _text in sources] if FILES in linter.command else []
    if FILES in linter.command and not files:
        return ()
    done = subprocess.run(  # noqa: S603  a fixed table of command lines, no shell
        [program, *words, *files],
        cwd=cwd,
        input="\n".join(f"{clean(text)}\n;" for _path, text in sources) if linter.feeds else "",
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
        env=dict(environment),
    )
    said = done.stderr.strip() or done.stdout.strip()
    if done.returncode not in _FINDINGS:
        raise FixerError(f"--run {name}: it failed (exit {done.returncode}): {_short(said, url)}")
    try:
        return read(f"the output of {name}", linter.reads(done.stdout), name)
    except FixerError as error:
        raise FixerError(f"--run {name}: {error.message}: {_short(said, url)}") from None


def _as_file(path: str) -> str:
    """A path that no program takes for an option."""
    return f"./{path}" if path.startswith("-") else path


def _short(text: str, secret: str) -> str:
    """The last lines of what a program said, without the database's URL or any password in one."""
    shown = text.replace(secret, "…") if secret else text
    shown = re.sub(r"://[^\s/@]*@", "://…@", shown)
    lines = [line for line in _ESCAPES.sub("", shown).splitlines() if line.strip()]
    return " ".join(lines[-3:])[:400] or "it said nothing"
