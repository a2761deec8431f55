"""A Markdown document as sections: what stands under each heading, piece by piece, with its lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fixer.findings.review import html
from fixer.texts import commonmark
from fixer.values import Value, replace

if TYPE_CHECKING:
    from markdown_it.token import Token


class Piece(Value, frozen=True):
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
    within: tuple[str, ...] = ()
    """What is written as code in the items around an item, the nearest first."""


@dataclass(frozen=True)
class Section:
    """A heading, those above it (the nearest last), and what stands directly below it."""

    title: str
    line: int
    above: tuple[str, ...] = ()
    pieces: list[Piece] = field(default_factory=list)

    @property
    def texts(self) -> list[str]:
        """What its paragraphs and items say."""
        return [piece.text for piece in self.pieces if piece.kind in ("text", "item")]


def sections(text: str) -> list[Section]:
    """The document's sections in their order; what stands before the first heading has a title of its own, empty."""
    document = _Document()
    tokens = commonmark.tokens(text)
    for index, token in enumerate(tokens):
        line = (token.map[0] if token.map else 0) + 1
        if token.type == "heading_open":
            document.begin(int(token.tag[1:]), flat(tokens[index + 1]), line)
        elif token.type == "list_item_open":
            document.items.append(())
        elif token.type == "list_item_close":
            document.items.pop()
        elif token.type == "table_open":
            document.titles = ()
        elif token.type == "tr_open":
            document.row = []
        elif token.type == "tr_close" and document.row is not None:
            cells = document.row
            at = (token.map or cells[0].map or [0])[0] + 1 if cells else 1
            document.add_row(
                at, tuple(map(flat, cells)), tuple(code for cell in cells for code in _codes(cell))
            )
        elif token.type in ("fence", "code_block"):
            opening = 1 if token.type == "fence" else 0
            language = token.info.split()[0].lower() if token.info.split() else ""
            document.add(Piece("code", line + opening, token.content, (), language))
        elif token.type == "html_block":
            document.add_html(line, token.content)
        elif token.type == "inline" and document.row is not None:
            document.row.append(token)
        elif token.type == "inline" and tokens[index - 1].type != "heading_open":
            document.add(Piece("text", line, flat(token), _codes(token)))
    return document.found


@dataclass
class _Document:
    """What was read so far, and where in it we are."""

    found: list[Section] = field(default_factory=lambda: [Section("", 1)])
    headings: list[tuple[int, str]] = field(default_factory=list)
    items: list[tuple[str, ...]] = field(default_factory=list)
    """What is written as code in each item around here, the outermost first."""
    titles: tuple[str, ...] = ()
    row: list[Token] | None = None

    def begin(self, level: int, title: str, line: int) -> None:
        """A heading."""
        self.headings = [entry for entry in self.headings if entry[0] < level]
        self.found.append(Section(title, line, tuple(name for _level, name in self.headings)))
        self.headings.append((level, title))

    def add(self, piece: Piece) -> None:
        """A paragraph, which is an item where it stands in one, or something else."""
        if piece.kind == "text" and self.items:
            around = tuple(code for codes in reversed(self.items[:-1]) for code in codes)
            self.items[-1] += piece.codes
            piece = replace(piece, kind="item", within=around)
        self.found[-1].pieces.append(piece)

    def add_row(self, line: int, cells: tuple[str, ...], codes: tuple[str, ...]) -> None:
        """A row of a table, the first of which has the titles."""
        if self.titles:
            self.add(Piece("row", line, " | ".join(cells), codes, "", cells, self.titles))
        self.titles, self.row = self.titles or cells, None

    def add_html(self, line: int, content: str) -> None:
        """A block of HTML."""
        for part in html.parts(content):
            at = line + part.line
            if part.kind == "table":
                self.titles = ()
            elif part.kind == "row":
                self.add_row(at, tuple(part.cells), tuple(part.codes))
            elif part.kind.startswith("h"):
                self.begin(int(part.kind[1]), part.text, at)
            else:
                self.add(Piece(part.kind, at, part.text, tuple(part.codes), part.language))


def flat(inline: Token) -> str:
    """Inline content as plain text on one line."""
    shown = ("text", "code_inline", "image", "text_special")
    pieces = [
        " " if child.type in ("softbreak", "hardbreak") else child.content if child.type in shown else ""
        for child in inline.children or []
    ]
    return " ".join("".join(pieces).split())


def _codes(inline: Token) -> tuple[str, ...]:
    """What is written as code, in Markdown or between tags."""
    found: list[str] = []
    tagged: list[str] | None = None
    for child in inline.children or []:
        if child.type == "code_inline":
            found.append(child.content.strip())
        elif child.type == "html_inline" and child.content.lower().startswith("<code"):
            tagged = []
        elif child.type == "html_inline" and child.content.lower() == "</code>" and tagged is not None:
            found.append("".join(tagged).strip())
            tagged = None
        elif tagged is not None:
            tagged.append(" " if child.type in ("softbreak", "hardbreak") else child.content)
    return tuple(found)
