"""The type that alternatives, and the columns that a join merges, have in common (PostgreSQL documentation, 10.5)."""

from __future__ import annotations

from fixer.catalog.objects import Column
from fixer.sql.types import INTEGERS, DataType

UNKNOWN = DataType("pg_catalog", "unknown")
UNDECIDED = DataType("pg_catalog", "")
"""A string or NULL, which takes the type of what it stands beside, else becomes text (10.6)."""


def shared(found: list[Column]) -> Column:
    """The type that alternatives have in common, and the collation (10.5; modifiers only where all have them)."""
    said = list(dict.fromkeys(column.type for column in found))
    kinds = [kind for kind in said if kind != UNDECIDED]
    collations = {column.collation for column in found} - {None}
    collation = collations.pop() if len(collations) == 1 else None
    if not said:
        return Column("", UNKNOWN)
    if len(said) == 1:
        return Column("", said[0], collation=collation)
    bare = {kind.unmodified for kind in kinds}
    if len(bare) == 1:
        return Column("", bare.pop(), collation=collation)
    if all(kind.integer for kind in bare):
        return Column("", max(bare, key=lambda kind: INTEGERS[kind.name]))
    return Column("", UNKNOWN)
