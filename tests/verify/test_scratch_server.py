"""A scratch server starts, also for root, and leaves nothing behind, whatever ends the run."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from postgres import Postgres

from fixer.model import FixerError
from fixer.values import replace
from fixer.verify import binaries, cluster
from fixer.verify.connection import connect
from fixer.verify.database import Schema, scratch_database
from fixer.verify.script import Script, Way
from fixer.verify.send import Sender, SqlError
from fixer.verify.server import _TURN, Server, database, major_of, scratch, started
from fixer.verify.starting import starting

PROGRAM = """
import sys, time
from fixer.interrupts import ending_is_interrupting
from fixer.verify.server import scratch, database
with ending_is_interrupting(), scratch() as server, database(server) as url:
    print(server.log.parent, open(server.log.parent / "data" / "postmaster.pid").readline().strip(), flush=True)
    time.sleep(60)
"""


def _ended(pid: int) -> bool:
    """Whether a process is at an end. Its entry may stay for seconds, until the first process of the machine looks after orphans."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return True
    return state in "ZX"


def _gone(pid: int, folder: Path) -> bool:
    for _attempt in range(200):
        if not folder.exists() and _ended(pid):
            return True
        time.sleep(0.05)
    return False


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

    assert _gone(pid, folder)


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

    assert _gone(int(pid), Path(folder))


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
    assert _gone(pid, folder)


def _killed(server: Server) -> None:
    """The server is gone as after kill -9, and nobody waits for it."""
    pid = int((server.log.parent / "data" / "postmaster.pid").read_text().splitlines()[0])
    os.kill(pid, signal.SIGKILL)
    while not _ended(pid):
        time.sleep(0.01)


EMPTY = Schema((), "plain", (), one_transaction=False, source="nothing")
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
            _killed(server)
            crash(server, made)

    assert caught.value.hint.startswith("Its last words:\n")


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
            _killed(server)
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
        _soon(lambda: errors.read_text() != "")
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


def test_a_given_server_keeps_nothing_but_what_it_had(server: Postgres):
    url = server.url.format("postgres")
    with connect(url) as connection:
        known = connection.execute("SELECT datname FROM pg_database ORDER BY 1").fetchall()

    with scratch(url) as given, pytest.raises(ZeroDivisionError), database(given) as made, connect(made):
        assert not given.own
        raise ZeroDivisionError

    with connect(url) as connection:
        assert connection.execute("SELECT datname FROM pg_database ORDER BY 1").fetchall() == known


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


def _soon(wanted: Callable[[], bool]) -> bool:
    until = time.monotonic() + 20
    while not wanted() and time.monotonic() < until:
        time.sleep(0.05)
    return wanted()


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

        assert _soon(lambda: not _left(connection, name, program))
        assert b"left_behind" in seen
        assert b"hunter2" not in seen
        assert _soon(lambda: _ended(int(guard.name)))


def test_a_database_that_is_being_made_when_the_program_is_killed_goes_too(server: Postgres):
    """The server goes on making it, and hears only then that nobody is there."""
    url = server.url.format("postgres")
    making = "SELECT split_part(query, '\"', 2) FROM pg_stat_activity WHERE query LIKE 'CREATE DATABASE \"fixer_verify_%'"
    with connect(url) as connection, connect(url) as other:
        with other.transaction():
            other.execute("COMMENT ON DATABASE template0 IS 'unmodifiable empty database'")
            with _running(url) as program:
                assert _soon(lambda: connection.execute(making).rowcount == 1)
                ((name,),) = connection.execute(making)
            time.sleep(0.5)  # the guard is at work before there is anything to be dropped
            assert connection.execute(making).rowcount == 1

        assert _soon(lambda: connection.execute(making).rowcount == 0)
        assert _soon(lambda: not _left(connection, name, program))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_server_that_takes_its_time_is_not_waited_for_when_the_program_is_asked_to_end(
    server: Postgres, number
):
    url = server.url.format("postgres")
    making = "SELECT split_part(query, '\"', 2) FROM pg_stat_activity WHERE query LIKE 'CREATE DATABASE \"fixer_verify_%'"
    with connect(url) as connection, connect(url) as other, other.transaction():
        other.execute("COMMENT ON DATABASE template0 IS 'unmodifiable empty database'")
        with _running(url) as program:
            assert _soon(lambda: connection.execute(making).rowcount == 1)
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
        assert _ended(int(guard.name))


def test_what_a_run_left_that_was_ended_with_its_guard_goes_with_the_next_run(server: Postgres):
    url = server.url.format("postgres")
    with connect(url) as connection, _running(url) as program:
        name = program.stdout.readline().strip()
        (guard,) = _children(program.pid)
        os.kill(int(guard.name), signal.SIGKILL)
        program.kill()
        gone = "SELECT count(*) = 0 FROM pg_stat_activity WHERE datname = %s"
        assert _soon(lambda: connection.execute(gone, (name,)).fetchone() == (True,))
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


def test_a_server_too_old_is_refused(monkeypatch, server: Postgres):
    monkeypatch.setattr("fixer.catalog.introspect.refusals.OLDEST", 99)

    with pytest.raises(FixerError, match="needs 99 or later"), scratch(server.url.format("postgres")):
        pass


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
