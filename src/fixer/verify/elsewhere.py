"""Statements about more than the database that they run in: on a scratch database they are not run.

On a server that was named they would change what others use there; a subscription makes something on yet another server
(PostgreSQL documentation, CREATE SUBSCRIPTION: connect, create_slot). No catalog that is compared shows what they do.
"""

from __future__ import annotations

from collections.abc import Collection

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


def elsewhere(kind: str, node: Node, own: str | None, roles: Collection[str] = ()) -> str:
    """What a statement is about besides; empty for most. ``own`` is the database where the server goes with it, else None.

    ``roles`` are those that the server had before: others use them, and what is said of them is left behind.
    """
    about = next((node[key] for key in ("objtype", "objectType", "renameType") if key in node), "")
    about = about if kind in _ANY else ""
    if there := _role(kind, node, own, roles):
        return f"the role {there}, which the server has"
    if kind in _SUBSCRIPTION or about == "OBJECT_SUBSCRIPTION":
        return "another server"
    if kind in _DATABASE or about == "OBJECT_DATABASE" or (kind == "AlterRoleSetStmt" and "database" in node):
        names = _names(node)
        return "" if names == [own] else f"the database {', '.join(names)}"
    return "the whole server" if own is None and (kind in _SERVER or about == "OBJECT_TABLESPACE") else ""


def _role(kind: str, node: Node, own: str | None, roles: Collection[str]) -> str:
    """The role that a statement makes, or changes for others than a database that goes."""
    if kind == "CreateRoleStmt":
        return node["role"] if node["role"] in roles else ""
    if own is not None:
        return ""
    if kind == "GrantRoleStmt":
        members = [item["RoleSpec"].get("rolename") for item in node["grantee_roles"]]
        granted = (item["AccessPriv"].get("priv_name", "") for item in node["granted_roles"])
        return next((name for name in granted if name in roles), "") if {None, *roles} & set(members) else ""
    if kind in ("RenameStmt", "CommentStmt"):
        about = node.get("renameType") or node.get("objtype")
        name = node.get("subname") or node.get("object", {}).get("String", {}).get("sval", "")
        return name if about == "OBJECT_ROLE" and name in roles else ""
    named = [node["role"]] if kind in ("AlterRoleStmt", "AlterRoleSetStmt") and "role" in node else []
    if kind in ("DropRoleStmt", "DropOwnedStmt", "ReassignOwnedStmt"):
        named = [item["RoleSpec"] for item in node["roles"]]
    return next((name for item in named if (name := item.get("rolename", "")) in roles), "")


def _names(node: Node) -> list[str]:
    listed = node.get("objects") or [
        node[key] for key in ("dbname", "database", "object", "subname") if key in node
    ]
    return [name["String"]["sval"] if isinstance(name, dict) else name for name in listed]
