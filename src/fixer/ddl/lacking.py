"""What an object names and is not there: columns that its table has not, and what somebody else may have made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import (
    CompositeType,
    Constraint,
    DomainType,
    Extension,
    External,
    Function,
    Index,
    Object,
    Policy,
    Table,
    Trigger,
    View,
)
from fixer.catalog.objects import Sequence as SequenceObject
from fixer.catalog.rare_objects import Cast, EventTrigger, Operator, Publication, Rule, Statistics
from fixer.catalog.resolve import resolve
from fixer.ddl.base import Session
from fixer.ddl.held_texts import EXCLUSION, HeldText, held_by
from fixer.ddl.inheritance import all_known
from fixer.ddl.trigger import columns_named
from fixer.ddl.used_columns import SYSTEM_COLUMNS, named_by, named_in
from fixer.model import ObjectRef
from fixer.sql import parse
from fixer.sql.builtins import extensions_providing, is_builtin
from fixer.sql.names import Name
from fixer.sql.parse import Node, SqlSyntaxError
from fixer.sql.quote import identifier, target
from fixer.sql.types import DataType

_ColumnNames = tuple[ObjectRef, Iterable[str]]


def _of_constraint(item: Constraint) -> Iterator[str]:
    """Those of an exclusion are in its text: ``expr`` among its columns stands for an expression."""
    yield from item.include
    if item.exclusion is None:
        yield from item.columns
        return
    for node in parse.nodes(parse.statements(EXCLUSION + item.exclusion)):
        name = node.get("IndexElem", {}).get("name")
        if name is not None:
            yield name
        fields = node.get("ColumnRef", {}).get("fields", [])
        if len(fields) == 1:
            yield fields[0].get("String", {}).get("sval", "")


def _of_index(item: Index) -> Iterator[str]:
    """That of a constraint has those of the constraint."""
    if item.constraint is None:
        yield from item.include
        yield from (key.column for key in item.keys if key.column)


_COLUMNS: dict[type[Object], Callable[[Any], Iterable[_ColumnNames]]] = {
    Constraint: lambda item: [(item.table, _of_constraint(item))],
    Index: lambda item: [(item.table, _of_index(item))],
    Publication: lambda item: [(one.table, one.columns) for one in item.tables],
    SequenceObject: lambda item: [(item.owned_by[0], (item.owned_by[1],))] if item.owned_by else [],
    Statistics: lambda item: [(item.table, item.columns)],
    Table: lambda item: [(item.ref, (name for grant in item.grants or () for name in grant.columns))],
    Trigger: lambda item: [(item.table, columns_named(item))],
}
"""The columns that objects name beside their texts, and whose those are."""


def say_missing_columns(layer: Catalog, below: Catalog, session: Session) -> None:
    """Says that what a statement made names a column that is not there."""
    for _ref, before, after in layer.changes(below):
        if after is None:
            continue
        old = missing_columns(before, below) if before is not None else set()
        for ref, name in sorted(missing_columns(after, layer) - old):
            session.problem(f"there is no column {identifier(name)} in {target(ref)}")


def say_missing_in(catalog: Catalog, session: Session, table: Table, expression: Node) -> None:
    """The same of an expression over a table that a statement has and nothing keeps."""
    for name in sorted(named_by(expression, table.ref.name)):
        if _is_missing(catalog, table.ref, name):
            session.problem(f"there is no column {identifier(name)} in {target(table.ref)}")


def missing_columns(item: Object, catalog: Catalog) -> set[tuple[ObjectRef, str]]:
    """The columns that an object names and that a table of which all are known has not."""
    said = [*_COLUMNS.get(type(item), lambda _item: [])(item), *_in_texts(item)]
    return {(ref, name) for ref, names in said for name in names if _is_missing(catalog, ref, name)}


def _in_texts(item: Object) -> Iterator[_ColumnNames]:
    if not isinstance(item, Constraint | Index | Policy | Publication | Rule | Statistics | Table):
        return
    for held in held_by(item):
        if held.form == "expression" and held.over is not None:
            yield held.over, named_in(held.text, held.over.name)
        elif held.rows is not None:
            yield held.rows, _of_old_and_new(held)


def _of_old_and_new(held: HeldText) -> Iterator[str]:
    for node in parse.nodes(parse.statements(held.statement)):
        fields = [
            part.get("String", {}).get("sval", "") for part in node.get("ColumnRef", {}).get("fields", [])
        ]
        if len(fields) == 2 and fields[0] in ("old", "new") and fields[1] not in ("", *SYSTEM_COLUMNS):
            yield fields[1]


def _is_missing(catalog: Catalog, ref: ObjectRef, name: str) -> bool:
    table = catalog.find(ref, Table)
    return (
        table is not None
        and all_known(catalog, table)
        and table.column(name) is None
        and not any(one.ref.name == name for one in catalog.objects(Function))  # t.f calls f of a row
    )


def unknown_parts(item: Object, catalog: Catalog, path: Sequence[str]) -> Iterator[str]:
    """The functions, types and relations that an object names, and of which only a server tells whether they are there."""
    return (name.parts[-1] for name in _named(item) if _is_unknown(name, catalog, path))


def _named(item: Object) -> Iterator[Name]:
    if isinstance(item, Cast | EventTrigger | Operator | Trigger) and item.function is not None:
        yield _name("function", item.function)
    elif isinstance(item, Table):
        yield from (_name("type", column.type) for column in item.columns)
    elif isinstance(item, CompositeType):
        yield from (_name("type", attribute.type) for attribute in item.attributes)
    elif isinstance(item, DomainType):
        yield _name("type", item.base)
    for held in held_by(item) if not isinstance(item, Function | View) else ():
        try:
            found = held.names
        except SqlSyntaxError:
            continue
        yield from (name for name in found if name.kind in ("function", "relation", "type"))


def _name(kind: str, named: ObjectRef | DataType) -> Name:
    return Name(kind, (*filter(None, [named.schema]), named.name), 0, 0)


def _is_unknown(name: Name, catalog: Catalog, path: Sequence[str]) -> bool:
    """Whether nothing of the catalog, of PostgreSQL or of an extension that is there is called so."""
    *schema, bare = name.parts
    if is_builtin(name.kind, bare) or schema[-1:] in (["pg_catalog"], ["information_schema"]):
        return False
    if schema and catalog.find(ObjectRef("external", "", schema[-1]), External) is not None:
        return False
    provided = extensions_providing(name.kind, bare)
    if any(one.ref.name in provided for one in catalog.objects(Extension)):
        return False
    return resolve(catalog, name, path) is None
