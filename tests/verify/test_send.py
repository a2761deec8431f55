"""Files go to the server as their tools send them, and an SQL error names its place."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from postgres import Postgres

from fixer.model import FixerError
from fixer.verify import locks, send
from fixer.verify.connection import Connection, connect
from fixer.verify.database import Schema, scratch_database
from fixer.verify.elsewhere import elsewhere
from fixer.verify.script import Script, Way
from fixer.verify.send import Sender, SqlError
from fixer.verify.server import Server

EMPTY = Schema((), "plain", (), one_transaction=False, source="nothing")
CONCURRENT = "CREATE TABLE t (a int);\nCREATE INDEX CONCURRENTLY i ON t (a);"
BROKEN = "CREATE TABLE t (a int);\n\n-- wrong\nCREATE INDEX i ON t (b);\nCREATE TABLE u (a int);"
TABLES = "SELECT coalesce(string_agg(relname, ' ' ORDER BY relname), '') FROM pg_class WHERE oid >= 16384 AND relkind = 'r'"


@pytest.fixture
def url(server: Postgres) -> Iterator[str]:
    with server.database() as made:
        yield made


@pytest.fixture
def connection(url: str) -> Iterator[Connection]:
    with connect(url) as made:
        yield made


def left(connection: Connection) -> str:
    return str(connection.execute(TABLES).fetchone()[0])


@pytest.mark.parametrize("measure", [False, True])
@pytest.mark.parametrize(
    ("way", "there"),
    [(Way.QUERY, ""), (Way.WRAPPED, ""), (Way.TRANSACTION, ""), (Way.PIPELINE, ""), (Way.EACH, "t")],
)
def test_what_an_error_leaves_is_what_the_way_leaves(way, there, measure, connection):
    with pytest.raises(SqlError) as caught:
        Sender(connection, measure=measure).send(Script("m.sql", BROKEN, way))

    failure = caught.value.failure
    assert (str(failure.location), failure.sqlstate) == ("m.sql:4:1", "42703")
    assert failure.statement == "CREATE INDEX i ON t (b)"
    assert left(connection) == there
    assert connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE


@pytest.mark.parametrize("way", [Way.QUERY, Way.EACH])
def test_a_transaction_that_a_file_leaves_open_is_said_to_be_rolled_back(way, connection):
    begun, ended = Sender(connection), Sender(connection)
    said = begun.send(Script("m.sql", "SELECT 1;\nbegin;\nCREATE TABLE t ();", way))
    assert str(said) == "m.sql:2:1: BEGIN without COMMIT: nothing of it stays"
    assert (begun.unended, begun.left_out) == ([said], [])
    assert left(connection) == ""

    assert ended.send(Script("m.sql", "BEGIN;\nCREATE TABLE t ();\nCOMMIT;", way)) is None
    assert not ended.unended
    assert left(connection) == "t"


PLACES = {  # what is wrong -> where
    "CREATE TABLE t (\n    a int,\n    ä text, b intt\n);": "3:15",
    "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$\nBEGIN\n  RETURN 1;\n  RETUR 2;\nEND $$;": "4:3",
    "DO $$\nBEGIN\n  CREAT TABLE t ();\nEND $$;": "3:3",
    "DO LANGUAGE plpgsql $x$ BEGIN\n  PERFORM 1;\r\n\n  INSERT INTO nowhere VALUES (1);\nEND $x$;": "4:3",
    "DO $$\nBEGIN\n  EXECUTE 'SELECT FROM nowhere';\nEND $$;": "3:3",
    "DO 'BEGIN\n  RAISE EXCEPTION ''no'';\nEND';": "2:3",
    "SELECT 1\n  / 0;": "1:1",  # PostgreSQL does not say
}


@pytest.mark.parametrize("measure", [False, True])
@pytest.mark.parametrize("way", [Way.QUERY, Way.EACH])
@pytest.mark.parametrize("sql", PLACES)
def test_an_error_is_where_postgresql_says(sql, way, measure, connection):
    before = "-- ü\nCREATE TABLE before ();\nSELECT 'ö';\n"
    with pytest.raises(SqlError) as caught:
        Sender(connection, measure=measure).send(Script("m.sql", before + sql, way))

    line, _, column = PLACES[sql].partition(":")
    assert str(caught.value.failure.location) == f"m.sql:{int(line) + 3}:{column}"
    assert caught.value.failure.line == sql.split("\n")[int(line) - 1].strip()


def test_what_psql_would_run_besides_is_noted(connection):
    sender = Sender(connection)

    sender.send(Script("m.sql", "\\set x 1\nCREATE TABLE t ();\n\\ir more.sql\n", Way.EACH))

    assert sender.left_out == [("m.sql:3:1", "psql's \\ir is not followed", "")]
    assert left(connection) == "t"


BY_TOOL = [
    (Way.QUERY, False),
    (Way.WRAPPED, False),
    (Way.TRANSACTION, False),
    (Way.PIPELINE, False),
    (Way.EACH, True),
]


@pytest.mark.parametrize(("way", "by_tool"), BY_TOOL)
@pytest.mark.parametrize("line", ["\\set x 1", "\\echo hello", "\\restrict abc", "\\i more.sql"])
def test_a_line_of_psql_s_fails_where_a_tool_sends_it_to_the_server(line, way, by_tool, connection):
    text = f"CREATE TABLE t (a int);\n{line}\nALTER TABLE t ADD b int;"

    with pytest.raises(SqlError) as caught:
        Sender(connection).send(Script("m.sql", text, way, by_tool))

    failure = caught.value.failure
    assert (str(failure.location), failure.sqlstate, failure.line) == ("m.sql:2:1", "42601", line)
    assert left(connection) == ""
    with pytest.raises(psycopg.errors.SyntaxError, match=r'syntax error at or near "\\"'):
        connection.execute(f"SELECT 1;\n{line}\nSELECT 1".encode())


@pytest.mark.parametrize("way", [Way.QUERY, Way.TRANSACTION])
def test_what_only_looks_like_a_line_of_psql_s_is_sent(way, connection):
    text = "CREATE TABLE t (a text);\n/*\n\\set x 1\n*/\nINSERT INTO t VALUES ('\n\\echo');"

    Sender(connection).send(Script("m.sql", text, way))

    assert connection.execute("SELECT a FROM t").fetchall() == [("\n\\echo",)]


@pytest.mark.parametrize("measure", [False, True])
@pytest.mark.parametrize("way", [Way.QUERY, Way.EACH])
def test_a_statement_with_which_the_connection_ends_is_named(way, measure, server: Postgres):
    given = Server(server.url.format("postgres"), 0)
    script = Script("m.sql", "CREATE TABLE t ();\nSELECT pg_terminate_backend(pg_backend_pid());", way)

    with pytest.raises(FixerError) as caught, scratch_database(given, EMPTY, ()) as made:
        made.sender.measure = measure
        made.sender.send(script)

    assert str(caught.value).startswith(
        "m.sql:2:1: the connection to the scratch server was lost: terminating"
    )


@pytest.mark.parametrize("measure", [False, True])
@pytest.mark.parametrize(
    ("way", "sqlstate"),
    [
        (Way.QUERY, "25001"),
        (Way.WRAPPED, "25001"),
        (Way.TRANSACTION, "25001"),
        (Way.PIPELINE, ""),
        (Way.EACH, ""),
    ],
)
def test_a_concurrent_build_beside_another_statement_fails_where_it_does_with_the_tool(
    way, sqlstate, measure, url, connection
):
    with connect(url) as second:
        sender = Sender(connection, second, measure=measure)
        if sqlstate:
            with pytest.raises(SqlError) as caught:
                sender.send(Script("m.sql", CONCURRENT, way))
            assert caught.value.failure.sqlstate == sqlstate
        else:
            sender.send(Script("m.sql", CONCURRENT, way))
            assert left(connection) == "t"


def test_all_files_of_one_transaction_are_taken_back_together(connection):
    sender = Sender(connection)

    with pytest.raises(SqlError), sender.one_transaction():
        sender.send(Script("1.sql", "CREATE TABLE first (a int)", Way.TRANSACTION))
        sender.send(Script("2.sql", BROKEN, Way.TRANSACTION))

    assert left(connection) == ""


@pytest.mark.parametrize("copy", ["COPY t (a, b) FROM stdin", "copy t (a, b)\n  from STDIN"])
def test_a_dump_with_data_and_psql_s_own_lines_is_run(connection, copy):
    text = f"\\restrict x\nCREATE TABLE t (a int, b text);\n{copy};\n1\tone; -- é\n2\t\\N\n\\.\n\nALTER TABLE t ADD PRIMARY KEY (a);\n"

    Sender(connection).send(Script("dump.sql", text, Way.EACH))

    assert connection.execute("SELECT * FROM t ORDER BY a").fetchall() == [(1, "one; -- é"), (2, None)]


@pytest.mark.parametrize("way", [Way.QUERY, Way.WRAPPED])
@pytest.mark.parametrize("copy", ["COPY t FROM stdin;\n1\n\\.\n", "COPY t TO stdout;"])
def test_data_that_no_query_can_carry_is_refused_at_its_place_and_the_connection_is_as_before(
    connection, way, copy
):
    with pytest.raises(SqlError) as refused:
        Sender(connection).send(Script("m.sql", f"CREATE TABLE t (a int);\n{copy}", way))

    assert str(refused.value.failure.location) == "m.sql:2:1"
    assert left(connection) == ""


def test_what_a_script_copies_out_is_nothing_to_us(connection):
    Sender(connection).send(
        Script("m.sql", "CREATE TABLE t (a int); COPY t TO stdout; CREATE TABLE u (a int)", Way.EACH)
    )

    assert left(connection) == "t u"


def test_an_extension_that_the_server_lacks_is_left_out_and_noted(connection):
    text = "CREATE EXTENSION IF NOT EXISTS nowhere;\nCOMMENT ON EXTENSION nowhere IS 'x';\nCREATE TABLE t (a int);"
    sender = Sender(connection, missing={"nowhere"})

    sender.send(Script("m.sql", text, Way.QUERY))

    assert [(one.extension, one.place) for one in sender.left_out] == [("nowhere", "m.sql:1:1")]
    assert left(connection) == "t"


@pytest.mark.parametrize("set_", ["SET transaction_timeout = 0", "set session Transaction_Timeout to 0"])
def test_a_limit_that_newer_dumps_set_is_left_out_where_the_server_knows_none(connection, set_):
    older = connection.info.server_version < 170000
    sender = Sender(connection)

    sender.send(Script("dump.sql", f"{set_};\nCREATE TABLE t (a int);", Way.EACH))

    assert [one.place for one in sender.left_out] == (["dump.sql:1:1"] if older else [])
    assert left(connection) == "t"


def test_what_an_extension_has_is_nothing_that_somebody_waits_for(connection):
    connection.execute("CREATE TABLE a (a int); CREATE TABLE b (a int); ALTER EXTENSION plpgsql ADD TABLE a")

    assert [name for name, _filenode in locks.relations(connection).values()] == ["public.b"]


JOE, OF_JOE = {"joe", "postgres"}, "the role joe, which the server has"
OF_ROLES = {  # the same of a server that has the roles joe and postgres
    "CREATE ROLE joe": (OF_JOE, OF_JOE),
    "CREATE ROLE ann": ("", ""),
    "ALTER ROLE joe PASSWORD 'x'": ("", OF_JOE),
    "ALTER USER joe SET work_mem TO '5MB'": ("", OF_JOE),
    "ALTER ROLE ann LOGIN": ("", ""),
    "ALTER ROLE joe RENAME TO jim": ("", OF_JOE),
    "COMMENT ON ROLE joe IS 'x'": ("", OF_JOE),
    "DROP ROLE IF EXISTS ann, joe": ("", OF_JOE),
    "DROP OWNED BY joe": ("", OF_JOE),
    "REASSIGN OWNED BY joe TO ann": ("", OF_JOE),
    "GRANT joe TO postgres": ("", OF_JOE),
    "REVOKE joe FROM CURRENT_USER": ("", OF_JOE),
    "GRANT joe TO ann": ("", ""),
    "GRANT ann TO joe": ("", ""),
    "GRANT SELECT ON t TO joe": ("", ""),
    "ALTER TABLE t OWNER TO joe": ("", ""),
}


@pytest.mark.parametrize(("sql", "about"), OF_ROLES.items(), ids=OF_ROLES)
def test_what_is_about_a_role_that_others_use_is_told(sql, about):
    (piece,) = Script("m.sql", sql, Way.QUERY).pieces

    assert (elsewhere(*piece.parsed, "here", JOE), elsewhere(*piece.parsed, None, JOE)) == about


def test_a_role_that_a_server_has_is_not_taken_for_one_of_fixer_s_own(connection):
    ((user, known),) = connection.execute(
        "SELECT rolname, shobj_description(oid, 'pg_authid') FROM pg_roles WHERE rolname = current_user"
    )
    sender = Sender(connection, there=[user])

    sender.send(Script("m.sql", f"CREATE ROLE {user}; DROP ROLE {user};", Way.QUERY))

    assert [one.why for one in sender.left_out] == [f"it is about the role {user}, which the server has"] * 2
    assert connection.execute(
        "SELECT shobj_description(oid, 'pg_authid') FROM pg_roles WHERE rolname = %s", (user,)
    ).fetchall() == [(known,)]


HERE, THERE = "the database here", "the database there"
ELSEWHERE = {  # a statement -> what it is about besides, where the database here goes with its server, and where it does not
    "ALTER DATABASE here SET a.b TO 1": ("", HERE),
    "ALTER DATABASE there SET a.b TO 1": (THERE, THERE),
    "ALTER DATABASE there RENAME TO other": (THERE, THERE),
    "ALTER DATABASE there OWNER TO joe": (THERE, THERE),
    "COMMENT ON DATABASE here IS 'x'": ("", HERE),
    "GRANT CONNECT ON DATABASE here TO joe": ("", HERE),
    "REVOKE ALL ON DATABASE here, there FROM PUBLIC": ("the database here, there",) * 2,
    "ALTER ROLE joe IN DATABASE there SET a.b TO 1": (THERE, THERE),
    "ALTER ROLE joe SET a.b TO 1": ("", ""),
    "CREATE DATABASE there": ("", "the whole server"),
    "DROP DATABASE IF EXISTS there": ("", "the whole server"),
    "ALTER SYSTEM SET work_mem TO '5MB'": ("", "the whole server"),
    "ALTER TABLESPACE there RENAME TO other": ("", "the whole server"),
    "CREATE SUBSCRIPTION s CONNECTION 'host=prod' PUBLICATION p": ("another server",) * 2,
    "ALTER SUBSCRIPTION s RENAME TO t": ("another server",) * 2,
    "DROP SUBSCRIPTION s": ("another server",) * 2,
    "COMMENT ON TABLE database IS 'tablespace'": ("", ""),
    "GRANT SELECT ON database TO system": ("", ""),
}


@pytest.mark.parametrize(("sql", "about"), ELSEWHERE.items(), ids=ELSEWHERE)
def test_what_is_about_more_than_the_database_is_told(sql, about):
    (piece,) = Script("m.sql", sql, Way.QUERY).pieces

    assert (elsewhere(*piece.parsed, "here"), elsewhere(*piece.parsed, None)) == about


def test_what_is_about_more_than_the_database_is_left_out_and_noted(connection):
    text = "CREATE TABLE t (a int);\nCREATE SUBSCRIPTION s CONNECTION 'host=127.0.0.1 port=1' PUBLICATION p;"
    sender = Sender(connection)

    sender.send(Script("m.sql", text, Way.QUERY))

    assert sender.left_out == [("m.sql:2:1", "it is about another server", "")]
    assert left(connection) == "t"


MEASURED = (  # setup, statement, the locks that it takes
    ("", "CREATE INDEX CONCURRENTLY i ON t (a)", {"public.t": "ShareUpdateExclusiveLock"}),
    ("", "CREATE INDEX CONCURRENTLY i ON T (a)", {"public.t": "ShareUpdateExclusiveLock"}),
    (
        'CREATE TABLE "an ""odd%s" (a int)',
        'CREATE INDEX CONCURRENTLY i ON "an ""odd%s" (a)',
        {'public."an ""odd%s"': "ShareUpdateExclusiveLock"},
    ),
    ("CREATE INDEX i ON t (a)", "DROP INDEX CONCURRENTLY i", {"public.t": "ShareUpdateExclusiveLock"}),
    ("", "CREATE INDEX i ON t (a)", {"public.t": "ShareLock"}),
    ("", "ALTER TABLE t ADD b int", {"public.t": "AccessExclusiveLock"}),
    ("", "VACUUM t", {"public.t": "ShareUpdateExclusiveLock"}),
    ("", "VACUUM ANALYZE t", {"public.t": "ShareUpdateExclusiveLock"}),
    ("", "VACUUM FULL t", {"public.t": "AccessExclusiveLock"}),
    ("CREATE INDEX i ON t (a)", "REINDEX INDEX CONCURRENTLY i", {"public.t": "ShareUpdateExclusiveLock"}),
    ("", "DROP INDEX CONCURRENTLY IF EXISTS nothing", {}),
    ("", "SELECT 1", {}),
)


@pytest.mark.parametrize(("setup", "sql", "held"), MEASURED, ids=[case[1] for case in MEASURED])
def test_the_locks_of_a_statement_are_seen_inside_and_outside_of_a_transaction(
    setup, sql, held, url, connection
):
    connection.execute("CREATE TABLE t (a int); CREATE TABLE other (a int)")
    connection.execute(setup)
    with connect(url) as second:
        sender = Sender(connection, second, measure=True)

        sender.send(Script("m.sql", sql, Way.QUERY))

    (taken,) = sender.taken
    assert (taken.held, taken.measured) == (held, True)


SEEN_IN_PART = (  # setup, a statement that takes locks which nobody is sure to see
    ("", "VACUUM"),
    ("", "VACUUM t, other"),
    ("", "VACUUM (SKIP_LOCKED) t"),
    ("CREATE TABLE heir () INHERITS (t)", "VACUUM t"),
    ("", "CLUSTER"),
    ("CREATE INDEX i ON t (a)", "CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a)"),
    ("CREATE INDEX i ON t (a)", "REINDEX SCHEMA CONCURRENTLY public"),
    (
        "CREATE TABLE p (a int) PARTITION BY RANGE (a); CREATE TABLE q PARTITION OF p FOR VALUES FROM (1) TO (2)",
        "ALTER TABLE p DETACH PARTITION q CONCURRENTLY",
    ),
)


@pytest.mark.parametrize(("setup", "sql"), SEEN_IN_PART, ids=[case[1] for case in SEEN_IN_PART])
def test_what_may_have_taken_locks_that_were_not_seen_is_not_said_to_be_measured(setup, sql, url, connection):
    connection.execute("CREATE TABLE t (a int); CREATE TABLE other (a int)")
    connection.execute(setup)
    with connect(url) as second:
        sender = Sender(connection, second, measure=True)

        sender.send(Script("m.sql", sql, Way.QUERY))

    (taken,) = sender.taken
    assert not taken.measured


@pytest.mark.parametrize("way", list(Way))
def test_locks_are_told_statement_by_statement_however_the_file_is_sent(way, connection):
    connection.execute("CREATE TABLE t (a int); CREATE TABLE u (a int)")
    sender = Sender(connection, measure=True)

    sender.send(
        Script("m.sql", "CREATE INDEX i ON t (a);\nALTER TABLE u RENAME TO v; ALTER TABLE v ADD b int", way)
    )

    assert sender.taken[0].held["public.t"] == "ShareLock"
    assert [taken.sql for taken in sender.taken] == [
        "CREATE INDEX i ON t (a)", "ALTER TABLE u RENAME TO v", "ALTER TABLE v ADD b int",
    ]  # fmt: skip
    assert sender.taken[1].held["public.u"] == sender.taken[2].held["public.v"] == "AccessExclusiveLock"


REWRITES = (
    ("ALTER TABLE t ALTER a TYPE bigint", ("public.t",)),
    ("ALTER TABLE t ADD b int DEFAULT 1", ()),
    ("TRUNCATE t", ()),
    ("VACUUM FULL t", ("public.t",)),
    ("VACUUM t", ()),
)


@pytest.mark.parametrize(("sql", "rewritten"), REWRITES, ids=[case[0] for case in REWRITES])
def test_a_table_that_is_written_anew_is_seen(sql, rewritten, connection):
    connection.execute("CREATE TABLE t (a int)")
    sender = Sender(connection, measure=True)

    sender.send(Script("m.sql", sql, Way.QUERY))

    assert [taken.rewritten for taken in sender.taken] == [rewritten]


def test_one_look_is_for_all_inserts_that_follow_each_other(connection):
    connection.execute("CREATE TABLE t (a int)")
    sender = Sender(connection, measure=True)
    rows = "INSERT INTO t VALUES (1);\ninsert into t values (2);\nALTER TABLE t ADD b int;\nINSERT INTO t VALUES (3)"

    sender.send(Script("m.sql", rows, Way.QUERY))

    assert [(str(taken.location), taken.held) for taken in sender.taken] == [
        ("m.sql:2:1", {}),
        ("m.sql:3:1", {"public.t": "AccessExclusiveLock"}),
        ("m.sql:4:1", {"public.t": "AccessExclusiveLock"}),
    ]
    assert connection.execute("SELECT count(*) FROM t").fetchone() == (3,)


def test_what_a_file_makes_itself_is_not_read_again_after_each_of_its_statements(monkeypatch, connection):
    connection.execute("CREATE TABLE t (id int PRIMARY KEY)")
    sender, looks = Sender(connection, measure=True), []
    rows_of = send._rows
    monkeypatch.setattr(send, "_rows", lambda result: looks.append(rows_of(result)) or looks[-1])
    tables = "".join(f"CREATE TABLE t{n} (id int REFERENCES t);\n" for n in range(20))

    sender.send(Script("m.sql", tables, Way.QUERY))

    assert [len(rows) for rows in looks] == [2] * 20, "the transaction, and the table that was there"
    assert {tuple(taken.held.items()) for taken in sender.taken} == {(("public.t", "ShareRowExclusiveLock"),)}


def test_where_nothing_was_there_nothing_is_looked_for(connection):
    sender = Sender(connection, measure=True)

    sender.send(Script("m.sql", "CREATE TABLE t (a int); ALTER TABLE t ADD b int", Way.QUERY))

    assert sender.taken == []


PROGRAMS = {  # one statement that runs others -> the locks that it takes, and the tables that it writes anew
    "DO $$ BEGIN EXECUTE 'CREATE INDEX i ON t (a)'; END $$": ({"public.t": "ShareLock"}, ()),
    "DO $$ BEGIN ALTER TABLE t ADD b int; END $$": ({"public.t": "AccessExclusiveLock"}, ()),
    "DO $$ BEGIN ALTER TABLE t ADD b float DEFAULT random(); END $$": (
        {"public.t": "AccessExclusiveLock"},
        ("public.t",),
    ),
    "DO $$ BEGIN LOCK t IN ACCESS EXCLUSIVE MODE; END $$": ({"public.t": "AccessExclusiveLock"}, ()),
    "CALL p()": ({"public.t": "ShareLock"}, ()),
    "DO $$ BEGIN PERFORM 1; END $$": ({}, ()),
}
SETUP = """CREATE TABLE t (a int); CREATE TABLE other (a int); INSERT INTO t VALUES (1);
CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN LOCK t IN SHARE MODE; END $$"""


@pytest.mark.parametrize("way", list(Way))
@pytest.mark.parametrize(("sql", "did"), PROGRAMS.items(), ids=PROGRAMS)
def test_a_program_that_is_all_of_a_file_is_measured_like_any_statement(sql, did, way, url, connection):
    connection.execute(SETUP)
    with connect(url) as second:
        sender = Sender(connection, second, measure=True)

        sender.send(Script("m.sql", sql, way))

    (taken,) = sender.taken
    assert (taken.held, taken.rewritten, taken.measured) == (*did, True)


COMMITS = "DO $$ BEGIN UPDATE t SET a = 2; COMMIT; ALTER TABLE t ADD b float DEFAULT random(); {} END $$"


@pytest.mark.parametrize("more", ["", "LOCK t IN SHARE MODE NOWAIT;"])
@pytest.mark.parametrize("way", [Way.QUERY, Way.EACH])
def test_a_program_that_commits_runs_as_with_the_tool_and_is_not_said_to_be_measured(
    more, way, url, connection
):
    connection.execute(SETUP)
    with connect(url) as second:
        sender = Sender(connection, second, measure=True)

        sender.send(Script("m.sql", COMMITS.format(more), way))

    (taken,) = sender.taken
    assert (taken.rewritten, taken.measured) == (("public.t",), False)
    assert more or taken.held == {"public.t": "AccessExclusiveLock"}, "it has met the writer"
    assert connection.execute("SELECT a, b IS NOT NULL FROM t").fetchall() == [(2, True)]


def test_of_a_program_that_was_not_measured_none_is_not_what_is_told(url, connection):
    connection.execute(SETUP)
    with connect(url) as second:
        sender = Sender(connection, second, measure=True)

        sender.send(Script("m.sql", "DO $$ BEGIN COMMIT; END $$", Way.QUERY))

    (lock,) = locks.compare(sender.taken, ())
    assert (lock.relation, lock.taken, lock.measured) == ("", "", False)


def test_an_error_of_a_program_that_commits_has_its_place_and_what_was_committed_stays(url, connection):
    connection.execute(SETUP)
    sql = "DO $$\nBEGIN\n  UPDATE t SET a = 2;\n  COMMIT;\n  DROP TABLE nowhere;\nEND $$"
    with connect(url) as second, pytest.raises(SqlError) as caught:
        Sender(connection, second, measure=True).send(Script("m.sql", sql, Way.QUERY))

    assert (str(caught.value.failure.location), caught.value.failure.sqlstate) == ("m.sql:5:3", "42P01")
    assert connection.execute("SELECT a FROM t").fetchall() == [(2,)]


def test_a_statement_begins_behind_comments_that_hold_others() -> None:
    (piece,) = Script("m.sql", "/* a /* b; */ SELECT 0; */\nSELECT 1;", Way.EACH).pieces

    assert (piece.sql, piece.start) == ("SELECT 1", 27)
