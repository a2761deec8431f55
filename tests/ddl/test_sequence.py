"""Sequences."""

from __future__ import annotations

import pytest
from helpers import contents, cost, get, notes, rerun, run

from fixer.ddl.difference import difference
from fixer.ddl.relations import sequence
from fixer.sql.types import DataType

TABLE = "CREATE TABLE t (id int)"
CASES = {
    "all defaults": "CREATE SEQUENCE s",
    "every option": "CREATE SEQUENCE s AS integer INCREMENT -2 MINVALUE -9 MAXVALUE 5 START 3 CACHE 4 CYCLE",
    "unlogged": "CREATE UNLOGGED SEQUENCE s",
    "owned": "CREATE SEQUENCE s OWNED BY t.id",
    "quoted": 'CREATE SEQUENCE "S q" START 99999999999',
}


@pytest.mark.parametrize("sql", CASES.values(), ids=CASES)
def test_what_create_prints_makes_an_equal_sequence(sql: str) -> None:
    catalog = run(f"{TABLE}; {sql}")
    (made,) = [i for i in catalog.objects() if i.ref.kind == "sequence"]

    assert contents(rerun(sequence.create(made, catalog), TABLE)) == contents(catalog)


def test_the_defaults_that_pg_dump_spells_out_are_not_a_difference() -> None:
    dumped = "CREATE SEQUENCE s START WITH 1 INCREMENT BY 1 NO MINVALUE NO MAXVALUE CACHE 1"

    assert get(run(dumped), "sequence", "s") == get(run("CREATE SEQUENCE s"), "sequence", "s")


def test_if_not_exists_keeps_the_sequence_that_is_there() -> None:
    first = run("CREATE SEQUENCE s START 5")

    assert get(run("CREATE SEQUENCE IF NOT EXISTS s START 7", first), "sequence", "s").start == 5
    assert notes("CREATE SEQUENCE s", "CREATE SEQUENCE s") == ["relation public.s exists already"]


ALTERED = {
    "increment": "ALTER SEQUENCE s INCREMENT 5",
    "downwards, keeping the bounds it had": "ALTER SEQUENCE s INCREMENT -1",
    "type": "ALTER SEQUENCE s AS smallint",
    "bounds": "ALTER SEQUENCE s MINVALUE -3 MAXVALUE 30 START 3",
    "cycle and cache": "ALTER SEQUENCE s CYCLE CACHE 9",
    "owner column": "ALTER SEQUENCE s OWNED BY t.id",
    "unlogged": "ALTER SEQUENCE s SET UNLOGGED",
}


@pytest.mark.parametrize("sql", ALTERED.values(), ids=ALTERED)
def test_alter_leads_there_and_back(sql: str) -> None:
    before, after = run(f"{TABLE}; CREATE SEQUENCE s"), run(f"{TABLE}; CREATE SEQUENCE s; {sql}")
    old, new = get(before, "sequence", "s"), get(after, "sequence", "s")

    there, back = sequence.alter(old, new, before), sequence.alter(new, old, after)

    assert there and back and old != new
    assert contents(run(";".join(there), before)) == contents(after)
    assert get(run(";".join(back), after), "sequence", "s") == old


def test_alter_sequence_keeps_bounds_that_were_defaults() -> None:
    altered = get(run("CREATE SEQUENCE s; ALTER SEQUENCE s INCREMENT -1"), "sequence", "s")

    assert (altered.minimum, altered.maximum, altered.start) == (1, 2**63 - 1, 1)


def test_a_narrower_type_takes_its_own_bounds_along() -> None:
    altered = get(run("CREATE SEQUENCE s; ALTER SEQUENCE s AS smallint"), "sequence", "s")

    assert (altered.type, altered.maximum) == (DataType("pg_catalog", "int2"), None)


def test_a_bound_that_is_the_type_s_own_stays_that_whichever_way_the_sequence_counts() -> None:
    altered = get(
        run("CREATE SEQUENCE s AS smallint MINVALUE -32768; ALTER SEQUENCE s AS int"), "sequence", "s"
    )

    assert (altered.minimum, altered.maximum, altered.start) == (-(2**31), None, -32768)


def test_equal_sequences_need_nothing() -> None:
    catalog = run("CREATE SEQUENCE s; COMMENT ON SEQUENCE s IS 'x'")
    bare = get(run("CREATE SEQUENCE s"), "sequence", "s")

    assert sequence.alter(get(catalog, "sequence", "s"), bare, catalog) == []


def test_restart_is_data_and_leaves_nothing_unknown_of_the_schema() -> None:
    assert notes("ALTER SEQUENCE s RESTART WITH 7", "CREATE SEQUENCE s") == []


def test_a_missing_sequence_is_external_and_if_exists_says_nothing() -> None:
    assert get(run("ALTER SEQUENCE auth.s INCREMENT 2"), "external", "s", "auth")
    assert not [i for i in run("ALTER SEQUENCE IF EXISTS s CYCLE").objects() if i.ref.name == "s"]


def test_locks() -> None:
    assert cost("ALTER SEQUENCE s OWNED BY t.id", f"{TABLE}; CREATE SEQUENCE s") == [
        ("public.s", "ShareRowExclusiveLock"),
        ("public.t", "AccessShareLock"),
    ]
    assert cost("CREATE SEQUENCE s") == []


NUMBERED = "CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY, n int GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME own))"
SAID = {
    "a comment": ("COMMENT ON SEQUENCE t_id_seq IS 'numbers'", "COMMENT ON SEQUENCE public.t_id_seq IS NULL"),
    "a privilege": ("GRANT USAGE ON SEQUENCE own TO joe", "REVOKE USAGE ON SEQUENCE public.own FROM joe"),
    "a sequence, said to be a table": (
        "GRANT SELECT ON own TO joe",
        "REVOKE SELECT ON SEQUENCE public.own FROM joe",
    ),
}


@pytest.mark.parametrize(("sql", "back"), SAID.values(), ids=SAID)
def test_what_is_said_of_an_identity_columns_sequence_is_taken_back(sql: str, back: str) -> None:
    before = run(NUMBERED)
    after = run(sql, before.overlay())

    assert contents(after) != contents(before)
    assert [s.sql for s in difference(after, before)] == [back]


def test_all_sequences_of_a_schema_are_those_of_identity_columns_too() -> None:
    before = run(
        f"{NUMBERED}; CREATE SEQUENCE s; CREATE SCHEMA other; CREATE TABLE other.t (id int GENERATED ALWAYS AS IDENTITY)"
    )

    after = run("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO joe", before.overlay())

    assert [s.sql for s in difference(before, after)] == [
        "GRANT USAGE ON SEQUENCE public.s TO joe",
        "GRANT USAGE ON SEQUENCE public.t_id_seq TO joe",
        "GRANT USAGE ON SEQUENCE public.own TO joe",
    ]


@pytest.mark.parametrize(
    ("new", "written"), [('"seq\'y"', "'\"seq''y\"'"), ("other", "'other'"), ('"O\'"', "'\"O''\"'")]
)
@pytest.mark.parametrize("cast", ["", "::regclass"])
def test_apostrophes_of_a_new_name_are_doubled_in_constants(new: str, written: str, cast: str) -> None:
    setup = f"CREATE SEQUENCE s; CREATE TABLE d (a int DEFAULT nextval('s'{cast}))"
    catalog = run(f"{setup}; ALTER SEQUENCE s RENAME TO {new}")

    assert get(catalog, "table", "d").columns[0].default == f"nextval({written}{cast})"
    back = run(f"ALTER SEQUENCE {new} RENAME TO s", catalog)
    assert get(back, "table", "d").columns[0].default == f"nextval('s'{cast})"
