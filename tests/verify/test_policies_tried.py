"""Policies that let through more or less than is promised are caught, on rows that tell."""

from __future__ import annotations

import pytest
from postgres import Postgres
from verify.project import verify
from verify.reached import ME, PLAIN, outcome, rules_of

from fixer.catalog.introspect import introspect
from fixer.verify.access import matrix, promised
from fixer.verify.access_questions import questions
from fixer.verify.connection import connect

SPOILT = {
    "no check on insert": ("FOR INSERT WITH CHECK (user_id = {me})", "FOR INSERT WITH CHECK (true)"),
    "everybody may delete": ("FOR DELETE USING (user_id = {me})", "FOR DELETE USING (true)"),
    "everybody may read": ("FOR SELECT USING (user_id = {me})", "FOR SELECT USING (true)"),
    "everybody may update": ("FOR UPDATE USING (user_id = {me})", "FOR UPDATE USING (true)"),
    "nobody may update": ("FOR UPDATE USING (user_id = {me})", "FOR UPDATE USING (false)"),
}
RIGHT = list(dict.fromkeys(right for right, _wrong in SPOILT.values()))


@pytest.mark.parametrize("name", ["as promised", *SPOILT])
def test_a_policy_that_lets_through_more_or_less_than_promised_is_caught(name, server: Postgres):
    rules = rules_of(server)
    right, wrong = SPOILT.get(name, ("", ""))
    clauses = [wrong if clause == right else clause for clause in RIGHT]
    with server.database() as url, connect(url) as connection:
        connection.execute(PLAIN.encode())
        first = introspect(connection)
        connection.execute("ALTER TABLE tasks ENABLE ROW LEVEL SECURITY")
        for number, clause in enumerate(clauses):
            connection.execute(f"CREATE POLICY p{number} ON tasks {clause.format(me=ME)}".encode())
        last = introspect(connection)

        asked = questions(first, last, rules)
        seen = matrix(connection, asked, last)

        wanted = [promised(q, seen, after, last, rules) for q, after in zip(asked, seen.reach, strict=True)]
        assert seen.untried == {}
        assert (list(seen.reach) == wanted) == (name == "as promised")
        assert connection.execute("SELECT count(*) FROM tasks").fetchone() == (0,), "nothing stays"
        assert connection.execute("SELECT 1 FROM pg_roles WHERE rolname LIKE 'fixer_a%'").fetchall() == []


@pytest.mark.parametrize("name", ["deleted_at", '"Gone at"'])
def test_rows_that_are_tried_are_not_deleted_ones(name, server: Postgres):
    """A policy that hides what was deleted hid all that were made up, whoever they belonged to."""
    rules = rules_of(server)
    with server.database() as url, connect(url) as connection:
        connection.execute(PLAIN.encode())
        connection.execute(
            f"ALTER TABLE tasks ADD COLUMN {name} timestamptz, ENABLE ROW LEVEL SECURITY".encode()
        )
        connection.execute(f"CREATE POLICY p ON tasks USING (user_id = {ME})".encode())
        first = introspect(connection)
        connection.execute(f"ALTER POLICY p ON tasks USING (user_id = {ME} AND {name} IS NULL)".encode())
        last = introspect(connection)
        asked = questions(first, last, rules)

        reach = dict(zip((q.who for q in asked), matrix(connection, asked, last).reach, strict=True))

        assert reach["application, user 1"]["select"] == ("user 1",)
        assert reach["application, nobody"]["select"] == ()


def test_where_the_migrations_gave_all_rows_to_one_user_there_are_others_to_try_it_with(server: Postgres):
    rules = rules_of(server)
    with server.database() as url, connect(url) as connection:
        connection.execute(PLAIN.encode())
        connection.execute("INSERT INTO users SELECT n FROM generate_series(1, 9) n")
        connection.execute("INSERT INTO tasks (user_id, title) SELECT 1, 'x' FROM generate_series(1, 9)")
        connection.execute("ALTER TABLE tasks ENABLE ROW LEVEL SECURITY")

        tried, reach = outcome(connection, rules, f"CREATE POLICY p ON tasks USING (user_id = {ME})")

        assert tried.untried == {}
        assert reach["application, user 2"]["select"] == ("user 2",)


@pytest.mark.parametrize("key", ["LIST (id)", "RANGE (user_id, id)", "HASH (id)"])
def test_a_table_whose_partitions_the_application_makes_is_tried_with_one_that_is_gone_again(
    key, server: Postgres
):
    rules = rules_of(server)
    with server.database() as url, connect(url) as connection:
        connection.execute(f"CREATE TABLE events (id int, user_id int) PARTITION BY {key}".encode())
        connection.execute("ALTER TABLE events ENABLE ROW LEVEL SECURITY")

        tried, reach = outcome(connection, rules, f"CREATE POLICY p ON events USING (user_id = {ME})")

        assert tried.untried == {}
        assert reach["application, user 2"]["select"] == ("user 2",)
        assert connection.execute("SELECT count(*) FROM pg_inherits").fetchone() == (0,)


def test_each_of_many_partitions_is_tried_with_rows_of_two_users(server: Postgres):
    rules = rules_of(server)
    parts = [f"part_{number}" for number in range(6)]
    with server.database() as url, connect(url) as connection:
        connection.execute("CREATE TABLE users (id int PRIMARY KEY)")
        connection.execute(
            "CREATE TABLE events (kind text, user_id int REFERENCES users) PARTITION BY LIST (kind)"
        )
        for part in parts:
            connection.execute(f"CREATE TABLE {part} PARTITION OF events FOR VALUES IN ('{part}')".encode())
            connection.execute(f"ALTER TABLE {part} ENABLE ROW LEVEL SECURITY".encode())
        first = introspect(connection)
        for part in parts:
            connection.execute(f"CREATE POLICY p ON {part} USING (user_id = {ME})".encode())
        last = introspect(connection)

        tried = matrix(connection, questions(first, last, rules), last)

        assert {ref.name for ref in tried.labels} == {*parts}
        assert tried.untried == {}


def test_tables_whose_policies_stay_as_they_are_are_not_asked_about(server: Postgres):
    rules = rules_of(server)
    with server.database() as url, connect(url) as connection:
        connection.execute(PLAIN.encode())
        first = introspect(connection)
        connection.execute("COMMENT ON TABLE tasks IS 'x'")

        assert questions(first, introspect(connection), rules) == []


def test_where_nobody_may_become_another_it_is_said_that_row_security_was_not_tried(
    tmp_path, server: Postgres
):
    url = server.url.format("postgres")
    server.psql(url, "CREATE ROLE fixer_ordinary LOGIN CREATEDB CREATEROLE")
    try:
        given = ("--server", url.replace("//postgres@", "//fixer_ordinary@"))
        chosen = ("--unsafe", "--select", "rls-disabled")
        document = verify(tmp_path, {"migrations/0001_a.sql": PLAIN}, *chosen, *given, code=1)
    finally:
        server.psql(url, "DROP ROLE fixer_ordinary")

    said = [problem for proof in document["proofs"] for problem in proof["problems"]]
    assert len(said) == 3
    assert all("could not be tried: that takes a superuser" in problem for problem in said)
