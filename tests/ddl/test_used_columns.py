"""Which columns a query uses: what may go without the view that names its table, and what may not."""

from __future__ import annotations

import pytest
from helpers import run

from fixer.ddl.queries.used_columns import columns_used
from fixer.sql.parse import statement

TABLES = "CREATE TABLE a (id int, x int, name text); CREATE TABLE b (id int, y int, name text)"


@pytest.mark.parametrize(
    ("query", "used"),
    [
        ("SELECT x FROM a", "a.x"),
        ("SELECT a.x, y FROM a, b", "a.x b.y"),
        ("SELECT * FROM a", "a.id a.name a.x"),
        ("SELECT o.* FROM a o, b", "a.id a.name a.x"),
        ("SELECT *, (SELECT b.name FROM b WHERE b.id = a.x) FROM a", "a.id a.name a.x b.id b.name"),
        ("SELECT (SELECT x) FROM a, b", "a.x"),
        ("SELECT (SELECT name FROM b) FROM a", "b.name"),
        ("SELECT row_to_json(a) FROM a", ""),
        ("SELECT row_to_json(a.*) FROM a", ""),
        ("SELECT count(*) FROM a", ""),
        ("SELECT 1 FROM a JOIN b USING (id)", "a.id b.id"),
        ("SELECT 1 FROM a NATURAL JOIN b", "a.id a.name b.id b.name"),
        ("SELECT 1 FROM a JOIN b ON a.x = y", "a.x b.y"),
        ("SELECT x AS name FROM a ORDER BY name", "a.x"),
        ("SELECT x FROM a ORDER BY name", "a.name a.x"),
        ("WITH a AS (SELECT y AS x FROM b) SELECT x FROM a", "b.y"),
        ("WITH RECURSIVE r AS (SELECT x FROM a UNION SELECT x FROM r) SELECT * FROM r", "a.x"),
        ("SELECT s.x FROM (SELECT x FROM a) s", "a.x"),
        ("SELECT x FROM a UNION SELECT y FROM b", "a.x b.y"),
        ("SELECT y FROM a, LATERAL (SELECT y FROM b WHERE b.id = a.id) s", "a.id b.id b.y"),
        ("SELECT q, name FROM a AS o (p, q)", "a.name a.x"),
        ("INSERT INTO a (id) SELECT y FROM b", "b.y"),
        ("UPDATE a SET x = b.y FROM b WHERE b.id = a.id", "a.id b.id b.y"),
    ],
)
def test_a_query_uses_what_it_names_and_no_more(query: str, used: str) -> None:
    kind, node = statement(query)

    found = columns_used({kind: node}, run(TABLES))

    assert sorted(f"{ref.table}.{ref.name}" for ref in found) == used.split()
