"""What stands in parentheses behind a type, and cannot (the functions of pg_type.typmodin; documentation, 8 Data Types)."""

from __future__ import annotations

import re

from fixer.ddl.base import Session
from fixer.sql.types import DataType

_LENGTHS = {
    "bpchar": 10_485_760,
    "varchar": 10_485_760,
    "bit": 83_886_080,
    "varbit": 83_886_080,
    "numeric": 1000,
}
"""The most that the first number of a type may be."""
_SCALES = range(-1000, 1001)
_WITH = frozenset({*_LENGTHS, "interval", "time", "timetz", "timestamp", "timestamptz"})
"""PostgreSQL's own types that take any (pg_type of 15 and 18)."""


def refuse_modifiers(session: Session, what: str, kind: DataType) -> None:
    """Says that a type has no such length, or none at all."""
    if not kind.modifiers or kind.schema != "pg_catalog":
        return
    if kind.name not in _WITH:
        session.problem(f"{what} is of type {kind}: that type takes nothing in parentheses")
        return
    numbers = [int(number) for number in re.findall(r"-?\d+", kind.modifiers)]
    most = _LENGTHS.get(kind.name)
    if most is not None and numbers and not 1 <= numbers[0] <= most:
        session.problem(f"{what} is of type {kind}: its length is from 1 to {most}")
    elif kind.name == "numeric" and len(numbers) > 1 and numbers[1] not in _SCALES:
        session.problem(f"{what} is of type {kind}: its scale is from {_SCALES[0]} to {_SCALES[-1]}")
