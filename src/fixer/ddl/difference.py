"""The one engine: the statements that lead from one catalog to another.

It is the way back of a migration (``difference(after, before)``), the printed schema (``difference(empty, catalog)``)
and what says that something was not restored. Every statement it emits is run on a working copy, and what comes
next is decided by looking at that copy: the engine checks itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import (
    Constraint,
    External,
    Function,
    Index,
    Object,
    Policy,
    Sequence,
    Table,
    Trigger,
    View,
)
from fixer.ddl import comment, grant, index, owner, rename
from fixer.ddl.base import DdlError, Session
from fixer.ddl.depends import body_needs, column_ref, needs
from fixer.ddl.kinds import kind_of, plain
from fixer.ddl.run import run
from fixer.ddl.table import index_settings
from fixer.model import ObjectRef, Statement
from fixer.sql.quote import identifier, target

_MAX_ROUNDS = 8


class CannotRestore(Exception):
    """No statements lead from the one catalog to the other; ``left`` names the objects that would stay different."""

    def __init__(self, left: list[str]):
        self.left = left
        super().__init__("cannot be restored: " + ", ".join(left))


@dataclass(frozen=True, slots=True)
class _Change:
    ref: ObjectRef
    wanted: Object | None


def difference(source: Catalog, goal: Catalog, concurrently: bool = True) -> list[Statement]:
    """The fewest statements from ``source`` to ``goal``, in an order that works; indexes concurrently where possible.

    Raises CannotRestore. The position of a column that comes back is the one thing that is not restored.
    """
    return _Run(source, goal, concurrently).statements()


def _order(source: Catalog, goal: Catalog) -> list[_Change]:
    """What differs, in the order to mend it: the reverse of how it was done where ``source`` grew out of ``goal``."""
    if source.grew_from(goal):
        return [_Change(ref, wanted) for ref, wanted, _now in reversed(source.changes(goal))]
    return [_Change(ref, wanted) for ref, _now, wanted in goal.changes(source)]


class _Run:
    def __init__(self, source: Catalog, goal: Catalog, concurrently: bool):
        self.goal, self.concurrently = goal, concurrently
        self.changes = [
            c for c in _order(source, goal) if not isinstance(c.wanted, External) and c.ref.kind != "external"
        ]
        self.state = source.overlay()
        for external in goal.objects(External):
            self.state.put(external)
        self.done: list[Statement] = []

    def statements(self) -> list[Statement]:
        if not self.changes:
            return []
        self._rename()
        self._drop()
        for _round in range(_MAX_ROUNDS):
            before = len(self.done)
            self._create()
            self._alter()
            if len(self.done) == before:
                break
        self._describe()
        left = [target(ref) for ref in self._left()]
        if left:
            raise CannotRestore(left)
        return self.done

    def emit(self, *texts: str) -> None:
        for text in texts:
            self.done.append(run(self.state, text, Session(strict=True)))

    # renames

    def _rename(self) -> None:
        for _round in range(_MAX_ROUNDS):
            wanted = {c.wanted.id: c.wanted for c in self.changes if c.wanted is not None and c.wanted.id}
            pairs = []
            for item in (self.state.get(change.ref) for change in self.changes if change.wanted is None):
                new = wanted.get(item.id) if item is not None and item.id else None
                if item is None or new is None or type(new) is not type(item) or new.ref == item.ref:
                    continue
                if item.ref.table == new.ref.table and self.state.get(new.ref) is None and _renamable(item):
                    pairs.append((item, new))
            if not pairs:
                break
            for item, new in pairs:
                if self.state.get(item.ref) is item:
                    self.emit(*rename.statements(item.ref, new.ref, item))
        for change in self.changes:
            self._rename_columns(change.wanted)

    def _rename_columns(self, wanted: Object | None) -> None:
        now = self.state.find(wanted.ref, Table) if isinstance(wanted, Table) else None
        if now is None or not isinstance(wanted, Table) or now.id != wanted.id:
            return
        names = {column.id: column.name for column in wanted.columns if column.id}
        for column in now.columns:
            new = names.get(column.id)
            if new and new != column.name and now.column(new) is None and not column.inherited:
                place = target(now.ref)
                self.emit(f"ALTER TABLE {place} RENAME COLUMN {identifier(column.name)} TO {identifier(new)}")

    # drops

    def _drop(self) -> None:
        gone = {
            c.ref: item
            for c in self.changes
            if c.wanted is None and (item := self.state.get(c.ref)) is not None
        }
        again = self._recreated(set(gone))
        doomed = {**gone, **again}
        for ref in _dependents_first(doomed, self.state):
            item = self.state.get(ref)
            if item is None or _goes_with(item, doomed):
                continue
            if isinstance(item, Table):
                self._cut_references(item, doomed)
            texts = kind_of(item).drop(item, self.state)
            if isinstance(item, Index) and not self.concurrently:
                texts = [text.replace("DROP INDEX CONCURRENTLY IF EXISTS", "DROP INDEX") for text in texts]
            self.emit(*texts)
        known = {change.ref for change in self.changes}
        self.changes += [_Change(ref, self.goal.get(ref)) for ref in again if ref not in known]

    def _cut_references(self, table: Table, doomed: dict[ObjectRef, Object]) -> None:
        """Two tables that refer to each other: the keys go before the first of them."""
        for item in doomed.values():
            if isinstance(item, Constraint) and item.references == table.ref and item.table != table.ref:
                current = self.state.get(item.ref)
                if current is not None:
                    self.emit(*kind_of(current).drop(current, self.state))

    def _recreated(self, gone: set[ObjectRef]) -> dict[ObjectRef, Object]:
        """What has to be dropped and made again, with everything that needs it."""
        found: dict[ObjectRef, Object] = {}
        pending = []
        for change in self.changes:
            now = self.state.get(change.ref)
            if now is None or change.wanted is None:
                continue
            if (
                type(now) is not type(change.wanted)
                or kind_of(now).alter(now, change.wanted, self.state) is None
            ):
                pending.append(now)
            elif isinstance(now, Table) and isinstance(change.wanted, Table):
                pending += self._in_the_way(now, change.wanted)
        while pending:
            item = pending.pop()
            if item.ref in found or item.ref in gone:
                continue
            found[item.ref] = item
            pending += [other for other in self.state.objects() if item.ref in needs(other, self.state)]
        return found

    def _in_the_way(self, now: Table, wanted: Table) -> list[Object]:
        """Views, policies and triggers on a column whose type changes or that goes: PostgreSQL refuses to touch it."""
        touched = set()
        for column in now.columns:
            other = wanted.column(column.name)
            if other is None or other.type != column.type:
                touched.add(column_ref(now.ref, column.name))
        if not touched:
            return []
        kinds = (View, Policy, Trigger)
        return [i for i in self.state.objects() if isinstance(i, kinds) and touched & needs(i, self.state)]

    # creation and alteration

    def _create(self) -> None:
        missing = {
            c.ref: c.wanted for c in self.changes if c.wanted is not None and self.state.get(c.ref) is None
        }
        for ref in _needed_first(missing, self.goal):
            item = missing[ref]
            if self.state.get(ref) is not None:
                continue
            if isinstance(item, Sequence):
                item = replace(item, owned_by=None)
            if isinstance(item, Index):
                self.emit(
                    *index.create(item, self.goal, self.concurrently and not _partitioned(item, self.goal))
                )
            else:
                self.emit(*kind_of(item).create(item, self.goal))

    def _alter(self) -> None:
        for change in self.changes:
            now = self.state.get(change.ref)
            if now is None or change.wanted is None or plain(now) == plain(change.wanted):
                continue
            steps = kind_of(now).alter(now, change.wanted, self.state)
            self.emit(*(steps or ()))

    # comments, owners, grants

    def _describe(self) -> None:
        for change in self.changes:
            wanted, now = change.wanted, self.state.get(change.ref)
            if wanted is None or now is None:
                continue
            if isinstance(wanted, Table) and isinstance(now, Table):
                self.emit(*index_settings(now, wanted))
            if now.comment != wanted.comment:
                self.emit(comment.statement_for(wanted.ref, wanted.comment))
            for old, new in _columns(now, wanted):
                if old.comment != new.comment:
                    self.emit(comment.statement_for(column_ref(wanted.ref, new.name), new.comment))
            if now.owner != wanted.owner:
                self.emit(owner.alter_owner(wanted.ref, wanted.owner))
            if now.grants != wanted.grants:
                self.emit(*grant.difference(wanted.ref, now.grants, wanted.grants))

    def _left(self) -> list[ObjectRef]:
        """What still differs at the end, the order of columns aside."""
        left = []
        for change in self.changes:
            now, wanted = self.state.get(change.ref), self.goal.get(change.ref)
            if _settled(now) != _settled(wanted):
                left.append(change.ref)
        return left


def _settled(item: Object | None) -> Object | None:
    if isinstance(item, Table):
        return replace(item, columns=tuple(sorted(item.columns, key=lambda column: column.name)))
    if item is not None and item.grants is not None:
        return replace(item, grants=None if grant.is_default(item.ref, item.grants) else item.grants)
    return item


def _columns(now: Object, wanted: Object) -> list[tuple]:  # type: ignore[type-arg]
    if not isinstance(now, Table) or not isinstance(wanted, Table):
        return []
    return [(old, new) for new in wanted.columns if (old := now.column(new.name)) is not None]


def _renamable(item: Object) -> bool:
    if isinstance(item, Index):
        return item.constraint is None
    return not (isinstance(item, Constraint) and item.clone_of is not None)


def _partitioned(item: Index, catalog: Catalog) -> bool:
    table = catalog.find(item.table, Table)
    return table is not None and table.partition_key is not None


def _goes_with(item: Object, doomed: dict[ObjectRef, Object]) -> ObjectRef | None:
    """The object among those dropped that takes this one along by itself."""
    owner: ObjectRef | None = None
    if isinstance(item, Constraint | Index | Policy | Trigger):
        owner = item.table
        if isinstance(item, Index) and item.constraint in doomed:
            owner = item.constraint
        if isinstance(item, Index) and item.parent in doomed:
            owner = item.parent
    elif isinstance(item, Table):
        owner = item.parent
    elif isinstance(item, Sequence) and item.owned_by is not None:
        owner = item.owned_by[0]
    return owner if owner in doomed else None


def _dependents_first(doomed: dict[ObjectRef, Object], catalog: Catalog) -> list[ObjectRef]:
    """Drop order: what needs another goes before it; otherwise as given. What goes along hands its needs on."""
    links = {ref: set(needs(item, catalog)) for ref, item in doomed.items()}
    for ref, item in doomed.items():
        owner = _goes_with(item, doomed)
        while owner is not None:
            links[owner] |= links[ref]
            owner = _goes_with(doomed[owner], doomed)
    for ref, needed in links.items():
        needed.discard(ref)
    order = _sorted(list(reversed(doomed)), {ref: frozenset(needed) for ref, needed in links.items()})
    return list(reversed(order))


def _needed_first(missing: dict[ObjectRef, Object], catalog: Catalog) -> list[ObjectRef]:
    """Creation order: by rank of kind, what is needed before what needs it, otherwise as given."""
    links = {ref: _needed(item, catalog) for ref, item in missing.items()}
    ranked = sorted(missing, key=lambda ref: kind_of(missing[ref]).rank)
    return _sorted(ranked, links)


def _needed(item: Object, catalog: Catalog) -> frozenset[ObjectRef]:
    if isinstance(item, Sequence):
        return needs(replace(item, owned_by=None), catalog)
    if isinstance(item, Function):  # PostgreSQL looks into the body of an SQL function when it is created
        return needs(item, catalog) | body_needs(item, catalog)
    return needs(item, catalog)


def _sorted(refs: Iterable[ObjectRef], links: dict[ObjectRef, frozenset[ObjectRef]]) -> list[ObjectRef]:
    """Depth first: each object after those it needs. A cycle (two tables' foreign keys) is cut where it closes."""
    placed: dict[ObjectRef, None] = {}
    entered: set[ObjectRef] = set()
    for root in refs:
        stack = [(root, False)]
        while stack:
            ref, leaving = stack.pop()
            if leaving:
                placed.setdefault(ref)
                continue
            if ref in entered or ref not in links:
                continue
            entered.add(ref)
            stack.append((ref, True))
            stack.extend((need, False) for need in sorted(links[ref], key=str, reverse=True) if need in links)
    return list(placed)


__all__ = ["CannotRestore", "DdlError", "difference"]
