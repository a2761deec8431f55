"""The rules there are, and the page of one of them."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from fixer.registry import Fixer, Options
from fixer.report import safe
from fixer.report.console import printed

VERSION = 1
_BASE = frozenset(option.name for option in dataclasses.fields(Options))


def print_rules(fixers: Mapping[str, Fixer], console: Console) -> None:
    """The table of rules: what each promises, and which ids of other linters it answers."""

    def draw(target: Console) -> None:
        table = Table.grid(padding=(0, 2, 0, 0))
        for column in range(3):
            table.add_column(no_wrap=column < 2, overflow="fold")
        table.add_row(*(Text(title, "dim") for title in ("rule", "fix", "promise")))
        for fixer in fixers.values():
            promise = safe.line(fixer.promise) + _when(fixer)
            table.add_row(Text(safe.line(fixer.rule), "bold"), fixer.applicability.value, Text(promise))
            for source, ids in sorted(fixer.answers.items()):
                table.add_row("", "", Text(safe.line(f"{source}: {', '.join(ids)}"), "dim"))
        target.print(table)

    printed(draw, console)


def _when(fixer: Fixer) -> str:
    """On which condition the rule is looked for, in parentheses."""
    if isinstance(fixer.by_default, tuple):
        return f" ({' and '.join(fixer.by_default)}, or when selected)"
    return "" if fixer.by_default else " (when selected)"


def rules_json(fixers: Mapping[str, Fixer]) -> str:
    """The same for a program."""
    rules = [
        {
            "rule": fixer.rule,
            "applicability": fixer.applicability.value,
            "by_default": fixer.by_default,
            "promise": fixer.promise,
            "answers": {source: list(ids) for source, ids in sorted(fixer.answers.items())},
        }
        for fixer in fixers.values()
    ]
    return safe.as_json({"version": VERSION, "rules": rules})


def print_page(fixer: Fixer, console: Console) -> None:
    """A fixer's documentation: rendered on a terminal, as Markdown text in a pipe."""
    page = safe.block(markdown(fixer))
    if console.is_terminal:
        from rich.markdown import Markdown  # costs as much as a small plan, and only a page needs it

        console.print(Padding(Markdown(page), (0, 2)))
    else:
        console.file.write(page)


def markdown(fixer: Fixer) -> str:
    """A fixer's page: its docstring, the ids it answers, its options."""
    parts = [f"# {fixer.rule}", f"{fixer.promise} ({fixer.applicability.value})", fixer.documentation]
    if said := asked(fixer):
        parts.append(said)
    if fixer.answers:
        ids = [f"- {source}: {', '.join(names)}" for source, names in sorted(fixer.answers.items())]
        parts.append("Answers to:\n\n" + "\n".join(ids))
    own = [option for option in dataclasses.fields(fixer.options) if option.name not in _BASE]
    if own:
        lines = "\n".join(f"{option.name} = {_default(option)}" for option in own)
        parts.append(f"Options, with their defaults:\n\n```toml\n[rules.{fixer.rule}]\n{lines}\n```")
    return "\n\n".join(parts) + "\n"


def asked(fixer: Fixer) -> str:
    """When a rule is looked for, where that is not always."""
    selected = "where it is selected, with --extend-select or --select."
    if isinstance(fixer.by_default, tuple):
        return f"Looked for on the platform {' or '.join(fixer.by_default)}; elsewhere only {selected}"
    return "" if fixer.by_default else f"Looked for only {selected}"


def _default(option: dataclasses.Field[object]) -> str:
    """An option's default as TOML would have it."""
    if option.default_factory is not dataclasses.MISSING:
        value = option.default_factory()
    else:
        value = None if option.default is dataclasses.MISSING else option.default
    if isinstance(value, Mapping) and not value:
        return "{}"
    try:
        return json.dumps(value, ensure_ascii=False)
    except TypeError:
        return f"…  # {option.type}"
