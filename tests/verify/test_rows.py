"""Tables of every shape get valid rows, and what cannot get any is said."""

from __future__ import annotations

import pytest
from postgres import Postgres

from fixer.catalog.introspect import introspect
from fixer.model import ObjectRef
from fixer.verify import inserting, rows
from fixer.verify.connection import connect
from fixer.verify.contents import Contents
from fixer.verify.rows import Filler

FILLED = {
    "every type": """
        CREATE TABLE t (a smallint, b int, c bigint, d numeric(6,2), e real, f text, g varchar(3), h char(2), i boolean,
            j uuid, k date, l timestamp, m timestamptz, n time, o interval, p json, q jsonb, r bytea, s inet, t cidr,
            u int[], v text[], w bit(4), x int4range, y point, z tsvector, aa "char", bb money, cc macaddr,
            dd numeric(2,2), ee xml, ff timetz, gg varbit(7), hh oid, ii name)""",
    "everything not null and unique": """
        CREATE TABLE t (a smallint NOT NULL UNIQUE, f text NOT NULL UNIQUE, g varchar(3) NOT NULL UNIQUE,
            j uuid NOT NULL UNIQUE, k date NOT NULL UNIQUE, m timestamptz NOT NULL UNIQUE, q jsonb NOT NULL UNIQUE)""",
    "enums, domains and composites": """
        CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TYPE place AS (street text, number int);
        CREATE DOMAIN mail AS text CHECK (VALUE ~ '^[a-z]+@[a-z]+\\.[a-z]{2,}$'); CREATE DOMAIN cents AS int CHECK (VALUE > 99);
        CREATE TABLE t (a mood NOT NULL, b mail NOT NULL, c cents NOT NULL, d place NOT NULL, e mood[] NOT NULL,
            UNIQUE (a, b, c))""",
    "texts that something is worked out from": """
        CREATE TABLE t (a varchar NOT NULL, b text NOT NULL, c varchar(2), n int GENERATED ALWAYS AS (b::int) STORED);
        CREATE INDEX ON t (((a)::integer) DESC, lower(c))""",
    "identity, serial and generated": """
        CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, b serial, c int GENERATED ALWAYS AS (7) STORED)""",
    "nothing but defaults": "CREATE TABLE t (a serial PRIMARY KEY)",
    "lists, ranges and lengths": """
        CREATE TABLE t (a text NOT NULL CHECK (a IN ('x', 'y')), b int NOT NULL CHECK (b BETWEEN 5 AND 7 AND b <> 6),
            c text NOT NULL CHECK (length(c) = 12), d numeric NOT NULL CHECK (d > 0 AND d < 1),
            e text NOT NULL CHECK (char_length(e) >= 50), f date NOT NULL CHECK (f > '2030-01-01'),
            g int NOT NULL CHECK (g % 10 = 0), h text NOT NULL CHECK (h = upper(h) AND length(h) = 3))""",
    "patterns": """
        CREATE TABLE t (a text NOT NULL CHECK (a ~ '^[a-z0-9]+(-[a-z0-9]+)*$'), b text NOT NULL CHECK (b ~* '^https?://'),
            c text NOT NULL CHECK (c ~ '^#[0-9a-f]{6}$'), d text NOT NULL CHECK (d LIKE '%@%'),
            e text NOT NULL CHECK (e ~ '^(AB|CD)\\d{4}$'), f text NOT NULL CHECK (f ~ '^\\+[1-9]\\d{1,14}$'))""",
    "lengths and patterns of what is unique": """
        CREATE TABLE t (a text NOT NULL UNIQUE CHECK (length(a) = 64), b text NOT NULL UNIQUE CHECK (b ~ '^[0-9a-f]{40}$'),
            c bytea NOT NULL UNIQUE CHECK (octet_length(c) = 32), d text NOT NULL UNIQUE CHECK (d ~ '^(usr|org)_[A-Z]+$'),
            e jsonb NOT NULL CHECK (jsonb_typeof(e) = 'array'), f text[] NOT NULL CHECK (cardinality(f) = 3),
            g text NOT NULL UNIQUE CHECK (g ~ '^[^ ]{3}$' AND g = lower(g)))""",
    "patterns that are keys": """
        CREATE TABLE t (a char(3) PRIMARY KEY CHECK (a ~ '^[A-Z]{3}$'), b text NOT NULL UNIQUE CHECK (b ~ '^(x|y)-\\d{2}$'))""",
    "documents with keys": """
        CREATE TABLE t (a jsonb NOT NULL CHECK (jsonb_typeof(a) = 'object' AND a ? 'kind' AND a ? 'size'))""",
    "keys that are deferrable": """
        CREATE TABLE t (a int NOT NULL, during tsrange NOT NULL, UNIQUE (a) DEFERRABLE,
            EXCLUDE USING gist (during WITH &&) DEFERRABLE INITIALLY DEFERRED)""",
    "two columns in one check": """
        CREATE TABLE t (a int NOT NULL, b int NOT NULL, c text, CHECK (a < b AND (c IS NOT NULL OR b > 100)),
            CHECK (c IN ('p', 'q') OR a > 5))""",
    "references of which a check wants one": """
        CREATE TABLE p (id serial PRIMARY KEY); CREATE TABLE q (id serial PRIMARY KEY); CREATE TABLE r (id serial PRIMARY KEY);
        CREATE TABLE t (id serial PRIMARY KEY, p int REFERENCES p, q int REFERENCES q, r int REFERENCES r,
            u int NOT NULL, CHECK (num_nonnulls(p, q, r) = 1),
            CHECK ((u = -1 AND p IS NOT NULL) OR (u > 0 AND p IS NULL)))""",
    "references that a check compares": """
        CREATE TABLE p (id serial PRIMARY KEY);
        CREATE TABLE t (a int NOT NULL REFERENCES p, b int NOT NULL REFERENCES p, s text NOT NULL,
            CHECK (a <> b AND s NOT IN ('SELF', 'CLOSED') OR a = b AND s IN ('SELF', 'CLOSED')))""",
    "a key over what has few values": """
        CREATE TABLE t (a boolean NOT NULL, b text NOT NULL CHECK (b IN ('x', 'y', 'z')), PRIMARY KEY (a, b))""",
    "foreign keys": """
        CREATE TABLE p (a int, b text, PRIMARY KEY (a, b)); CREATE TABLE q (id uuid PRIMARY KEY);
        CREATE TABLE t (id serial PRIMARY KEY, a int NOT NULL, b text NOT NULL, q uuid NOT NULL REFERENCES q,
            parent int REFERENCES t, FOREIGN KEY (a, b) REFERENCES p)""",
    "one to one": """
        CREATE TABLE p (id serial PRIMARY KEY); CREATE TABLE t (id int PRIMARY KEY REFERENCES p, x text NOT NULL)""",
    "many to many": """
        CREATE TABLE p (id serial PRIMARY KEY); CREATE TABLE q (id serial PRIMARY KEY);
        CREATE TABLE t (p int REFERENCES p, q int REFERENCES q, PRIMARY KEY (p, q))""",
    "a cycle": """
        CREATE TABLE t (id serial PRIMARY KEY, u int); CREATE TABLE u (id serial PRIMARY KEY, t int NOT NULL REFERENCES t);
        ALTER TABLE t ADD FOREIGN KEY (u) REFERENCES u""",
    "a cycle that may not be left open": """
        CREATE TABLE t (id int PRIMARY KEY, u int NOT NULL); CREATE TABLE u (id int PRIMARY KEY, t int NOT NULL REFERENCES t);
        ALTER TABLE t ADD FOREIGN KEY (u) REFERENCES u""",
    "a cycle of rows that belong to one another": """
        CREATE TABLE t (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY CHECK (id > 0), name text NOT NULL, u int NOT NULL UNIQUE);
        CREATE TABLE u (id serial PRIMARY KEY, n int GENERATED BY DEFAULT AS IDENTITY, t bigint NOT NULL UNIQUE REFERENCES t);
        ALTER TABLE t ADD FOREIGN KEY (u) REFERENCES u;
        CREATE TABLE more (id serial PRIMARY KEY, u int NOT NULL REFERENCES u, twice int GENERATED ALWAYS AS (id * 2) STORED)""",
    "a cycle of three tables with keys of several columns": """
        CREATE TABLE tenant (id uuid PRIMARY KEY DEFAULT gen_random_uuid());
        CREATE TABLE t (tenant uuid NOT NULL REFERENCES tenant, id text, v smallint NOT NULL, kind text NOT NULL, PRIMARY KEY (tenant, id));
        CREATE TABLE u (tenant uuid REFERENCES tenant, kind text CHECK (kind IN ('x', 'y')), id int GENERATED ALWAYS AS IDENTITY,
            t text NOT NULL, FOREIGN KEY (tenant, t) REFERENCES t, PRIMARY KEY (tenant, kind, id));
        CREATE TABLE v (id smallserial PRIMARY KEY, tenant uuid NOT NULL, kind text NOT NULL CHECK (kind = 'y'), u bigint NOT NULL,
            FOREIGN KEY (tenant, kind, u) REFERENCES u);
        ALTER TABLE t ADD FOREIGN KEY (v) REFERENCES v""",
    "cycles that need other cycles": """
        CREATE TABLE a (id int PRIMARY KEY GENERATED ALWAYS AS IDENTITY, b int NOT NULL);
        CREATE TABLE b (id int PRIMARY KEY, a int NOT NULL REFERENCES a); ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b;
        CREATE TABLE between (id serial PRIMARY KEY, a int NOT NULL REFERENCES a);
        CREATE TABLE t (id uuid PRIMARY KEY, between int NOT NULL REFERENCES between, u uuid NOT NULL);
        CREATE TABLE u (id uuid PRIMARY KEY, t uuid NOT NULL REFERENCES t, a int NOT NULL REFERENCES a);
        ALTER TABLE t ADD FOREIGN KEY (u) REFERENCES u DEFERRABLE INITIALLY DEFERRED""",
    "rows that refer to themselves": """
        CREATE TABLE tenant (id int GENERATED ALWAYS AS IDENTITY (START 100) PRIMARY KEY);
        CREATE TABLE t (tenant int NOT NULL REFERENCES tenant, id int GENERATED ALWAYS AS IDENTITY (START 50), root int NOT NULL,
            PRIMARY KEY (tenant, id), FOREIGN KEY (tenant, root) REFERENCES t)""",
    "partitions": """
        CREATE TABLE t (id bigint, at date NOT NULL, kind text NOT NULL, PRIMARY KEY (id, at, kind)) PARTITION BY RANGE (at);
        CREATE TABLE t1 PARTITION OF t FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
        CREATE TABLE t2 PARTITION OF t FOR VALUES FROM ('2026-01-01') TO ('2027-01-01') PARTITION BY LIST (kind);
        CREATE TABLE t2x PARTITION OF t2 FOR VALUES IN ('x', 'y')""",
    "partitions by hash and by default": """
        CREATE TABLE p (a int PRIMARY KEY) PARTITION BY HASH (a);
        CREATE TABLE p0 PARTITION OF p FOR VALUES WITH (MODULUS 2, REMAINDER 0);
        CREATE TABLE p1 PARTITION OF p FOR VALUES WITH (MODULUS 2, REMAINDER 1);
        CREATE TABLE t (a text) PARTITION BY LIST (a); CREATE TABLE t0 PARTITION OF t DEFAULT""",
    "ranges that exclude each other": """
        CREATE TABLE t (during tsrange NOT NULL, EXCLUDE USING gist (during WITH &&))""",
    "a unique index on an expression": "CREATE TABLE t (a text NOT NULL); CREATE UNIQUE INDEX ON t (lower(a))",
    "names that want quotes": """CREATE TABLE t ("Größe" int CHECK ("Größe" > 1000), "select" text NOT NULL)""",
}  # fmt: skip


KEYS = """
    CREATE TABLE number (id int PRIMARY KEY CHECK (id > 0), code bigint NOT NULL UNIQUE CHECK (code BETWEEN 100000 AND 999999));
    CREATE TABLE pattern (slug text PRIMARY KEY CHECK (slug ~ '^[a-z0-9-]+$' AND length(slug) < 40),
        email text NOT NULL UNIQUE CHECK (email LIKE '%@%.%'), plate varchar(12) NOT NULL UNIQUE CHECK (plate ~ '^[A-Z]{3}-[0-9]{4}$'));
    CREATE UNIQUE INDEX ON pattern (lower(email));
    CREATE TABLE length (sha text PRIMARY KEY CHECK (length(sha) = 40), name text NOT NULL UNIQUE CHECK (char_length(name) BETWEEN 5 AND 254),
        handle text NOT NULL UNIQUE CHECK (handle = lower(handle)), tag text NOT NULL UNIQUE CHECK (tag = upper(tag) AND length(tag) < 6));
    CREATE DOMAIN mail AS text CHECK (VALUE ~ '^[^@]+@[^@]+$');
    CREATE TABLE domain (m mail PRIMARY KEY, url text NOT NULL UNIQUE CHECK (url LIKE 'https://%'), day date NOT NULL UNIQUE CHECK (day > '2050-01-01'));
    CREATE TABLE pair (p int, q int, CHECK (p < q), PRIMARY KEY (p, q));
    CREATE TABLE span (starts timestamptz, ends timestamptz, CHECK (ends > starts), UNIQUE (starts, ends));
    CREATE TABLE self (id int PRIMARY KEY, parent int REFERENCES self, CHECK (parent <> id));
    CREATE TABLE moment (at timestamptz PRIMARY KEY, day date NOT NULL UNIQUE);
    CREATE TABLE tenant (id int PRIMARY KEY);
    CREATE TABLE member (tenant int REFERENCES tenant, id int, PRIMARY KEY (tenant, id));
    CREATE TABLE paper (id int PRIMARY KEY, tenant int NOT NULL REFERENCES tenant, member int NOT NULL,
        FOREIGN KEY (tenant, member) REFERENCES member);
    CREATE TABLE computed (id int PRIMARY KEY, at timestamptz GENERATED ALWAYS AS (CASE WHEN id < 0 THEN timestamptz 'epoch' END) STORED REFERENCES moment);
    CREATE TABLE share (id int PRIMARY KEY, whole int NOT NULL, part numeric NOT NULL CHECK (part > 0), CHECK ((part / whole) < 1.0));
"""


def test_a_key_that_a_check_speaks_of_gets_as_many_values_as_are_wanted(server: Postgres):
    with server.database() as url, connect(url) as connection:
        connection.execute(KEYS.encode())
        filler = Filler(connection, introspect(connection), 4000)
        filler.fill()

        assert filler.unfilled == {}
        assert set(filler.filled.values()) == {4000}


def test_a_key_that_has_fewer_values_gets_those(server: Postgres):
    with server.database() as url, connect(url) as connection:
        connection.execute("CREATE TABLE t (a text PRIMARY KEY CHECK (a ~ '^[a-c][0-9]$'))")
        filler = Filler(connection, introspect(connection), 300)
        filler.fill()

        assert filler.filled[ObjectRef("table", "public", "t")] == 30
        assert filler.unfilled["public.t"].startswith("only 30 of 300: ")


@pytest.mark.slow
@pytest.mark.parametrize("name", FILLED)
def test_tables_get_as_many_valid_rows_as_there_can_be(name, server: Postgres):
    with server.database() as url, connect(url) as connection:
        connection.execute(FILLED[name].encode())
        filler = Filler(connection, introspect(connection), 6)

        filler.fill()

        assert filler.unfilled == {}
        assert connection.execute("SELECT count(*) FROM t").fetchone() == (6,)


@pytest.mark.slow
def test_references_that_a_check_compares_are_to_several_rows(server: Postgres):
    with server.database() as url, connect(url) as connection:
        connection.execute(FILLED["references that a check compares"].encode())

        Filler(connection, introspect(connection), 3).fill()

        assert connection.execute(
            "SELECT count(DISTINCT a) > 1, count(DISTINCT b) > 1 FROM t"
        ).fetchone() == (
            True,
            True,
        )


UNFILLED = {
    "a check that nothing known fulfils": (
        "CREATE TABLE t (a text NOT NULL CHECK (md5(a) = 'x'))",
        "violates check",
    ),
    "a trigger that refuses": (
        """CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''closed''; END';
        CREATE TABLE t (a int); CREATE TRIGGER no BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION no()""",
        "closed",
    ),
    "fewer values than rows": ("CREATE TABLE t (a boolean PRIMARY KEY)", "only 2 of 3"),
    "a cycle that a trigger refuses": (
        """CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN IF NOT EXISTS (SELECT FROM t WHERE u = NEW.id) THEN RAISE EXCEPTION ''nobody has %'', NEW.id; END IF; RETURN NEW; END';
        CREATE TABLE t (id serial PRIMARY KEY, u int NOT NULL UNIQUE); CREATE TABLE u (id int PRIMARY KEY, t int NOT NULL REFERENCES t);
        ALTER TABLE t ADD FOREIGN KEY (u) REFERENCES u; CREATE TRIGGER no BEFORE INSERT ON u FOR EACH ROW EXECUTE FUNCTION no()""",
        "nobody has",
    ),
    "a cycle that a check refuses": (
        """CREATE TABLE t (id int PRIMARY KEY, u int NOT NULL, CHECK (id <> u));
        CREATE TABLE u (id int PRIMARY KEY REFERENCES t); ALTER TABLE t ADD FOREIGN KEY (u) REFERENCES u""",
        "violates check",
    ),
    "a cycle with fewer values than rows": (
        """CREATE TABLE t (id boolean PRIMARY KEY, u boolean NOT NULL); CREATE TABLE u (id boolean PRIMARY KEY, t boolean NOT NULL
            REFERENCES t); ALTER TABLE t ADD FOREIGN KEY (u) REFERENCES u""",
        "only 2 of 3",
    ),
    "no partition": ("CREATE TABLE t (a int) PARTITION BY LIST (a)", "no partition"),
}


@pytest.mark.parametrize("name", UNFILLED)
def test_a_table_that_cannot_be_filled_is_said_with_the_error(name, server: Postgres):
    sql, said = UNFILLED[name]
    with server.database() as url, connect(url) as connection:
        connection.execute(f"{sql}; CREATE TABLE other (a int)".encode())
        filler = Filler(connection, introspect(connection), 3)

        filler.fill()

        assert {"public.t"} <= set(filler.unfilled) <= {"public.t", "public.u"}
        assert all(said in why for why in filler.unfilled.values())
        assert connection.execute("SELECT count(*) FROM other").fetchone() == (3,)


FEW = {
    "none": UNFILLED["a check that nothing known fulfils"][0],
    "as many as there are values": "CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TABLE t (a mood NOT NULL UNIQUE, b text)",
    "a few": """CREATE TABLE t (a int PRIMARY KEY); CREATE FUNCTION few() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN IF NEW.a > 10 THEN RAISE EXCEPTION ''no more than 10''; END IF; RETURN NEW; END';
        CREATE TRIGGER few BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION few()""",
    "what nobody sees": "CREATE TABLE t (a int); CREATE RULE away AS ON INSERT TO t DO INSTEAD NOTHING",
}


@pytest.mark.parametrize("name", FEW)
def test_a_table_that_takes_no_more_is_given_up_however_many_are_wanted(name, server: Postgres, monkeypatch):
    said, sent = [], []
    run = inserting.rows_made
    monkeypatch.setattr(rows, "_PATIENCE", 500)
    monkeypatch.setattr(inserting, "rows_made", lambda made, sql: sent.append(sql) or run(made, sql))
    for wanted in (20_000, 2_000_000):
        sent.clear()
        with server.database() as url, connect(url) as connection:
            connection.execute(FEW[name].encode())
            filler = Filler(connection, introspect(connection), wanted)
            filler.fill()
        said.append((len(sent), filler.unfilled["public.t"].replace(f"{wanted}", "all")))

    assert said[0] == said[1]
    assert said[0][0] < 1_200


def test_rows_that_are_there_already_are_kept_and_others_come_beside_them(server: Postgres):
    with server.database() as url, connect(url) as connection:
        connection.execute("CREATE TABLE t (a int PRIMARY KEY); INSERT INTO t VALUES (2)")
        connection.execute("CREATE TABLE plenty (a int); INSERT INTO plenty SELECT generate_series(1, 9)")
        connection.execute("CREATE TABLE one (a int PRIMARY KEY CHECK (a = 1)); INSERT INTO one VALUES (1)")

        filler = Filler(connection, introspect(connection), 5)
        filler.fill()

        assert connection.execute("SELECT count(*), bool_or(a = 2) FROM t").fetchone() == (5, True)
        assert connection.execute("SELECT count(*) FROM plenty").fetchone() == (9,)
        assert connection.execute("SELECT a FROM one").fetchall() == [(1,)]
        assert filler.unfilled == {}


def test_others_come_besides_what_was_numbered_by_hand_and_refer_to_one_another(server: Postgres):
    with server.database() as url, connect(url) as connection:
        connection.execute("CREATE TABLE p (id serial PRIMARY KEY, name text)")
        connection.execute("CREATE TABLE t (id serial PRIMARY KEY, p int REFERENCES p)")
        connection.execute("INSERT INTO p SELECT n, 'one' FROM generate_series(1, 50) n")
        connection.execute("INSERT INTO t SELECT n, 1 FROM generate_series(1, 50) n")
        filler = Filler(connection, introspect(connection), 3, besides=True)

        filler.fill()

        assert filler.unfilled == {}
        assert connection.execute("SELECT count(*), count(DISTINCT p) FROM t").fetchone() == (53, 4)


def test_users_of_the_platform_come_to_those_that_are_there(server: Postgres):
    """With --rows 1 row security could not be tried: all rows were one user's."""
    with server.database("supabase") as url, connect(url) as connection:
        connection.execute("CREATE TABLE t (id serial PRIMARY KEY, u uuid NOT NULL REFERENCES auth.users)")
        for wanted in (1, 3):
            Filler(connection, introspect(connection), wanted).fill()

        assert connection.execute("SELECT count(*), count(DISTINCT u) > 1 FROM t").fetchone() == (3, True)


PARTITIONED = """
    CREATE TABLE t (id int, at {}) PARTITION BY RANGE (at);
    CREATE TABLE few PARTITION OF t FOR VALUES FROM ({}) TO ({}); CREATE TABLE rest PARTITION OF t DEFAULT;
"""


@pytest.mark.parametrize(
    "bounds",
    [("date", "'2024-01-01'", "'2025-01-01'"), ("timestamptz", "'2024-01-01'", "'2025-01-01'"), ("int", "0", "1000"), ("text", "'a'", "'c'")],
)  # fmt: skip
def test_a_default_partition_has_rows_besides_the_others(bounds: tuple[str, str, str], server: Postgres):
    with server.database() as url, connect(url) as connection:
        connection.execute(PARTITIONED.format(*bounds).encode())
        filler = Filler(connection, introspect(connection), 6)
        filler.fill()

        assert filler.unfilled == {}
        assert connection.execute(
            "SELECT (SELECT count(*) FROM few), (SELECT count(*) FROM rest)"
        ).fetchone() == (3, 3)


def test_a_partitioned_table_that_has_its_rows_gets_no_more(server: Postgres):
    with server.database() as url, connect(url) as connection:
        connection.execute(PARTITIONED.format("date", "'2024-01-01'", "'2025-01-01'").encode())
        for _time in range(2):
            Filler(connection, introspect(connection), 6).fill()

        assert connection.execute("SELECT count(*) FROM t").fetchone() == (6,)


def test_users_of_the_platform_are_made_where_tables_refer_to_them(server: Postgres):
    with server.database("supabase") as url, connect(url) as connection:
        connection.execute("CREATE TABLE t (id uuid PRIMARY KEY REFERENCES auth.users, n text)")

        Filler(connection, introspect(connection), 120).fill()

        assert connection.execute("SELECT count(*) FROM t JOIN auth.users USING (id)").fetchone() == (120,)


@pytest.mark.parametrize(
    ("change", "kept"),
    [("SELECT 1", True), ("ALTER TABLE t ADD c int DEFAULT 5", True), ("ALTER TABLE t ALTER a TYPE bigint", True),
     ("ALTER TABLE t ALTER b TYPE bpchar(20)", True), ("ALTER TABLE t ALTER b TYPE bpchar(20); DELETE FROM t WHERE a = 1", False),
     ("UPDATE t SET b = 'z' WHERE a = 1", False), ("DELETE FROM t WHERE a = 1", False), ("DROP TABLE t", False),
     ("UPDATE t SET b = CASE a WHEN 1 THEN (SELECT b FROM t WHERE a = 2) WHEN 2 THEN (SELECT b FROM t WHERE a = 1) END", False),
     ("INSERT INTO t VALUES (99, 'new')", True), ("INSERT INTO t VALUES (99, 'new'); DELETE FROM t WHERE a = 1", False),
     ("INSERT INTO t VALUES (99, 'new'); UPDATE t SET b = 'z' WHERE a = 1", False), ("ALTER TABLE t RENAME b TO c", True), ("VACUUM FULL t", True)],
)  # fmt: skip
def test_any_change_of_a_row_is_seen_and_nothing_else(change, kept, server: Postgres):
    with server.database() as url, connect(url) as connection:
        connection.execute("CREATE TABLE t (a int PRIMARY KEY, b text)")
        connection.execute("INSERT INTO t SELECT n, 'text ' || n FROM generate_series(1, 2) n")
        contents = Contents.of(connection)

        connection.execute(change.encode())

        assert [row.after_up for row in contents.after_up(connection)] == [kept]


@pytest.mark.parametrize(
    ("change", "kept"),
    [("ALTER TABLE t ALTER n TYPE numeric(12,6)", True), ("ALTER TABLE t ALTER n TYPE numeric(10,2)", True),
     ("ALTER TABLE t ALTER n TYPE numeric(10,1)", False), ("ALTER TABLE t ALTER c TYPE char(9)", True),
     ("ALTER TABLE t ALTER c TYPE char(2)", True), ("UPDATE t SET c = 'b'", False), ("UPDATE t SET n = 2.5", False)],
)  # fmt: skip
def test_a_value_is_the_same_however_long_its_type_writes_it(change: str, kept: bool, server: Postgres):
    with server.database() as url, connect(url) as connection:
        connection.execute("CREATE TABLE t (n numeric(10,4), c char(5)); INSERT INTO t VALUES (1.25, 'a')")
        contents = Contents.of(connection)

        connection.execute(change.encode())

        assert [row.after_up for row in contents.after_up(connection)] == [kept]


@pytest.mark.parametrize(
    ("change", "kept"),
    [("SELECT 1", True), ("SELECT nextval('t_id_seq')", True), ("ALTER SEQUENCE t_id_seq RENAME TO numbers", True),
     ("SELECT setval('t_id_seq', 1)", False), ("ALTER TABLE t ALTER id DROP DEFAULT; DROP SEQUENCE t_id_seq", True),
     ("DROP SEQUENCE t_id_seq CASCADE; CREATE SEQUENCE t_id_seq OWNED BY t.id", False)],
)  # fmt: skip
def test_numbers_that_begin_again_would_be_given_twice(change: str, kept: bool, server: Postgres):
    with server.database() as url, connect(url) as connection:
        connection.execute(
            "CREATE TABLE t (id serial PRIMARY KEY, a text); INSERT INTO t (a) VALUES ('a'), ('b')"
        )
        contents = Contents.of(connection)

        connection.execute(change.encode())

        assert [row.after_up for row in contents.after_up(connection)] == [kept]


SWAPPED = {
    "one text takes the other's": "UPDATE t SET a = b",
    "a number takes the key's": "UPDATE t SET n = id",
    "a double has no room": "ALTER TABLE t ALTER d TYPE real; ALTER TABLE t ALTER d TYPE double precision",
    "a number has no fraction": "ALTER TABLE t ALTER f TYPE int; ALTER TABLE t ALTER f TYPE numeric(10,4)",
    "a long text is cut": "ALTER TABLE t ALTER v TYPE varchar(20) USING left(v, 20)",
    "a key leads elsewhere": "UPDATE u SET t_id = id",
}


@pytest.mark.parametrize("change", SWAPPED.values(), ids=SWAPPED)
def test_values_tell_what_took_the_place_of_another(change: str, server: Postgres):
    tables = (
        "CREATE TABLE t (id int PRIMARY KEY, a text, b text, n bigint, d double precision, f numeric(10,4), v varchar(50));"
        " CREATE TABLE u (id int PRIMARY KEY, t_id int NOT NULL REFERENCES t)"
    )
    with server.database() as url, connect(url) as connection:
        connection.execute(tables.encode())
        Filler(connection, introspect(connection), 20).fill()
        contents = Contents.of(connection)

        connection.execute(change.encode())

        assert not all(row.after_up for row in contents.after_up(connection))


@pytest.mark.parametrize(
    ("change", "kept"),
    [("ALTER TABLE t DETACH PARTITION t1", True), ("ALTER TABLE t DETACH PARTITION t1; ALTER TABLE t1 RENAME TO t1_dropped", True),
     ("ALTER TABLE t DETACH PARTITION t1; DELETE FROM t1", False), ("DROP TABLE t1", False)],
)  # fmt: skip
def test_a_partition_that_leaves_its_parent_keeps_its_rows(change, kept, server: Postgres):
    with server.database() as url, connect(url) as connection:
        connection.execute("CREATE TABLE t (a int) PARTITION BY RANGE (a)")
        connection.execute("CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (1) TO (9)")
        connection.execute("INSERT INTO t SELECT generate_series(1, 2)")
        contents = Contents.of(connection)

        connection.execute(change.encode())

        assert [row.after_up for row in contents.after_up(connection)] == [kept]
