"""What a query calls its outputs and the functions that it reads from, once a function, a type or a table in it has another name:
PostgreSQL keeps what they were called when the query was created.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fixer.ddl.queries.natural_joins import NEXT_CLAUSE, operand_end
from fixer.ddl.queries.output_names import output_name, range_alias
from fixer.function_source.routine import TextEdit, apply
from fixer.sql.parse import Node, Offsets, SqlSyntaxError, nodes, statements
from fixer.sql.quote import identifier
from fixer.sql.tokens import Tokens

_ENDS_OUTPUTS = NEXT_CLAUSE | {"from", "into"}
"""What may stand behind an output of a query."""
_PARTS_OF_OPERATORS = frozenset([("distinct", "from"), ("within", "group")])
_GIVES = ("targetList", "exprs")


def called_before(old: str, new: str, before: str = "") -> str:
    """The new text of a query, which says only names otherwise, with the names that the old one gave; behind ``before``."""
    if old == new:
        return new
    try:
        was, now = (statements(before + text) for text in (old, new))
    except SqlSyntaxError:
        return new
    text = before + new
    return apply(text, _edits(was, now, Tokens(text), Offsets(text)))[len(before) :]


def _edits(old: Any, new: Any, tokens: Tokens, offsets: Offsets) -> Iterator[TextEdit]:
    if isinstance(old, list):
        for was, now in zip(old, new, strict=True):
            yield from _edits(was, now, tokens, offsets)
    elif isinstance(old, dict) and "fields" not in old:  # a column may go without its schema
        for key, value in old.items():
            yield from _edits(value, new[key], tokens, offsets)
            if key in _GIVES and "location" not in old.get("relation", {}):  # UPDATE says what it fills
                for was, now in zip(value, new[key], strict=True):
                    yield from _output(was["ResTarget"], now["ResTarget"], tokens, offsets)
            elif key == "RangeFunction":
                yield from _function(value, new[key], tokens, offsets)


def _output(old: Node, new: Node, tokens: Tokens, offsets: Offsets) -> Iterator[TextEdit]:
    if "name" in old or "val" not in old or (name := output_name(old["val"])) == output_name(new["val"]):
        return
    at = tokens.at(offsets.char(new.get("location", 0)))
    while tokens.words[at : at + 1] and not _is_end(tokens, at):
        at = tokens.closing(at) + 1 if tokens.words[at] in ("(", "[") else at + 1
    yield tokens.end(at - 1), tokens.end(at - 1), f" AS {identifier(name)}"


def _is_end(tokens: Tokens, at: int) -> bool:
    pair = (tokens.words[at - 1], tokens.words[at])
    return tokens.words[at] in _ENDS_OUTPUTS and pair not in _PARTS_OF_OPERATORS


def _function(old: Node, new: Node, tokens: Tokens, offsets: Offsets) -> Iterator[TextEdit]:
    name = range_alias({"RangeFunction": old})
    if "alias" in old or old.get("is_rowsfrom") or name == range_alias({"RangeFunction": new}):
        return
    place = min(part["location"] for part in nodes([new["functions"]]) if "location" in part)
    end = operand_end(tokens, tokens.at(offsets.char(place)))
    yield tokens.end(end - 1), tokens.end(end - 1), f" AS {identifier(name)}"
