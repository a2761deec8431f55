"""A folder of migrations as the harness for ways back runs it: the ups in order, and the ways back that people wrote."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from fixer.layouts import detect, named, sections
from fixer.layouts.base import MigrationSource
from fixer.layouts.content import stem
from fixer.project import find_folder, read

_DOWN = (".down.sql", ".rollback.sql", ".undo.sql")


@dataclass(frozen=True)
class Migration:
    """``source`` is the up half, ``text`` the whole file; ``wrapped`` where the tool runs it in a transaction."""

    path: Path
    source: MigrationSource
    text: str
    wrapped: bool

    def keeping(self, up: str) -> Migration:
        """Without what is blank in ``up``, which is as long as the file."""
        kept = (
            new if new != old else whole
            for whole, old, new in zip(self.text, self.source.text, up, strict=True)
        )
        return replace(self, source=replace(self.source, text=up), text="".join(kept))


def migrations(path: Path, layout: str | None) -> tuple[list[Migration], str, bool]:
    """The migrations in the tool's order, the tool's name, and whether it is a Supabase project. Raises FixerError."""
    if path.is_dir() and not any(path.glob("*.sql")):
        path = find_folder(path)
    folder = read(path)
    tool = named(layout) if layout else detect(folder)
    found = []
    for source in tool.sources(folder):
        place = path / Path(source.path).name
        text = folder.files[place.name]
        kind = sections.kind(text)
        wrapped = tool.name != "plain" if kind is None else sections.transactional(text, "up")
        found.append(Migration(place, source, text, wrapped))
    return found, tool.name, tool.name == "supabase"


def written_down(migration: Migration) -> str | None:
    """The way back that somebody wrote: a section of the file, or a file beside it."""
    within = sections.down(migration.text, str(migration.path))
    if within is not None:
        return within if within.strip() else None
    name = stem(migration.path.as_posix())
    places = (migration.path.with_name(name + ending) for ending in _DOWN)
    return next((place.read_text("utf-8") for place in places if place.is_file()), None)
