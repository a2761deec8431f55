"""NOT NULL, by a CHECK or a constraint that is validated apart."""

from __future__ import annotations

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Column, Constraint, Table
from fixer.ddl.constraints import not_null, not_null_sql
from fixer.ddl.tables.alter_cost import proved_present
from fixer.lock_safe.change import Change
from fixer.lock_safe.data import any_row, nulls
from fixer.lock_safe.step import Rewritten, Step
from fixer.model import ObjectRef
from fixer.sql.naming import object_name
from fixer.sql.quote import identifier, target
from fixer.values import Value


def set_not_null(change: Change) -> Rewritten | None:
    """By a CHECK that was validated before, which spares the scan (documentation, ALTER TABLE, SET NOT NULL)."""
    return in_steps(change, change.command["name"])


def in_steps(change: Change, name: str) -> Rewritten | None:
    """The column of that name becomes NOT NULL, or what is NOT VALID of that is validated."""
    table = next(
        (item for _ref, item, _now in change.after.changes(change.before) if isinstance(item, Table)), None
    )
    if table is None or change.command.get("recurse") is False:
        return None
    found = Rewritten(checks=[nulls(table, name, change.before)])
    column = table.column(name)
    if column is not None and column.required:
        found.steps = [validation(table, column)]
        return found
    if not proved_present(table, name, change.before):
        steps = presence_steps(table, name, change.before)
        found.say(steps.add)
        found.steps.append(Step(steps.validate, validates=steps.check, validating=True))
        found.steps += [Step(text, builds_on_it=True) for text in steps.rest]
        return found
    found.say(f"ALTER TABLE {target(table.ref)} ALTER COLUMN {identifier(name)} SET NOT NULL")
    return found


def required_later(change: Change) -> Rewritten | None:
    """The same as a constraint that has a name, NOT VALID until it is validated (documentation, ALTER TABLE of 18)."""
    name = change.command["def"]["Constraint"]["keys"][0]["String"]["sval"]
    tables = [
        (was, now)
        for _ref, was, now in change.after.changes(change.before)
        if isinstance(was, Table) and isinstance(now, Table)
    ]
    was, now = next(iter(tables), (None, None))
    column = now.column(name) if now is not None else None
    before = was.column(name) if was is not None else None
    if was is None or column is None or before is None or before.required:
        return None
    called = identifier(not_null.name_of(was.ref, column))
    add = f"ALTER TABLE {target(was.ref)} ADD CONSTRAINT {called} {not_null_sql.constraint(column)} NOT VALID"
    found = Rewritten(checks=[nulls(was, name, change.before)])
    found.steps = [Step(add), validation(was, column)]
    return found


def validation(table: Table, column: Column) -> Step:
    """What PostgreSQL 18 has of a NOT NULL that is not valid yet."""
    name = not_null.name_of(table.ref, column)
    text = f"ALTER TABLE {target(table.ref)} VALIDATE CONSTRAINT {identifier(name)}"
    return Step(text, validates=_of_table(table, name), validating=True)


class PresenceSteps(Value, frozen=True):
    """The steps to a NOT NULL through a CHECK, which goes in the end."""

    check: ObjectRef
    add: str
    validate: str
    rest: tuple[str, ...]


def presence_steps(table: Table, column: str, catalog: Catalog) -> PresenceSteps:
    """Those for a column of a table; the CHECK's name is none that PostgreSQL gives to a NOT NULL."""
    taken = {item.ref.name for item in catalog.children(table.ref, Constraint)}
    number, name = 0, presence(table, column)
    while name in taken:
        number += 1
        name = presence(table, column, number)
    head, check, key = f"ALTER TABLE {target(table.ref)}", identifier(name), identifier(column)
    return PresenceSteps(
        _of_table(table, name),
        f"{head} ADD CONSTRAINT {check} CHECK ({key} IS NOT NULL) NOT VALID",
        f"{head} VALIDATE CONSTRAINT {check}",
        (f"{head} ALTER COLUMN {key} SET NOT NULL", f"{head} DROP CONSTRAINT {check}"),
    )


def presence(table: Table, column: str, number: int = 0) -> str:
    """What the CHECK is called, which ``--not-valid`` leaves where rows have no value."""
    return object_name(table.ref.name, column, f"is_set{number or ''}")


def _of_table(table: Table, constraint: str) -> ObjectRef:
    return ObjectRef("constraint", table.ref.schema, constraint, table.ref.name)


def required_column(change: Change) -> Rewritten | None:
    """A new column that must have a value and has no default: it stays, with the question whether there are rows."""
    kinds = {
        item["Constraint"]["contype"] for item in change.command["def"]["ColumnDef"].get("constraints", ())
    }
    given = kinds & {"CONSTR_DEFAULT", "CONSTR_GENERATED", "CONSTR_IDENTITY"}
    if given or not kinds & {"CONSTR_NOTNULL", "CONSTR_PRIMARY"}:
        return None
    table = next(item for _r, item, _now in change.after.changes(change.before) if isinstance(item, Table))
    return Rewritten([Step(change.sql)], [any_row(table.ref, change.before)])


def required(table: Table, name: str) -> bool:
    """Whether a table has a column of that name which is NOT NULL."""
    column = table.column(name)
    return column is not None and column.not_null
