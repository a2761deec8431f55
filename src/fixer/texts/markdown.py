"""Descriptions of tables and columns in Markdown documentation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from fixer.texts import commonmark
from fixer.texts.encoding import repaired

if TYPE_CHECKING:
    from markdown_it.token import Token

_PART = r'(?:[^\W\d][\w$]*|"[^"]+")'
_NAME = re.compile(rf"{_PART}(?:\.{_PART}){{0,2}}")
_DASHES = "-–—―\ufffd"
_SEPARATOR = re.compile(rf"\s*(?:table\s*)?(?:\([^)]*\)\s*)?(?:[{_DASHES}]+|:|→|=)\s*")
_HEADING = re.compile(rf"(?:table:?\s+)?([a-z_][\w$]*(?:\.{_PART})?)(?:\s+table)?")
_NO_TABLES = frozenset({"columns", "fields", "tables", "schema", "overview", "attributes", "properties"})

_NAMES = re.compile(r"(?:table|column|field|view|relation|entity|model|object)?(?: ?name)?", re.IGNORECASE)
_TABLES = re.compile(r"(?:table|view|relation|entity|model)(?: ?name)?", re.IGNORECASE)
_COLUMNS = re.compile(r"(?:column|field|attribute)(?: ?name)?", re.IGNORECASE)
_TYPES = re.compile(r"(?:data ?)?type", re.IGNORECASE)
_DESCRIPTIONS = re.compile(
    r"descriptions?|purpose|comments?|notes?|meaning|details?|contents?|about|usage|stores|holds"
    r"|what(?: it)?(?: is| does| stores| holds| means)?",
    re.IGNORECASE,
)


def from_markdown(markdown_text: str) -> Mapping[str, str]:
    """Name → text, from list items ``- **name** - text`` and from tables with a name and a description.

    Names are as written: ``table``, ``schema.table`` or ``table.column``; an item below a named item, and a
    row of columns below a heading that is a table's name, belong to that table. The first text wins.
    """
    tokens = commonmark.tokens(repaired(markdown_text))
    texts: dict[str, str] = {}
    for name, text in _in_order(tokens):
        if text and "\ufffd" not in text:
            texts.setdefault(name, text)
    return texts


def _in_order(tokens: Sequence[Token]) -> Iterator[tuple[str, str]]:
    heading = ""
    parents: list[str] = []  # the names of the list items around, "" for one without a name
    awaited = False  # whether the next paragraph begins an item
    rows: list[list[Token]] = []
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            heading = _table_of_heading(tokens[index + 1])
        elif token.type == "list_item_open":
            parents.append("")
            awaited = True
        elif token.type == "list_item_close":
            parents.pop()
            awaited = False
        elif token.type == "table_open":
            rows = []
        elif token.type == "tr_open":
            rows.append([])
        elif token.type == "table_close":
            yield from _rows(rows, heading)
        elif token.type == "inline" and tokens[index - 1].type in ("th_open", "td_open"):
            rows[-1].append(token)
        elif token.type == "inline" and awaited:
            awaited = False
            item = _item([child for child in token.children or [] if child.type != "text" or child.content])
            if item:
                around = next((parent for parent in reversed(parents[:-1]) if parent), "")
                parents[-1] = item[0]
                yield (f"{around}.{item[0]}" if around else item[0]), item[1]


def _item(children: Sequence[Token]) -> tuple[str, str] | None:
    """Name and text of a list item that begins with a name in bold or code."""
    opening = children[0].type if children else ""
    if opening == "code_inline":
        end = 1
    elif opening == "strong_open":
        end = next((i for i, child in enumerate(children) if child.type == "strong_close"), 0) + 1
    else:
        return None
    shown, rest = _flat(children[:end]), _flat(children[end:], keep_ends=True)
    name = shown.rstrip(f": {_DASHES}").strip("`")
    separator = _SEPARATOR.match(rest)
    if not _NAME.fullmatch(name) or not (separator or shown != name):
        return None
    return name, " ".join(rest[separator.end() if separator else 0 :].split())


def _rows(rows: Sequence[list[Token]], heading: str) -> Iterator[tuple[str, str]]:
    """The rows of a table, by its header."""
    titles = [_flat(cell.children or []) for cell in rows[0]] if rows else []
    names, tables, columns, types, descriptions = (
        [index for index, title in enumerate(titles) if title and kind.fullmatch(title)]
        for kind in (_NAMES, _TABLES, _COLUMNS, _TYPES, _DESCRIPTIONS)
    )
    if not names or not descriptions:
        return
    # columns are told by their title, or by standing beside their types
    of_columns = bool(columns) or bool(types and not tables)
    named = (columns or names)[0]
    for row in rows[1:]:
        cells = [_flat(cell.children or []) for cell in row]
        name, text = cells[named].strip("`"), cells[descriptions[0]]
        around = cells[tables[0]].strip("`") if tables and columns else heading if of_columns else ""
        if _NAME.fullmatch(name):
            yield (f"{around}.{name}" if around and "." not in name else name), text


def _table_of_heading(inline: Token) -> str:
    """The table that a heading names: one in code, or one written as a name."""
    codes = [child.content for child in inline.children or [] if child.type == "code_inline"]
    if len(codes) == 1:
        return codes[0] if _NAME.fullmatch(codes[0]) else ""
    named = _HEADING.fullmatch(_flat(inline.children or []))
    return named[1] if named and named[1] not in _NO_TABLES else ""


def _flat(children: Sequence[Token], keep_ends: bool = False) -> str:
    """Inline content as plain text on one line."""
    pieces = {"softbreak": " ", "hardbreak": " "}
    shown = ("text", "code_inline", "image", "text_special")
    text = "".join(pieces.get(t.type, t.content if t.type in shown else "") for t in children)
    return text if keep_ends else " ".join(text.split())
