"""What an object needs: for CASCADE, for the order of statements, and for what a rename has to reach."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator

from fixer.catalog import rare_objects
from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import (
    CompositeType,
    Constraint,
    DomainType,
    Extension,
    Function,
    Index,
    Object,
    Policy,
    RangeType,
    Sequence,
    Table,
    Trigger,
    View,
)
from fixer.catalog.rare_objects import Operator, Publication, Rule, Statistics
from fixer.catalog.resolve import operator, resolve
from fixer.ddl.queries.used_columns import column_ref, columns_used
from fixer.ddl.texts.held_texts import EXCLUSION, HeldText, kept_by
from fixer.ddl.texts.search_constants import constants_named
from fixer.ddl.texts.used_classes import classes_used
from fixer.function_source import names_outside_body
from fixer.model import ObjectRef
from fixer.sql.builtins import REQUIRED_EXTENSIONS, extensions_providing, is_builtin
from fixer.sql.canonical import columns
from fixer.sql.names import Name, names, names_in_expression
from fixer.sql.parse import Node, SqlSyntaxError, nodes, statement
from fixer.sql.quote import unquoted
from fixer.sql.tokens import Tokens
from fixer.sql.types import DataType
from fixer.values import replace

_FILLS = re.compile("insert|update", re.I)
_NAMES_MORE = re.compile(r"\b(out|inout|table|default)\b|=", re.I)
"""A function with result columns, whose types are no arguments, or with defaults."""


def needs(item: Object, catalog: Catalog) -> frozenset[ObjectRef]:
    """The objects that must be there for ``item`` to exist, as pg_depend would hold them."""
    found = _named_needs(item, catalog)
    if (
        isinstance(item, Constraint) and item.references is not None
    ):  # a key can be renamed under a foreign key
        return found | _key(item, item.references, catalog)
    return found


def _named_needs(item: Object, catalog: Catalog) -> frozenset[ObjectRef]:
    """What the object itself names."""
    memo = catalog.memo()
    known = memo.get(id(item))
    if known is None or known[0] is not item:
        known = (item, frozenset(_needs(item, catalog)) - {item.ref})
        memo[id(item)] = known
    return known[1]


def _needs(item: Object, catalog: Catalog) -> Iterator[ObjectRef]:
    if item.ref.schema:
        yield ObjectRef("schema", "", item.ref.schema)
    yield from (ObjectRef("extension", "", name) for name in item.extensions)
    if isinstance(item, Table):
        yield from (ref for ref in (item.parent, *item.inherits, item.server) if ref)
        if item.of_type is not None:
            yield from type_needs(item.of_type, catalog)
        for column in item.columns:
            yield from type_needs(column.type, catalog)
            yield from collation_needs(column.collation)
    elif isinstance(item, Constraint):
        yield from _constraint(item)
    elif isinstance(item, Index):
        yield item.table
        if item.parent:
            yield item.parent
        used = [key.column for key in item.keys if key.column] + list(item.include)
        yield from (column_ref(item.table, name) for name in used)
    elif isinstance(item, Policy):
        yield item.table
    elif isinstance(item, Trigger):
        yield from (item.table, item.function)
        yield from _trigger_columns(item)
    elif isinstance(item, Extension):
        yield from (ObjectRef("extension", "", name) for name in REQUIRED_EXTENSIONS.get(item.ref.name, ()))
    elif isinstance(item, Sequence):
        if item.owned_by:
            yield item.owned_by[0]
            yield column_ref(*item.owned_by)
    elif isinstance(item, Function):
        for kind in (*item.argument_types, *([item.returns] if item.returns else [])):
            yield from type_needs(kind, catalog)
        if _NAMES_MORE.search(f"{item.arguments} {item.result}"):
            yield from _resolved(catalog, names_outside_body(item.source))
        if item.kind == "a":
            yield from _aggregate(item, catalog)
    elif isinstance(item, DomainType):
        yield from type_needs(item.base, catalog)
        yield from collation_needs(item.collation)
    elif isinstance(item, CompositeType):
        for attribute in item.attributes:
            yield from type_needs(attribute.type, catalog)
            yield from collation_needs(attribute.collation)
    elif type(item).__module__ == rare_objects.__name__:
        yield from _rare(item, catalog)
    yield from classes_used(item, catalog)
    for held in kept_by(replace(item, query="") if isinstance(item, View) and item.spelled_out else item):
        yield from _read_in(held, catalog)


def _read_in(held: HeldText, catalog: Catalog) -> Iterator[ObjectRef]:
    """What a text names."""
    if held.form == "clause":
        yield from _named(catalog, held.statement, held)
    elif held.form == "query":
        yield from _query(held.text, catalog, held)
        yield from _written_in(held.text, catalog)
    else:
        yield from _expressions(catalog, held.text, held=held)
        if held.over is not None:
            yield from _columns_over(held.over, held, catalog)
    if held.rows is not None:
        yield from _of_rows(held.rows, held.statement)
    yield from constants_named(held, catalog)


def _columns_over(table: ObjectRef, held: HeldText, catalog: Catalog) -> Iterator[ObjectRef]:
    """The columns that an expression over a table uses: its own, and those of the tables that subqueries read."""
    lower = held.text.lower()
    if "select" in lower and "from" in lower:  # a subquery without FROM reads what is around it
        yield from _columns_in(held.statement, catalog)
    else:
        yield from _columns(table, held.text)


def aggregate_names(source: str) -> tuple[Name, ...]:
    """The names in what makes an aggregate, but for its own, which comes first."""
    found = names(source)
    own = next(name for name in found if name.kind == "function")
    return tuple(name for name in found if name is not own)


def _aggregate(item: Function, catalog: Catalog) -> Iterator[ObjectRef]:
    """What an aggregate is made of. Of several functions of a name it is the one that takes the state and what it takes."""
    for name in aggregate_names(item.source):
        if name.kind != "function":
            yield from _resolved(catalog, [name])
        elif len(name.parts) > 1:
            every = [one for one in catalog.routines(*name.parts[-2:]) if one.kind != "a"]
            meant = [one for one in every if len(every) == 1 or one.argument_types[1:] == item.argument_types]
            yield from (one.ref for one in meant if len(meant) == 1)


def _rare(item: Object, catalog: Catalog) -> Iterator[ObjectRef]:
    """What the fields of a rarer object say, and the names in its texts."""
    for field in dataclasses.fields(item):
        if field.name not in _WITHOUT_DEPENDENCY:
            yield from _mentioned(getattr(item, field.name), catalog)
    if isinstance(item, Statistics):
        yield from (column_ref(item.table, name) for name in item.columns)
    elif isinstance(item, Publication):
        for entry in item.tables:
            yield from (column_ref(entry.table, name) for name in entry.columns)


_WITHOUT_DEPENDENCY = frozenset({"ref", "commutator", "negator"})
"""An operator's relatives may come later, or go."""


def _mentioned(value: object, catalog: Catalog) -> Iterator[ObjectRef]:
    """The objects that a field names, however deep."""
    if isinstance(value, ObjectRef):
        yield value
    elif isinstance(value, DataType):
        yield from type_needs(value, catalog)
    elif isinstance(value, tuple):
        for part in value:
            yield from _mentioned(part, catalog)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from _mentioned(getattr(value, field.name), catalog)


def _written_in(source: str, catalog: Catalog) -> Iterator[ObjectRef]:
    """The columns that INSERT and UPDATE fill: without a list, as many as there are values."""
    if not _FILLS.search(source):
        return
    try:
        top, tree = statement(source)
    except (SqlSyntaxError, ValueError):
        return
    for node in nodes({top: tree}):
        for kind in sorted(node.keys() & {"InsertStmt", "UpdateStmt"}):
            yield from _filled(kind, node[kind], catalog)


def _filled(kind: str, node: Node, catalog: Catalog) -> Iterator[ObjectRef]:
    relation = Name(
        "relation",
        tuple(node["relation"][k] for k in ("schemaname", "relname") if k in node["relation"]),
        0,
        0,
    )
    ref = resolve(catalog, relation)
    table = catalog.find(ref, Table) if ref else None
    if table is None:
        return
    listed = node.get("targetList" if kind == "UpdateStmt" else "cols", [])
    names = [item["ResTarget"]["name"] for item in listed]
    if kind == "InsertStmt" and not names:
        rows = node.get("selectStmt", {}).get("SelectStmt", {}).get("valuesLists", [])
        wanted = len(rows[0]["List"]["items"]) if rows else len(table.columns)
        names = [column.name for column in table.columns[:wanted]]
    yield from (column_ref(table.ref, name) for name in names)


def _of_rows(table: ObjectRef, text: str) -> Iterator[ObjectRef]:
    """The columns of OLD and NEW in a statement."""
    try:
        used = _column_names(statement(text)[1])
    except (SqlSyntaxError, ValueError):
        return
    yield from (column_ref(table, name) for qualifier, name in used if qualifier in ("old", "new"))


def _constraint(item: Constraint) -> Iterator[ObjectRef]:
    yield item.table
    yield from (column_ref(item.table, name) for name in (*item.columns, *item.include, *item.set_columns))
    if item.exclusion:
        tree = statement(EXCLUSION + item.exclusion)[1]
        yield from (column_ref(item.table, name) for qualifier, name in sorted(_column_names(tree)))
    if item.clone_of:
        yield item.clone_of
    if item.references:
        yield item.references
        yield from (column_ref(item.references, name) for name in item.referenced_columns)


def _trigger_columns(item: Trigger) -> Iterator[ObjectRef]:
    if " OF " in item.events:
        listed = Tokens(item.events.split(" OF ", 1)[1].split(" OR ", 1)[0])
        yield from (column_ref(item.table, unquoted(word)) for word in listed.words if word != ",")


def _key(item: Constraint, table: ObjectRef, catalog: Catalog) -> frozenset[ObjectRef]:
    """The key that a foreign key rests on."""
    columns = set(item.referenced_columns)
    for index in catalog.children(table, Index):
        if index.unique and index.predicate is None and {key.column for key in index.keys} == columns:
            return frozenset({index.constraint or index.ref})
    return frozenset()


def type_needs(kind: DataType, catalog: Catalog) -> Iterator[ObjectRef]:
    """The user's type that a type names, or the extension that has it, if any."""
    if kind.schema != "pg_catalog":
        found = catalog.type(kind.schema or "public", kind.name)
        if found is not None:
            yield found.ref
        else:
            yield from _provided(catalog, "type", kind.name)


def _provided(catalog: Catalog, kind: str, name: str) -> Iterator[ObjectRef]:
    """The extension, of those that are there, that defines what nobody else does."""
    if is_builtin(kind, name):
        return
    for extension in sorted(extensions_providing(kind, name)):
        ref = ObjectRef("extension", "", extension)
        if catalog.get(ref) is not None:
            yield ref
            return


def collation_needs(name: str | None) -> Iterator[ObjectRef]:
    """The user's collation that a column names: one with a schema."""
    if name is not None and "." in name:
        schema, _, bare = name.partition(".")
        yield ObjectRef("collation", schema, bare)


def _columns(table: ObjectRef, *texts: str | None) -> Iterator[ObjectRef]:
    for text in texts:
        if text:
            try:
                yield from (column_ref(table, name) for name in sorted(columns(text)))
            except SqlSyntaxError:
                continue


def _expressions(catalog: Catalog, *texts: str | None, held: HeldText | None = None) -> Iterator[ObjectRef]:
    for text in texts:
        if text and (any(mark in text for mark in "(.: ") or catalog.may_have(Operator)):
            try:
                found = names_in_expression(text)
            except SqlSyntaxError:
                continue
            yield from _resolved(catalog, found, held)


def expression_needs(catalog: Catalog, *texts: str | None) -> frozenset[ObjectRef]:
    """What expressions name, columns aside."""
    return frozenset(_expressions(catalog, *texts))


def _named(catalog: Catalog, text: str, held: HeldText | None = None) -> Iterator[ObjectRef]:
    try:
        yield from _resolved(catalog, names(text), held)
    except SqlSyntaxError:
        return


def _resolved(catalog: Catalog, found: Iterable[Name], held: HeldText | None = None) -> Iterator[ObjectRef]:
    meant = None
    for name in found:
        ref = resolve(catalog, name) or operator(catalog, name)
        if ref is not None and name.kind == "function" and held is not None:
            if meant is None:  # which looks at tables, and so at what needs what
                from fixer.ddl.texts.called_routines import meant_by

                meant = meant_by(held, catalog)
            told = meant(name)
            ref = ref if told is None else told.routine
        if ref is not None:
            yield ref
        elif name.kind in ("function", "type"):
            yield from _provided(catalog, name.kind, name.parts[-1])


def _query(text: str, catalog: Catalog, held: HeldText | None = None) -> Iterator[ObjectRef]:
    yield from _named(catalog, text, held)
    yield from _columns_in(text, catalog)


def _columns_in(text: str, catalog: Catalog) -> Iterator[ObjectRef]:
    """The columns that a statement uses."""
    try:
        kind, node = statement(text)
    except (SqlSyntaxError, ValueError):
        return
    yield from columns_used({kind: node}, catalog)


def _column_names(tree: Node) -> set[tuple[str, str]]:
    """Each column that a tree names, as (qualifier or "", name)."""
    used: set[tuple[str, str]] = set()
    for node in nodes(tree):
        if "ColumnRef" in node:
            *qualifier, last = node["ColumnRef"]["fields"]
            name = last["String"]["sval"] if "String" in last else "*"
            used.add((qualifier[-1]["String"]["sval"] if qualifier else "", name))
    return used


def body_needs(item: Function, catalog: Catalog) -> frozenset[ObjectRef]:
    """What the body of an SQL function names. PostgreSQL checks it at creation and then forgets: no dependency."""
    if item.language != "sql" or item.body is None or item.atomic:
        return frozenset()
    return frozenset(_named(catalog, item.body))


def waits_for_itself(item: Function, catalog: Catalog) -> frozenset[ObjectRef]:
    """What the body names that cannot be there before the function is: a view that calls it, a table whose default does."""
    return frozenset(ref for ref in body_needs(item, catalog) if item.ref in _reach(ref, catalog))


def _reach(ref: ObjectRef, catalog: Catalog) -> set[ObjectRef]:
    """All that something needs, directly or not, to be made: what SQL functions read among it."""
    found: set[ObjectRef] = set()
    left = [ref]
    while left:
        item = catalog.get(left.pop())
        if item is None or item.ref in found:
            continue
        found.add(item.ref)
        left += needs(item, catalog)
        if isinstance(item, Function):
            left += body_needs(item, catalog)
    return found


def dependents(catalog: Catalog, ref: ObjectRef) -> list[Object]:
    """The objects that cannot be without ``ref``, in order of creation."""
    if ref.kind in ("policy", "trigger", "rule", "statistics"):
        return []
    if ref.kind == "column":
        table = ObjectRef("table", ref.schema, ref.table or "")
        near = [*catalog.children(table, Object), *catalog.referrers(table), *catalog.owned(table)]
        far = catalog.users(ref, _named_needs, Policy, View, Rule, Publication, Function)
        return _distinct([*(item for item in near if ref in needs(item, catalog)), *far])
    item = catalog.get(ref)
    if isinstance(item, Index | Constraint):
        return _distinct([near for near in _near(catalog, item) if ref in needs(near, catalog)])
    return catalog.users(ref, _named_needs, Object)


_GIVE_ON = (CompositeType, DomainType, Function, RangeType, Table, View)
"""What has values of a type, and gives them on."""


def resting_on(catalog: Catalog, ref: ObjectRef) -> list[Object]:
    """What may have values of a type, or rows of a relation, in its texts: what gives them on, and all that needs such a thing."""
    found: dict[ObjectRef, Object] = {}
    waiting = [ref]
    while waiting:
        new = [item for item in dependents(catalog, waiting.pop()) if item.ref not in found]
        found.update((item.ref, item) for item in new)
        waiting += [item.ref for item in new if isinstance(item, _GIVE_ON)]
    return list(found.values())


def _distinct(items: Iterable[Object]) -> list[Object]:
    return list({item.ref: item for item in items}.values())


def _near(catalog: Catalog, item: Index | Constraint) -> Iterator[Object]:
    """All that can need an index or a constraint."""
    yield from catalog.children(item.table, Index)
    yield from catalog.referrers(item.table)
    for partition in catalog.partitions(item.table):
        yield from catalog.children(partition.ref, Object)
    for heir in catalog.heirs(item.table):
        yield from catalog.children(heir.ref, Constraint)
