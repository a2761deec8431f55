"""Tablespaces and access methods: said, by default_tablespace and its like, and come with a parent. PostgreSQL has the last word."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from postgres import Postgres

from fixer.catalog.catalog import Catalog
from fixer.catalog.introspect import introspect
from fixer.catalog.objects import Constraint, Index, Object, Table, View
from fixer.ddl.difference import difference
from fixer.layouts.base import MigrationSource
from fixer.replay import replay, start
from fixer.verify.connection import connect

ONE, OTHER = f"ts_one_{os.getpid()}", f"ts_other_{os.getpid()}"
STATEMENTS = f"""
CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler;
CREATE TABLE a0 (id int PRIMARY KEY USING INDEX TABLESPACE {ONE}, x int, UNIQUE (x) USING INDEX TABLESPACE {OTHER});
CREATE TABLE a1 (id int, x int) TABLESPACE {ONE};
ALTER TABLE a1 ADD CONSTRAINT k PRIMARY KEY (id) USING INDEX TABLESPACE {OTHER};
CREATE INDEX a1x ON a1 (x);
CREATE TABLE p (id int, x int) PARTITION BY RANGE (id) TABLESPACE {ONE};
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (10);
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20) TABLESPACE {OTHER};
CREATE TABLE p3 PARTITION OF p FOR VALUES FROM (20) TO (30) TABLESPACE pg_default;
CREATE INDEX px ON p (x) TABLESPACE {OTHER};
CREATE INDEX px0 ON p (x, id);
CREATE TABLE p4 PARTITION OF p FOR VALUES FROM (30) TO (40);
ALTER TABLE p ADD PRIMARY KEY (id) USING INDEX TABLESPACE {ONE};
CREATE TABLE l (LIKE a1 INCLUDING ALL);
SET default_tablespace TO {ONE};
CREATE TABLE b0 (id int PRIMARY KEY, x int UNIQUE);
CREATE INDEX b0x ON b0 (x);
CREATE MATERIALIZED VIEW mv AS SELECT 1 AS a;
CREATE TABLE b1 AS SELECT 1 AS a;
CREATE TABLE b2 (id int) TABLESPACE pg_default;
CREATE INDEX b2i ON b2 (id) TABLESPACE pg_default;
CREATE TABLE b3 (id int PRIMARY KEY USING INDEX TABLESPACE pg_default);
CREATE TABLE q (id int, x int) PARTITION BY RANGE (id);
CREATE TABLE q1 PARTITION OF q FOR VALUES FROM (1) TO (10);
CREATE INDEX qx ON q (x);
CREATE TABLE p5 PARTITION OF p FOR VALUES FROM (40) TO (50);
CREATE SEQUENCE s1;
CREATE VIEW v AS SELECT * FROM b0;
CREATE TABLE l2 (LIKE a0 INCLUDING ALL);
SELECT * INTO b4 FROM b0;
BEGIN;
SET LOCAL default_tablespace = {OTHER};
CREATE TABLE c0 (id int);
COMMIT;
CREATE TABLE c1 (id int);
RESET default_tablespace;
CREATE TABLE c2 (id int PRIMARY KEY);
CREATE TABLE q3 PARTITION OF q FOR VALUES FROM (20) TO (30);
ALTER TABLE c2 SET TABLESPACE {ONE};
SET default_table_access_method TO heap2;
CREATE TABLE d0 (id int PRIMARY KEY);
CREATE MATERIALIZED VIEW dmv AS SELECT 1 AS a;
CREATE TABLE d1 AS SELECT 1 AS a;
CREATE TABLE d2 (id int) USING heap;
CREATE TABLE dp (id int) PARTITION BY RANGE (id);
CREATE TABLE dp1 PARTITION OF dp FOR VALUES FROM (1) TO (10);
SELECT 1 AS x INTO d4;
CREATE TABLE d5 (LIKE a1 INCLUDING ALL);
SET default_table_access_method TO DEFAULT;
CREATE TABLE d6 (id int);
CREATE TABLE x0 (
    r int4range,
    EXCLUDE USING gist (r WITH &&) WITH (fillfactor=70) USING INDEX TABLESPACE {ONE},
    CONSTRAINT other EXCLUDE USING gist (r WITH =) WHERE (NOT isempty(r)) DEFERRABLE,
    CONSTRAINT third EXCLUDE USING gist (r WITH &&) WITH (fillfactor=80) USING INDEX TABLESPACE {OTHER} WHERE (NOT isempty(r))
);
CREATE TABLE x3 (id int, y int);
CREATE UNIQUE INDEX x3i ON x3 (id) WITH (fillfactor=50) TABLESPACE {ONE};
ALTER TABLE x3 ADD CONSTRAINT x3k UNIQUE USING INDEX x3i;
ALTER TABLE x3 ADD CONSTRAINT x3y PRIMARY KEY (y) WITH (fillfactor=60) USING INDEX TABLESPACE {OTHER};
ALTER INDEX x3y SET (fillfactor=61);
ALTER INDEX x3y SET TABLESPACE {ONE};
"""
KINDS: tuple[type[Object], ...] = (Table, View, Index, Constraint)
FIELDS = ("tablespace", "access_method", "index_options", "index_tablespace")


def stored(catalog: Catalog) -> dict[str, tuple[object, ...]]:
    return {
        f"{item.ref.kind} {item.ref.name}": tuple(getattr(item, name, None) for name in FIELDS)
        for kind in KINDS
        for item in catalog.objects(kind)
    }


@pytest.fixture(scope="module")
def tablespaces(server: Postgres) -> Iterator[None]:
    with server.database() as url, connect(url) as connection:
        connection.execute("SET allow_in_place_tablespaces TO on")
        for name in (ONE, OTHER):
            connection.execute(f"CREATE TABLESPACE {name} LOCATION ''".encode())
    yield
    with server.database() as url, connect(url) as connection:
        for name in (ONE, OTHER):
            connection.execute(f"DROP TABLESPACE {name}".encode())


def made(server: Postgres, statements: list[str]) -> Catalog:
    with server.database() as url, connect(url) as connection:
        for sql in statements:
            connection.execute(sql.encode())
        return introspect(connection)


@pytest.mark.usefixtures("tablespaces")
def test_what_is_made_is_stored_where_postgresql_stores_it(server: Postgres):
    catalog = replay([MigrationSource("1", "a", "a.sql", STATEMENTS)], base=start("plain", 15)).catalog
    database = made(server, [sql for sql in STATEMENTS.split(";\n") if sql.strip()])
    printed = [one.sql for one in difference(start("plain", 15), catalog, concurrently=False)]

    assert stored(catalog) == stored(database)
    assert stored(made(server, printed)) == stored(database)
