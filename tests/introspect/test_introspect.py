"""What introspection makes of every kind of object, and how it goes about it, judged on a running PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from introspect.made import CASES, T, public, read
from postgres import Postgres, at_hand

from fixer.catalog.catalog import Catalog
from fixer.catalog.introspect import introspect, queries
from fixer.catalog.objects import (
    Constraint,
    Extension,
    External,
    Function,
    Grant,
    Schema,
    Table,
    View,
)
from fixer.ddl.difference import difference
from fixer.model import FixerError, ObjectRef
from fixer.sql import parse
from fixer.verify.server import database, started


@pytest.mark.parametrize("name", CASES)
def test_an_object_is_what_its_statement_made(name: str, server: Postgres) -> None:
    sql, wanted = CASES[name]
    catalog = read(server, sql)

    found = catalog.get(wanted.ref)
    if isinstance(found, View):  # until PostgreSQL 15 a column is qualified also where there is one table
        found = replace(found, query=found.query.replace("t.a", "a"))

    assert found == wanted


def test_names_with_odd_characters_and_roles_that_need_quotes(server: Postgres) -> None:
    role = 'fixer "x" = é'
    quoted = role.replace('"', '""')
    with server.database() as url:
        server.psql(url, f'CREATE ROLE "{quoted}"')
        try:
            server.psql(
                url,
                f'CREATE SCHEMA "S.1"; CREATE TABLE "S.1"."t ""é" ("ä%" int); GRANT SELECT ON "S.1"."t ""é" TO "{quoted}"',
            )
            with psycopg.connect(url) as connection:
                table = introspect(connection).table("S.1", 't "é')
        finally:
            server.psql(url, f'DROP OWNED BY "{quoted}"; DROP ROLE "{quoted}"')

    assert table is not None
    assert [column.name for column in table.columns] == ["ä%"]
    assert table.grants == (Grant(role, "SELECT"),)


SUPABASE = """
CREATE ROLE supabase_admin; CREATE SCHEMA auth; CREATE TABLE auth.users (id uuid PRIMARY KEY);
CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql AS 'select null::uuid';
CREATE FUNCTION made() RETURNS trigger LANGUAGE plpgsql AS 'begin return new; end';
CREATE TRIGGER signed_up AFTER INSERT ON auth.users FOR EACH ROW EXECUTE FUNCTION made();
CREATE TABLE own (id uuid REFERENCES auth.users (id))
"""


def test_what_the_platform_owns_is_external_and_what_a_project_puts_on_it_is_not(server: Postgres) -> None:
    try:
        catalog = read(server, SUPABASE)
    finally:
        server.psql(server.url.format("postgres"), "DROP ROLE IF EXISTS supabase_admin")

    assert isinstance(catalog.relation("auth", "users"), External)
    assert catalog.get(ObjectRef("external", "auth", "uid", args="")) is not None
    assert catalog.get(ObjectRef("schema", "", "auth")) is None
    assert catalog.get(ObjectRef("trigger", "auth", "signed_up", "users")) is not None
    key = catalog.find(public("constraint", "own_id_fkey", "own"), Constraint)
    assert key is not None
    assert (key.references, key.referenced_columns) == (ObjectRef("table", "auth", "users"), ("id",))


def test_a_platform_that_is_named_owns_its_schemas_without_its_roles(server: Postgres) -> None:
    """A copy of one, on a server of one's own: its tables were proposed for change, and its schemas made twice."""
    with server.database() as url:
        server.psql(url, "CREATE SCHEMA auth; CREATE TABLE auth.users (id uuid)")
        with psycopg.connect(url) as connection:
            catalog = introspect(connection, platform="supabase")

    assert isinstance(catalog.relation("auth", "users"), External)


def test_a_schema_called_like_a_platforms_is_the_users_own_elsewhere(server: Postgres) -> None:
    catalog = read(server, "CREATE SCHEMA auth; CREATE TABLE auth.users (id uuid)")

    assert isinstance(catalog.relation("auth", "users"), Table)


def test_what_an_extension_brings_is_external(server: Postgres) -> None:
    with server.database() as url:
        available = server.psql(url, "SELECT 1 FROM pg_available_extensions WHERE name = 'citext'")
    if not available.strip():
        pytest.skip("this server has no citext")
    catalog = read(server, "CREATE SCHEMA e; CREATE EXTENSION citext SCHEMA e; CREATE TABLE t (a e.citext)")

    assert isinstance(catalog.type("e", "citext"), External)
    extension = catalog.find(ObjectRef("extension", "", "citext"), Extension)
    assert extension is not None and extension.schema == "e"
    assert not list(catalog.objects(Function))
    assert catalog.table("public", "t") is not None


class Counting:
    """A connection that counts what is sent through it."""

    def __init__(self, connection: psycopg.Connection, monkeypatch: pytest.MonkeyPatch):
        self.sent: list[str] = []
        execute = psycopg.Cursor.execute

        def counted(cursor: psycopg.Cursor, query: Any, *args: Any, **kwargs: Any) -> Any:
            self.sent.append(query)
            return execute(cursor, query, *args, **kwargs)

        monkeypatch.setattr(psycopg.Cursor, "execute", counted)


@pytest.mark.parametrize("tables", [0, 40])
def test_the_number_of_queries_does_not_depend_on_the_size(
    tables: int, server: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    with server.database() as url:
        alike = "CREATE TABLE t{0} (a serial PRIMARY KEY); ALTER TABLE t{0} ADD CHECK (a > 0); ALTER TABLE t{0} RENAME a TO a{0};"
        server.psql(url, "".join(alike.format(number) for number in range(tables)))
        with psycopg.connect(url) as connection:
            counting = Counting(connection, monkeypatch)
            introspect(connection)
            sent = len(counting.sent)

    assert sent <= 15
    assert sent == len(queries.ALL) + 1 + bool(
        tables
    )  # what is stored alike and printed otherwise is asked for


@pytest.fixture
def ordinary(server: Postgres) -> Iterator[Callable[[str], str]]:
    """Gives, for a database's URL, that of a role without any rights of its own."""
    server.psql(server.url.format("postgres"), "CREATE ROLE fixer_ordinary LOGIN")
    try:
        yield lambda url: url.replace("//postgres@", "//fixer_ordinary@")
    finally:
        server.psql(server.url.format("postgres"), "DROP ROLE fixer_ordinary")


def test_an_ordinary_role_reads_everything_and_writes_nothing(
    server: Postgres, ordinary: Callable[[str], str]
) -> None:
    everything = ";".join(sql for name, (sql, _o) in CASES.items() if name == "a table's own settings")
    with server.database() as url:
        server.psql(url, f"{everything}; CREATE SCHEMA closed; CREATE VIEW closed.v AS SELECT 1 AS a")
        server.psql(url, "CREATE SEQUENCE closed.s START 3; CREATE POLICY p ON t USING (a > 1)")
        with psycopg.connect(url) as connection:
            wanted = {item.ref: item for item in introspect(connection).objects()}
        with psycopg.connect(ordinary(url), autocommit=True) as connection:
            connection.execute("SET default_transaction_read_only = on")
            found = {item.ref: item for item in introspect(connection).objects()}

    assert found == wanted
    assert public("policy", "p", "t") in found


def test_values_are_read_alike_however_a_database_prints_them(server: Postgres) -> None:
    """What is 1 February in one style is 2 January in another."""
    styles = {
        "datestyle": "'SQL, DMY'",
        "intervalstyle": "sql_standard",
        "bytea_output": "escape",
        "extra_float_digits": "-3",
        "standard_conforming_strings": "off",
    }
    made = (
        "a date DEFAULT '2020-02-01', b interval DEFAULT '-1 day 2 hours', c bytea DEFAULT '\\xdead', "
        "f text DEFAULT E'a\\\\b', d float8 DEFAULT 0.1::float8 + 0.2::float8, e float8[] DEFAULT '{0.30000000000000004}'"
    )
    with server.database() as url:
        server.psql(url, f"CREATE TABLE t ({made})")
        with psycopg.connect(url) as connection:
            usual = introspect(connection)
        name = psycopg.conninfo.conninfo_to_dict(url)["dbname"]
        server.psql(url, "; ".join(f"ALTER DATABASE {name} SET {key} TO {to}" for key, to in styles.items()))
        with psycopg.connect(url) as connection:
            found = introspect(connection)

    assert found.find(T, Table) == usual.find(T, Table)
    assert found.find(T, Table).column("a").default == "'2020-02-01'::date"


def test_a_catalog_that_may_not_be_read_is_said(server: Postgres, ordinary: Callable[[str], str]) -> None:
    with server.database() as url:
        server.psql(url, "REVOKE SELECT ON pg_catalog.pg_policy FROM PUBLIC")
        with psycopg.connect(ordinary(url)) as connection, pytest.raises(FixerError) as caught:
            introspect(connection)

    assert "permission denied for table pg_policy" in str(caught.value)
    assert "42501" in str(caught.value)


def test_a_connection_that_is_lost_is_said(server: Postgres) -> None:
    with server.database() as url:
        connection = psycopg.connect(url)
        with psycopg.connect(url, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s)", [connection.info.backend_pid])
        with pytest.raises(FixerError, match="cannot read the database's catalog"):
            introspect(connection)


def test_columns_keep_their_identity_beside_those_that_are_added(server: Postgres) -> None:
    catalog = read(server, "CREATE TABLE t (a int, b int)")
    table = catalog.table("public", "t")

    assert table is not None
    assert catalog.new_id() > max(column.id for column in table.columns)
    assert len({column.id for column in table.columns}) == 2


@pytest.mark.slow
@pytest.mark.parametrize("folder", at_hand().values(), ids=[str(version) for version in at_hand()])
def test_every_version_is_read(folder: Path) -> None:
    """Columns that a version lacks, and functional dependency on an OID before 14: the queries are for each of them."""
    with (
        started(folder) as running,
        database(running) as url,
        psycopg.connect(url, autocommit=True) as connection,
    ):
        connection.execute(
            "CREATE TABLE t (a int PRIMARY KEY CHECK (a > 0)); CREATE POLICY p ON t USING (a > 1)"
        )
        found = {item.ref.name for item in introspect(connection).objects()}

    assert {"t", "t_pkey", "t_a_check", "p"} <= found


@pytest.mark.parametrize(
    ("sql", "source"),
    [
        (
            """CREATE FUNCTION f("json" json, json, OUT "json_value" text, x text DEFAULT 'a, json b') LANGUAGE sql AS 'SELECT ''x'''""",
            """f("json" json, json, OUT "json_value" text, x text DEFAULT 'a, json b'::text)""",
        ),
        (
            """CREATE FUNCTION f(VARIADIC "json" json[]) RETURNS TABLE("json" json, "json_table" int) LANGUAGE sql AS 'SELECT NULL::json, 1'""",
            """f(VARIADIC "json" json[])\n RETURNS TABLE("json" json, "json_table" integer)""",
        ),
        ("CREATE FUNCTION f(json) RETURNS json LANGUAGE sql AS 'SELECT $1'", "f(json)\n RETURNS json"),
    ],
    ids=["arguments", "columns", "types only"],
)
def test_arguments_called_by_what_became_a_keyword_are_read_as_any_server_writes_them(
    sql, source, server: Postgres
):
    with server.database() as url, psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.encode())
        (function,) = introspect(connection).objects(Function)

    assert f"CREATE OR REPLACE FUNCTION public.{source}" in function.source
    assert parse.statement(function.source)[0] == "CreateFunctionStmt"


OF_CASES = """CREATE TABLE t (a int, b int GENERATED ALWAYS AS (CASE WHEN a > 1 THEN 2 ELSE 3 END) STORED,
    c int DEFAULT CASE WHEN random() > 1 THEN 2 END, CONSTRAINT k CHECK (CASE WHEN a IS NULL THEN c > 1 ELSE c < 1 END));
CREATE TABLE u (a int, c int, CONSTRAINT k CHECK (CASE WHEN a IS NULL THEN c > 1 ELSE c < 1 END));
CREATE INDEX i ON t (c) WHERE CASE WHEN a > 1 THEN true ELSE false END;
CREATE POLICY p ON t USING (CASE WHEN a > 1 THEN true ELSE false END);"""


def test_an_expression_that_is_a_case_is_what_a_statement_that_says_it_makes(server: Postgres):
    with server.database() as url, psycopg.connect(url, autocommit=True) as connection:
        connection.execute(OF_CASES.encode())
        catalog = introspect(connection)
    empty = Catalog()
    empty.put(Schema(ObjectRef("schema", "", "public"), id=empty.new_id(), comment="standard public schema"))

    made = difference(empty, catalog, concurrently=False)

    assert sum("CASE" in statement.sql for statement in made) == 5
