"""The subcommands of ALTER TABLE that add, drop and change columns."""

from __future__ import annotations

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import (
    Column,
    Constraint,
    Function,
    Index,
    Object,
    Policy,
    Sequence,
    Table,
    Trigger,
    View,
)
from fixer.catalog.rare_objects import Publication, Rule, Statistics
from fixer.ddl.any_object.drop import drop as drop_object
from fixer.ddl.any_object.lost_parts import take_column, unpublished
from fixer.ddl.base import (
    Ddl,
    Session,
)
from fixer.ddl.constraints import constraint as constraints
from fixer.ddl.constraints import not_null, not_null_effect
from fixer.ddl.queries.derived_collation import collation_of
from fixer.ddl.queries.used_columns import column_ref
from fixer.ddl.reach import below
from fixer.ddl.relations import identity
from fixer.ddl.relations.partition_key import refuse_key
from fixer.ddl.relations.row_type import refuse_filled, refuse_rewrite
from fixer.ddl.tables import column as columns
from fixer.ddl.tables import column_fit, left_behind
from fixer.ddl.tables.merged_columns import add_columns
from fixer.ddl.texts.depends import dependents, needs
from fixer.ddl.texts.kept_meaning import in_queries, with_column
from fixer.model import ObjectRef
from fixer.sql.parse import Node
from fixer.sql.quote import target
from fixer.values import replace

_OWN = frozenset({"id", "comment", "inherited", "local"})
"""What a column of a child has for itself, whatever becomes of its parent's."""


def change_column(catalog: Catalog, table: Table, changed: Column, deep: bool, said: str = "") -> None:
    """Puts a changed column into the table, and with ``deep`` what is changed of it into all below it. ``said`` is the field
    that is given a value, be it the one that it has.
    """
    was = table.column(changed.name)
    if was is None:
        return
    fields = {
        name
        for name in Column.__struct_fields__
        if name not in _OWN and getattr(was, name) != getattr(changed, name)
    }
    fields |= {said} if said else set()
    if "type" in fields:
        fields |= {"collation", "compression", "storage"}
    mine = replace(changed, comment=was.comment, inherited=was.inherited)
    catalog.put(replace(table, columns=tuple(mine if c is was else c for c in table.columns)))
    for child in catalog.partitions(table.ref) + catalog.heirs(table.ref) if deep else ():
        theirs = child.column(changed.name)
        if theirs is None:
            continue
        new = {name: getattr(changed, name) for name in fields}
        if said != "default" and theirs.default != was.default:
            new["default"] = columns.kept_default(theirs, changed.type) if "type" in new else theirs.default
        change_column(catalog, child, replace(theirs, **new), deep, said)


def refuse_new_type(catalog: Catalog, session: Session, table: Table, name: str, deep: bool) -> None:
    """Says what does not let the type of a column change (RememberAllDependentForRebuilding in tablecmds.c).

    Keys, indexes, checks and statistics are made anew; the rest has to be dropped before.
    """
    ref = column_ref(table.ref, name)
    refuse_rewrite(catalog, session, table.ref)
    refuse_key(session, table, name)
    for item in dependents(catalog, ref):
        if isinstance(item, View | Rule | Policy | Trigger | Function | Publication):
            session.problem(f"{item.ref.kind} {target(item.ref)} still needs {target(ref)} as it is")
    for other in table.columns:
        if other.generated is not None and ref in needs(Table(table.ref, columns=(other,)), catalog):
            generated = target(column_ref(table.ref, other.name))
            session.problem(f"column {generated} still needs {target(ref)} as it is")
    if deep:
        for child in catalog.partitions(table.ref) + catalog.heirs(table.ref):
            refuse_new_type(catalog, session, child, name, deep)


def sub_add_column(
    d: Ddl, catalog: Catalog, s: Session, table: Table, node: Node, begin: int, end: int
) -> None:
    """ADD COLUMN."""
    definition = node["def"]["ColumnDef"]
    if table.column(definition["colname"]) is not None:
        if not node.get("missing_ok"):
            taken = column_ref(table.ref, definition["colname"])
            s.problem(f"column {definition['colname']} of {target(table.ref)} exists already", taken)
        return
    if table.parent is not None:
        s.problem(f"{target(table.ref)} is a partition: columns are added to its parent")
    made = columns.define(d, catalog, s, definition, begin, end)
    if not not_null.is_constraint(catalog) and any(
        c[0]["contype"] == "CONSTR_PRIMARY" for c in made.constraints
    ):
        made = replace(made, column=replace(made.column, not_null=True))
    not_null_effect.refuse_name(catalog, s, table, made.column.name, not_null.said(made.column))
    add_columns(catalog, table.ref, [made])
    in_queries(catalog, s, table, made.column.name, with_column)
    column_fit.refuse_clauses(catalog, s, made.column, definition, made.serial is not None)
    column_fit.refuse_member(catalog, s, table.ref, made.column)
    added = catalog.find(table.ref, Table)
    if added is not None:
        column_fit.refuse_generated(catalog, s, added, made.column)
    refuse_filled(catalog, s, table, (added and added.column(made.column.name)) or made.column)
    alone = identity.numbers_partitions(catalog) or catalog.guessed
    children = catalog.heirs(table.ref) if alone else catalog.partitions(table.ref) + catalog.heirs(table.ref)
    if made.column.identity is not None and children:
        s.problem(f"{target(table.ref)} has child tables, to which an identity column cannot be added")
    if d.only and len(below(catalog, table.ref)) > 1:
        s.problem(f"{target(table.ref)} has child tables: a column is not added with ONLY")
    own = (added and added.column(made.column.name)) or made.column
    _hand_down(catalog, s, table.ref, replace(own, identity=None, inherited=False))
    for clause in made.constraints:
        constraints.add(d, catalog, s, table.ref, *clause, made.column.name)


def _hand_down(catalog: Catalog, s: Session, table: ObjectRef, column: Column) -> None:
    """Gives a new column to the partitions and heirs, of any depth: those below one that has it already have it from that."""
    for child in catalog.partitions(table) + catalog.heirs(table):
        known = child.column(column.name)
        if known is not None and known.type != column.type:
            s.problem(
                f"column {target(column_ref(child.ref, column.name))} is of type {known.type}, not {column.type}"
            )
        if known is not None:
            _merge(catalog, s, table, child, column)
            continue
        got = not_null.inherited(catalog, table, child.ref, column)
        not_null_effect.refuse_name(catalog, s, child, column.name, not_null.said(got))
        inherited = replace(got, inherited=True, id=catalog.new_id())
        add_columns(catalog, child.ref, [columns.Definition(inherited)])
        in_queries(catalog, s, child, column.name, with_column)
        _hand_down(catalog, s, child.ref, inherited)


def _merge(catalog: Catalog, s: Session, parent: ObjectRef, child: Table, column: Column) -> None:
    """A column that a child has already is its parent's as well, and NOT NULL from then on where that is a constraint of its own
    (ATExecAddColumn).
    """
    own = child.column(column.name)
    if own is not None and collation_of(catalog, own) != collation_of(catalog, column):
        s.problem(f"column {target(column_ref(child.ref, column.name))} has another collation")
    inherited = replace(not_null.free(column), inherited=True)
    add_columns(catalog, child.ref, [columns.Definition(inherited)])
    merged = catalog.find(child.ref, Table)
    if merged is not None and not_null.is_constraint(catalog) and column.required:
        not_null_effect.hand_down(catalog, s, merged, column, parent)


def sub_drop_column(
    d: Ddl, catalog: Catalog, s: Session, table: Table, node: Node, begin: int, end: int
) -> None:
    """DROP COLUMN."""
    name = node["name"]
    if table.column(name) is None:
        if not node.get("missing_ok"):
            s.problem(f"there is no column {name} in {target(table.ref)}")
        return
    column = table.column(name)
    if column is not None and column.inherited:
        s.problem(f"column {name} of {target(table.ref)} is inherited: it goes with its parent's")
    deep = not d.only
    if not deep and catalog.partitions(table.ref):
        s.problem(f"{target(table.ref)} has partitions: a column is not dropped with ONLY")
    drop_column(catalog, s, table, name, node.get("behavior") == "DROP_CASCADE", deep)


def drop_column(
    catalog: Catalog, session: Session, table: Table, name: str, cascade: bool, deep: bool = True
) -> None:
    """Takes a column away, with the constraints, indexes, sequences and grants of its own."""
    refuse_key(session, table, name)
    gone = column_ref(table.ref, name)
    _say_what_is_left(catalog, session, table, name, deep)
    for item in sorted(dependents(catalog, gone), key=_turn):
        if catalog.get(item.ref) is None:
            continue
        if isinstance(item, Sequence):
            losing = frozenset(left_behind.losing(catalog, table, name, deep))
            drop_object(catalog, session, item.ref, cascade, losing)
        elif isinstance(item, Publication) and cascade:
            catalog.put(unpublished(item, gone))
        elif cascade or _of_column(item, table.ref, name):
            drop_object(catalog, session, item.ref, cascade)
        else:
            session.problem(f"{item.ref.kind} {target(item.ref)} still needs {target(gone)}")
    # their parts of an index went with it
    for child in catalog.partitions(table.ref) + catalog.heirs(table.ref):
        _drop_inherited(catalog, session, child, name, table.ref, cascade, deep)
    for other in table.columns:
        if other.generated is not None and gone in needs(Table(table.ref, columns=(other,)), catalog):
            if cascade:
                drop_column(catalog, session, table, other.name, cascade, deep)
            else:
                session.problem(
                    f"column {target(column_ref(table.ref, other.name))} still needs {target(gone)}"
                )
    current = catalog.find(table.ref, Table)
    if current is not None:
        take_column(catalog, session, current, name)


def _say_what_is_left(catalog: Catalog, session: Session, table: Table, name: str, deep: bool) -> None:
    left = [f"constraint {target(check.ref)}" for check in left_behind.checks(catalog, table, name, deep)]
    if not catalog.guessed:
        left += [not_null.spoken(heir, name) for heir in left_behind.not_nulls(catalog, table, name, deep)]
    for one in left:
        gone = target(column_ref(table.ref, name))
        session.unmodelled(f"{one} stays when {gone} goes, inherited from nobody, which is not modelled")


def _turn(item: Object) -> int:
    """A foreign key goes before the key of the same columns that it refers to; a key goes with its index, but an index that was
    made a key's does not go with that.
    """
    if not isinstance(item, Constraint):
        return 2
    return int(item.type != "f")


def _of_column(item: Object, table: ObjectRef, column: str) -> bool:
    """Whether something goes with a column of its table: not a foreign key that only refers to it."""
    if isinstance(item, Constraint) and item.references is not None:
        return item.table == table and column in item.columns
    return isinstance(item, Constraint | Index | Statistics) and item.table == table


def _drop_inherited(
    catalog: Catalog, s: Session, child: Table, name: str, parent: ObjectRef, cascade: bool, deep: bool
) -> None:
    """A child keeps the column where another parent has it, where it declares it itself, or with ONLY."""
    column = child.column(name)
    if column is None or left_behind.from_another(catalog, child, name, parent):
        return
    if deep and not column.local:
        drop_column(catalog, s, child, name, cascade)
        return
    kept = replace(column, inherited=False, local=False)
    catalog.put(replace(child, columns=tuple(kept if c is column else c for c in child.columns)))
