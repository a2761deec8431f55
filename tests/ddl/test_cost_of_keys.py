"""A foreign key locks the table that it refers to, made here or by the platform, and a new table needs no lock on itself."""

from __future__ import annotations

import pytest
from helpers import cost

SETUP = "CREATE TABLE users (id uuid PRIMARY KEY)"
LOCK = "ShareRowExclusiveLock"
CASES = {
    "another table": ("CREATE TABLE t (id uuid REFERENCES users)", [("public.users", LOCK)]),
    "the platform's": ("CREATE TABLE t (id uuid REFERENCES auth.users)", [("auth.users", LOCK)]),
    "the platform's, by a constraint": (
        "CREATE TABLE t (id uuid, FOREIGN KEY (id) REFERENCES auth.users)",
        [("auth.users", LOCK)],
    ),
    "the new table itself": ("CREATE TABLE t (id uuid PRIMARY KEY, up uuid REFERENCES t)", []),
    "the new table itself, with its schema": (
        "CREATE TABLE public.t (id uuid PRIMARY KEY, up uuid REFERENCES t)",
        [],
    ),
}


@pytest.mark.parametrize(("sql", "wanted"), CASES.values(), ids=CASES)
def test_a_foreign_key_of_a_new_table_locks_what_it_refers_to(
    sql: str, wanted: list[tuple[str, str]]
) -> None:
    assert cost(sql, SETUP) == wanted
