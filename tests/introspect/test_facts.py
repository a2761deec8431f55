"""What only a live database knows: sizes, invalid and unused indexes, applied migrations."""

from __future__ import annotations

import psycopg
import pytest
from postgres import Postgres

from fixer.catalog.introspect.facts import Applied, Facts, Size, facts
from fixer.model import ObjectRef


def read(server: Postgres, sql: str) -> Facts:
    with server.database() as url:
        server.psql(url, sql)
        with psycopg.connect(url) as connection:
            return facts(connection)


def public(kind: str, name: str) -> ObjectRef:
    return ObjectRef(kind, "public", name)


def test_a_table_that_was_analysed_has_its_rows_and_another_has_none(server: Postgres) -> None:
    found = read(
        server,
        "CREATE TABLE t AS SELECT generate_series(1, 5000) AS a; ANALYZE t; CREATE TABLE fresh (a int);"
        "CREATE MATERIALIZED VIEW m AS SELECT 1 AS a",
    )

    assert found.sizes[public("table", "t")].rows == 5000
    assert found.sizes[public("table", "t")].bytes > 100_000
    assert found.sizes[public("table", "fresh")].rows == -1
    assert public("materialized view", "m") in found.sizes


PARTITIONED = (
    "CREATE TABLE p (a int) PARTITION BY LIST (a); CREATE TABLE q PARTITION OF p FOR VALUES IN (1) PARTITION BY LIST (a);"
    "CREATE TABLE q_1 PARTITION OF q FOR VALUES IN (1); CREATE TABLE r PARTITION OF p FOR VALUES IN (2); ANALYZE p;"
    "CREATE TABLE next PARTITION OF p (PRIMARY KEY (a)) FOR VALUES IN (3); INSERT INTO p SELECT 1 + i % 2 FROM generate_series(1, 5000) i;"
)


def test_a_partitioned_table_is_as_large_as_its_partitions(server: Postgres) -> None:
    """It was analysed when it was empty: as small, an index on it would be built while nobody can write."""
    sizes = read(server, f"{PARTITIONED} ANALYZE q_1, r").sizes
    whole, leaf, other, empty = (sizes[public("table", name)] for name in ("p", "q_1", "r", "next"))

    assert (whole.rows, sizes[public("table", "q")].rows) == (5000, leaf.rows)
    assert whole.bytes == leaf.bytes + other.bytes + empty.bytes


def test_a_partition_that_was_never_analysed_leaves_the_rows_of_the_whole_unknown(server: Postgres) -> None:
    sizes = read(server, f"{PARTITIONED} ANALYZE q_1, r; INSERT INTO p VALUES (3)").sizes

    assert (sizes[public("table", "p")].rows, sizes[public("table", "q")].rows) == (-1, 2500)


def test_a_partitioned_table_without_partitions_is_empty(server: Postgres) -> None:
    assert read(server, "CREATE TABLE p (a int) PARTITION BY LIST (a)").sizes[public("table", "p")] == Size(
        0, 0
    )


def test_an_invalid_index_is_seen_and_a_valid_one_is_not(server: Postgres) -> None:
    found = read(
        server,
        "CREATE TABLE p (a int) PARTITION BY LIST (a); CREATE TABLE q PARTITION OF p DEFAULT;"
        "CREATE INDEX broken ON ONLY p (a); CREATE INDEX whole ON q (a)",
    )

    assert found.invalid == {public("index", "broken")}


def test_an_unused_index_is_seen_unless_it_enforces_something(server: Postgres) -> None:
    found = read(
        server, "CREATE TABLE t (a int PRIMARY KEY, b int UNIQUE, c int); CREATE INDEX idle ON t (c)"
    )

    assert set(found.unused) == {public("index", "idle")}
    assert found.unused[public("index", "idle")] > 0


def test_since_when_indexes_are_unused_is_known_once_statistics_were_reset(server: Postgres) -> None:
    assert read(server, "SELECT 1").since is None
    assert read(server, "SELECT pg_stat_reset(); SELECT pg_sleep(0.6)").since is not None


DRIZZLE = (
    "CREATE TABLE drizzle.__drizzle_migrations (id serial PRIMARY KEY, hash text NOT NULL, created_at bigint)"
)
GOOSE = "CREATE TABLE goose_db_version (id serial PRIMARY KEY, version_id bigint, is_applied boolean, tstamp timestamp)"
# what a tool's table holds, and what is applied by it
APPLIED: dict[str, tuple[str, tuple[Applied, ...]]] = {
    "nothing": ("SELECT 1", ()),
    "dbmate": (
        "CREATE TABLE schema_migrations (version varchar(128) PRIMARY KEY); INSERT INTO schema_migrations VALUES ('2024'), ('2025')",
        (Applied("dbmate", "public.schema_migrations", frozenset({"2024", "2025"})),),
    ),
    "supabase": (
        "CREATE SCHEMA supabase_migrations; CREATE TABLE supabase_migrations.schema_migrations (version text PRIMARY KEY,"
        " statements text[], name text); INSERT INTO supabase_migrations.schema_migrations VALUES ('20240101000000')",
        (Applied("supabase", "supabase_migrations.schema_migrations", frozenset({"20240101000000"})),),
    ),
    "golang-migrate": (
        "CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean); INSERT INTO schema_migrations VALUES (7, true)",
        (Applied("golang-migrate", "public.schema_migrations", up_to="7", dirty=True),),
    ),
    "golang-migrate before its first run": (
        "CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean)",
        (Applied("golang-migrate", "public.schema_migrations"),),
    ),
    "drizzle": (
        f"CREATE SCHEMA drizzle; {DRIZZLE}; INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('x', 1700000000000)",
        (Applied("drizzle", "drizzle.__drizzle_migrations", frozenset({"1700000000000"})),),
    ),
    "goose, one version taken back and one run again": (
        f"{GOOSE}; INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, true), (1, true), (2, true), (2, false),"
        " (3, true), (3, false), (3, true)",
        (Applied("goose", "public.goose_db_version", frozenset({"1", "3"})),),
    ),
    "sql-migrate": (
        "CREATE TABLE gorp_migrations (id text PRIMARY KEY, applied_at timestamptz);"
        " INSERT INTO gorp_migrations VALUES ('1_shop.sql', now())",
        (Applied("sql-migrate", "public.gorp_migrations", frozenset({"1_shop.sql"})),),
    ),
    "a table that is only called so": ("CREATE TABLE schema_migrations (version bigint)", ()),
    "a name that needs quotes": (
        'CREATE SCHEMA "S.""1"; CREATE TABLE "S.""1".schema_migrations (version text); INSERT INTO "S.""1".schema_migrations VALUES (1)',
        (Applied("dbmate", 'S."1.schema_migrations', frozenset({"1"})),),
    ),
}


@pytest.mark.parametrize("name", APPLIED)
def test_what_a_tool_has_applied_is_read_from_its_table(name: str, server: Postgres) -> None:
    sql, wanted = APPLIED[name]

    assert read(server, sql).applied == wanted


@pytest.mark.parametrize(
    "granted", ["", "GRANT SELECT ON schema_migrations TO fixer_facts; ALTER TABLE schema_migrations ENABLE ROW LEVEL SECURITY"]
)  # fmt: skip
def test_a_role_without_rights_gets_the_sizes_and_no_migrations(granted: str, server: Postgres) -> None:
    """Rows that a policy hides would be taken for migrations that were never applied."""
    maintenance = server.url.format("postgres")
    server.psql(maintenance, "CREATE ROLE fixer_facts LOGIN")
    try:
        with server.database() as url:
            server.psql(url, f"{APPLIED['dbmate'][0]}; {granted}")
            with psycopg.connect(url.replace("//postgres@", "//fixer_facts@")) as connection:
                found = facts(connection)
    finally:
        server.psql(maintenance, "DROP ROLE fixer_facts")

    assert public("table", "schema_migrations") in found.sizes
    assert found.applied == (Applied("dbmate", "public.schema_migrations", hidden=True),)
