"""What may be NULL is so in some of the rows, and what a migration makes of it is seen; what may not be is not in the way."""

from __future__ import annotations

import pytest
from postgres import Postgres
from verify.project import named, pairs, verify

from fixer.catalog.introspect import introspect
from fixer.verify.connection import connect
from fixer.verify.rows import Filler

SOME = {
    "columns": ("CREATE TABLE t (id int PRIMARY KEY, a text, b int, c date)", {"a", "b", "c"}),
    "what a CHECK speaks of": (
        "CREATE TABLE t (id int PRIMARY KEY, a int CHECK (a > 3), b text CHECK (b IN ('x', 'y')), c text CHECK (c IS NOT NULL))",
        {"a", "b"},
    ),
    "what a CHECK ties": (
        "CREATE TABLE t (id int PRIMARY KEY, a int, b int, CHECK (a IS NOT NULL OR b IS NOT NULL), c text)",
        {"a", "b", "c"},
    ),
    "a CHECK of what is NULL together": (
        "CREATE TABLE t (id int PRIMARY KEY, a text, b int, c date, CHECK ((a IS NULL) = (c IS NULL)), d text)",
        {"a", "b", "c", "d"},
    ),
    "references": (
        "CREATE TABLE p (a int, b int, PRIMARY KEY (a, b)); CREATE TABLE t (id int PRIMARY KEY, a int, b int,"
        " FOREIGN KEY (a, b) REFERENCES p MATCH FULL)",
        {"a", "b"},
    ),
    "unique columns": ("CREATE TABLE t (id int PRIMARY KEY, a int UNIQUE, b text, UNIQUE (b, a))", {"a", "b"}),
    "keys that take one NULL": (
        "CREATE TABLE t (id int PRIMARY KEY, a int UNIQUE NULLS NOT DISTINCT, b text, c int); CREATE UNIQUE INDEX ON t (b) NULLS NOT DISTINCT",
        {"c"},
    ),
    "what excludes one another": (
        "CREATE TABLE t (id int PRIMARY KEY, during tsrange, EXCLUDE USING gist (during WITH &&))",
        {"during"},
    ),
    "partition keys": (
        "CREATE TABLE t (a text, b int) PARTITION BY LIST (a); CREATE TABLE t1 PARTITION OF t FOR VALUES IN ('x'); CREATE TABLE t2 PARTITION OF t DEFAULT",
        {"b"},
    ),
    "what is computed": (
        "CREATE TABLE t (id int PRIMARY KEY, a int, b int NOT NULL GENERATED ALWAYS AS (coalesce(a, 0)) STORED, c int, d int NOT NULL"
        " GENERATED ALWAYS AS (c + 1) STORED)",
        {"a"},
    ),
    "domains": (
        "CREATE DOMAIN must AS text NOT NULL; CREATE DOMAIN may AS text CHECK (VALUE <> ''); CREATE TABLE t (id int PRIMARY KEY, a must, b may)",
        {"b"},
    ),
    "a trigger that wants one": (
        "CREATE TABLE t (id int PRIMARY KEY, a text, b text); CREATE FUNCTION wants() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN IF NEW.a IS NULL THEN RAISE 'a is wanted'; END IF; RETURN NEW; END $$;"
        " CREATE TRIGGER wants BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION wants()",
        {"b"},
    ),
    "a trigger that looks later": (
        "CREATE TABLE t (id int PRIMARY KEY, a text, b text); CREATE FUNCTION wants() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN IF NEW.a IS NULL THEN RAISE 'a is wanted'; END IF; RETURN NULL; END $$;"
        " CREATE CONSTRAINT TRIGGER wants AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wants()",
        {"b"},
    ),
    "none that may": ("CREATE TABLE t (id int PRIMARY KEY, a text NOT NULL)", set()),
}  # fmt: skip


@pytest.mark.parametrize("name", SOME)
def test_what_may_be_null_is_so_in_some_rows_and_never_in_the_first(name: str, server: Postgres):
    sql, wanted = SOME[name]
    with server.database() as url, connect(url) as connection:
        connection.execute(sql.encode())
        filler = Filler(connection, introspect(connection), 9, nulls=True)
        filler.fill()

        assert filler.unfilled == {}
        rows = connection.execute("SELECT to_jsonb(t) FROM t ORDER BY ctid").fetchall()
        names = list(rows[0][0])
        lacking = {name: [row[name] is None for (row,) in rows] for name in names}

    assert {name for name in names if any(lacking[name])} == wanted
    assert not any(all(found) for found in lacking.values())
    assert len(rows) == 9
    assert not any(found[0] for found in lacking.values())


def test_two_columns_that_may_be_null_are_so_in_different_rows(server: Postgres):
    with server.database() as url, connect(url) as connection:
        connection.execute(b"CREATE TABLE t (a text, b text)")
        Filler(connection, introspect(connection), 6, nulls=True).fill()

        assert connection.execute("SELECT count(*) FROM t WHERE a IS NULL AND b IS NOT NULL").fetchone() == (
            2,
        )
        assert connection.execute("SELECT count(*) FROM t WHERE b IS NULL AND a IS NOT NULL").fetchone() == (
            2,
        )


def test_all_have_values_where_nobody_asks_for_null(server: Postgres):
    with server.database() as url, connect(url) as connection:
        connection.execute(b"CREATE TABLE t (a text, b text)")
        Filler(connection, introspect(connection), 6).fill()

        assert connection.execute("SELECT count(*) FROM t WHERE a IS NULL OR b IS NULL").fetchone() == (0,)


def test_what_a_migration_makes_of_null_is_a_change(tmp_path):
    files = pairs(
        lost=(
            "ALTER TABLE orders ALTER note TYPE varchar USING coalesce(note, '')",
            "ALTER TABLE orders ALTER note TYPE text",
        ),
        filled=("UPDATE orders SET note = '' WHERE note IS NULL", "SELECT 1"),
        undone=(
            "UPDATE orders SET note = '-' WHERE note IS NULL",
            "UPDATE orders SET note = NULL WHERE note = '-'",
        ),
        kept=("ALTER TABLE orders ADD x int", "ALTER TABLE orders DROP x"),
    )

    document = verify(tmp_path, files, "--files", "--rows", "4", code=1)

    said = {name: named(document, name)["problems"] for name in ("lost", "filled", "undone", "kept")}
    assert said == {
        "lost": ["values of public.orders.note change on the way up: NULL → ''"],
        "filled": ["values of public.orders.note change on the way up: NULL → ''"],
        "undone": [
            "values of public.orders.note change on the way up: NULL → '-' (its way back restores them)"
        ],
        "kept": [],
    }


def test_a_migration_that_takes_no_null_is_proved_on_rows_without_it_and_says_so(tmp_path):
    files = pairs(
        must=("ALTER TABLE orders ALTER note SET NOT NULL", "ALTER TABLE orders ALTER note DROP NOT NULL"),
        then=("ALTER TABLE orders ADD x int", "ALTER TABLE orders DROP x"),
    )

    document = verify(tmp_path, files, "--files", "--rows", "4")

    (note,) = document["notes"]
    assert note.startswith(
        "migrations/000002_must.up.sql:1:1: fails on rows that do not keep what it adds, and was tried on rows that do: column"
    )
    assert [row["rows"] for name in ("must", "then") for row in named(document, name)["rows"]] == [4] * 4


def test_a_column_that_a_plan_makes_not_null_has_a_value_in_every_row_and_that_is_said(tmp_path):
    wish = "ALTER TABLE orders ALTER note SET NOT NULL"

    document = verify(
        tmp_path, {**pairs(), "wish.sql": wish}, "--sql", "wish.sql", "--select", "suggested-sql", "--rows", "4"
    )  # fmt: skip

    assert document["notes"] == [
        "public.orders.note has a value in every row here: it is NOT NULL after the migrations"
    ]
    assert {row["rows"] for proof in document["proofs"] for row in proof["rows"]} == {4}
