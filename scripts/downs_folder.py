"""A folder of migrations as the harness for ways back runs it: the ups in order, and the ways back that people wrote."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from fixer.layouts import Layout, detect, named, sections
from fixer.layouts.base import Folder, MigrationSource
from fixer.project import find_folder, read, read_target
from fixer.verify import files
from fixer.verify.script import Script


@dataclass(frozen=True)
class Migration:
    """``source`` is the up half, ``text`` the whole file; ``wrapped`` where the tool runs it in a transaction.

    ``down`` is the way back that stands in the file or beside it, as its tool sends it.
    """

    name: str
    source: MigrationSource
    text: str
    wrapped: bool
    down: Script | None

    def keeping(self, up: str) -> Migration:
        """Without what is blank in ``up``, which is as long as the file."""
        kept = (
            new if new != old else whole
            for whole, old, new in zip(self.text, self.source.text, up, strict=True)
        )
        return replace(self, source=replace(self.source, text=up), text="".join(kept))

    @property
    def without_down(self) -> str:
        """The file with no way back in it."""
        text = self.text
        begin, end, filled = sections.down_section(text)
        while filled:
            text = text[:begin] + text[end:]
            begin, end, filled = sections.down_section(text)
        return text


@dataclass(frozen=True)
class Project:
    """A folder, its tool, and its migrations in the order in which the tool runs them."""

    folder: Folder
    layout: Layout
    migrations: tuple[Migration, ...]
    chosen: bool
    """Whether the tool was named, not detected."""

    @property
    def supabase(self) -> bool:
        """Whether it runs on that platform."""
        return self.folder.is_supabase()

    def write(self, where: Path, migrations: list[Migration]) -> Path:
        """The folder again below ``where``, with these migrations and no way back; gives its path."""
        place = where / ("supabase/migrations" if self.supabase else "migrations")
        downs = {one.down.path for one in self.migrations if one.down is not None}
        own = {one.source.path: one.without_down for one in migrations}
        for name, text in self.folder.files.items():
            path = self.folder.at(name)
            if path in own or path not in downs:
                place.joinpath(name).parent.mkdir(parents=True, exist_ok=True)
                place.joinpath(name).write_text(own.get(path, text), "utf-8", newline="")
        return place


def project(path: Path, name: str | None) -> Project:
    """The folder at or below ``path``, in the layout of that name or as detected. Raises FixerError."""
    if path.is_dir() and not any(path.glob("*.sql")):
        path = find_folder(path)
    folder = read(path)
    layout = named(name) if name else detect(folder)
    steps = files.existing(layout, folder, read_target(Path(layout.down_folder(folder.path))))
    raw = {folder.at(name): text for name, text in folder.files.items()}
    found = []
    for source, step in zip(layout.sources(folder), steps, strict=True):
        text = raw[source.path]
        wrapped = sections.transactional(text, "up") if sections.kind(text) else layout.name != "plain"
        down = step.down if step.down is not None and step.down.text.strip() else None
        found.append(Migration(Path(source.path).name, source, text, wrapped, down))
    return Project(folder, layout, tuple(found), name is not None)
