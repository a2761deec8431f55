"""What there is to say of some columns' NOT NULL, from PostgreSQL 18 on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from fixer.catalog.introspect.reading import Reading, Row, Rows
from fixer.catalog.objects import Column, NotNull, Object, Table
from fixer.sql.naming import object_name
from fixer.values import replace

KIND = "n"
"""Of the rows of constraints that are about it (pg_constraint.contype)."""


def stated(reading: Reading, made: Iterable[Object], rows: Rows) -> Iterator[Table]:
    """Those tables anew that have one which is NOT VALID, NO INHERIT, declared as well as inherited, or called otherwise than by
    default.
    """
    found: dict[int, dict[int, tuple[str, Row]]] = defaultdict(dict)
    for kind, number, _referenced, _action, special, _oids, names, owners, *_rest in rows:
        for name, owner in zip(names, owners, strict=True) if kind == KIND else ():
            found[reading.identity("pg_class", owner)][int(number)] = name, special
    for table in made:
        if isinstance(table, Table) and table.id in found:
            yield _with(table, found[table.id])


def _with(table: Table, found: dict[int, tuple[str, Row]]) -> Table:
    columns = (
        _stated(table, column, *found[column.id]) if column.id in found else column
        for column in table.columns
    )
    return replace(table, columns=tuple(columns))


def _stated(table: Table, column: Column, name: str, special: Row) -> Column:
    """``attnotnull`` is set for one that is NOT VALID, too. Names are read where SQL cannot do without 18's syntax, somebody has
    chosen them, or a child may have its parent's.
    """
    holds, no_inherit, local = special[5], special[6], special[-1]
    taken_for_default = name.endswith("_not_null") and holds and not no_inherit and not local
    unsaid = taken_for_default or name == object_name(table.ref.name, column.name, "not_null")
    return replace(column, not_null=holds, not_null_as=NotNull("" if unsaid else name, no_inherit, local))
