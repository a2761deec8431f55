"""The plan for a person: what was found and what becomes of it, the migrations, the diff."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from fixer.model import Diagnostic, Plan
from fixer.report import safe
from fixer.report.console import print_table, printed
from fixer.report.diff import print_diff
from fixer.report.migrations import blocks, ways_back
from fixer.report.outcomes import Outcome, Totals, by_source, listed, outcomes, totals
from fixer.report.words import counted
from fixer.request import Summary

_DIAGNOSTICS = 10
_FLOWING = 130
"""Up to so many characters what becomes of a rule is one paragraph; beyond, one line for each answer."""
_TRUST = {"safe": "green", "unsafe": "yellow", "manual": "magenta"}


def render(plan: Plan, summary: Summary, diff: str, console: Console) -> None:
    """Prints the plan, with the diff last.

    In a pipe the same plan gives the same bytes: no colours, no width of a window, no times. Control characters that
    come from files or findings are written out, never sent to the terminal.
    """

    def draw(target: Console) -> None:
        _head(summary, target)
        _findings(plan, summary, target)
        for block in (*blocks(plan, target.width), *ways_back(plan, target.width)):
            target.print(block, soft_wrap=True)
        _edits(plan, target)
        _diagnostics(plan, target)

    printed(draw, console)
    print_diff(diff, console)


def _head(summary: Summary, console: Console) -> None:
    folder = safe.line(summary.folder)
    text = Text.assemble(
        (folder if folder.endswith(("/", ".sql", ".dump")) else f"{folder}/", "bold"),
        f"  {summary.layout}  {counted(summary.migrations, 'migration')}",
        f"  {counted(summary.tables, 'table')}, {counted(summary.functions, 'function')}",
    )
    if console.is_terminal:
        text.append(f"  read in {summary.seconds:.2f} s", "dim")
    console.print(text, soft_wrap=True)
    console.print()


def _findings(plan: Plan, summary: Summary, console: Console) -> None:
    rules = outcomes(plan, summary.applicability)
    if not rules:
        console.print("  Nothing was found.")
        console.print()
        return
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, justify="right")
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row(*(Text(title, "dim") for title in ("found", "", "fix", "what becomes of it")))
    for outcome in rules:
        table.add_row(
            Text(safe.line(outcome.rule), "bold"),
            f"{outcome.found:,}",
            Text(outcome.applicability, _TRUST.get(outcome.applicability, "yellow")),
            Text(_joined(outcome)),
        )
    print_table(table, console)
    console.print(Padding(Text(_sentence(totals(plan), plan)), (0, 0, 1, 2)))


def _joined(outcome: Outcome) -> str:
    flowing = " · ".join(outcome.phrases)
    return flowing if len(flowing) <= _FLOWING else "\n".join(outcome.phrases)


def _sentence(all_: Totals, plan: Plan) -> str:
    by = []
    if plan.migrations:
        by.append(f"{all_.mended:,} mended by {counted(len(plan.migrations), 'migration')}")
    if plan.ways_back:
        by.append(f"{all_.reversed:,} by {counted(len(plan.ways_back), 'way')} back")
    if plan.edits:
        files = len({edit.path for edit in plan.edits})
        by.append(f"{all_.edited:,} by editing {counted(files, 'pending file')}")
    rest = ((all_.satisfied, "satisfied"), (all_.refused, "refused"), (all_.ignored, "ignored"))
    by += [f"{number:,} {word}" for number, word in rest if number]
    reported = "" if all_.findings == all_.problems else f" ({all_.findings:,} findings)"
    text = f"{counted(all_.problems, 'problem')}{reported}: {', '.join(by)}."
    for source, number, became in by_source(plan):
        what = ", ".join(f"{of_it:,} {how}" for of_it, how in became)
        text += f"\n{safe.line(source)}: {counted(number, 'finding')}: {what}."
    if plan.migrations:
        text += (
            "\nProved on the model: each fix clears its finding and leads to no new one without an answer; "
            "the ways back restore the schema."
        )
    if plan.ways_back:
        text += "\nThe ways back of migrations that exist lead to the schema that each of them met."
    return text


def _edits(plan: Plan, console: Console) -> None:
    if not plan.edits:
        return
    console.print(Text("  edited in place, since not applied anywhere yet", "dim"))
    for edit in plan.edits:
        places = counted(len(edit.edits), "place")
        console.print(Text(f"  {safe.line(edit.path)}  {places}  {safe.line(edit.rule)}"), soft_wrap=True)
    console.print()


def _diagnostics(plan: Plan, console: Console) -> None:
    if not plan.diagnostics:
        return
    shown = sorted(plan.diagnostics, key=lambda item: item.level != "warning")  # warnings first
    notes = Table.grid(padding=(0, 2, 0, 0))
    notes.add_column(no_wrap=True)
    notes.add_column(overflow="fold")
    for item in shown[:_DIAGNOSTICS]:
        notes.add_row(*_diagnostic(item))
    rest = len(shown) - _DIAGNOSTICS
    if rest > 0:
        paths = dict.fromkeys(safe.line(i.location.path) for i in shown[_DIAGNOSTICS:] if i.location)
        where = f" in {listed(paths)}" if paths else ""
        notes.add_row("", Text(f"and {rest:,} more{where}: see --output-format json"))
    print_table(notes, console)


def _diagnostic(item: Diagnostic) -> tuple[Text, Text]:
    style, word = ("yellow", "warning") if item.level == "warning" else ("dim", "note")
    place = f"{safe.line(str(item.location))}: " if item.location else ""
    return Text(word, style), Text(place + safe.line(item.message), overflow="fold")
