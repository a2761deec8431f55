"""The action, the hook and the documentation say what the program really does."""

from __future__ import annotations

import dataclasses
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from fixer.cli.commands import parse
from fixer.config import Bot, load
from fixer.model import FixerError

ROOT = Path(__file__).parents[2]
DOCS = (ROOT / "docs" / "bot.md").read_text()
ACTION = (ROOT / "action.yml").read_text()
SCRIPTS = re.findall(r"^ {6}run: \|\n((?: {8}.*\n|\n)+)", ACTION, re.MULTILINE)


def test_the_documented_settings_are_all_there_are_with_their_defaults(tmp_path):
    block = re.search(r"```toml\n(.*?)```", DOCS, re.DOTALL)
    (tmp_path / "fixer.toml").write_text(block[1])

    assert load(tmp_path).bot == Bot()
    named = set(re.findall(r"^(\w+) =", block[1], re.MULTILINE))
    assert named == {field.name for field in dataclasses.fields(Bot)}


def test_no_input_is_pasted_into_a_script():
    assert len(SCRIPTS) == 5
    assert not any("${{" in script for script in SCRIPTS)


def test_a_database_is_named_to_the_program_and_not_told():
    """What is in an argument, every process of the machine can read."""
    given = [line.strip() for script in SCRIPTS for line in script.splitlines() if "--db" in line]

    assert len(given) == 3
    assert all("'--db=$FIXER_DB'" in line for line in given)


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_of_the_action_parses(script):
    done = subprocess.run(["bash", "-n"], input=script, text=True, capture_output=True, check=False)

    assert done.stderr == ""


def test_no_script_of_the_action_prints_a_token():
    assert not any("GITHUB_TOKEN" in script or "set -x" in script for script in SCRIPTS)


@pytest.mark.parametrize(
    "command",
    [
        *re.findall(r"^  entry: fixer (.*)$", (ROOT / ".pre-commit-hooks.yaml").read_text(), re.MULTILINE),
        *re.findall(r"^    - fixer (.*)$", DOCS, re.MULTILINE),
        "plan --run=squawk --output-format sarif",
        "plan --exit-code --output-format github",
        "verify --run=squawk --output-format markdown",
        "bot --provider github --base=main --db=$FIXER_DB --dry-run",
        "bot --comment --provider github --dry-run",
    ],
)
def test_a_command_that_is_used_there_is_understood(command):
    assert callable(parse(shlex.split(command)))


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("bot --comment --base main", "--comment does not go with --base"),
        ("bot --comment --server postgresql://x", "--comment does not go with --server"),
        ("bot --comment --db $SHOP", "--comment does not go with --db"),
        ("bot --pull-request 3", "--pull-request goes with --comment"),
        ("bot --comment --pull-request 0", "invalid value for .--pull-request"),
    ],
)
def test_what_does_not_go_together_is_said(command, said):
    with pytest.raises(FixerError, match=said):
        parse(shlex.split(command))
