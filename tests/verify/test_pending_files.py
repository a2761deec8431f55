"""What pending files are edited to, and what is moved out of them, is proved on PostgreSQL with the edited files."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from e2e.tools import NOW, fixer

GOLDEN = Path(__file__).parents[1] / "golden"


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["blocking-statement/divided_file_and_its_way_back", "written-type/with_all_others"]
)
def test_edited_files_and_moved_statements_are_proved(name: str, tmp_path: Path) -> None:
    project = tmp_path / "project"
    shutil.copytree(GOLDEN / name, project, ignore=shutil.ignore_patterns("wanted", "answers.txt"))

    done = fixer(project, "verify", "--output-format", "json", "--now", NOW)

    assert done.returncode == 0, done.stdout + done.stderr
    proofs = json.loads(done.stdout)["proofs"]
    assert len(proofs) >= 4
    assert all(proof["proved"] for proof in proofs)
