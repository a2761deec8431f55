"""What PostgreSQL itself says: which locks statements take, and what printed statements make."""

from __future__ import annotations

import re

import psycopg
import pytest
import test_comment
import test_grant
import test_policy
import test_sequence
import test_trigger
import test_user_types
import test_view
from helpers import run
from postgres import Postgres

from fixer.catalog import acl
from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Policy, Sequence, Trigger, View
from fixer.ddl.any_object import comment, grant
from fixer.ddl.attached import policy, trigger
from fixer.ddl.base import STATEMENTS, STRENGTH, Session
from fixer.ddl.relations import sequence
from fixer.ddl.tables import view
from fixer.ddl.types import user_types
from fixer.sql import parse
from fixer.verify import binaries

pytestmark = pytest.mark.slow

SETUP = """
CREATE TABLE t (id int PRIMARY KEY, a int CONSTRAINT k CHECK (a > 0)); CREATE TABLE u (id int PRIMARY KEY);
CREATE VIEW v AS SELECT * FROM t; CREATE MATERIALIZED VIEW m AS SELECT * FROM t;
CREATE UNIQUE INDEX mi ON m (id); CREATE SEQUENCE q; CREATE INDEX i ON t (a);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'begin return new; end';
CREATE TRIGGER g BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION f(); CREATE POLICY p ON t USING (true);
CREATE TYPE e AS ENUM ('x', 'y'); CREATE TYPE c AS (a int);
CREATE DOMAIN d AS text CONSTRAINT dc CHECK (value <> '');
CREATE TABLE w (x e, y d)
"""
LOCKING = """
CREATE POLICY p2 ON t USING (true); ALTER POLICY p ON t USING (false);
CREATE TRIGGER g2 BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
CREATE OR REPLACE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
CREATE CONSTRAINT TRIGGER g3 AFTER INSERT ON t FROM u FOR EACH ROW EXECUTE FUNCTION f();
COMMENT ON TABLE t IS 'x'; COMMENT ON COLUMN t.a IS 'x'; COMMENT ON CONSTRAINT k ON t IS 'x';
COMMENT ON POLICY p ON t IS 'x'; COMMENT ON TRIGGER g ON t IS 'x'; COMMENT ON VIEW v IS 'x';
COMMENT ON COLUMN v.a IS 'x'; COMMENT ON MATERIALIZED VIEW m IS 'x'; COMMENT ON SEQUENCE q IS 'x';
COMMENT ON FUNCTION f IS 'x'; COMMENT ON TYPE e IS 'x'; COMMENT ON TYPE c IS 'x'; COMMENT ON DOMAIN d IS 'x';
COMMENT ON CONSTRAINT dc ON DOMAIN d IS 'x'; COMMENT ON SCHEMA public IS 'x'; COMMENT ON COLUMN c.a IS 'x';
CREATE OR REPLACE VIEW v AS SELECT * FROM t WHERE a > 1; REFRESH MATERIALIZED VIEW m;
REFRESH MATERIALIZED VIEW CONCURRENTLY m; GRANT SELECT ON t TO PUBLIC; GRANT SELECT (a) ON t TO PUBLIC;
GRANT USAGE ON TYPE e TO PUBLIC; GRANT EXECUTE ON FUNCTION f TO PUBLIC; REVOKE ALL ON q FROM PUBLIC;
CREATE SEQUENCE q2 OWNED BY t.a; ALTER SEQUENCE q INCREMENT 2; ALTER SEQUENCE q OWNED BY t.a;
ALTER TYPE e ADD VALUE 'z'; ALTER TYPE e RENAME VALUE 'x' TO 'w'; ALTER DOMAIN d SET DEFAULT 'x';
ALTER DOMAIN d ADD CONSTRAINT z CHECK (length(value) > 0); ALTER DOMAIN d SET NOT NULL;
ALTER DOMAIN d ADD CONSTRAINT z CHECK (length(value) > 0) NOT VALID; ALTER DOMAIN d DROP CONSTRAINT dc;
ALTER TYPE e OWNER TO pg_monitor; ALTER TYPE c OWNER TO pg_monitor; ALTER DOMAIN d OWNER TO pg_monitor;
ALTER FUNCTION f OWNER TO pg_monitor; TRUNCATE t; DELETE FROM t; UPDATE t SET a = 1; INSERT INTO u VALUES (1);
LOCK TABLE t IN SHARE MODE; ANALYZE t; CLUSTER t USING i; REINDEX TABLE t
"""
HELD = """
SELECT 'public.' || k.relname, l.mode FROM pg_locks l JOIN pg_class k ON k.oid = l.relation
WHERE l.pid = pg_backend_pid() AND k.relnamespace = 'public'::regnamespace AND k.relkind <> 'i'
"""
READS = {"AccessShareLock"}


@pytest.fixture(scope="module")
def database(server: Postgres):  # type: ignore[no-untyped-def]
    with server.database() as url:
        server.psql(url, SETUP)
        yield url


@pytest.mark.parametrize("sql", [sql.strip() for sql in LOCKING.split(";")])
def test_the_locks_are_those_that_the_server_takes(sql: str, database: str) -> None:
    before = run(SETUP)
    with psycopg.connect(database) as connection:
        connection.execute(sql)
        measured: dict[str, str] = {}
        for relation, mode in connection.execute(HELD).fetchall():
            if STRENGTH[mode] > STRENGTH.get(measured.get(relation, ""), -1):
                measured[relation] = mode
        connection.rollback()
    kind, node = parse.statement(sql)
    said = {lock.relation: lock.mode for lock in STATEMENTS[kind](node, sql).cost(before, Session()).locks}

    existing = {
        relation: mode for relation, mode in measured.items() if relation.removeprefix("public.") != "q2"
    }
    assert said.items() <= existing.items()
    assert {r: m for r, m in existing.items() if m not in READS} == {
        r: m for r, m in said.items() if m not in READS
    }


def _printed(catalog: Catalog, setup: Catalog) -> list[str]:
    """What the catalog has more than ``setup``, as statements."""
    makers = {Sequence: sequence.create, View: view.create, Trigger: trigger.create, Policy: policy.create}
    texts = []
    for item in catalog.objects():
        if item.ref.kind in ("external", "role") or setup.get(item.ref) is not None:
            continue
        create = makers.get(type(item), user_types.create)  # type: ignore[call-overload]
        texts += create(item, catalog)
        texts += grant.difference(item.ref, None, item.grants)
    return texts


ROLES = {"joe": "pg_monitor", "ann": "pg_read_all_data", '"Ann"': "pg_read_all_stats"}
"""Roles that every server has, in place of those of the cases: nothing is left behind on it."""


def _with_roles(sql: str) -> str:
    return re.sub(r'\bjoe\b|\bann\b|"Ann"', lambda found: ROLES[found[0]], sql)


AUTH = "CREATE SCHEMA auth; CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql AS 'select null::uuid';"
PRINTED = (
    [(test_sequence.TABLE, sql) for sql in test_sequence.CASES.values()]
    + [("SELECT 1", sql) for name, sql in test_user_types.CASES.items()]
    + [(test_view.TABLE, sql) for sql in test_view.CASES.values()]
    + [(test_trigger.SETUP, sql) for name, sql in test_trigger.CASES.items() if name != "disabled"]
    + [(test_policy.TABLE, sql) for sql in test_policy.CASES.values()]
)


@pytest.mark.parametrize(("setup", "sql"), PRINTED)
def test_printed_statements_make_what_the_original_made(setup: str, sql: str, server: Postgres) -> None:
    sql = _with_roles(sql)
    texts = _printed(run(f"{setup}; {sql}"), run(setup))
    before = f"{AUTH} {setup}"
    with server.database() as original, server.database() as printed:
        server.psql(original, f"{before}; {sql}")
        server.psql(printed, f"{before}; {';'.join(texts)}")

        assert server.dump(printed) == server.dump(original)


@pytest.mark.parametrize("state", test_grant.STATES)
def test_the_order_of_an_acl_is_the_servers(state: str, server: Postgres) -> None:
    state = _with_roles(state)
    with server.database() as url:
        server.psql(url, f"{test_grant.SETUP}; {state}")
        rows = server.psql(
            url,
            "SELECT coalesce(r.rolname, ''), x.privilege_type, x.is_grantable FROM pg_class k,"
            " aclexplode(k.relacl) WITH ORDINALITY x(grantor, grantee, privilege_type, is_grantable, n)"
            " LEFT JOIN pg_roles r ON r.oid = x.grantee"
            " WHERE k.oid = 't'::regclass AND x.grantee <> k.relowner ORDER BY n",
        ).splitlines()
    lacking = acl.MAINTAIN if binaries.major(server.binaries) < 17 else ""
    given = [g for g in test_grant._grants(state) or () if not g.columns and g.privilege != lacking]
    said = [g for g in given if g.grantee != acl.OWNER]  # whose entry the server keeps where it first was

    assert rows == [f"{g.grantee}|{g.privilege}|{'t' if g.grantable else 'f'}" for g in said]


def test_or_replace_enables_a_trigger_again(database: str) -> None:
    with psycopg.connect(database) as connection:
        connection.execute("ALTER TABLE t DISABLE TRIGGER g")
        connection.execute("CREATE OR REPLACE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()")
        row = connection.execute("SELECT tgenabled FROM pg_trigger WHERE tgname = 'g'").fetchone()
        connection.rollback()

    assert row == ("O",)


@pytest.mark.parametrize("change", [s for n, s in test_sequence.ALTERED.items() if n != "owner column"])
def test_altered_sequences_hold_the_servers_values(change: str, server: Postgres) -> None:
    catalog = run(f"{test_sequence.TABLE}; CREATE SEQUENCE s; {change}")
    (made,) = catalog.objects(Sequence)
    with server.database() as url:
        server.psql(url, f"{test_sequence.TABLE}; CREATE SEQUENCE s; {change}")
        held = server.psql(url, "SELECT seqmin, seqmax, seqstart, seqincrement FROM pg_sequence").strip()
    spelled = sequence._spelled_out(made)

    assert held == f"{spelled.minimum}|{spelled.maximum}|{spelled.start}|{spelled.increment}"


COMMENTED = [name for name in test_comment.CASES if not name.startswith("EXTENSION")]


def test_every_comment_is_one_that_the_server_takes(server: Postgres) -> None:
    texts = [comment.statement_for(test_comment.CASES[name], "it's") for name in COMMENTED]
    with server.database() as url:
        setup = test_comment.SETUP.replace("CREATE EXTENSION pgcrypto;", "")
        server.psql(url, f"{setup}; {'; '.join(texts)}")
