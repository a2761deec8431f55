"""The comment lines at the top of a migration: why, what it locks, what to look at first."""

from __future__ import annotations

from collections.abc import Sequence

from fixer.ddl.base import STRENGTH
from fixer.layouts.base import Layout
from fixer.model import Fix, Statement

_SPELLED = {
    "AccessShareLock": "ACCESS SHARE",
    "RowShareLock": "ROW SHARE",
    "RowExclusiveLock": "ROW EXCLUSIVE",
    "ShareUpdateExclusiveLock": "SHARE UPDATE EXCLUSIVE",
    "ShareLock": "SHARE",
    "ShareRowExclusiveLock": "SHARE ROW EXCLUSIVE",
    "ExclusiveLock": "EXCLUSIVE",
    "AccessExclusiveLock": "ACCESS EXCLUSIVE",
}
_MOST_REASONS = 12


def spelled(mode: str) -> str:
    """A lock mode as the documentation writes it: SHARE UPDATE EXCLUSIVE."""
    return _SPELLED[mode]


def blocks(mode: str) -> tuple[bool, bool]:
    """Whether a table lock of that mode makes reads, and writes, wait (documentation, table 13.2)."""
    return STRENGTH[mode] >= STRENGTH["AccessExclusiveLock"], STRENGTH[mode] >= STRENGTH["ShareLock"]


def summary_of(fixes: Sequence[Fix], validates: bool) -> tuple[str, ...]:
    """One line for each different reason, with the rules it comes from; then notes and queries to run first."""
    reasons: dict[str, dict[str, None]] = {}
    for fix in fixes:
        reasons.setdefault(fix.why, {})[fix.finding.rule] = None
    together: dict[tuple[str, ...], list[str]] = {}  # what follows is said once, below all that it is true of
    for why, rules in list(reasons.items())[:_MOST_REASONS]:
        first, *rest = why.splitlines() or [""]
        together.setdefault(tuple(rest), []).append(f"{first}  [{', '.join(rules)}]")
    lines = [line for rest, firsts in together.items() for line in (*firsts, *rest)]
    if len(reasons) > _MOST_REASONS:
        lines.append(f"… and {len(reasons) - _MOST_REASONS} more of the same kind.")
    lines += dict.fromkeys(note for fix in fixes for note in fix.notes)
    if validates:
        for fix in fixes:
            lines += [
                f"Fails if there are {check.meaning}; find them first: {check.sql}" for check in fix.checks
            ]
    return tuple(lines)


def strongest(statements: Sequence[Statement]) -> dict[str, str]:
    """The strongest lock that statements take on each table."""
    modes: dict[str, str] = {}
    for statement in statements:
        for lock in statement.locks:
            mode = max(modes.get(lock.relation, lock.mode), lock.mode, key=STRENGTH.__getitem__)
            modes[lock.relation] = mode
    # only ACCESS EXCLUSIVE waits for what a mere reader takes: not worth a word beside anything else
    return {name: mode for name, mode in modes.items() if mode != "AccessShareLock"} or modes


def locks_line(statements: Sequence[Statement], layout: Layout) -> str:
    """``Lock: SHARE UPDATE EXCLUSIVE on orders; reads and writes go on. Runs outside a transaction, …``"""
    modes = strongest(statements)
    if not modes:
        return "Locks: none on tables."
    by_mode: dict[str, list[str]] = {}
    for relation, mode in modes.items():
        by_mode.setdefault(mode, []).append(relation.removeprefix("public."))
    parts = [
        f"{spelled(mode)} on {', '.join(dict.fromkeys(by_mode[mode]))}"
        for mode in sorted(by_mode, key=STRENGTH.__getitem__, reverse=True)
    ]
    scans = any(
        hazard.kind in ("scan", "rewrite") for statement in statements for hazard in statement.hazards
    )
    head = "Lock" if len(modes) == 1 else "Locks"
    line = f"{head}: {'; '.join(parts)}; {_consequence(list(modes.values()), scans)}."
    if any(not statement.transactional for statement in statements):
        alone = ", alone in its file" if layout.non_transactional == "alone" else ""
        line += f" Runs outside a transaction{alone}."
    return line


def _consequence(modes: Sequence[str], scans: bool) -> str:
    reads = any(blocks(mode)[0] for mode in modes)
    writes = any(blocks(mode)[1] for mode in modes)
    if not writes:
        return "reads and writes go on"
    who = "reads and writes wait" if reads else "reads go on, writes wait"
    return f"{who} while it reads the table" if scans else f"{who}, for a moment"
