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
        return FixerError(f"cannot connect to {place}: connect_timeout is no number of seconds")
    message = str(error)
    lines = [
        line.strip() for line in redacted(message, *_secrets(given, password)).splitlines() if line.strip()
    ]
    reason = re.sub(
        r"^(connection failed: |connection to )", "connection to ", lines[0] if lines else "no reason given"
    )
    reason = reason.replace("connection to connection to ", "connection to ")
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
    """The password in each form in which a message may quote it, and the address as a whole."""
    written = re.search(r"://[^:/@]*:(.*)@", given)
    raw = written[1] if written else ""
    return [given, password, raw, unquote(raw), os.environ.get("PGPASSWORD", "")]


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
