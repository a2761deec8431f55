"""The columns that a table is partitioned by: they are neither dropped nor given another type (tablecmds.c, has_partition_attrs),
and every key of the table has them all (indexcmds.c, DefineIndex).
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Table
from fixer.ddl.base import Session, strings
from fixer.ddl.queries.used_columns import column_ref
from fixer.ddl.reach import below
from fixer.model import ObjectRef
from fixer.sql import parse
from fixer.sql.parse import Node, SqlSyntaxError
from fixer.sql.quote import identifier, target
from fixer.sql.tokens import Tokens


def key_columns(table: Table) -> frozenset[str]:
    """Their names; none for a table that is not partitioned."""
    return _columns(table.partition_key) if table.partition_key else frozenset()


def key_elements(table: Table) -> tuple[str | None, ...]:
    """The parts of the key in order: a column's name, None for an expression."""
    return tuple(part.get("name") for part in _parts(table.partition_key)) if table.partition_key else ()


def key_expressions(table: Table) -> tuple[str, ...] | None:
    """The parts of the key in order, as expressions with their collations; None where one has an operator class of its own,
    which may compare in another way.
    """
    parts = _parts(table.partition_key) if table.partition_key else ()
    if not table.partition_key or any("opclass" in part for part in parts):
        return None
    tokens = Tokens(table.partition_key)
    found = []
    for part, (begin, _end) in zip(parts, tokens.commas(tokens.find("(") + 1), strict=True):
        found.append(element_expression(tokens, begin, part))
    return tuple(found)


def element_expression(tokens: Tokens, begin: int, element: Node) -> str:
    """What an element of a key, a PartitionElem or IndexElem, compares: a column or expression with its collation."""
    name = element.get("name")
    text = identifier(name) if name else tokens.between(begin, tokens.past_call(begin))
    collation = strings(element.get("collation", []))
    return f"{text} COLLATE {'.'.join(map(identifier, collation))}" if collation else text


@lru_cache(maxsize=4096)
def _parts(key: str) -> tuple[Node, ...]:
    try:
        _kind, node = parse.statement(f"CREATE TABLE t () PARTITION BY {key}")
    except SqlSyntaxError:
        return ()
    return tuple(element["PartitionElem"] for element in node["partspec"]["partParams"])


@lru_cache(maxsize=4096)
def _columns(key: str) -> frozenset[str]:
    parts = _parts(key)
    fields = [part["ColumnRef"]["fields"][-1] for part in parse.nodes(list(parts)) if "ColumnRef" in part]
    return frozenset(
        [part["name"] for part in parts if "name" in part]
        + [field["String"]["sval"] for field in fields if "String" in field]
    )


def refuse_key(session: Session, table: Table, name: str) -> None:
    """Says that a column is one of them."""
    if name in key_columns(table):
        session.problem(f"column {target(column_ref(table.ref, name))} is part of the partition key")


def refuse_unique(
    catalog: Catalog, session: Session, table: ObjectRef, columns: Collection[str], only: bool = False
) -> None:
    """Says that no key over these columns can hold for a partitioned table, or for one below it (unless ``only``)."""
    for ref in (table,) if only else below(catalog, table):
        item = catalog.find(ref, Table)
        elements = key_elements(item) if item is not None else ()
        if None in elements:
            session.problem(f"{target(ref)} is partitioned by an expression: it has no keys")
            return
        missing = [name for name in elements if name is not None and name not in columns]
        if missing:
            listed = ", ".join(map(identifier, missing))
            session.problem(
                f"a key of {target(ref)} has all columns that it is partitioned by: {listed} is missing"
            )
            return
