"""A renamed relation in texts that qualify columns by its name: they follow, as PostgreSQL prints them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from fixer.ddl.address import in_place
from fixer.ddl.held_texts import HeldText
from fixer.ddl.rewritten_names import Rewrite, renamed_in
from fixer.sql import parse
from fixer.sql.names import Name
from fixer.sql.parse import Node, Offsets, SqlSyntaxError
from fixer.sql.quote import identifier
from fixer.sql.tokens import Tokens


def requalified(
    held: HeldText,
    rewrite: Rewrite,
    old: str,
    new: str,
    is_column: Callable[[Iterable[Name]], bool],
) -> str:
    """What is read of a text, with a relation's names written anew, and with them the qualifiers of its columns (``old.column``), and what
    stands for its whole rows (``to_json(old)``), unless a relation of the text has a column of that name (``is_column``).

    They stay where the text gives the old name to something else as an alias.
    """
    text, alone = held.read, held.form == "expression"
    if old.lower() not in text.lower():
        return renamed_in(held, rewrite)
    try:
        named = held.names
        tree = parse.expression(text) if alone else parse.statements(text)
    except SqlSyntaxError:
        return text
    rows = [] if is_column(named) else _whole_rows(text, tree, alone, old)
    found = [(name, rewrite(name)) for name in named if name.start >= 0]
    qualifiers = _mentions(text, old, [(name.start, name.end) for name, _written in found])
    aliased = any(node.get("aliasname") == old for node in parse.nodes(tree))
    edits = [
        (name.start, name.end, in_place(name, written, text[: name.start]))
        for name, written in found
        if written is not None
    ]
    if not aliased:
        edits += [(begin, end, identifier(new)) for begin, end in (*qualifiers, *rows)]
    for begin, end, written in sorted(edits, reverse=True):
        text = text[:begin] + written + text[end:]
    return text


def _whole_rows(text: str, tree: Any, alone: bool, name: str) -> list[tuple[int, int]]:
    """Where a name stands by itself, as a column would. ``alone``: the text is an expression."""
    before = len("SELECT ") if alone else 0
    tokens, offsets = Tokens(text), Offsets(text)
    found: list[tuple[int, int]] = []
    for node in parse.nodes(tree):
        if _is_bare(node, name):
            place = node["ColumnRef"]["location"]
            token = tokens.at(offsets.char(place - before))
            found.append((tokens.start(token), tokens.end(token)))
    return found


def _is_bare(node: Node, name: str) -> bool:
    fields = node.get("ColumnRef", {}).get("fields", [])
    return len(fields) == 1 and fields[0].get("String", {}).get("sval") == name


def _mentions(text: str, name: str, taken: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Where a name qualifies a column, outside of the places taken."""
    tokens, places = Tokens(text), []
    spellings = {identifier(name), '"' + name.replace('"', '""') + '"'}
    for position in range(len(tokens)):
        begin, end = tokens.start(position), tokens.end(position)
        written = text[begin:end]
        same = written in spellings or (identifier(name) == name and written.lower() == name)
        if not same or any(first <= begin < last for first, last in taken):
            continue
        if position + 1 < len(tokens) and tokens.words[position + 1] == ".":
            places.append((begin, end))
    return places
