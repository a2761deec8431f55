"""Objects that need each other: what PostgreSQL can make and drop again has a way back; of the rest it is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from e2e.tools import write
from postgres import Postgres
from way_back.test_downs_harness import tried

# what makes it, what takes it away again
CIRCLES = {
    "keys": (
        "CREATE TABLE a (id int PRIMARY KEY, b_id int); CREATE TABLE b (id int PRIMARY KEY, a_id int REFERENCES a);"
        "ALTER TABLE a ADD CONSTRAINT a_b FOREIGN KEY (b_id) REFERENCES b;",
        "DROP TABLE a, b;",
    ),
    "policies": (
        "CREATE TABLE a (id int); CREATE TABLE b (id int);"
        "CREATE POLICY p ON a USING (EXISTS (SELECT FROM b WHERE b.id = a.id));"
        "CREATE POLICY p ON b USING (EXISTS (SELECT FROM a WHERE b.id = a.id));",
        "DROP TABLE a, b CASCADE;",
    ),
    "a function that reads the view that calls it": (
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE VIEW v AS SELECT f() AS x;"
        "CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT count(*)::int FROM v';",
        "DROP VIEW v; DROP FUNCTION f();",
    ),
    "a default that reads its table": (
        "CREATE TABLE t (id int); CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT count(*)::int FROM t';"
        "ALTER TABLE t ALTER COLUMN id SET DEFAULT f();",
        "DROP TABLE t; DROP FUNCTION f();",
    ),
    "a check that reads its table": (
        "CREATE TABLE t (id int); CREATE FUNCTION f(int) RETURNS boolean LANGUAGE sql AS 'SELECT count(*) < 5 FROM t';"
        "ALTER TABLE t ADD CONSTRAINT few CHECK (f(id));",
        "DROP TABLE t; DROP FUNCTION f(int);",
    ),
    "an index by a function of the row": (
        "CREATE TABLE t (a int); CREATE FUNCTION dbl(t) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1.a * 2';"
        "CREATE INDEX i ON t (dbl(t.*));",
        "DROP TABLE t CASCADE;",
    ),
    "a trigger of the view that it reads": (
        "CREATE TABLE a (id int); CREATE VIEW v AS SELECT id FROM a;"
        "CREATE FUNCTION t() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO a SELECT id FROM v; RETURN NEW; END';"
        "CREATE TRIGGER t INSTEAD OF INSERT ON v FOR EACH ROW EXECUTE FUNCTION t();",
        "DROP VIEW v; DROP FUNCTION t(); DROP TABLE a;",
    ),
}
CLOSED = {
    "functions": (
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; END;"
        "CREATE FUNCTION g() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT f(); END;"
        "CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT g(); END;",
        "DROP FUNCTION f() CASCADE;",
        "public.g()",
    ),
    "views": (
        "CREATE VIEW v1 AS SELECT 1 AS a; CREATE VIEW v2 AS SELECT a FROM v1;"
        "CREATE OR REPLACE VIEW v1 AS SELECT a FROM v2;",
        "DROP VIEW v1 CASCADE;",
        "public.v2",
    ),
    "a domain that is checked by a function of it": (
        "CREATE DOMAIN d AS int; CREATE FUNCTION ok(d) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RETURN true; END';"
        "ALTER DOMAIN d ADD CONSTRAINT c CHECK (ok(VALUE));",
        "DROP DOMAIN d CASCADE;",
        "public.d",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", CIRCLES)
def test_a_circle_that_postgresql_makes_goes_and_comes_back(name, tmp_path: Path, server: Postgres):
    made, gone = CIRCLES[name]
    write(tmp_path, {"m/1_made.up.sql": made, "m/2_gone.up.sql": gone})

    report = tried(tmp_path / "m", server)

    assert [line for one in report.ours if not one.restored for line in one.lines()] == []
    assert report.refused == []


@pytest.mark.slow
@pytest.mark.parametrize("name", CLOSED)
def test_a_circle_that_nothing_makes_in_one_go_can_be_dropped_and_is_said_not_to_come_back(
    name, tmp_path: Path, server: Postgres
):
    made, gone, left = CLOSED[name]
    write(tmp_path, {"m/1_made.up.sql": made, "m/2_gone.up.sql": gone})

    report = tried(tmp_path / "m", server)

    last, first = report.ours
    assert first.restored, list(first.lines())
    assert (last.restored, last.announced) == (False, True)
    assert any(s.startswith(f"{left} stays as it is: they need each other") for s in last.said)
