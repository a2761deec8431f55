"""Statements that stay as they are, with a look at the rows that they may stumble over: partitions, domains."""

from __future__ import annotations

from collections.abc import Iterator

from fixer.catalog.objects import Constraint, DomainType, Index, Object, Table
from fixer.lock_safe.change import Change
from fixer.lock_safe.data import duplicates, nulls, orphans
from fixer.lock_safe.domain_values import refused_by
from fixer.lock_safe.not_null_steps import required
from fixer.lock_safe.partition_rows import in_default, outside
from fixer.lock_safe.step import Rewritten, Step
from fixer.model import Check, ObjectRef


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
        if column.not_null and not required(was, column.name):
            yield nulls(was, column.name, change.before)


def change_domain(change: Change) -> Rewritten | None:
    """A domain that gets constraints: PostgreSQL looks at each column of it."""
    for _ref, was, now in change.after.changes(change.before):
        if isinstance(was, DomainType) and isinstance(now, DomainType):
            return Rewritten([Step(change.sql)], refused_by(was, now, change.before))
    return None
