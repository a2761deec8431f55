"""Markdown as tokens: CommonMark with tables. The parser is imported when there is something to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.token import Token


def tokens(text: str) -> list[Token]:
    """The block tokens of a document, the inline ones in their ``children``."""
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable("table").parse(text)
