"""Foreign keys to partitioned tables: each partition keeps them."""

from __future__ import annotations

import pytest
from helpers import notes, run

from fixer.catalog.objects import Constraint

PARTITIONED = """
CREATE TABLE q (a int PRIMARY KEY) PARTITION BY RANGE (a);
CREATE TABLE q1 PARTITION OF q FOR VALUES FROM (0) TO (10);
CREATE TABLE q2 PARTITION OF q FOR VALUES FROM (10) TO (20);
CREATE TABLE t (a int REFERENCES q);
"""

REFUSED = ["constraint public.t.t_a_fkey still needs table public.q1"]
DROPPED = {
    "a partition": ("DROP TABLE q1", REFUSED),
    "with what it is one of": ("DROP TABLE t, q1", []),
    "when it is none any more": ("ALTER TABLE q DETACH PARTITION q1; DROP TABLE q1", []),
    "with the key": ("DROP TABLE q1 CASCADE", []),
}


@pytest.mark.parametrize(("sql", "said"), DROPPED.values(), ids=DROPPED)
def test_a_partition_keeps_the_keys_that_refer_to_its_table(sql: str, said: list[str]) -> None:
    assert notes(sql, PARTITIONED) == said


def test_with_cascade_the_key_goes_and_its_table_stays() -> None:
    catalog = run(PARTITIONED + "DROP TABLE q1 CASCADE")

    assert [item for item in catalog.objects(Constraint) if item.references] == []
    assert catalog.table("public", "t") is not None


def test_a_partitioned_table_goes_with_the_keys_that_its_partitions_have_to_it() -> None:
    own = """
        CREATE TABLE own (a int PRIMARY KEY, c int) PARTITION BY RANGE (a);
        CREATE TABLE own1 PARTITION OF own FOR VALUES FROM (0) TO (10);
        ALTER TABLE own ADD FOREIGN KEY (c) REFERENCES own;
    """

    assert notes("DROP TABLE own", own) == []
    assert notes("DROP TABLE own", own + "CREATE TABLE t (a int REFERENCES own)") == [
        "constraint public.t.t_a_fkey still needs table public.own"
    ]
