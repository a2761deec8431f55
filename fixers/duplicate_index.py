"""Indexes that say what another one says.

What is wrong: two indexes of a table have the same columns or expressions in the same order, by the same method,
operator classes and predicate.

Why it matters: every write keeps both up to date, VACUUM reads both, both take memory and disk, and queries use
one of them.

What is done: DROP INDEX CONCURRENTLY. The one that stays is the one that enforces something or that the table is
known by: that of a constraint, a replica identity, a CLUSTER ON; then a unique one; then, with ``--db``, the one
that queries use; then the one that was there first. An index that is only the beginning of another one (``a``
beside ``a, b``) is left alone: it is smaller, and some queries are faster with it. ``covered = true`` drops these
too, with ``--unsafe``. In a pending file the statement that makes the index is taken out, where nothing else there names it.

What it locks: nothing that waits for reads or writes, or that they wait for: DROP INDEX CONCURRENTLY waits for
transactions that are still using it. The index of a partitioned table cannot be dropped that way: ACCESS EXCLUSIVE
on the table and its partitions, for a moment.

The way back: the index is built again, CONCURRENTLY.

When not to: while a hint or a monitoring query names the index. Of two unique indexes on columns that a foreign key
refers to, only the database knows which one the key uses: that is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fixer import api

rule = "duplicate-index"
promise = "No two indexes of a table do the same work."
slug = "drop_duplicate_indexes"
answers = {"supabase": ("duplicate_index",), "pgrubic": ("GN025",)}
applicability = api.Applicability.SAFE
after = ("invalid-index",)


@dataclass(frozen=True)
class Options(api.Options):
    """Settings of [rules.duplicate-index]."""

    covered: bool = False
    """Whether an index that is only the beginning of another one goes, too."""


def detect(catalog: api.Catalog, options: Options) -> Iterable[api.Problem]:
    """Indexes for which another one stands in."""
    for index in catalog.objects(api.Index):
        if options.is_platform(index.table.schema):
            continue
        if kept := _stand_in(index, catalog, options):
            yield api.Problem(index.ref, f"{_name(index)} is {_how(index, kept)} {_name(kept)}")


def satisfied(finding: api.Finding, catalog: api.Catalog, options: Options) -> str | None:
    """That no index of the table, or none like this one, is there twice."""
    if finding.target is None or _index(finding, catalog, options) is not None:
        return None
    if (index := catalog.find(finding.target, api.Index)) is not None:
        twin = next((other for other in _others(index, catalog) if _same(index, other)), None)
        if twin is not None and _needed(index, catalog):
            return f"{_needed(index, catalog)}; the other one, {_name(twin)}, is for that as well"
        return "no other index of its table says the same"
    return "no two of its indexes say the same" if catalog.find(finding.target, api.Table) else None


def fix(
    finding: api.Finding, catalog: api.Catalog, options: Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """DROP INDEX."""
    index = _index(finding, catalog, options)
    if index is None:
        by = satisfied(finding, catalog, options)
        return (
            api.Satisfied(finding, by)
            if by
            else api.Refusal(finding, "unresolved", "there is no such index or table")
        )
    kept = _stand_in(index, catalog, options)
    assert kept is not None
    if not kept.valid:
        reason = f"{_name(kept)}, which says the same as {_name(index)}, is invalid: no query uses it"
        return api.Refusal(finding, "manual", reason, "Rebuild it first, or drop it (rule invalid-index).")
    same = _same(index, kept)
    edits = api.left_out(index, options)
    return api.Fix(
        finding,
        title=f"drop {_name(index)}, {_how(index, kept)} {_name(kept)}",
        why=f"Every write keeps {_name(index)} up to date, and {_name(kept)} serves all its queries.",
        slug=f"drop_{index.ref.name}",
        operations=() if edits else api.removed(index, catalog),
        edits=edits,
        remakes=tuple(other.ref for other in catalog.objects(api.Index) if other.origin == index.origin)
        if edits
        else (),
        applicability=applicability if same else api.Applicability.UNSAFE,
        notes=()
        if same
        else (f"{_name(kept)} is larger: look at the plans of queries that used {_name(index)}.",),
    )


def _index(finding: api.Finding, catalog: api.Catalog, options: Options) -> api.Index | None:
    """The index to drop: the one that is named, else the first of the table's, or of those listed, that is too much."""
    ref = finding.target
    if ref is None:
        return None
    named = catalog.find(ref, api.Index)
    if named is not None and _stand_in(named, catalog, options):
        return named
    owner = named.table if named is not None else ref
    found = [index for index in catalog.children(owner, api.Index) if _stand_in(index, catalog, options)]
    if named is not None:
        found = [index for index in found if _same(index, named)]
    return found[0] if found else None


def _stand_in(index: api.Index, catalog: api.Catalog, options: Options) -> api.Index | None:
    """The index that does all that this one does; None where this one is needed, or is itself the one that stays."""
    if index.parent is not None or not index.valid or index.constraint is not None:
        return None
    others = _others(index, catalog)
    same = [other for other in others if _same(index, other)]
    covering = [other for other in others if _covers(other, index)] if options.covered else []
    if not (same or covering) or _needed(index, catalog) or _in_doubt(index, catalog):
        return None
    staying = (other for other in same if _stays(other, index, catalog, options))
    return next(iter([*staying, *covering]), None)


def _others(index: api.Index, catalog: api.Catalog) -> list[api.Index]:
    return [other for other in catalog.children(index.table, api.Index) if other.ref != index.ref]


def _same(index: api.Index, other: api.Index) -> bool:
    """Whether the other one finds all that this one finds, and is as unique."""
    if index.keys != other.keys or index.method != other.method:
        return False
    if index.include != other.include or index.predicate != other.predicate:
        return False
    if index.unique and not other.unique:
        return False
    return not index.unique or index.nulls_not_distinct == other.nulls_not_distinct


def _covers(other: api.Index, index: api.Index) -> bool:
    """Whether this one is only the beginning of the other."""
    plain = index.method == other.method == "btree" and index.predicate == other.predicate
    shorter = len(index.keys) < len(other.keys) and other.keys[: len(index.keys)] == index.keys
    there = {key.column for key in other.keys} | set(other.include)
    return plain and shorter and not index.unique and set(index.include) <= there


def _stays(other: api.Index, index: api.Index, catalog: api.Catalog, options: Options) -> bool:
    """Whether of two that are alike the other one stays."""
    if _needed(other, catalog) or other.unique != index.unique:
        return other.unique >= index.unique
    unused = options.statistics.unused if options.statistics is not None else {}
    if (index.ref in unused) != (other.ref in unused):
        return index.ref in unused  # else that rule would drop the other one, and none were left
    listed = [item.ref for item in catalog.children(index.table, api.Index)]
    return listed.index(other.ref) < listed.index(index.ref)


def _needed(index: api.Index, catalog: api.Catalog) -> str:
    """What an index is for besides finding rows; "" where it is for nothing else."""
    if index.constraint is not None:
        return f"it belongs to the constraint {api.identifier(index.constraint.name)}"
    table = catalog.find(index.table, api.Table)
    if table is not None and table.replica_identity == f"index:{index.ref.name}":
        return "its table's rows are identified by it"
    if table is not None and table.clustered_on == index.ref.name:
        return "its table is clustered on it"
    return ""


def _in_doubt(index: api.Index, catalog: api.Catalog) -> bool:
    """Whether a foreign key may depend on this very index: it refers to the columns that it makes unique. So is one by
    columns that none of the files makes: nothing but what makes those can make it again.
    """
    columns = {key.column for key in index.keys}
    table = catalog.find(index.table, api.Table)
    if table is not None and any(name and table.column(name) is None for name in columns):
        return True
    return index.unique and any(
        set(key.referenced_columns) == columns for key in catalog.referrers(index.table)
    )


def _how(index: api.Index, kept: api.Index) -> str:
    return "the same as" if _same(index, kept) else "the beginning of"


def _name(index: api.Index) -> str:
    return api.shown(index.ref)
