"""Statements that are tried on a database which its module prepares: what one test does is taken back before the next."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest


@pytest.fixture
def connection(database: psycopg.Connection) -> Iterator[psycopg.Connection]:
    """To the module's ``database``, in which nothing is left."""
    yield database
    database.rollback()
