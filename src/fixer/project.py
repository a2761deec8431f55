"""Reads the user's migrations: which folder they are in, and the text of its files."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

from fixer import regular_file
from fixer.layouts.base import JOURNAL, Folder, without_migrations
from fixer.model import FixerError, Location
from fixer.sql.script import Lines, databases

__all__ = ["Folder", "find_folder", "folders", "read", "read_target"]

_SKIPPED = frozenset({"node_modules", "venv", "__pycache__", "rollbacks"})
"""Besides hidden folders. ``rollbacks`` is where fixer puts Supabase's ways back."""
_SUPABASE = "supabase/config.toml"
_VERSIONS = range(13, 100)
"""Of PostgreSQL: those that there may be migrations for."""
_DUMPED = re.compile(r"^-- Dumped from database version (\d+)", re.MULTILINE)
_HEADER = 1000
_ARCHIVE = b"PGDMP"
"""What pg_dump's own formats begin with."""
_PROGRAM = re.compile(r"[0-9]+[._-][^/]*(?<!_test)\.(?:go|js|cjs|mjs|ts|py|rb)")
"""A migration that its tool runs, and that is no SQL."""
_MOST_NAMED = 20
_MARKS = (
    _SUPABASE,
    *(f"drizzle.config.{ending}" for ending in ("ts", "js", "mts", "mjs", "cts", "cjs", "json")),
)
_LOOKED_FOR = "Looked for folders with files like 000001_name.up.sql, 0001_name.sql or meta/_journal.json."


def _below(
    start: Path, unreadable: Callable[[OSError], object] | None = None
) -> Iterator[tuple[Path, list[str], list[str]]]:
    """``os.walk`` in a fixed order, without hidden folders and those that hold other people's files."""
    for folder, folders, files in os.walk(start, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _SKIPPED)
        yield Path(folder), folders, sorted(files)


def folders(start: Path) -> list[Path]:
    """The migrations folders at or below ``start``."""
    found: list[Path] = []
    for folder, below, files in _below(start):
        if (folder / JOURNAL).is_file() or any(_is_migration(name) for name in files):
            found.append(folder)
            below.clear()  # what lies inside belongs to it
    return found


def find_folder(start: Path) -> Path:
    """The one migrations folder at or below ``start``. Raises FixerError when there is none, or several."""
    found = folders(start)
    if len(found) == 1:
        return found[0]
    if not found:
        raise FixerError(f"there is no migrations folder below {start.resolve()}", hint=_LOOKED_FOR)
    names = [relative(folder) for folder in found[:_MOST_NAMED]]
    rest = len(found) - len(names)
    listed = "\n  ".join([*names, *([f"and {rest:,} more"] if rest else [])])
    raise FixerError(f"there are {len(found)} migrations folders; name one of them:\n  {listed}")


def _is_migration(name: str) -> bool:
    version = name.partition("_")[0]
    return name.endswith(".sql") and version.isascii() and version.isdigit()


def read(path: Path) -> Folder:
    """The migrations folder, or the one SQL file, at ``path``.

    Raises FixerError when there is nothing there, no SQL in it, or a file is not UTF-8 (with the place).
    """
    if path.is_file():
        text = _of_one_database(_text(path, relative(path)), relative(path))
        marks, major = _around(path.parent)
        return Folder(
            relative(path), {path.name: text}, marks, is_file=True, major=major or _dumped_from(text)
        )
    if not path.is_dir():
        regular_file.check(path, relative(path))
        raise FixerError(f"{relative(path)} does not exist")
    folder = read_target(path)
    if not folder.names() and JOURNAL not in folder.files:
        raise without_migrations(folder, _LOOKED_FOR)
    return folder


def read_target(path: Path) -> Folder:
    """The folder that new files go to: like ``read``, but it may be empty or missing.

    A folder that is called like a migration is none: the migration tools pass over it, too.
    """
    if link := next(
        (above for above in (path, *path.parents) if above.is_symlink() and not above.exists()), None
    ):
        raise FixerError(
            f"{relative(link)} is a symbolic link to {link.readlink()}, which does not exist",
            hint="Make that folder, or name another one: new files would go where nobody looks for them.",
        )
    if path.exists() and not path.is_dir():
        raise FixerError(f"{relative(path)} is not a folder")
    there = [
        (folder / name).relative_to(path).as_posix()
        for folder, _, files in _below(path, _unreadable if path.exists() else None)
        for name in files
    ]
    names = [name for name in there if name.endswith(".sql") or name == JOURNAL]
    shown = relative(path)
    texts = {name: _text(path / name, str(PurePosixPath(shown) / name)) for name in sorted(names)}
    marks, major = _around(path)
    return Folder(shown, texts, marks, major=major, programs=tuple(filter(_PROGRAM.fullmatch, sorted(there))))


def _unreadable(error: OSError) -> None:
    raise FixerError(f"{error.filename}: {error.strerror}")


def relative(path: Path) -> str:
    """``path`` in posix form: from the working directory where it lies below it, otherwise as given."""
    normal = Path(os.path.normpath(path))
    if normal.is_absolute() and normal.is_relative_to(Path.cwd()):
        normal = normal.relative_to(Path.cwd())
    return normal.as_posix()


def _around(folder: Path) -> tuple[frozenset[str], int | None]:
    """The tell-tale files from the folder up to the top of its repository (or of the file system), and the version of
    PostgreSQL that the nearest of them says.
    """
    found, major = set(), None
    absolute = folder.resolve()
    if absolute.parts[-2:] == ("supabase", "migrations"):
        found.add("supabase/migrations")
    for above in (absolute, *absolute.parents):
        found.update(mark for mark in _MARKS if (above / mark).is_file())
        major = major or _major(above / _SUPABASE)
        if (above / ".git").exists():
            break
    return frozenset(found), major


def _dumped_from(text: str) -> int | None:
    """The version of the server that pg_dump says a dump is from; None where nothing says."""
    said = _DUMPED.search(text, 0, _HEADER)
    return int(said[1]) if said and int(said[1]) in _VERSIONS else None


def _major(config: Path) -> int | None:
    """``db.major_version`` of a Supabase project (Supabase documentation, CLI configuration); None where it is not said."""
    try:
        said = tomllib.loads(config.read_text()).get("db", {}).get("major_version")
    except (
        OSError,
        ValueError,
        AttributeError,
    ):  # it is another tool's: what is wrong with it, that one says
        return None
    return said if isinstance(said, int) and said in _VERSIONS else None


def _text(path: Path, shown: str) -> str:
    """The file's text, byte for byte: line ends stay, and a byte order mark is its first character."""
    try:
        raw = regular_file.contents(path, shown)
    except OSError as error:
        raise FixerError(f"{shown}: {error.strerror}") from None
    if raw.startswith(_ARCHIVE):
        raise FixerError(
            f"{shown} is a dump in a format of pg_dump's own",
            hint="Write it as SQL: pg_restore -s -f schema.sql FILE, or pg_dump -s without --format.",
        )
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        what = f"not UTF-8: byte 0x{raw[error.start]:02x} at offset {error.start}"
        raise _misfit(what, shown, raw, error.start, "Save the file as UTF-8.") from None
    if "\0" in text:
        what = "a NUL byte, which no SQL file holds"
        raise _misfit(what, shown, raw, raw.index(b"\0"), "Is this a text file?")
    return text


def _of_one_database(text: str, shown: str) -> str:
    """The same. Raises FixerError for what makes objects in several databases, as the text of pg_dumpall does."""
    found = databases(text)
    if len(found) < 2:
        return text
    lines, (_first, second, *_rest) = Lines(shown, text), found.values()
    listed = ", ".join(name or "the one that it begins in" for name in found)
    hint = f"fixer reads one: pg_dump -s -d NAME > NAME.sql, or the part of {shown} that is about it."
    raise FixerError(
        f"it is a dump of several databases: {listed}", lines.location(second), lines.line(second), hint
    )


def _misfit(what: str, shown: str, raw: bytes, offset: int, hint: str) -> FixerError:
    """An error about the byte at an offset, with its line."""
    before = raw[:offset]
    begin = before.rfind(b"\n") + 1
    line = raw[begin:].split(b"\n", 1)[0].replace(b"\0", b" ").decode(errors="replace")
    start = before.decode(errors="replace")
    column = len(before[begin:].decode(errors="replace")) + 1
    return FixerError(what, Location(shown, before.count(b"\n") + 1, column, len(start)), line, hint)
