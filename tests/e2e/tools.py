"""Running migrations the way each tool sends them, with psql standing in for the tool."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from postgres import Postgres

from fixer.layouts import detect
from fixer.layouts.base import MigrationSource
from fixer.project import read

_CONCURRENTLY = re.compile(r"^\s*(CREATE|DROP) (UNIQUE )?INDEX CONCURRENTLY", re.MULTILINE)


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
            wrapped = "transaction:false" not in source.text.split("\n", 3)[0]
            server.simple_query(url, f"BEGIN;\n{source.text}\n;COMMIT;" if wrapped else source.text)
        else:
            alone = _CONCURRENTLY.search(source.text) is not None
            server.psql(url, source.text, one_transaction=not alone)


def by_hand(server: Postgres, url: str, text: str) -> None:
    """Runs a file with psql -f."""
    server.psql(url, text)
