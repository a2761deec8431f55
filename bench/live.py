"""A large database on a scratch server of its own, for what is measured beside pg_dump."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from fixer.verify import binaries
from fixer.verify.server import database, started

# as the program does, they leave garbage alone; the last line is how long the work took, without Python's imports
INTROSPECT = """
import gc, sys, time
gc.disable()
import psycopg
from fixer.catalog.introspect import introspect
from fixer.catalog.introspect.connect import connect
begin = time.perf_counter()
introspect(connect(sys.argv[1]), beside=connect(sys.argv[1]))
print(time.perf_counter() - begin)
gc.freeze()
"""
DETECT = """
import gc, sys, time
gc.disable()
import psycopg
from fixer.catalog.introspect import introspect
from fixer.catalog.introspect.connect import connect
from fixer.config import Config, options_for
from fixer.planner.detected import detected
from fixer.registry import load
from fixer.render import builtin_folder
import fixer.api
begin = time.perf_counter()
catalog = introspect(connect(sys.argv[1]), beside=connect(sys.argv[1]))
fixers = {rule: fixer.on("plain") for rule, fixer in load([builtin_folder("fixers")]).items()}
options = {rule: options_for(fixer, Config(), "plain", {}, (), None, None) for rule, fixer in fixers.items()}
print(sum(1 for _ in detected(fixers.values(), catalog, options)))
print(time.perf_counter() - begin)
gc.freeze()
"""
_PSQL = re.compile(r"^\\.*$", re.MULTILINE)


@contextmanager
def loaded(dump: Path, programs: Path) -> Iterator[tuple[str, Path]]:
    """A database that a dump was loaded into: how to connect to it, and the pg_dump that fits its server."""
    with started(programs) as server, database(server) as conninfo:
        program = next(binaries.pg_dumps(server.major, server.binaries), None)
        if program is None:
            raise SystemExit(f"there is no pg_dump for PostgreSQL {server.major} to measure beside")
        text = _PSQL.sub("", dump.read_text())
        with psycopg.connect(conninfo, autocommit=True) as connection:
            for role in sorted(set(re.findall(r"(?:OWNER TO|TO) (\w+);", text)) - {"PUBLIC"}):
                connection.execute(f"CREATE ROLE {role}".encode())
            for part in text.split(";\n\n\n"):  # one transaction would hold more locks than a server has
                if part.strip():
                    connection.execute(part.encode())
            connection.execute("ANALYZE")
        yield conninfo, program
