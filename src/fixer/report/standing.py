"""The findings that stand, each once, with what becomes of it in a sentence; and their files as a repository has them."""

from __future__ import annotations

import posixpath

from fixer.model import Finding, Plan


def standing(plan: Plan) -> list[tuple[Finding, str]]:
    """What a migration mends, an edit mends, or nobody mends; not what is satisfied or set aside. By rule, then key."""
    found: dict[tuple[str, str, str], tuple[Finding, str]] = {}

    def add(finding: Finding, what: str) -> None:
        found.setdefault((finding.rule, finding.key, str(finding.location or "")), (finding, what))

    for planned in plan.answering:
        for fix in planned.migration.fixes:
            for finding in fix.findings or (fix.finding,):
                add(finding, f"fixer can mend it: {fix.title}.")
    for edit in plan.edits:
        for finding in edit.findings:
            add(finding, "fixer can mend it in place.")
    for refusal in plan.refusals:
        add(refusal.finding, f"Left alone: {refusal.reason.removesuffix('.')}. {refusal.decide}".strip())
    return [found[key] for key in sorted(found)]


def from_top(prefix: str, path: str) -> str:
    """A path from the top of the repository; ``prefix`` is where we are below it."""
    return posixpath.normpath(posixpath.join(prefix, path))
