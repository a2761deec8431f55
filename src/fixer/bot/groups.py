"""A plan cut into groups: what one pull request holds."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from fixer.bot.memory import digest
from fixer.model import Applicability, Finding, Fix, ObjectRef, Plan
from fixer.sql.quote import target

PREFIX = "fixer/"
_LONGEST = 60


@dataclass
class Group:
    """Findings that go together, by key with their digests, and the fixes for them."""

    name: str
    digests: dict[str, str] = field(default_factory=dict)
    fixes: list[Fix] = field(default_factory=list)

    @property
    def branch(self) -> str:
        """``fixer/`` and the name; what a branch cannot be called is left out, and a digest keeps names apart."""
        return branch_of(self.name)

    @property
    def unsafe(self) -> bool:
        """Whether a fix in it changes behaviour or can fail on data."""
        return any(fix.applicability is not Applicability.SAFE for fix in self.fixes)


def branch_of(name: str) -> str:
    """The branch for a group of that name: letters, digits and hyphens only."""
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:_LONGEST].strip("-")
    if slug == name:
        return PREFIX + slug
    short = hashlib.sha256(name.encode(errors="backslashreplace")).hexdigest()[:8]
    return f"{PREFIX}{slug}-{short}" if slug else PREFIX + short


def groups_of(plan: Plan, by: str) -> Mapping[str, Group]:
    """The groups of a plan by branch. ``by`` is rule, table, finding or none."""
    found: dict[str, Group] = {}
    placed: set[str] = set()
    for lead, finding, fix in _answered(plan):
        if finding.key in placed:
            continue
        placed.add(finding.key)
        name = _name(lead, by)
        group = found.setdefault(branch_of(name), Group(name))
        group.digests[finding.key] = digest(finding, fix)
        if fix is not None and fix not in group.fixes:
            group.fixes.append(fix)
    return dict(sorted(found.items()))


def _answered(plan: Plan) -> Iterator[tuple[Finding, Finding, Fix | None]]:
    """Each finding that is mended, behind the one that says where it belongs, with its fix: none where a file is edited."""
    for planned in plan.answering:
        leads: dict[ObjectRef | None, Finding] = {}
        for fix in planned.migration.fixes:
            lead = leads.setdefault(fix.finding.target, fix.finding)
            for finding in fix.findings or (fix.finding,):
                yield lead, finding, fix
    for edit in plan.edits:
        for finding in edit.findings:
            yield finding, finding, None


def _name(finding: Finding, by: str) -> str:
    if by == "table" and finding.target is not None:
        ref = finding.target
        return target(ObjectRef("table", ref.schema, ref.table) if ref.table else ref)
    return {"rule": finding.rule, "table": finding.rule, "finding": finding.key, "none": "all"}[by]
