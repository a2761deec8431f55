"""What was seen of a migration, and whether that proves it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from fixer.model import (
    Access,
    Failure,
    Finding,
    MeasuredLock,
    MeasuredRewrite,
    Proof,
    Raised,
    TableRows,
    Whose,
)
from fixer.verify import locks
from fixer.verify.files import Step
from fixer.verify.losses import told
from fixer.verify.snapshot import Difference

BACK_UNTRIED, AGAIN_UNTRIED = "its way back was not tried", "it was not applied again"
"""What is said of a migration with which nothing else is wrong: another one failed, and nothing was run after that."""


@dataclass
class Seen:
    """What was seen of one migration, as it comes in."""

    step: Step
    applied: bool = False
    restored: bool | None = None
    restored_with: str = ""
    difference: Difference = field(default_factory=Difference)
    reapplied: bool | None = None
    cleared: list[Finding] = field(default_factory=list)
    remaining: list[Finding] = field(default_factory=list)
    introduced: list[Finding] = field(default_factory=list)
    locks: tuple[MeasuredLock, ...] = ()
    rewrites: tuple[MeasuredRewrite, ...] = ()
    rows: list[TableRows] = field(default_factory=list)
    came_back: bool = False
    """Whether they were looked at after a way back."""
    access: list[Access] = field(default_factory=list)
    untried: dict[str, str] = field(default_factory=dict)
    """Tables whose row security could not be tried, and why."""
    around: list[str] = field(default_factory=list)
    """What shows rows past row security that is new, a sentence each."""
    failure: Failure | None = None
    not_provable: str = ""
    stopped_by: str = ""
    """The migration whose failure kept this one from being tried."""


def _rows_told(seen: Seen) -> tuple[TableRows, ...]:
    """The rows of which something is known: where no way back was gone to its end, those that the way up lost."""
    return tuple(rows for rows in seen.rows if seen.came_back or not rows.after_up)


def proof(seen: Seen) -> Proof:
    """What was seen, as a proof."""
    return Proof(
        migration=seen.step.name,
        path=seen.step.path,
        applied=seen.applied,
        cleared=tuple(seen.cleared),
        remaining=tuple(seen.remaining),
        introduced=tuple(seen.introduced),
        locks=seen.locks,
        rewrites=seen.rewrites,
        unannounced=tuple(_unannounced(seen)),
        restored=seen.restored,
        restored_with=seen.restored_with,
        not_restored=seen.difference.objects if seen.restored is False else (),
        repair=seen.difference.statements if seen.restored is False else (),
        dump_difference=seen.difference.dump if seen.restored is False else (),
        moved=seen.difference.moved,
        stays=seen.difference.stays if seen.restored else (),
        reapplied=seen.reapplied,
        rows=_rows_told(seen),
        access=tuple(seen.access),
        around=tuple(seen.around),
        failure=seen.failure,
        not_provable=seen.not_provable,
        problems=tuple(_problems(seen)),
    )


def _problems(seen: Seen) -> list[str]:
    """Why a migration is not proved."""
    if seen.not_provable:
        return [f"not provable here: {seen.not_provable}"]
    if seen.stopped_by:
        return [f"not tried: {seen.stopped_by} failed before it"]
    found = []
    if seen.failure is not None:
        found.append(f"{seen.failure.during}: {seen.failure}")
    found += [f"the finding {finding.key} is still there" for finding in seen.remaining]
    found += [f"a new finding: {finding.key}" for finding in seen.introduced]
    if seen.restored is False and seen.failure is None:
        found.append(f"its way back does not restore: {_left(seen.difference)}")
    planned = seen.step.announced is not None
    if planned or seen.step.down is not None:
        if seen.restored is None and seen.applied and seen.failure is None:
            found.append(BACK_UNTRIED)
        if seen.reapplied is None and seen.restored is not False and seen.failure is None:
            found.append(AGAIN_UNTRIED)
    if planned:
        found += _unannounced(seen)
    found += [f"row security of {table} could not be tried: {why}" for table, why in seen.untried.items()]
    found += [said for rows in _rows_told(seen) for said in told(rows, seen.came_back)]
    found += [
        f"{access.who} reaches other rows of {access.table} than its policies promise: {'; '.join(_reached(access))}"
        for access in seen.access
        if any(_reached(access))
    ]
    found += [
        f"{access.who} gets an error on {command} of {access.table}: {error}"
        for access in seen.access
        for command, error in access.broken.items()
    ]
    return found


_NAMED = re.compile(r" CONSTRAINT (?:\"(?:[^\"]|\"\")+\"|\S+) NOT NULL")


def _left(difference: Difference) -> str:
    """What is not as it was, in words."""
    gone, come = (
        sorted(_NAMED.sub(" NOT NULL", line[1:]) for line in difference.dump if line.startswith(sign))
        for sign in "-+"
    )
    named = any(map(_NAMED.search, difference.dump))
    if gone and gone == come and named and all(name.startswith("table ") for name in difference.objects):
        return (
            "the names of NOT NULL, which PostgreSQL keeps from 18 on (before that, nothing is lost): ALTER TABLE … RENAME CONSTRAINT "
            "brings one back, and with postgres = 18 in the configuration, fixer writes them"
        )
    told = ", ".join(difference.objects) or "the dump differs"
    return f"{told} (in another order, and nothing else)" if gone and gone == come and not named else told


def _reached(access: Access) -> Iterator[str]:
    """``select user 1, user 2, promised user 1``"""
    for command, rows in access.after.items():
        wanted = access.promised[command]
        if rows != wanted and command not in access.broken:
            yield f"{command} {_of(rows)}, promised {_of(wanted)}"


def _of(owners: Whose) -> str:
    if isinstance(owners, Raised):
        return f"error: {owners}"
    return "refused" if owners is None else ", ".join(owners) or "none"


def _unannounced(seen: Seen) -> list[str]:
    """What PostgreSQL did beyond what was announced."""
    taken = [
        f"takes {lock.taken} on {lock.relation}, announced was {lock.announced or 'none'}"
        for lock in seen.locks
        if locks.understated(lock)
    ]
    rewritten = [
        f"rewrites {rewrite.relation}, which was not announced"
        for rewrite in seen.rewrites
        if rewrite.taken and not rewrite.announced
    ]
    return list(dict.fromkeys((*taken, *rewritten)))
