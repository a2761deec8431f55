"""What goes wrong between fixer and a database, in words for the user."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from fixer.model import FixerError

_HINTS = {
    "42501": "Connect as a role that may read the system catalogs: every ordinary role may, unless that was revoked.",
    "26000": "A pooler that gives each transaction another session is in between: name the server itself.",
    "57014": "A limit of time was reached (statement_timeout); raise it, or try when the server has less to do.",
    "55P03": "Somebody holds a lock on what is read (lock_timeout); try again later.",
    "57P01": "The server ended the connection; try again.",
}
_URL_PASSWORD = re.compile(r"(?<=://)([^:/@\s]*):[^\s]*@")


def redacted(text: str, *secrets: str) -> str:
    """``text`` without these secrets, and without what looks like the password of a URL."""
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        text = text.replace(secret, "***")
    return _URL_PASSWORD.sub(r"\1:***@", text)


@contextmanager
def reported(what: str) -> Iterator[None]:
    """Turns what psycopg raises inside into FixerError: "cannot read the database's catalog: …"."""
    import psycopg

    try:
        yield
    except psycopg.OperationalError as error:
        reason = _reason(error)
        if error.sqlstate is None:
            raise FixerError(
                f"cannot {what}: the connection was lost ({reason})", hint="Try again; nothing was changed."
            ) from None
        raise FixerError(f"cannot {what}: {reason}", hint=_HINTS.get(error.sqlstate, "")) from None
    except psycopg.Error as error:
        hint = _HINTS.get(error.sqlstate or "", "")
        raise FixerError(f"cannot {what}: {_reason(error)}", hint=hint) from None


def _reason(error: Exception) -> str:
    """The first line of a server's message, and its SQLSTATE."""
    lines = redacted(str(error)).strip().splitlines() or [type(error).__name__]
    state = getattr(error, "sqlstate", None)
    return lines[0].removeprefix("ERROR:").strip() + (f" [{state}]" if state else "")
