"""The rows that a fix would fail on: how many there are, and the keys of a few."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fixer.catalog.introspect.careful import CAREFULLY
from fixer.catalog.introspect.errors import reported
from fixer.model import Check
from fixer.values import Value

if TYPE_CHECKING:
    import psycopg

SHOWN = 5
"""How many offending rows are named."""
SECONDS = 30
"""How long a look may take; the user's database has other work."""
_LONGEST = 60
_OF_THE_SERVER = ("", "08", "53", "57", "58", "XX")
"""The classes of errors that say nothing of the query (documentation, appendix A); without one the connection is lost."""
_UNKNOWN_HERE = "42"
"""The class of errors about names and types that are not there."""


class Offending(Value, frozen=True):
    """``rows`` break a check; ``keys`` name up to ``SHOWN`` of them (``id = 7``), where the table has a key.

    Where several rows break it together, by the value that they have, ``values`` is how many there are, and the keys are
    some of these.
    """

    rows: int
    keys: tuple[str, ...] = ()
    values: int | None = None
    unknown: str = ""
    """Why it could not be found out whether any do: "took longer than 30 s to find out"."""


def offending(connection: psycopg.Connection, check: Check, uncounted: bool = False) -> Offending:
    """Looks, in a read-only transaction, for all rows: a policy that would hide some is an error (row_security, off).

    What a migration that waits is yet to make has no rows in today's database that could break anything.

    ``uncounted``: the scan of an index that nobody uses must not be counted as its use. Only superusers may turn the
    counting off; for others no index is scanned, though the planner may look at one's ends.
    Raises FixerError where the connection is lost.
    """
    import psycopg

    with reported("look for rows that break a rule"):
        try:
            with connection.transaction():
                connection.execute(CAREFULLY)
                connection.execute(f"SET LOCAL statement_timeout = '{SECONDS}s'")
                for setting in _uncounted(connection) if uncounted else ():
                    connection.execute(f"SET LOCAL {setting} = off")
                shown, rows = _count(connection, check)
                keys = _keys(connection, check) if shown and check.key_columns else ()
                return Offending(rows, keys, shown if check.counted else None)
        except psycopg.errors.QueryCanceled:
            return Offending(0, unknown=f"took longer than {SECONDS} s to find out")
        except psycopg.Error as error:
            kind = (error.sqlstate or "")[:2]
            if kind in _OF_THE_SERVER:
                raise
            if kind == _UNKNOWN_HERE and not isinstance(error, psycopg.errors.InsufficientPrivilege):
                return Offending(0)
            said = str(error).strip().splitlines()[0]
            return Offending(0, unknown=f"could not be found out ({said})")


def _uncounted(connection: psycopg.Connection) -> tuple[str, ...]:
    if connection.info.parameter_status("is_superuser") == "on":
        return ("track_counts",)
    return ("enable_indexscan", "enable_indexonlyscan", "enable_bitmapscan")


def _count(connection: psycopg.Connection, check: Check) -> tuple[int, int]:
    """How many rows a check shows, and how many of the table these stand for."""
    columns = ", ".join(f"c{number}" for number in range(check.key_columns)) + ", n" if check.counted else ""
    rows, broken = ("sum(n)", f"broken ({columns})") if check.counted else ("count(*)", "broken")
    row = connection.execute(f"SELECT count(*), {rows} FROM ({check.sql}) AS {broken}".encode()).fetchone()  # noqa: S608
    return (int(row[0]), int(row[1] or 0)) if row else (0, 0)


def _keys(connection: psycopg.Connection, check: Check) -> tuple[str, ...]:
    cursor = connection.execute(f"SELECT * FROM ({check.sql}) AS broken ORDER BY 1 LIMIT {SHOWN}".encode())  # noqa: S608
    names = [column.name for column in (cursor.description or ())[: check.key_columns]]
    found = (
        cursor.pgresult
    )  # as the server writes values: Python has no date before the year 1, and no infinity
    return tuple(
        ", ".join(f"{name} = {_short(found.get_value(row, place))}" for place, name in enumerate(names))
        for row in range(found.ntuples if found else 0)
        if found
    )


def _short(value: bytes | None) -> str:
    text = "NULL" if value is None else value.decode(errors="replace")
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
