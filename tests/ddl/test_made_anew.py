"""What a new type of a column makes anew: what is on it is the youngest then, without statistics targets; the rest stays."""

from __future__ import annotations

import pytest
from helpers import get, run

from fixer.catalog.objects import Table
from fixer.catalog.rare_objects import Statistics

TABLE = "CREATE TABLE t (a int NOT NULL, b int, c varchar(5));"
STATISTICS = "CREATE STATISTICS first ON (a + b), lower(c) FROM t; CREATE STATISTICS second ON (a - b), (a * 2) FROM t;"


@pytest.mark.parametrize(("column", "first"), [("c TYPE text", "(a - b)"), ("a TYPE bigint", "(a + b)")])
def test_statistics_on_the_column_are_copied_last(column: str, first: str) -> None:
    catalog = run(
        f"{TABLE} {STATISTICS} ALTER TABLE t ALTER {column}; CREATE TABLE l (LIKE t INCLUDING STATISTICS)"
    )

    copied = get(catalog, "statistics", "l_expr_expr_stat")
    assert isinstance(copied, Statistics)
    assert copied.keys[0] == first


@pytest.mark.parametrize(("column", "kept"), [("a TYPE bigint", ()), ("c TYPE text", ((1, 55),))])
def test_an_index_on_the_column_loses_its_targets(column: str, kept: tuple[tuple[int, int], ...]) -> None:
    index = "CREATE INDEX i ON t ((a + b)); ALTER INDEX i ALTER COLUMN 1 SET STATISTICS 55;"

    assert get(run(f"{TABLE} {index} ALTER TABLE t ALTER {column}"), "index", "i").statistics == kept


@pytest.mark.parametrize(
    ("sql", "identity"),
    [
        ("ALTER TABLE t DROP CONSTRAINT k", "nothing"),
        ("ALTER TABLE t DROP COLUMN a", "nothing"),
        ("ALTER TABLE t DROP COLUMN b", "index:k"),
        ("ALTER TABLE t ALTER a TYPE bigint", "index:k"),
    ],
)
def test_a_replica_identity_without_its_index_is_none(sql: str, identity: str) -> None:
    key = "ALTER TABLE t ADD CONSTRAINT k UNIQUE (a); ALTER TABLE t REPLICA IDENTITY USING INDEX k;"

    table = get(run(f"{TABLE} {key} {sql}"), "table", "t")
    assert isinstance(table, Table)
    assert table.replica_identity == identity
