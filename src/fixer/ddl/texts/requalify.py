"""A renamed relation in texts that qualify columns by its name: they follow, as PostgreSQL prints them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from fixer.catalog.catalog import Catalog
from fixer.ddl.address import in_place
from fixer.ddl.queries.column_reader import columns_read
from fixer.ddl.texts.crossed_names import crossing
from fixer.ddl.texts.held_texts import HeldText, condition_statement
from fixer.ddl.texts.rewritten_names import Rewrite, renamed_in
from fixer.model import ObjectRef
from fixer.sql import parse
from fixer.sql.names import Name
from fixer.sql.parse import Node, Offsets, SqlSyntaxError
from fixer.sql.quote import identifier
from fixer.sql.tokens import Tokens


def requalified(
    held: HeldText,
    rewrite: Rewrite,
    catalog: Catalog,
    old: ObjectRef,
    new: str,
    is_column: Callable[[Iterable[Name]], bool],
) -> str:
    """What is read of a text, with a relation's names written anew, and with them the qualifiers of its columns (``old.column``), and what
    stands for its whole rows (``to_json(old)``), unless a relation of the text has a column of that name (``is_column``).

    Where the text gives the old name to something else, as an alias or to a WITH query, only what is of the relation follows; where
    it gives the new one, what comes later is called otherwise.
    """
    text, alone, name = held.read, held.form == "expression", old.name
    if name.lower() not in text.lower():
        return renamed_in(held, rewrite)
    try:
        named = held.names
        tree = parse.expression(text) if alone else parse.statements(text)
        crossed = crossing(held, catalog, old, new)
    except SqlSyntaxError:
        return text
    found = [(one, rewrite(one)) for one in named if one.start >= 0]
    if crossed is not None:
        return crossed.written((one, written) for one, written in found if written is not None)
    rows = [] if is_column(named) else _whole_rows(text, tree, alone, name)
    qualifiers = _mentions(text, name, [(one.start, one.end) for one, _written in found])
    if any(name in (node.get("aliasname"), node.get("ctename")) for node in parse.nodes(tree)):
        own = _of_relation(held, catalog, old)
        qualifiers, rows = ([span for span in spans if span[0] in own] for spans in (qualifiers, rows))
    edits = [
        (one.start, one.end, in_place(one, written, text[: one.start]))
        for one, written in found
        if written is not None
    ]
    edits += [(begin, end, identifier(new)) for begin, end in (*qualifiers, *rows)]
    for begin, end, written in sorted(edits, reverse=True):
        text = text[:begin] + written + text[end:]
    return text


def _of_relation(held: HeldText, catalog: Catalog, relation: ObjectRef) -> set[int]:
    """Where columns and rows of a relation are named by it, in what is read of a text."""
    statement = held.statement
    tree = dict([parse.statement(statement)])
    reader = columns_read(tree, catalog)
    aliased = {node["location"] for node in parse.nodes(tree) if "relname" in node and "alias" in node}
    before = len(condition_statement("", held.over)) if held.form == "expression" else 0
    offsets = Offsets(statement)
    return {
        offsets.char(place) - before
        for place, rows in (*reader.qualified.items(), *reader.rows.items())
        if rows.relation == relation and rows.alias == relation.name and rows.place not in aliased
    }


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
