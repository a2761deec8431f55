"""What PostgreSQL 18 brought to constraints goes and comes back whole. That the model is what 18.4 makes of such a file was
seen with ``make fidelity VERSION=18``.
"""

from __future__ import annotations

import pytest
from helpers import run as executed

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Constraint, Index, Table
from fixer.ddl.base import Session
from fixer.ddl.difference import difference
from fixer.ddl.run import run, split
from fixer.lock_safe import lock_safe
from fixer.model import ObjectRef

SCHEMA = """
CREATE TABLE k (id int PRIMARY KEY);
CREATE TABLE t (id int4range, r int4range, a int, PRIMARY KEY (id, r WITHOUT OVERLAPS));
CREATE TABLE u (id int4range, r int4range, b int,
    CONSTRAINT u_t FOREIGN KEY (id, PERIOD r) REFERENCES t (id, PERIOD r));
CREATE TABLE c (id int REFERENCES k (id) NOT ENFORCED, b int CONSTRAINT b_pos CHECK (b > 0) NOT ENFORCED);
CREATE TABLE d (id int REFERENCES k (id), n int);
"""
BACK = {
    "ALTER TABLE t DROP CONSTRAINT t_pkey CASCADE": [
        "ALTER TABLE public.t ADD CONSTRAINT t_pkey PRIMARY KEY (id, r WITHOUT OVERLAPS)",
        "ALTER TABLE public.u ADD CONSTRAINT u_t FOREIGN KEY (id, PERIOD r) REFERENCES public.t (id, PERIOD r)",
    ],
    "ALTER TABLE c DROP CONSTRAINT b_pos": [
        "ALTER TABLE public.c ADD CONSTRAINT b_pos CHECK (b > 0) NOT ENFORCED"
    ],
    "ALTER TABLE c DROP CONSTRAINT c_id_fkey": [
        "ALTER TABLE public.c ADD CONSTRAINT c_id_fkey FOREIGN KEY (id) REFERENCES public.k (id) NOT ENFORCED"
    ],
    "ALTER TABLE c ALTER CONSTRAINT c_id_fkey ENFORCED": [
        "ALTER TABLE public.c ALTER CONSTRAINT c_id_fkey NOT ENFORCED"
    ],
    "ALTER TABLE d ALTER CONSTRAINT d_id_fkey NOT ENFORCED": [
        "ALTER TABLE public.d ALTER CONSTRAINT d_id_fkey ENFORCED"
    ],
    "ALTER TABLE d ADD CONSTRAINT n_set NOT NULL n": ["ALTER TABLE public.d ALTER COLUMN n DROP NOT NULL"],
    "ALTER TABLE k ADD CONSTRAINT id_set NOT NULL id": [],
}


@pytest.fixture
def catalog() -> Catalog:
    return executed(SCHEMA)


@pytest.mark.parametrize("sql", BACK)
def test_the_way_back_says_what_the_constraint_said(sql, catalog):
    after = catalog.overlay()
    run(after, sql)

    assert [statement.sql for statement in difference(after, catalog)] == BACK[sql]


def test_a_key_without_overlaps_has_an_index_of_ranges(catalog):
    index = catalog.find(ObjectRef("index", "public", "t_pkey"), Index)

    assert index is not None
    assert index.method == "gist"


def test_a_constraint_of_a_column_that_must_have_a_value_reaches_the_partitions(catalog):
    for sql in split(
        "CREATE TABLE p (id int, n int) PARTITION BY RANGE (id);"
        "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (2); ALTER TABLE p ADD NOT NULL n"
    ):
        run(catalog, sql)

    parts = [catalog.find(ObjectRef("table", "public", name), Table) for name in ("p", "p1")]
    assert [part is not None and part.columns[1].not_null for part in parts] == [True, True]


STEPS = {
    "ALTER TABLE d ADD CONSTRAINT n_set NOT NULL n": ["normal", "validate"],
    "ALTER TABLE d ADD CONSTRAINT n_set NOT NULL n NOT VALID": ["normal"],
    "ALTER TABLE d ADD CHECK (n > 0) NOT ENFORCED": ["normal"],
    "ALTER TABLE t ADD UNIQUE (a, r WITHOUT OVERLAPS)": ["normal"],
}


@pytest.mark.parametrize("sql", STEPS)
def test_what_holds_a_lock_for_long_is_made_in_steps(sql, catalog):
    assert [step.mode for step in lock_safe(sql, catalog, asked=True).steps] == STEPS[sql]


@pytest.mark.parametrize("major", [17, 18])
def test_a_check_of_a_partitioned_table_is_dropped_with_only_since_18_and_its_partitions_keep_it(
    major: int,
) -> None:
    made = "CREATE TABLE p (a int, CONSTRAINT k CHECK (a > 0)) PARTITION BY LIST (a); CREATE TABLE one PARTITION OF p DEFAULT"
    catalog, session = executed(made), Session()
    catalog.major = major

    run(catalog, "ALTER TABLE ONLY p DROP CONSTRAINT k", session)

    kept = catalog.find(ObjectRef("constraint", "public", "k", "one"), Constraint)
    assert (session.misfits == []) == (major == 18)
    assert kept is not None and kept.clone_of is None


LIKE = {
    "virtual columns": (
        "CREATE TABLE s (a int, v int GENERATED ALWAYS AS (a + 1) VIRTUAL)",
        {"": (False, None), "INCLUDING GENERATED": (True, "a + 1"), "INCLUDING DEFAULTS": (False, None)},
    ),
    "stored ones": (
        "CREATE TABLE s (a int, v int GENERATED ALWAYS AS (a + 1) STORED)",
        {"": (False, None), "INCLUDING ALL": (False, "a + 1")},
    ),
}


@pytest.mark.parametrize(("made", "copies"), LIKE.values(), ids=LIKE)
def test_a_copy_is_generated_as_far_as_is_said(made: str, copies: dict[str, tuple[bool, str | None]]) -> None:
    for including, wanted in copies.items():
        after = executed(f"{made}; CREATE TABLE l (LIKE s {including})")
        copy = after.table("public", "l")
        assert copy is not None
        assert (copy.columns[1].virtual, copy.columns[1].generated) == wanted
        assert [s.sql for s in difference(Catalog(), after)]


@pytest.mark.parametrize(("clause", "validated"), [("NOT ENFORCED", False), ("NOT VALID", True), ("", True)])
def test_a_copied_check_is_enforced_as_the_first_one_is(clause: str, validated: bool) -> None:
    made = f"CREATE TABLE s (a int); ALTER TABLE s ADD CONSTRAINT k CHECK (a > 0) {clause}"
    copied = executed(f"{made}; CREATE TABLE l (LIKE s INCLUDING CONSTRAINTS)")
    check = copied.find(ObjectRef("constraint", "public", "k", "l"), Constraint)

    assert check is not None and (check.enforced, check.validated) == (clause != "NOT ENFORCED", validated)


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("UNIQUE (id, r WITHOUT OVERLAPS)", "l_id_r_excl"),
        ("UNIQUE (id, r)", "l_id_r_key"),
        ("PRIMARY KEY (id, r WITHOUT OVERLAPS)", "l_pkey"),
    ],
)
def test_a_copied_key_without_overlaps_is_called_as_an_exclusion(key: str, name: str) -> None:
    copied = executed(
        f"CREATE TABLE s (id int4range, r int4range, {key}); CREATE TABLE l (LIKE s INCLUDING INDEXES)"
    )

    assert [one.ref.name for one in copied.children(ObjectRef("table", "public", "l"), Constraint)] == [name]
    assert [one.ref.name for one in copied.children(ObjectRef("table", "public", "l"), Index)] == [name]
