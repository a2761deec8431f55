"""The README shows what the program really prints."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
EXAMPLE = ROOT / "examples" / "agent-tasks"


@pytest.fixture(scope="module")
def printed() -> str:
    command = [sys.executable, "-m", "fixer", "plan", "--now", "2026-03-01T00:00:00Z"]
    done = subprocess.run(command, cwd=EXAMPLE, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.mark.parametrize("language", ["console", "diff"])
def test_every_line_of_the_plan_in_the_readme_is_printed(language, printed):
    block = re.search(rf"```{language}\n(.*?)```", README, re.DOTALL)
    assert block is not None
    shown = [line for line in block[1].splitlines() if line not in ("…", "$ fixer plan")]

    assert [line for line in shown if line not in printed.splitlines()] == []


def test_every_command_of_the_program_is_in_the_readme():
    helped = subprocess.run(
        [sys.executable, "-m", "fixer", "--help"], capture_output=True, text=True, check=True
    )
    commands = re.findall(r"^[│ ]+([a-z]+) ", helped.stdout, re.MULTILINE)

    assert [name for name in commands if f"fixer {name}" not in README] == []


def test_the_generated_documentation_is_up_to_date():
    sys.path.insert(0, str(ROOT / "scripts"))
    import docs

    stale = [
        name for name, written in docs.GENERATED.items() if (ROOT / "docs" / name).read_text() != written()
    ]

    assert stale == []
