"""What a schema asks of the rows of its tables, and what it will ask of them once it has changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Column, Constraint, Index, Table
from fixer.model import ObjectRef
from fixer.sql.canonical import columns as columns_of
from fixer.verify import user_ids
from fixer.verify.values import domain_checks


@dataclass(frozen=True)
class Demands:
    """What rows have to keep of a ``catalog``, and of the ``goal``, which is what the schema will be."""

    catalog: Catalog
    goal: Catalog | None = None

    @property
    def _catalogs(self) -> list[Catalog]:
        return [self.catalog, *([self.goal] if self.goal is not None else [])]

    @cached_property
    def user_ids(self) -> frozenset[tuple[ObjectRef, str]]:
        """Table and name of each column that policies compare with the user's id."""
        return user_ids.user_ids(self._catalogs)

    @cached_property
    def left_null(self) -> frozenset[tuple[ObjectRef, str]]:
        """Table and name of each column that policies want to be NULL."""
        return user_ids.left_null(self._catalogs)

    def constraints(self, table: Table) -> tuple[Constraint, ...]:
        """Those of a table that speak of what is there, each once."""
        found = [one for catalog in self._catalogs for one in catalog.children(table.ref, Constraint)]
        return tuple(one for one in dict.fromkeys(found) if self._is_about(one, table))

    def _is_about(self, one: Constraint, table: Table) -> bool:
        """Whether a constraint speaks of what is there: one of the ``goal`` may be about columns and tables that are yet to come."""
        far = one.references
        there = far is None or self.catalog.relation(far.schema, far.name) is not None
        return there and (one.type == "x" or all(map(table.column, one.columns)))

    def unique(self, table: Table) -> set[str]:
        """The columns of a table's keys and unique indexes."""
        found = {name for one in self.constraints(table) if one.type in "pu" for name in one.columns}
        for catalog in self._catalogs:
            for index in catalog.children(table.ref, Index):
                for key in index.keys if index.unique else ():
                    found |= {key.column} if key.column is not None else columns_of(key.expression or "true")
        return found

    def computed(self, table: Table) -> frozenset[str]:
        """The columns that indexes and generated columns of a table work something out from."""
        indexes = [index for catalog in self._catalogs for index in catalog.children(table.ref, Index)]
        texts = [key.expression for index in indexes for key in index.keys]
        texts += [column.generated for column in table.columns]
        return frozenset(name for text in texts if text for name in columns_of(text))

    def tied(
        self, table: Table, columns: Sequence[Column], constraints: Iterable[Constraint]
    ) -> list[list[Column]]:
        """Those of a table's ``columns`` that CHECKs among ``constraints``, or of domains, speak of; those of one CHECK together."""
        groups: list[set[str]] = []
        names = {column.name for column in columns}
        for check in constraints:
            if check.type != "c" or not check.expression:
                continue
            used = {name for name in columns_of(check.expression) if table.column(name)} & names
            if used:
                near = [group for group in groups if group & used]
                groups = [group for group in groups if not group & used] + [used.union(*near)]
        alone = {c.name for c in columns if domain_checks(c.type, self.catalog)}
        groups += [{name} for name in sorted(alone) if not any(name in group for group in groups)]
        return [[column for column in columns if column.name in group] for group in groups]


def nullable(table: Table, key: Constraint) -> bool:
    """Whether a foreign key of a table may be left open: each of its columns takes NULL."""
    return all(not column.required for name in key.columns if (column := table.column(name)) is not None)


def fills_itself(column: Column) -> bool:
    """Generated and identity columns, and those that a sequence fills."""
    return bool(column.generated) or draws(column)


def draws(column: Column) -> bool:
    """Whether it is filled from a sequence."""
    return bool(column.identity) or "nextval(" in (column.default or "").lower()


def in_checks(constraints: Iterable[Constraint]) -> frozenset[str]:
    """The columns that CHECKs speak of."""
    texts = [check.expression for check in constraints if check.type == "c" and check.expression]
    return frozenset(name for text in texts for name in columns_of(text))
