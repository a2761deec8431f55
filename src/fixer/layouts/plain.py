"""A folder of ``NNNN_name.sql`` files that no layout here claims, or one SQL file such as a dump.

It is read, not imitated: folders of goose, sql-migrate, tern and node-pg-migrate are read this way (their up sections), and
new files are up and down pairs.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import PurePosixPath

from fixer.layouts import backs, content, golang_migrate, halves, sections
from fixer.layouts.base import (
    Folder,
    Layout,
    MigrationSource,
    Planned,
    Writing,
    checked,
    matching,
    passed_over,
    recognised,
)
from fixer.model import Diagnostic, Migration, PlannedMigration
from fixer.render import Templates

NAME = "plain"
_FILE = re.compile(r"^(?P<version>[0-9]+)(?:[_-].*|\.(?![0-9]).*)?\.sql$")
"""What follows a point is no second number: ``1.10.sql`` comes after ``1.9.sql``, which no number here says."""


def sources(folder: Folder) -> tuple[MigrationSource, ...]:
    if folder.is_file:
        ((name, text),) = folder.files.items()
        return (MigrationSource("", PurePosixPath(name).stem, folder.path, sections.up(text, folder.path)),)
    names = frozenset(folder.files)
    found = [
        MigrationSource(
            match["version"],
            halves.stem(name, names)[match.end("version") + 1 :],
            folder.at(name),
            sections.up(folder.files[name], folder.at(name)),
        )
        for name, match in matching(folder, _FILE)
        if not halves.is_back(name, names)
    ]

    def place(source: MigrationSource) -> tuple[int, str]:
        return int(source.version), source.path  # no tool is known that would refuse two of one version

    return checked(sorted(found, key=place), folder, place)


def skipped(folder: Folder) -> tuple[Diagnostic, ...]:
    if folder.is_file:
        return ()
    tools = {kind for _, text in folder.files.items() if (kind := sections.kind(text))}
    return (
        *passed_over(folder, _FILE, "<number>_<name>.sql"),
        *(
            Diagnostic(
                "warning",
                f"{folder.path} is a {tool} folder, which fixer only reads: new files are up and down pairs, "
                f"and {tool} would take both for migrations. Write them to another folder with --out.",
            )
            for tool in sorted(tools)
        ),
    )


def files(
    migrations: Sequence[Migration], source: Folder, out: Folder, now: datetime, templates: Templates
) -> Planned:
    return recognised(
        golang_migrate.pairs(migrations, source, out, now, templates, recovery), out, sources, NAME
    )


def recovery(indexes: Sequence[str], version: str, before: str) -> str:
    return f"If it fails: {content.drops(indexes)}, then run this file again."


def how_to_run(out: str, planned: Sequence[PlannedMigration]) -> str:
    return content.psql(
        *(change.path for migration in planned for change in migration.files if change.role == "up")
    )


def way_back(source: MigrationSource, folder: Folder, out: Folder) -> Writing | None:
    name = posixpath.relpath(source.path, folder.path)
    text = folder.files[name]
    tool = sections.kind(text) or ("tern" if run_by(folder) == "tern" else None)
    if tool is None or out.path != folder.path:
        written = halves.back(name, out.files)
        there = written is not None and out.files[written].strip()
        return None if there else backs.unknown_to_the_tool(source, out)
    return backs.section(source, folder, f"layouts/{tool}/down.sql.j2")


def run_by(folder: Folder) -> str:
    """goose, or another tool that has sections, where a file has them."""
    return next((kind for text in folder.files.values() if (kind := sections.kind(text))), "")


def applied_as(folder: Folder, sources: Sequence[MigrationSource]) -> list[str]:
    """goose remembers a migration by its version, sql-migrate by its file's name (gorp_migrations.id)."""
    if run_by(folder) == "sql-migrate":
        return [PurePosixPath(source.path).name for source in sources]
    return [source.version for source in sources]


LAYOUT = Layout(
    name=NAME,
    wraps_in_transaction=False,
    one_transaction=False,
    non_transactional="alone",
    down="file",
    tool=("No migration tool was recognised: new files are pairs, as golang-migrate and psql -f run them.",),
    concurrently=golang_migrate.LAYOUT.concurrently,
    detect=lambda folder: True,
    sources=sources,
    skipped=skipped,
    files=files,
    recovery=recovery,
    how_to_run=how_to_run,
    way_back=way_back,
    wraps=lambda text: sections.kind(text) is not None and sections.transactional(text, "up"),
    outside=sections.untransacted,
    both_halves=True,
    applied_as=applied_as,
    run_by=run_by,
)
