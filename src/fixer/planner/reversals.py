"""The ways back that migrations lack: what is asked of the folder, not of the schema."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fixer.catalog.catalog import Catalog
from fixer.layouts.content import stem
from fixer.model import Edit, Fix, Migration, PlannedMigration, Refusal, Reversal
from fixer.planner.cases import Case, Collected
from fixer.planner.mend import held_back
from fixer.planner.proof import Rules
from fixer.registry import WaysBack, mend

_AGAIN = "Apply this plan, and run fixer again."


def reversed_cases(
    cases: Sequence[Case],
    catalog: Catalog,
    rules: Rules,
    unsafe: bool,
    edits: Sequence[Edit],
    ways_back: WaysBack | None,
    collected: Collected,
) -> tuple[PlannedMigration, ...]:
    """Asks each case's fixer, and files the answer; the migrations that get a way back, in the tool's order.

    ``ways_back`` are those of the files with ``edits``. Refusals and the like go to ``collected``.
    """
    found: dict[str, PlannedMigration] = {}
    for case in cases:
        options = replace(rules.options[case.fixer.rule], ways_back=ways_back)
        answer = mend(case.fixer, case.finding, catalog, options)
        if isinstance(answer, Fix):
            answer = held_back(answer, unsafe) or _no_room(answer, edits) or answer
        if not isinstance(answer, Fix):
            collected.answered(case, answer)
        elif answer.reversal is not None:
            planned = _planned(replace(answer, findings=case.findings), answer.reversal)
            found[answer.reversal.path] = planned
    order = list(ways_back.missing.values()) if ways_back is not None else []
    return tuple(found[path] for path in order if path in found)


def _no_room(fix: Fix, edits: Sequence[Edit]) -> Refusal | None:
    """A section is not put where the plan edits the file already."""
    if fix.reversal is None:
        return None
    change = fix.reversal.change
    begin = min((edit.offset for edit in change.edits), default=0)
    near = (e for e in edits if e.path == change.path and e.offset + len(e.old) >= begin)
    if not change.edits or next(near, None) is None:
        return None
    return Refusal(fix.finding, "unsupported", "this plan edits the end of the file, too", _AGAIN)


def _planned(fix: Fix, back: Reversal) -> PlannedMigration:
    made = Migration(stem(back.path), (), back.statements, (fix,), down_summary=back.lost)
    return PlannedMigration(made, (back.change,))
