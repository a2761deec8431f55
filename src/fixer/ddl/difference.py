"""The one engine: the statements that lead from one catalog to another.

It is the way back of a migration (``difference(after, before)``), the printed schema (``difference(empty, catalog)``)
and what says that something was not restored. Every statement it emits is run on a working copy, and what comes
next is decided by looking at that copy: the engine checks itself.
"""

from __future__ import annotations

import itertools
from collections.abc import Container, Iterable, Iterator, Mapping

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import (
    Column,
    CompositeType,
    Constraint,
    EnumType,
    Extension,
    External,
    Index,
    Object,
    Sequence,
    Table,
    View,
)
from fixer.catalog.rare_objects import DefaultPrivileges
from fixer.ddl import owner
from fixer.ddl.any_object import comment, grant, label
from fixer.ddl.base import DdlError, NotMadeError, NotWrittenError, Session
from fixer.ddl.constraints import constraint_sql, keys_beside, not_null_sql
from fixer.ddl.queries.used_columns import column_ref
from fixer.ddl.reach import below
from fixer.ddl.relations import identity_sequence, index_sql
from fixer.ddl.relations.typed_table import typed_tables
from fixer.ddl.run import run, without_waits
from fixer.ddl.steps import other_names
from fixer.ddl.steps.first_form import in_order
from fixer.ddl.steps.kinds import kind_of, plain
from fixer.ddl.steps.order import dependents_first, goes_with
from fixer.ddl.steps.removal import CannotRestoreError, CircleError, Removal
from fixer.ddl.steps.settled import settled
from fixer.ddl.tables.alter_other import view_settings
from fixer.ddl.tables.table import index_settings, is_attached, releases
from fixer.ddl.texts.depends import dependents
from fixer.ddl.texts.qualify import qualified
from fixer.ddl.types.enum_type import in_place_of
from fixer.model import ObjectRef, Statement
from fixer.sql.quote import identifier, literal, target
from fixer.values import replace

_MAX_ROUNDS = 8
_WITH_COLUMNS = frozenset({"table", "type"})
"""Kinds of objects whose columns or attributes may have other names."""


def difference(
    source: Catalog, goal: Catalog, concurrently: bool = True, without_stars: bool = False
) -> list[Statement]:
    """The fewest statements from ``source`` to ``goal``, in an order that works; indexes concurrently where possible.

    ``without_stars`` writes out what ``*`` stands for in a view: where it runs, columns may stand in another order.
    Raises CannotRestoreError, CircleError among them. Two things that nothing shows but a dump are not restored: the position of a column that
    comes back, and that an inherited column was not declared by the child itself.
    """
    return _Run(source, goal, concurrently, without_stars).statements()


class _Run:
    def __init__(self, source: Catalog, goal: Catalog, concurrently: bool, without_stars: bool):
        self.goal, self.concurrently, self.without_stars = goal, concurrently, without_stars
        self.touched = _order(source, goal)
        self.related = source.related(goal)
        self.state = source.overlay()
        for external in goal.objects(External):
            self.state.put(external)
        self.done: list[Statement] = []
        self.new: set[ObjectRef] = set()

    def statements(self) -> list[Statement]:
        """All of them. What may not be written at all (a password, a subscription) has no way either."""
        try:
            return self._statements()
        except NotWrittenError as error:
            raise CannotRestoreError([error.ref], str(error)) from None

    def _statements(self) -> list[Statement]:
        if self._nothing_left():
            return []
        if self.related:
            self._rename()
        for _round in range(_MAX_ROUNDS):
            before = len(self.done)
            extensions_left = self._drop()
            self._build()
            if extensions_left:
                self._drop(last=True)
            if self._nothing_left():
                return self.done
            if len(self.done) == before:
                break
        self._describe()
        left = [
            ref
            for ref, now, wanted in self.changes()
            if settled(now, self.state) != settled(wanted, self.goal)
        ]
        if left:
            raise CannotRestoreError(left)
        return self.done

    def _nothing_left(self) -> bool:
        return next(self.changes(), None) is None

    def emit(self, *texts: str) -> None:
        for text in texts:
            made = run(self.state, text, Session(strict=True))
            self.done.append(without_waits(made, {target(ref) for ref in self.new if ref.kind == "table"}))

    def changes(self) -> Iterator[tuple[ObjectRef, Object | None, Object | None]]:
        """What still differs: name, state, goal."""
        for ref in list(dict.fromkeys((*self.touched, *self.state.touched()))):
            now, wanted = self.state.get(ref), self.goal.get(ref)
            if ref.kind == "external" or now == wanted or isinstance(wanted, External):
                continue
            if now is None or wanted is None or qualified(now, self.state) != qualified(wanted, self.goal):
                yield ref, now, wanted

    # renames

    def _rename(self) -> None:
        for _ref, now, wanted in list(self.changes()):
            if isinstance(now, Table) and isinstance(wanted, Table):
                self.emit(*not_null_sql.making_way(self.state, self.goal, now, wanted))
        for _round in range(_MAX_ROUNDS * 2):
            pairs = self._moved()
            taken = {new.ref: self._taken(item, new) for item, new in pairs}
            free = [(item, new) for item, new in pairs if taken[new.ref] is None]
            before = len(self.done)
            for item, new in free:
                if self.state.get(item.ref) is item:
                    self.emit(*other_names.statements(item.ref, new.ref, item))
            if len(self.done) > before:
                continue
            if not pairs:
                break
            in_the_way = taken[pairs[0][1].ref]
            if in_the_way is not None:
                self._make_way(in_the_way)
        for ref in list(dict.fromkeys((*self.touched, *self.state.touched()))):
            if ref.kind in _WITH_COLUMNS:
                self._rename_columns(ref, self.goal.get(ref))

    def _moved(self) -> list[tuple[Object, Object]]:
        """What the goal has under another name, that is: what has to be renamed. What takes others along comes first."""
        changes = list(self.changes())
        wanted = {new.id: new for _ref, _now, new in changes if new is not None and new.id}
        pairs = []
        for _ref, item, _new in changes:
            new = wanted.get(item.id) if item is not None and item.id else None
            if item is None or new is None or type(new) is not type(item) or new.ref == item.ref:
                continue
            if other_names.renamable(item, new):
                pairs.append((item, new))
        pairs += _numbering(changes)
        return sorted(pairs, key=lambda pair: (pair[0].ref.table is not None, kind_of(pair[0]).rank))

    def _taken(self, item: Object, new: Object) -> Object | None:
        """What has one of the names that an object gets: a table's indexes and sequences move with it."""
        moving: list[tuple[Object, ObjectRef]] = [(item, new.ref)]
        if isinstance(item, Table | View) and item.ref.schema != new.ref.schema:
            along = [*self.state.children(item.ref, Index), *self.state.owned(item.ref)]
            moving += [(other, other.ref._replace(schema=new.ref.schema)) for other in along]
        found = (self.state.occupant(moved, name) for moved, name in moving)
        return next((other for other in found if other is not None), None)

    def _make_way(self, item: Object) -> None:
        """Drops what stands in the way if it has to go and nothing needs it, else gives it a name for the time being."""
        if self._goes(item):
            self.emit(*self._dropping(item))
            return
        number = 0
        while self.state.occupant(
            item, away := item.ref._replace(name=f"{item.ref.name[:50]}_old{number or ''}")
        ):
            number += 1
        self.touched.append(away)
        self.emit(*other_names.statements(item.ref, away, item))

    def _goes(self, item: Object) -> bool:
        """Whether an object has to go, and nothing needs it."""
        kept = {new.id for _ref, _now, new in self.changes() if new is not None}
        needed = any(not goes_with(other, {item.ref: item}) for other in dependents(self.state, item.ref))
        return item.id not in kept and self.goal.get(item.ref) != item and not needed

    def _rename_columns(self, ref: ObjectRef, wanted: Object | None) -> None:
        for _round in range(_MAX_ROUNDS * 4):
            now = self.state.get(ref)
            if wanted is None or now is None or now.id != wanted.id:
                return
            columns, goal = _parts(now), {column.id: column.name for column in _parts(wanted) if column.id}
            moved = [
                (column.name, goal[column.id])
                for column in columns
                if goal.get(column.id, column.name) != column.name and not column.inherited
            ]
            if not moved:
                return
            at = {column.name: column for column in columns}
            free = [(old, new) for old, new in moved if new not in at]
            if isinstance(now, Table) and now.of_type is not None:
                return  # they are renamed with its type's attributes
            cascade = " CASCADE" if isinstance(now, CompositeType) and typed_tables(self.state, ref) else ""
            what = "ATTRIBUTE" if isinstance(now, CompositeType) else "COLUMN"
            word = "TYPE" if isinstance(now, CompositeType) else "TABLE"
            alter = f"ALTER {word} {target(ref)}"
            if not free and self._may_go(ref, in_the_way := at[moved[0][1]], goal):
                self.emit(f"{alter} DROP {what} {identifier(in_the_way.name)}")
                continue
            old, new = free[0] if free else (moved[0][1], _free_name(moved[0][1], at))
            if isinstance(now, Table):
                self._make_way_below(ref, new)
            self.emit(f"{alter} RENAME {what} {identifier(old)} TO {identifier(new)}{cascade}")

    def _make_way_below(self, table: ObjectRef, name: str) -> None:
        """Drops the heirs that have a column of the name and have to go; else the column gets a name for the time being."""
        for ref in reversed(below(self.state, table)):
            item = self.state.find(ref, Table)
            column = item.column(name) if item is not None else None
            if item is None or column is None or column.inherited or ref == table:
                continue
            if self._goes(item):
                self.emit(*self._dropping(item))
            else:
                free = _free_name(name, {column.name for column in item.columns})
                self.emit(f"ALTER TABLE {target(ref)} RENAME COLUMN {identifier(name)} TO {identifier(free)}")

    def _may_go(self, ref: ObjectRef, column: Column, goal: Mapping[int, str]) -> bool:
        """Whether a column has to go, and nothing is there that its going would need CASCADE for, or that stays."""
        if (
            column.id in goal
            or column.inherited
            or ref.kind != "table"
            or self.state.heirs(ref)
            or self.state.partitions(ref)
        ):
            return False
        kept = {new.id for _ref, _now, new in self.changes() if new is not None}
        using = dependents(self.state, column_ref(ref, column.name))
        own = all(isinstance(item, Index | Constraint) and item.table == ref for item in using)
        return own and not any(item.id in kept or self.goal.get(item.ref) == item for item in using)

    # drops

    def _drop(self, last: bool = False) -> bool:
        """Drops what has to go, but for extensions unless it is the ``last`` time, and says whether there are any: which
        columns have their types is not known, so all others go first.
        """
        removal = Removal(self.state, self.goal, list(self.changes()))
        doomed = removal.objects
        extensions = [item for item in doomed.values() if isinstance(item, Extension)]
        late = {item.ref for item in extensions} | {
            ObjectRef("schema", "", item.schema or "") for item in extensions
        }
        for ref in dependents_first(doomed, removal.yielding(), self.state):
            item = self.state.get(ref)
            if item is None or (ref in late and not last):
                continue
            if ref in removal.early:
                wanted = self.goal.get(ref)
                self.emit(*(kind_of(item).alter(item, wanted, self.state) or ()))
            elif ref not in doomed:
                if isinstance(item, Table):
                    columns = removal.released[ref]
                    self.emit(*releases(item, self.goal.find(ref, Table), columns, self.state))
            elif not goes_with(item, doomed) and not removal.goes_with_column(item):
                for other in (*removal.in_the_way(item), item):
                    if self.state.get(other.ref) is not None:
                        self.emit(*removal.with_cascade(other, self._dropping(other)))
        return (removal.left_below and self._drop(last)) or bool(extensions)

    def _dropping(self, item: Object) -> list[str]:
        if isinstance(item, Index):
            return index_sql.drop(item, self.state, self.concurrently)
        return kind_of(item).drop(item, self.state)

    # creation and alteration

    def _build(self) -> None:
        wanted = [(now is not None, ref, item) for ref, now, item in self.changes() if item is not None]
        missing = {ref: item for _there, ref, item in sorted(wanted, key=lambda entry: entry[0])}
        ordered, forms, circle = in_order(missing, self.state, self.goal)
        if circle:
            raise CircleError(circle)
        for ref in ordered:
            now, item = self.state.get(ref), forms[ref]
            if self.without_stars and isinstance(item, View):
                item = replace(item, query=item.full_query, spelled_out="")
            if now is None:
                self._make(item)
            elif plain(now) != plain(item):
                if isinstance(now, Sequence) and isinstance(item, Sequence):
                    item = self._next(now, item)
                if isinstance(now, Table) and isinstance(item, Table):
                    not_null_sql.refuse_kept(self.state, now, item)
                anew = self._with_labels_in_use(now, item, missing.values())
                self.emit(*(anew or kind_of(now).alter(now, item, self.state) or ()))

    def _with_labels_in_use(self, now: Object, item: Object, made: Iterable[Object]) -> list[str] | None:
        """A new enum type where what is made next uses a label that it gets."""
        if (
            not isinstance(now, EnumType)
            or not isinstance(item, EnumType)
            or len(item.labels) == len(now.labels)
        ):
            return None  # no enum, or labels that are only renamed
        added = [literal(label) for label in item.labels if label not in now.labels]
        texts = [
            text for other in made if other is not item for text in kind_of(other).create(other, self.goal)
        ]
        used = any(label in text for label in added for text in texts)
        return in_place_of(now, item, self.state) if used else None

    def _next(self, now: Sequence, wanted: Sequence) -> Sequence:
        """What a sequence may become already; its table takes it along when it becomes logged or unlogged."""
        if not self._may_own(wanted):
            wanted = replace(wanted, owned_by=now.owned_by)
        owner = now.owned_by[0] if now.owned_by is not None else None
        table, goal = (catalog.find(owner, Table) if owner else None for catalog in (self.state, self.goal))
        if table and goal and table.persistence != goal.persistence == wanted.persistence:
            wanted = replace(wanted, persistence=now.persistence)
        return wanted

    def _may_own(self, sequence: Sequence) -> bool:
        """Whether a table has the owner that its sequence has to have, so that a column of it can own that."""
        table = self.state.get(sequence.owned_by[0]) if sequence.owned_by is not None else None
        now = self.state.get(sequence.ref)
        return table is None or now is None or table.owner == now.owner

    def _make(self, item: Object) -> None:
        if isinstance(item, Constraint) and item.ref.name in keys_beside.taken(self.state, item.table):
            raise CannotRestoreError([item.ref], "the partitions that another key refers to take its name")
        try:
            self.emit(*self._creation(item))
        except DdlError as error:
            raise NotMadeError(str(error), item.ref) from error

    def _creation(self, item: Object) -> list[str]:
        if isinstance(item, Sequence):
            item = replace(item, owned_by=None)
            if (
                self.state.type(item.ref.schema, item.ref.name) is not None
            ):  # whose name it only gets by RENAME
                away = replace(item, ref=item.ref._replace(name=f"{item.ref.name[:50]}_new"))
                return [*self._creation(away), *other_names.statements(away.ref, item.ref, away)]
        made: Object | None = None
        if isinstance(item, Constraint):
            made = constraint_sql.renamed_copy(item, self.state, self.goal)
        elif isinstance(item, Index) and item.constraint is None:
            made = index_sql.renamed_copy(item, self.state, self.goal)
        if made is not None:
            return other_names.statements(made.ref, item.ref, made)
        if isinstance(item, Index):
            return index_sql.create(item, self.goal, self.concurrently and item.table not in self.new)
        if isinstance(item, Table | View):
            self.new.add(item.ref)
        if isinstance(item, Table):
            checks = self._of_parents(item)
            unvalidated = any(check.enforced and not check.validated for check in checks)
            attached = checks and is_attached(item, self.goal)
            if unvalidated or attached or not_null_sql.joins_later(self.state, item):
                text = kind_of(item).create(not_null_sql.alone(item), self.goal)
                return [*text, *(step for check in checks for step in constraint_sql.create(check))]
        return kind_of(item).create(item, self.state if isinstance(item, View) else self.goal)

    def _of_parents(self, child: Table) -> list[Constraint]:
        """The checks that a child has to have before it gets its parents."""
        return [
            replace(check, clone_of=None)
            for check in self.goal.children(child.ref, Constraint)
            if check.type == "c" and check.clone_of is not None and self.state.get(check.clone_of) is not None
        ]

    # comments, owners, grants

    def _describe(self) -> None:
        self._give_owners()
        self._give_settings()
        for _ref, now, wanted in list(self.changes()):  # now that both have the owner that they have to share
            if isinstance(wanted, Sequence) and isinstance(now, Sequence):
                self.emit(*(kind_of(now).alter(now, wanted, self.state) or ()))

    def _give_owners(self) -> None:
        """Before privileges: a new owner takes the old one's, those on sequences of the table's columns among them."""
        for ref, now, wanted in list(self.changes()):
            follows = isinstance(now, Sequence) and now.owned_by is not None  # its table's owner
            if now is not None and wanted is not None and now.owner != wanted.owner and not follows:
                self.emit(owner.alter_owner(ref, owner.spoken_owner(self.state, ref, wanted.owner)))

    def _give_settings(self) -> None:
        for ref, now, wanted in list(self.changes()):
            if wanted is None or now is None:
                continue
            if isinstance(wanted, Table) and isinstance(now, Table):
                self.emit(*index_settings(now, wanted))
            if isinstance(wanted, View) and isinstance(now, View):
                self.emit(*view_settings(now, replace(now, clustered_on=wanted.clustered_on)))
            if now.comment != wanted.comment:
                self.emit(comment.statement_for(ref, wanted.comment, comment.place(wanted)))
            if isinstance(wanted, Table) and isinstance(now, Table):
                for column in wanted.columns:
                    was = now.column(column.name)
                    if was is not None and was.comment != column.comment:
                        self.emit(comment.on_column(ref, column.name, column.comment))
                    if was is not None:
                        self._describe_numbers(
                            identity_sequence.sequence(now, was), identity_sequence.sequence(wanted, column)
                        )
                self.emit(*label.columns_labelling(ref, now.columns, wanted.columns))
            if now.grants != wanted.grants and not isinstance(wanted, DefaultPrivileges):
                self.emit(*grant.difference(ref, now.grants, wanted.grants, owner=wanted.owner))
            self.emit(*label.depending(wanted, now.extensions, wanted.extensions))
            self.emit(*label.labelling(comment.place(wanted), now.security_labels, wanted.security_labels))

    def _describe_numbers(self, now: Sequence | None, wanted: Sequence | None) -> None:
        """The comment and the privileges of an identity column's sequence."""
        if now is None or wanted is None:
            return
        if now.comment != wanted.comment:
            self.emit(comment.statement_for(now.ref, wanted.comment))
        if now.grants != wanted.grants:
            self.emit(*grant.difference(now.ref, now.grants, wanted.grants, owner=now.owner))


def _free_name(name: str, taken: Container[str]) -> str:
    """A name for the time being."""
    numbers = itertools.chain([""], itertools.count(1))
    return next(free for number in numbers if (free := f"{name[:50]}_old{number}") not in taken)


def _order(source: Catalog, goal: Catalog) -> list[ObjectRef]:
    """What differs, in the order to mend it: the reverse of how it was done where ``source`` grew out of ``goal``."""
    if source.grew_from(goal):
        return [ref for ref, _now, _wanted in reversed(source.changes(goal))]
    return [ref for ref, _wanted, _now in goal.changes(source)]


def _parts(item: Object) -> tuple[Column, ...]:
    if isinstance(item, Table):
        return item.columns
    return item.attributes if isinstance(item, CompositeType) else ()


def _numbering(
    changes: list[tuple[ObjectRef, Object | None, Object | None]],
) -> Iterator[tuple[Object, Object]]:
    """Sequences that number the columns that others are to number: made anew, they would begin with numbers that are taken."""
    going = {
        now.owned_by: now
        for _ref, now, new in changes
        if isinstance(now, Sequence) and now.owned_by and new is None
    }
    for _ref, now, new in changes:
        if now is None and isinstance(new, Sequence) and new.owned_by in going:
            item = going.pop(new.owned_by)
            if item.ref.schema == new.ref.schema:
                yield item, new


__all__ = ["CannotRestoreError", "CircleError", "difference"]
