"""Settings, transactions, data, and DO."""

from __future__ import annotations

import pytest
from helpers import contents, cost, get, notes, run

from fixer.ddl.base import STATEMENTS, DdlError, Session
from fixer.layouts.base import MigrationSource
from fixer.replay import replay, start
from fixer.sql import parse

# the statements, and where an unqualified CREATE puts its table after them
PATHS = {
    "set": ("SET search_path = a, public", "a"),
    "quoted": ('SET search_path TO "A b"', "A b"),
    "one quoted string is one schema": ("SET search_path = 'a, b'", "a, b"),
    "the user's own schema is not there": ('SET search_path = "$user", a', "a"),
    "reset": ("SET search_path = a; RESET search_path", "public"),
    "default": ("SET search_path = a; SET search_path TO DEFAULT", "public"),
    "reset all": ("SET search_path = a; RESET ALL", "public"),
    "discard all": ("SET search_path = a; DISCARD ALL", "public"),
    "discard plans": ("SET search_path = a; DISCARD PLANS", "a"),
    "set schema": ("SET SCHEMA 'a'", "a"),
    "set_config": ("SELECT pg_catalog.set_config('search_path', 'a, public', false)", "a"),
    "local ends with the transaction": ("BEGIN; SET LOCAL search_path = a; COMMIT", "public"),
    "local within it": ("BEGIN; SET LOCAL search_path = a", "a"),
    "local twice": (
        "SET search_path = b; BEGIN; SET LOCAL search_path = a; SET LOCAL search_path = c; END",
        "b",
    ),
    "another setting": ("SET search_path = a; SET statement_timeout = 0", "a"),
}


@pytest.mark.parametrize(("sql", "schema"), PATHS.values(), ids=PATHS)
def test_the_search_path_says_where_a_table_goes(sql: str, schema: str) -> None:
    schemas = 'CREATE SCHEMA a; CREATE SCHEMA b; CREATE SCHEMA c; CREATE SCHEMA "a, b"'
    assert get(run(f"{schemas}; {sql}; CREATE TABLE t (id int)"), "table", "t", schema)


SAID = "the search_path names a, which nothing makes: what is created goes to "
NOT_THERE = {
    "one behind it is": ("SET search_path = a, public", "public", [f"{SAID}public"]),
    "one made meanwhile": ("CREATE SCHEMA b; SET search_path = a, b, public", "b", [f"{SAID}b"]),
    "it is made later": ("SET search_path = a, public; CREATE SCHEMA a", "a", []),
    "none is": ("SET search_path = a, b", "a", []),
    "something is in it all the same": ("CREATE TABLE a.other (); SET search_path = a, public", "a", []),
    "temporary objects": ("SET search_path = pg_temp, a, public", "pg_temp", []),
}


@pytest.mark.parametrize(("sql", "schema", "notes"), NOT_THERE.values(), ids=NOT_THERE)
def test_what_is_created_goes_to_the_first_schema_that_is_there(
    sql: str, schema: str, notes: list[str]
) -> None:
    session = Session()

    catalog = run(f"{sql}; CREATE TABLE t (id int); CREATE TABLE u (id int)", rules=session)

    assert get(catalog, "table", "t", schema)
    assert session.notes == notes


def test_the_platform_s_schemas_are_there() -> None:
    sql = "SET search_path = extensions, public; CREATE TABLE t (id int)"

    assert get(run(sql, start("supabase")), "table", "t", "extensions")


def test_an_empty_search_path_finds_nothing() -> None:
    session = Session()
    run("SELECT pg_catalog.set_config('search_path', '', false)", rules=session)

    assert session.search_path == ()


TABLE = "CREATE TABLE t (id int)"
NO_EFFECT = [
    "SELECT 1",
    "INSERT INTO t VALUES (1)",
    "UPDATE t SET id = 2",
    "DELETE FROM t",
    "TRUNCATE t",
    "COPY t FROM stdin",
    "COPY t TO stdout",
    "COPY (SELECT id FROM t) TO stdout",
    "LOCK TABLE t IN SHARE MODE",
    "ANALYZE t",
    "VACUUM FULL t",
    "CLUSTER",
    "REINDEX TABLE t",
    "EXPLAIN SELECT 1",
    "SHOW search_path",
    "PREPARE x AS SELECT 1",
    "EXECUTE x",
    "DEALLOCATE x",
    "LISTEN x",
    "NOTIFY x",
    "CHECKPOINT",
    "SET CONSTRAINTS ALL DEFERRED",
    "BEGIN; SAVEPOINT a; RELEASE a; COMMIT",
    "DO $$ BEGIN PERFORM 1; INSERT INTO t VALUES (1); EXCEPTION WHEN OTHERS THEN RAISE EXCEPTION 'x'; END $$",
    "DO $$ DECLARE r record; BEGIN FOR r IN SELECT * FROM t LOOP CONTINUE WHEN r.id = 1;"
    " DELETE FROM t; END LOOP; END $$",
]


@pytest.mark.parametrize("sql", NO_EFFECT)
def test_data_and_maintenance_leave_the_schema_alone_and_say_nothing(sql: str) -> None:
    assert contents(run(f"{TABLE}; {sql}")) == contents(run(TABLE))


@pytest.mark.parametrize(("sql", "fires"), [("COPY t FROM stdin", True), ("COPY t TO stdout", False)])
def test_triggers_fire_when_rows_are_copied_into_a_table_not_out_of_it(sql: str, fires: bool) -> None:
    setup = f"""{TABLE};
    CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN EXECUTE 'CREATE TABLE made ()'; RETURN NEW; END$$;
    CREATE TRIGGER fired BEFORE INSERT ON t FOR EACH STATEMENT EXECUTE FUNCTION f();
    """
    found = run(setup + sql, rules=Session())

    assert (found.table("public", "made") is not None) == fires


LOCKS = {
    "INSERT INTO t VALUES (1)": "RowExclusiveLock",
    "DELETE FROM t": "RowExclusiveLock",
    "TRUNCATE t": "AccessExclusiveLock",
    "LOCK TABLE t": "AccessExclusiveLock",
    "LOCK TABLE t IN SHARE MODE": "ShareLock",
    "COPY t FROM stdin": "RowExclusiveLock",
    "COPY t TO stdout": "AccessShareLock",
    "ANALYZE t": "ShareUpdateExclusiveLock",
    "VACUUM (FULL) t": "AccessExclusiveLock",
    "REINDEX TABLE t": "ShareLock",
}


@pytest.mark.parametrize(("sql", "mode"), LOCKS.items(), ids=LOCKS)
def test_locks(sql: str, mode: str) -> None:
    assert cost(sql, TABLE) == [("public.t", mode)]


@pytest.mark.parametrize("sql", ["VACUUM t", "REINDEX TABLE CONCURRENTLY t", "CLUSTER"])
def test_what_cannot_run_in_a_transaction_says_so(sql: str) -> None:
    kind, node = parse.statement(sql)

    assert not STATEMENTS[kind](node, sql).cost(run(TABLE), Session()).transactional
    assert (
        STATEMENTS["TruncateStmt"](parse.statement("TRUNCATE t")[1], "TRUNCATE t")
        .cost(run(TABLE), Session())
        .hazards
    )


# DO

FK = "ALTER TABLE t ADD CONSTRAINT k CHECK (id > 0)"
DRIZZLE = f"DO $$ BEGIN {FK}; EXCEPTION WHEN duplicate_object THEN null; END $$"
ENUM = """DO $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'e') THEN CREATE TYPE e AS ENUM ('x'); END IF;
END $$"""
STATIC = {
    "drizzle's constraint": (DRIZZLE, FK),
    "a type that may exist": (ENUM, "CREATE TYPE e AS ENUM ('x')"),
    "a constant string": ("DO $$ BEGIN EXECUTE 'CREATE SEQUENCE q'; END $$", "CREATE SEQUENCE q"),
    "several statements": (
        "DO $$ DECLARE n int; BEGIN CREATE SEQUENCE q; SELECT 1 INTO n; CREATE INDEX i ON t (id); END $$",
        "CREATE SEQUENCE q; CREATE INDEX i ON t (id)",
    ),
    "a column that may exist": (
        "DO $$ BEGIN IF EXISTS (SELECT FROM information_schema.columns WHERE column_name = 'id') THEN "
        "ALTER TABLE t RENAME COLUMN id TO no; END IF; END $$",
        "ALTER TABLE t RENAME COLUMN id TO no",
    ),
    "the other branch": (
        "DO $$ BEGIN IF EXISTS (SELECT 1 FROM pg_class WHERE relname = 'q') THEN ALTER SEQUENCE nope CYCLE; "
        "DROP SEQUENCE q; ELSE CREATE SEQUENCE q; END IF; END $$",
        "CREATE SEQUENCE q",
    ),
    "in a loop": ("DO $$ BEGIN FOR i IN 1..1 LOOP CREATE SEQUENCE q; END LOOP; END $$", "CREATE SEQUENCE q"),
}


@pytest.mark.parametrize(("block", "plain"), STATIC.values(), ids=STATIC)
def test_static_statements_of_a_do_block_run(block: str, plain: str) -> None:
    found = {ref: item for ref, item in contents(run(f"{TABLE}; {block}")).items() if ref.kind != "external"}

    assert found == contents(run(f"{TABLE}; {plain}"))


@pytest.mark.parametrize("block", [DRIZZLE, ENUM])
def test_a_do_block_that_finds_its_object_changes_nothing(block: str) -> None:
    once = f"{TABLE}; {block}"

    assert contents(run(f"{once}; {block}")) == contents(run(once))


def test_a_block_that_fails_is_undone_as_a_whole() -> None:
    block = f"DO $$ BEGIN CREATE SEQUENCE q; {FK}; EXCEPTION WHEN duplicate_object THEN NULL; END $$"

    assert contents(run(f"{TABLE}; {FK}; {block}")) == contents(run(f"{TABLE}; {FK}"))


@pytest.mark.parametrize(
    ("first", "again"),
    [
        (
            "ALTER TABLE t ADD CONSTRAINT one PRIMARY KEY (id)",
            "ALTER TABLE t ADD CONSTRAINT two PRIMARY KEY (id)",
        ),
        ("ALTER TABLE t ALTER id SET DEFAULT 1", "ALTER TABLE t ALTER id SET DEFAULT 'x'"),
    ],
)
def test_a_block_that_fails_for_whatever_reason_is_undone(first: str, again: str) -> None:
    block = f"DO $$ BEGIN CREATE SEQUENCE q; {again}; EXCEPTION WHEN OTHERS THEN NULL; END $$"

    assert contents(run(f"{TABLE}; {first}; {block}")) == contents(run(f"{TABLE}; {first}"))


def test_what_is_not_modelled_is_no_misfit_in_a_file_and_none_of_our_own_does_it() -> None:
    statement, lenient = "ALTER TYPE t SET (storage = plain)", Session()

    run(f"{TABLE}; {statement}", rules=lenient)

    assert (len(lenient.notes), lenient.misfits) == (1, [])
    with pytest.raises(DdlError):
        run(f"{TABLE}; {statement}", rules=Session(strict=True))


NOTED = {
    "dynamic": (
        "DO $$ BEGIN EXECUTE format('DROP TABLE %I', x); END $$",
        "a DO block runs SQL that is put together then, and may change what it names: "
        "format('DROP TABLE %I', x)",
    ),
    "other condition": (
        "DO $$ BEGIN IF version() LIKE '%17%' THEN CREATE SEQUENCE q; END IF; END $$",
        "a DO block changes the schema on a condition, taken as true: version() LIKE '%17%'",
    ),
    "exists already, unguarded": (
        "DO $$ BEGIN CREATE TABLE t (id int); END $$",
        "a DO block: relation public.t exists already",
    ),
    "other language": (
        "DO LANGUAGE plperl 'x'",
        "a DO block in plperl is not read: it may have changed anything",
    ),
    "not modelled": (
        "DO $$ BEGIN ALTER TYPE t SET (storage = plain); END $$",
        "ALTER TYPE … SET is about base types, which need functions in C; not modelled",
    ),
    "call": ("CALL p()", "CALL p is not read: the procedure may have changed anything"),
    "rollback": ("ROLLBACK", "ROLLBACK is not modelled where no BEGIN is: what it undoes counts as done"),
}


@pytest.mark.parametrize(("sql", "message"), NOTED.values(), ids=NOTED)
def test_what_cannot_be_told_is_said(sql: str, message: str) -> None:
    assert notes(sql, TABLE) == [message]


OWN_TABLES = {
    "INSERT INTO pg_enum": "INSERT INTO pg_catalog.pg_enum SELECT * FROM pg_enum",
    "UPDATE pg_attribute": "UPDATE pg_attribute SET atttypmod = 9",
    "DELETE FROM pg_enum": "DELETE FROM ONLY pg_enum",
}


@pytest.mark.parametrize("around", ["{}", "DO $$ BEGIN {}; END $$", "{made}; SELECT f()"])
@pytest.mark.parametrize(("told", "sql"), OWN_TABLES.items(), ids=OWN_TABLES)
def test_what_writes_to_the_tables_of_the_system_may_have_changed_anything(
    told: str, sql: str, around: str
) -> None:
    made = f"CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN {sql}; END $$"

    assert notes(around.format(sql, made=made), TABLE) == [
        f"{told} writes to the system's own tables: it may have changed anything"
    ]


def test_such_writes_that_are_put_together_are_said_and_others_are_not() -> None:
    assert notes("DO $$ BEGIN EXECUTE 'UPDATE pg_catalog.pg_class SET ' || x; END $$", TABLE)
    assert not notes("DO $$ BEGIN EXECUTE 'UPDATE pg_temp.t SET ' || x; END $$", TABLE)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE pg_settings SET setting = 'x'",
        "INSERT INTO pg_mine VALUES (1)",
        "INSERT INTO public.pg_class VALUES (1)",
        "SELECT * FROM pg_class",
        "DO $$ BEGIN IF random() > 1 THEN INSERT INTO pg_mine VALUES (1); END IF; END $$",
    ],
)
def test_writes_to_other_tables_are_no_matter_of_the_schema(sql: str) -> None:
    assert notes(sql, "CREATE TABLE pg_mine (id int); CREATE TABLE pg_class (id int)") == []


def test_a_body_that_cannot_be_read_is_said() -> None:
    assert "a DO block is not read" in notes("DO $$ BEGIN NONSENSE here; END $$")[0]


def test_a_known_procedure_is_followed() -> None:
    made = "CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN CREATE SEQUENCE q; END $$"

    assert get(run(f"{made}; CALL p()"), "sequence", "q")


EXTENDED = "CREATE SCHEMA ext; CREATE EXTENSION citext SCHEMA ext; SET search_path = public, ext"
FOUND = {
    "an operator": (
        "CREATE TABLE t (a citext CHECK (a = 'x'))",
        ["the operator = may be the one in ext, which only the search_path finds"],
    ),
    "a class of operators": (
        "CREATE TABLE t (a text); CREATE INDEX ON t (a citext_ops)",
        ["citext_ops may be the one in ext, which only the search_path finds"],
    ),
    "types and functions": ("CREATE TABLE t (a citext DEFAULT citext('x'::text))", []),
}


@pytest.mark.parametrize(("sql", "notes"), FOUND.values(), ids=FOUND)
def test_what_an_extension_has_is_qualified_or_said(sql: str, notes: list[str]) -> None:
    catalog = replay([MigrationSource("1", "1", "1.sql", f"{EXTENDED}; {sql}")])

    said = [diagnostic.message for diagnostic in catalog.diagnostics]
    assert said == notes
    column = get(catalog.catalog, "table", "t").columns[0]
    assert str(column.type) in ("ext.citext", "text")
    assert column.default in (None, "ext.citext('x'::text)")


MAKES = "CREATE FUNCTION make() RETURNS bool LANGUAGE sql AS 'CREATE TABLE made (a int); SELECT true'"


@pytest.mark.parametrize(
    ("query", "conditional"),
    [
        ("SELECT make()", False),
        ("SELECT (SELECT make())", False),
        ("SELECT * FROM make()", False),
        ("SELECT CASE WHEN false THEN true ELSE (SELECT make()) END", True),
        ("SELECT coalesce(true, make())", True),
        ("SELECT true OR make()", True),
        ("SELECT make() WHERE NOT EXISTS (SELECT FROM pg_class WHERE relname = 'made')", True),
    ],
)
def test_a_function_that_a_query_may_not_come_to_is_said_to_be_called_on_a_condition(
    query: str, conditional: bool
) -> None:
    said = notes(query, MAKES)

    assert [" ".join(text.split()) for text in said] == (
        [f"public.make(), which is called, changes the schema on a condition, taken as true: {query}"]
        if conditional
        else []
    )


@pytest.mark.parametrize(
    ("there", "taken", "made"), [("", "true", ["half", "made"]), ("CREATE TABLE made ();", "false", ["made"])]
)
def test_a_function_that_does_not_fit_is_not_called_on_a_condition(
    there: str, taken: str, made: list[str]
) -> None:
    """``CASE WHEN (SELECT true FROM pg_language …) THEN 'there' ELSE create_language() END``, as people write it."""
    makes = "CREATE FUNCTION make() RETURNS bool LANGUAGE sql AS 'CREATE TABLE half (); CREATE TABLE made (a int); SELECT true'"
    query, rules = "SELECT CASE WHEN false THEN true ELSE make() END", Session()
    catalog = run(query, run(f"{there} {makes}"), rules)

    assert sorted(ref.name for ref in contents(catalog) if ref.kind == "table") == made
    assert rules.notes == [
        f"public.make(), which is called, changes the schema on a condition, taken as {taken}: {query}"
    ]


def test_what_is_not_known_of_a_function_is_no_misfit() -> None:
    makes = (
        "CREATE FUNCTION make() RETURNS bool LANGUAGE plpgsql AS "
        "$$ BEGIN CREATE SEQUENCE q; EXECUTE current_setting('its.sql') || 'create'; RETURN true; END $$"
    )
    unknown = (
        "public.make(), which is called, runs SQL that is put together then, and may change what it names: "
    )
    for query in ("SELECT CASE WHEN false THEN true ELSE make() END", "DO $$ BEGIN PERFORM make(); END $$"):
        rules = Session()
        catalog = run(query, run(makes), rules)
        assert get(catalog, "sequence", "q")
        assert rules.notes[-1] == f"{unknown}current_setting('its.sql') || 'create'"


RUNS = (
    "CREATE FUNCTION runs(what text, tail text DEFAULT '') RETURNS void LANGUAGE plpgsql AS "
    "$$ BEGIN EXECUTE what; END $$"
)
PUT_TOGETHER = "public.runs(text, text), which is called, runs SQL that is put together then, and may change what it names: what"


@pytest.mark.parametrize(
    "call", ["SELECT runs('CREATE SEQUENCE q')", "SELECT runs(tail => 'x', what => 'CREATE SEQUENCE q')"]
)
def test_sql_that_a_function_is_given_is_followed(call: str) -> None:
    assert get(run(f"{RUNS}; {call}"), "sequence", "q")
    assert contents(run(f"{RUNS}; {call.replace('CREATE SEQUENCE q', 'SELECT 1')}")) == contents(run(RUNS))


def test_sql_that_a_procedure_is_given_is_followed() -> None:
    made = RUNS.replace("FUNCTION", "PROCEDURE").replace("RETURNS void", "")

    assert get(run(f"{made}; CALL runs('CREATE SEQUENCE q')"), "sequence", "q")


def test_sql_that_a_function_may_be_given_is_said() -> None:
    assert notes("SELECT runs('CREATE SEQUENCE ' || max(a)) FROM t", f"{RUNS}; CREATE TABLE t (a text)") == [
        PUT_TOGETHER
    ]


def test_a_parameter_that_a_body_sets_is_not_what_it_was_given() -> None:
    made = RUNS.replace("BEGIN", "BEGIN SELECT what || tail INTO what;")

    assert notes("SELECT runs('CREATE SEQUENCE q', '1')", made) == [PUT_TOGETHER]


def test_what_a_called_function_in_sql_cannot_do_is_said() -> None:
    makes = f"CREATE TABLE made (a int); {MAKES}"

    assert notes("SELECT make()", makes) == [
        "public.make(), which is called: relation public.made exists already"
    ]


def test_the_language_of_every_database_is_there_already() -> None:
    assert notes("CREATE LANGUAGE plpgsql HANDLER plpgsql_call_handler") == [
        "language plpgsql exists already"
    ]
    assert notes("CREATE OR REPLACE LANGUAGE plpgsql HANDLER plpgsql_call_handler") == []
    assert contents(run("CREATE OR REPLACE LANGUAGE plpgsql HANDLER plpgsql_call_handler")) == contents(
        run("")
    )


SAVEPOINTS = {
    "the last of a name": ("SAVEPOINT a; {b}; SAVEPOINT a; {c}; ROLLBACK TO a", ["id", "b"]),
    "the one behind it": (
        "SAVEPOINT a; {b}; SAVEPOINT a; {c}; ROLLBACK TO a; RELEASE a; ROLLBACK TO a",
        ["id"],
    ),
    "the one behind it, rows kept": ("SAVEPOINT a; {b}; SAVEPOINT a; {c}; RELEASE a; ROLLBACK TO a", ["id"]),
    "what is within goes along": (
        "SAVEPOINT a; {b}; SAVEPOINT o; SAVEPOINT a; {c}; RELEASE o; ROLLBACK TO a",
        ["id"],
    ),
    "released": ("SAVEPOINT a; {b}; SAVEPOINT o; {c}; RELEASE o", ["id", "b", "c"]),
}


@pytest.mark.parametrize(("sql", "columns"), SAVEPOINTS.values(), ids=SAVEPOINTS)
def test_savepoints_of_one_name_wait_behind_each_other(sql: str, columns: list[str]) -> None:
    steps = sql.format(b="ALTER TABLE t ADD b int", c="ALTER TABLE t ADD c int")
    found = run(f"{TABLE}; BEGIN; {steps}; COMMIT", rules=Session(keeps=True))

    assert [column.name for column in get(found, "table", "t").columns] == columns


def test_a_savepoint_that_was_released_is_none() -> None:
    rules = Session(keeps=True)
    run(f"{TABLE}; BEGIN; SAVEPOINT a; RELEASE a; ROLLBACK TO a", rules=rules)

    assert rules.notes == ["ROLLBACK TO is not modelled where no savepoint is: what it undoes counts as done"]
