"""The command line: parsed by ``commands``, resolved by ``resolve``, carried out by ``actions``.

Nothing is imported before it is needed, so that ``fixer --version`` answers at once, and that Ctrl-C finds ``main`` running.
"""

from __future__ import annotations

import gc
import os
import sys

TYPE_CHECKING = False  # typing would have to be imported for it
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

BROKEN_PIPE, INTERRUPTED, ERROR = 141, 130, 2


def main() -> NoReturn:
    """The program."""
    try:
        code = run(sys.argv[1:])
    except KeyboardInterrupt:  # while the first modules are loaded
        code = INTERRUPTED
    gc.freeze()  # at its end Python would look through all that is there once more
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """Does what the arguments say. Returns the exit code: 2 after an error, which was shown."""
    if list(arguments) == ["--version"]:
        from fixer import __version__

        print(f"fixer {__version__}")
        return 0
    gc.disable()  # a catalog is one large tree that stays: collecting it over and over finds nothing
    from fixer.model import FixerError

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        from fixer.cli.commands import parse

        code = parse(arguments)()
        sys.stdout.flush()
    except FixerError as error:
        return _failed(str(error), error)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # nobody reads on; what Python would still flush at exit goes nowhere
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except Exception as error:  # noqa: BLE001  a bug of ours must not end in a page of traceback
        what = f"{type(error).__name__}: {error}".splitlines()[0]
        return _failed(f"this is a bug in fixer, please report it ({what}); FIXER_DEBUG=1 shows where", error)
    return code


def _failed(message: str, error: BaseException) -> int:
    from fixer.report.safe import block

    if os.environ.get("FIXER_DEBUG") == "1":
        import traceback

        traceback.print_exception(error)
    print(f"error: {block(message)}", file=sys.stderr)
    return ERROR
