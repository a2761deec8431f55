"""What the subcommands of ALTER TABLE cost: a table of locks and hazards, measured on PostgreSQL 15."""

from __future__ import annotations

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Constraint, Index, Table
from fixer.ddl.base import (
    ACCESS_EXCLUSIVE,
    SHARE_ROW_EXCLUSIVE,
    SHARE_UPDATE_EXCLUSIVE,
    Cost,
    Session,
    lock,
    locks,
    with_partitions,
)
from fixer.ddl.names import existing, range_parts, relation
from fixer.model import Hazard, Lock, ObjectRef
from fixer.sql.parse import Node
from fixer.sql.quote import target

# documentation, ALTER TABLE: everything else takes ACCESS EXCLUSIVE
_MODES = {
    "AT_ValidateConstraint": SHARE_UPDATE_EXCLUSIVE,
    "AT_SetStatistics": SHARE_UPDATE_EXCLUSIVE,
    "AT_SetOptions": SHARE_UPDATE_EXCLUSIVE,
    "AT_ResetOptions": SHARE_UPDATE_EXCLUSIVE,
    "AT_SetRelOptions": SHARE_UPDATE_EXCLUSIVE,
    "AT_ResetRelOptions": SHARE_UPDATE_EXCLUSIVE,
    "AT_ClusterOn": SHARE_UPDATE_EXCLUSIVE,
    "AT_DropCluster": SHARE_UPDATE_EXCLUSIVE,
    "AT_AttachPartition": SHARE_UPDATE_EXCLUSIVE,
    "AT_EnableTrig": SHARE_ROW_EXCLUSIVE,
    "AT_EnableAlwaysTrig": SHARE_ROW_EXCLUSIVE,
    "AT_EnableReplicaTrig": SHARE_ROW_EXCLUSIVE,
    "AT_EnableTrigAll": SHARE_ROW_EXCLUSIVE,
    "AT_EnableTrigUser": SHARE_ROW_EXCLUSIVE,
    "AT_DisableTrig": SHARE_ROW_EXCLUSIVE,
    "AT_DisableTrigAll": SHARE_ROW_EXCLUSIVE,
    "AT_DisableTrigUser": SHARE_ROW_EXCLUSIVE,
}
_SELF = frozenset({"AT_AttachPartition", "AT_DetachPartition", "AT_ChangeOwner", "AT_EnableRowSecurity"}) | {
    "AT_DisableRowSecurity",
    "AT_ForceRowSecurity",
    "AT_NoForceRowSecurity",
}
"""What does not go down to the partitions."""
_TO_HEIRS = frozenset({"AT_AddColumn", "AT_DropColumn", "AT_AlterColumnType", "AT_ColumnDefault"}) | {
    "AT_SetNotNull",
    "AT_DropNotNull",
    "AT_DropConstraint",
    "AT_ValidateConstraint",
}
"""What goes down to the tables that inherit, too; and ADD CHECK."""
_REWRITES = {"AT_SetLogged", "AT_SetUnLogged", "AT_SetTableSpace", "AT_SetAccessMethod"}


def alter_table_cost(
    node: Node, commands: list[tuple[Node, int, int]], before: Catalog, session: Session
) -> Cost:
    """The locks and hazards of one ALTER TABLE with all its subcommands."""
    found = existing(before, session, range_parts(node["relation"]))
    ref = found.ref if found is not None else relation(before.overlay(), session, node["relation"])
    item = before.get(ref)
    if isinstance(item, Index):
        return _index_cost(item, commands, before, session)
    table = item if isinstance(item, Table) else Table(ref)
    taken: dict[Lock, None] = {}
    hazards: list[Hazard] = []
    validates = False
    for command, _begin, _end in commands:
        kind = command["subtype"]
        mode = _MODES.get(kind, ACCESS_EXCLUSIVE)
        if kind == "AT_AddConstraint" and command["def"]["Constraint"]["contype"] == "CONSTR_FOREIGN":
            mode = SHARE_ROW_EXCLUSIVE
            other = relation(before.overlay(), session, command["def"]["Constraint"]["pktable"])
            taken[lock(other, mode)] = None
        if kind == "AT_AttachPartition":
            partition = relation(before.overlay(), session, command["def"]["PartitionCmd"]["name"])
            taken[lock(partition, ACCESS_EXCLUSIVE)] = None
        if kind in ("AT_DropConstraint", "AT_ValidateConstraint"):
            taken |= dict.fromkeys(_referenced(before, table.ref, command))
        taken |= dict.fromkeys(locks(_changed(before, node, command, table.ref), mode))
        hazards += _hazards(table, command)
        validates = validates or kind == "AT_ValidateConstraint"
    return Cost(tuple(taken), tuple(hazards), validates=validates)


def _changed(before: Catalog, node: Node, command: Node, table: ObjectRef) -> list[ObjectRef]:
    """The table, and those below it that a subcommand changes as well."""
    kind = command["subtype"]
    if kind in _SELF or not node["relation"].get("inh"):
        return [table]
    changed = with_partitions(before, table)
    check = kind == "AT_AddConstraint" and command["def"]["Constraint"]["contype"] == "CONSTR_CHECK"
    if kind in _TO_HEIRS or check:
        changed += [ref for heir in before.heirs(table) for ref in _changed(before, node, command, heir.ref)]
    return changed


def _referenced(before: Catalog, table: ObjectRef, command: Node) -> list[Lock]:
    """Dropping a foreign key locks the referenced table as hard; validating one reads it under ROW SHARE."""
    name = ObjectRef("constraint", table.schema, command["name"], table.name)
    constraint = before.find(name, Constraint)
    if constraint is None or constraint.references is None:
        return []
    mode = ACCESS_EXCLUSIVE if command["subtype"] == "AT_DropConstraint" else "RowShareLock"
    return [lock(constraint.references, mode)]


def _index_cost(
    index: Index, commands: list[tuple[Node, int, int]], before: Catalog, session: Session
) -> Cost:
    """ALTER INDEX … ATTACH PARTITION: ACCESS EXCLUSIVE on the child index, ACCESS SHARE on both tables, weak on the parent index."""
    if commands[0][0]["subtype"] != "AT_AttachPartition":
        return Cost((lock(index.ref, ACCESS_EXCLUSIVE),))
    child = existing(before, session, range_parts(commands[0][0]["def"]["PartitionCmd"]["name"]))
    taken = [lock(index.ref, SHARE_UPDATE_EXCLUSIVE), lock(index.table, "AccessShareLock")]
    if isinstance(child, Index):
        taken += [lock(child.ref, ACCESS_EXCLUSIVE), lock(child.table, "AccessShareLock")]
    return Cost(tuple(taken))


def _hazards(table: Table, command: Node) -> list[Hazard]:
    kind, name = command["subtype"], target(table.ref)
    if kind == "AT_DropColumn":
        return [Hazard("data-loss", f"the values of {name}.{command['name']} are gone")]
    if kind in _REWRITES:
        return [Hazard("rewrite", f"writes all of {name} anew")]
    if kind == "AT_AlterColumnType":
        return [Hazard("rewrite", f"may write all of {name} anew: the type of {command['name']} changes")]
    if kind == "AT_SetNotNull":
        return [Hazard("scan", f"reads all of {name} under the lock unless a validated CHECK proves it")]
    if kind == "AT_ValidateConstraint":
        return [Hazard("scan", f"reads all of {name}; reads and writes go on")]
    if kind == "AT_AddConstraint":
        constraint = command["def"]["Constraint"]
        if not constraint.get("skip_validation") and "indexname" not in constraint:
            return [Hazard("scan", f"reads all of {name} under the lock")]
    if kind == "AT_AddColumn":
        clauses = [c["Constraint"]["contype"] for c in command["def"]["ColumnDef"].get("constraints", [])]
        if "CONSTR_IDENTITY" in clauses or "CONSTR_GENERATED" in clauses:
            return [Hazard("rewrite", f"writes all of {name} anew")]
    return []
