"""Queries as they are written and as PostgreSQL prints them are told to be one; others are not."""

from __future__ import annotations

import pytest
from helpers import run
from postgres import Postgres

from fixer.catalog.introspect import introspect
from fixer.catalog.objects import View
from fixer.ddl.texts.same_query import same_condition, same_view
from fixer.lock_safe import there_already
from fixer.verify.connection import connect

TABLES = """
CREATE SCHEMA auth;
CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE AS $$ SELECT NULL::uuid $$;
CREATE TABLE notes (id bigint PRIMARY KEY, user_id text, body text, at timestamptz);
CREATE TABLE lines (id bigint PRIMARY KEY, note_id bigint, n int);
CREATE FUNCTION n_of(bigint) RETURNS bigint LANGUAGE sql AS $$ SELECT 1 $$;
"""
CONDITIONS = [
    "user_id = (select auth.uid())::text",
    "user_id = (select auth.uid()::text)",
    "user_id = (SELECT nullif(current_setting('app.user', true), ''))",
    "EXISTS (SELECT 1 FROM lines WHERE note_id = notes.id AND n > 0)",
    "EXISTS (SELECT FROM lines l WHERE l.note_id = notes.id AND user_id = (select auth.uid())::text)",
    "id IN (SELECT note_id FROM lines WHERE n IN (1, 2))",
    "id NOT IN (SELECT note_id FROM lines ORDER BY n LIMIT 1)",
    "n_of(id) > 0 OR body = ANY (ARRAY(SELECT 'a'))",
]
VIEWS = [
    "CREATE VIEW v AS SELECT id, lower(body), at::date FROM notes WHERE user_id = 'a' OR body IS NULL",
    "CREATE VIEW v (a, b) AS SELECT id, body FROM notes",
    "CREATE VIEW v AS SELECT n.id, (SELECT count(*) FROM lines WHERE note_id = n.id), EXISTS (SELECT 1 FROM lines) FROM notes n",
    "CREATE VIEW v AS SELECT o.id, coalesce(l.n, 0) AS n FROM notes o LEFT JOIN lines l ON l.note_id = o.id GROUP BY o.id, l.n",
]


@pytest.mark.parametrize("sql", [*(f"CREATE POLICY p ON notes USING ({one})" for one in CONDITIONS), *VIEWS])
def test_what_was_made_is_what_postgresql_prints_of_it(sql: str, server: Postgres) -> None:
    with server.database() as url, connect(url) as connection:
        connection.execute(TABLES.encode())
        before = introspect(connection)
        connection.execute(sql.encode())
        after = introspect(connection)

    assert not there_already(sql, before)
    assert there_already(sql, after)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "EXISTS (SELECT FROM lines l WHERE l.id = notes.id)",
            "EXISTS (SELECT FROM lines l WHERE l.id = l.id)",
        ),
        ("id IN (SELECT id FROM lines)", "id IN (SELECT note_id FROM lines)"),
        ("id IN (SELECT notes.id FROM lines)", "id IN (SELECT lines.id FROM lines)"),
        ("id IN (SELECT n AS x FROM lines ORDER BY x)", "id IN (SELECT n FROM lines ORDER BY note_id)"),
        ("user_id = (select auth.uid())::text", "user_id = auth.uid()::text"),
        ("EXISTS (SELECT 1 FROM lines)", "NOT EXISTS (SELECT 1 FROM lines)"),
    ],
)
def test_other_conditions_are_other(one: str, other: str) -> None:
    catalog = run(TABLES)
    notes = catalog.table("public", "notes")
    assert notes is not None

    assert not same_condition(one, other, notes.ref, catalog)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SELECT id, body FROM notes", "SELECT id, body AS text FROM notes"),
        ("SELECT id, body FROM notes", "SELECT body, id FROM notes"),
        (
            "SELECT id FROM notes UNION SELECT id FROM lines",
            "SELECT id FROM notes UNION ALL SELECT id FROM lines",
        ),
        ("SELECT id FROM notes", "SELECT id FROM notes WHERE id > 0"),
    ],
)
def test_other_views_are_other(one: str, other: str) -> None:
    views = [next(iter(run(f"{TABLES}; CREATE VIEW v AS {sql}").objects(View))) for sql in (one, other)]

    assert not same_view(views[0], views[1], run(TABLES))
