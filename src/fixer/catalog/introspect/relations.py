"""Tables and views."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fixer.catalog.introspect import sequences
from fixer.catalog.introspect.columns import Columns
from fixer.catalog.introspect.reading import Reading, Row, Rows, in_order, of_schema
from fixer.catalog.objects import Column, External, Object, Table, View
from fixer.model import ObjectRef
from fixer.values import replace

_KINDS = {
    "r": "table",
    "p": "table",
    "f": "table",
    "v": "view",
    "m": "materialized view",
    "S": "sequence",
    "c": "type",
}
_REPLICA = {"d": "default", "f": "full", "n": "nothing", "i": "nothing"}  # by an index that is gone
_NOTHING_SPECIAL: Row = (None, None, None, None, "d", 0, False, None, None, None, None, None, None, None)
"""What a relation's array says that is not there."""
_Identities = dict[int, dict[int, dict[str, Any]]]
# tables in which migration tools keep what is applied: name -> columns that they have at least
TOOL_TABLES = {
    "schema_migrations": {"version"},
    "__drizzle_migrations": {"hash", "created_at"},
    "goose_db_version": {"version_id", "is_applied"},
    "gorp_migrations": {"id", "applied_at"},
    "_sqlx_migrations": {"version", "checksum"},
    "_prisma_migrations": {"checksum", "migration_name"},
    "flyway_schema_history": {"installed_rank", "checksum"},
    "pgmigrations": {"name", "run_on"},
}
_TOOL_SCHEMAS = frozenset({"drizzle", "supabase_migrations"})


def made(reading: Reading, rows: Rows, parts: Columns, counting: Rows) -> Iterator[Object]:
    """Tables, views and sequences; ``counting`` are the rows of sequences. Notes the attributes of composite types."""
    counters = sequences.counters(counting)
    _externals(reading, rows, counters)
    for row in rows:
        if row[1] == "c":
            reading.composites.update((oid, parts.made.get(oid, ())) for oid in row[-2])
    identities = sequences.identities(reading, counters, parts, sequences.granted(reading, rows))

    yield from in_order(
        item for row in rows for item in _relations(reading, row, parts, counters, identities)
    )


def _relations(
    reading: Reading,
    row: Row,
    parts: Columns,
    counters: dict[int, sequences.Counter],
    identities: _Identities,
) -> Iterator[Object]:
    """Those that share a row."""
    for oid in reading.external.intersection(row[-2]):
        ref = reading.relations[oid]
        yield External(ObjectRef("external", ref.schema, ref.name), id=reading.identity("pg_class", oid))
    if row[1] == "S":
        yield from sequences.made(reading, row, counters)
    elif row[1] in "vm":
        yield from _views(reading, row, parts)
    elif row[1] != "c":  # which is made as a type
        yield from _tables(reading, row, parts, identities)


def note(reading: Reading, rows: Rows) -> None:
    """Notes every relation's name."""
    for schema, kind, *_rest, oids, names in rows:
        named = of_schema(_KINDS[kind], reading.schemas[schema], names)
        reading.relations.update(zip(oids, named, strict=True))
        if kind == "c":
            reading.composites.update(dict.fromkeys(oids, ()))


def _externals(reading: Reading, rows: Rows, counters: dict[int, sequences.Counter]) -> None:
    """Marks what belongs to extensions, the platform or a migration tool."""
    for schema, kind, *_rest, oids, names in rows:
        for oid, name in zip(oids, names, strict=True):
            wanted = None if reading.scratch else TOOL_TABLES.get(name)
            if wanted is not None and kind == "r" and wanted <= set(reading.columns.get(oid, {}).values()):
                reading.external.add(oid)
                if reading.schemas[schema] in _TOOL_SCHEMAS:
                    reading.foreign_schemas.add(schema)
        if kind == "f":
            reading.external.update(oid for oid in oids if oid not in reading.foreign)
    for schema, _kind, *_rest, oids, _names in rows:
        reading.external.update(oid for oid in oids if reading.is_external("pg_class", oid, schema))
    for oid, counter in counters.items():
        if counter.table in reading.external:
            reading.external.add(oid)
    for oid in reading.external:
        ref = reading.relations.get(oid)
        if ref is not None:
            reading.relations[oid] = ObjectRef("table", ref.schema, ref.name)


def _tables(reading: Reading, row: Row, parts: Columns, changed: _Identities) -> Iterator[Table]:
    _schema, kind, owner, acl, persistence, row_security, forced, special, oids, _names = row
    (
        options, toast, tablespace, method, replica, of_type, partition, bound, key, parents, clustered, numbered, _view, _filled,
    ) = special or _NOTHING_SPECIAL  # fmt: skip
    above = tuple(reading.relations[parent] for parent in parents or ())
    settings = (*(options or ()), *(f"toast.{option}" for option in toast or ()))
    usual, named = reading.grants("table", acl, owner), reading.owner(owner)
    comments, columns = reading.comments["pg_class"], parts.made
    numbers = reading.version >= _NUMBERS_PARTITIONS
    for oid, identity in zip(oids, reading.identities("pg_class", oids), strict=True):
        if oid in reading.external:
            continue
        ref, acls = reading.relations[oid], parts.acls.get(oid)
        if above:
            reading.parents[ref] = above[:1] if partition else above
        table = Table(
            ref,
            id=identity,
            comment=comments.get(oid),
            owner=named,
            grants=reading.grants("table", acl, owner, acls) if acls else usual,
            columns=_numbered(columns.get(oid, ()), changed.get(oid), with_parent=partition and numbers),
            persistence=persistence or "p",
            partition_key=key if kind == "p" else None,
            parent=above[0] if partition and above else None,
            bound=bound if partition else None,
            inherits=() if partition else above,
            row_security=row_security,
            force_row_security=forced,
            options=settings,
            tablespace=tablespace,
            access_method=method,
            replica_identity=f"index:{numbered}" if replica == "i" and numbered else _REPLICA[replica],
            clustered_on=clustered,
            of_type=reading.types[of_type] if of_type else None,
        )
        yield _foreign(reading, table, oid) if kind == "f" else table


def _foreign(reading: Reading, table: Table, oid: int) -> Table:
    """A foreign table, with what is said of it and its columns for its server."""
    server, own, of_columns = reading.foreign[oid]
    return replace(
        table,
        server=ObjectRef("server", "", server),
        fdw_options=own,
        columns=tuple(
            replace(column, fdw_options=of_columns.get(column.id, ())) if of_columns else column
            for column in table.columns
        ),
        replica_identity="default",  # it has none, which nothing can say
    )


_NUMBERS_PARTITIONS = 170000
"""The version from which on partitions are numbered with their parent, whose identity their columns are said to be, too."""


def _numbered(
    columns: tuple[Column, ...], changed: dict[int, dict[str, Any]] | None, with_parent: bool
) -> tuple[Column, ...]:
    """The columns, those of ``changed`` with what is said of their sequence there; none has one ``with_parent``."""
    if with_parent:
        return tuple(replace(column, identity=None) if column.identity else column for column in columns)
    if changed is None:
        return columns
    return tuple(
        replace(column, identity=replace(column.identity, **changed[column.id]))
        if column.identity is not None and column.id in changed
        else column
        for column in columns
    )


def _views(reading: Reading, row: Row, parts: Columns) -> Iterator[View]:
    _schema, kind, owner, acl, _persistence, _secured, _forced, special, oids, _names = row
    options, tablespace, query, filled = special[0] or [], special[2], special[12], special[13]
    check = next((o.partition("=")[2].upper() for o in options if o.startswith("check_option=")), "")
    for oid in oids:
        if oid in reading.external:
            continue
        columns = parts.made.get(oid, ())
        comments = [(column.name, column.comment) for column in columns if column.comment is not None]
        ref = reading.relations[oid]
        yield View(
            ref,
            id=reading.identity("pg_class", oid),
            comment=reading.comment("pg_class", oid),
            owner=reading.owner(owner),
            grants=reading.grants(ref.kind, acl, owner, parts.acls.get(oid, ())),
            materialized=kind == "m",
            query=query.strip().removesuffix(";"),
            options=tuple(option for option in options if not option.startswith("check_option=")),
            check_option=check,
            with_data=kind == "v" or filled,
            tablespace=tablespace,
            access_method=special[3],
            column_comments=tuple(sorted(comments)),
        )
