"""A program that is ended leaves no database and no role on a server that was given, or the next run removes them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from postgres import Postgres
from verify.runs import EMPTY, ended, soon

from fixer.verify.connection import connect
from fixer.verify.database import scratch_database
from fixer.verify.script import Script, Way
from fixer.verify.send import Sender, SqlError
from fixer.verify.server import scratch

ON_A_GIVEN_SERVER = """
import os, sys, time
from fixer.interrupts import ending_is_interrupting
from fixer.verify.database import Schema, scratch_database
from fixer.verify.server import scratch
schema = Schema((), "plain", (f"fixer_left_{os.getpid()}",), one_transaction=False, source="nothing")
with ending_is_interrupting(), scratch(sys.stdin.readline().strip()) as server:
    print("begins", flush=True)
    with scratch_database(server, schema, ()) as made:
        print(made.connection.info.dbname, flush=True)
        time.sleep(60)
"""


@contextmanager
def _running(url: str) -> Iterator[subprocess.Popen]:
    """A program that has made a role, and makes a database, on the server at that URL, whose password is hunter2."""
    program = subprocess.Popen(
        [sys.executable, "-c", ON_A_GIVEN_SERVER],
        **dict.fromkeys(("stdin", "stdout"), subprocess.PIPE),
        stderr=subprocess.DEVNULL,
        text=True,
    )
    print(url.replace("postgres@", "postgres:hunter2@"), file=program.stdin, flush=True)
    assert program.stdout.readline() == "begins\n"
    try:
        yield program
    finally:
        program.kill()
        program.communicate()


def _left(connection, name: str, program: subprocess.Popen) -> list[str]:
    """What there is of the program: its database, by name, and its role."""
    found = connection.execute(
        "SELECT datname FROM pg_database WHERE datname = %s UNION ALL SELECT rolname FROM pg_roles WHERE rolname = %s",
        (name, f"fixer_left_{program.pid}"),
    )
    return [name for (name,) in found]


def _children(pid: int) -> list[Path]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [Path("/proc", found) for found in listed.split()]


def test_a_program_that_is_killed_leaves_no_database_and_no_role_on_a_given_server(server: Postgres):
    url = server.url.format("postgres")
    with connect(url) as connection, _running(url) as program:
        name = program.stdout.readline().strip()
        assert _left(connection, name, program) == [name, f"fixer_left_{program.pid}"]
        (guard,) = _children(program.pid)
        seen = (guard / "cmdline").read_bytes() + (guard / "environ").read_bytes()

        program.kill()

        assert soon(lambda: not _left(connection, name, program))
        assert b"left_behind" in seen
        assert b"hunter2" not in seen
        assert soon(lambda: ended(int(guard.name)))


def test_a_database_that_is_being_made_when_the_program_is_killed_goes_too(server: Postgres):
    """The server goes on making it, and hears only then that nobody is there."""
    url = server.url.format("postgres")
    making = "SELECT split_part(query, '\"', 2) FROM pg_stat_activity WHERE query LIKE 'CREATE DATABASE \"fixer_verify_%'"
    with connect(url) as connection, connect(url) as other:
        with other.transaction():
            other.execute("COMMENT ON DATABASE template0 IS 'unmodifiable empty database'")
            with _running(url) as program:
                assert soon(lambda: connection.execute(making).rowcount == 1)
                ((name,),) = connection.execute(making)
            time.sleep(0.5)  # the guard is at work before there is anything to be dropped
            assert connection.execute(making).rowcount == 1

        assert soon(lambda: connection.execute(making).rowcount == 0)
        assert soon(lambda: not _left(connection, name, program))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_server_that_takes_its_time_is_not_waited_for_when_the_program_is_asked_to_end(
    server: Postgres, number
):
    url = server.url.format("postgres")
    making = "SELECT split_part(query, '\"', 2) FROM pg_stat_activity WHERE query LIKE 'CREATE DATABASE \"fixer_verify_%'"
    with connect(url) as connection, connect(url) as other, other.transaction():
        other.execute("COMMENT ON DATABASE template0 IS 'unmodifiable empty database'")
        with _running(url) as program:
            assert soon(lambda: connection.execute(making).rowcount == 1)
            ((name,),) = connection.execute(making)

            program.send_signal(number)
            program.wait(30)

        assert connection.execute(making).rowcount == 0
        assert not _left(connection, name, program)


def test_a_program_that_is_asked_to_end_leaves_nothing_on_a_given_server_and_no_guard(server: Postgres):
    url = server.url.format("postgres")
    with connect(url) as connection, _running(url) as program:
        name = program.stdout.readline().strip()
        (guard,) = _children(program.pid)

        program.send_signal(signal.SIGTERM)
        program.wait(30)

        assert _left(connection, name, program) == []
        assert ended(int(guard.name))


def test_what_a_run_left_that_was_ended_with_its_guard_goes_with_the_next_run(server: Postgres):
    url = server.url.format("postgres")
    with connect(url) as connection, _running(url) as program:
        name = program.stdout.readline().strip()
        (guard,) = _children(program.pid)
        os.kill(int(guard.name), signal.SIGKILL)
        program.kill()
        gone = "SELECT count(*) = 0 FROM pg_stat_activity WHERE datname = %s"
        assert soon(lambda: connection.execute(gone, (name,)).fetchone() == (True,))
        assert name in _left(connection, name, program)

        with scratch(url):
            assert name not in _left(connection, name, program)
        with scratch(url) as given, scratch_database(given, EMPTY, ()):
            assert _left(connection, name, program) == []


ADOPTED = {
    "nothing": ("SELECT", []),
    "privileges": ("GRANT SELECT ON TABLE pg_class TO fixer_left_{0}", ["fixer_left_{0}"]),
    "members": ("GRANT fixer_left_{0} TO fixer_mine_{0}", ["fixer_left_{0}"]),
    "membership": ("GRANT fixer_mine_{0} TO fixer_left_{0}", ["fixer_left_{0}"]),
    "a comment": ("COMMENT ON ROLE fixer_left_{0} IS 'the application'", ["fixer_left_{0}"]),
}


@pytest.mark.parametrize("name", ADOPTED)
def test_a_role_that_a_migration_made_is_fixer_s_own_until_somebody_uses_it(name, server: Postgres):
    """The first run is ended with its guard; CREATE ROLE of a role that is there leaves it to whose it is."""
    do, stays = ADOPTED[name]
    url, own = server.url.format("postgres"), os.getpid()
    script = Script("up.sql", f"CREATE ROLE fixer_left_{own} LOGIN", Way.EACH)
    with connect(url) as connection, connect(url) as other:
        connection.execute(f"CREATE ROLE fixer_mine_{own}")
        try:
            Sender(other).send(script)
            with pytest.raises(SqlError):
                Sender(other).send(Script("up.sql", f"CREATE ROLE fixer_mine_{own}", Way.EACH))
            connection.execute(do.format(own).encode())
            with scratch(url) as given, scratch_database(given, EMPTY, ()):
                found = connection.execute(
                    "SELECT rolname FROM pg_roles WHERE rolname IN (%s, %s) ORDER BY 1",
                    (f"fixer_left_{own}", f"fixer_mine_{own}"),
                ).fetchall()
        finally:
            connection.execute(f"DROP OWNED BY fixer_left_{own}" if stays else "SELECT")
            connection.execute(f"DROP ROLE IF EXISTS fixer_left_{own}, fixer_mine_{own}")

    assert [role for (role,) in found] == [*(each.format(own) for each in stays), f"fixer_mine_{own}"]


def test_a_role_stays_while_a_run_is_on_that_came_by_another_database(server: Postgres):
    """Turns are taken in each database by itself: it has made its roles, and nothing with them yet."""
    url, role = server.url.format("postgres"), f"fixer_made_{os.getpid()}"
    told = f"SELECT count(*) FROM pg_roles WHERE rolname = '{role}'".encode()
    with connect(url) as connection:
        Sender(connection).send(Script("up.sql", f"CREATE ROLE {role}", Way.EACH))
        with (
            connect(server.url.format("template1")),
            scratch(url) as given,
            scratch_database(given, EMPTY, ()),
        ):
            assert connection.execute(told).fetchone() == (1,)
        with scratch(url) as given, scratch_database(given, EMPTY, ()):
            assert connection.execute(told).fetchone() == (0,)


def test_what_another_run_uses_and_what_is_not_fixer_s_own_stays_with_the_next_run(server: Postgres):
    """A database is another run's from before it is made: its lock is held in whichever database that one is connected to."""
    url = server.url.format("postgres")
    token = f"{os.getpid():012x}"
    held, used, named = f"fixer_verify_{token}", f"fixer_verify_f{token[1:]}", f"fixer_verify_{token}_mine"
    with connect(url) as connection:
        for name in (held, used, named):
            connection.execute(f"CREATE DATABASE {name}")
        try:
            with connect(server.url.format(named)) as owner, connect(server.url.format(used)):
                owner.execute("SELECT pg_advisory_lock(%s)", (int(token, 16),))
                with scratch(url):
                    there = connection.execute("SELECT datname FROM pg_database").fetchall()
        finally:
            for name in (held, used, named):
                connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    assert {(held,), (used,), (named,)} <= set(there)
