"""What of an object can come back: two that are settled alike need no statement to lead from one to the other."""

from __future__ import annotations

from fixer.catalog import acl
from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Constraint, Extension, Index, Object, Table
from fixer.ddl.constraints import not_null, not_null_sql
from fixer.ddl.relations import identity_sequence
from fixer.values import replace


def settled(item: Object | None, catalog: Catalog) -> Object | None:
    """The object without what cannot come back (columns' places; who declared them, and CHECKs; the default of an heir's
    identity; that an index was left invalid by a build that failed, or by partitions that are gone; the version of an
    extension) and what means the same.
    """
    if isinstance(item, Extension):
        return replace(item, version=None)
    if isinstance(item, Constraint) and item.local:
        return replace(item, local=False)
    if isinstance(item, Index) and not item.valid:
        table = catalog.find(item.table, Table)
        if table is None or table.partition_key is None or not catalog.partitions(table.ref):
            return replace(item, valid=True)
    if isinstance(item, Table):
        columns = sorted(
            (
                not_null_sql.settled(
                    replace(c, local=False, default=None if c.identity else c.default),
                    not_null.says_names(catalog),
                )
                for c in identity_sequence.spelled_out(item).columns
            ),
            key=lambda column: column.name,
        )
        item = replace(item, columns=tuple(columns))
    if item is not None and item.grants is not None and acl.is_default(item.ref, item.grants):
        return replace(item, grants=None)
    return item
