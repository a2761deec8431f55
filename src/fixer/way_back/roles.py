"""What a migration does to the server's roles: those that it makes go again, and of the others the way back says that they stay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fixer.model import Statement
from fixer.replay import Ran
from fixer.sql.parse import Node
from fixer.sql.quote import identifier

_NOT_UNDONE = {
    "AlterRoleSetStmt": "the settings of roles that were there before are not undone: which they were is not known",
    "AlterRoleStmt": "what roles that were there before may do is not undone: how it was is not known",
    "DropRoleStmt": "DROP ROLE is not undone: what the role could do is not known",
    "GrantRoleStmt": "what roles that were there before belong to is not undone: how it was is not known",
}


def dropped_again(statements: Sequence[Ran]) -> list[Statement]:
    """DROP ROLE of what a migration makes, the last first: to run once nothing of the schema names them any more. What such a role
    was given goes with it (documentation, DROP ROLE).
    """
    return [Statement(f"DROP ROLE {identifier(name)}") for name in reversed(_made(statements))]


def not_undone(statements: Sequence[Ran]) -> Iterator[tuple[Ran, str]]:
    """The statements about other roles, and why nothing takes them back."""
    made: set[str] = set()
    for ran in statements:
        if ran.kind == "CreateRoleStmt":
            made.add(ran.node["role"])
        elif ran.kind in _NOT_UNDONE and not _about(ran.node) <= made:
            yield ran, _NOT_UNDONE[ran.kind]


def _made(statements: Sequence[Ran]) -> list[str]:
    made: dict[str, None] = {}
    for ran in statements:
        if ran.kind == "CreateRoleStmt":
            made[ran.node["role"]] = None
        elif ran.kind == "DropRoleStmt":
            for name in _about(ran.node):
                made.pop(name, None)
    return list(made)


def _about(node: Node) -> set[str]:
    """The roles that change: whoever gets, or loses, what the others are."""
    listed = [*node.get("roles", []), *node.get("grantee_roles", [])]
    specs = [item["RoleSpec"] for item in listed] + ([node["role"]] if "role" in node else [])
    return {str(spec.get("rolename", "")) for spec in specs}
