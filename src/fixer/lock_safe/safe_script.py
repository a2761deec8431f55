"""What a script of DDL comes to."""

from __future__ import annotations

from dataclasses import dataclass, field

from fixer.catalog.catalog import Catalog
from fixer.lock_safe.step import Step
from fixer.model import Check, Hazard, ObjectRef, Operation, validation
from fixer.values import replace


@dataclass
class SafeScript:
    """What a script comes to."""

    steps: list[Step] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    hazards: list[Hazard] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    changed: list[ObjectRef] = field(default_factory=list)
    """Every object that is not afterwards what it was before."""
    after: Catalog = field(default_factory=Catalog)
    rows_may_wait: bool = False
    """As ``rounds.rows_may_wait`` says."""

    @property
    def operations(self) -> tuple[Operation, ...]:
        """The steps as parts of a fix; ``--not-valid`` may leave some out where the rows may wait."""
        if not self.rows_may_wait:
            return tuple(replace(step, builds_on_it=False).operation for step in self.steps)
        return tuple(map(_operation, self.steps))


def _operation(step: Step) -> Operation:
    if step.validates is None:
        return step.operation
    table = ObjectRef("table", step.validates.schema, step.validates.table or "")
    return validation(table, step.validates.name)
