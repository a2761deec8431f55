"""Expressions of checks and indexes when a column that they use gets another type: PostgreSQL reads them again as it prints them, with
the casts that constants and operands had for the old type (ATPostAlterTypeParse in src/backend/commands/tablecmds.c).
"""

from __future__ import annotations

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Constraint, Index
from fixer.catalog.rare_objects import Statistics
from fixer.ddl.base import Session, describe
from fixer.ddl.queries.used_columns import column_ref
from fixer.ddl.texts.depends import dependents
from fixer.ddl.texts.held_texts import held_by
from fixer.ddl.texts.wording import OF_ONE_TYPE
from fixer.model import ObjectRef
from fixer.sql.parse import Node, SqlSyntaxError, nodes, statement
from fixer.sql.types import INTEGERS, DataType

_ALIKE = (frozenset(INTEGERS), frozenset({"text", "varchar"}))
"""Types among which a constant beside a column is printed alike: only what makes one type of several is not."""
_LISTS = frozenset({"AEXPR_IN", "AEXPR_OP_ANY", "AEXPR_OP_ALL", "AEXPR_NULLIF"})
_OPERATIONS = frozenset({"A_Expr", "FuncCall"})


def say_what_is_written_anew(
    catalog: Catalog, session: Session, table: ObjectRef, column: str, old: DataType, new: DataType
) -> None:
    """Says which expressions may have casts in them from here on that their author did not write."""
    if session.strict or old.unmodified == new.unmodified:
        return
    alike = any({old.name, new.name} <= family for family in _ALIKE)
    for item in dependents(catalog, column_ref(table, column)):
        if not isinstance(item, Constraint | Index | Statistics):
            continue
        if any(_gets_casts(held.statement, column, alike) for held in held_by(item)):
            session.unmodelled(
                f"{describe(item)} keeps the casts that {old} needed in it, which is not modelled: it is taken for what its author wrote"
            )


def _gets_casts(text: str, column: str, alike: bool) -> bool:
    try:
        _kind, tree = statement(text)
    except (SqlSyntaxError, ValueError):
        return True
    return any(_mixes(node, alike) and _names(node, column) for node in nodes([tree]))


def _mixes(node: Node, alike: bool) -> bool:
    """Whether a part of an expression makes values of several types one, or chooses by types what is called."""
    if not OF_ONE_TYPE.isdisjoint(node) or node.get("A_Expr", {}).get("kind") in _LISTS:
        return True
    return not alike and not _OPERATIONS.isdisjoint(node)


def _names(node: Node, column: str) -> bool:
    return any(
        part["ColumnRef"]["fields"][-1].get("String", {}).get("sval") == column
        for part in nodes([node])
        if "ColumnRef" in part
    )
