"""Columns by how they are named in the configuration."""

from __future__ import annotations

from fnmatch import fnmatchcase

from fixer.model import ObjectRef


def names_column(pattern: str, table: ObjectRef, column: str) -> bool:
    """Whether ``column``, ``table.column`` or ``schema.table.column``, each with ``*`` for anything, means a column."""
    depth = min(pattern.count("."), 2)
    return fnmatchcase(".".join((table.schema, table.name, column)[2 - depth :]), pattern)
