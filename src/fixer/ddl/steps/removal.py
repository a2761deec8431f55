"""What has to go on the way from one catalog to another, and what hangs on it.

Tables are never dropped for something that they only use: the column, its default or its type lets go of it.
"""

from __future__ import annotations

from collections.abc import Iterable

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import (
    Column,
    CompositeType,
    Constraint,
    DomainType,
    EnumType,
    Function,
    Index,
    Object,
    Policy,
    RangeType,
    Sequence,
    Table,
    Trigger,
    View,
)
from fixer.catalog.rare_objects import Publication, Rule
from fixer.ddl.constraints import not_null_sql
from fixer.ddl.queries.used_columns import column_ref
from fixer.ddl.reach import below
from fixer.ddl.relations.identity import sequence_of
from fixer.ddl.relations.partition_key import key_columns
from fixer.ddl.relations.row_type import users
from fixer.ddl.steps.kinds import kind_of
from fixer.ddl.steps.order import goes_with
from fixer.ddl.tables import left_behind
from fixer.ddl.tables.column import remade
from fixer.ddl.texts.depends import collation_needs, dependents, expression_needs, needs, type_needs
from fixer.ddl.texts.wording import comparable, worded_anew
from fixer.ddl.types.enum_type import in_the_way
from fixer.model import ObjectRef
from fixer.sql.quote import target
from fixer.sql.types import DataType

_WITHOUT_NEW_TYPE = (View, Policy, Trigger, Rule, Function, Publication)
"""What does not let the type of a column change that it uses (RememberAllDependentForRebuilding in tablecmds.c)."""
Change = tuple[ObjectRef, Object | None, Object | None]


class CannotRestoreError(Exception):
    """No statements lead from the one catalog to the other; ``left`` are the objects that would stay different."""

    def __init__(self, left: list[ObjectRef], why: str = ""):
        self.left, self.why = left, why
        names = ", ".join(map(target, left))
        super().__init__(f"cannot be restored: {names}" + (f" ({why})" if why else ""))


class CircleError(CannotRestoreError):
    """Objects need each other in a way in which no statement makes them: ``left`` are all of them."""

    def __init__(self, left: list[ObjectRef]):
        super().__init__(left, "they need each other, so that none can be made first")


class Removal:
    """``objects`` are dropped; tables in ``released`` and what is in ``early`` let go of something before that."""

    def __init__(self, state: Catalog, goal: Catalog, changes: Iterable[Change]):
        self.state, self.goal = state, goal
        self.objects: dict[ObjectRef, Object] = {}
        self.released: dict[ObjectRef, dict[str, str]] = {}
        """By table and column: drop, drop only (it stays in the children), default, identity, not null or type; by parent: leave."""
        self.early: set[ObjectRef] = set()
        self.left_below = False
        """Whether tables below keep a column that a parent drops, since they declare it: it is their own only then."""
        self._dropped: set[ObjectRef] = set()
        self._pending: list[ObjectRef] = []
        self._collect([change for change in changes if change[1] is not None])

    def _collect(self, changes: list[Change]) -> None:
        for ref, now, wanted in changes:
            if now is not None and wanted is None:
                self.objects[ref] = now
                if _may_be_needed_by_what_stays(now):
                    self._pending.append(ref)
        kept = [(now, wanted) for _ref, now, wanted in changes if now is not None and wanted is not None]
        for now, wanted in kept:
            if isinstance(now, EnumType) and isinstance(wanted, EnumType) and self._makes_way(now, wanted):
                continue
            if type(now) is not type(wanted) or kind_of(now).alter(now, wanted, self.state) is None:
                self._keep_rows(now, wanted)
                self._doom(now)
            elif isinstance(now, Constraint) and isinstance(wanted, Constraint):
                if self._comes_again(now, wanted):
                    self._doom(now)
            elif isinstance(now, Table) and isinstance(wanted, Table):
                self._columns(now, wanted)
                for child, column in not_null_sql.kept_apart(self.state, self.goal, now, wanted):
                    self.released.setdefault(child.ref, {}).setdefault(column, "not null")
        gone = frozenset(self.objects)
        for now, _wanted in kept:
            for ref in needs(now, self.state) & gone:
                self._loses(now, ref)
        while self._pending:
            ref = self._pending.pop()
            for item in dependents(self.state, ref):
                self._loses(item, ref)

    def _comes_again(self, now: Constraint, wanted: Constraint) -> bool:
        """Whether a child has for itself a CHECK that it is to get from a parent alone: where it is there before the parent's,
        it stays the child's own as well (MergeWithExistingConstraint).
        """
        table, goal = self.state.find(now.table, Table), self.goal.find(now.table, Table)
        if table is None or goal is None or (table.parent, table.inherits) != (goal.parent, goal.inherits):
            return False
        inherits = now.clone_of is None and wanted.clone_of is not None and not wanted.local
        gets = wanted.clone_of is not None and self.state.get(wanted.clone_of) is None
        return inherits and gets and table.parent is None and now.validated == wanted.validated

    def _makes_way(self, now: EnumType, wanted: EnumType) -> bool:
        """Whether a new type can take the place of one once what is made again is dropped, which it is then."""
        waiting = in_the_way(now, self.state) if kind_of(now).alter(now, wanted, self.state) is None else None
        for item in waiting or ():
            self._doom(item)
        return bool(waiting)

    def _keep_rows(self, now: Object, wanted: Object) -> None:
        """Refuses to make anew what is still the same table, or a type that columns have: their rows would be lost."""
        if not self._is_same(now, wanted):
            return
        if isinstance(now, Table):
            raise CannotRestoreError([now.ref], "only a new table could be as it was")
        if isinstance(now, EnumType | DomainType | CompositeType | RangeType):
            used = [item for item in dependents(self.state, now.ref) if isinstance(item, Table)]
            kept = [item for item in used if self.goal.get(item.ref) is not None]
            if kept:
                names = ", ".join(target(item.ref) for item in kept)
                raise CannotRestoreError(
                    [now.ref], f"PostgreSQL cannot change it back while {names} has columns of it"
                )

    def yielding(self) -> list[ObjectRef]:
        """What is not dropped but lets go of something."""
        return [*self.released, *sorted(self.early - self.released.keys() - self.objects.keys(), key=str)]

    def _doom(self, item: Object) -> None:
        if item.ref not in self.objects:
            self.objects[item.ref] = item
            self._pending.append(item.ref)

    # columns

    def _columns(self, now: Table, wanted: Table) -> None:
        for column in now.columns:
            goal = wanted.column(column.name)
            if column.identity is not None and goal is not None and goal.identity is None:
                self._yield_name(now, column)
            stays = goal is not None and goal.type == column.type and not remade(column, goal)
            if not stays and column.name in key_columns(now):
                if self._is_same(now, wanted):
                    raise CannotRestoreError([now.ref], "PostgreSQL changes no column of its partition key")
                self._doom(now)
                return
            if goal is None or remade(column, goal) or self._another(column, goal):
                self._drop_column(now, column)
            elif goal.type != column.type:
                self._retype(now, column, goal)
        for column in wanted.columns:
            if now.column(column.name) is None:
                self._make_way_below(now, column)

    def _make_way_below(self, table: Table, column: Column) -> None:
        """An heir that has for itself a column that its parent is to get leaves it where it is to, or changes the type first."""
        for heir in self.state.heirs(table.ref):
            own, goal = heir.column(column.name), self.goal.find(heir.ref, Table)
            wanted = goal.column(column.name) if goal is not None else None
            if own is None or goal is None or own.type == column.type:
                continue
            if table.ref not in goal.inherits:
                self.released.setdefault(heir.ref, {})[target(table.ref)] = "leave"
            elif wanted is not None and wanted.type == column.type and not remade(own, wanted):
                self.released.setdefault(heir.ref, {}).setdefault(column.name, "type")

    def _is_same(self, now: Object, wanted: Object | None) -> bool:
        """Whether it is one object all along, not another that took its name."""
        return wanted is not None and self.state.related(self.goal) and now.id == wanted.id

    def _another(self, column: Column, goal: Column) -> bool:
        """Whether the column is one that took the name of another, of another type: no value of it was ever one of those."""
        is_other = self.state.related(self.goal) and 0 != column.id != goal.id != 0
        return is_other and not column.inherited and column.type != goal.type

    def _yield_name(self, table: Table, column: Column) -> None:
        """Lets go of an identity's sequence where another relation gets its name."""
        taken = self.goal.relation(*sequence_of(table, column))
        if taken is not None and self.state.get(taken.ref) is None:
            self.released.setdefault(table.ref, {})[column.name] = "identity"

    def _drop_column(self, table: Table, column: Column) -> None:
        ref = column_ref(table.ref, column.name)
        if ref in self._dropped:
            return
        self._dropped.add(ref)
        self._pending.append(ref)
        self._drop_generated(table, column)
        if column.inherited:
            return
        stays = any(
            (found := goal.column(column.name)) is not None and not found.inherited
            for heir in self.state.heirs(table.ref)
            if (goal := self.goal.find(heir.ref, Table)) is not None
        )
        self.released.setdefault(table.ref, {})[column.name] = "drop only" if stays else "drop"
        declared = (self.state.find(heir, Table) for heir in below(self.state, table.ref)[1:])
        self.left_below |= any((own := heir.column(column.name)) and own.local for heir in declared if heir)

    def _retype(self, table: Table, column: Column, goal: Column) -> None:
        """PostgreSQL refuses to change the type under views, policies and the like, and rewrites a CHECK in its own words."""
        if held := [ref for ref in users(self.state, table.ref) if self._stays(ref)]:
            names = ", ".join(map(target, held))
            why = f"PostgreSQL changes no type of its columns while {names} has its row type"
            raise CannotRestoreError([table.ref], why)
        for item in dependents(self.state, column_ref(table.ref, column.name)):
            refused = isinstance(item, _WITHOUT_NEW_TYPE) or self._compares(item, column, goal)
            if refused or worded_anew(item, column.type, goal.type):
                self._doom(item)
        self._drop_generated(table, column)

    def _stays(self, ref: ObjectRef) -> bool:
        """Whether a column of a table is there in the goal, too, with the same type."""
        table = ObjectRef("table", ref.schema, ref.table or "")
        now, goal = self.state.find(table, Table), self.goal.find(table, Table)
        column = now.column(ref.name) if now is not None else None
        wanted = goal.column(ref.name) if goal is not None else None
        return column is not None and wanted is not None and column.type == wanted.type

    @staticmethod
    def _compares(item: Object, column: Column, goal: Column) -> bool:
        """Whether it is a foreign key that cannot be there between the changes of its two columns."""
        is_key = isinstance(item, Constraint) and item.references is not None
        return is_key and not comparable(column.type, goal.type)

    def _drop_generated(self, table: Table, column: Column) -> None:
        """The columns that are computed from one that goes or changes its type."""
        gone = column_ref(table.ref, column.name)
        for other in table.columns:
            alone = Table(table.ref, columns=(other,))
            if other.generated is not None and gone in needs(alone, self.state):
                self._drop_column(table, other)

    # what needs something that goes

    def _loses(self, item: Object, ref: ObjectRef) -> None:
        if item.ref in self.objects:
            return
        if isinstance(item, Table):
            self._table_loses(item, ref)
        elif (isinstance(item, Sequence) and ref.kind in ("column", "table")) or self._can_change(item, ref):
            self.early.add(item.ref)
        elif ref.kind == "schema":
            return
        else:
            self._doom(item)

    def _can_change(self, item: Object, ref: ObjectRef) -> bool:
        wanted = self.goal.get(item.ref)
        if wanted is None or type(wanted) is not type(item):
            return False
        needed = needs(wanted, self.goal)
        changes = kind_of(item).alter(item, wanted, self.state)
        return bool(changes) and ref not in needed and all(self._there(need) for need in needed)

    def _there(self, ref: ObjectRef) -> bool:
        if ref.kind != "column":
            return self.state.get(ref) is not None
        table = self.state.find(ObjectRef("table", ref.schema, ref.table or ""), Table)
        return table is not None and table.column(ref.name) is not None

    def _table_loses(self, table: Table, ref: ObjectRef) -> None:
        goal = self.goal.find(table.ref, Table)
        if ref in (table.parent, *table.inherits):
            if goal is not None and ref not in (goal.parent, *goal.inherits):
                self.early.add(table.ref)
            elif self._is_same(table, goal):  # its rows stay: it leaves, and joins what is made anew
                self.released.setdefault(table.ref, {})[target(ref)] = "leave"
            else:
                self._doom(table)
            return
        for column in table.columns:
            wanted = goal.column(column.name) if goal else None
            if ref in collation_needs(column.collation):
                kept = wanted is not None and wanted.collation != column.collation
                if kept:
                    self.released.setdefault(table.ref, {}).setdefault(column.name, "type")
                else:
                    self._drop_column(table, column)
            elif ref in type_needs(column.type, self.state):
                if wanted is not None and wanted.type != column.type and self._known(wanted.type):
                    self.released.setdefault(table.ref, {}).setdefault(column.name, "type")
                else:
                    self._drop_column(table, column)
            elif ref in expression_needs(self.state, column.generated):
                self._drop_column(table, column)
            elif ref in expression_needs(self.state, column.default):
                self.released.setdefault(table.ref, {}).setdefault(column.name, "default")

    def _known(self, kind: DataType) -> bool:
        return kind.schema == "pg_catalog" or self.state.type(kind.schema, kind.name) is not None

    # what goes by itself

    def goes_with_column(self, item: Object) -> bool:
        """Whether the drop of a column takes this along: keys and indexes of the column's own table, its sequence."""
        if isinstance(item, Sequence):
            return item.owned_by is not None and column_ref(*item.owned_by) in self._dropped
        if not isinstance(item, Constraint | Index):
            return False
        if isinstance(item, Constraint) and self._leaves_some(item):
            return False
        if isinstance(item, Constraint) and item.references is not None:
            own = frozenset(column_ref(item.table, name) for name in item.columns)
        else:
            own = needs(item, self.state)
        return not own.isdisjoint(self._dropped)

    def _leaves_some(self, item: Constraint) -> bool:
        """Whether tables below would be left with what comes from this where its column goes: it goes before."""
        table = self.state.find(item.table, Table)
        left = {"c": left_behind.checks, "p": left_behind.not_nulls}.get(item.type)
        if table is None or left is None:
            return False
        gone = {n: how for n, how in self.released.get(table.ref, {}).items() if how.startswith("drop")}
        return any(any(left(self.state, table, name, how == "drop")) for name, how in gone.items())

    def in_the_way(self, item: Object) -> list[Object]:
        """What goes too, needs this and is still there, in the order to drop it in: two tables that refer to each other,
        by keys or in policies; a function of a table that an index of it calls.
        """
        found: dict[ObjectRef, Object] = {}
        self._clear(item, found, frozenset([item.ref]))
        return list(found.values())

    def _clear(self, item: Object, found: dict[ObjectRef, Object], above: frozenset[ObjectRef]) -> None:
        """Adds what needs ``item``, each behind what needs it. What leads back to ``above`` is cut with the object there."""
        along = [item, *self._along(item)]
        inside = {part.ref for part in along}
        for part in along:
            for other in dependents(self.state, part.ref):
                known = other.ref in inside or other.ref in found or other.ref in above
                if known or other.ref not in self.objects or self._taken_along(other, inside):
                    continue
                self._clear(other, found, above | {other.ref})
                found.setdefault(other.ref, other)

    def with_cascade(self, item: Object, drops: list[str]) -> list[str]:
        """The drop of what is part of a circle: with CASCADE, where that takes along nothing but what goes too."""
        circle: dict[ObjectRef, Object] = {}
        left = [item]
        while left:
            needed = left.pop()
            for other in dependents(self.state, needed.ref):
                if other.ref not in circle and not self._taken_along(other, {needed.ref}):
                    circle[other.ref] = other
                    left.append(other)
        if item.ref not in circle or not circle.keys() <= self.objects.keys():
            return drops
        return [f"{sql} CASCADE" if sql.startswith("DROP ") else sql for sql in drops]

    def _along(self, item: Object) -> list[Object]:
        """What a drop of a table or a view takes along that others can need."""
        if not isinstance(item, Table | View):
            return []
        return [*self.state.children(item.ref, Constraint), *self.state.children(item.ref, Index)]

    def _taken_along(self, item: Object, dropped: set[ObjectRef]) -> bool:
        owner = goes_with(item, self.objects)
        while owner is not None and owner not in dropped:
            further = self.objects.get(owner)
            owner = goes_with(further, self.objects) if further is not None else None
        return owner is not None


def _may_be_needed_by_what_stays(item: Object) -> bool:
    """A default keeps its text where an identity takes its sequence's name over, a foreign key where another key serves."""
    if isinstance(item, Sequence):
        return item.owned_by is None
    return isinstance(item, Constraint) and item.type in ("p", "u")
