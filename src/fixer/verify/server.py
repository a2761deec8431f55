"""A scratch PostgreSQL: started in a private folder and thrown away whole, or a server of the user's.

On a server that was named by URL nothing is touched but a database of a name of its own (``database``) and
roles that were missing.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from fixer.interrupts import undisturbed
from fixer.model import FixerError
from fixer.verify import binaries as programs
from fixer.verify.connection import at_database, connect, settings, shown, without_password

_START_SECONDS = 60
_SOCKET_BYTES = 90  # a socket's path has 108 bytes at most, its name included (unix(7))
_SETTINGS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "autovacuum=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "max_connections=50",
    "max_locks_per_transaction=1024",
    "shared_buffers=64MB",
    "listen_addresses=",
    "logging_collector=off",
)
# Whatever ends this program, kill -9 included, closes the guard's input: then the server goes, and its folder.
_GUARD = """
trap '' INT TERM HUP
cat > /dev/null
pid=$(head -n 1 "$1/data/postmaster.pid" 2> /dev/null)
if [ -n "$pid" ]; then
    kill -QUIT "$pid" 2> /dev/null
    tries=0
    while kill -0 "$pid" 2> /dev/null && [ $tries -lt 100 ]; do sleep 0.1; tries=$((tries + 1)); done
fi
rm -rf "$1"
"""


@dataclass(frozen=True)
class Server:
    """A running server. ``conninfo`` leads to its maintenance database, and may hold a password: it is never shown."""

    conninfo: str
    version: int
    """As server_version_num: 150018."""
    binaries: Path | None = None
    """The folder of its programs, where it is ours."""
    log: Path | None = None
    prepared: deque[str] = field(default_factory=deque, compare=False)
    """Names of new databases that were made while something else was done."""

    @property
    def own(self) -> bool:
        """Whether it is thrown away whole at the end."""
        return self.log is not None

    @property
    def major(self) -> int:
        """Its major version."""
        return self.version // 10000

    def at(self, database: str) -> str:
        """The connection string of one of its databases."""
        return at_database(self.conninfo, database)

    def stopped(self, error: BaseException) -> FixerError:
        """What to say when the connection broke off."""
        said = without_password(str(error), settings(self.conninfo))
        return FixerError(f"the connection to the scratch server was lost: {said}", hint=_tail(self.log))


Opener = Callable[[Collection[str]], AbstractContextManager[Server]]
"""Given the extensions that are wanted, the server."""


@contextmanager
def starting(url: str | None = None) -> Iterator[Opener]:
    """A server of our own that starts, and makes a database, while something else is done; at the end it is gone.
    Or the one at ``url``.

    Where the extensions that are wanted in the end are those of other programs, one of theirs is started instead.
    """
    if url is not None:
        yield lambda extensions: scratch(url, extensions)
        return
    usual = programs.choose()
    manager = started(usual)

    @contextmanager
    def opened(extensions: Collection[str]) -> Iterator[Server]:
        wanted = programs.choose(extensions)
        if wanted == usual:
            yield entering.result()
            return
        with started(wanted) as server:
            yield server

    def enter() -> Server:
        server = manager.__enter__()
        try:
            server.prepared.append(_created(server))
        except BaseException:
            manager.__exit__(*sys.exc_info())
            raise
        return server

    with ThreadPoolExecutor(1) as executor:
        entering = executor.submit(enter)
        try:
            yield opened
        finally:
            with undisturbed():
                if entering.exception() is None:
                    manager.__exit__(None, None, None)


@contextmanager
def scratch(url: str | None = None, extensions: Collection[str] = ()) -> Iterator[Server]:
    """The server at ``url``, else one of our own that has, if any has, these extensions. Raises FixerError."""
    if url is not None:
        with connect(url) as connection:
            version = connection.info.server_version
        yield Server(url, version)
        return
    with started(programs.choose(extensions)) as server:
        yield server


@contextmanager
def started(binaries: Path) -> Iterator[Server]:
    """A server of these programs, stopped and removed at the end, whatever happens. Raises FixerError."""
    user = _unprivileged()
    with undisturbed():
        folder = Path(tempfile.mkdtemp(prefix="fixer-", dir=_temporary_folder()))
        guard = subprocess.Popen(  # noqa: S603  our own script, no input but the folder's name
            ["/bin/sh", "-c", _GUARD, "guard", str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    process: subprocess.Popen[bytes] | None = None
    try:
        if user is not None:
            shutil.chown(folder, user)
            binaries = _reachable(binaries, folder, user)
        _initialise(binaries, folder, user)
        process = _launch(binaries, folder, user)
        conninfo = f"host={folder} port=5432 user=postgres dbname=postgres"
        _wait(process, folder)
        with connect(conninfo) as connection:
            version = connection.info.server_version
        yield Server(conninfo, version, binaries, folder / "log")
    finally:
        with undisturbed():
            if process is not None:
                _stop(process)
            shutil.rmtree(folder, ignore_errors=True)
            assert guard.stdin is not None
            guard.stdin.close()
            guard.wait()


@contextmanager
def database(server: Server, name: str | None = None) -> Iterator[str]:
    """A new database from template0, dropped at the end. Gives its connection string. Raises FixerError."""
    created = None
    try:
        with undisturbed():
            ready = name is None and server.prepared
            created = server.prepared.popleft() if ready else _created(server, name)
        yield server.at(created)
    finally:
        if created is not None:
            with undisturbed():
                _drop(server, created)


def _created(server: Server, name: str | None = None) -> str:
    """The name of a new database."""
    name = name or f"fixer_verify_{secrets.token_hex(6)}"
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(name))
    with connect(server.conninfo) as connection:
        try:
            connection.execute(statement)
        except psycopg.Error as error:
            if server.own and connection.broken:
                raise server.stopped(error) from None
            raise FixerError(
                f"{shown(settings(server.conninfo))} refuses a scratch database: {error.diag.message_primary or error}",
                hint="The user needs the right to create databases (ALTER ROLE … CREATEDB).",
            ) from None
    return name


def _drop(server: Server, name: str) -> None:
    """Drops a database with whoever is connected to it. A server of ours that has crashed goes as a whole."""
    try:
        with connect(server.conninfo) as connection:
            statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
            connection.execute(statement.format(sql.Identifier(name)))
    except (FixerError, psycopg.Error) as error:
        if not server.own:
            raise FixerError(
                f"the scratch database {name} could not be dropped from {shown(settings(server.conninfo))}: {error}",
                hint=f"Drop it by hand: DROP DATABASE {name} WITH (FORCE)",
            ) from None


def _unprivileged() -> str | None:
    """PostgreSQL refuses to run as root: whom to run it as."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    found = next((name for name in ("postgres", "nobody") if name in names), None)
    if found is None:
        raise FixerError(
            "PostgreSQL does not run as root, and there is no user postgres or nobody to run it as",
            hint="Run fixer as another user, or name a server with --server URL.",
        )
    return found


def _temporary_folder() -> str | None:
    """Where the folder goes: the usual place, unless a socket in it would have too long a name, or the server's user
    may not get there."""
    usual = Path(tempfile.gettempdir())
    short = len(os.fsencode(usual)) < _SOCKET_BYTES - 30
    open_ = os.geteuid() != 0 or all(folder.stat().st_mode & 0o001 for folder in (usual, *usual.parents))
    return None if short and open_ else "/tmp"  # noqa: S108


def _reachable(binaries: Path, folder: Path, user: str) -> Path:
    """The programs where that user may run them: a virtual environment below /root is closed to others.

    The wheel's look for their libraries three folders up, in ``<package>.libs``: what is copied stays so far apart.
    """
    try:
        subprocess.run(  # noqa: S603
            [binaries / "postgres", "--version"], user=user, group=_group(user), extra_groups=[],
            capture_output=True, check=True, cwd="/",
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        installed, package = binaries.parent, binaries.parent.parent
        copied = folder / "programs" / package.name / installed.name
        shutil.copytree(installed, copied, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, folder / "programs" / libraries.name, symlinks=True)
        for made in (copied, copied.parent, copied.parent.parent):
            made.chmod(0o755)
        return copied / binaries.name
    return binaries


def _group(user: str) -> int:
    return pwd.getpwnam(user).pw_gid


def _initialise(binaries: Path, folder: Path, user: str | None) -> None:
    command = [
        *(str(binaries / "initdb"), "-D", str(folder / "data"), "-A", "trust", "-U", "postgres"),
        *("-E", "UTF8", "--locale=C", "--no-sync"),
    ]
    done = subprocess.run(  # noqa: S603  programs that were found, no shell
        command,
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env=_environment(),
        **_as(user),
    )
    if done.returncode:
        raise FixerError(
            "no scratch server could be set up: initdb failed",
            hint=_last_lines(done.stderr or done.stdout),
        )


def _launch(binaries: Path, folder: Path, user: str | None) -> subprocess.Popen[bytes]:
    """The server, in a session of its own: a Ctrl-C at the terminal is for us, who stop it in order."""
    given = [
        word for setting in (*_SETTINGS, f"unix_socket_directories={folder}") for word in ("-c", setting)
    ]
    with (folder / "log").open("wb") as log:
        process: subprocess.Popen[bytes] = subprocess.Popen(  # noqa: S603
            [str(binaries / "postgres"), "-D", str(folder / "data"), "-p", "5432", *given],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=folder,
            env=_environment(),
            start_new_session=True,
            **_as(user),
        )
    return process


def _as(user: str | None) -> Any:  # what subprocess takes for it
    return {} if user is None else {"user": user, "group": _group(user), "extra_groups": []}


def _environment() -> dict[str, str]:
    """Nothing of the caller's PGHOST, PGDATA, LC_ALL …"""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def _wait(process: subprocess.Popen[bytes], folder: Path) -> None:
    """Until the server is ready, which it writes into postmaster.pid's last line. Raises FixerError."""
    until = time.monotonic() + _START_SECONDS
    state = folder / "data" / "postmaster.pid"
    while True:
        with suppress(OSError):
            if state.read_text().rstrip().endswith("ready"):
                return
        code = process.poll()
        if code is not None or time.monotonic() > until:
            what = f"ended with code {code}" if code is not None else f"was not ready in {_START_SECONDS} s"
            raise FixerError(f"the scratch server {what}", hint=_tail(folder / "log"))
        time.sleep(0.005)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ends the server at once: nothing in it is to be kept."""
    if process.poll() is None:
        process.send_signal(signal.SIGQUIT)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _tail(log: Path | None) -> str:
    try:
        return _last_lines(log.read_text(errors="replace")) if log is not None else ""
    except OSError:
        return ""


def _last_lines(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return "Its last words:\n    " + "\n    ".join(lines[-5:]) if lines else ""
