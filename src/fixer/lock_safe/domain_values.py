"""Values that a domain is no longer to have: in each column of it, or of a domain over it (typecmds.c, get_rels_with_domain)."""

from __future__ import annotations

from collections.abc import Iterator

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Column, DomainType, Table, View
from fixer.ddl.base import Session
from fixer.ddl.queries.query_columns import of_view
from fixer.ddl.texts.depends import dependents
from fixer.lock_safe.data import nulls
from fixer.model import Check
from fixer.sql.quote import identifier, shown, target


def refused_by(old: DomainType, new: DomainType, catalog: Catalog) -> list[Check]:
    """Rows that a domain's new constraints refuse; those that come NOT VALID look at none."""
    held = {check.name for check in old.checks if check.validated}
    texts = [check.expression for check in new.checks if check.validated and check.name not in held]
    found = []
    for table, column in _columns(old, catalog):
        found += [_breaking(table, column.name, text, catalog) for text in texts]
        if new.not_null and not old.not_null:
            found.append(nulls(table, column.name, catalog))
    return found


def _columns(domain: DomainType, catalog: Catalog) -> Iterator[tuple[Table | View, Column]]:
    """The columns with rows of their own; those of tables below are read with their parent's."""
    for item in dependents(catalog, domain.ref):
        if isinstance(item, Table) and item.server is None:
            yield from ((item, c) for c in item.columns if _of_domain(c, domain) and not c.inherited)
        elif isinstance(item, DomainType) and not item.base.array:
            yield from _columns(item, catalog)
    for view in catalog.objects(View):
        found = of_view(catalog, Session(), view) if view.materialized else None
        yield from ((view, column) for column in found or () if _of_domain(column, domain))


def _of_domain(column: Column, domain: DomainType) -> bool:
    kind = column.type
    return (kind.schema, kind.name, kind.array) == (domain.ref.schema, domain.ref.name, False)


def _breaking(table: Table | View, column: str, expression: str, catalog: Catalog) -> Check:
    keys = catalog.primary_key(table.ref)
    shows = [f"k{number}" for number in range(len(keys))]
    listed = ", ".join(map(identifier, (column, *keys)))
    names = ", ".join(("value", *shows))
    fields = [f"r.{name} AS {identifier(key)}" for name, key in zip(shows, keys, strict=True)]
    query = (
        f"SELECT {', '.join(fields or ['r.value'])} FROM (SELECT {listed} FROM {target(table.ref)}) AS r ({names}) "  # noqa: S608  quoted
        f"WHERE NOT ({expression})"
    )
    return Check(
        query, f"rows of {shown(table.ref)} whose {identifier(column)} breaks {expression}", len(keys)
    )
