"""What PostgreSQL showed of each migration, in the few words that the table on the terminal and the pull request share."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import shorten

from fixer.ddl.base import STRENGTH
from fixer.model import Access, Finding, Proof, Raised, Verification, Whose
from fixer.passwords import hidden
from fixer.report.words import counted
from fixer.sql.quote import identifier
from fixer.values import Value

COMMANDS = ("select", "insert", "update", "delete")
_ERROR = 20
"""So many characters of an error fit into a cell; the whole of it is among the problems."""


class Line(Value, frozen=True):
    """One migration in a table: each cell is text; ``good`` None where there is nothing to judge."""

    migration: str
    cells: tuple[tuple[str, bool | None], ...]


TITLES = ("migration", "up", "findings", "locks", "way back", "up again", "rows")


def line_of(proof: Proof, rows: bool) -> Line:
    """A migration's line: up, findings, locks, way back, up again, and rows where they were filled in."""
    cells = (
        _did(proof.applied, proof.not_provable),
        _findings(proof),
        _locks(proof),
        _restored(proof),
        ("–", None) if proof.reapplied is None else _did(proof.reapplied),
        *([_rows(proof)] if rows else []),
    )
    return Line(proof.path, cells)


def _did(done: bool, why_not: str = "") -> tuple[str, bool | None]:
    return ("✓", True) if done else (("–", None) if why_not else ("✗", False))


def _findings(proof: Proof) -> tuple[str, bool | None]:
    if proof.remaining or proof.introduced:
        parts = [
            f"{_distinct(listed)} {word}"
            for listed, word in ((proof.remaining, "still there"), (proof.introduced, "new"))
            if listed
        ]
        return ", ".join(parts), False
    return (f"{_distinct(proof.cleared)} gone", True) if proof.cleared else ("–", None)


def _distinct(found: Sequence[Finding]) -> int:
    """How many problems: what several have reported is one."""
    return len({finding.key for finding in found})


def _locks(proof: Proof) -> tuple[str, bool | None]:
    taken = {lock.taken for lock in proof.locks if lock.taken}
    unseen = not all(lock.measured for lock in proof.locks)
    text = max(taken, key=lambda mode: STRENGTH[mode]).removesuffix("Lock") if taken else "none"
    if unseen:  # what nobody saw is not said to be none
        text = f"{text}, not all measured" if taken else "not measured"
    if proof.unannounced:
        return f"{text}, not as announced", False if {*proof.unannounced} & {*proof.problems} else None
    agrees = any(lock.announced for lock in proof.locks) or not taken
    return text, True if agrees and not unseen else None


def _restored(proof: Proof) -> tuple[str, bool | None]:
    if proof.restored is None:
        return "none" if proof.applied and proof.proved else "–", None
    if not proof.restored:
        return "✗", False
    return ("✓ with " + proof.restored_with if proof.restored_with else "✓"), True


def _rows(proof: Proof) -> tuple[str, bool | None]:
    if not proof.rows:
        return "–", None
    lost = [row for row in proof.rows if not (row.after_up and row.after_down)]
    total = sum(row.before for row in proof.rows)
    if not lost:
        return f"{total:,} kept", True
    first = lost[0]
    loss = next(iter(first.up or first.back), None)
    column = f".{identifier(loss.column)}" if loss is not None and loss.column else ""
    said = f"{'changed' if column else 'lost'}: {first.table}{column}"
    others = f" and {counted(len(lost) - 1, 'other table')}" if lost[1:] else ""
    return said + others, False


def headline(verification: Verification) -> str:
    """How many of how many, on what, judged by what; how many are only measured; how many take what nobody announced."""
    proofs, measured = verification.proofs, verification.measured
    proved = sum(proof.proved for proof in proofs)
    judged = " and ".join(verification.judged_by)
    if not proofs and not measured:
        return f"Nothing to prove on {verification.server}: there are no migrations."
    said = (
        f"{proved} of {counted(len(proofs), 'migration')} proved on {verification.server}: up, down to the same schema "
        f"(by {judged}), and up again."
        if proofs
        else f"Nothing proved on {verification.server}: no migration has a way back."
    )
    if measured:
        said += f" {counted(len(measured), 'migration')} without a way back went up."
    if verification.stopped is not None:
        where = verification.stopped.location
        behind = verification.untried - 1
        others = f": {counted(behind, 'migration')} behind it {'was' if behind == 1 else 'were'} not tried"
        said += f" {where.path if where else 'The next one'} does not go up{others if behind else ''}."
    surprising = sum(bool(proof.unannounced) for proof in (*proofs, *measured) if proof.proved)
    if surprising:
        said += f" Locks or rewrites of {counted(surprising, 'migration')} are not as announced."
    return said


def details(proof: Proof) -> list[str]:
    """Why a migration is not proved, with what would mend its way back."""
    lines = list(proof.problems)
    failed = proof.failure and (proof.failure.statement or proof.failure.line)
    if failed:
        lines.append(f"statement: {' '.join(hidden(failed).split())[:200]}")
    if proof.repair:
        lines.append("to restore what was there before:")
        lines += [f"    {' '.join(sql.split())}" for sql in proof.repair]
    if proof.dump_difference:
        lines.append("what pg_dump -s shows before (-) and after the way back (+):")
        lines += [f"    {hidden(text)}" for text in proof.dump_difference]
    return lines


def remarks(proof: Proof) -> list[str]:
    """What is worth knowing of a migration although it is proved."""
    found = [
        f"a column of {table} came back in another position, which nothing can restore"
        for table in proof.moved
    ]
    found += proof.stays
    found += proof.around
    found += [
        f"rows of {rows.table} are in {', '.join(rows.apart)} now, no partition of it"
        for rows in proof.rows
        if rows.apart
    ]
    over = sorted(
        {
            f"{lock.announced} on {lock.relation} was announced, {lock.taken or 'none'} taken"
            for lock in proof.locks
            if lock.told and lock.measured and STRENGTH.get(lock.taken, -1) < STRENGTH.get(lock.announced, -1)
        }
    )
    return [*found, *over, *(said for said in proof.unannounced if said not in proof.problems)]


def reach(access: Access, when: str) -> list[str]:
    """Per command, whose rows it reaches: ``own``, ``all``, ``none``, ``refused``, or ``error: division by zero (22012)``."""
    values = {"before": access.before, "after": access.after, "promised": access.promised}[when]
    return [_whose(access, values.get(command)) for command in COMMANDS]


def good(access: Access) -> list[bool]:
    """Per command, whether it reaches what is promised, and ends with no error that it did not end with before."""
    return [
        command not in access.broken and access.after.get(command) == access.promised.get(command)
        for command in COMMANDS
    ]


def _whose(access: Access, owners: Whose) -> str:
    if isinstance(owners, Raised):
        message = shorten(hidden(owners.message), _ERROR, placeholder="…")
        return f"error: {message} ({owners.sqlstate})"
    if owners is None:
        return "refused"
    if not owners:
        return "none"
    user = access.who.rpartition(", ")[2]
    if user.startswith("user") and list(owners) == [user]:
        return "own"
    if {"user 1", "user 2"} <= set(owners):
        return "all"
    return ", ".join(owners)
