"""Connections to scratch databases, and what is said when there is none. No password ever gets into a message."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from fixer.model import FixerError

OLDEST = 130000
Connection = psycopg.Connection[tuple[Any, ...]]


def settings(url: str) -> dict[str, str]:
    """What a URL or a connection string says. Raises FixerError, which does not repeat it: it may hold a password."""
    try:
        return {key: str(value) for key, value in conninfo_to_dict(url).items() if value is not None}
    except psycopg.Error:
        raise FixerError(
            "this is not the URL of a PostgreSQL server", hint="Like postgresql://user@host:5432/postgres."
        ) from None


def run(connection: Connection, text: str) -> list[tuple[Any, ...]]:
    """Runs SQL that was put together here, and gives the rows of its last statement."""
    cursor = connection.execute(text.encode())
    return cursor.fetchall() if cursor.description else []


def at_database(conninfo: str, database: str) -> str:
    """The same server, another database."""
    return make_conninfo(conninfo, dbname=database)


def connect(conninfo: str) -> Connection:
    """A connection in autocommit mode. Raises FixerError where the server refuses, or is not there."""
    given = settings(conninfo)
    try:
        connection = psycopg.connect(
            conninfo, autocommit=True, application_name="fixer verify", client_encoding="utf8"
        )
    except psycopg.Error as error:
        raise FixerError(
            f"cannot connect to {shown(given)}: {without_password(str(error), given)}",
            hint="Check the URL, the user's rights, and that the server runs.",
        ) from None
    connection.prepare_threshold = None
    if connection.info.server_version < OLDEST:
        version = connection.info.server_version // 10000
        connection.close()
        raise FixerError(
            f"{shown(given)} runs PostgreSQL {version}, which is too old",
            hint="fixer needs PostgreSQL 13 or later.",
        )
    return connection


def shown(given: dict[str, str]) -> str:
    """A server as a message names it."""
    host = given.get("host") or given.get("hostaddr") or "the local server"
    return f"{host}:{given['port']}" if given.get("port") else host


def without_password(text: str, given: dict[str, str]) -> str:
    """libpq's message, should it ever repeat the password."""
    password = given.get("password", "")
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    said = "; ".join(dict.fromkeys(lines))
    return said.replace(password, "…") if password else said
