"""Where text goes: coloured and as wide as the window on a terminal; plain and 100 columns wide in a pipe, where a table is
wider if a name would be broken otherwise.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from typing import TextIO

from rich.console import Console
from rich.measure import Measurement
from rich.padding import Padding
from rich.table import Column, Table

WIDTH = 100
_ENDLESS = 100_000


def console(file: TextIO | None = None) -> Console:
    """A console for ``file`` (standard output), whatever COLUMNS or FORCE_COLOR say about a pipe."""
    out = file or sys.stdout
    if out.isatty():
        return Console(file=out, highlight=False, markup=False, emoji=False)
    return plain(out)


def plain(file: TextIO) -> Console:
    """A console that writes the same bytes everywhere."""
    return Console(
        file=file,
        width=WIDTH,
        force_terminal=False,
        force_interactive=False,
        color_system=None,
        no_color=True,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )


def printed(draw: Callable[[Console], None], target: Console) -> None:
    """Draws on ``target``; in a pipe without the blanks that fill up lines."""
    if target.is_terminal:
        draw(target)
        return
    buffer = io.StringIO()
    draw(plain(buffer))
    target.file.write("".join(f"{line.rstrip(' ')}\n" for line in buffer.getvalue().splitlines()))


def print_table(table: Table, target: Console) -> None:
    """Prints a table, indented and with an empty line behind it; in a pipe, no word of it is broken or left out."""
    width = target.width
    if not target.is_terminal:
        target.width = max(width, 2 + sum(2 + _least(column, target) for column in table.columns))
    target.print(Padding(table, (0, 0, 1, 2)))
    target.width = width


def _least(column: Column, target: Console) -> int:
    """How wide a column is at the least: its longest word, or line where it may not be wrapped."""
    options = target.options.update(width=_ENDLESS)
    sizes = [Measurement.get(target, options, cell) for cell in column.cells]
    return max((size.maximum if column.no_wrap else size.minimum for size in sizes), default=0)


def write(text: str) -> None:
    """Writes ``text`` to standard output as UTF-8, byte for byte: for what a program reads."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode(errors="surrogateescape"))
    sys.stdout.buffer.flush()
