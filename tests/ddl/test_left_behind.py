"""A column that goes from a parent alone: what an heir has of it stays for ever, so it is said, and a way back drops it before."""

from __future__ import annotations

import pytest
from helpers import run

from fixer.ddl.base import Session
from fixer.ddl.difference import difference
from fixer.replay import start

BASE = "CREATE TABLE base (id int); CREATE TABLE heir (x int) INHERITS (base); CREATE TABLE last () INHERITS (heir);"
LEFT = {
    "a check": (
        "ALTER TABLE base ADD x int CHECK (x > 0)",
        "ALTER TABLE base DROP x",
        ["constraint public.heir.base_x_check", "constraint public.last.base_x_check"],
    ),
    "with ONLY": (
        "ALTER TABLE base ADD CHECK (id > 0)",
        "ALTER TABLE ONLY base DROP id",
        ["constraint public.heir.base_id_check", "constraint public.last.base_id_check"],
    ),
    "not null": ("ALTER TABLE base ADD x int NOT NULL", "ALTER TABLE base DROP x", ["the NOT NULL of public.heir.x"]),
    "nothing of it": ("ALTER TABLE base ADD x int", "ALTER TABLE base DROP x", []),
    "a check of another column": ("ALTER TABLE base ADD x int, ADD CHECK (id > 0)", "ALTER TABLE base DROP x", []),
    "the heir's own check": (
        "ALTER TABLE base ADD x int; ALTER TABLE heir ADD CHECK (x > 0), ALTER x SET NOT NULL",
        "ALTER TABLE base DROP x",
        [],
    ),
    "a column that goes from the heirs, too": (
        "ALTER TABLE base ADD y int NOT NULL CHECK (y > 0)",
        "ALTER TABLE base DROP y",
        [],
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", LEFT)
def test_what_an_heir_keeps_from_nobody_is_announced(what: str) -> None:
    made, dropped, left = LEFT[what]
    session = Session()
    run(dropped, run(BASE + made, start(major=18)), session)

    assert [note.partition(" stays when ")[0] for note in session.notes] == left


@pytest.mark.parametrize("since", [17, None])
def test_a_not_null_is_the_heirs_own_until_17_and_where_nobody_says_the_version(since: int | None) -> None:
    session = Session()
    run(
        "ALTER TABLE base DROP x",
        run(f"{BASE} ALTER TABLE base ADD x int NOT NULL", start(major=since)),
        session,
    )

    assert session.notes == []


LAST = "ALTER TABLE ONLY public.base DROP COLUMN x"
STEPS = {
    17: ["ALTER TABLE public.base DROP CONSTRAINT base_x_check", LAST],
    18: [
        "ALTER TABLE public.base DROP CONSTRAINT base_x_check",
        "ALTER TABLE public.base DROP CONSTRAINT base_pkey",
        "ALTER TABLE public.base ALTER COLUMN x DROP NOT NULL",
        LAST,
    ],
}


@pytest.mark.parametrize("major", STEPS)
def test_a_way_back_drops_what_an_heir_would_keep(major: int) -> None:
    before = run(BASE, start(major=major))
    after = run("ALTER TABLE base ADD x int PRIMARY KEY CHECK (x > 0)", before.overlay())

    assert [one.sql for one in difference(after, before)] == STEPS[major]
