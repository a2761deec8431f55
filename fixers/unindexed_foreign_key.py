"""Foreign keys without an index.

What is wrong: PostgreSQL indexes the table that a foreign key refers to, not the one that refers.

Why it matters: each DELETE of a referenced row, and each UPDATE of its key, has to find the rows that refer
to it. Without an index that reads the whole table, under a lock, once per row. Joins from the referenced
table read it all too.

What is done: CREATE INDEX CONCURRENTLY on the key's columns, in their order. An index serves already, and is
named, when it is a valid btree index (or that of a constraint) whose first columns are the key's in any
order, and is not partial or only leaves out rows whose key is NULL. INCLUDE columns and expressions do not
count. Two foreign keys on the same columns get one index. A partitioned table, of any depth, gets its index
ON ONLY itself, each partition its own CONCURRENTLY, and these are attached; keys that partitions have from
their parent are the parent's. A small migration after the builds stops if an index is missing or invalid.

What it locks: SHARE UPDATE EXCLUSIVE on the table; reads and writes go on. For a partitioned table, CREATE
INDEX ON ONLY takes SHARE on it, which writes wait for, and ATTACH PARTITION takes ACCESS EXCLUSIVE on the
index that is attached, each for a moment.

The way back: DROP INDEX CONCURRENTLY. An attached index cannot be detached, so for a partitioned table the
parent's is dropped, and takes the others with it. That is why an index that a partition has already is not
attached but left alone, and named in a note.

When not to: where referenced rows are never deleted or re-keyed and nobody joins from them, and on small
tables with many writes, an index costs more than it gives.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from fixer import api

rule = "unindexed-foreign-key"
promise = "Every foreign key has an index that finds the rows which refer to a given one."
slug = "index_foreign_keys"
answers = {
    "supabase": ("unindexed_foreign_keys",),
    "schemalint": ("index-referencing-column",),
    "eugene": ("E15",),
    "review": ("foreign-key-index",),
}
applicability = api.Applicability.SAFE


@dataclass(frozen=True)
class Options(api.Options):
    """Settings of [rules.unindexed-foreign-key]."""


def detect(catalog: api.Catalog, options: Options) -> Iterable[api.Problem]:
    """Foreign keys, each with the index that serves it if there is one."""
    for key in catalog.objects(api.Constraint):
        table = catalog.find(key.table, api.Table)
        if key.type != "f" or key.clone_of is not None or table is None or _is_foreign(table, options):
            continue
        yield api.Problem(
            key.ref,
            f"{api.shown(table.ref)} has no index that begins with {_listed(key.columns)}, its key to {_to(key)}",
            satisfied_by=_served_by(catalog, table, key.columns),
        )


def satisfied(finding: api.Finding, catalog: api.Catalog, options: Options) -> str | None:
    """The index that serves the key of another tool's finding."""
    key = _key(finding, catalog)
    table = catalog.find(key.table, api.Table) if key else None
    return _served_by(catalog, table, key.columns) if key and table else None


def fix(
    finding: api.Finding, catalog: api.Catalog, options: Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """An index on the key's columns."""
    key = _key(finding, catalog)
    table = catalog.find(key.table, api.Table) if key else None
    if key is None or table is None:
        return api.Refusal(finding, "unresolved", "there is no such foreign key")
    if by := _served_by(catalog, table, key.columns):
        return api.Satisfied(finding, by)
    plan = api.NewIndex(catalog, key.columns)
    index = plan.add(table)
    return api.Fix(
        finding,
        title=f"{api.shown(table.ref)} ({_listed(key.columns)}): index {api.identifier(index.name)}",
        why=_why(key, table),
        slug=f"index_{index.name.removesuffix('_idx')}",
        operations=plan.operations,
        applicability=applicability,
        notes=tuple(_redundant(catalog, table, key.columns)),
    )


def _key(finding: api.Finding, catalog: api.Catalog) -> api.Constraint | None:
    """The foreign key that a finding is about; for the key of a partition, the parent's that it came from."""
    key = catalog.find(finding.target, api.Constraint) if finding.target else None
    while key is not None and key.clone_of is not None:
        key = catalog.find(key.clone_of, api.Constraint)
    return key if key is not None and key.type == "f" else None


def _is_foreign(table: api.Table, options: Options) -> bool:
    """Whether the table is temporary, or the platform's."""
    return table.persistence == "t" or options.is_platform(table.ref.schema)


# what serves already


def _served_by(catalog: api.Catalog, table: api.Table, columns: Sequence[str]) -> str | None:
    """The index that finds rows by these columns, or one on each partition."""
    for index in catalog.children(table.ref, api.Index):
        if _serves(index, table, columns):
            keys = ", ".join(api.identifier(key.column) if key.column else "…" for key in index.keys)
            return f"{api.identifier(index.ref.name)} ({keys})"
    partitions = catalog.partitions(table.ref)
    below = [_served_by(catalog, partition, columns) for partition in partitions]
    return f"an index on each partition: {', '.join(filter(None, below))}" if below and all(below) else None


def _serves(index: api.Index, table: api.Table, columns: Sequence[str]) -> bool:
    if index.keys[0].column not in columns:
        return False
    first = index.keys[: len(columns)]
    return (
        index.valid
        and index.method == "btree"
        and {key.column for key in first} == set(columns)
        and all(_has_own_collation(key, table) for key in first)
        and (index.predicate is None or _leaves_out_only_nulls(index.predicate, table, columns))
    )


def _has_own_collation(key: api.IndexKey, table: api.Table) -> bool:
    """Whether the index has the column's collation: with another, it does not serve a look-up by ``=``."""
    if not key.suffix:
        return True
    words = key.suffix.split()
    column = table.column(key.column or "")
    if "COLLATE" not in (word.upper() for word in words) or column is None:
        return True
    written = words[[word.upper() for word in words].index("COLLATE") + 1]
    return written.replace('"', "") == column.collation


def _leaves_out_only_nulls(predicate: str, table: api.Table, columns: Sequence[str]) -> bool:
    """Whether a partial index has all rows whose key is not NULL: it only says IS NOT NULL of key columns."""
    named = sorted(api.columns_of(predicate))
    if not named or not set(named) <= set(columns):
        return False
    types = {column.name: str(column.type) for column in table.columns}
    spellings = ("{} IS NOT NULL", "NOT ({} IS NULL)")
    wanted = (" AND ".join(text.format(api.identifier(name)) for name in named) for text in spellings)
    return any(api.equivalent(predicate, text, types) for text in wanted)


# words


def _redundant(catalog: api.Catalog, table: api.Table, columns: Sequence[str]) -> Iterator[str]:
    """The partitions' own indexes, which are left alone."""
    for partition in catalog.partitions(table.ref):
        if by := _served_by(catalog, partition, columns):
            yield f"{api.shown(partition.ref)} has {by} already, which the new one makes redundant."
        yield from _redundant(catalog, partition, columns)


def _why(key: api.Constraint, table: api.Table) -> str:
    here, there = api.shown(table.ref), _to(key)
    action = {"c": "ON DELETE CASCADE", "n": "ON DELETE SET NULL", "d": "ON DELETE SET DEFAULT"}.get(
        key.on_delete
    )
    change = (
        f"Deleting a row of {there} ({action}) or re-keying it"
        if action
        else f"Deleting or re-keying a row of {there}"
    )
    if key.references == key.table:
        return f"{change} scans the whole table for rows that refer to it, and so does every look-up of them."
    return f"{change} scans all of {here}, and so does every join from {there}."


def _to(key: api.Constraint) -> str:
    return api.shown(key.references) if key.references else "another table"


def _listed(columns: Sequence[str]) -> str:
    return ", ".join(map(api.identifier, columns))
