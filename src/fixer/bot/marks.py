"""What stands on a pull request beside its text: labels, reviewers, assignees, as values that can be counted off."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple


class Mark(NamedTuple):
    """One of them; forges tell names apart without regard to case."""

    kind: Literal["label", "reviewer", "assignee"]
    name: str

    @property
    def key(self) -> str:
        """What two marks that are the same have in common."""
        return f"{self.kind}:{self.name.casefold()}"


def marks(
    labels: Iterable[str] = (), reviewers: Iterable[str] = (), assignees: Iterable[str] = ()
) -> tuple[Mark, ...]:
    """Marks from their names."""
    return (
        *(Mark("label", name) for name in labels),
        *(Mark("reviewer", name) for name in reviewers),
        *(Mark("assignee", name) for name in assignees),
    )


def named(kind: str, given: Iterable[Mark]) -> list[str]:
    """The names of one kind."""
    return [mark.name for mark in given if mark.kind == kind]


def keys(given: Iterable[Mark]) -> frozenset[str]:
    """What tells them apart."""
    return frozenset(mark.key for mark in given)


def without(wanted: Iterable[Mark], known: frozenset[str]) -> tuple[Mark, ...]:
    """Those whose keys are not known."""
    return tuple(mark for mark in wanted if mark.key not in known)


def told(mark: Mark) -> str:
    """One of them in words."""
    return {"label": "label {}", "reviewer": "review by {}", "assignee": "assigned to {}"}[mark.kind].format(
        mark.name
    )
