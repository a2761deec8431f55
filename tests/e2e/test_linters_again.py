"""The real linters on the examples: each finding is answered once; what was mended is not found again, and nothing new is.

A linter that is not installed is not tried: squawk-cli is in the development dependencies; sqlfluff, pgrls and, from
Python 3.12 on, pgrubic come with pip (the last two want different pglasts, so each its environment), Supabase's advisors
with npm (supabase). They are looked for on the PATH.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections import Counter

import pytest
from e2e.linters import PATH, answered, applied, found, installed, over_tcp, planned
from e2e.tools import MIGRATIONS, NOW, copied, fixer, sources, up
from postgres import Postgres

from fixer.findings import read
from fixer.findings.report import Report

OF_FILES = ("squawk", "sqlfluff", "pgrls", "pgrubic")
_ONE_TRANSACTION = "Drizzle has one transaction for all files; the concurrent form is in the .online.sql file"
_LAYOUT = (
    "how SQL is written and laid out: nothing of it is mended, and sqlfluff fix does what a project wants"
)
_LONE = "a concurrent build stands alone in its file, and giving up on a lock leaves an invalid index"
_CHECKED = "the CHECK that was validated before spares the scan, and goes then; the linter sees one file"
_REWRITTEN = "the type is what the finding is about, and what hangs on the column is made again with it"
_IDENTITY = "what a serial consists of goes, and its identity's sequence takes the name"
# Linter -> rule -> why it may say so of what was mended for another.
CONSEQUENCES = {
    "pgrls": {
        "SEC007": "own rows, by one permissive policy a command: pgrls calls it an advice, and many tables right as they are",
        "SEC003": "without a platform nobody knows which role clients have: roles in [rules.rls-disabled]",
    },
    "squawk": {
        "require-concurrent-index-creation": _ONE_TRANSACTION,
        "require-concurrent-index-deletion": _ONE_TRANSACTION,
        "require-lock-timeout": _LONE,
        "require-statement-timeout": _LONE,
        "adding-not-nullable-field": _CHECKED,
        "ban-drop-constraint": _CHECKED,
        "changing-column-type": _REWRITTEN,
        "ban-drop-default": _REWRITTEN,
        "ban-alter-identity": _IDENTITY,
        "ban-drop-sequence": _IDENTITY,
        "renaming-object": _IDENTITY,
    },
    "pgrubic": {
        "US016": _ONE_TRANSACTION,
        "US019": _ONE_TRANSACTION,
        "US010": _CHECKED,
        "CT004": _CHECKED,
        "US002": _REWRITTEN,
        "CT003": "BY DEFAULT: inserts that give a key go on working; ALWAYS, which they do not survive, is asked for apart",
        "NM008": "a CHECK on one column, named by PostgreSQL as those beside it are",
    },
    "sqlfluff": {
        **dict.fromkeys(("CP01", "LT02", "LT05", "LT14"), _LAYOUT),
        "PRS": "sqlfluff's parser does not know SET search_path with more than one schema",
    },
}
CASES = [(name, linter) for name in sorted(MIGRATIONS) for linter in OF_FILES]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "linter"), CASES)
def test_every_finding_of_a_linter_is_answered_once(name, linter, tmp_path):
    installed(linter)
    project, _out = copied(name, tmp_path)

    answers = answered(planned(project, linter), linter)

    read_ = found(project, linter)
    assert Counter(rule for _how, rule, _target in answers) == Counter(report.rule for report in read_)
    shown = fixer(
        project, "plan", "--run", linter, "--unsafe", environment={"PATH": PATH, "COLUMNS": "1000"}
    ).stdout
    said = re.search(rf"^  {linter}: ([\d,]+) findings?: (.*)\.$", shown, re.MULTILINE)
    assert said is not None or not read_
    if said is not None:
        assert int(said[1].replace(",", "")) == len(read_)
        assert sum(int(one.split()[0].replace(",", "")) for one in said[2].split(", ")) == len(read_)


def of_rules(reports: tuple[Report, ...]) -> Counter[tuple[str, str | None]]:
    """How often a rule is said of a file or, by a linter that knows the schema only, of an object."""
    return Counter((report.rule, report.path or report.target) for report in reports)


@pytest.mark.slow
@pytest.mark.parametrize("pending", [False, True], ids=["applied", "pending"])
@pytest.mark.parametrize(("name", "linter"), CASES)
def test_what_was_mended_is_not_found_again(name, linter, pending, tmp_path):
    """In the schema that comes out, or, of what a linter says of the text of migrations, in those that are pending."""
    installed(linter)
    project, out = copied(name, tmp_path)
    first = min(path.name.partition("_")[0] for path in (project / out).glob("*.sql"))
    arguments = ("--pending-from", first) if pending else ()
    before = of_rules(found(project, linter))
    answers = answered(planned(project, linter, *arguments), linter)

    applied(project, out, linter, *arguments)

    after = of_rules(found(project, linter))
    new = {rule for rule, _where in after - before}
    assert new <= CONSEQUENCES[linter].keys(), new
    mended = {(rule, target) for how, rule, target in answers if how in ("mended", "edits")}
    again = answered(planned(project, linter, *arguments), linter)
    assert not [answer for answer in again if answer[0] in ("mended", "edits") and answer[1:] in mended]
    assert {rule for how, rule, _target in again if how in ("mended", "edits")} <= new
    edited = Counter(rule for how, rule, _target in answers if how == "edits")
    for rule, number in edited.items():
        left = sum(
            times for (said, where), times in after.items() if said == rule and (said, where) in before
        )
        was = sum(times for (said, _where), times in before.items() if said == rule)
        assert left <= was - number, rule


@pytest.mark.slow
def test_pgrls_finds_nothing_but_advice_where_the_roles_of_clients_are_told(tmp_path):
    installed("pgrls")
    project, out = copied("agent-tasks", tmp_path)
    (project / "fixer.toml").write_text('[rules.rls-disabled]\nroles = ["clients"]\n')
    made = project / out / "0000_hard_harry_osborn.sql"
    made.write_text(f"CREATE ROLE clients;\n--> statement-breakpoint\n{made.read_text()}")

    applied(project, out, "pgrls")

    assert {report.rule for report in found(project, "pgrls")} == {"SEC007"}


def of_database(reports: tuple[Report, ...]) -> set[tuple[str, str]]:
    return {(report.rule, report.target) for report in reports}


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(MIGRATIONS))
def test_what_was_mended_of_supabases_advice_is_not_given_again(name, tmp_path, server: Postgres):
    installed("supabase")
    project, out = copied(name, tmp_path)
    (project / "fixer.toml").write_text(f'platform = "supabase"\n{(project / "fixer.toml").read_text()}')
    layout, old = sources(project / out)
    with server.database("supabase") as socket, over_tcp(socket) as url:
        environment = {"DATABASE_URL": url}
        up(server, socket, layout, old)
        before = found(project, "supabase", environment)
        answers = answered(planned(project, "supabase", environment=environment), "supabase")

        applied(project, out, "supabase", environment=environment)

        known = {source.path for source in old}
        up(server, socket, layout, [one for one in sources(project / out)[1] if one.path not in known])
        after = found(project, "supabase", environment)
        again = answered(planned(project, "supabase", environment=environment), "supabase")
    assert Counter(rule for _how, rule, _target in answers) == Counter(report.rule for report in before)
    mended = {rule for how, rule, _target in answers if how == "mended"}
    assert mended
    # fresh statistics: nothing has used an index yet
    new = {one for one in of_database(after) - of_database(before) if one[0] != "unused_index"}
    assert not new
    assert {how for how, _rule, _target in again} <= {"satisfied", "refusals"}, again
    kept = {(rule, target) for how, rule, target in answers if how == "refusals"}
    assert {
        (rule, target) for how, rule, target in again if how == "refusals" and rule != "unused_index"
    } <= kept


READ = {
    "pgfence": ("pgfence", "analyze", "--output", "json"),
    "pgfence.sarif": ("pgfence", "analyze", "--output", "sarif"),
    "postgres-language-server": (
        "postgres-language-server",
        "check",
        "--reporter=json",
        "--max-diagnostics=none",
    ),
}
"""Programs that are not run by fixer, of whose output every finding is answered all the same."""


@pytest.mark.slow
@pytest.mark.parametrize("pending", [False, True], ids=["applied", "pending"])
@pytest.mark.parametrize("output", READ)
@pytest.mark.parametrize("name", sorted(MIGRATIONS))
def test_every_finding_of_a_program_s_file_is_answered_once(name, output, pending, tmp_path):
    program, *arguments = READ[output]
    found_at = shutil.which(program, path=PATH)
    if found_at is None:
        pytest.skip(f"{program} is not installed: npm")
    project, out = copied(name, tmp_path)
    files = sorted(path.relative_to(project).as_posix() for path in (project / out).glob("*.sql"))
    done = subprocess.run(
        [found_at, *arguments, *files], cwd=project, capture_output=True, text=True, check=False
    )
    (project / output).write_text(done.stdout)
    first = files[0].rpartition("/")[2].partition("_")[0]
    more = ("--pending-from", first) if pending else ()

    planned_ = fixer(
        project, "plan", "--findings", output, "--unsafe", "--now", NOW, "--output-format", "json", *more
    )

    assert (planned_.returncode, planned_.stderr) == (0, "")
    answers = answered(json.loads(planned_.stdout), program)
    reports = read(output, done.stdout)
    assert reports
    assert not [report for report in reports if report.problem]
    assert Counter(rule for _how, rule, _target in answers) == Counter(report.rule for report in reports)
