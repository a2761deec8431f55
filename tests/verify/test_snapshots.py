"""What a scratch database looked like before each migration is kept in little room."""

from __future__ import annotations

import pytest
from postgres import Postgres

from fixer.verify import looks
from fixer.verify.database import Schema, scratch_database
from fixer.verify.server import scratch
from fixer.verify.snapshot import compare, dump_difference

EMPTY = Schema((), "plain", ("looked_at",), one_transaction=False, source="nothing")
TABLES = "; ".join(f"CREATE TABLE t{n} (id bigint PRIMARY KEY, name text)" for n in range(30))


@pytest.fixture
def made(server: Postgres):
    with scratch(server.url.format("postgres")) as given, scratch_database(given, EMPTY, ()) as scratched:
        yield scratched


def test_a_later_snapshot_is_kept_as_what_differs(made):
    first = made.snapshot(with_dump=False)
    made.connection.execute(TABLES.encode())
    before = made.snapshot(with_dump=True)
    made.connection.execute("CREATE INDEX i ON t1 (name)")
    after = made.snapshot(with_dump=True)
    made.connection.execute("DROP INDEX i")
    back = made.snapshot(with_dump=True)

    assert not before.catalog.grew_from(first.catalog), "most of it was new"
    assert [ref.name for ref in after.catalog.touched()] == ["i"]
    assert back.catalog is before.catalog
    assert compare(before, after).objects == ("index public.i",)
    assert any("CREATE INDEX i" in line for line in compare(before, after).dump)
    assert compare(before, back).same and compare(after, after).same


def test_one_that_is_gone_through_is_whole_and_the_others_stay_upon_the_first(made):
    made.connection.execute(TABLES.encode())
    first = made.snapshot(with_dump=False)
    made.connection.execute("CREATE INDEX i ON t1 (name)")
    whole = made.snapshot(with_dump=False, whole=True)
    made.connection.execute("CREATE INDEX j ON t1 (name)")
    upon = made.snapshot(with_dump=False)

    assert not whole.catalog.grew_from(first.catalog)
    assert upon.catalog.grew_from(first.catalog)
    assert compare(first, whole).objects == ("index public.i",)
    assert compare(whole, upon).objects == ("index public.j",)


def test_a_moment_that_was_read_is_the_word_now_in_what_is_kept_too(made):
    made.connection.execute(TABLES.encode())
    made.snapshot(with_dump=False)
    made.connection.execute("ALTER TABLE t1 ADD COLUMN at timestamp DEFAULT 'now'")
    once = made.snapshot(with_dump=True)
    made.connection.execute("ALTER TABLE t1 DROP COLUMN at")
    made.connection.execute("ALTER TABLE t1 ADD COLUMN at timestamp DEFAULT 'now'")

    assert compare(once, made.snapshot(with_dump=True)).same


COME_AND_GO = {
    "CREATE INDEX i ON t1 (name)": "DROP INDEX i",
    # these write the row of t1 in pg_class anew, and leave that it once had a trigger, or a child
    "ALTER TABLE t1 ADD CONSTRAINT c CHECK (name <> '')": "ALTER TABLE t1 DROP CONSTRAINT c",
    "CREATE TABLE other (id bigint REFERENCES t1)": "DROP TABLE other",
    "CREATE TABLE heir () INHERITS (t1)": "DROP TABLE heir",
    # these write the rows of columns anew, or leave a dropped one, and a TOAST table
    "ALTER TABLE t1 ADD c int CHECK (c > 0)": "ALTER TABLE t1 DROP c",
    "ALTER TABLE numbers ADD c text DEFAULT 'x'": "ALTER TABLE numbers DROP c",
    "ALTER TABLE t1 ALTER name SET DEFAULT 'x'": "ALTER TABLE t1 ALTER name DROP DEFAULT",
    "ALTER TABLE numbers ALTER a SET NOT NULL": "ALTER TABLE numbers ALTER a DROP NOT NULL",
    "ALTER TABLE t1 ALTER name SET STORAGE EXTERNAL": "ALTER TABLE t1 ALTER name SET STORAGE EXTENDED",
    "ALTER TABLE t1 RENAME name TO title": "ALTER TABLE t1 RENAME title TO name",
    "GRANT SELECT (name) ON t1 TO looked_at": "REVOKE SELECT (name) ON t1 FROM looked_at",
}


@pytest.mark.parametrize("comes", COME_AND_GO)
def test_what_came_back_is_not_read_again(monkeypatch, made, comes):
    made.connection.execute(TABLES.encode())
    made.connection.execute("CREATE TABLE numbers (a int)")
    first = made.snapshot(with_dump=False)
    made.connection.execute(comes)
    after = made.snapshot(with_dump=False)
    made.connection.execute(COME_AND_GO[comes])
    monkeypatch.setattr(looks, "introspect", lambda *_, **__: pytest.fail("it was read again"))

    assert made.snapshot(with_dump=False).catalog is first.catalog is not after.catalog


WRITTEN = """
CREATE TABLE a (id serial PRIMARY KEY, b text, c text);
CREATE TABLE other (id int REFERENCES a);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW EXECUTE FUNCTION f();
CREATE TYPE e AS ENUM ('x');
CREATE DOMAIN d AS int;
CREATE VIEW v AS SELECT id FROM a;
CREATE POLICY p ON a USING (true);
CREATE PUBLICATION pub FOR TABLE a;
CREATE STATISTICS s ON b, c FROM a;
CREATE INDEX on_sum ON a ((id + 1));
"""


@pytest.mark.parametrize(
    "sql",
    [
        "COMMENT ON COLUMN a.b IS 'x'",
        "COMMENT ON FUNCTION f() IS 'x'",
        "GRANT SELECT ON a TO looked_at",
        "GRANT SELECT (b) ON a TO looked_at",
        "GRANT CREATE ON SCHEMA public TO looked_at",
        "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO looked_at",
        "ALTER TABLE a OWNER TO looked_at",
        "ALTER TYPE e ADD VALUE 'y'",
        "ALTER TYPE e RENAME VALUE 'x' TO 'y'",
        "ALTER DOMAIN d SET NOT NULL",
        "ALTER TABLE a RENAME b TO z",
        "ALTER TABLE a ALTER b SET DEFAULT 'x'",
        "ALTER TABLE a ALTER b SET NOT NULL",
        "ALTER TABLE a ALTER b SET STORAGE EXTERNAL",
        "ALTER TABLE a ALTER b SET STATISTICS 10",
        "ALTER TABLE a DROP COLUMN b CASCADE",
        "ALTER TABLE a ALTER b TYPE varchar(9)",
        "ALTER TABLE a ALTER b SET COMPRESSION pglz",
        "ALTER TABLE a ALTER b SET (n_distinct = 2)",
        "ALTER TABLE a SET (toast.autovacuum_enabled = false)",
        "ALTER TABLE a ADD d text, DROP c CASCADE",
        "ALTER INDEX on_sum ALTER 1 SET STATISTICS 10",
        "ALTER TABLE a SET (fillfactor = 50)",
        "ALTER TABLE a REPLICA IDENTITY FULL",
        "ALTER TABLE a CLUSTER ON a_pkey",
        "ALTER TABLE a DISABLE TRIGGER t",
        "ALTER TABLE a ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE other ALTER CONSTRAINT other_id_fkey DEFERRABLE",
        "ALTER INDEX a_pkey RENAME TO key",
        "ALTER SEQUENCE a_id_seq INCREMENT 2",
        "ALTER SEQUENCE a_id_seq OWNED BY NONE",
        "ALTER FUNCTION f() SET search_path TO ''",
        "CREATE OR REPLACE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'",
        "CREATE OR REPLACE VIEW v AS SELECT id + 0 AS id FROM a",
        "ALTER VIEW v SET (security_barrier)",
        "ALTER POLICY p ON a USING (false)",
        "ALTER PUBLICATION pub SET (publish = 'insert')",
        "ALTER STATISTICS s SET STATISTICS 10",
        "CREATE RULE r AS ON DELETE TO a DO INSTEAD NOTHING",
        "CREATE SCHEMA empty",
    ],
)
def test_whatever_changes_is_read(made, sql):
    """Nothing that belongs to a schema is changed where its row stands."""
    made.connection.execute(WRITTEN.encode())
    first = made.snapshot(with_dump=False)
    made.connection.execute(sql.encode())
    now = made.snapshot(with_dump=False)

    assert len(made.looks.seen) == 2
    assert not compare(first, now).same


@pytest.mark.parametrize(
    "sql", ["GRANT SELECT (ctid) ON a TO looked_at", "GRANT UPDATE (relname) ON pg_class TO looked_at"]
)
def test_what_a_dump_alone_tells_is_told(made, sql):
    made.connection.execute(WRITTEN.encode())
    first = made.snapshot(with_dump=True)
    made.connection.execute(sql.encode())

    assert compare(first, made.snapshot(with_dump=True, like=first)).dump


def test_the_name_of_a_role_is_read(made):
    made.connection.execute("CREATE TABLE a (); GRANT SELECT ON a TO looked_at")
    first = made.snapshot(with_dump=False)
    made.connection.execute("ALTER ROLE looked_at RENAME TO looked_at_again")
    now = made.snapshot(with_dump=False)
    made.connection.execute("ALTER ROLE looked_at_again RENAME TO looked_at")

    assert compare(first, now).objects == ("table public.a", "role looked_at is gone")
    assert compare(first, made.snapshot(with_dump=False)).same


def test_rows_change_nothing_of_a_schema(monkeypatch, made):
    made.connection.execute(WRITTEN.encode())
    made.snapshot(with_dump=False)
    monkeypatch.setattr(looks, "introspect", lambda *_, **__: pytest.fail("it was read again"))
    made.connection.execute("INSERT INTO a (b) SELECT 'x' FROM generate_series(1, 1000)")
    made.connection.execute("ANALYZE a")

    made.snapshot(with_dump=False)


DUMPED = [f"--\n-- Name: t{number}; Type: TABLE\n--\n\nCREATE TABLE t{number} ();" for number in range(45)]


@pytest.mark.parametrize(
    ("after", "shown"),
    [
        ("", []),
        (DUMPED[0], ["+CREATE TABLE t0 ();"]),
        ("-- x\n\n", ["+-- x", "+"]),
        (
            "\n".join(DUMPED),
            [*(f"+CREATE TABLE t{number} ();" for number in range(40)), "… and 5 more lines"],
        ),
    ],
)
def test_of_a_dump_what_says_something_is_shown_and_counted_unless_nothing_does(after, shown):
    assert dump_difference("", after) == shown
