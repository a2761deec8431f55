"""What PostgreSQL writes anew when a column's type changes: expressions of indexes and constraints, with casts in them.

ALTER COLUMN TYPE builds them again from how they are printed (ATPostAlterTypeParse in src/backend/commands/tablecmds.c).
Where the operands no longer are of one type, that text gets a cast, which stays when the type goes back.
"""

from __future__ import annotations

from fixer.catalog.objects import Constraint, Function, Index, Object
from fixer.ddl.texts.held_texts import held_by
from fixer.sql.parse import Node, SqlSyntaxError, expression, nodes
from fixer.sql.types import INTEGERS, DataType

_INTEGERS = frozenset(INTEGERS)
COMPARED = (
    _INTEGERS,
    frozenset({"float4", "float8"}),
    frozenset({"bpchar", "text", "varchar"}),
    frozenset({"name", "text", "varchar"}),
    frozenset({"date", "timestamp", "timestamptz"}),
    frozenset({"bit", "varbit"}),
    frozenset({"cidr", "inet"}),
    frozenset({"macaddr", "macaddr8"}),
)
"""Types between which a foreign key may lead either way (measured on PostgreSQL 15)."""
_ACROSS_INTEGERS = frozenset(
    {"=", "<>", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "<<", ">>", "||", "^"}
)
"""Operators that take integers of different sizes as they are, or neither (pg_operator; measured on PostgreSQL 15)."""
OF_ONE_TYPE = frozenset({"CoalesceExpr", "MinMaxExpr", "CaseExpr", "A_ArrayExpr"})
"""What makes one type of all that is in it."""


def drifts(old: DataType, new: DataType) -> bool:
    """Whether a change of type puts casts into nearly every expression."""
    return (old.schema, old.name) != (new.schema, new.name) and not {old.name, new.name} <= _INTEGERS


def comparable(one: DataType, other: DataType) -> bool:
    """Whether a foreign key may lead from a column of one type to one of the other."""
    return one.unmodified == other.unmodified or any({one.name, other.name} <= family for family in COMPARED)


def worded_anew(item: Object, old: DataType, new: DataType) -> bool:
    """Whether an object's expressions, that use a column, are not what they were when its type has changed and changed back."""
    is_check = isinstance(item, Constraint) and item.type == "c" and item.clone_of is None
    written = held_by(item) if is_check or isinstance(item, Index) else []
    texts = [held.text for held in written if held.form == "expression"]
    if not texts and not isinstance(item, Function):
        return False
    return drifts(old, new) or (old.name != new.name and any(map(_mixes, texts)))  # from integer to integer


def _mixes(text: str) -> bool:
    """Whether integers of different sizes would get a cast in an expression."""
    try:
        return any(map(_casts, nodes(expression(text))))
    except SqlSyntaxError:
        return True


def _casts(node: Node) -> bool:
    call, operator = node.get("FuncCall", {}), node.get("A_Expr", {})
    if len(call.get("args", [])) > 1 or not OF_ONE_TYPE.isdisjoint(node):
        return True
    is_operator = operator.get("kind") == "AEXPR_OP"
    return is_operator and operator["name"][-1]["String"]["sval"] not in _ACROSS_INTEGERS
