"""Where there is no way back, it is said: nothing is dropped to get there, and nothing secret is written."""

from __future__ import annotations

import pytest
from helpers import contents, run

from fixer.ddl.base import Session
from fixer.ddl.difference import CannotRestoreError, difference
from fixer.ddl.run import run as run_one
from fixer.ddl.run import split

USED = "CREATE TYPE mood AS ENUM ('a'); CREATE TABLE base (m mood); CREATE TABLE heir () INHERITS (base)"
SERVER = "CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w"
MAPPING = f"{SERVER}; CREATE USER MAPPING FOR PUBLIC SERVER s OPTIONS (user 'u', password 'hidden')"
SUBSCRIPTION = "CREATE SUBSCRIPTION s CONNECTION 'password=hidden' PUBLICATION p"

# before, what is done, and the reason why that has no way back; None where it has one
CASES = {
    "a label of an enum that inherited columns have": (
        USED,
        "ALTER TYPE mood ADD VALUE 'b'",
        "PostgreSQL cannot change it back while public.base, public.heir has columns of it",
    ),
    "a label of an enum that plain columns have": (
        "CREATE TYPE mood AS ENUM ('a'); CREATE TABLE t (m mood)",
        "ALTER TYPE mood ADD VALUE 'b'",
        None,
    ),
    "a password": (MAPPING, "DROP USER MAPPING FOR PUBLIC SERVER s", "never writes: set it by hand"),
    "no password": (
        f"{SERVER}; CREATE USER MAPPING FOR PUBLIC SERVER s",
        "DROP USER MAPPING FOR PUBLIC SERVER s",
        None,
    ),
    "a mapping with a password that goes": (
        SERVER,
        "CREATE USER MAPPING FOR PUBLIC SERVER s OPTIONS (password 'hidden')",
        None,
    ),
    "a subscription": (SUBSCRIPTION, "DROP SUBSCRIPTION s", "Do it by hand"),
    "a new subscription": ("", SUBSCRIPTION, "Do it by hand"),
    "a subscription's publications": (SUBSCRIPTION, "ALTER SUBSCRIPTION s SET PUBLICATION q", None),
}


@pytest.mark.parametrize(("setup", "migration", "reason"), CASES.values(), ids=CASES)
def test_no_way_back_is_refused_with_its_reason(setup: str, migration: str, reason: str | None) -> None:
    before = run(setup)
    after = before.overlay()
    for sql in split(migration):
        run_one(after, sql, Session(strict=True))

    if reason is None:
        restored = after.overlay()
        down = [statement.sql for statement in difference(after, before)]
        for sql in down:
            run_one(restored, sql)
        assert "hidden" not in "".join(down)
        assert contents(restored) == contents(before)
    else:
        with pytest.raises(CannotRestoreError) as error:
            difference(after, before)
        assert reason in str(error.value)
        assert "hidden" not in str(error.value)


HAZARDS = {
    "ALTER TABLE t DROP COLUMN a": "a way back brings the column empty",
    "ALTER TABLE t ALTER a TYPE smallint": "does not come back",
    "ALTER TYPE mood ADD VALUE 'b'": "PostgreSQL takes no label away",
    "REFRESH MATERIALIZED VIEW m": "do not come back",
    "DROP TABLE t CASCADE": "all rows of public.t are gone",
    "ALTER TYPE mood RENAME VALUE 'a' TO 'b'": "",
    "ALTER TYPE mood ADD VALUE IF NOT EXISTS 'a'": "",
    "ALTER TABLE t ADD COLUMN c int": "",
}


@pytest.mark.parametrize(("sql", "sentence"), HAZARDS.items(), ids=HAZARDS)
def test_what_does_not_come_back_is_a_hazard(sql: str, sentence: str) -> None:
    catalog = run(
        "CREATE TABLE t (a int, b int); CREATE TYPE mood AS ENUM ('a'); CREATE MATERIALIZED VIEW m AS SELECT 1 AS a"
    )
    hazards = run_one(catalog, sql).hazards
    said = [hazard.detail for hazard in hazards if hazard.kind in ("data-loss", "irreversible")]

    assert any(sentence in text for text in said) if sentence else said == []
