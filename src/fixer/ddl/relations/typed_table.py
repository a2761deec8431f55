"""Tables OF a composite type: their columns are its attributes, and change with them alone (ALTER TYPE … CASCADE)."""

from __future__ import annotations

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import CompositeType, External, Table
from fixer.ddl.base import Session
from fixer.model import ObjectRef
from fixer.sql.parse import Node
from fixer.sql.quote import target
from fixer.sql.types import DataType

_OF_ITS_TYPE = {
    "AT_AddColumn": "ADD COLUMN",
    "AT_DropColumn": "DROP COLUMN",
    "AT_AlterColumnType": "ALTER COLUMN … TYPE",
}


def typed_tables(catalog: Catalog, kind: ObjectRef) -> list[Table]:
    """The tables OF a type."""
    return [
        table
        for table in catalog.objects(Table)
        if table.of_type is not None
        and (table.of_type.schema, table.of_type.name) == (kind.schema, kind.name)
    ]


def follows(session: Session, kind: CompositeType, tables: list[Table], node: Node) -> bool:
    """Whether a change of an attribute may go on; a problem where tables OF the type do not let it without CASCADE
    (find_typed_table_dependencies in tablecmds.c).
    """
    if not tables or node.get("behavior") == "DROP_CASCADE":
        return True
    named = ", ".join(target(table.ref) for table in tables)
    session.problem(f"{target(kind.ref)} only changes with CASCADE, as {named} gets its columns from it")
    return False


def refuse_own_columns(session: Session, table: Table, kind: str) -> bool:
    """Says that a typed table has no columns of its own to add, drop or give a type to, and whether it said so."""
    word = _OF_ITS_TYPE.get(kind) if table.of_type is not None else None
    if word is not None:
        session.problem(f"{target(table.ref)} gets its columns from {table.of_type}: {word} is for that type")
    return word is not None


def refuse_no_composite(catalog: Catalog, session: Session, kind: DataType) -> CompositeType | None:
    """Says that a type is none that a table can be OF; gives it where it is known to be one."""
    known = catalog.type(kind.schema, kind.name)
    if known is None and kind.schema != "pg_catalog":
        session.problem(f"there is no composite type {kind}")
    if known is not None and not isinstance(known, CompositeType | External):
        session.problem(f"{target(known.ref)} is no composite type")
    return known if isinstance(known, CompositeType) else None


def refuse_type_of_others(catalog: Catalog, session: Session, table: Table, kind: DataType) -> None:
    """Says that a table cannot become one OF a type that has other columns (ATExecAddOf)."""
    known = refuse_no_composite(catalog, session, kind)
    if known is None:
        return
    wanted, own = ([(part.name, part.type) for part in parts] for parts in (known.attributes, table.columns))
    if wanted != own or table.inherits or table.parent is not None:
        session.problem(f"{target(table.ref)} has not the columns of {target(known.ref)}")
