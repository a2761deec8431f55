"""Small projects for the tests of verify: folders of files, and what ``fixer verify`` says of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from e2e.tools import NOW, fixer, write

TABLES = """
CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL UNIQUE);
CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, user_id bigint NOT NULL REFERENCES users,
    status text NOT NULL CHECK (status IN ('open', 'paid')), note text DEFAULT 'none');
"""
SENT = ("ALTER TABLE orders ADD sent date", "ALTER TABLE orders DROP sent")
"""A migration with a right way back."""


def pairs(**halves: tuple[str, str]) -> dict[str, str]:
    """A golang-migrate folder: name -> (up, down), numbered in order after the tables."""
    files = {
        "migrations/000001_tables.up.sql": TABLES,
        "migrations/000001_tables.down.sql": "DROP TABLE orders, users",
    }
    for number, (name, (up, down)) in enumerate(halves.items(), 2):
        files[f"migrations/{number:06}_{name}.up.sql"] = up
        if down:
            files[f"migrations/{number:06}_{name}.down.sql"] = down
    return files


SERVER: list[str] = []
"""The running server that proofs use, so that not every test starts one of its own."""


def verify(folder: Path, files: Mapping[str, str | bytes], *arguments: str, code: int = 0) -> dict[str, Any]:
    """The document that ``fixer verify`` prints for a project with these files."""
    write(folder, files)
    server = () if "--server" in arguments else ("--server", SERVER[0])
    done = fixer(folder, "verify", "--output-format", "json", "--now", NOW, *server, *arguments)
    assert done.returncode == code, done.stderr or done.stdout
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def refused(folder: Path, files: Mapping[str, str | bytes], *arguments: str, proved: str = "") -> str:
    """What is said on standard error where nothing could be proved, or no more than is said on standard output."""
    write(folder, files)
    server = () if "--server" in arguments else ("--server", SERVER[0])
    done = fixer(folder, "verify", "--now", NOW, *server, *arguments)
    assert done.returncode == 2, done.stdout
    assert proved in done.stdout if proved else done.stdout == "", done.stdout
    return done.stderr


def named(document: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The proof of one migration."""
    (found,) = (proof for proof in document["proofs"] if proof["migration"] == name)
    return found
