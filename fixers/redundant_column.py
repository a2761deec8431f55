"""Two columns that say the same.

What is wrong: a review says that two columns of a table always hold the same.

Why it matters: each writer has to know both, each reader guesses which one counts, and one day they differ.

What is done: one of the two is dropped: the one that the review says, else the one that nothing depends on. What goes
with it (indexes, keys) is named. Where the review says what the one that stays should be called, it is renamed. With
``--keep-dropped`` (``keep_dropped = true`` in [rules.redundant-column]) the column is renamed to ``…_dropped`` instead,
and comes back with its values.

What it locks: ACCESS EXCLUSIVE for a moment; no row is read.

The way back: the column comes back, with its default, without its values: what they were is gone. With
``--keep-dropped`` they are there.

When not to: while a function or a program reads the column. Functions, views and policies that do are named, and the
column stays until they do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fixer import api

rule = "redundant-column"
promise = "What a row says, it says once."
slug = "redundant_columns"
answers = {"review": ("redundant-column",)}
applicability = api.Applicability.UNSAFE
after = ("missing-check", "suggested-sql", "function-body")
reads_prose = True
carries_out = True


@dataclass(frozen=True)
class Options(api.Options):
    """Settings of [rules.redundant-column]."""

    keep_dropped: bool = False
    """Rename the column to ``…_dropped`` instead of dropping it."""


@dataclass(frozen=True, slots=True)
class _Choice:
    """Which column goes, which stays, and what that one is called afterwards."""

    table: api.Table
    goes: api.Column
    stays: api.Column
    name: str


class _UndecidedError(Exception):
    """What is to go cannot be told; ``str()`` is the reason."""


def detect(catalog: api.Catalog, options: Options) -> Iterable[api.Problem]:
    """Nothing: that two columns always hold the same, only a person can say."""
    return ()


def satisfied(finding: api.Finding, catalog: api.Catalog, options: Options) -> str | None:
    """That only one of the two is left."""
    table = _table(finding, catalog)
    if table is None:
        return None
    wanted = [name for name in api.codes(finding.data) if re.fullmatch(r"[\w$]+", name)]
    there = [name for name in wanted if table.column(name) is not None]
    gone = [name for name in wanted if name not in there and _was_removed(name, finding, table)]
    return f"{api.target(table.ref)}, which has no {gone[0]} beside {there[0]}" if gone and there else None


def _was_removed(name: str, finding: api.Finding, table: api.Table) -> bool:
    """Whether the column is one of the two that the review is about, and not a name that it proposes."""
    return name in api.codes(finding.data)[:3] and name != table.ref.name


def fix(
    finding: api.Finding, catalog: api.Catalog, options: Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """The drop, or the rename, of one of the two."""
    if by := satisfied(finding, catalog, options):
        return api.Satisfied(finding, by)
    table = _table(finding, catalog)
    if table is None:
        return api.Refusal(finding, "unresolved", "it names no table of the schema")
    try:
        choice = _chosen(finding, table, catalog)
    except _UndecidedError as error:
        return api.Refusal(
            finding, "manual", str(error), "Say which column goes, as SQL: ALTER TABLE … DROP COLUMN."
        )
    ref = api.ObjectRef("column", table.ref.schema, choice.goes.name, table.ref.name)
    readers = sorted(_readers(choice, catalog))
    if readers:
        reason = f"{api.shown(ref)} is read by {', '.join(readers)}"
        return api.Refusal(finding, "manual", reason, f"Let them read {choice.stays.name}, then plan again.")
    along = [api.identifier(index.ref.name) for index in _indexes(table, choice.goes.name, catalog)]
    operations = [_away(choice, options)]
    if choice.name != choice.stays.name:
        new = {"table": table.ref, "column": choice.stays.name, "new": choice.name}
        operations.append(api.Operation("rename_column", new))
    kept = api.identifier(choice.stays.name)
    notes = [f"With it go {', '.join(along)}." if along else "Nothing in the schema depends on it."]
    if not options.keep_dropped:
        notes.append(
            "Its values are gone: the way back brings the column, not what was in it (--keep-dropped keeps it)."
        )
    renamed = f", {kept} becomes {api.identifier(choice.name)}" if choice.name != choice.stays.name else ""
    return api.Fix(
        finding,
        title=f"{api.shown(ref)} goes, {kept} says the same{renamed}",
        why=f"{api.shown(ref)} and {kept} always hold the same.",
        slug=f"drop_{table.ref.name}_{choice.goes.name}",
        operations=tuple(operations),
        applicability=applicability,
        checks=(_differing(choice),),
        notes=tuple(notes),
    )


def _away(choice: _Choice, options: Options) -> api.Operation:
    params = {"table": choice.table.ref, "column": choice.goes.name}
    if not options.keep_dropped:
        return api.Operation("drop_column", params)
    new = api.object_name(choice.goes.name, "", "dropped")
    return api.Operation("rename_column", {**params, "new": new})


def _table(finding: api.Finding, catalog: api.Catalog) -> api.Table | None:
    named = [ref for ref in finding.data.get("named", ()) if isinstance(ref, api.ObjectRef)]
    refs = (
        api.ObjectRef("table", ref.schema, ref.table or ref.name) for ref in (finding.target, *named) if ref
    )
    return next((table for ref in refs if (table := catalog.find(ref, api.Table))), None)


def _chosen(finding: api.Finding, table: api.Table, catalog: api.Catalog) -> _Choice:
    """Which of the two goes. Raises _UndecidedError."""
    named = [column for name in api.codes(finding.data) if (column := table.column(name))]
    if len(named) < 2:
        raise _UndecidedError(f"it does not name two columns of {api.target(table.ref)}")
    one, other = named[:2]
    if one.type != other.type:
        raise _UndecidedError(
            f"{one.name} and {other.name} are of different types: {one.type} and {other.type}"
        )
    text = " ".join(text for text, _codes in finding.data["said"])
    said = re.search(r"\b(?:remove|drop)\s+(?:the\s+)?([\w$]+)", text, re.IGNORECASE)
    standard = re.search(r"\bstandardi[sz]e on\s+([\w$]+)", text, re.IGNORECASE)
    if said and said[1] in (one.name, other.name):
        goes = one if said[1] == one.name else other
    else:
        weights = {column.name: _weight(table, column.name, catalog) for column in (one, other)}
        goes = min((other, one), key=lambda column: weights[column.name])
    stays = other if goes is one else one
    wanted = standard[1] if standard else stays.name
    taken = table.column(wanted)
    free = taken is None or taken.name in (goes.name, stays.name)
    return _Choice(table, goes, stays, wanted if free else stays.name)


def _weight(table: api.Table, column: str, catalog: api.Catalog) -> int:
    return len(list(_indexes(table, column, catalog))) + len(_constraints(table, column, catalog))


def _indexes(table: api.Table, column: str, catalog: api.Catalog) -> Iterator[api.Index]:
    for index in catalog.children(table.ref, api.Index):
        keys = {key.column for key in index.keys} | set(index.include)
        texts = [key.expression for key in index.keys if key.expression] + (
            [index.predicate] if index.predicate else []
        )
        if column in keys or any(column in api.columns_of(text) for text in texts):
            yield index


def _constraints(table: api.Table, column: str, catalog: api.Catalog) -> list[api.Constraint]:
    return [
        one
        for one in catalog.children(table.ref, api.Constraint)
        if column in one.columns or (one.expression and column in api.columns_of(one.expression))
    ]


def _readers(choice: _Choice, catalog: api.Catalog) -> Iterator[str]:
    """What would break without the column, and does not go with it: functions of the table, policies, views, keys to it."""
    table, column = choice.table, choice.goes.name
    word = re.compile(rf"\b{re.escape(column)}\b", re.IGNORECASE)
    home = re.compile(rf"\b{re.escape(table.ref.name)}\b", re.IGNORECASE)
    triggers = {trigger.function for trigger in catalog.children(table.ref, api.Trigger)}
    for function in catalog.overlay().objects(api.Function):
        body = function.body or ""
        beside = function.ref in triggers and re.search(
            rf"\b(?:NEW|OLD)\.{re.escape(column)}\b", body, re.IGNORECASE
        )
        if beside or (home.search(body) and word.search(body)):
            yield f"{api.target(function.ref)}"
    for view in catalog.overlay().objects(api.View):
        if home.search(view.query) and word.search(view.query):
            yield api.target(view.ref)
    for policy in catalog.children(table.ref, api.Policy):
        if any(text and column in api.columns_of(text) for text in (policy.using, policy.check)):
            yield f"the policy {api.identifier(policy.ref.name)}"
    for key in catalog.referrers(table.ref):
        if column in key.referenced_columns:
            yield f"the foreign key {api.identifier(key.ref.name)}"


def _differing(choice: _Choice) -> api.Check:
    one, other = api.identifier(choice.goes.name), api.identifier(choice.stays.name)
    table = api.target(choice.table.ref)
    query = f"SELECT {one}, {other} FROM {table} WHERE {one} IS DISTINCT FROM {other}"  # noqa: S608  quoted
    return api.Check(query, f"rows of {api.shown(choice.table.ref)} in which {one} and {other} differ")
