"""Policies that no index helps.

What is wrong: a policy compares a column of its table, or a function of one, with which no index of the table begins.

Why it matters: the policy's condition is part of every query on the table. Without an index PostgreSQL reads all rows to
find those that the user may see.

What is done: an index on each such column, built CONCURRENTLY, and one on each expression, ``lower(email)``, where the
function is one of PostgreSQL's own that an index can be made with. Partitions are indexed one by one and attached.

What it locks: nothing that reads or writes wait for; the build takes SHARE UPDATE EXCLUSIVE on the table.

The way back: DROP INDEX CONCURRENTLY.

When not to: on small tables, and for columns of few values (a boolean, a status), an index costs writes and helps little.
Functions of one's own are refused: whether they are IMMUTABLE for good is for their author to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fixer import api

rule = "policy-column-index"
promise = "Every policy finds its rows by an index."
slug = "policy_indexes"
answers = {"pgrls": ("PERF003", "PERF004")}
applicability = api.Applicability.SAFE
by_default = False
after = ("rls-disabled", "unindexed-foreign-key", "multiple-permissive-policies")

_IMMUTABLE = frozenset({"lower", "upper", "btrim", "md5", "abs", "length", "initcap", "reverse"})
"""Functions of PostgreSQL that are IMMUTABLE whatever their argument's type (pg_proc.provolatile, PostgreSQL 15)."""
_NO_ORDER = frozenset({"json", "xml", "point", "box", "path", "polygon", "line", "lseg", "circle"})
"""Types without a btree operator class."""


def detect(catalog: api.Catalog, options: api.Options) -> Iterable[api.Problem]:
    """Policies that use a column or a function of one with which no index begins."""
    for policy in catalog.objects(api.Policy):
        if wanted := _wanted(policy, catalog):
            yield api.Problem(policy.ref, f"is asked for every row: no index begins with {', '.join(wanted)}")


def satisfied(finding: api.Finding, catalog: api.Catalog, options: api.Options) -> str | None:
    """That indexes begin with all that the policy uses."""
    policy = catalog.find(finding.target, api.Policy) if finding.target else None
    if policy is None:
        return "it is gone"
    if _wanted(policy, catalog):
        return None
    return None if _not_ours(finding, policy, catalog) else "an index begins with what it uses"


def fix(
    finding: api.Finding, catalog: api.Catalog, options: api.Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """CREATE INDEX CONCURRENTLY."""
    policy = catalog.find(finding.target, api.Policy) if finding.target else None
    table = catalog.find(policy.table, api.Table) if policy is not None else None
    if policy is None or table is None:
        return api.Satisfied(finding, "it is gone")
    columns = _columns(policy, catalog)
    expressions = _expressions(policy, catalog, columns)
    wanted = [*columns, *expressions]
    name = f'"{policy.ref.name}" on {api.target(policy.table)}'
    if by := satisfied(finding, catalog, options):
        return api.Satisfied(finding, by)
    if calls := ", ".join(_not_ours(finding, policy, catalog)):
        reason = f"{name} compares {calls}, and whether that can be the key of an index is not known"
        return api.Refusal(
            finding, "manual", reason, f"If the function is IMMUTABLE: CREATE INDEX ON … ({calls})."
        )
    operations: list[api.Operation] = []
    for column in columns:
        index = api.NewIndex(catalog, (column,))
        index.add(table)
        operations += index.operations
    for expression in expressions:
        made = api.lock_safe(f"CREATE INDEX ON {api.target(table.ref)} ({expression})", catalog)
        operations += made.operations
    return api.Fix(
        finding,
        title=f"index {', '.join(wanted)} for {name}",
        why=f"{name} is part of every query, and no index begins with {', '.join(wanted)}.",
        slug=f"{policy.table.name}_policy_index",
        operations=tuple(operations),
        applicability=applicability,
    )


def _not_ours(finding: api.Finding, policy: api.Policy, catalog: api.Catalog) -> list[str]:
    """What a finding about functions of columns is about, where these are not PostgreSQL's."""
    return _calls(policy, catalog, of_others=True) if finding.source_rule == "PERF004" else []


def _clauses(policy: api.Policy) -> Iterator[str]:
    yield from (clause for clause in (policy.using, policy.check) if clause is not None)


def _uses(policy: api.Policy, catalog: api.Catalog) -> list[str]:
    """The columns of its own table that a policy uses outside of sub-selects, and that an index can have."""
    table = catalog.find(policy.table, api.Table)
    named = sorted({name for clause in _clauses(policy) for name in api.columns_of(clause)})
    found = ((name, table.column(name)) for name in named) if table is not None else ()
    return [name for name, column in found if column is not None and column.type.name not in _NO_ORDER]


def _columns(policy: api.Policy, catalog: api.Catalog) -> list[str]:
    """Those of them with which no index begins."""
    leading = {index.keys[0].column for index in catalog.children(policy.table, api.Index) if index.valid}
    return [name for name in _uses(policy, catalog) if name not in leading]


def _expressions(policy: api.Policy, catalog: api.Catalog, unindexed: list[str]) -> list[str]:
    """The functions of a column that an index is to have, where only the bare column is the key of one."""
    return [text for text in _calls(policy, catalog) if api.columns_of(text).isdisjoint(unindexed)]


def _wanted(policy: api.Policy, catalog: api.Catalog) -> list[str]:
    """What an index is to begin with."""
    columns = _columns(policy, catalog)
    return [*columns, *_expressions(policy, catalog, columns)]


def _calls(policy: api.Policy, catalog: api.Catalog, of_others: bool = False) -> list[str]:
    """The calls on columns with which no index begins; with ``of_others`` those of other than PostgreSQL's functions."""
    calls = [(clause, call) for clause in _clauses(policy) for call in api.calls(clause) if not call.constant]
    if not calls:
        return []
    own = set(_uses(policy, catalog))
    keys = [index.keys[0].expression for index in catalog.children(policy.table, api.Index) if index.valid]
    found: dict[str, None] = {}
    for clause, call in calls:
        text = clause[call.start : call.end]
        known = call.parts[-1] in _IMMUTABLE and len(call.parts) == 1 and call.arguments == 1
        if known == of_others or not own & api.columns_of(text):
            continue
        if "select" not in text.lower() and not any(key and api.equivalent(key, text) for key in keys):
            found[" ".join(text.split())] = None
    return list(found)
