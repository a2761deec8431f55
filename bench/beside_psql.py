"""A scratch server, a schema, migrations up, down and up: with PostgreSQL's own programs, to measure verify beside.

``beside_psql.py BINARIES PLAN``: the folder of PostgreSQL's programs, and a file of names of SQL files in the order in
which psql runs them. Nothing but the standard library is imported, so that what is measured is the programs.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SETTINGS = (
    *("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "listen_addresses="),
    *("wal_level=minimal", "max_wal_senders=0", "shared_buffers=64MB"),
)
"""As verify starts its own server."""


def main(binaries: Path, plan: Path) -> int:
    """Exit code of the last psql."""
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
        given = [word for one in (*SETTINGS, f"unix_socket_directories={folder}") for word in ("-c", one)]
        server = subprocess.Popen(
            [str(binaries / "postgres"), "-D", str(data), *given],
            cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **run_as,
        )  # fmt: skip
        while not _ready(data / "postmaster.pid"):
            time.sleep(0.005)
        files = [word for name in plan.read_text().splitlines() for word in ("-f", name)]
        psql = [
            str(binaries / "psql"),
            "-X",
            "-q",
            "-h",
            str(folder),
            "-U",
            "postgres",
            "-v",
            "ON_ERROR_STOP=1",
        ]
        return subprocess.run([*psql, *files, "postgres"], check=False, stdout=subprocess.DEVNULL).returncode
    finally:
        if server is not None:
            server.kill()
            server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _ready(state: Path) -> bool:
    try:
        return state.read_text().rstrip().endswith("ready")
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
