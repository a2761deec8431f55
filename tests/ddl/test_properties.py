"""Random schemas and random statements on them: the way back leads back, and what is printed is what there is."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import psycopg
import pytest
from helpers import empty
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from postgres import Postgres
from test_way_back import columns_sorted, execute

from fixer.catalog.catalog import Catalog
from fixer.catalog.introspect import introspect
from fixer.catalog.objects import EnumType, Object, Table
from fixer.ddl.base import DdlError
from fixer.ddl.difference import difference
from fixer.ddl.run import run
from fixer.model import ObjectRef
from fixer.sql.quote import target

# {t} and {u} are tables, {c} and {d} columns, {n} and {m} other names, {k} is a type, {i} a number
TEMPLATES = """
CREATE TABLE {t} ({c} int PRIMARY KEY, {d} text DEFAULT 'x', e {k})
CREATE TABLE {t} ({c} int, {d} int CHECK ({d} > 0), UNIQUE ({c}, {d}))
CREATE TABLE {t} ({c} serial, {d} bigint GENERATED ALWAYS AS IDENTITY, e date)
CREATE TABLE {t} ({c} int, {d} int GENERATED ALWAYS AS ({c} + 1) STORED)
CREATE TABLE {t} (z int) INHERITS ({u})
CREATE TABLE {t} ({c} int, e int) PARTITION BY LIST ({c})
CREATE TABLE {t} PARTITION OF {u} FOR VALUES IN ({i})
DROP TABLE {t} CASCADE
ALTER TABLE {t} RENAME TO three
ALTER TABLE {t} SET SCHEMA other
ALTER TABLE {t} ADD COLUMN {n} {k}
ALTER TABLE {t} ADD COLUMN {n} int DEFAULT 5 NOT NULL
ALTER TABLE {t} DROP COLUMN {c} CASCADE
ALTER TABLE {t} RENAME COLUMN {c} TO {n}
ALTER TABLE {t} ALTER COLUMN {c} DROP DEFAULT
ALTER TABLE {t} ALTER COLUMN {c} SET NOT NULL
ALTER TABLE {t} ALTER COLUMN {c} DROP NOT NULL
ALTER TABLE {t} ALTER COLUMN {c} SET STATISTICS {i}
ALTER TABLE {t} ADD CONSTRAINT {n} CHECK ({c} IS NOT NULL) NOT VALID
ALTER TABLE {t} ADD CONSTRAINT {n} UNIQUE ({c})
ALTER TABLE {t} ADD CONSTRAINT {n} FOREIGN KEY ({c}) REFERENCES {u}
ALTER TABLE {t} VALIDATE CONSTRAINT {n}
ALTER TABLE {t} DROP CONSTRAINT {n} CASCADE
ALTER TABLE {t} RENAME CONSTRAINT {n} TO {m}
ALTER TABLE {t} ENABLE ROW LEVEL SECURITY
ALTER TABLE {t} SET (fillfactor = {i})
ALTER TABLE {t} DETACH PARTITION {u}
ALTER TABLE {t} NO INHERIT {u}
CREATE INDEX {n} ON {t} ({c})
CREATE UNIQUE INDEX {n} ON {t} ({c}) WHERE {d} IS NOT NULL
DROP INDEX {n}
ALTER INDEX {n} RENAME TO {m}
CREATE VIEW seen AS SELECT {c}, {d} FROM {t}
CREATE VIEW again AS SELECT * FROM seen
ALTER VIEW seen SET SCHEMA other
DROP VIEW seen CASCADE
CREATE POLICY {n} ON {t} USING ({c} IS NOT NULL)
ALTER POLICY {n} ON {t} USING ({d} IS NULL)
DROP POLICY {n} ON {t}
CREATE SEQUENCE {n} INCREMENT {i}
ALTER SEQUENCE {n} OWNED BY {t}.{c}
DROP SEQUENCE {n} CASCADE
CREATE TYPE mood AS ENUM ('a', 'b')
ALTER TYPE mood RENAME VALUE 'b' TO 'c'
ALTER TYPE mood RENAME TO feeling
DROP TYPE mood CASCADE
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'
CREATE TRIGGER {n} BEFORE UPDATE OF {c} ON {t} FOR EACH ROW EXECUTE FUNCTION touch()
ALTER TABLE {t} DISABLE TRIGGER {n}
DROP TRIGGER {n} ON {t}
DROP FUNCTION touch() CASCADE
COMMENT ON TABLE {t} IS 'about {n}'
COMMENT ON COLUMN {t}.{c} IS 'about {n}'
CREATE RULE {n} AS ON DELETE TO {t} WHERE old.{c} IS NULL DO INSTEAD NOTHING
CREATE RULE {n} AS ON INSERT TO {t} DO ALSO UPDATE {u} SET a = 1 WHERE a IS NULL
ALTER RULE {n} ON {t} RENAME TO {m}
ALTER TABLE {t} DISABLE RULE {n}
DROP RULE {n} ON {t}
CREATE STATISTICS {n} ON {c}, {d} FROM {t}
ALTER STATISTICS {n} SET STATISTICS {i}
ALTER STATISTICS {n} RENAME TO {m}
DROP STATISTICS {n}
CREATE PUBLICATION {n} FOR TABLE {t}
CREATE PUBLICATION {n} FOR TABLE {t}, {u} WITH (publish = 'insert')
ALTER PUBLICATION {n} ADD TABLE {t}
ALTER PUBLICATION {n} DROP TABLE {t}
ALTER PUBLICATION {n} SET (publish = 'update, delete')
ALTER PUBLICATION {n} RENAME TO {m}
DROP PUBLICATION {n}
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO pg_monitor
ALTER DEFAULT PRIVILEGES IN SCHEMA other GRANT INSERT ON TABLES TO PUBLIC
ALTER DEFAULT PRIVILEGES REVOKE SELECT ON TABLES FROM pg_monitor
CREATE DOMAIN {n} AS int CHECK (VALUE > {i})
DROP DOMAIN {n} CASCADE
CREATE TEXT SEARCH CONFIGURATION {n} (COPY = simple)
ALTER TEXT SEARCH CONFIGURATION {n} DROP MAPPING FOR word
DROP TEXT SEARCH CONFIGURATION {n}
GRANT SELECT ON {t} TO PUBLIC
GRANT UPDATE ({c}) ON {t} TO pg_monitor
REVOKE ALL ON {t} FROM PUBLIC
""".strip().splitlines()
NAMES = ("public.one", "public.two", "public.three", "other.four")


def _statement(catalog: Catalog, random: Random) -> str | None:
    """A statement about what there is; None where the template asks for something that there is not."""
    template = random.choice(TEMPLATES)
    tables = {target(item.ref): item for item in catalog.objects(Table)}
    t, u = random.sample(NAMES, 2)
    columns = ["a", "b", "c"]
    if not template.startswith("CREATE TABLE"):
        if "{t}" in template and (t not in tables or len(tables[t].columns) < 2):
            return None
        if "{t}" in template:
            columns = [column.name for column in tables[t].columns]
    needs_function = "EXECUTE FUNCTION" in template and not catalog.routines("public", "touch")
    needs_view = "FROM seen" in template and catalog.get(ObjectRef("view", "public", "seen")) is None
    if ("{u}" in template and u not in tables) or t == u or needs_function or needs_view:
        return None
    c, d = random.sample(columns, 2)
    n, m = random.sample(["x", "y", "five"], 2)
    k = random.choice(["text", "int", *(item.ref.name for item in catalog.objects(EnumType))])
    return template.format(t=t, u=u, c=c, d=d, n=n, m=m, k=k, i=random.choice([10, 20, 30]))


def _grow(
    catalog: Catalog, random: Random, wanted: int, connection: psycopg.Connection | None = None
) -> list[str]:
    """Random statements that the catalog, and the server where there is one, take; they have run."""
    done: list[str] = []
    for _attempt in range(300):
        sql = _statement(catalog, random)
        layer = catalog.overlay()
        try:
            if sql is not None:
                run(layer, sql)
                if connection is not None:
                    connection.execute(sql)
        except (DdlError, psycopg.Error):
            continue
        if sql is not None:
            layer.commit()
            done.append(sql)
        if len(done) == wanted:
            break
    return done


def _schema() -> Catalog:
    catalog = empty()
    run(catalog, "CREATE SCHEMA other")
    return catalog


def _settled(catalog: Catalog) -> dict[ObjectRef, Object]:
    """The catalog without what a way back cannot restore: columns' places, and who declared them."""
    found: dict[ObjectRef, Object] = {}
    for item in catalog.objects(Object):
        if isinstance(item, Table):
            columns = sorted((replace(c, local=False) for c in item.columns), key=lambda c: c.name)
            item = replace(item, columns=tuple(columns))
        found[item.ref] = item
    return found


def _check(random: Random) -> None:
    before = _schema()
    setup = _grow(before, random, 8)
    after = before.overlay()
    up = _grow(after, random, 4)

    restored = after.overlay()
    for statement in difference(after, before):
        run(restored, statement.sql)
    assert difference(restored, before) == [], (setup, up)
    printed = empty()
    for statement in difference(empty(), after):
        run(printed, statement.sql)
    assert _settled(printed).keys() == _settled(after).keys(), (setup, up)
    assert difference(printed, after) == [], (setup, up)


@pytest.mark.parametrize("number", [*range(40), 962, 1058])  # the last two did not
def test_a_way_back_leads_back(number: int) -> None:
    _check(Random(number))


@pytest.mark.slow
@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False))
def test_every_way_back_leads_back(random: Random) -> None:
    _check(random)


@pytest.mark.parametrize(
    "number", [0, 1, *(pytest.param(number, marks=pytest.mark.slow) for number in range(2, 100))]
)
def test_the_server_agrees(number: int, server: Postgres) -> None:
    """What statements do on the model is what they do on PostgreSQL, and their way back restores on both."""
    random, before = Random(number), _schema()
    with server.database() as url, psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA other")
        setup = _grow(before, random, 8, connection)
        first, seen = server.dump(url), introspect(connection)
        after = before.overlay()
        up = _grow(after, random, 4, connection)
        with server.database() as copy:
            execute(copy, [statement.sql for statement in difference(empty(), after, concurrently=False)])
            assert columns_sorted(server.dump(copy)) == columns_sorted(server.dump(url)), (setup, up)
        down = [statement.sql for statement in difference(after, before)]
        execute(url, down)

        assert columns_sorted(server.dump(url)) == columns_sorted(first), (setup, up, down)
        assert _settled(introspect(connection)) == _settled(seen), (setup, up, down)
