"""Values that tell what is done to them: none is that of another column, and some are of the kinds that get lost."""

from __future__ import annotations

from collections.abc import Callable

from fixer.sql.types import DataType

_APART = 1009
"""How far the values of a column are from those of the one before, in values of its type: more than most tables get rows."""
Make = Callable[[int], str]
"""Gives the n-th value."""


def apart(place: int, make: Make | None, count: int) -> tuple[Make | None, int]:
    """Values that are others than those of the columns before: one that takes another's would go unseen."""
    return (None if make is None else lambda n: make(n + place * _APART)), count


def wider(kind: DataType, make: Make) -> Make:
    """What else a type has than the values that are good for keys and in programs."""
    widened = None if kind.array else _WIDER.get(kind.name)
    return make if widened is None else widened(make)


def _past_integers(make: Make) -> Make:
    """Every other one has no room in an integer."""
    return lambda number: str(int(make(number)) + number % 2 * 3_000_000_000)


def _at_times_empty(make: Make) -> Make:
    return lambda number: "" if number % 7 == 3 else make(number)


_WIDER = {"int8": _past_integers, "text": _at_times_empty, "varchar": _at_times_empty}
