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
# not as ``fixer.passwords`` has it: in SQL a quote ends the string that a URL is in, in a message a password may hold one
_URL_PASSWORD = re.compile(r"(?<=://)([^:/@\s]*):[^\s]*@")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'|`[^']*'|«[^»]*»|“[^”]*”|„[^“]*“")
_TELLING = 4
"""Letters of a secret below which a part of a longer word says nothing of it."""


def redacted(text: str, *secrets: str) -> str:
    """``text`` without what looks like the password of a URL, and without these secrets where it quotes what was given to it:
    a word of the message's own that is hidden would say which word the secret is.
    """
    return _URL_PASSWORD.sub(r"\1:***@", _QUOTED.sub(lambda found: _hidden(found[0], secrets), text))


def _hidden(quoted: str, secrets: tuple[str, ...]) -> str:
    return f"{quoted[0]}{without_secrets(quoted[1:-1], *secrets)}{quoted[-1]}"


def without_secrets(word: str, *secrets: str) -> str:
    """A name without these secrets."""
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        word = word.replace(secret, "***") if len(secret) >= _TELLING or word == secret else word
    return word


def spoken(message: str) -> str:
    """What libpq or a server says, on one line, without what they say besides (which begins with a tab)."""
    lines = [line.strip() for line in message.splitlines() if line.strip() and not line.startswith("\t")]
    return "; ".join(dict.fromkeys(lines))


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
