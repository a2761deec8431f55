"""Code that leaves early, and blocks that fail: what comes behind does not run, and what fails is undone."""

from __future__ import annotations

import pytest
from helpers import contents, notes, run

from fixer.ddl.base import Session
from fixer.model import ObjectRef

SETUP = "CREATE TABLE t (id int, a text)"
NEEDED = "CREATE VIEW tv AS SELECT id FROM t; GRANT SELECT ON t TO reader"


def made(code: str, rules: Session | None = None) -> list[str]:
    """The sequences there are when code has run in a DO block."""
    rules = rules or Session()
    rules.roles |= {"made": True, "gone": None, "reader": True}
    catalog = run(f"DO $$ {code} $$", run(f"{SETUP}; {NEEDED}"), rules)
    return sorted(ref.name for ref in contents(catalog) if ref.kind == "sequence")


LEAVES = {
    "return": ("BEGIN CREATE SEQUENCE a; RETURN; CREATE SEQUENCE b; END", ["a"]),
    "return from inside": ("BEGIN BEGIN RETURN; END; CREATE SEQUENCE b; END", []),
    "return where the schema says so": (
        "BEGIN IF to_regclass('t') IS NOT NULL THEN RETURN; END IF; CREATE SEQUENCE b; END",
        [],
    ),
    "no return where it says no": (
        "BEGIN IF to_regclass('t') IS NULL THEN RETURN; END IF; CREATE SEQUENCE b; END",
        ["b"],
    ),
    "exit": (
        "BEGIN LOOP CREATE SEQUENCE a; EXIT; CREATE SEQUENCE b; END LOOP; CREATE SEQUENCE c; END",
        ["a", "c"],
    ),
    "continue": (
        "BEGIN FOR i IN 1..2 LOOP CONTINUE; CREATE SEQUENCE a; END LOOP; CREATE SEQUENCE c; END",
        ["c"],
    ),
    "exit of a block": (
        "BEGIN <<l>> BEGIN CREATE SEQUENCE a; EXIT l; CREATE SEQUENCE b; END; CREATE SEQUENCE c; END",
        ["a", "c"],
    ),
    "exit of the outer loop": (
        "BEGIN <<l>> LOOP LOOP EXIT l WHEN true; END LOOP; CREATE SEQUENCE b; END LOOP; CREATE SEQUENCE c; END",
        ["c"],
    ),
    "the branch of a case, and no other": (
        "BEGIN CASE WHEN to_regclass('t') IS NOT NULL THEN CREATE SEQUENCE a; WHEN true THEN CREATE SEQUENCE b; "
        "ELSE CREATE SEQUENCE c; END CASE; END",
        ["a"],
    ),
    "a case of values": (
        "BEGIN CASE 'x' WHEN 'y', 'z' THEN CREATE SEQUENCE a; ELSE CREATE SEQUENCE b; END CASE; END",
        ["b"],
    ),
    "return out of a block that handles errors": (
        "BEGIN BEGIN CREATE SEQUENCE a; RETURN; EXCEPTION WHEN OTHERS THEN NULL; END; CREATE SEQUENCE b; END",
        ["a"],
    ),
}


@pytest.mark.parametrize(("code", "sequences"), LEAVES.values(), ids=LEAVES)
def test_what_is_behind_where_code_leaves_does_not_run(code: str, sequences: list[str]) -> None:
    assert made(code) == sequences


def test_leaving_on_a_condition_that_is_not_known_is_announced_where_something_is_left_out() -> None:
    leaves = "BEGIN CREATE SEQUENCE a; IF random() > 0.5 THEN RETURN; END IF; {} END"
    rules = Session()

    assert made(leaves.format(""), rules) == ["a"]
    assert rules.notes == []
    assert made(leaves.format("CREATE SEQUENCE b;"), rules) == ["a", "b"]
    assert rules.notes == ["a DO block leaves on a condition, taken as false: random() > 0.5"]


HANDLED = {
    "an error that is raised": ("CREATE SEQUENCE a; RAISE EXCEPTION 'x'", "OTHERS", ["h"]),
    "by its name": ("CREATE SEQUENCE a; RAISE undefined_table", "undefined_table", ["h"]),
    "a plain one by its name": ("CREATE SEQUENCE a; RAISE 'x %', 1", "raise_exception", ["h"]),
    "a notice is none": ("CREATE SEQUENCE a; RAISE NOTICE 'x'", "OTHERS", ["a"]),
    "what is there already": ("CREATE SEQUENCE a; CREATE TABLE t (z int)", "duplicate_table", ["h"]),
    "a column that is missing": (
        "CREATE SEQUENCE a; ALTER TABLE t DROP COLUMN nope",
        "undefined_column",
        ["h"],
    ),
    "nothing": ("CREATE SEQUENCE a; ALTER TABLE t ADD b int", "OTHERS", ["a"]),
    "a query that is not read is none": (
        "CREATE TABLE z AS SELECT first_value(id) OVER () AS z FROM t; DROP TABLE z; CREATE SEQUENCE a",
        "OTHERS",
        ["a"],
    ),
    "a path that is not known is none": (
        "CREATE SEQUENCE a; PERFORM set_config('search_path', current_setting('my.path'), false)",
        "OTHERS",
        ["a"],
    ),
    "what does not hold": ("CREATE SEQUENCE a; ASSERT to_regclass('t') IS NULL", "assert_failure", ["h"]),
    "the same by its code": (
        "CREATE SEQUENCE a; ASSERT to_regclass('t') IS NULL, 'x'",
        "SQLSTATE 'P0004'",
        ["h"],
    ),
    "a case that none fits": (
        "CREATE SEQUENCE a; CASE 1 WHEN 2 THEN CREATE SEQUENCE b; WHEN 3 THEN NULL; END CASE",
        "case_not_found",
        ["h"],
    ),
    "a case that one fits": (
        "CREATE SEQUENCE a; CASE 1 WHEN 2 THEN CREATE SEQUENCE b; WHEN 1 THEN NULL; END CASE",
        "case_not_found",
        ["a"],
    ),
    "a case with something else": (
        "CREATE SEQUENCE a; CASE 1 WHEN 2 THEN CREATE SEQUENCE b; ELSE NULL; END CASE",
        "case_not_found",
        ["a"],
    ),
    "what something needs": ("CREATE SEQUENCE a; DROP TABLE t", "dependent_objects_still_exist", ["h"]),
    "what nothing needs": ("CREATE SEQUENCE a; DROP VIEW tv", "dependent_objects_still_exist", ["a"]),
    "what something needs, which is not missing": (
        "DROP TABLE t",
        "undefined_table THEN CREATE SEQUENCE no; WHEN SQLSTATE '2BP01'",
        ["h"],
    ),
    "a role that is there": ("CREATE SEQUENCE a; CREATE ROLE made", "duplicate_object", ["h"]),
    "a role that is gone": ("CREATE SEQUENCE a; GRANT SELECT ON t TO gone", "undefined_object", ["h"]),
    "a role that something needs": (
        "CREATE SEQUENCE a; DROP ROLE reader",
        "dependent_objects_still_exist",
        ["h"],
    ),
    "a role that nothing needs": (
        "CREATE SEQUENCE a; DROP ROLE made",
        "dependent_objects_still_exist",
        ["a"],
    ),
    "what holds": ("CREATE SEQUENCE a; ASSERT to_regclass('t') IS NOT NULL", "assert_failure", ["a"]),
    "the one that is for it": (
        "CREATE SEQUENCE a; ASSERT to_regclass('t') IS NULL",
        "OTHERS THEN CREATE SEQUENCE no; WHEN assert_failure",
        ["h"],
    ),
    "the second of two": (
        "CREATE TABLE t (z int)",
        "undefined_table THEN CREATE SEQUENCE no; WHEN duplicate_table OR duplicate_column",
        ["h"],
    ),
}


@pytest.mark.parametrize(("body", "caught", "sequences"), HANDLED.values(), ids=HANDLED)
def test_a_block_that_fails_is_undone_and_its_handler_runs(
    body: str, caught: str, sequences: list[str]
) -> None:
    assert made(f"BEGIN {body}; EXCEPTION WHEN {caught} THEN CREATE SEQUENCE h; END") == sequences


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("BEGIN RAISE EXCEPTION 'x'; END", ["a DO block: it raises an exception"]),
        ("BEGIN IF random() > 2 THEN RAISE EXCEPTION 'x'; END IF; END", []),
        (
            "BEGIN CREATE TABLE t (z int); EXCEPTION WHEN undefined_table THEN NULL; END",
            ["a DO block: relation public.t exists already"],
        ),
        (
            "BEGIN CREATE TABLE t (z int); EXCEPTION WHEN OTHERS THEN RAISE; END",
            ["a DO block: relation public.t exists already"],
        ),
        (
            "BEGIN CREATE SEQUENCE a; IF random() > 2 THEN RAISE 'x'; END IF; EXCEPTION WHEN OTHERS THEN NULL; END",
            ["a DO block leaves on a condition, taken as false: random() > 2"],
        ),
        (
            "BEGIN CREATE SEQUENCE a; IF random() > 2 THEN RAISE 'x'; END IF; EXCEPTION WHEN undefined_table THEN NULL; END",
            [],
        ),
        (
            "BEGIN CREATE SEQUENCE a; ASSERT random() < 2; EXCEPTION WHEN assert_failure THEN NULL; END",
            ["a DO block leaves on a condition, taken as true: random() < 2"],
        ),
        (
            "BEGIN CREATE SEQUENCE a; CASE WHEN random() > 2 THEN NULL; END CASE; EXCEPTION WHEN case_not_found THEN NULL; END",
            ["a DO block leaves on a condition, taken as true: random() > 2"],
        ),
        ("BEGIN CREATE SEQUENCE a; CASE WHEN random() > 2 THEN NULL; END CASE; END", []),
        ("BEGIN CASE 1 WHEN 2 THEN NULL; END CASE; END", ["a DO block: it raises an exception"]),
        ("BEGIN CREATE SEQUENCE a; ASSERT random() < 2; EXCEPTION WHEN OTHERS THEN NULL; END", []),
        ("BEGIN ASSERT false; EXCEPTION WHEN OTHERS THEN NULL; END", ["a DO block: it raises an exception"]),
    ],
)
def test_an_error_that_nothing_handles_is_said(code: str, said: list[str]) -> None:
    assert notes(f"DO $$ {code} $$", SETUP) == said


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("GRANT SELECT ON t TO app; EXCEPTION WHEN undefined_object", "a missing role app"),
        ("CREATE POLICY p ON t TO app; EXCEPTION WHEN OTHERS", "a missing role app"),
        ("GRANT SELECT ON t TO app; EXCEPTION WHEN duplicate_object", ""),
        ("GRANT SELECT ON t TO reader; EXCEPTION WHEN undefined_object", ""),
        ("GRANT SELECT ON t TO pg_monitor; EXCEPTION WHEN undefined_object", ""),
        ("GRANT SELECT ON t TO PUBLIC; EXCEPTION WHEN undefined_object", ""),
        ("CREATE ROLE app; EXCEPTION WHEN duplicate_object", ""),
        ("CREATE ROLE app; EXCEPTION WHEN duplicate_object THEN ALTER ROLE app LOGIN; WHEN OTHERS", ""),
        (
            "CREATE ROLE app; GRANT SELECT ON t TO app; EXCEPTION WHEN duplicate_object",
            "role app, which may be there,",
        ),
        ("CREATE ROLE app; GRANT SELECT ON t TO app; EXCEPTION WHEN undefined_object", ""),
        (
            "ALTER ROLE app LOGIN; EXCEPTION WHEN undefined_object THEN CREATE SEQUENCE h; WHEN OTHERS",
            "a missing role app",
        ),
        ("ALTER ROLE app LOGIN; EXCEPTION WHEN undefined_object", ""),
    ],
)
def test_a_role_that_only_the_server_knows_is_announced_where_its_error_is_handled(
    code: str, said: str
) -> None:
    rules = Session(roles={"reader": True})
    run(f"DO $$ BEGIN {code} THEN NULL; END $$", run(SETUP), rules)

    doubt = f"a DO block handles errors, and whether {said} is one is not known: taken for none"
    assert rules.notes == ([doubt] if said else [])


def test_a_role_that_is_named_by_the_schema_is_there() -> None:
    block = "DO $$ BEGIN GRANT INSERT ON t TO reader; EXCEPTION WHEN undefined_object THEN NULL; END $$"

    assert notes(block, "CREATE TABLE t (); GRANT SELECT ON t TO reader") == []


MISSING_COLUMNS = (
    "CREATE INDEX ON t ({})",
    "CREATE INDEX ON t (({} + 1))",
    "CREATE INDEX ON t (id) INCLUDE ({})",
    "CREATE INDEX ON t (id) WHERE {} > 1",
    "ALTER TABLE t ADD UNIQUE ({})",
    "ALTER TABLE t ADD CHECK (t.{} > 1)",
    "ALTER TABLE t ADD EXCLUDE USING gist (int4range({}, 9) WITH &&)",
    "ALTER TABLE t ADD EXCLUDE USING btree ({} WITH =) INCLUDE (a) WHERE (id > 1)",
    "ALTER TABLE t ADD FOREIGN KEY ({}) REFERENCES keyed",
    "ALTER TABLE t ADD g int GENERATED ALWAYS AS ({}) STORED",
    "CREATE TABLE z (id int, CHECK ({} > 1))",
    "CREATE POLICY p ON t USING ({} > 1)",
    "CREATE TRIGGER g BEFORE UPDATE OF {} ON t FOR EACH ROW EXECUTE FUNCTION tr()",
    "CREATE TRIGGER g BEFORE UPDATE ON t FOR EACH ROW WHEN (NEW.{} > 1) EXECUTE FUNCTION tr()",
    "CREATE RULE r AS ON INSERT TO t DO INSTEAD UPDATE keyed SET id = NEW.{}",
    "CREATE STATISTICS st ON a, {} FROM t",
    "CREATE PUBLICATION p FOR TABLE t ({})",
    "CREATE SEQUENCE sq OWNED BY t.{}",
    "GRANT SELECT ({}) ON t TO PUBLIC",
    "ALTER TABLE t ALTER a TYPE int USING {} + 1",
    "CREATE VIEW v AS SELECT t.{} AS x FROM t",
)
WITH_COLUMNS = """CREATE TABLE t (id int, a text); CREATE TABLE keyed (id int PRIMARY KEY);
CREATE FUNCTION tr() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"""


@pytest.mark.parametrize("sql", MISSING_COLUMNS)
def test_a_column_that_is_missing_is_an_error_where_it_is_handled(sql: str) -> None:
    block = "DO $$ BEGIN {}; EXCEPTION WHEN undefined_column THEN CREATE SEQUENCE h; END $$"

    handled = run(block.format(sql.format("nope")), run(WITH_COLUMNS))
    assert contents(handled).keys() - contents(run(WITH_COLUMNS)).keys() == {
        ObjectRef("sequence", "public", "h")
    }
    made, rules = run(sql.format("id"), run(WITH_COLUMNS)), Session()
    assert contents(run(block.format(sql.format("id")), run(WITH_COLUMNS), rules)) == contents(made)


@pytest.mark.parametrize(
    "setup",
    [
        "CREATE TABLE t () INHERITS (elsewhere)",
        "CREATE TABLE t AS SELECT * FROM elsewhere",
        "CREATE TABLE t (id int); CREATE FUNCTION nope(t) RETURNS int LANGUAGE sql AS 'SELECT 1'",
    ],
)
def test_a_column_is_not_missing_where_not_all_are_known(setup: str) -> None:
    block = "DO $$ BEGIN CREATE INDEX ON t ((t.nope)); EXCEPTION WHEN undefined_column THEN NULL; END $$"
    rules = Session()
    catalog = run(block, run(setup, rules=rules), rules)

    assert any(ref.kind == "index" for ref in contents(catalog))


@pytest.mark.parametrize("code", ["CREATE SEQUENCE a; ROLLBACK;", "CREATE SEQUENCE a; COMMIT; ROLLBACK;"])
def test_what_code_rolls_back_is_said(code: str) -> None:
    assert notes(f"DO $$ BEGIN {code} END $$") == [
        "a DO block has a ROLLBACK, which is not modelled: what it undoes counts as done"
    ]
    assert notes(f"DO $$ BEGIN {code.replace('ROLLBACK', 'COMMIT')} END $$") == []


MAY_FAIL = {
    "a schema that nobody makes": (
        "CREATE TABLE nope.q (a int)",
        "invalid_schema_name",
        "a missing schema nope",
    ),
    "a table that nobody makes": (
        "ALTER TABLE t ADD FOREIGN KEY (id) REFERENCES nope",
        "undefined_table",
        "a missing nope",
    ),
    "a type that nobody makes": ("CREATE TABLE q (a nope)", "undefined_object", "a missing nope"),
    "one under a domain": ("CREATE DOMAIN q AS app.nope", "undefined_object", "a missing nope"),
    "a function in a default": (
        "CREATE TABLE q (a int DEFAULT nope())",
        "undefined_function",
        "a missing nope",
    ),
    "one in a check": (
        "ALTER TABLE t ADD CHECK (app.nope(id)) NOT VALID",
        "undefined_function",
        "a missing nope",
    ),
    "one in an index": ("CREATE INDEX ON t (nope(id))", "undefined_function", "a missing nope"),
    "one of a trigger": (
        "CREATE TRIGGER g BEFORE UPDATE ON t EXECUTE FUNCTION nope()",
        "undefined_function",
        "a missing nope",
    ),
    "a table that a policy reads": (
        "CREATE POLICY p ON t USING (id IN (SELECT id FROM nope))",
        "undefined_table",
        "a missing nope",
    ),
    "an extension": ("CREATE EXTENSION vector", "OTHERS", "extension vector"),
    "rows that do not fit": (
        "ALTER TABLE t ADD CONSTRAINT k CHECK (id > 0)",
        "check_violation",
        "constraint public.t.k",
    ),
    "a view that is filled": ("REFRESH MATERIALIZED VIEW nope", "undefined_table", "a missing nope"),
    "a view": ("CREATE VIEW v AS SELECT nope FROM elsewhere", "undefined_column", "view public.v"),
}


@pytest.mark.parametrize("sql", ["INSERT INTO t VALUES (1)", "PERFORM 1 / 0", "UPDATE nope SET a = 1"])
def test_a_statement_on_rows_may_fail_before_what_changes_the_schema(sql: str) -> None:
    block = "DO $$ BEGIN {}; {}; EXCEPTION WHEN {} THEN NULL; END $$"

    assert notes(block.format(sql, "CREATE SEQUENCE a", "OTHERS"), SETUP) == [
        "a DO block handles errors, and whether what a statement on rows meets is one is not known: taken for none"
    ]
    assert notes(block.format(sql, "CREATE SEQUENCE a", "duplicate_table"), SETUP) == []
    assert notes(block.format(sql, "NULL", "OTHERS"), SETUP) == []


@pytest.mark.parametrize(("sql", "caught", "thing"), MAY_FAIL.values(), ids=MAY_FAIL)
def test_what_may_be_an_error_is_announced_where_it_is_handled(sql: str, caught: str, thing: str) -> None:
    block = "DO $$ BEGIN {}; EXCEPTION WHEN {} THEN NULL; END $$"
    said = notes(block.format(sql, caught), SETUP)

    assert len(said) == 1
    assert "handles errors, and whether" in said[0]
    assert thing.split()[-1].rpartition(".")[2] in said[0]
    assert notes(block.format(sql, "duplicate_object"), SETUP) == []
    assert notes(block.format("CREATE TABLE new (a int)", caught), SETUP) == []


@pytest.mark.parametrize(
    "sql",
    [
        'CREATE INDEX ON t (a COLLATE "C")',
        'CREATE TABLE z (a text) PARTITION BY LIST (a COLLATE "C")',
        'CREATE TYPE z AS RANGE (SUBTYPE = text, COLLATION = "C")',
    ],
)
def test_what_a_clause_belongs_to_is_none_of_its_names(sql: str) -> None:
    assert notes(f"DO $$ BEGIN {sql}; EXCEPTION WHEN OTHERS THEN NULL; END $$", SETUP) == []
