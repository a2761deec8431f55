"""JSON read by place: where members and elements begin and end, without holding all of a file as values.

What is malformed raises FixerError at its place.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator
from typing import Any

from fixer.findings.file_text import FileText

_BLANK = re.compile(r"[ \t\r\n]*")
_OPENING = re.compile(r"\n[ \t]*\{")


def key_at(whole: FileText, position: int) -> tuple[str, int]:
    """A member's key, and where its value begins."""
    if whole.text[position : position + 1] != '"':
        raise whole.error(position, "malformed JSON: Expecting property name enclosed in double quotes")
    key, end = decode(whole, position)
    colon = skip(whole.text, end)
    if whole.text[colon : colon + 1] != ":":
        raise whole.error(colon, "malformed JSON: Expecting ':' delimiter")
    return key, skip(whole.text, colon + 1)


def next_member(whole: FileText, end: int, closing: str) -> int:
    """Behind a comma, or at the closing bracket."""
    position = skip(whole.text, end)
    found = whole.text[position : position + 1]
    if found == closing:
        return position
    if found != ",":
        raise whole.error(position, f'malformed JSON: expected "," or "{closing}"')
    return skip(whole.text, position + 1)


def end_of_list(whole: FileText, start: int) -> int:
    """Behind the list that begins there; its elements are checked, and forgotten."""
    return deque(_ends(whole, start), maxlen=1).pop()


def _ends(whole: FileText, start: int) -> Iterator[int]:
    """Behind each element, and then behind the list."""
    position = skip(whole.text, start + 1)
    while whole.text[position : position + 1] != "]":
        _value, end = decode(whole, position)
        position = next_member(whole, end, "]")
        yield position
    yield position + 1


def elements(whole: FileText, start: int) -> Iterator[tuple[int, Any]]:
    """The elements of the list that begins at ``start``; the outermost list has to end the text."""
    text = whole.text
    position = skip(text, start + 1)
    while text[position : position + 1] != "]":
        value, end = decode(whole, position)
        yield position, value
        end = skip(text, end)
        found = text[end : end + 1]
        if found not in (",", "]"):
            raise whole.error(end, 'expected "," or "]" after a finding')
        position = skip(text, end + 1) if found == "," else end
        if found == "," and text[position : position + 1] == "]":
            raise whole.error(position, "malformed JSON: Expecting value")
    outermost = not text[:start].strip()
    rest = skip(text, position + 1)
    if outermost and rest < len(text):
        raise whole.error(rest, "expected nothing after the list")


def members(whole: FileText, start: int) -> Iterator[tuple[str, int, int, Any]]:
    """Key, its offset, its value's offset and value, of the well-formed object that begins at ``start``."""
    position = skip(whole.text, start + 1)
    while whole.text[position : position + 1] == '"':
        key, inside = key_at(whole, position)
        value, end = decode(whole, inside)
        yield key, position, inside, value
        position = skip(whole.text, skip(whole.text, end) + 1)


def decode(whole: FileText, start: int) -> tuple[Any, int]:
    """The value that begins at ``start``, and where it ends."""
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


def skip(text: str, position: int) -> int:
    """Behind the white space there."""
    found = _BLANK.match(text, position)
    return found.end() if found else position


def next_object(text: str, start: int) -> int | None:
    """Where the object begins that the next line of JSON Lines is; None where none is one."""
    found = _OPENING.search(text, start)
    return found.end() - 1 if found else None
