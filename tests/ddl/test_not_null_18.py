"""NOT NULL as PostgreSQL 18 has it: a constraint with a name, that may be NOT VALID or NO INHERIT. PostgreSQL 18 judges."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from helpers import get, notes
from helpers import run as executed
from postgres import Postgres, at_hand, started

from fixer.catalog.catalog import Catalog
from fixer.catalog.introspect import introspect
from fixer.catalog.objects import NotNull, Table
from fixer.ddl import base
from fixer.ddl.constraints.not_null import given, said
from fixer.ddl.constraints.not_null_sql import settled
from fixer.ddl.difference import difference
from fixer.ddl.run import run, split
from fixer.fixing.held import implied_by
from fixer.lock_safe import lock_safe
from fixer.lock_safe.there import there_already
from fixer.replay import start
from fixer.values import replace

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
import fidelity  # noqa: E402
import fidelity_inventory  # noqa: E402

NEEDS_18 = pytest.mark.skipif(18 not in at_hand(), reason="there is no PostgreSQL 18")
SETUP = """
CREATE TABLE t (a int CONSTRAINT a_set NOT NULL, b int, c int NOT NULL NO INHERIT, d int NOT NULL, e int);
ALTER TABLE t ADD CONSTRAINT b_nv NOT NULL b NOT VALID;
CREATE TABLE p (x int NOT NULL, y int, z int CONSTRAINT z_ni NOT NULL NO INHERIT);
CREATE TABLE p1 () INHERITS (p); CREATE TABLE p2 (x int NOT NULL) INHERITS (p); CREATE TABLE p3 () INHERITS (p1);
ALTER TABLE p ADD CONSTRAINT y_nv NOT NULL y NOT VALID;
CREATE TABLE q (x int NOT NULL, y int) PARTITION BY LIST (x); CREATE TABLE q1 PARTITION OF q FOR VALUES IN (1);
CREATE TABLE r (x int NOT NULL, y int, CHECK (x > 0)) PARTITION BY LIST (x); CREATE TABLE r1 PARTITION OF r FOR VALUES IN (1);
ALTER TABLE r ADD CONSTRAINT r_nv NOT NULL y NOT VALID;
CREATE TABLE alone (x int CONSTRAINT alone_ni NOT NULL NO INHERIT); CREATE TABLE under () INHERITS (alone);
CREATE TABLE w (x int CONSTRAINT w_set NOT NULL, y int NOT NULL) PARTITION BY LIST (x);
CREATE TABLE w1 PARTITION OF w (CONSTRAINT own NOT NULL y) FOR VALUES IN (1); ALTER TABLE w1 ALTER x SET NOT NULL;
CREATE TABLE w2 (x int CONSTRAINT w_set NOT NULL, y int CONSTRAINT two NOT NULL); ALTER TABLE w ATTACH PARTITION w2 FOR VALUES IN (2);
CREATE TABLE w3 PARTITION OF w (y NOT NULL) FOR VALUES IN (3);
CREATE TABLE s (x int CONSTRAINT one NOT NULL, y int CONSTRAINT three NOT NULL, CONSTRAINT two CHECK (x > 0));
CREATE TABLE nothing (x int, y int); CREATE TABLE key (x int PRIMARY KEY, i int GENERATED ALWAYS AS IDENTITY);
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    yield from started(at_hand()[18])


@pytest.fixture(scope="module")
def database(server: Postgres) -> Iterator[psycopg.Connection]:
    with server.prepared(SETUP) as connection:
        yield connection


@pytest.fixture
def catalog() -> Catalog:
    """Of PostgreSQL 18, as somebody said."""
    return executed(SETUP, start(major=18))


def unsaid() -> Catalog:
    """Of an unknown version."""
    return executed(SETUP, start())


@NEEDS_18
def test_a_schema_is_read_as_18_makes_it(server: Postgres) -> None:
    report = fidelity.judge(
        fidelity.Server(server.url.format("postgres")), ROOT / "tests" / "fidelity" / "not_null.sql"
    )

    assert [*report.original.refused, *report.printed, *report.comparison.differences] == []


BACK = {
    "ALTER TABLE t DROP CONSTRAINT a_set": ["ALTER TABLE public.t ADD CONSTRAINT a_set NOT NULL a"],
    "ALTER TABLE t ALTER d DROP NOT NULL": ["ALTER TABLE public.t ALTER COLUMN d SET NOT NULL"],
    "ALTER TABLE t DROP COLUMN c": ["ALTER TABLE public.t ADD COLUMN c integer NOT NULL NO INHERIT"],
    "ALTER TABLE t DROP COLUMN a": ["ALTER TABLE public.t ADD COLUMN a integer CONSTRAINT a_set NOT NULL"],
    "ALTER TABLE t DROP CONSTRAINT b_nv": ["ALTER TABLE public.t ADD CONSTRAINT b_nv NOT NULL b NOT VALID"],
    "ALTER TABLE t VALIDATE CONSTRAINT b_nv": [
        "ALTER TABLE public.t ALTER COLUMN b DROP NOT NULL",
        "ALTER TABLE public.t ADD CONSTRAINT b_nv NOT NULL b NOT VALID",
    ],
    "ALTER TABLE t ADD CONSTRAINT e_nv NOT NULL e NOT VALID": [
        "ALTER TABLE public.t ALTER COLUMN e DROP NOT NULL"
    ],
    "ALTER TABLE t RENAME CONSTRAINT a_set TO set_a": [
        "ALTER TABLE public.t RENAME CONSTRAINT set_a TO a_set"
    ],
    "ALTER TABLE t RENAME CONSTRAINT t_d_not_null TO d_set": [
        "ALTER TABLE public.t RENAME CONSTRAINT d_set TO t_d_not_null"
    ],
    "ALTER TABLE t RENAME TO u": ["ALTER TABLE public.u RENAME TO t"],
    "ALTER TABLE t RENAME d TO f": ["ALTER TABLE public.t RENAME COLUMN f TO d"],
    "ALTER TABLE p ALTER CONSTRAINT z_ni INHERIT": [
        "ALTER TABLE public.p ALTER CONSTRAINT z_ni NO INHERIT",
        "ALTER TABLE public.p2 ALTER COLUMN z DROP NOT NULL",
        "ALTER TABLE public.p1 ALTER COLUMN z DROP NOT NULL",
    ],
    "ALTER TABLE p DROP COLUMN z": [
        "ALTER TABLE public.p ADD COLUMN z integer",
        "ALTER TABLE public.p ADD CONSTRAINT z_ni NOT NULL z NO INHERIT",
    ],
    "ALTER TABLE p ALTER x DROP NOT NULL": ["ALTER TABLE public.p ALTER COLUMN x SET NOT NULL"],
    "ALTER TABLE p DROP CONSTRAINT y_nv": ["ALTER TABLE public.p ADD CONSTRAINT y_nv NOT NULL y NOT VALID"],
    "ALTER TABLE q ADD CONSTRAINT y_set NOT NULL y": ["ALTER TABLE public.q ALTER COLUMN y DROP NOT NULL"],
    "ALTER TABLE ONLY p ALTER x DROP NOT NULL": [
        "ALTER TABLE public.p1 ALTER COLUMN x DROP NOT NULL",
        "ALTER TABLE public.p ALTER COLUMN x SET NOT NULL",
    ],
    "ALTER TABLE ONLY q ALTER x DROP NOT NULL": [
        "ALTER TABLE public.q1 ALTER COLUMN x DROP NOT NULL",
        "ALTER TABLE public.q ALTER COLUMN x SET NOT NULL",
    ],
    "ALTER TABLE p ALTER CONSTRAINT p_x_not_null NO INHERIT": [
        "ALTER TABLE public.p1 ALTER COLUMN x DROP NOT NULL",
        "ALTER TABLE public.p ALTER CONSTRAINT p_x_not_null INHERIT",
    ],
    "ALTER TABLE p ALTER CONSTRAINT p_x_not_null NO INHERIT; ALTER TABLE p1 ADD PRIMARY KEY (x)": [
        "ALTER TABLE public.p1 DROP CONSTRAINT p1_pkey",
        "ALTER TABLE public.p ALTER CONSTRAINT p_x_not_null INHERIT",
    ],
    "DROP TABLE r1": [
        "CREATE TABLE public.r1 (\n    x integer CONSTRAINT r_x_not_null NOT NULL,\n    y integer\n)",
        "ALTER TABLE public.r1 ADD CONSTRAINT r_x_check CHECK (x > 0)",
        "ALTER TABLE public.r1 ADD CONSTRAINT r_nv NOT NULL y NOT VALID",
        "ALTER TABLE public.r ATTACH PARTITION public.r1 FOR VALUES IN (1)",
    ],
    "DROP TABLE p3": [
        "CREATE TABLE public.p3 (\n    x integer CONSTRAINT p_x_not_null NOT NULL,\n    y integer,\n    z integer\n)",
        "ALTER TABLE public.p3 ADD CONSTRAINT y_nv NOT NULL y NOT VALID",
        "ALTER TABLE public.p3 INHERIT public.p1",
    ],
    "ALTER TABLE s RENAME CONSTRAINT one TO n; ALTER TABLE s RENAME CONSTRAINT two TO one; ALTER TABLE s RENAME CONSTRAINT n TO two": [
        "ALTER TABLE public.s RENAME CONSTRAINT two TO two_old",
        "ALTER TABLE public.s RENAME CONSTRAINT one TO two",
        "ALTER TABLE public.s RENAME CONSTRAINT two_old TO one",
    ],
    "ALTER TABLE s RENAME CONSTRAINT one TO n; ALTER TABLE s RENAME CONSTRAINT three TO one; ALTER TABLE s RENAME CONSTRAINT n TO three": [
        "ALTER TABLE public.s RENAME CONSTRAINT three TO three_old",
        "ALTER TABLE public.s RENAME CONSTRAINT one TO one_old",
        "ALTER TABLE public.s RENAME CONSTRAINT three_old TO one",
        "ALTER TABLE public.s RENAME CONSTRAINT one_old TO three",
    ],
    "ALTER TABLE nothing ADD NOT NULL x": ["ALTER TABLE public.nothing ALTER COLUMN x DROP NOT NULL"],
    "ALTER TABLE nothing ADD PRIMARY KEY (x)": [
        "ALTER TABLE public.nothing DROP CONSTRAINT nothing_pkey",
        "ALTER TABLE public.nothing ALTER COLUMN x DROP NOT NULL",
    ],
}


OWN_AS_WELL = {
    "DROP TABLE p3",  # what is NOT VALID it has to have before it inherits
    "ALTER TABLE p ALTER CONSTRAINT p_x_not_null NO INHERIT; ALTER TABLE p1 ADD PRIMARY KEY (x)",
}
"""Where PostgreSQL leaves a table below with what it was to have from its parent alone as its own, too."""


@pytest.mark.parametrize("sql", BACK)
def test_the_way_back_says_what_it_was(sql: str, catalog: Catalog) -> None:
    after = executed(sql, catalog.overlay())

    assert [statement.sql for statement in difference(after, catalog)] == BACK[sql]


@NEEDS_18
@pytest.mark.parametrize("sql", BACK)
def test_the_way_back_leads_to_what_was_there(sql: str, connection: psycopg.Connection) -> None:
    before = stated(connection), whose(connection)
    for statement in (sql, *BACK[sql]):
        connection.execute(statement.encode())

    assert stated(connection) == before[0]
    assert connection.execute(MARKED_ALONE).fetchall() == []
    assert (whose(connection) == before[1]) == (sql not in OWN_AS_WELL)


def stated(connection: psycopg.Connection) -> list[tuple[str, ...]]:
    return sorted(connection.execute(fidelity_inventory._BASE["not null"].encode()).fetchall())


MARKED_ALONE = """
SELECT a.attrelid::regclass, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p')
WHERE a.attnotnull AND a.attnum > 0 AND a.attrelid >= 16384
    AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.contype = 'n' AND k.conrelid = a.attrelid AND a.attnum = ANY (k.conkey))
"""
WHOSE = """
SELECT k.conrelid::regclass::text, a.attname, k.convalidated, k.connoinherit, k.conislocal, k.coninhcount > 0
FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
WHERE k.contype = 'n' AND k.connamespace = 'public'::regnamespace ORDER BY 1, 2
"""


def whose(connection: psycopg.Connection) -> list[tuple[object, ...]]:
    """By table and column: whether it holds, is NO INHERIT, the table's own, and a parent's."""
    return connection.execute(WHOSE.encode()).fetchall()


@NEEDS_18
def test_a_database_is_read_as_its_migrations_are(connection: psycopg.Connection) -> None:
    found = introspect(connection)
    made = unsaid()
    for table in made.objects(Table):
        known = [settled(replace(column, id=0), True) for column in table.columns]
        theirs = [
            settled(replace(column, id=0), True) for column in get(found, "table", table.ref.name).columns
        ]
        assert [(c.name, c.not_null, c.not_null_as) for c in known] == [
            (c.name, c.not_null, c.not_null_as) for c in theirs
        ]


TWO = "CREATE TABLE o (x int CONSTRAINT p_x_not_null NOT NULL); CREATE TABLE n () INHERITS (p, o)"
FOLLOWED = [
    "ALTER TABLE p ALTER CONSTRAINT y_nv NO INHERIT; ALTER TABLE p1 ALTER y DROP NOT NULL; ALTER TABLE p ALTER CONSTRAINT y_nv INHERIT",
    f"{TWO}; ALTER TABLE ONLY p ALTER x DROP NOT NULL",
    f"{TWO}; ALTER TABLE p ALTER CONSTRAINT p_x_not_null NO INHERIT",
    f"{TWO}; ALTER TABLE p ALTER CONSTRAINT p_x_not_null NO INHERIT; ALTER TABLE o ALTER CONSTRAINT p_x_not_null NO INHERIT",
    f"{TWO}; ALTER TABLE p ALTER CONSTRAINT z_ni INHERIT",
    "CREATE TABLE n (x int NOT NULL, CONSTRAINT n_x_not_null CHECK (x > 0)); ALTER TABLE n ADD CONSTRAINT n_x_not_null1 NOT NULL x",
    "CREATE TABLE n PARTITION OF w (CONSTRAINT w_set CHECK (x > 0)) FOR VALUES IN (9); ALTER TABLE n ADD CONSTRAINT n_x_not_null NOT NULL x",
    "CREATE TABLE n PARTITION OF w (PRIMARY KEY (y)) FOR VALUES IN (9); CREATE TABLE o PARTITION OF w FOR VALUES IN (8); ALTER TABLE o ADD PRIMARY KEY (y)",
]


@NEEDS_18
@pytest.mark.parametrize("sql", [*BACK, *FOLLOWED])
def test_what_holds_and_whose_it_is_then_is_known(
    sql: str, catalog: Catalog, connection: psycopg.Connection
) -> None:
    made = executed(sql, catalog)
    connection.execute(sql.encode())

    read = [
        (table.ref.name, column.name, column.not_null, said(column).no_inherit, own or not inherits, inherits)
        for table in made.objects(Table)
        for column in table.columns
        if column.required
        for own, inherits in [(said(column).local, given(made, table, column.name))]
    ]
    assert sorted(read) == whose(connection)


UNKNOWN = {
    "ALTER TABLE nothing ALTER x SET NOT NULL": ["ALTER TABLE public.nothing ALTER COLUMN x DROP NOT NULL"],
    "ALTER TABLE t ALTER a DROP NOT NULL": ["ALTER TABLE public.t ALTER COLUMN a SET NOT NULL"],
    "ALTER TABLE t ALTER d DROP NOT NULL": ["ALTER TABLE public.t ALTER COLUMN d SET NOT NULL"],
    "ALTER TABLE t RENAME TO u; ALTER TABLE u DROP COLUMN d": [
        "ALTER TABLE public.u RENAME TO t",
        "ALTER TABLE public.t ADD COLUMN d integer NOT NULL",
    ],
    "ALTER TABLE t RENAME CONSTRAINT a_set TO set_a": [
        "ALTER TABLE public.t RENAME CONSTRAINT set_a TO a_set"
    ],
    "ALTER TABLE t RENAME CONSTRAINT t_d_not_null TO d_set": [
        "ALTER TABLE public.t RENAME CONSTRAINT d_set TO t_d_not_null"
    ],
    "ALTER TABLE t ALTER a DROP NOT NULL, ALTER a SET NOT NULL": [],
    "ALTER TABLE t DROP d, ADD d int CONSTRAINT d_set NOT NULL": [],
}


@pytest.mark.parametrize("sql", UNKNOWN)
def test_where_nobody_says_the_version_no_name_is_worth_what_others_refuse(sql: str) -> None:
    before = unsaid()
    after = before.overlay()
    for statement in split(sql):
        run(after, statement)

    assert [statement.sql for statement in difference(after, before)] == UNKNOWN[sql]


def test_heirs_may_lose_it_alone_where_that_may_be_before_18() -> None:
    setup = "CREATE TABLE p (x int NOT NULL); CREATE TABLE c () INHERITS (p)"
    before = executed(setup, start())
    after = before.overlay()
    run(after, "ALTER TABLE c ALTER x DROP NOT NULL")

    assert [statement.sql for statement in difference(after, before)] == [
        "ALTER TABLE public.c ALTER COLUMN x SET NOT NULL"
    ]
    with pytest.raises(base.DdlError):
        run(
            executed(setup, start(major=18)), "ALTER TABLE c ALTER x DROP NOT NULL", base.Session(strict=True)
        )


def test_before_18_no_name_is_kept() -> None:
    made = executed("CREATE TABLE t (a int CONSTRAINT a_set NOT NULL)", start(major=17))

    assert get(made, "table", "t").columns[0].not_null_as is None


@pytest.mark.parametrize(("major", "fits"), [(17, False), (None, True), (18, True)])
def test_an_heir_with_a_key_loses_it_in_no_version(major: int | None, fits: bool) -> None:
    said = base.Session()
    setup = "CREATE TABLE p (x int NOT NULL); CREATE TABLE c (x int PRIMARY KEY) INHERITS (p)"
    made = executed(f"{setup}; ALTER TABLE p ALTER x DROP NOT NULL", start(major=major), said)

    assert (not said.misfits) == fits
    assert not fits or get(made, "table", "c").columns[0].not_null


@pytest.mark.parametrize(("major", "kept"), [(17, False), (None, False), (18, True)])
def test_heirs_that_declare_it_themselves_keep_it_from_18_on(major: int | None, kept: bool) -> None:
    made = executed(
        "CREATE TABLE p (x int NOT NULL, k int); CREATE TABLE c (x int NOT NULL) INHERITS (p);"
        "ALTER TABLE p ALTER x DROP NOT NULL; ALTER TABLE p ADD PRIMARY KEY (k)",
        start(major=major),
    )

    assert [column.not_null for column in get(made, "table", "c").columns] == [kept, True]


# what is refused: each with what is taken in its place

REFUSED = [
    ("ALTER TABLE t ADD CONSTRAINT other NOT NULL a", "ALTER TABLE t ADD CONSTRAINT a_set NOT NULL a"),
    ("ALTER TABLE t ADD CONSTRAINT b_nv NOT NULL b", "ALTER TABLE t ADD CONSTRAINT b_nv NOT NULL b NOT VALID"),
    ("ALTER TABLE t ADD NOT NULL d NO INHERIT", "ALTER TABLE t ADD NOT NULL d"),
    ("ALTER TABLE t ALTER c SET NOT NULL", "ALTER TABLE ONLY t ALTER c SET NOT NULL"),
    ("ALTER TABLE t ADD PRIMARY KEY (b)", "ALTER TABLE t ADD PRIMARY KEY (d)"),
    ("ALTER TABLE t ADD PRIMARY KEY (c)", "ALTER TABLE t ADD PRIMARY KEY (e)"),
    ("ALTER TABLE t ADD CONSTRAINT a_set NOT NULL e", "ALTER TABLE t ADD CONSTRAINT e_set NOT NULL e"),
    ("ALTER TABLE t ADD f int CONSTRAINT t_d_not_null NOT NULL", "ALTER TABLE t ADD f int CONSTRAINT p_x_not_null NOT NULL"),
    ("CREATE TABLE n (x int NOT NULL, y int, CONSTRAINT n_x_not_null NOT NULL y)",
     "CREATE TABLE n (x int NOT NULL, y int, CONSTRAINT p_x_not_null NOT NULL y)"),
    ("ALTER TABLE ONLY p ADD PRIMARY KEY (z)", "ALTER TABLE ONLY p1 ADD PRIMARY KEY (x)"),
    ("ALTER TABLE ONLY q ALTER CONSTRAINT q_x_not_null NO INHERIT", "ALTER TABLE ONLY p ALTER CONSTRAINT p_x_not_null NO INHERIT"),
    ("ALTER TABLE t ADD NOT NULL nope", "ALTER TABLE t ADD NOT NULL e"),
    ("ALTER TABLE t RENAME CONSTRAINT a_set TO b_nv", "ALTER TABLE t RENAME CONSTRAINT a_set TO a_is"),
    ("ALTER TABLE t RENAME CONSTRAINT a_set TO a_set", "ALTER TABLE t RENAME CONSTRAINT a_set TO b"),
    ("ALTER TABLE p1 ALTER x DROP NOT NULL", "ALTER TABLE p ALTER x DROP NOT NULL"),
    ("ALTER TABLE p1 DROP CONSTRAINT y_nv", "ALTER TABLE p DROP CONSTRAINT y_nv"),
    ("ALTER TABLE p1 RENAME CONSTRAINT y_nv TO y", "ALTER TABLE p RENAME CONSTRAINT y_nv TO y"),
    ("ALTER TABLE ONLY p RENAME CONSTRAINT y_nv TO y", "ALTER TABLE ONLY p RENAME CONSTRAINT z_ni TO z"),
    ("ALTER TABLE ONLY p VALIDATE CONSTRAINT y_nv", "ALTER TABLE p VALIDATE CONSTRAINT y_nv"),
    ("ALTER TABLE p1 ALTER CONSTRAINT y_nv NO INHERIT", "ALTER TABLE p ALTER CONSTRAINT y_nv NO INHERIT"),
    ("ALTER TABLE ONLY q ADD NOT NULL y", "ALTER TABLE ONLY q1 ADD NOT NULL y"),
    ("ALTER TABLE q ADD NOT NULL y NO INHERIT", "ALTER TABLE q ADD NOT NULL y NOT VALID"),
    ("ALTER TABLE ONLY q ALTER y SET NOT NULL", "ALTER TABLE q1 ALTER y SET NOT NULL"),
    ("ALTER TABLE nothing INHERIT alone; ALTER TABLE nothing INHERIT q", "ALTER TABLE nothing INHERIT alone"),
    ("ALTER TABLE key DROP CONSTRAINT key_x_not_null", "ALTER TABLE t DROP CONSTRAINT t_c_not_null"),
    ("ALTER TABLE key DROP CONSTRAINT key_i_not_null", "ALTER TABLE key ALTER i DROP IDENTITY"),
    ("CREATE TABLE n (x int CONSTRAINT one NOT NULL, CONSTRAINT two NOT NULL x)",
     "CREATE TABLE n (x int NOT NULL, CONSTRAINT two NOT NULL x)"),
    ("CREATE TABLE n (x int NOT NULL, NOT NULL x NO INHERIT)", "CREATE TABLE n (x int, NOT NULL x NO INHERIT)"),
    ("CREATE TABLE n (x int NOT NULL NO INHERIT PRIMARY KEY)", "CREATE TABLE n (x int NOT NULL PRIMARY KEY)"),
    ("CREATE TABLE n (x int NOT NULL NO INHERIT) INHERITS (p)", "CREATE TABLE n (y int NOT NULL) INHERITS (p)"),
    ("CREATE TABLE n (x int NOT NULL NO INHERIT) PARTITION BY LIST (x)",
     "CREATE TABLE n (x int NOT NULL) PARTITION BY LIST (x)"),
    ("CREATE TABLE n (x int, y int, z int); ALTER TABLE n INHERIT p",
     "CREATE TABLE n (x int NOT NULL, y int NOT NULL, z int); ALTER TABLE n INHERIT p"),
    ("CREATE TABLE n (x int NOT NULL NO INHERIT, y int NOT NULL, z int); ALTER TABLE n INHERIT p",
     "CREATE TABLE n (x int NOT NULL, y int, z int, n int); ALTER TABLE n ADD NOT NULL y NOT VALID; ALTER TABLE n INHERIT p"),
    ("ALTER TABLE p1 ADD PRIMARY KEY (x); ALTER TABLE p ALTER x DROP NOT NULL",
     "ALTER TABLE p1 ADD PRIMARY KEY (x); ALTER TABLE ONLY p ALTER x DROP NOT NULL"),
    ("ALTER TABLE p3 ADD PRIMARY KEY (x); ALTER TABLE p DROP CONSTRAINT p_x_not_null",
     "ALTER TABLE p2 ADD PRIMARY KEY (x); ALTER TABLE p DROP CONSTRAINT p_x_not_null"),
    ("ALTER TABLE p1 ALTER x ADD GENERATED ALWAYS AS IDENTITY; ALTER TABLE p ALTER x DROP NOT NULL",
     "ALTER TABLE p1 ALTER x ADD GENERATED ALWAYS AS IDENTITY; ALTER TABLE p ALTER y DROP NOT NULL"),
    ("CREATE UNIQUE INDEX i ON p1 (x); ALTER TABLE p1 REPLICA IDENTITY USING INDEX i; ALTER TABLE p ALTER x DROP NOT NULL",
     "CREATE UNIQUE INDEX i ON p1 (x); ALTER TABLE p1 REPLICA IDENTITY USING INDEX i; ALTER TABLE p ALTER y DROP NOT NULL"),
    ("ALTER TABLE t ADD CONSTRAINT a_set CHECK (b > 0)", "ALTER TABLE nothing ADD CONSTRAINT a_set CHECK (x > 0)"),
    ("ALTER TABLE t ADD CONSTRAINT t_d_not_null UNIQUE (b)", "ALTER TABLE t ADD CONSTRAINT t_e_not_null UNIQUE (b)"),
    ("CREATE UNIQUE INDEX a_set ON t (b); ALTER TABLE t ADD UNIQUE USING INDEX a_set",
     "CREATE UNIQUE INDEX b_set ON t (b); ALTER TABLE t ADD UNIQUE USING INDEX b_set"),
    ("ALTER TABLE t ADD f int CONSTRAINT a_set CHECK (f > 0)", "ALTER TABLE t ADD f int CONSTRAINT f_set CHECK (f > 0)"),
    ("ALTER TABLE p ADD CONSTRAINT p2_x_not_null CHECK (z > 0)", "ALTER TABLE p ADD CONSTRAINT p2_x_not_null CHECK (z > 0) NO INHERIT"),
    ("ALTER TABLE w1 ADD CONSTRAINT n CHECK (x > 0); ALTER TABLE w ADD n int CONSTRAINT n NOT NULL DEFAULT 1",
     "ALTER TABLE w1 ADD CONSTRAINT m CHECK (x > 0); ALTER TABLE w ADD n int CONSTRAINT n NOT NULL DEFAULT 1"),
    ("ALTER TABLE p2 ADD CONSTRAINT n CHECK (x > 0); ALTER TABLE p ALTER CONSTRAINT z_ni INHERIT; ALTER TABLE p RENAME CONSTRAINT z_ni TO n",
     "ALTER TABLE p2 ADD CONSTRAINT n CHECK (x > 0); ALTER TABLE p ALTER CONSTRAINT z_ni INHERIT"),
    ("ALTER TABLE p2 ADD CONSTRAINT z_ni CHECK (x > 0); ALTER TABLE p ALTER CONSTRAINT z_ni INHERIT",
     "ALTER TABLE nothing ADD CONSTRAINT z_ni CHECK (x > 0); ALTER TABLE p ALTER CONSTRAINT z_ni INHERIT"),
    ("ALTER TABLE t ADD CONSTRAINT n CHECK (b > 0); ALTER TABLE t RENAME CONSTRAINT n TO a_set",
     "ALTER TABLE t ADD CONSTRAINT n CHECK (b > 0); ALTER TABLE t RENAME CONSTRAINT n TO b_set"),
    ("ALTER TABLE p ADD CONSTRAINT n CHECK (z > 0); ALTER TABLE p RENAME CONSTRAINT n TO p2_x_not_null",
     "ALTER TABLE p ADD CONSTRAINT n CHECK (z > 0); ALTER TABLE p RENAME CONSTRAINT n TO p4_x_not_null"),
    ("ALTER TABLE t ADD CONSTRAINT n UNIQUE (b); ALTER INDEX n RENAME TO a_set", "ALTER TABLE t ADD CONSTRAINT n UNIQUE (b); ALTER INDEX n RENAME TO m"),
    ("CREATE TABLE n (x int CONSTRAINT n NOT NULL, CONSTRAINT n CHECK (x > 0))", "CREATE TABLE n (x int NOT NULL, CONSTRAINT n_x_not_null CHECK (x > 0))"),
    ("CREATE TABLE n (x int NOT NULL, CONSTRAINT n_x_not_null UNIQUE (x))", "CREATE TABLE n PARTITION OF w (CONSTRAINT w_set CHECK (x > 0)) FOR VALUES IN (9)"),
]  # fmt: skip


@pytest.mark.parametrize(("refused", "taken"), REFUSED)
def test_the_model_refuses_what_18_refuses(refused: str, taken: str, catalog: Catalog) -> None:
    with pytest.raises(base.DdlError):
        executed(refused, catalog.overlay(), base.Session(strict=True))
    executed(taken, catalog.overlay(), base.Session(strict=True))


@NEEDS_18
@pytest.mark.parametrize(("refused", "taken"), REFUSED)
def test_18_refuses_and_takes_the_same(refused: str, taken: str, connection: psycopg.Connection) -> None:
    with pytest.raises(psycopg.Error):
        connection.execute(refused.encode())
    connection.rollback()
    connection.execute(taken.encode())


# locks

LOCKING = """
ALTER TABLE p ADD CONSTRAINT n NOT NULL x
ALTER TABLE nothing ADD CONSTRAINT n NOT NULL x NOT VALID
ALTER TABLE p VALIDATE CONSTRAINT y_nv
ALTER TABLE p VALIDATE CONSTRAINT p_x_not_null
ALTER TABLE p VALIDATE CONSTRAINT z_ni
ALTER TABLE p1 VALIDATE CONSTRAINT y_nv
ALTER TABLE p ALTER CONSTRAINT z_ni INHERIT
ALTER TABLE ONLY p ALTER CONSTRAINT z_ni INHERIT
ALTER TABLE p ALTER CONSTRAINT z_ni NO INHERIT
ALTER TABLE p ALTER CONSTRAINT y_nv NO INHERIT
ALTER TABLE p DROP CONSTRAINT y_nv
ALTER TABLE p DROP CONSTRAINT z_ni
ALTER TABLE p ALTER z DROP NOT NULL
ALTER TABLE ONLY p ALTER x DROP NOT NULL
ALTER TABLE p ALTER x DROP NOT NULL
ALTER TABLE p RENAME CONSTRAINT y_nv TO n
ALTER TABLE p RENAME CONSTRAINT z_ni TO n
ALTER TABLE p ADD PRIMARY KEY (x)
ALTER TABLE q ADD CONSTRAINT n NOT NULL y
ALTER TABLE q ADD CONSTRAINT n NOT NULL y NOT VALID
ALTER TABLE q RENAME CONSTRAINT q_x_not_null TO n
ALTER TABLE alone ALTER CONSTRAINT alone_ni INHERIT
"""
HELD = """
SELECT 'public.' || k.relname, l.mode FROM pg_locks l JOIN pg_class k ON k.oid = l.relation
WHERE l.pid = pg_backend_pid() AND k.relnamespace = 'public'::regnamespace AND k.relkind IN ('r', 'p')
"""


@NEEDS_18
@pytest.mark.parametrize("sql", LOCKING.strip().splitlines())
def test_the_locks_are_those_that_18_takes(
    sql: str, catalog: Catalog, connection: psycopg.Connection
) -> None:
    sql = sql.replace("ADD CONSTRAINT n NOT NULL x", "ADD NOT NULL x")
    taken: dict[str, str] = {}
    connection.execute(sql.encode())
    for relation, mode in connection.execute(HELD.encode()).fetchall():
        if base.STRENGTH[mode] > base.STRENGTH.get(taken.get(relation, ""), -1):
            taken[relation] = mode

    announced = run(catalog.overlay(), sql).locks
    assert {lock.relation: lock.mode for lock in announced} == taken


# who asks

STEPS = {
    "ALTER TABLE nothing ADD CONSTRAINT x_set NOT NULL x": [
        "ALTER TABLE public.nothing ADD CONSTRAINT x_set NOT NULL x NOT VALID",
        "ALTER TABLE public.nothing VALIDATE CONSTRAINT x_set",
    ],
    "ALTER TABLE nothing ADD NOT NULL x NO INHERIT": [
        "ALTER TABLE public.nothing ADD CONSTRAINT nothing_x_not_null NOT NULL x NO INHERIT NOT VALID",
        "ALTER TABLE public.nothing VALIDATE CONSTRAINT nothing_x_not_null",
    ],
    "ALTER TABLE t ALTER b SET NOT NULL": ["ALTER TABLE public.t VALIDATE CONSTRAINT b_nv"],
}


@pytest.mark.parametrize("sql", STEPS)
def test_a_not_null_is_validated_without_a_lock_that_lasts(sql: str, catalog: Catalog) -> None:
    assert [step.sql for step in lock_safe(sql, catalog, asked=True).steps] == STEPS[sql]


@pytest.mark.parametrize(
    ("sql", "looked_for"),
    [
        ("ALTER TABLE t VALIDATE CONSTRAINT b_nv", "SELECT b FROM public.t WHERE b IS NULL"),
        ("ALTER TABLE p VALIDATE CONSTRAINT y_nv", "SELECT y FROM public.p WHERE y IS NULL"),
        ("ALTER TABLE t ALTER b SET NOT NULL", "SELECT b FROM public.t WHERE b IS NULL"),
        ("ALTER TABLE t VALIDATE CONSTRAINT a_set", None),
    ],
)
def test_rows_are_looked_at_before_one_is_validated(
    sql: str, looked_for: str | None, catalog: Catalog
) -> None:
    looks = [check.sql for check in lock_safe(sql, catalog, asked=True).checks]

    assert looks == ([looked_for] if looked_for else [])


@pytest.mark.parametrize(("column", "held"), [("d", True), ("b", False), ("e", False)])
def test_only_one_that_holds_for_all_rows_implies_a_check(column: str, held: bool, catalog: Catalog) -> None:
    table = get(catalog, "table", "t")

    assert (implied_by(f"{column} IS NOT NULL", table, catalog) is not None) == held


@pytest.mark.parametrize(("name", "held"), [("alone", False), ("key", True)])
def test_one_that_heirs_do_not_have_implies_no_check_of_theirs(
    name: str, held: bool, catalog: Catalog
) -> None:
    assert (implied_by("x IS NOT NULL", get(catalog, "table", name), catalog) is not None) == held


def test_a_new_row_needs_a_value_where_those_that_are_there_may_lack_it(catalog: Catalog) -> None:
    column = get(catalog, "table", "t").column("b")

    assert (column.not_null, column.required, column.not_null_as) == (False, True, NotNull("b_nv"))


def test_a_comment_on_one_is_announced() -> None:
    assert notes("COMMENT ON CONSTRAINT a_set ON t IS 'x'", SETUP) == [
        "a comment on a NOT NULL is not followed"
    ]


def test_nothing_is_said_of_a_plain_one(catalog: Catalog) -> None:
    made = executed("CREATE TABLE u (a int NOT NULL, b int NOT NULL)", catalog)

    assert [column.not_null_as for column in get(made, "table", "u").columns] == [None, None]


@pytest.mark.parametrize(("name", "gone"), [("gone", True), ("old_a_not_null", False)])
def test_a_name_that_is_not_read_from_a_database_does_not_pass_for_gone(name: str, gone: bool) -> None:
    """What a table was called before, names go on saying."""
    read = executed("CREATE TABLE t (a int NOT NULL)")
    read.guessed = False

    assert there_already(f"ALTER TABLE t DROP CONSTRAINT {name}", read) == gone


@NEEDS_18
@pytest.mark.parametrize(
    "sql", ["DROP TABLE w", "DROP TABLE w1", "DROP TABLE w2", "DROP TABLE w3", "DROP TABLE key, nothing"]
)
def test_children_come_back_with_what_they_say_themselves(sql: str, connection: psycopg.Connection) -> None:
    before = introspect(connection)
    known = stated(connection), whose(connection)
    connection.execute(sql.encode())
    for statement in difference(executed(sql, before.overlay()), before):
        connection.execute(statement.sql.encode())

    assert (stated(connection), whose(connection)) == known


@NEEDS_18
def test_names_that_somebody_has_chosen_are_read_from_a_database(connection: psycopg.Connection) -> None:
    before = introspect(connection)
    after = before.overlay()
    run(after, "ALTER TABLE t DROP CONSTRAINT a_set")

    assert [statement.sql for statement in difference(after, before)] == BACK[
        "ALTER TABLE t DROP CONSTRAINT a_set"
    ]
