"""Running fixer as a user does, and migrations as each tool sends them, psql standing in for the tool."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from postgres import Postgres

from fixer.layouts import detect
from fixer.layouts.base import MigrationSource
from fixer.project import read

EXAMPLES = Path(__file__).parents[2] / "examples"
MIGRATIONS = {
    "agent-tasks": "lib/db/migrations",
    "content-platform": "packages/database/src/migrations",
    "creator-suite": "drizzle",
    "language-practice": "supabase/migrations",
}
EVERYTHING = {
    "fixer.toml": """
[[rules.missing-check.patterns]]
columns = "*_cents"
check = "{column} >= 0"
""",
    "dump.sql": """
-- Who buys from us.
CREATE TABLE users (id uuid PRIMARY KEY, email text NOT NULL);

-- One purchase.
CREATE TABLE orders (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users,
    total_cents bigint NOT NULL
);

-- What happened, by month.
CREATE TABLE events (
    at timestamptz NOT NULL,
    fee_cents integer,
    user_id uuid NOT NULL REFERENCES users
) PARTITION BY RANGE (at);
CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT;

CREATE SCHEMA "My Shop";
CREATE TABLE "My Shop"."Line" (
    id bigint PRIMARY KEY,
    "order" bigint NOT NULL CONSTRAINT "of an order" REFERENCES orders,
    price_cents bigint
);

CREATE FUNCTION "My Shop"."Sum"(l "My Shop"."Line", more numeric(10, 2)[]) RETURNS bigint LANGUAGE sql
    SECURITY DEFINER AS $$ SELECT sum(price_cents)::bigint FROM "My Shop"."Line" WHERE id = l.id $$;

CREATE FUNCTION total(o bigint) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    RETURN (SELECT total_cents FROM orders WHERE id = o);
END $$;
""",
}
"""A dump with work for every family of fixers, partitions and names that need quotes among it."""
NOW = "2026-12-01T02:03:04Z"
_CONCURRENTLY = re.compile(r"^\s*(CREATE|DROP) (UNIQUE )?INDEX CONCURRENTLY", re.MULTILINE | re.IGNORECASE)


@cache
def _launcher() -> subprocess.Popen[str]:
    """The process that runs fixer; it ends with this one, which closes its input."""
    program = [sys.executable, str(Path(__file__).with_name("launcher.py"))]
    return subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def fixer(
    folder: Path, *arguments: str, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """The program, run in a folder. The clock gives the time unless something says another."""
    launcher = _launcher()
    assert launcher.stdin is not None
    assert launcher.stdout is not None
    with tempfile.TemporaryDirectory() as output:
        files = {name: f"{output}/{name}" for name in ("stdout", "stderr")}
        request = files | {
            "arguments": arguments,
            "folder": str(folder),
            "environment": os.environ | {"SOURCE_DATE_EPOCH": "", "COLUMNS": "100", **(environment or {})},
        }
        print(json.dumps(request), file=launcher.stdin, flush=True)
        code = int(launcher.stdout.readline())
        # bytes, since line ends count
        said = {name: Path(path).read_bytes().decode() for name, path in files.items()}
    return subprocess.CompletedProcess(arguments, code, said["stdout"], said["stderr"])


def copied(example: str, folder: Path) -> tuple[Path, str]:
    """A copy of an example project in ``folder``, and its migrations folder from there."""
    project = folder / example
    shutil.copytree(EXAMPLES / example, project)
    return project, MIGRATIONS[example]


def write(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Puts files into a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, with its bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not {"__pycache__", ".git"} & set(path.parts)
    }


def sources(folder: Path) -> tuple[str, tuple[MigrationSource, ...]]:
    """The layout's name, and its migrations in the tool's order."""
    found = read(folder)
    layout = detect(found)
    return layout.name, layout.sources(found)


def up(server: Postgres, url: str, layout: str, migrations: Iterable[MigrationSource]) -> None:
    """Runs up migrations as the tool does."""
    if layout == "drizzle":  # one transaction for all that is pending
        server.psql(url, "\n".join(source.text for source in migrations), one_transaction=True)
        return
    for source in migrations:
        if layout in ("golang-migrate", "plain"):
            server.simple_query(url, source.text)
        elif layout == "dbmate":
            marker = next(line for line in Path(source.path).read_text().splitlines() if "migrate:up" in line)
            wrapped = "transaction:false" not in marker
            server.simple_query(url, f"BEGIN;\n{source.text}\n;COMMIT;" if wrapped else source.text)
        else:
            alone = _CONCURRENTLY.search(source.text) is not None
            server.psql(url, source.text, one_transaction=not alone)


def by_hand(server: Postgres, url: str, text: str) -> None:
    """Runs a file with psql -f."""
    server.psql(url, text)


def downs(project: Path, layout: str, ups: Sequence[Path]) -> list[str]:
    """The ways back of up files, last migration first."""
    found = []
    for path in reversed(ups):
        if layout == "supabase":
            text = (project / "supabase/rollbacks" / path.name).read_text()
        elif layout == "dbmate":
            text = path.read_text().partition("-- migrate:down")[2].partition("\n")[2]
        elif layout == "drizzle":
            text = path.with_suffix(".down.sql").read_text()
        else:
            text = Path(str(path).replace(".up.sql", ".down.sql")).read_text()
        found.append(text)
    return found


def down(server: Postgres, url: str, layout: str, texts: Iterable[str]) -> None:
    """Runs ways back as the tool does, or as a person has to."""
    for text in texts:
        if layout == "golang-migrate":
            server.simple_query(url, text)
        else:
            by_hand(server, url, text)
