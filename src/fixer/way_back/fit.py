"""Whether a migration fits the schema that it meets; if not, what it expected, what was there, and where. And where it
takes away what nothing brings back.
"""

from __future__ import annotations

from collections.abc import Iterator

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import (
    Constraint,
    Index,
    Object,
    Policy,
    Table,
    Trigger,
)
from fixer.ddl.attached.trigger import columns_named
from fixer.ddl.base import DdlError, Session
from fixer.ddl.met import MOST, described, met
from fixer.ddl.queries.used_columns import named_in
from fixer.ddl.run import apply
from fixer.ddl.texts.lacking import all_known
from fixer.model import FixerError, ObjectRef
from fixer.replay import DEFAULT_PATH, Ran, Step
from fixer.sql.parse import SqlSyntaxError
from fixer.sql.quote import identifier, shown, target
from fixer.values import Value


class Misfit(Value, frozen=True):
    """What a migration expected, at which of its statements, and what there was instead."""

    expected: str
    ran: Ran
    there: str

    def error(self, hint: str = "") -> FixerError:
        """It, for the user."""
        known = "A way back can only be told from a schema that is known."
        there = f"There: {self.there}." if self.there else ""
        return FixerError(
            f"this does not fit the schema that the migrations before it make: {self.expected}",
            self.ran.location,
            self.ran.line,
            "\n  ".join(part for part in (there, f"{known} {hint}".rstrip()) if part),
        )


def misfit(step: Step) -> Misfit | None:
    """The first statement that does not fit."""
    for ran in step.statements:
        if ran.misfits:
            return Misfit(ran.misfits[0], ran, _there(ran, step))
    for item, table, column in _unknown_columns(step):
        made_by = _made_by(item, step)
        if made_by is not None:
            expected = f"there is no column {identifier(column)} in {target(table.ref)}"
            return Misfit(expected, made_by, described(table, step.after))
    return None


def in_a_circle(step: Step, refs: list[ObjectRef]) -> FixerError:
    """That a migration takes away objects which need each other, and at which statement the first of them goes."""
    state, session = step.before.overlay(), Session(search_path=DEFAULT_PATH)
    ran = step.statements[-1]
    for statement in step.statements:
        _run(state, statement, session)
        if any(state.get(ref) != step.before.get(ref) for ref in refs):
            ran = statement
            break
    names = " and ".join(f"{ref.kind} {shown(ref)}" for ref in refs[:MOST])
    return FixerError(
        f"{names} need each other, a circle that no statements make again: this migration has no way back",
        ran.location,
        ran.line,
        "Write its way back by hand, where the tool looks for it: fixer works out those that are missing.",
    )


def _run(state: Catalog, ran: Ran, session: Session) -> bool:
    """Whether the statement is one of which the effect is known, as it is on ``state`` from here on."""
    try:
        apply(state, ran.sql, session)
    except (DdlError, SqlSyntaxError):
        return False
    return True


def _unknown_columns(step: Step) -> Iterator[tuple[Object, Table, str]]:
    """What a migration makes on a column that its table does not have."""
    for _ref, was, now in step.after.changes(step.before):
        if was is not None or not isinstance(now, Index | Constraint | Policy | Trigger):
            continue
        named = [(now.table, name) for name in _columns(now)]
        if isinstance(now, Constraint) and now.references is not None:
            named += [(now.references, name) for name in now.referenced_columns]
        for ref, name in named:
            table = step.after.find(ref, Table)
            if table is not None and all_known(step.after, table) and table.column(name) is None:
                yield now, table, name


def _columns(item: Index | Constraint | Policy | Trigger) -> list[str]:
    texts: tuple[str | None, ...] = ()
    named: set[str] = set()
    if isinstance(item, Index):
        named = {key.column for key in item.keys if key.column} | set(item.include)
        texts = (item.predicate, *(key.expression for key in item.keys))
    elif isinstance(item, Constraint):
        named, texts = set(item.columns if item.type in "puf" else ()), (item.expression,)
    elif isinstance(item, Policy):
        texts = (item.using, item.check)
    else:
        named = columns_named(item)
    return sorted(named.union(*(named_in(text, item.table.name) for text in texts if text)))


def _made_by(item: Object, step: Step) -> Ran | None:
    place = item.origin
    if place is None:
        return None
    inside = (ran for ran in step.statements if ran.location.offset == place.start)
    return next(inside, None)


def _there(ran: Ran, step: Step) -> str:
    """What the statement meets where it stands."""
    state, session = step.before.overlay(), Session(search_path=DEFAULT_PATH)
    if not all(_run(state, before, session) for before in step.statements[: step.statements.index(ran)]):
        return ""  # what stands before it is not known either
    return met(ran.sql, state, session.search_path)
