"""Times that do not say in which time zone they are.

What is wrong: the column is ``timestamp`` (without time zone): a calendar date and a time of day, of no moment in
particular.

Why it matters: two clients in two time zones write and read different moments; now() is stored in the time of whoever
is connected; one hour a year is there twice. ``timestamptz`` is a moment, of the same size.

What is done: TYPE timestamp with time zone USING … AT TIME ZONE '…', for all such columns of the table in one
statement. In which time zone they were written nobody but you knows: ``[rules.timestamp-without-time-zone] time_zone =
"UTC"``; nothing is done without. Defaults that are the time of now stay as they are, ``now() AT TIME ZONE 'utc'`` becomes
now(). Views, policies, triggers and CHECKs are dropped in the same transaction and made again as they were, with their
comments and privileges. Refused: columns of materialized views, rules, partition keys, generated columns or indexes that
compute with it (a date of a moment depends on who asks, so that no index can have it), inherited ones, and other
defaults.

What it locks: ACCESS EXCLUSIVE on the table while it is written anew, with its indexes.

The way back: TYPE timestamp USING … AT TIME ZONE with the same time zone.

When not to: for what is no moment, such as opening hours or birthdays with a time. Programs that add the time zone
themselves add it twice afterwards. An hour that is there twice, at the end of daylight saving time, becomes the second
of the two. Needs ``--unsafe``; looked for only where it is selected.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from fixer import api

rule = "timestamp-without-time-zone"
promise = "Every time is a moment, wherever it is read."
slug = "timestamp_to_timestamptz"
answers = {
    "squawk": ("prefer-timestamp-tz",),
    "pgrubic": ("TP001",),
    "postgres-language-server": ("preferTimestamptz",),
    "pgfence": ("prefer-timestamptz",),
}
applicability = api.Applicability.UNSAFE
by_default = False
_NOW = re.compile(
    r"\(?(?:now|transaction_timestamp|statement_timestamp|clock_timestamp)\(\)\)?(?:::timestamp[\w ]*)?"
    r"|(?:CURRENT_TIMESTAMP|LOCALTIMESTAMP)(?:\(\d\))?|NULL",
    re.IGNORECASE,
)
_NOW_IN_ZONE = re.compile(
    r"\(*(?:timezone\(\s*'(?P<a>[^']+)'(?:::text)?\s*,\s*(?:now\(\)|CURRENT_TIMESTAMP)\s*\)"
    r"|\(?(?:now\(\)|CURRENT_TIMESTAMP)\)?\s+AT TIME ZONE\s+\(?'(?P<b>[^']+)'(?:::text)?\)?)\)*",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Options(api.Options):
    """Settings of [rules.timestamp-without-time-zone]."""

    time_zone: str = ""
    """The time zone that the times were written in: ``UTC``, ``Europe/Berlin``."""

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[A-Za-z0-9_+\-/]*", self.time_zone):
            raise ValueError(f"time_zone: {self.time_zone} is no name of a time zone")


_wanted = api.OfType("timestamp")


def detect(catalog: api.Catalog, options: Options) -> Iterable[api.Problem]:
    """All columns of the type."""
    for table, column in api.with_problem(catalog, options, _wanted):
        ref = api.column_of(table, column)
        yield api.Problem(ref, f"{api.shown(ref)} says a time and not in which time zone")


def satisfied(finding: api.Finding, catalog: api.Catalog, options: Options) -> str | None:
    """That it is another type."""
    return api.no_problem(finding, catalog, _wanted)


def fix(
    finding: api.Finding, catalog: api.Catalog, options: Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """timestamptz, of all such columns of the table."""
    found = api.meant(finding, catalog, _wanted)
    if not found:
        return api.not_meant(finding, catalog, _wanted)
    table, column = found[0]
    ref = api.column_of(table, column)
    if not options.time_zone:
        decide = f'Say it in [rules.{rule}]: time_zone = "UTC", or another one.'
        return api.Refusal(
            finding, "manual", f"in which time zone {api.shown(ref)} was written is not in the schema", decide
        )
    columns = [
        c for c in table.columns if _wanted(table, c) and not (c.inherited or c.type.array or c.generated)
    ]
    changes: list[api.NewType] = []
    for each in columns if column in columns else [column]:
        default = _default(each.default, options.time_zone)
        where = api.shown(api.column_of(table, each))
        if default is None:
            reason = f"the default of {where} is {each.default}: in which time zone that is, it does not say"
            return api.Refusal(finding, "manual", reason, "Give it another default first, or none.")
        if index := _computed(table, each, catalog):
            reason = f"the index {api.target(index.ref)} computes with {where}, which depends on the time zone then"
            return api.Refusal(
                finding, "unsupported", reason, "Drop it, or give it an expression with AT TIME ZONE."
            )
        there = f"{api.identifier(each.name)} AT TIME ZONE {api.literal(options.time_zone)}"
        changes.append(
            api.NewType(table.ref, each.name, replace(each.type, name="timestamptz"), there, there, default)
        )
    names = ", ".join(api.identifier(change.column) for change in changes)
    return api.retype(
        finding,
        catalog,
        changes,
        title=f"{api.shown(table.ref)} ({names}): timestamp with time zone, as written in {options.time_zone}",
        why=f"{api.shown(table.ref)} ({names}) says a time and not in which time zone: now it is a moment.",
        notes=(
            f"What programs write without a time zone is taken in that of their session, no longer in {options.time_zone}.",
        ),
    )


def _default(written: str | None, time_zone: str) -> str | None:
    """The default to say; "" for the one that is there; None where nobody knows what it means."""
    if written is None or _NOW.fullmatch(written.strip()):
        return ""
    found = _NOW_IN_ZONE.fullmatch(written.strip())
    zone = (found["a"] or found["b"]) if found else None
    return "now()" if zone is not None and zone.upper() == time_zone.upper() else None


def _computed(table: api.Table, column: api.Column, catalog: api.Catalog) -> api.Index | None:
    """An index with an expression or a predicate on the column."""
    for index in catalog.children(table.ref, api.Index):
        texts = [key.expression for key in index.keys] + [index.predicate]
        if any(column.name in api.columns_of(text) for text in texts if text):
            return index
    return None
