"""The rows that a change would fail on are found before: just where PostgreSQL refuses the change, and by their keys."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from postgres import at_hand, oldest_and_newest, started

from fixer.catalog.catalog import Catalog
from fixer.catalog.introspect import introspect
from fixer.catalog.introspect.offending import offending
from fixer.lock_safe import lock_safe

BOUND = (
    "INSERT INTO loose (id, k, at) VALUES (1, 3, '2024-05-05'), (2, 4, '2023-01-01'), (3, NULL, '2024-12-31')"
)
SETUP = f"""
CREATE TABLE loose (id int PRIMARY KEY, k int, at date NOT NULL, t text); {BOUND};
CREATE TABLE by_day (id int, k int, at date NOT NULL, t text) PARTITION BY RANGE (at);
CREATE TABLE by_two (id int, k int, at date NOT NULL, t text) PARTITION BY RANGE (k, at);
CREATE TABLE by_list (id int, k int, at date NOT NULL, t text) PARTITION BY LIST (k);
CREATE TABLE by_hash (id int, k int, at date NOT NULL, t text) PARTITION BY HASH (id);
CREATE TABLE by_text (id int, k int, at date NOT NULL, t text) PARTITION BY RANGE (lower(t) COLLATE "C");
CREATE TABLE with_rest (id int, k int, at date NOT NULL, t text) PARTITION BY LIST (k);
CREATE TABLE threes PARTITION OF with_rest FOR VALUES IN (3); CREATE TABLE rest (id int PRIMARY KEY, k int, at date NOT NULL, t text);
CREATE TABLE rested (id int, k int, at date NOT NULL, t text) PARTITION BY LIST (k);
CREATE TABLE others PARTITION OF rested (PRIMARY KEY (id)) DEFAULT; INSERT INTO others (id, k, at) VALUES (7, 7, now()), (8, 8, now());
CREATE TABLE empty (id int, k int, at date NOT NULL, t text);
CREATE TABLE above (id int, k int, at date NOT NULL, t text) PARTITION BY RANGE (at);
CREATE TABLE middle PARTITION OF above FOR VALUES FROM ('2024-01-01') TO ('2025-01-01') PARTITION BY LIST (k);
CREATE TABLE keyed (id int, k int, at date NOT NULL, t text, UNIQUE (k)) PARTITION BY LIST (k);
CREATE TABLE refers (id int, k int REFERENCES loose, at date NOT NULL, t text) PARTITION BY LIST (at);
CREATE TABLE stray (id int, k int, at date NOT NULL, t text); INSERT INTO stray VALUES (1, 77, '2024-01-01');
CREATE TABLE twice (id int, k int, at date NOT NULL, t text); INSERT INTO twice VALUES (1, 3, '2024-01-01'), (2, 3, '2024-01-01');
CREATE TABLE stays (id int PRIMARY KEY, room int, during int4range, kind text, at int4range DEFAULT '[1,9)');
INSERT INTO stays VALUES (1, 1, '[1,5)', 'a'), (2, 1, '[4,8)', 'a'), (3, 2, '[1,5)', 'b'), (4, 1, NULL, 'b'), (5, 1, '[8,9)', 'A');
CREATE TABLE long (id int PRIMARY KEY, a int, b int);
INSERT INTO long VALUES (1, 1, 100), (2, 2, 3), (3, 50, 60), (4, 5, 5), (5, 100, NULL), (6, NULL, 1);
CREATE DOMAIN size AS int; CREATE DOMAIN shoe AS size; CREATE DOMAIN lone AS text;
CREATE DOMAIN kept AS int; CREATE TABLE keeps (id int, k kept); INSERT INTO keeps VALUES (1, 5);
CREATE MATERIALIZED VIEW shows AS SELECT k FROM keeps; UPDATE keeps SET k = 50;
CREATE TABLE feet (id int PRIMARY KEY, s size); INSERT INTO feet VALUES (1, 40), (2, -1), (3, NULL);
CREATE TABLE toes () INHERITS (feet); INSERT INTO toes VALUES (4, -4);
CREATE TABLE pairs (value int PRIMARY KEY, left_one shoe, right_one shoe); INSERT INTO pairs VALUES (1, 44, -44);
"""
REFUSED = {  # a statement -> the rows that it fails on
    "ALTER TABLE by_day ATTACH PARTITION loose FOR VALUES FROM ('2024-01-01') TO ('2024-12-31')": ["id = 2; id = 3"],
    "ALTER TABLE by_day ATTACH PARTITION loose FOR VALUES FROM ('2023-01-02') TO (MAXVALUE)": ["id = 2"],
    "ALTER TABLE by_two ATTACH PARTITION loose FOR VALUES FROM (3, '2024-05-05') TO (4, '2023-01-01')": ["id = 2; id = 3"],
    "ALTER TABLE by_two ATTACH PARTITION loose FOR VALUES FROM (3, MAXVALUE) TO (4, MAXVALUE)": ["id = 1; id = 3"],
    "ALTER TABLE by_two ATTACH PARTITION loose FOR VALUES FROM (3, MINVALUE) TO (4, MINVALUE)": ["id = 2; id = 3"],
    "ALTER TABLE by_list ATTACH PARTITION loose FOR VALUES IN (3, 4)": ["id = 3"],
    "ALTER TABLE by_list ATTACH PARTITION loose FOR VALUES IN (NULL, 4)": ["id = 1"],
    "ALTER TABLE by_list ATTACH PARTITION loose FOR VALUES IN (NULL)": ["id = 1; id = 2"],
    "ALTER TABLE by_hash ATTACH PARTITION loose FOR VALUES WITH (MODULUS 2, REMAINDER 0)": ["id = 3"],
    "ALTER TABLE by_text ATTACH PARTITION loose FOR VALUES FROM (MINVALUE) TO ('b')": ["id = 1; id = 2; id = 3"],
    "ALTER TABLE with_rest ATTACH PARTITION loose DEFAULT": ["id = 1"],
    "ALTER TABLE middle ATTACH PARTITION loose DEFAULT": ["id = 2"],
    "ALTER TABLE rested ATTACH PARTITION empty FOR VALUES IN (7)": ["id = 7"],
    "CREATE TABLE sevens PARTITION OF rested FOR VALUES IN (7, 8)": ["id = 7; id = 8"],
    "ALTER TABLE keyed ATTACH PARTITION twice FOR VALUES IN (3)": ["k = 3"],
    "ALTER TABLE refers ATTACH PARTITION stray FOR VALUES IN ('2024-01-01')": [""],
    "ALTER TABLE stays ADD EXCLUDE USING gist (during WITH &&)": ["id = 1; id = 3"],
    "ALTER TABLE stays ADD EXCLUDE USING gist (int4multirange(during) WITH &&)": ["id = 1; id = 2; id = 3"],
    "ALTER TABLE stays ADD EXCLUDE USING gist (int4range(room, room, '[]') WITH =, during WITH &&)": ["id = 1"],
    "ALTER TABLE stays ADD EXCLUDE USING gist (at WITH =, during WITH &&) WHERE (room = 1)": ["id = 1"],
    "ALTER TABLE long ADD EXCLUDE USING gist (int4range(a, b) WITH &&)": ["id = 1"],
    "ALTER TABLE stays ADD EXCLUDE USING btree (lower(kind) WITH =) WHERE (room = 1)": ["id = 1; id = 2; id = 5"],
    "ALTER TABLE stays ADD EXCLUDE USING btree (kind COLLATE \"C\" text_ops WITH OPERATOR(pg_catalog.=))": ["id = 1; id = 2; id = 3; id = 4"],
    "ALTER DOMAIN size ADD CONSTRAINT positive CHECK (VALUE > 0)": ["id = 2; id = 4", "value = 1"],
    "ALTER DOMAIN kept ADD CHECK (VALUE > 9)": [""],
    "ALTER DOMAIN size SET NOT NULL": ["id = 3"],
    "ALTER DOMAIN shoe ADD CHECK (VALUE BETWEEN 15 AND 50)": ["value = 1"],
}  # fmt: skip
TAKEN = [
    "ALTER TABLE by_day ATTACH PARTITION loose FOR VALUES FROM (MINVALUE) TO ('2025-01-01')",
    "ALTER TABLE by_list ATTACH PARTITION loose FOR VALUES IN (3, 4, NULL, 9)",
    "ALTER TABLE by_list ATTACH PARTITION loose DEFAULT",
    "ALTER TABLE by_hash ATTACH PARTITION loose FOR VALUES WITH (MODULUS 1, REMAINDER 0)",
    "ALTER TABLE rested ATTACH PARTITION empty FOR VALUES IN (9)",
    "CREATE TABLE nines PARTITION OF rested FOR VALUES IN (9)",
    "ALTER TABLE by_list ATTACH PARTITION twice FOR VALUES IN (3)",
    "ALTER TABLE refers ATTACH PARTITION twice FOR VALUES IN ('2024-01-01')",
    "ALTER TABLE stays ADD EXCLUDE USING gist (during WITH &&) WHERE (kind = 'b')",
    "ALTER TABLE long ADD EXCLUDE USING gist (int4range(a, b) WITH &&) WHERE (id > 1)",
    "ALTER TABLE stays ADD EXCLUDE USING btree (kind WITH =, room WITH =, during WITH =)",
    "ALTER DOMAIN size ADD CHECK (VALUE > 0) NOT VALID",
    "ALTER DOMAIN size ADD CHECK (VALUE > -50)",
    "ALTER DOMAIN shoe SET NOT NULL",
    "ALTER DOMAIN lone SET NOT NULL",
]


Database = tuple[psycopg.Connection, Catalog]


@pytest.fixture(scope="module", params=oldest_and_newest())
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    for server in started(at_hand()[request.param]):
        with server.prepared(SETUP) as connection:
            catalog = introspect(connection)
            connection.rollback()
            yield connection, catalog


def found(sql: str, database: Database) -> list[str]:
    """The keys of the rows that break a check of the statement, check by check."""
    connection, catalog = database
    checks = lock_safe(sql, catalog, asked=True).checks
    looks = [offending(connection, check) for check in checks]
    assert not any(look.unknown for look in looks), [look.unknown for look in looks]
    return ["; ".join(look.keys) for look in looks if look.rows]


def taken(sql: str, database: Database) -> bool:
    connection, _catalog = database
    try:
        connection.execute(sql.encode())
    except psycopg.errors.IntegrityError:
        return False
    finally:
        connection.rollback()
    return True


@pytest.mark.parametrize("sql", REFUSED)
def test_rows_that_a_change_fails_on_are_found(sql: str, database: Database) -> None:
    assert found(sql, database) == REFUSED[sql]
    assert taken(sql, database) is False


@pytest.mark.parametrize("sql", TAKEN)
def test_rows_that_a_change_takes_are_not(sql: str, database: Database) -> None:
    assert not found(sql, database)
    assert taken(sql, database)


def test_rows_that_a_key_without_overlaps_fails_on_are_found(database: Database) -> None:
    if database[0].info.server_version < 180000:
        pytest.skip("from PostgreSQL 18 on")
    adds = "ALTER TABLE stays ADD UNIQUE (during, at WITHOUT OVERLAPS)"

    assert found(adds, database) == ["id = 1"]
    assert not taken(adds, database)
