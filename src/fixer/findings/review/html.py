"""HTML in a Markdown document: its headings, paragraphs, items, rows and code, as Markdown's own are read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_LANGUAGE = re.compile(r"\b(?:language|lang|highlight-source)-(\w+)")
_BREAKS = frozenset(
    [
        *("address", "article", "blockquote", "br", "dd", "details", "div", "dl", "dt", "figure", "footer"),
        *("header", "hr", "li", "main", "ol", "p", "section", "summary", "ul"),
    ]
)
"""Elements that begin or end a paragraph."""


@dataclass(slots=True)
class Part:
    """A heading (``kind`` h1 … h6), a text, an item, a row, a code block, or that a table begins; ``line`` counts from 0."""

    kind: str
    line: int
    text: str
    codes: list[str] = field(default_factory=list)
    language: str = ""
    cells: list[str] = field(default_factory=list)


def parts(block: str) -> Iterator[Part]:
    """What a block of HTML says, in its order. What is not closed ends with the block."""
    reader = _Reader()
    reader.feed(block)
    reader.close()
    reader.flush()
    yield from reader.found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Part] = []
        self.part: Part | None = None
        self.row: Part | None = None
        self.items = 0
        self.code: list[str] | None = None
        self.block: Part | None = None

    def parse_html_declaration(self, i: int) -> int:
        """``<!…>`` says nothing; the library takes some of them for a mistake of the program."""
        end = self.rawdata.find(">", i)
        return end + 1 if end >= 0 else -1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line = self.getpos()[0] - 1
        language = _LANGUAGE.search(dict(attrs).get("class") or "")
        if tag == "pre":
            self.flush()
            self.block = Part("code", line, "", language=language[1].lower() if language else "")
        elif self.block is not None:
            self.block.language = self.block.language or (language[1].lower() if language else "")
        elif tag == "code":
            self.code = []
        elif tag == "table":
            self.flush()
            self.found.append(Part("table", line, ""))
        elif tag == "tr":
            self.flush()
            self.row = Part("row", line, "")
        elif tag in ("td", "th") and self.row is not None:
            self.row.cells.append("")
        elif re.fullmatch(r"h[1-6]", tag):
            self.flush()
            self.part = Part(tag, line, "")
        elif tag in _BREAKS and self.row is None:
            self.flush()
            self.items += tag == "li"

    def handle_endtag(self, tag: str) -> None:
        if tag == "pre" and self.block is not None:
            self.flush()
        elif tag == "code" and self.code is not None and self.block is None:
            self._told(self.code)
            self.code = None
        elif tag == "tr":
            self.flush()
        elif self.row is None and (tag in _BREAKS or re.fullmatch(r"h[1-6]", tag)):
            self.flush()
            self.items = max(self.items - (tag == "li"), 0)

    def handle_data(self, data: str) -> None:
        if self.cdata_elem is not None:  # a script or a style
            return
        if self.block is not None:
            self.block.text += data
            return
        if self.code is not None:
            self.code.append(data)
        if self.row is not None:
            if self.row.cells:
                self.row.cells[-1] += data
            return
        if self.part is None and data.strip():
            self.part = Part("item" if self.items else "text", self.getpos()[0] - 1, "")
        if self.part is not None:
            self.part.text += data

    def _told(self, code: list[str]) -> None:
        where = self.row or self.part
        if where is not None and "".join(code).strip():
            where.codes.append(" ".join("".join(code).split()))

    def flush(self) -> None:
        """Files what is open."""
        if self.block is not None:
            self.block.line += self.block.text.startswith("\n")
            self.block.text = self.block.text.removeprefix("\n")
            self.found.append(self.block)
        for part in (self.part, self.row):
            if part is not None:
                part.cells = [" ".join(cell.split()) for cell in part.cells]
                part.text = " | ".join(part.cells) if part.kind == "row" else " ".join(part.text.split())
                if part.text.strip(" |"):
                    self.found.append(part)
        self.block = self.part = self.row = None
