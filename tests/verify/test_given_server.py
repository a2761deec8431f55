"""A server that was given is used as it is: found, waited for, shared, and left as it was."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from postgres import Postgres
from verify.runs import EMPTY, killed, soon

from fixer.model import FixerError
from fixer.values import replace
from fixer.verify import binaries
from fixer.verify.connection import connect
from fixer.verify.database import Schema, scratch_database
from fixer.verify.server import _TURN, Server, database, major_of, scratch, started


@pytest.mark.slow
def test_a_given_server_that_crashes_and_comes_back_keeps_nothing():
    """A backend that is killed takes all others with it; the server lets nobody in until it has recovered."""
    with started(binaries.choose()) as server:
        given = Server(server.conninfo, server.version)
        with pytest.raises(FixerError, match=r"lost|closed"), scratch_database(given, EMPTY, ()) as made:
            os.kill(made.second.info.backend_pid, signal.SIGKILL)
            for _attempt in range(100):
                made.snapshot(with_dump=False)
        with given.again() as connection:
            assert _databases(connection) == []


@pytest.mark.slow
def test_a_given_server_that_stays_away_is_said_to_keep_the_database_after_what_went_wrong():
    with started(binaries.choose()) as server:
        given = Server(server.conninfo, server.version)
        with pytest.raises(FixerError) as caught, scratch_database(given, EMPTY, ()) as made:
            name = made.connection.info.dbname
            killed(server)
            made.snapshot(with_dump=False)

    lost = "the connection to the scratch server was lost: cannot read the database's catalog: "
    assert caught.value.message.startswith(lost)
    assert f"the scratch database {name} could not be dropped" in caught.value.hint
    assert f"DROP DATABASE {name} WITH (FORCE)" in caught.value.hint


def test_a_given_server_that_is_away_for_a_moment_is_waited_for(server: Postgres, monkeypatch):
    """It hangs up while a crash ends its processes, and refuses until it is started again."""
    said, connect_to = ["Connection refused", "server closed the connection unexpectedly"], Server.connect

    def away(given, *named):
        if said:
            raise FixerError(said.pop())
        return connect_to(given, *named)

    monkeypatch.setattr(Server, "connect", away)
    with Server(server.url.format("postgres"), 0).again() as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_two_runs_on_a_given_server_take_turns(server: Postgres):
    """Roles are those of all databases: each would make, and miss, the other's."""
    given = Server(server.url.format("postgres"), 0)
    made = Schema((), "plain", ("fixer_of_both",), one_transaction=False, source="")

    def run(_number: int) -> list[tuple[object, ...]]:
        with scratch_database(given, made, ()) as scratch:
            time.sleep(0.1)
            return scratch.connection.execute(
                "SELECT count(*) FROM pg_stat_database WHERE datname ~ '^fixer_verify_'"
            ).fetchall()

    with ThreadPoolExecutor(2) as executor:
        assert list(executor.map(run, range(2))) == [[(1,)], [(1,)]]
    with given.connect() as connection:
        assert connection.execute("SELECT FROM pg_roles WHERE rolname = 'fixer_of_both'").fetchall() == []


def test_a_run_that_waits_for_another_says_so_once(server: Postgres, tmp_path):
    (tmp_path / "migrations").mkdir()
    (tmp_path / "migrations" / "000001_a.up.sql").write_text("CREATE TABLE a (id int);")
    (tmp_path / "migrations" / "000001_a.down.sql").write_text("DROP TABLE a;")
    url, errors = server.url.format("postgres"), tmp_path / "errors"
    with connect(url) as connection:
        connection.execute(_TURN)
        program = subprocess.Popen(
            [sys.executable, "-m", "fixer", "verify", "--files", "--server", url],
            stdout=subprocess.DEVNULL,
            stderr=errors.open("w"),
            cwd=tmp_path,
        )
        soon(lambda: errors.read_text() != "")
        time.sleep(0.5)

    assert program.wait(60) == 0
    assert errors.read_text() == "waiting for another run of fixer on that server …\n"


END = "SELECT pg_terminate_backend(pg_backend_pid())"


@pytest.mark.parametrize(
    ("place", "sent"),
    [
        ("standins.SUPABASE", END),
        ("standins.SUPABASE_ROLES", {"fixer_ended": f"; {END}"}),
        ("server._LOCK", f"{END}, %s"),
    ],
)
def test_a_connection_that_the_server_ends_is_not_taken_for_a_lack_of_rights(
    place: str, sent: object, server: Postgres, monkeypatch
):
    monkeypatch.setattr(f"fixer.verify.{place}", sent)
    given = Server(server.url.format("postgres"), 0)
    with (
        pytest.raises(FixerError) as caught,
        scratch_database(given, replace(EMPTY, platform="supabase"), ()),
    ):
        pass

    assert caught.value.message.startswith("the connection to the scratch server was lost: terminating")
    assert "log" in caught.value.hint


def _databases(connection):
    found = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'fixer%'")
    return [name for (name,) in found]


def test_a_given_server_keeps_nothing_but_what_it_had(server: Postgres):
    url = server.url.format("postgres")
    with connect(url) as connection:
        known = connection.execute("SELECT datname FROM pg_database ORDER BY 1").fetchall()

    with scratch(url) as given, pytest.raises(ZeroDivisionError), database(given) as made, connect(made):
        assert not given.own
        raise ZeroDivisionError

    with connect(url) as connection:
        assert connection.execute("SELECT datname FROM pg_database ORDER BY 1").fetchall() == known


def test_a_user_who_may_not_create_databases_is_told_so(server: Postgres):
    url = server.url.format("postgres")
    with connect(url) as connection:
        connection.execute("DROP ROLE IF EXISTS fixer_nobody; CREATE ROLE fixer_nobody LOGIN")
    try:
        with (
            pytest.raises(FixerError) as caught,
            scratch(url.replace("postgres@", "fixer_nobody@")) as given,
            database(given),
        ):
            pass
    finally:
        with connect(url) as connection:
            connection.execute("DROP ROLE fixer_nobody")

    assert "refuses a scratch database" in str(caught.value)
    assert "CREATEDB" in caught.value.hint


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://ann:hunter2@127.0.0.1:1/x", "cannot connect to 127.0.0.1:1"),
        ("postgresql://ann:hunter2@127.0.0.1:x/y z", "the server's address is not a connection string"),
        ("hunter2 nonsense", "the server's address is not a connection string"),
        ("postgresql://ann:a/hunter2@127.0.0.1:1/x", "%2F"),
        ("postgresql://ann:a@hunter2@127.0.0.1:1/x", "%40"),
        ("postgresql://ann:a@hunter2/b@127.0.0.1:1/x", "%40"),
        ("postgresql://ann:hunter2/a@127.0.0.1:1/x", "%2F"),
        ("postgresql://ann:hunter2@127.0.0.1:1/x?application_name=a@b", "cannot connect to 127.0.0.1:1: "),
        ("postgresql://127.0.0.1:1/x?connect_timeout=hunter2", "connect_timeout is no number of seconds"),
        (" ", "no server is named"),  # libpq would take what PGHOST says
        ("$FIXER_TEST_NOWHERE", "the environment variable FIXER_TEST_NOWHERE is not set"),
    ],
)
def test_a_wrong_url_is_told_without_its_password(url, said):
    with pytest.raises(FixerError) as caught, scratch(url):
        pass

    assert said in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_a_variable_may_hold_the_address(monkeypatch, server: Postgres):
    monkeypatch.setenv("FIXER_TEST_ADDRESS", server.url.format("postgres"))

    with scratch("$FIXER_TEST_ADDRESS") as given, database(given) as made, connect(made) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert major_of("${FIXER_TEST_ADDRESS}") == given.major


def test_a_server_that_writes_days_in_its_own_way_is_read(monkeypatch, server: Postgres):
    monkeypatch.setenv("PGDATESTYLE", "German")
    schema = Schema((), "plain", (), one_transaction=False, source="")

    with scratch(server.url.format("postgres")) as given, scratch_database(given, schema, []) as made:
        assert made.snapshot(with_dump=False).catalog.major == given.major


def test_a_server_too_old_is_refused(monkeypatch, server: Postgres):
    monkeypatch.setattr("fixer.catalog.introspect.refusals.OLDEST", 99)

    with pytest.raises(FixerError, match="needs 99 or later"), scratch(server.url.format("postgres")):
        pass
