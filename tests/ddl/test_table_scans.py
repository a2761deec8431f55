"""What is announced to read a whole table under the lock is what PostgreSQL says that it verifies."""

from __future__ import annotations

import pytest
from postgres import Postgres

from fixer.ddl.run import run
from fixer.layouts.base import MigrationSource
from fixer.replay import replay
from fixer.verify.connection import connect

SETUP = """CREATE TABLE t (a int, b int NOT NULL, c int CONSTRAINT c_set CHECK (c IS NOT NULL), d int);
CREATE UNIQUE INDEX on_a ON t (a); CREATE UNIQUE INDEX on_b ON t (b); CREATE UNIQUE INDEX on_c ON t (c);
CREATE UNIQUE INDEX on_both ON t (b, a);
ALTER TABLE t ADD CONSTRAINT d_set CHECK (d IS NOT NULL) NOT VALID; INSERT INTO t VALUES (1, 1, 1, 1);"""
READS = {
    "ALTER TABLE t ADD PRIMARY KEY USING INDEX on_a": True,
    "ALTER TABLE t ADD PRIMARY KEY USING INDEX on_both": True,
    "ALTER TABLE t ADD PRIMARY KEY USING INDEX on_b": False,
    "ALTER TABLE t ADD PRIMARY KEY USING INDEX on_c": False,
    "ALTER TABLE t ADD UNIQUE USING INDEX on_a": False,
    "ALTER TABLE t ALTER a SET NOT NULL": True,
    "ALTER TABLE t ALTER c SET NOT NULL": False,
    "ALTER TABLE t ALTER d SET NOT NULL": True,
    "ALTER TABLE t ADD CHECK (a > 0)": True,
    "ALTER TABLE t ADD CHECK (a > 0) NOT VALID": False,
}


@pytest.mark.parametrize("sql", READS)
def test_a_scan_is_announced_where_postgresql_makes_one(sql, server: Postgres):
    said: list[str] = []
    announced = run(replay([MigrationSource("1", "a", "a.sql", SETUP)]).catalog, sql).hazards
    with server.database() as url, connect(url) as connection:
        connection.execute(SETUP.encode())
        connection.add_notice_handler(lambda notice: said.append(notice.message_primary or ""))
        connection.execute("SET client_min_messages TO debug1")
        connection.execute(sql.encode())

    assert any(text.startswith("verifying table") for text in said) is READS[sql]
    assert any(hazard.kind == "scan" for hazard in announced) is READS[sql]


REWRITES = {
    "VACUUM FULL t": True,
    "VACUUM t": False,
    "CLUSTER t USING on_b": True,
    "ALTER TABLE t CLUSTER ON on_b": False,
    "ALTER TABLE t ALTER d TYPE bigint": True,
}


@pytest.mark.parametrize("sql", REWRITES)
def test_a_rewrite_is_announced_where_a_table_gets_a_new_file(sql: str, server: Postgres) -> None:
    file = "SELECT pg_relation_filenode('t')"
    announced = run(replay([MigrationSource("1", "a", "a.sql", SETUP)]).catalog, sql).hazards
    with server.database() as url, connect(url) as connection:
        connection.execute(SETUP.encode())
        before = connection.execute(file).fetchone()
        connection.execute(sql.encode())
        after = connection.execute(file).fetchone()

    assert (before != after) is REWRITES[sql]
    assert any(hazard.kind == "rewrite" for hazard in announced) is REWRITES[sql]
