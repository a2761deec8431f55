"""Texts that a regular expression takes, as far as Python reads it as PostgreSQL does: PostgreSQL checks them."""

from __future__ import annotations

import re
import string
import warnings
from collections.abc import Callable, Sequence
from typing import Any

_CATEGORIES = {
    "CATEGORY_DIGIT": "1234567890",
    "CATEGORY_WORD": string.ascii_lowercase + string.digits,
    "CATEGORY_SPACE": " ",
}
_CLASSES = {
    "[:alpha:]": "a-z",
    "[:alnum:]": "a-z0-9",
    "[:digit:]": "0-9",
    "[:lower:]": "a-z",
    "[:upper:]": "A-Z",
    "[:xdigit:]": "0-9a-f",
    "[:space:]": r"\s",
    "[:blank:]": " ",
    "[:punct:]": r"\-.",
    "[:word:]": r"\w",
}
"""Classes inside of brackets that Python does not know. Source: PostgreSQL documentation, "Bracket Expressions"."""
_OTHER = "-"
"""One of what is in no category."""
_ANY = string.ascii_lowercase
_LETTERS = "ab0-_" + string.ascii_lowercase + string.digits
_CLASS = re.compile("|".join(map(re.escape, _CLASSES)))
_LONGER = 6
"""How many more repetitions than asked for there are at most, for texts to differ."""
_TOO_LONG = 10_000


class _UnreadableError(Exception):
    """A part of a pattern that no example is made of."""


def examples(pattern: str, most: int) -> list[str]:
    """So many different texts that a pattern takes, or as many as are found; none for one that is not read."""
    make = example_of(pattern)
    return list(dict.fromkeys(map(make, range(most)))) if make is not None else []


def example_of(pattern: str) -> Callable[[int], str] | None:
    """What gives the n-th text that a pattern takes; None for one that is not read."""
    try:
        from re import _parser  # type: ignore[attr-defined]  # the standard library's own reader

        with warnings.catch_warnings(action="ignore"):  # "[[" will mean something else one day
            tree = _parser.parse(_CLASS.sub(lambda found: _CLASSES[found[0]], pattern))
        first = _example(tree, _Choices(0))
    except (ImportError, re.error, RecursionError, OverflowError, _UnreadableError):
        return None

    def make(number: int) -> str:
        try:
            return _example(tree, _Choices(number))
        except (RecursionError, OverflowError, _UnreadableError):  # a branch that the first one has not taken
            return first

    return make


class _Choices:
    """What the number of an example decides, digit by digit: number 0 takes the first of everything."""

    def __init__(self, number: int) -> None:
        self.left = number

    def of(self, options: Sequence[Any]) -> Any:
        self.left, chosen = divmod(self.left, len(options))
        return options[chosen]


def _example(tree: Any, choices: _Choices) -> str:
    return "".join([_of(str(kind), argument, choices) for kind, argument in tree])


def _of(kind: str, argument: Any, choices: _Choices) -> str:
    match kind:
        case "LITERAL":
            return chr(argument)
        case "ANY":
            return str(choices.of(_ANY))
        case "NOT_LITERAL":
            return str(choices.of(_LETTERS.replace(chr(argument), "")))
        case "IN":
            return str(choices.of(_members(argument)))
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            least, most, inner = argument
            return _repeated(int(least), int(most), inner, choices)
        case "SUBPATTERN":
            return _example(argument[-1], choices)
        case "BRANCH":
            return _example(choices.of(argument[1]), choices)
        case "AT" | "ASSERT_NOT":
            return ""
        case _:
            raise _UnreadableError(kind)


def _repeated(least: int, most: int, inner: Any, choices: _Choices) -> str:
    wanted = max(least, 1 if most > 0 else 0)
    if wanted > _TOO_LONG:
        raise OverflowError
    texts = [_example(inner, choices) for _ in range(wanted)]
    while choices.left and len(texts) < min(most, wanted + _LONGER):
        texts.append(_example(inner, choices))
    return "".join(texts)


def _members(items: Any) -> str:
    """The letters of a set, in its order."""
    (kind, _argument), *rest = items
    if str(kind) == "NEGATE":
        return "".join(letter for letter in _LETTERS if letter not in _members_of(rest)) or _OTHER
    return _members_of(items)


def _members_of(items: Any) -> str:
    letters = ""
    for kind, argument in items:
        match str(kind):
            case "LITERAL":
                letters += chr(argument)
            case "RANGE":
                letters += "".join(map(chr, range(argument[0], min(argument[1], argument[0] + 63) + 1)))
            case "CATEGORY":
                letters += _CATEGORIES.get(str(argument), _OTHER)
            case other:
                raise _UnreadableError(other)
    return letters
