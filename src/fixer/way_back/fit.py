"""Whether a migration fits the schema that it meets; if not, what it expected, what was there, and where. And where it
takes away what nothing brings back.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Constraint, EnumType, External, Function, Index, Object, Table, View
from fixer.catalog.resolve import resolve
from fixer.ddl.base import DdlError, Session
from fixer.ddl.run import apply
from fixer.model import FixerError, ObjectRef
from fixer.replay import DEFAULT_PATH, Ran, Step
from fixer.sql.names import names
from fixer.sql.parse import SqlSyntaxError
from fixer.sql.quote import identifier, shown, target
from fixer.values import Value

_MOST = 12
"""Columns, labels or the like that are listed."""


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
            return Misfit(expected, made_by, _described(table, step.after))
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
    names = " and ".join(f"{ref.kind} {shown(ref)}" for ref in refs[:_MOST])
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
        if was is not None or not isinstance(now, Index | Constraint):
            continue
        named = [(now.table, name) for name in _columns(now)]
        if isinstance(now, Constraint) and now.references is not None:
            named += [(now.references, name) for name in now.referenced_columns]
        for ref, name in named:
            table = step.after.find(ref, Table)
            if table is not None and _is_known(table, step.after) and table.column(name) is None:
                yield now, table, name


def _columns(item: Index | Constraint) -> tuple[str, ...]:
    if isinstance(item, Index):
        return (*(key.column for key in item.keys if key.column), *item.include)
    return item.columns if item.type in ("p", "u", "f") else ()


def _is_known(table: Table, catalog: Catalog) -> bool:
    """Whether all its columns are: none come from a table that nobody makes here."""
    parents = [ref for ref in (table.parent, *table.inherits) if ref is not None]
    return bool(table.columns) and all(catalog.find(parent, Table) is not None for parent in parents)


def _made_by(item: Object, step: Step) -> Ran | None:
    place = item.origin
    if place is None:
        return None
    inside = (ran for ran in step.statements if ran.location.offset == place.start)
    return next(inside, None)


def _there(ran: Ran, step: Step) -> str:
    """What the statement's names mean where it stands, or, of those that mean nothing, what comes near."""
    state, session = step.before.overlay(), Session(search_path=DEFAULT_PATH)
    if not all(_run(state, before, session) for before in step.statements[: step.statements.index(ran)]):
        return ""  # what stands before it is not known either
    try:
        found = list(names(ran.sql))
    except SqlSyntaxError:
        return ""
    listed: dict[str, None] = {}
    for name in found:
        ref = resolve(state, name, session.search_path)
        item = state.get(ref) if ref is not None else None
        if item is not None and not isinstance(item, External):
            listed[_described(item, state)] = None
        elif item is None:
            listed |= dict.fromkeys(_like(name.parts, state))
    return "; ".join(text for text in listed if text)


def _described(item: Object, catalog: Catalog) -> str:
    name = f"{item.ref.kind} {shown(item.ref)}"
    if isinstance(item, Table):
        constraints = [c.ref.name for c in catalog.children(item.ref, Constraint)]
        parts = f"{name} with {_listed([column.name for column in item.columns]) or 'no columns'}"
        return f"{parts}, constraints {_listed(constraints)}" if constraints else parts
    if isinstance(item, EnumType):
        return f"{name} of {_listed(list(item.labels))}"
    return name if isinstance(item, View | Function) or item.ref.kind != "schema" else ""


def _listed(found: list[str]) -> str:
    rest = len(found) - _MOST
    return ", ".join(map(identifier, found[:_MOST])) + (f" and {rest} more" if rest > 0 else "")


def _like(parts: tuple[str, ...], catalog: Catalog) -> Iterator[str]:
    """What is called almost, or just, like something that is not there: overloads among them."""
    wanted = parts[-1]
    refs: dict[str, list[ObjectRef]] = {}
    for item in catalog.objects(Object):
        if item.ref.kind in (
            "table",
            "view",
            "materialized view",
            "function",
            "procedure",
            "type",
            "sequence",
        ):
            refs.setdefault(item.ref.name, []).append(item.ref)
    for name in difflib.get_close_matches(wanted, sorted(refs), 2, 0.8):
        yield from (f"{ref.kind} {shown(ref)}" for ref in refs[name])
