"""What naive generators get wrong: every trap that concerns the six families, and what protects from it.

The numbers are those of the project's list of traps. A protection is a test (``file.py::test_…``) or a golden
folder (``rule/case``), which is compared to the byte and run on PostgreSQL by test_golden.py. What holds for
everything that is ever written is asked here of all golden folders at once.
"""

from __future__ import annotations

import json
import re
import shutil
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from e2e.tools import NOW, fixer, sources, up, write
from postgres import Postgres

from fixer.ddl.base import STRENGTH
from fixer.sql import parse
from fixer.sql.script import clean
from fixer.verify import binaries

TESTS = Path(__file__).parent
GOLDEN = TESTS / "golden"
JUDGED = {
    *("any-rule", "unindexed-foreign-key", "missing-comment", "unqualified-name", "mutable-search-path"),
    *("missing-check", "rls-disabled", "rls-without-policy", "duplicate-index", "missing-not-null"),
    *("missing-unique", "missing-primary-key", "missing-foreign-key", "serial-column", "identity-by-default"),
    *("unlogged-table", "policy-call-per-row"),
}
"""Rules whose migrations are fixer's own words: others carry what a person wrote (views, policies, CHECKs that are made
again, statements of pending files, what a review asks for)."""
CASES = sorted(path.parent for path in GOLDEN.glob("*/*/fixer.toml") if path.parts[-3] in JUDGED)

FK, CHECKS, PATH = "unindexed-foreign-key", "missing-check", "mutable-search-path"
PROTECTED = {
    # findings that lie
    1: (
        f"{FK}/covered_already",
        f"{FK}/two_keys_on_one_column_get_one_index",
        f"{FK}/partitions_of_partitions",
    ),
    2: (f"{FK}/what_does_not_cover",),
    3: (f"{FK}/covered_already", f"{FK}/what_does_not_cover"),
    4: ("policy-call-per-row/supabase",),
    5: (
        f"{PATH}/lints_of_overloads",
        "e2e/test_overloads.py::test_each_overload_is_answered_and_none_that_has_no_problem",
    ),
    6: (
        "duplicate-index/needed_ones_stay",
        "fixers/test_duplicate_index.py::test_the_index_of_a_constraint_stays_though_it_is_the_later_one",
    ),
    8: (
        f"{CHECKS}/from_findings_confined_to_their_table",
        "test_traps.py::test_what_is_written_is_sql_of_known_kinds",
    ),
    # indexes
    9: (f"{FK}/partitions_of_partitions", f"{FK}/partitions_with_an_index_or_a_key_of_their_own"),
    10: ("test_traps.py::test_the_look_at_indexes_passes_over_a_parent_that_waits_for_its_partitions",),
    11: ("test_traps.py::test_an_invalid_leftover_of_the_same_name_stops_the_migrations",),
    12: ("test_traps.py::test_a_concurrent_build_is_alone_in_its_file_and_has_no_timeouts",),
    13: ("test_traps.py::test_a_concurrent_build_is_alone_in_its_file_and_has_no_timeouts",),
    14: (f"{FK}/names_cut_at_63_bytes_stay_apart", "test_traps.py::test_no_name_is_longer_than_63_bytes"),
    15: (
        "duplicate-index/needed_ones_stay",
        "fixers/test_duplicate_index.py::test_a_unique_index_that_a_foreign_key_may_depend_on_stays",
    ),
    17: ("test_traps.py::test_a_concurrent_build_is_alone_in_its_file_and_has_no_timeouts",),
    # constraints
    18: ("test_traps.py::test_nothing_is_validated_in_the_transaction_that_adds_it", f"{CHECKS}/supabase"),
    19: (
        f"{CHECKS}/on_the_parent_of_partitions",
        "test_traps.py::test_no_template_adds_a_foreign_key_not_valid",
    ),
    20: ("foreign-key-action/from_configuration",),
    21: ("missing-primary-key/told", "missing-unique/from_configuration"),
    22: ("fixers/test_missing_check.py::test_the_query_finds_the_rows_that_break_the_check",),
    23: (
        "fixers/test_missing_check.py::test_values_are_never_invented",
        f"{CHECKS}/values_from_a_column_comment",
    ),
    24: (
        "timestamp-without-time-zone/berlin",
        "timestamp-without-time-zone/refused",
        "varchar-column/refused",
        "fixers/test_column_types.py::test_what_the_time_zone_was_has_to_be_told",
    ),
    25: ("fixers/test_column_types.py::test_values_are_the_same_there_and_back",),
    26: ("test_traps.py::test_a_name_with_a_dot_is_one_name", f"{FK}/names_that_need_quotes"),
    # functions
    27: ("fixers/test_mutable_search_path.py::test_each_schema_is_an_identifier_of_its_own",),
    28: (
        f"{PATH}/the_schemas_that_it_needs",
        "fixers/test_mutable_search_path.py::test_nobody_can_put_their_own_in_front",
        "test_traps.py::test_functions_work_as_before_under_their_new_path",
    ),
    29: (f"{PATH}/refused_where_it_would_break",),
    30: ("test_traps.py::test_every_path_ends_in_pg_temp",),
    31: ("test_traps.py::test_a_later_or_replace_brings_the_finding_back",),
    32: (
        f"{PATH}/refused_where_it_would_break",
        f"{PATH}/callers_rights_need_unsafe",
        "unqualified-name/one_replacement_with_its_search_path",
    ),
    33: (
        f"{PATH}/overloads_triggers_and_procedures",
        "test_traps.py::test_a_path_of_several_words_comes_back",
    ),
    # row security
    34: ("rls-disabled/owner_column", "test_traps.py::test_row_security_is_never_left_without_policies"),
    35: (
        *("rls-disabled/partitions_too_and_force", "rls-disabled/partition_sorted_before_its_parent"),
        "rls-disabled/children_and_tables_that_policies_read",
    ),
    36: (
        "multiple-permissive-policies/supabase",
        "test_traps.py::test_policies_have_the_clauses_that_their_command_takes",
    ),
    37: (
        "ddl/test_policy.py::test_only_the_clauses_that_differ_are_altered",
        "policy-call-per-row/supabase",
        "multiple-permissive-policies/supabase",
    ),
    38: (
        "fixers/test_rls.py::test_the_identity_is_asked_once_and_the_index_serves",
        "sql/test_calls.py::test_what_is_asked_once_or_would_mean_something_else_stays",
        "policy-call-per-row/plain",
    ),
    39: (
        "fixers/test_rls.py::test_no_fix_leaves_the_other_finding",
        "test_traps.py::test_row_security_is_never_left_without_policies",
    ),
    40: (
        "security-definer-view/supabase",
        "fixers/test_exposure.py::test_a_later_or_replace_brings_the_finding_back",
    ),
    41: (
        "definer-function-in-api/supabase",
        "definer-function-in-api/through_public_alone",
        "fixers/test_exposure.py::test_whoever_had_it_by_a_grant_keeps_it_and_nobody_else_does",
    ),
    42: (
        "rls-disabled/through_a_foreign_key",
        "fixers/test_rls.py::test_each_of_two_users_sees_and_changes_exactly_their_own",
    ),
    43: ("test_traps.py::test_the_locks_that_a_plan_names_are_those_that_are_taken",),
    # process
    44: (
        "fixers/test_unindexed_foreign_key.py::test_tables_of_the_platform_are_left_alone",
        "fixers/test_missing_comment.py::test_tables_of_the_platform_are_left_alone",
        "rls-disabled/supabase_signed_in_users",
    ),
    45: (f"{CHECKS}/on_the_parent_of_partitions", f"{CHECKS}/inherited_generated_and_renamed"),
    46: (
        "missing-comment/from_the_comment_above",
        f"{CHECKS}/not_valid_yet_is_only_validated",
        "test_traps.py::test_the_comment_that_every_database_has_is_not_replaced",
    ),
    47: (
        f"{FK}/versions_are_times_where_the_folder_has_times",
        "test_write.py::test_two_runs_at_once_never_take_the_same_version",
    ),
    48: (f"{PATH}/supabase_extensions_schema",),
    49: ("test_traps.py::test_limits_are_local_to_a_transaction",),
    50: (
        "unqualified-name/pending_file_edited_in_place",
        "unqualified-name/pending_dbmate_keeps_its_way_back",
        "unqualified-name/pending_drizzle_keeps_its_breakpoints",
        "test_traps.py::test_a_comment_at_the_end_swallows_nothing",
    ),
    51: (
        f"{CHECKS}/from_findings_confined_to_their_table",
        "fixers/test_missing_check.py::test_a_hostile_or_mistaken_expression_is_refused",
    ),
    52: (
        "ddl/test_ddl_on_postgres.py::test_the_locks_are_those_that_the_server_takes",
        "test_traps.py::test_the_locks_that_a_plan_names_are_those_that_are_taken",
    ),
    53: (
        f"{CHECKS}/implied_by_what_is_there",
        "test_traps.py::test_a_printed_in_list_is_still_the_same_after_down",
    ),
    54: ("test_traps.py::test_an_unset_or_emptied_setting_shows_no_rows_and_raises_nothing",),
    56: (f"{FK}/partitions_of_partitions",),
    57: (
        "fixers/test_rls.py::test_force_is_offered_and_given_on_request",
        "rls-disabled/partitions_too_and_force",
        "test_traps.py::test_the_owner_is_bound_only_by_force",
    ),
}
RELEVANT = {*range(1, 7), *range(8, 16), *range(17, 55), 56, 57}


def test_every_trap_is_protected_from():
    assert set(PROTECTED) == RELEVANT


@pytest.mark.parametrize("place", sorted({place for places in PROTECTED.values() for place in places}))
def test_what_protects_exists(place: str):
    file, _, name = place.partition("::")
    if name:
        assert re.search(rf"^def {name}\(", (TESTS / file).read_text(), re.MULTILINE)
    else:
        assert (GOLDEN / place / "answers.txt").is_file()


# what holds for everything that is written


@cache
def written() -> dict[str, list[tuple[str, dict[str, Any], str]]]:
    """Every new migration and way back of the golden folders: its statements as kind, tree and text."""
    found = {}
    for case in CASES:
        for path in sorted((case / "wanted").rglob("*.sql")):
            name = path.relative_to(case / "wanted")
            if not (case / name).exists():  # an edited file is the user's own
                text = clean(path.read_text())
                texts = [text[piece] for piece in parse.slices(text)]
                shown = f"{case.parent.name}/{case.name}/{name}"
                found[shown] = [(*parse.statement(sql), sql) for sql in texts]
    return found


def is_concurrent(kind: str, node: dict[str, Any]) -> bool:
    return kind in ("IndexStmt", "DropStmt") and bool(node.get("concurrent"))


def alters(node: dict[str, Any]) -> set[str]:
    return {command["AlterTableCmd"]["subtype"] for command in node.get("cmds", ())}


def created(kind: str) -> list[tuple[dict[str, Any], str]]:
    """The statements of a kind in all files."""
    return [(node, sql) for each in written().values() for k, node, sql in each if k == kind]


def test_what_is_written_is_sql_of_known_kinds():
    kinds = {kind for statements in written().values() for kind, _node, _sql in statements}

    assert kinds == {
        *("TransactionStmt", "VariableSetStmt", "DoStmt", "IndexStmt", "DropStmt", "CommentStmt"),
        *("AlterTableStmt", "CreatePolicyStmt", "AlterPolicyStmt", "CreateFunctionStmt", "AlterFunctionStmt"),
        *("CreateSeqStmt", "AlterSeqStmt", "RenameStmt", "LockStmt", "SelectStmt", "GrantStmt"),
    }


def test_a_concurrent_build_is_alone_in_its_file_and_has_no_timeouts():
    files = {name: each for name, each in written().items() if any(is_concurrent(k, n) for k, n, _ in each)}
    both_halves = {name: 2 if name.startswith(f"{FK}/dbmate") else 1 for name in files}

    assert files
    assert {name: len(statements) for name, statements in files.items()} == both_halves


def test_no_name_is_longer_than_63_bytes():
    names = {
        name
        for each in written().values()
        for _k, node, _s in each
        for name in strings(node, "idxname", "conname")
    }
    names |= {node["policy_name"] for node, _sql in created("CreatePolicyStmt")}

    assert max(len(name.encode()) for name in names) <= 63
    assert any(len(name.encode()) > 60 for name in names)  # there are some that had to be cut


def strings(node: Any, *keys: str) -> set[str]:
    if isinstance(node, list):
        return {name for item in node for name in strings(item, *keys)}
    if not isinstance(node, dict):
        return set()
    own = {node[key] for key in keys if isinstance(node.get(key), str)}
    return own.union(*(strings(value, *keys) for value in node.values()))


def test_nothing_is_validated_in_the_transaction_that_adds_it():
    for name, statements in written().items():
        kinds = set().union(*(alters(node) for kind, node, _sql in statements if kind == "AlterTableStmt"))
        assert not {"AT_AddConstraint", "AT_ValidateConstraint"} <= kinds, name
    adds = [
        command["AlterTableCmd"]["def"]["Constraint"]
        for node, _sql in created("AlterTableStmt")
        for command in node["cmds"]
        if command["AlterTableCmd"]["subtype"] == "AT_AddConstraint"
    ]
    assert adds and all(
        constraint.get("skip_validation")
        or constraint.get("indexname")
        or constraint["contype"] == "CONSTR_PRIMARY"  # of a partitioned table, which takes none from an index
        for constraint in adds
    )


def test_no_template_adds_a_foreign_key_not_valid():
    """lock_safe knows which tables take one; templates are for columns and tables that they make themselves."""
    for path in (TESTS.parent / "templates/sql").glob("*.j2"):
        found = re.search(r"\b(?:FOREIGN KEY|REFERENCES)\b[^;]*NOT VALID", path.read_text(), re.IGNORECASE)
        assert not found, path


def test_every_path_ends_in_pg_temp():
    paths = [
        re.search(r"\bSET search_path = (.+?)(?: AS|$)", sql, re.MULTILINE)
        for kind in ("AlterFunctionStmt", "CreateFunctionStmt")
        for _node, sql in created(kind)
        if re.search(r"\bSET search_path", sql)
    ]

    assert paths and all(found and found[1].endswith(", pg_temp") and "'" not in found[1] for found in paths)


def test_policies_have_the_clauses_that_their_command_takes():
    wanted = {
        "select": (True, False),
        "insert": (False, True),
        "update": (True, True),
        "delete": (True, False),
        "all": (True, False),  # what it lets through is what it lets see
    }
    policies = [node for node, _sql in created("CreatePolicyStmt")]

    assert {node["cmd_name"] for node in policies} == set(wanted)
    for node in policies:
        assert ("qual" in node, "with_check" in node) == wanted[node["cmd_name"]], node["policy_name"]


def test_row_security_is_never_left_without_policies():
    """In the file that enables it, its policies follow; unless the table had some."""
    for name, statements in written().items():
        for kind, node, _sql in statements:
            if kind == "AlterTableStmt" and "AT_EnableRowSecurity" in alters(node):
                table = node["relation"]["relname"]
                policies = [n for k, n, _s in statements if k == "CreatePolicyStmt"]
                commands = [n["cmd_name"] for n in policies if n["table"]["relname"] == table]
                had_some = table == "settings"  # of supabase_signed_in_users
                assert had_some or commands, name


def test_limits_are_local_to_a_transaction():
    for name, statements in written().items():
        for kind, node, sql in statements:
            if kind == "VariableSetStmt":
                assert node.get("is_local"), (name, sql)


# on a project


def project(folder: Path, sql: str, toml: str) -> Path:
    write(folder, {"migrations/000001_schema.up.sql": sql, "fixer.toml": toml})
    return folder


def plan(folder: Path, *arguments: str) -> dict[str, Any]:
    done = fixer(folder, "plan", "--output-format", "json", "--now", NOW, *arguments)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def statements_of(found: dict[str, Any], way: str = "up") -> list[str]:
    return [statement["sql"] for migration in found["migrations"] for statement in migration[way]]


def test_a_name_with_a_dot_is_one_name(tmp_path):
    sql = """
        CREATE TABLE "public.customers" (id int PRIMARY KEY);
        CREATE TABLE "a.b" ("c.d" int REFERENCES "public.customers");
    """
    found = plan(project(tmp_path, sql, f'select = ["{FK}"]'))

    assert statements_of(found)[0].endswith('"a.b_c.d_idx" ON public."a.b" ("c.d")')


def test_a_later_or_replace_brings_the_finding_back(tmp_path):
    """CREATE OR REPLACE without SET drops the path that an earlier statement gave."""
    body = "LANGUAGE plpgsql SECURITY DEFINER {} AS 'BEGIN END'"
    sql = f"""
        CREATE FUNCTION f() RETURNS void {body.format("")};
        ALTER FUNCTION f() SET search_path = pg_catalog, pg_temp;
        CREATE OR REPLACE FUNCTION f() RETURNS void {body.format("")};
        CREATE FUNCTION g() RETURNS void {body.format("")};
        CREATE OR REPLACE FUNCTION g() RETURNS void {body.format("SET search_path = pg_catalog, pg_temp")};
    """
    found = plan(project(tmp_path, sql, f'select = ["{PATH}"]'))

    assert statements_of(found) == ["ALTER FUNCTION public.f() SET search_path = pg_catalog, pg_temp"]


def test_a_path_of_several_words_comes_back(tmp_path):
    """A path that is there counts, however it is written, and a replacement keeps it."""
    sql = """
        CREATE TABLE t (id int);
        CREATE FUNCTION f() RETURNS bigint LANGUAGE plpgsql SET search_path = "$user", "A,b", public
            AS 'BEGIN RETURN (SELECT count(*) FROM t); END';
        CREATE FUNCTION g() RETURNS bigint LANGUAGE plpgsql SET work_mem = '1MB'
            AS 'BEGIN RETURN (SELECT count(*) FROM t); END';
    """
    found = plan(project(tmp_path, sql, f'select = ["{PATH}", "unqualified-name"]\nunsafe = true'))
    (replaced,) = statements_of(found)

    assert "public.g()" in replaced and "SET work_mem = '1MB'" in replaced


def test_the_comment_that_every_database_has_is_not_replaced(tmp_path):
    toml = """
        select = ["missing-comment"]
        [rules.missing-comment]
        kinds = ["schema"]
        text = { public = "x", a = "y" }
    """
    found = plan(project(tmp_path, "CREATE SCHEMA a;", toml))

    assert statements_of(found) == ["COMMENT ON SCHEMA a IS 'y'"]


def test_a_comment_at_the_end_swallows_nothing(tmp_path):
    function = "CREATE FUNCTION f() RETURNS bigint AS 'SELECT count(*), ''t'' FROM t' LANGUAGE sql -- the end"
    folder = project(
        tmp_path,
        f"CREATE TABLE t (id int);\n{function}\n;",
        'select = ["unqualified-name"]\npending_from = "1"',
    )
    (edit,) = plan(folder)["edits"]
    assert "''t'' FROM public.t' LANGUAGE sql -- the end" in edit["diff"]

    (folder / "fixer.toml").write_text('select = ["unqualified-name"]')
    done = fixer(folder, "apply", "--out", "migrations", "--now", NOW)
    assert done.returncode == 0, done.stderr
    text = (folder / "migrations/000002_qualify_f.up.sql").read_text()
    assert [kind for kind, _node in map(parse.statement, pieces(text))].count("CreateFunctionStmt") == 1


def pieces(text: str) -> list[str]:
    return [text[piece] for piece in parse.slices(text)]


# on PostgreSQL


@pytest.fixture
def database(server: Postgres):
    with server.database() as url:
        yield url


def golden(case: str, folder: Path) -> tuple[Path, list[Path]]:
    """The migrations folder of a golden folder with what is wanted in it, and the new ups in order."""
    for source in (GOLDEN / case / "migrations", GOLDEN / case / "wanted/migrations"):
        shutil.copytree(source, folder / "migrations", dirs_exist_ok=True)
    new = sorted((GOLDEN / case / "wanted/migrations").glob("*.up.sql"))
    return folder / "migrations", [folder / "migrations" / path.name for path in new]


def shipped(server: Postgres, url: str, folder: Path, new: list[Path]) -> None:
    """Runs what was there before."""
    layout, found = sources(folder)
    up(server, url, layout, [source for source in found if Path(source.path) not in new])


def test_an_invalid_leftover_of_the_same_name_stops_the_migrations(tmp_path, server: Postgres, database: str):
    folder, new = golden(f"{FK}/built_concurrently_and_looked_at", tmp_path)
    shipped(server, database, folder, new)
    server.psql(database, "CREATE INDEX orders_billed_to_idx ON orders (billed_to);")
    invalid = "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'orders_billed_to_idx'::regclass"
    server.psql(database, invalid)

    *builds, look = new
    for path in builds:
        server.simple_query(database, path.read_text())  # IF NOT EXISTS passes over it
    with pytest.raises(AssertionError, match="orders_billed_to_idx is missing or invalid"):
        server.simple_query(database, look.read_text())

    server.psql(database, "DROP INDEX CONCURRENTLY orders_billed_to_idx")  # as the file says
    for path in new:
        server.simple_query(database, path.read_text())


def test_the_look_at_indexes_passes_over_a_parent_that_waits_for_its_partitions(
    tmp_path, server: Postgres, database: str
):
    folder, new = golden(f"{FK}/partitions_of_partitions", tmp_path)
    shipped(server, database, folder, new)
    valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'readings_device_id_idx'::regclass"

    states = []
    for path in new:
        server.simple_query(database, path.read_text())
        states.append(server.psql(database, valid).strip())

    assert states == ["f", "f", "f", "f", "t", "t"]  # valid with the last ATTACH, and the look comes after it


def test_functions_work_as_before_under_their_new_path(tmp_path, server: Postgres, database: str):
    """Operators of extensions on types of their own (citext) and on PostgreSQL's (pg_trgm's text % text)."""
    folder, new = golden(f"{PATH}/the_schemas_that_it_needs", tmp_path)
    shipped(server, database, folder, new)
    server.psql(database, "INSERT INTO people VALUES (1, 'Ada', 'Ada@Example.org')")
    calls = """
        SELECT find_by_mail('ada@example.ORG'), (SELECT count(*) FROM alike('ada')), is_well('ill'),
            count_rows('people')
    """
    before = server.psql(database, calls)
    for path in new:
        server.simple_query(database, path.read_text())

    assert server.psql(database, calls) == before == "1|1|f|1\n"


def test_an_unset_or_emptied_setting_shows_no_rows_and_raises_nothing(
    tmp_path, server: Postgres, database: str
):
    folder, new = golden("rls-without-policy/policies_for_the_owner", tmp_path)
    shipped(server, database, folder, new)
    for path in new:
        server.simple_query(database, path.read_text())
    user = "6d5f3c1e-0000-4000-8000-000000000001"
    server.psql(database, f"INSERT INTO notes VALUES (1, '{user}', 'x')")
    role = f"fixer_reader_{database.rpartition('/')[2].partition('?')[0]}"
    try:
        seen = server.psql(
            database,
            f"""
            CREATE ROLE {role}; GRANT SELECT ON notes TO {role};
            SET ROLE {role};
            SELECT count(*) FROM notes;
            BEGIN;
            SELECT set_config('app.current_user_id', '{user}', true) IS NOT NULL;
            SELECT count(*) FROM notes;
            COMMIT;
            SELECT current_setting('app.current_user_id', true) = '', count(*) FROM notes;
            """,
        )
    finally:
        server.psql(database, f"RESET ROLE; DROP OWNED BY {role}; DROP ROLE {role}")

    assert seen.split() == ["0", "t", "1", "t|0"]


def test_the_owner_is_bound_only_by_force(tmp_path, server: Postgres, database: str):
    """The tests' user is a superuser, whom nothing binds: the tables get an owner of their own."""
    role = f"fixer_owner_{database.rpartition('/')[2].partition('?')[0]}"
    counts = []
    try:
        server.psql(database, f"CREATE ROLE {role}; GRANT CREATE, USAGE ON SCHEMA public TO {role}")
        for number, force in enumerate(("false", "true")):
            sql = f"CREATE TABLE t{number} (id int, user_id int NOT NULL)"
            toml = f"""
                select = ["rls-disabled"]
                unsafe = true
                concurrently = "never"
                rules.rls-disabled.force = {force}
            """
            found = plan(project(tmp_path / force, f"{sql};", toml))
            run = [sql, f"INSERT INTO t{number} VALUES (1, 1)", *statements_of(found)]
            server.psql(database, f"SET ROLE {role};\n" + ";\n".join(run))
            counts.append(server.psql(database, f"SET ROLE {role}; SELECT count(*) FROM t{number}").strip())
    finally:
        server.psql(database, f"DROP OWNED BY {role}; DROP ROLE {role}")

    assert counts == ["1", "0"]


def test_a_printed_in_list_is_still_the_same_after_down(tmp_path, server: Postgres, database: str):
    """A varchar IN list as pg_dump prints it, run again, prints differently: its source text comes back."""
    printed = "CHECK (((kind)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])))"
    sql = f"CREATE TABLE t (kind character varying(9));\nALTER TABLE t ADD CONSTRAINT c {printed} NOT VALID;"
    toml = """
        select = ["missing-check"]
        [[rules.missing-check.patterns]]
        columns = "kind"
        check = "{column} IN ('b', 'a')"
    """
    found = plan(project(tmp_path, sql, toml))
    server.psql(database, sql)
    before = server.dump(database)

    assert statements_of(found) == [
        "ALTER TABLE public.t VALIDATE CONSTRAINT c"
    ]  # the same list, not another one
    for way in ("up", "down"):
        server.psql(database, ";\n".join(statements_of(found, way)))
    assert server.dump(database) == before


NAMES = """
SELECT c.oid, n.nspname, c.relname, i.indrelid
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_index i ON i.indexrelid = c.oid
WHERE n.nspname NOT IN ('pg_catalog', 'pg_toast', 'information_schema')
"""
TAKEN = """
SELECT 'taken', l.relation, l.mode FROM pg_locks l
WHERE l.pid = pg_backend_pid() AND l.relation IS NOT NULL
    AND l.mode NOT IN ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock')
"""
STRONGER_SINCE_18 = {"ALTER TABLE public.events ADD CONSTRAINT events_pkey PRIMARY KEY (at, kind)"}
"""What takes more on partitions there: a plan does not know the version, and names the strongest
(verify/test_locks_measured.py).
"""
LOCKED = [
    case
    for case in CASES
    if (case / "wanted/migrations").is_dir() and list((case / "wanted").rglob("*.up.sql"))
]


@pytest.mark.slow
@pytest.mark.parametrize("case", LOCKED, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_the_locks_that_a_plan_names_are_those_that_are_taken(
    case: Path, tmp_path, server: Postgres, database: str
):
    """The strongest lock that makes a query wait, on each relation that was there before a migration, after each
    statement of it.

    What a rewrite or a drop takes on a table's indexes says nothing beside the same on the table.
    """
    folder = tmp_path / "project"
    shutil.copytree(case, folder, ignore=shutil.ignore_patterns("wanted"))
    layout, old = sources(folder / "migrations")
    up(server, database, layout, old)
    for migration in plan(folder)["migrations"]:
        rows = (row.split("|") for row in server.psql(database, NAMES).splitlines())
        known = {oid: ((schema, name), table) for oid, schema, name, table in rows}
        looked: set[tuple[str, ...]] = set()
        named: dict[tuple[str, ...], str] = {}
        for statement in migration["up"]:
            if not statement["transactional"]:
                server.psql(database, statement["sql"])
                continue
            out = server.psql(database, f"BEGIN;\n{statement['sql']}\n;{TAKEN};COMMIT;")
            looked |= {tuple(row.split("|")[1:]) for row in out.splitlines() if row.startswith("taken|")}
            taken = strongest(
                (known[oid][0], mode)
                for oid, mode in looked
                if oid in known and (known[oid][1], mode) not in looked
            )
            said = [(tuple(parsed(lock["relation"])), lock["mode"]) for lock in statement["locks"]]
            named = strongest(
                (relation, mode)
                for relation, mode in (*named.items(), *said)
                if STRENGTH[mode] > STRENGTH["RowExclusiveLock"]
            )
            if binaries.major(server.binaries) < 18 and statement["sql"] in STRONGER_SINCE_18:
                assert taken.keys() == named.keys()
                assert all(STRENGTH[mode] <= STRENGTH[named[name]] for name, mode in taken.items())
                named = taken
            else:
                assert taken == named, statement["sql"]


def strongest(locks: Any) -> dict[tuple[str, ...], str]:
    found: dict[tuple[str, ...], str] = {}
    for relation, mode in locks:
        found[relation] = max(found.get(relation, mode), mode, key=STRENGTH.__getitem__)
    return found


def parsed(name: str) -> list[str]:
    """The parts of a name as SQL writes it."""
    return [
        part[1:-1].replace('""', '"') if part.startswith('"') else part
        for part in re.findall(r'"(?:[^"]|"")+"|[^.]+', name)
    ]
