"""The columns that a table is partitioned by: they are neither dropped nor given another type (tablecmds.c, has_partition_attrs)."""

from __future__ import annotations

from functools import lru_cache

from fixer.catalog.objects import Table
from fixer.ddl.base import Session
from fixer.ddl.used_columns import column_ref
from fixer.sql import parse
from fixer.sql.parse import SqlSyntaxError
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
    parts = node["partspec"]["partParams"]
    fields = [part["ColumnRef"]["fields"][-1] for part in parse.nodes(parts) if "ColumnRef" in part]
    return frozenset(
        [element["PartitionElem"]["name"] for element in parts if "name" in element["PartitionElem"]]
        + [field["String"]["sval"] for field in fields if "String" in field]
    )


def refuse_key(session: Session, table: Table, name: str) -> None:
    """Says that a column is one of them."""
    if name in key_columns(table):
        session.problem(f"column {target(column_ref(table.ref, name))} is part of the partition key")
