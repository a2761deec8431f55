"""Steps to an object as it is wanted, for those who have no script: the catalog's values say what is to be."""

from __future__ import annotations

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Column, Constraint, Index, Object, Table
from fixer.ddl.any_object import comment
from fixer.ddl.base import DdlError
from fixer.ddl.constraints import constraint_sql
from fixer.ddl.difference import difference
from fixer.ddl.names import object_name
from fixer.ddl.relations import index_sql
from fixer.ddl.run import apply
from fixer.ddl.steps.kinds import kind_of
from fixer.ddl.tables.alter_column import change_column
from fixer.lock_safe.pieces import NotTakenError, pieces, place_in
from fixer.lock_safe.safe_script import SafeScript
from fixer.lock_safe.script import lock_safe
from fixer.lock_safe.step import Step
from fixer.model import ObjectRef, Operation, validation
from fixer.sql import parse
from fixer.sql.quote import identifier, target


def added(constraint: Constraint, catalog: Catalog) -> SafeScript:
    """A constraint that there is not: NOT VALID and validated, or through an index. Raises NotTakenError."""
    return lock_safe(";\n".join(constraint_sql.create(constraint)), catalog)


def with_column(table: Table, column: Column, catalog: Catalog) -> SafeScript:
    """A column that is to be otherwise than it is, in the tables that have it from this one too. Raises NotTakenError."""
    goal = catalog.overlay()
    change_column(goal, table, column, deep=True)
    return lock_safe(";\n".join(step.sql for step in difference(catalog, goal, concurrently=False)), catalog)


def free_constraint(catalog: Catalog, table: ObjectRef, second: str, label: str) -> ObjectRef:
    """PostgreSQL's own name for a constraint, with a number where it, or an index of that name, is there."""
    taken = {item.ref.name for item in catalog.children(table, Constraint)}
    number, name = 0, object_name(table.name, second, label)
    while name in taken or catalog.relation(table.schema, name) is not None:
        number += 1
        name = object_name(table.name, second, f"{label}{number}")
    return ObjectRef("constraint", table.schema, name, table.name)


def checked(catalog: Catalog, table: ObjectRef, column: str, label: str, check: str) -> list[Operation]:
    """A CHECK about a column, under a name that is free: NOT VALID first, and validated."""
    name = free_constraint(catalog, table, column, label).name
    return [
        Operation("add_check", {"table": table, "name": name, "check": check}),
        validation(table, name),
    ]


def removed(index: Index, catalog: Catalog) -> tuple[Operation, ...]:
    """An index that is not to be: it goes CONCURRENTLY where PostgreSQL can, as it cannot for a partitioned table's.

    Its comment goes first, in a statement of its own: some tools take the concurrent build of a way back only alone.
    """
    described = comment.statement_for(index.ref, None, comment.place(index)) if index.comment else None
    first = (Step(described).operation,) if described else ()
    table = catalog.find(index.table, Table)
    if table is None or table.partition_key is None:
        return (*first, Operation("drop_index", {"index": index.ref}))
    return (*first, *(Step(text).operation for text in index_sql.drop(index, catalog, concurrently=False)))


def dropped(item: Object, catalog: Catalog) -> Operation:
    """An object that nothing needs any more; its way back makes it before all else, since columns go back to it."""
    sql, back = (";\n".join(do(item, catalog)) for do in (kind_of(item).drop, kind_of(item).create))
    return Operation("statement", {"sql": sql, "plain": sql, "down": back})


def foreign_keys_in(sql: str, catalog: Catalog) -> list[Constraint]:
    """The foreign keys that ALTER TABLE … ADD says, each as if its table had none yet. Raises NotTakenError."""
    found: list[Constraint] = []
    for text, start in pieces(sql):
        bare = catalog.overlay()
        kind, node = parse.statement(text)
        if kind != "AlterTableStmt":
            continue
        named = node["relation"]
        table = catalog.table(named.get("schemaname", "public"), named["relname"])
        for item in catalog.children(table.ref, Constraint) if table is not None else ():
            if item.type == "f":
                bare.remove(item.ref)
        after = bare.overlay()
        try:
            apply(after, text)
        except DdlError as error:
            raise NotTakenError("unresolved", str(error), *place_in(sql, start)) from None
        made = (now for _ref, was, now in after.changes(bare) if was is None and isinstance(now, Constraint))
        found += [item for item in made if item.type == "f" and item.clone_of is None]
    return found


def instead(old: Constraint, new: Constraint, catalog: Catalog) -> SafeScript:
    """A constraint in the place of another one, whose name it takes when it holds. Raises NotTakenError."""
    table = target(old.table)
    name, aside = identifier(old.ref.name), identifier(new.ref.name)
    described = comment.statement_for(old.ref, old.comment, comment.place(old)) if old.comment else ""
    return lock_safe(
        f"{constraint_sql.create(new)[0]};\nALTER TABLE {table} DROP CONSTRAINT {name};\n"
        f"ALTER TABLE {table} RENAME CONSTRAINT {aside} TO {name};\n{described}",
        catalog,
    )
