"""Table constraints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from fixer.catalog.introspect.reading import Reading, Row, Rows, in_order
from fixer.catalog.objects import Constraint, Index, Object
from fixer.model import ObjectRef

_ENDINGS = (" NOT VALID", " INITIALLY DEFERRED", " DEFERRABLE")


def owners(rows: Rows) -> dict[int, str]:
    """The names of the constraints that have an index of their own, by the index."""
    found: dict[int, str] = {}
    for row in rows:
        if row[0] in "pux":
            found.update(zip(row[-1], row[-5], strict=True))
    return found


def made(reading: Reading, rows: Rows, checks: Mapping[int, str]) -> Iterator[Object]:
    """The constraints of the project's tables, with the parent's of those that came with one."""
    refs: dict[int, ObjectRef] = {}
    for kind, *_rest, oids, names, tables, _referenced, _parents, _indexes in rows:
        for oid, name, table_oid in zip(oids, names, tables, strict=True):
            table = reading.relations.get(table_oid)
            if table is not None:
                refs[oid] = ref = ObjectRef("constraint", table.schema, name, table.name)
                if kind == "c":
                    reading.checks.add(ref)
    yield from in_order(item for row in rows for item in _MAKERS[row[0]](_Shared(reading, refs, checks), row))


class _Shared(NamedTuple):
    """What all kinds are made with."""

    reading: Reading
    refs: Mapping[int, ObjectRef]
    checks: Mapping[int, str]

    def members(self, row: Row) -> Iterator[tuple[int, ObjectRef, ObjectRef, int, int, int, int]]:
        """Those that share a row: OID, name and table, and the OIDs of table, referenced table, parent and index."""
        oids, _names, tables, referenced, parents, indexes = row[-6:]
        for oid, table, other, parent, index in zip(oids, tables, referenced, parents, indexes, strict=True):
            if oid in self.refs and table not in self.reading.external:
                yield oid, self.refs[oid], self.reading.relations[table], table, other, parent, index


def _checks(shared: _Shared, row: Row) -> Iterator[Constraint]:
    validated, no_inherit, inherited = row[9:12]
    reading = shared.reading
    for oid, ref, table, *_rest in shared.members(row):
        yield Constraint(
            ref,
            id=reading.identity("pg_constraint", oid),
            comment=reading.comment("pg_constraint", oid),
            table=table,
            expression=shared.checks[oid],
            validated=validated,
            no_inherit=no_inherit,
            clone_of=_source(reading, table, ref.name) if inherited else None,
        )


def _foreign_keys(shared: _Shared, row: Row) -> Iterator[Constraint]:
    kind, columns, referenced, on_update, on_delete, match, set_columns, deferrable, deferred, validated = (
        row[:10]
    )
    reading = shared.reading
    here, there, reset = map(reading.numbers, (columns, referenced, set_columns))
    for oid, ref, table, table_oid, other_oid, parent, _index in shared.members(row):
        known, other = reading.columns.get(table_oid, {}), reading.columns.get(other_oid, {})
        yield Constraint(
            ref,
            id=reading.identity("pg_constraint", oid),
            comment=reading.comment("pg_constraint", oid),
            table=table,
            type=kind,
            columns=tuple([known[number] for number in here]),
            references=reading.relations[other_oid],
            referenced_columns=tuple([other[number] for number in there]),
            on_update=on_update,
            on_delete=on_delete,
            set_columns=tuple([known[number] for number in reset]) if reset else (),
            match=match,
            deferrable=deferrable,
            deferred=deferred,
            validated=validated,
            clone_of=shared.refs.get(parent),
        )


def _keys(shared: _Shared, row: Row) -> Iterator[Constraint]:
    kind, columns = row[:2]
    deferrable, deferred, validated, _no_inherit, _inherited, definition = row[7:13]
    reading, exclusion = shared.reading, _exclusion(definition) if kind == "x" else None
    numbers = reading.numbers(columns)
    for oid, ref, table, table_oid, _other, parent, index_oid in shared.members(row):
        index = reading.indexes.get(index_oid)
        yield Constraint(
            ref,
            id=reading.identity("pg_constraint", oid),
            comment=reading.comment("pg_constraint", oid),
            table=table,
            type=kind,
            columns=_columns(kind, numbers, reading.columns.get(table_oid, {}), index),
            deferrable=deferrable,
            deferred=deferred,
            validated=validated,
            nulls_not_distinct=index.nulls_not_distinct if index else False,
            include=index.include if index else (),
            index_options=index.options if index else "",
            exclusion=exclusion,
            clone_of=shared.refs.get(parent),
        )


_MAKERS = {"c": _checks, "f": _foreign_keys, "p": _keys, "u": _keys, "x": _keys}


def _columns(
    kind: str, numbers: tuple[int, ...], known: dict[int, str], index: Index | None
) -> tuple[str, ...]:
    """The key's columns; ``expr`` for an expression of an exclusion constraint."""
    if kind == "x" and index is not None:
        return tuple(key.column or "expr" for key in index.keys)
    return tuple([known[number] for number in numbers])


def _exclusion(definition: str) -> str:
    """``USING gist (…) WHERE (…)`` of ``EXCLUDE USING gist (…) WHERE (…) DEFERRABLE``."""
    for ending in _ENDINGS:
        definition = definition.removesuffix(ending)
    return definition.removeprefix("EXCLUDE ")


def _source(reading: Reading, table: ObjectRef, name: str) -> ObjectRef | None:
    """The parent's CHECK that an inherited one comes from: it has the same name."""
    for parent in reading.parents.get(table, ()):
        ref = ObjectRef("constraint", parent.schema, name, parent.name)
        if ref in reading.checks:
            return ref
    return None
