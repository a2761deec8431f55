"""What only a live database knows of its indexes: those that a failed build left invalid, and those nobody uses."""

from __future__ import annotations

import json
from pathlib import Path

import psycopg
import pytest
from e2e.tools import NOW, fixer, write
from postgres import Postgres

TABLES = """
CREATE TABLE users (id bigint PRIMARY KEY, email text, born date);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint REFERENCES users, note text);
CREATE INDEX orders_user_id_idx ON orders (user_id);
CREATE INDEX orders_note_idx ON orders (note);
CREATE UNIQUE INDEX users_email_key ON users (email);
CREATE INDEX users_born_idx ON users (born);
"""
BREAK = "UPDATE pg_catalog.pg_index SET indisvalid = false WHERE indexrelid = '{}'::regclass"
COUNT = "SELECT pg_stat_reset(); SELECT pg_sleep(0.6)"


@pytest.fixture
def url(server: Postgres):
    with server.database() as url:
        server.psql(url, TABLES)
        yield url


def up(folder: Path, url: str, rule: str, *arguments: str) -> tuple[list[str], list[str], str]:
    """The statements up and down of a plan by one rule, and all that is printed of it as JSON."""
    arguments = ("plan", "--db", url, "--select", rule, "--now", NOW, "--output-format", "json", *arguments)
    done = fixer(folder, *arguments)
    assert done.returncode == 0, done.stderr
    migrations = json.loads(done.stdout)["migrations"]
    ups, downs = ([s["sql"] for m in migrations for s in m[half]] for half in ("up", "down"))
    return ups, downs, done.stdout


REPAIRS = {
    "one that nothing replaces is built anew, and no way back makes it invalid again": (
        "SELECT 1",
        "orders_note_idx",
        ["REINDEX INDEX CONCURRENTLY public.orders_note_idx"],
        [],
    ),
    "one beside an equal valid one is dropped": (
        "CREATE INDEX again ON orders (note)",
        "again",
        ["DROP INDEX CONCURRENTLY IF EXISTS public.again"],
        ["CREATE INDEX CONCURRENTLY again ON public.orders (note)"],
    ),
    "what a rebuild that did not end left behind is dropped": (
        "CREATE INDEX orders_id_ccnew1 ON orders (id, note)",
        "orders_id_ccnew1",
        ["DROP INDEX CONCURRENTLY IF EXISTS public.orders_id_ccnew1"],
        ["CREATE INDEX CONCURRENTLY orders_id_ccnew1 ON public.orders (id, note)"],
    ),
    "one that differs in its order is no replacement": (
        "CREATE INDEX other ON orders (note DESC)",
        "other",
        ["REINDEX INDEX CONCURRENTLY public.other"],
        [],
    ),
}


@pytest.mark.parametrize("name", REPAIRS)
def test_an_invalid_index(name: str, tmp_path: Path, url: str, server: Postgres) -> None:
    sql, index, ups, downs = REPAIRS[name]
    server.psql(url, sql)

    assert up(tmp_path, url, "invalid-index")[:2] == ([], [])
    server.psql(url, BREAK.format(index))
    assert up(tmp_path, url, "invalid-index")[:2] == (ups, downs)


def test_an_index_of_a_partitioned_table_that_waits_for_its_partitions_is_not_broken(
    tmp_path: Path, url: str, server: Postgres
) -> None:
    server.psql(url, "CREATE TABLE p (a int) PARTITION BY LIST (a); CREATE TABLE q PARTITION OF p DEFAULT")
    server.psql(url, "CREATE INDEX waiting ON ONLY p (a)")

    assert up(tmp_path, url, "invalid-index")[0] == []


def test_a_unique_index_that_rows_still_break_is_refused_with_the_rows(
    tmp_path: Path, url: str, server: Postgres
) -> None:
    server.psql(url, "INSERT INTO users VALUES (1, 'a', '2000-01-01'), (2, 'b', '2000-01-01')")
    with psycopg.connect(url, autocommit=True) as connection, pytest.raises(psycopg.errors.UniqueViolation):
        connection.execute("CREATE UNIQUE INDEX CONCURRENTLY twice ON users (born)")

    refused, _downs, shown = up(tmp_path, url, "invalid-index")
    server.psql(url, "DELETE FROM users WHERE id = 2")
    mended, _downs, _shown = up(tmp_path, url, "invalid-index")

    assert (refused, mended) == ([], ["REINDEX INDEX CONCURRENTLY public.twice"])
    assert "1 value, in 2 rows, breaks it" in shown and "2000-01-01" in shown


def test_an_unused_index_is_dropped_and_the_message_says_since_when(
    tmp_path: Path, url: str, server: Postgres
) -> None:
    server.psql(url, COUNT)

    held_back = up(tmp_path, url, "unused-index")
    ups, downs, shown = up(tmp_path, url, "unused-index", "--unsafe")

    assert held_back[0] == []
    assert ups == [
        "DROP INDEX CONCURRENTLY IF EXISTS public.orders_note_idx",
        "DROP INDEX CONCURRENTLY IF EXISTS public.users_born_idx",
    ]
    assert sorted(downs) == [
        "CREATE INDEX CONCURRENTLY orders_note_idx ON public.orders (note)",
        "CREATE INDEX CONCURRENTLY users_born_idx ON public.users (born)",
    ]
    with psycopg.connect(url) as connection:
        query = "SELECT stats_reset::date::text FROM pg_stat_database WHERE datname = current_database()"
        since = connection.execute(query).fetchone()
    assert since is not None and f"since {since[0]}" in shown


def test_an_index_that_a_query_has_used_stays(tmp_path: Path, url: str, server: Postgres) -> None:
    server.psql(url, "SET enable_seqscan = off; SELECT count(*) FROM orders WHERE note = 'x'")

    ups, _downs, _shown = up(tmp_path, url, "unused-index", "--unsafe")

    assert ups == ["DROP INDEX CONCURRENTLY IF EXISTS public.users_born_idx"]


def test_without_a_database_an_advisors_word_is_not_enough(tmp_path: Path) -> None:
    advice = {
        "name": "unused_index",
        "title": "Unused Index",
        "level": "INFO",
        "detail": "Index `orders_note_idx` on table `public.orders` has not been used",
        "metadata": {"schema": "public", "name": "orders", "type": "table"},
        "cache_key": "unused_index_public_orders_orders_note_idx",
    }
    write(tmp_path, {"migrations/001_tables.sql": TABLES, "advice.json": json.dumps([advice])})

    done = fixer(
        tmp_path, "plan", "--findings", "supabase:advice.json", "--select", "unused-index", "--unsafe"
    )

    assert done.returncode == 0, done.stderr
    assert "1 refused" in done.stdout and "answers the queries" in done.stdout
    assert "DROP INDEX" not in done.stdout


@pytest.mark.parametrize("rule", ["invalid-index", "unused-index"])
def test_what_is_planned_of_indexes_is_proved(rule: str, tmp_path: Path, url: str, server: Postgres) -> None:
    server.psql(url, BREAK.format("users_email_key"))

    done = fixer(tmp_path, "verify", "--db", url, "--select", rule, "--unsafe", "--output-format", "json")

    assert done.returncode == 0, done.stdout + done.stderr
    assert all(proof["restored"] for proof in json.loads(done.stdout)["proofs"])
    assert json.loads(done.stdout)["proofs"]
