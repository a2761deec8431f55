"""Running real linters over a project, and what a plan of their findings answers."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from e2e.tools import MIGRATIONS, NOW, fixer, sources
from psycopg.conninfo import conninfo_to_dict

from fixer.findings.report import Report
from fixer.findings.run import LINTERS, run_all

PATH = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
LISTS = ("edits", "satisfied", "refusals", "ignored")
_WRAPPED = frozenset(MIGRATIONS.values())  # Drizzle's and Supabase's, whose tools open a transaction


def installed(linter: str) -> None:
    """Skips the test where a linter is not on the PATH."""
    if shutil.which(LINTERS[linter].command[0], path=PATH) is None:
        pytest.skip(f"{linter} is not installed: {LINTERS[linter].install}")


def planned(
    project: Path, linter: str, *arguments: str, environment: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The plan of one linter's findings, everything in it that may be written."""
    done = fixer(
        project, "plan", "--run", linter, "--unsafe", "--now", NOW, "--output-format", "json", *arguments,
        environment={"PATH": PATH, **(environment or {})},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def applied(
    project: Path,
    out: str,
    linter: str,
    *arguments: str,
    environment: Mapping[str, str] | None = None,
) -> None:
    """Writes what ``planned`` plans, all of which is proved on PostgreSQL first."""
    done = fixer(
        project, "apply", "--verify", "--run", linter, "--unsafe", "--now", NOW, "--out", out, *arguments,
        environment={"PATH": PATH, **(environment or {})},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(r"\d+ proved on PostgreSQL [\d.]+\n", done.stderr), done.stderr  # and none left out


def answered(document: dict[str, Any], source: str) -> list[tuple[str, str, str | None]]:
    """Of each finding of a linter: how it is answered, its rule, and the object."""
    fixes = {
        json.dumps(fix): fix for migration in document["migrations"] for fix in migration["fixes"]
    }  # in parts
    entries = [("mended", fix) for fix in fixes.values()]
    entries += [(name, entry) for name in LISTS for entry in document[name]]
    return [
        (how, finding["rule"], entry.get("target"))
        for how, entry in entries
        for finding in entry["findings"]
        if finding["source"] == source
    ]


def found(project: Path, linter: str, environment: Mapping[str, str] | None = None) -> tuple[Report, ...]:
    """What the linter itself says of the migrations that are there."""
    out = next(folder for folder in MIGRATIONS.values() if (project / folder).is_dir())
    texts = [(source.path, source.text) for source in sources(project / out)[1]]
    listed = [(str(Path(path).relative_to(project)), text) for path, text in texts]
    surroundings = {**os.environ, "PATH": PATH, **(environment or {})}
    return run_all([linter], listed, project, surroundings, in_transaction=out in _WRAPPED)


@contextmanager
def over_tcp(url: str) -> Iterator[str]:
    """The URL of a database for programs that do not know Unix sockets: a port of this machine that leads to its socket."""
    given = conninfo_to_dict(url)
    folder = str(given["host"])
    if not folder.startswith("/"):
        yield f"{url}?sslmode=disable"
        return
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=_serve, args=(listening, f"{folder}/.s.PGSQL.5432"), daemon=True).start()
        yield f"postgresql://postgres@127.0.0.1:{listening.getsockname()[1]}{urlsplit(url).path}?sslmode=disable"


def _serve(listening: socket.socket, path: str) -> None:
    with suppress(OSError):  # it is closed at the end
        while True:
            client, _address = listening.accept()
            server = socket.socket(socket.AF_UNIX)
            server.connect(path)
            for source, sink in ((client, server), (server, client)):
                threading.Thread(target=_pass_on, args=(source, sink), daemon=True).start()


def _pass_on(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
