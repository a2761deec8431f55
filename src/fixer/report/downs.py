"""The ways back that were worked out, for a person and for a program."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from fixer.report import safe
from fixer.report.console import printed
from fixer.report.words import counted
from fixer.way_back.downs import Downs


def render(downs: Downs, console: Console) -> None:
    """Prints each migration that lacked a way back, and what its way back does not bring back."""

    def draw(target: Console) -> None:
        number = len(downs.migrations)
        missing = sum(down.change is not None for down in downs.migrations)
        target.print(
            Text.assemble(
                (f"{safe.line(downs.folder)}/", "bold"),
                f"  {downs.layout}  {counted(number, 'migration')}, {missing:,} without a way back\n",
            ),
            soft_wrap=True,
        )
        for down in downs.migrations:
            if down.way_back is None or down.change is None:
                continue
            count = len(down.way_back.statements)
            name = safe.line(f"{down.source.version} {down.source.name}".strip())
            known = count or not down.way_back.restores
            said = counted(count, "statement") if known else "nothing to undo"
            target.print(Text.assemble(f"  {name}  ", (said, "dim")), soft_wrap=True)
            for sentence in down.way_back.lost:
                target.print(Text.assemble(("      ! ", "yellow"), safe.line(sentence)), soft_wrap=True)
        if missing:
            target.print()

    printed(draw, console)


def text(downs: Downs) -> str:
    """The same as JSON: ``{"version": 1, "downs": [{"version", "name", "path", "statements", "lost", "content"}]}``."""
    listed = [
        {
            "version": down.source.version,
            "name": down.source.name,
            "path": down.change.path,
            "statements": [statement.sql for statement in down.way_back.statements],
            "lost": list(down.way_back.lost),
            "content": down.change.new,
        }
        for down in downs.migrations
        if down.change is not None and down.way_back is not None
    ]
    return safe.as_json({"version": 1, "downs": listed})
