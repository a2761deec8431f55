"""The alias of a join in a text, and the list of aliases behind it."""

from __future__ import annotations

import itertools
from collections.abc import Container, Iterator, Sequence

from fixer.ddl.queries.column_aliases import listed
from fixer.function_source.routine import TextEdit
from fixer.sql.quote import unquoted
from fixer.sql.tokens import Tokens


def relisted(tokens: Tokens, end: int, names: Sequence[str]) -> TextEdit:
    """The edit that makes the list behind an alias what is given."""
    text = listed(names) if names else ""
    if tokens.words[end : end + 1] == ["("]:
        return tokens.start(end), tokens.end(tokens.closing(end)), text
    return tokens.end(end - 1), tokens.end(end - 1), text


def behind_joins(tokens: Tokens, alias: str) -> Iterator[int]:
    """The tokens behind an alias that joins in parentheses have, in the order of these."""
    for closing in _closings(tokens):
        at = closing + (2 if tokens.words[closing + 1 : closing + 2] == ["as"] else 1)
        if at < len(tokens) and unquoted(tokens.text[tokens.start(at) : tokens.end(at)]) == alias:
            yield at + 1


def _closings(tokens: Tokens) -> Iterator[int]:
    """Where parentheses end that have a join in them, or these alone."""
    words = tokens.words
    open_: list[int] = []
    joins: set[int] = set()
    queries: set[int] = set()
    inner = -1
    for at, word in enumerate(words):
        if word == "(":
            open_.append(at)
        elif word == "join" and open_:
            joins.add(open_[-1])
        elif word == "select" and open_:
            queries.add(open_[-1])
        elif word == ")":
            opening = open_.pop()
            if inner == at - 1 and words[opening + 1] == "(" and tokens.closing(opening + 1) == inner:
                joins.add(opening)
            if opening in joins - queries:
                inner = at
                yield at


def free(name: str, taken: Container[str]) -> str:
    """The name, with a number where it is taken."""
    numbered = (f"{name}_{number}" for number in itertools.count(1))
    return name if name not in taken else next(found for found in numbered if found not in taken)
