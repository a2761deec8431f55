"""What a way back does first: PostgreSQL refuses it the other way round."""

from __future__ import annotations

import pytest
from helpers import run
from postgres import Postgres

from fixer.ddl.difference import difference

WAYS = {  # (what there is, what is done to it, the way back)
    "a column of a partitioned table goes with its index": (
        "CREATE TABLE p (a int) PARTITION BY LIST (a); CREATE TABLE q PARTITION OF p FOR VALUES IN (1)",
        "ALTER TABLE p ADD x int; CREATE INDEX ON p (x)",
        ["ALTER TABLE public.p DROP COLUMN x"],
    ),
    "and with a foreign key to itself": (
        "CREATE TABLE p (a int) PARTITION BY LIST (a); CREATE TABLE q PARTITION OF p FOR VALUES IN (1)",
        "ALTER TABLE p ADD x int, ADD UNIQUE (x, a), ADD FOREIGN KEY (x, a) REFERENCES p (x, a)",
        ["ALTER TABLE public.p DROP COLUMN x"],
    ),
    "a foreign key that only refers to the column goes by itself": (
        "CREATE TABLE t (a int)",
        "ALTER TABLE t ADD x int UNIQUE, ADD FOREIGN KEY (a) REFERENCES t (x)",
        ["ALTER TABLE public.t DROP CONSTRAINT t_a_fkey", "ALTER TABLE public.t DROP COLUMN x"],
    ),
    "a column is computed once its sources have their type": (
        "CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a + 1) STORED)",
        "ALTER TABLE t ALTER b DROP EXPRESSION, ALTER a TYPE varchar(10)",
        [
            "ALTER TABLE public.t DROP COLUMN b",
            "ALTER TABLE public.t ALTER COLUMN a TYPE integer USING a::integer",
            "ALTER TABLE public.t ADD COLUMN b integer GENERATED ALWAYS AS (a + 1) STORED",
        ],
    ),
    "a typed table lets go of a function": (
        "CREATE TYPE pair AS (a int, b int); CREATE TABLE t OF pair",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql RETURN 1; ALTER TABLE t ALTER a SET DEFAULT f()",
        ["ALTER TABLE public.t ALTER COLUMN a DROP DEFAULT", "DROP FUNCTION public.f()"],
    ),
    "a sequence goes once nothing takes numbers from it": (
        "CREATE TABLE u (k int) PARTITION BY LIST (k)",
        "DROP TABLE u; CREATE TABLE t (id serial); CREATE TABLE u (LIKE t INCLUDING ALL)",
        ["DROP TABLE public.u", "DROP TABLE public.t", "CREATE TABLE public.u (\n    k integer\n) PARTITION BY LIST (k)"],
    ),
    "an heir changes the type of its column before its parent has that": (
        "CREATE TABLE p (a int, b int); CREATE TABLE c (b int) INHERITS (p)",
        "ALTER TABLE p ALTER b TYPE varchar(10); ALTER TABLE p DROP COLUMN b",
        [
            "ALTER TABLE public.c ALTER COLUMN b TYPE integer USING b::integer",
            "ALTER TABLE public.p ADD COLUMN b integer",
        ],
    ),
    "or leaves it": (
        "CREATE TABLE p (a int, b int); CREATE TABLE c (a int, b text)",
        "ALTER TABLE p DROP COLUMN b; ALTER TABLE c INHERIT p",
        ["ALTER TABLE public.c NO INHERIT public.p", "ALTER TABLE public.p ADD COLUMN b integer"],
    ),
    "what is computed goes before its sources": (
        "CREATE TABLE t (a int); CREATE TABLE p (k int, c int, b int GENERATED ALWAYS AS (c) STORED) PARTITION BY LIST (k)",
        "DROP TABLE t; CREATE TABLE t PARTITION OF p DEFAULT",
        [
            "ALTER TABLE public.p DETACH PARTITION public.t",
            "ALTER TABLE public.t DROP COLUMN b",
            "ALTER TABLE public.t DROP COLUMN k",
            "ALTER TABLE public.t DROP COLUMN c",
            "ALTER TABLE public.t ADD COLUMN a integer",
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", WAYS)
def test_a_way_back_goes_in_the_order_that_postgresql_takes(what: str) -> None:
    setup, up, down = WAYS[what]
    before = run(setup)
    after = run(up, before.overlay())

    assert [statement.sql for statement in difference(after, before)] == down


@pytest.mark.slow
@pytest.mark.parametrize("what", WAYS)
def test_postgresql_takes_it(what: str, server: Postgres) -> None:
    setup, up, down = WAYS[what]
    with server.prepared(setup) as connection:
        for sql in (up, *down):
            connection.execute(sql.encode())
