"""Every golden folder: what apply leaves, to the byte, and that PostgreSQL takes it up, down to the same dump, and up again.

A case is ``tests/golden/<rule>/<case>/``: a small project and ``wanted/``, the files that apply has to add or change.
``pytest tests/test_golden.py --update-golden`` writes ``wanted/`` anew.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from e2e.tools import by_hand, sources, up
from postgres import Postgres

GOLDEN = Path(__file__).parent / "golden"
CASES = sorted(path.parent for path in GOLDEN.glob("*/*/fixer.toml"))
NOW = "2026-01-02T03:04:05Z"


def fixer(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The program as a user runs it."""
    return subprocess.run(
        [sys.executable, "-m", "fixer", *arguments],
        cwd=project,
        env=os.environ | {"SOURCE_DATE_EPOCH": ""},
        capture_output=True,
        text=True,
        check=False,
    )


def files(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): p.read_text() for p in sorted(folder.rglob("*")) if p.is_file()}


def migrations_of(project: Path) -> Path:
    return next(
        path
        for path in (project / "migrations", project / "supabase/migrations", project / "drizzle")
        if path.is_dir()
    )


@pytest.fixture(params=CASES, ids=lambda path: f"{path.parent.name}/{path.name}")
def case(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, Path]:
    """A golden folder, and a copy of its project to work in."""
    project = tmp_path / "project"
    shutil.copytree(request.param, project, ignore=shutil.ignore_patterns("wanted"))
    return request.param, project


def test_apply_leaves_what_is_wanted(case, request):
    golden, project = case
    before = files(project)

    done = fixer(project, "apply", "--out", str(migrations_of(project).relative_to(project)), "--now", NOW)

    assert done.returncode == 0, done.stderr
    changed = {name: text for name, text in files(project).items() if before.get(name) != text}
    if request.config.getoption("--update-golden"):
        shutil.rmtree(golden / "wanted", ignore_errors=True)
        for name, text in changed.items():
            (golden / "wanted" / name).parent.mkdir(parents=True, exist_ok=True)
            (golden / "wanted" / name).write_text(text)
    assert changed == files(golden / "wanted")


def test_a_second_apply_writes_nothing(case):
    _golden, project = case
    out = str(migrations_of(project).relative_to(project))
    fixer(project, "apply", "--out", out, "--now", NOW)
    before = files(project)

    done = fixer(project, "apply", "--out", out, "--now", NOW)

    assert (done.returncode, files(project)) == (0, before), done.stderr


def test_up_applies_and_down_restores_the_dump(case, server: Postgres):
    golden, project = case
    folder = migrations_of(project)
    layout, old = sources(folder)
    platform = "supabase" if layout == "supabase" else "plain"
    with server.database(platform) as url:
        up(server, url, layout, old)
        before = server.dump(url)

        shutil.copytree(golden / "wanted", project, dirs_exist_ok=True)
        new = [source for source in sources(folder)[1] if source.path not in {s.path for s in old}]
        up(server, url, layout, new)
        after = server.dump(url)
        for text in downs(project, layout, [Path(source.path) for source in new]):
            if layout == "golang-migrate":
                server.simple_query(url, text)
            else:
                by_hand(server, url, text)
        restored = server.dump(url)
        up(server, url, layout, new)

        assert restored == before
        assert server.dump(url) == after


def downs(project: Path, layout: str, ups: list[Path]) -> list[str]:
    """The ways back, last migration first."""
    found = []
    for path in reversed(ups):
        if layout == "supabase":
            text = (project / "supabase/rollbacks" / path.name).read_text()
        elif layout == "dbmate":
            text = path.read_text().partition("-- migrate:down")[2].partition("\n")[2]
        elif layout == "drizzle":
            text = path.with_suffix(".down.sql").read_text()
        else:
            text = Path(str(path).replace(".up.sql", ".down.sql")).read_text()
        found.append(text)
    return found
