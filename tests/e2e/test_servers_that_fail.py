"""Servers that cannot be used, through the command line: a clear message, exit code 2, no traceback, nothing left."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest
from e2e.tools import fixer, write
from postgres import Postgres
from psycopg.conninfo import conninfo_to_dict

FILES = {
    "migrations/000001_a.up.sql": "CREATE TABLE a (id int PRIMARY KEY, b_id int);\nALTER TABLE a ADD UNIQUE (b_id);",
    "migrations/000001_a.down.sql": "DROP TABLE a;",
}
Serve = Callable[[socket.socket], None]


@contextmanager
def listening(serve: Serve) -> Iterator[int]:
    """A port of 127.0.0.1 on which every connection is served by a thread of its own."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept() -> None:
            while True:
                try:
                    client, _address = server.accept()
                except OSError:
                    return
                threading.Thread(target=serve, args=(client,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield server.getsockname()[1]


def cut_after(url: str, limit: int) -> Serve:
    """Passes everything on to a server, and hangs up when it has answered that many bytes."""
    given = conninfo_to_dict(url)
    path = f"{given['host']}/.s.PGSQL.{given.get('port', '5432')}"

    def serve(client: socket.socket) -> None:
        with suppress(OSError), socket.socket(socket.AF_UNIX) as real, client:
            real.connect(path)

            def ask() -> None:
                with suppress(OSError):
                    while data := client.recv(65536):
                        real.sendall(data)

            threading.Thread(target=ask, daemon=True).start()
            sent = 0
            while (data := real.recv(4096)) and sent + len(data) <= limit:
                client.sendall(data)
                sent += len(data)
            client.shutdown(socket.SHUT_RDWR)

    return serve


def message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("!i", len(body) + 4) + body


def old_server(client: socket.socket) -> None:
    """As much of PostgreSQL 12 as it takes to be asked its version (documentation, 55.2 Message Flow)."""
    ready = message(b"Z", b"I")
    with suppress(OSError), client:
        while True:
            (size,) = struct.unpack("!i", client.recv(4))
            (code,) = struct.unpack("!i", client.recv(size - 4)[:4])
            if code >> 16 == 3:
                break
            client.sendall(b"N")  # no TLS, no GSSAPI
        status = message(b"S", b"server_version\x0012.22\x00") + message(b"S", b"client_encoding\x00UTF8\x00")
        client.sendall(message(b"R", struct.pack("!i", 0)) + status + ready)
        while client.recv(65536):
            client.sendall(message(b"C", b"SET\x00") + ready)


def said(folder: Path, *arguments: str) -> str:
    """What is said on standard error, in a project that is left as it was."""
    write(folder, FILES)
    done = fixer(folder, *arguments)
    assert (done.returncode, done.stdout) == (2, ""), done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()} == set(FILES)
    return done.stderr


@pytest.fixture
def url(server: Postgres) -> Iterator[str]:
    with server.database() as made:
        server.psql(made, FILES["migrations/000001_a.up.sql"])
        yield made


AT_ONCE, AFTER_THE_LOGIN, AMID_THE_CATALOG = 0, 400, 3000


@pytest.mark.parametrize(
    "limit",
    [
        pytest.param(AT_ONCE, marks=pytest.mark.slow),
        pytest.param(AFTER_THE_LOGIN, marks=pytest.mark.slow),
        AMID_THE_CATALOG,
    ],
)
def test_a_connection_to_the_database_that_is_lost(limit: int, url: str, tmp_path: Path) -> None:
    with listening(cut_after(url, limit)) as port:
        name = conninfo_to_dict(url)["dbname"]
        text = said(
            tmp_path, "plan", "--db", f"postgresql://postgres:secret@127.0.0.1:{port}/{name}?sslmode=disable"
        )

    assert text.startswith("error: cannot ")
    assert "secret" not in text


@pytest.mark.slow
@pytest.mark.parametrize("limit", [AFTER_THE_LOGIN, AMID_THE_CATALOG, 12000])
def test_a_connection_to_the_scratch_server_that_is_lost(
    limit: int, server: Postgres, tmp_path: Path
) -> None:
    """The database that was made goes by a connection of its own; where that breaks as well, it is said."""
    place = server.url.format("postgres")
    with psycopg.connect(place, autocommit=True) as connection:
        before = _databases(connection)
        with listening(cut_after(place, limit)) as port:
            text = said(
                tmp_path,
                "verify",
                "--files",
                "--server",
                f"postgresql://postgres:secret@127.0.0.1:{port}/postgres?sslmode=disable",
            )
        left = _databases(connection) - before
        for name in left:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())

    assert text.startswith("error: ")
    assert "secret" not in text
    assert all(name in text for name in left), text


def _databases(connection: psycopg.Connection) -> set[str]:
    return {
        name
        for (name,) in connection.execute("SELECT datname FROM pg_database WHERE datname ~ '^fixer_verify'")
    }


@pytest.mark.slow
@pytest.mark.parametrize("command", [("plan", "--db"), ("verify", "--server")], ids=" ".join)
def test_a_server_that_is_too_old(command: tuple[str, str], tmp_path: Path) -> None:
    with listening(old_server) as port:
        text = said(tmp_path, *command, f"postgresql://joe:secret@127.0.0.1:{port}/x?sslmode=disable")

    assert "PostgreSQL 12" in text
    assert "13" in text
    assert "secret" not in text


@pytest.mark.slow
def test_a_system_catalog_that_may_not_be_read(server: Postgres, url: str, tmp_path: Path) -> None:
    role = f"limited_{tmp_path.name.replace('-', '_')}"[:60]
    server.psql(url, f"CREATE ROLE {role} LOGIN; REVOKE SELECT ON pg_catalog.pg_policy FROM PUBLIC")
    try:
        limited = url.replace("postgres@", f"{role}@")
        for command in (("plan", "--db", limited), ("verify", "--db", limited)):
            text = said(tmp_path, *command)
            assert "permission denied for table pg_policy" in text
            assert "role that may read the system catalogs" in text
    finally:
        server.psql(url, f"DROP ROLE {role}")
