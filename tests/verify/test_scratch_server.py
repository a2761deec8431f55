"""A scratch server starts, also for root, and leaves nothing behind, whatever ends the run."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from postgres import Postgres
from verify.runs import EMPTY, gone, killed

from fixer.model import FixerError
from fixer.verify import binaries, cluster
from fixer.verify.connection import connect
from fixer.verify.database import Schema, scratch_database
from fixer.verify.server import Server, database, scratch, started
from fixer.verify.starting import starting

PROGRAM = """
import sys, time
from fixer.interrupts import ending_is_interrupting
from fixer.verify.server import scratch, database
with ending_is_interrupting(), scratch() as server, database(server) as url:
    print(server.log.parent, open(server.log.parent / "data" / "postmaster.pid").readline().strip(), flush=True)
    time.sleep(60)
"""


def test_a_server_runs_and_its_databases_and_folder_go():
    with scratch() as server:
        folder = server.log.parent
        with database(server) as url, connect(url) as connection:
            assert connection.execute("SELECT count(*) FROM pg_class WHERE oid >= 16384").fetchone() == (0,)
            pid = int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])
        with connect(server.conninfo) as connection:
            assert (
                connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'fixer%'").fetchall()
                == []
            )

    assert gone(pid, folder)


@pytest.mark.slow
def test_what_is_still_being_made_when_the_program_is_killed_goes_too(tmp_path):
    """An initdb that is left alone makes files where the guard has just removed some."""
    folder = tmp_path / "fixer-x"
    guard = subprocess.Popen(["/bin/sh", "-c", cluster._GUARD, "guard", str(folder)], stdin=subprocess.PIPE)
    making = (
        'i=0; while [ $i -lt 500 ]; do mkdir -p "$1/data"; : > "$1/data/$i"; i=$((i + 1)); done 2> /dev/null'
    )
    folder.mkdir()
    left_alone = subprocess.Popen(["/bin/sh", "-c", making, "initdb", str(folder)])

    guard.stdin.close()
    left_alone.wait()
    guard.wait()

    assert not folder.exists()


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_no_signal_leaves_a_process_or_a_folder(number):
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    folder, pid = program.stdout.readline().split()
    assert Path(folder).exists()

    program.send_signal(number)
    program.wait(30)

    assert gone(int(pid), Path(folder))


def test_a_server_that_starts_meanwhile_goes_with_an_error_too():
    with pytest.raises(ZeroDivisionError), starting() as opened:
        with opened([]) as server, connect(server.conninfo):
            folder = server.log.parent
        raise ZeroDivisionError

    assert not folder.exists()


def test_an_error_before_the_server_is_wanted_leaves_nothing(monkeypatch):
    made = []

    def noted(folder, *arguments, **named):
        made.append(folder)
        return mkdir(folder, *arguments, **named)

    mkdir = Path.mkdir
    monkeypatch.setattr("fixer.verify.cluster.Path.mkdir", noted)
    with pytest.raises(ZeroDivisionError), starting():
        raise ZeroDivisionError

    assert len(made) == 1
    assert not made[0].exists()


def test_a_temporary_folder_that_is_closed_to_the_server_s_user_is_not_used(tmp_path, monkeypatch):
    tmp_path.chmod(0o700)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    with scratch() as server, connect(server.conninfo) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts the server as another user")
def test_programs_of_a_closed_virtual_environment_are_copied_with_their_libraries(tmp_path):
    installed = next(iter(binaries.embedded()), None)
    if installed is None:
        pytest.skip("the wheel with the server is not installed")
    package = installed.parent.parent
    closed = tmp_path / "closed"
    for name in (package.name, f"{package.name}.libs"):
        shutil.copytree(package.with_name(name), closed / name, symlinks=True, copy_function=os.link)
    closed.chmod(0o700)

    with (
        started(closed / installed.relative_to(package.parent)) as server,
        database(server) as url,
        connect(url) as connection,
    ):
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_crash_of_the_server_is_told_with_its_last_words_and_leaves_nothing():
    with pytest.raises(FixerError) as caught, scratch() as server:
        folder = server.log.parent
        with database(server) as url, connect(url) as connection:
            pid = int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])
            os.kill(pid, signal.SIGQUIT)
            try:
                for _attempt in range(100):
                    connection.execute("SELECT pg_sleep(0.1)")
            except psycopg.OperationalError as error:
                raise server.stopped(error) from None

    assert "connection to the scratch server was lost" in str(caught.value)
    assert "immediate shutdown" in caught.value.hint
    assert gone(pid, folder)


CRASHES = {
    "while connecting": lambda server, _made: server.connect(),
    "while a scratch database is made": lambda server, _made: scratch_database(server, EMPTY, ()).__enter__(),
    "while the schema is looked at": lambda _server, made: made.snapshot(with_dump=True),
}


@pytest.mark.slow
@pytest.mark.parametrize("crash", CRASHES.values(), ids=CRASHES)
def test_the_last_words_are_told_wherever_the_server_crashes(crash):
    """The SQL that it repeats is not among them: it may hold a password."""
    with pytest.raises(FixerError) as caught, started(binaries.choose()) as server:
        with connect(server.conninfo) as connection, pytest.raises(psycopg.errors.SyntaxError):
            connection.execute("CREATE ROLE joe\nPASSWORD 'hunter2' NONSENSE")
        assert 'unrecognized role option "nonsense"' in cluster.tail(server.log)
        assert "hunter2" not in cluster.tail(server.log)
        with scratch_database(server, EMPTY, ()) as made:
            killed(server)
            crash(server, made)

    assert caught.value.hint.startswith("Its last words:\n")


@pytest.mark.slow
def test_a_server_that_will_not_start_says_why(tmp_path):
    for name in ("initdb", "postgres"):
        program = tmp_path / name
        program.write_text(
            "#!/bin/sh\n" + ("echo no room for $0 >&2; exit 3\n" if name == "initdb" else "exit 0\n")
        )
        program.chmod(0o755)
    tmp_path.chmod(0o755)

    with pytest.raises(FixerError) as caught, started(tmp_path):
        pass

    assert "initdb failed" in str(caught.value)
    assert "no room for" in caught.value.hint


def test_libpq_s_variables_do_not_lead_a_server_of_ours_elsewhere(monkeypatch):
    """PGHOSTADDR counts more than any host: the migrations would run on the server that listens there."""
    given = {
        "PGHOSTADDR": "127.0.0.1",
        "PGPORT": "1",
        "PGSERVICE": "nowhere",
        "PGSSLMODE": "require",
        "PGOPTIONS": "-c default_transaction_read_only=on",
        "PGCLIENTENCODING": "LATIN1",
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    schema = Schema((), "plain", (), one_transaction=False, source="")

    with scratch() as own, scratch_database(own, schema, []) as made:
        made.connection.execute('CREATE TABLE "表" ()')

        assert 'CREATE TABLE public."表"' in made.snapshot(with_dump=True).dump
    assert {name: os.environ[name] for name in given} == given


def test_a_pg_dump_that_does_not_get_in_is_passed_over(monkeypatch, server: Postgres):
    """The wheel's knows no SSL."""
    url, schema = server.url.format("postgres"), Schema((), "plain", (), one_transaction=False, source="")
    refused, good = Path("/bin/false"), server.binaries / "pg_dump"

    for found, used in ({(refused, good): good, (refused,): None}).items():
        monkeypatch.setattr(binaries, "pg_dumps", lambda *_arguments, found=found: iter(found))
        with scratch(url) as given, scratch_database(given, schema, []) as made:
            assert made.pg_dump == used


def test_the_programs_that_have_the_extensions_are_chosen():
    found = [*binaries.embedded(), *binaries.local()]
    if not any("pgcrypto" in binaries.extensions(folder) for folder in found):
        pytest.skip("no server here has pgcrypto")

    assert "pgcrypto" in binaries.extensions(binaries.choose(["pgcrypto"]))
    assert binaries.choose([]) == found[0]


def test_where_there_are_no_programs_it_is_said_how_to_get_them(monkeypatch):
    monkeypatch.setattr(binaries, "embedded", lambda: ())
    monkeypatch.setattr(binaries, "local", lambda: ())

    with pytest.raises(FixerError, match=r"pg-fixer\[verify\]"):
        binaries.choose()


def test_versions_are_those_of_the_server():
    with started(binaries.choose()) as server:
        assert isinstance(server, Server)
        assert server.major == binaries.major(binaries.choose())
