"""Policies that look up another table for each row.

What is wrong: a policy tells whose a row is by a sub-select on the parent: EXISTS (SELECT … FROM sessions …).

Why it matters: the look-up is made for every row that a query reads, and no index of the table itself helps.

What is done: the owner's column is copied into the table: ADD COLUMN, a trigger that sets it for new rows, an UPDATE
that fills the rows that are there, NOT NULL by a CHECK that is validated first, the foreign key that the parent has,
an index, and the policies compare the table's own column. The policies are changed only where they say exactly what the
new ones do.

What it locks: ACCESS EXCLUSIVE for a moment, several times; the UPDATE writes each row of the table once and makes
writers of the same rows wait; validating and building the index go on beside reads and writes. A large table is better
filled in pieces, by hand, between the first migration and the second: the UPDATE passes over rows that have a value.

The way back: the policies as they were, and the column goes.

When not to: where a parent changes hands: its rows keep the owner that they were written with, until they are written
again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fixer import api

rule = "denormalised-owner"
promise = "Whose a row is, the row says itself."
slug = "denormalised_owners"
answers = {"review": ("policy-performance",)}
applicability = api.Applicability.UNSAFE
reads_prose = True
carries_out = True
_ACTIONS = {"c": "CASCADE", "r": "RESTRICT", "n": "SET NULL", "d": "SET DEFAULT"}
_USERS = ("(select auth.uid())", "auth.uid()")


@dataclass(frozen=True, slots=True)
class _Wanted:
    table: api.Table
    key: api.Constraint
    parent: api.Table
    column: api.Column
    policies: tuple[api.Policy, ...]


def detect(catalog: api.Catalog, options: api.Options) -> Iterable[api.Problem]:
    """Nothing: whether a copy is worth it, only who knows the table's size can say."""
    return ()


def satisfied(finding: api.Finding, catalog: api.Catalog, options: api.Options) -> str | None:
    """The column that is there."""
    for table in list(api.named_tables(finding, catalog))[:1]:
        for name in _names(finding):
            looked_up = [policy for policy in catalog.children(table.ref, api.Policy) if _looks_up(policy)]
            if table.column(name) is not None and not looked_up:
                return f"{table.ref.name}.{name}, which the policies compare"
    return None


def fix(
    finding: api.Finding, catalog: api.Catalog, options: api.Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """The column, filled and kept, and the policies on it."""
    if by := satisfied(finding, catalog, options):
        return api.Satisfied(finding, by)
    wanted = next(_wanted(finding, catalog), None)
    if wanted is None:
        decide = "Name the table, and the parent's column that says whose a row is, as code: `user_id uuid`."
        reason = "it names no table whose policies look its owner up in a parent, or they say more than that"
        return api.Refusal(finding, "manual", reason, decide)
    table, parent, column = wanted.table.ref, wanted.parent.ref, wanted.column
    if stopping := _stopping(wanted, catalog):
        reason = f"the trigger {stopping} would refuse the UPDATE that fills the column"
        return api.Refusal(
            finding, "manual", reason, "Disable it while the rows are filled, or fill them before."
        )
    if wanted.table.column(column.name) is not None:
        return api.Refusal(
            finding, "manual", f"{table.name} has a column {column.name} that no policy compares"
        )
    owners = next(
        (
            key
            for key in catalog.children(parent, api.Constraint)
            if key.type == "f" and key.columns == (column.name,) and key.references
        ),
        None,
    )
    actions = "".join(
        f" ON {event} {_ACTIONS[code]}"
        for event, code in (("DELETE", owners.on_delete), ("UPDATE", owners.on_update))
        if code in _ACTIONS
    ) if owners else ""  # fmt: skip
    name = f"{table.name}.{column.name}"
    names = ", ".join(api.identifier(policy.ref.name) for policy in wanted.policies)
    return api.Fix(
        finding,
        title=f"{name} says whose a row is: {names}",
        why=f"The policies of {table.name} looked each row's owner up in {parent.name}; now the row has it.",
        slug=f"owner_{table.name}",
        operations=(
            api.Operation(
                "denormalise_owner",
                {
                    "table": table,
                    "parent": parent,
                    "column": column.name,
                    "type": str(column.type),
                    "comment": f"Whose the row is: that of its {parent.name}, kept by trigger.",
                    "function": api.ObjectRef(
                        "function", table.schema, api.object_name(table.name, column.name, "set"), args=""
                    ),
                    "keys": list(zip(wanted.key.columns, wanted.key.referenced_columns, strict=True)),
                    "own_keys": list(wanted.key.columns),
                    "required": column.not_null and all(_required(wanted)),
                    "references": owners.references if owners else None,
                    "referenced": list(owners.referenced_columns) if owners else [],
                    "actions": actions,
                    "constraint": api.object_name(table.name, column.name, "fkey"),
                    "index": api.object_name(table.name, column.name, "idx"),
                    "condition": f"(select auth.uid()) = {api.identifier(column.name)}",
                    "policies": [
                        {
                            "name": policy.ref.name,
                            "using": policy.using is not None,
                            "check": policy.check is not None,
                        }
                        for policy in wanted.policies
                    ],
                },
            ),
        ),
        applicability=applicability,
        notes=(
            f"If {parent.name}.{column.name} is ever changed, rows of {table.name} keep the earlier owner.",
            f"On a large table fill {name} in pieces before the UPDATE, which passes over rows that have a value: "
            f"{_in_pieces(wanted)}, in a transaction each, until it changes no row.",
        ),
        plain=True,
    )


def _in_pieces(wanted: _Wanted) -> str:
    """The UPDATE of some rows that have no value yet. A row's place (ctid) serves as its key for one statement."""
    table, parent, column = api.target(wanted.table.ref), api.target(wanted.parent.ref), wanted.column.name
    (near,), (far,) = wanted.key.columns, wanted.key.referenced_columns
    name, near, far = map(api.identifier, (column, near, far))
    some = (
        f"SELECT child.ctid FROM {table} AS child JOIN {parent} AS owner ON owner.{far} = child.{near} "  # noqa: S608  shown only
        f"WHERE child.{name} IS NULL AND owner.{name} IS NOT NULL LIMIT 10000"
    )
    return (
        f"UPDATE {table} AS child SET {name} = owner.{name} FROM {parent} AS owner "  # noqa: S608  shown only
        f"WHERE owner.{far} = child.{near} AND child.ctid = ANY (ARRAY({some}))"
    )


def _required(wanted: _Wanted) -> Iterator[bool]:
    """Whether each row has a parent."""
    for name in wanted.key.columns:
        column = wanted.table.column(name)
        yield column is not None and column.not_null


def _names(finding: api.Finding) -> Iterator[str]:
    """The columns that the review writes as code: ``user_id uuid NOT NULL``."""
    for _text, codes in (*finding.data.get("items", ()), *finding.data.get("said", ())):
        for code in codes:
            if found := re.fullmatch(r"([a-z_][\w$]*)(?:\s+\w+.*)?", code, re.IGNORECASE):
                yield found[1].lower()


def _looks_up(policy: api.Policy) -> bool:
    return any(
        text and re.search(r"\bselect\b.*\bfrom\b", text, re.I | re.S)
        for text in (policy.using, policy.check)
    )


def _wanted(finding: api.Finding, catalog: api.Catalog) -> Iterator[_Wanted]:
    for table in api.named_tables(finding, catalog):
        for name in _names(finding):
            for key in catalog.children(table.ref, api.Constraint):
                parent = (
                    catalog.find(key.references, api.Table) if key.type == "f" and key.references else None
                )
                column = parent.column(name) if parent else None
                if parent is None or column is None or len(key.referenced_columns) != 1:
                    continue
                policies = [policy for policy in catalog.children(table.ref, api.Policy) if _looks_up(policy)]
                if policies and all(_only_that(policy, key, column, table, parent) for policy in policies):
                    yield _Wanted(table, key, parent, column, tuple(policies))


def _only_that(
    policy: api.Policy, key: api.Constraint, column: api.Column, table: api.Table, parent: api.Table
) -> bool:
    """Whether the policy says that the parent is the user's, and nothing else."""
    return all(
        text is None or any(_normal(text) == _normal(form) for form in _forms(key, column, table, parent))
        for text in (policy.using, policy.check)
    )


def _forms(key: api.Constraint, column: api.Column, table: api.Table, parent: api.Table) -> Iterator[str]:
    (near,), (far,) = key.columns, key.referenced_columns
    own, other = table.ref.name, parent.ref.name
    joins = (f"{other}.{far} = {own}.{near}", f"{own}.{near} = {other}.{far}")
    for user in _USERS:
        owns = (f"{other}.{column.name} = {user}", f"{user} = {other}.{column.name}")
        for join in joins:
            for own_by in owns:
                for first, second in ((join, own_by), (own_by, join)):
                    for what in ("1", "", "*"):
                        yield f"exists (select {what} from {other} where {first} and {second})"  # noqa: S608  compared only


def _normal(text: str) -> str:
    """The text without layout, redundant parentheses around it, quotes and the schema public."""
    bare = re.sub(r"\bpublic\.", "", text.lower().replace('"', ""))
    bare = re.sub(r"\s+", " ", re.sub(r"\s*([(),=])\s*", r"\1", bare)).strip()
    while bare.startswith("(") and bare.endswith(")") and bare.count("(") == bare.count(")"):
        bare = bare[1:-1]
    return bare.replace("exists(select from", "exists(select  from").replace("select  from", "select from")


def _stopping(wanted: _Wanted, catalog: api.Catalog) -> str:
    """A trigger that raises when a row is updated."""
    for trigger in catalog.children(wanted.table.ref, api.Trigger):
        function = catalog.find(trigger.function, api.Function)
        raises = function is not None and "raise exception" in " ".join((function.body or "").lower().split())
        if "UPDATE" in trigger.events.upper() and trigger.timing.upper() == "BEFORE" and raises:
            return api.identifier(trigger.ref.name)
    return ""
