"""A label that is renamed, where only what stands beside a constant tells that it is one."""

from __future__ import annotations

import pytest
from helpers import get, run

from fixer.ddl.base import Session

MADE = "CREATE TYPE st AS ENUM ('new', 'done'); CREATE TABLE t (id int, s st, n text, l st[])"
FOLLOWED = [
    "SELECT s FROM t UNION ALL SELECT {}",
    "SELECT n, s FROM t UNION SELECT 'done', {} EXCEPT VALUES ('done', {})",
    "SELECT {} AS x UNION SELECT s FROM t WHERE n = 'done' ORDER BY 1",
    "WITH RECURSIVE q(s) AS (SELECT s FROM t UNION SELECT {} FROM q WHERE s <> {}) SELECT s FROM q",
    "SELECT l FROM t INTERSECT SELECT '{{new,d}}'",
    "SELECT lag(s, 1, {}) OVER (), lead(n, 1, 'done') OVER () FROM t",
    "SELECT enum_range('new'::st, {})",
    "SELECT coalesce((SELECT s FROM t LIMIT 1), {}) AS x, coalesce((SELECT n FROM t LIMIT 1), 'done')",
    "SELECT coalesce(max(s), {}) AS x, coalesce(min(n), 'done') FROM t",
    "SELECT coalesce(CASE WHEN n = 'done' THEN s END, {}) AS x, coalesce(greatest(s, {}), {}) FROM t",
]
OTHERS = [
    "SELECT n FROM t UNION ALL SELECT 'done'",
    "SELECT 'done' AS x UNION SELECT 'done'",
    "SELECT id, n FROM t UNION VALUES (1, 'done')",
    "SELECT concat(s, 'done') FROM t",
]


@pytest.mark.parametrize("query", [*FOLLOWED, *OTHERS])
def test_a_constant_is_a_label_by_what_stands_beside_it(query: str) -> None:
    was = query.replace("{{new,d}}", "{{new,done}}").format(*["'done'"] * 3)
    before = run(f"{MADE}; CREATE VIEW v AS {was}")
    after = run("ALTER TYPE st RENAME VALUE 'done' TO 'd'", before)

    assert get(after, "view", "v").query == query.format(*["'d'"] * 3)


@pytest.mark.parametrize(
    "query", ["SELECT id, s FROM t UNION SELECT * FROM (SELECT 1, 'done'::st) q UNION SELECT 1, 'done'"]
)
def test_where_columns_are_not_looked_up_it_is_said(query: str) -> None:
    rules = Session()
    run(
        "ALTER TYPE st RENAME VALUE 'done' TO 'd'",
        run(f"{MADE}; CREATE VIEW v AS {query}", rules=rules),
        rules,
    )

    assert rules.notes == [
        "view public.v has 'done' where it cannot be told whether that is the label: it is taken for it"
    ]
    silent = Session()
    run(f"{MADE}; CREATE VIEW v AS {query}; ALTER TYPE st RENAME VALUE 'new' TO 'd'", rules=silent)
    assert silent.notes == []
