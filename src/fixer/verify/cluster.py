"""A PostgreSQL in a private folder: made, started, and thrown away whole. Files and processes, no connection."""

from __future__ import annotations

import os
import pwd
import re
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from fixer.interrupts import undisturbed
from fixer.model import FixerError
from fixer.values import Value
from fixer.verify.abandoned import in_use, remove_left
from fixer.verify.guard import dismiss, waiting

_START_SECONDS = 60
_ELSEWHERE = "Have TMPDIR lead to a folder with room for it, or name a server with --server URL."
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
# When the guard's input closes, the server goes, and its folder. An initdb that is left alone goes on for a while, and makes
# files where some were just removed.
_GUARD = """
trap '' INT TERM HUP
cat > /dev/null
[ -e "$1" ] || exit 0
tries=0
while [ $tries -lt 50 ]; do
    pid=$(head -n 1 "$1/data/postmaster.pid" 2> /dev/null)
    [ -n "$pid" ] && kill -QUIT "$pid" 2> /dev/null || rm -rf "$1" 2> /dev/null
    sleep 0.1
    tries=$((tries + 1))
done
rm -rf "$1"
"""


_REPEATS_SQL = re.compile(r" (STATEMENT|QUERY|CONTEXT):  | DETAIL:  Failed process was running: ")


class Cluster(Value, frozen=True):
    """A running server in a folder of its own, and the programs that it was made with."""

    folder: Path
    binaries: Path

    @property
    def conninfo(self) -> str:
        """How to connect to its maintenance database."""
        host = str(self.folder).replace("\\", "\\\\").replace("'", "\\'")
        return f"host='{host}' port=5432 user=postgres dbname=postgres"

    @property
    def log(self) -> Path:
        """What it says."""
        return self.folder / "log"


@contextmanager
def running(binaries: Path) -> Iterator[Cluster]:
    """A server of these programs, stopped and removed at the end, whatever happens. Raises FixerError."""
    user = _unprivileged()
    remove_left(_temporary_folder(), os.geteuid() if user is None else pwd.getpwnam(user).pw_uid)
    with undisturbed():
        folder = _temporary_folder() / f"fixer-{secrets.token_hex(6)}"
        guard = waiting("/bin/sh", "-c", _GUARD, "guard", str(folder))
    process: subprocess.Popen[bytes] | None = None
    used = ExitStack()
    try:
        try:
            folder.mkdir(mode=0o700)  # now that there is one to remove it
            used.enter_context(in_use(folder))
            if user is not None:
                shutil.chown(folder, user)
            binaries = _initialised(binaries, folder, user)
            process = _launch(binaries, folder, user)
        except OSError as error:
            raise FixerError(f"no scratch server could be set up: {error}", hint=_ELSEWHERE) from None
        _wait(process, folder)
        yield Cluster(folder, binaries)
    finally:
        with undisturbed():
            if process is not None:
                _stop(process)
            shutil.rmtree(folder, ignore_errors=True)
            used.close()
            dismiss(guard)


def _initialised(binaries: Path, folder: Path, user: str | None) -> Path:
    """The programs that made the cluster: these, or a copy where the server's user may run it."""
    try:
        _initialise(binaries, folder, user)
    except (OSError, FixerError):
        copied = _reachable(binaries, folder, user) if user is not None else binaries
        if copied == binaries:
            raise
        _initialise(copied, folder, user)
        return copied
    return binaries


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


def _temporary_folder() -> Path:
    """Where the folder goes: the usual place, unless a socket in it would have too long a name, or one that is two to libpq, or the
    server's user may not get there.
    """
    usual = Path(tempfile.gettempdir())
    short = len(os.fsencode(usual)) < _SOCKET_BYTES - 30
    reached = os.geteuid() != 0 or _is_open(usual)
    return usual if short and reached and "," not in str(usual) else Path("/tmp")  # noqa: S108


def _reachable(binaries: Path, folder: Path, user: str) -> Path:
    """The programs where that user may run them: a virtual environment below /root is closed to others.

    The wheel's look for their libraries three folders up, in ``<package>.libs``: what is copied stays so far apart.
    """
    if _is_open(binaries):
        return binaries
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


def _is_open(path: Path) -> bool:
    """Whether everybody gets into a folder."""
    return all(folder.stat().st_mode & 0o001 for folder in (path, *path.parents))


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
            hint=_with_way_out(_last_lines(done.stderr or done.stdout)),
        )


def _launch(binaries: Path, folder: Path, user: str | None) -> subprocess.Popen[bytes]:
    """The server, in a session of its own: a Ctrl-C at the terminal is for us, who stop it in order."""
    sockets = str(folder).replace('"', '""')  # a list of names
    given = [
        word for setting in (*_SETTINGS, f'unix_socket_directories="{sockets}"') for word in ("-c", setting)
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
            raise FixerError(f"the scratch server {what}", hint=_with_way_out(tail(folder / "log")))
        time.sleep(0.005)


def _with_way_out(said: str) -> str:
    return "\n  ".join(filter(None, (said, _ELSEWHERE)))


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ends the server at once: nothing in it is to be kept."""
    if process.poll() is None:
        process.send_signal(signal.SIGQUIT)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def tail(log: Path | None) -> str:
    """Its last words, for a message: empty where there are none."""
    try:
        return _last_lines(log.read_text(errors="replace")) if log is not None else ""
    except OSError:
        return ""


def _last_lines(text: str) -> str:
    """Without the SQL that it repeats, which may hold a password."""
    lines = [
        line
        for line in text.splitlines()
        if line.strip() and not line.startswith("\t") and not _REPEATS_SQL.search(line)
    ]
    return "Its last words:\n    " + "\n    ".join(lines[-5:]) if lines else ""
