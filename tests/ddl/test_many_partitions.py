"""Each partition and each index of one costs what it touches: with thousands of them nobody waits for minutes."""

from __future__ import annotations

import pytest

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Index
from fixer.ddl.base import Session
from fixer.ddl.run import run
from fixer.ddl.tables import partition_bound
from fixer.model import ObjectRef
from fixer.replay import start

COUNT = 60


def does(catalog: Catalog, *statements: str) -> None:
    for sql in statements:
        run(catalog, sql, Session(strict=True))


@pytest.fixture
def partitioned() -> Catalog:
    catalog = start()
    does(catalog, "CREATE TABLE events (day int NOT NULL) PARTITION BY RANGE (day)")
    for n in range(COUNT):
        does(catalog, f"CREATE TABLE e{n} PARTITION OF events FOR VALUES FROM ({n}) TO ({n + 1})")
    return catalog


def test_a_bound_is_read_once_though_each_new_partition_is_held_against_all_others(monkeypatch, partitioned):
    read, value = [], partition_bound._value
    monkeypatch.setattr(partition_bound, "_value", lambda *given: read.append(given) or value(*given))
    for n in range(COUNT, 2 * COUNT):
        does(partitioned, f"CREATE TABLE e{n} PARTITION OF events FOR VALUES FROM ({n}) TO ({n + 1})")

    assert len(read) <= 2 * COUNT


def test_to_attach_an_index_looks_at_no_more_than_the_partition_that_still_lacks_one(
    monkeypatch, partitioned
):
    does(partitioned, "CREATE INDEX i ON ONLY events (day)")
    does(partitioned, *(f"CREATE INDEX i{n} ON e{n} (day)" for n in range(COUNT)))
    asked, children = [], Catalog.children
    monkeypatch.setattr(Catalog, "children", lambda *given: asked.append(given) or children(*given))
    does(partitioned, *(f"ALTER INDEX i ATTACH PARTITION i{n}" for n in range(COUNT - 1)))
    assert len(asked) < 10 * COUNT
    parent = ObjectRef("index", "public", "i")
    assert not partitioned.find(parent, Index).valid

    does(partitioned, f"ALTER INDEX i ATTACH PARTITION i{COUNT - 1}")
    assert partitioned.find(parent, Index).valid
