"""Drizzle (drizzle-kit up to 0.31): ``<NNNN>_<tag>.sql``, listed in ``meta/_journal.json``.

All pending files run in one transaction, cut at every ``--> statement-breakpoint`` (drizzle-orm's migrator.ts
and pg-core/dialect.ts); a file whose ``when`` is not above the newest one applied is silently left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import PurePosixPath

from fixer.layouts import backs, content, journal, versions
from fixer.layouts.base import (
    JOURNAL,
    Folder,
    Layout,
    MigrationSource,
    Planned,
    Writing,
    checked,
    line_at,
    location,
    recognised,
)
from fixer.model import Diagnostic, FileChange, FixerError, Migration, PlannedMigration
from fixer.render import Templates

NAME = "drizzle"
BREAKPOINT = "--> statement-breakpoint"
_WIDTH = 4  # drizzle-kit's prefix "index"
_TIME_DIGITS = 10  # seconds since 1970 and anything longer tell a time, not a number in a row
_TAG = re.compile(r"^(?P<version>[0-9]+)_(?P<name>.*)$")


def detect(folder: Folder) -> bool:
    return JOURNAL in folder.files


def _journal(folder: Folder) -> journal.Journal:
    return journal.read(folder.at(JOURNAL), folder.files[JOURNAL])


def sources(folder: Folder) -> tuple[MigrationSource, ...]:
    log = _journal(folder)
    found = []
    for entry in log.entries:
        text = folder.files.get(f"{entry.tag}.sql")
        if text is None:
            raise FixerError(
                f"there is no file {folder.at(f'{entry.tag}.sql')} for this entry",
                location(log.path, log.text, entry.start),
                line_at(log.text, max(entry.start, log.text.find('"tag"', entry.start))),
            )
        match = _TAG.match(entry.tag)
        version, name = (
            (match["version"], match["name"]) if match else (str(entry.idx).zfill(_WIDTH), entry.tag)
        )
        # A chunk needs no semicolon for Drizzle; as one text it does, and an empty statement is none.
        whole = text.replace(BREAKPOINT, ";".ljust(len(BREAKPOINT)))
        found.append(MigrationSource(version, name, folder.at(f"{entry.tag}.sql"), whole))
    return checked(found, folder, lambda source: source.path)


def skipped(folder: Folder) -> tuple[Diagnostic, ...]:
    log = _journal(folder)
    return tuple(
        Diagnostic(
            "warning",
            f'Drizzle skips {entry.tag} on a database that already has {before.tag}: its "when" is not later',
            location(log.path, log.text, entry.start),
        )
        for before, entry in zip(log.entries, log.entries[1:], strict=False)
        if entry.when <= before.when
    )


def files(
    migrations: Sequence[Migration], source: Folder, out: Folder, now: datetime, templates: Templates
) -> Planned:
    if not migrations:
        return (), ()
    old = out.files.get(JOURNAL)
    log = journal.read(out.at(JOURNAL), journal.empty() if old is None else old)
    known = [*log.entries, *(_journal(source).entries if detect(source) else ())]
    given = _versions(known, source, out, now, len(migrations))
    first = max([round(versions.utc(now).timestamp() * 1000), *(entry.when + 1 for entry in known)])
    idx = max([-1, *(entry.idx for entry in known)]) + 1
    planned, entries = [], []
    for step, (migration, version) in enumerate(zip(migrations, given, strict=True)):
        tag = versions.file_name(version, migration.name, "", ".online.sql")
        changes = _written(migration, out, tag, first + step, templates)
        planned.append(PlannedMigration(migration, changes))
        entries.append((idx + step, first + step, tag))
    edit = journal.added(log, entries)
    text = log.text[: edit.offset] + edit.new + log.text[edit.offset + len(edit.old) :]
    side = FileChange(log.path, old, text, "side", () if old is None else (edit,))
    return recognised((tuple(planned), (side,)), out, sources, NAME)


def _versions(
    known: Sequence[journal.Entry], source: Folder, out: Folder, now: datetime, count: int
) -> list[str]:
    """Numbers from 0000 on, or UTC stamps where the newest tag has one (drizzle-kit's prefix "timestamp")."""
    tags = [match["version"] for entry in known if (match := _TAG.match(entry.tag))]
    if tags and len(tags[-1]) == versions.STAMP_DIGITS:
        return versions.stamps([*tags, *versions.taken(source, out)], now, count)
    numbers = [version for version in versions.taken(source, out) if len(version) < _TIME_DIGITS]
    highest = max([-1, *(entry.idx for entry in known), *map(int, numbers)])
    return [str(highest + step).zfill(_WIDTH) for step in range(1, count + 1)]


def _written(
    migration: Migration, out: Folder, tag: str, when: int, templates: Templates
) -> tuple[FileChange, ...]:
    """The way back, the form to run first where there is one, and the migration itself."""

    def change(role: str, suffix: str, params: dict[str, object]) -> FileChange:
        path = out.at(f"{tag}{suffix}")
        common = {"limits": content.limits(migration, role == "down"), "breakpoint": BREAKPOINT}
        return FileChange(
            path, None, templates.render(f"layouts/{NAME}/{role}.sql.j2", common | params), role
        )

    run = [f"Run by hand, newest first: {content.psql(out.at(f'{tag}.down.sql'))}"] if migration.down else []
    forget = _forget(when)
    down = change(
        "down",
        ".down.sql",
        {
            "comment": content.comments([*content.down_lines(migration), *run, *forget]),
            "groups": content.groups(migration.down),
        },
    )
    up = change(
        "up",
        ".sql",
        {
            "comment": content.comments(migration.summary),
            "groups": content.by_tool(migration, migration.up, NAME, alone=False),
            "ends": content.ends(migration),
        },
    )
    if not migration.online:
        return down, up
    todo = [recovery(migration.recovery, tag, "")] if migration.recovery else []
    online = change(
        "online",
        ".online.sql",
        {
            "comment": content.comments(
                [
                    *migration.summary[:1],
                    f"Run by hand before {tag}.sql, which then finds the work done:",
                    content.psql(out.at(f"{tag}.online.sql")),
                    *todo,
                ]
            ),
            "groups": content.groups(migration.online),
        },
    )
    return down, online, up


def recovery(indexes: Sequence[str], version: str, before: str) -> str:
    return f"If it fails: {content.drops(indexes)}, then run this file again."


def how_to_run(out: str, planned: Sequence[PlannedMigration]) -> str:
    online = [change.path for migration in planned for change in migration.files if change.role == "online"]
    return "\n".join([*map(content.psql, online), "npx drizzle-kit migrate"])


def way_back(source: MigrationSource, folder: Folder, out: Folder) -> Writing | None:
    name = content.down_name(source)
    when = next(entry.when for entry in _journal(folder).entries if f"{entry.tag}.down.sql" == name)
    return backs.file(name, out, f"layouts/{NAME}/down.sql.j2", _forget(when), by_hand=True)


def _forget(when: int) -> list[str]:
    return [
        f"To make Drizzle forget it: DELETE FROM drizzle.__drizzle_migrations WHERE created_at = {when};",  # noqa: S608  a comment in a file, and a number
        "and, unless it is to come back, delete its file and its entry in the journal.",
    ]


def applied_as(folder: Folder, sources: Sequence[MigrationSource]) -> list[str]:
    """Drizzle remembers a migration by its entry's ``when`` (drizzle.__drizzle_migrations.created_at)."""
    when = {f"{entry.tag}.sql": str(entry.when) for entry in _journal(folder).entries}
    return [when[PurePosixPath(source.path).name] for source in sources]


LAYOUT = Layout(
    name=NAME,
    wraps_in_transaction=True,
    one_transaction=True,
    non_transactional="none",
    down="none",
    tool=(
        "Drizzle has no way back: the .down.sql files are run by hand with psql.",
        "drizzle-kit generate and push do not read these files: say the same in the TypeScript schema.",
    ),
    concurrently="Drizzle runs all pending files in one transaction: an index is built or dropped concurrently by an "
    ".online.sql file to be run by hand first, and the migration does it only where that was not done.",
    detect=detect,
    sources=sources,
    skipped=skipped,
    files=files,
    recovery=recovery,
    how_to_run=how_to_run,
    way_back=way_back,
    wraps=lambda _text: True,
    outside=lambda _text, _alone: None,
    applied_as=applied_as,
)
