"""What tables below have from their parents, and what for themselves: each version of PostgreSQL says whether a way back leads there."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from helpers import run as executed
from postgres import at_hand, oldest_and_newest, started

from fixer.catalog.objects import Constraint
from fixer.ddl import base
from fixer.ddl.difference import difference
from fixer.replay import start

SETUP = """
CREATE TABLE p (x int CONSTRAINT chk CHECK (x > 0)); CREATE TABLE c () INHERITS (p); CREATE TABLE c1 () INHERITS (c);
CREATE TABLE o (x int CONSTRAINT chk CHECK (x > 0)); CREATE TABLE po () INHERITS (p, o);
CREATE TABLE own (x int CONSTRAINT chk CHECK (x > 0)) INHERITS (p); ALTER TABLE p ADD CONSTRAINT nv CHECK (x > 1) NOT VALID;
COMMENT ON CONSTRAINT chk ON c IS 'said'; CREATE TABLE late () INHERITS (p);
CREATE TABLE q (x int) PARTITION BY LIST (x); CREATE TABLE q1 PARTITION OF q FOR VALUES IN (1);
ALTER TABLE q ADD CONSTRAINT nv CHECK (x > 1) NOT VALID; CREATE TABLE q2 PARTITION OF q FOR VALUES IN (2);
"""
STATED = """
SELECT conrelid::regclass::text, conname, contype, conislocal, coninhcount, convalidated, connoinherit, pg_get_constraintdef(oid),
    obj_description(oid) FROM pg_constraint WHERE conrelid <> 0 AND contype = 'c' AND connamespace = 'public'::regnamespace ORDER BY 1, 2
"""
WHOLE = """
ALTER TABLE p DROP CONSTRAINT chk
ALTER TABLE ONLY p DROP CONSTRAINT nv
ALTER TABLE ONLY p DROP CONSTRAINT chk; ALTER TABLE ONLY o DROP CONSTRAINT chk
ALTER TABLE ONLY p DROP CONSTRAINT chk; ALTER TABLE ONLY o DROP CONSTRAINT chk; ALTER TABLE ONLY c DROP CONSTRAINT chk
ALTER TABLE ONLY p DROP CONSTRAINT nv; ALTER TABLE c VALIDATE CONSTRAINT nv
ALTER TABLE p VALIDATE CONSTRAINT nv
ALTER TABLE p DROP CONSTRAINT nv
DROP TABLE late
DROP TABLE q1
DROP TABLE q2
DROP TABLE q
""".strip().splitlines()


@pytest.fixture(scope="module", params=oldest_and_newest())
def database(request: pytest.FixtureRequest) -> Iterator[psycopg.Connection]:
    for server in started(at_hand()[request.param]):
        with server.prepared(SETUP) as connection:
            yield connection


def stated(connection: psycopg.Connection) -> list[tuple[object, ...]]:
    return connection.execute(STATED).fetchall()


@pytest.mark.parametrize("sql", WHOLE)
def test_what_was_inherited_comes_back_inherited_alone(sql: str, connection: psycopg.Connection) -> None:
    before = executed(SETUP, start(major=connection.info.server_version // 10000))
    known = stated(connection)
    after = executed(sql, before.overlay(), base.Session(strict=True))
    connection.execute(sql.encode())

    for statement in difference(after, before):
        connection.execute(statement.sql.encode())

    assert stated(connection) == known


FOLLOWED = """
ALTER TABLE ONLY p DROP CONSTRAINT chk
ALTER TABLE ONLY o DROP CONSTRAINT chk
ALTER TABLE ONLY p DROP CONSTRAINT chk; ALTER TABLE p ADD CONSTRAINT chk CHECK (x > 0)
""".strip().splitlines()


@pytest.mark.parametrize("sql", [*FOLLOWED, *WHOLE])
def test_whose_a_check_is_then_and_whether_it_holds_is_known(
    sql: str, connection: psycopg.Connection
) -> None:
    made = executed(SETUP, start(major=connection.info.server_version // 10000))
    after = executed(sql, made, base.Session(strict=True))
    connection.execute(sql.encode())

    assert {
        (check.ref.table, check.ref.name): (
            check.local or not check.clone_of,
            bool(check.clone_of),
            check.validated,
        )
        for check in after.objects(Constraint)
    } == {
        (table, name): (local, parents > 0, validated)
        for table, name, _type, local, parents, validated, *_ in stated(connection)
    }
