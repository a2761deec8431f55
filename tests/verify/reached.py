"""Whose rows who reaches: schemas that it is tried on, and what a proof says of it."""

from __future__ import annotations

from postgres import Postgres

from fixer.catalog.introspect import introspect
from fixer.pipeline import fixers_of
from fixer.planner.proof import Rules
from fixer.verify.access import Matrix, matrix
from fixer.verify.access_questions import COMMANDS, questions
from fixer.verify.access_trial import Reach
from fixer.verify.connection import Connection

PLAIN = """
CREATE TABLE users (id bigint PRIMARY KEY, email text);
CREATE TABLE tasks (id serial PRIMARY KEY, user_id bigint REFERENCES users, title text NOT NULL);
CREATE TABLE messages (id serial PRIMARY KEY, task_id int NOT NULL REFERENCES tasks, body text);
"""
SUPABASE = """
CREATE TABLE notes (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id uuid NOT NULL REFERENCES auth.users, body text);
"""
NONE = []
ALL = ["user 1", "user 2"]


def rows_of(document, table: str) -> list[dict]:
    """What the proofs of a document say of one table, each who in turn."""
    return [row for proof in document["proofs"] for row in proof["access"] if row["table"] == table]


def table_of(document, table: str) -> dict[str, tuple[dict, dict]]:
    """Who -> whose rows it reached before and after, which is what was promised."""
    rows = rows_of(document, table)
    assert all(row["after"] == row["promised"] for row in rows)
    return {row["who"]: (row["before"], row["after"]) for row in rows}


def every(owners: list[str] | None) -> dict[str, list[str] | None]:
    """The same owners' rows for every command."""
    return dict.fromkeys(COMMANDS, owners)


def rules_of(server: Postgres) -> Rules:
    """All fixers, without settings."""
    fixers = fixers_of(server.binaries)
    return Rules(fixers, {rule: fixer.options() for rule, fixer in fixers.items()})


def outcome(connection: Connection, rules: Rules, policy: str) -> tuple[Matrix, dict[str, Reach]]:
    """What is tried of a policy that comes, and what each may do."""
    first = introspect(connection)
    connection.execute(policy.encode())
    last = introspect(connection)
    asked = questions(first, last, rules)
    tried = matrix(connection, asked, last)
    return tried, dict(zip((one.who for one in asked), tried.reach, strict=True))


ME = "(select nullif(current_setting('app.current_user_id', true), '')::bigint)"
EVERYTHING = every(ALL)
OWN = every(["user 1"])
NOTHING = every(None)
