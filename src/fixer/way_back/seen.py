"""What a migration did on a database, carried over to the catalog that is read from the files."""

from __future__ import annotations

from typing import Any

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Column, External, Object, Table
from fixer.replay import Seen
from fixer.values import Value, replace

_TEMPORARY = "pg_temp"


def seen(server: str, before: Catalog, after: Catalog) -> Seen:
    """The two introspections as one catalog with a layer on top, so that what kept its identity is known."""
    layer = before.overlay()
    changes = after.changes(before)
    for ref, was, now in changes:
        if was is not None and (now is None or was.id != now.id):
            layer.remove(ref)
    for _ref, _was, now in changes:
        if now is not None:
            layer.put(now)
    return Seen(server, before, layer)


def followed(catalog: Catalog, found: Seen) -> Catalog:
    """A layer on ``catalog`` with what happened on the database: texts stay as written where they did not change."""
    layer = catalog.overlay()
    changes = found.after.changes(found.before)
    known = {item.id: item for item in found.before.objects(Object)}
    for ref, _was, now in changes:
        if now is None:
            layer.remove(ref)
    for _ref, _was, now in changes:
        if now is not None and not isinstance(now, External):
            was = known.get(now.id)
            old = catalog.get(was.ref) if was is not None else None
            layer.put(_patched(old, was, now, layer))
    _level(layer, found.after)
    return layer


def _level(layer: Catalog, database: Catalog) -> None:
    """What there is, is what the database has: a statement that was misread before this migration misled no further."""
    there = {item.ref for item in database.objects(Object)}
    for item in list(layer.objects(Object)):
        if item.ref not in there and not isinstance(item, External) and item.ref.schema != _TEMPORARY:
            layer.remove(item.ref)
    for item in database.objects(Object):
        if not isinstance(item, External) and layer.get(item.ref) is None:
            layer.put(_patched(None, None, item, layer))


def _patched(old: Object | None, was: Object | None, now: Object, catalog: Catalog) -> Object:
    """``old`` with the fields that differ between ``was`` and ``now``; ``now`` itself where it is new."""
    if old is None or was is None or type(old) is not type(was) or type(was) is not type(now):
        made = replace(now, id=catalog.new_id())
        if isinstance(made, Table):
            made = replace(made, columns=tuple(replace(c, id=catalog.new_id()) for c in made.columns))
        return made
    changed = _differing(was, now) | {"ref": now.ref}
    if isinstance(old, Table) and isinstance(was, Table) and isinstance(now, Table):
        changed["columns"] = tuple(_column(old, was, column, catalog) for column in now.columns)
    elif (
        changed.keys() - _OF_ALL
    ):  # one text says it all: part of the old and part of the new would contradict each other
        changed |= {name: getattr(now, name) for name in now.__struct_fields__ if name not in _OF_ALL}
    return replace(old, **changed)


def _column(old: Table, was: Table, now: Column, catalog: Catalog) -> Column:
    before = next((column for column in was.columns if column.id == now.id), None)
    kept = old.column(before.name) if before is not None else None
    if before is None or kept is None:
        return replace(now, id=catalog.new_id())
    changed = _differing(before, now)
    if not changed.keys().isdisjoint(_NOT_NULL):
        changed |= {name: getattr(now, name) for name in _NOT_NULL}
    return replace(kept, **changed)


_NOT_NULL = frozenset({"not_null", "not_null_as"})
"""One thing: what is left of one of them would be NOT VALID."""
_OF_ALL = frozenset(Object.__struct_fields__)


def _differing(was: Value, now: Value) -> dict[str, Any]:
    names = (name for name in now.__struct_fields__ if name not in now.uncompared)
    return {name: getattr(now, name) for name in names if getattr(now, name) != getattr(was, name)}
