"""The parts of a lock-safe script."""

from __future__ import annotations

from dataclasses import dataclass, field

from fixer.model import Check, Hazard, ObjectRef, Operation
from fixer.values import Value

MODES = ("concurrent", "normal", "validate")
"""How statements have to be run: outside of a transaction, in one with others, in one of their own."""


class Step(Value, frozen=True):
    """One statement. ``plain`` is the form for a tool that runs everything in one transaction.

    ``validates`` is the constraint that it validates; ``builds_on_it`` says that it takes that for granted.
    """

    sql: str
    plain: str = ""
    validates: ObjectRef | None = None
    builds_on_it: bool = False
    validating: bool = False
    """It reads a table under a weak lock, and wants a transaction of its own."""

    @property
    def mode(self) -> str:
        """How it has to be run."""
        return "concurrent" if self.plain else "validate" if self.validating else "normal"

    @property
    def operation(self) -> Operation:
        """The statement as part of a fix."""
        return Operation("statement", {"sql": self.sql, "plain": self.in_transaction}, self.builds_on_it)

    @property
    def in_transaction(self) -> str:
        """The form that a transaction takes."""
        return self.plain or self.sql


@dataclass
class Rewritten:
    """What becomes of one statement."""

    steps: list[Step] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    hazards: list[Hazard] = field(default_factory=list)

    def say(self, *texts: str) -> None:
        """Adds statements that have one form."""
        self.steps += map(Step, texts)

    def add(self, other: Rewritten) -> None:
        """Adds what becomes of the next statement."""
        self.steps += other.steps
        self.checks += other.checks
        self.notes += other.notes
        self.hazards += other.hazards
