"""What a reviewer reads: the body of a pull request, and the short texts around it.

Names, messages and SQL come from anywhere. Each value is made harmless here, before the template sees it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from fixer.bot import parts
from fixer.bot.groups import Group
from fixer.bot.memory import block
from fixer.config import Config
from fixer.model import Verification
from fixer.render import Templates
from fixer.report import proof_markdown
from fixer.report.markdown import code, fenced, plain, prose
from fixer.report.words import counted
from fixer.request import Outcome

_SQL = 20_000
"""Characters of SQL that are shown in all; a body has room for 65,536 on GitHub, character references included."""
_LONGEST = 60_000
_TITLE = 245
"""Characters of a title; GitLab takes 255, GitHub 256, and "Draft: " comes before it there."""
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
    config: Config = field(default_factory=Config)
    can_close: bool = True
    """There is a pull request that people can close: with git alone there is a branch only."""
    given: Collection[str] = ()
    """What was given to it already, and ``draft``, whether it is made a draft: its memory."""
    draft: bool = False


def filled(template: str, group: Group) -> str:
    """A message: {summary}, {group} and {count} filled in, each harmless."""
    count = len(group.digests)
    summary = f"{group.name} ({counted(count, 'finding')})"
    if len(group.fixes) == 1:
        title = group.fixes[0].title
        summary = title if " " in title else f"{group.name} ({title})"  # a name alone says nothing
    values = {"summary": summary, "group": group.name, "count": str(count)}
    lines = _PLACEHOLDER.sub(lambda match: plain(values[match[1]]), template).splitlines()
    return "\n".join(lines)


def title(template: str, group: Group) -> str:
    """The title of a pull request, no longer than a forge takes."""
    text = filled(template, group)
    return text if len(text) <= _TITLE else f"{text[: _TITLE - 1]}…"


def body(shown: Shown, templates: Templates) -> str:
    """The body, with its hidden block first, no longer than a forge takes."""
    text = _body(shown, templates, _SQL)
    return text if len(text) <= _LONGEST else _body(shown, templates, 0)[: _LONGEST + 4_000]


def _body(shown: Shown, templates: Templates, room: int) -> str:
    plan, group = shown.outcome.plan, shown.group
    findings = [f for fix in group.fixes for f in fix.findings or (fix.finding,)]
    findings += [finding for edit in plan.edits for finding in edit.findings]
    distinct = list({(f.key, f.source): f for f in findings}.values())
    budget = parts.Budget(room)
    params: dict[str, object] = {
        "memory": block(group.digests, shown.given, shown.draft),
        "findings": parts.findings(distinct),
        "fixes": parts.fixes(group.fixes),
        "edits": [
            {"file": f"{code(edit.path)} ({code(edit.rule)})", "unsafe": edit.unsafe} for edit in plan.edits
        ],
        "migrations": [parts.migration(migration, budget) for migration in plan.migrations],
        "ways_back": [parts.way_back(planned, budget) for planned in plan.ways_back],
        "proof": _proof(shown),
        "refused": parts.refused(plan.refusals, shown.left),
        "how_to_run": fenced(shown.outcome.how_to_run)
        if shown.outcome.how_to_run and (plan.migrations or plan.edits)
        else "",
        "ignore_place": parts.ignore_place(shown.config),
        "ignore": parts.ignore_line(group.digests),
        "can_close": shown.can_close,
    }
    return templates.render("reports/pull_request.md.j2", params).strip() + "\n"


def _proof(shown: Shown) -> str:
    if shown.verification is None:
        return f"### Proof\n\nNot proved on PostgreSQL: {prose(shown.unproved)}"
    return proof_markdown.text(shown.verification).rstrip()


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
    return (
        f"{MARK} mended -->\nClosed: the findings that it mends do not hold on the base branch any more, are set aside there, or "
        "are mended by another pull request now."
    )
