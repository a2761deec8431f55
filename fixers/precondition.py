"""Migrations that need what an earlier one makes, and do not say so.

What is wrong: a review says that one migration only works after another, and gives the check: a DO block that raises
where a constraint is missing.

Why it matters: run alone, or in another order, it fails half-way, or changes what is not there yet.

What is done: while the migration is pending, the check is written at its beginning, from a form of this program's own:
only the constraint's name is the review's. Of a migration that has been applied nothing is left to guard: the schema
says whether the constraint is there.

What it locks: nothing.

The way back: none is needed; the check only looks.

When not to: where the tool holds migrations to their order anyway.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from fixer import api

rule = "precondition"
promise = "A migration that needs another says so, before it changes anything."
slug = "preconditions"
answers = {"review": ("precondition",)}
applicability = api.Applicability.SAFE
reads_prose = True


def detect(catalog: api.Catalog, options: api.Options) -> Iterable[api.Problem]:
    """Nothing: what a migration relies on, only a person can say."""
    return ()


def satisfied(finding: api.Finding, catalog: api.Catalog, options: api.Options) -> str | None:
    """That the constraint is there, and no pending migration has still to wait for it."""
    found = _constraint(finding, catalog)
    if found is None or _path(finding, options) is not None:
        return None
    return f"the constraint {api.identifier(found.ref.name)} is there: the migrations make it in their order"


def fix(
    finding: api.Finding, catalog: api.Catalog, options: api.Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """The check at the beginning of the pending file."""
    if by := satisfied(finding, catalog, options):
        return api.Satisfied(finding, by)
    found, path = _constraint(finding, catalog), _path(finding, options)
    name = str(finding.data.get("constraint", ""))
    if path is None:
        reason = (
            f"there is no constraint {api.identifier(name)}, and no pending migration that could wait for it"
        )
        return api.Refusal(finding, "unresolved", reason, "Say which files are pending: --pending-from.")
    if found is None:
        return api.Refusal(finding, "unresolved", f"there is no constraint {api.identifier(name)}")
    table = api.target(found.table)
    guard = (
        "DO $$\nBEGIN\n"
        f"    IF NOT EXISTS (SELECT FROM pg_catalog.pg_constraint WHERE conname = {api.literal(name)} "
        f"AND conrelid = pg_catalog.to_regclass({api.literal(table)})) THEN\n"
        f"        RAISE EXCEPTION {api.literal(f'{name} on {table} is missing: an earlier migration makes it')};\n"
        "    END IF;\nEND $$;\n"
    )
    return api.Fix(
        finding,
        title=f"{path} looks for {name} first",
        why=f"{path} needs {name}, which an earlier migration makes.",
        slug=slug,
        edits=(api.Edit(path, 0, "", guard),),
    )


def _constraint(finding: api.Finding, catalog: api.Catalog) -> api.Constraint | None:
    name = finding.data.get("constraint")
    return next((one for one in catalog.overlay().objects(api.Constraint) if one.ref.name == name), None)


def _path(finding: api.Finding, options: api.Options) -> str | None:
    """The pending file whose number the check's own words or its comment say ("Migration 0002 must run before 0003")."""
    numbers = re.findall(r"\b\d{3,}\b", str(finding.data.get("about", "")))
    paths = dict.fromkeys(statement.path for statement in options.pending)
    name = api.literal(str(finding.data.get("constraint", "")))
    for number in numbers[-1:]:  # the others come before it
        for path in paths:
            first = next(statement.text for statement in options.pending if statement.path == path)
            guarded = first.lstrip().upper().startswith("DO ") and name in first
            if path.rpartition("/")[2].startswith(number):
                return None if guarded else path
    return None
