"""What an object names and is not there: columns that its table has not, and what somebody else may have made."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from fixer.catalog.catalog import Catalog, Changes
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
from fixer.ddl.attached.trigger import columns_named
from fixer.ddl.base import Session
from fixer.ddl.queries.used_columns import SYSTEM_COLUMNS, named_by, named_in
from fixer.ddl.texts.held_texts import EXCLUSION, HeldText, held_by
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


_SAY = frozenset(
    [
        *("indexParams", "tableElts", "inhRelations", "partspec", "exprs", "sequence"),
        *("policy_name", "trigname", "rulename", "pubname"),
    ]
)
"""What the nodes of statements have that may name a column of a table."""
_SAYS_NONE = frozenset(
    [
        "AT_ChangeOwner",
        "AT_ColumnDefault",
        "AT_DisableRowSecurity",
        "AT_DropColumn",
        "AT_DropConstraint",
        "AT_DropNotNull",
        "AT_EnableRowSecurity",
        "AT_ForceRowSecurity",
        "AT_SetNotNull",
        "AT_SetStatistics",
    ]
)
"""Subcommands that make nothing which names one."""


def may_name_columns(node: Node) -> bool:
    """Whether a statement may make what names a column: of most that a dump has there is nothing to look for."""
    if "privileges" in node:
        return any("cols" in item["AccessPriv"] for item in node["privileges"])
    if "cmds" in node:
        return any(item["AlterTableCmd"]["subtype"] not in _SAYS_NONE for item in node["cmds"])
    return not _SAY.isdisjoint(node)


_IN_TEXTS = (Constraint, Index, Policy, Publication, Rule, Statistics, Table)
_NAMING: tuple[type[Object], ...] = (*_IN_TEXTS, *_COLUMNS)


def say_missing_columns(changes: Changes, catalog: Catalog, session: Session) -> None:
    """Says that what a statement made names a column that is not there."""
    for _ref, before, after in changes:
        if after is None or not isinstance(after, _NAMING):
            continue
        if isinstance(after, Table) and _as_it_was(before, after):
            continue
        missing = missing_columns(after, catalog)
        old = missing_columns(before, catalog) if missing and before is not None else set()
        for ref, name in sorted(missing - old):
            session.problem(f"there is no column {identifier(name)} in {target(ref)}")


def _as_it_was(before: Object | None, after: Table) -> bool:
    """Whether a table has the columns that it had, and the same is said of them."""
    return isinstance(before, Table) and before.columns is after.columns and before.grants is after.grants


def say_missing_in(catalog: Catalog, session: Session, table: Table, expression: Node) -> None:
    """The same of an expression over a table that a statement has and nothing keeps."""
    for name in sorted(named_by(expression, table.ref.name)):
        if _is_missing(catalog, table.ref, name):
            session.problem(f"there is no column {identifier(name)} in {target(table.ref)}")


def missing_columns(item: Object, catalog: Catalog) -> set[tuple[ObjectRef, str]]:
    """The columns that an object names and that a table of which all are known has not."""
    beside = _COLUMNS.get(type(item))
    missing = []
    for ref, names in (*(beside(item) if beside is not None else ()), *_in_texts(item, catalog)):
        table = catalog.find(ref, Table)
        if table is not None:
            missing += [(ref, name) for name in names if table.column(name) is None]
    return {(ref, name) for ref, name in missing if _is_missing(catalog, ref, name)} if missing else set()


def _in_texts(item: Object, catalog: Catalog) -> Iterator[_ColumnNames]:
    if not isinstance(item, _IN_TEXTS) or _without_texts(item):
        return
    for held in held_by(item):
        if held.form == "expression" and held.over is not None:
            table = catalog.find(held.over, Table)
            if table is None or not _says_columns_alone(held.text, table):
                yield held.over, named_in(held.text, held.over.name)
        elif held.rows is not None:
            yield held.rows, _of_old_and_new(held)


def _without_texts(item: Object) -> bool:
    """Whether an object has no text that names a column, as most have: to look for these takes longer."""
    if isinstance(item, Index):
        return item.predicate is None and all(key.column is not None for key in item.keys)
    if isinstance(item, Constraint):
        return item.expression is None and item.exclusion is None
    if isinstance(item, Table):  # a default names no column
        return item.partition_key is None and all(column.generated is None for column in item.columns)
    return False


_STRING = re.compile(r"'[^']*'")
_WORD = re.compile(r"(?<![\w:])[a-z_]\w*+(?!\()")
_MORE = re.compile(r"[\"$]|\.\s*[a-z_*]")
"""What names of columns and of functions are not alone with."""
_WORDS = frozenset(
    [
        *("and", "any", "array", "between", "false", "in", "is", "not", "null", "or", "true"),
        *("precision", "time", "varying", "with", "without", "zone"),
    ]
)


def _says_columns_alone(text: str, table: Table) -> bool:
    """Whether every name in an expression is that of a column, as can be told at a glance, or it has a query, which has others: to
    read it takes longer.
    """
    plain = _STRING.sub("", text).lower()
    words = set(_WORD.findall(plain)) - _WORDS
    if "select" in words:
        return True
    return _MORE.search(plain) is None and all(table.column(word) is not None for word in words)


def _of_old_and_new(held: HeldText) -> Iterator[str]:
    for node in parse.nodes(parse.statements(held.statement)):
        fields = [
            part.get("String", {}).get("sval", "") for part in node.get("ColumnRef", {}).get("fields", [])
        ]
        if len(fields) == 2 and fields[0] in ("old", "new") and fields[1] not in ("", *SYSTEM_COLUMNS):
            yield fields[1]


def uncalled(catalog: Catalog, names: Iterable[str]) -> set[str]:
    """Those among names behind a row's that no function has: ``t.f`` calls f of a row (documentation, 8.16.5)."""
    left = set(names)
    return left - {function.ref.name for function in catalog.objects(Function)} if left else left


def _is_missing(catalog: Catalog, ref: ObjectRef, name: str) -> bool:
    table = catalog.find(ref, Table)
    return (
        table is not None
        and all_known(catalog, table)
        and table.column(name) is None
        and bool(uncalled(catalog, [name]))
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


def all_known(catalog: Catalog, table: Table) -> bool:
    """Whether all columns of a table are: none come from a table that nobody makes here."""
    parents = [catalog.find(ref, Table) for ref in (table.parent, *table.inherits) if ref is not None]
    return bool(table.columns) and all(one is not None and all_known(catalog, one) for one in parents)
