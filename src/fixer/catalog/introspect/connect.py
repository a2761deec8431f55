"""A connection to the user's database, that can only read; and what to say when there is none to be had."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from fixer.catalog.introspect.errors import redacted
from fixer.model import FixerError

if TYPE_CHECKING:
    import psycopg

OLDEST = 13
"""The oldest major version of PostgreSQL whose catalogs are read."""
# for the session: nothing is written, nothing waits or runs for long
SETTINGS = {
    "default_transaction_read_only": "on",
    "statement_timeout": "60s",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "60s",
}
_CONNECT_SECONDS = 10
_VARIABLE = re.compile(r"\$(\w+)\Z|\$\{(\w+)\}\Z")
_AMBIGUOUS = re.compile(r"://[^:/@]*:[^@]*[/?#][^@]*@|://[^:/@]*:[^@/]*@[^/?#]*@")
_ENCODE = "In a URL, a password writes @ as %40, / as %2F, ? as %3F and # as %23."
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
    secrets = _secrets(given, str(parameters.get("password") or ""))
    try:
        connection = psycopg.connect(
            given,
            autocommit=True,
            application_name="fixer",
            connect_timeout=int(parameters.get("connect_timeout") or _CONNECT_SECONDS),
            client_encoding="UTF8",
        )
        for name, value in SETTINGS.items():  # not as startup options, which poolers refuse
            connection.execute(f"SET {name} TO '{value}'")
    except (psycopg.Error, ValueError) as error:
        if _AMBIGUOUS.search(given):  # then libpq takes a part of the password for the host, and says so
            raise FixerError("cannot connect to the database", hint=_ENCODE) from None
        raise _refused(str(error), secrets) from None
    version = connection.info.server_version
    if version < OLDEST * 10000:
        connection.close()
        raise FixerError(
            f"the server is PostgreSQL {version // 10000}, and fixer reads {OLDEST} and later",
            hint="Plan from the migrations or a dump of its schema instead.",
        )
    return connection


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


def _secrets(given: str, password: str) -> list[str]:
    """The password in each form in which a message may quote it, and the address as a whole."""
    written = re.search(r"://[^:/@]*:(.*)@", given)
    raw = written[1] if written else ""
    return [given, password, raw, unquote(raw), os.environ.get("PGPASSWORD", "")]


def _refused(message: str, secrets: list[str]) -> FixerError:
    """What libpq said when it could not connect, in one line and with what to do."""
    lines = [line.strip() for line in redacted(message, *secrets).splitlines() if line.strip()]
    reason = re.sub(
        r"^(connection failed: |connection to )", "connection to ", lines[0] if lines else "no reason given"
    )
    reason = reason.replace("connection to connection to ", "connection to ")
    hint = next((hint for pattern, hint in _REASONS if re.search(pattern, message)), "")
    return FixerError(f"cannot connect to the database: {reason}", hint=hint)


_REASONS = (
    (r"password authentication failed|no password supplied", "Check the user and the password."),
    (r"no pg_hba.conf entry", "The server does not let this user in from here (pg_hba.conf)."),
    (r'role ".*" does not exist', "There is no such user on the server."),
    (r'database ".*" does not exist', "There is no such database on the server."),
    (
        r"could not translate host name|failed to resolve host",
        "The host's name is not known here; check the address and the network.",
    ),
    (
        r"Connection refused|could not connect|No such file",
        "Is the server running, and is this its host and port?",
    ),
    (r"timeout expired", "Nothing answered in time; check host, port and firewall."),
    (
        r"definition of service",
        "Services stand in ~/.pg_service.conf or in the file that PGSERVICEFILE names.",
    ),
    (r"too many (clients|connections)", "The server has no connection to spare; try again later."),
)
