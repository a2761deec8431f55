"""The scripts of ``action.yml``, each run by bash as the runner does, with a program that notes how it was called."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml

STEPS = {
    step["name"]: step
    for step in yaml.safe_load((Path(__file__).parents[2] / "action.yml").read_text())["runs"]["steps"]
}
HOSTILE = [
    "$(touch pwned) `touch pwned` & touch pwned; '; touch pwned; ' \"; touch pwned; \" ${IFS}*\ntouch pwned\n",
    "--exit-code --db=postgresql://x",
]
PROGRAM = """#!/bin/sh
printf '%s\\0' "$@" > "$CALLS/$(ls "$CALLS" | wc -l)"
echo '::error::from a file'
exit $CODE
"""


def run(
    folder: Path, step: str, code: int = 0, **given: str
) -> tuple[subprocess.CompletedProcess[str], list[list[str]]]:
    """A step with these values in its environment, the others empty; and the words of each call of the program."""
    for name in ("fixer/bin/fixer", "path/python3"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(PROGRAM)
        (folder / name).chmod(0o755)
    work, calls = folder / "work", folder / "calls"
    work.mkdir()
    calls.mkdir()
    script = folder / "script.sh"
    script.write_text(STEPS[step]["run"])
    runner = {
        "RUNNER_TEMP": str(folder),
        "GITHUB_STEP_SUMMARY": str(folder / "summary"),
        "GITHUB_EVENT_NAME": "pull_request",
        "GITHUB_ACTION_PATH": "/action",
        "PATH": f"{folder / 'path'}:{os.environ['PATH']}",
        "CALLS": str(calls),
        "CODE": str(code),
    }
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)],
        cwd=work,
        env={**runner, **dict.fromkeys(STEPS[step]["env"], ""), **given},
        capture_output=True,
        text=True,
        check=False,
    )
    assert [path.name for path in work.iterdir()] in ([], ["made.sarif"])
    called = sorted(calls.iterdir(), key=lambda path: int(path.name))
    return done, [path.read_text().split("\0")[:-1] for path in called]


VALUES = {
    "Plan": {"RUN": "--run={}", "FIXER_DB": "--db=$FIXER_DB", "SARIF_FILE": "", "EXIT_CODE": ""},
    "Verify": {"RUN": "--run={}", "FIXER_DB": "--db=$FIXER_DB"},
    "Bot": {"BASE": "--base={}", "FIXER_DB": "--db=$FIXER_DB", "DRY_RUN": "", "GITHUB_TOKEN": ""},
    "Comment": {"DRY_RUN": "", "GITHUB_TOKEN": ""},
}
"""How the program gets the value of a variable; "" where it does not."""


def test_each_step_and_each_of_its_variables_is_tried():
    assert set(VALUES) == set(STEPS) - {"Install fixer"}
    assert {name: set(step["env"]) for name, step in STEPS.items() if name in VALUES} == {
        name: set(values) for name, values in VALUES.items()
    }


@pytest.mark.parametrize(("step", "name"), [(s, n) for s, names in VALUES.items() for n in names])
@pytest.mark.parametrize("value", HOSTILE)
def test_a_value_is_one_word_or_none_and_nothing_runs_it(tmp_path, step, name, value):
    folder = tmp_path / value.replace("/", "-")
    folder.mkdir()
    value = f"{folder}/made.sarif" if name == "SARIF_FILE" else value

    done, called = run(folder, step, **{name: value})

    (tmp_path / "twin").mkdir()
    twin, usual = run(tmp_path / "twin", step)
    assert (done.returncode, twin.returncode) == (0, 0), done.stderr
    if name == "SARIF_FILE":
        assert (folder / "made.sarif").is_file()
        called = called[1:]  # that with which it is made
    word = VALUES[step][name].replace("{}", value)
    assert [[one for one in call if one != word] for call in called] == usual
    assert all(call.count(word) == bool(word) for call in called)


def test_what_was_asked_for_is_asked_of_the_program(tmp_path):
    done, called = run(tmp_path, "Plan", RUN="squawk", EXIT_CODE="true", SARIF_FILE="made.sarif")

    assert done.returncode == 0
    assert called == [
        ["plan", "--run=squawk", "--output-format", "sarif"],
        ["plan", "--run=squawk", "--output-format", "markdown"],
        ["plan", "--run=squawk", "--exit-code", "--output-format", "github"],
    ]


@pytest.mark.parametrize("step", VALUES)
def test_a_failure_is_the_steps_and_nothing_follows_it(tmp_path, step):
    done, called = run(tmp_path, step, code=2)

    assert (done.returncode, len(called)) == (2, 1)


@pytest.mark.parametrize("code", [0, 2])
@pytest.mark.parametrize("step", VALUES)
def test_what_the_program_prints_is_no_command_to_the_runner(tmp_path, step, code):
    """But for annotations, which are meant to be."""
    done, _called = run(tmp_path, step, code)

    lines = done.stdout.splitlines()
    token = re.fullmatch(r"::stop-commands::([0-9a-f]{32})", lines[0])
    assert token
    assert lines.count(f"::{token[1]}::") == 1
    heard = lines[lines.index(f"::{token[1]}::") + 1 :]
    assert heard == (["::error::from a file"] if (step, code) == ("Plan", 0) else [])


@pytest.mark.parametrize("mode", ["bot", "comment", "plan", "verify"])
def test_a_mode_is_installed(tmp_path, mode):
    done, called = run(tmp_path, "Install fixer", MODE=mode)

    assert (done.returncode, called[0]) == (
        127,
        ["-m", "venv", f"{tmp_path}/fixer"],
    )  # the stand-in makes none


@pytest.mark.parametrize("mode", ["", "mend", *HOSTILE])
def test_what_is_no_mode_is_said_before_anything_runs(tmp_path, mode):
    done, called = run(tmp_path, "Install fixer", MODE=mode)

    assert (done.returncode, called) == (1, [])
    assert done.stdout == "::error::mode has to be bot, comment, plan or verify\n"


@pytest.mark.parametrize("mode", ["bot", "plan", "verify"])
def test_a_strangers_code_gets_no_token(tmp_path, mode):
    done, called = run(tmp_path, "Install fixer", MODE=mode, GITHUB_EVENT_NAME="pull_request_target")

    assert (done.returncode, called) == (1, [])
    assert "does not run on pull_request_target" in done.stdout
