"""A plan in Markdown, for a job's summary or a comment."""

from __future__ import annotations

from collections.abc import Sequence

from fixer.model import PlannedMigration, Statement
from fixer.report.markdown import code, fenced, prose
from fixer.report.outcomes import by_source, outcomes, totals
from fixer.report.words import counted
from fixer.request import Outcome

_MIGRATIONS = 30


def text(outcome: Outcome) -> str:
    """What was found and what becomes of it, then each migration with its SQL, folded."""
    plan, numbers = outcome.plan, totals(outcome.plan)
    lines = [
        "### fixer",
        "",
        f"{counted(numbers.problems, 'problem')}: {numbers.mended:,} mended, "
        f"{f'{numbers.reversed:,} given a way back, ' if numbers.reversed else ''}"
        f"{numbers.edited:,} edited in place, {numbers.satisfied:,} satisfied, {numbers.refused:,} refused, "
        f"{numbers.ignored:,} ignored.",
        "",
        *(
            f"- {prose(source)}: {counted(number, 'finding')}: {', '.join(f'{n:,} {how}' for n, how in became)}."
            for source, number, became in by_source(plan)
        ),
    ]
    lines += [""] if lines[-1] else []
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
    for planned in plan.ways_back[:_MIGRATIONS]:
        lines += _way_back(planned)
    rest = len(plan.ways_back) - _MIGRATIONS
    if rest > 0:
        lines += [f"… and {rest:,} more ways back.", ""]
    return "\n".join(lines).rstrip() + "\n"


def _way_back(planned: PlannedMigration) -> list[str]:
    """The way back that a migration gets which has none."""
    migration, (change,) = planned.migration, planned.files
    return [
        f"**{code(change.path)}**, the way back of {code(migration.name)}",
        "",
        *(f"- {prose(sentence)}" for sentence in migration.down_summary),
        "",
        "<details><summary>SQL</summary>",
        "",
        fenced(_sql(migration.down), "sql"),
        "",
        "</details>",
        "",
    ]


def _sql(statements: Sequence[Statement]) -> str:
    return "\n".join(f"{one.sql.rstrip().removesuffix(';')};" for one in statements) or "-- Nothing to do."


def _migration(planned: PlannedMigration) -> list[str]:
    migration = planned.migration
    path = next((change.path for change in planned.files if change.role == "up"), migration.name)
    up, down = _sql(migration.up), _sql(migration.down)
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
