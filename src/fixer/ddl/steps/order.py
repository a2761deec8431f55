"""In which order things are dropped and made."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from collections.abc import Sequence as Listed

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import (
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
)
from fixer.catalog.rare_objects import DefaultPrivileges, Rule, Statistics
from fixer.ddl.constraints import keys_beside
from fixer.ddl.steps.kinds import kind_of
from fixer.ddl.texts.depends import body_needs, needs, waits_for_itself
from fixer.model import ObjectRef
from fixer.values import replace


def goes_with(item: Object, doomed: Mapping[ObjectRef, Object]) -> ObjectRef | None:
    """The object among those dropped that takes this one along by itself."""
    owner: ObjectRef | None = None
    if isinstance(item, Constraint | Index | Policy | Trigger | Rule | Statistics):
        owner = item.table
        if isinstance(item, Index) and item.constraint in doomed:
            owner = item.constraint
        if isinstance(item, Index) and item.parent in doomed:
            owner = item.parent
    elif isinstance(item, Table):
        owner = item.parent
    elif isinstance(item, Sequence) and item.owned_by is not None:
        owner = item.owned_by[0]
    elif isinstance(item, DefaultPrivileges) and item.ref.schema:
        owner = ObjectRef("schema", "", item.ref.schema)
    return owner if owner in doomed else None


def dependents_first(
    doomed: Mapping[ObjectRef, Object], others: Collection[ObjectRef], catalog: Catalog
) -> list[ObjectRef]:
    """Drop order: what needs another goes before it; otherwise as given. What goes along hands its needs on.

    ``others`` are not dropped but changed, so that they stop needing something.
    """
    items = dict(doomed)
    for ref in others:
        item = catalog.get(ref)
        if item is not None:
            items[ref] = item
    links = {ref: set(_without_owner(item, catalog)) for ref, item in items.items()}
    for ref, item in doomed.items():
        owner = goes_with(item, doomed)
        if isinstance(item, Constraint) and item.references is not None and item.table in others:
            links[item.table] |= links[ref]  # the column may take it along: then before the other end goes
        referenced = item.references if isinstance(item, Constraint) else None
        if referenced is not None and owner in links.get(referenced, ()):
            continue  # a key to a table that needs the key's own goes first, by itself
        while owner is not None:
            links[owner] |= links[ref]
            owner = goes_with(doomed[owner], doomed)
    for ref, needed in links.items():
        sequences = (doomed[need] for need in needed if isinstance(doomed.get(need), Sequence))
        needed.update([owner for one in sequences if (owner := goes_with(one, doomed)) is not None])
        needed.discard(ref)
    order = _sorted(list(reversed(items)), {ref: frozenset(needed) for ref, needed in links.items()})
    return list(reversed(order))


def needed_first(missing: Mapping[ObjectRef, Object], catalog: Catalog) -> list[ObjectRef]:
    """Creation order: by rank of kind, what is needed before what needs it, otherwise as given."""
    links = {ref: _needed(item, catalog) for ref, item in missing.items()}
    ranked = sorted(missing, key=lambda ref: (kind_of(missing[ref]).rank, *keys_beside.turn(missing[ref])))
    return _sorted(ranked, links)


def in_a_circle(
    ordered: Listed[ObjectRef], missing: Mapping[ObjectRef, Object], state: Catalog, goal: Catalog
) -> list[ObjectRef]:
    """Of what has to be made in that order, what needs something that is only made behind it, and what needs that."""
    place = {ref: number for number, ref in enumerate(ordered) if state.get(ref) is None}
    found: dict[ObjectRef, None] = {}
    for ref in place:
        needed = _without_owner(missing[ref], goal)
        if any(place.get(need, -1) > place[ref] or need in found for need in needed):
            found[ref] = None
    return list(found)


def _without_owner(item: Object, catalog: Catalog) -> frozenset[ObjectRef]:
    """A sequence and the column that it feeds need each other: the sequence can do without."""
    return needs(replace(item, owned_by=None) if isinstance(item, Sequence) else item, catalog)


def _needed(item: Object, catalog: Catalog) -> frozenset[ObjectRef]:
    if isinstance(item, Function):  # PostgreSQL looks into the body of an SQL function when it is created
        read = body_needs(item, catalog)
        return needs(item, catalog) | (read - waits_for_itself(item, catalog) if read else read)
    if isinstance(item, DomainType | EnumType | RangeType):
        # a sequence and a type may share a name if the sequence came first: each relation makes a type of its name
        namesake = catalog.relation(item.ref.schema, item.ref.name)
        if isinstance(namesake, Sequence):
            return _without_owner(item, catalog) | {namesake.ref}
    return _without_owner(item, catalog)


def _sorted(refs: Iterable[ObjectRef], links: Mapping[ObjectRef, frozenset[ObjectRef]]) -> list[ObjectRef]:
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
