"""The catalog: frozen objects by name, in layers.

A layer holds what differs from the one below, so a change costs what it touches and ``changes()`` says
exactly what differs. Only the top layer is ever written to.
"""

from __future__ import annotations

import builtins
import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from fixer.catalog.keys import FAMILIES, Key, keys_of
from fixer.catalog.objects import (
    CompositeType,
    Constraint,
    DomainType,
    EnumType,
    External,
    Function,
    Index,
    Object,
    RangeType,
    Sequence,
    Table,
    View,
)
from fixer.model import ObjectRef

_O = TypeVar("_O", bound=Object)
_ABSENT = object()

_RELATIONS = (Table, View, CompositeType, Index, Sequence)
_TYPES = (Table, View, CompositeType, EnumType, DomainType, RangeType)
"""What has a name among the relations of a schema, and what has one among its types: tables and views have a row type."""
_FEW = 20
"""So many tables are asked about one by one, before all are looked at once."""
_MUCH = 10
"""One in so many objects is much of a catalog."""
Needs = Callable[[Object, "Catalog"], frozenset[ObjectRef]]
"""What an object needs to be there, in a catalog."""
Changes = list[tuple[ObjectRef, Object | None, Object | None]]
"""Name, before, after."""


def _place(ref: ObjectRef) -> tuple[str, str, str, str, str]:
    return ref.schema, ref.table or "", ref.kind, ref.name, ref.args or ""


NEWEST = 18
"""The major version of PostgreSQL that is known of."""


class Catalog:
    """A schema, as a value once it is built.

    ``major`` is the version of the PostgreSQL that it is on, or is made for: the newest, which is ``guessed``, where nobody
    says. ``runner`` is the role that runs the migrations, where the platform says which: what is its own counts as the
    migrations' own.
    ``names_not_null`` is whether every NOT NULL has its name here: where somebody says that it is PostgreSQL 18. Else only
    the names that are said, or that somebody has chosen in a database, are known; where the version is guessed, none is worth
    SQL that an earlier PostgreSQL would refuse.
    """

    def __init__(self, base: Catalog | None = None):
        self._base = base
        self.major: int = base.major if base else NEWEST
        self.guessed: bool = base.guessed if base else True
        self.names_not_null: bool = base.names_not_null if base else False
        self.runner: str = base.runner if base else ""
        self._objects: dict[ObjectRef, Object | None] = {}
        self._classes: dict[builtins.type[Object], dict[ObjectRef, object]] = {}
        """The names that stand for objects of a class; the values mean nothing."""
        self._lookup: dict[Key, tuple[ObjectRef, ...]] = {}
        self._unfiled: set[str] = set()
        """The families of keys that are not in ``_lookup`` yet."""
        self._ids: Iterator[int] = base._ids if base else itertools.count(1)
        self._focus: list[Object] | None = None
        self._memo: dict[int, tuple[Object, frozenset[ObjectRef]]] = base._memo if base else {}
        self._unread: dict[builtins.type[Object], dict[ObjectRef, object]] = {}
        self._needed: dict[ObjectRef, dict[ObjectRef, None]] = {}
        self._children: dict[builtins.type[Object], dict[ObjectRef, tuple[Any, ...]]] = {}
        """Answers of ``children``: rule after rule asks the same of every table, and nothing is written meanwhile."""
        self._listed: dict[builtins.type[Object], list[Any]] = {}
        """Answers of ``objects``, for the same reason."""
        self._written: dict[ObjectRef, Object | None] | None = None
        """What was there before, under each name that was written to since somebody wants to know."""

    # reading

    @property
    def unlogged_sequences(self) -> bool:
        """Whether that PostgreSQL has unlogged sequences, which those of unlogged tables are (release notes of 15)."""
        return self.major >= 15

    def _layers(self) -> Iterator[Catalog]:
        layer: Catalog | None = self
        while layer is not None:
            yield layer
            layer = layer._base

    def get(self, ref: ObjectRef) -> Object | None:
        """The object of that name, or None."""
        if self._base is None:
            return self._objects.get(ref)
        layer: Catalog | None = self
        while layer is not None:
            item = layer._objects.get(ref, _ABSENT)
            if item is not _ABSENT:
                return item  # type: ignore[return-value]
            layer = layer._base
        return None

    def find(self, ref: ObjectRef, kind: builtins.type[_O]) -> _O | None:
        """The object of that name, if it is of that class."""
        item = self._objects.get(ref) if self._base is None else self.get(ref)
        return item if isinstance(item, kind) else None

    def _refs(self, key: Key) -> tuple[ObjectRef, ...]:
        layer: Catalog | None = self
        while layer is not None:
            if key[0] in layer._unfiled:
                layer._file(key[0])
            if key in layer._lookup:
                return layer._lookup[key]
            layer = layer._base
        return ()

    def relation(self, schema: str, name: str) -> Object | None:
        """The table, view, index, sequence, composite type or external relation of that name."""
        refs = self._refs(("relation", schema, name))
        return self.get(refs[0]) if refs else None

    def table(self, schema: str, name: str) -> Table | None:
        """The table of that name."""
        return self.find(ObjectRef("table", schema, name), Table)

    def type(self, schema: str, name: str) -> Object | None:
        """The enum, domain, range or composite type of that name, or the relation whose row type it is."""
        refs = self._refs(("type", schema, name))
        if refs:
            return self.get(refs[0])
        relation = self.relation(schema, name)
        return relation if relation is not None and relation.ref.kind not in ("index", "sequence") else None

    def occupant(self, item: Object, ref: ObjectRef) -> Object | None:
        """What stands in the way of giving ``item`` the name ``ref``; nothing does that the input never creates."""
        found = self.get(ref)
        indexed = isinstance(item, Constraint) and item.type in "pux"
        if found is None and (indexed or isinstance(item, _RELATIONS)):
            found = self.relation(ref.schema, ref.name)
        if found is None and isinstance(item, _TYPES):
            found = self.type(ref.schema, ref.name)
        if found is None and isinstance(item, Function):
            alike = (other for other in self.routines(ref.schema, ref.name) if other.ref.args == ref.args)
            found = next(alike, None)
        return None if isinstance(found, External) else found

    def has_constraint(self, schema: str, name: str) -> bool:
        """Whether a constraint of that name is there, on whichever table or domain of the schema; of NOT NULL, where it is
        said.
        """
        return bool(self._refs(("constraint", schema, name)))

    def routines(self, schema: str, name: str) -> tuple[Function, ...]:
        """All functions and procedures of that name, whatever their arguments."""
        found = (self.find(ref, Function) for ref in self._refs(("routine", schema, name)))
        return tuple(item for item in found if item is not None)

    def operators(self, schema: str, name: str) -> tuple[ObjectRef, ...]:
        """All operators of that name, whatever their operands."""
        return self._refs(("operator", schema, name))

    def children(self, table: ObjectRef, kind: builtins.type[_O]) -> tuple[_O, ...]:
        """The indexes, constraints, policies, triggers, rules or statistics of a table, in order of creation."""
        key = ("child", table.schema, table.name)
        if self._base is not None:
            return tuple([item for ref in self._refs(key) if isinstance(item := self.get(ref), kind)])
        known = self._children.get(kind)
        if known is None:
            self._children[kind] = known = {}
        found = known.get(table)
        if found is None and kind is not Object and (len(known) == _FEW or "child" in self._unfiled):
            known |= self._by_table(kind)
            found = known.get(table)
        if found is None:
            get = self._objects.get
            found = tuple([item for ref in self._refs(key) if isinstance(item := get(ref), kind)])
            known[table] = found
        return found

    def _by_table(self, kind: builtins.type[_O]) -> dict[ObjectRef, tuple[_O, ...]]:
        """What ``children`` answers for every table that has some."""
        found: dict[ObjectRef, list[_O]] = {}
        for item in self.objects(kind):
            table = item.table  # type: ignore[attr-defined]
            if table in found:
                found[table].append(item)
            else:
                found[table] = [item]
        return {table: tuple(items) for table, items in found.items()}

    def primary_key(self, table: ObjectRef) -> tuple[str, ...]:
        """The columns of a table's primary key; none where it has none."""
        keys = (key.columns for key in self.children(table, Constraint) if key.type == "p")
        return next(keys, ())

    def referrers(self, table: ObjectRef) -> tuple[Constraint, ...]:
        """The foreign keys that refer to a table."""
        found = (self.find(ref, Constraint) for ref in self._refs(("referrer", table.schema, table.name)))
        return tuple(item for item in found if item is not None)

    def partition_names(self, table: ObjectRef) -> tuple[ObjectRef, ...]:
        """What the direct partitions of a table are called, in order of creation."""
        return self._refs(("partition", table.schema, table.name))

    def partitions(self, table: ObjectRef) -> tuple[Table, ...]:
        """The direct partitions of a table."""
        found = (self.find(ref, Table) for ref in self.partition_names(table))
        return tuple(item for item in found if item is not None)

    def owned(self, table: ObjectRef) -> tuple[Sequence, ...]:
        """The sequences that a table's columns own."""
        found = (self.find(ref, Sequence) for ref in self._refs(("owned", table.schema, table.name)))
        return tuple(item for item in found if item is not None)

    def heirs(self, table: ObjectRef) -> tuple[Table, ...]:
        """The tables that inherit directly from a table, partitions not among them."""
        found = (self.find(ref, Table) for ref in self._refs(("heir", table.schema, table.name)))
        return tuple(item for item in found if item is not None)

    def objects(self, kind: builtins.type[_O] | None = None) -> Iterator[_O]:
        """All objects of a class, in order of creation; only those in focus where the catalog is focused."""
        wanted: builtins.type[Any] = kind or Object
        if self._focus is not None:
            return iter([item for item in self._focus if isinstance(item, wanted)])
        if self._base is None:
            if wanted not in self._listed:
                found = (self._objects[ref] for ref in self._of_class(wanted))
                self._listed[wanted] = [item for item in found if item is not None]
            return iter(self._listed[wanted])
        return self._in_layers(wanted)

    def _in_layers(self, wanted: builtins.type[_O]) -> Iterator[_O]:
        """All objects of a class, those of lower layers first."""
        layers = list(self._layers())
        seen: set[ObjectRef] = set()
        for layer in reversed(layers):
            for ref in layer._of_class(wanted):
                if ref not in seen:
                    seen.add(ref)
                    item = self.get(ref) if layer is not self else layer._objects[ref]
                    if isinstance(item, wanted):
                        yield item

    def may_have(self, kind: builtins.type[Object]) -> bool:
        """Whether an object of exactly this class was ever put here: where not, there is none."""
        layer: Catalog | None = self
        while layer is not None:
            if kind in layer._classes:
                return True
            layer = layer._base
        return False

    def _of_class(self, wanted: builtins.type[Object]) -> Iterable[ObjectRef]:
        """The names in this layer alone that stand for objects of a class."""
        if wanted is Object:
            return list(self._objects)
        named = [refs for kind, refs in self._classes.items() if refs and issubclass(kind, wanted)]
        return [ref for refs in named for ref in refs] if named else ()

    def memo(self) -> dict[int, tuple[Object, frozenset[ObjectRef]]]:
        """What each object needs, once computed (``ddl.depends``): shared by all layers, keyed by the value's identity."""
        return self._memo

    def users(self, ref: ObjectRef, needs: Needs, *kinds: builtins.type[Object]) -> list[Object]:
        """The objects of some classes that need ``ref``, in order of creation. ``needs`` says what one needs.

        Each layer remembers by what is needed which of its own objects need it, and reads only what was written since.
        """
        found: set[ObjectRef] = set()
        for layer in self._layers():
            layer._read(needs, kinds)
            found.update(layer._needed.get(ref, ()))
        items = [item for name in found if (item := self.get(name)) is not None]
        items = [item for item in items if isinstance(item, kinds) and ref in needs(item, self)]
        return self._as_created(items) if len(items) > 1 else items

    def _read(self, needs: Needs, kinds: tuple[builtins.type[Object], ...]) -> None:
        """Looks what the objects written to this layer need, here: in one above, what they need may be gone with them."""
        for kind in [kind for kind in self._unread if issubclass(kind, kinds)]:
            for ref in list(self._unread.pop(kind)):
                item = self._objects.get(ref)
                for needed in needs(item, self) if item is not None else ():
                    self._needed.setdefault(needed, {})[ref] = None

    def _as_created(self, items: list[Object]) -> list[Object]:
        """The objects in the order that ``objects`` gives them in."""
        left = {item.ref: item for item in items}
        ordered = []
        for layer in reversed(list(self._layers())):
            here = [ref for ref in left if ref in layer._objects]
            if len(here) > 1:
                here = [ref for ref in layer._objects if ref in left]
            ordered += [left.pop(ref) for ref in here]
        return ordered

    def focused(self, refs: Iterable[ObjectRef]) -> Catalog:
        """The same catalog, of which ``objects()`` gives only these: look-ups stay complete."""
        view = Catalog(self)
        found = (self.get(ref) for ref in sorted(set(refs), key=_place))
        view._focus = [item for item in found if item is not None]
        return view

    # layers

    def grew_from(self, below: Catalog) -> bool:
        """Whether ``below`` is one of the layers under this catalog."""
        return any(layer is below for layer in self._layers())

    def related(self, other: Catalog) -> bool:
        """Whether both grew out of the same one, so that an identity means the same in both."""
        return self._ids is other._ids

    def touched(self) -> list[ObjectRef]:
        """The names that were written to in this layer."""
        return list(self._objects)

    def overlay(self) -> Catalog:
        """A new layer on top, to be changed without touching this one."""
        return Catalog(self)

    def upon(self, other: Catalog) -> Catalog:
        """The same as a layer on another catalog, which takes no more room than what differs; itself where much does.

        An identity still means nothing in the other one.
        """
        changes = self.changes(other)
        if len(changes) > _FEW and len(changes) * _MUCH > len(self._objects):
            return self
        layer = Catalog(other)
        layer._ids = self._ids
        for ref, _before, after in changes:
            if after is None:
                layer.remove(ref)
            else:
                layer.put(after)
        return layer

    def changes(self, since: Catalog) -> Changes:
        """What differs from another catalog, as (name, before, after), in the order it was touched.

        Where both grew out of the same layer, only what was written above that is looked at.
        """
        others = list(since._layers())
        below = {id(layer) for layer in others}
        above: list[Catalog] = []
        for layer in self._layers():
            if id(layer) in below:
                others = others[: next(n for n, other in enumerate(others) if other is layer)]
                break
            above.append(layer)
        else:
            everything = itertools.chain(self.objects(Object), since.objects(Object))
            refs = dict.fromkeys(item.ref for item in everything)
            return self._differing(refs, since)
        touched: dict[ObjectRef, None] = {}
        for layer in (*reversed(above), *reversed(others)):
            touched |= dict.fromkeys(layer._objects)
        return self._differing(touched, since)

    def _differing(self, refs: Iterable[ObjectRef], since: Catalog) -> Changes:
        was, now = (one._objects.get if one._base is None else one.get for one in (since, self))
        found = []
        for ref in refs:
            before, after = was(ref), now(ref)
            if before is not after and before != after:
                found.append((ref, before, after))
        return found

    def commit(self) -> Catalog:
        """Writes this layer into the one below and returns that one. The layer itself is spent."""
        base = self._base
        if base is None:
            raise ValueError("the lowest layer has nothing below it")
        base._file(*base._unfiled)
        if base._written is not None:
            base._written |= {ref: base.get(ref) for ref in self._objects if ref not in base._written}
        base._objects.update(self._objects)
        for kind, refs in self._classes.items():
            base._classes.setdefault(kind, {}).update(refs)
            base._unread.setdefault(kind, {}).update(refs)
        base._lookup.update(self._lookup)
        base._children, base._listed = {}, {}
        return base

    # writing

    def watch(self) -> None:
        """From now on what is written here is noted, until it is ``written``."""
        self._written = {}

    def written(self) -> Changes:
        """What was written here since, a layer that was committed among it: in less time than ``changes`` of a layer takes."""
        noted, self._written = self._written or {}, None
        return [(ref, was, self.get(ref)) for ref, was in noted.items()]

    def new_id(self) -> int:
        """An identity for a new object, unique in all layers."""
        return next(self._ids)

    def put(self, item: Object) -> None:
        """Adds an object, or replaces the one of the same name."""
        if self._unfiled:
            self._file(*self._unfiled)
        old = self.get(item.ref)
        if self._written is not None:
            self._written.setdefault(item.ref, old)
        self._children, self._listed = {}, {}
        self._objects[item.ref] = item
        self._classes.setdefault(type(item), {})[item.ref] = None
        self._unread.setdefault(type(item), {})[item.ref] = None
        new_keys = keys_of(item)
        if old is not None:
            old_keys = keys_of(old)
            if old_keys == new_keys:
                return
            for key in old_keys:
                if key not in new_keys:
                    self._lookup[key] = tuple(ref for ref in self._refs(key) if ref != item.ref)
        for key in new_keys:
            refs = self._refs(key)
            if item.ref not in refs:
                self._lookup[key] = (*refs, item.ref)

    def fill(self, items: Iterable[Object]) -> None:
        """Adds objects with names of their own to a catalog that has none yet: as ``put`` for each, in less time."""
        of_kinds: dict[builtins.type[Object], list[Object]] = defaultdict(list)
        for kind, run in itertools.groupby(items, type):
            of_kinds[kind].extend(run)
        for kind, of_kind in of_kinds.items():
            named: dict[ObjectRef, Any] = {item.ref: item for item in of_kind}
            self._objects.update(named)
            self._classes[kind] = self._unread[kind] = named  # whatever is put is put in both
        self._children, self._listed = {}, {}
        self._unfiled = set(FAMILIES)

    def _file(self, *families: str) -> None:
        """Notes the names by the keys of these: of what a catalog was filled with, most are never asked for."""
        for family in families:
            self._unfiled.discard(family)
            kinds, lookup = FAMILIES[family], defaultdict[Key, list[ObjectRef]](list)
            for item in self._objects.values():
                if item is not None and item.ref.kind in kinds:
                    for key in keys_of(item):
                        if key[0] == family:
                            lookup[key].append(item.ref)
            self._lookup.update((key, tuple(refs)) for key, refs in lookup.items())

    def remove(self, ref: ObjectRef) -> None:
        """Takes an object away. Nothing happens when there is none."""
        old = self.get(ref)
        if old is None:
            return
        self._file(*self._unfiled)
        if self._written is not None:
            self._written.setdefault(ref, old)
        self._children, self._listed = {}, {}
        if self._base is None:
            del self._objects[ref]
            del self._classes[type(old)][ref]
        else:
            self._objects[ref] = None
        for key in keys_of(old):
            self._lookup[key] = tuple(other for other in self._refs(key) if other != ref)

    def external(self, ref: ObjectRef) -> External:
        """Notes that ``ref`` exists outside of the input, and returns it."""
        name = ObjectRef("external", ref.schema, ref.name, ref.table, ref.args)
        known = self.find(name, External)
        if known is None:
            known = External(name, id=self.new_id())
            self.put(known)
        return known
