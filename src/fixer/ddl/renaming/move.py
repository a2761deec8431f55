"""What a new name reaches: the object keeps its identity, and all that refers to it follows."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from copy import copy
from functools import cache
from typing import Any

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import (
    Column,
    CompositeType,
    Constraint,
    DomainType,
    Function,
    Index,
    Object,
    Policy,
    Sequence,
    Table,
    Trigger,
    View,
)
from fixer.catalog.rare_objects import Cast, Operator, Publication, Rule, Statistics
from fixer.catalog.resolve import resolve
from fixer.ddl.address import cast_ref, operator_name
from fixer.ddl.constraints import not_null
from fixer.ddl.names import signature
from fixer.ddl.queries.author_lists import author_lists
from fixer.ddl.queries.output_names import names_of, output_names, view_columns
from fixer.ddl.queries.used_columns import column_ref
from fixer.ddl.rare.publication import in_order
from fixer.ddl.relations import identity
from fixer.ddl.relations.index import column_names
from fixer.ddl.texts.called_before import called_before
from fixer.ddl.texts.depends import aggregate_names, dependents, needs
from fixer.ddl.texts.function_text import with_source
from fixer.ddl.texts.held_texts import HeldText, condition_statement, with_held
from fixer.ddl.texts.kept_meaning import keeping
from fixer.ddl.texts.operator_class_names import follow_class
from fixer.ddl.texts.renamed_column import Renamed
from fixer.ddl.texts.requalify import requalified
from fixer.ddl.texts.rewritten_names import Rewrite, in_text, renamed_in, renaming, rewritten
from fixer.model import ObjectRef
from fixer.sql.names import Name
from fixer.sql.quote import identifier, qualified
from fixer.sql.types import DataType
from fixer.values import replace

_TYPES = frozenset({"type", "domain", "table", "view", "materialized view"})
"""What a type is called after: a relation's rows have one, too."""
WITH_ROWS = frozenset({"table", "view", "materialized view", "sequence"})
"""What columns may be qualified by."""
_WITH_CHILDREN = frozenset({"table", "view", "materialized view"})
"""What has triggers, rules and the like, which are called after it."""
Map = Callable[[ObjectRef], ObjectRef]


def move(catalog: Catalog, old: ObjectRef, new: ObjectRef) -> None:
    """Gives the object ``old`` the name ``new``; what lives in it and what refers to it follows."""
    item = catalog.get(old)
    if item is None:
        return

    def mapped(ref: ObjectRef) -> ObjectRef:
        if ref == old:
            return new
        if ref.table == old.name and ref.schema == old.schema and old.kind in _WITH_CHILDREN:
            return ref._replace(schema=new.schema, table=new.name)
        if ref.kind == "user mapping" and old.kind == "server" and ref.args == old.name:
            return ref._replace(args=new.name)
        return ref

    affected: list[Object] = [
        other for other in catalog.objects(Object) if other.ref == old or _touches(other, catalog, old)
    ]
    if old.kind == "collation":
        _collations(catalog, old, new)
        affected = [catalog.get(other.ref) or other for other in affected]
    texts = {id(other): _retext(other, catalog, old, new) for other in affected}
    typed = _renaming_type(old, new)
    moved = [(other, _substituted(texts[id(other)], mapped, typed)) for other in affected]
    moved = [(other, identity.with_sequences(other, changed)) for other, changed in moved]
    moved = [(other, not_null.with_names(catalog, other, changed)) for other, changed in moved]
    moved = [(other, in_order(item) if isinstance(item, Publication) else item) for other, item in moved]
    for other, changed in moved:
        if other.ref != changed.ref:
            catalog.remove(other.ref)
    for _other, changed in moved:
        catalog.put(changed)
        if changed.ref.kind in WITH_ROWS:
            catalog.remove(changed.ref._replace(kind="external"))  # what was taken to be there
    if old.kind == "operator class":
        follow_class(catalog, old, new)
    if old.kind in ("table", "materialized view") and old.schema != new.schema:
        _take_along(catalog, new, old.schema)
    if old.kind in _TYPES:
        follow_signatures(catalog)


def _collations(catalog: Catalog, old: ObjectRef, new: ObjectRef) -> None:
    """Columns, attributes and domains go on having a collation that is renamed."""
    was, now = f"{old.schema}.{old.name}", f"{new.schema}.{new.name}"

    def followed(columns: tuple[Column, ...]) -> tuple[Column, ...]:
        return tuple(replace(c, collation=now) if c.collation == was else c for c in columns)

    for item in list(catalog.objects(Object)):
        if isinstance(item, Table):
            catalog.put(replace(item, columns=followed(item.columns)))
        elif isinstance(item, CompositeType):
            catalog.put(replace(item, attributes=followed(item.attributes)))
        elif isinstance(item, DomainType) and item.collation == was:
            catalog.put(replace(item, collation=now))


def _touches(item: Object, catalog: Catalog, old: ObjectRef) -> bool:
    if old in needs(item, catalog):
        return True
    source = getattr(item, "clone_of", None)
    if source is not None and (source == old or (source.schema, source.table) == (old.schema, old.name)):
        return True
    if getattr(item, "table", None) == old or getattr(item, "constraint", None) == old:
        return True
    if isinstance(item, Operator) and old in (item.commutator, item.negator):
        return True
    return isinstance(item, Table) and (item.parent == old or old in item.inherits)


def _take_along(catalog: Catalog, table: ObjectRef, schema: str) -> None:
    """A table's indexes and owned sequences move to its new schema (documentation, ALTER TABLE, SET SCHEMA)."""
    for index in catalog.children(table, Index):
        move(catalog, index.ref, index.ref._replace(schema=table.schema))
    for sequence in catalog.owned(table):
        if sequence.ref.schema == schema:
            move(catalog, sequence.ref, sequence.ref._replace(schema=table.schema))


def follow_signatures(catalog: Catalog) -> None:
    """Casts, operators and functions have the types in their names; operators and casts have functions and each other."""
    moved: dict[ObjectRef, ObjectRef] = {}
    for cast in list(catalog.objects(Cast)):
        if (ref := cast_ref(str(cast.source), str(cast.target))) != cast.ref:
            moved[cast.ref] = ref
    for operator in list(catalog.objects(Operator)):
        args = ", ".join(side.signature if side else "NONE" for side in (operator.left, operator.right))
        if args != operator.ref.args:
            moved[operator.ref] = operator.ref._replace(args=args)
    for function in list(catalog.objects(Function)):
        args = signature(function.argument_types)
        if args != function.ref.args:
            moved[function.ref] = function.ref._replace(args=args)
    callers = [
        item for ref in moved if ref.kind not in ("cast", "operator") for item in dependents(catalog, ref)
    ]
    users = [*catalog.objects(Cast), *catalog.objects(Operator)] if moved else []
    for ref in dict.fromkeys((*(item.ref for item in users), *moved)):
        item = catalog.get(ref)
        changed = _substituted(item, lambda ref: moved.get(ref, ref), _same)
        if item is not None and changed is not item:
            catalog.remove(ref)
            catalog.put(changed)
    for item in callers:  # what they need was known by the old names
        if catalog.get(item.ref) is item:
            catalog.put(copy(item))


@cache
def _fields(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind) if field.name not in ("id", "origin"))


def _same(item: Any) -> Any:
    return item


def _renaming_type(old: ObjectRef, new: ObjectRef) -> Callable[[DataType], DataType]:
    if old.kind not in _TYPES:
        return _same
    name = (old.schema, old.name)
    return lambda t: replace(t, schema=new.schema, name=new.name) if (t.schema, t.name) == name else t


def substituted(item: Object, mapped: Map, typed: Callable[[DataType], DataType]) -> Object:
    """The object with other references and other types in its fields."""
    changed: Object = _substituted(item, mapped, typed)
    return changed


def _substituted(item: Any, mapped: Map, typed: Callable[[DataType], DataType]) -> Any:
    """``item`` with every reference and every type in its fields mapped, however deep."""
    if isinstance(item, ObjectRef):
        return mapped(item)
    if isinstance(item, DataType):
        return typed(item)
    if isinstance(item, tuple):
        return tuple(_substituted(part, mapped, typed) for part in item)
    if dataclasses.is_dataclass(item) and not isinstance(item, type):
        changes = {}
        for name in _fields(type(item)):
            value = getattr(item, name)
            changed = _substituted(value, mapped, typed) if not isinstance(value, str) else value
            if changed is not value and changed != value:
                changes[name] = changed
        return replace(item, **changes) if changes else item
    return item


_NAMED_IN_TEXTS = frozenset(
    [
        "table",
        "view",
        "materialized view",
        "sequence",
        "type",
        "domain",
        "function",
        "aggregate",
        "collation",
        "operator",
    ]
)


def _retext(item: Object, catalog: Catalog, old: ObjectRef, new: ObjectRef) -> Object:
    """The object with the old name replaced in the expressions and queries that it holds."""
    if old.kind not in _NAMED_IN_TEXTS:
        return item

    def written(name: Name) -> str:
        if old.kind == "operator":
            return operator_name(new)
        short = len(name.parts) == 1 and old.schema == new.schema
        return identifier(new.name) if short else qualified(new.schema, new.name)

    rewrite = renaming(catalog, old, written)
    if isinstance(item, Function) and item.kind == "a" and item.ref != old:
        otherwise = rewrite(HeldText(item.source, "query"))
        every = aggregate_names(item.source)
        return with_source(item, rewritten(item.source, every, _in_aggregate(old, written, otherwise)))
    if isinstance(item, Function) and (item.ref == old or not item.atomic or old.name == new.name):
        return item if item.ref == old else with_held(item, in_text(rewrite))
    if old.name == new.name:
        return with_held(item, in_text(rewrite))

    def is_column(named: Iterable[Name]) -> bool:
        refs = {resolve(catalog, name) for name in named if name.kind == "relation"} | {
            getattr(item, "table", None)
        }
        return any(old.name in names_of(catalog.get(ref)) for ref in refs if ref is not None)

    def followed(held: HeldText) -> str:
        if old.kind in WITH_ROWS:
            changed = requalified(held, rewrite(held), catalog, old, new.name, is_column)
        else:
            changed = renamed_in(held, rewrite(held))
        before = condition_statement("") if held.form == "expression" else ""
        return held.back(called_before(held.read, changed, before))

    return with_held(item, followed)


def _in_aggregate(old: ObjectRef, written: Callable[[Name], str], otherwise: Rewrite) -> Rewrite:
    """What an aggregate is made of goes by its qualified name: which function of that name is meant, its needs tell."""
    if old.kind != "function":
        return otherwise
    return lambda name: written(name) if name.parts == (old.schema, old.name) else None


def rename_column(catalog: Catalog, table: ObjectRef, old: str, new: str) -> None:
    """Renames a column of a table and of its children, and follows it into keys, expressions and queries."""
    owner = catalog.find(table, Table)
    if owner is None:
        return
    change = Renamed(catalog, table, [column.name for column in owner.columns], old, new)
    users = [*dependents(catalog, column_ref(table, old)), *_joining(catalog, table)]
    after = catalog.overlay()
    columns = (replace(one, name=new) if one.name == old else one for one in owner.columns)
    after.put(replace(owner, columns=tuple(columns)))
    followed = [_followed(keeping(item, catalog, after, table, new), change) for item in users]
    renamed = [
        replace(grant, columns=tuple(new if column == old else column for column in grant.columns))
        for grant in owner.grants or ()
    ]
    grants = owner.grants and tuple(sorted(renamed, key=lambda grant: grant.columns))
    own = with_held(owner, change.in_text)
    assert isinstance(own, Table)
    named = tuple(
        _renamed(catalog, owner, was, replace(now, name=new) if was.name == old else now)
        for was, now in zip(owner.columns, own.columns, strict=True)
    )
    catalog.put(replace(own, columns=named, grants=grants))
    for item in followed:
        catalog.put(item)
    for child in catalog.partitions(table) + catalog.heirs(table):
        rename_column(catalog, child.ref, old, new)


def _joining(catalog: Catalog, table: ObjectRef) -> list[Object]:
    """What may join the relation, so that another name of its columns is in the way of others."""
    return [item for item in dependents(catalog, table) if isinstance(item, View | Function | Rule | Policy)]


def _renamed(catalog: Catalog, table: Table, was: Column, now: Column) -> Column:
    """A column with another name, or another expression, with what keeps its name."""
    followed = identity.with_sequence(was, now, table, table)
    if was.name == now.name:
        return followed
    return not_null.keeping(catalog, table.ref, was, table.ref, followed)


def rename_view_column(catalog: Catalog, view: View, old: str, new: str) -> bool:
    """Renames a column of a view, and follows it into the views on top; False where the view's columns cannot be told."""
    names = view_columns(view)
    if names is None or old not in names:
        return False
    comments = tuple(sorted((new if name == old else name, text) for name, text in view.column_comments))
    columns = tuple(new if name == old else name for name in names)
    if columns == output_names(view.full_query):
        columns = ()
    change = Renamed(catalog, view.ref, names, old, new)
    renamed = replace(view, columns=columns, column_comments=comments)
    after = catalog.overlay()
    after.put(renamed)
    users = [item for item in dependents(catalog, view.ref) if item.ref != view.ref]
    above = [_followed(keeping(item, catalog, after, view.ref, new), change) for item in users]
    catalog.put(renamed)
    for item in above:
        catalog.put(item)
    return True


def _followed(item: Object, change: Renamed) -> Object:
    """The object with the column's new name in what it holds."""
    table, said = change.relation, author_lists(item)
    called = column_names(item) if isinstance(item, Index) else ()
    if not isinstance(item, Function) or item.atomic:
        item = with_held(item, lambda held: change.in_text(held, said))

    def listed(columns: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(change.new if column == change.old else column for column in columns)

    if isinstance(item, Constraint):
        if item.references == table:
            item = replace(item, referenced_columns=listed(item.referenced_columns))
        if item.table == table:
            own, include, setting = map(listed, (item.columns, item.include, item.set_columns))
            item = replace(item, columns=own, include=include, set_columns=setting)
    elif isinstance(item, Index):
        keys = tuple(replace(key, column=key.column and listed((key.column,))[0]) for key in item.keys)
        item = replace(item, keys=keys, include=listed(item.include), called=called)
    elif isinstance(item, Sequence):
        item = replace(item, owned_by=(table, change.new))
    elif isinstance(item, Statistics):
        item = replace(item, columns=listed(item.columns))
    elif isinstance(item, Publication):
        entries = (
            replace(entry, columns=listed(entry.columns)) if entry.table == table else entry
            for entry in item.tables
        )
        item = replace(item, tables=tuple(entries))
    elif isinstance(item, Trigger) and item.table == table:
        item = replace(item, events=change.in_words(item.events))
    return item
