"""Names in the cells of a table, folded between their words: ``000003_index_`` above ``orders.up.sql``."""

from __future__ import annotations

import re

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.text import Text

from fixer.values import Value

_WORD = re.compile(r"(?:\.\w+)+|[^\s_.\-]+[\s_\-]?|.", re.DOTALL)
"""``000003_``, ``index_``, ``orders``, ``.up.sql``"""


class Name(Value, frozen=True):
    """What a cell holds, as rich asks for it: only a word that is longer than the cell is broken."""

    text: str
    style: str = ""

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        words = (cell_len(word.rstrip()) for word in _WORD.findall(self.text))
        return Measurement(max(words, default=0), cell_len(self.text))

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Text("\n".join(_folded(self.text, options.max_width)), self.style, overflow="fold")


def _folded(text: str, width: int) -> list[str]:
    """The lines that a name takes within a width."""
    lines = [""]
    for word in _WORD.findall(text):
        if lines[-1] and cell_len((lines[-1] + word).rstrip()) > width:
            lines.append("")
        lines[-1] += word
    return [line.rstrip() for line in lines]
