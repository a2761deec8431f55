"""RENAME of every kind of object: the object keeps its identity, and all that refers to it follows."""

from __future__ import annotations

from fixer.catalog import acl
from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import (
    Column,
    CompositeType,
    Constraint,
    DomainType,
    Function,
    Index,
    Object,
    RangeType,
    Schema,
    Table,
    Trigger,
    View,
)
from fixer.catalog.rare_objects import Operator, OperatorClass, TextSearchConfiguration, TextSearchDictionary
from fixer.ddl.address import ON_TABLE, RELATIONS, TYPES, WITHOUT_SCHEMA, name_parts, refuse_other
from fixer.ddl.base import (
    ACCESS_EXCLUSIVE,
    SHARE_UPDATE_EXCLUSIVE,
    Cost,
    Ddl,
    Session,
    lock,
    locks,
    statement,
)
from fixer.ddl.constraints import not_null, not_null_effect
from fixer.ddl.constraints.constraint_fit import refuse_name
from fixer.ddl.names import cut, existing, range_parts
from fixer.ddl.owner import named_otherwise
from fixer.ddl.queries.output_names import view_columns
from fixer.ddl.queries.used_columns import column_ref
from fixer.ddl.reach import below, with_other_parents
from fixer.ddl.relations import identity_sequence
from fixer.ddl.relations.typed_table import follows, typed_tables
from fixer.ddl.renaming import multirange
from fixer.ddl.renaming.move import WITH_ROWS, move, rename_column, rename_view_column
from fixer.ddl.renaming.renamed_object import named_anew, plain_target, refuse_taken
from fixer.ddl.routines.overloads import say_whose_calls_are_open
from fixer.ddl.texts.crossed_names import say_if_crossed
from fixer.ddl.texts.depends import dependents, resting_on
from fixer.ddl.texts.unfollowed import say_if_unfollowed, say_who_takes
from fixer.model import ObjectRef
from fixer.sql.quote import identifier, target
from fixer.values import replace

_FIRST_OF_INHERITED = 15
"""The version from which on the trigger of a partition is renamed with its parent's alone."""
_SEQUENCES = ("OBJECT_SEQUENCE", "OBJECT_TABLE")


_SERVERS = {
    "OBJECT_ROLE": "that role {} is renamed is not followed in owners, privileges and policies",
    "OBJECT_DATABASE": "that database {} is renamed is nothing to the schema",
    "OBJECT_TABLESPACE": "that tablespace {} is renamed is not followed in what is in it",
}
"""What belongs to the server, and what becomes of its rename here."""


@statement("RenameStmt")
class Rename(Ddl):
    """ALTER … RENAME."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Renames the object, column, constraint, attribute or label."""
        node, kind = self.node, self.node["renameType"]
        new = cut(node["newname"])
        if kind in _SERVERS:
            session.notes.append(
                f"{_SERVERS[kind].format(identifier(node['subname']))}: no way back takes that back"
            )
            return
        ref = self._target(catalog, session)
        if ref is None and self._not_null(catalog, session, new):
            return
        if (
            ref is None
            and kind == "OBJECT_TYPE"
            and multirange.rename(catalog, session, name_parts(node["object"]), new)
        ):
            return
        if ref is None:
            parts = range_parts(node["relation"]) if kind in _SEQUENCES and "relation" in node else None
            of = identity_sequence.column_of(catalog, session, parts) if parts else None
            if of is not None:
                identity_sequence.rename(catalog, *of, new)
            elif not node.get("missing_ok"):
                session.problem(f"there is nothing of that name to rename to {new}")
            return
        item = catalog.get(ref)
        if item is not None and kind in RELATIONS | TYPES and refuse_other(session, kind, item, renamed=True):
            return
        if ref.kind == "column":
            self._column(catalog, session, ref, new)
        elif kind == "OBJECT_ATTRIBUTE":
            self._attribute(catalog, session, ref, new)
        elif kind == "OBJECT_DOMCONSTRAINT":
            self._domain_constraint(catalog, session, ref, new)
        elif kind == "OBJECT_SCHEMA":
            self._schema(catalog, session, ref.name, new)
        else:
            refuse_taken(catalog, session, ref, ref._replace(name=new))
            if isinstance(item, OperatorClass | TextSearchConfiguration | TextSearchDictionary):
                say_if_unfollowed(catalog, session, item)
            key = item.constraint if isinstance(item, Index) else None
            constraint = catalog.find(key, Constraint) if key is not None else item
            if isinstance(constraint, Constraint):
                if constraint is not item:
                    refuse_taken(catalog, session, constraint.ref, constraint.ref._replace(name=new))
                named = replace(constraint, ref=constraint.ref._replace(name=new))
                refuse_name(catalog, session, named, renamed=True)
            if (
                isinstance(item, Trigger)
                and item.clone_of is not None
                and catalog.major >= _FIRST_OF_INHERITED
            ):
                session.problem(f"{target(ref)} is inherited: it is renamed with {target(item.clone_of)}")
            if isinstance(item, Constraint) and item.type == "c":
                if item.clone_of is not None:
                    session.problem(f"{target(ref)} is inherited: it is renamed with its parent's")
                if not item.no_inherit:
                    self._refuse_only(catalog, session, item.table, f"constraint {identifier(ref.name)}")
            if isinstance(item, Function):
                say_whose_calls_are_open(catalog, session, item)
            if ref.kind in WITH_ROWS:
                say_if_crossed(catalog, session, ref, new, dependents(catalog, ref))
            self._object(catalog, ref, ref._replace(name=new))

    def _not_null(self, catalog: Catalog, session: Session, new: str) -> bool:
        """Renames a NOT NULL, where that is what the name means."""
        found = self._of_not_null(catalog, session)
        if found is None:
            return False
        not_null_effect.rename(catalog, session, *found, new, deep=not self.only)
        return True

    def _of_not_null(self, catalog: Catalog, session: Session) -> tuple[Table, Column] | None:
        if self.node["renameType"] != "OBJECT_TABCONSTRAINT" or not not_null.is_constraint(catalog):
            return None
        table = existing(catalog, session, range_parts(self.node["relation"]))
        column = not_null.named(table, self.node["subname"]) if isinstance(table, Table) else None
        return (table, column) if isinstance(table, Table) and column is not None else None

    def _column(self, catalog: Catalog, session: Session, ref: ObjectRef, new: str) -> None:
        table = ObjectRef("table", ref.schema, ref.table or "")
        view = catalog.relation(ref.schema, ref.table or "")
        if isinstance(view, View):
            if new in (view_columns(view) or ()):
                session.problem(f"column {identifier(new)} of {target(view.ref)} exists already")
            elif not rename_view_column(catalog, view, ref.name, new):
                session.unmodelled(
                    f"column {identifier(ref.name)} of {target(view.ref)} cannot be told from its query"
                )
            return
        owner = catalog.find(table, Table)
        column = owner.column(ref.name) if owner else None
        for one in below(catalog, table):
            named = catalog.find(one, Table)
            if named is not None and named.column(new) is not None:
                session.problem(f"column {identifier(new)} of {target(one)} exists already")
        if owner is not None and owner.of_type is not None:
            session.problem(f"{target(table)} gets its columns from {owner.of_type}: they are renamed there")
        self._refuse_only(catalog, session, table, f"column {identifier(ref.name)}")
        if column is not None and column.inherited:
            session.problem(f"{target(ref)} is inherited: it is renamed with its parent's")
        for heir in with_other_parents(catalog, table, ref.name):
            session.problem(
                f"{target(heir)} has {identifier(ref.name)} from another parent, too: it is not renamed"
            )
        rename_column(catalog, table, ref.name, new)
        say_who_takes(session, ref.name, resting_on(catalog, table))

    def _refuse_only(self, catalog: Catalog, session: Session, table: ObjectRef, what: str) -> None:
        """Says that what those below a table have from it is not renamed in it alone."""
        if self.only and len(below(catalog, table)) > 1:
            session.problem(f"{what} of {target(table)} is inherited: it is not renamed with ONLY")

    def _target(self, catalog: Catalog, session: Session) -> ObjectRef | None:
        node, kind = self.node, self.node["renameType"]
        relation = node.get("relation")
        found = existing(catalog, session, range_parts(relation)) if relation else None
        if relation is not None and (found is None or found.ref.kind == "external"):
            return None
        if kind == "OBJECT_COLUMN" and found is not None:
            if isinstance(found, View) or (isinstance(found, Table) and found.column(node["subname"])):
                return column_ref(found.ref, node["subname"])
            return None
        if kind in ON_TABLE and found is not None:
            ref = ObjectRef(ON_TABLE[kind], found.ref.schema, node["subname"], found.ref.name)
            return ref if catalog.get(ref) else None
        if found is not None:
            return found.ref
        if kind in WITHOUT_SCHEMA and "subname" in node:
            ref = ObjectRef(WITHOUT_SCHEMA[kind], "", node["subname"])
            return ref if catalog.get(ref) else None
        return plain_target(catalog, session, kind, node.get("object", {}))

    def _object(self, catalog: Catalog, old: ObjectRef, new: ObjectRef) -> None:
        """A constraint and its index share their name: renaming either renames both."""
        item = catalog.get(old)
        if isinstance(item, Function):
            catalog.put(replace(item, source=named_anew(item, new)))
        move(catalog, old, new)
        moved = catalog.find(new, RangeType)
        if isinstance(item, RangeType) and moved is not None:  # its multirange type keeps its name
            catalog.put(multirange.called(moved, multirange.written_name(item)))
        if isinstance(item, Index):
            _follow_index(catalog, item, new.name)
            if item.constraint:
                move(catalog, item.constraint, item.constraint._replace(name=new.name))
        elif isinstance(item, Constraint):
            index = catalog.find(ObjectRef("index", old.schema, old.name), Index)
            if index is not None and item.type in "pux":
                move(catalog, index.ref, index.ref._replace(name=new.name))
                _follow_index(catalog, index, new.name)
        if isinstance(item, Trigger) or (isinstance(item, Constraint) and item.type == "c"):
            for child in catalog.partitions(item.table) + catalog.heirs(item.table):
                copy = old._replace(schema=child.ref.schema, table=child.ref.name)
                found = catalog.get(copy)
                if getattr(found, "clone_of", None) in (old, new):
                    self._object(catalog, copy, copy._replace(name=new.name))

    def _attribute(self, catalog: Catalog, session: Session, ref: ObjectRef, new: str) -> None:
        item, old = catalog.find(ref, CompositeType), self.node["subname"]
        if item is None:
            return
        tables, names = typed_tables(catalog, ref), [attribute.name for attribute in item.attributes]
        if not follows(session, item, tables, self.node):
            return
        if old not in names or new in names:
            there = (
                f"exists already: {identifier(new)}" if old in names else f"is not there: {identifier(old)}"
            )
            session.problem(f"attribute of {target(ref)} {there}")
            return
        renamed = tuple(replace(a, name=new) if a.name == old else a for a in item.attributes)
        catalog.put(replace(item, attributes=renamed))
        for table in tables:
            rename_column(catalog, table.ref, old, new)
        say_who_takes(session, old, catalog.objects(Object))

    def _domain_constraint(self, catalog: Catalog, session: Session, ref: ObjectRef, new: str) -> None:
        item, old = catalog.find(ref, DomainType), self.node["subname"]
        names = [check.name for check in item.checks] if item is not None else []
        if old not in names or new in names:
            there = f"{identifier(new)} exists already" if old in names else f"{identifier(old)} is not there"
            session.problem(f"constraint {there} on {target(ref)}")
        elif item is not None:
            catalog.put(
                replace(item, checks=tuple(replace(c, name=new) if c.name == old else c for c in item.checks))
            )

    def _schema(self, catalog: Catalog, session: Session, old: str, new: str) -> None:
        if catalog.get(ObjectRef("schema", "", new)) is not None:
            session.problem(f"schema {identifier(new)} exists already")
            return
        while inside := [i for i in catalog.objects(Object) if i.ref.schema == old and i.ref.table is None]:
            # with a type that moves, what takes it is called otherwise, and comes in the next round
            for item in inside:
                if catalog.get(item.ref) is not None:
                    say_if_unfollowed(catalog, session, item)
                    move(catalog, item.ref, item.ref._replace(schema=new))
        for pair in list(catalog.objects(Operator)):  # the other one may not have been made yet
            others = (pair.commutator, pair.negator)
            commutator, negator = (o._replace(schema=new) if o and o.schema == old else o for o in others)
            catalog.put(replace(pair, commutator=commutator, negator=negator))
        was, now = ObjectRef("schema", "", old), ObjectRef("schema", "", new)
        move(catalog, was, now)
        if (schema := catalog.find(now, Schema)) is not None:  # that called public has others at first
            grants = acl.compact(now, acl.entries(was, schema.grants))
            catalog.put(
                replace(schema, grants=grants, owner=named_otherwise(catalog, was, now, schema.owner))
            )

    def cost(self, before: Catalog, session: Session) -> Cost:
        """ACCESS EXCLUSIVE on the relation; renaming an index takes SHARE UPDATE EXCLUSIVE (documentation, ALTER INDEX)."""
        if "relation" not in self.node:
            return Cost()
        ref = self._target(before, session)
        if ref is None and self.node["renameType"] in _SEQUENCES:
            ref = identity_sequence.ref_of(before, session, range_parts(self.node["relation"]))
        of_not_null = self._of_not_null(before, session) if ref is None else None
        if of_not_null is not None:
            owner, column = of_not_null
            alone = not_null.said(column).no_inherit
            return Cost(locks([owner.ref] if alone else below(before, owner.ref), ACCESS_EXCLUSIVE))
        if ref is None:
            return Cost()
        mode = SHARE_UPDATE_EXCLUSIVE if ref.kind == "index" else ACCESS_EXCLUSIVE
        if ref.table is None:
            return Cost((lock(ref, mode),))
        table = ObjectRef("table", ref.schema, ref.table)
        return Cost(locks(self._with_children(before, table, ref), mode))

    def _with_children(self, before: Catalog, table: ObjectRef, ref: ObjectRef) -> list[ObjectRef]:
        """The table, and those below it where the rename goes down to them."""
        item = before.get(ref)
        if ref.kind != "column" and not (isinstance(item, Constraint) and item.type == "c"):
            return [table]
        children = before.partitions(table) + before.heirs(table)
        return [
            table,
            *(found for child in children for found in self._with_children(before, child.ref, ref)),
        ]


def _follow_index(catalog: Catalog, index: Index, name: str) -> None:
    """CLUSTER ON and REPLICA IDENTITY go on pointing to an index that is renamed."""
    table = catalog.find(index.table, Table)
    if table is None:
        return
    clustered, identity = table.clustered_on, table.replica_identity
    if index.ref.name == clustered:
        clustered = name
    if f"index:{index.ref.name}" == identity:
        identity = f"index:{name}"
    if (clustered, identity) != (table.clustered_on, table.replica_identity):
        catalog.put(replace(table, clustered_on=clustered, replica_identity=identity))
