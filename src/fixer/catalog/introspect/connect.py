"""A connection to the user's database, that can only read; and what to say when there is none to be had."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from fixer.catalog.introspect.careful import LIMITS
from fixer.catalog.introspect.refusals import CONNECT_SECONDS, address, no_address, refused, too_old
from fixer.model import FixerError

if TYPE_CHECKING:
    import psycopg

# for the session: nothing is written, and what every transaction says as well
SETTINGS = {"default_transaction_read_only": "on", **LIMITS}
# What is behind a pooler is somebody else's session after us: it would stay read-only for the application. A pooler gives another
# process's number than the server. As startup options, which poolers refuse, they would keep us out.
_SET = "SELECT pg_catalog.set_config(name, value, false) FROM (VALUES {}) AS s (name, value) WHERE pg_catalog.pg_backend_pid() = {:d}"


def connect(url: str) -> psycopg.Connection:
    """Opens a read-only connection: ``url`` is all that libpq takes (documentation, 34.1.1 Connection Strings), or
    ``$NAME``.

    Raises FixerError, without the password, where there is no such variable, the text is no connection string, the
    server cannot be reached, refuses, or is older than ``OLDEST``.
    """
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    given = address(url, "database")
    try:
        parameters = conninfo_to_dict(given)
    except psycopg.Error:
        raise no_address("database", given) from None
    try:
        connection = psycopg.connect(
            given,
            autocommit=True,
            application_name="fixer",
            connect_timeout=int(parameters.get("connect_timeout") or CONNECT_SECONDS),
            client_encoding="UTF8",
        )
        connection.prepare_threshold = None  # behind a pooler the next transaction is another session's
        listed = ", ".join(f"('{name}', '{value}')" for name, value in SETTINGS.items())
        connection.execute(_SET.format(listed, connection.info.backend_pid).encode())
    except (psycopg.Error, ValueError) as error:
        password = str(parameters.get("password") or "")
        raise refused("the database", given, password, error) from None
    unusable = too_old(
        "the server",
        connection.info.server_version,
        "Plan from the migrations or a dump of its schema instead.",
    )
    if unusable is not None:
        connection.close()
        raise unusable
    return connection


@contextmanager
def second(url: str) -> Iterator[psycopg.Connection | None]:
    """One more connection to the same database; None where the server gives none, since a role may have but one."""
    try:
        connection = connect(url)
    except FixerError:
        connection = None
    try:
        yield connection
    finally:
        if connection is not None:
            connection.close()
