"""Table constraints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fixer.catalog.introspect.reading import Reading, Row, Rows
from fixer.catalog.objects import Constraint, Index, Object
from fixer.model import ObjectRef

_ENDINGS = (" NOT VALID", " INITIALLY DEFERRED", " DEFERRABLE")


def made(reading: Reading, rows: Rows, checks: Mapping[int, str]) -> Iterator[Object]:
    """The constraints of the project's tables, with the parent's of those that came with one."""
    refs = {
        row[0]: ObjectRef("constraint", table.schema, row[1], table.name)
        for row in rows
        if (table := reading.relations.get(row[2])) is not None
    }
    reading.checks.update(refs[row[0]] for row in rows if row[3] == "c" and row[0] in refs)
    for row in rows:
        if row[2] not in reading.external and row[0] in refs:
            yield _constraint(reading, row, refs, checks)


def _constraint(
    reading: Reading, row: Row, refs: dict[int, ObjectRef], checks: Mapping[int, str]
) -> Constraint:
    (
        oid, _name, table_oid, kind, columns, referenced, referenced_columns, on_update, on_delete, match, set_columns,
        deferrable, deferred, validated, no_inherit, inherited, parent, index_oid, definition,
    ) = row  # fmt: skip
    ref, table = refs[oid], reading.relations[table_oid]
    if kind == "c":
        return Constraint(
            ref,
            id=reading.identity("pg_constraint", oid),
            comment=reading.comment("pg_constraint", oid),
            table=table,
            expression=checks[oid],
            validated=validated,
            no_inherit=no_inherit,
            clone_of=_source(reading, table, ref.name) if inherited else None,
        )
    known = reading.columns.get(table_oid, {})
    if kind == "f":
        other = reading.columns.get(referenced, {})
        return Constraint(
            ref,
            id=reading.identity("pg_constraint", oid),
            comment=reading.comment("pg_constraint", oid),
            table=table,
            type=kind,
            columns=tuple([known[number] for number in reading.numbers(columns)]),
            references=reading.relations[referenced],
            referenced_columns=tuple([other[number] for number in reading.numbers(referenced_columns)]),
            on_update=on_update,
            on_delete=on_delete,
            set_columns=tuple([known[number] for number in reading.numbers(set_columns)])
            if set_columns
            else (),
            match=match,
            deferrable=deferrable,
            deferred=deferred,
            validated=validated,
            clone_of=refs.get(parent),
        )
    index = reading.indexes.get(index_oid)
    return Constraint(
        ref,
        id=reading.identity("pg_constraint", oid),
        comment=reading.comment("pg_constraint", oid),
        table=table,
        type=kind,
        columns=_columns(kind, reading.numbers(columns), known, index),
        deferrable=deferrable,
        deferred=deferred,
        validated=validated,
        nulls_not_distinct=index.nulls_not_distinct if index else False,
        include=index.include if index else (),
        index_options=index.options if index else "",
        exclusion=_exclusion(definition) if kind == "x" else None,
        clone_of=refs.get(parent),
    )


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
