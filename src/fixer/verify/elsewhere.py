"""Statements about more than the database that they run in: on a scratch database they are not run.

On a server that was named they would change what others use there; a subscription makes something on yet another server
(PostgreSQL documentation, CREATE SUBSCRIPTION: connect, create_slot). No catalog that is compared shows what they do.
"""

from __future__ import annotations

from fixer.sql.parse import Node

_SUBSCRIPTION = frozenset({"CreateSubscriptionStmt", "AlterSubscriptionStmt", "DropSubscriptionStmt"})
_SERVER = frozenset(
    {
        *("CreatedbStmt", "DropdbStmt", "AlterSystemStmt"),
        *("CreateTableSpaceStmt", "DropTableSpaceStmt", "AlterTableSpaceOptionsStmt"),
    }
)
_DATABASE = frozenset({"AlterDatabaseStmt", "AlterDatabaseSetStmt", "AlterDatabaseRefreshCollStmt"})
_ANY = frozenset({"RenameStmt", "AlterOwnerStmt", "CommentStmt", "SecLabelStmt", "GrantStmt"})
"""Statements about an object of whatever kind."""


def elsewhere(kind: str, node: Node, own: str | None) -> str:
    """What a statement is about besides; empty for most. ``own`` is the database where the server goes with it, else None."""
    about = next((node[key] for key in ("objtype", "objectType", "renameType") if key in node), "")
    about = about if kind in _ANY else ""
    if kind in _SUBSCRIPTION or about == "OBJECT_SUBSCRIPTION":
        return "another server"
    if kind in _DATABASE or about == "OBJECT_DATABASE" or (kind == "AlterRoleSetStmt" and "database" in node):
        names = _names(node)
        return "" if names == [own] else f"the database {', '.join(names)}"
    return "the whole server" if own is None and (kind in _SERVER or about == "OBJECT_TABLESPACE") else ""


def _names(node: Node) -> list[str]:
    listed = node.get("objects") or [
        node[key] for key in ("dbname", "database", "object", "subname") if key in node
    ]
    return [name["String"]["sval"] if isinstance(name, dict) else name for name in listed]
