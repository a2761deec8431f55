"""Every statement, subcommand and kind of object of the grammar: modelled, or said not to be, with the reason."""

from __future__ import annotations

import pytest
from helpers import contents, get, notes, run
from pglast import ast
from pglast.enums import AlterTableType, ObjectType

from fixer.catalog.objects import External, Object
from fixer.ddl import address
from fixer.ddl.base import STATEMENTS, Ddl, Session
from fixer.ddl.rare.beyond import CLUSTER_WIDE, NOT_MODELLED
from fixer.ddl.routines import define
from fixer.ddl.session import DATA, NOTHING
from fixer.ddl.steps.kinds import KINDS
from fixer.ddl.tables.alter_other import INTERNAL, NOT_OF_TABLES
from fixer.ddl.tables.alter_table import SUBCOMMANDS
from fixer.ddl.tables.column import CHANGES
from fixer.sql import parse

# nodes that are called statements and that no text parses to at its top
PARTS = {
    "PLAssignStmt": "an assignment in PL/pgSQL",
    "RawStmt": "the frame around each statement",
    "ReplicaIdentityStmt": "a part of ALTER TABLE",
    "ReturnStmt": "the body of a function",
    "SetOperationStmt": "a part of SELECT after analysis",
}
KINDS_OF_STATEMENTS = sorted(name for name in dir(ast) if name.endswith("Stmt") and name not in PARTS)


@pytest.mark.parametrize("kind", KINDS_OF_STATEMENTS)
def test_every_statement_has_its_class(kind: str) -> None:
    cls = STATEMENTS[kind]
    silent = cls.effect is Ddl.effect

    assert not silent or kind in NOTHING or kind in ("RefreshMatViewStmt", "AlterCollationStmt")


def test_no_table_names_a_statement_that_there_is_not() -> None:
    named = {*DATA, *NOTHING, *CLUSTER_WIDE, *NOT_MODELLED}

    assert named <= set(KINDS_OF_STATEMENTS)
    assert named <= set(STATEMENTS)


CLUSTER = {
    "ALTER SYSTEM SET work_mem = '1MB'": "ALTER SYSTEM changes the server's configuration",
    "ALTER DATABASE d SET work_mem = '1MB'": "ALTER DATABASE … SET changes the settings of later sessions",
    "CREATE TABLESPACE s LOCATION '/x'": "CREATE TABLESPACE belongs to the server",
    "DROP DATABASE d": "DROP DATABASE removes another database",
}
NOT_FOLLOWED = {
    "IMPORT FOREIGN SCHEMA a FROM SERVER s INTO public": "only that server knows",
    "ALTER EXTENSION e ADD FUNCTION f(int)": "the object stays as it was here",
    "ALTER TYPE t SET (storage = plain)": "base types",
    "CREATE TRANSFORM FOR int LANGUAGE sql (FROM SQL WITH FUNCTION f(internal))": "functions in C",
    "CREATE TYPE t": "CREATE TYPE t is not modelled: a base type",
    "CREATE TEXT SEARCH PARSER p (start = a, gettoken = b, end = c, lextypes = d)": "needs functions in C",
    "CREATE TEXT SEARCH TEMPLATE p (lexize = a)": "needs functions in C",
    'CREATE RULE "_RETURN" AS ON SELECT TO t DO INSTEAD SELECT 1 AS a': "it makes a view of the table",
    "COMMENT ON LARGE OBJECT 5 IS 'x'": "COMMENT ON LARGEOBJECT is not followed",
    "COMMENT ON CONSTRAINT t_b_not_null ON t IS 'x'": "a comment on a NOT NULL is not followed",
    "GRANT SET ON PARAMETER work_mem TO joe": "not part of a schema",
    "SECURITY LABEL ON ROLE joe IS 'x'": "SECURITY LABEL ON ROLE is not followed",
    "DROP TRANSFORM FOR int LANGUAGE sql": "DROP TRANSFORM is not modelled",
    "ALTER TABLE ALL IN TABLESPACE a OWNED BY joe SET TABLESPACE b": "may have moved tables",
}


@pytest.mark.parametrize(("sql", "message"), (CLUSTER | NOT_FOLLOWED).items(), ids=CLUSTER | NOT_FOLLOWED)
def test_what_is_not_followed_is_said_changes_nothing_and_is_no_misfit(sql: str, message: str) -> None:
    table = "CREATE TABLE t (a int, b int NOT NULL)"
    session = Session()
    after = run(sql, run(table), session)

    assert message in "; ".join(session.notes)
    assert contents(after) == contents(run(table))
    assert session.misfits == []


def test_that_an_extension_gets_a_table_is_said_of_its_sequences_too() -> None:
    made = "CREATE TABLE t (a serial, b int GENERATED ALWAYS AS IDENTITY); CREATE TABLE u (a int)"
    (of_numbered,) = notes("ALTER EXTENSION e ADD TABLE t", made)
    (of_plain,) = notes("ALTER EXTENSION e ADD TABLE u", made)

    assert "stays as it was here, and so do public.t_b_seq, public.t_a_seq;" in of_numbered
    assert "stays as it was here;" in of_plain


# ALTER TABLE

ELSEWHERE = {
    "AT_ChangeOwner": "for every kind of relation",
    "AT_SetRelOptions": "for every kind of relation",
    "AT_ResetRelOptions": "for every kind of relation",
    "AT_EnableRule": "for tables and views",
    "AT_EnableAlwaysRule": "for tables and views",
    "AT_EnableReplicaRule": "for tables and views",
    "AT_DisableRule": "for tables and views",
}


@pytest.mark.parametrize("kind", [member.name for member in AlterTableType])
def test_every_subcommand_of_alter_table_is_handled_or_internal(kind: str) -> None:
    ways = [kind in table for table in (SUBCOMMANDS, CHANGES, ELSEWHERE, INTERNAL)]

    assert sum(ways) == 1, kind


def test_what_is_refused_is_a_subcommand() -> None:
    assert set(NOT_OF_TABLES) <= {member.name for member in AlterTableType}


SETUP = "CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t; CREATE INDEX i ON t ((a + 1)); CREATE SEQUENCE q"
MISPLACED = {
    "ALTER TABLE t OPTIONS (ADD a 'b')": "foreign tables",
    "ALTER INDEX i ALTER COLUMN 1 SET STATISTICS 5": None,
    "ALTER VIEW v ENABLE ROW LEVEL SECURITY": "public.v may differ",
    "ALTER INDEX i RESET (fillfactor)": None,
    "ALTER SEQUENCE q SET LOGGED": None,
}


@pytest.mark.parametrize(("sql", "message"), MISPLACED.items(), ids=MISPLACED)
def test_a_subcommand_of_what_is_no_table_is_done_or_refused(sql: str, message: str | None) -> None:
    try:
        said = "; ".join(notes(sql, SETUP))
    except parse.SqlSyntaxError:  # the grammar refuses it already
        return

    assert (message in said) if message else not said


def test_a_bound_that_detach_concurrently_leaves_behind_is_a_check_or_said() -> None:
    one = "CREATE TABLE p (a int, b int) PARTITION BY RANGE (a); CREATE TABLE q PARTITION OF p FOR VALUES FROM (1) TO (9)"
    two = one.replace("RANGE (a)", "RANGE (a, b)").replace("(1) TO (9)", "(1, 2) TO (9, 10)")
    detach = "ALTER TABLE p DETACH PARTITION q CONCURRENTLY"
    check = get(run(f"{one}; {detach}"), "constraint", "q_a_check", table="q")

    assert check.expression == "a IS NOT NULL AND a >= 1 AND a < 9"
    assert notes(detach, one) == []
    assert "keeps its bound as a CHECK that is not modelled" in notes(detach, two)[0]


EXPRESSIONS = {"DISTINCT x", "x INTO y", "x FOR UPDATE", "x; y", "x FROM t", "x AS y"}


@pytest.mark.parametrize("text", sorted(EXPRESSIONS))
def test_what_is_more_than_an_expression_is_none(text: str) -> None:
    with pytest.raises(parse.SqlSyntaxError):
        parse.expression(text)


# objects

NO_OBJECTS = {
    "OBJECT_AMOP": "a part of an operator family",
    "OBJECT_AMPROC": "a part of an operator family",
    "OBJECT_ATTRIBUTE": "a part of a composite type",
    "OBJECT_COLUMN": "a part of a table",
    "OBJECT_DATABASE": "what all of it is in",
    "OBJECT_DEFAULT": "a part of a column",
    "OBJECT_DEFACL": "changed by ALTER DEFAULT PRIVILEGES alone",
    "OBJECT_DOMCONSTRAINT": "a part of a domain",
    "OBJECT_LARGEOBJECT": "data",
    "OBJECT_PARAMETER_ACL": "the server's",
    "OBJECT_PUBLICATION_NAMESPACE": "a part of a publication",
    "OBJECT_PUBLICATION_REL": "a part of a publication",
    "OBJECT_ROLE": "the server's",
    "OBJECT_TABLESPACE": "the server's",
    "OBJECT_TRANSFORM": NOT_MODELLED["CreateTransformStmt"],
    "OBJECT_TSPARSER": define.NOT_MODELLED["OBJECT_TSPARSER"],
    "OBJECT_TSTEMPLATE": define.NOT_MODELLED["OBJECT_TSTEMPLATE"],
    "OBJECT_USER_MAPPING": "addressed by its role and server",
}


@pytest.mark.parametrize("kind", [member.name for member in ObjectType])
def test_every_kind_of_object_can_be_addressed_or_is_none(kind: str) -> None:
    assert (kind in address.MODELLED) != (kind in NO_OBJECTS)


def _classes(cls: type[Object]) -> list[type[Object]]:
    return [found for sub in cls.__subclasses__() for found in (sub, *_classes(sub))]


def test_every_class_of_objects_has_its_way_from_state_to_state() -> None:
    named = {cls.__name__ for cls in _classes(Object)}  # a class with slots is made twice

    assert named - {External.__name__} == {cls.__name__ for cls in KINDS}
