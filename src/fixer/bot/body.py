"""What a reviewer reads: the body of a pull request, and the short texts around it.

Names, messages and SQL come from anywhere. Each value is made harmless here, before the template sees it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fixer.bot.groups import Group
from fixer.bot.memory import block
from fixer.model import Applicability, Finding, Fix, Plan, PlannedMigration, Statement, Verification
from fixer.planner.summary import blocks as waits
from fixer.render import Templates
from fixer.report import proof_markdown
from fixer.report.markdown import code, fenced, plain, prose
from fixer.report.outcomes import named
from fixer.request import Outcome

_LISTED = 50
"""Findings, fixes and refusals that are listed one by one."""
_SQL = 20_000
"""Characters of SQL that are shown in all; a body has room for 65,536 on GitHub, character references included."""
_LONGEST = 60_000
_PLACEHOLDER = re.compile(r"\{(summary|group|count)\}")

MARK = "<!-- fixer:"
"""What everything that the bot writes begins with."""


@dataclass(frozen=True)
class Shown:
    """What a body is made of: ``unproved`` says why there is no verification."""

    group: Group
    outcome: Outcome
    verification: Verification | None
    unproved: str
    left: Sequence[tuple[str, str]] = ()
    """Migrations that were left out, and why."""


def filled(template: str, group: Group) -> str:
    """A title or a message: {summary}, {group} and {count} filled in, each harmless."""
    count = len(group.digests)
    alone = group.fixes[0].title if len(group.fixes) == 1 else f"{group.name} ({count} findings)"
    values = {"summary": alone, "group": group.name, "count": str(count)}
    lines = _PLACEHOLDER.sub(lambda match: plain(values[match[1]]), template).splitlines()
    return "\n".join(lines)


def body(shown: Shown, templates: Templates) -> str:
    """The body, with its hidden block first, no longer than a forge takes."""
    text = _body(shown, templates, _SQL)
    return text if len(text) <= _LONGEST else _body(shown, templates, 0)[: _LONGEST + 4_000]


def _body(shown: Shown, templates: Templates, room: int) -> str:
    plan, group = shown.outcome.plan, shown.group
    findings = [f for fix in group.fixes for f in fix.findings or (fix.finding,)]
    findings += [finding for edit in plan.edits for finding in edit.findings]
    distinct = list({(f.key, f.source): f for f in findings}.values())
    budget = _Budget(room)
    params: dict[str, object] = {
        "memory": block(group.digests),
        "findings": [_finding(finding) for finding in distinct[:_LISTED]],
        "more": max(len(distinct) - _LISTED, 0),
        "fixes": [_fix(fix) for fix in group.fixes[:_LISTED]],
        "edits": [f"{code(edit.path)} ({code(edit.rule)})" for edit in plan.edits],
        "migrations": [_migration(migration, budget) for migration in plan.migrations],
        "proof": _proof(shown),
        "refused": _refused(plan, shown.left),
        "how_to_run": fenced(shown.outcome.how_to_run) if shown.outcome.how_to_run else "",
        "ignore": fenced(_ignore(group), "toml"),
    }
    return templates.render("reports/pull_request.md.j2", params).strip() + "\n"


def _finding(finding: Finding) -> Mapping[str, str]:
    return {
        "target": code(named(finding)),
        "message": prose(finding.message).removesuffix("."),
        "rule": code(finding.rule),
        "source": prose(finding.source),
    }


def _fix(fix: Fix) -> Mapping[str, object]:
    checks = [{"sql": code(check.sql), "meaning": prose(check.meaning)} for check in fix.checks]
    return {
        "title": prose(fix.title),
        "why": prose(fix.why),
        "unsafe": fix.applicability is not Applicability.SAFE,
        "checks": checks,
    }


class _Budget:
    """How much SQL may still be shown."""

    def __init__(self, room: int):
        self.room = room

    def sql(self, texts: Iterable[str]) -> str:
        """The statements, as far as there is room."""
        text = "\n".join(f"{text.rstrip().removesuffix(';')};" for text in texts)
        if len(text) > self.room:
            cut, self.room = text[: self.room], 0
            return fenced(f"{cut}\n-- … the rest is in the file" if cut else "-- It is in the file.", "sql")
        self.room -= len(text)
        return fenced(text or "-- Nothing to do.", "sql")


def _migration(planned: PlannedMigration, budget: _Budget) -> Mapping[str, object]:
    migration = planned.migration
    path = next((change.path for change in planned.files if change.role == "up"), migration.name)
    hazards = dict.fromkeys(hazard for statement in migration.up for hazard in statement.hazards)
    return {
        "name": code(path),
        "locks": _locks(migration.up),
        "hazards": [f"{prose(hazard.kind)}: {prose(hazard.detail)}" for hazard in hazards],
        "up": budget.sql(statement.sql for statement in migration.up),
        "down": budget.sql(statement.sql for statement in migration.down),
        "online": budget.sql(s.sql for s in migration.online) if migration.online else "",
    }


def _locks(statements: Sequence[Statement]) -> str:
    from fixer.planner.summary import spelled

    modes = {(lock.relation, lock.mode): None for statement in statements for lock in statement.locks}
    if not modes:
        return "Locks: none on tables."
    parts = []
    for relation, mode in list(modes)[:_LISTED]:
        reads, writes = waits(mode)
        effect = "reads and writes wait" if reads else "writes wait" if writes else "reads and writes go on"
        parts.append(f"{spelled(mode)} on {code(relation)} ({effect})")
    scans = any(h.kind in ("scan", "rewrite") for statement in statements for h in statement.hazards)
    return f"Locks: {'; '.join(parts)}{'; held while the table is read' if scans else '; held for a moment'}."


def _proof(shown: Shown) -> str:
    if shown.verification is None:
        return f"### Proof\n\nNot proved on PostgreSQL: {prose(shown.unproved)}"
    return proof_markdown.text(shown.verification).rstrip()


def _refused(plan: Plan, left: Sequence[tuple[str, str]]) -> list[Mapping[str, str]]:
    found: list[Mapping[str, str]] = [
        {"target": code(named(r.finding)), "reason": prose(r.reason), "decide": prose(r.decide)}
        for r in plan.refusals[:_LISTED]
    ]
    return found + [{"target": code(path), "reason": prose(why), "decide": ""} for path, why in left]


def _ignore(group: Group) -> str:
    """The line to add, in TOML, whose basic strings take JSON's escapes."""
    entries = [f'{{ key = {json.dumps(key)}, reason = "why" }}' for key in list(group.digests)[:3]]
    return f"ignore = [{', '.join(entries)}]"


def handed_over() -> str:
    """Said once on a branch that somebody else has committed to."""
    return (
        f"{MARK} handed-over -->\nSomebody else has committed to this branch, so it is yours now: it will not be changed "
        "any more. To have it made anew, delete the branch."
    )


def outlived() -> str:
    """Said once where a person's branch has nothing to mend any more."""
    return f"{MARK} outlived -->\nThe findings that this branch was made for do not hold on the base branch any more."


def mended() -> str:
    """Why a pull request is closed."""
    return f"{MARK} mended -->\nClosed: the findings that it mends do not hold on the base branch any more, or are set aside there."
