"""Processes that outlive this program: they wait for its end, and put away what it has left.

Their input closes with it, whatever ends it, kill -9 included. What they have to know comes through that, too: arguments and
environments are there for others to read, and a connection string may hold a password.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from fixer.interrupts import undisturbed
from fixer.values import Value


def waiting(*command: str) -> subprocess.Popen[bytes]:
    """A guard, of these words."""
    return subprocess.Popen(  # noqa: S603  a program of our own
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def dismiss(guard: subprocess.Popen[bytes]) -> None:
    """Ends a guard, once there is nothing to be put away."""
    assert guard.stdin is not None
    with suppress(BrokenPipeError):
        guard.stdin.close()
    guard.wait()


class Guard(Value, frozen=True):
    """The guard of what is made on a server that was named: ``left_behind``, which has a driver to connect with."""

    process: subprocess.Popen[bytes]
    conninfo: str
    """Where the server is, which is told to nobody else."""

    @contextmanager
    def over(self, action: str, **given: object) -> Iterator[None]:
        """Has an action of ``left_behind`` done, should this program be killed in here."""
        self._tell({"action": action, "conninfo": self.conninfo, **given})
        try:
            yield
        finally:
            self._tell(None)

    def _tell(self, message: object) -> None:
        assert self.process.stdin is not None
        with undisturbed(), suppress(BrokenPipeError):  # without a guard it is as it would be
            self.process.stdin.write(json.dumps(message).encode() + b"\n")
            self.process.stdin.flush()


@contextmanager
def guarding(conninfo: str) -> Iterator[Guard]:
    """A guard for as long as a server that was named is used."""
    with undisturbed():  # not from the folder that we are in: there may be a json.py in it
        process = waiting(sys.executable, "-P", "-m", "fixer.verify.left_behind")
    try:
        yield Guard(process, conninfo)
    finally:
        with undisturbed():
            dismiss(process)
