"""The summary of a review: how much is suggested on the lines, what would be a migration of its own, what is left alone."""

from __future__ import annotations

from collections.abc import Collection

from fixer.bot import parts
from fixer.bot.review.suggestions import Suggestions
from fixer.config import Config
from fixer.model import Plan
from fixer.render import Templates
from fixer.report.markdown import code, prose

MARK = "<!-- fixer: review -->"
NOTHING = f"{MARK}\nThere is nothing left to mend in these migrations.\n"
_SQL = 20_000
"""Characters of SQL that are shown in all."""
_LONGEST = 60_000


def summary(
    plan: Plan, found: Suggestions, keys: Collection[str], templates: Templates, config: Config
) -> str:
    """The text, from a plan of just what the pull request brings along; "" where that is nothing."""
    if not (plan.answering or plan.edits or plan.refusals):
        return ""
    text = _summary(plan, found, keys, templates, config, _SQL)
    return (
        text
        if len(text) <= _LONGEST
        else _summary(plan, found, keys, templates, config, 0)[: _LONGEST + 4_000]
    )


def _summary(
    plan: Plan, found: Suggestions, keys: Collection[str], templates: Templates, config: Config, room: int
) -> str:
    every = [fix for planned in plan.answering for fix in planned.migration.fixes]
    fixes = [
        fix for number, fix in enumerate(every) if fix not in every[:number]
    ]  # those of several parts once
    findings = [f for made in fixes for f in made.findings or (made.finding,)]
    distinct = list({finding.key: finding for finding in findings}.values())
    budget = parts.Budget(room)
    params: dict[str, object] = {
        "mark": MARK,
        "suggestions": len(found.shown),
        "told": [{"place": code(place), "why": prose(why)} for place, why in found.told],
        "findings": parts.findings(distinct),
        "fixes": parts.fixes(fixes),
        "migrations": [parts.migration(planned, budget) for planned in plan.migrations],
        "ways_back": [parts.way_back(planned, budget) for planned in plan.ways_back],
        "refused": parts.refused(plan.refusals),
        "ignore_place": parts.ignore_place(config),
        "ignore": parts.ignore_line(sorted(keys)),
    }
    return templates.render("reports/review.md.j2", params).strip() + "\n"
