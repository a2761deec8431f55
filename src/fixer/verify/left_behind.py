"""What a run leaves on a server that was named when it is killed, and who puts it away: a guard, which is this program.

Each line of its input is an action to be done at the end, or ``null`` where the last one has been done in order.
"""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any


def main() -> None:
    """Waits for the end of its input, and does what is left to be done, the last thing first."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    left = _left(sys.stdin)
    if left:
        _put_away(left)


def _left(lines: Iterable[str]) -> list[dict[str, Any]]:
    """The actions that are not done; a line that the end cut off is of something that was not begun."""
    left: list[dict[str, Any]] = []
    for line in lines:
        if not line.endswith("\n"):
            break
        message = json.loads(line)
        if message is None:
            left.pop()
        else:
            left.append(message)
    return left


def _put_away(left: list[dict[str, Any]]) -> None:
    import psycopg  # which takes long, and is hardly ever needed

    from fixer.model import FixerError
    from fixer.verify.database import restore_roles
    from fixer.verify.server import Server, drop_abandoned

    actions: dict[str, Callable[..., None]] = {"database": drop_abandoned, "roles": restore_roles}
    for given in reversed(left):
        action, server = actions[given.pop("action")], Server(given.pop("conninfo"), version=0)
        with suppress(FixerError, psycopg.Error):  # there is nobody to be told
            action(server, **given)


if __name__ == "__main__":
    main()
