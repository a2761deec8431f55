"""Partitions and heirs: what they take over from their parents, and ATTACH, DETACH, INHERIT."""

from __future__ import annotations

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import (
    Column,
    Constraint,
    Index,
    Table,
    Trigger,
)
from fixer.ddl.any_object.drop import remove
from fixer.ddl.attached import trigger as triggers
from fixer.ddl.base import (
    Ddl,
    Session,
)
from fixer.ddl.constraints import constraint as constraints
from fixer.ddl.constraints import keys_beside, not_null, not_null_effect
from fixer.ddl.constraints.constraint_fit import refuse_merge
from fixer.ddl.names import existing, range_parts, relation
from fixer.ddl.queries.derived_collation import collation_of
from fixer.ddl.reach import below
from fixer.ddl.relations import identity
from fixer.ddl.relations import index as indexes
from fixer.ddl.relations.partition_key import refuse_unique
from fixer.ddl.tables.partition_bound import refuse_bound
from fixer.ddl.texts.lacking import all_known
from fixer.model import ObjectRef
from fixer.sql.parse import Node
from fixer.sql.quote import target, unquoted
from fixer.sql.tokens import Tokens
from fixer.values import replace


def inherited_columns(catalog: Catalog, parents: list[ObjectRef], child: ObjectRef) -> list[Column]:
    """The columns that a child gets from its parents, each once, with the default of the one that has any."""
    found: dict[str, Column] = {}
    for parent in parents:
        table = catalog.find(parent, Table)
        for column in table.columns if table else ():
            got = replace(column, inherited=True, local=False, identity=None, comment=None)
            got = replace(not_null.inherited(catalog, parent, child, got), statistics=None, options=())
            known = found.setdefault(column.name, got)
            if known.default is None and got.default is not None:
                found[column.name] = known = replace(known, default=got.default)
            if got.not_null and not known.not_null:
                found[column.name] = replace(known, not_null=True, not_null_as=got.not_null_as)
    return list(found.values())


def take_over(
    catalog: Catalog, session: Session, parent: ObjectRef, child: ObjectRef, partition: bool
) -> None:
    """Constraints, and for a partition indexes and triggers too, come from the parent. A CHECK holds for a table that is new."""
    table = catalog.find(child, Table)
    if table is None:
        return
    if partition:
        keys_beside.to_partition(catalog, session, table)
    for constraint in catalog.children(parent, Constraint):
        if constraint.type == "c" and not constraint.no_inherit:
            own = catalog.find(constraint.ref._replace(schema=child.schema, table=child.name), Constraint)
            if own is not None and own.type == "c":
                refuse_merge(session, own, constraint)
            constraints.clone(catalog, session, replace(constraint, validated=constraint.enforced), table)
        elif constraint.type != "c" and partition:
            constraints.clone(catalog, session, constraint, table)
    if not partition:
        return
    for index in catalog.children(parent, Index):
        if index.unique:
            refuse_unique(catalog, session, child, [key.column for key in index.keys if key.column])
        if index.constraint is None:
            indexes.clone(catalog, session, index, table, built=True)
    for trigger in catalog.children(parent, Trigger):
        if trigger.level == "ROW":
            triggers.clone(catalog, session, trigger, child)


def sub_attach(d: Ddl, catalog: Catalog, s: Session, table: Table, node: Node, begin: int, end: int) -> None:
    """ATTACH PARTITION."""
    command = node["def"]["PartitionCmd"]
    child = existing(catalog, s, range_parts(command["name"]))
    if not isinstance(child, Table):
        s.problem(f"there is no table to attach to {target(table.ref)}")
        return
    if child.parent is not None:
        s.problem(f"{target(child.ref)} is a partition already")
        return
    if table.partition_key is None:
        s.problem(f"{target(table.ref)} is not partitioned")
        return
    if child.inherits or catalog.heirs(child.ref) or child.of_type is not None:
        s.problem(f"{target(child.ref)} inherits, is inherited or has a type: it becomes no partition")
    if table.ref in below(catalog, child.ref):
        s.problem(f"{target(table.ref)} is {target(child.ref)} or a part of it")
        return
    name = d.tokens.find("partition", begin) + 1
    bound = d.tokens.find("for", name)
    text = d.tokens.between(bound, end) if bound >= 0 else "DEFAULT"
    refuse_bound(catalog, s, table, child.ref, text)
    if identity.numbers_partitions(catalog) and any(column.identity for column in child.columns):
        s.problem(f"{target(child.ref)} has an identity: a partition is numbered with its parent")
    _refuse_columns(catalog, s, table, child)
    for column in child.columns if all_known(catalog, table) else ():
        if table.column(column.name) is None:
            s.problem(f"{target(table.ref)} has no column {column.name}, which {target(child.ref)} has")
    marked = tuple(replace(column, inherited=True, local=False) for column in child.columns)
    catalog.put(replace(child, parent=table.ref, bound=text, columns=marked))
    not_null_effect.joined(catalog, table, child.ref)
    take_over(catalog, s, table.ref, child.ref, partition=True)
    for index in catalog.children(table.ref, Index):
        indexes.settle(catalog, index)


def sub_detach(d: Ddl, catalog: Catalog, s: Session, table: Table, node: Node, begin: int, end: int) -> None:
    """DETACH PARTITION."""
    child = existing(catalog, s, range_parts(node["def"]["PartitionCmd"]["name"]))
    if not isinstance(child, Table) or child.parent != table.ref:
        s.problem(f"there is no such partition to detach from {target(table.ref)}")
        return
    kept = tuple(replace(column, inherited=False, local=False) for column in child.columns)
    catalog.put(replace(child, parent=None, bound=None, columns=kept))
    not_null_effect.left(catalog, child.ref)
    _disown(catalog, child.ref, table.ref)
    for index in catalog.children(child.ref, Index):
        if index.parent is not None:
            catalog.put(replace(index, parent=None))
    for trigger in catalog.children(child.ref, Trigger):
        if trigger.clone_of is not None:
            remove(catalog, trigger.ref)
    if node["def"]["PartitionCmd"].get("concurrent"):
        _keep_bound(catalog, s, table, child)


FIRST_TO_AGREE = 16
"""The version from which on an heir does not compute what its parent does not."""


def _refuse_columns(catalog: Catalog, s: Session, parent: Table, child: Table) -> None:
    """Says what a table lacks, or has in another way, that it would take over (MergeAttributesIntoExisting)."""
    for column in parent.columns if all_known(catalog, child) else ():
        own = child.column(column.name)
        if own is None:
            s.problem(f"{target(child.ref)} has no column {column.name}, which {target(parent.ref)} has")
        elif own.type != column.type:
            s.problem(f"column {column.name} of {target(child.ref)} is of type {own.type}, not {column.type}")
        elif collation_of(catalog, own) != collation_of(catalog, column):
            s.problem(
                f"column {column.name} of {target(child.ref)} has another collation than that of {target(parent.ref)}"
            )
        elif (column.generated is None) != (own.generated is None) and (
            column.generated is not None or catalog.major >= FIRST_TO_AGREE
        ):
            s.problem(
                f"column {column.name} of {target(child.ref)} is generated, or not, where that is another"
            )
        else:
            not_null_effect.refuse_join(s, child, own, column)
    held = {check.ref.name for check in catalog.children(child.ref, Constraint) if check.type == "c"}
    for check in catalog.children(parent.ref, Constraint):
        if check.type == "c" and not check.no_inherit and check.ref.name not in held:
            s.problem(f"{target(child.ref)} has no CHECK {check.ref.name}, which {target(parent.ref)} has")


def _keep_bound(catalog: Catalog, s: Session, table: Table, child: Table) -> None:
    """DETACH CONCURRENTLY leaves the partition's bound behind as a CHECK (documentation, ALTER TABLE; not for HASH)."""
    key, bound = Tokens(table.partition_key or ""), Tokens(child.bound or "")
    if key.words[0] == "hash":
        return
    column = unquoted(key.inside(1))
    plain = len(key) == 4 and table.parent is None and child.bound is not None and bound.words[0] == "for"
    text = _bound_condition(key.inside(1), bound) if plain else None
    if text is None:
        s.unmodelled(f"{target(child.ref)} keeps its bound as a CHECK that is not modelled: drop it by hand")
        return
    name = constraints.default_name(catalog, child.ref, "c", (column,))
    ref = ObjectRef("constraint", child.ref.schema, name, child.ref.name)
    made = Constraint(ref, id=catalog.new_id(), origin=s.origin, table=child.ref, expression=text)
    catalog.put(made)


def _bound_condition(column: str, bound: Tokens) -> str | None:
    """What a partition's bound says of the rows, as get_qual_from_partbound words it; None for one with NULL in it."""
    opening = bound.find("(")
    if bound.words[2] == "in":
        values = bound.inside(opening)
        if "null" in Tokens(values).words:
            return None
        single = len(Tokens(values).commas(0, len(Tokens(values)))) == 1
        test = f"{column} = {values}" if single else f"{column} = ANY (ARRAY[{values}])"
        return f"{column} IS NOT NULL AND {test}"
    closing = bound.closing(opening)
    tests = [f"{column} IS NOT NULL"]
    for operator, first in ((">=", opening), ("<", bound.find("(", closing + 1))):
        value = bound.inside(first)
        if value.lower() not in ("minvalue", "maxvalue"):
            tests.append(f"{column} {operator} {value}")
    return " AND ".join(tests)


def sub_finalize(
    d: Ddl, catalog: Catalog, s: Session, table: Table, node: Node, begin: int, end: int
) -> None:
    """DETACH PARTITION … FINALIZE: the rest of a DETACH CONCURRENTLY that did not come to its end."""
    child = existing(catalog, s, range_parts(node["def"]["PartitionCmd"]["name"]))
    if isinstance(child, Table) and child.parent == table.ref:
        sub_detach(d, catalog, s, table, node, begin, end)


def _disown(catalog: Catalog, child: ObjectRef, parent: ObjectRef) -> None:
    """Constraints that came from a parent become the child's own, but for what it has from another one, too."""
    table = catalog.find(child, Table)
    for constraint in catalog.children(child, Constraint):
        source = constraint.clone_of
        if source is not None and (source.schema, source.table) == (parent.schema, parent.name):
            shared = constraints.inherited_from(catalog, table, source.name) if table is not None else None
            shared = shared if constraint.type == "c" else None
            catalog.put(replace(constraint, clone_of=shared, local=constraint.local and shared is not None))


def sub_inherit(d: Ddl, catalog: Catalog, s: Session, table: Table, node: Node, begin: int, end: int) -> None:
    """INHERIT and NO INHERIT."""
    parent = relation(catalog, s, node["def"]["RangeVar"])
    if table.parent is not None or table.partition_key is not None or table.of_type is not None:
        s.problem(
            f"{target(table.ref)} is a partition, partitioned or of a type: its parents stay as they are"
        )
    elif node["subtype"] == "AT_AddInherit":
        if parent in table.inherits:
            s.problem(f"{target(table.ref)} inherits from {target(parent)} already")
        if parent in below(catalog, table.ref):
            s.problem(f"{target(parent)} is {target(table.ref)} or inherits from it")
            return
        names = {column.name for column in inherited_columns(catalog, [parent], table.ref)}
        above = catalog.find(parent, Table)
        if above is not None and above.partition_key is not None:
            s.problem(f"{target(parent)} is partitioned: nothing inherits from it but its partitions")
        if above is not None:
            _refuse_columns(catalog, s, above, table)
        marked = tuple(
            replace(c, inherited=True, local=c.local or not c.inherited) if c.name in names else c
            for c in table.columns
        )
        catalog.put(replace(table, inherits=(*table.inherits, parent), columns=marked))
        if above is not None:
            not_null_effect.joined(catalog, above, table.ref)
        take_over(catalog, s, parent, table.ref, partition=False)
    elif parent not in table.inherits:
        s.problem(f"{target(table.ref)} does not inherit from {target(parent)}")
    else:
        left = tuple(ref for ref in table.inherits if ref != parent)
        names = {column.name for column in inherited_columns(catalog, list(left), table.ref)}
        marked = tuple(
            c if c.name in names else replace(c, inherited=False, local=False) for c in table.columns
        )
        catalog.put(replace(table, inherits=left, columns=marked))
        not_null_effect.left(catalog, table.ref)
        _disown(catalog, table.ref, parent)
