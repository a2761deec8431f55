"""``fixer down``: apart from the other commands, since it needs no planner, and half of a small run is what it imports."""

from __future__ import annotations

import dataclasses
import os
import sys
from pathlib import Path

from fixer import down as ways_back
from fixer.cli import resolve
from fixer.cli.options import Options
from fixer.cli.places import named_folders
from fixer.report import downs as down_report
from fixer.report.console import console, write
from fixer.report.diff import print_diff
from fixer.report.progress import DelayedProgress
from fixer.report.words import counted
from fixer.write import write as write_files


def down(
    options: Options,
    out: str | None,
    server: str | None,
    dry_run: bool,
    output_format: str,
    exit_code: bool,
) -> int:
    """``fixer down``: writes the ways back that are missing; with --dry-run, shows what it would write."""
    request = dataclasses.replace(resolve.request(options, Path.cwd(), os.environ), out=out)
    with DelayedProgress(console(sys.stderr)) as progress:
        found = ways_back.run(dataclasses.replace(request, progress=progress), server)
    if output_format == "text":
        down_report.render(found, console())
        if dry_run:
            print_diff(found.diff, console())
    else:
        write(down_report.text(found) if output_format == "json" else found.diff)
    if not dry_run:
        write_files(found.changes, request.cwd, named_folders(request, out or found.folder))
    number = len(found.changes)
    verb = "would be written" if dry_run else "written"
    said = (
        f"{counted(number, 'file')} {verb}: read them before you need them."
        if number
        else "Nothing to write."
    )
    print(said, file=sys.stdout if output_format == "text" else sys.stderr)
    return int(exit_code and number > 0)
