"""A connection to the user's database, that can only read; and what to say when there is none to be had."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from fixer.catalog.introspect.refusals import CONNECT_SECONDS, refused, too_old
from fixer.model import FixerError

if TYPE_CHECKING:
    import psycopg

# for the session: nothing is written, nothing waits or runs for long
SETTINGS = {
    "default_transaction_read_only": "on",
    "statement_timeout": "60s",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "60s",
}
_VARIABLE = re.compile(r"\$(\w+)\Z|\$\{(\w+)\}\Z")
_FORMS = (
    "Give a URL (postgresql://user@host:5432/database), a service (service=name), pairs"
    " (host=… dbname=…), or a variable that holds one ($DATABASE_URL)."
)


def connect(url: str) -> psycopg.Connection:
    """Opens a read-only connection: ``url`` is all that libpq takes (documentation, 34.1.1 Connection Strings), or
    ``$NAME``.

    Raises FixerError, without the password, where there is no such variable, the text is no connection string, the
    server cannot be reached, refuses, or is older than ``OLDEST``.
    """
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    given = _resolved(url)
    try:
        parameters = conninfo_to_dict(given)
    except psycopg.Error:  # libpq's message quotes the string, password and all
        raise FixerError("the database's address is not a connection string", hint=_FORMS) from None
    try:
        connection = psycopg.connect(
            given,
            autocommit=True,
            application_name="fixer",
            connect_timeout=int(parameters.get("connect_timeout") or CONNECT_SECONDS),
            client_encoding="UTF8",
        )
        # not as startup options, which poolers refuse
        connection.execute("; ".join(f"SET {name} TO '{value}'" for name, value in SETTINGS.items()))
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


def _resolved(url: str) -> str:
    """The connection string itself, from the environment where a variable is named."""
    named = _VARIABLE.match(url.strip())
    if named is None:
        if not url.strip():
            raise FixerError("no database is named", hint=_FORMS)
        return url.strip()
    name = named[1] or named[2]
    value = os.environ.get(name, "").strip()
    if not value:
        raise FixerError(f"the environment variable {name} is not set, or empty", hint=_FORMS)
    return value
