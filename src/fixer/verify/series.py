"""Series of values that all differ, for columns that have to be unique and that a CHECK speaks of. PostgreSQL says which of them
it takes, of a few here and there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial

from fixer.catalog.catalog import Catalog
from fixer.sql.types import DataType
from fixer.verify.examples import example_of
from fixer.verify.values import NUMBERS, TEXTS, base36, base_of, sizes_in, supply, written_in

Series = Callable[[int], str]
"""The n-th value, as the type's input function reads it."""

_INTEGER = re.compile(r"(?<![\w.])-?\d+(?![\w.])")
_DAYS = frozenset({"date", "timestamp", "timestamptz"})
_USUAL: tuple[Series, ...] = (
    base36,
    lambda n: base36(n).upper(),
    lambda n: f"user{n}@example.com",
    lambda n: f"https://example.com/{n}",
)


def series(kind: DataType, expressions: Sequence[str], catalog: Catalog) -> list[Series]:
    """Those that may fit what CHECKs say of a column: what their own words give away first, then what the type has."""
    base = base_of(kind, catalog)
    make, _count = supply(kind, catalog)
    own = [make] if make is not None else []
    if base.array:
        return own
    if base.name in NUMBERS:
        return [*own, *_numbers(expressions)]
    if base.name in TEXTS:
        return [*_of_patterns(expressions), *own, _plain, *_of_sizes(expressions), *_USUAL]
    return [*own, *_days(expressions)] if base.name in _DAYS else own


def _plain(number: int) -> str:
    return f"text {number + 1}"


def _numbers(expressions: Sequence[str]) -> Iterator[Series]:
    """From each number that is written, upwards and downwards."""
    for start in sorted({int(text) for expression in expressions for text in _INTEGER.findall(expression)}):
        yield partial(_step, start + 1, 1)
        yield partial(_step, start - 1, -1)


def _step(start: int, step: int, number: int) -> str:
    return str(start + step * number)


def _of_patterns(expressions: Sequence[str]) -> Iterator[Series]:
    """What a regular expression takes, and a pattern of LIKE, whose first wildcard tells the values apart."""
    for pattern in written_in(expressions):
        if (make := example_of(pattern)) is not None:
            yield make
        head, wildcard, tail = pattern.replace("_", "a").partition("%")
        if wildcard:
            yield partial(_between, head, tail.replace("%", "a"))


def _between(head: str, tail: str, number: int) -> str:
    return f"{head}{base36(number)}{tail}"


def _of_sizes(expressions: Sequence[str]) -> Iterator[Series]:
    for size in sizes_in(expressions):
        yield partial(_as_long_as, size)


def _as_long_as(size: int, number: int) -> str:
    return base36(number).rjust(size, "a")


def _days(expressions: Sequence[str]) -> Iterator[Series]:
    """From each day that is written, onwards and back."""
    for text in written_in(expressions):
        try:
            start = date.fromisoformat(text[:10])
        except ValueError:
            continue
        yield partial(_day, start, 1)
        yield partial(_day, start, -1)


def _day(start: date, step: int, number: int) -> str:
    ordinal = start.toordinal() + step * (number + 1)
    return date.fromordinal(min(max(ordinal, 1), date.max.toordinal())).isoformat()
