"""A file of findings as items that know where they stand: JSON, JSON Lines or CSV, read one at a time."""

from __future__ import annotations

import csv
import json
import re
from collections import deque
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from fixer.model import FixerError, Location
from fixer.sql.script import Lines
from fixer.values import Value, replace

T = TypeVar("T")

_BLANK = re.compile(r"[ \t\r\n]*")
_OPENING = re.compile(r"\n[ \t]*\{")
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_WRAPPERS = ("findings", "results", "lints", "diagnostics", "violations")
"""Keys under which tools put the list of items."""
_PLAN = "migrations"
"""What only a plan of fixer has: it is one item."""
_OUTER = "runs"
"""SARIF's list of objects which hold such a list each."""
_CSV_COLUMNS = ("name", "level", "metadata")
_TYPES = {str: "a string", int: "a whole number", dict: "an object", list: "a list"}
_SHOWN = 200

Members = Mapping[str, Any]


class UnreadableError(FixerError):
    """One item is not what its format says; the others may be."""


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


class _List(Value, frozen=True):
    """A list of items: where it begins, and what stands around it."""

    start: int
    around: Members


@dataclass(frozen=True)
class Document:
    """A file's items; ``wrapper`` is the key they were under, ``members`` what else stood beside it.

    Items are decoded anew each time they are asked for, so that a file of any length takes little memory.
    """

    path: str
    text: str
    wrapper: str | None = None
    members: Members = field(default_factory=dict)
    csv: bool = False
    lists: tuple[_List, ...] = ()
    lines_start: int | None = None
    """Where JSON Lines, or the one object that the file is, begin."""

    def items(self) -> Iterator[Item]:
        """The items in their order. Raises FixerError where the file is malformed."""
        if self.csv:
            yield from self._rows()
        elif self.lines_start is not None:
            yield from _lines(self, self.lines_start)
        for listed in self.lists:
            for offset, value in _elements(self, listed.start):
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

    @cached_property
    def lines(self) -> Lines:
        """Where the lines of the file begin."""
        return Lines(self.path, self.text)

    def error(self, offset: int, message: str, hint: str = "") -> FixerError:
        """What makes the whole file unusable, at its place."""
        return FixerError(*self._placed(offset, message), hint)

    def unreadable(self, offset: int, message: str, hint: str = "") -> UnreadableError:
        """What is wrong with one item, at its place."""
        return UnreadableError(*self._placed(offset, message), hint)

    def _placed(self, offset: int, message: str) -> tuple[str, Location, str | None]:
        return message, self.lines.location(offset), _shown(self.text, offset)

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
        return next((start for name, start, _, _ in _members(self, begin) if name == key), begin)

    def begin(self, item: Item) -> int:
        """Where an item begins, one inside of another, too."""
        return self._begin(item.offset, item.within)

    def _begin(self, offset: int, within: tuple[str | int, ...]) -> int:
        if not within:
            return offset
        outer, step = within[:-1], within[-1]
        if isinstance(step, str):
            members = _members(self, self._begin(offset, outer))
            return [inside for key, _, inside, _ in members if key == step][-1]
        if (offset, outer) not in self._elements:
            start = self._begin(offset, outer)
            self._elements[offset, outer] = [at for at, _value in _elements(self, start)]
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
        for offset, row in _records(self):
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


def _shown(text: str, offset: int) -> str | None:
    """The line at an offset, where it is short and printable. A file may be one long line: no more of it is looked at."""
    begin = max(offset - _SHOWN, 0)
    _before, found, start = text[begin:offset].rpartition("\n")
    if begin and not found:
        return None
    line = (start + text[offset : offset + _SHOWN].partition("\n")[0]).rstrip("\r").expandtabs(1)
    return line if line.isprintable() and len(line) < _SHOWN else None


_LOOKED_AT = 100


def document(path: str, text: str) -> Document:
    """Takes the text apart. Raises FixerError for what is neither JSON, JSON Lines nor CSV with a header."""
    whole = Document(path, text)
    start = _skip(text, 0)
    if text[start : start + 1] == "[":
        return Document(path, text, lists=(_List(start, {}),))
    if text[start : start + 1] == "{":
        try:
            return _object(whole, start)
        except FixerError as error:
            line = error.location.line if error.location else 0
            if line != whole.lines.location(start).line or _next_line(text, start) is None:
                raise
            return Document(path, text, lines_start=start)  # one bad line among others
    if start == len(text):
        raise whole.error(0, "the file is empty", hint="no findings are written as []")
    titles = next((row for _offset, row in _records(whole, header=True)), [])
    return Document(path, text, members=dict.fromkeys(titles), csv=True)


def _object(whole: Document, start: int) -> Document:
    """An object around one or more lists of items, or the items themselves as JSON Lines."""
    members: dict[str, Any] = {}
    wrapped: list[tuple[str, tuple[_List, ...]]] = []
    position = _skip(whole.text, start + 1)
    while True:
        if whole.text[position : position + 1] == "}":
            break
        key, inside = _key(whole, position)
        opening = whole.text[inside : inside + 1]
        if opening == "[" and key in _WRAPPERS and not wrapped and _PLAN not in members:
            wrapped.append((key, (_List(inside, members),)))
            end = _end_of_list(whole, inside)
        elif opening == "[" and key == _OUTER and not wrapped:
            lists, end = _runs(whole, inside)
            wrapped.append((key, lists))
        else:
            members[key], end = _decode(whole, inside)
        position = _next(whole, end, "}")
    end = position + 1
    more = _skip(whole.text, end) < len(whole.text)
    if wrapped and not more:
        key, lists = wrapped[0]
        return Document(whole.path, whole.text, key, members, lists=lists)
    return Document(whole.path, whole.text, lines_start=start)


def _runs(whole: Document, start: int) -> tuple[tuple[_List, ...], int]:
    """SARIF's runs: the list of results of each, and where the list of runs ends."""
    lists: list[_List] = []
    position = _skip(whole.text, start + 1)
    while whole.text[position : position + 1] != "]":
        members: dict[str, Any] = {}
        if whole.text[position : position + 1] != "{":
            raise whole.error(position, "expected an object with one run")
        inside = _skip(whole.text, position + 1)
        while whole.text[inside : inside + 1] != "}":
            key, value = _key(whole, inside)
            if key == "results" and whole.text[value : value + 1] not in ("[", "n"):
                raise whole.error(value, 'expected "results" to be a list')
            if key == "results" and whole.text[value : value + 1] == "[":
                lists.append(_List(value, members))
                end = _end_of_list(whole, value)
            else:
                members[key], end = _decode(whole, value)
            inside = _next(whole, end, "}")
        position = _next(whole, inside + 1, "]")
    return tuple(lists), position + 1


def _key(whole: Document, position: int) -> tuple[str, int]:
    """A member's key, and where its value begins."""
    if whole.text[position : position + 1] != '"':
        raise whole.error(position, "malformed JSON: Expecting property name enclosed in double quotes")
    key, end = _decode(whole, position)
    colon = _skip(whole.text, end)
    if whole.text[colon : colon + 1] != ":":
        raise whole.error(colon, "malformed JSON: Expecting ':' delimiter")
    return key, _skip(whole.text, colon + 1)


def _next(whole: Document, end: int, closing: str) -> int:
    """Behind a comma, or at the closing bracket."""
    position = _skip(whole.text, end)
    found = whole.text[position : position + 1]
    if found == closing:
        return position
    if found != ",":
        raise whole.error(position, f'malformed JSON: expected "," or "{closing}"')
    return _skip(whole.text, position + 1)


def _end_of_list(whole: Document, start: int) -> int:
    """Behind the list that begins there; its elements are checked, and forgotten."""
    return deque(_ends(whole, start), maxlen=1).pop()


def _ends(whole: Document, start: int) -> Iterator[int]:
    position = _skip(whole.text, start + 1)
    while whole.text[position : position + 1] != "]":
        _value, end = _decode(whole, position)
        position = _next(whole, end, "]")
        yield position
    yield position + 1


def _lines(whole: Document, start: int) -> Iterator[Item]:
    """JSON Lines. One that is malformed is an item with a problem, unless it is the last: then the file was cut off."""
    while start < len(whole.text):
        try:
            value, end = _decode(whole, start)
        except FixerError as error:
            more = _next_line(whole.text, start)
            if more is None:
                raise
            yield Item(start, {}, problem=error.message)
            start = more
            continue
        yield whole.item(start, value, {})
        start = _skip(whole.text, end)


def _next_line(text: str, start: int) -> int | None:
    """Where the next line begins that may be a finding."""
    found = _OPENING.search(text, start)
    return found.end() - 1 if found else None


def _records(whole: Document, header: bool = False) -> Iterator[tuple[int, list[str]]]:
    """The records of a CSV behind its header, or the header alone, each with its place."""
    text = whole.text
    fed = 0

    def feed() -> Iterable[str]:
        nonlocal fed
        for line in re.finditer(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z", text):
            fed = line.end()
            yield line[0]

    reader = csv.reader(feed(), strict=True)
    begin, seen = 0, False
    try:
        for row in reader:
            if not seen and row:
                seen = True
                if header:
                    yield begin, row
                    return
            elif row:
                yield begin, row
            begin = fed
    except csv.Error as error:
        raise whole.error(min(begin, len(text) - 1), f"malformed CSV: {error}") from None


def _elements(whole: Document, start: int) -> Iterator[tuple[int, Any]]:
    """The elements of the list that begins at ``start``; the outermost list has to end the text."""
    text = whole.text
    position = _skip(text, start + 1)
    while text[position : position + 1] != "]":
        value, end = _decode(whole, position)
        yield position, value
        end = _skip(text, end)
        found = text[end : end + 1]
        if found not in (",", "]"):
            raise whole.error(end, 'expected "," or "]" after a finding')
        position = _skip(text, end + 1) if found == "," else end
        if found == "," and text[position : position + 1] == "]":
            raise whole.error(position, "malformed JSON: Expecting value")
    outermost = not text[:start].strip()
    rest = _skip(text, position + 1)
    if outermost and rest < len(text):
        raise whole.error(rest, "expected nothing after the list")


def _members(whole: Document, start: int) -> Iterator[tuple[str, int, int, Any]]:
    """Key, its offset, its value's offset and value, of the well-formed object that begins at ``start``."""
    position = _skip(whole.text, start + 1)
    while whole.text[position : position + 1] == '"':
        key, inside = _key(whole, position)
        value, end = _decode(whole, inside)
        yield key, position, inside, value
        position = _skip(whole.text, _skip(whole.text, end) + 1)


def _decode(whole: Document, start: int) -> tuple[Any, int]:
    try:
        return _DECODER.raw_decode(whole.text, start)
    except json.JSONDecodeError as error:
        raise whole.error(error.pos, f"malformed JSON: {error.msg}") from None
    except RecursionError:
        raise whole.error(start, "malformed JSON: nested too deep") from None
    except ValueError as error:  # NaN, or a number of thousands of digits
        raise whole.error(start, f"malformed JSON: {error}") from None


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


_DECODER = json.JSONDecoder(parse_constant=_no_constant)


def _skip(text: str, position: int) -> int:
    found = _BLANK.match(text, position)
    return found.end() if found else position
