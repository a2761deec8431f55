"""What does not let a column be as a statement says: its default, its clauses, its type (parse_utilcmd.c, heap.c, tablecmds.c)."""

from __future__ import annotations

from functools import lru_cache

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Column, CompositeType, Constraint, DomainType, EnumType, Table
from fixer.ddl.base import DdlError, Session
from fixer.ddl.constraints import not_null
from fixer.ddl.queries.assignable import bare, casts, compared, reads
from fixer.ddl.queries.expression_type import type_of
from fixer.ddl.queries.type_modifiers import refuse_modifiers
from fixer.ddl.queries.used_columns import SYSTEM_COLUMNS
from fixer.ddl.reach import below
from fixer.ddl.relations import identity
from fixer.ddl.relations.column_storage import default_storage
from fixer.ddl.relations.mutable import refuse_mutable
from fixer.ddl.session import constant_text
from fixer.model import ObjectRef
from fixer.sql import parse
from fixer.sql.parse import Node, SqlSyntaxError
from fixer.sql.quote import identifier, literal, target
from fixer.sql.types import DataType

_VALUES = {
    "CONSTR_DEFAULT": "default",
    "CONSTR_GENERATED": "generation expression",
    "CONSTR_IDENTITY": "identity",
}
_NOT_NULL = frozenset({"CONSTR_NOTNULL", "CONSTR_IDENTITY", "CONSTR_PRIMARY"})
_STORED_APART = ("EXTERNAL", "EXTENDED", "MAIN")


def refuse_clauses(catalog: Catalog, session: Session, column: Column, node: Node, serial: bool) -> None:
    """What a ColumnDef says of its column that cannot be."""
    refuse_kind(session, column)
    if "storage_name" in node or "compression" in node:
        refuse_storage(catalog, session, column, node.get("storage_name"), node.get("compression"))
    if "constraints" not in node:
        return
    name = f"column {identifier(column.name)}"
    clauses = [item["Constraint"] for item in node["constraints"]]
    if serial or len(clauses) > 1:
        kinds = [clause["contype"] for clause in clauses]
        values = [_VALUES[kind] for kind in kinds if kind in _VALUES] + ["default"] * serial
        if len(values) > 1:
            session.problem(f"{name} has both a {values[0]} and a {values[1]}")
        if "CONSTR_NULL" in kinds and (serial or not _NOT_NULL.isdisjoint(kinds)):
            session.problem(f"{name} is said to be NULL and NOT NULL")
    for clause in clauses:
        if clause["contype"] == "CONSTR_DEFAULT":
            if not _fits_anywhere(column.type, column.default or ""):
                refuse_value(catalog, session, name, column.type, clause["raw_expr"])
        elif clause["contype"] == "CONSTR_IDENTITY":
            refuse_numbering(session, column)


_NO_VALUES = frozenset(
    {
        "any", "anyarray", "anycompatible", "anycompatiblearray", "anycompatiblemultirange", "anycompatiblenonarray",
        "anycompatiblerange", "anyelement", "anyenum", "anymultirange", "anynonarray", "anyrange", "cstring", "event_trigger",
        "fdw_handler", "index_am_handler", "internal", "language_handler", "pg_ddl_command", "record", "table_am_handler",
        "trigger", "tsm_handler", "unknown", "void",
    }
)  # fmt: skip
"""Pseudo-types (documentation, 8.21)."""


def refuse_kind(session: Session, column: Column) -> None:
    """Says that nothing is stored of a type, or that there is none of such a length."""
    if column.type.modifiers:
        refuse_modifiers(session, f"column {identifier(column.name)}", column.type)
    if column.type.setof or (column.type.schema == "pg_catalog" and column.type.name in _NO_VALUES):
        session.problem(
            f"column {identifier(column.name)} is of type {column.type}, of which nothing is stored"
        )


def refuse_member(catalog: Catalog, session: Session, owner: ObjectRef, column: Column) -> None:
    """Says that a table or a composite type would have itself in it (CheckAttributeType in heap.c)."""
    if _has_within(catalog, column.type, owner, set()):
        session.problem(f"{target(owner)} would be a part of itself, as {identifier(column.name)}")


def _has_within(catalog: Catalog, kind: DataType, owner: ObjectRef, seen: set[ObjectRef]) -> bool:
    item = catalog.type(kind.schema, kind.name) if kind.schema != "pg_catalog" else None
    if item is None or item.ref in seen:
        return False
    seen.add(item.ref)
    parts = {Table: "columns", CompositeType: "attributes"}.get(type(item), "")
    kinds = [item.base] if isinstance(item, DomainType) else [part.type for part in getattr(item, parts, ())]
    return item.ref == owner or any(_has_within(catalog, one, owner, seen) for one in kinds)


@lru_cache(maxsize=4096)
def _fits_anywhere(kind: DataType, default: str) -> bool:
    """Whether a default is a value of a type, whatever a schema has: tables say the same few ones again and again."""
    if kind.schema != "pg_catalog" or "nextval" in default:
        return False
    nothing, strict = Catalog(), Session(strict=True)
    try:
        node = parse.expression(default)
        if "A_Const" not in node and type_of(nothing, strict, node) is None:
            return False
        refuse_value(nothing, strict, "", kind, node)
    except (SqlSyntaxError, DdlError):
        return False
    return True


def refuse_value(catalog: Catalog, session: Session, what: str, kind: DataType, node: Node) -> None:
    """Says that a default is no value of its type, or no value at all."""
    for inner in parse.nodes([node]):
        if "ColumnRef" in inner or "SubLink" in inner:
            thing = "a column" if "ColumnRef" in inner else "a query"
            session.problem(f"the default of {what} names {thing}")
            return
        if "TypeCast" in inner:
            _refuse_cast(catalog, session, what, inner)
    _refuse_assigned(catalog, session, what, kind, node, type_of(catalog, session, node))


def _refuse_assigned(
    catalog: Catalog, session: Session, what: str, kind: DataType, node: Node, found: DataType | None
) -> None:
    text = constant_text(node)
    if text is not None and not reads(catalog, text, kind):
        session.problem(f"{literal(text)} is no value of {kind}, the type of {what}")
    elif found is not None and not casts(catalog, found, kind):
        session.problem(f"{what} is of type {kind}, which no {found} is assigned to")


def _refuse_cast(catalog: Catalog, session: Session, what: str, node: Node) -> None:
    """The same of a cast that a default is written with."""
    to, argument = type_of(catalog, session, node), node["TypeCast"]["arg"]
    if to is None:
        return
    text = constant_text(argument)
    if text is not None:
        if not reads(catalog, text, to):
            session.problem(f"{literal(text)} is no value of {to} in the default of {what}")
        return
    source = type_of(catalog, session, argument)
    if source is not None and not casts(catalog, source, to, "e"):
        session.problem(f"no {source} is cast to {to} in the default of {what}")


def refuse_generated(catalog: Catalog, session: Session, table: Table, column: Column) -> None:
    """Says that an expression of a table's columns cannot be that of a generated one."""
    if column.generated is None:
        return
    what = f"column {identifier(column.name)}"
    try:
        tree = parse.expression(column.generated)
    except SqlSyntaxError:
        return
    for inner in parse.nodes([tree]):
        fields = inner.get("ColumnRef", {}).get("fields", [{}])
        used = table.column(fields[-1].get("String", {}).get("sval", ""))
        if used is not None and (used.generated is not None or used.name == column.name):
            session.problem(f"{what} is generated from {identifier(used.name)}, which is generated itself")
            return
        if used is None and fields[-1].get("String", {}).get("sval") in SYSTEM_COLUMNS - {"tableoid"}:
            session.problem(f"{what} is generated from a column of the system")
            return
        if "SubLink" in inner:
            session.problem(f"{what} is generated by a query")
            return
    refuse_mutable(catalog, session, what, tree)
    _refuse_assigned(
        catalog, session, what, column.type, tree, type_of(catalog, session, tree, table.columns)
    )


def refuse_numbering(session: Session, column: Column) -> None:
    """Says that a column of another type than an integer is no identity."""
    if not column.type.integer:
        session.problem(f"column {identifier(column.name)} is of type {column.type}, which numbers no rows")


def refuse_storage(
    catalog: Catalog, session: Session, column: Column, storage: str | None, compression: str | None
) -> None:
    """Says that a type is never stored apart or compressed (pg_type.typstorage)."""
    apart = storage is not None and storage.upper() in _STORED_APART
    if not apart and compression in (None, "default"):
        return
    kind = bare(catalog, column.type)
    fixed = not kind.array and isinstance(catalog.type(kind.schema, kind.name), EnumType)
    fixed |= kind.schema == "pg_catalog" and default_storage(kind) == "plain"
    if fixed:
        session.problem(
            f"column {identifier(column.name)} is of type {column.type}, which is stored PLAIN only"
        )


def refuse_change(
    catalog: Catalog, session: Session, table: Table, column: Column, node: Node, only: bool
) -> None:
    """Says what does not let one subcommand of ALTER COLUMN be, or a value of the old type become one of the new."""
    kind, name = node["subtype"], f"column {target(table.ref)}.{identifier(column.name)}"
    if kind == "AT_AddIdentity" or (kind in _OF_IDENTITY and column.identity is not None):
        identity.refuse_of_partitions(catalog, session, table, only)
    if kind == "AT_ColumnDefault":
        for ref in (table.ref,) if only else below(catalog, table.ref):
            if why := without_default(catalog, ref, column.name):
                session.problem(f"column {target(ref)}.{identifier(column.name)} {why}: it has no default")
        if "def" in node and column.generated is None:
            refuse_value(catalog, session, name, column.type, node["def"])
    elif kind == "AT_DropNotNull":
        refuse_nullable(catalog, session, table, column)
    elif kind == "AT_SetIdentity" and column.identity is None:
        session.problem(f"{name} is no identity")
    elif kind == "AT_AddIdentity":
        refuse_numbering(session, column)
        if column.generated is not None:
            session.problem(f"{name} is generated: it is no identity")
    elif kind in ("AT_DropExpression", "AT_SetExpression") and column.generated is None:
        if not node.get("missing_ok"):
            session.problem(f"{name} is not generated")
    elif kind == "AT_DropExpression" and column.virtual:
        session.problem(f"{name} is VIRTUAL: its values are nowhere, so that its expression is not dropped")
    elif kind == "AT_SetExpression" and column.virtual and _holds_checks(catalog, table.ref):
        session.problem(
            f"{name} is VIRTUAL, and {target(table.ref)} has a CHECK: its expression does not change"
        )
    elif kind == "AT_DropExpression" and column.inherited:
        session.problem(f"{name} is inherited: its expression goes with its parent's")
    elif kind == "AT_DropExpression" and only and below(catalog, table.ref) != [table.ref]:
        session.problem(f"{name} is inherited by others: its expression is not dropped with ONLY")
    elif kind == "AT_DropExpression" and any(
        catalog.partitions(ref) or catalog.heirs(ref) for ref in below(catalog, table.ref)[1:]
    ):
        session.problem(f"{name} is inherited through several tables: its expression is not dropped")
    elif kind == "AT_SetStorage":
        refuse_storage(catalog, session, column, node["def"]["String"]["sval"], None)
    elif kind == "AT_SetStatistics" and node.get("def", {}).get("Integer", {}).get("ival", 0) < _NO_TARGET:
        session.problem(f"{name} has a statistics target from 0 on, or -1 for none")
    elif kind == "AT_SetCompression":
        refuse_storage(catalog, session, column, None, node["def"]["String"]["sval"])


def _holds_checks(catalog: Catalog, table: ObjectRef) -> bool:
    """Whether a CHECK may look at a new value of a column, be it at others (ATExecSetExpression)."""
    return any(check.type == "c" for check in catalog.children(table, Constraint))


_NO_TARGET = -1
_OF_IDENTITY = ("AT_SetIdentity", "AT_DropIdentity")


def without_default(catalog: Catalog, ref: ObjectRef, name: str) -> str:
    """What keeps a column from having a default; empty where nothing does."""
    table = catalog.find(ref, Table)
    column = table.column(name) if table is not None else None
    if table is not None and column is not None and identity.is_numbered(catalog, table, column):
        return "is an identity"
    return "is generated" if column is not None and column.generated is not None else ""


def refuse_nullable(catalog: Catalog, session: Session, table: Table, column: Column) -> None:
    """Says what wants a column to be NOT NULL."""
    name = f"column {target(table.ref)}.{identifier(column.name)}"
    if why := not_null.kept_by(catalog, table, column):
        session.problem(f"{name} is {why}: it stays NOT NULL")
    elif not not_null.is_constraint(catalog) and _parent_says(catalog, table, column.name):
        session.problem(f"{name} is NOT NULL in the table that this is a partition of")


def _parent_says(catalog: Catalog, table: Table, name: str) -> bool:
    parent = catalog.find(table.parent, Table) if table.parent is not None else None
    column = parent.column(name) if parent is not None else None
    return column is not None and column.not_null


def refuse_type(
    catalog: Catalog, session: Session, table: Table, column: Column, new: DataType, node: Node
) -> None:
    """Says that the values of a column, or its default, do not become values of another type by themselves."""
    name, definition = f"column {target(table.ref)}.{identifier(column.name)}", node["def"]["ColumnDef"]
    refuse_modifiers(session, name, new)
    if column.inherited:
        session.problem(f"{name} is inherited: its type changes with its parent's")
    if column.identity is not None and not new.integer:
        session.problem(f"{name} is an identity, which no {new} is")
    if "raw_default" not in definition:
        if not casts(catalog, column.type, new):
            session.problem(f"no {column.type} becomes {new} by itself, as {name} would: it needs USING")
    elif column.generated is not None:
        session.problem(f"{name} is generated: its type changes without USING")
    for key in (*catalog.children(table.ref, Constraint), *catalog.referrers(table.ref)):
        for mine, referred in zip(key.columns, key.referenced_columns, strict=False):
            if (key.table, mine) == (table.ref, column.name):
                other = catalog.find(key.references, Table) if key.references is not None else None
                theirs = other.column(referred) if other is not None else None
                fits = theirs is None or compared(catalog, theirs.type, new)
            elif (key.references, referred) == (table.ref, column.name):
                other = catalog.find(key.table, Table)
                theirs = other.column(mine) if other is not None else None
                fits = theirs is None or compared(catalog, new, theirs.type)
            else:
                continue
            if not fits:
                session.problem(f"{target(key.ref)}: {name} is not looked up any more as {new}")
    plain = column.default is not None and column.default.strip().upper() != "NULL"
    if plain and not casts(catalog, column.type, new):
        session.problem(f"the default of {name} does not become {new} by itself: it has to be dropped before")


def refuse_domain_default(catalog: Catalog, session: Session, domain: DomainType, node: Node | None) -> None:
    """Says that a default is no value of a domain's type."""
    if node is not None:
        refuse_value(catalog, session, f"domain {target(domain.ref)}", domain.base, node)
