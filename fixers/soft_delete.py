"""Rows that are to be kept when they are deleted.

What is wrong: a review asks for deletes that keep the row: a column that says when it was deleted, and readers that do
not see it any more.

Why it matters: what is deleted is gone with all that refers to it, and nobody can say later what there was.

What is done: the columns that the review names (``deleted_at``, and a reason where it wants one), and each policy that
lets somebody see, change or delete rows lets them no longer reach deleted ones.

What it locks: ACCESS EXCLUSIVE for a moment; no row is read or written.

The way back: the policies as they were; the columns go, with what they say.

When not to: before the application marks rows instead of deleting them. Unique columns still hold for deleted rows. A
user whom the policies bind cannot mark a row as deleted, because they may not see it then: the service does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fixer import api

rule = "soft-delete"
promise = "A deleted row is marked, and nobody who is bound by policies reaches it."
slug = "soft_delete"
answers = {"review": ("soft-delete",)}
applicability = api.Applicability.UNSAFE
reads_prose = True
carries_out = True
_COLUMN = re.compile(
    r"(?P<name>[a-z_][a-z0-9_]*)\s+(?P<type>timestamptz|timestamp with time zone|timestamp|date|text|boolean)"
    r"(?:\s+(?:default\s+)?null)?",
    re.IGNORECASE,
)
_ABOUT = {
    "deleted_at": "When the row was deleted; NULL while it is there.",
    "deleted_reason": "Why the row was deleted.",
}


@dataclass(frozen=True, slots=True)
class _Wanted:
    table: api.Table
    name: str
    type: str


def detect(catalog: api.Catalog, options: api.Options) -> Iterable[api.Problem]:
    """Nothing: whether deletes are to keep rows, only a person can say."""
    return ()


def satisfied(finding: api.Finding, catalog: api.Catalog, options: api.Options) -> str | None:
    """The columns that are there."""
    wanted = list(_wanted(finding, catalog))
    if not wanted or any(one.table.column(one.name) is None for one in wanted):
        return None
    return ", ".join(f"{one.table.ref.name}.{one.name}" for one in wanted)


def fix(
    finding: api.Finding, catalog: api.Catalog, options: api.Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """The columns, and the policies that know them."""
    if by := satisfied(finding, catalog, options):
        return api.Satisfied(finding, by)
    wanted = [one for one in _wanted(finding, catalog) if one.table.column(one.name) is None]
    if not wanted:
        decide = "Say which: a bullet that begins with the table and has the column as code (`deleted_at timestamptz`)."
        return api.Refusal(finding, "manual", "it does not say which tables get which columns", decide)
    marks = {one.table.ref: one.name for one in wanted if one.name.endswith("_at")}
    policies = [
        {"name": policy.ref.name, "table": ref, "using": policy.using, "column": api.identifier(mark)}
        for ref, mark in marks.items()
        for policy in catalog.children(ref, api.Policy)
        if policy.permissive and policy.using and policy.command != "insert"
    ]
    columns = [
        {
            "table": one.table.ref,
            "name": one.name,
            "type": one.type,
            "comment": _ABOUT.get(one.name, _said(one.name)),
        }
        for one in wanted
    ]
    shown = ", ".join(f"{one.table.ref.name}.{one.name}" for one in wanted)
    tables = " and ".join(dict.fromkeys(one.table.ref.name for one in wanted))
    note = (
        f"Policies that now pass over deleted rows: {', '.join(str(policy['name']) for policy in policies)}."
    )
    return api.Fix(
        finding,
        title=f"{shown}, and policies that know it",
        why=f"Rows of {tables} are marked as deleted and kept.",
        slug=f"soft_delete_{'_'.join(dict.fromkeys(one.table.ref.name for one in wanted))}",
        operations=(api.Operation("soft_delete", {"columns": columns, "policies": policies}),),
        applicability=applicability,
        notes=(note if policies else "No policy of these tables lets anybody reach rows.",),
    )


def _wanted(finding: api.Finding, catalog: api.Catalog) -> Iterator[_Wanted]:
    """``Profiles: add `deleted_at timestamptz```: the table that a bullet begins with, and the columns in it."""
    for text, codes in finding.data.get("items", ()):
        label = re.match(r"\W*([\w.]+)\W*:", text)
        table = _table(label[1], finding, catalog) if label else None
        for code in codes:
            column = _COLUMN.fullmatch(code)
            if table is not None and column is not None:
                yield _Wanted(table, column["name"].lower(), " ".join(column["type"].lower().split()))


def _table(name: str, finding: api.Finding, catalog: api.Catalog) -> api.Table | None:
    schema, _dot, bare = name.lower().rpartition(".")
    return catalog.table(schema or (finding.target.schema if finding.target else "public"), bare)


def _said(name: str) -> str:
    return f"{name.replace('_', ' ').capitalize()}."
