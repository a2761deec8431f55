"""client_encoding: where PostgreSQL converts the bytes of a file that is read as UTF-8 here."""

from __future__ import annotations

from fixer.ddl.base import Session
from fixer.ddl.session import DATA, NOTHING
from fixer.sql.tokens import Tokens

_STORES_NO_TEXT = frozenset({*DATA, *NOTHING, "VariableSetStmt"})


def say_what_it_converts(kind: str, sql: str, session: Session) -> None:
    """Says, once, that a statement's text is not what PostgreSQL makes of it. Comments make nothing."""
    if session.encoding is None or sql.isascii() or kind in _STORES_NO_TEXT:
        return
    what = f"client_encoding is {session.encoding}"
    message = f"{what}: from here on PostgreSQL makes other characters of what is not ASCII"
    tokens = Tokens(sql)
    words = (sql[tokens.start(at) : tokens.end(at)] for at in range(len(tokens)))
    if message not in session.said and not all(map(str.isascii, words)):
        session.said.add(message)
        session.unmodelled(message)
