"""Values that are known to be different in every row, and that nothing keeps different.

What is wrong: the configuration says that columns identify a row, and no unique constraint or index is on them.

Why it matters: two requests at the same moment both look, find nothing, and insert; afterwards every look-up by that
value finds one of two rows.

What is done: CREATE UNIQUE INDEX CONCURRENTLY, then ADD CONSTRAINT … UNIQUE USING INDEX. The columns are said in
``[rules.missing-unique] columns = ["scenarios.title", "public.seats.(row, number)"]``; nothing is guessed. A unique
index on the same columns serves, in any order, when it is valid and leaves no row out.

What it locks: SHARE UPDATE EXCLUSIVE while the index is built; then ACCESS EXCLUSIVE for a moment. A partitioned table
cannot take its key from an index: reads and writes wait while it is built.

The way back: DROP CONSTRAINT, which takes the index along.

When not to: while several rows have the same values, which the query that comes with the fix finds: the build fails
on them. NULLs are never the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fixer import api

rule = "missing-unique"
promise = "Values that identify a row are in one row only."
slug = "unique"
answers: dict[str, tuple[str, ...]] = {}
applicability = api.Applicability.SAFE


@dataclass(frozen=True)
class Options(api.Options):
    """Settings of [rules.missing-unique]."""

    columns: tuple[str, ...] = ()
    """``title``, ``scenarios.title``, ``public.scenarios.title``; several columns in parentheses: ``seats.(row, number)``."""

    def __post_init__(self) -> None:
        for text in self.columns:
            if not _read(text)[1]:
                raise ValueError(f"columns: {text} names no column")


def _read(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names before the columns (schema and table, as far as they are said), and the columns."""
    *place, last = re.split(r"\.(?![^(]*\))", text.strip())
    columns = (name.strip() for name in last.strip("() ").split(","))
    return tuple(place), tuple(name for name in columns if name)


def detect(catalog: api.Catalog, options: Options) -> Iterable[api.Problem]:
    """What the configuration names, each with what keeps it unique already if something does."""
    wanted = [_read(text) for text in options.columns]
    for table in catalog.objects(api.Table) if wanted else ():
        if options.is_platform(table.ref.schema) or table.persistence == "t" or table.parent is not None:
            continue
        for place, columns in wanted:
            here = (table.ref.schema, table.ref.name)
            if here[len(here) - len(place) :] != place or any(table.column(c) is None for c in columns):
                continue
            yield api.Problem(
                table.ref,
                f"nothing keeps {api.shown(table.ref)} ({_listed(columns)}) unique",
                satisfied_by=_unique_by(table, columns, catalog),
                data={"columns": list(columns)},
                discriminator=_listed(columns),
            )


def satisfied(finding: api.Finding, catalog: api.Catalog, options: Options) -> str | None:
    """What keeps the columns unique."""
    table = catalog.find(finding.target, api.Table) if finding.target else None
    return _unique_by(table, _columns(finding), catalog) if table is not None else None


def fix(
    finding: api.Finding, catalog: api.Catalog, options: Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """UNIQUE, through an index that is built before it."""
    table = catalog.find(finding.target, api.Table) if finding.target else None
    columns = _columns(finding)
    if table is None or not columns or any(table.column(name) is None for name in columns):
        return api.Refusal(finding, "unresolved", "it names no columns of a table")
    if by := _unique_by(table, columns, catalog):
        return api.Satisfied(finding, by)
    ref = api.free_constraint(catalog, table.ref, "_".join(columns), "key")
    try:
        made = api.added(api.Constraint(ref, table=table.ref, type="u", columns=columns), catalog)
    except api.NotTakenError as error:
        return api.Refusal(finding, error.code, error.reason)
    name = f"{api.shown(table.ref)} ({_listed(columns)})"
    return api.Fix(
        finding,
        title=f"{name}: UNIQUE",
        why=f"{name} identifies a row: now the database keeps it unique.",
        slug=f"unique_{ref.name.removesuffix('_key')}",
        operations=made.operations,
        applicability=applicability,
        checks=tuple(made.checks),
        notes=tuple(made.notes),
    )


def _columns(finding: api.Finding) -> tuple[str, ...]:
    listed = finding.data.get("columns")
    return tuple(map(str, listed)) if isinstance(listed, list | tuple) else ()


def _unique_by(table: api.Table, columns: Sequence[str], catalog: api.Catalog) -> str | None:
    """The unique index, or that of a constraint, on just these columns or fewer of them."""
    for index in catalog.children(table.ref, api.Index):
        keys = {key.column for key in index.keys}
        if index.unique and index.valid and index.predicate is None and columns and keys <= set(columns):
            return f"{api.identifier(index.ref.name)} ({_listed([key.column or '' for key in index.keys])})"
    return None


def _listed(columns: Sequence[str]) -> str:
    return ", ".join(map(api.identifier, columns))
