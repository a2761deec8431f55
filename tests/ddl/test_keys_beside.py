"""Until PostgreSQL 17 the partitions of a table to which a foreign key refers take names like that of the key."""

from __future__ import annotations

import pytest
from helpers import empty, run

from fixer.catalog.objects import Constraint

PARTITIONED = """
CREATE TABLE q (a int PRIMARY KEY) PARTITION BY RANGE (a);
CREATE TABLE q1 PARTITION OF q FOR VALUES FROM (0) TO (10);
CREATE TABLE q2 PARTITION OF q FOR VALUES FROM (10) TO (20);
CREATE TABLE t (a int REFERENCES q);
"""
AGAIN = "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES q; "
MORE = "CREATE TABLE q3 PARTITION OF q FOR VALUES FROM (20) TO (30) PARTITION BY RANGE (a); "
BELOW = "CREATE TABLE q3_1 PARTITION OF q3 FOR VALUES FROM (20) TO (30); "
ATTACHED = (
    "CREATE TABLE q4 (a int NOT NULL); ALTER TABLE q ATTACH PARTITION q4 FOR VALUES FROM (40) TO (50); "
)
NAMES = {  # the last key's name until 17, and from 18 on
    "two partitions": (AGAIN, "t_a_fkey3", "t_a_fkey1"),
    "a third": (MORE + AGAIN, "t_a_fkey4", "t_a_fkey1"),
    "one below that": (MORE + BELOW + AGAIN, "t_a_fkey5", "t_a_fkey1"),
    "one that is attached": (ATTACHED + AGAIN, "t_a_fkey4", "t_a_fkey1"),
    "one less": ("ALTER TABLE q DETACH PARTITION q1; " + AGAIN, "t_a_fkey1", "t_a_fkey1"),
    "a third key": (AGAIN + AGAIN, "t_a_fkey6", "t_a_fkey2"),
}


@pytest.mark.parametrize("major", [15, 18])
@pytest.mark.parametrize(("sql", "until_17", "from_18"), NAMES.values(), ids=NAMES)
def test_partitions_take_names_of_keys_that_refer_to_their_table(
    sql: str, until_17: str, from_18: str, major: int
) -> None:
    catalog = empty()
    catalog.major = major
    keys = [item.ref.name for item in run(PARTITIONED + sql, catalog).objects(Constraint) if item.references]

    assert keys[-1] == (from_18 if major == 18 else until_17)
