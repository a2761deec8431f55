"""DROP of every kind of object, and what goes with it."""

from __future__ import annotations

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import (
    Constraint,
    External,
    Function,
    Index,
    Object,
    Policy,
    Schema,
    Sequence,
    Table,
    Trigger,
    View,
)
from fixer.catalog.rare_objects import (
    DefaultPrivileges,
    Operator,
    OperatorClass,
    Publication,
    Rule,
    Statistics,
    TextSearchConfiguration,
    TextSearchDictionary,
)
from fixer.ddl.address import (
    MODELLED,
    ON_TABLE,
    RELATIONS,
    look_up,
    means,
    name_parts,
    spoken,
    written,
)
from fixer.ddl.any_object.lost_parts import lose_parts, loses_parts, unpublished
from fixer.ddl.base import (
    ACCESS_EXCLUSIVE,
    SHARE_UPDATE_EXCLUSIVE,
    Cost,
    Ddl,
    Session,
    describe,
    locks,
    statement,
    with_partitions,
)
from fixer.ddl.constraints.constraint import inherited_from
from fixer.ddl.names import existing, split
from fixer.ddl.reach import copies, default_partition, upwards
from fixer.ddl.relations.identity_sequence import numbering
from fixer.ddl.routines.other_operators import say_who_uses_others
from fixer.ddl.routines.overloads import say_whose_calls_are_open
from fixer.ddl.texts.depends import dependents
from fixer.ddl.texts.search_constants import may_name
from fixer.ddl.texts.used_classes import say_who_may_use
from fixer.model import Hazard, ObjectRef
from fixer.sql.parse import Node
from fixer.sql.quote import target
from fixer.values import replace

_ON_TABLE = frozenset({"OBJECT_TRIGGER", "OBJECT_POLICY", "OBJECT_RULE"})


def remove(catalog: Catalog, ref: ObjectRef) -> None:
    """Takes an object away together with what PostgreSQL drops along by itself (pg_depend's auto and internal kinds)."""
    item = catalog.get(ref)
    if item is None:
        return
    catalog.remove(ref)
    if isinstance(item, Table | View):
        for partition in catalog.partitions(ref):
            remove(catalog, partition.ref)
        for child in catalog.children(ref, Object):
            remove(catalog, child.ref)
        for sequence in catalog.owned(ref):
            catalog.remove(sequence.ref)
    elif isinstance(item, Schema):
        for privileges in list(catalog.objects(DefaultPrivileges)):
            if privileges.ref.schema == ref.name:
                catalog.remove(privileges.ref)
    elif isinstance(item, Operator):
        for other in list(catalog.objects(Operator)):
            if ref in (other.commutator, other.negator):
                commutator = None if other.commutator == ref else other.commutator
                negator = None if other.negator == ref else other.negator
                catalog.put(replace(other, commutator=commutator, negator=negator))
    elif isinstance(item, Constraint):
        index = catalog.find(ObjectRef("index", ref.schema, ref.name), Index)
        if index is not None and index.constraint == ref:
            remove(catalog, index.ref)
        for copy in copies(catalog, ref, item.table):
            _let_go(catalog, copy)
    elif isinstance(item, Index):
        for partition in catalog.partitions(item.table):
            for attached in catalog.children(partition.ref, Index):
                if attached.parent == ref:
                    remove(catalog, attached.ref)
        _forget(catalog, item)
    elif isinstance(item, Trigger):
        for partition in catalog.partitions(item.table):
            for trigger in catalog.children(partition.ref, Trigger):
                if trigger.clone_of == ref:
                    remove(catalog, trigger.ref)


def _let_go(catalog: Catalog, copy: Constraint) -> None:
    """A copy of a constraint that is gone: it goes, too, unless its table says it or has it from another parent."""
    table = catalog.find(copy.table, Table) if copy.type == "c" else None
    other = inherited_from(catalog, table, copy.ref.name) if table is not None else None
    if other is not None or copy.local:
        catalog.put(replace(copy, clone_of=other, local=copy.local and other is not None))
    else:
        remove(catalog, copy.ref)


def _forget(catalog: Catalog, index: Index) -> None:
    """Nothing is clustered on a dropped index; as replica identity it leaves none (documentation, ALTER TABLE)."""
    table = catalog.find(index.table, Table)
    if table is not None and table.clustered_on == index.ref.name:
        table = replace(table, clustered_on=None)
        catalog.put(table)
    if table is not None and table.replica_identity == f"index:{index.ref.name}":
        catalog.put(replace(table, replica_identity="nothing"))


def _goes_along(item: Object, dropped: ObjectRef) -> bool:
    """Whether PostgreSQL drops ``item`` with ``dropped`` even without CASCADE."""
    if isinstance(item, DefaultPrivileges):
        return True
    if isinstance(item, Operator):
        return dropped.kind == "operator"
    if isinstance(item, Rule | Statistics):
        return item.table == dropped
    if isinstance(item, Index | Policy | Trigger):
        return item.table == dropped or getattr(item, "parent", None) == dropped
    if isinstance(item, Constraint):
        return item.table == dropped or item.clone_of == dropped
    if isinstance(item, Table):
        return item.parent == dropped
    return isinstance(item, Sequence) and item.owned_by is not None and item.owned_by[0] == dropped


def drop(
    catalog: Catalog,
    session: Session,
    ref: ObjectRef,
    cascade: bool,
    going: frozenset[ObjectRef] = frozenset(),
) -> None:
    """DROP … RESTRICT or CASCADE. What still needs the object is taken along, or is a problem.

    ``going`` is what goes anyhow: what takes it along (two views, or functions, may need each other), and what the same
    statement drops.
    """
    going |= {ref}

    def take(other: ObjectRef) -> None:
        drop(catalog, session, other, True, going)

    copied = catalog.find(ref, Trigger)
    if copied is not None and copied.clone_of is not None and copied.clone_of not in going:
        session.problem(f"trigger {target(ref)} came from {target(copied.clone_of)}: it goes with that")
    own = catalog.find(ref, Index)
    if own is not None and (own.constraint or own.parent):
        session.problem(f"{target(own.constraint or own.parent or ref)} still needs index {target(ref)}")
    _say_what_may_go(catalog, session, ref)
    along = with_partitions(catalog, ref)
    for item in (*dependents(catalog, ref), *_keys_above(catalog, ref, going)):
        if catalog.get(item.ref) is None or item.ref in going or _goes_along(item, ref):
            continue
        if getattr(item, "table", None) in going.union(along):  # it goes with its table
            continue
        if isinstance(item, External) and not cascade:  # what an extension has goes with that
            continue
        if dropped_with(item, ref):
            drop(catalog, session, item.ref, cascade, going)
        elif not cascade and isinstance(item, Publication) and ref.kind in ("table", "schema"):
            catalog.put(unpublished(item, ref))
        elif not cascade:
            session.problem(f"{item.ref.kind} {target(item.ref)} still needs {ref.kind} {target(ref)}")
        elif isinstance(item, Publication):
            catalog.put(unpublished(item, ref))
        elif loses_parts(catalog, item, ref):
            lose_parts(catalog, session, item, ref, take)
        else:
            drop(catalog, session, item.ref, True, going)
    for sequence in catalog.owned(
        ref
    ):  # others may take their numbers from it, too, partitions that go along among them
        drop(catalog, session, sequence.ref, cascade, going.union(along))
    remove(catalog, ref)


def _say_what_may_go(catalog: Catalog, session: Session, ref: ObjectRef) -> None:
    """Says what may need an object in a way that cannot be told."""
    item = catalog.get(ref)
    if isinstance(item, OperatorClass):
        say_who_may_use(catalog, session, item)
    elif isinstance(item, TextSearchConfiguration | TextSearchDictionary) and not session.strict:
        known = {other.ref for other in dependents(catalog, ref)}
        for other in list(catalog.objects(Object)):
            if other.ref not in known and may_name(other, ref):
                session.unmodelled(
                    f"{describe(other)} has the name of {describe(item)} as a constant: whether it goes with that is not modelled"
                )


def _keys_above(catalog: Catalog, ref: ObjectRef, going: frozenset[ObjectRef]) -> list[Constraint]:
    """The foreign keys to what a table is a partition of: they are kept by each partition, until it is detached."""
    above = upwards(catalog, ref)[1:]
    if not going.isdisjoint(above):
        return []
    keys = (key for table in above for key in catalog.referrers(table))
    return [key for key in keys if key.clone_of is None and key.table not in going]


def dropped_with(item: Object, ref: ObjectRef) -> bool:
    """Whether the object goes with an extension that it depends on (pg_depend.deptype x)."""
    return ref.kind == "extension" and ref.name in item.extensions


def touched_by(ddl: Ddl, before: Catalog, session: Session) -> list[ObjectRef]:
    """The relations that lose something by a statement: PostgreSQL locks each of them as hard as it can."""
    after = before.overlay()
    ddl.effect(after, Session(session.search_path))
    found: list[ObjectRef] = []
    for _ref, old, new in after.changes(before):
        if isinstance(old, Table):
            kept = numbering(after, new) if isinstance(new, Table) else []
            found += [ref for ref in numbering(before, old) if ref not in kept]
        if isinstance(old, Table | View):
            if new is None or (
                isinstance(old, Table) and isinstance(new, Table) and old.columns != new.columns
            ):
                found.append(old.ref)
            if new is None and isinstance(old, Table) and old.parent is not None:
                found += [old.parent, *default_partition(before, old.parent)]
        elif new is None and isinstance(old, Sequence):
            found.append(old.ref)
        elif new is None and isinstance(old, Constraint | Index | Policy | Trigger | Rule | Statistics):
            found.append(old.table)
            if isinstance(old, Constraint) and old.references is not None:
                found += with_partitions(before, old.references)
    return found


@statement("DropStmt")
class Drop(Ddl):
    """DROP TABLE, INDEX, VIEW, FUNCTION, TYPE, TRIGGER, POLICY, SCHEMA, EXTENSION and their like."""

    def targets(self, catalog: Catalog, session: Session) -> list[tuple[str, ObjectRef | None]]:
        """Each object as written, and what it is in the catalog."""
        kind = self.node["removeType"]
        return [_find(catalog, session, kind, item) for item in self.node["objects"]]

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Removes each; with CASCADE also what needs it."""
        kind = self.node["removeType"]
        if kind not in MODELLED:
            session.unmodelled(f"DROP {spoken(kind).upper()} is not modelled: what it drops counts as there")
            return
        operators = list(catalog.objects(Operator)) if catalog.may_have(Operator) else []
        found = self.targets(catalog, session)
        together = frozenset(ref for _name, ref in found if ref is not None)
        if self.node.get("concurrent"):
            self._refuse_concurrently(catalog, session, together)
        for name, ref in found:
            if ref is not None and (kind, ref.kind) == ("OBJECT_FUNCTION", "aggregate"):
                session.problem(f"{name} is an aggregate: DROP AGGREGATE")
            elif ref is not None:
                item = catalog.get(ref)
                if isinstance(item, Function):
                    say_whose_calls_are_open(catalog, session, item)
                drop(catalog, session, ref, self.node.get("behavior") == "DROP_CASCADE", together)
            elif not self.node.get("missing_ok"):
                session.problem(f"there is no {spoken(kind)} {name} to drop")
        for item in self.node["objects"] if kind in RELATIONS and self.node.get("missing_ok") else ():
            other = existing(catalog, session, name_parts(item))
            if other is not None and other.ref.kind != "external" and not means(kind, other):
                session.problem(f"{other.ref.kind} {target(other.ref)} is no {spoken(kind)}")
        for gone in (one for one in operators if catalog.get(one.ref) is None):
            say_who_uses_others(catalog, session, gone, goes=True)

    def _refuse_concurrently(self, catalog: Catalog, session: Session, refs: frozenset[ObjectRef]) -> None:
        """Says what DROP INDEX CONCURRENTLY does not do (RemoveRelations in tablecmds.c)."""
        if len(self.node["objects"]) > 1 or self.node.get("behavior") == "DROP_CASCADE":
            session.problem("DROP INDEX CONCURRENTLY drops one index, without CASCADE")
        for index in [found for ref in refs if (found := catalog.find(ref, Index)) is not None]:
            table = catalog.find(index.table, Table)
            if table is not None and table.partition_key is not None:
                session.problem(
                    f"index {target(index.ref)} is of a partitioned table: it is not dropped concurrently"
                )

    def cost(self, before: Catalog, session: Session) -> Cost:
        """ACCESS EXCLUSIVE on all that loses something; DROP INDEX CONCURRENTLY takes SHARE UPDATE EXCLUSIVE."""
        tables = touched_by(self, before, session)
        if self.node["removeType"] == "OBJECT_STATISTIC_EXT":
            return Cost(locks(tables, SHARE_UPDATE_EXCLUSIVE))
        if self.node.get("concurrent"):
            return Cost(locks(tables, SHARE_UPDATE_EXCLUSIVE), transactional=False)
        found = [before.get(ref) for _written, ref in self.targets(before, session) if ref is not None]
        lost = [f"all rows of {target(item.ref)} are gone" for item in found if isinstance(item, Table)]
        hazards = tuple(Hazard("data-loss", text) for text in lost)
        return Cost(locks(tables, ACCESS_EXCLUSIVE), hazards)


def _find(catalog: Catalog, session: Session, kind: str, item: Node) -> tuple[str, ObjectRef | None]:
    named = look_up(catalog, session, kind, item)
    if named is None and kind in _ON_TABLE:  # it may be on a table that the input does not create
        *table, name = name_parts(item)
        schema, bare = split(table)
        named = catalog.get(ObjectRef(ON_TABLE[kind], schema or "public", name, bare))
    known = named is not None and named.ref.kind != "external"
    return written(kind, item), named.ref if named is not None and known else None
