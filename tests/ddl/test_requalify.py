"""A table that is renamed, in the queries that name it: their outputs go on being called as they were."""

from __future__ import annotations

import pytest
from helpers import get, notes, run

from fixer.ddl.base import Session
from fixer.ddl.queries.output_names import view_columns

CASTS = {
    "SELECT a::text FROM a": "SELECT b::text AS a FROM b",
    "SELECT a.*::text, id FROM a": "SELECT b.*::text AS a, id FROM b",
    "SELECT a FROM a": "SELECT b AS a FROM b",
    "SELECT CASE WHEN id > 1 THEN NULL ELSE a END FROM a": "SELECT CASE WHEN id > 1 THEN NULL ELSE b END AS a FROM b",
    "SELECT q.a FROM (SELECT a::text FROM a) q": "SELECT q.a FROM (SELECT b::text AS a FROM b) q",
    "SELECT a.id, 1 AS b FROM a": "SELECT b.id, 1 AS b FROM b",
    "SELECT a.id, 1 AS a FROM a": "SELECT b.id, 1 AS a FROM b",
    "SELECT a::text AS x, to_json(a) FROM a": "SELECT b::text AS x, to_json(b) FROM b",
    "SELECT a.id FROM a AS a": "SELECT a.id FROM b AS a",
    "SELECT a::text FROM c": "SELECT a::text FROM c",
    "SELECT a.id::text FROM a": "SELECT b.id::text FROM b",
}


@pytest.mark.parametrize(("query", "wanted"), CASTS.items(), ids=CASTS)
def test_outputs_are_called_as_they_were(query: str, wanted: str) -> None:
    before = run(f"CREATE TABLE a (id int); CREATE TABLE c (a int); CREATE VIEW v AS {query}")
    after = run("ALTER TABLE a RENAME TO b", before.overlay())

    assert get(after, "view", "v").query == wanted
    assert view_columns(get(after, "view", "v")) == view_columns(get(before, "view", "v"))


GIVEN = {
    "a WITH query": "WITH a AS (SELECT 1 AS id) SELECT a.id FROM a",
    "one behind the table": "WITH c AS (SELECT {a}.id FROM {a}), a AS (SELECT 2 AS x) SELECT a.x, c.id FROM a, c",
    "one of the table": "WITH a AS (SELECT {a}.id FROM {a} WHERE {a}.id > 1) SELECT a.id FROM a ORDER BY a.id",
    "one further in": "SELECT {a}.id, s.x FROM {a}, (WITH a AS (SELECT 5 AS x) SELECT a.x FROM a) s",
    "an alias further in": "SELECT {a}.id FROM {a} WHERE EXISTS (SELECT 1 FROM o AS a WHERE a.x = 1) AND {a}.id > 1",
    "an alias further out": "SELECT a.x FROM o AS a WHERE a.x IN (SELECT {a}.id FROM {a} WHERE {a}.id > 1)",
    "an alias of another": "SELECT t.id FROM {a} AS t, o AS a WHERE a.x = t.id",
    "its own": "SELECT a.id FROM {a} a WHERE a.id > 1",
    "rows as a whole": "SELECT to_json({a}) AS j, (SELECT to_json(a) FROM o a LIMIT 1) AS n FROM {a}",
}


@pytest.mark.parametrize("query", GIVEN.values(), ids=GIVEN)
def test_what_a_query_gives_the_name_of_a_table_keeps_it(query: str) -> None:
    before = run(
        f"CREATE TABLE a (id int); CREATE TABLE o (x int); CREATE TABLE q (id int);"
        f"CREATE VIEW v AS {query.format(a='a')};"
        f"CREATE POLICY p ON q USING (EXISTS ({query.format(a='a')}))"
    )
    after = run("ALTER TABLE a RENAME TO b", before)

    assert get(after, "view", "v").query == query.format(a="b")
    assert get(after, "policy", "p", table="q").using == f"EXISTS ({query.format(a='b')})"


CROSSED = {  # as PostgreSQL prints it
    "an alias behind": ("{a}.id FROM {a} JOIN o b ON b.x = {a}.id", "b.id FROM b JOIN o b_1 ON b_1.x = b.id"),
    "an alias before": (
        "{a}.id FROM o AS b, {a} WHERE to_json({a}.*) IS NULL",
        "b_1.id FROM o AS b, b AS b_1 WHERE to_json(b_1.*) IS NULL",
    ),
    "a WITH query": ("b.x FROM {a}, b", "b_1.x FROM public.b, b AS b_1"),
    "an alias further in": (
        "{a}.id FROM {a} WHERE {a}.id IN (SELECT b.x FROM o b)",
        "b.id FROM b WHERE b.id IN (SELECT b_1.x FROM o b_1)",
    ),
    "an alias further out": (
        "b.x FROM o b WHERE b.x IN (SELECT public.{a}.id FROM {a})",
        "b.x FROM o b WHERE b.x IN (SELECT b_1.id FROM b AS b_1)",
    ),
    "a table of another schema": ("b.x FROM s.b, {a}", "b.x FROM s.b, b AS b_1"),
    "what is called so elsewhere": (
        "(SELECT {a}.id FROM {a}) AS i, (SELECT b.x FROM o b) AS x",
        "(SELECT b.id FROM b) AS i, (SELECT b.x FROM o b) AS x",
    ),
    "its own alias": ("b.id FROM {a} b", "b.id FROM b b"),
}
TABLES = "CREATE TABLE a (id int); CREATE TABLE o (x int); CREATE SCHEMA s; CREATE TABLE s.b (x int)"


@pytest.mark.parametrize(("query", "wanted"), CROSSED.values(), ids=CROSSED)
def test_what_a_query_gives_the_new_name_to_is_told_from_the_table(query: str, wanted: str) -> None:
    before = "WITH b AS (SELECT x FROM o) SELECT" if "FROM {a}, b" in query else "SELECT"
    after = run(f"{TABLES}; CREATE VIEW v AS {before} {query.format(a='a')}; ALTER TABLE a RENAME TO b")

    assert get(after, "view", "v").query == f"{before} {wanted}"


def test_what_cannot_be_given_another_alias_is_said() -> None:
    query = "SELECT a.id, b.x FROM a, (SELECT x FROM o) b"
    rules = Session()
    after = run(f"{TABLES}; CREATE VIEW v AS {query}; ALTER TABLE a RENAME TO b", rules=rules)

    assert rules.notes == [
        "table public.a is called b then, as something else in public.v is: what PostgreSQL calls the two there is not modelled"
    ]
    assert get(after, "view", "v").query == "SELECT a.id, b.x FROM b AS a, (SELECT x FROM o) b"
    assert notes("ALTER TABLE a RENAME TO c", f"{TABLES}; CREATE VIEW v AS {query}") == []
