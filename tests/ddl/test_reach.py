"""Which tables statements about rows reach besides those that they name: partitions, heirs, and what TRUNCATE cascades to."""

from __future__ import annotations

import psycopg
import pytest
from helpers import cost, notes
from postgres import Postgres

SETUP = """
CREATE TABLE t (a int PRIMARY KEY); CREATE TABLE r (a int REFERENCES t, id serial PRIMARY KEY);
CREATE TABLE rr (a int REFERENCES r (id));
CREATE TABLE pk (a int, k int REFERENCES t) PARTITION BY LIST (a); CREATE TABLE pk1 PARTITION OF pk FOR VALUES IN (1);
CREATE TABLE base (b int PRIMARY KEY); CREATE TABLE heir () INHERITS (base); CREATE TABLE rb (b int REFERENCES base);
CREATE TABLE pt (a int PRIMARY KEY) PARTITION BY LIST (a); CREATE TABLE pt1 PARTITION OF pt FOR VALUES IN (1);
CREATE TABLE rp (a int REFERENCES pt); CREATE TABLE own (a int PRIMARY KEY, b int REFERENCES own);
"""
TAKEN = """
TRUNCATE t CASCADE
TRUNCATE t RESTART IDENTITY CASCADE
TRUNCATE r CASCADE
TRUNCATE base CASCADE
TRUNCATE ONLY base CASCADE
TRUNCATE pt CASCADE
TRUNCATE pt1 CASCADE
TRUNCATE t, r, rr, pk
TRUNCATE own
TRUNCATE rb
TRUNCATE pk
LOCK TABLE base
LOCK TABLE ONLY base IN SHARE MODE
LOCK TABLE pt
DELETE FROM base
DELETE FROM ONLY base
DELETE FROM pt
UPDATE pt SET a = 1
INSERT INTO heir VALUES (1)
""".strip().splitlines()
REFUSED = ["TRUNCATE t", "TRUNCATE t, r", "TRUNCATE pt1", "TRUNCATE pt", "TRUNCATE base"]
HELD = """
SELECT n.nspname || '.' || k.relname, l.mode FROM pg_locks l JOIN pg_class k ON k.oid = l.relation
JOIN pg_namespace n ON n.oid = k.relnamespace
WHERE l.pid = pg_backend_pid() AND n.nspname = 'public' AND k.relkind IN ('r', 'p', 'S')
"""
BESIDES = {"ShareLock", "AccessShareLock"}
"""What TRUNCATE takes for the indexes that it builds anew, under the lock that it has."""


@pytest.mark.parametrize("sql", REFUSED)
def test_truncate_under_a_foreign_key_does_not_fit(sql: str) -> None:
    assert len(notes(sql, SETUP)) == 1


@pytest.mark.parametrize("sql", TAKEN)
def test_what_is_reached_fits(sql: str) -> None:
    assert notes(sql, SETUP) == []


@pytest.mark.slow
def test_the_locks_are_those_that_postgresql_takes(server: Postgres) -> None:
    with server.database() as url, psycopg.connect(url) as connection:
        connection.execute(SETUP)
        connection.commit()
        for sql in TAKEN:
            with connection.transaction(force_rollback=True):
                connection.execute(sql)
                held: dict[str, set[str]] = {}
                for relation, mode in connection.execute(HELD).fetchall():
                    held.setdefault(relation, set()).add(mode)
            said: dict[str, set[str]] = {}
            for relation, mode in cost(sql, SETUP):
                said.setdefault(relation, set()).add(mode)
            assert said.keys() == held.keys(), sql
            for relation, modes in said.items():
                assert held[relation] - modes <= BESIDES | {"RowExclusiveLock"}, (sql, relation)


@pytest.mark.slow
def test_postgresql_refuses_just_these(server: Postgres) -> None:
    with server.database() as url, psycopg.connect(url, autocommit=True) as connection:
        connection.execute(SETUP)
        for sql in REFUSED:
            with pytest.raises(psycopg.errors.FeatureNotSupported):
                connection.execute(sql)
