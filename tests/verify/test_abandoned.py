"""Servers of runs that were killed with their guards are removed by the next run, and nothing else is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from fixer.verify import abandoned
from fixer.verify.abandoned import in_use, remove_left
from fixer.verify.binaries import choose
from fixer.verify.cluster import running

NAME = "fixer-0123456789ab"


@pytest.fixture
def left(tmp_path):
    """A folder that nobody uses any more, of a server that stopped by itself."""
    folder = tmp_path / NAME
    (folder / "data").mkdir(parents=True)
    folder.chmod(0o700)
    with in_use(folder):
        remove_left(tmp_path, os.geteuid())
        assert folder.exists(), "while somebody does"
    return folder


def _pid_file(folder: Path, pid: int) -> None:
    (folder / "data" / "postmaster.pid").write_text(f"{pid}\n{folder / 'data'}\n")


def test_a_folder_that_nobody_uses_goes(left):
    remove_left(left.parent, os.geteuid())

    assert not left.exists()


def test_its_server_is_stopped_first(left):
    with subprocess.Popen(["sleep", "60"], cwd=left / "data") as server:
        _pid_file(left, server.pid)
        remove_left(left.parent, os.geteuid())

        assert server.wait(5) == -signal.SIGQUIT
    assert not left.exists()


def test_another_process_that_got_the_server_s_number_is_left_alone(left, tmp_path):
    with subprocess.Popen(["sleep", "60"], cwd=tmp_path) as other:
        _pid_file(left, other.pid)
        remove_left(left.parent, os.geteuid())

        assert other.poll() is None
        other.kill()
    assert not left.exists()


def test_what_cannot_be_told_is_left_alone(left, monkeypatch):
    _pid_file(left, os.getpid())
    monkeypatch.setattr(abandoned, "_works_in", lambda *_: None)

    remove_left(left.parent, os.geteuid())

    assert left.exists()


STAYS = {
    "one of another name": lambda folder: folder.rename(folder.with_name("fixer-mine")),
    "one that others may read": lambda folder: folder.chmod(0o755),
    "one without the file that is locked": lambda folder: (folder / "in_use").unlink(),
    "one that is about to be used": lambda folder: (folder / "in_use").write_bytes(b""),
    "a link": lambda folder: folder.rename(folder.with_name("kept")) and folder.symlink_to("kept"),
}


@pytest.mark.parametrize("change", STAYS.values(), ids=STAYS)
def test_whatever_may_be_somebody_s_stays(change, left):
    change(left)

    remove_left(left.parent, os.geteuid())

    assert [path for path in left.parent.glob("*/in_use*") if path.parent.is_dir()] or left.exists()


def test_what_is_another_user_s_stays(left):
    remove_left(left.parent, os.geteuid() + 1)

    assert left.exists()


RUN = """
import sys
from pathlib import Path
from fixer.verify.cluster import running
with running(Path(sys.argv[1])) as cluster:
    print(cluster.folder, flush=True)
    sys.stdin.read()
"""


@pytest.mark.slow
def test_a_run_removes_what_one_left_that_was_killed_with_its_guard():
    binaries = choose()
    with subprocess.Popen(
        [sys.executable, "-c", RUN, str(binaries)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as killed:
        folder = Path(killed.stdout.readline().strip())
        children = subprocess.run(
            ["ps", "-o", "pid=,comm=", "--ppid", str(killed.pid)], capture_output=True, text=True, check=True
        )
        guard = next(int(line.split()[0]) for line in children.stdout.splitlines() if line.endswith(" sh"))
        os.kill(guard, signal.SIGKILL)
        killed.kill()
    assert (folder / "data" / "postmaster.pid").exists()

    with running(binaries) as other:
        assert other.folder != folder
        assert not folder.exists()
