"""Columns that heirs and partitions compute: what is said when a table is made is what its version takes, seen with ``make
fidelity`` on 15 and 18.
"""

from __future__ import annotations

import pytest
from helpers import empty
from helpers import run as executed

from fixer.catalog.catalog import Catalog
from fixer.ddl.base import Session
from fixer.ddl.difference import difference

HEIR = """
CREATE TABLE boxes (w int, twice int GENERATED ALWAYS AS (w * 2) STORED);
CREATE TABLE small (w int, twice int GENERATED ALWAYS AS (w * 2) STORED);
ALTER TABLE small INHERIT boxes;
"""
PARTS = """
CREATE TABLE parcels (id int, w int, twice int GENERATED ALWAYS AS (w * 2) STORED) PARTITION BY LIST (id);
CREATE TABLE like_it PARTITION OF parcels FOR VALUES IN (1);
CREATE TABLE unlike (id int, w int, twice int GENERATED ALWAYS AS (w * 4) STORED);
ALTER TABLE parcels ATTACH PARTITION unlike FOR VALUES IN (2);
"""


def version(major: int) -> Catalog:
    catalog = empty()
    catalog.major = major
    return catalog


def printed(sql: str, major: int) -> list[str]:
    made = executed(sql, version(major))
    return [" ".join(statement.sql.split()) for statement in difference(version(major), made)]


@pytest.mark.parametrize("major", [15, 16])
def test_an_heir_that_computes_a_column_as_its_parent_does_takes_that_over(major: int) -> None:
    said = printed(HEIR, major)

    assert "CREATE TABLE public.small ( w integer, twice integer ) INHERITS (public.boxes)" in said


@pytest.mark.parametrize("major", [16, 18])
def test_an_heir_says_what_it_computes_in_another_way(major: int) -> None:
    said = printed(
        HEIR.replace(
            "small (w int, twice int GENERATED ALWAYS AS (w * 2)",
            "small (w int, twice int GENERATED ALWAYS AS (w * 3)",
        ),
        major,
    )

    assert any("(w * 3) STORED ) INHERITS (public.boxes)" in text for text in said)


PLAIN = """
CREATE TABLE boxes (w int, twice int);
CREATE TABLE counted (w int, twice int GENERATED ALWAYS AS (w * 2) STORED);
"""


@pytest.mark.parametrize(("major", "fits"), [(15, True), (16, False)])
def test_an_heir_computes_what_its_parent_does_not_until_15(major: int, fits: bool) -> None:
    rules = Session()
    executed(f"{PLAIN}; ALTER TABLE counted INHERIT boxes", version(major), rules)

    assert (not rules.misfits) == fits


def test_an_heir_that_computes_what_its_parent_does_not_inherits_once_it_has_it() -> None:
    said = printed(f"{PLAIN}; ALTER TABLE counted INHERIT boxes", 15)

    assert "ALTER TABLE public.counted INHERIT public.boxes" in said
    assert not any("INHERITS (public.boxes)" in text for text in said)


@pytest.mark.parametrize("major", [15, 16])
def test_what_a_parent_computes_its_heirs_compute(major: int) -> None:
    rules = Session()
    executed(f"{PLAIN}; ALTER TABLE boxes INHERIT counted", version(major), rules)

    assert rules.misfits


def test_a_partition_says_what_it_computes_in_another_way() -> None:
    _parcels, *parts = printed(PARTS, 18)

    assert parts == [
        "CREATE TABLE public.like_it PARTITION OF public.parcels FOR VALUES IN (1)",
        "CREATE TABLE public.unlike PARTITION OF public.parcels (twice WITH OPTIONS GENERATED ALWAYS AS (w * 4) STORED)"
        " FOR VALUES IN (2)",
    ]
