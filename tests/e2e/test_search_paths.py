"""Functions that were made under another search_path keep finding what they found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import psycopg
import pytest
from e2e.tools import NOW, fixer, write
from postgres import Postgres

OWN_SCHEMA = """
CREATE SCHEMA app;
SET search_path = app, public;
CREATE TABLE things (id int PRIMARY KEY);
CREATE FUNCTION q2() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN RETURN (SELECT count(*) FROM things); END $$;
"""


def plan(folder: Path, sql: str, *arguments: str) -> dict[str, Any]:
    write(folder, {"migrations/000001_a.up.sql": sql, "migrations/000001_a.down.sql": "SELECT 1;"})
    done = fixer(folder, "plan", "--output-format", "json", "--now", NOW, *arguments)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def statements(document: dict[str, Any]) -> list[str]:
    return [statement["sql"] for migration in document["migrations"] for statement in migration["up"]]


@pytest.mark.parametrize("rules", ["mutable-search-path", "mutable-search-path,unqualified-name"])
def test_a_function_of_another_path_works_before_and_after(rules, tmp_path, server: Postgres):
    document = plan(tmp_path, OWN_SCHEMA, "--select", rules)

    assert document["refusals"] == []
    with server.database() as url:
        for sql in (OWN_SCHEMA, "SET search_path = app, public; SELECT q2()", *statements(document)):
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(sql.encode())
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT app.q2()").fetchone() == (0,)


def test_a_path_under_which_a_name_that_exists_is_not_found_is_never_pinned(tmp_path):
    elsewhere = OWN_SCHEMA.replace("SET search_path = app, public;", "").replace(
        "TABLE things", "TABLE app.things"
    )

    document = plan(tmp_path, elsewhere, "--select", "mutable-search-path")

    (refusal,) = document["refusals"]
    assert refusal["code"] == "unresolved"
    assert refusal["reason"] == '"things" is in app, and nothing says that callers look there'


TRIGGER = """
CREATE TABLE people (id int PRIMARY KEY);
CREATE FUNCTION trg() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN EXECUTE 'SELECT 1 FROM ' || quote_ident(TG_ARGV[0]); RETURN NEW; END $$;
CREATE FUNCTION dynamic() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN EXECUTE 'SELECT 1 FROM ' || quote_ident(TG_ARGV[0]); RETURN NEW; END $$;
CREATE TRIGGER t BEFORE INSERT ON people FOR EACH ROW EXECUTE FUNCTION dynamic('x');
CREATE FUNCTION f() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN {} RETURN 1; END $$;
"""


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ("PERFORM count(*) FROM public.people;", "pg_catalog, pg_temp"),
        ("INSERT INTO public.people VALUES (1);", "public, pg_temp"),
    ],
    ids=["a query fires no trigger", "what writes does"],
)
def test_triggers_count_for_what_writes_alone(body, path, tmp_path):
    document = plan(tmp_path, TRIGGER.format(body), "--select", "mutable-search-path")

    assert f"ALTER FUNCTION public.f() SET search_path = {path}" in statements(document)
