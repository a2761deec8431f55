"""Constraints, NOT VALID until they are validated, and keys through an index that is there before."""

from __future__ import annotations

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Constraint, Table
from fixer.ddl.constraints import constraint_sql, not_null
from fixer.ddl.relations import index as indexes
from fixer.lock_safe.change import Change
from fixer.lock_safe.conflicts import conflicts
from fixer.lock_safe.data import breaking, duplicates, nulls, orphans
from fixer.lock_safe.index_steps import built
from fixer.lock_safe.not_null_steps import in_steps, presence_steps, required, required_later, validation
from fixer.lock_safe.step import Rewritten, Step
from fixer.model import Check
from fixer.sql.parse import is_only
from fixer.sql.quote import identifier, target
from fixer.values import replace


def add_constraint(change: Change) -> Rewritten | None:
    """NOT VALID, then VALIDATE; a key through an index that is there before it."""
    added = change.command["def"]["Constraint"]
    if added["contype"] == "CONSTR_NOTNULL":
        return None if added.get("skip_validation") else required_later(change)
    made = [item for item in change.made(Constraint) if isinstance(item, Constraint)]
    own = next((item for item in made if item.clone_of is None), None)
    table = change.before.find(own.table, Table) if own else None
    if own is None or table is None or "indexname" in added:
        return None
    if own.type in "cf":
        return _validated_later(own, table, change) if own.validated else None
    if own.type == "x":
        return Rewritten([Step(change.sql)], [conflicts(own, table, change.before)])
    return _through_index(own, table, change) if own.type in "pu" else None


def _validated_later(own: Constraint, table: Table, change: Change) -> Rewritten:
    found = Rewritten()
    check = _breaking(own, table, change.before)
    found.checks += [check] if check else []
    if own.type == "f" and table.partition_key is not None:
        found.say(*constraint_sql.create(own))
        found.notes.append(
            f"Writes to {target(table.ref)} wait while its rows are read: "
            "PostgreSQL before 18 takes no NOT VALID foreign key on a partitioned table."
        )
        return found
    found.say(*constraint_sql.create(replace(own, validated=False)))
    text = f"ALTER TABLE {target(table.ref)} VALIDATE CONSTRAINT {identifier(own.ref.name)}"
    found.steps.append(Step(text, validates=own.ref, validating=True))
    return found


def _through_index(own: Constraint, table: Table, change: Change) -> Rewritten:
    if own.period:
        missing = [name for name in own.columns if own.type == "p" and not required(table, name)]
        empty = [nulls(table, name, change.before) for name in missing]
        found = Rewritten(checks=[conflicts(own, table, change.before), *empty])
        found.say(*constraint_sql.create(own))
        found.notes.append(
            f"Reads and writes of {target(table.ref)} wait while the index is built: "
            "a key WITHOUT OVERLAPS cannot be made from an index."
        )
        return found
    index = indexes.implicit_index(change.after, own)
    found = Rewritten(checks=[duplicates(index, change.before)])
    if table.partition_key is not None:
        found.say(*constraint_sql.create(own))
        found.notes.append(
            f"Reads and writes of {target(table.ref)} wait while the index is built: "
            "a key of a partitioned table cannot be made from an index."
        )
        return found
    found.steps.append(built(replace(index, constraint=None), change.after))
    columns = [column for column in table.columns if own.type == "p" and column.name in own.columns]
    adds: list[str] = []
    validations: list[str] = []
    rest: list[str] = []
    for column in columns:
        if column.required and not column.not_null:
            validations.append(validation(table, column).sql)
            found.checks.append(nulls(table, column.name, change.before))
        elif not column.not_null:
            steps = presence_steps(table, column.name, change.before)
            adds.append(steps.add)
            validations.append(steps.validate)
            rest += steps.rest
            found.checks.append(nulls(table, column.name, change.before))
    name = identifier(own.ref.name)
    kind = "PRIMARY KEY" if own.type == "p" else "UNIQUE"
    state = " DEFERRABLE" if own.deferrable else ""
    state += " INITIALLY DEFERRED" if own.deferred else ""
    key = f"ALTER TABLE {target(table.ref)} ADD CONSTRAINT {name} {kind} USING INDEX {name}{state}"
    found.say(*adds)
    found.steps += [Step(text, validating=True) for text in validations]
    found.say(*rest, key)
    return found


def validate(change: Change) -> Rewritten | None:
    """What is NOT VALID already, with a look at the rows: a NOT NULL, a CHECK, a foreign key."""
    named = change.node["relation"]
    for _ref, table, _now in () if is_only(named) else change.after.changes(change.before):
        if isinstance(table, Table) and table.ref.name == named["relname"]:
            column = not_null.named(table, change.command["name"])
            return in_steps(change, column.name) if column is not None else None
    return validated_now(change)


def validated_now(change: Change) -> Rewritten | None:
    """A constraint that comes to hold for the rows that are there; those below it come along."""
    found = {
        ref: now
        for ref, was, now in change.after.changes(change.before)
        if isinstance(was, Constraint) and isinstance(now, Constraint) and now.validated and not was.validated
    }
    own = next((one for one in found.values() if one.clone_of not in found), None)
    table = change.before.find(own.table, Table) if own is not None else None
    if own is None or table is None:
        return None
    check = _breaking(own, table, change.before)
    validates = own.ref if change.command["subtype"] == "AT_ValidateConstraint" else None
    return Rewritten([Step(change.sql, validates=validates, validating=True)], [check] if check else [])


def _breaking(own: Constraint, table: Table, catalog: Catalog) -> Check | None:
    return (orphans if own.type == "f" else breaking)(own, table, catalog)
