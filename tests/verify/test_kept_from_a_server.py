"""What keeps a run from having a scratch server or database is said, with what to do; nothing is left, and no secret is shown."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from postgres import Postgres

from fixer.catalog.introspect.refusals import refused
from fixer.model import FixerError
from fixer.verify import snapshot
from fixer.verify.connection import connect, shown, without_password
from fixer.verify.database import Schema, scratch_database
from fixer.verify.server import scratch, started

PLAIN = Schema((), "plain", (), one_transaction=False, source="")


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """One that the server's user gets into, which pytest's are not."""
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.parametrize("name", ["with space", "quo'te", 'double "quote"', "back\\slash", "com,ma", "at@é%"])
def test_a_temporary_folder_may_be_called_anything(
    name: str, open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = open_folder / name
    folder.mkdir()
    folder.chmod(0o777)
    monkeypatch.setattr("tempfile.tempdir", str(folder))

    with scratch() as server, connect(server.conninfo) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)

    assert not list(folder.iterdir())


def test_a_container_in_which_root_may_not_give_files_away_is_told_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def chown(*_arguments: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("fixer.verify.cluster.shutil.chown", chown)
    monkeypatch.setattr("fixer.verify.cluster._unprivileged", lambda: "nobody")

    with (
        pytest.raises(FixerError, match=r"no scratch server could be set up: .*not permitted") as caught,
        scratch(),
    ):
        pass

    assert "--server URL" in caught.value.hint


def test_programs_for_another_machine_are_told(open_folder: Path) -> None:
    folder = open_folder / "package" / "installed" / "bin"
    folder.mkdir(parents=True)
    for name in ("initdb", "postgres"):
        (folder / name).write_bytes(b"\x7fELF nonsense")
        (folder / name).chmod(0o755)

    with (
        pytest.raises(FixerError, match=r"no scratch server could be set up: .*format error"),
        started(folder),
    ):
        pass


@pytest.fixture
def role(server: Postgres) -> Iterator[str]:
    """A role that may create databases."""
    with connect(server.url.format("postgres")) as connection:
        connection.execute("CREATE ROLE fixer_some LOGIN CREATEDB")
        yield "fixer_some"
        connection.execute("DROP OWNED BY fixer_some; DROP ROLE fixer_some")


@pytest.mark.parametrize("catalog", ["pg_roles", "pg_database", "pg_stat_activity", "pg_locks"])
def test_a_catalog_that_may_not_be_read_is_told(catalog: str, role: str, server: Postgres) -> None:
    with server.database() as url:
        server.psql(url, f"REVOKE SELECT ON pg_catalog.{catalog} FROM PUBLIC")
        with (
            pytest.raises(FixerError, match=rf"permission denied for \w+ {catalog}") as caught,
            scratch(url.replace("postgres@", f"{role}@")) as given,
            scratch_database(given, PLAIN, []),
        ):
            pass

    assert "may read the system catalogs" in caught.value.hint


@pytest.mark.parametrize("most", [1, 2, 3])
def test_a_role_with_few_connections_leaves_no_database(most: int, role: str, server: Postgres) -> None:
    url = server.url.format("postgres")
    with connect(url) as connection:
        connection.execute(f"ALTER ROLE {role} CONNECTION LIMIT {most}")
        with (
            pytest.raises(FixerError, match="too many connections for role") as caught,
            scratch(url.replace("postgres@", f"{role}@")) as given,
            scratch_database(given, PLAIN, []),
        ):
            raise AssertionError("it was enough")
        left = connection.execute(
            "SELECT count(*) FROM pg_database WHERE datname LIKE 'fixer_verify%'"
        ).fetchone()

    assert left == (0,)
    assert "CONNECTION LIMIT" in caught.value.hint


def test_no_secret_is_on_the_command_line_of_pg_dump(tmp_path: Path) -> None:
    program = tmp_path / "pg_dump"
    program.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/said\n')
    program.chmod(0o755)

    snapshot.dumps(program, "host=h user=u password=hunter2 sslpassword=hunter3")

    assert (tmp_path / "said").read_text() == "-s -d user=u host=h\n"


def test_a_pg_dump_that_cannot_be_run_is_passed_over(tmp_path: Path) -> None:
    assert not snapshot.dumps(tmp_path / "pg_dump", "host=h")


# the address, what psycopg says, what is told of it, and a word of what to do
REFUSALS = {
    "a short password": (
        "postgresql://lo:o@h:5498/app",
        'connection failed: connection to server at "127.0.0.1", port 5498 failed: Connection refused',
        'cannot connect to h:5498: connection to server at "127.0.0.1", port 5498 failed: Connection refused',
        "running",
    ),
    "one that is a word of the message": (
        "host=h user=u password=connection",
        'connection failed: connection to server at "h" failed: timeout expired',
        'cannot connect to h: connection to server at "h" failed: timeout expired',
        "firewall",
    ),
    "one that is the host": (
        "postgresql://lo:Hunter2Zq@Hunter2Zq.invalid/app",
        "failed to resolve host 'Hunter2Zq.invalid': [Errno -2] Name or service not known",
        "cannot connect to ***.invalid: failed to resolve host '***.invalid': [Errno -2] Name or service not known",
        "network",
    ),
    "one that is the user": (
        "postgresql://ann:ann@h/app",
        'connection failed: FATAL:  password authentication failed for user "ann"',
        'cannot connect to h: FATAL:  password authentication failed for user "***"',
        "Check the user",
    ),
    "noise before it": (
        "host=h port=x",
        'connection is bad: invalid port number: "x"',
        'cannot connect to h:x: invalid port number: "x"',
        "65535",
    ),
    "the server's rules": (
        "host=h",
        'connection failed: FATAL:  pg_hba.conf rejects connection for host "1.2.3.4", user "u", database "d", no encryption',
        'cannot connect to h: FATAL:  pg_hba.conf rejects connection for host "1.2.3.4", user "u", database "d", no encryption',
        "pg_hba.conf",
    ),
    "a role that is none to log in": ("host=h", 'FATAL:  role "u" is not permitted to log in', None, "LOGIN"),
    "no right": ("host=h", 'FATAL:  permission denied for database "d"', None, "GRANT CONNECT"),
    "a wrong sslmode": ("host=h", 'invalid sslmode value: "yes"', None, "verify-full"),
    "no SSL": ("host=h", "server does not support SSL, but SSL was required", None, "sslmode"),
    "something else": ("host=h", "received invalid response to SSL negotiation: H", None, "no PostgreSQL"),
    "the role's limit": ("host=h", 'FATAL:  too many connections for role "u"', None, "CONNECTION LIMIT"),
    "the server's limit": ("host=h", "FATAL:  sorry, too many clients already", None, "try again later"),
    "it hangs up": ("host=h", "server closed the connection unexpectedly\n\tThis probably means …", None, "log"),
    "a service": ("service=mine", "connection failed: timeout expired", "cannot connect to service mine: timeout expired", ""),
    "several hosts": ("host=a,b port=1,2", "timeout expired", "cannot connect to a:1, b:2: timeout expired", ""),
    "several hosts and one port": ("host=a,,b port=1", "x", "cannot connect to a:1, the local server:1, b:1: x", ""),
}  # fmt: skip


@pytest.mark.parametrize(("address", "message", "told", "to_do"), REFUSALS.values(), ids=REFUSALS)
def test_a_refusal_is_told_in_its_own_words_with_what_to_do(
    address: str, message: str, told: str | None, to_do: str
) -> None:
    from fixer.verify.connection import settings

    given = settings(address)

    error = refused(shown(given), address, given.get("password", ""), Exception(message))

    assert told in (error.message, None)
    assert to_do in error.hint


def test_what_libpq_guesses_is_left_out_of_one_line() -> None:
    said = "server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally\n\tbefore.\n"

    assert without_password(said, {}) == "server closed the connection unexpectedly"
    assert without_password('FATAL:  no "hunter2"', {"password": "hunter2"}) == 'FATAL:  no "***"'
