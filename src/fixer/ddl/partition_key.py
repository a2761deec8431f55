"""The columns that a table is partitioned by: they are neither dropped nor given another type (tablecmds.c, has_partition_attrs)."""

from __future__ import annotations

from functools import lru_cache

from fixer.catalog.objects import Table
from fixer.ddl.base import Session
from fixer.ddl.used_columns import column_ref
from fixer.sql import parse
from fixer.sql.parse import Node, SqlSyntaxError
from fixer.sql.quote import target


def key_columns(table: Table) -> frozenset[str]:
    """Their names; none for a table that is not partitioned."""
    return _columns(table.partition_key) if table.partition_key else frozenset()


@lru_cache(maxsize=4096)
def _columns(key: str) -> frozenset[str]:
    try:
        _kind, node = parse.statement(f"CREATE TABLE t () PARTITION BY {key}")
    except SqlSyntaxError:
        return frozenset()
    return frozenset(_named(node["partspec"]["partParams"]))


def _named(node: object) -> list[str]:
    if isinstance(node, list):
        return [name for part in node for name in _named(part)]
    if not isinstance(node, dict):
        return []
    own: list[str] = []
    if "PartitionElem" in node and "name" in node["PartitionElem"]:
        own.append(node["PartitionElem"]["name"])
    if "ColumnRef" in node:
        own += _last(node["ColumnRef"]["fields"])
    return own + [name for part in node.values() for name in _named(part)]


def _last(fields: list[Node]) -> list[str]:
    return [fields[-1]["String"]["sval"]] if "String" in fields[-1] else []


def refuse_key(session: Session, table: Table, name: str) -> None:
    """Says that a column is one of them."""
    if name in key_columns(table):
        session.problem(f"column {target(column_ref(table.ref, name))} is part of the partition key")
