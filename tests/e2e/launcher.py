"""Runs fixer again and again, each time in a process of its own: a fork of this one, which has it loaded already.

Reads one JSON object a line: arguments, folder, environment, and the files that take its output; answers with
its exit code. Loading takes several times as long as planning for an example does.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from fixer.cli import actions, commands, run
from fixer.registry import load
from fixer.render import builtin_folder

LOADED = (actions, commands, load([builtin_folder("fixers")]))


def child(request: dict[str, Any]) -> None:
    """Becomes the run that is asked for."""
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    for descriptor, path in ((0, os.devnull), (1, request["stdout"]), (2, request["stderr"])):
        os.dup2(os.open(path, os.O_RDWR | os.O_CREAT), descriptor)
    code = run(request["arguments"])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def main() -> None:
    for line in sys.stdin:
        request = json.loads(line)
        pid = os.fork()
        if pid == 0:
            try:
                child(request)
            finally:  # reached only by what even run() does not catch
                sys.excepthook(*sys.exc_info())
                os._exit(255)
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)


if __name__ == "__main__":
    main()
