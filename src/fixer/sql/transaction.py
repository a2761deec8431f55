"""Which statements may not stand in a transaction."""

from __future__ import annotations

from fixer.sql.parse import Node

_ALONE = frozenset({"VacuumStmt", "CreatedbStmt", "DropdbStmt", "CreateTableSpaceStmt", "DropTableSpaceStmt"})
_ALONE |= {"AlterSystemStmt", "CreateSubscriptionStmt", "DropSubscriptionStmt"}


def refuses_transaction(kind: str, node: Node) -> bool:
    """Whether PostgreSQL refuses a statement in a transaction block (PreventInTransactionBlock in its source)."""
    if kind in ("IndexStmt", "DropStmt"):
        return bool(node.get("concurrent"))
    if kind == "ReindexStmt":
        names = [item["DefElem"]["defname"] for item in node.get("params", [])]
        whole = node.get("kind") in ("REINDEX_OBJECT_DATABASE", "REINDEX_OBJECT_SYSTEM")
        return whole or "concurrently" in names
    if kind == "AlterTableStmt":
        commands = [item["AlterTableCmd"] for item in node.get("cmds", [])]
        return any(command.get("def", {}).get("PartitionCmd", {}).get("concurrent") for command in commands)
    if kind == "VacuumStmt":
        return bool(node.get("is_vacuumcmd"))
    return kind in _ALONE or (kind == "ClusterStmt" and "relation" not in node)
