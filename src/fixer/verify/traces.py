"""Which migrations likely leave the system catalogs as they were, row for row, when they went up and back.

A guess by what the statements do; whether it is so is told by the marks of the moments (``looks.Looks.mark``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from fixer.sql import parse
from fixer.sql.parse import Node, SqlSyntaxError
from fixer.verify.script import Piece

_BUILDS = re.compile(r"(CREATE (UNIQUE )?INDEX|DO|SET|BEGIN|COMMIT)\b", re.IGNORECASE)
_DROPS = re.compile(r"(DROP INDEX|SET|BEGIN|COMMIT)\b", re.IGNORECASE)
_ROWS = r"INSERT INTO |UPDATE |DELETE FROM "
_COMES = re.compile(rf"CREATE |COMMENT ON |GRANT |{_ROWS}|{_BUILDS.pattern}", re.IGNORECASE)
_GOES = re.compile(rf"DROP |COMMENT ON |{_ROWS}|{_DROPS.pattern}", re.IGNORECASE)
_ALTERS = re.compile(r"ALTER\s+TABLE\s", re.IGNORECASE)

_ADD = frozenset({"AT_AddColumn", "AT_SetNotNull", "AT_EnableRowSecurity", "AT_ForceRowSecurity"})
_TAKE = frozenset(
    {"AT_DropColumn", "AT_DropConstraint", "AT_DropNotNull", "AT_DisableRowSecurity", "AT_NoForceRowSecurity"}
)
_SET = frozenset(
    {
        *("AT_SetStatistics", "AT_SetStorage", "AT_SetCompression", "AT_SetOptions", "AT_ResetOptions"),
        *("AT_SetRelOptions", "AT_ResetRelOptions"),
    }
)
"""What changes a row of which the mark holds what it says."""
_CONSTRAINTS = frozenset({"CONSTR_CHECK", "CONSTR_UNIQUE", "CONSTR_FOREIGN", "CONSTR_EXCLUSION"})
"""A primary key is none: that its columns are NOT NULL stays."""


def builds_indexes(up: Iterable[Piece], down: Iterable[Piece]) -> bool:
    """Whether indexes are all that is made, and dropped on the way back."""
    return all(_BUILDS.match(piece.sql) for piece in up) and all(_DROPS.match(piece.sql) for piece in down)


def comes_and_goes(up: Iterable[Piece], down: Iterable[Piece]) -> bool:
    """Whether things are made, and dropped on the way back; columns, and what is said of them, among these."""
    return all(_COMES.match(piece.line) or _alters(piece.sql, coming=True) for piece in up) and all(
        _GOES.match(piece.line) or _alters(piece.sql, coming=False) for piece in down
    )


def _alters(sql: str, coming: bool) -> bool:
    if not _ALTERS.match(sql):
        return False
    try:
        kind, node = parse.statement(sql)
    except (SqlSyntaxError, ValueError):
        return False
    if kind == "RenameStmt":
        return bool(node["renameType"] == "OBJECT_COLUMN")
    commands = [item["AlterTableCmd"] for item in node.get("cmds", ())]
    return bool(commands) and all(_comes(one) if coming else _goes(one) for one in commands)


def _comes(command: Node) -> bool:
    kind = command["subtype"]
    if kind == "AT_AddConstraint":
        constraint = command["def"]["Constraint"]
        return constraint["contype"] in _CONSTRAINTS and "indexname" not in constraint
    return kind in _ADD or kind in _SET or (kind == "AT_ColumnDefault" and "def" in command)


def _goes(command: Node) -> bool:
    kind = command["subtype"]
    return kind in _TAKE or kind in _SET or (kind == "AT_ColumnDefault" and "def" not in command)
