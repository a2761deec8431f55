"""What a table, a composite type or a domain loses where DROP … CASCADE takes away what a part of it needs: the part, not itself.

pg_depend has a column, an attribute and a constraint of a domain each as an object of its own; measured on PostgreSQL 15 and 18.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Column, CompositeType, DomainType, Grant, Object, Table
from fixer.catalog.rare_objects import Publication
from fixer.ddl.base import Session, describe
from fixer.ddl.queries.used_columns import column_ref
from fixer.ddl.relations.partition_key import key_columns
from fixer.ddl.texts.depends import (
    collation_needs,
    dependents,
    expression_needs,
    needs,
    resting_on,
    type_needs,
)
from fixer.ddl.texts.kept_meaning import in_queries, without_column
from fixer.ddl.texts.values_of import kept_texts
from fixer.model import ObjectRef
from fixer.sql.quote import identifier
from fixer.values import replace

Take = Callable[[ObjectRef], None]
"""Drops an object, with what needs it."""
_WHOLE = frozenset({"schema", "server"})
"""What takes a table along; anything else takes columns or defaults."""


def loses_parts(catalog: Catalog, item: Object, gone: ObjectRef) -> bool:
    """Whether the object stays, with less, where ``gone`` is dropped."""
    if gone.kind in _WHOLE:
        return False
    if isinstance(item, Table):
        return not _taken_along(catalog, item, gone)
    if isinstance(item, CompositeType):
        return True
    return isinstance(item, DomainType) and gone not in {
        *type_needs(item.base, catalog),
        *collation_needs(item.collation),
        *expression_needs(catalog, item.default),
    }


def lose_parts(catalog: Catalog, session: Session, item: Object, gone: ObjectRef, take: Take) -> None:
    """Takes away what needs ``gone``."""
    if isinstance(item, Table):
        _columns(catalog, session, item, gone, take)
    elif isinstance(item, CompositeType):
        _attributes(catalog, session, item, gone)
    elif isinstance(item, DomainType):
        kept = tuple(c for c in item.checks if gone not in expression_needs(catalog, c.expression))
        catalog.put(replace(item, checks=kept))


def unpublished(item: Publication, ref: ObjectRef) -> Publication:
    """A publication loses a table or schema that is dropped, or the table with a column that it names."""
    table = ObjectRef("table", ref.schema, ref.table or "") if ref.kind == "column" else ref
    return replace(
        item,
        tables=tuple(entry for entry in item.tables if entry.table != table),
        schemas=tuple(schema for schema in item.schemas if schema != ref),
    )


def take_column(catalog: Catalog, session: Session, table: Table, name: str) -> None:
    """Takes a column itself out of its table, with the privileges on it, and out of what reads all columns."""
    in_queries(catalog, session, table, name, without_column)
    kept = tuple(column for column in table.columns if column.name != name)
    left = (_without_grant(grant, name) for grant in table.grants or ())
    grants = tuple(grant for grant in left if grant is not None) or None
    catalog.put(replace(table, columns=kept, grants=grants))


def _without_grant(grant: Grant, column: str) -> Grant | None:
    """A privilege on columns without one of them; None where none is left."""
    left = tuple(name for name in grant.columns if name != column)
    return replace(grant, columns=left) if left or not grant.columns else None


def _taken_along(catalog: Catalog, table: Table, ref: ObjectRef) -> bool:
    """Whether a table goes as a whole: it is below the other, one OF the type, or its partition key needs it, as do the columns
    of that.
    """
    by = key_columns(table)
    kind = table.of_type
    typed = kind is not None and ref.kind == "type" and (kind.schema, kind.name) == (ref.schema, ref.name)
    if ref in (table.parent, *table.inherits) or typed:
        return True
    if any(ref in _of_column(column, catalog) for column in table.columns if column.name in by):
        return True
    return table.partition_key is not None and ref in _more(
        catalog, table, replace(table, partition_key=None)
    )


def _more(catalog: Catalog, table: Table, less: Table) -> frozenset[ObjectRef]:
    """What a table needs and would not without a part of it."""
    return needs(table, catalog) - needs(less, catalog)


def _of_column(column: Column, catalog: Catalog) -> set[ObjectRef]:
    """What the type and the collation of a column, or an attribute, are."""
    return {*type_needs(column.type, catalog), *collation_needs(column.collation)}


def _columns(catalog: Catalog, session: Session, table: Table, gone: ObjectRef, take: Take) -> None:
    """A dropped type or collation takes the columns of it, anything else those that are computed with it, or defaults."""
    for column in table.columns:
        current = catalog.find(table.ref, Table)
        if current is None or (known := current.column(column.name)) is None:
            continue  # it went with what took another column along
        if gone in _of_column(column, catalog) or _computed_with(catalog, table, column, gone):
            _lose_column(catalog, session, current, known, take)
        elif column.default is not None and _says(
            catalog, table, column, replace(column, default=None), gone
        ):
            kept = tuple(replace(c, default=None) if c is known else c for c in current.columns)
            catalog.put(replace(current, columns=kept))


def _computed_with(catalog: Catalog, table: Table, column: Column, gone: ObjectRef) -> bool:
    without = replace(column, generated=None)
    return column.generated is not None and _says(catalog, table, column, without, gone)


def _says(catalog: Catalog, table: Table, column: Column, without: Column, gone: ObjectRef) -> bool:
    """Whether an expression that a column has, and is ``without`` there, names something."""
    return gone in _more(catalog, Table(table.ref, columns=(column,)), Table(table.ref, columns=(without,)))


def _lose_column(catalog: Catalog, session: Session, table: Table, column: Column, take: Take) -> None:
    """A column goes without those of the tables below, which have what it needs for themselves; what is computed from it goes."""
    ref = column_ref(table.ref, column.name)
    for item in dependents(catalog, ref):
        if catalog.get(item.ref) is None:
            continue
        if isinstance(item, Publication):
            catalog.put(unpublished(item, ref))
        else:
            take(item.ref)
    for other in table.columns:
        current = catalog.find(table.ref, Table)
        left = current.column(other.name) if current is not None else None
        if (
            current is not None
            and left is not None
            and other.name != column.name
            and _computed_with(catalog, current, left, ref)
        ):
            _lose_column(catalog, session, current, left, take)
    current = catalog.find(table.ref, Table)
    if current is None:
        return
    take_column(catalog, session, current, column.name)


def _attributes(catalog: Catalog, session: Session, item: CompositeType, gone: ObjectRef) -> None:
    """What has an attribute that goes in a text goes, too; that is not followed, and what may is said."""
    lost = [one.name for one in item.attributes if gone in _of_column(one, catalog)]
    if not lost:
        return
    said = re.compile("|".join([r"\*", *(rf"\b{re.escape(name)}\b" for name in lost)]), re.I)
    for user in resting_on(catalog, item.ref):
        if any(said.search(held.text) for held in kept_texts(user)):
            names = ", ".join(map(identifier, lost))
            session.unmodelled(
                f"{describe(item)} loses {names}, which {describe(user)} may use: that it goes then is not modelled"
            )
    kept = tuple(one for one in item.attributes if one.name not in lost)
    catalog.put(replace(item, attributes=kept))
