"""A sequence goes with the table that owns it, its partitions along: they take their numbers from it."""

from __future__ import annotations

import pytest

from fixer.catalog.objects import Sequence, Table
from fixer.ddl.base import DdlError, Session
from fixer.ddl.run import run
from fixer.replay import start

SETUP = (
    "CREATE TABLE pages (s serial, k int) PARTITION BY LIST (k)",
    "CREATE TABLE page PARTITION OF pages FOR VALUES IN (1) PARTITION BY LIST (k)",
    "CREATE TABLE word PARTITION OF page FOR VALUES IN (1)",
)


def test_a_partitioned_table_is_dropped_with_its_sequence():
    catalog = start()
    for sql in (*SETUP, "DROP TABLE pages"):
        run(catalog, sql, Session(strict=True))

    assert not list(catalog.objects(Table)) and not list(catalog.objects(Sequence))


def test_another_table_that_takes_its_numbers_keeps_it():
    catalog = start()
    for sql in (*SETUP, "CREATE TABLE other (n int DEFAULT nextval('pages_s_seq'))"):
        run(catalog, sql, Session(strict=True))

    with pytest.raises(DdlError, match=r"public\.other still needs sequence public\.pages_s_seq"):
        run(catalog.overlay(), "DROP TABLE pages", Session(strict=True))
