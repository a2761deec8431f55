"""Until PostgreSQL 17 the partitions of a table to which a foreign key refers take names like that of the key."""

from __future__ import annotations

import pytest
from helpers import empty, run

from fixer.catalog.objects import Constraint
from fixer.ddl.base import Session
from fixer.ddl.difference import CannotRestoreError, difference

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
    run(PARTITIONED + sql, catalog, Session())
    keys = [item.ref.name for item in catalog.objects(Constraint) if item.references]

    assert keys[-1] == (from_18 if major == 18 else until_17)


BEFORE = "CREATE TABLE q (a int PRIMARY KEY) PARTITION BY RANGE (a); CREATE TABLE o (a int PRIMARY KEY); "
BEHIND = """
CREATE TABLE q1 PARTITION OF q FOR VALUES FROM (0) TO (10); CREATE TABLE q2 (a int NOT NULL);
ALTER TABLE q ATTACH PARTITION q2 FOR VALUES FROM (10) TO (20);
"""
TWO = "CREATE TABLE t (a int CONSTRAINT {} REFERENCES q CONSTRAINT {} REFERENCES {}); "
CROWDED = {  # two keys of one column, and whether each can have its name where the partitions are there
    "one to another table": (TWO.format("own", "t_a_fkey", "o"), True),
    "one that is called otherwise": (TWO.format("own", "t_a_fkey", "q"), True),
    "far enough": (TWO.format("t_a_fkey", "t_a_fkey3", "q"), True),
    "one alone": ("CREATE TABLE t (a int REFERENCES q, t_a_fkey1 int); ", True),
    "as PostgreSQL calls them": (TWO.format("t_a_fkey", "t_a_fkey1", "q"), False),
    "not far enough": (TWO.format("t_a_fkey", "t_a_fkey2", "q"), False),
}


def after(sql: str, session: Session, major: int = 17) -> list[str]:
    """What there is to say, and that a new database gets the keys by the names that they have, if so."""
    catalog = empty()
    catalog.major = major
    run(sql, catalog, session)
    start = empty()
    start.major = major
    return [one.sql for one in difference(start, catalog)]


@pytest.mark.parametrize(("keys", "fits"), CROWDED.values(), ids=CROWDED)
def test_keys_are_made_in_an_order_that_leaves_them_their_names_or_it_is_said_that_there_is_none(
    keys: str, fits: bool
) -> None:
    session = Session()
    if fits:
        made = [text.split()[5] for text in after(BEFORE + keys + BEHIND, session) if "FOREIGN KEY" in text]

        assert len(made) == len(set(made)) == keys.count("REFERENCES")
        assert session.notes == []
    else:
        with pytest.raises(CannotRestoreError, match="take its name"):
            after(BEFORE + keys + BEHIND, session)

        (said,) = session.notes
        assert "cannot be made anew by its name" in said


@pytest.mark.parametrize("keys", [keys for keys, _fits in CROWDED.values()], ids=CROWDED)
def test_from_18_on_no_key_is_in_the_way_of_another(keys: str) -> None:
    session = Session()

    assert after(BEFORE + keys + BEHIND, session, 18)
    assert session.notes == []


def test_a_name_that_a_partition_took_is_not_given_to_a_constraint() -> None:
    def said(check: str) -> list[str]:
        session, catalog = Session(), empty()
        catalog.major = 15
        run(f"{PARTITIONED}ALTER TABLE t ADD CONSTRAINT {check} CHECK (a > 1)", catalog, session)
        return session.notes

    assert said("t_a_fkey2") == [
        "the partitions that a foreign key of public.t refers to take the name t_a_fkey2"
    ]
    assert said("t_a_fkey3") == []
