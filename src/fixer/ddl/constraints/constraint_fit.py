"""What does not let a constraint be: its columns, what it says of them, what a foreign key refers to (tablecmds.c, indexcmds.c)."""

from __future__ import annotations

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Constraint, Index, Table, View
from fixer.ddl.base import Ddl, Session
from fixer.ddl.constraints import not_null
from fixer.ddl.queries.assignable import compared, ordered
from fixer.ddl.queries.expression_type import type_of
from fixer.ddl.queries.used_columns import named_in
from fixer.ddl.reach import below
from fixer.ddl.relations.partition_key import refuse_unique
from fixer.model import ObjectRef
from fixer.sql.canonical import canonical
from fixer.sql.parse import Node, SqlSyntaxError, nodes
from fixer.sql.parse import expression as expression_of
from fixer.sql.quote import identifier, target
from fixer.sql.types import DataType

_EXCLUSION_OF_PARTITIONED, _UNVALIDATED_OF_PARTITIONED = 17, 18
"""The versions from which on a partitioned table has exclusion constraints, and foreign keys that are NOT VALID."""


def refuse(catalog: Catalog, session: Session, ddl: Ddl, table: Table, made: Constraint, node: Node) -> None:
    """Says what does not let a table have a constraint as a statement's node says it."""
    _refuse_columns(catalog, session, table, made)
    if made.type == "f":
        _refuse_reference(catalog, session, ddl, table, made)
    elif made.type == "c":
        _refuse_check(catalog, session, ddl, table, made)
    else:
        _refuse_key(catalog, session, table, made, node, ddl.only)


def _refuse_columns(catalog: Catalog, session: Session, table: Table, made: Constraint) -> None:
    """Says that a constraint names columns twice, or such as its table has not."""
    if made.type not in "puf":
        return
    named = [*made.columns, *made.include, *(name for name in made.set_columns if name not in made.columns)]
    if made.set_columns and len(named) > len(made.columns):
        session.problem(f"{target(made.ref)} sets columns that are no part of it")
    for name in dict.fromkeys(made.columns) if made.type in "pu" else ():
        if made.columns.count(name) > 1:
            session.problem(f"column {identifier(name)} is in {target(made.ref)} twice")
    if session.strict and table.columns:
        for name in named:
            if table.column(name) is None:
                session.problem(f"there is no column {identifier(name)} in {target(table.ref)}")


def _refuse_key(
    catalog: Catalog, session: Session, table: Table, made: Constraint, node: Node, only: bool
) -> None:
    """Says that a table cannot have a key, or none over these columns."""
    if table.server is not None:
        session.problem(f"{target(table.ref)} is a foreign table, which has no keys")
    for name in made.columns if made.type in "pu" else ():
        column = table.column(name)
        if column is not None and not ordered(catalog, column.type):
            session.problem(
                f"column {target(table.ref)}.{identifier(name)} is of type {column.type}, which no key orders"
            )
    if made.type != "x":
        refuse_unique(catalog, session, table.ref, made.columns, only)
    elif table.partition_key is not None and catalog.major < _EXCLUSION_OF_PARTITIONED:
        session.problem(
            f"{target(table.ref)} is partitioned: it has exclusion constraints from PostgreSQL 17 on"
        )
    elif table.partition_key is not None:
        elements = [item["List"]["items"] for item in node.get("exclusions", [])]
        equal = [
            e["IndexElem"].get("name")
            for e, names in elements
            if names["List"]["items"][-1]["String"]["sval"] == "="
        ]
        refuse_unique(catalog, session, table.ref, [name for name in equal if name], only)


_QUERIES = ("select", "values", "table")
"""A word that every query has."""


def _refuse_check(catalog: Catalog, session: Session, ddl: Ddl, table: Table, made: Constraint) -> None:
    """Says that a CHECK cannot be: of another type, with a query, for a part of those that inherit it."""
    try:
        tree = expression_of(made.expression or "")
    except SqlSyntaxError:
        return
    found = type_of(catalog, session, tree, table.columns)
    if found is not None and found != DataType("pg_catalog", "bool"):
        session.problem(f"the CHECK {target(made.ref)} is of type {found}, not boolean")
    for name in (
        sorted(named_in(made.expression or "", table.ref.name)) if session.strict and table.columns else ()
    ):
        if table.column(name) is None:
            session.problem(f"there is no column {identifier(name)} in {target(table.ref)}")
    said = (made.expression or "").lower()
    if any(word in said for word in _QUERIES) and any("SubLink" in node for node in nodes([tree])):
        session.problem(f"the CHECK {target(made.ref)} has a query in it")
    if made.no_inherit and table.partition_key is not None:
        session.problem(f"{target(table.ref)} is partitioned: its CHECKs are inherited")
    if ddl.only and not made.no_inherit and (catalog.partitions(table.ref) or catalog.heirs(table.ref)):
        session.problem(f"{target(made.ref)} is inherited: it is not added with ONLY")


def _refuse_reference(catalog: Catalog, session: Session, ddl: Ddl, table: Table, key: Constraint) -> None:
    """Says that a foreign key cannot refer to what it names, or not from its columns (ATAddForeignKeyConstraint)."""
    if key.references is None:
        return
    other = catalog.get(key.references)
    if isinstance(other, View):
        session.problem(f"{target(other.ref)} is a {other.ref.kind}, to which no foreign key refers")
        return
    if table.server is not None:
        session.problem(f"{target(table.ref)} is a foreign table, which has no foreign keys")
    if not isinstance(other, Table):
        return
    if (table.persistence, other.persistence) in (("p", "u"), ("p", "t"), ("u", "t"), ("t", "p"), ("t", "u")):
        session.problem(
            f"{target(key.ref)} refers from a table that is kept to {target(other.ref)}, which is not"
        )
    if table.partition_key is not None and (
        ddl.only or (not key.validated and catalog.major < _UNVALIDATED_OF_PARTITIONED)
    ):
        session.problem(
            f"{target(table.ref)} is partitioned: a foreign key of it is neither ONLY nor NOT VALID"
        )
    if key.referenced_columns and len(key.columns) != len(key.referenced_columns):
        session.problem(f"{target(key.ref)} has {len(key.columns)} columns for {len(key.referenced_columns)}")
        return
    for name, referred in zip(key.columns, key.referenced_columns, strict=False):
        mine, theirs = table.column(name), other.column(referred)
        if mine is not None and theirs is not None and not compared(catalog, theirs.type, mine.type):
            session.problem(
                f"{target(key.ref)}: no {mine.type} is looked up among values of type {theirs.type}"
            )
    if (
        other.ref != table.ref or len(ddl.node.get("cmds", ())) <= 1
    ):  # else the key may come in the same statement
        _refuse_without_key(catalog, session, key)


def _refuse_without_key(catalog: Catalog, session: Session, key: Constraint) -> None:
    """Says that a foreign key refers to columns that no key of the table holds (transformFkeyCheckAttrs)."""
    table = catalog.find(key.references, Table) if key.references is not None else None
    if table is None:
        return
    missing = [name for name in key.referenced_columns if table.columns and table.column(name) is None]
    for name in missing:
        session.problem(f"there is no column {identifier(name)} in {target(table.ref)}")
    if missing:
        return
    wanted = sorted(key.referenced_columns)
    for index in catalog.children(table.ref, Index):
        owned = catalog.find(index.constraint, Constraint) if index.constraint is not None else None
        whole = index.predicate is None and (owned is None or not owned.deferrable)
        if index.unique and whole and sorted(entry.column or "" for entry in index.keys) == wanted:
            return
    listed = ", ".join(map(identifier, key.referenced_columns))
    wanted_key = f"({listed}), which no key of it holds" if listed else "without a primary key"
    session.problem(f"the foreign key {target(key.ref)} refers to {target(table.ref)} {wanted_key}")


def refuse_name(catalog: Catalog, session: Session, made: Constraint, renamed: bool = False) -> None:
    """Says that a NOT NULL has the name, or in a table below that gets a CHECK something else, or one that is no part of it."""
    deep, name = made.type == "c" and not made.no_inherit, made.ref.name
    for ref in below(catalog, made.table) if deep else (made.table,):
        there = catalog.find(ObjectRef("constraint", ref.schema, name, ref.name), Constraint)
        if ref != made.table and there is not None:
            if renamed or there.type != "c":
                session.problem(f"constraint {identifier(name)} exists already on {target(ref)}", there.ref)
            else:
                refuse_merge(session, there, made)
        if not_null.has_name(catalog, ref, name):
            session.problem(f"constraint {identifier(name)} exists already on {target(ref)}: a NOT NULL")


def refuse_merge(session: Session, own: Constraint, inherited: Constraint) -> None:
    """Says that a child's CHECK is not what it gets from a parent under that name (MergeWithExistingConstraint,
    MergeConstraintsIntoExisting).
    """
    if canonical(own.expression or "") != canonical(inherited.expression or ""):
        problem = f"says something else than {target(inherited.ref)}"
    elif own.no_inherit:
        problem = f"is NO INHERIT, which {target(inherited.ref)} is not"
    elif inherited.enforced and not own.enforced:
        problem = f"is NOT ENFORCED, which {target(inherited.ref)} is not"
    elif inherited.validated and own.enforced and not own.validated:
        problem = f"is NOT VALID, which {target(inherited.ref)} is not"
    else:
        return
    session.problem(f"constraint {target(own.ref)} {problem}")
