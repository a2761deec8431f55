"""From a folder of migrations to the ways back that it lacks: reads what is named, writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from fixer import project
from fixer.layouts import choose, detect, named
from fixer.layouts.base import Folder, Layout, MigrationSource
from fixer.layouts.sections import in_transaction
from fixer.model import FixerError, Migration
from fixer.render import Templates
from fixer.replay import Step, start, steps
from fixer.request import Request
from fixer.way_back import way_back
from fixer.way_back.downs import Down, Downs

_NOTHING = ("Nothing to undo: no statement of the up changes the schema.",)


def run(request: Request) -> Downs:
    """The ways back that are missing. Raises FixerError."""
    folder = project.read(Path(request.path) if request.path else project.find_folder(request.cwd))
    if folder.is_file:
        raise FixerError(f"{folder.path} is one file", hint="Name a folder of migrations.")
    layout = choose(folder, folder, request.layout or "")
    sources = (named(request.layout) if request.layout else detect(folder)).sources(folder)
    out = project.read_target(Path(request.out or layout.down_folder(folder.path)))
    own = request.cwd / ".fixer" / "templates"
    templates = Templates([own] if own.is_dir() else [])
    return Downs(folder.path, layout.name, tuple(_downs(sources, folder, out, layout, templates, request)))


def _downs(
    sources: Sequence[MigrationSource],
    folder: Folder,
    out: Folder,
    layout: Layout,
    templates: Templates,
    request: Request,
) -> list[Down]:
    found = []
    length = sum(len(source.text) for source in sources)
    done = 0
    platform = "supabase" if folder.is_supabase() else "plain"
    for step in steps(sources, start(platform)):
        request.progress("reading", done, length)
        done += len(step.source.text)
        found.append(_down(step, folder, out, layout, templates))
    return found


def _down(step: Step, folder: Folder, out: Folder, layout: Layout, templates: Templates) -> Down:
    source = step.source
    if layout.way_back(Migration(source.name, (), (), ()), source, folder, out, templates) is None:
        return Down(source, None, None)
    found = way_back(step, concurrently=in_transaction(source.text))
    lines = found.lost if found.statements or found.lost else _NOTHING
    migration = Migration(source.name, (), found.statements, (), down_summary=lines)
    return Down(source, found, layout.way_back(migration, source, folder, out, templates))
