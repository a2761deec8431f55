"""A renamed relation in texts that qualify columns by its name: they follow, as PostgreSQL prints them."""

from __future__ import annotations

from collections.abc import Callable

from fixer.ddl.texts import Rewrite, rewritten
from fixer.sql.names import Name
from fixer.sql.parse import SqlSyntaxError
from fixer.sql.quote import identifier
from fixer.sql.tokens import Tokens


def requalified(
    text: str | None, find: Callable[[str], tuple[Name, ...]], rewrite: Rewrite, old: str, new: str
) -> str | None:
    """``text`` with a relation's names written anew, and with them the qualifiers of its columns (``old.column``).

    They stay where the text gives the old name to something else as an alias.
    """
    if not text or old.lower() not in text.lower():
        return rewritten(text, find, rewrite)
    try:
        found = [(name.start, name.end, rewrite(name)) for name in find(text) if name.start >= 0]
    except SqlSyntaxError:
        return text
    qualifiers, aliased = _mentions(text, old, [(begin, end) for begin, end, _written in found])
    edits = [(begin, end, written) for begin, end, written in found if written is not None]
    if not aliased:
        edits += [(begin, end, identifier(new)) for begin, end in qualifiers]
    for begin, end, written in sorted(edits, reverse=True):
        text = text[:begin] + written + text[end:]
    return text


def _mentions(text: str, name: str, taken: list[tuple[int, int]]) -> tuple[list[tuple[int, int]], bool]:
    """Where a name qualifies a column, outside of the places taken; and whether it is given as an alias."""
    tokens, places, aliased = Tokens(text), [], False
    spellings = {identifier(name), '"' + name.replace('"', '""') + '"'}
    for position in range(len(tokens)):
        begin, end = tokens.start(position), tokens.end(position)
        written = text[begin:end]
        same = written in spellings or (identifier(name) == name and written.lower() == name)
        if not same or any(first <= begin < last for first, last in taken):
            continue
        if position + 1 < len(tokens) and tokens.words[position + 1] == ".":
            places.append((begin, end))
        elif position and tokens.words[position - 1] == "as":
            aliased = True
    return places, aliased
