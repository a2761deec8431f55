"""One module per migration tool: how its files are named, split into halves, and run.

A layout is a value of ``base.Layout``; ``LAYOUTS`` lists those that new files can be written in, in the order
they are tried on a folder.
"""

from __future__ import annotations

from fixer.layouts import dbmate, drizzle, golang_migrate, plain, supabase
from fixer.layouts.base import Folder, Layout, MigrationSource, Planned
from fixer.model import FixerError

__all__ = ["LAYOUTS", "Folder", "Layout", "MigrationSource", "Planned", "choose", "detect", "named"]

LAYOUTS: dict[str, Layout] = {
    module.LAYOUT.name: module.LAYOUT
    # Supabase before Drizzle: in supabase/migrations the CLI would run Drizzle's .down.sql files as ups.
    for module in (supabase, drizzle, dbmate, golang_migrate)
}


def detect(folder: Folder) -> Layout:
    """The layout that a folder's files are to be read in; ``plain`` where no tool claims them."""
    if folder.is_file:
        return plain.LAYOUT
    return next((layout for layout in LAYOUTS.values() if layout.detect(folder)), plain.LAYOUT)


def named(name: str) -> Layout:
    """The layout of that name. Raises FixerError, which lists them."""
    if name not in LAYOUTS:
        raise FixerError(f"there is no layout {name}", hint=f"There are {', '.join(LAYOUTS)}.")
    return LAYOUTS[name]


def choose(source: Folder, out: Folder, name: str = "") -> Layout:
    """The layout to write in: the named one, else that of the files already in ``out``, else the source's."""
    if name:
        return named(name)
    return detect(out if out.files or out.is_supabase() else source)
