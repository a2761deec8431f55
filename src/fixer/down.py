"""From a folder of migrations to the ways back that it lacks: reads what is named, writes nothing."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from fixer import project
from fixer.interrupts import ending_is_interrupting
from fixer.layouts import choose, detect, named
from fixer.layouts.base import Folder, Layout, MigrationSource
from fixer.layouts.sections import in_transaction
from fixer.model import FixerError, Migration
from fixer.render import Templates
from fixer.replay import Step, start, steps
from fixer.request import Request
from fixer.way_back import followed, seen, way_back
from fixer.way_back.downs import Down, Downs

if TYPE_CHECKING:
    from fixer.verify.forward import Forward

_NOTHING = ("Nothing to undo: no statement of the up changes the schema.",)


def run(request: Request, server: str | None = None) -> Downs:
    """The ways back that are missing. Raises FixerError.

    ``server`` is the URL of a scratch server for migrations whose effect reading does not tell; one of our own when
    None, started only if there are such.
    """
    folder = project.read(Path(request.path) if request.path else project.find_folder(request.cwd))
    if folder.is_file:
        raise FixerError(f"{folder.path} is one file", hint="Name a folder of migrations.")
    layout = choose(folder, folder, request.layout or "")
    reading = named(request.layout) if request.layout else detect(folder)
    out = project.read_target(Path(request.out or layout.down_folder(folder.path)))
    own = request.cwd / ".fixer" / "templates"
    task = _Task(folder, reading, layout, out, Templates([own] if own.is_dir() else []), request, server)
    with ending_is_interrupting(), task.stack:
        return Downs(folder.path, layout.name, tuple(task.downs()))


@dataclass
class _Task:
    """``reading`` is the layout of the migrations, ``layout`` that of the ways back, which go to ``out``."""

    folder: Folder
    reading: Layout
    layout: Layout
    out: Folder
    templates: Templates
    request: Request
    server: str | None
    stack: ExitStack = field(default_factory=ExitStack)
    database: Forward | None = None

    def downs(self) -> list[Down]:
        """All migrations, with the way back of those that lack one."""
        sources = self.reading.sources(self.folder)
        missing = [self._missing(source) for source in sources]
        wanted = sources[: len(missing) - missing[::-1].index(True)] if any(missing) else ()
        numbers = {source.path: number for number, source in enumerate(sources)}
        length, done = sum(len(source.text) for source in wanted), 0
        found = []
        for step in steps(wanted, start(self.platform), lambda step: self._settled(step, numbers)):
            self.request.progress("reading", done, length)
            done += len(step.source.text)
            lacks = missing[numbers[step.source.path]]
            found.append(self._down(step) if lacks else Down(step.source, None, None))
        return [*found, *(Down(source, None, None) for source in sources[len(wanted) :])]

    @property
    def platform(self) -> str:
        """Whose database it is."""
        return "supabase" if self.folder.is_supabase() else "plain"

    def _missing(self, source: MigrationSource) -> bool:
        bare = Migration(source.name, (), (), ())
        return self.layout.way_back(bare, source, self.folder, self.out, self.templates) is not None

    def _down(self, step: Step) -> Down:
        source = step.source
        found = way_back(step, concurrently=in_transaction(source.text))
        lines = found.lost if found.statements or found.lost else _NOTHING
        told = (found.source,) if found.source else ()
        migration = Migration(source.name, (), found.statements, (), down_summary=(*told, *lines))
        change = self.layout.way_back(migration, source, self.folder, self.out, self.templates)
        return Down(source, found, change)

    # what reading does not tell

    def _settled(self, step: Step, numbers: dict[str, int]) -> Step:
        """The step with what PostgreSQL makes of it, where its statements alone do not tell."""
        if all(ran.followed for ran in step.statements):
            return step
        misfit = next((ran for ran in step.statements if ran.misfits), None)
        try:
            self.database = self.database or self._opened()
            before, after = self.database.around(numbers[step.source.path])
        except FixerError as error:
            if misfit is None:
                return step
            raise FixerError(
                f"this does not fit the schema that the migrations before it make: {misfit.misfits[0]}",
                misfit.location,
                misfit.line,
                f"A way back can only be told from a schema that is known. A scratch server was asked, too: {_said(error)}",
            ) from None
        found = seen(self.database.server, before, after)
        return replace(step, after=followed(step.before, found), seen=found)

    def _opened(self) -> Forward:
        """A scratch database, until the end of the run."""
        from fixer.forward import opened  # only some folders need a database driver

        return self.stack.enter_context(opened(self.folder, self.reading, self.platform, self.server))


def _said(error: FixerError) -> str:
    """An error within another's hint."""
    return f"{error.location}: {error.message}." if error.location else f"{error.message}."
