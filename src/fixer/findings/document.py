"""A file of findings as a list of items that know where they stand: JSON, JSON Lines or CSV."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from fixer.model import FixerError, Location

T = TypeVar("T")

_BLANK = re.compile(r"[ \t\r\n]*")
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_WRAPPERS = ("findings", "results", "lints")
"""Keys under which tools put the list of items."""
_CSV_COLUMNS = ("name", "level", "metadata")
_TYPES = {str: "a string", int: "a whole number", dict: "an object", list: "a list"}


@dataclass(frozen=True, slots=True)
class Item:
    """One object of the file, and the character offset where it begins."""

    offset: int
    value: Mapping[str, Any]

    def text(self, key: str) -> str | None:
        """The value of a key where it is a string that says something."""
        value = self.value.get(key)
        return value if isinstance(value, str) and value else None


@dataclass(frozen=True, slots=True)
class Document:
    """The items of a file; ``wrapper`` is the key they were under, ``members`` what else stood beside it."""

    path: str
    text: str
    items: tuple[Item, ...]
    wrapper: str | None = None
    members: Mapping[str, Any] = field(default_factory=dict)
    csv: bool = False

    @property
    def is_empty_list(self) -> bool:
        """Whether the file says "no findings" as every tool may: ``[]``."""
        return not self.items and self.wrapper is None and not self.csv

    def error(self, offset: int, message: str, hint: str = "") -> FixerError:
        return _error(self.path, self.text, offset, message, hint)

    def expect(self, item: Item, key: str, kind: type[T], required: bool = False) -> T | None:
        """The value of a key, None where it is missing or null. Raises FixerError for another type."""
        value = item.value.get(key)
        if value is None and not required:
            return None
        if not isinstance(value, kind) or isinstance(value, bool):
            raise self.error(self.place(item, key), f'expected "{key}" to be {_TYPES[kind]}')
        return value

    def count(self, item: Item, key: str, least: int) -> int | None:
        """The value of a key that counts from ``least``, None where it is missing or null."""
        value = self.expect(item, key, int)
        if value is not None and value < least:
            raise self.error(self.place(item, key), f'expected "{key}" to be {least} or more')
        return value

    def place(self, item: Item, key: str) -> int:
        """Where a key of the item stands; where the item begins when it has no such key."""
        if self.csv or key not in item.value:
            return item.offset
        return next(
            (start for name, start, _, _ in _members(self.path, self.text, item.offset) if name == key), 0
        )


def document(path: str, text: str) -> Document:
    """Takes the text apart. Raises FixerError for what is neither JSON, JSON Lines nor CSV with a header."""
    start = _skip(text, 0)
    if text[start : start + 1] == "[":
        found = Document(path, text, tuple(_checked(path, text, _elements(path, text, start))))
    elif text[start : start + 1] == "{":
        found = _object(path, text, start)
    elif start < len(text):
        found = _csv(path, text)
    else:
        raise _error(path, text, 0, "the file is empty", hint="no findings are written as []")
    surrogate = _SURROGATE.search(text)
    if surrogate and not found.csv:
        try:
            json.dumps([item.value for item in found.items], ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise found.error(surrogate.start(), "half of a surrogate pair is no character") from None
    return found


def _object(path: str, text: str, start: int) -> Document:
    """An object around a list of items, or the items themselves as JSON Lines."""
    first, end = _decode(path, text, start)
    if _skip(text, end) < len(text):
        return Document(path, text, tuple(_checked(path, text, _lines(path, text, start))))
    wrapper = next((key for key in _WRAPPERS if isinstance(first.get(key), list)), None)
    if wrapper is None:
        return Document(path, text, (Item(start, first),))
    inside = next(value for name, _, value, _ in _members(path, text, start) if name == wrapper)
    items = tuple(_checked(path, text, _elements(path, text, inside)))
    return Document(path, text, items, wrapper, {k: v for k, v in first.items() if k != wrapper})


def _lines(path: str, text: str, start: int) -> Iterator[tuple[int, Any]]:
    while start < len(text):
        value, end = _decode(path, text, start)
        yield start, value
        start = _skip(text, end)


def _csv(path: str, text: str) -> Document:
    """A table as ``psql --csv`` prints it. Without the columns of findings, its rows are not looked at."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    starts = [0, *(line.end() for line in re.finditer(r"\r\n|\r|\n", text))]
    titles: list[str] = []
    items: list[Item] = []
    line = 0
    try:
        for row in reader:
            if not titles:
                titles = row
                if not set(_CSV_COLUMNS) <= set(titles):
                    break
            elif row:
                if len(row) != len(titles):
                    message = f"expected {len(titles)} fields, found {len(row)}"
                    raise _error(path, text, starts[line], message)
                items.append(Item(starts[line], dict(zip(titles, row, strict=True))))
            line = reader.line_num
    except csv.Error as error:
        raise _error(path, text, starts[min(line, len(starts) - 1)], f"malformed CSV: {error}") from None
    return Document(path, text, tuple(items), members=dict.fromkeys(titles), csv=True)


def _checked(path: str, text: str, values: Iterator[tuple[int, Any]]) -> Iterator[Item]:
    for offset, value in values:
        if not isinstance(value, dict):
            raise _error(path, text, offset, "expected an object with one finding")
        yield Item(offset, value)


def _elements(path: str, text: str, start: int) -> Iterator[tuple[int, Any]]:
    """The elements of the list that begins at ``start``; the outermost list has to end the text."""
    position = _skip(text, start + 1)
    if text[position : position + 1] == "]":
        _no_more(path, text, start, position)
        return
    while True:
        value, end = _decode(path, text, position)
        yield position, value
        end = _skip(text, end)
        if text[end : end + 1] == "]":
            _no_more(path, text, start, end)
            return
        if text[end : end + 1] != ",":
            raise _error(path, text, end, 'expected "," or "]" after a finding')
        position = _skip(text, end + 1)


def _no_more(path: str, text: str, start: int, end: int) -> None:
    outermost = not text[:start].strip()
    rest = _skip(text, end + 1)
    if outermost and rest < len(text):
        raise _error(path, text, rest, "expected nothing after the list")


def _members(path: str, text: str, start: int) -> Iterator[tuple[str, int, int, Any]]:
    """Key, its offset, its value's offset and value, of the well-formed object that begins at ``start``."""
    position = _skip(text, start + 1)
    while text[position : position + 1] == '"':
        key, end = _decode(path, text, position)
        inside = _skip(text, _skip(text, end) + 1)
        value, end = _decode(path, text, inside)
        yield key, position, inside, value
        position = _skip(text, _skip(text, end) + 1)


def _decode(path: str, text: str, start: int) -> tuple[Any, int]:
    try:
        return _DECODER.raw_decode(text, start)
    except json.JSONDecodeError as error:
        raise _error(path, text, error.pos, f"malformed JSON: {error.msg}") from None
    except RecursionError:
        raise _error(path, text, start, "malformed JSON: nested too deep") from None
    except ValueError as error:  # NaN, or a number of thousands of digits
        raise _error(path, text, start, f"malformed JSON: {error}") from None


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


_DECODER = json.JSONDecoder(parse_constant=_no_constant)


def _skip(text: str, position: int) -> int:
    found = _BLANK.match(text, position)
    return found.end() if found else position


def _error(path: str, text: str, offset: int, message: str, hint: str = "") -> FixerError:
    line_start = text.rfind("\n", 0, offset) + 1
    line = text[line_start:].split("\n", 1)[0]
    place = Location(path, text.count("\n", 0, offset) + 1, offset - line_start + 1, offset)
    shown = line.expandtabs(1).rstrip("\r")
    return FixerError(message, place, shown if shown.isprintable() and len(shown) < 200 else None, hint)
