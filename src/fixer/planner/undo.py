"""How a migration is undone: the statements that lead back, and why there are none."""

from __future__ import annotations

from collections.abc import Sequence

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Constraint, Object
from fixer.ddl.base import DdlError, Session
from fixer.ddl.difference import CannotRestoreError, difference
from fixer.ddl.run import apply, run
from fixer.ddl.steps.kinds import kind_of, plain
from fixer.model import FixerError, Migration, ObjectRef, Statement
from fixer.planner.mend import Unit
from fixer.planner.proof import broken_promise
from fixer.sql.parse import statement as parse_statement
from fixer.sql.quote import identifier, target
from fixer.values import replace


def way_back(
    after: Catalog,
    changed: Sequence[ObjectRef],
    before: Catalog,
    start: Catalog,
    concurrently: bool,
    said: Sequence[str] = (),
) -> tuple[Statement, ...]:
    """What leads from after a migration to how its objects were before it; indexes and constraints, before the whole group.

    Of these the parts of a group are undone together: an attached index cannot be detached, so undoing ATTACH drops
    the parent index, and the ways back of the earlier parts find nothing left to drop. What templates have ``said``
    themselves runs first; the rest is computed from what that leaves.
    """
    after = after.overlay()
    first = tuple(run(after, sql, Session(strict=True)) for sql in said)
    changed = list(dict.fromkeys((*changed, *after.touched())))
    goal = after.overlay()
    for ref in reversed(changed):
        goes = after.get(ref) is None and None not in (before.get(ref), start.get(ref))
        goes = goes or _only_described(before.get(ref), after.get(ref))
        goes = goes or _alters_back(after.get(ref), before.get(ref), after)
        earlier = (start if ref.kind in ("index", "constraint") and not goes else before).get(ref)
        if earlier is None and after.get(ref) is None:
            earlier = _unproved(before.get(ref))
        if earlier is None:
            goal.remove(ref)
        else:
            goal.put(earlier)
    return (*first, *difference(after, goal, concurrently))


def _alters_back(item: Object | None, was: Object | None, catalog: Catalog) -> bool:
    """Whether an object gets back to what it was without being made anew."""
    if item is None or was is None or plain(item) == plain(was):
        return False
    return bool(kind_of(item).alter(item, was, catalog))


def _unproved(item: Object | None) -> Object | None:
    """A CHECK that an earlier part of the group made and this one needs no more, as it comes back without reading the
    table; nothing else that does not outlive the group.
    """
    return replace(item, validated=False) if isinstance(item, Constraint) and item.type == "c" else None


def from_templates(piece: Sequence[tuple[Unit, str]]) -> list[str]:
    """The ways back that templates say themselves, in the order in which they are to be run."""
    return [back for unit, sql in reversed(piece) for back in unit.ways_back.get(sql, ())]


def _only_described(was: Object | None, now: Object | None) -> bool:
    """Whether nothing but the comment differs."""
    return was is not None and now is not None and replace(was, comment=now.comment) == now


def no_way_back(units: Sequence[Unit], start: Catalog, error: Exception) -> FixerError:
    """The error that names the fixer: of the unit that has no way back by itself, else of the first."""
    for unit in units:
        layer = start.overlay()
        try:
            for sql in unit.statements:
                apply(layer, sql)
            said = from_templates([(unit, sql) for sql in unit.statements])
            way_back(layer, layer.touched(), start, start, False, said)
        except (CannotRestoreError, DdlError) as alone:
            return broken_promise(unit.fixer, unit.fixes[0].finding, f"there is no way back: {alone}")
    return broken_promise(units[0].fixer, units[0].fixes[0].finding, f"there is no way back: {error}")


def tolerant(migration: Migration, state: Catalog) -> Migration:
    """The migration, its way back ready to find a constraint gone that a later part of the group drops."""
    down = tuple(_if_there(statement, state) for statement in migration.down)
    return migration if down == migration.down else replace(migration, down=down)


def _if_there(statement: Statement, state: Catalog) -> Statement:
    kind, node = parse_statement(statement.sql)
    commands = [item["AlterTableCmd"] for item in node["cmds"]] if kind == "AlterTableStmt" else []
    if len(commands) != 1 or commands[0]["subtype"] != "AT_DropConstraint":
        return statement
    schema, table = node["relation"].get("schemaname", "public"), node["relation"]["relname"]
    constraint = ObjectRef("constraint", schema, commands[0]["name"], table)
    if state.get(constraint) is not None:
        return statement
    name = f"ALTER TABLE {target(ObjectRef('table', schema, table))} DROP CONSTRAINT IF EXISTS"
    return replace(statement, sql=f"{name} {identifier(constraint.name)}")
