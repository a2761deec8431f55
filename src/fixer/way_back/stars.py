"""Where ``*`` in a view would no longer stand for the same: a column that was dropped comes back behind all others."""

from __future__ import annotations

from fixer.catalog.objects import Table, View
from fixer.ddl.depends import needs
from fixer.replay import Step


def starred(step: Step) -> frozenset[int]:
    """The identities of the tables whose columns a ``*`` stands for in views that the way back makes."""
    found: set[int] = set()
    for _ref, was, _now in step.after.changes(step.before):
        if isinstance(was, View) and was.spelled_out:
            tables = (step.before.find(ref, Table) for ref in needs(was, step.before))
            found |= {table.id for table in tables if table is not None}
    return frozenset(found)


def moved(step: Step) -> frozenset[int]:
    """The identities of the tables that get columns back."""
    found: set[int] = set()
    left = {item.id: item for item in step.after.objects(Table)}
    for was in step.before.objects(Table):
        now = left.get(was.id)
        if now is not None and now is not was:
            found |= {was.id} if {c.id for c in was.columns} - {c.id for c in now.columns} else set()
    return frozenset(found)
