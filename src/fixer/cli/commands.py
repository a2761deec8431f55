"""The commands. Each returns what is to be done, so that it runs outside of typer and its ideas of errors."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal

import typer

from fixer.cli.options import (
    Database,
    ExitCode,
    Options,
    OutputFormat,
    PlanFormat,
    Rows,
    Server,
    with_options,
)
from fixer.model import FixerError

Action = Callable[[], int]
"""What a command does; gives the exit code."""

app = typer.Typer(
    name="fixer",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
_USAGE_ERRORS: tuple[type[Exception], ...] = tuple(
    kind
    for kind in typer.BadParameter.__mro__
    if issubclass(kind, Exception) and kind.__name__ == "ClickException"
)


def parse(arguments: Sequence[str]) -> Action:
    """What the arguments ask for. Raises FixerError where they cannot be understood."""
    _check_none_is_empty(arguments)
    try:
        result = app(list(arguments) or ["--help"], prog_name="fixer", standalone_mode=False)
    except _USAGE_ERRORS as error:
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "fixer"
        raise FixerError(_said(error), hint=f"See {command} --help.") from None
    if callable(result):
        action: Action = result
        return action
    code = result if isinstance(result, int) else 0  # --help and the like are done already
    return lambda: code


def _check_none_is_empty(arguments: Sequence[str]) -> None:
    """Raises FixerError for an empty value, which is a variable that is not set: taken as it is, it would be the working
    directory, or no choice at all.
    """
    for before, argument in pairwise(("fixer", *arguments)):
        option = re.fullmatch(r"(--[^=]+)=", argument)
        if option or not argument:
            what = f"of {option[1]}" if option else f"behind {before}"
            raise FixerError(
                f"the value {what} is empty", hint="Is a variable not set? Leave out what is not wanted."
            )


def _said(error: BaseException) -> str:
    message: str = error.format_message()  # type: ignore[attr-defined]  # typer's own copy of click
    message = message.replace("Value error, ", "").removesuffix(".")
    message = _NO_NUMBER.sub("is not a whole number", message)
    return message[:1].lower() + message[1:]


_NO_NUMBER = re.compile(r"is not a valid int(eger)?( range)?\Z")


def _version(wanted: bool) -> None:
    if wanted:
        from fixer import __version__

        typer.echo(f"fixer {__version__}")
        raise typer.Exit


@app.callback()
def fixer(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Turns findings about a PostgreSQL schema into reviewed, reversible migrations."""


@app.command()
@with_options
def plan(options: Options, *, output_format: PlanFormat = "text", exit_code: ExitCode = False) -> Action:
    """Show what would be mended, and the diff. Writes nothing."""

    def action() -> int:
        from fixer.cli import actions

        return actions.plan(options, output_format, exit_code)

    return action


@app.command()
@with_options
def apply(
    options: Options,
    *,
    out: Annotated[str, typer.Option("--out", metavar="DIR", help="The folder that new files go to.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be written.")] = False,
    verify: Annotated[
        bool, typer.Option("--verify", help="Write only what was proved on a scratch PostgreSQL.")
    ] = False,
    server: Server = None,
    rows: Rows = 0,
    output_format: OutputFormat = "text",
    exit_code: ExitCode = False,
) -> Action:
    """Write the migrations: all files or none."""

    def action() -> int:
        from fixer.cli import actions

        wanted = (server, rows) if verify or server is not None or rows else None
        return actions.apply(options, out, dry_run, output_format, exit_code, wanted)

    return action


@app.command()
@with_options
def verify(
    options: Options,
    *,
    server: Server = None,
    rows: Rows = 0,
    files: Annotated[
        bool,
        typer.Option("--files", help="Prove the migrations that are written already, not the planned ones."),
    ] = False,
    output_format: Annotated[
        Literal["text", "json", "markdown"], typer.Option("--output-format", help="What is printed.")
    ] = "text",
) -> Action:
    """Prove migrations on a scratch PostgreSQL: up, down to the same schema, up again. Writes nothing."""

    def action() -> int:
        from fixer.cli import proofs

        return proofs.verify(options, server, rows, files, output_format)

    return action


@app.command()
def down(
    path: Annotated[str | None, typer.Argument(metavar="PATH", help="A migrations folder.")] = None,
    *,
    out: Annotated[
        str | None,
        typer.Option("--out", metavar="DIR", help="Where ways back are. [default: where the tool looks]"),
    ] = None,
    layout: Annotated[
        str | None,
        typer.Option("--layout", metavar="NAME", help="The migration tool. [default: as detected]"),
    ] = None,
    server: Server = None,
    config: Annotated[Path | None, typer.Option("--config", metavar="FILE")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be written.")] = False,
    output_format: OutputFormat = "text",
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit 1 exactly when a way back was missing.")
    ] = False,
) -> Action:
    """Write the way back of every migration that has none: all files or none."""

    def action() -> int:
        from fixer.cli import downs

        options = Options(path=path, layout=layout, config=config)
        return downs.down(options, out, server, dry_run, output_format, exit_code)

    return action


@app.command()
def rules(
    output_format: Annotated[Literal["text", "json"], typer.Option("--output-format")] = "text",
) -> Action:
    """List the rules: what each promises, and which ids of other linters it answers."""

    def action() -> int:
        from fixer.cli import actions

        return actions.rules(output_format)

    return action


@app.command()
def explain(rule: Annotated[str, typer.Argument(metavar="RULE")]) -> Action:
    """Show a rule's page: what is wrong, what is done, what it locks, when not to."""

    def action() -> int:
        from fixer.cli import actions

        return actions.explain(rule)

    return action


@app.command()
@with_options
def baseline(
    options: Options,
    *,
    reason: Annotated[
        str | None, typer.Option("--reason", metavar="TEXT", help="Why new entries are left alone.")
    ] = None,
) -> Action:
    """Record today's findings, so that only new ones are planned."""

    def action() -> int:
        from fixer.cli import actions

        return actions.baseline(options, reason)

    return action


@app.command()
def bot(
    provider: Annotated[
        Literal["github", "gitlab", "git"] | None,
        typer.Option("--provider", help="The forge; git alone pushes branches. [default: by the remote]"),
    ] = None,
    base: Annotated[
        str | None, typer.Option("--base", metavar="BRANCH", help="[default: the remote's default branch]")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print everything that would be done, and do nothing.")
    ] = False,
    comment: Annotated[
        bool,
        typer.Option(
            "--comment", help="Review somebody's pull request instead: suggest changes, and sum up."
        ),
    ] = False,
    pull_request: Annotated[
        int | None,
        typer.Option(
            "--pull-request", metavar="NUMBER", min=1, help="The one to review. [default: as CI says]"
        ),
    ] = None,
    server: Server = None,
    config: Annotated[
        Path | None, typer.Option("--config", metavar="FILE", help="A file of the base branch.")
    ] = None,
    db: Database = None,
) -> Action:
    """Keep one small, proved pull request open for each group of findings."""
    given = {"--base": base, "--server": server, "--db": db}
    if comment and (option := next((name for name, value in given.items() if value is not None), None)):
        raise FixerError(
            f"--comment does not go with {option}",
            hint="A pull request says itself which branch it is to go into, and its SQL is run nowhere.",
        )
    if pull_request is not None and not comment:
        raise FixerError("--pull-request goes with --comment")

    def action() -> int:
        from fixer.cli import bots

        if comment:
            return bots.comment(provider, pull_request, dry_run, config)
        return bots.bot(provider, base, dry_run, config, server, db)

    return action
