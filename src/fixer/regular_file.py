"""Files of a project are regular files: a named pipe that nobody writes to is read for ever, and a device has no end.

What a person names on the command line may be a pipe all the same: ``/dev/stdin``, ``<(…)`` of a shell, a pipe of their own.
"""

from __future__ import annotations

import stat
from pathlib import Path

from fixer.model import FixerError

_PIPES = {stat.S_IFIFO: "a named pipe", stat.S_IFCHR: "a device"}
_OTHERS = {stat.S_IFSOCK: "a socket", stat.S_IFBLK: "a device"}


def contents(path: Path, shown: str, *, named: bool = False) -> bytes:
    """The bytes of a file that messages call ``shown``; ``named`` on the command line, it may be a pipe.

    Raises FixerError for what is not a regular file, OSError for one that cannot be read.
    """
    check(path, shown, named=named)
    return path.read_bytes()


def check(path: Path, shown: str, *, named: bool = False) -> None:
    """Raises FixerError for a pipe, a socket or a device; what is missing or a folder is the reader's to say."""
    try:
        kind = stat.S_IFMT(path.stat().st_mode)
    except (OSError, ValueError):  # ValueError: a null character in the path
        return
    what = (_OTHERS if named else _PIPES | _OTHERS).get(kind)
    if what is not None:
        raise FixerError(
            f"{shown} is not a regular file: it is {what}",
            hint="Write what it gives into a file, or remove it.",
        )
