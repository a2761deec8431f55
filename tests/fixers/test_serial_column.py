"""serial-column: the numbers go on where they were, there and back."""

from __future__ import annotations

import pytest
from helpers_catalog import found, named, report, run, statements, ways_back
from postgres import Postgres

from fixer.model import Fix, ObjectRef, Refusal, Satisfied
from fixer.registry import mend

FIXER = named("serial-column")
ID = ObjectRef("column", "public", "id", "t")


def made(sql: str, column: ObjectRef = ID) -> Fix | Refusal | Satisfied:
    return mend(FIXER, report(FIXER.rule, column), run(sql), FIXER.options())


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("INSERT INTO t SELECT FROM generate_series(1, 5)", "6"),
        ("SELECT setval('t_id_seq', 40, false)", "40"),
        ("SELECT 1", "1"),
    ],
)
def test_numbers_go_on_where_they_stood_and_again_after_the_way_back(
    server: Postgres, before: str, expected: str
) -> None:
    schema = "CREATE TABLE t (id serial PRIMARY KEY)"
    fix = made(schema)
    assert isinstance(fix, Fix)
    insert = "INSERT INTO t DEFAULT VALUES RETURNING id"
    with server.database() as url:
        server.psql(url, f"{schema}; {before}; {';'.join(statements(fix))}")
        after_up = server.psql(url, insert).split()[0]
        server.psql(url, ";".join(ways_back(fix)), one_transaction=True)
        server.psql(url, "ALTER TABLE t ALTER COLUMN id SET DEFAULT nextval('t_id_seq')")
        after_down = server.psql(url, insert).split()[0]

    assert (after_up, after_down) == (expected, str(int(expected) + 1))


@pytest.mark.parametrize(
    "table",
    [
        "id bigint GENERATED ALWAYS AS IDENTITY",
        "id bigint DEFAULT 0",
        "id bigint",
        "id uuid DEFAULT gen_random_uuid()",
    ],
)
def test_what_is_not_serial_is_left_alone(table: str) -> None:
    assert found(FIXER, f"CREATE TABLE t ({table})") == {}
    assert isinstance(made(f"CREATE TABLE t ({table})"), Satisfied)


def test_a_sequence_of_its_own_is_no_serial() -> None:
    assert found(FIXER, "CREATE SEQUENCE s; CREATE TABLE t (id bigint NOT NULL DEFAULT nextval('s'))") == {}


def test_a_name_with_quotes_and_dots_is_found() -> None:
    fix = made('CREATE TABLE "a.b""c" (id serial)', ObjectRef("column", "public", "id", 'a.b"c'))

    assert isinstance(fix, Fix)
    assert 'DROP SEQUENCE public."a.b""c_id_seq_serial"' in statements(fix)


def test_it_is_looked_for_only_where_it_is_selected() -> None:
    assert not FIXER.by_default


@pytest.mark.parametrize(
    ("other", "refused"),
    [
        ("other bigint DEFAULT nextval('t_id_seq')", True),
        ("other text DEFAULT 'chain' || currval('public.t_id_seq')", True),
        ("other text DEFAULT 'chain' || currval('u_id_seq')", False),
    ],
    ids=["counts with it", "is called after its number", "is called after another's"],
)
def test_a_column_beside_it_that_uses_its_sequence_stands_in_the_way(other: str, refused: bool) -> None:
    schema = f"CREATE TABLE u (id serial); CREATE TABLE t (id serial PRIMARY KEY); ALTER TABLE t ADD {other}"

    fix = made(schema)

    assert isinstance(fix, Refusal) == refused
    assert not refused or "another column's default uses" in str(fix)
