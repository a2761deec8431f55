"""A plan in Markdown, for a job's summary or a comment."""

from __future__ import annotations

from fixer.model import PlannedMigration
from fixer.report.markdown import code, fenced, prose
from fixer.report.outcomes import outcomes, totals
from fixer.request import Outcome

_MIGRATIONS = 30


def text(outcome: Outcome) -> str:
    """What was found and what becomes of it, then each migration with its SQL, folded."""
    plan, numbers = outcome.plan, totals(outcome.plan)
    lines = [
        "### fixer",
        "",
        f"{numbers.problems:,} problem{'s'[numbers.problems == 1 :]}: {numbers.mended:,} mended, "
        f"{numbers.edited:,} edited in place, {numbers.satisfied:,} satisfied, {numbers.refused:,} refused, "
        f"{numbers.ignored:,} ignored.",
        "",
    ]
    listed = outcomes(plan, outcome.summary.applicability)
    if listed:
        lines += ["| rule | found | fix | what becomes of it |", "| --- | ---: | --- | --- |"]
        lines += [
            f"| {code(one.rule)} | {one.found} | {one.applicability} | {'<br>'.join(prose(p) for p in one.phrases)} |"
            for one in listed
        ]
        lines.append("")
    for planned in plan.migrations[:_MIGRATIONS]:
        lines += _migration(planned)
    rest = len(plan.migrations) - _MIGRATIONS
    if rest > 0:
        lines += [f"… and {rest:,} more migrations.", ""]
    return "\n".join(lines).rstrip() + "\n"


def _migration(planned: PlannedMigration) -> list[str]:
    migration = planned.migration
    path = next((change.path for change in planned.files if change.role == "up"), migration.name)
    up, down = (
        "\n".join(f"{one.sql.rstrip().removesuffix(';')};" for one in way) or "-- Nothing to do."
        for way in (migration.up, migration.down)
    )
    return [
        f"**{code(path)}**",
        "",
        *(f"- {prose(sentence)}" for sentence in migration.summary),
        "",
        "<details><summary>SQL, up and the way back</summary>",
        "",
        fenced(up, "sql"),
        "",
        fenced(down, "sql"),
        "",
        "</details>",
        "",
    ]
