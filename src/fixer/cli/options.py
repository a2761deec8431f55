"""The options of plan, apply and baseline: declared once, meaning the same everywhere."""

from __future__ import annotations

import dataclasses
import inspect
import typing
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import typer

from fixer.model import MOST_ROWS
from fixer.values import Value

RULES = "RULE,…"
_Result = TypeVar("_Result")

OutputFormat = Annotated[
    Literal["text", "diff", "json"],
    typer.Option("--output-format", help="What is printed.", show_default=True),
]
PlanFormat = Annotated[
    Literal["text", "diff", "json", "markdown", "sarif", "github"],
    typer.Option("--output-format", help="What is printed.", show_default=True),
]
ExitCode = Annotated[
    bool, typer.Option("--exit-code", help="Exit 1 exactly when there is a migration or an edit to make.")
]
Server = Annotated[
    str | None,
    typer.Option(
        "--server",
        metavar="URL",
        help="A PostgreSQL to make a scratch database on: a URL, service=NAME or $VARIABLE. [default: one of fixer's own]",
    ),
]
Database = Annotated[
    str | None,
    typer.Option(
        "--db",
        metavar="URL",
        help="Plan from this database, which is only read: a URL, service=NAME or $VARIABLE.",
    ),
]
Rows = Annotated[
    int,
    typer.Option(
        "--rows",
        metavar="N",
        min=0,
        max=MOST_ROWS,
        help=f"Fill every table with N rows first, {MOST_ROWS:,} at most.",
        show_default=False,
    ),
]


class Options(Value, frozen=True):
    """What can be said of a plan. None and empty mean: what the configuration says, else the default."""

    path: Annotated[
        str | None,
        typer.Argument(metavar="PATH", help="A migrations folder, or one SQL file such as a dump."),
    ] = None
    findings: Annotated[
        list[str] | None,
        typer.Option(
            "--findings",
            metavar="FILE",
            help="Another tool's report, or a review in Markdown; - is standard input, tool:FILE forces the reader. Repeatable.",
        ),
    ] = None
    sql: Annotated[
        list[str] | None,
        typer.Option(
            "--sql",
            metavar="FILE",
            help="A change as SQL, to be made a safe migration; - is standard input. Repeatable.",
        ),
    ] = None
    keep_dropped: Annotated[
        bool, typer.Option("--keep-dropped", help="Rename what --sql drops to …_dropped, rows and all.")
    ] = False
    run: Annotated[
        list[str] | None,
        typer.Option(
            "--run",
            metavar="LINTER,…",
            help="Run these over the same input and read what they find: squawk, supabase, pgrls, sqlfluff, pgrubic.",
        ),
    ] = None
    db: Database = None
    not_valid: Annotated[
        bool,
        typer.Option("--not-valid", help="With --db: constraints that rows break hold new rows only."),
    ] = False
    select: Annotated[
        list[str] | None, typer.Option("--select", metavar=RULES, help="Act on these rules only.")
    ] = None
    extend_select: Annotated[
        list[str] | None,
        typer.Option("--extend-select", metavar=RULES, help="Look for these rules, too: see fixer rules."),
    ] = None
    ignore: Annotated[
        list[str] | None, typer.Option("--ignore", metavar=RULES, help="Leave these rules alone.")
    ] = None
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="KEY", help="Act on the finding with this key only. Repeatable."),
    ] = None
    unsafe: Annotated[
        bool, typer.Option("--unsafe", help="Write fixes that change behaviour or can fail on data, too.")
    ] = False
    layout: Annotated[
        str | None,
        typer.Option("--layout", metavar="NAME", help="The migration tool. [default: as detected]"),
    ] = None
    platform: Annotated[
        Literal["plain", "supabase"] | None, typer.Option("--platform", help="[default: as detected]")
    ] = None
    group_by: Annotated[
        Literal["rule", "table", "finding", "none"] | None,
        typer.Option("--group-by", help="What makes a migration. [default: rule]"),
    ] = None
    concurrently: Annotated[
        Literal["auto", "always", "never"] | None,
        typer.Option("--concurrently", help="CREATE INDEX CONCURRENTLY. [default: auto]"),
    ] = None
    pending_from: Annotated[
        str | None,
        typer.Option(
            "--pending-from",
            metavar="VERSION",
            help="From this migration on, none has been applied anywhere.",
        ),
    ] = None
    now: Annotated[
        str | None,
        typer.Option("--now", metavar="TIME", help="RFC 3339. [default: SOURCE_DATE_EPOCH, else the clock]"),
    ] = None
    config: Annotated[
        Path | None,
        typer.Option(
            "--config", metavar="FILE", help="[default: fixer.toml or pyproject.toml, nearest upwards]"
        ),
    ] = None


def with_options(command: Callable[..., _Result]) -> Callable[..., _Result]:
    """A command whose first parameter is Options, as typer wants it: each option a parameter of its own."""
    hints = typing.get_type_hints(Options, include_extras=True)
    shared = [
        inspect.Parameter(f.name, inspect.Parameter.KEYWORD_ONLY, default=f.default, annotation=hints[f.name])
        for f in dataclasses.fields(Options)
    ]
    own = list(inspect.signature(command, eval_str=True).parameters.values())[1:]

    def wrapper(**values: Any) -> _Result:
        options = Options(**{parameter.name: values.pop(parameter.name) for parameter in shared})
        return command(options, **values)

    parameters = [*shared, *(parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in own)]
    wrapper.__name__, wrapper.__doc__ = command.__name__, command.__doc__
    wrapper.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    wrapper.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return wrapper
