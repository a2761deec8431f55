"""Objects that need each other: what PostgreSQL can make again has a way back; the rest is an error."""

from __future__ import annotations

from pathlib import Path

import pytest
from e2e.tools import fixer, write
from postgres import Postgres
from way_back.test_downs_harness import tried

# what makes it, what takes it away again
CIRCLES = {
    "a view that reads itself by way of another": (
        "CREATE TABLE t (a int, b text); CREATE VIEW first AS SELECT * FROM t; CREATE VIEW second AS SELECT * FROM first;",
        "CREATE OR REPLACE VIEW first AS SELECT * FROM second;",
    ),
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
    "functions that PostgreSQL keeps as trees": (
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; END;"
        "CREATE FUNCTION g() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT f(); END;"
        "CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT g(); END;",
        "DROP FUNCTION f() CASCADE;",
    ),
    "such a function, without a language, and a view of its rows": (
        "CREATE FUNCTION f(OUT a int, OUT b text) RETURNS SETOF record BEGIN ATOMIC SELECT 1, 'x'; END;"
        "CREATE VIEW v AS SELECT * FROM f();"
        "CREATE OR REPLACE FUNCTION f(OUT a int, OUT b text) RETURNS SETOF record BEGIN ATOMIC SELECT a, b FROM v; END;",
        "DROP VIEW v CASCADE;",
    ),
    "a domain that is checked by a function of it": (
        "CREATE DOMAIN d AS int; CREATE FUNCTION ok(d) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RETURN true; END';"
        "ALTER DOMAIN d ADD CONSTRAINT c CHECK (ok(VALUE)) NOT VALID;",
        "DROP DOMAIN d CASCADE;",
    ),
    "a default by a function that counts the table's rows": (
        "CREATE TABLE t (id int); CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT count(*)::int FROM t; END;"
        "ALTER TABLE t ALTER id SET DEFAULT f();",
        "DROP TABLE t CASCADE;",
    ),
    "a default by a function of the row": (
        "CREATE TABLE t (id int); CREATE FUNCTION f(t) RETURNS int RETURN 1; ALTER TABLE t ALTER id SET DEFAULT f(NULL);",
        "DROP TABLE t CASCADE;",
    ),
}
CLOSED = {
    "views": (
        "CREATE VIEW v1 AS SELECT 1 AS a; CREATE VIEW v2 AS SELECT a FROM v1;\n"
        "CREATE OR REPLACE VIEW v1 AS SELECT a FROM v2;",
        "CREATE TABLE t (id int);\n  DROP VIEW v1 CASCADE;",
        "m/2_gone.up.sql:2:3: view v2 and view v1 need each other",
    ),
    "a materialized view of the function that reads it": (
        "CREATE FUNCTION f() RETURNS int RETURN 1; CREATE MATERIALIZED VIEW v AS SELECT f() AS x;"
        "CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT count(*)::int FROM v; END;",
        "DROP MATERIALIZED VIEW v CASCADE;",
        "m/2_gone.up.sql:1:1: materialized view v and function f() need each other",
    ),
    "defaults of arguments": (
        "CREATE FUNCTION f(a int DEFAULT 1) RETURNS int RETURN 1; CREATE FUNCTION g(a int DEFAULT f()) RETURNS int RETURN 2;"
        "CREATE OR REPLACE FUNCTION f(a int DEFAULT g()) RETURNS int RETURN 1;",
        "DROP FUNCTION f(int) CASCADE;",
        "m/2_gone.up.sql:1:1: function g(integer) and function f(integer) need each other",
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


@pytest.mark.parametrize("name", CLOSED)
def test_a_circle_that_nothing_makes_again_is_an_error_with_its_place_and_nothing_is_written(
    name, tmp_path: Path
):
    made, gone, said = CLOSED[name]
    write(tmp_path, {"m/1_made.up.sql": made, "m/2_gone.up.sql": gone})

    done = fixer(tmp_path, "down", "m")

    assert done.returncode == 2
    assert said in done.stderr
    assert "by hand" in done.stderr
    assert [path.name for path in (tmp_path / "m").iterdir() if ".down." in path.name] == []


def test_such_a_circle_can_be_made_and_its_way_back_written_by_hand(tmp_path: Path):
    made, gone, _said = CLOSED["views"]
    write(tmp_path, {"m/1_made.up.sql": made, "m/2_gone.up.sql": gone, "m/2_gone.down.sql": "SELECT 1;"})

    done = fixer(tmp_path, "down", "m")

    assert done.returncode == 0, done.stderr
    assert "DROP VIEW public.v2 CASCADE" in (tmp_path / "m/1_made.down.sql").read_text()
