"""ALTER TABLE … CONSTRAINT: what is added, dropped, validated and altered, on the tables below as well."""

from __future__ import annotations

from collections.abc import Callable

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Column, Constraint, Table
from fixer.ddl.any_object.drop import drop as drop_object
from fixer.ddl.base import Ddl, Session
from fixer.ddl.constraints import constraint as constraints
from fixer.ddl.constraints import not_null, not_null_effect
from fixer.ddl.reach import copies
from fixer.ddl.tables.column_fit import refuse_nullable
from fixer.model import ObjectRef
from fixer.sql.parse import Node
from fixer.sql.quote import target
from fixer.values import replace


def sub_add_constraint(
    d: Ddl, catalog: Catalog, s: Session, table: Table, node: Node, begin: int, end: int
) -> None:
    """ADD of a constraint."""
    constraints.add(d, catalog, s, table.ref, node["def"]["Constraint"], [], begin, end)


def _not_null(catalog: Catalog, table: Table, name: str) -> Column | None:
    """The column whose NOT NULL a constraint's name means, from PostgreSQL 18 on."""
    return not_null.named(table, name) if not_null.is_constraint(catalog) else None


def _constraint(catalog: Catalog, s: Session, table: Table, node: Node, name: str) -> Constraint | None:
    found = catalog.find(ObjectRef("constraint", table.ref.schema, name, table.ref.name), Constraint)
    if found is None and not node.get("missing_ok"):
        s.problem(f"there is no constraint {name} on {target(table.ref)}")
    return found


def sub_drop_constraint(
    d: Ddl, catalog: Catalog, s: Session, table: Table, node: Node, begin: int, end: int
) -> None:
    """DROP CONSTRAINT."""
    column = _not_null(catalog, table, node["name"])
    if column is not None:
        refuse_nullable(catalog, s, table, column)
        not_null_effect.drop(catalog, s, table, column.name, not d.only)
        return
    found = _constraint(catalog, s, table, node, node["name"])
    if found is not None and found.clone_of is not None:
        s.problem(f"constraint {target(found.ref)} is inherited: it goes with its parent's")
    if found is not None and found.type == "c" and d.only:
        _leave_to_heirs(catalog, s, found)
    if found is not None:
        drop_object(catalog, s, found.ref, node.get("behavior") == "DROP_CASCADE")


_LEAVES_TO_PARTITIONS = 18
"""The version from which on ONLY leaves a CHECK of a partitioned table to its partitions, and what heirs have from another parent
as it is (measured on 15, 16 and 18).
"""


def _leave_to_heirs(catalog: Catalog, s: Session, check: Constraint) -> None:
    """With ONLY the tables below keep theirs, as their own (dropconstraint_internal)."""
    if catalog.partitions(check.table) and catalog.major < _LEAVES_TO_PARTITIONS:
        s.problem(f"{target(check.ref)} is not dropped with ONLY: the partitions have it, too")
    for child in (*catalog.partitions(check.table), *catalog.heirs(check.table)):
        copy = catalog.find(
            ObjectRef("constraint", child.ref.schema, check.ref.name, child.ref.name), Constraint
        )
        others = tuple(parent for parent in child.inherits if parent != check.table)
        shared = constraints.inherited_from(
            catalog, replace(child, parent=None, inherits=others), check.ref.name
        )
        if copy is not None and copy.clone_of and (not shared or catalog.major < _LEAVES_TO_PARTITIONS):
            catalog.put(replace(copy, local=True))


def sub_validate(
    d: Ddl, catalog: Catalog, s: Session, table: Table, node: Node, begin: int, end: int
) -> None:
    """VALIDATE CONSTRAINT, and its copies."""
    column = _not_null(catalog, table, node["name"])
    if column is not None:
        not_null_effect.validate(catalog, s, table, column.name, not d.only)
        return
    found = _constraint(catalog, s, table, node, node["name"])
    if found is None:
        return
    if found.type not in "cf":
        s.problem(
            f"constraint {target(found.ref)} is no CHECK and no foreign key: there is nothing to validate"
        )
        return
    if not found.enforced:
        s.problem(f"constraint {target(found.ref)} is NOT ENFORCED: there is nothing to validate")
        return
    _with_copies(catalog, found.ref, lambda constraint: replace(constraint, validated=True))


def _with_copies(catalog: Catalog, ref: ObjectRef, changed: Callable[[Constraint], Constraint]) -> None:
    """Changes a constraint, and its copies in the tables below."""
    constraint = catalog.find(ref, Constraint)
    if constraint is None:
        return
    catalog.put(changed(constraint))
    for copy in copies(catalog, ref, constraint.table):
        _with_copies(catalog, copy.ref, changed)


def sub_alter_constraint(
    d: Ddl, catalog: Catalog, s: Session, table: Table, node: Node, begin: int, end: int
) -> None:
    """ALTER CONSTRAINT: of a foreign key, or of who inherits a NOT NULL."""
    change = node["def"].get("ATAlterConstraint") or node["def"]["Constraint"]
    column = _not_null(catalog, table, change["conname"])
    if column is not None and change.get("alterInheritability"):
        if d.only and table.partition_key is not None:
            s.problem(f"{change['conname']} is not altered with ONLY: the partitions have it, too")
        not_null_effect.pass_on(catalog, s, table, column.name, bool(change.get("noinherit")))
        return
    found = _constraint(catalog, s, table, node, change["conname"])
    if found is None:
        return
    if change.get("alterInheritability"):
        s.problem(f"constraint {target(found.ref)} is no NOT NULL, of which alone that is altered")
        return
    if found.type != "f":
        s.problem(f"constraint {target(found.ref)} is no foreign key, which alone is altered")
        return
    if found.clone_of is not None:
        s.problem(f"constraint {target(found.ref)} is inherited: it is altered with its parent's")
        return
    if change.get(
        "alterEnforceability"
    ):  # what is enforced from now on is validated as well (documentation, ALTER TABLE)
        enforced = bool(change.get("is_enforced"))
        _with_copies(catalog, found.ref, lambda key: replace(key, enforced=enforced, validated=enforced))
    if change.get("alterDeferrability"):
        deferrable, deferred = bool(change.get("deferrable")), bool(change.get("initdeferred"))
        _with_copies(catalog, found.ref, lambda key: replace(key, deferrable=deferrable, deferred=deferred))
