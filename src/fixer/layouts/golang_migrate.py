"""golang-migrate: ``<version>_<name>.up.sql`` beside ``.down.sql``, each sent as one simple query.

File names as in source/parse.go of golang-migrate; one query per file, and a dirty flag left by a failure,
as in database/postgres.
"""

from __future__ import annotations

import posixpath
import re
import shlex
from collections.abc import Callable, Sequence
from datetime import datetime

from fixer.layouts import backs, content, versions
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
from fixer.model import Diagnostic, FileChange, Migration, PlannedMigration
from fixer.render import Templates

NAME = "golang-migrate"
_WIDTH = 6  # what `migrate create -seq` writes
_FILE = re.compile(r"^(?P<version>[0-9]+)_(?P<name>.*)\.(?P<way>down|up)\.sql$")
_NUMBERED = re.compile(r"^[0-9]+_.*\.sql$")


def detect(folder: Folder) -> bool:
    """Ups, and every numbered file is one half of a pair."""
    ways = [match["way"] for _, match in matching(folder, _FILE)]
    return "up" in ways and len(ways) == len(matching(folder, _NUMBERED))


def sources(folder: Folder) -> tuple[MigrationSource, ...]:
    found = [
        MigrationSource(match["version"], match["name"], folder.at(name), folder.files[name])
        for name, match in matching(folder, _FILE)
        if match["way"] == "up"
    ]
    return checked(
        sorted(found, key=lambda source: int(source.version)), folder, lambda source: int(source.version)
    )


def skipped(folder: Folder) -> tuple[Diagnostic, ...]:
    return passed_over(folder, _FILE, "<version>_<name>.up.sql and .down.sql")


def files(
    migrations: Sequence[Migration], source: Folder, out: Folder, now: datetime, templates: Templates
) -> Planned:
    return recognised(pairs(migrations, source, out, now, templates, recovery), out, sources, NAME)


def pairs(
    migrations: Sequence[Migration],
    source: Folder,
    out: Folder,
    now: datetime,
    templates: Templates,
    recover: Callable[[Sequence[str], str, str], str],
) -> Planned:
    """An up and a down file for each migration, numbered or stamped as the folder's newest one is."""
    taken = versions.taken(source, out)
    if len(versions.newest(taken)) == versions.STAMP_DIGITS:
        given = versions.stamps(taken, now, len(migrations))
    else:
        given = versions.sequence(taken, len(migrations), _WIDTH)
    before = [versions.newest(versions.taken(out)), *given]

    def half(migration: Migration, version: str, way: str, lines: Sequence[str]) -> FileChange:
        statements = migration.up if way == "up" else migration.down
        params = {
            "comment": content.comments(lines),
            "groups": content.by_tool(migration, statements, NAME),
            "limits": content.limits(migration, way == "down"),
        }
        path = out.at(versions.file_name(version, migration.name, f".{way}.sql", ".down.sql"))
        return FileChange(path, None, templates.render(f"layouts/{NAME}/{way}.sql.j2", params), way)

    planned = []
    for migration, version, previous in zip(migrations, given, before, strict=False):
        todo = [recover(migration.recovery, version, previous)] if migration.recovery else []
        down = half(migration, version, "down", content.down_lines(migration))
        up = half(migration, version, "up", [*migration.summary, *todo])
        planned.append(PlannedMigration(migration, (down, up)))
    return tuple(planned), ()


def recovery(indexes: Sequence[str], version: str, before: str) -> str:
    again = (
        f"`migrate force {int(before)}` and `migrate up`"
        if before
        else f"run the statement below by hand and `migrate force {int(version)}`"  # no version to go back to
    )
    return f"If it fails: {content.drops(indexes)}, then {again}."


def how_to_run(out: str, planned: Sequence[PlannedMigration]) -> str:
    return f'migrate -path {shlex.quote(out)} -database "$DATABASE_URL" up'


def way_back(source: MigrationSource, folder: Folder, out: Folder) -> Writing | None:
    name = posixpath.basename(source.path).removesuffix(".up.sql") + ".down.sql"
    return backs.file(name, out, f"layouts/{NAME}/down.sql.j2", alone=NAME)


LAYOUT = Layout(
    name=NAME,
    wraps_in_transaction=False,
    one_transaction=False,
    non_transactional="alone",
    down="file",
    tool=(),
    concurrently="golang-migrate sends each file as one query: a concurrent index build stands alone in its file.",
    detect=detect,
    sources=sources,
    skipped=skipped,
    files=files,
    recovery=recovery,
    how_to_run=how_to_run,
    way_back=way_back,
    wraps=lambda _text: False,
    outside=lambda _text, alone: () if alone else None,
)
