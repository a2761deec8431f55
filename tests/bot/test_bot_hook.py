"""The hook of ``.pre-commit-hooks.yaml``, run by pre-commit itself from a repository that holds this checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from bot.repositories import ENVIRONMENT, MIGRATIONS, git

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PRE_COMMIT = Path(sys.executable).with_name("pre-commit")
PARTS = (".pre-commit-hooks.yaml", "pyproject.toml", "LICENSE", "README.md", "src", "fixers", "templates")


def test_a_commit_with_something_to_mend_is_stopped_and_its_twin_goes_through(tmp_path):
    if not PRE_COMMIT.is_file():
        pytest.skip("pre-commit is not installed")
    tool, project = tmp_path / "tool", tmp_path / "project"
    for part in PARTS:
        source, target = ROOT / part, tool / part
        target.parent.mkdir(exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(source, target)
    git(tool, "init", "--quiet")
    git(tool, "add", "--all")
    git(tool, "commit", "--quiet", "--message", "the tool")
    rev = git(tool, "rev-parse", "HEAD")
    for name, text in MIGRATIONS.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(text)
    (project / ".pre-commit-config.yaml").write_text(
        f"repos:\n  - repo: file://{tool}\n    rev: {rev}\n    hooks:\n      - id: fixer-plan\n"
    )
    (project / "fixer.toml").write_text('path = "db"\nselect = ["unindexed-foreign-key"]\n')
    git(project, "init", "--quiet")
    git(project, "add", "--all")

    stopped = run(project, tmp_path)
    assert stopped.returncode == 1, stopped.stdout + stopped.stderr
    assert "fixer plan" in stopped.stdout
    assert "unindexed-foreign-key" in stopped.stdout

    (project / "fixer.toml").write_text('path = "db"\nselect = ["missing-primary-key"]\n')
    git(project, "add", "--all")
    assert run(project, tmp_path).returncode == 0


def run(project: Path, cache: Path) -> subprocess.CompletedProcess[str]:
    """pre-commit over all files, with an environment of its own."""
    return subprocess.run(
        [str(PRE_COMMIT), "run", "--all-files"],
        cwd=project,
        env={**ENVIRONMENT, "PRE_COMMIT_HOME": str(cache / "cache"), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
