"""What the names of columns in a statement may mean: the items in FROM, and what these offer."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from fixer.catalog.objects import Column
from fixer.model import ObjectRef
from fixer.sql.parse import Node
from fixer.sql.types import DataType

Given = Mapping[str, list[Column]]
"""WITH queries in sight, by name; no columns where they are not known."""
ColumnsOf = Callable[[Node, Given], Sequence[Column] | None]
"""The columns of an item in FROM; None where they cannot be told."""


def is_of(column: ObjectRef, relation: ObjectRef) -> bool:
    """Whether a column is one of a relation."""
    return (column.schema, column.table) == (relation.schema, relation.name)


def column_ref(table: ObjectRef, name: str) -> ObjectRef:
    """The name of a column of a table or view."""
    return ObjectRef("column", table.schema, name, table.name)


@dataclass(frozen=True, eq=False)
class Rows:
    """What an item in FROM is called, and what its columns are called there."""

    alias: str
    names: Mapping[str, ObjectRef | None] | None
    """Name here → column of a relation; None where it is none's, and for all where they are not known."""
    fixed: Collection[str] = ()
    """The names that the query itself gives: in a list of aliases, or by USING."""
    place: int = -1
    """Where a query names the relation, or a WITH query (as libpg_query places it); -1 for what has no name."""
    types: Mapping[str, DataType] = field(default_factory=dict)
    relation: ObjectRef | None = None

    def has(self, name: str) -> bool:
        """Whether it has a column of that name, as far as is known."""
        return self.names is not None and name in self.names

    def column(self, name: str) -> ObjectRef | None:
        """The column of a relation that a name means."""
        return (self.names or {}).get(name)

    def used(self, name: str) -> set[ObjectRef]:
        """The same; empty where there is none."""
        found = self.column(name)
        return {found} if found is not None else set()


class Merged(NamedTuple):
    """A column that a join has by one name: the source whose column it is as such, if any, and its type."""

    alias: str | None
    type: DataType | None


class Entry(NamedTuple):
    """A column of a join that has an alias: its name, and which of the columns of a source in the join it is, None where it is
    several's.
    """

    name: str
    source: tuple[Rows, int] | None = None
    column: ObjectRef | None = None
    """That of the relation."""
    new: bool = False
    """It is not there yet, so that no list of aliases counts it."""


class Whole(NamedTuple):
    """A join that has an alias, which hides what is in it."""

    rows: Rows
    given: list[str]
    """What the query calls the first of its columns."""
    columns: list[Entry]
    """As they are called by themselves: those that both sides share, then the others of each."""
    end: int
    """The last place in it that the parser tells: of those by one alias the one that ends first has the lowest, or comes first."""

    @property
    def names(self) -> list[str]:
        """As they are called."""
        given = iter(self.given)
        return [entry.name if entry.new else next(given, entry.name) for entry in self.columns]


Offer = tuple[str, str | None]
"""A column as a ``*`` has it: what it is of, empty for one that goes by its name alone, and its name; None for all of a source whose
columns are not known.
"""


class Star(NamedTuple):
    """A ``*`` that stands for columns."""

    place: int
    """Where it begins (as libpg_query places it): at what it is of, if that is said. That of the table for TABLE."""
    columns: list[Offer] | None
    """None where it cannot be told."""
    bare: bool = False
    """Whether the columns' names alone do."""
    is_table: bool = False
    """Whether TABLE says it without a word."""
    of_row: bool = False
    """Whether it stands behind an expression, whose columns they are."""

    @property
    def is_open(self) -> bool:
        """Whether more could be told of it."""
        return self.columns is None or any(name is None for _source, name in self.columns)


class Natural(NamedTuple):
    """A NATURAL join."""

    right: int
    """Where its right side begins (as libpg_query places it), behind NATURAL."""
    names: list[str] | None
    """What it joins by; None where it cannot be told."""


class Side(NamedTuple):
    """What an item in FROM offers, or one side of a join."""

    rows: list[Rows]
    merged: dict[str, Merged]
    columns: list[Entry]
    """All of them, in order, as far as they are known."""
    offers: list[Offer] | None
    """The same as ``*`` has them."""

    def offered(self, name: str) -> Merged:
        """What a name means on this side of a join."""
        found = next((rows for rows in self.rows if rows.has(name)), None)
        if name in self.merged or found is None:
            return self.merged.get(name, Merged(None, None))
        return Merged(found.alias, found.types.get(name))

    @property
    def names(self) -> list[str]:
        """What its columns are called, where all are known."""
        return [entry.name for entry in self.columns if not entry.new]


@dataclass
class Scope:
    """What the FROM of one query level offers, by alias."""

    outer: Scope | None
    sources: dict[str, Rows] = field(default_factory=dict)
    merged: dict[str, Merged] = field(default_factory=dict)
    """Columns that a join has by one name."""
    hidden: bool = False
    """NATURAL, of columns that are not known, stands between the query and its sources."""
    sides: list[Side] = field(default_factory=list)
    """The items, in order."""

    def upwards(self) -> Iterator[Scope]:
        """This level, then those around it."""
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.outer

    def named(self, alias: str) -> list[Rows]:
        """What an alias stands for, seen from this level: one source at most."""
        found = (level.sources[alias] for level in self.upwards() if alias in level.sources)
        return list(itertools.islice(found, 1))


def old_and_new(table: ObjectRef, names: Iterable[str], types: Mapping[str, DataType] | None = None) -> Scope:
    """What a rule has in sight besides: OLD and NEW, as rows of its table. Nothing is known of these without names."""
    return rows_of(table, names, types, ("old", "new"))


def rows_of(
    table: ObjectRef, names: Iterable[str], types: Mapping[str, DataType] | None, aliases: Iterable[str]
) -> Scope:
    """What has rows of a table in sight by these aliases."""
    columns = {name: column_ref(table, name) for name in names}
    return Scope(None, {alias: Rows(alias, columns or None, types=types or {}) for alias in aliases})
