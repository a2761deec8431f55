"""dbmate: ``<14-digit UTC>_<name>.sql`` with both halves, in the order of the file names.

Each half is one simple query, in a transaction unless it says ``transaction:false``
(pkg/dbmate/migration.go).
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from datetime import datetime

from fixer.layouts import backs, content, sections, versions
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
from fixer.model import Diagnostic, FileChange, Location, Migration, PlannedMigration
from fixer.render import Templates

NAME = "dbmate"
_DEFAULT_FOLDER = "db/migrations"
_FILE = re.compile(r"^(?P<version>[0-9]+)_?(?P<name>.*)\.sql$")


def detect(folder: Folder) -> bool:
    return any(sections.kind(folder.files[name]) == "dbmate" for name, _ in matching(folder, _FILE))


def sources(folder: Folder) -> tuple[MigrationSource, ...]:
    found = [
        MigrationSource(
            match["version"],
            match["name"],
            folder.at(name),
            sections.dbmate_up(folder.files[name], folder.at(name)),
        )
        for name, match in matching(folder, _FILE)
    ]
    return checked(found, folder, lambda source: source.version)


def skipped(folder: Folder) -> tuple[Diagnostic, ...]:
    without = (
        name for name, _ in matching(folder, _FILE) if not sections.dbmate_has_down(folder.files[name])
    )
    return (
        *passed_over(folder, _FILE, "<version>_<name>.sql"),
        *(
            Diagnostic(
                "warning", "no `-- migrate:down`: dbmate refuses this file", Location(folder.at(name), 1, 1)
            )
            for name in without
        ),
    )


def files(
    migrations: Sequence[Migration], source: Folder, out: Folder, now: datetime, templates: Templates
) -> Planned:
    planned = []
    for migration, version in zip(
        migrations, versions.stamps(versions.taken(source, out), now, len(migrations)), strict=True
    ):
        todo = [recovery(migration.recovery, version, "")] if migration.recovery else []
        text = templates.render(
            f"layouts/{NAME}/migration.sql.j2",
            {
                "comment": content.comments([*migration.summary, *todo]),
                "groups": content.by_tool(migration, migration.up, NAME),
                "down_comment": content.comments(content.down_lines(migration)),
                "down_groups": content.by_tool(migration, migration.down, NAME),
                "limits": content.limits(migration),
                "down_limits": content.limits(migration, down=True),
            },
        )
        path = out.at(versions.file_name(version, migration.name, ".sql"))
        planned.append(PlannedMigration(migration, (FileChange(path, None, text, "up"),)))
    return recognised((tuple(planned), ()), out, sources, NAME)


def recovery(indexes: Sequence[str], version: str, before: str) -> str:
    return f"If it fails: {content.drops(indexes)}, then `dbmate up`."


def how_to_run(out: str, planned: Sequence[PlannedMigration]) -> str:
    return "dbmate up" if out == _DEFAULT_FOLDER else f"dbmate --migrations-dir {shlex.quote(out)} up"


def way_back(source: MigrationSource, folder: Folder, out: Folder) -> Writing | None:
    if out.path != folder.path:
        return backs.unknown_to_the_tool(source, out)
    return backs.section(source, folder, f"layouts/{NAME}/down.sql.j2")


LAYOUT = Layout(
    name=NAME,
    wraps_in_transaction=True,
    one_transaction=False,
    non_transactional="alone",
    down="same",
    tool=(),
    concurrently="dbmate sends each half as one query: a concurrent index build stands alone in its file.",
    detect=detect,
    sources=sources,
    skipped=skipped,
    files=files,
    recovery=recovery,
    how_to_run=how_to_run,
    way_back=way_back,
    wraps=lambda text: sections.transactional(text, "up"),
    outside=sections.untransacted,
    both_halves=True,
)
