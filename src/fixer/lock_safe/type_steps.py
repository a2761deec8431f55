"""A column that gets a type of one's own."""

from __future__ import annotations

from fixer.catalog.objects import EnumType, Table
from fixer.ddl.difference import difference
from fixer.lock_safe.change import Change
from fixer.lock_safe.step import Rewritten, Step
from fixer.model import Check
from fixer.sql.parse import Node
from fixer.sql.quote import identifier, literal, target


def change_type(change: Change) -> Rewritten | None:
    """To a type of one's own, by way of the column's text: what depends on the column goes before and comes back after."""
    (ref, was, now) = next(
        (entry for entry in change.after.changes(change.before) if isinstance(entry[1], Table)),
        (None, None, None),
    )
    if (
        ref is None
        or not isinstance(was, Table)
        or not isinstance(now, Table)
        or not casts_itself(change.command)
    ):
        return None
    name = change.command["name"]
    old, new = was.column(name), now.column(name)
    kind = change.after.type(new.type.schema, new.type.name) if new else None
    if old is None or new is None or not isinstance(kind, EnumType) or old.type.name == new.type.name:
        return None
    steps = [Step(made.sql) for made in difference(change.before, change.after, concurrently=False)]
    listed = ", ".join(map(literal, kind.labels))
    key = identifier(name)
    query = f"SELECT {key} FROM {target(ref)} WHERE {key}::text NOT IN ({listed})"  # noqa: S608  quoted
    return Rewritten(steps, [Check(query, f"rows of {target(ref)} whose {key} is none of {listed}")])


def casts_itself(command: Node) -> bool:
    """Whether ALTER COLUMN TYPE takes the column's own value, cast: USING column::type, or nothing."""
    using = command.get("def", {}).get("ColumnDef", {}).get("raw_default")
    if using is None:
        return True
    inner = using.get("TypeCast", {}).get("arg", {}).get("ColumnRef", {}).get("fields", [])
    return [part.get("String", {}).get("sval") for part in inner] == [command["name"]]
