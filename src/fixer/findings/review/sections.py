"""A Markdown document as sections: what stands under each heading, piece by piece, with its lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fixer.texts import commonmark

if TYPE_CHECKING:
    from markdown_it.token import Token


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph, an item, a table's row or a code block. ``line`` counts from 1."""

    kind: str
    """text, item, row or code."""
    line: int
    text: str
    codes: tuple[str, ...] = ()
    """What is written as code in the text."""
    language: str = ""
    cells: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """A heading, those above it (the nearest last), and what stands directly below it."""

    title: str
    line: int
    above: tuple[str, ...] = ()
    pieces: list[Piece] = field(default_factory=list)


def sections(text: str) -> list[Section]:
    """The document's sections in their order; what stands before the first heading has a title of its own, empty."""
    tokens = commonmark.tokens(text)
    found = [Section("", 1)]
    headings: list[tuple[int, str]] = []
    items = 0
    titles: tuple[str, ...] = ()
    row: list[Token] | None = None
    for index, token in enumerate(tokens):
        line = (token.map[0] if token.map else 0) + 1
        if token.type == "heading_open":
            level = int(token.tag[1:])
            title = flat(tokens[index + 1])
            headings = [entry for entry in headings if entry[0] < level]
            found.append(Section(title, line, tuple(name for _level, name in headings)))
            headings.append((level, title))
        elif token.type == "list_item_open":
            items += 1
        elif token.type == "list_item_close":
            items -= 1
        elif token.type == "table_open":
            titles = ()
        elif token.type == "tr_open":
            row = []
        elif token.type == "tr_close" and row is not None:
            cells = tuple(flat(cell) for cell in row)
            if titles:
                codes = tuple(code for cell in row for code in _codes(cell))
                at = (token.map or row[0].map or [0])[0] + 1 if row else 1
                found[-1].pieces.append(Piece("row", at, " | ".join(cells), codes, "", cells, titles))
            titles, row = titles or cells, None
        elif token.type in ("fence", "code_block"):
            opening = 1 if token.type == "fence" else 0
            language = token.info.split()[0].lower() if token.info.split() else ""
            found[-1].pieces.append(Piece("code", line + opening, token.content, (), language))
        elif token.type == "inline" and row is not None:
            row.append(token)
        elif token.type == "inline" and tokens[index - 1].type != "heading_open":
            kind = "item" if items else "text"
            found[-1].pieces.append(Piece(kind, line, flat(token), _codes(token)))
    return found


def flat(inline: Token) -> str:
    """Inline content as plain text on one line."""
    shown = ("text", "code_inline", "image", "text_special")
    pieces = [
        " " if child.type in ("softbreak", "hardbreak") else child.content if child.type in shown else ""
        for child in inline.children or []
    ]
    return " ".join("".join(pieces).split())


def _codes(inline: Token) -> tuple[str, ...]:
    return tuple(child.content.strip() for child in inline.children or [] if child.type == "code_inline")
