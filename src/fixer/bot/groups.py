"""A plan cut into groups: what one pull request holds."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from fixer.bot.memory import digest
from fixer.model import Applicability, FileEdit, Finding, Fix, ObjectRef, Plan
from fixer.sql.quote import target

PREFIX = "fixer/"
NAMED = "fixer/{group}"
_LONGEST = 60


@dataclass
class Group:
    """Findings that go together, by key with their digests, and the fixes for them."""

    name: str
    digests: dict[str, str] = field(default_factory=dict)
    fixes: list[Fix] = field(default_factory=list)
    branch: str = ""
    edits: list[FileEdit] = field(default_factory=list)

    @property
    def unsafe(self) -> bool:
        """Whether a fix in it changes behaviour or can fail on data."""
        unsafe = (fix.applicability is not Applicability.SAFE for fix in self.fixes)
        return any(unsafe) or any(edit.unsafe for edit in self.edits)


def branch_of(name: str, named: str = NAMED) -> str:
    """The branch for a group of that name, its own part letters, digits and hyphens only."""
    return named.replace("{group}", slug(name))


def slug(name: str) -> str:
    """A name as a part of a branch's; what that cannot hold is left out, and a digest keeps names apart."""
    text = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:_LONGEST].strip("-")
    if text == name:
        return text
    short = hashlib.sha256(name.encode(errors="backslashreplace")).hexdigest()[:8]
    return f"{text}-{short}" if text else short


def is_named(branch: str, named: str) -> bool:
    """Whether a group's branch may be called so."""
    before, _, after = named.partition("{group}")
    return re.fullmatch(f"{re.escape(before)}[a-z0-9-]+{re.escape(after)}", branch) is not None


def groups_of(plan: Plan, by: str, named: str = NAMED) -> Mapping[str, Group]:
    """The groups of a plan by branch. ``by`` is rule, table, finding or none."""
    found: dict[str, Group] = {}
    placed: set[str] = set()
    for lead, finding, by_what in _answered(plan):
        fix = by_what if isinstance(by_what, Fix) else None
        if finding.key in placed:
            continue
        placed.add(finding.key)
        name = _name(lead, by)
        branch = branch_of(name, named)
        group = found.setdefault(branch, Group(name, branch=branch))
        group.digests[finding.key] = digest(finding, fix)
        if fix is not None and fix not in group.fixes:
            group.fixes.append(fix)
        if isinstance(by_what, FileEdit) and by_what not in group.edits:
            group.edits.append(by_what)
    return dict(sorted(found.items()))


def _answered(plan: Plan) -> Iterator[tuple[Finding, Finding, Fix | FileEdit]]:
    """Each finding that is mended, behind the one that says where it belongs, with its fix, or with how a file is edited."""
    for planned in plan.answering:
        leads: dict[ObjectRef | None, Finding] = {}
        for fix in planned.migration.fixes:
            lead = leads.setdefault(fix.finding.target, fix.finding)
            for finding in fix.findings or (fix.finding,):
                yield lead, finding, fix
    for edit in plan.edits:
        for finding in edit.findings:
            yield finding, finding, edit


def _name(finding: Finding, by: str) -> str:
    if by == "table" and finding.target is not None:
        ref = finding.target
        return target(ObjectRef("table", ref.schema, ref.table) if ref.table else ref)
    return {"rule": finding.rule, "table": finding.rule, "finding": finding.key, "none": "all"}[by]
