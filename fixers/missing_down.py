"""Migrations without a way back.

What is wrong: a migration of the folder has no way back: no `.down.sql` beside it, no down section in its file, or, for
Supabase, no file in `rollbacks/`.

Why it matters: when a release has to be taken back, somebody writes the way back under pressure, by hand, on the
production database.

What is done: the way back is worked out from what the migration did to the schema that it met, as `fixer down` does it,
and written in the form that the migration tool looks for. The migration itself stays as it is; where both halves are in
one file, the section is added to that file.

What it locks: nothing now; the way back, when it is run, locks what its statements lock.

The way back: delete the file, or the section.

When not to: where your team only ever goes forward, and says so. A way back that cannot bring data back (a dropped column
comes back empty, an UPDATE stays) needs --unsafe, and says in its first lines what it leaves lost. One that would leave
the schema otherwise than it was is not written.
"""

from __future__ import annotations

from collections.abc import Iterable

from fixer.api import (
    Applicability,
    Catalog,
    Finding,
    Fix,
    Location,
    Options,
    Problem,
    Refusal,
    Satisfied,
)

rule = "missing-down"
promise = "Every migration has a way back that restores the schema it met."
slug = "ways_back"
answers = {"review": ("rollback",)}
applicability = Applicability.SAFE
by_default = False
of_folder = True


def detect(catalog: Catalog, options: Options) -> Iterable[Problem]:
    """Each migration that has no way back."""
    missing = options.ways_back.missing if options.ways_back else {}
    for ref, path in missing.items():
        yield Problem(ref, "has no way back", location=Location(path, 1, 1))


def satisfied(finding: Finding, catalog: Catalog, options: Options) -> str | None:
    """That the migration has one."""
    known = options.ways_back
    if known is None or finding.target is None or finding.target in known.missing:
        return None
    return f"{finding.target.name} has a way back" if finding.target in known.there else None


def fix(finding: Finding, catalog: Catalog, options: Options) -> Fix | Refusal | Satisfied:
    """The way back, worked out."""
    if by := satisfied(finding, catalog, options):
        return Satisfied(finding, by)
    known, ref = options.ways_back, finding.target
    if known is None or ref is None or ref not in known.missing:
        return Refusal(finding, "unresolved", "there is no such migration", "Name the folder that it is in.")
    found = known.computed(ref)
    by_hand = "Write it by hand."
    if isinstance(found, str):
        return Refusal(finding, "unsupported", f"its way back cannot be worked out: {found}", by_hand)
    if not found.restores:
        reason = f"nothing leads all the way back: {' '.join(found.lost)}"
        decide = "Write the rest by hand: `fixer down` writes as much as can be undone."
        return Refusal(finding, "unsupported", reason, decide)
    return Fix(
        finding,
        title=f"give {ref.name} a way back",
        why=" ".join(found.lost) or "When a release has to be taken back, its way back is there.",
        slug=slug,
        applicability=Applicability.UNSAFE if found.lost else applicability,
        notes=found.lost,
        reversal=found,
    )
