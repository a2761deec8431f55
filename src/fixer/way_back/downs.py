"""The ways back that a folder lacks: the value between working them out, writing them and showing them."""

from __future__ import annotations

from fixer.diff import unified
from fixer.layouts.base import MigrationSource
from fixer.model import FileChange
from fixer.values import Value
from fixer.way_back.compute import WayBack


class Down(Value, frozen=True):
    """One migration and its way back; ``change`` is None where it has one already."""

    source: MigrationSource
    way_back: WayBack | None
    change: FileChange | None


class Downs(Value, frozen=True):
    """All migrations of a folder, in the tool's order."""

    folder: str
    layout: str
    migrations: tuple[Down, ...]

    @property
    def changes(self) -> tuple[FileChange, ...]:
        """The files to write."""
        return tuple(down.change for down in self.migrations if down.change is not None)

    @property
    def diff(self) -> str:
        """The changes as a unified diff."""
        return unified(self.changes)
