"""A file of findings as items that know where they stand: JSON, JSON Lines or CSV, read one at a time."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from fixer.findings import json_text
from fixer.findings.csv_text import records
from fixer.findings.file_text import FileText, UnreadableError
from fixer.model import FixerError
from fixer.values import Value, replace

T = TypeVar("T")

_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_CSV_COLUMNS = ("name", "level", "metadata")
_TYPES = {str: "a string", int: "a whole number", dict: "an object", list: "a list"}
_LOOKED_AT = 100
"""How many items tell a format."""
Members = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Item:
    """One object of the file, and the character offset where it begins; ``around`` is what stands beside its list."""

    offset: int
    value: Mapping[str, Any]
    around: Members = field(default_factory=dict)
    problem: str = ""
    """Why it is no finding at all."""
    within: tuple[str | int, ...] = ()
    """The way to it from the object that begins at ``offset``: keys, and numbers in lists."""

    def text(self, key: str) -> str | None:
        """The value of a key where it is a string that says something."""
        value = self.value.get(key)
        return value if isinstance(value, str) and value else None


class ItemList(Value, frozen=True):
    """A list of items: where it begins, and what stands around it."""

    start: int
    around: Members


@dataclass(frozen=True)
class Document(FileText):
    """A file's items; ``wrapper`` is the key they were under, ``members`` what else stood beside it.

    Items are decoded anew each time they are asked for, so that a file of any length takes little memory.
    """

    wrapper: str | None = None
    members: Members = field(default_factory=dict)
    csv: bool = False
    lists: tuple[ItemList, ...] = ()
    lines_start: int | None = None
    """Where JSON Lines, or the one object that the file is, begin."""

    def items(self) -> Iterator[Item]:
        """The items in their order. Raises FixerError where the file is malformed."""
        if self.csv:
            yield from self._rows()
        elif self.lines_start is not None:
            yield from _lines(self, self.lines_start)
        for listed in self.lists:
            for offset, value in json_text.elements(self, listed.start):
                yield self.item(offset, value, listed.around)

    def item(self, offset: int, value: Any, around: Members) -> Item:
        """A value that stands where a finding does."""
        if isinstance(value, dict):
            return Item(offset, value, around)
        return Item(offset, {}, around, "expected an object with one finding")

    def check(self, item: Item, apart: Container[str] = ()) -> None:
        """Raises UnreadableError for what no format has: an item that is no object, half a character.

        ``apart`` are the keys of lists whose objects are findings, each of which is checked by itself.
        """
        if item.problem:
            raise self.unreadable(self.begin(item), item.problem)
        if not self._has_surrogates:
            return
        for key, value in item.value.items():
            if key not in apart and _is_broken(key, value):
                found = _SURROGATE.search(self.text, self.place(item, key))
                place = found.start() if found else self.begin(item)
                raise self.unreadable(place, "half of a surrogate pair is no character")

    @cached_property
    def _has_surrogates(self) -> bool:
        return not self.csv and _SURROGATE.search(self.text) is not None

    @cached_property
    def first(self) -> tuple[Item, ...]:
        """The first items, by which a format is told."""
        found: list[Item] = []
        for item in self.items():
            found.append(item)
            if len(found) == _LOOKED_AT:
                break
        return tuple(found)

    @property
    def is_empty_list(self) -> bool:
        """Whether the file says "no findings" as every tool may: ``[]``."""
        return self.wrapper is None and not self.csv and not self.first

    def expect(self, item: Item, key: str, kind: type[T], required: bool = False) -> T | None:
        """The value of a key, None where it is missing or null. Raises UnreadableError for another type."""
        value = item.value.get(key)
        if value is None and not required:
            return None
        if not isinstance(value, kind) or isinstance(value, bool):
            raise self.unreadable(self.place(item, key), f'expected "{key}" to be {_TYPES[kind]}')
        return value

    def count(self, item: Item, key: str, least: int) -> int | None:
        """The value of a key that counts from ``least``, None where it is missing or null."""
        value = self.expect(item, key, int)
        if value is not None and value < least:
            raise self.unreadable(self.place(item, key), f'expected "{key}" to be {least} or more')
        return value

    def level(self, item: Item, key: str, known: Mapping[str, str], default: str | None = None) -> str:
        """A tool's word for how bad it is, as error, warning or info. Raises UnreadableError for one it does not have."""
        written = self.expect(item, key, str, required=default is None) or default or ""
        if written not in known:
            words = ", ".join(known)
            text = words if len(known) > 2 else " or ".join(known)
            start = "one of " if len(known) > 2 else ""
            raise self.unreadable(self.place(item, key), f'expected "{key}" to be {start}{text}')
        return known[written]

    def place(self, item: Item, key: str) -> int:
        """Where a key of the item stands; where the item begins when it has no such key."""
        begin = self.begin(item)
        if self.csv or key not in item.value:
            return begin
        return next((start for name, start, _, _ in json_text.members(self, begin) if name == key), begin)

    def begin(self, item: Item) -> int:
        """Where an item begins, one inside of another, too."""
        return self._begin(item.offset, item.within)

    def _begin(self, offset: int, within: tuple[str | int, ...]) -> int:
        if not within:
            return offset
        outer, step = within[:-1], within[-1]
        if isinstance(step, str):
            members = json_text.members(self, self._begin(offset, outer))
            return [inside for key, _, inside, _ in members if key == step][-1]
        if (offset, outer) not in self._elements:
            start = self._begin(offset, outer)
            self._elements[offset, outer] = [at for at, _value in json_text.elements(self, start)]
        return self._elements[offset, outer][step]

    @cached_property
    def _elements(self) -> dict[tuple[int, tuple[str | int, ...]], list[int]]:
        """Where the elements of a list inside of an item begin, once one of them was wrong."""
        return {}

    def object(self, item: Item, key: str) -> Item:
        """An object in the item, an empty one where there is none. Raises UnreadableError for another type."""
        return Item(item.offset, self.expect(item, key, dict) or {}, within=(*item.within, key))

    def inside(self, item: Item, key: str) -> Iterator[Item]:
        """The objects of a list in the item. Raises UnreadableError for what is no list."""
        for number, value in enumerate(self.expect(item, key, list) or []):
            yield replace(self.item(item.offset, value, item.value), within=(*item.within, key, number))

    def each(self, items: Iterable[Item], read: Callable[[Item], T]) -> Iterator[T | UnreadableError]:
        """What is read of each, or why it cannot be: one that is wrong does not stop those behind it."""
        for item in items:
            try:
                self.check(item)
                yield read(item)
            except UnreadableError as error:
                yield error

    def _rows(self) -> Iterator[Item]:
        """A table as ``psql --csv`` prints it. Without the columns of findings, its rows are not looked at."""
        titles = list(self.members)
        if not set(_CSV_COLUMNS) <= set(titles):
            return
        for offset, row in records(self):
            if len(row) != len(titles):
                yield Item(offset, {}, problem=f"expected {len(titles)} fields, found {len(row)}")
            else:
                yield Item(offset, dict(zip(titles, row, strict=True)))


def _is_broken(key: str, value: Any) -> bool:
    """Whether half of a surrogate pair is in there."""
    try:
        json.dumps({key: value}, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    return False


def _lines(whole: Document, start: int) -> Iterator[Item]:
    """JSON Lines. One that is malformed is an item with a problem, unless it is the last: then the file was cut off."""
    while start < len(whole.text):
        try:
            value, end = json_text.decode(whole, start)
        except FixerError as error:
            more = json_text.next_object(whole.text, start)
            if more is None:
                raise
            yield Item(start, {}, problem=error.message)
            start = more
            continue
        yield whole.item(start, value, {})
        start = json_text.skip(whole.text, end)
