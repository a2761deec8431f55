"""What lasts and needs what goes with the session: temporary relations, and functions and types in pg_temp."""

from __future__ import annotations

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Object
from fixer.catalog.resolve import TEMPORARY
from fixer.ddl.base import Session, describe
from fixer.ddl.depends import needs
from fixer.model import ObjectRef
from fixer.sql.quote import target


def say_what_needs_some(before: Catalog, after: Catalog, session: Session) -> None:
    """Says which of the changed objects need something of the session's: at its end PostgreSQL drops them, or the default, check
    or column in question, as with CASCADE (documentation, CREATE TABLE, TEMPORARY; RemoveTempRelations in namespace.c).
    """
    for _ref, old, new in after.changes(before):
        if new is None or new.ref.schema == TEMPORARY:
            continue
        for ref in sorted(_temporary(new, after) - _temporary(old, before), key=str):
            session.unmodelled(
                f"{describe(new)} needs {target(ref)}, which goes with the session: what is left then is not followed"
            )


def _temporary(item: Object | None, catalog: Catalog) -> frozenset[ObjectRef]:
    found = needs(item, catalog) if item is not None else frozenset()
    return frozenset(ref for ref in found if ref.schema == TEMPORARY and ref.kind != "column")
