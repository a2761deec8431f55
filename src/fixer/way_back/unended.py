"""A file that begins a transaction and does not end it: whoever runs it hangs up, and PostgreSQL rolls back what is open then."""

from __future__ import annotations

from fixer.replay import Ran, Step
from fixer.values import Value
from fixer.way_back.staying import BEGINS, ENDS, transaction_kind

_CHANGES_NOTHING = frozenset({"TransactionStmt", "VariableSetStmt"})


class Unended(Value, frozen=True):
    """The transaction that is left open: where it begins, and whether all that the file does is in it."""

    line: int
    of_all: bool

    def __str__(self) -> str:
        return f"line {self.line} is a BEGIN without COMMIT, with which nothing of the file stays"


def unended(step: Step) -> Unended | None:
    """The transaction that a migration leaves open, if its statements do."""
    begun: Ran | None = None
    before: list[Ran] = []
    for ran in step.statements:
        kind = transaction_kind(ran)
        if kind in BEGINS and begun is None:
            begun = ran
        elif kind in ENDS:
            begun = ran if ran.node.get("chain") else None
        if begun is None:
            before.append(ran)
    if begun is None:
        return None
    return Unended(begun.location.line, all(ran.kind in _CHANGES_NOTHING for ran in before))
