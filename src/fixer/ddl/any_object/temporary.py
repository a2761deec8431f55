"""What lasts and needs what goes with the session: temporary relations, and functions and types in pg_temp."""

from __future__ import annotations

import re

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Object, Table
from fixer.catalog.resolve import TEMPORARY
from fixer.ddl.any_object.drop import drop
from fixer.ddl.base import Session, describe
from fixer.ddl.texts.depends import needs
from fixer.model import ObjectRef
from fixer.sql.quote import target, unquoted


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


# ON COMMIT DROP

_MAKERS = frozenset({"CreateStmt", "CreateTableAsStmt", "ViewStmt", "CreateSeqStmt", "SelectStmt", "DoStmt"})
_MADE = re.compile(
    r'\btemp(?:orary)?\s+(?:table\s+|view\s+|sequence\s+)?(?:if\s+not\s+exists\s+)?(?:"?pg_temp"?\s*\.\s*)?("(?:[^"]|"")+"|\w+)',
    re.IGNORECASE,
)


def note_transient(before: Catalog, after: Catalog, session: Session) -> None:
    """Notes the tables that a statement makes and that go with the transaction in which it runs."""
    for _ref, _old, new in after.changes(before):
        if isinstance(new, Table) and new.ends_with_transaction:
            session.transient.setdefault(new.id, max(session.transaction, 0))


def let_go(kind: str, sql: str, catalog: Catalog, session: Session) -> None:
    """Drops the tables that went with their transaction before the statement that comes now, and what needs them.

    Where the file says no BEGIN, they are gone at once, unless its tool runs all of it in one transaction, which is not
    known here. A file that goes on to read such a table works in one transaction alone: so it stays, until the file makes
    another temporary one of that name, which works only where it is gone. Where a lasting relation has the name, too, both work: it
    is taken as gone, which is said.
    """
    for table in [one for one in catalog.objects(Table) if one.id in session.transient]:
        begun = session.transient[table.id]
        if begun:
            gone = session.transaction != begun
        elif kind in _MAKERS and table.ref.name in {unquoted(name) for name in _MADE.findall(sql)}:
            gone = True
        else:
            gone = _hides_another(table, catalog, session)
        if gone and catalog.get(table.ref) is table:
            drop(catalog, Session(session.search_path), table.ref, cascade=True)


def _hides_another(table: Table, catalog: Catalog, session: Session) -> bool:
    """Whether a relation that lasts has the name of a temporary table, which is said."""
    named = (
        catalog.relation(schema, table.ref.name) for schema in session.search_path if schema != TEMPORARY
    )
    other = next((found for found in named if found is not None), None)
    if other is None:
        return False
    session.unmodelled(
        f"whether {target(table.ref)} is gone at once, or with the file, is up to what runs it: from here on its name is taken"
        f" for {target(other.ref)}"
    )
    return True
