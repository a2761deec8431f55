"""What stays, with less, where DROP … CASCADE takes away what a part of it needs. tests/fidelity asks PostgreSQL the same."""

from __future__ import annotations

import pytest
from helpers import assert_comes_back, assert_leaves, run

from fixer.ddl.base import Session

FUNCTION = "CREATE FUNCTION w(n int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT n';"
BESIDE = "CREATE FUNCTION z(n int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT n';"
TYPE = "CREATE TYPE en AS ENUM ('a');"
DOMAIN = "CREATE DOMAIN dd AS int;"
COLLATION = 'CREATE COLLATION cc FROM "C";'
OPERATOR = """CREATE FUNCTION eq(point, point) RETURNS bool IMMUTABLE LANGUAGE sql AS 'SELECT true';
CREATE OPERATOR =# (LEFTARG = point, RIGHTARG = point, FUNCTION = eq);"""
NO_OPERATOR = OPERATOR.split("\n", maxsplit=1)[0]
COMPUTED = "int GENERATED ALWAYS AS"

CASES = {
    "a column computed with a function": (
        f"{FUNCTION} CREATE TABLE t (a int, g {COMPUTED} (w(a)) STORED, b int)",
        "DROP FUNCTION w CASCADE",
        "CREATE TABLE t (a int, b int)",
    ),
    "the default alone": (
        f"{FUNCTION} CREATE TABLE t (a int DEFAULT w(1), b int)",
        "DROP FUNCTION w CASCADE",
        "CREATE TABLE t (a int, b int)",
    ),
    "a default of a type": (
        f"{TYPE} CREATE TABLE t (a text DEFAULT 'a'::en, b int)",
        "DROP TYPE en CASCADE",
        "CREATE TABLE t (a text, b int)",
    ),
    "with what uses the column": (
        f"{FUNCTION} CREATE TABLE t (a int, g {COMPUTED} (w(a)) STORED, CHECK (g > 0), UNIQUE (g));"
        " CREATE INDEX i ON t (a) WHERE g > 1; CREATE INDEX j ON t (a); CREATE VIEW v AS SELECT g FROM t;"
        " GRANT SELECT (g) ON t TO pg_monitor; CREATE TABLE r (g int REFERENCES t (g))",
        "DROP FUNCTION w CASCADE",
        "CREATE TABLE t (a int); CREATE INDEX j ON t (a); CREATE TABLE r (g int)",
    ),
    "below, too": (
        f"{FUNCTION} CREATE TABLE t (a int, g {COMPUTED} (w(a)) STORED); CREATE TABLE heir () INHERITS (t)",
        "DROP FUNCTION w CASCADE",
        "CREATE TABLE t (a int); CREATE TABLE heir () INHERITS (t)",
    ),
    "the function of another column": (
        f"{FUNCTION} {BESIDE} CREATE TABLE t (a int, g {COMPUTED} (z(a)) STORED)",
        "DROP FUNCTION w CASCADE",
        f"{BESIDE} CREATE TABLE t (a int, g {COMPUTED} (z(a)) STORED)",
    ),
    "a domain in the expression": (
        f"{DOMAIN} CREATE TABLE t (a int, g {COMPUTED} (a::dd) STORED)",
        "DROP DOMAIN dd CASCADE",
        "CREATE TABLE t (a int)",
    ),
    "a type in the expression": (
        f"{TYPE} CREATE TABLE t (a int, g bool GENERATED ALWAYS AS ('a'::en IS NOT NULL) STORED)",
        "DROP TYPE en CASCADE",
        "CREATE TABLE t (a int)",
    ),
    "a column of the type that another is computed from": (
        f"{TYPE} CREATE TABLE t (a int, e en, g bool GENERATED ALWAYS AS (e IS NOT NULL) STORED)",
        "DROP TYPE en CASCADE",
        "CREATE TABLE t (a int)",
    ),
    "a collation in the expression": (
        f"{COLLATION} CREATE TABLE t (a text, g bool GENERATED ALWAYS AS (a > 'x' COLLATE cc) STORED, c text COLLATE cc)",
        "DROP COLLATION cc CASCADE",
        "CREATE TABLE t (a text)",
    ),
    "an operator": (
        f"{OPERATOR} CREATE TABLE t (a point, g bool GENERATED ALWAYS AS (a =# a) STORED)",
        "DROP OPERATOR =# (point, point) CASCADE",
        f"{NO_OPERATOR} CREATE TABLE t (a point)",
    ),
    "a schema": (
        f"CREATE SCHEMA s; CREATE DOMAIN s.dd AS int; CREATE TABLE t (a int, g {COMPUTED} (a::s.dd + 1) STORED)",
        "DROP SCHEMA s CASCADE",
        "CREATE TABLE t (a int)",
    ),
    "a key by an expression": (
        f"{FUNCTION} CREATE TABLE p (a int) PARTITION BY LIST (w(a)); CREATE TABLE q PARTITION OF p FOR VALUES IN (1)",
        "DROP FUNCTION w CASCADE",
        "",
    ),
    "another key": (
        f"{FUNCTION} CREATE TABLE p (a int, b int DEFAULT w(1)) PARTITION BY LIST (a)",
        "DROP FUNCTION w CASCADE",
        "CREATE TABLE p (a int, b int) PARTITION BY LIST (a)",
    ),
    "an attribute": (
        f"{TYPE} CREATE TYPE ct AS (b int, a en, z en[]); CREATE TABLE t (c ct); CREATE VIEW v AS SELECT c FROM t",
        "DROP TYPE en CASCADE",
        "CREATE TYPE ct AS (b int); CREATE TABLE t (c ct); CREATE VIEW v AS SELECT c FROM t",
    ),
    "an attribute of a row type": (
        "CREATE TABLE en (x int); CREATE TYPE ct AS (b int, a en); CREATE TABLE t (c ct, d en)",
        "DROP TABLE en CASCADE",
        "CREATE TYPE ct AS (b int); CREATE TABLE t (c ct)",
    ),
    "an attribute of a table's type": (
        f"{TYPE} CREATE TYPE ct AS (b int, a en); CREATE TABLE t OF ct",
        "DROP TYPE en CASCADE",
        "CREATE TYPE ct AS (b int); CREATE TABLE t OF ct",
    ),
    "an attribute's collation": (
        f"{COLLATION} CREATE TYPE ct AS (a text COLLATE cc, b int)",
        "DROP COLLATION cc CASCADE",
        "CREATE TYPE ct AS (b int)",
    ),
    "a composite type with its schema": (
        "CREATE SCHEMA s; CREATE TYPE s.ct AS (a int); CREATE TABLE t (a s.ct, b int)",
        "DROP SCHEMA s CASCADE",
        "CREATE TABLE t (b int)",
    ),
    "a domain by its default": (
        f"{FUNCTION} CREATE DOMAIN dd AS int DEFAULT w(1) CHECK (VALUE > 0); CREATE DOMAIN above AS dd;"
        " CREATE TABLE t (a dd, b int, c above)",
        "DROP FUNCTION w CASCADE",
        "CREATE TABLE t (b int)",
    ),
    "a check of a domain": (
        f"{FUNCTION} CREATE DOMAIN dd AS int DEFAULT 1 CHECK (w(VALUE) > 0) CONSTRAINT more CHECK (VALUE > 0);"
        " CREATE TABLE t (a dd)",
        "DROP FUNCTION w CASCADE",
        "CREATE DOMAIN dd AS int DEFAULT 1 CONSTRAINT more CHECK (VALUE > 0); CREATE TABLE t (a dd)",
    ),
    "a domain of a type": (
        f"{TYPE} CREATE DOMAIN dd AS en CHECK (VALUE = 'a'::en); CREATE TABLE t (a dd, b int)",
        "DROP TYPE en CASCADE",
        "CREATE TABLE t (b int)",
    ),
}


@pytest.mark.parametrize(("made", "gone", "left"), CASES.values(), ids=CASES.keys())
def test_what_goes_takes_what_needs_it_along(made: str, gone: str, left: str) -> None:
    assert_leaves(made, gone, left)


@pytest.mark.parametrize(("made", "gone"), [case[:2] for case in CASES.values()], ids=CASES.keys())
def test_it_comes_back(made: str, gone: str) -> None:
    assert_comes_back(made, gone)


@pytest.mark.parametrize(("used", "said"), [("(c).a", True), ("(c).*", True), ("(c).b", False)])
def test_what_may_use_an_attribute_is_said(used: str, said: bool) -> None:
    session = Session()
    made = f"{TYPE} CREATE TYPE ct AS (a en, b int); CREATE TABLE t (c ct); CREATE VIEW v AS SELECT {used} FROM t"
    run("DROP TYPE en CASCADE", run(made), session)

    assert bool(session.notes) == said


@pytest.mark.parametrize("made", [case[0] for name, case in CASES.items() if name.startswith("an attribute")])
def test_without_cascade_it_is_refused(made: str) -> None:
    session = Session()
    gone = "TABLE en" if "TABLE en" in made else "COLLATION cc" if "cc" in made else "TYPE en"
    run(f"DROP {gone}", run(made), session)

    assert session.misfits
