"""Supabase: ``supabase/migrations/<14-digit UTC>_<name>.sql``, in the order of the file names.

The CLI takes every ``<digits>_<name>.sql`` there for an up (pkg/migration/list.go), so the ways back live in
``supabase/rollbacks/``. It sends a file's statements as one pipeline, which is one transaction, so SET LOCAL
lasts to its end; PostgreSQL 15 warns at each all the same, because no BEGIN came before (tried with libpq's
pipeline).
"""

from __future__ import annotations

import posixpath
import re
import shlex
from collections.abc import Sequence
from datetime import datetime

from fixer.layouts import backs, content, versions
from fixer.layouts.base import (
    JOURNAL,
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
from fixer.model import Diagnostic, FileChange, FixerError, Location, Migration, PlannedMigration
from fixer.render import Templates

NAME = "supabase"
ROLLBACKS = "rollbacks"
_FILE = re.compile(r"^(?P<version>[0-9]+)_(?P<name>.*)\.sql$")
_OLD_INIT = re.compile(r"([0-9]{14})_init\.sql")
_OLD_INIT_BEFORE = 20211209000000


def _ignored_init(folder: Folder) -> str:
    """The first file, where it is the ``<stamp>_init.sql`` of old versions, which the CLI passes over."""
    first = next(iter(folder.names()), "")
    match = _OLD_INIT.search(first)
    return first if match and int(match.group(1)) < _OLD_INIT_BEFORE else ""


def sources(folder: Folder) -> tuple[MigrationSource, ...]:
    init = _ignored_init(folder)
    found = [
        MigrationSource(match["version"], match["name"], folder.at(name), folder.files[name])
        for name, match in matching(folder, _FILE)
        if name != init
    ]
    return checked(found, folder, lambda source: source.version)


def skipped(folder: Folder) -> tuple[Diagnostic, ...]:
    found = [*passed_over(folder, _FILE, "<timestamp>_<name>.sql")]
    if init := _ignored_init(folder):
        message = "skipped: the Supabase CLI leaves out an _init.sql from before December 2021"
        found.append(Diagnostic("warning", message, Location(folder.at(init), 1, 1)))
    if JOURNAL in folder.files:
        message = "Drizzle's journal is left as it is: this folder is run by the Supabase CLI"
        found.append(Diagnostic("info", message, Location(folder.at(JOURNAL), 1, 1)))
    return tuple(found)


def files(
    migrations: Sequence[Migration], source: Folder, out: Folder, now: datetime, templates: Templates
) -> Planned:
    if posixpath.basename(out.path) == ROLLBACKS:
        raise FixerError(
            f"{out.path} is where the ways back go", hint="Name the migrations folder beside it."
        )
    planned = []
    for migration, version in zip(
        migrations, versions.stamps(versions.taken(source, out), now, len(migrations)), strict=True
    ):
        name = versions.file_name(version, migration.name, ".sql")
        back = posixpath.normpath(posixpath.join(out.path, "..", ROLLBACKS, name))
        todo = [recovery(migration.recovery, version, "")] if migration.recovery else []
        run = [f"Run by hand: {content.psql(back)}"] if migration.down else []
        forget = _forget(version)
        up = templates.render(
            f"layouts/{NAME}/up.sql.j2",
            {
                "comment": content.comments([*migration.summary, *todo]),
                "groups": content.by_tool(migration, migration.up, NAME),
                "limits": content.limits(migration),
            },
        )
        down = templates.render(
            f"layouts/{NAME}/down.sql.j2",
            {
                "comment": content.comments([*content.down_lines(migration), *run, forget]),
                "groups": content.groups(migration.down),
                "limits": content.limits(migration, down=True),
            },
        )
        changes = (FileChange(back, None, down, "down"), FileChange(out.at(name), None, up, "up"))
        planned.append(PlannedMigration(migration, changes))
    return recognised((tuple(planned), ()), out, sources, NAME)


def recovery(indexes: Sequence[str], version: str, before: str) -> str:
    return f"If it fails: {content.drops(indexes)}, then `supabase db push`."


def how_to_run(out: str, planned: Sequence[PlannedMigration]) -> str:
    supabase = posixpath.normpath(posixpath.join(out, ".."))
    project = posixpath.dirname(supabase)
    workdir = f" --workdir {shlex.quote(project)}" if project else ""
    back = posixpath.join(supabase, ROLLBACKS)
    return f"supabase db push{workdir}   (ways back: {back}/, run by hand with psql)"


def way_back(source: MigrationSource, folder: Folder, out: Folder) -> Writing | None:
    name = posixpath.basename(source.path)
    return backs.file(name, out, f"layouts/{NAME}/down.sql.j2", [_forget(source.version)], by_hand=True)


def _forget(version: str) -> str:
    return f"To make the CLI forget it: supabase migration repair --status reverted {version}"


LAYOUT = Layout(
    name=NAME,
    wraps_in_transaction=True,
    one_transaction=False,
    non_transactional="alone",
    down="none",
    tool=(
        "The Supabase CLI has no way back: the files in rollbacks/ are run by hand with psql.",
        "PostgreSQL may warn at SET LOCAL that there is no transaction block: the limit holds all the same.",
    ),
    concurrently="A concurrent index build stands alone in its file and needs Supabase CLI 2.109 or later.",
    detect=Folder.is_supabase,
    sources=sources,
    skipped=skipped,
    files=files,
    recovery=recovery,
    how_to_run=how_to_run,
    way_back=way_back,
    wraps=lambda _text: True,
    outside=lambda _text, alone: () if alone else None,
    down_folder=lambda path: posixpath.normpath(posixpath.join(path, "..", ROLLBACKS)),
)
