"""The diff for a person."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from fixer.report import safe

_DIFF = (("+++", "bold"), ("---", "bold"), ("diff ", "bold"), ("@@", "cyan"), ("+", "green"), ("-", "red"))


def print_diff(diff: str, console: Console) -> None:
    """Coloured on a terminal; in a pipe as it is, with control characters written out."""
    if not console.is_terminal:
        console.file.write(safe.block(diff))
        return
    for line in _coloured(diff):
        console.print(line, soft_wrap=True)


def _coloured(diff: str) -> Iterator[Text]:
    for line in safe.block(diff).removesuffix("\n").split("\n") if diff else ():
        style = next((style for start, style in _DIFF if line.startswith(start)), "")
        yield Text(line, style)
