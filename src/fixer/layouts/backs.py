"""The way back of a migration that exists: where it goes, and whether there is one already."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence

from fixer.layouts import content, sections
from fixer.layouts.base import Folder, MigrationSource, Writing
from fixer.model import Edit, FileChange, Migration
from fixer.render import Templates


def file(
    name: str,
    out: Folder,
    template: str,
    after: Sequence[str] = (),
    by_hand: bool = False,
    alone: str = "",
) -> Writing | None:
    """A file of its own, ``name`` in ``out``; None where one stands that holds anything but blanks.

    ``after`` are comment lines below those of the migration, and ``by_hand`` says that no tool runs the file. ``alone``
    names a tool that runs it as one query.
    """
    old = out.files.get(name)
    if old is not None and old.strip():
        return None

    def written(migration: Migration, templates: Templates) -> FileChange:
        run = f"Run by hand, newest first: {content.psql(out.at(name))}"
        said = [*content.down_lines(migration), *([run] if by_hand and migration.down else []), *after]
        params = {
            "comment": content.comments(said),
            "groups": content.by_tool(migration, migration.down, alone)
            if alone
            else content.groups(migration.down),
            "limits": content.limits(migration, down=True),
        }
        text = templates.render(template, params)
        edits = () if old is None else (Edit(out.at(name), 0, old, text),)
        return FileChange(out.at(name), old, text, "down", edits)

    return written


def unknown_to_the_tool(source: MigrationSource, out: Folder) -> Writing | None:
    """A file beside those that the tool runs."""
    return file(content.down_name(source), out, "layouts/supabase/down.sql.j2", by_hand=True)


def section(source: MigrationSource, folder: Folder, template: str) -> Writing | None:
    """A section of the migration's own file, put at its end or in place of an empty one; None where one is filled."""
    text = folder.files[posixpath.relpath(source.path, folder.path)]
    begin, end, filled = sections.down_section(text)
    if filled:
        return None

    def written(migration: Migration, templates: Templates) -> FileChange:
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

    return written
