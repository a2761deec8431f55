"""Which operator classes of the user an index, a key, a partition key or a range type uses: those that it names, and the default of
a column's type.
"""

from __future__ import annotations

from collections.abc import Iterator

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Constraint, Extension, Index, Object, RangeType, Table
from fixer.catalog.rare_objects import OperatorClass
from fixer.ddl.base import Session, describe
from fixer.ddl.texts.held_texts import BEHIND_KEY, EXCLUSION, PARTITIONED, RANGE
from fixer.model import ObjectRef
from fixer.sql.builtins import extensions_providing, is_builtin
from fixer.sql.parse import Node, statement_nodes

_KEYS = ("IndexElem", "PartitionElem")
_WITH_INDEX = ("p", "u")
_ORDER = frozenset({"DESC", "NULLS", "FIRST", "LAST"})
"""What stands behind a key and names nothing."""


def classes_used(item: Object, catalog: Catalog) -> Iterator[ObjectRef]:
    """The classes without which the object cannot be. An index has those of its constraint, or its parent, through that."""
    if not isinstance(item, Index | Constraint | Table | RangeType):
        return
    if not catalog.may_have(OperatorClass) and not catalog.may_have(Extension):
        return
    if isinstance(item, Index) and not item.constraint and not item.parent:
        table = catalog.find(item.table, Table)
        for key in item.keys:
            says = not _ORDER.issuperset(key.suffix.split())
            for named in _keys(f"{BEHIND_KEY}{key.suffix})") if says else [{}]:
                yield from _of_key(catalog, table, item.method, named, key.column)
    elif isinstance(item, Constraint) and not item.clone_of:
        table = catalog.find(item.table, Table)
        if item.exclusion:
            yield from _of_keys(catalog, table, EXCLUSION + item.exclusion)
        for column in item.columns if item.type in _WITH_INDEX else ():
            yield from _of_key(catalog, table, "btree", {}, column)
    elif isinstance(item, Table) and item.partition_key:
        yield from _of_keys(catalog, item, PARTITIONED + item.partition_key)
    elif isinstance(item, RangeType):
        yield from _of_range(catalog, f"{RANGE}{item.definition})")


def say_who_may_use(catalog: Catalog, session: Session, gone: OperatorClass) -> None:
    """Says which indexes compare values that may be of the type that a class is the default of: those of expressions."""
    for item in list(catalog.objects(Index)) if gone.default and not session.strict else ():
        if item.method == gone.ref.args and any(
            key.expression and _ORDER.issuperset(key.suffix.split()) for key in item.keys
        ):
            session.unmodelled(
                f"{describe(item)} is by an expression: whether it uses {describe(gone)}, and goes with that, is not modelled"
            )


def _of_keys(catalog: Catalog, table: Table | None, text: str) -> Iterator[ObjectRef]:
    """Those in a text that declares an index in a constraint, or the key of a partitioned table."""
    method = "btree"
    for node in statement_nodes(text):
        method = node.get("access_method") or method
        if str(node.get("strategy", "")).lower() in ("hash", "partition_strategy_hash"):
            method = "hash"
    for key in _keys(text):
        yield from _of_key(catalog, table, method, key, key.get("name"))


def _of_key(
    catalog: Catalog, table: Table | None, method: str, said: Node, column: str | None
) -> Iterator[ObjectRef]:
    """The class that a key names, else the default for the type of its column."""
    if "opclass" in said:
        yield from _named(catalog, method, said["opclass"])
        return
    known = table.column(column) if table is not None and column else None
    for one in catalog.objects(OperatorClass) if known is not None else ():
        if (
            one.default
            and one.ref.args == method
            and known is not None
            and one.type.unmodified == known.type.unmodified
        ):
            yield one.ref


def _named(catalog: Catalog, method: str, parts: list[Node]) -> Iterator[ObjectRef]:
    *schema, name = [part["String"]["sval"] for part in parts]
    ref = ObjectRef("operator class", schema[-1] if schema else "public", name, args=method)
    if catalog.get(ref) is not None:
        yield ref
    elif not is_builtin("operator class", name):
        known = (ObjectRef("extension", "", one) for one in extensions_providing("operator class", name))
        yield from sorted(one for one in known if catalog.get(one) is not None)


def _of_range(catalog: Catalog, text: str) -> Iterator[ObjectRef]:
    for node in statement_nodes(text):
        option = node.get("DefElem", {})
        kind = option.get("arg", {}).get("TypeName") if option.get("defname") == "subtype_opclass" else None
        if kind is not None:
            yield from _named(catalog, "btree", kind["names"])


def _keys(text: str) -> list[Node]:
    return [node[kind] for node in statement_nodes(text) for kind in _KEYS if kind in node]
