"""Statements that the catalog does not follow: what belongs to the server, and what is not modelled, with the reason."""

from __future__ import annotations

from functools import cached_property

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Table
from fixer.ddl.address import name_parts
from fixer.ddl.base import Cost, Ddl, Session, statement
from fixer.ddl.names import existing
from fixer.ddl.relations.identity_sequence import numbering
from fixer.sql import parse
from fixer.sql.quote import target

CLUSTER_WIDE = {
    "AlterSystemStmt": "ALTER SYSTEM changes the server's configuration",
    "CreatedbStmt": "CREATE DATABASE makes another database",
    "DropdbStmt": "DROP DATABASE removes another database",
    "AlterDatabaseStmt": "ALTER DATABASE changes the database, not what is in it",
    "AlterDatabaseSetStmt": "ALTER DATABASE … SET changes the settings of later sessions",
    "AlterDatabaseRefreshCollStmt": "ALTER DATABASE … REFRESH COLLATION VERSION changes the database, not what is in it",
    "CreateTableSpaceStmt": "CREATE TABLESPACE belongs to the server",
    "DropTableSpaceStmt": "DROP TABLESPACE belongs to the server",
    "AlterTableSpaceOptionsStmt": "ALTER TABLESPACE belongs to the server",
}
"""Kind of node -> what it does: no effect on the schema, and none on any way back."""

_EXTENSION_CONTENTS = (
    "ALTER EXTENSION … ADD and DROP decides what an extension brings, which the catalog does not hold: the object "
    "stays as it was here"
)

NOT_MODELLED = {
    "AlterTypeStmt": "ALTER TYPE … SET is about base types, which need functions in C",
    "CreateTransformStmt": "CREATE TRANSFORM needs functions in C that only their extension has",
    "ImportForeignSchemaStmt": "IMPORT FOREIGN SCHEMA makes the foreign tables that the other server has, which only "
    "that server knows",
}
"""Kind of node -> why the catalog does not have what it does."""

_OUTSIDE = frozenset(
    {"CreatedbStmt", "DropdbStmt", "AlterSystemStmt", "CreateTableSpaceStmt", "DropTableSpaceStmt"}
)


class _Beyond(Ddl):
    @cached_property
    def kind(self) -> str:
        """Which statement it is: the class is the same for all."""
        return parse.statement(self.text)[0]

    def cost(self, before: Catalog, session: Session) -> Cost:
        """Some refuse a transaction block (documentation of each)."""
        return Cost(transactional=self.kind not in _OUTSIDE)


@statement(*CLUSTER_WIDE)
class ClusterWide(_Beyond):
    """What belongs to the server or to the database as a whole."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """None; says so."""
        session.notes.append(f"{CLUSTER_WIDE[self.kind]}: no migration's way back takes that back")


@statement(*NOT_MODELLED)
class NotModelled(_Beyond):
    """What may have changed the schema, and is not followed."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """None; says what may have changed."""
        session.unmodelled(f"{NOT_MODELLED[self.kind]}; not modelled")


@statement("AlterExtensionContentsStmt")
class ExtensionContents(Ddl):
    """ALTER EXTENSION … ADD and DROP."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """None; says what stays as it was, the sequences of a table's columns among it: they go with the extension, too, while
        pg_dump has them without the columns (measured).
        """
        item = None
        if self.node["objtype"] == "OBJECT_TABLE":
            item = existing(catalog, session, name_parts(self.node["object"]))
        numbers = numbering(catalog, item) if isinstance(item, Table) else []
        along = f", and so do {', '.join(map(target, numbers))}" if numbers else ""
        session.unmodelled(f"{_EXTENSION_CONTENTS}{along}; not modelled")
