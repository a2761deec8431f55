"""The command line: what options come to, where output goes, and that nothing ends in a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fixer import pipeline
from fixer.cli import proofs, run
from fixer.cli.resolve import moment
from fixer.model import (
    Edit,
    FileChange,
    FileEdit,
    Finding,
    FixerError,
    Location,
    Migration,
    ObjectRef,
    Plan,
    PlannedMigration,
    Refusal,
    Statement,
)
from fixer.request import Outcome, Request, Summary

SUMMARY = Summary("migrations", "dbmate", 1, 2, 3)
FILES = (
    FileChange("migrations/000002_a.down.sql", None, "down\n", "down"),
    FileChange("migrations/000002_a.up.sql", None, "up\n", "up"),
)
MIGRATION = PlannedMigration(Migration("a", (Statement("SELECT 1"),), (), ()), FILES)
EDIT = FileEdit("migrations/x.sql", "r", (), (Edit("migrations/x.sql", 0, "a", "b"),))
EDITED = FileChange("migrations/x.sql", "a", "b", "edit")
FINDING = Finding(
    "some-rule", "fixer", "some-rule", ObjectRef("table", "public", "t"), "m", "some-rule:public.t"
)
REFUSED = Plan(refusals=(Refusal(FINDING, "data", "no text"),))
NOTHING = Outcome(Plan(), SUMMARY)
SOMETHING = Outcome(Plan(migrations=(MIGRATION,)), SUMMARY, FILES, "+a é\n", "dbmate up")


class Pipeline:
    """Stands in for the real one: remembers what was asked, gives or raises what the test says."""

    def __init__(self):
        self.requests: list[Request] = []
        self.outcome: Outcome | BaseException = NOTHING

    def __call__(self, request: Request) -> Outcome:
        self.requests.append(request)
        if isinstance(self.outcome, BaseException):
            raise self.outcome
        return self.outcome


@pytest.fixture
def piped(monkeypatch, tmp_path) -> Pipeline:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    monkeypatch.delenv("FIXER_DEBUG", raising=False)
    (tmp_path / "migrations").mkdir()
    fake = Pipeline()
    monkeypatch.setattr(pipeline, "run", fake)
    return fake


def asked(piped: Pipeline, *arguments: str) -> Request:
    assert run(arguments) == 0
    return piped.requests[-1]


EVERY_OPTION = [
    *(
        "--findings",
        "a.json",
        "--findings",
        "b.json",
        "--select",
        "r1,r2",
        "--select",
        "r3",
        "--extend-select",
        "r5,r6",
        "--ignore",
        "r4",
    ),
    *("--only", "k1", "--only", "k2", "--unsafe", "--layout", "dbmate", "--platform", "supabase"),
    *("--group-by", "table", "--concurrently", "never", "--pending-from", "000004"),
    *("--now", "2026-01-02T03:04:05+01:00"),
]


@pytest.mark.parametrize("command", [["plan", "db"], ["apply", "db", "--out", "new"], ["baseline", "db"]])
def test_options_mean_the_same_in_every_command(piped, command):
    request = asked(piped, *command, *EVERY_OPTION)

    assert request == Request(
        cwd=Path.cwd(),
        path="db",
        out="new" if command[0] == "apply" else None,
        findings=("a.json", "b.json"),
        select=("r1", "r2", "r3"),
        extend_select=("r5", "r6"),
        ignore={"r4": "ignored on the command line"},
        only=("k1", "k2"),
        unsafe=True,
        layout="dbmate",
        platform="supabase",
        group_by="table",
        concurrently="never",
        pending_from="000004",
        now=datetime(2026, 1, 2, 2, 4, 5, tzinfo=UTC),
        config=request.config,
        progress=request.progress,
    )


def test_without_options_everything_is_left_to_the_defaults(piped):
    request = asked(piped, "plan")

    assert request == Request(
        cwd=Path.cwd(), now=request.now, config=request.config, progress=request.progress
    )


def test_the_command_line_comes_before_the_configuration(piped):
    Path("fixer.toml").write_text(
        'path = "x"\ngroup_by = "none"\nconcurrently = "never"\nunsafe = true\nfindings = ["f.json"]\n'
        'select = ["missing-comment"]\nignore = ["rls-disabled", {key = "a:b", reason = "why"}]\n'
    )

    said = asked(piped, "plan")
    overridden = asked(
        piped,
        "plan",
        "y",
        "--group-by",
        "rule",
        "--findings",
        "g.json",
        "--select",
        "rls-disabled",
        "--ignore",
        "q",
    )

    assert (said.path, said.group_by, said.concurrently, said.unsafe) == ("x", "none", "never", True)
    assert (said.findings, said.select) == (("f.json",), ("missing-comment",))
    assert said.ignore == {"rls-disabled": "ignored in fixer.toml", "a:b": "why"}
    assert (overridden.path, overridden.group_by, overridden.findings) == ("y", "rule", ("g.json",))
    assert overridden.select == ("rls-disabled",)
    assert overridden.ignore == {"a:b": "why", "q": "ignored on the command line"}


def test_paths_of_the_configuration_are_relative_to_its_file(piped, monkeypatch):
    Path("fixer.toml").write_text('path = "migrations"\nfindings = ["lints.json"]')
    Path("sub").mkdir()
    monkeypatch.chdir("sub")

    request = asked(piped, "plan")

    assert (request.path, request.findings) == ("../migrations", ("../lints.json",))


@pytest.mark.parametrize(
    ("now", "epoch", "expected"),
    [
        ("2026-01-02T03:04:05Z", "0", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2026-01-02t03:04:05.5-01:00", "", datetime(2026, 1, 2, 4, 4, 5, 500000, tzinfo=UTC)),
        (None, "1700000000", datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)),
    ],
)
def test_the_time_of_a_run(now, epoch, expected):
    assert moment(now, {"SOURCE_DATE_EPOCH": epoch}) == expected


def test_an_empty_epoch_is_none():
    assert abs(moment(None, {"SOURCE_DATE_EPOCH": ""}) - datetime.now(UTC)).total_seconds() < 60


@pytest.mark.parametrize(
    ("now", "epoch"),
    [
        ("2026-01-02", ""),
        ("2026-01-02T03:04:05", ""),
        ("2026-02-30T03:04:05Z", ""),
        ("0001-01-01T00:00:00+10:00", ""),
        ("now", ""),
        (None, "soon"),
        (None, "9" * 30),
    ],
)
def test_a_time_that_is_none_is_an_error(now, epoch):
    with pytest.raises(FixerError):
        moment(now, {"SOURCE_DATE_EPOCH": epoch})


EXIT_CODES = [
    (NOTHING, [], 0),
    (NOTHING, ["--exit-code"], 0),
    (Outcome(REFUSED, SUMMARY), ["--exit-code"], 0),
    (SOMETHING, [], 0),
    (SOMETHING, ["--exit-code"], 1),
    (Outcome(Plan(edits=(EDIT,), edited_files=(EDITED,)), SUMMARY), ["--exit-code"], 1),
]


@pytest.mark.parametrize(("outcome", "arguments", "code"), EXIT_CODES)
def test_exit_code_one_means_exactly_that_there_is_something_to_make(piped, outcome, arguments, code):
    piped.outcome = outcome

    assert run(["plan", *arguments]) == code


USAGE_ERRORS = [
    (["plan", "--nonsense"], "no such option: --nonsense"),
    (["plan", "--group-by", "x"], "invalid value for '--group-by'"),
    (["plan", "a", "b"], "got unexpected extra argument"),
    (["apply"], "missing option '--out'"),
    (["plan", "--now", "x"], "--now x: not a time"),
    (["nonsense"], "no such command 'nonsense'"),
    (["explain", "missing-coment"], "there is no rule missing-coment\n  Did you mean missing-comment?"),
    (
        ["verify", "--rows", "1000001"],
        "invalid value for '--rows': 1000001 is not in the range 0<=x<=1000000",
    ),
    (["verify", "--rows", "text"], "invalid value for '--rows': 'text' is not a whole number\n"),
    (["verify", "--rows", "1.5"], "invalid value for '--rows': '1.5' is not a whole number\n"),
    (["bot", "--pull-request", "x"], "invalid value for '--pull-request': 'x' is not a whole number\n"),
    (["plan", "--config", "none.toml"], "none.toml: No such file or directory"),
]


@pytest.mark.parametrize(("arguments", "message"), USAGE_ERRORS)
def test_a_mistake_on_the_command_line_exits_2_with_one_error(piped, capsys, arguments, message):
    assert run(arguments) == 2

    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"error: {message}")
    assert "Traceback" not in err


NOT_SET = [
    ("apply", "--out"),
    ("down", "--out"),
    ("down", "--server"),
    *(
        ("plan", option)
        for option in (
            *(
                "--config",
                "--db",
                "--extend-select",
                "--findings",
                "--group-by",
                "--ignore",
                "--layout",
                "--now",
            ),
            *("--only", "--pending-from", "--platform", "--run", "--select", "--sql"),
        )
    ),
    ("bot", "--base"),
    ("baseline", "--reason"),
]


@pytest.mark.parametrize(("command", "option"), NOT_SET, ids=lambda name: name.strip("-"))
def test_an_option_whose_variable_is_not_set_is_an_error_and_not_left_out_or_the_working_directory(
    command, option, piped, capsys
):
    assert (run([command, option, ""]), run([command, f"{option}="])) == (2, 2)

    assert capsys.readouterr().err.splitlines()[::2] == [
        f"error: the value behind {option} is empty",
        f"error: the value of {option} is empty",
    ]
    assert piped.requests == []


def test_a_path_whose_variable_is_not_set_is_an_error_and_not_the_folder_that_is_found(piped, capsys):
    assert run(["plan", ""]) == 2

    assert capsys.readouterr().err.startswith("error: the value behind plan is empty\n")


def test_a_value_may_end_like_an_option_that_lacks_one(piped):
    assert asked(piped, "plan", "--only=a=", "--only", "b=").only == ("a=", "b=")


def test_an_error_shows_its_place_line_and_hint_and_nothing_that_a_terminal_obeys(piped, capsys):
    piped.outcome = FixerError("bad \x1b[2J", Location("a.sql", 3, 7), "  SELEC 1;", "Mend it.")

    assert run(["plan"]) == 2
    assert capsys.readouterr().err == "error: a.sql:3:7: bad \\x1b[2J\n    SELEC 1;\n  Mend it.\n"


def test_a_bug_is_one_line_that_asks_for_a_report(piped, capsys):
    piped.outcome = ValueError("x\ny")

    assert run(["plan"]) == 2
    assert capsys.readouterr().err == (
        "error: this is a bug in fixer, please report it (ValueError: x); FIXER_DEBUG=1 shows where\n"
    )


def test_a_bug_shows_its_traceback_to_who_asks(piped, capsys, monkeypatch):
    monkeypatch.setenv("FIXER_DEBUG", "1")
    piped.outcome = ValueError("x")

    assert run(["plan"]) == 2
    assert "Traceback" in capsys.readouterr().err


def test_ctrl_c_is_exit_130_and_no_word(piped, capsys):
    piped.outcome = KeyboardInterrupt()

    assert run(["plan"]) == 130
    assert capsys.readouterr() == ("", "")


def test_the_diff_is_printed_byte_for_byte(piped, capsysbinary):
    piped.outcome = replace(SOMETHING, diff="+a\x1b é\r\n")

    run(["plan", "--output-format", "diff"])

    assert capsysbinary.readouterr().out == "+a\x1b é\r\n".encode()


def test_json_is_alone_on_standard_output(piped, capsys):
    piped.outcome = SOMETHING

    run(["apply", "--out", "migrations", "--output-format", "json"])

    out, err = capsys.readouterr()
    assert json.loads(out)["migrations"][0]["name"] == "a"
    assert err == "2 files written to migrations/. Run them:  dbmate up\n"


def test_apply_writes_and_says_how_to_run_it(piped, capsys):
    piped.outcome = SOMETHING

    assert run(["apply", "--out", "migrations"]) == 0

    assert capsys.readouterr().out == "2 files written to migrations/. Run them:  dbmate up\n"
    assert sorted(path.name for path in Path("migrations").iterdir()) == [
        "000002_a.down.sql",
        "000002_a.up.sql",
    ]


def test_apply_tells_new_files_from_changed_ones(piped, capsys):
    Path("migrations/x.sql").write_text("a")
    piped.outcome = Outcome(Plan(edits=(EDIT,), edited_files=(EDITED,)), SUMMARY, (EDITED,), "", "dbmate up")

    assert run(["apply", "--out", "migrations"]) == 0

    assert capsys.readouterr().out == "1 file changed: migrations/x.sql.\n"
    assert Path("migrations/x.sql").read_text() == "b"


ASKED_TO_VERIFY = {
    "--verify": (["--verify"], (None, 0)),
    "--rows": (["--rows", "3"], (None, 3)),
    "--server": (["--server", "service=scratch"], ("service=scratch", 0)),
}


@pytest.mark.parametrize(("arguments", "wanted"), ASKED_TO_VERIFY.values(), ids=ASKED_TO_VERIFY)
def test_what_is_said_of_proving_has_apply_prove(piped, monkeypatch, arguments, wanted):
    calls = []
    monkeypatch.setattr(
        proofs,
        "only_proved",
        lambda _request, server, rows: (calls.append((server, rows)), (NOTHING, False))[1],
    )

    assert run(["apply", "db", "--out", "new", *arguments]) == 0
    assert calls == [wanted]
    assert run(["apply", "db", "--out", "new"]) == 0
    assert len(calls) == 1


def test_a_dry_run_shows_everything_and_writes_nothing(piped, capsys):
    piped.outcome = SOMETHING

    assert run(["apply", "--out", "migrations", "--dry-run"]) == 0

    assert capsys.readouterr().out.endswith("+a é\n2 files would be written to migrations/.\n")
    assert list(Path("migrations").iterdir()) == []


def test_apply_with_nothing_to_do_says_why_and_writes_nothing(piped, capsys):
    piped.outcome = Outcome(REFUSED, SUMMARY)

    assert run(["apply", "--out", "migrations"]) == 0

    assert capsys.readouterr().out == "Nothing to write: 1 refused; `fixer plan` says why.\n"
    assert list(Path("migrations").iterdir()) == []


def test_a_file_that_is_in_the_way_stops_apply(piped, capsys):
    Path("migrations/000002_a.up.sql").write_text("mine")
    piped.outcome = SOMETHING

    assert run(["apply", "--out", "migrations"]) == 2
    assert Path("migrations/000002_a.up.sql").read_text() == "mine"
    assert not Path("migrations/000002_a.down.sql").exists()


def test_baseline_records_keeps_reasons_and_tells_what_is_gone(piped, capsys):
    piped.outcome = Outcome(REFUSED, SUMMARY)
    path = Path(".fixer/baseline.json")

    run(["baseline", "--reason", "known since 2020"])
    first = path.read_text()
    run(["baseline", "--reason", "another"])
    second = path.read_text()
    piped.outcome = NOTHING
    run(["baseline"])

    assert '"reason": "known since 2020"' in first
    assert second == first
    assert json.loads(path.read_text())["findings"] == []
    assert capsys.readouterr().out == (
        "1 finding in .fixer/baseline.json, 1 of them new.\n"
        "1 finding in .fixer/baseline.json, 0 of them new.\n"
        "0 findings in .fixer/baseline.json, 0 of them new.\n"
        "taken out, since it was not found: some-rule:public.t (known since 2020)\n"
    )


def test_baseline_looks_at_everything_and_not_through_the_old_baseline(piped):
    assert asked(piped, "baseline").config.baseline_path is None
    assert asked(piped, "plan").config.baseline_path is not None


def test_baseline_with_nothing_to_record_makes_no_file(piped):
    assert run(["baseline"]) == 0
    assert not Path(".fixer").exists()


def test_the_default_reason_has_the_day_of_the_run(piped):
    piped.outcome = Outcome(REFUSED, SUMMARY)

    run(["baseline", "--now", "2026-01-02T03:04:05Z"])

    assert "there on 2026-01-02" in Path(".fixer/baseline.json").read_text()


def test_plan_tells_entries_of_the_baseline_that_match_nothing(piped, capsys):
    piped.outcome = Outcome(REFUSED, SUMMARY)
    run(["baseline"])
    piped.outcome = NOTHING
    capsys.readouterr()

    run(["plan"])

    assert ".fixer/baseline.json:5:1: some-rule:public.t is in the baseline and was not found" in (
        capsys.readouterr().out
    )


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"], ["plan", "--help"]])
def test_help_is_no_error(piped, capsys, arguments):
    assert run(arguments) == 0
    assert capsys.readouterr().out.startswith("Usage: fixer")


@pytest.mark.parametrize("arguments", [["--version"], ["--version", "plan"]])
def test_the_version(capsys, arguments):
    assert run(arguments) == 0
    assert capsys.readouterr().out.startswith("fixer ")


def test_the_version_loads_nothing_that_takes_time():
    script = (
        "import sys; from fixer.cli import run; run(['--version']); "
        "print(sorted({'typer', 'rich', 'msgspec', 'pglast', 'jinja2', 'dataclasses'} & set(sys.modules)))"
    )

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout.splitlines()[1] == "[]"


def test_the_program_is_there_before_anything_is_loaded():
    script = "import sys; known = {*sys.modules, 'gc', '__future__'}; import fixer.cli; print(sorted(set(sys.modules) - known))"

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout == "['fixer', 'fixer.cli']\n"


@pytest.mark.parametrize("module", ["fixer.model", "fixer.cli.commands", "typer"])
def test_ctrl_c_while_modules_are_loaded_is_no_traceback(module):
    script = f"""
import sys
class Interrupted:
    def find_spec(self, name, *_):
        if name == "{module}":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupted())
sys.argv = ["fixer", "rules"]
from fixer.cli import main
main()
"""

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)

    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")


def test_a_reader_that_goes_away_is_no_traceback():
    script = (
        "from fixer import pipeline; from fixer.cli import run; from fixer.model import Plan; "
        "from fixer.request import Outcome, Summary; import sys; "
        "pipeline.run = lambda _: Outcome(Plan(), Summary('m', 'x', 0, 0, 0), (), '+line\\n' * 100000); "
        "sys.exit(run(['plan']))"
    )
    read, write = os.pipe()
    os.close(read)

    done = subprocess.run([sys.executable, "-c", script], stdout=write, stderr=subprocess.PIPE, check=False)

    os.close(write)
    assert (done.returncode, done.stderr) == (141, b"")
