"""The ways back of a folder's migrations, one by one: which are missing, and what each would be."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from typing import Protocol

from fixer.catalog.catalog import Catalog
from fixer.layouts.base import Folder, Layout, MigrationSource, Writing
from fixer.layouts.sections import in_transaction
from fixer.model import FixerError, Migration
from fixer.render import Templates
from fixer.replay import Step, steps
from fixer.values import Value, replace
from fixer.way_back.compute import WayBack, way_back
from fixer.way_back.downs import Down
from fixer.way_back.fit import misfit
from fixer.way_back.seen import followed, seen
from fixer.way_back.stars import moved, starred
from fixer.way_back.unended import Unended, unended

_NOTHING = ("Nothing to undo: no statement of the up changes the schema.",)


class Forward(Protocol):
    """A database that the folder's migrations run on, one after the other."""

    @property
    def server(self) -> str:
        """Where it runs, in words."""

    def around(self, number: int) -> tuple[Catalog, Catalog]:
        """The catalogs before and after a migration, by its position. Raises FixerError."""


class Backs(Value, frozen=True):
    """A folder of migrations, and where their ways back are, or go.

    ``reading`` is the layout of the migrations, ``layout`` that of the ways back, which are in ``out``. ``run`` is the
    folder whose migrations are run, where that is another than the one that is written to: with edits in its files.
    """

    folder: Folder
    reading: Layout
    layout: Layout
    out: Folder
    templates: Templates
    new: Callable[[], Catalog]
    """What the first migration meets."""
    opened: Callable[[Folder], AbstractContextManager[Forward]]
    """Opens a database for what reading does not tell; only then is it asked. Raises FixerError where there is none."""
    progress: Callable[[str, int, int], None] = lambda _stage, _done, _total: None
    run: Folder | None = None

    def sources(self) -> tuple[MigrationSource, ...]:
        """All migrations, in the tool's order, as they are run."""
        return self.reading.sources(self.run or self.folder)

    def lacks(self, source: MigrationSource) -> bool:
        """Whether a migration has no way back."""
        return self.layout.way_back(source, self.folder, self.out) is not None

    def all(self) -> list[Down]:
        """All migrations in order, with the way back of those that lack one.

        Raises FixerError at the first that does not fit the schema it meets.
        """
        found, error = self.told()
        if error is not None:
            raise error
        return found

    def told(self) -> tuple[list[Down], FixerError | None]:
        """The same up to the first that does not fit, if there is one: of those behind it nothing can be told."""
        sources = self.sources()
        writing = [self.layout.way_back(source, self.folder, self.out) for source in sources]
        last = max((number for number, write in enumerate(writing, 1) if write is not None), default=0)
        wanted = sources[:last]
        found: list[_Starred] = []
        last_step: Step | None = None
        length, done = sum(len(source.text) for source in wanted), 0
        try:
            with ExitStack() as stack:
                settled = _Settled(self, sources, stack)
                for number, step in enumerate(steps(wanted, self.new(), settled)):
                    self.progress("reading", done, length)
                    done += len(step.source.text)
                    found.append(self._starred(step, writing[number]))
                    last_step = step
        except FixerError as error:
            return _settled_stars(found), error
        rest = sources[len(wanted) :]
        read = frozenset[int]().union(*(one.read for one in found))
        met = (
            last_step.before if last_step is not None else self.new()
        )  # to which the step was written when it was done
        behind = _moved_behind(rest, met, read) if read else frozenset()
        found += [_Starred(Down(source, None, None), moved=behind) for source in rest]
        return _settled_stars(found), None

    def unended(self, step: Step) -> Unended | None:
        """The transaction that a file leaves open, where its tool does not end it either."""
        return None if self._wrapped(step) else unended(step)

    def _wrapped(self, step: Step) -> bool:
        folder = self.run or self.folder
        return self.reading.wraps(folder.files[posixpath.relpath(step.source.path, folder.path)])

    def _starred(self, step: Step, write: Writing | None) -> _Starred:
        """The way back of a step, and the other one for where columns stand in another order by then."""
        if write is None:
            return _Starred(Down(step.source, None, None), moved=moved(step))
        down = self._down(step, write)
        read = starred(step, down.way_back.statements if down.way_back is not None else ())
        written_out = self._down(step, write, without_stars=True) if read else None
        return _Starred(down, written_out, read, moved(step))

    def _down(self, step: Step, write: Writing, without_stars: bool = False) -> Down:
        source = step.source
        opened = self.unended(step)
        if opened is not None and opened.of_all:
            found, nothing = WayBack(()), (f"Nothing to undo: {opened}.",)
        else:
            found = way_back(step, in_transaction(source.text), self._wrapped(step), without_stars)
            nothing = _NOTHING
        lines = found.lost if found.statements or found.lost else nothing
        told = (found.source,) if found.source else ()
        migration = Migration(source.name, (), found.statements, (), down_summary=(*told, *lines))
        return Down(source, found, write(migration, self.templates))


class _Starred(Value, frozen=True):
    """A way back, and the one ``written_out`` in which views name their columns; which tables views read all columns of,
    and which get columns back.
    """

    down: Down
    written_out: Down | None = None
    read: frozenset[int] = frozenset()
    moved: frozenset[int] = frozenset()


def _moved_behind(sources: Sequence[MigrationSource], state: Catalog, read: frozenset[int]) -> frozenset[int]:
    """The tables that get columns back on the way from the last migration to ``state``; all that are ``read`` where that
    cannot be told: those migrations have ways back, and nobody asked for more than they say.
    """
    found: frozenset[int] = frozenset()
    try:
        for step in steps(sources, state.overlay()):
            found |= moved(step)
            if not all(ran.followed for ran in step.statements):
                return read
    except FixerError:
        return read
    return found


def _settled_stars(found: Sequence[_Starred]) -> list[Down]:
    """Each in the one form or the other: those of later migrations have run before it."""
    settled: list[Down] = []
    behind: frozenset[int] = frozenset()
    for one in reversed(found):
        needed = one.written_out is not None and not one.read.isdisjoint(behind)
        settled.append(one.written_out if needed and one.written_out else one.down)
        behind |= one.moved
    return settled[::-1]


class _Settled:
    """A step with what PostgreSQL makes of it, where its statements alone do not tell."""

    def __init__(self, backs: Backs, sources: tuple[MigrationSource, ...], stack: ExitStack):
        self._backs, self._stack = backs, stack
        self._numbers = {source.path: number for number, source in enumerate(sources)}
        self._database: Forward | None = None

    def __call__(self, step: Step) -> Step:
        wrong, opened = misfit(step), self._backs.unended(step)
        if wrong is None and opened is not None and opened.of_all:
            return replace(step, after=step.before.overlay())
        if wrong is None and opened is None and all(ran.followed for ran in step.statements):
            return step
        try:
            if self._database is None:
                folder = self._backs.run or self._backs.folder
                self._database = self._stack.enter_context(self._backs.opened(folder))
            before, after = self._database.around(self._numbers[step.source.path])
        except FixerError as error:
            if wrong is None:
                return step
            asked = f"A scratch server was asked, too: {error.placed.rstrip('.')}."
            raise wrong.error(asked) from None
        found = seen(self._database.server, before, after)
        return replace(step, after=followed(step.before, found), seen=found)
