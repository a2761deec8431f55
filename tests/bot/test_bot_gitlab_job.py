"""The jobs for GitLab CI in docs/bot.md: their scripts, run with the variables that GitLab sets; what they install is here."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from bot.forge_server import serving
from bot.play_gitlab import GITLAB
from bot.repositories import ENVIRONMENT
from bot.reviews import ADDED, CONFIG, review

pytestmark = pytest.mark.slow

DOCS = (Path(__file__).parents[2] / "docs" / "bot.md").read_text()
JOBS = {
    name: job
    for block in re.findall(r"```yaml\n(.*?)```", DOCS, re.DOTALL)
    for name, job in yaml.safe_load(block).items()
    if isinstance(job, dict) and "script" in job
}


@pytest.mark.parametrize(
    ("name", "opened", "suggested"), [("fixer", ["fixer/unindexed-foreign-key"], 0), ("fixer-review", [], 2)]
)
def test_a_job_does_what_it_says(tmp_path, name, opened, suggested):
    install, *script = JOBS[name]["script"]
    assert install.startswith('pip install "pg-fixer[')
    settings = tmp_path / "gitconfig"
    settings.write_text('[url "git@gitlab.com:"]\n    insteadOf = https://gitlab.com/\n')
    with serving(GITLAB) as held:
        theirs = review("gitlab", held, tmp_path, config=CONFIG + "[bot]\nverify = false\n")
        theirs.push(ADDED)

        done = subprocess.run(
            ["sh", "-euc", "\n".join(script)],
            cwd=theirs.here.clone,
            env={
                **ENVIRONMENT,
                **theirs.environment,
                "GIT_CONFIG_GLOBAL": str(settings),
                "CI": "true",
                "GITLAB_CI": "true",
                "CI_PROJECT_URL": "https://gitlab.com/shop/db",
                "CI_JOB_TOKEN": "j0b-token",
                "PATH": f"{Path(sys.executable).parent}:{ENVIRONMENT['PATH']}",
            },
            capture_output=True,
            text=True,
            check=False,
        )

        assert done.returncode == 0, done.stderr
        assert [pull["source_branch"] for pull in held.pulls[1:]] == opened
        assert [branch for branch in theirs.here.tips() if branch.startswith("fixer/")] == opened
        assert len(theirs.suggested()) == suggested
        assert "token" not in done.stdout + done.stderr
