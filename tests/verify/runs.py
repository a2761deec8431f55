"""Programs and servers that end, and what is left of them."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from fixer.verify.database import Schema
from fixer.verify.server import Server


def ended(pid: int) -> bool:
    """Whether a process is at an end. Its entry may stay for seconds, until the first process of the machine looks after orphans."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return True
    return state in "ZX"


def gone(pid: int, folder: Path) -> bool:
    """Whether a process and its folder are at an end within ten seconds."""
    for _attempt in range(200):
        if not folder.exists() and ended(pid):
            return True
        time.sleep(0.05)
    return False


def killed(server: Server) -> None:
    """The server is gone as after kill -9, and nobody waits for it."""
    pid = int((server.log.parent / "data" / "postmaster.pid").read_text().splitlines()[0])
    os.kill(pid, signal.SIGKILL)
    while not ended(pid):
        time.sleep(0.01)


EMPTY = Schema((), "plain", (), one_transaction=False, source="nothing")


def soon(wanted: Callable[[], bool]) -> bool:
    """Whether something comes true within twenty seconds."""
    until = time.monotonic() + 20
    while not wanted() and time.monotonic() < until:
        time.sleep(0.05)
    return wanted()
