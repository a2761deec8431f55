"""The migrations of a plan, each as a few lines: its locks, its statements, its hazards, the way back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from fixer.ddl.base import STRENGTH
from fixer.model import Applicability, Migration, Plan, PlannedMigration, Statement
from fixer.planner.summary import blocks as waits
from fixer.planner.summary import spelled
from fixer.report import safe
from fixer.report.outcomes import listed

_MIGRATIONS = 30
_STATEMENTS = 4
_LABEL = 6


def blocks(plan: Plan, width: int) -> Iterator[Text]:
    """One block of lines for each migration, the first thirty of many."""
    shown = plan.migrations[:_MIGRATIONS]
    for planned in shown:
        yield Text("\n").join([_head(planned), *_details(planned.migration, width)])
    if shown:
        rest = len(plan.migrations) - len(shown)
        yield Text(f"  and {rest:,} more migrations, all of them in the diff\n" if rest else "")


def ways_back(plan: Plan, width: int) -> Iterator[Text]:
    """One block for each migration that exists and gets a way back: the file, its statements, what stays lost."""
    shown = plan.ways_back[:_MIGRATIONS]
    if shown:
        yield Text("  ways back for migrations that have none", "dim")
    for planned in shown:
        migration, (change,) = planned.migration, planned.files
        head = Text.assemble("  ", (safe.line(migration.name), "bold"), f"  {safe.line(change.path)}")
        if any(fix.applicability is Applicability.UNSAFE for fix in migration.fixes):
            head.append("  unsafe", "yellow")
        lines = list(_statements("back", migration.down, width)) or [
            _labelled("back", "nothing to undo", width)
        ]
        lines += [_labelled("!", sentence, width, "yellow") for sentence in migration.down_summary]
        yield Text("\n").join([head, *lines])
    rest = len(plan.ways_back) - len(shown)
    if shown:
        yield Text(f"  and {rest:,} more, all of them in the diff\n" if rest else "")


def _head(planned: PlannedMigration) -> Text:
    """Version and name, as the file has them: ``000003 comments``."""
    up = next((change.path for change in planned.files if change.role == "up"), planned.migration.name)
    stem = re.sub(r"(\.up)?\.sql\Z", "", PurePosixPath(up).name)
    head = Text.assemble("  ", (safe.line(re.sub(r"\A(\d+)_", r"\1 ", stem)), "bold"))
    if any(fix.applicability is Applicability.UNSAFE for fix in planned.migration.fixes):
        head.append("  unsafe", "yellow")
    return head


def _locks(statements: Sequence[Statement]) -> Text:
    """``SHARE UPDATE EXCLUSIVE orders  reads ✓ writes ✓``, by the strongest lock on each table."""
    text = Text(" " * _LABEL + f"{'locks':<{_LABEL}}")
    modes: dict[str, str] = {}
    for statement in statements:
        for lock in statement.locks:
            held = modes.get(lock.relation, lock.mode)
            modes[lock.relation] = max(held, lock.mode, key=STRENGTH.__getitem__)
    if not modes:
        return text.append("none on tables").append_text(_mode(statements))
    by_mode: dict[str, list[str]] = {}
    for relation, mode in modes.items():
        by_mode.setdefault(mode, []).append(safe.line(relation.removeprefix("public.")))
    parts = [
        f"{spelled(mode)} {listed(by_mode[mode])}"
        for mode in sorted(by_mode, key=lambda mode: -STRENGTH[mode])
    ]
    reads, writes = (any(waits(mode)[kind] for mode in by_mode) for kind in (0, 1))
    text.append("; ".join(parts)).append_text(
        Text.assemble("  reads ", _mark(reads), " writes ", _mark(writes))
    )
    long = any(hazard.kind in ("scan", "rewrite") for statement in statements for hazard in statement.hazards)
    if (reads or writes) and not long:
        text.append(" for a moment")
    return text.append_text(_mode(statements))


def _mode(statements: Sequence[Statement]) -> Text:
    alone = any(not statement.transactional for statement in statements)
    return Text("  outside a transaction" if alone else "", "yellow")


def _mark(waiting: bool) -> tuple[str, str]:
    return ("✗", "bold red") if waiting else ("✓", "green")


def _details(migration: Migration, width: int) -> Iterator[Text]:
    yield _locks(migration.up)
    yield from _statements("first", migration.online, width, "run by hand before it, outside a transaction")
    yield from _statements("up", migration.up, width)
    for hazard in dict.fromkeys(hazard for statement in migration.up for hazard in statement.hazards):
        yield _labelled("!", f"{hazard.kind}: {hazard.detail}", width, "yellow")
    for check in dict.fromkeys(check for fix in migration.fixes for check in fix.checks):
        yield _labelled("look", f"{check.sql} -- a row means {check.meaning}", width, "yellow")
    if migration.down:
        yield from _statements("back", migration.down, width)
    else:
        yield _labelled("back", (migration.down_summary or ("nothing to undo",))[0], width)
    for hazard in dict.fromkeys(hazard for statement in migration.down for hazard in statement.hazards):
        yield _labelled("!", f"on the way back: {hazard.kind}: {hazard.detail}", width, "yellow")


def _statements(label: str, statements: Sequence[Statement], width: int, note: str = "") -> Iterator[Text]:
    if note and statements:
        yield _labelled(label, note, width)
        label = ""
    for statement in statements[:_STATEMENTS]:
        yield _labelled(label, statement.sql, width)
        label = ""
    rest = len(statements) - _STATEMENTS
    if rest > 0:
        yield _labelled("", f"and {rest:,} more", width)


def _labelled(label: str, text: str, width: int, style: str = "dim") -> Text:
    """One line: what it is, and as much of the text as fits."""
    shown, most = safe.line(text), max(width - 2 * _LABEL, 20)
    if cell_len(shown) > most:
        shown = set_cell_size(shown, most - 1).rstrip() + "…"
    return Text.assemble(" " * _LABEL, f"{label:<{_LABEL}}", (shown, style))
