"""A PostgreSQL server by its own programs. Nothing but the standard library is imported: beside_psql.py is measured."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def running(binaries: Path, settings: Sequence[str] = ()) -> Iterator[Path]:
    """A server with these settings beside PostgreSQL's own, as long as it is needed: the folder of its socket."""
    names = {entry.pw_name for entry in pwd.getpwall()}
    user = next(name for name in ("postgres", "nobody") if name in names) if os.geteuid() == 0 else None
    run_as = {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if user else {}
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir="/tmp"))
    if user:
        shutil.chown(folder, user)
    data, server = folder / "data", None
    try:
        made = [str(binaries / "initdb"), "-D", str(data), "-A", "trust", "-U", "postgres", "-E", "UTF8"]
        subprocess.run(
            [*made, "--locale=C", "--no-sync"],
            check=True, cwd=folder, stdout=subprocess.DEVNULL, **run_as,
        )  # fmt: skip
        wanted = ("listen_addresses=", f"unix_socket_directories={folder}", *settings)
        server = subprocess.Popen(
            [str(binaries / "postgres"), "-D", str(data), *(word for one in wanted for word in ("-c", one))],
            cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **run_as,
        )  # fmt: skip
        while not _ready(data / "postmaster.pid"):
            time.sleep(0.005)
        yield folder
    finally:
        if server is not None:
            server.kill()
            server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def psql(binaries: Path, folder: Path, database: str = "postgres") -> list[str]:
    """The command that begins a psql on it, which stops at the first error."""
    return [str(binaries / "psql"), "-X", "-q", "-h", str(folder), "-U", "postgres", "-d", database, *_STOP]


_STOP = ("-v", "ON_ERROR_STOP=1")


def _ready(state: Path) -> bool:
    try:
        return state.read_text().rstrip().endswith("ready")
    except OSError:
        return False
