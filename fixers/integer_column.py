"""Integers that a table can outgrow.

What is wrong: the column is ``integer`` or ``smallint``.

Why it matters: at 2,147,483,647 (32,767) the next insert fails, and widening the key of a table of that size takes
hours under a lock. bigint costs four bytes a row, which alignment often gives anyway.

What is done: TYPE bigint, with the sequence, for the column and all that foreign keys tie to it, where the tables are
known by ``--db`` to be small, or where ``rewrite = true`` in [rules.integer-column] says that the lock can be borne; both
need ``--unsafe``. For larger tables the plan shows the steps of the other way, expand and contract: a new column beside
the old one, a trigger that fills it, the rows in batches, an index, and the swap. That is refused, because three things
are not a migration's: the batches, which run for hours beside the application; the moment of the swap; and whether a
program still reads the old column.

What it locks: ACCESS EXCLUSIVE on the tables while they are written anew, with their indexes.

The way back: the type as it was, as long as the values fit.

When not to: for numbers that are bounded by what they mean. Looked for only where it is selected, and then in primary
keys alone; a linter's finding about any other column is answered all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fixer import api

rule = "integer-column"
promise = "No key runs out of numbers."
slug = "integer_to_bigint"
answers = {
    "squawk": ("prefer-bigint-over-int", "prefer-bigint-over-smallint"),
    "pgrubic": ("TP009", "TP010"),
    "postgres-language-server": ("preferBigInt", "preferBigintOverInt", "preferBigintOverSmallint"),
    "pgfence": ("prefer-bigint-over-int",),
}
applicability = api.Applicability.UNSAFE
by_default = False
_BIGINT = api.DataType("pg_catalog", "int8")


@dataclass(frozen=True)
class Options(api.Options):
    """Settings of [rules.integer-column]."""

    rewrite: bool = False
    """Write tables anew under a lock, however large they are."""


_wanted = api.OfType("int2", "int4")


def detect(catalog: api.Catalog, options: Options) -> Iterable[api.Problem]:
    """Primary keys of one column."""
    for table, column in api.with_problem(catalog, options, _wanted):
        if catalog.primary_key(table.ref) == (column.name,):
            ref = api.column_of(table, column)
            yield api.Problem(ref, f"{api.shown(ref)} is {column.type}, which a table can outgrow")


def satisfied(finding: api.Finding, catalog: api.Catalog, options: Options) -> str | None:
    """That it is another type."""
    return api.no_problem(finding, catalog, _wanted)


def fix(
    finding: api.Finding, catalog: api.Catalog, options: Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """TYPE bigint, or the steps of the other way."""
    found = api.meant(finding, catalog, _wanted)
    if not found:
        return api.not_meant(finding, catalog, _wanted)
    table, column = found[0]
    ref = api.column_of(table, column)
    tied = [each for each in api.linked(catalog, table.ref, column.name) if _wanted(*each)]
    names = [api.shown(api.column_of(*each)) for each in tied]
    small = options.statistics.small if options.statistics is not None else None
    if not options.rewrite and not (small and all(small(owner.ref) for owner, _column in tied)):
        reason = f"{', '.join(names)}: nobody knows how large the tables are that would be written anew under a lock"
        if small:
            large = [api.target(owner.ref) for owner, _column in tied if not small(owner.ref)]
            reason = f"{', '.join(dict.fromkeys(large))} is too large to be written anew under a lock"
        return api.Refusal(finding, "manual", reason, "\n".join(_worked(tied)))
    changes = [
        api.NewType(owner.ref, each.name, _BIGINT, default=api.plain_default(each.default))
        for owner, each in tied
    ]
    return api.retype(
        finding,
        catalog,
        changes,
        title=f"{', '.join(names)}: bigint instead of {column.type}",
        why=f"{api.shown(ref)} is {column.type}, and inserts fail when the numbers are used up.",
    )


def _worked(tied: Sequence[tuple[api.Table, api.Column]]) -> list[str]:
    """Expand and contract, step by step, with the names that there are."""
    steps = [
        "Plan with --db, which knows the size of tables, or say rewrite = true. Otherwise, for each of the columns:"
    ]
    for table, column in tied:
        here, old = api.target(table.ref), api.identifier(column.name)
        names = {each.name for each in table.columns}
        new = api.object_name(column.name, "", "big")
        while new in names:
            new = api.object_name(new, "", "big")
        big = api.identifier(new)
        batch = f"UPDATE {here} SET {big} = {old} WHERE {big} IS NULL AND {old} BETWEEN … AND …"  # noqa: S608  shown
        steps += [
            f"{here}: ALTER TABLE {here} ADD COLUMN {big} bigint;",
            f"a trigger BEFORE INSERT OR UPDATE with new.{big} := new.{old}, ENABLE ALWAYS;",
            f"in batches of some thousand rows, each its own transaction: {batch};",
            f"every index and key on {old} once more on {big}, CONCURRENTLY; CHECK ({big} IS NOT NULL) NOT VALID, "
            "validated;",
        ]
    steps.append(
        "then, in one transaction: the foreign keys and the primary key dropped, the columns renamed, the keys added from "
        "the new indexes, the foreign keys NOT VALID, default or sequence moved, the triggers dropped; afterwards "
        "VALIDATE, and the old columns dropped when no program reads them any more."
    )
    return steps
