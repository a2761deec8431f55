"""Table constraints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import NamedTuple

from fixer.catalog.introspect.reading import Reading, Row, Rows, in_order, of_table
from fixer.catalog.objects import Constraint, Index, Object
from fixer.model import ObjectRef

_USUAL: Row = ("a", "s", None, False, False, True, False, False, True, False, None, False)
"""What a constraint's array says that is not there."""
_ENDINGS = (" NOT VALID", " INITIALLY DEFERRED", " DEFERRABLE")


Called = list[ObjectRef | None]
"""What the constraints that share a row are called; None for one of a relation that is not known."""


def called(reading: Reading, rows: Rows) -> list[Called]:
    """What those of each row are called."""
    relations = reading.relations
    return [
        [
            of_table("constraint", table, name) if (table := relations.get(oid)) is not None else None
            for name, oid in zip(row[-5], row[-4], strict=True)
        ]
        for row in rows
    ]


def owners(rows: Rows, refs: list[Called]) -> dict[int, ObjectRef]:
    """The constraints that have an index of their own, by the index's OID."""
    return {
        index: ref
        for row, own in zip(rows, refs, strict=True)
        if row[0] in "pux"
        for index, ref in zip(row[-1], own, strict=True)
        if ref is not None
    }


def made(reading: Reading, rows: Rows, refs: list[Called], checks: Mapping[int, str]) -> Iterator[Object]:
    """The constraints of the project's tables, with the parent's of those that came with one."""
    parents: dict[int, ObjectRef | None] = {}
    some_have_one = any(any(row[-2]) for row in rows)
    for row, own in zip(rows, refs, strict=True):
        if row[0] == "c":
            reading.checks.update(ref for ref in own if ref is not None)
        if some_have_one:
            parents.update(zip(row[-6], own, strict=True))
    shared = _Shared(reading, parents, checks)
    alike = (_MAKERS[row[0]](shared, row, own) for row, own in zip(rows, refs, strict=True))
    yield from in_order(chain.from_iterable(alike))


class _Shared(NamedTuple):
    """What all kinds are made with."""

    reading: Reading
    parents: Mapping[int, ObjectRef | None]
    """What may be one is called, by OID."""
    checks: Mapping[int, str]

    def members(self, row: Row, refs: Called) -> Iterator[tuple[int, int, ObjectRef, int, int, int, int]]:
        """Those that share a row: OID, identity, name, and the OIDs of table, referenced table, parent and index."""
        oids, _names, *others = row[-6:]
        identities, external = self.reading.identities("pg_constraint", oids), self.reading.external
        for member in zip(oids, identities, refs, *others, strict=True):
            if member[2] is not None and member[3] not in external:
                yield member


def _checks(shared: _Shared, row: Row, refs: Called) -> Iterator[Constraint]:
    validated, no_inherit, inherited, enforced, *_others, local = (row[4] or _USUAL)[5:]
    reading, texts = shared.reading, shared.checks
    relations, comments = reading.relations, reading.comments["pg_constraint"]
    for oid, identity, ref, table_oid, *_rest in shared.members(row, refs):
        table = relations[table_oid]
        yield Constraint(
            ref,
            id=identity,
            comment=comments.get(oid),
            table=table,
            expression=texts[oid],
            validated=validated,
            no_inherit=no_inherit,
            enforced=enforced,
            clone_of=_source(reading, table, ref.name) if inherited else None,
            local=inherited and local,
        )


def _foreign_keys(shared: _Shared, row: Row, refs: Called) -> Iterator[Constraint]:
    kind, columns, referenced, on_delete, special = row[:5]
    (
        on_update,
        match,
        set_columns,
        deferrable,
        deferred,
        validated,
        _no,
        _inherited,
        enforced,
        period,
        _text,
        _local,
    ) = special or _USUAL
    reading, parents = shared.reading, shared.parents
    relations, comments = reading.relations, reading.comments["pg_constraint"]
    here, there, reset = map(reading.column_names, (columns, referenced, set_columns))
    for oid, identity, ref, table, other, parent, _index in shared.members(row, refs):
        yield Constraint(
            ref,
            id=identity,
            comment=comments.get(oid),
            table=relations[table],
            type=kind,
            columns=here(table),
            references=relations[other],
            referenced_columns=there(other),
            on_update=on_update,
            on_delete=on_delete,
            set_columns=reset(table),
            match=match,
            deferrable=deferrable,
            deferred=deferred,
            validated=validated,
            enforced=enforced,
            period=period,
            clone_of=parents.get(parent),
        )


def _keys(shared: _Shared, row: Row, refs: Called) -> Iterator[Constraint]:
    kind, columns = row[:2]
    deferrable, deferred, validated, _no, _inherited, _enforced, period, definition, _local = (
        row[4] or _USUAL
    )[3:]
    reading, parents = shared.reading, shared.parents
    exclusion = _exclusion(definition) if kind == "x" else None
    relations, comments = reading.relations, reading.comments["pg_constraint"]
    known = reading.column_names(columns)
    for oid, identity, ref, table, _other, parent, index_oid in shared.members(row, refs):
        index = reading.indexes.get(index_oid)
        yield Constraint(
            ref,
            id=identity,
            comment=comments.get(oid),
            table=relations[table],
            type=kind,
            columns=_excluded(index) if kind == "x" and index is not None else known(table),
            deferrable=deferrable,
            deferred=deferred,
            validated=validated,
            nulls_not_distinct=index.nulls_not_distinct if index else False,
            include=index.include if index else (),
            index_options=index.options if index else "",
            index_tablespace=index.tablespace if index else None,
            exclusion=exclusion,
            period=period,
            clone_of=parents.get(parent),
        )


_MAKERS = {"c": _checks, "f": _foreign_keys, "p": _keys, "u": _keys, "x": _keys}


def _excluded(index: Index) -> tuple[str, ...]:
    """The columns of an exclusion constraint; ``expr`` for an expression."""
    return tuple(key.column or "expr" for key in index.keys)


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
