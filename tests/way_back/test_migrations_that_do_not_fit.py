"""What a way back cannot be told of: a clear message with its place, exit 2, nothing written."""

from __future__ import annotations

import pytest
from e2e.tools import fixer, tree, write

SCHEMA = """CREATE TABLE orders (id bigint PRIMARY KEY, note text);
CREATE VIEW all_orders AS SELECT id FROM orders;
CREATE TYPE tier AS ENUM ('free', 'paid');
CREATE FUNCTION price(a int) RETURNS int LANGUAGE sql AS 'SELECT a';
"""
NOT_FITTING = {
    "column dropped": (
        "ALTER TABLE orders DROP COLUMN nope;",
        "there is no column nope in public.orders",
        "table orders with id, note, constraints orders_pkey",
    ),
    "column of an index": (
        "CREATE INDEX ON orders (nope);",
        "there is no column nope in public.orders",
        "table orders with id, note, constraints orders_pkey",
    ),
    "column of a key": (
        "CREATE TABLE items (order_id bigint, FOREIGN KEY (order_id) REFERENCES orders (nope));",
        "there is no column nope in public.orders",
        "table orders with id, note, constraints orders_pkey",
    ),
    "taken name": (
        "CREATE TABLE orders (id int);",
        "relation public.orders exists already",
        "table orders with id, note, constraints orders_pkey",
    ),
    "other arguments": ("DROP FUNCTION price(text);", "there is no function price to drop", "function price(integer)"),
    "almost its name": ("DROP TABLE ordres;", "there is no table ordres to drop", "table orders"),
    "still needed": ("DROP TABLE orders;", "view public.all_orders still needs table public.orders", "table orders"),
    "type under a view": (
        "ALTER TABLE orders ALTER id TYPE numeric;",
        "view public.all_orders still needs public.orders.id as it is",
        "table orders with id, note, constraints orders_pkey",
    ),
    "taken label": ("ALTER TYPE tier ADD VALUE 'paid';", "public.tier has the label 'paid'", "type tier of free, paid"),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("case", NOT_FITTING)
def test_what_does_not_fit_says_what_it_expected_and_what_was_there(case, tmp_path):
    sql, expected, there = NOT_FITTING[case]
    write(tmp_path, {"m/1_a.up.sql": SCHEMA, "m/2_b.up.sql": f"-- the second\n{sql}\n"})
    before = tree(tmp_path)

    done = fixer(tmp_path, "down", "m")

    assert (done.returncode, done.stdout, tree(tmp_path)) == (2, "", before)
    assert done.stderr.startswith("error: m/2_b.up.sql:2:1: this does not fit the schema")
    assert expected in done.stderr
    assert f"There: {there}" in done.stderr


@pytest.mark.slow
def test_what_an_earlier_statement_of_the_file_makes_was_there(tmp_path):
    write(
        tmp_path,
        {"m/1_a.up.sql": f"{SCHEMA}ALTER TABLE orders ADD x int;\nALTER TABLE orders DROP COLUMN nope;\n"},
    )

    done = fixer(tmp_path, "down", "m")

    assert "error: m/1_a.up.sql:6:1:" in done.stderr
    assert "There: table orders with id, note, x, constraints orders_pkey." in done.stderr


def test_a_column_that_comes_from_elsewhere_may_be_there(tmp_path):
    write(tmp_path, {"m/1_a.up.sql": "CREATE TABLE u (a int) INHERITS (theirs);\nCREATE INDEX ON u (b);\n"})

    done = fixer(tmp_path, "down", "m", "--dry-run")

    assert "DROP TABLE public.u" in done.stdout


NEWER = {
    "a word of its own": "CREATE TABLE t (a int);\nCREATE PROPERTY GRAPH g VERTEX TABLES (t);\n",
    "a clause": "CREATE TABLE t (a int);\nALTER TABLE t SPLIT PARTITION p INTO (PARTITION q FOR VALUES IN (1));\n",
}


@pytest.mark.parametrize("case", NEWER)
def test_a_statement_of_a_newer_postgresql_is_said_to_be_one(case, tmp_path):
    write(tmp_path, {"m/1_a.up.sql": NEWER[case]})
    before = tree(tmp_path)

    done = fixer(tmp_path, "down", "m")

    assert (done.returncode, done.stdout, tree(tmp_path)) == (2, "", before)
    assert done.stderr.startswith("error: m/1_a.up.sql:2:")
    assert "what a newer one brought is not known here" in done.stderr
