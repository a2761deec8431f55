"""Tables without a primary key.

What is wrong: nothing says which columns identify a row.

Why it matters: a row that is there twice can be neither told apart nor deleted alone; logical replication does not
publish UPDATE and DELETE; tools that page, copy or repack a table need a key.

What is done: where a unique index has all its columns NOT NULL, these are the key: CREATE UNIQUE INDEX CONCURRENTLY, ADD
PRIMARY KEY USING INDEX, and the index that was there is dropped CONCURRENTLY, unless it belongs to a constraint or a
foreign key may depend on it. In a pending file that makes the table, the key is written there, instead of that index or of
UNIQUE. For other tables it has to be told, in [rules.missing-primary-key]:

    keys = {"public.seats" = ["hall", "number"]}    # NOT NULL in steps, the index, the key
    identity = "id"                                 # for the rest, a new bigint column of that name

What it locks: SHARE UPDATE EXCLUSIVE while the index is built; then ACCESS EXCLUSIVE for a moment. A new identity column
writes the table anew under ACCESS EXCLUSIVE, and needs ``--unsafe``. A partitioned table cannot take its key from an
index: reads and writes wait while it is built.

The way back: the key goes, columns may be NULL again that might before, and the index comes back; an identity column goes
with its numbers.

When not to: for tables that only gather rows, if nobody replicates them. Tables for which nothing tells the key are looked
for only where the rule is selected. Values that are there twice, or NULL, are found by the queries that come with the fix.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from fixer import api

rule = "missing-primary-key"
promise = "Every table says what identifies a row."
slug = "primary_keys"
answers = {"supabase": ("no_primary_key",), "pgrubic": ("GN004",)}
applicability = api.Applicability.SAFE
after = ("duplicate-index",)


@dataclass(frozen=True)
class Options(api.Options):
    """Settings of [rules.missing-primary-key]."""

    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict, metadata={api.NAMES: "table"})
    """Table (``seats``, ``public.seats``) -> the columns of its key."""
    identity: str = ""
    """The name of a new identity column for tables that have nothing else."""


def detect(catalog: api.Catalog, options: Options) -> Iterable[api.Problem]:
    """Tables without a key for which something tells what it is."""
    for table in catalog.objects(api.Table):
        if table.persistence == "t" or table.server is not None or options.is_platform(table.ref.schema):
            continue
        if table.parent is not None or _key(table, catalog) is not None:
            continue
        if _told(table, options) or options.identity or _identifying(table, catalog) is not None:
            yield api.Problem(table.ref, f"{api.shown(table.ref)} has no primary key")


def satisfied(finding: api.Finding, catalog: api.Catalog, options: Options) -> str | None:
    """The key that is there."""
    table = catalog.find(finding.target, api.Table) if finding.target else None
    if table is None:
        return None
    key = _key(table, catalog)
    if key is not None:
        return f"the primary key {api.identifier(key.ref.name)}"
    return f"a partition has the key of {api.shown(table.parent)}" if table.parent is not None else None


def fix(
    finding: api.Finding, catalog: api.Catalog, options: Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """The key, through an index that is built before it."""
    table = catalog.find(finding.target, api.Table) if finding.target else None
    if table is None:
        return api.Refusal(finding, "unresolved", "there is no such table")
    if by := satisfied(finding, catalog, options):
        return api.Satisfied(finding, by)
    told = _told(table, options)
    unknown = [name for name in told if table.column(name) is None]
    if unknown:
        return api.Refusal(finding, "unresolved", f"{api.shown(table.ref)} has no column {unknown[0]}")
    there = None if told else _identifying(table, catalog)
    if not told and there is None:
        return _identity(finding, table, catalog, options)
    columns = told or tuple(key.column or "" for key in there.keys) if there else told
    if edits := _in_place(table, columns, there, catalog, options):
        return _edited(finding, table, columns, edits, there)
    try:
        made = api.added(_constraint(table, columns, catalog), catalog)
    except api.NotTakenError as error:
        return api.Refusal(finding, error.code, error.reason)
    gone = there is not None and there.constraint is None and not _in_doubt(there, table, catalog)
    listed = ", ".join(map(api.identifier, columns))
    notes = list(made.notes)
    if there is not None and not gone:
        notes.append(f"{api.target(there.ref)}, on the same columns, stays: something may depend on it.")
    return api.Fix(
        finding,
        title=f"{api.shown(table.ref)}: PRIMARY KEY ({listed})",
        why=f"{api.shown(table.ref)} has no primary key; {listed} identifies a row.",
        slug=f"primary_key_{table.ref.name}",
        operations=(*made.operations, *(api.removed(there, catalog) if there is not None and gone else ())),
        applicability=applicability,
        checks=tuple(made.checks) if told else (),
        notes=tuple(notes),
    )


def _identity(
    finding: api.Finding, table: api.Table, catalog: api.Catalog, options: Options
) -> api.Fix | api.Refusal:
    name = api.shown(table.ref)
    if not options.identity:
        decide = f'Say it in [rules.{rule}]: keys = {{"{name}" = ["column"]}}, or identity = "id" for a new column.'
        return api.Refusal(finding, "manual", f"nothing tells which columns identify a row of {name}", decide)
    if table.column(options.identity) is not None:
        reason = f"{name} has a column {options.identity} already, which need not identify a row"
        return api.Refusal(
            finding, "manual", reason, f'Say keys = {{"{name}" = ["{options.identity}"]}} if it does.'
        )
    if table.partition_key is not None or table.inherits:
        return api.Refusal(
            finding, "unsupported", f"{name} is partitioned or inherits: its key has more columns than that"
        )
    element = f"{api.identifier(options.identity)} bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY"
    if edits := _with_element(table, element, options):
        return _edited(finding, table, (options.identity,), edits, None)
    ref = api.free_constraint(catalog, table.ref, "", "pkey")
    params = {"table": table.ref, "column": options.identity, "constraint": ref.name}
    return api.Fix(
        finding,
        title=f"{name}: PRIMARY KEY ({api.identifier(options.identity)}), a new identity column",
        why=f"{name} has no primary key, and nothing else identifies a row.",
        slug=f"primary_key_{table.ref.name}",
        operations=(api.Operation("add_identity_key", params),),
        applicability=api.Applicability.UNSAFE,
    )


def _edited(
    finding: api.Finding,
    table: api.Table,
    columns: Sequence[str],
    edits: tuple[api.Edit, ...],
    there: api.Index | None,
) -> api.Fix:
    listed = ", ".join(map(api.identifier, columns))
    return api.Fix(
        finding,
        title=f"{api.shown(table.ref)}: PRIMARY KEY ({listed})",
        why=f"{api.shown(table.ref)} has no primary key; {listed} identifies a row.",
        slug=f"primary_key_{table.ref.name}",
        edits=edits,
        remakes=(table.ref, *([there.ref] if there else [])),
        applicability=applicability,
    )


def _in_place(
    table: api.Table,
    columns: Sequence[str],
    there: api.Index | None,
    catalog: api.Catalog,
    options: Options,
) -> tuple[api.Edit, ...]:
    """The key in the pending CREATE TABLE: instead of UNIQUE there, or of the index that a later statement makes."""
    key = f"PRIMARY KEY ({', '.join(map(api.identifier, columns))})"
    if there is None:
        return _with_element(table, key, options)
    if there.constraint is None:
        gone = () if _in_doubt(there, table, catalog) else api.left_out(there, options)
        return _with_element(table, key, options, gone)
    written = api.made_by(options.pending, table)
    if written is None or options.drafts is None:
        return ()
    for word in written.unique_on(tuple(columns)):
        edits = (written.edit(*word, "PRIMARY KEY"),)
        if api.fits(edits, options.drafts):
            return edits
    return ()


def _with_element(
    table: api.Table, element: str, options: Options, gone: tuple[api.Edit, ...] = ()
) -> tuple[api.Edit, ...]:
    """A column or constraint more in the pending CREATE TABLE, which lists some, and copies no rows that lack it."""
    written = api.made_by(options.pending, table)
    if written is None or options.drafts is None or table.partition_key is not None:
        return ()
    if written.kind != "CreateStmt" or "tableElts" not in written.node or _copied(table, options):
        return ()
    edits = (*written.with_element(element), *gone)
    return edits if api.fits(edits, options.drafts) else ()


def _copied(table: api.Table, options: Options) -> bool:
    """Whether a pending file fills the table by COPY, which may count on its columns."""
    return any(
        statement.kind == "CopyStmt" and statement.about == table.ref
        for statement in api.written(options.pending, _COPY)
    )


_COPY = re.compile(r"\A(?:\s|--[^\n]*\n)*copy\b", re.IGNORECASE)


def _constraint(table: api.Table, columns: Sequence[str], catalog: api.Catalog) -> api.Constraint:
    ref = api.free_constraint(catalog, table.ref, "", "pkey")
    return api.Constraint(ref, table=table.ref, type="p", columns=tuple(columns))


def _key(table: api.Table, catalog: api.Catalog) -> api.Constraint | None:
    keys = (item for item in catalog.children(table.ref, api.Constraint) if item.type == "p")
    return next(keys, None)


def _told(table: api.Table, options: Options) -> tuple[str, ...]:
    return options.keys.get(f"{table.ref.schema}.{table.ref.name}") or options.keys.get(table.ref.name) or ()


def _identifying(table: api.Table, catalog: api.Catalog) -> api.Index | None:
    """The unique index with the fewest columns of those whose columns cannot be NULL; not of a partitioned table."""
    if table.partition_key is not None:
        return None
    required = {column.name for column in table.columns if column.not_null}
    found = [
        index
        for index in catalog.children(table.ref, api.Index)
        if index.unique and index.valid and index.predicate is None and index.method == "btree"
        and {key.column for key in index.keys} <= required
    ]  # fmt: skip
    return min(found, key=lambda index: (len(index.keys), index.constraint is not None), default=None)


def _in_doubt(index: api.Index, table: api.Table, catalog: api.Catalog) -> bool:
    """Whether something may need this very index: a foreign key, the table's identity for replication, CLUSTER ON."""
    columns = {key.column for key in index.keys}
    referred = any(set(key.referenced_columns) == columns for key in catalog.referrers(table.ref))
    named = index.ref.name in (table.clustered_on, table.replica_identity.removeprefix("index:"))
    return referred or named or bool(index.include)
