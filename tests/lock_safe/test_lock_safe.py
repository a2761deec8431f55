"""Statements as a person writes them, and what is written instead; each beside one that stays as it is."""

from __future__ import annotations

import pytest

from fixer.ddl.run import run, split
from fixer.lock_safe import NotTakenError, lock_safe, there_already

SCHEMA = """
CREATE TABLE public.users (id bigint PRIMARY KEY, email text);
CREATE TABLE public.orders (id bigint, user_id bigint, total integer);
CREATE INDEX orders_total ON public.orders (total);
"""


T = "ALTER TABLE public.orders"
STEPS = {
    "CREATE INDEX ON orders (user_id)": [
        "CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_user_id_idx ON public.orders (user_id)"
    ],
    "CREATE TABLE t (a int); CREATE INDEX ON t (a)": [
        "CREATE TABLE public.t (a int)",
        "CREATE INDEX ON public.t (a)",
    ],
    "DROP INDEX orders_total": ["DROP INDEX CONCURRENTLY IF EXISTS public.orders_total"],
    "ALTER TABLE orders ADD CHECK (total > 0)": [
        f"{T} ADD CONSTRAINT orders_total_check CHECK (total > 0) NOT VALID",
        f"{T} VALIDATE CONSTRAINT orders_total_check",
    ],
    "ALTER TABLE public.orders ADD CHECK (total > 0) NOT VALID": [f"{T} ADD CHECK (total > 0) NOT VALID"],
    "ALTER TABLE orders ADD UNIQUE (id)": [
        "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS orders_id_key ON public.orders (id)",
        f"{T} ADD CONSTRAINT orders_id_key UNIQUE USING INDEX orders_id_key",
    ],
    "ALTER TABLE orders ALTER total SET NOT NULL": [
        f"{T} ADD CONSTRAINT orders_total_is_set CHECK (total IS NOT NULL) NOT VALID",
        f"{T} VALIDATE CONSTRAINT orders_total_is_set",
        f"{T} ALTER COLUMN total SET NOT NULL",
        f"{T} DROP CONSTRAINT orders_total_is_set",
    ],
    "ALTER TABLE orders ADD CONSTRAINT told CHECK (total IS NOT NULL); ALTER TABLE orders ALTER total SET NOT NULL": [
        f"{T} ADD CONSTRAINT told CHECK (total IS NOT NULL) NOT VALID",
        f"{T} VALIDATE CONSTRAINT told",
        f"{T} ALTER COLUMN total SET NOT NULL",
    ],
    "ALTER TABLE orders ALTER id SET NOT NULL; ALTER TABLE orders ADD PRIMARY KEY (id)": [
        f"{T} ADD CONSTRAINT orders_id_is_set CHECK (id IS NOT NULL) NOT VALID",
        f"{T} VALIDATE CONSTRAINT orders_id_is_set",
        f"{T} ALTER COLUMN id SET NOT NULL",
        f"{T} DROP CONSTRAINT orders_id_is_set",
        "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS orders_pkey ON public.orders (id)",
        f"{T} ADD CONSTRAINT orders_pkey PRIMARY KEY USING INDEX orders_pkey",
    ],
    "ALTER TABLE users ALTER id SET NOT NULL": [],
    "ALTER TABLE orders ADD note text": [f"{T} ADD note text"],
    "ALTER TABLE orders RENAME TO purchases": [f"{T} RENAME TO purchases"],
}


@pytest.mark.parametrize("sql", STEPS)
def test_what_holds_a_lock_for_long_is_made_in_steps(sql, catalog):
    made = lock_safe(sql, catalog)

    assert [step.sql for step in made.steps] == STEPS[sql]


IS_SET = f"{T} ADD CONSTRAINT orders_total_is_set CHECK (total IS NOT NULL) NOT VALID"
NEW_ROWS = {
    "ALTER TABLE orders ALTER total SET NOT NULL": [IS_SET],
    "ALTER TABLE orders ALTER total SET NOT NULL, ADD CHECK (user_id > 0)": [
        IS_SET,
        f"{T} ADD CONSTRAINT orders_user_id_check CHECK (user_id > 0) NOT VALID",
    ],
    "ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users": [
        f"{T} ADD CONSTRAINT orders_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users (id) NOT VALID"
    ],
    "ALTER TABLE orders ALTER id SET NOT NULL; ALTER TABLE orders ALTER id ADD GENERATED ALWAYS AS IDENTITY": None,
    "ALTER TABLE orders ALTER id SET NOT NULL; ALTER TABLE orders ADD PRIMARY KEY (id)": None,
    "ALTER TABLE orders ADD CONSTRAINT told CHECK (total IS NOT NULL); ALTER TABLE orders ALTER total SET NOT NULL": None,
    "ALTER TABLE orders ADD UNIQUE (total)": None,
}
"""What is left where the rows that are there may wait; None where something needs them to be right."""


@pytest.mark.parametrize("sql", NEW_ROWS)
def test_what_builds_on_the_rows_that_are_there_may_be_left_out_where_nothing_else_does(sql, catalog):
    made, wanted = lock_safe(sql, catalog), NEW_ROWS[sql]

    assert made.rows_may_wait is (wanted is not None)
    kept = [operation.params["sql"] for operation in made.operations if not operation.for_rows]
    assert kept == (wanted or [step.sql for step in made.steps])


@pytest.mark.parametrize("sql", STEPS)
def test_a_script_is_there_after_it_and_not_before_it(sql, catalog):
    made = lock_safe(sql, catalog)

    assert there_already(sql, made.after)
    assert there_already(sql, catalog) is (STEPS[sql] == [])


OF_FUNCTIONS = """
CREATE FUNCTION me() RETURNS bigint LANGUAGE sql STABLE AS $$ SELECT 1 $$;
CREATE FUNCTION twice(n bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$ SELECT n * 2 $$;
CREATE POLICY own ON orders USING (false);
"""
CALLING = [
    "ALTER POLICY own ON orders USING (user_id = (SELECT me()))",
    "CREATE POLICY other ON orders USING (EXISTS (SELECT FROM users WHERE id = me()))",
    "ALTER TABLE orders ADD CHECK (twice(total) > 0)",
    "CREATE INDEX ON orders (twice(total))",
    "ALTER TABLE orders ALTER user_id SET DEFAULT me()",
    "ALTER TABLE orders ADD COLUMN by_whom bigint DEFAULT me()",
    "CREATE TABLE sums (n bigint DEFAULT me() CHECK (twice(n) > 0))",
    "CREATE VIEW mine AS SELECT me() AS n FROM orders",
]
"""What is written calls functions by bare names, which the steps qualify."""


@pytest.mark.parametrize("sql", CALLING)
def test_a_script_that_calls_functions_is_there_after_it_and_not_before_it(sql, catalog):
    for statement in split(OF_FUNCTIONS):
        run(catalog, statement)
    made = lock_safe(sql, catalog)

    assert there_already(sql, made.after)
    assert not there_already(sql, catalog)


@pytest.mark.parametrize(
    ("sql", "code", "line", "words"),
    [
        ("DO $$ BEGIN END $$", "unsupported", 1, "DO block"),
        ("\nINSERT INTO users VALUES (1)", "unsupported", 2, "no DDL"),
        ("COPY users TO '/tmp/x'", "unsupported", 1, "COPY"),
        ("CREATE ROLE x", "unsupported", 1, "role"),
        ("-- why\nALTER TABLE nowhere ADD a int", "unresolved", 2, "public.nowhere"),
        ("CREATE INDEX ON orders (nothing)", "unresolved", 1, "no column nothing"),
        ("ALTER TABLE orders ADD CHECK (nothing > 0)", "unresolved", 1, "no column nothing"),
        (
            "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS 'RETURN 0;'",
            "unsupported",
            1,
            "cannot be read",
        ),
    ],
)
def test_what_is_not_carried_out_says_where_and_why(sql, code, line, words, catalog):
    with pytest.raises(NotTakenError, match=words) as caught:
        lock_safe(sql, catalog)

    assert (caught.value.code, caught.value.line) == (code, line)


def test_what_is_dropped_is_kept_under_another_name_if_asked_for(catalog):
    dropping = "ALTER TABLE orders DROP COLUMN total; DROP TABLE users"

    kept = lock_safe(dropping, catalog, keep_dropped=True)

    assert [step.sql for step in kept.steps] == [
        f"{T} RENAME COLUMN total TO total_dropped",
        "ALTER TABLE public.users RENAME TO users_dropped",
    ]
    assert not any(hazard.kind == "data-loss" for hazard in kept.hazards)
    assert any(hazard.kind == "data-loss" for hazard in lock_safe(dropping, catalog).hazards)


NOT_VALID = """
CREATE TABLE days (id bigint PRIMARY KEY, a integer, b integer, UNIQUE (a, b));
CREATE TABLE notes (id bigint PRIMARY KEY, day bigint, a integer, b integer);
CREATE TABLE heirs () INHERITS (notes);
ALTER TABLE notes ADD CONSTRAINT whole CHECK (a > 0) NOT VALID, ADD CONSTRAINT own CHECK (a > 1) NO INHERIT NOT VALID,
    ADD CONSTRAINT there FOREIGN KEY (day) REFERENCES days NOT VALID,
    ADD CONSTRAINT pair FOREIGN KEY (a, b) REFERENCES days (a, b) MATCH FULL NOT VALID,
    ADD CONSTRAINT held CHECK (a > 2);
ALTER TABLE notes ADD CONSTRAINT told FOREIGN KEY (day) REFERENCES days NOT ENFORCED;
CREATE TABLE rooms (id bigint, open daterange, UNIQUE (id, open WITHOUT OVERLAPS));
CREATE TABLE stays (id bigint PRIMARY KEY, room bigint, at daterange);
ALTER TABLE stays ADD CONSTRAINT inside FOREIGN KEY (room, PERIOD at) REFERENCES rooms (id, PERIOD open) NOT VALID;
"""
LOOKED_FOR = {
    "ALTER TABLE notes VALIDATE CONSTRAINT whole": "SELECT id FROM public.notes WHERE NOT (a > 0)",
    "ALTER TABLE notes VALIDATE CONSTRAINT own": "SELECT id FROM ONLY public.notes WHERE NOT (a > 1)",
    "ALTER TABLE notes VALIDATE CONSTRAINT there": "SELECT r.id, r.day FROM ONLY public.notes r WHERE r.day IS NOT NULL "
    "AND NOT EXISTS (SELECT FROM public.days k WHERE k.id = r.day)",
    "ALTER TABLE notes VALIDATE CONSTRAINT pair": "SELECT r.id, r.a, r.b FROM ONLY public.notes r "
    "WHERE (r.a IS NOT NULL OR r.b IS NOT NULL) AND NOT EXISTS (SELECT FROM public.days k WHERE k.a = r.a AND k.b = r.b)",
    "ALTER TABLE notes ALTER CONSTRAINT told ENFORCED": "SELECT r.id, r.day FROM ONLY public.notes r WHERE r.day IS NOT NULL "
    "AND NOT EXISTS (SELECT FROM public.days k WHERE k.id = r.day)",
    "ALTER TABLE stays VALIDATE CONSTRAINT inside": "SELECT r.id, r.room, r.at FROM public.stays r "
    "WHERE r.room IS NOT NULL AND r.at IS NOT NULL AND NOT coalesce((SELECT r.at <@ range_agg(k.open) "
    "FROM public.rooms k WHERE k.id = r.room AND k.open && r.at), false)",
    "ALTER TABLE notes VALIDATE CONSTRAINT held": None,
    "ALTER TABLE notes ALTER CONSTRAINT there DEFERRABLE": None,
    "ALTER TABLE notes ADD UNIQUE (a)": "SELECT a, count(*) FROM ONLY public.notes WHERE a IS NOT NULL "
    "GROUP BY a HAVING count(*) > 1",
    "ALTER TABLE notes RENAME CONSTRAINT whole TO positive": None,
}


@pytest.mark.parametrize("sql", LOOKED_FOR)
def test_the_rows_that_may_fail_it_are_looked_for_and_no_others(sql, catalog):
    for statement in split(NOT_VALID):
        run(catalog, statement)

    looks = [check.sql for check in lock_safe(sql, catalog, asked=True).checks]

    assert looks == ([LOOKED_FOR[sql]] if LOOKED_FOR[sql] else [])
