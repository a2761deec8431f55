"""What goes with an operator class: tests/fidelity/classes_taken_along.sql asks PostgreSQL the same."""

from __future__ import annotations

import pytest
from helpers import assert_comes_back, assert_leaves, run

from fixer.ddl.base import Session

COMPARES = (
    "OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(int, int)"
)
CLASS = f"CREATE OPERATOR CLASS cls FOR TYPE int USING btree AS {COMPARES};"
FAMILY = "CREATE OPERATOR FAMILY cls USING btree;"
DEFAULT = f"CREATE OPERATOR CLASS own DEFAULT FOR TYPE json USING btree AS {COMPARES};"
OWN_FAMILY = FAMILY.replace("cls", "own")
TRIGRAMS = "CREATE EXTENSION pg_trgm;"
GONE = "DROP OPERATOR CLASS cls USING btree CASCADE"
OWN_GONE = "DROP OPERATOR CLASS own USING btree CASCADE"

CASES = {
    "an index": (
        f"{CLASS} CREATE TABLE t (a int); CREATE INDEX i ON t (a cls DESC)",
        GONE,
        f"{FAMILY} CREATE TABLE t (a int)",
    ),
    "with its schema": (
        f"{CLASS} CREATE TABLE t (a int); CREATE INDEX i ON t ((a + 1) public.cls)",
        GONE,
        f"{FAMILY} CREATE TABLE t (a int)",
    ),
    "with its family": (
        f"{CLASS} CREATE TABLE t (a int); CREATE INDEX i ON t (a cls)",
        "DROP OPERATOR FAMILY cls USING btree CASCADE",
        "CREATE TABLE t (a int)",
    ),
    "indexes without it": (
        f"{CLASS} CREATE TABLE t (a int); CREATE INDEX i ON t (a); CREATE INDEX j ON t (a int4_ops DESC)",
        GONE,
        f"{FAMILY} CREATE TABLE t (a int); CREATE INDEX i ON t (a); CREATE INDEX j ON t (a int4_ops DESC)",
    ),
    "indexes of partitions": (
        f"{CLASS} CREATE TABLE p (a int) PARTITION BY LIST (a); CREATE TABLE q PARTITION OF p DEFAULT; CREATE INDEX i ON p (a cls)",
        GONE,
        f"{FAMILY} CREATE TABLE p (a int) PARTITION BY LIST (a); CREATE TABLE q PARTITION OF p DEFAULT",
    ),
    "an exclusion": (
        f"{CLASS} CREATE TABLE t (a int); ALTER TABLE t ADD CONSTRAINT x EXCLUDE USING btree (a cls WITH =)",
        GONE,
        f"{FAMILY} CREATE TABLE t (a int)",
    ),
    "a partitioned table": (
        f"{CLASS} CREATE TABLE p (a int) PARTITION BY RANGE (a cls); CREATE TABLE q PARTITION OF p DEFAULT",
        GONE,
        FAMILY,
    ),
    "another": (
        f"{CLASS} CREATE TABLE p (a int) PARTITION BY RANGE (a); CREATE TABLE q PARTITION OF p DEFAULT",
        GONE,
        f"{FAMILY} CREATE TABLE p (a int) PARTITION BY RANGE (a); CREATE TABLE q PARTITION OF p DEFAULT",
    ),
    "a range type": (
        f"{CLASS} CREATE TYPE r AS RANGE (subtype = int, subtype_opclass = cls); CREATE TABLE t (a r, b int)",
        GONE,
        f"{FAMILY} CREATE TABLE t (b int)",
    ),
    "by the default": (
        f"{DEFAULT} CREATE TABLE t (a json, b json[], c int, UNIQUE (a)); CREATE INDEX i ON t (c, a); CREATE INDEX j ON t (c) INCLUDE (a)",
        OWN_GONE,
        f"{OWN_FAMILY} CREATE TABLE t (a json, b json[], c int); CREATE INDEX j ON t (c) INCLUDE (a)",
    ),
    "an extension's": (
        f"{TRIGRAMS} CREATE TABLE t (a text); CREATE INDEX i ON t USING gin (a gin_trgm_ops); CREATE INDEX j ON t (a text_ops)",
        "DROP EXTENSION pg_trgm CASCADE",
        "CREATE TABLE t (a text); CREATE INDEX j ON t (a text_ops)",
    ),
}


@pytest.mark.parametrize(("made", "gone", "left"), CASES.values(), ids=CASES.keys())
def test_what_uses_a_class_goes_with_it(made: str, gone: str, left: str) -> None:
    assert_leaves(made, gone, left)


@pytest.mark.parametrize(("made", "gone"), [case[:2] for case in CASES.values()], ids=CASES.keys())
def test_it_comes_back(made: str, gone: str) -> None:
    assert_comes_back(made, gone)


@pytest.mark.parametrize(("used", "refused"), [("a cls", True), ("a", False)])
def test_without_cascade_it_is_refused(used: str, refused: bool) -> None:
    session = Session()
    run(
        "DROP OPERATOR CLASS cls USING btree",
        run(f"{CLASS} CREATE TABLE t (a int); CREATE INDEX i ON t ({used})"),
        session,
    )

    assert bool(session.misfits) == refused


@pytest.mark.parametrize(("used", "said"), [("(f(a))", True), ("(f(a)) int4_ops", False), ("a", False)])
def test_an_expression_that_may_use_the_default_is_said(used: str, said: bool) -> None:
    session = Session()
    made = "CREATE FUNCTION f(int) RETURNS json IMMUTABLE LANGUAGE sql AS 'SELECT NULL::json'; CREATE TABLE t (a int)"
    run(OWN_GONE, run(f"{DEFAULT} {made}; CREATE INDEX i ON t ({used})"), session)

    assert bool(session.notes) == said
