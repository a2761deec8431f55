"""What a layout is: the values that pass between a migrations folder and the migrations in it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from fixer.model import Diagnostic, FileChange, FixerError, Location, Migration, PlannedMigration
from fixer.render import Templates
from fixer.values import Value

JOURNAL = "meta/_journal.json"


@dataclass(frozen=True, slots=True)
class Folder:
    """The files of a migrations folder, or one SQL file such as a dump.

    ``path`` is relative to the working directory where it lies below it, in posix form. ``files`` maps a path
    relative to the folder (for a single file: its name) to the text, decoded from UTF-8 and otherwise
    untouched. ``marks`` names the tell-tale files of migration tools around it (``drizzle.config.ts``). ``major`` is the
    version of PostgreSQL that the tool's own configuration says.
    """

    path: str
    files: Mapping[str, str] = field(default_factory=dict)
    marks: frozenset[str] = frozenset()
    is_file: bool = False
    major: int | None = None
    programs: tuple[str, ...] = ()
    """Its files that are called like migrations and are written in another language than SQL."""

    def at(self, name: str) -> str:
        """The path, from the working directory, of what is called ``name`` in the folder."""
        return self.path if self.is_file else posixpath.normpath(posixpath.join(self.path, name))

    def names(self) -> tuple[str, ...]:
        """The SQL files directly in the folder, sorted: no tool here reads the folders below."""
        return tuple(sorted(name for name in self.files if "/" not in name and name.endswith(".sql")))

    def is_supabase(self) -> bool:
        """Whether the Supabase CLI would read it: it looks nowhere but in ``supabase/migrations``."""
        return f"/{self.path}".endswith("/supabase/migrations") or "supabase/migrations" in self.marks


class MigrationSource(Value, frozen=True):
    """The up half of a migration that exists.

    ``text`` is as long as the file, with everything else in it blanked, so that positions hold.
    """

    version: str
    name: str
    path: str
    text: str


Planned = tuple[tuple[PlannedMigration, ...], tuple[FileChange, ...]]


Writing = Callable[[Migration, Templates], FileChange]
"""A migration that exists, with its way back as ``down`` → the file or section to write."""


class Layout(Value, frozen=True):
    """How one migration tool wants its files, and what it can do. Nothing in it touches a disk."""

    name: str
    wraps_in_transaction: bool
    """The tool runs each up file in a transaction of its own accord."""
    one_transaction: bool
    """All pending files run in one transaction."""
    non_transactional: Literal["none", "alone", "many"]
    """How many statements that refuse a transaction (CREATE INDEX CONCURRENTLY) an up file may hold."""
    down: Literal["same", "file", "none"]
    """Where the tool looks for the way back: in the same file, in a second one, or nowhere."""
    tool: tuple[str, ...]
    """What the tool cannot do, or a reader has to know: sentences for the plan."""
    concurrently: str
    """How it builds and drops indexes concurrently: a sentence for a plan that does."""
    detect: Callable[[Folder], bool]
    sources: Callable[[Folder], tuple[MigrationSource, ...]]
    """The migrations of a folder in the order the tool runs them. Raises FixerError."""
    skipped: Callable[[Folder], tuple[Diagnostic, ...]]
    """What in the folder the tool passes over or trips on."""
    files: Callable[[Sequence[Migration], Folder, Folder, datetime, Templates], Planned]
    """Migrations, source folder, target folder (possibly the same), now → files to write, and side files."""
    recovery: Callable[[Sequence[str], str, str], str]
    """Indexes (as SQL names), version, the version before it or "" → what to do when the build fails."""
    how_to_run: Callable[[str, Sequence[PlannedMigration]], str]
    """Target folder, what was written → the command line for the user's tool."""
    way_back: Callable[[MigrationSource, Folder, Folder], Writing | None]
    """A migration that exists, the folder it is in, the folder for ways back → what writes its way back; None where
    there is one already."""
    wraps: Callable[[str], bool]
    """The whole text of an up file → whether the tool opens a transaction for it itself."""
    outside: Callable[[str, bool], tuple[tuple[int, str], ...] | None]
    """The whole text of an up file, whether its up is one statement → the insertions (offset, text) by which the tool
    runs its statements outside of a transaction; None where it does not."""
    applied_as: Callable[[Folder, Sequence[MigrationSource]], list[str]] = lambda _folder, sources: [
        source.version for source in sources
    ]
    """What the tool's own table calls each migration."""
    run_by: Callable[[Folder], str] = lambda _folder: ""
    """The tool that runs the folder, as ``Applied.tool`` names it, where it is not called as the layout is."""
    both_halves: bool = False
    """Its files may hold both halves, in sections: other tools run such a file as a whole."""
    down_folder: Callable[[str], str] = lambda path: path
    """The migrations folder → where ways back are looked for."""


def location(path: str, text: str, offset: int) -> Location:
    """The place at a character offset of ``text``."""
    before = text[:offset]
    return Location(path, before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1, offset)


def line_at(text: str, offset: int) -> str:
    """The line that a character offset lies in."""
    return text[text.rfind("\n", 0, offset) + 1 :].split("\n", 1)[0].rstrip("\r")


def matching(folder: Folder, pattern: re.Pattern[str]) -> list[tuple[str, re.Match[str]]]:
    """The folder's SQL files whose names match, with the match."""
    return [(name, match) for name in folder.names() if (match := pattern.match(name))]


def passed_over(folder: Folder, pattern: re.Pattern[str], wanted: str) -> tuple[Diagnostic, ...]:
    """A diagnostic for each SQL file whose name does not match, so that the tool never runs it; one for all that is no SQL."""
    said = without_programs(folder)
    programs = [Diagnostic("warning", said, Location(folder.at(folder.programs[0]), 1, 1))] if said else []
    return tuple(programs) + tuple(
        Diagnostic(
            "warning", f"skipped: the tool runs only files named {wanted}", Location(folder.at(name), 1, 1)
        )
        for name in folder.names()
        if not pattern.match(name)
    )


def without_programs(folder: Folder) -> str:
    """That what its programs do is not known here; "" where there are none."""
    if not folder.programs:
        return ""
    more = f" and {len(folder.programs) - 1} more" if folder.programs[1:] else ""
    return f"Not run: {folder.programs[0]}{more}, no SQL: what that does to the schema is not known here"


_OTHERS = {
    "Flyway's": re.compile(r"(?:[VUB][0-9][0-9._]*|R)__.*\.sql"),
    "Sqitch's": re.compile(r"(?:.*/)?(?:deploy|revert)/.*\.sql"),
    "Prisma's": re.compile(r"[0-9][^/]*/migration\.sql"),
    "Diesel's or Hasura's": re.compile(r"[^/]*[0-9][^/]*/(?:up|down)\.sql"),
}
"""Whose the files are that are called so."""
_DUMP = (
    "Plan from the schema instead: fixer plan --db URL, or a dump of it (pg_dump -s) in place of the folder."
)


def checked(
    sources: Sequence[MigrationSource], folder: Folder, key: Callable[[MigrationSource], object]
) -> tuple[MigrationSource, ...]:
    """``sources``, when there are any and no two share a version (as ``key`` sees it). Raises FixerError."""
    if not sources:
        raise without_migrations(folder)
    seen: dict[object, MigrationSource] = {}
    for source in sources:
        first = seen.setdefault(key(source), source)
        if first is not source:
            raise FixerError(
                f"version {source.version} is taken by {first.path}",
                Location(source.path, 1, 1),
                hint="Give one of the two another version.",
            )
    return tuple(sources)


def without_migrations(folder: Folder, looked_for: str = "") -> FixerError:
    """What is said of a folder in which no tool that is read would find a migration; of one without SQL, ``looked_for``."""
    names = sorted(folder.files)
    for whose, pattern in _OTHERS.items():
        found = next(filter(pattern.fullmatch, names), None)
        if found is not None:
            return FixerError(
                f"{folder.path} holds {whose} migrations ({found} …), which fixer does not read", hint=_DUMP
            )
    here = folder.names()
    named = f": none of its files is called as a tool calls them ({here[0]} …)" if here else ""
    return FixerError(f"{folder.path} holds no migrations{named}", hint=_DUMP if here else looked_for)


def with_new(folder: Folder, planned: Planned) -> Folder:
    """``folder`` as it will be once ``planned`` is written."""
    changes = [*(change for migration in planned[0] for change in migration.files), *planned[1]]
    inside = folder.at("x").removesuffix("x")
    added = {
        change.path.removeprefix(inside): change.new for change in changes if change.path.startswith(inside)
    }
    return Folder(folder.path, {**folder.files, **added}, folder.marks)


def recognised(
    planned: Planned, out: Folder, sources: Callable[[Folder], tuple[MigrationSource, ...]], tool: str
) -> Planned:
    """``planned``, when the tool would read back just what was meant: last, in order, with every statement.

    What can go wrong is a template of the project's own, a folder whose files sort after every new version,
    or a statement that holds one of the tool's own markers. Raises FixerError.
    """
    migrations = planned[0]
    read = sources(with_new(out, planned))[-len(migrations) :] if migrations else ()
    for source, migration in zip(read, migrations, strict=True):
        path = migration.files[-1].path
        if source.path != path:
            raise FixerError(
                f"{tool} would run {source.path} after the new {path}",
                hint="Rename the file that comes last, or name another folder with --out.",
            )
        wanted = (item.sql.rstrip("; \n") for item in migration.migration.up)
        lost = next((sql for sql in wanted if sql not in source.text), None)
        if lost is not None:
            raise FixerError(
                f"{path}: {tool} would not run this statement as it was meant",
                line=lost.split("\n", 1)[0],
                hint="It holds one of the tool's own markers, or a template of the project leaves it out.",
            )
    return planned
