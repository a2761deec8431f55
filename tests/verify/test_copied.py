"""`fixer verify --db`: the schema is copied from the user's database, which is only read, and the plan proved on the copy."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from postgres import Postgres
from verify.project import TABLES, refused, verify

from fixer.catalog.introspect import introspect
from fixer.verify import files, standins

EVERYTHING = """
CREATE TYPE mood AS ENUM ('good', 'bad');
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.note := 'touched'; RETURN NEW; END $$;
CREATE TRIGGER touched BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();
CREATE VIEW paid AS SELECT id FROM orders WHERE status = 'paid';
CREATE TABLE log (at date NOT NULL, mood mood) PARTITION BY RANGE (at);
CREATE TABLE log_2024 PARTITION OF log FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
COMMENT ON TABLE users IS 'who buys';
"""


@pytest.fixture
def url(server: Postgres):
    with server.database() as url:
        server.psql(url, TABLES + EVERYTHING)
        yield url


def test_a_plan_from_a_database_is_proved_on_a_copy_of_its_schema(tmp_path: Path, url: str, server: Postgres):
    before = server.dump(url)

    document = verify(tmp_path, {}, "--db", url, "--select", "unindexed-foreign-key")

    assert all(proof["restored"] and proof["reapplied"] for proof in document["proofs"])
    assert [key for proof in document["proofs"] for key in proof["cleared"]]
    assert document["source"].startswith("database ")
    assert server.dump(url) == before


def test_what_holds_new_rows_only_is_proved_though_its_finding_stays(
    tmp_path: Path, url: str, server: Postgres
):
    server.psql(url, "ALTER TABLE orders ADD total_cents int")
    server.psql(
        url,
        "INSERT INTO users (email) VALUES ('a'); INSERT INTO orders (user_id, status, total_cents) VALUES (1, 'open', -1)",
    )
    config = {
        "fixer.toml": '[[rules.missing-check.patterns]]\ncolumns = "*_cents"\ncheck = "{column} >= 0"\n'
    }

    document = verify(tmp_path, config, "--db", url, "--select", "missing-check", "--not-valid")

    (proof,) = document["proofs"]
    assert (proof["cleared"], proof["remaining"], proof["problems"]) == ([], [], [])


def test_migrations_that_the_database_has_not_had_come_on_top_of_the_copy(
    tmp_path: Path, url: str, server: Postgres
):
    server.psql(
        url,
        "CREATE TABLE schema_migrations (version bigint, dirty boolean); INSERT INTO schema_migrations VALUES (1, false)",
    )
    folder = {
        "migrations/000001_tables.up.sql": TABLES + EVERYTHING,
        "migrations/000001_tables.down.sql": "SELECT 1",
        "migrations/000002_more.up.sql": "CREATE TABLE notes (id int PRIMARY KEY, order_id bigint REFERENCES orders);",
        "migrations/000002_more.down.sql": "DROP TABLE notes;",
    }

    document = verify(tmp_path, folder, "--db", url, "--select", "unindexed-foreign-key")

    cleared = sorted(str(key) for proof in document["proofs"] for key in proof["cleared"])
    assert ["notes" in key for key in cleared] == [True, False]


def test_a_database_whose_tool_keeps_no_table_has_had_every_migration(tmp_path: Path, url: str):
    folder = {"migrations/000001_tables.up.sql": TABLES, "migrations/000001_tables.down.sql": "SELECT 1"}

    document = verify(tmp_path, folder, "--db", url, "--select", "unindexed-foreign-key")

    assert all(proof["restored"] for proof in document["proofs"]) and document["proofs"]


def test_an_index_that_a_failed_build_left_is_no_reason_not_to_prove_the_rest(
    tmp_path: Path, url: str, server: Postgres
):
    server.psql(url, "INSERT INTO users (email) VALUES ('a'); ALTER TABLE users ADD same int DEFAULT 1;")
    server.psql(url, "INSERT INTO users (email) VALUES ('b')")
    with psycopg.connect(url, autocommit=True) as connection, pytest.raises(psycopg.errors.UniqueViolation):
        connection.execute("CREATE UNIQUE INDEX CONCURRENTLY broken ON users (same)")

    document = verify(tmp_path, {}, "--db", url, "--select", "unindexed-foreign-key")

    assert all(proof["restored"] for proof in document["proofs"]) and document["proofs"]


def test_roles_that_the_database_names_are_made_for_the_copy(tmp_path: Path, url: str, server: Postgres):
    role = "fixer_test_clerk"
    server.psql(url, f"CREATE ROLE {role}; GRANT SELECT ON users TO {role}")
    try:
        document = verify(tmp_path, {}, "--db", url, "--select", "unindexed-foreign-key")
    finally:
        server.psql(url, f"DROP OWNED BY {role}; DROP ROLE {role}")

    assert all(proof["restored"] for proof in document["proofs"]) and document["proofs"]


def test_what_is_printed_names_extensions_without_the_version_that_only_one_server_has(
    url: str, server: Postgres
):
    server.psql(url, "CREATE EXTENSION citext; CREATE TABLE mails (address citext)")
    with psycopg.connect(url) as connection:
        script = files.printed(introspect(connection), "database x")

    assert "CREATE EXTENSION IF NOT EXISTS citext;" in script.text


def test_written_migrations_are_not_proved_on_a_database(tmp_path: Path, url: str):
    folder = {"migrations/000001_tables.up.sql": TABLES, "migrations/000001_tables.down.sql": "SELECT 1"}

    said = refused(tmp_path, folder, "--db", url, "--files")

    assert "Leave out --db" in said and url not in said


RARE = """
CREATE RULE kept AS ON DELETE TO users DO INSTEAD NOTHING;
CREATE STATISTICS together ON user_id, status FROM orders;
CREATE PUBLICATION bought FOR TABLE orders WHERE (user_id > 0);
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
CREATE COLLATION bytes (provider = libc, locale = 'C');
CREATE TABLE gone (id int);
CREATE FUNCTION counted() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM gone';
DROP TABLE gone;
CREATE FUNCTION spoken(a mood, b numeric(10, 2) DEFAULT 1) RETURNS text LANGUAGE sql AS 'SELECT a::text';
"""


def test_what_few_schemas_have_is_copied_too(tmp_path: Path, url: str, server: Postgres):
    server.psql(url, RARE)

    document = verify(tmp_path, {}, "--db", url, "--select", "unindexed-foreign-key")

    assert all(proof["restored"] for proof in document["proofs"]) and document["proofs"]


def test_what_a_platform_brings_is_there_already(tmp_path: Path, url: str, server: Postgres):
    server.psql(
        url,
        "CREATE PUBLICATION supabase_realtime FOR TABLE users;"
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON TABLES TO pg_monitor",
    )

    arguments = ("--db", url, "--select", "unindexed-foreign-key", "--platform", "supabase")
    document = verify(tmp_path, {}, *arguments)

    assert all(proof["restored"] for proof in document["proofs"]) and document["proofs"]


def test_an_extension_of_the_platforms_is_copied_to_the_schema_that_it_is_in(
    tmp_path: Path, url: str, server: Postgres
):
    """The stand-ins have it in another one, where the way back of its move did not lead."""
    with psycopg.connect(url) as connection:
        if not standins.available(connection) >= {"pgcrypto", "uuid-ossp"}:
            pytest.skip("the server has no pgcrypto")
    server.psql(
        url,
        'CREATE SCHEMA extensions; CREATE EXTENSION "uuid-ossp" SCHEMA extensions; CREATE EXTENSION pgcrypto',
    )

    arguments = ("--db", url, "--select", "extension-in-public", "--unsafe", "--platform", "supabase")
    (proof,) = verify(tmp_path, {}, *arguments)["proofs"]

    assert proof["restored"]
    assert [one["key"] for one in proof["cleared"]] == ["extension-in-public:pgcrypto"]
