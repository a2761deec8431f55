"""The way back of a migration that exists: where it goes, and whether there is one already."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence

from fixer.layouts import content, sections
from fixer.layouts.base import Folder, MigrationSource
from fixer.model import Edit, FileChange, Migration
from fixer.render import Templates


def file(
    migration: Migration,
    name: str,
    out: Folder,
    templates: Templates,
    template: str,
    after: Sequence[str] = (),
    alone: str = "",
) -> FileChange | None:
    """A file of its own, ``name`` in ``out``; None where one stands that holds anything but blanks.

    ``after`` are comment lines below those of the migration. ``alone`` names a tool that runs the file as one query.
    """
    old = out.files.get(name)
    if old is not None and old.strip():
        return None
    params = {
        "comment": content.comments([*content.down_lines(migration), *after]),
        "groups": content.by_tool(migration, migration.down, alone)
        if alone
        else content.groups(migration.down),
        "limits": content.limits(migration, down=True),
    }
    text = templates.render(template, params)
    edits = () if old is None else (Edit(out.at(name), 0, old, text),)
    return FileChange(out.at(name), old, text, "down", edits)


def by_hand(migration: Migration, name: str, out: Folder, templates: Templates) -> FileChange | None:
    """A file that no tool runs."""
    run = [f"Run by hand, newest first: {content.psql(out.at(name))}"] if migration.down else []
    return file(migration, name, out, templates, "layouts/supabase/down.sql.j2", run)


def section(
    migration: Migration, source: MigrationSource, folder: Folder, templates: Templates, template: str
) -> FileChange | None:
    """A section of the migration's own file, put at its end or in place of an empty one; None where one is filled."""
    text = folder.files[posixpath.relpath(source.path, folder.path)]
    begin, end, filled = sections.down_section(text)
    if filled:
        return None
    params = {
        "comment": content.comments(content.down_lines(migration)),
        "groups": content.groups(migration.down),
        "limits": content.limits(migration, down=True) if sections.in_transaction(text) else [],
    }
    new = templates.render(template, params)
    if begin == len(text):
        new = ("\n" if text.endswith("\n") else "\n\n") + new
    edit = Edit(source.path, begin, text[begin:end], new)
    return FileChange(source.path, text, text[:begin] + new + text[end:], "edit", (edit,))
