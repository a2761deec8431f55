"""Times of day with an offset.

What is wrong: the column is ``time with time zone``.

Why it matters: an offset says no time zone without a date, since it changes with daylight saving time. PostgreSQL has the
type because the standard has it, and its documentation advises against it.

What is done: TYPE time USING the time in UTC. Views, policies, triggers and CHECKs that PostgreSQL does not let a type be
changed under are dropped in the same transaction and made again as they were, with their comments and privileges.
Refused: columns of materialized views, rules, partition keys or generated columns, and inherited ones.
A column
with a default is refused, too: what it means then, nobody said.

What it locks: ACCESS EXCLUSIVE on the table while it is written anew, with its indexes.

The way back: TYPE timetz, with the offset of UTC. The offsets as they were do not come back.

When not to: where the offset itself is what is meant. Needs ``--unsafe``; looked for only where it is selected.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from fixer import api

rule = "timetz-column"
promise = "A time of day has no time zone that means nothing without a date."
slug = "timetz_to_time"
answers = {"pgrubic": ("TP002",)}
applicability = api.Applicability.UNSAFE
by_default = False


_wanted = api.OfType("timetz")


def detect(catalog: api.Catalog, options: api.Options) -> Iterable[api.Problem]:
    """All columns of the type."""
    for table, column in api.with_problem(catalog, options, _wanted):
        ref = api.column_of(table, column)
        yield api.Problem(ref, f"{api.shown(ref)} is {column.type}, an offset without a date")


def satisfied(finding: api.Finding, catalog: api.Catalog, options: api.Options) -> str | None:
    """That it is another type."""
    return api.no_problem(finding, catalog, _wanted)


def fix(
    finding: api.Finding, catalog: api.Catalog, options: api.Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """The other type."""
    found = api.meant(finding, catalog, _wanted)
    if not found:
        return api.not_meant(finding, catalog, _wanted)
    table, column = found[0]
    ref = api.column_of(table, column)
    if column.default is not None:
        reason = f"the default of {api.shown(ref)}, {column.default}, may mean another time then"
        return api.Refusal(finding, "manual", reason, "Give it another default first, or none.")
    name = api.identifier(column.name)
    new = api.NewType(
        table.ref,
        column.name,
        replace(column.type, name="time"),
        using=f"({name} AT TIME ZONE 'UTC')::{replace(column.type, name='time')}",
        back=f"({name}::text || '+00')::{column.type}",
    )
    return api.retype(
        finding,
        catalog,
        [new],
        title=f"{api.shown(ref)}: {new.type} instead of {column.type}",
        why=f"{api.shown(ref)} has an offset from UTC, and without a date nobody knows in which time zone that is.",
        notes=("The offsets do not come back: all times are in UTC then.",),
    )
