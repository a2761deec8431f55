"""Data statements are called what they are, and what hangs on values and labels goes back in one transaction."""

from __future__ import annotations

from pathlib import Path

import pytest
from e2e.tools import by_hand, fixer
from postgres import Postgres
from way_back.shop import put

DATA = {
    "rows with a known key": (
        "INSERT INTO orders (id, status) VALUES (1, 'a'), (-2, 'b''c');",
        "DELETE FROM public.orders WHERE id IN (1, -2);",
    ),
    "rows of a key of several columns": (
        "INSERT INTO pairs (a, b, c) VALUES (1, 'x'::text, now());",
        "DELETE FROM public.pairs WHERE (a, b) IN ((1, 'x'::text));",
    ),
    "no key is given": (
        "INSERT INTO numbered (name) VALUES ('x');",
        "-- Line 1: the rows of this INSERT cannot be told from others: delete them by hand.",
    ),
    "rows that may have been there": (
        "INSERT INTO orders (id, status) VALUES (1, 'a') ON CONFLICT DO NOTHING;",
        "-- Line 1: the rows of this INSERT cannot be told from others: delete them by hand.",
    ),
    "an update": (
        "UPDATE orders SET note = 'x';",
        "-- Line 1: UPDATE cannot be undone: the earlier values are gone.",
    ),
    "a delete": ("DELETE FROM orders;", "-- Line 1: DELETE cannot be undone: the rows are gone."),
    "a sequence that starts anew": (
        "ALTER SEQUENCE numbered_id_seq RESTART WITH 7;",
        "-- Line 1: RESTART cannot be undone: where the sequence stood is not known.",
    ),
    "an identity column that starts anew": (
        "ALTER TABLE counted ALTER id RESTART;",
        "-- Line 1: RESTART cannot be undone: where the sequence stood is not known.",
    ),
    "a sequence's value": (
        "SELECT pg_catalog.setval('public.numbered_id_seq'::regclass, 7, true);",
        "-- Line 1: setval cannot be undone: where the sequence stood is not known.",
    ),
    "the value of a column's sequence": (
        "SELECT setval(pg_get_serial_sequence('numbered', 'id'), 7);",
        "-- Line 1: setval cannot be undone: where the sequence stood is not known.",
    ),
    "a sequence of the migration's own": (
        "CREATE SEQUENCE s; ALTER SEQUENCE s RESTART WITH 7; SELECT setval('s', 8);",
        "DROP SEQUENCE public.s;",
    ),
    "a table of the migration's own": (
        "CREATE TABLE t (a int); INSERT INTO t VALUES (1); UPDATE t SET a = 2;",
        "DROP TABLE public.t;",
    ),
    "nothing": ("SELECT 1;", "-- Nothing to undo: no statement of the up changes the schema."),
}
BEFORE = (
    "CREATE TABLE orders (id bigint PRIMARY KEY, note text, status text NOT NULL);"
    "CREATE TABLE pairs (a int, b text, c timestamptz, UNIQUE (a, b));"
    "CREATE TABLE counted (id int GENERATED ALWAYS AS IDENTITY);"
    "CREATE TABLE numbered (id bigserial PRIMARY KEY, name text);"
    "CREATE TYPE mood AS ENUM ('a', 'b'); CREATE TABLE people (id int, now mood);"
)


@pytest.mark.parametrize(("sql", "wanted"), DATA.values(), ids=DATA.keys())
def test_data_statements_are_called_what_they_are(sql, wanted, tmp_path, server: Postgres):
    put(tmp_path, {"1_a.up.sql": BEFORE, "1_a.down.sql": "SELECT 1;", "2_b.up.sql": sql})

    done = fixer(tmp_path, "down")

    assert done.returncode == 0, done.stderr
    text = (tmp_path / "migrations/2_b.down.sql").read_text()
    own = [
        line for line in text.splitlines() if line not in ("BEGIN;", "COMMIT;") and "SET LOCAL" not in line
    ]
    assert own == [wanted]
    with server.database() as url:
        by_hand(server, url, BEFORE)
        by_hand(server, url, "INSERT INTO orders VALUES (7, '', 'kept')")
        by_hand(server, url, sql)
        by_hand(server, url, text)
        if "DELETE FROM orders" not in sql and not wanted.startswith("-- Line"):
            by_hand(server, url, "DO $$ BEGIN ASSERT (SELECT array_agg(id) FROM orders) = '{7}'; END $$")


def test_a_value_added_to_an_enum_goes_again_while_no_row_holds_it(tmp_path, server: Postgres):
    put(tmp_path, {"1_a.up.sql": BEFORE, "1_a.down.sql": "SELECT 1;"})
    put(tmp_path, {"2_b.up.sql": "ALTER TYPE mood ADD VALUE 'c';"})

    fixer(tmp_path, "down")

    text = (tmp_path / "migrations/2_b.down.sql").read_text()
    assert "-- public.mood is made anew without 'c': this fails while a row holds it.\n" in text
    with server.database() as url:
        by_hand(server, url, BEFORE)
        before = server.dump(url)
        by_hand(server, url, "ALTER TYPE mood ADD VALUE 'c'")
        by_hand(server, url, text)
        assert server.dump(url) == before


def test_the_types_of_a_table_go_back_in_one_statement_with_their_defaults(tmp_path, server: Postgres):
    """Each ALTER TABLE that changes a type writes the table anew."""
    made = "CREATE TYPE kind AS ENUM ('a'); CREATE TABLE t (a int DEFAULT 1, b int NOT NULL DEFAULT 2, k kind DEFAULT 'a');"
    changed = (
        "ALTER TABLE t ALTER a DROP DEFAULT, ALTER a TYPE text, ALTER b TYPE numeric, ALTER b DROP NOT NULL;"
        "ALTER TABLE t ALTER k DROP DEFAULT, ALTER k TYPE text, ALTER k SET DEFAULT 'b';"
    )
    put(tmp_path, {"1_a.up.sql": made, "1_a.down.sql": "SELECT 1;", "2_b.up.sql": changed})

    fixer(tmp_path, "down")

    text = (tmp_path / "migrations/2_b.down.sql").read_text()
    assert text.count("ALTER TABLE") == 1
    with server.database() as url:
        server.psql(url, made + "INSERT INTO t DEFAULT VALUES;")
        before = server.dump(url)
        server.psql(url, changed)
        server.psql(url, text)
        assert server.dump(url) == before


def test_a_label_that_comes_back_is_used_in_the_same_transaction(tmp_path, server: Postgres):
    """PostgreSQL lets no label be used in the transaction that adds it (ALTER TYPE, Notes): the type is made anew."""
    made = "CREATE TYPE kind AS ENUM ('a', 'b'); CREATE TABLE t (k kind DEFAULT 'a', CHECK (k <> 'b'));"
    gone = (
        "ALTER TABLE t DROP CONSTRAINT t_k_check; ALTER TABLE t ALTER k DROP DEFAULT;"
        "ALTER TYPE kind RENAME TO old; CREATE TYPE kind AS ENUM ('a');"
        "ALTER TABLE t ALTER k TYPE kind USING k::text::kind; DROP TYPE old;"
    )
    put(tmp_path, {"1_a.up.sql": made, "1_a.down.sql": "SELECT 1;", "2_b.up.sql": gone})
    put(tmp_path, {"3_c.up.sql": "ALTER TYPE kind RENAME TO sort;"})

    fixer(tmp_path, "down")

    text = (tmp_path / "migrations/2_b.down.sql").read_text()
    with server.database() as url:
        server.psql(url, made)
        before = server.dump(url)
        server.psql(url, gone)
        server.psql(url, f"BEGIN; {text}\nCOMMIT;")
        assert server.dump(url) == before


@pytest.mark.parametrize(("kind", "old", "new"), [("kind", "a", "b"), ("kind[]", "{a}", "{a,b}")])
def test_a_label_goes_that_is_the_default_by_then(
    kind: str, old: str, new: str, tmp_path: Path, server: Postgres
) -> None:
    made = (
        f"CREATE TYPE kind AS ENUM ('a'); CREATE TABLE t (k {kind} DEFAULT '{old}', other kind DEFAULT 'a');"
    )
    changed = f"ALTER TYPE kind ADD VALUE 'b'; ALTER TABLE t ALTER k SET DEFAULT '{new}';"
    put(tmp_path, {"1_a.up.sql": made, "1_a.down.sql": "SELECT 1;", "2_b.up.sql": changed})

    done = fixer(tmp_path, "down")

    assert (done.returncode, done.stderr) == (0, "")
    text = (tmp_path / "migrations/2_b.down.sql").read_text()
    with server.database() as url:
        server.psql(url, made)
        before = server.dump(url)
        for step in changed.split("; "):
            server.psql(url, step)
        server.psql(url, text)
        assert server.dump(url) == before
