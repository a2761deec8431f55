"""The steps of a script in as few migrations as possible, tried on the model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from fixer.catalog.catalog import Catalog
from fixer.ddl.base import DdlError
from fixer.ddl.difference import CannotRestoreError, difference
from fixer.ddl.run import run
from fixer.lock_safe.step import MODES, Step
from fixer.model import Check, Hazard


def rows_may_wait(steps: Sequence[Step], checks: Sequence[Check], catalog: Catalog) -> bool:
    """Whether all that rows can break is validated by itself, and the rest does without that and what builds on it."""
    validating = [step for step in steps if step.validates]
    if not validating or len(validating) != len(checks):
        return False
    rest = [step for step in steps if not step.validates and not step.builds_on_it]
    return _tried(rest, catalog) is not None


def in_rounds(queues: list[list[Step]], catalog: Catalog, after: Catalog) -> list[Step]:
    """The steps in as few migrations as possible, where the statements need not be done one after the other.

    Each round takes what can be built concurrently, then what goes into a transaction, then what validates. That it
    comes to the same, and costs no more, is tried on the model; otherwise the steps stay in the order of the script.
    """
    waiting, steps = [list(queue) for queue in queues], []
    while any(waiting):
        for mode in MODES:
            for queue in waiting:
                while queue and queue[0].mode == mode:
                    steps.append(queue.pop(0))
    as_said = [step for queue in queues for step in queue]
    if steps == as_said:
        return steps
    rounds, said = _tried(steps, catalog), _tried(as_said, catalog)
    if rounds is None or said is None:
        return as_said
    try:
        same = not difference(rounds.state, after, concurrently=False)
    except CannotRestoreError:
        same = False
    return steps if same and not rounds.hazards - said.hazards else as_said


class _Tried(NamedTuple):
    """What steps come to on the model, and what they cost."""

    state: Catalog
    hazards: Counter[Hazard]


def _tried(steps: Iterable[Step], catalog: Catalog) -> _Tried | None:
    """None where one of them would fail."""
    found = _Tried(catalog.overlay(), Counter())
    try:
        for step in steps:
            found.hazards.update(run(found.state, step.sql).hazards)
    except DdlError:
        return None
    return found
