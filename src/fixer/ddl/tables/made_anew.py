"""What PostgreSQL makes anew when the type of a column changes (ATPostAlterTypeCleanup in tablecmds.c)."""

from __future__ import annotations

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Constraint, Index
from fixer.catalog.rare_objects import Statistics
from fixer.ddl.queries.used_columns import column_ref
from fixer.ddl.reach import below
from fixer.ddl.texts.depends import needs
from fixer.model import ObjectRef
from fixer.values import replace


def make_anew(catalog: Catalog, table: ObjectRef, column: str) -> None:
    """The keys, indexes and statistics on a column, and those of partitions and heirs, are the youngest from then on, keys before
    other indexes. The columns of an index are called as the table's are by then, and have no statistics target.
    """
    for one in below(catalog, table):
        ref = column_ref(one, column)
        known = [*catalog.children(one, Constraint), *catalog.children(one, Index)]
        known.sort(key=lambda item: isinstance(item, Index) and item.constraint is None)
        for item in (*known, *catalog.children(one, Statistics)):
            if ref in needs(item, catalog):
                anew = replace(item, called=(), statistics=()) if isinstance(item, Index) else item
                catalog.remove(item.ref)
                catalog.put(anew)
