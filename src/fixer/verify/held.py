"""The rows of a table, wherever they are held: how many, what their values add up to, and some of them as an example."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from fixer.passwords import hidden
from fixer.sql.quote import identifier, literal
from fixer.values import Value, replace
from fixer.verify.connection import Connection, run
from fixer.verify.same_values import Types, written
from fixer.verify.shapes import Kind

_SOME = 100
"""So many rows are kept as they are."""
_LONGEST = 40
"""Characters of a value that are shown."""
Some = tuple[tuple[str, dict[int, str | None]], ...]
"""Rows: the key's text, and the values by the number of their column."""


class Part(Value, frozen=True):
    """A table that holds rows, and how it calls the columns that are known by these numbers."""

    name: str
    columns: Mapping[int, str]


class Held(Value, frozen=True):
    """All rows of some parts. ``written`` are the columns that can be compared, as expressions."""

    connection: Connection
    source: str
    written: Mapping[int, str]

    def both_sums(self, key: Sequence[int]) -> tuple[int, dict[int, str], dict[int, str]]:
        """How many rows, and two sums of each column: by itself, and with the key."""
        numbers = list(self.written)
        listed = [
            *(self._sum(number, ()) for number in numbers),
            *(self._sum(number, key) for number in numbers),
        ]
        count, *found = self._one(listed, "")
        texts = list(map(str, found))
        alone, keyed = texts[: len(numbers)], texts[len(numbers) :]
        return int(count), dict(zip(numbers, alone, strict=True)), dict(zip(numbers, keyed, strict=True))

    def sums(
        self, columns: Iterable[int], key: Sequence[int], keys: Sequence[str] = ()
    ) -> tuple[int, dict[int, str]]:
        """How many rows, and per column a sum that changes with any value, whatever the order of the rows; of those with ``keys``
        alone, where some are given.

        With the key in it, a value that went to another row changes the sum too.
        """
        numbers = list(columns)
        count, *found = self._one([self._sum(number, key) for number in numbers], self._among(key, keys))
        return int(count), {number: str(value) for number, value in zip(numbers, found, strict=True)}

    def keys(self, key: Sequence[int]) -> tuple[str, ...]:
        """The values of the key."""
        return tuple(value for (value,) in self._rows(f"SELECT {self._key(key)} FROM {self.source}"))  # noqa: S608  quoted

    def rows(self) -> Counter[int]:
        """A number for each row that changes with any of its values, and how often it is there."""
        text = f"SELECT pg_catalog.hashtextextended(ROW({', '.join(self.written.values())})::text, 0) FROM {self.source}"  # noqa: S608  quoted
        return Counter(number for (number,) in self._rows(text))

    def some(self, key: Sequence[int], keys: Collection[str] = ()) -> Some:
        """The first rows by their key, or those with these ``keys``. Of a table without one nothing tells which is which: all, or
        none where they are many."""
        values = ", ".join(f"({value})::text" for value in self.written.values())
        order = ", ".join(self.written[number] for number in key)
        text = (
            f"SELECT {self._key(key) if key else literal('')}{', ' if values else ''}{values} FROM {self.source}"  # noqa: S608  quoted
            f"{self._among(key, keys)}{f' ORDER BY {order}' if order else ''} LIMIT {_SOME + (not key)}"
        )
        rows = self._rows(text)
        if not key and len(rows) > _SOME:
            return ()
        return tuple((at, dict(zip(self.written, values, strict=True))) for at, *values in rows)

    def only(self, numbers: Collection[int]) -> Held:
        """Of some columns."""
        return replace(
            self, written={number: self.written[number] for number in self.written if number in numbers}
        )

    def _sum(self, number: int, key: Sequence[int]) -> str:
        row = ", ".join(self.written[at] for at in (*key, number))
        return f"sum(pg_catalog.hashtextextended(ROW({row})::text, 0)::numeric)"

    def _among(self, key: Sequence[int], keys: Collection[str]) -> str:
        return f" WHERE {self._key(key)} IN ({', '.join(map(literal, keys))})" if keys else ""

    def _key(self, key: Sequence[int]) -> str:
        return f"ROW({', '.join(self.written[number] for number in key)})::text"

    def _one(self, listed: Sequence[str], where: str) -> tuple[Any, ...]:
        (row,) = self._rows(f"SELECT {', '.join(('count(*)', *listed))} FROM {self.source}{where}")  # noqa: S608  quoted
        return row

    def _rows(self, text: str) -> list[tuple[Any, ...]]:
        return run(self.connection, text)


def holding(
    connection: Connection, parts: Sequence[Part], kinds: Mapping[int, Kind], then: Types, now: Types
) -> Held:
    """The rows of these parts, of columns of these types, as they were written ``then``."""
    texts = {number: written(f"c{number}", kind.oid, kind.like, then, now) for number, kind in kinds.items()}
    selects = (
        f"SELECT {', '.join(f'{identifier(part.columns[number])} AS c{number}' for number in kinds)} FROM ONLY {part.name}"  # noqa: S608
        for part in parts
    )
    source = f"({' UNION ALL '.join(selects) or 'SELECT WHERE false'}) AS held"
    return Held(
        connection,
        source,
        {number: text for number, text in texts.items() if text is not None} if parts else {},
    )


def example(before: Some, after: Some, number: int) -> tuple[str | None, str | None] | None:
    """A value of a column, and what it is now, both cut short; None where these rows do not show it."""
    found = _differing(before, after, number)
    return (_cut(found[0]), _cut(found[1])) if found is not None else None


def _cut(value: str | None) -> str | None:
    if value is None:
        return None
    text = hidden(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _differing(before: Some, after: Some, number: int) -> tuple[str | None, str | None] | None:
    now = dict(after)
    if all(key for key, _row in before):
        return next(
            (
                (row[number], now[key][number])
                for key, row in before
                if key in now and row[number] != now[key][number]
            ),
            None,
        )
    was, is_ = (Counter(row[number] for _key, row in rows) for rows in (before, after))
    gone, come = list((was - is_).elements()), list((is_ - was).elements())
    return (gone[0], come[0]) if gone and come else None
