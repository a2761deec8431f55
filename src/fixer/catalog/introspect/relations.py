"""Tables, views and sequences, with their columns."""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter
from typing import Any

from fixer.catalog.introspect.reading import Reading, Row, Rows
from fixer.catalog.objects import Column, External, Identity, Object, Sequence, Table, View
from fixer.model import ObjectRef
from fixer.sql.naming import object_name
from fixer.sql.quote import identifier
from fixer.sql.types import DataType
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
_STORAGE = {"p": "plain", "e": "external", "m": "main", "x": "extended"}
_COMPRESSION = {"p": "pglz", "l": "lz4"}
_REPLICA = {"d": "default", "f": "full", "n": "nothing"}
_BITS = {"int2": 15, "int4": 31, "int8": 63}
_PLAIN_COLLATIONS = (0, 100)
"""None, and the database's own."""
_NOTHING_SPECIAL: Row = (None, None, None, None, "d", 0, False, None, None, None, None, None, None, None)
"""What a relation's array says that is not there."""
_ORDINARY: Row = ("", None, None, None, -1, None, False, True, None, 0)
"""The same for a column."""
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


def made(reading: Reading, relations: Rows, parts: Columns, owned: dict[int, Row]) -> Iterator[Object]:
    """Tables, views and sequences; ``owned`` says of a sequence what it counts. Notes the attributes of composite types."""
    _externals(reading, relations, owned)
    identities = _identities(reading, owned, parts, {row[0]: row for row in relations if row[3] == "S"})
    for row in relations:
        oid, kind = row[0], row[3]
        if oid in reading.external:
            ref = reading.relations[oid]
            yield External(ObjectRef("external", ref.schema, ref.name), id=reading.identity("pg_class", oid))
        elif kind in "rpf":
            yield _table(reading, row, parts, identities.get(oid, {}))
        elif kind in "vm":
            yield _view(reading, row, parts)
        elif kind == "c":
            reading.composites[oid] = tuple(parts.made.get(oid, ()))
        elif kind == "S" and owned[oid][8] != "i":
            yield _sequence(reading, row, owned[oid])


def note(reading: Reading, relations: Rows) -> None:
    """Notes every relation's name."""
    for row in relations:
        reading.relations[row[0]] = ObjectRef(_KINDS.get(row[3], "table"), reading.schemas[row[2]], row[1])
        if row[3] == "c":
            reading.composites[row[0]] = ()


def _externals(reading: Reading, relations: Rows, sequences: dict[int, Row]) -> None:
    """Marks what belongs to extensions, the platform or a migration tool."""
    for row in relations:
        oid, name, schema, kind = row[:4]
        wanted = TOOL_TABLES.get(name)
        tool = wanted is not None and kind == "r" and wanted <= set(reading.columns.get(oid, {}).values())
        if tool and reading.schemas[schema] in _TOOL_SCHEMAS:
            reading.foreign_schemas.add(schema)
        if tool or (kind == "f" and oid not in reading.foreign):
            reading.external.add(oid)
    for row in relations:
        if reading.is_external("pg_class", row[0], row[2]):
            reading.external.add(row[0])
    for oid, sequence in sequences.items():
        if sequence[9] in reading.external:
            reading.external.add(oid)
    for oid in reading.external:
        ref = reading.relations.get(oid)
        if ref is not None:
            reading.relations[oid] = ObjectRef("table", ref.schema, ref.name)


class Columns:
    """All columns by relation, and the privileges on them."""

    def __init__(self, reading: Reading, rows: Rows) -> None:
        self.made: dict[int, list[Column]] = {}
        self.acls: dict[int, list[tuple[str, list[str]]]] = {}
        _fill(self, reading, rows)


def _fill(found: Columns, reading: Reading, rows: Rows) -> None:
    """A row is a column of many relations, which then is one value but for its comment."""
    for row in sorted(rows, key=itemgetter(1)):
        relations, number, name, kind, formatted, not_null, identity, expression, special = row
        generated, named, storage, compression, statistics, options, inherited, local, acl, collation = (
            special or _ORDINARY
        )
        column = Column(
            name,
            reading.types[kind] if formatted is None else reading.type(kind, formatted),
            not_null=not_null,
            default=None if generated else expression,
            identity=Identity(identity == "a") if identity else None,
            generated=expression if generated else None,
            virtual=generated == "v",
            collation=named,
            storage=_STORAGE[storage] if storage else None,
            compression=_COMPRESSION.get(compression),
            statistics=None if statistics == -1 else statistics,
            options=tuple(options or ()),
            inherited=inherited,
            local=inherited and local,
            id=number,
        )
        for relation in relations:
            if relation not in found.made:
                found.made[relation], reading.columns[relation] = [], {}
            comment = reading.comments.get(("pg_class", relation, number))
            found.made[relation].append(column if comment is None else replace(column, comment=comment))
            reading.columns[relation][number] = name
        if acl is not None:
            for relation in relations:
                found.acls.setdefault(relation, []).append((name, acl))
        if collation not in _PLAIN_COLLATIONS:
            reading.collations.update(((relation, number), collation) for relation in relations)
        if options is not None:
            reading.column_options.update(((relation, number), tuple(options)) for relation in relations)


def _table(reading: Reading, row: Row, parts: Columns, identities: dict[int, dict[str, Any]]) -> Object:
    oid, _name, _schema, kind, owner, acl, persistence, row_security, forced, special = row
    (
        options, toast, tablespace, method, replica, of_type, partition, bound, key, parents, clustered, identity, _view, _filled,
    ) = special or _NOTHING_SPECIAL  # fmt: skip
    parents = [reading.relations[parent] for parent in parents or ()]
    settings = [*(options or ()), *(f"toast.{option}" for option in toast or ())]
    made = Table(
        reading.relations[oid],
        id=reading.identity("pg_class", oid),
        comment=reading.comment("pg_class", oid),
        owner=reading.owner(owner),
        grants=reading.grants("table", acl, owner, parts.acls.get(oid, ())),
        columns=_with_options(parts.made.get(oid, []), identities),
        persistence=persistence or "p",
        partition_key=key if kind == "p" else None,
        parent=parents[0] if partition and parents else None,
        bound=bound if partition else None,
        inherits=() if partition else tuple(parents),
        row_security=row_security,
        force_row_security=forced,
        options=tuple(settings),
        tablespace=tablespace,
        access_method=method,
        replica_identity=f"index:{identity}" if replica == "i" else _REPLICA[replica],
        clustered_on=clustered,
        of_type=reading.types[of_type] if of_type else None,
    )
    reading.parents[made.ref] = (made.parent,) if made.parent else made.inherits
    if kind == "f":
        server, own, of_columns = reading.foreign[oid]
        described = (
            replace(column, fdw_options=of_columns.get(column.id, ())) if of_columns else column
            for column in made.columns
        )
        made = replace(
            made,
            server=ObjectRef("server", "", server),
            fdw_options=own,
            columns=tuple(described),
            replica_identity="default",  # it has none, which nothing can say
        )
    return made


def _with_options(columns: list[Column], identities: dict[int, dict[str, Any]]) -> tuple[Column, ...]:
    """The columns, those of ``identities`` with what is said of their sequence there."""
    if not identities:
        return tuple(columns)
    return tuple(
        replace(column, identity=replace(column.identity, **identities[column.id]))
        if column.identity is not None and column.id in identities
        else column
        for column in columns
    )


def _view(reading: Reading, row: Row, parts: Columns) -> Object:
    oid, _name, _schema, kind, owner, acl, _persistence, _secured, _forced, special = row
    options, tablespace, query, filled = special[0] or [], special[2], special[12], special[13]
    check = next((o.partition("=")[2].upper() for o in options if o.startswith("check_option=")), "")
    columns = parts.made.get(oid, ())
    comments = [(column.name, column.comment) for column in columns if column.comment is not None]
    ref = reading.relations[oid]
    return View(
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
        column_comments=tuple(sorted(comments)),
    )


# sequences


def _bounds(kind: DataType, increment: int) -> tuple[int, int]:
    """The least and the greatest value that a sequence has by default (documentation, CREATE SEQUENCE)."""
    reach = 1 << _BITS[kind.name]
    return (1, reach - 1) if increment > 0 else (-reach, -1)


def _numbers(kind: DataType, row: Row) -> dict[str, int | None]:
    """start, minimum and maximum, None where they are the default."""
    start, increment, minimum, maximum = row[2:6]
    least, greatest = _bounds(kind, increment)
    first = minimum if increment > 0 else maximum
    return {
        "start": None if start == first else start,
        "minimum": None if minimum == least else minimum,
        "maximum": None if maximum == greatest else maximum,
    }


def _sequence(reading: Reading, row: Row, values: Row) -> Object:
    oid, owner, acl, persistence = row[0], row[4], row[5], row[6]
    kind = reading.types[values[1]]
    owned_by: Any = None
    if values[8] == "a":
        owned_by = (reading.relations[values[9]], reading.columns[values[9]][values[10]])
    return Sequence(
        reading.relations[oid],
        id=reading.identity("pg_class", oid),
        comment=reading.comment("pg_class", oid),
        owner=reading.owner(owner),
        grants=reading.grants("sequence", acl, owner),
        type=kind,
        increment=values[3],
        cache=values[6],
        cycle=values[7],
        persistence=persistence or "p",
        owned_by=owned_by,
        **_numbers(kind, values),  # type: ignore[arg-type]
    )


def _identities(
    reading: Reading, sequences: dict[int, Row], parts: Columns, relations: dict[int, Row]
) -> dict[int, dict[int, dict[str, Any]]]:
    """What is said of identity columns by table and number: options, comment, privileges; not what goes without saying."""
    found: dict[int, dict[int, dict[str, Any]]] = {}
    said: dict[Row, str] = {}
    for oid, row in sequences.items():
        owner, number = row[9:11]
        if row[8] != "i" or owner in reading.external:
            continue
        # of LIKE … INCLUDING IDENTITY comes a bigint sequence with an integer's bounds, which nothing else can say
        kind = next(column.type for column in parts.made[owner] if column.id == number)
        numbers = (kind.name, *row[2:8])
        if numbers not in said:
            said[numbers] = " ".join(_said(kind, row))
        name = _own_name(reading.relations[owner], reading.columns[owner][number], reading.relations[oid])
        options = f"{name} {said[numbers]}".strip() if name else said[numbers]
        changes = {
            "options": options,
            "comment": reading.comment("pg_class", oid),
            "grants": reading.grants("sequence", relations[oid][5], relations[oid][4]),
        }
        if any(changes.values()) or changes["grants"] is not None:
            found.setdefault(owner, {})[number] = changes
    return found


def _own_name(table: ObjectRef, column: str, sequence: ObjectRef) -> str:
    """What names a sequence that is not called as PostgreSQL would have called it."""
    if sequence.schema == table.schema and sequence.name == object_name(table.name, column, "seq"):
        return ""
    return f"SEQUENCE NAME {identifier(sequence.schema)}.{identifier(sequence.name)}"


def _said(kind: DataType, row: Row) -> Iterator[str]:
    numbers = _numbers(kind, row)
    words = (
        ("start", "START WITH"),
        ("increment", "INCREMENT BY"),
        ("minimum", "MINVALUE"),
        ("maximum", "MAXVALUE"),
    )
    values = {**numbers, "increment": None if row[3] == 1 else row[3]}
    yield from (f"{word} {values[name]}" for name, word in words if values[name] is not None)
    if row[6] != 1:
        yield f"CACHE {row[6]}"
    if row[7]:
        yield "CYCLE"
