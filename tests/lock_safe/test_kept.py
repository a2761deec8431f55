"""--keep-dropped: what is dropped keeps its rows under another name, and all else is as if it were gone."""

from __future__ import annotations

import pytest

from fixer.ddl.difference import difference
from fixer.ddl.run import run
from fixer.lock_safe import NotTakenError, lock_safe, there_already

LONG = "t" * 63
SCHEMA = f"""
CREATE SCHEMA app;
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL, m mood);
CREATE TABLE orders (id bigserial PRIMARY KEY, user_id bigint NOT NULL CONSTRAINT of_user REFERENCES users, total int);
CREATE TABLE items (order_id bigint CONSTRAINT of_order REFERENCES orders ON DELETE CASCADE, n int, PRIMARY KEY (order_id, n));
CREATE VIEW sums AS SELECT user_id, total FROM orders;
CREATE TABLE parts (id bigint) PARTITION BY RANGE (id);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (1) TO (2);
CREATE TABLE above (a int);
CREATE TABLE below (b int) INHERITS (above);
CREATE TABLE app.settings (key text, key_dropped text);
CREATE TABLE {LONG} (a int);
CREATE TABLE {LONG[:-8]}_dropped (a int);
"""
STEPS = {
    "DROP TABLE items": ["ALTER TABLE public.items RENAME TO items_dropped"],
    "DROP TABLE orders CASCADE": [
        "ALTER TABLE public.items DROP CONSTRAINT of_order",
        "DROP VIEW public.sums",
        "ALTER TABLE public.orders RENAME TO orders_dropped",
    ],
    "DROP TABLE parts_1": [
        "ALTER TABLE public.parts DETACH PARTITION public.parts_1",
        "ALTER TABLE public.parts_1 RENAME TO parts_1_dropped",
    ],
    "DROP TABLE parts": [
        "ALTER TABLE public.parts RENAME TO parts_dropped",
        "ALTER TABLE public.parts_1 RENAME TO parts_1_dropped",
    ],
    "DROP TABLE below": [
        "ALTER TABLE public.below NO INHERIT public.above",
        "ALTER TABLE public.below RENAME TO below_dropped",
    ],
    f"DROP TABLE {LONG}": [f"ALTER TABLE public.{LONG} RENAME TO {LONG[:-9]}_dropped1"],
    "ALTER TABLE users DROP email": [
        "ALTER TABLE public.users ALTER COLUMN email DROP NOT NULL",
        "ALTER TABLE public.users RENAME COLUMN email TO email_dropped",
    ],
    "ALTER TABLE items DROP n": [
        "ALTER TABLE public.items DROP CONSTRAINT items_pkey",
        "ALTER TABLE public.items ALTER COLUMN n DROP NOT NULL",
        "ALTER TABLE public.items RENAME COLUMN n TO n_dropped",
    ],
    "ALTER TABLE users DROP id CASCADE": [
        "ALTER TABLE public.orders DROP CONSTRAINT of_user",
        "ALTER TABLE public.users DROP CONSTRAINT users_pkey",
        "ALTER TABLE public.users RENAME COLUMN id TO id_dropped",
    ],
    "ALTER TABLE app.settings DROP key": ["ALTER TABLE app.settings RENAME COLUMN key TO key_dropped1"],
    "ALTER TABLE users DROP m, ADD m text": [
        "ALTER TABLE public.users RENAME COLUMN m TO m_dropped",
        "ALTER TABLE public.users ADD m text",
    ],
    "DROP VIEW sums": ["DROP VIEW public.sums"],
}


@pytest.mark.parametrize("sql", STEPS)
def test_what_is_kept_gets_another_name_and_what_else_goes_is_dropped(sql, catalog):
    made = lock_safe(sql, catalog, keep_dropped=True, asked=True)

    assert [step.sql for step in made.steps] == STEPS[sql]
    assert not any(hazard.kind == "data-loss" for hazard in made.hazards)


@pytest.mark.parametrize("sql", STEPS)
def test_what_is_kept_comes_back_by_its_name(sql, catalog):
    made = lock_safe(sql, catalog, keep_dropped=True, asked=True)
    state = made.after.overlay()

    for statement in difference(made.after, catalog):
        run(state, statement.sql)

    assert not difference(state, catalog)


@pytest.mark.parametrize("sql", [sql for sql in STEPS if ", ADD" not in sql])
def test_what_was_kept_is_dropped_when_it_is_asked_for_again(sql, catalog):
    assert there_already(sql, lock_safe(sql, catalog, keep_dropped=True, asked=True).after)


NOTES = {
    "DROP TABLE items": ["Rows of public.orders take those of items_dropped along: of_order is kept, too."],
    "ALTER TABLE orders DROP user_id CASCADE": [
        "Rows of public.users cannot be deleted while orders refers to them: of_user is kept, too."
    ],
    "ALTER TABLE orders DROP total CASCADE": [],
}


@pytest.mark.parametrize("sql", NOTES)
def test_what_goes_on_holding_other_rows_is_said(sql, catalog):
    assert lock_safe(sql, catalog, keep_dropped=True, asked=True).notes == NOTES[sql]


@pytest.mark.parametrize("sql", ["DROP SCHEMA app CASCADE", "DROP TYPE mood CASCADE"])
def test_what_takes_tables_or_columns_along_is_refused(sql, catalog):
    with pytest.raises(NotTakenError, match="which are to be kept"):
        lock_safe(sql, catalog, keep_dropped=True, asked=True)
