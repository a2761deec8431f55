"""Columns: which of them a fixer looks at, and which ones a finding or a pattern of the configuration means."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fnmatch import fnmatchcase

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Column, Table
from fixer.model import Finding, ObjectRef, Refusal, Satisfied
from fixer.registry import Options
from fixer.sql.quote import shown

Wanted = Callable[[Table, Column], bool]
"""Whether a column has the problem."""


class OfType:
    """The columns whose type is one of these of PostgreSQL's own, by their names in pg_type."""

    def __init__(self, *names: str) -> None:
        self.names = frozenset(names)

    def __call__(self, _table: Table, column: Column) -> bool:
        """Whether a column is of one of them."""
        return column.type.name in self.names and column.type.schema == "pg_catalog"


def names_column(pattern: str, table: ObjectRef, column: str) -> bool:
    """Whether ``column``, ``table.column`` or ``schema.table.column``, each with ``*`` for anything, means a column."""
    depth = min(pattern.count("."), 2)
    return fnmatchcase(".".join((table.schema, table.name, column)[2 - depth :]), pattern)


def column_of(table: Table, column: Column) -> ObjectRef:
    """The name of a column."""
    return ObjectRef("column", table.ref.schema, column.name, table.ref.name)


def with_problem(catalog: Catalog, options: Options, wanted: Wanted) -> Iterator[tuple[Table, Column]]:
    """The columns that the project declares itself and that have the problem: not temporary, the platform's or inherited."""
    for table in catalog.objects(Table):
        if table.persistence == "t" or table.server is not None or options.is_platform(table.ref.schema):
            continue
        columns: Iterable[Column] = table.columns
        if isinstance(wanted, OfType):  # of a large schema a detector looks at fifty thousand
            columns = [column for column in columns if column.type.name in wanted.names]
        for column in columns:
            if not column.inherited and wanted(table, column):
                yield table, column


def meant(finding: Finding, catalog: Catalog, wanted: Wanted) -> list[tuple[Table, Column]]:
    """The columns that a finding is about and that have the problem: the one it names, or those of its table.

    For an inherited column it is the parent's.
    """
    ref = finding.target
    if ref is not None and ref.kind == "table":
        table = catalog.find(ref, Table)
        return [(table, column) for column in table.columns if wanted(table, column)] if table else []
    found = declared(ref, catalog) if ref is not None else None
    return [found] if found is not None and wanted(*found) else []


def declared(ref: ObjectRef, catalog: Catalog) -> tuple[Table, Column] | None:
    """The column of a name, in the table that declares it."""
    if ref.kind != "column":
        return None
    table = catalog.table(ref.schema, ref.table or "")
    column = table.column(ref.name) if table is not None else None
    while table is not None and column is not None and column.inherited:
        parents = (table.parent,) if table.parent is not None else table.inherits
        above = (catalog.find(parent, Table) for parent in parents)
        table = next((item for item in above if item is not None and item.column(ref.name)), None)
        column = table.column(ref.name) if table is not None else None
    return (table, column) if table is not None and column is not None else None


def no_problem(finding: Finding, catalog: Catalog, wanted: Wanted) -> str | None:
    """Why a finding about a column, or a table's columns, does not hold; None where it does, or names neither."""
    ref = finding.target
    if ref is None or meant(finding, catalog, wanted):
        return None
    if ref.kind == "table" and catalog.find(ref, Table) is not None:
        return "no column of it is like that"
    found = declared(ref, catalog)
    if found is None:
        return None
    words = [str(found[1].type), "NOT NULL" if found[1].not_null else ""]
    return f"{shown(column_of(*found))} is {' '.join(filter(None, words))}"


def not_meant(finding: Finding, catalog: Catalog, wanted: Wanted) -> Satisfied | Refusal:
    """The answer where a finding means no column that has the problem."""
    by = no_problem(finding, catalog, wanted)
    return (
        Satisfied(finding, by) if by else Refusal(finding, "unresolved", "it names no column of the schema")
    )
