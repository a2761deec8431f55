"""What is said where a server cannot be connected to, whoever wanted to: one message for each cause, no password in any."""

from __future__ import annotations

import logging
import os
import re
from urllib.parse import unquote

from fixer.catalog.introspect.errors import redacted
from fixer.model import FixerError

logging.getLogger("psycopg").addHandler(logging.NullHandler())  # what goes wrong is ours to say, and once

OLDEST = 13
"""The oldest major version of PostgreSQL whose catalogs are read."""
CONNECT_SECONDS = 10
"""How long a server may take to answer, where the connection string does not say."""
FORMS = (
    "Give a URL (postgresql://user@host:5432/database), a service (service=name), pairs"
    " (host=… dbname=…), or a variable that holds one ($DATABASE_URL)."
)
"""How a server or a database may be named."""
_VARIABLE = re.compile(r"\$(\w+)\Z|\$\{(\w+)\}\Z")
_AMBIGUOUS = re.compile(r"://[^:/@]*:[^@]*[/?#][^@]*@|://[^:/@]*:[^@]*@[^?#@]*@")
_NOISE = re.compile(r"^(connection failed: |connection is bad: )+")
"""What psycopg puts before libpq's message."""
_WITH_PASSWORD = re.compile(r"://[^:/@]*:[^@]+@")
_ENCODE = "In a URL, a password writes @ as %40, / as %2F, ? as %3F, # as %23, a space as %20 and % as %25."


def address(given: str, what: str) -> str:
    """The connection string itself, from the environment where a variable is named. Raises FixerError where there is none:
    libpq would take its defaults, and go where nobody said. ``what`` is what it leads to, in a word.
    """
    named = _VARIABLE.match(given.strip())
    if named is None:
        if not given.strip():
            raise FixerError(f"no {what} is named", hint=FORMS)
        return given.strip()
    name = named[1] or named[2]
    value = os.environ.get(name, "").strip()
    if not value:
        raise FixerError(f"the environment variable {name} is not set, or empty", hint=FORMS)
    return value


def no_address(what: str, given: str) -> FixerError:
    """What to say of a text that libpq does not take: its own message quotes it, password and all."""
    hint = _ENCODE if _WITH_PASSWORD.search(given) else FORMS
    return FixerError(f"the {what}'s address is not a connection string", hint=hint)


def refused(place: str, given: str, password: str, error: Exception) -> FixerError:
    """What libpq said when it could not connect to ``place``, in one line and with what to do.

    ``given`` is the connection string: neither it nor the password gets into the message.
    """
    if _AMBIGUOUS.search(
        given
    ):  # then libpq takes a part of the password for the host, and says so, as ``place`` does
        return FixerError("cannot connect: the password has a sign that ends it in a URL", hint=_ENCODE)
    if isinstance(error, ValueError):
        return FixerError(
            f"cannot connect to {place}: connect_timeout is no number of seconds",
            hint="connect_timeout is a whole number, as in connect_timeout=10.",
        )
    message = str(error).replace(given, "***")
    lines = redacted(message, *_secrets(given, password)).splitlines()
    reason = _NOISE.sub("", lines[0].strip()) if lines else "no reason given"
    hint = next((hint for pattern, hint in _REASONS if re.search(pattern, message)), "")
    return FixerError(f"cannot connect to {place}: {reason}", hint=hint)


def too_old(place: str, version: int, hint: str) -> FixerError | None:
    """What to say of a server that is older than ``OLDEST``; ``version`` is server_version_num, 0 where libpq cannot read it."""
    if version >= OLDEST * 10000:
        return None
    major = version // 10000
    number = str(major) if major >= 10 else f"{major}.{version // 100 % 100}"  # two numbers until 9.6
    what = f"is PostgreSQL {number}" if version > 0 else "does not say which PostgreSQL it is"
    return FixerError(f"{place} {what}, and fixer needs {OLDEST} or later", hint=hint)


def _secrets(given: str, password: str) -> list[str]:
    """The password in each form in which a message may quote it."""
    written = re.search(r"://[^:/@]*:(.*)@", given)
    raw = written[1] if written else ""
    return [password, raw, unquote(raw), os.environ.get("PGPASSWORD", "")]


_REASONS = (
    (r"password authentication failed|no password supplied", "Check the user and the password."),
    (
        r"no pg_hba.conf entry|pg_hba.conf rejects",
        "The server does not let this user in from here (pg_hba.conf).",
    ),
    (r"not permitted to log in", "Connect as a user that has LOGIN."),
    (
        r"permission denied for database",
        "The user needs CONNECT on that database (GRANT CONNECT ON DATABASE …).",
    ),
    (r"invalid port|invalid integer value", "A port is a whole number from 1 to 65535."),
    (r"invalid sslmode", "sslmode is disable, allow, prefer, require, verify-ca or verify-full."),
    (r"SSL was required", "The server has no SSL: leave sslmode away, or switch it on there."),
    (r"received invalid response", "What answers there is no PostgreSQL; check host and port."),
    (
        r"too many connections for role",
        "That is the role's own limit (ALTER ROLE … CONNECTION LIMIT): fixer needs up to five.",
    ),
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
    (
        r"too many (clients|connections)|remaining connection slots",
        "The server has no connection to spare; try again later.",
    ),
    (
        r"closed the connection|starting up|shutting down",
        "The server, or a pooler before it, did not go on; try again, and look into its log.",
    ),
)
