"""How a connection comes about, and that what is said when it does not never shows the password."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from postgres import Postgres
from psycopg.conninfo import conninfo_to_dict

from fixer.catalog.introspect import introspect
from fixer.catalog.introspect.careful import CAREFULLY
from fixer.catalog.introspect.connect import connect
from fixer.catalog.introspect.facts import facts
from fixer.catalog.introspect.refusals import too_old
from fixer.model import FixerError

SECRET = "hunter2 & co"


@pytest.fixture
def url(server: Postgres) -> str:
    return server.url.format("postgres")


def test_a_url_gives_a_connection_that_only_reads_and_does_not_wait(url: str) -> None:
    with connect(url) as connection:
        shown = {
            name: connection.execute(f"SHOW {name}").fetchone()
            for name in (
                "default_transaction_read_only",
                "statement_timeout",
                "lock_timeout",
                "application_name",
            )
        }
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            connection.execute("CREATE TABLE t ()")

    assert shown == {
        "default_transaction_read_only": ("on",),
        "statement_timeout": ("1min",),
        "lock_timeout": ("5s",),
        "application_name": ("fixer",),
    }


def test_a_session_that_a_pooler_gives_to_others_is_left_as_it_was(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would stay read-only for the application. A pooler gives a process's number of its own making."""
    monkeypatch.setattr(psycopg.ConnectionInfo, "backend_pid", 1)
    shown = "SELECT current_setting('transaction_read_only'), current_setting('lock_timeout'), current_setting('datestyle')"
    with connect(url) as connection:
        before = connection.execute(shown).fetchone()
        with connection.transaction():
            connection.execute(CAREFULLY)
            within = connection.execute(shown).fetchone()
        facts(connection)
        for _time in range(8):  # psycopg would prepare what comes often
            introspect(connection)
        prepared = connection.execute("SELECT count(*) FROM pg_prepared_statements").fetchone()
        after = connection.execute(shown).fetchone()

    assert before == after == ("off", "0", "ISO, MDY")
    assert within == ("on", "5s", "ISO, MDY")
    assert prepared == (0,)


@pytest.mark.parametrize("named", ["$FIXER_URL", "${FIXER_URL}", " $FIXER_URL "])
def test_the_environment_names_a_database(named: str, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIXER_URL", url)
    with connect(named) as connection:
        assert connection.info.dbname == "postgres"


def test_pairs_and_a_service_name_a_database(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = conninfo_to_dict(url)
    lines = "\n".join(f"{name}={value}" for name, value in parts.items())
    (tmp_path / "services").write_text(f"[mine]\n{lines}\n")
    monkeypatch.setenv("PGSERVICEFILE", str(tmp_path / "services"))
    with connect("service=mine") as connection:
        assert connection.info.dbname == "postgres"
    with connect(" ".join(f"{name}={value}" for name, value in parts.items())) as connection:
        assert connection.info.dbname == "postgres"


# what is wrong with the address -> what is said. Everywhere the password is SECRET in one of its spellings.
WRONG = {
    "postgresql://ann:hunter2 & co@127.0.0.1:1/x": "not a connection string",
    "postgresql://ann:hun@hunter2@127.0.0.1:1/x": "%40",
    "postgresql://ann:hun/hunter2@127.0.0.1:1/x": "%40",
    "postgresql://ann:hun@hunter2/x@127.0.0.1:1/x": "%40",
    "postgresql://ann:hunter2%20%26%20co@127.0.0.1:1/x": "Connection refused",
    "postgresql://ann:hunter2%20%26%20co@127.0.0.1:port/x": "cannot connect to the database",
    "postgresql://ann:hunter2%20%26%20co%zz@127.0.0.1/x": "not a connection string",
    "postgresql://ann:hunter2%20%26%20co@127.0.0.1/x?nonsense=hunter2%20%26%20co": "not a connection string",
    "host=127.0.0.1 port=1 password='hunter2 & co'": "Connection refused",
    "host=127.0.0.1 password='hunter2 & co": "not a connection string",
    "password='hunter2 & co' nonsense": "not a connection string",
    "host=127.0.0.1 port=1 sslmode='hunter2 & co' password='hunter2 & co'": "cannot connect to the database",
    "service=nowhere password='hunter2 & co'": "service file",
    "postgresql://ann:hunter2%20%26%20co@nowhere.invalid/x": "the address and the network",
}


@pytest.mark.parametrize("address", WRONG)
def test_a_wrong_address_is_said_without_the_password(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGSERVICEFILE", "/nonexistent")
    with pytest.raises(FixerError) as caught:
        connect(address)

    assert WRONG[address] in str(caught.value)
    for spelling in (SECRET, "hunter2%20%26%20co", "hunter2"):
        assert spelling not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


@pytest.mark.parametrize(("address", "hint"), [("postgresql://ann:a%zz@h/x", "% as %25"), ("postgresql://ann:a b/c@h/x", "a space as %20"), ("host=h nonsense", "Give a URL")])  # fmt: skip
def test_a_password_that_a_url_cannot_hold_as_it_is_is_told_how_it_is_written(
    address: str, hint: str
) -> None:
    with pytest.raises(FixerError, match="not a connection string") as caught:
        connect(address)

    assert hint in caught.value.hint


def test_a_refused_login_is_said_even_where_the_server_repeats_the_password(url: str) -> None:
    """The name of the database, which the server's message shows, is the password."""
    parts = urlsplit(url)
    netloc = parts.netloc.replace("postgres@", "postgres:hunter2@")
    address = urlunsplit(parts._replace(netloc=netloc, path="/hunter2"))
    with pytest.raises(FixerError) as caught:
        connect(address)

    assert 'database "***" does not exist' in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_an_unknown_role_is_said(url: str) -> None:
    with pytest.raises(FixerError, match='role "fixer_nobody" does not exist') as caught:
        connect(url.replace("//postgres@", "//fixer_nobody@"))

    assert "There is no such user" in str(caught.value)


@pytest.mark.parametrize("address", ["", "  ", "$FIXER_NOT_SET"])
def test_no_address_is_said(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FIXER_NOT_SET", raising=False)
    with pytest.raises(FixerError) as caught:
        connect(address)

    assert "Give a URL" in str(caught.value)


def test_a_server_that_is_too_old_is_said(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fixer.catalog.introspect.refusals.OLDEST", 99)
    with pytest.raises(FixerError, match="and fixer needs 99 or later"):
        connect(url)


@pytest.mark.parametrize(
    ("version", "said"),
    [
        (90624, "db is PostgreSQL 9.6, and fixer needs 13 or later"),
        (80400, "db is PostgreSQL 8.4, and fixer needs 13 or later"),
        (100023, "db is PostgreSQL 10, and fixer needs 13 or later"),
        (120022, "db is PostgreSQL 12, and fixer needs 13 or later"),
        (0, "db does not say which PostgreSQL it is, and fixer needs 13 or later"),
        (130000, None),
        (180004, None),
    ],
)
def test_an_old_server_is_called_by_the_version_that_people_know_it_by(
    version: int, said: str | None
) -> None:
    error = too_old("db", version, "")

    assert (error and str(error)) == said


@pytest.mark.parametrize("module", ["fixer.catalog.introspect.connect", "fixer.catalog.introspect.refusals"])
def test_the_driver_tells_nothing_of_its_own(module: str) -> None:
    """It writes on stderr that a rollback failed where a connection was lost."""
    said = f"import logging, {module}; logging.getLogger('psycopg').warning('a rollback failed')"

    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)

    assert done.stderr == ""
