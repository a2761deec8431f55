"""Types of text that have a limit, as text without one: the limit becomes a CHECK."""

from __future__ import annotations

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Column, Constraint, Table
from fixer.fixing.columns import Wanted
from fixer.fixing.new_type import NewType, linked, plain_default
from fixer.lock_safe import checked
from fixer.model import Operation
from fixer.sql.canonical import implies
from fixer.sql.quote import identifier
from fixer.sql.types import DataType

_TEXT = DataType("pg_catalog", "text")


def as_text(
    catalog: Catalog, table: Table, column: Column, wanted: Wanted
) -> tuple[list[NewType], list[Operation]]:
    """A column, and what foreign keys tie to it and is ``wanted`` too, as text; and their limits as CHECKs."""
    tied = [each for each in linked(catalog, table.ref, column.name) if wanted(*each)]
    changes = [
        NewType(owner.ref, each.name, _TEXT, default=plain_default(each.default)) for owner, each in tied
    ]
    return changes, [step for owner, each in tied for step in _limit(owner, each, catalog)]


def _limit(table: Table, column: Column, catalog: Catalog) -> list[Operation]:
    """The CHECK on the length, unless one that is there implies it."""
    size = column.type.modifiers.strip("()")
    if not size:
        return []
    check = f"char_length({identifier(column.name)}) <= {size}"
    types = {each.name: "text" if each.name == column.name else str(each.type) for each in table.columns}
    for there in catalog.children(table.ref, Constraint):
        if there.type == "c" and there.validated and implies(there.expression or "", check, types):
            return []
    return checked(catalog, table.ref, column.name, "length", check)
