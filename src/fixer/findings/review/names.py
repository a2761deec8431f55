"""Names of objects in a section of a review: what is written as code, what stands under a title such as Table, plain words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixer.findings.review.sections import Piece, Section

PART = r'(?:[A-Za-z_][\w$]*|"[^"]+")'
NAME = re.compile(rf"{PART}(?:\.{PART}){{0,2}}(?:\([^)]*\))?")
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]{2,}")
_OBJECT_TITLES = re.compile(
    r"\b(?:tables?|objects?|columns?|fields?|where|tabellen?|objekte?|spalten?)\b", re.IGNORECASE
)
_PLAIN_COLUMN = re.compile(
    r"\b[a-z_]\w*\.(?!(?:sql|md|ts|js|json|py|rb|go|toml|ya?ml|com|org|de)\b)[a-z_]\w*\b", re.IGNORECASE
)
_MOST = 60
"""How many names an object may have that nobody has told."""


def candidates(section: Section, piece: Piece | None, every: bool = False) -> tuple[str, ...]:
    """Names that the piece's object may have: what is written as code first, then plain words."""
    texts = [piece] if piece is not None and piece.kind != "code" else []
    codes = [code for one in (*texts, *section.pieces) for code in one.codes]
    titled = re.findall(r"`([^`]+)`", section.title)
    plain = [
        word
        for text in (*(one.text for one in texts), section.title, *section.texts[:4])
        for word in _WORD.findall(text)
    ]
    named = [code for code in (*codes, *titled) if NAME.fullmatch(code)]
    found = dict.fromkeys([*named, *(plain if every else _WORD.findall(section.title))])
    return tuple(found)[:_MOST]


def objects(piece: Piece) -> Iterator[str]:
    """What a row names by a cell of its own, under a title such as Table."""
    for cell, title in zip(piece.cells, piece.titles, strict=False):
        if _OBJECT_TITLES.search(title) and NAME.fullmatch(cell):
            yield cell


def plain_columns(piece: Piece) -> list[str]:
    """``table.column`` that a sentence says without marking it as code."""
    found: list[str] = _PLAIN_COLUMN.findall(piece.text)
    return found
