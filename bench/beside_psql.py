"""A scratch server, a schema, migrations up, down and up: with PostgreSQL's own programs, to measure verify beside.

``beside_psql.py BINARIES PLAN``: the folder of PostgreSQL's programs, and a file of names of SQL files in the order in
which psql runs them.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from server import psql, running

SETTINGS = (
    *("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off"),
    *("wal_level=minimal", "max_wal_senders=0", "shared_buffers=64MB"),
)
"""As verify starts its own server."""


def main(binaries: Path, plan: Path) -> int:
    """Exit code of psql."""
    files = [word for name in plan.read_text().splitlines() for word in ("-f", name)]
    with running(binaries, SETTINGS) as folder:
        command = [*psql(binaries, folder), *files]
        return subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
