"""Connections to scratch databases, and what is said when there is none. No password ever gets into a message."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import zip_longest
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

Connection = psycopg.Connection[tuple[Any, ...]]


def settings(url: str) -> dict[str, str]:
    """What a URL or a connection string says. Raises FixerError, which does not repeat it: it may hold a password."""
    try:
        return {key: str(value) for key, value in conninfo_to_dict(url).items() if value is not None}
    except psycopg.Error:
        from fixer.catalog.introspect.refusals import no_address

        raise no_address("server", url) from None


APPLICATION = "fixer verify"
"""What everybody on the server sees a run's sessions called (documentation, 27.2.3 pg_stat_activity)."""


def run(connection: Connection, text: str) -> list[tuple[Any, ...]]:
    """Runs SQL that was put together here, and gives the rows of its last statement."""
    cursor = connection.execute(text.encode())
    return cursor.fetchall() if cursor.description else []


def at_database(conninfo: str, database: str) -> str:
    """The same server, another database."""
    return make_conninfo(conninfo, dbname=database)


def connect(conninfo: str) -> Connection:
    """A connection in autocommit mode. Raises FixerError where the server refuses, or is not there."""
    # with all of the catalog behind it, which is imported while the server starts
    from fixer.catalog.introspect.refusals import CONNECT_SECONDS, OLDEST, refused, too_old

    given = settings(conninfo)
    try:
        connection = psycopg.connect(
            conninfo,
            autocommit=True,
            application_name=APPLICATION,
            client_encoding="utf8",
            connect_timeout=int(given.get("connect_timeout") or CONNECT_SECONDS),
        )
    except (psycopg.Error, ValueError) as error:
        raise refused(shown(given), conninfo, given.get("password", ""), error) from None
    connection.prepare_threshold = None
    hint = f"Name another with --server, one of PostgreSQL {OLDEST} or later."
    unusable = too_old(shown(given), connection.info.server_version, hint)
    if unusable is not None:
        connection.close()
        raise unusable
    return connection


@contextmanager
def by_ourselves() -> Iterator[None]:
    """Without libpq's variables in here: they are about servers of the user's, and PGHOSTADDR or PGSERVICE would lead there, whatever
    host is named (PostgreSQL documentation, 34.15 Environment Variables)."""
    kept = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("PG")}
    try:
        yield
    finally:
        os.environ.update(kept)


def shown(given: dict[str, str]) -> str:
    """A server as a message names it."""
    hosts = (given.get("host") or given.get("hostaddr") or "").split(",")
    ports = given.get("port", "").split(",")
    ports = ports * len(hosts) if len(ports) == 1 else ports
    if hosts == [""] and "service" in given:
        return f"service {given['service']}"
    named = [host or "the local server" for host in hosts]
    pairs = [f"{host}:{port}" if port else host for host, port in zip_longest(named, ports, fillvalue="")]
    from fixer.catalog.introspect.errors import without_secrets

    return without_secrets(", ".join(pairs), given.get("password", ""), os.environ.get("PGPASSWORD", ""))


def without_password(text: str, given: dict[str, str]) -> str:
    """What a server says, on one line, should it ever repeat the password."""
    from fixer.catalog.introspect.errors import redacted, spoken

    return redacted(spoken(text), given.get("password", ""))
