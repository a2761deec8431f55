"""What the commands do, once their options are known."""

from __future__ import annotations

import dataclasses
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from fixer import __version__, pipeline
from fixer import baseline as baselines
from fixer.checkout import below_top
from fixer.cli import resolve
from fixer.cli.options import Options
from fixer.cli.places import named_folders
from fixer.config import did_you_mean
from fixer.model import FileChange, FixerError
from fixer.report import document, plan_markdown, sarif, workflow_commands
from fixer.report import rules as rule_report
from fixer.report.console import console, write
from fixer.report.diff import print_diff
from fixer.report.outcomes import listed, totals
from fixer.report.progress import DelayedProgress
from fixer.report.safe import block, line
from fixer.report.text import render
from fixer.report.words import counted
from fixer.request import Outcome, Request
from fixer.write import write as write_files


def plan(options: Options, output_format: str, exit_code: bool) -> int:
    """``fixer plan``"""
    _request, outcome = _run(options)
    _show(outcome, output_format)
    return _code(outcome, exit_code)


def apply(
    options: Options,
    out: str,
    dry_run: bool,
    output_format: str,
    exit_code: bool,
    verified: tuple[str | None, int] | None = None,
) -> int:
    """``fixer apply``: writes files; with --dry-run, shows what it would write.

    ``verified`` is the server and the number of rows to prove everything with first: 1 where that left something out.
    """
    left = False
    if verified is None:
        request, outcome = _run(options, out)
    else:
        from fixer.cli import proofs

        request = dataclasses.replace(_request(options), out=out)
        outcome, left = proofs.only_proved(request, *verified)
    if dry_run or output_format != "text":
        _show(outcome, output_format)
    if not dry_run:
        write_files(outcome.changes, request.cwd, named_folders(request, out))
    said = sys.stdout if output_format == "text" else sys.stderr
    print(_written(outcome, dry_run), file=said)
    return int(left) or _code(outcome, exit_code)


def rules(output_format: str) -> int:
    """``fixer rules``"""
    fixers = pipeline.fixers_of(Path.cwd())
    if output_format == "json":
        write(rule_report.rules_json(fixers))
    else:
        rule_report.print_rules(fixers, console())
    return 0


def explain(rule: str) -> int:
    """``fixer explain RULE``"""
    fixers = pipeline.fixers_of(Path.cwd())
    if rule not in fixers:
        raise FixerError(f"there is no rule {rule}", hint=did_you_mean(rule, fixers))
    rule_report.print_page(fixers[rule], console())
    return 0


def baseline(options: Options, reason: str | None) -> int:
    """``fixer baseline``: writes the baseline file, and says what changed in it."""
    request = _request(options)
    path = request.config.baseline_path
    if path is None:
        raise FixerError("the configuration has no baseline", hint='Set baseline = ".fixer/baseline.json".')
    old = baselines.entries(path)
    outcome = _piped(dataclasses.replace(request, config=dataclasses.replace(request.config, baseline="")))
    reason = reason or baselines.default_reason(request.now)
    recorded = baselines.record(outcome.plan, old, reason, _scope(request))
    text, before = baselines.written(recorded.entries), baselines.text_of(path)
    name = Path(os.path.relpath(path, request.cwd)).as_posix()
    if text != before and (recorded.entries or before is not None):
        write_files([FileChange(name, before, text, "side")], request.cwd, [path.parent])
    number = len(recorded.entries)
    print(line(f"{number:,} finding{'s'[number == 1 :]} in {name}, {len(recorded.added):,} of them new."))
    for entry in recorded.gone:
        print(line(f"taken out, since it was not found: {entry.key} ({entry.reason})"))
    return 0


def _run(options: Options, out: str | None = None) -> tuple[Request, Outcome]:
    """The outcome, with a note for each baseline entry that matches nothing."""
    request = dataclasses.replace(_request(options), out=out)
    path = request.config.baseline_path
    listed_before = baselines.entries(path) if path else ()
    outcome = _piped(request)
    if path is None or not listed_before:
        return request, outcome
    notes = baselines.stale(outcome.plan, listed_before, path, _scope(request))
    planned = dataclasses.replace(outcome.plan, diagnostics=(*outcome.plan.diagnostics, *notes))
    return request, dataclasses.replace(outcome, plan=planned)


def _request(options: Options) -> Request:
    return resolve.request(options, Path.cwd(), os.environ)


def _piped(request: Request) -> Outcome:
    with DelayedProgress(console(sys.stderr)) as progress:
        return pipeline.run(dataclasses.replace(request, progress=progress))


def _scope(request: Request) -> baselines.Scope:
    return baselines.Scope(
        request.select and (*request.select, *request.extend_select), tuple(request.ignore), request.only
    )


def _show(outcome: Outcome, output_format: str) -> None:
    if output_format == "json":
        write(document.text(outcome.plan))
    elif output_format == "markdown":
        write(plan_markdown.text(outcome))
    elif output_format == "github":
        write(workflow_commands.text(outcome, below_top(Path.cwd())))
    elif output_format == "sarif":
        fixers = pipeline.fixers_of(Path.cwd())
        write(sarif.text(outcome, fixers, __version__, below_top(Path.cwd())))
    elif output_format == "text":
        render(outcome.plan, outcome.summary, outcome.diff, console())
    elif sys.stdout.isatty():
        print_diff(outcome.diff, console())
    else:
        write(outcome.diff)


def _code(outcome: Outcome, exit_code: bool) -> int:
    return int(exit_code and bool(outcome.plan.answering or outcome.plan.edits))


def _written(outcome: Outcome, dry_run: bool) -> str:
    """``8 files written to migrations/. Run them:  …``"""
    changes = [change for change in outcome.changes if change.old != change.new]
    if not changes:
        return f"Nothing to write{_answers(outcome)}."
    new = [change.path for change in sorted(changes, key=lambda c: c.role != "up") if change.old is None]
    changed = [change.path for change in changes if change.old is not None]
    verb = "would be " if dry_run else ""
    parts = []
    if new:
        parts.append(f"{counted(len(new), 'file')} {verb}written to {listed(_folders(new))}")
    if changed:
        parts.append(f"{counted(len(changed), 'file')} {verb}changed: {listed(changed)}")
    text = line("; ".join(parts)) + "."
    if outcome.plan.migrations and outcome.how_to_run and not dry_run:
        how = block(outcome.how_to_run)
        text += f" Run them:  {how}" if "\n" not in how else f" Run them:\n{how}"
    return text


def _answers(outcome: Outcome) -> str:
    numbers = totals(outcome.plan)
    counts = ((numbers.satisfied, "satisfied"), (numbers.refused, "refused"), (numbers.ignored, "ignored"))
    parts = [f"{number:,} {word}" for number, word in counts if number]
    return f": {', '.join(parts)}; `fixer plan` says why" if parts else ""


def _folders(paths: Sequence[str]) -> list[str]:
    return [f"{folder}/" for folder in dict.fromkeys(Path(path).parent.as_posix() for path in paths)]
