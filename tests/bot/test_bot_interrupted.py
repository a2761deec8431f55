"""A run that is ended in the middle leaves the repository as it was: by Ctrl-C, which all programs of a terminal hear, or by SIGTERM."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from bot.repositories import ENVIRONMENT, MIGRATIONS, git, place, state

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _heard() -> Iterator[None]:
    """What a shell starts in the background ignores Ctrl-C, and so does what that starts."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


WAITING = """#!/bin/sh
touch {folder}/there
while [ ! -e {folder}/go ] && [ -d {folder} ]; do sleep 0.05; done
exec cat
"""


def waits(folder: Path, name: str) -> Path:
    """A program that says that it is there, and waits until it may go on."""
    program = folder / name
    program.parent.mkdir(parents=True, exist_ok=True)
    program.write_text(WAITING.format(folder=folder))
    program.chmod(0o755)
    return program


def asked(here, folder):
    """While the remote is asked."""
    git(here.clone, "config", "remote.origin.uploadpack", str(waits(folder, "upload-pack")))


def checked_out(here, folder):
    """While a worktree is made: its files go through a filter."""
    git(here.clone, "config", "filter.slow.smudge", str(waits(folder, "filter")))


def pushed(here, folder):
    """While a branch is pushed."""
    waits(here.remote / "hooks", "pre-receive").write_text(WAITING.format(folder=folder))


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
@pytest.mark.parametrize("when", [asked, checked_out, pushed])
def test_what_was_begun_is_put_away(tmp_path, when, how):
    folder, temporary = tmp_path / "waits", tmp_path / "temporary"
    folder.mkdir()
    temporary.mkdir()
    here = place(tmp_path, {**MIGRATIONS, ".gitattributes": "*.sql filter=slow\n"})
    when(here, folder)
    (here.clone / "mine.txt").write_text("not saved yet")
    before, tips = state(here.clone), here.tips()

    running = subprocess.Popen(
        [sys.executable, "-c", "from fixer.cli import main; main()", "bot"],
        cwd=here.clone,
        env={**ENVIRONMENT, "TMPDIR": str(temporary)},
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        while not (folder / "there").exists():
            assert running.poll() is None, running.communicate()
            time.sleep(0.01)
        os.kill(running.pid, how) if how == signal.SIGTERM else os.killpg(running.pid, how)
        out, err = running.communicate()
        assert (running.returncode, err) == (130, "")
        assert "Traceback" not in out
        assert (state(here.clone), here.tips()) == (before, tips)
    finally:
        (folder / "go").touch()

    # SIGTERM reaches the run alone: a remote that has all it needs may still take the branch
    _all_gone(running.pid)
    assert state(here.clone) == before
    assert list(temporary.iterdir()) == []
    assert [path.name for path in (here.clone / ".git").rglob("*.lock")] == []
    assert not list((here.clone / ".git").glob("worktrees/*"))


def _all_gone(group: int) -> None:
    """Waits for what a run has started. What has ended and nobody asked after is gone too."""
    while any(_group(found) == group for found in Path("/proc").glob("[0-9]*/stat")):
        time.sleep(0.01)


def _group(stat: Path) -> int | None:
    try:
        state, _parent, group = stat.read_text().rpartition(")")[2].split()[:3]
    except OSError:
        return None
    return None if state == "Z" else int(group)
