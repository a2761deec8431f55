"""What the subcommands of ALTER TABLE cost: a table of locks and hazards, measured on PostgreSQL.

Where versions differ, the strongest lock is announced: PostgreSQL 18 takes ACCESS EXCLUSIVE on the partitions too for
ADD UNIQUE, where 15 and 16 take SHARE.
"""

from __future__ import annotations

from collections.abc import Iterable

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Constraint, Index, Table, View
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
from fixer.ddl.constraints import not_null
from fixer.ddl.names import existing, range_parts, relation, type_named
from fixer.ddl.queries.conversion import is_wider
from fixer.ddl.reach import below, copies, default_partition
from fixer.ddl.relations.identity_sequence import numbering
from fixer.ddl.tables.alter_rewrite import fills_rows, keeps_rows
from fixer.model import Hazard, Lock, ObjectRef
from fixer.sql.parse import Node, is_only
from fixer.sql.quote import identifier, target

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
"""What goes down to the tables that inherit, too."""
_CONSTRAINTS_TO_HEIRS = frozenset({"CONSTR_CHECK", "CONSTR_NOTNULL", "CONSTR_PRIMARY"})
"""Those that do when they are added: of a primary key, that its columns are NOT NULL."""
_OF_NOT_NULL = frozenset(
    {"AT_DropNotNull", "AT_DropConstraint", "AT_ValidateConstraint", "AT_AlterConstraint"}
)
"""What may be about a NOT NULL that is there."""
_SEQUENCES = {
    **dict.fromkeys(("AT_SetLogged", "AT_SetUnLogged", "AT_ChangeOwner", "AT_DropColumn"), ACCESS_EXCLUSIVE),
    "AT_DropIdentity": ACCESS_EXCLUSIVE,
    "AT_SetIdentity": SHARE_ROW_EXCLUSIVE,
}
"""What reaches the sequences that number the table, or the column that is named."""
_REWRITES = {"AT_SetLogged", "AT_SetUnLogged", "AT_SetTableSpace", "AT_SetAccessMethod"}


def alter_table_cost(
    node: Node, commands: list[tuple[Node, int, int]], before: Catalog, session: Session
) -> Cost:
    """The locks and hazards of one ALTER TABLE with all its subcommands."""
    found = existing(before, session, range_parts(node["relation"]))
    if found is None and node.get("missing_ok"):
        return Cost()
    ref = found.ref if found is not None else relation(before.overlay(), session, node["relation"])
    item = before.get(ref)
    if isinstance(item, Index):
        return _index_cost(item, commands, before, session)
    if isinstance(item, View) and not item.materialized:
        return Cost((lock(ref, ACCESS_EXCLUSIVE),))
    table = item if isinstance(item, Table) else Table(ref)
    taken: dict[Lock, None] = {}
    hazards: list[Hazard] = []
    validates = alone = False
    for command, _begin, _end in commands:
        kind = command["subtype"]
        mode = _MODES.get(kind, ACCESS_EXCLUSIVE)
        if kind == "AT_AddConstraint" and command["def"]["Constraint"]["contype"] == "CONSTR_FOREIGN":
            mode = SHARE_ROW_EXCLUSIVE
        if kind == "AT_DetachPartition" and command["def"]["PartitionCmd"].get("concurrent"):
            mode, alone = SHARE_UPDATE_EXCLUSIVE, True
        taken |= dict.fromkeys(_elsewhere(before, session, table.ref, command))
        changed = _changed(before, node, command, table.ref)
        taken |= dict.fromkeys(locks(changed, mode))
        taken |= dict.fromkeys(_let_go(before, table.ref, command))
        hazards += _hazards(table, command, before)
        validates = validates or kind == "AT_ValidateConstraint"
    return Cost(tuple(taken), tuple(hazards), transactional=not alone, validates=validates)


def _changed(before: Catalog, node: Node, command: Node, table: ObjectRef) -> list[ObjectRef]:
    """The table, and those below it that a subcommand changes as well."""
    kind = command["subtype"]
    not_nulls = _of_not_null(before, node, command, table)
    if not_nulls:
        return not_nulls
    if kind in _SELF or _only_counts(command):
        return [table]
    if is_only(node["relation"]):
        return [table, *(_keeping(before, command, table) if kind == "AT_DropConstraint" else ())]
    changed = with_partitions(before, table)
    constraint = command["def"]["Constraint"] if kind == "AT_AddConstraint" else {}
    # NO INHERIT or not: PostgreSQL 18 locks those below for it all the same (15 and 16 do not)
    if kind in _TO_HEIRS or constraint.get("contype") in _CONSTRAINTS_TO_HEIRS:
        changed += [ref for heir in before.heirs(table) for ref in _changed(before, node, command, heir.ref)]
    return changed


def _keeping(before: Catalog, command: Node, table: ObjectRef) -> list[ObjectRef]:
    """The heirs and partitions that keep a CHECK, as their own, which their parent loses."""
    dropped = ObjectRef("constraint", table.schema, command.get("name", ""), table.name)
    return [check.table for check in copies(before, dropped, table)]


def _of_not_null(before: Catalog, node: Node, command: Node, table: ObjectRef) -> list[ObjectRef]:
    """What a subcommand about a NOT NULL that is there reaches, from PostgreSQL 18 on; nothing where it is about none."""
    kind, owner = command["subtype"], before.find(table, Table)
    change = command.get("def", {}).get("ATAlterConstraint", {})
    if owner is None or not not_null.is_constraint(before):
        return []
    name = change.get("conname") or command.get("name", "")
    column = owner.column(name) if kind == "AT_DropNotNull" else not_null.named(owner, name)
    if column is None or not column.required or kind not in _OF_NOT_NULL:
        return []
    alone = not_null.said(column).no_inherit
    children = [child.ref for child in before.partitions(table) + before.heirs(table)]
    if kind == "AT_AlterConstraint":
        if alone == bool(change.get("noinherit")):
            return [table]
        return below(before, table) if alone else [table, *children]
    if alone or (kind == "AT_ValidateConstraint" and column.not_null):
        return [table]
    return [table, *children] if is_only(node["relation"]) else below(before, table)


def _only_counts(command: Node) -> bool:
    """Whether an identity column changes how it counts, not when: its sequence is its table's alone."""
    if command["subtype"] != "AT_SetIdentity":
        return False
    return all(item["DefElem"]["defname"] != "generated" for item in command["def"]["List"]["items"])


def _elsewhere(before: Catalog, session: Session, table: ObjectRef, command: Node) -> list[Lock]:
    """The locks on other tables than the one that is altered and those below it."""
    kind, said = command["subtype"], command.get("def", {})
    if kind == "AT_AddConstraint" and said["Constraint"]["contype"] == "CONSTR_FOREIGN":
        far = relation(before.overlay(), session, said["Constraint"]["pktable"])
        return list(locks(with_partitions(before, far), SHARE_ROW_EXCLUSIVE))
    if kind == "AT_AddColumn":
        clauses = [clause["Constraint"] for clause in said["ColumnDef"].get("constraints", [])]
        keys = [clause["pktable"] for clause in clauses if clause["contype"] == "CONSTR_FOREIGN"]
        ends = [relation(before.overlay(), session, key) for key in keys]
        return list(locks(_with_partitions_of(before, ends, table), SHARE_ROW_EXCLUSIVE))
    if kind in ("AT_AttachPartition", "AT_DetachPartition"):
        return _partition(before, session, table, command)
    if kind == "AT_AddInherit":
        return [lock(relation(before.overlay(), session, said["RangeVar"]), SHARE_UPDATE_EXCLUSIVE)]
    owner = before.find(table, Table)
    if kind in _SEQUENCES and owner is not None:
        return list(locks(numbering(before, owner, command.get("name")), _SEQUENCES[kind]))
    if kind == "AT_AlterColumnType":
        column = owner.column(command["name"]) if owner is not None else None
        own = numbering(before, owner, column.name) if owner and column and column.identity else []
        tied = locks(_tied(before, table, command["name"]), ACCESS_EXCLUSIVE)
        return [*tied, *locks(own, SHARE_ROW_EXCLUSIVE)]
    if kind == "AT_ValidateConstraint":
        name = ObjectRef("constraint", table.schema, command["name"], table.name)
        constraint = before.find(name, Constraint)
        if constraint is not None and constraint.references is not None:
            return [lock(constraint.references, "RowShareLock")]
    return []


def _with_partitions_of(before: Catalog, ends: Iterable[ObjectRef], table: ObjectRef) -> list[ObjectRef]:
    """The tables that foreign keys of a table refer to, other than itself, and their partitions."""
    return [ref for end in ends if end != table for ref in with_partitions(before, end)]


def _let_go(before: Catalog, table: ObjectRef, command: Node) -> tuple[Lock, ...]:
    """The locks on what the foreign keys refer to that go with a column or a constraint, also those that the same statement
    makes again."""
    kind, name = command["subtype"], command.get("name")
    if kind not in ("AT_DropConstraint", "AT_DropColumn"):
        return ()
    own = [key for key in before.children(table, Constraint) if key.references is not None]
    gone = [
        key for key in own if (name == key.ref.name if kind == "AT_DropConstraint" else name in key.columns)
    ]
    ends = [key.references for key in gone if key.references is not None]
    return locks(_with_partitions_of(before, ends, table), ACCESS_EXCLUSIVE)


def _tied(before: Catalog, table: ObjectRef, column: str) -> list[ObjectRef]:
    """The other ends of the foreign keys on a column: these are made anew with its type."""
    own = [key for key in before.children(table, Constraint) if key.type == "f" and column in key.columns]
    found = [key.references for key in own if key.references is not None]
    found += [
        key.table
        for key in before.referrers(table)
        if not key.referenced_columns or column in key.referenced_columns
    ]
    return [ref for ref in dict.fromkeys(found) if ref != table]


def _partition(before: Catalog, session: Session, table: ObjectRef, command: Node) -> list[Lock]:
    """The partition itself, the default one beside it, and the tables whose foreign keys refer to it through its parents.

    ATTACH looks through the default partition's own partitions for rows that would be the new one's; DETACH does not.
    """
    child = relation(before.overlay(), session, command["def"]["PartitionCmd"]["name"])
    if command["subtype"] == "AT_AttachPartition":
        keys = locks(referring(before, table), SHARE_ROW_EXCLUSIVE)
        beside = [ref for other in default_partition(before, table) for ref in with_partitions(before, other)]
        return [*locks([child, *beside], ACCESS_EXCLUSIVE), *keys]
    own = [*with_partitions(before, child), *default_partition(before, table)]
    return list(locks([*own, *referring(before, table)], ACCESS_EXCLUSIVE))


def referring(before: Catalog, table: ObjectRef) -> list[ObjectRef]:
    """The tables with foreign keys to a partitioned table or to one above it."""
    found = [key.table for key in before.referrers(table)]
    owner = before.find(table, Table)
    return found + (referring(before, owner.parent) if owner is not None and owner.parent else [])


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


def _hazards(table: Table, command: Node, before: Catalog) -> list[Hazard]:
    kind, name = command["subtype"], target(table.ref)
    if kind == "AT_DropColumn":
        column = f"{name}.{command['name']}"
        return [
            Hazard("data-loss", f"the values of {column} are gone: a way back brings the column empty", name)
        ]
    if kind in _REWRITES and table.ref.kind != "sequence":
        return [Hazard("rewrite", f"writes all of {name} anew", name)]
    if kind == "AT_AlterColumnType":
        if keeps_rows(table, command):
            return []
        text = f"may write all of {name} anew: the type of {command['name']} changes"
        held = table.column(command["name"])
        wanted = command["def"]["ColumnDef"]
        if held is not None and "raw_default" not in wanted:
            new = type_named(before, Session(), wanted["typeName"])
            if is_wider(held.type, new):
                return [Hazard("rewrite", text, name)]
        lossy = f"what the new type of {name}.{command['name']} cannot hold exactly does not come back"
        return [Hazard("rewrite", text, name), Hazard("irreversible", lossy)]
    if kind == "AT_SetNotNull":
        if proved_present(table, command["name"], before):
            return []
        return [
            Hazard("scan", f"reads all of {name} under the lock unless a validated CHECK proves it", name)
        ]
    if kind == "AT_ValidateConstraint":
        return [Hazard("scan", f"reads all of {name}; reads and writes go on", name)]
    if kind == "AT_AddConstraint":
        constraint = command["def"]["Constraint"]
        if constraint.get("skip_validation"):
            return []
        if "indexname" not in constraint or _sets_not_null(constraint, table, before):
            return [Hazard("scan", f"reads all of {name} under the lock", name)]
    if kind == "AT_AddColumn" and fills_rows(command["def"]["ColumnDef"], before):
        return [Hazard("rewrite", f"writes all of {name} anew", name)]
    return []


def _sets_not_null(constraint: Node, table: Table, catalog: Catalog) -> bool:
    """Whether a key made from an index makes columns NOT NULL that may be NULL (ALTER TABLE, ADD … USING INDEX)."""
    index = catalog.find(ObjectRef("index", table.ref.schema, constraint["indexname"]), Index)
    if index is None or constraint["contype"] != "CONSTR_PRIMARY":
        return False
    columns = (table.column(key.column) for key in index.keys if key.column is not None)
    return any(
        not column.not_null and not proved_present(table, column.name, catalog)
        for column in columns
        if column is not None
    )


def proved_present(table: Table, column: str, catalog: Catalog) -> bool:
    """Whether a validated CHECK says that the column is NOT NULL: then SET NOT NULL reads no row (ALTER TABLE)."""
    wanted = f"{identifier(column)} is not null".lower()
    return any(
        item.type == "c" and item.validated and (item.expression or "").lower().strip("() ") == wanted
        for item in catalog.children(table.ref, Constraint)
    )
