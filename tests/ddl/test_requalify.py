"""A table that is renamed, in the queries that name it: their outputs go on being called as they were."""

from __future__ import annotations

import pytest
from helpers import get, run

from fixer.ddl.output_names import view_columns

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
