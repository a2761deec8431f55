"""The files of each migration tool as scripts: both halves of a migration, and how the tool sends them.

What each tool does is read in its source or its documentation; the layouts name the places.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from fixer.catalog.acl import OWNER
from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Extension, Index, Object, Policy, Schema, Table
from fixer.catalog.rare_objects import DefaultPrivileges, Publication
from fixer.ddl.base import Session
from fixer.ddl.difference import CannotRestoreError, difference
from fixer.ddl.routines.function import unchecked
from fixer.ddl.run import apply
from fixer.layouts import halves, sections
from fixer.layouts.base import Folder, Layout, MigrationSource
from fixer.model import FileChange, Fix, FixerError, ObjectRef, PlannedMigration, Statement
from fixer.registry import PLATFORM_EXTENSIONS
from fixer.sql import parse
from fixer.sql.quote import identifier
from fixer.values import Value, replace
from fixer.verify import standins, traces
from fixer.verify.announced import tells_locks
from fixer.verify.script import Script, Way

_UP = {
    "golang-migrate": Way.QUERY,
    "dbmate": Way.WRAPPED,
    "supabase": Way.PIPELINE,
    "drizzle": Way.TRANSACTION,
    "plain": Way.EACH,
}
_SENDS = {
    "dbmate": (Way.WRAPPED, Way.QUERY),
    "goose": (Way.TRANSACTION, Way.EACH),
    "sql-migrate": (Way.TRANSACTION, Way.EACH),
    "tern": (Way.WRAPPED, Way.EACH),
    "node-pg-migrate": (Way.WRAPPED, Way.WRAPPED),
}
"""A half of a file with sections, in a transaction and where it says that it wants none."""
_DOWN = _UP | {"supabase": Way.EACH, "drizzle": Way.EACH}
"""Where the tool has no way back, a person runs the file with psql."""
_APART = {
    "golang-migrate": "golang-migrate sends a file as one query, which is none where it has one statement, or with x-multi-statement=true in the URL",
    "dbmate": "dbmate runs it outside of one with `-- migrate:{} transaction:false`, where it is the only statement of its section",
    "goose": "goose runs it outside of one with `-- +goose NO TRANSACTION`",
    "sql-migrate": "sql-migrate runs it outside of one with `-- +migrate {} notransaction`",
    "tern": "tern runs it outside of one with `---- tern: disable-tx ----`",
    "node-pg-migrate": "node-pg-migrate runs one outside of it that is written in JavaScript, with pgm.noTransaction()",
    "drizzle": "Drizzle runs all migrations in one, which `COMMIT;` ends and `BEGIN;` begins again, between breakpoints of their own",
}
"""What has a tool run a statement outside of a transaction."""
_EXTENSION = re.compile(r"\ACREATE EXTENSION ")
"""A platform's stand-ins may have it already."""
_COMPLETES = re.compile(
    r"\b(?:VALIDATE CONSTRAINT|ATTACH PARTITION|USING INDEX) (?:[^\s;]+\.)?([^\s;.]+)", re.IGNORECASE
)


class Step(Value, frozen=True):
    """A migration to prove: its files as they are sent, and what was announced of it."""

    name: str
    path: str
    up: Script
    down: Script | None
    online: Script | None = None
    """What is run by hand before it."""
    announced: tuple[Statement, ...] | None = None
    """Its statements with what they cost; None for a migration that somebody else wrote."""
    fixes: tuple[Fix, ...] = ()

    @property
    def builds_indexes(self) -> bool:
        """Whether indexes are all that it makes and its way back drops: that leaves the system catalogs as they were, row for row."""
        return traces.builds_indexes(self.up.pieces, self.down.pieces if self.down else ())

    @property
    def comes_and_goes(self) -> bool:
        """Whether it likely leaves the system catalogs as they were: it makes things, and its way back drops things."""
        return traces.comes_and_goes(self.up.pieces, self.down.pieces if self.down else ())

    @property
    def completes(self) -> frozenset[str]:
        """The names of what it validates or attaches, whose way back is that of the migration that made it."""
        return frozenset(name for piece in self.up.pieces for name in _COMPLETES.findall(piece.line))

    @property
    def only_indexes(self) -> bool:
        """The same, and no DO block among it, which may do anything."""
        return self.builds_indexes and self.up.only_indexes


def source(layout: Layout, migration: MigrationSource, raw: str) -> Script:
    """The up half of a migration that exists; ``raw`` is the whole file."""
    return _half(migration.path, migration.text, layout, raw, "up")


def printed(catalog: Catalog, path: str, platform: str = "plain") -> Script:
    """The schema of a database that was introspected, as a script that makes it anew; ``path`` names it in messages.

    Extensions come in the version that the scratch server has. Raises FixerError for what no statement can make again.
    """
    empty = Catalog()
    empty.put(Schema(ObjectRef("schema", "", "public"), id=empty.new_id(), comment="standard public schema"))
    for item in _brought(platform):
        empty.put(item)
    goal = catalog.overlay()
    for extension in catalog.objects(Extension):
        goal.put(replace(extension, version=None))
    for index in catalog.objects(
        Index
    ):  # what a failed build left: nothing but another failed build makes that
        table = catalog.find(index.table, Table)
        if not index.valid and (table is None or table.partition_key is None):
            goal.put(replace(index, valid=True))
    try:
        statements = difference(empty, goal, concurrently=False)
    except CannotRestoreError as error:
        raise FixerError(
            f"{path} cannot be copied: {error}",
            hint="Prove on the migrations or on a dump of the schema instead: fixer verify PATH.",
        ) from None
    made = unchecked(_EXTENSION.sub("CREATE EXTENSION IF NOT EXISTS ", one.sql) for one in statements)
    texts = (*_elsewhere(catalog, platform), *made)
    return Script(path, "".join(f"{text};\n" for text in texts), Way.EACH)


def _elsewhere(catalog: Catalog, platform: str) -> Iterator[str]:
    """What takes out the extensions that the platform's stand-ins have in another schema than the database."""
    usual = PLATFORM_EXTENSIONS.get(platform, {})
    for extension in catalog.objects(Extension):
        if usual.get(extension.ref.name, extension.schema) != extension.schema:
            yield f"DROP EXTENSION IF EXISTS {identifier(extension.ref.name)}"


def _brought(platform: str) -> list[Object]:
    """What the platform's stand-ins put where a project puts its own, too."""
    if platform != "supabase":
        return []
    made = Catalog()
    for piece in parse.slices(standins.SUPABASE):
        apply(made, standins.SUPABASE[piece], Session())
    return [*made.objects(Publication), *made.objects(DefaultPrivileges)]


def roles(catalog: Catalog) -> tuple[str, ...]:
    """The roles that a schema names: owners, whom something is granted to, and whom policies are about."""
    found: set[str] = set()
    for item in catalog.objects(Object):
        found.add(item.owner or "")
        found.update(grant.grantee for grant in item.grants or () if grant.grantee != OWNER)
        if isinstance(item, Policy):
            found.update(item.roles)
        if isinstance(item, DefaultPrivileges):
            found.add(item.ref.args or "")
    return tuple(sorted(found - {""}))


def existing(layout: Layout, folder: Folder, backs: Folder) -> list[Step]:
    """The migrations of a folder. ``backs`` is the folder of Supabase's ways back."""
    raw = {folder.at(name): text for name, text in folder.files.items()}
    found = []
    for migration in layout.sources(folder):
        up = source(layout, migration, raw[migration.path])
        found.append(Step(migration.name, migration.path, up, _back(layout, migration, raw, backs)))
    return found


def _back(layout: Layout, migration: MigrationSource, raw: Mapping[str, str], backs: Folder) -> Script | None:
    path, text = migration.path, raw[migration.path]
    within = sections.down(text, path) if layout.both_halves else None
    if within is not None:
        return _half(path, within, layout, text, "down")
    if layout.name == "supabase":
        name = posixpath.basename(path)
        return _by_itself(layout, backs.at(name), backs.files[name]) if name in backs.files else None
    here = posixpath.dirname(path)
    names = {posixpath.basename(other) for other in raw if posixpath.dirname(other) == here}
    beside = halves.back(posixpath.basename(path), names)
    if beside is None:
        return None
    found = posixpath.join(here, beside)
    return _by_itself(layout, found, raw[found])


def _by_itself(layout: Layout, path: str, text: str) -> Script:
    """A way back in a file of its own."""
    way = _DOWN[layout.name]
    return Script(path, text, way, apart=_APART.get(layout.name, "") if way is _UP[layout.name] else "")


def reversed_(
    reading: Layout, layout: Layout, folder: Folder, ways_back: Sequence[PlannedMigration]
) -> list[Step]:
    """All migrations of a folder, with the way back of those that are given one: the very file that would be written."""
    raw = {folder.at(name): text for name, text in folder.files.items()}
    given = {fix.reversal.path: entry for entry in ways_back for fix in entry.migration.fixes if fix.reversal}
    found = []
    for migration in reading.sources(folder):
        up, entry = source(reading, migration, raw[migration.path]), given.get(migration.path)
        if entry is None:
            found.append(Step(migration.name, migration.path, up, None))
            continue
        (change,) = entry.files
        if change.path == migration.path:
            text = sections.down(change.new, change.path) or ""
            down = _half(change.path, text, reading, change.new, "down")
        else:
            down = _by_itself(layout, change.path, change.new)
        found.append(Step(entry.migration.name, change.path, up, down, fixes=entry.migration.fixes))
    return found


def planned(layout: Layout, migration: PlannedMigration) -> Step:
    """A migration that was planned, from the very files that would be written."""
    by_role: dict[str, FileChange] = {change.role: change for change in migration.files}
    up, back, online = by_role["up"], by_role.get("down"), by_role.get("online")
    text = up.new
    down = None
    if layout.down == "same":
        within = sections.down(text, up.path)
        down = _half(up.path, within, layout, text, "down") if within else None
    elif back is not None:
        down = _by_itself(layout, back.path, back.new)
    half = sections.up(text, up.path) if layout.both_halves else text
    return Step(
        name=migration.migration.name,
        path=up.path,
        up=_half(up.path, half, layout, text, "up"),
        down=down,
        online=Script(online.path, online.new, Way.EACH) if online else None,
        announced=tuple(statement for statement in migration.migration.up if tells_locks(statement.sql)),
        fixes=migration.migration.fixes,
    )


def _half(path: str, text: str, layout: Layout, raw: str, half: Literal["up", "down"]) -> Script:
    """One half of a file that is ``raw`` as a whole: one with sections is read by the tool that they are of."""
    kind, usual = None, (_UP if half == "up" else _DOWN)[layout.name]
    if layout.both_halves:
        kind = sections.kind(raw)
    if kind is None:
        return Script(path, text, usual, apart=_APART.get(layout.name, ""))
    apart = _APART[kind].format(half.title() if kind == "sql-migrate" else half)
    wrapped, bare = _SENDS[kind]
    way = wrapped if sections.transactional(raw, half) else bare
    return Script(path, text, way, by_tool=True, ends=sections.ends(raw, half), apart=apart)
