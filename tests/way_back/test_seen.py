"""What reading does not tell is seen on a scratch server: DO blocks, dynamic SQL, functions that make things."""

from __future__ import annotations

from pathlib import Path

import pytest
from e2e.tools import fixer, write
from postgres import Postgres

from fixer.catalog.objects import Function, Object, Table, View
from fixer.ddl.difference import difference
from fixer.ddl.run import apply
from fixer.ddl.steps.settled import settled
from fixer.layouts.base import MigrationSource
from fixer.replay import replay
from fixer.way_back import followed, seen

FIRST = "CREATE TABLE orders (id bigint PRIMARY KEY, note text DEFAULT ('a' || 'b'));\nCREATE ROLE clerk;\n"
UNREAD = {
    "a rename that is put together": (
        "DO $$ BEGIN EXECUTE format('ALTER TABLE %I RENAME TO %I', (SELECT relname FROM pg_class WHERE relname = 'orders'), 'sales'); "
        "END $$;",
        "ALTER TABLE public.sales RENAME TO orders;",
    ),
    "a column in a loop": (
        "DO $$ DECLARE t text; BEGIN FOR t IN SELECT relname FROM pg_class WHERE relname = 'orders' LOOP\n"
        "EXECUTE 'ALTER TABLE ' || t || ' ADD at timestamptz'; END LOOP; END $$;",
        "ALTER TABLE public.orders DROP COLUMN at;",
    ),
    "a function that makes a trigger": (
        "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';\n"
        "CREATE FUNCTION touched(t regclass) RETURNS void LANGUAGE plpgsql AS\n"
        "$$ BEGIN EXECUTE format('CREATE TRIGGER touched BEFORE UPDATE ON %s FOR EACH ROW EXECUTE FUNCTION touch()', reverse(reverse(t::text))); END $$;\n"
        "SELECT touched('orders');",
        "DROP TRIGGER touched ON public.orders;",
    ),
    "a query that makes a table": (
        "CREATE TABLE counted AS SELECT note, stddev(id) AS n FROM orders GROUP BY note;",
        "DROP TABLE public.counted;",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize(("up", "wanted"), UNREAD.values(), ids=UNREAD.keys())
def test_what_is_not_read_is_seen_on_a_server_and_undone(up, wanted, tmp_path: Path, server: Postgres):
    last = "ALTER TABLE orders ADD last int;" if "sales" not in wanted else "ALTER TABLE sales ADD last int;"
    write(
        tmp_path,
        {
            "m/1_a.up.sql": FIRST,
            "m/1_a.down.sql": "DROP TABLE orders; DROP ROLE clerk",
            "m/2_b.up.sql": up,
            "m/3_c.up.sql": last,
        },
    )

    done = fixer(tmp_path, "down", "m", "--server", server.url.format("postgres"))

    assert done.returncode == 0, done.stderr
    text = (tmp_path / "m/2_b.down.sql").read_text()
    assert wanted in text
    assert text.startswith("-- From the schema of a database on PostgreSQL ")
    assert "-- " not in (tmp_path / "m/3_c.down.sql").read_text()
    with server.database() as url:
        server.simple_query(url, FIRST)
        try:
            before = server.dump(url)
            server.simple_query(url, up)
            between = server.dump(url)
            server.simple_query(url, last)
            server.simple_query(url, (tmp_path / "m/3_c.down.sql").read_text())
            assert server.dump(url) == between
            server.simple_query(url, text)
            assert server.dump(url) == before
        finally:
            server.simple_query(url, "DROP ROLE clerk")


def test_a_moment_that_the_scratch_server_read_is_not_written_into_a_way_back(
    tmp_path: Path, server: Postgres
):
    view = "CREATE VIEW late AS SELECT id FROM orders WHERE {} < 'now'::timestamp;\n"
    then = "'2020-02-02 02:02:02'::timestamp"
    write(
        tmp_path,
        {
            "m/1_a.up.sql": FIRST + view.format(then),
            "m/2_b.up.sql": "DO $$ BEGIN EXECUTE (SELECT 'DROP VIEW ' || relname FROM pg_class WHERE relname = 'late'); END $$;",
        },
    )

    done = fixer(tmp_path, "down", "m", "--server", server.url.format("postgres"))

    assert done.returncode == 0, done.stderr
    text = (tmp_path / "m/2_b.down.sql").read_text()
    assert "'now'::timestamp without time zone" in text
    assert "'2020-02-02 02:02:02'::timestamp" in text
    assert "-- 'now' in public.late means the moment at which this runs" in text


@pytest.mark.slow
def test_what_postgresql_refuses_too_is_said_with_both_reasons(tmp_path: Path, server: Postgres):
    write(tmp_path, {"m/1_a.up.sql": "CREATE TABLE t (a int);", "m/2_b.up.sql": "\n  DROP TABLE other;"})

    done = fixer(tmp_path, "down", "m", "--server", server.url.format("postgres"))

    assert done.returncode == 2
    assert "m/2_b.up.sql:2:3: this does not fit the schema" in done.stderr
    assert 'm/2_b.up.sql:2:3: table "other" does not exist' in done.stderr
    assert sorted(path.name for path in (tmp_path / "m").iterdir()) == ["1_a.up.sql", "2_b.up.sql"]


def catalog(sql: str):  # type: ignore[no-untyped-def]
    return replay([MigrationSource("1", "a", "a.sql", sql)]).catalog


def test_what_is_followed_keeps_the_texts_that_did_not_change():
    """The database prints expressions in its own words; the files' words stay where nothing happened."""
    model = catalog("CREATE TABLE t (a text DEFAULT 'x' || 'y')")
    before = catalog("CREATE TABLE t (a text DEFAULT ('x'::text || 'y'::text))")
    after = catalog("CREATE TABLE t (a text DEFAULT ('x'::text || 'y'::text)); ALTER TABLE t ADD b int")

    found = followed(model, seen("PostgreSQL", before, after)).table("public", "t")

    assert isinstance(found, Table)
    assert [(column.name, column.default) for column in found.columns] == [("a", "'x' || 'y'"), ("b", None)]


@pytest.mark.parametrize(("done", "left"), [("ALTER a DROP NOT NULL", False), ("ADD b int", True)])
def test_a_not_null_that_is_gone_leaves_no_name_of_it(done, left):
    """A database is not asked for the names; what is left of one would pass for one that is NOT VALID."""
    model = catalog("CREATE TABLE t (a int CONSTRAINT a_set NOT NULL)")
    plain = "CREATE TABLE t (a int NOT NULL);"
    before, after = catalog(plain), catalog(f"{plain} ALTER TABLE t {done}")

    found = followed(model, seen("PostgreSQL", before, after)).table("public", "t")

    assert isinstance(found, Table)
    assert (found.columns[0].required, found.columns[0].not_null_as is not None) == (left, left)


TRIGGER = "CREATE OR REPLACE FUNCTION f() RETURNS {} LANGUAGE plpgsql AS $$ BEGIN {} RETURN NULL; END $$;"
REPLACED = {
    "a function": (TRIGGER.format("TRIGGER", ""), TRIGGER.format("trigger", ""), TRIGGER.format("trigger", "NULL;")),
    "a view of all columns": (
        "CREATE TABLE t (a int); CREATE VIEW v AS SELECT * FROM t;",
        "CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t;",
        "CREATE OR REPLACE VIEW v AS SELECT a, 1 AS b FROM t;",
    ),
    "a view with names of its own": (
        "CREATE TABLE t (a int); CREATE VIEW v (x) AS SELECT a FROM t;",
        "CREATE TABLE t (a int); CREATE VIEW v AS SELECT a AS x FROM t;",
        "CREATE OR REPLACE VIEW v AS SELECT a AS x, 1 AS y FROM t;",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REPLACED)
def test_what_was_made_otherwise_is_as_the_database_has_it_whole(name):
    """Half of what a file says and half of what the database does is neither."""
    written, there, change = REPLACED[name]
    model, before, after = catalog(written), catalog(there), catalog(there + change)

    layer = followed(model, seen("PostgreSQL", before, after))

    (made,) = (
        item
        for item in layer.objects(Object)
        if item in list(after.objects(Object)) and item not in list(before.objects(Object))
    )
    assert isinstance(made, Function | View)
    state = layer.overlay()
    for statement in difference(layer, model):
        apply(state, statement.sql)
    assert settled(state.get(made.ref), state) == settled(model.get(made.ref), model)
