"""The real linters on the examples: each finding is answered once; what was mended is not found again, and nothing new is.

A linter that is not installed is not tried: squawk-cli is in the development dependencies; sqlfluff and pgrls come with
pip, pgrubic with pip from Python 3.12 on. They are looked for on the PATH. Supabase's advisors want a database that
listens on a port, which the tests' servers do not.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from e2e.tools import MIGRATIONS, NOW, copied, fixer, sources

from fixer.findings.report import Report
from fixer.findings.run import LINTERS, run_all

PATH = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
OF_FILES = ("squawk", "sqlfluff", "pgrls", "pgrubic")
# Rule of pgrls -> why it says so of tables and policies that were mended for another.
CONSEQUENCES = {
    "SEC002": "FORCE binds the application that connects as the owner too: force = true in [rules.rls-disabled]",
    "SEC007": "own rows, by one permissive policy a command: pgrls calls it an advice, and many tables right as they are",
    "SEC003": "without a platform nobody knows which role clients have: roles in [rules.rls-disabled]",
}
LISTS = ("edits", "satisfied", "refusals", "ignored")
_WRAPPED = frozenset(MIGRATIONS.values())  # Drizzle's and Supabase's, whose tools open a transaction
CASES = [(name, linter) for name in sorted(MIGRATIONS) for linter in OF_FILES]


def installed(linter: str) -> None:
    if shutil.which(LINTERS[linter].command[0], path=PATH) is None:
        pytest.skip(f"{linter} is not installed: {LINTERS[linter].install}")


def planned(project: Path, linter: str, *arguments: str) -> dict[str, Any]:
    """The plan of one linter's findings, everything in it that may be written."""
    environment = {"PATH": PATH}
    done = fixer(
        project, "plan", "--run", linter, "--unsafe", "--now", NOW, "--output-format", "json", *arguments,
        environment=environment,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def answered(document: dict[str, Any], source: str) -> list[tuple[str, str, str | None]]:
    """Of each finding of a linter: how it is answered, its rule, and the object."""
    fixes = {
        json.dumps(fix): fix for migration in document["migrations"] for fix in migration["fixes"]
    }  # in parts
    entries = [("mended", fix) for fix in fixes.values()]
    entries += [(name, entry) for name in LISTS for entry in document[name]]
    return [
        (how, finding["rule"], entry.get("target"))
        for how, entry in entries
        for finding in entry["findings"]
        if finding["source"] == source
    ]


def found(project: Path, linter: str) -> tuple[Report, ...]:
    """What the linter itself says of the migrations that are there."""
    out = next(folder for folder in MIGRATIONS.values() if (project / folder).is_dir())
    texts = [(source.path, source.text) for source in sources(project / out)[1]]
    listed = [(str(Path(path).relative_to(project)), text) for path, text in texts]
    environment = {**os.environ, "PATH": PATH}
    return run_all([linter], listed, project, environment, in_transaction=out in _WRAPPED)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "linter"), CASES)
def test_every_finding_of_a_linter_is_answered_once(name, linter, tmp_path):
    installed(linter)
    project, _out = copied(name, tmp_path)

    answers = answered(planned(project, linter), linter)

    assert Counter(rule for _how, rule, _target in answers) == Counter(
        report.rule for report in found(project, linter)
    )


@pytest.mark.slow
@pytest.mark.parametrize(("name", "linter"), [case for case in CASES if case[1] in ("pgrls", "pgrubic")])
def test_what_was_mended_is_not_found_again_in_the_migrations(name, linter, tmp_path):
    installed(linter)
    project, out = copied(name, tmp_path)
    before = found(project, linter)
    mended = {
        (rule, target) for how, rule, target in answered(planned(project, linter), linter) if how == "mended"
    }
    environment = {"PATH": PATH}

    done = fixer(
        project, "apply", "--run", linter, "--unsafe", "--now", NOW, "--out", out, environment=environment
    )

    assert (done.returncode, done.stderr) == (0, "")
    again = answered(planned(project, linter), linter)
    assert not [answer for answer in again if answer[0] == "mended" and answer[1:] in mended]
    if linter == "pgrls":  # it judges the schema that comes out, not the files
        known = {(report.rule, report.target) for report in before}
        new = {(report.rule, report.target) for report in found(project, linter)} - known
        assert {rule for rule, _target in new} <= CONSEQUENCES.keys(), new
