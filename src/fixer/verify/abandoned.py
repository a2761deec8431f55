"""Servers of our own that nobody waits for any more: whoever killed fixer killed its guard, too, as a container's end does.

Who uses a folder holds a lock on a file in it, which goes with the process, however that ends (flock(2)). A folder without such a
file is somebody else's.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

_NAME = re.compile(r"fixer-[0-9a-f]{12}\Z")
_LOCK = "in_use"
_HELD = b"by the process that holds a lock on this file\n"
_WAIT_SECONDS = 5


@contextmanager
def in_use(folder: Path) -> Iterator[None]:
    """Tells others that a folder is used."""
    with (folder / _LOCK).open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write(_HELD)  # until then nobody takes it for left
        file.flush()
        yield


def remove_left(parent: Path, owner: int) -> None:
    """Stops and removes the servers that were left there, in folders of that user."""
    with suppress(OSError), os.scandir(parent) as entries:
        for entry in entries:
            with suppress(OSError):
                if _NAME.match(entry.name) and _is_of(entry, owner):
                    _remove(Path(entry.path))


def _is_of(entry: os.DirEntry[str], owner: int) -> bool:
    found = entry.stat(follow_symlinks=False)
    return entry.is_dir(follow_symlinks=False) and found.st_uid == owner and found.st_mode & 0o077 == 0


def _remove(folder: Path) -> None:
    with (folder / _LOCK).open("rb") as file:
        if _is_left(file) and _stopped(folder / "data"):
            shutil.rmtree(folder, ignore_errors=True)


def _is_left(file: IO[bytes]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return file.read() == _HELD


def _stopped(data: Path) -> bool:
    """Whether no server works on the data, now that the one that does was told to stop."""
    try:
        pid = int((data / "postmaster.pid").read_text().split("\n")[0])
    except (OSError, ValueError):
        return True
    works = _works_in(pid, data)
    if works:
        os.kill(pid, signal.SIGQUIT)
    until = time.monotonic() + _WAIT_SECONDS
    while works and time.monotonic() < until:
        time.sleep(0.02)
        works = _works_in(pid, data)
    return works is False


def _works_in(pid: int, data: Path) -> bool | None:
    """Whether a process is there and has that working directory, as a server has that of its data; None where that is not told."""
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == data.resolve()
    except FileNotFoundError:
        return False if Path("/proc/self").exists() else None
    except OSError:
        return None
