"""Rows that go into tables as far as these take them: what one of them is refused for does not keep the others out."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext

import psycopg

from fixer.sql.quote import identifier
from fixer.verify.connection import Connection


def head(table: str, columns: Sequence[str]) -> str:
    """An INSERT up to its rows; of columns that all fill themselves it is all of it."""
    values = f"({', '.join(map(identifier, columns))}) VALUES " if columns else "DEFAULT VALUES"
    return f"INSERT INTO {table} {values}"


def insert(connection: Connection, into: str, rows: Sequence[str]) -> tuple[int, psycopg.Error | None]:
    """How many rows went in behind a ``head``, and an error of those that did not; each by itself where not all do together."""
    if not any(rows):
        return insert_each(connection, into, rows)
    # a deferrable key takes no ON CONFLICT (documentation, INSERT)
    for last in (" ON CONFLICT DO NOTHING", ""):
        try:
            return rows_made(connection, f"{into}{', '.join(rows)}{last}"), None
        except psycopg.errors.ObjectNotInPrerequisiteState:
            continue
        except psycopg.Error:
            break
    return insert_each(connection, into, rows)


def insert_each(connection: Connection, into: str, rows: Sequence[str]) -> tuple[int, psycopg.Error | None]:
    """The same, each by itself from the start."""
    done, last = 0, None
    for row in rows:
        try:
            done += rows_made(connection, f"{into}{row}")
        except psycopg.Error as error:
            if connection.broken:
                raise
            last = error
    return done, last


def rows_made(connection: Connection, sql: str) -> int:
    """How many rows a statement makes; what is deferred is looked at, too. Raises psycopg.Error."""
    alone = connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
    with nullcontext() if alone else connection.transaction():
        return connection.execute(sql.encode()).rowcount
