"""Running PostgreSQL in tests: a scratch cluster, scratch databases, psql and pg_dump."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest

from fixer.verify import binaries, server, standins
from fixer.verify.connection import settings


@dataclass(frozen=True)
class Postgres:
    """A server: its URL with ``{}`` for the database, and the folder of its programs."""

    url: str
    binaries: Path

    @contextmanager
    def database(self, platform: str = "plain") -> Iterator[str]:
        """A new database from template0, dropped at the end with the roles that were made meanwhile. Gives its URL."""
        name = f"fixer_{uuid.uuid4().hex[:12]}"
        maintenance, url = self.url.format("postgres"), self.url.format(name)
        with psycopg.connect(maintenance, autocommit=True) as connection:
            known = _roles(connection)
        self.psql(maintenance, f"CREATE DATABASE {name} TEMPLATE template0")
        try:
            if platform == "supabase":
                with psycopg.connect(url, autocommit=True) as connection:
                    standins.create_roles(connection, platform, ())
                    standins.install(connection, platform, standins.available(connection))
            yield url
        finally:
            self.psql(maintenance, f"DROP DATABASE {name} WITH (FORCE)")
            with psycopg.connect(maintenance, autocommit=True) as connection:
                standins.drop_roles(connection, _roles(connection) - known)

    @contextmanager
    def prepared(self, setup: str) -> Iterator[psycopg.Connection]:
        """A connection to a new database after a setup, which a rollback leads back to."""
        with self.database() as url, psycopg.connect(url) as connection:
            connection.execute(setup.encode())
            connection.commit()
            yield connection

    def psql(self, url: str, sql: str, one_transaction: bool = False) -> str:
        """Runs a script as psql does, statement by statement or in one transaction; raises with psql's message."""
        flags = ["-1"] if one_transaction else []
        return self._run("psql", "-X", "-q", "-At", "-v", "ON_ERROR_STOP=1", *flags, "-d", url, stdin=sql)

    def simple_query(self, url: str, sql: str) -> str:
        """Sends a whole text as one simple query, as golang-migrate and dbmate do: an implicit transaction."""
        return self._run("psql", "-X", "-q", "-At", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", sql)

    def dump(self, url: str) -> str:
        """pg_dump -s, without the lines that carry a random token."""
        text = self._run("pg_dump", "-s", "-d", url)
        return "\n".join(
            line for line in text.splitlines() if not line.startswith(("\\restrict", "\\unrestrict"))
        )

    def _run(self, program: str, *arguments: str, stdin: str | None = None) -> str:
        done = subprocess.run(
            [str(self.binaries / program), *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise AssertionError(f"{program}: {done.stderr}\n{stdin or arguments[-1]}")
        return done.stdout


def _roles(connection: psycopg.Connection) -> set[str]:
    return {name for (name,) in connection.execute("SELECT rolname FROM pg_catalog.pg_roles")}


def at_hand() -> dict[int, Path]:
    """The folders of programs by major version: installed ones, the wheel's, and those that FIXER_TEST_BINARIES lists."""
    listed = [Path(entry) for entry in os.environ.get("FIXER_TEST_BINARIES", "").split(os.pathsep) if entry]
    found: dict[int, Path] = {}
    for folder in (*binaries.local(), *binaries.embedded(), *listed):
        found.setdefault(binaries.major(folder), folder)
    return dict(sorted(found.items()))


def programs() -> Path:
    """The newest PostgreSQL that the system has installed, else the newest one of the wheel."""
    return (*binaries.local(), *binaries.embedded())[0]


def every_version(until: int | None = None) -> list[Any]:
    """The folders of ``at_hand`` as parameters: that of ``programs`` first, where it is ``until`` a version, and the others
    only in slow runs.
    """
    known = [folder for major, folder in at_hand().items() if until is None or major <= until]
    listed = sorted(known, key=lambda folder: folder != programs())
    first = next(iter(listed), None)
    return [
        pytest.param(
            folder, id=str(binaries.major(folder)), marks=[pytest.mark.slow] if folder != first else []
        )
        for folder in listed
    ]


def oldest_and_newest() -> list[Any]:
    """The major versions at hand from 15 on as parameters: those between the oldest and the newest only in slow runs."""
    known = [major for major in at_hand() if major >= 15]
    return [
        pytest.param(major, marks=[] if major in (known[0], known[-1]) else [pytest.mark.slow])
        for major in known
    ]


_MEMORY = Path("/dev/shm")
_ROOM = 4 << 30
"""Bytes that have to be free there: several runs at once may each have some dozen databases."""


@contextmanager
def _in_memory() -> Iterator[None]:
    """Files in memory where there is room: most of what tests wait for is that those of databases are made and removed."""
    before = tempfile.tempdir
    if _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM:
        tempfile.tempdir = str(_MEMORY)
    try:
        yield
    finally:
        tempfile.tempdir = before


def started(folder: Path) -> Iterator[Postgres]:
    """A scratch cluster of these programs, stopped and removed at the end."""
    with ExitStack() as stack:
        with _in_memory():
            running = stack.enter_context(server.started(folder))
        place = settings(running.conninfo)["host"]
        yield Postgres(f"postgresql://postgres@/{{}}?host={quote(place, safe='')}", folder)
