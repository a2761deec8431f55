"""Kinds of change that PostgreSQL makes under a lock that lasts, and the steps that come to the same without it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Column, Constraint, DomainType, EnumType, Index, Object, Table
from fixer.ddl.constraints import constraint_sql, not_null, not_null_sql
from fixer.ddl.difference import difference
from fixer.ddl.relations import index as indexes
from fixer.ddl.relations import index_sql
from fixer.ddl.tables.alter_cost import proved_present
from fixer.lock_safe.conflicts import conflicts
from fixer.lock_safe.data import any_row, breaking, duplicates, nulls, orphans
from fixer.lock_safe.domain_values import refused_by
from fixer.lock_safe.partition_rows import in_default, outside
from fixer.lock_safe.step import Rewritten, Step
from fixer.model import Check, ObjectRef
from fixer.sql.naming import object_name
from fixer.sql.parse import Node, is_only
from fixer.sql.quote import identifier, literal, target
from fixer.values import Value, replace


class Change(Value, frozen=True):
    """One statement with one subcommand, and the catalog before and after it."""

    sql: str
    node: Node
    before: Catalog
    after: Catalog

    def made(self, kind: type[Constraint] | type[Index]) -> list[Constraint | Index]:
        """The constraints or indexes that it makes, not those that come along."""
        changes = self.after.changes(self.before)
        return [item for _ref, was, item in changes if was is None and isinstance(item, kind)]

    @property
    def command(self) -> Node:
        """The subcommand of ALTER TABLE."""
        command: Node = self.node["cmds"][0]["AlterTableCmd"]
        return command


Rewrite = Callable[[Change], Rewritten | None]
"""The steps; None where the statement is as good as any."""


# indexes


def create_index(change: Change) -> Rewritten | None:
    """CONCURRENTLY; for a partitioned table ON ONLY itself, CONCURRENTLY on each partition, and attached."""
    made = [item for item in change.made(Index) if isinstance(item, Index)]
    top = next((item for item in made if item.parent is None), None)
    if top is None:
        return None
    found = Rewritten()
    if top.unique:
        found.checks.append(duplicates(top, change.before))
    parents: list[Step] = []
    builds: list[Step] = []
    attachments: list[Step] = []

    def build(index: Index) -> None:
        table = change.after.find(index.table, Table)
        children = [
            child
            for partition in change.after.partitions(index.table)
            for child in change.after.children(partition.ref, Index)
            if child.parent == index.ref
        ]
        alone = replace(index, parent=None)
        if table is None or table.partition_key is None:
            builds.append(_built(alone, change.after))
            return
        shell = replace(alone, valid=False) if children else alone
        parents.append(Step(_if_missing(index_sql.create(shell, change.after)[0])))
        for child in children:
            if change.before.get(child.ref) is None:
                build(child)
            text = f"ALTER INDEX {target(index.ref)} ATTACH PARTITION {target(child.ref)}"
            attachments.append(Step(text))

    build(top)
    found.steps = [*parents, *builds, *attachments]
    return found


def _built(index: Index, catalog: Catalog) -> Step:
    (apart, *_), (plain, *_) = (index_sql.create(index, catalog, way) for way in (True, False))
    return Step(_if_missing(apart), _if_missing(plain))


def _if_missing(sql: str) -> str:
    """CREATE INDEX that may be run again after a file that failed half-way."""
    return re.sub(r"^CREATE (UNIQUE )?INDEX (CONCURRENTLY )?", r"CREATE \1INDEX \2IF NOT EXISTS ", sql)


def drop_index(change: Change) -> Rewritten | None:
    """CONCURRENTLY, one by one, where PostgreSQL can: not for a partitioned table's (documentation, DROP INDEX)."""
    if change.node.get("behavior") == "DROP_CASCADE":
        return None
    gone = [item for _ref, item, now in change.after.changes(change.before) if now is None]
    found = Rewritten()
    for item in gone:
        if not isinstance(item, Index) or item.parent is not None:
            continue
        apart, plain = (index_sql.drop(item, change.before, way)[0] for way in (True, False))
        found.steps.append(Step(apart, plain))
    return found if found.steps else None


# constraints


def add_constraint(change: Change) -> Rewritten | None:
    """NOT VALID, then VALIDATE; a key through an index that is there before it."""
    added = change.command["def"]["Constraint"]
    if added["contype"] == "CONSTR_NOTNULL":
        return None if added.get("skip_validation") else _required_later(change)
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
        missing = [name for name in own.columns if own.type == "p" and not _required(table, name)]
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
    found.steps.append(_built(replace(index, constraint=None), change.after))
    columns = [column for column in table.columns if own.type == "p" and column.name in own.columns]
    adds: list[str] = []
    validations: list[str] = []
    rest: list[str] = []
    for column in columns:
        if column.required and not column.not_null:
            validations.append(_validation(table, column).sql)
            found.checks.append(nulls(table, column.name, change.before))
        elif not column.not_null:
            steps = _not_null(table, column.name, change.before)
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


# NOT NULL


def set_not_null(change: Change) -> Rewritten | None:
    """By a CHECK that was validated before, which spares the scan (documentation, ALTER TABLE, SET NOT NULL)."""
    return _in_steps(change, change.command["name"])


def _in_steps(change: Change, name: str) -> Rewritten | None:
    table = next(
        (item for _ref, item, _now in change.after.changes(change.before) if isinstance(item, Table)), None
    )
    if table is None or change.command.get("recurse") is False:
        return None
    found = Rewritten(checks=[nulls(table, name, change.before)])
    column = table.column(name)
    if column is not None and column.required:
        found.steps = [_validation(table, column)]
        return found
    if not proved_present(table, name, change.before):
        steps = _not_null(table, name, change.before)
        found.say(steps.add)
        found.steps.append(Step(steps.validate, validates=steps.check, validating=True))
        found.steps += [Step(text, builds_on_it=True) for text in steps.rest]
        return found
    found.say(f"ALTER TABLE {target(table.ref)} ALTER COLUMN {identifier(name)} SET NOT NULL")
    return found


def _required_later(change: Change) -> Rewritten | None:
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
    found.steps = [Step(add), _validation(was, column)]
    return found


def validate(change: Change) -> Rewritten | None:
    """What is NOT VALID already, with a look at the rows: a NOT NULL, a CHECK, a foreign key."""
    named = change.node["relation"]
    for _ref, table, _now in () if is_only(named) else change.after.changes(change.before):
        if isinstance(table, Table) and table.ref.name == named["relname"]:
            column = not_null.named(table, change.command["name"])
            return _in_steps(change, column.name) if column is not None else None
    return _validated_now(change)


def _validated_now(change: Change) -> Rewritten | None:
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


def _validation(table: Table, column: Column) -> Step:
    """What PostgreSQL 18 has of a NOT NULL that is not valid yet."""
    name = not_null.name_of(table.ref, column)
    text = f"ALTER TABLE {target(table.ref)} VALIDATE CONSTRAINT {identifier(name)}"
    return Step(text, validates=_of_table(table, name), validating=True)


class _Presence(Value, frozen=True):
    """The steps to a NOT NULL through a CHECK, which goes in the end."""

    check: ObjectRef
    add: str
    validate: str
    rest: tuple[str, ...]


def _not_null(table: Table, column: str, catalog: Catalog) -> _Presence:
    """The CHECK's name is none that PostgreSQL gives to a NOT NULL."""
    taken = {item.ref.name for item in catalog.children(table.ref, Constraint)}
    number, name = 0, presence(table, column)
    while name in taken:
        number += 1
        name = presence(table, column, number)
    head, check, key = f"ALTER TABLE {target(table.ref)}", identifier(name), identifier(column)
    return _Presence(
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


# partitions and domains: the statement stays, and what its rows may break is looked at


def new_partition(change: Change) -> Rewritten | None:
    """A table that becomes a partition, or is made as one: its rows, those of the default one, and what it gets to hold."""
    found = Rewritten([Step(change.sql)])
    for ref, was, now in change.after.changes(change.before):
        parent = change.after.find(now.parent, Table) if isinstance(now, Table) and now.parent else None
        if not isinstance(now, Table) or parent is None or not joins(was, now):
            continue
        looks = [in_default(now, parent, change.after)]
        if isinstance(was, Table) and now.server is None:
            looks += [outside(now, change.after), *_taken_over(ref, was, now, change)]
        found.checks += [check for check in looks if check is not None]
    return found if found.checks else None


def joins(was: Object | None, now: Table) -> bool:
    """Whether a table becomes a partition, or is made as one."""
    return now.parent is not None and (not isinstance(was, Table) or was.parent != now.parent)


def _taken_over(ref: ObjectRef, was: Table, now: Table, change: Change) -> Iterator[Check | None]:
    """The rows that the keys of its parent do not let be."""
    for item in (*change.made(Index), *change.made(Constraint)):
        if item.table == ref and isinstance(item, Index) and item.unique:
            yield duplicates(item, change.before)
        elif item.table == ref and isinstance(item, Constraint) and item.type == "f":
            yield orphans(item, was, change.before)
    for column in now.columns:
        if column.not_null and not _required(was, column.name):
            yield nulls(was, column.name, change.before)


def _required(table: Table, name: str) -> bool:
    column = table.column(name)
    return column is not None and column.not_null


def change_domain(change: Change) -> Rewritten | None:
    """A domain that gets constraints: PostgreSQL looks at each column of it."""
    for _ref, was, now in change.after.changes(change.before):
        if isinstance(was, DomainType) and isinstance(now, DomainType):
            return Rewritten([Step(change.sql)], refused_by(was, now, change.before))
    return None


# types


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


STATEMENTS: dict[str, Rewrite] = {
    "IndexStmt": create_index,
    "DropStmt": drop_index,
    "CreateStmt": new_partition,
    "AlterDomainStmt": change_domain,
}
COMMANDS: dict[str, Rewrite] = {
    "AT_AddConstraint": add_constraint,
    "AT_SetNotNull": set_not_null,
    "AT_ValidateConstraint": validate,
    "AT_AlterConstraint": _validated_now,
    "AT_AddColumn": required_column,
    "AT_AttachPartition": new_partition,
    "AT_AlterColumnType": change_type,
}
