"""Where ``*`` in a view would no longer stand for the same: a column that was dropped comes back behind all others."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fixer.catalog.objects import Table, View
from fixer.ddl.texts.depends import needs
from fixer.model import Statement
from fixer.replay import Step
from fixer.sql.quote import target

_CREATES_VIEW = re.compile(r"CREATE (OR REPLACE |MATERIALIZED )?VIEW ")


def starred(step: Step, statements: Sequence[Statement]) -> frozenset[int]:
    """The identities of the tables whose columns a ``*`` stands for in views that the way back makes, if only because it
    changes what they rest on.
    """
    made = [one.sql for one in statements if _CREATES_VIEW.match(one.sql)]
    found: set[int] = set()
    for view in step.before.objects(View) if made else ():
        if view.spelled_out and any(f"VIEW {target(view.ref)} " in sql for sql in made):
            tables = (step.before.find(ref, Table) for ref in needs(view, step.before))
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
