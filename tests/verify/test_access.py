"""Row security is proved by what each role and user can do, and policies that let too much through are caught."""

from __future__ import annotations

import pytest
from postgres import Postgres
from verify.project import verify

from fixer.catalog.introspect import introspect
from fixer.catalog.objects import Table
from fixer.ddl.run import run, split
from fixer.fixing.row_security import Owner
from fixer.model import Access, ObjectRef, Raised
from fixer.pipeline import fixers_of
from fixer.planner.proof import Rules
from fixer.replay import start
from fixer.report.proof import good, reach
from fixer.verify.access import Matrix, matrix, promised
from fixer.verify.access_questions import COMMANDS, Question, _settings, questions
from fixer.verify.access_trial import Reach, rights_of
from fixer.verify.connection import Connection, connect
from fixer.verify.user_ids import user_ids

PLAIN = """
CREATE TABLE users (id bigint PRIMARY KEY, email text);
CREATE TABLE tasks (id serial PRIMARY KEY, user_id bigint REFERENCES users, title text NOT NULL);
CREATE TABLE messages (id serial PRIMARY KEY, task_id int NOT NULL REFERENCES tasks, body text);
"""
SUPABASE = """
CREATE TABLE notes (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id uuid NOT NULL REFERENCES auth.users, body text);
"""
TEXT_KEYS = """
CREATE TABLE users (id text PRIMARY KEY, email text);
CREATE TABLE notes (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id text NOT NULL REFERENCES users, body text);
"""
NONE, ALL = [], ["user 1", "user 2"]


def rows_of(document, table: str) -> list[dict]:
    return [row for proof in document["proofs"] for row in proof["access"] if row["table"] == table]


def table_of(document, table: str) -> dict[str, tuple[dict, dict]]:
    rows = rows_of(document, table)
    assert all(row["after"] == row["promised"] for row in rows)
    return {row["who"]: (row["before"], row["after"]) for row in rows}


def every(owners: list[str] | None) -> dict[str, list[str] | None]:
    return dict.fromkeys(COMMANDS, owners)


def _rules(server: Postgres) -> Rules:
    fixers = fixers_of(server.binaries)
    return Rules(fixers, {rule: fixer.options() for rule, fixer in fixers.items()})


def _tried(connection: Connection, rules: Rules, policy: str) -> tuple[Matrix, dict[str, Reach]]:
    """What is tried of a policy that comes, and what each may do."""
    first = introspect(connection)
    connection.execute(policy.encode())
    last = introspect(connection)
    asked = questions(first, last, rules)
    tried = matrix(connection, asked, last)
    return tried, dict(zip((one.who for one in asked), tried.reach, strict=True))


@pytest.mark.parametrize("table", ["public.users", "public.tasks", "public.messages"])
def test_on_a_plain_database_users_reach_their_own_rows_and_nobody_none(table, tmp_path):
    document = verify(tmp_path, {"migrations/0001_a.sql": PLAIN}, "--unsafe", "--select", "rls-disabled")

    shown = table_of(document, table)

    before = every(ALL if table == "public.users" else [*ALL, "nobody"])
    assert shown["application, user 1"] == (before, every(["user 1"]))
    assert shown["application, user 2"] == (before, every(["user 2"]))
    assert shown["application, nobody"] == (before, every(NONE))
    assert shown["owner of the table"] == (before, before)


def test_a_table_whose_foreign_key_is_looked_at_at_the_end_is_tried_as_its_owner_too(tmp_path):
    deferred = PLAIN.replace("REFERENCES users", "REFERENCES users DEFERRABLE INITIALLY DEFERRED")

    document = verify(tmp_path, {"migrations/0001_a.sql": deferred}, "--unsafe", "--select", "rls-disabled")

    assert table_of(document, "public.tasks")["owner of the table"] == (every([*ALL, "nobody"]),) * 2


CHECKED = """
CREATE TABLE users (id bigint PRIMARY KEY);
CREATE TABLE items (id bigint PRIMARY KEY, user_id bigint NOT NULL REFERENCES users, cents int CHECK (cents >= 0.5),
    span tstzrange CHECK (lower(span) < now()));
"""


FEW = """
CREATE TABLE orgs (id bigint PRIMARY KEY);
CREATE TABLE users (id bigint PRIMARY KEY);
CREATE TABLE items (id bigint PRIMARY KEY, user_id bigint NOT NULL REFERENCES users, org_id bigint NOT NULL REFERENCES orgs,
    slug text NOT NULL CHECK (slug IN ('a', 'b')), UNIQUE (slug, org_id));
"""


def test_the_few_rows_that_are_tried_are_of_several_users(tmp_path):
    """Where values changed one slot after the other, a unique key let through those of the first user alone."""
    document = verify(tmp_path, {"migrations/0001_a.sql": FEW}, "--unsafe", "--select", "rls-disabled")

    assert table_of(document, "public.items")["application, user 2"][1] == every(["user 2"])


def test_candidates_that_a_type_or_a_check_refuses_end_nothing(tmp_path):
    """What fails in a transaction ends it: each is tried by itself."""
    files = {"migrations/0001_a.sql": CHECKED}

    document = verify(tmp_path, files, "--unsafe", "--select", "rls-disabled")

    assert table_of(document, "public.items")["application, user 1"][1] == every(["user 1"])


@pytest.mark.parametrize("sql", [SUPABASE, TEXT_KEYS], ids=["uuid", "text"])
def test_on_supabase_anon_reaches_nothing_and_the_service_everything(sql, tmp_path):
    files = {"supabase/config.toml": "", "supabase/migrations/20240101000000_a.sql": sql}

    document = verify(tmp_path, files, "--unsafe", "--select", "rls-disabled")

    shown = table_of(document, "public.notes")
    assert shown == {
        "anon, nobody": (every(ALL), every(NONE)),
        "authenticated, user 1": (every(ALL), every(["user 1"])),
        "authenticated, user 2": (every(ALL), every(["user 2"])),
        "authenticated, nobody": (every(ALL), every(NONE)),
        "service_role, nobody": (every(ALL), every(ALL)),
        "owner of the table": (every(ALL), every(ALL)),
    }


BY_HELPER = f"""{TEXT_KEYS}
CREATE FUNCTION me() RETURNS text LANGUAGE sql STABLE AS $$ SELECT auth.uid()::text $$;
CREATE FUNCTION "It's me"() RETURNS text LANGUAGE sql STABLE AS $$ SELECT public.me() $$;
CREATE TABLE lines (id bigint PRIMARY KEY, note_id uuid REFERENCES notes);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON notes TO authenticated USING (user_id = me());
"""


def test_what_a_role_has_no_right_to_is_promised_to_nobody(tmp_path):
    files = {"supabase/migrations/20240101000000_a.sql": f"{SUPABASE} REVOKE DELETE ON notes FROM service_role, authenticated;"}  # fmt: skip

    document = verify(tmp_path, files, "--unsafe", "--select", "rls-disabled")

    shown = table_of(document, "public.notes")
    assert shown["service_role, nobody"][1] == {**every([*ALL]), "delete": None}
    assert shown["authenticated, user 1"][1] == {**every(["user 1"]), "delete": None}


def test_users_with_keys_of_text_are_told_by_a_function_of_the_schema(tmp_path):
    asked = "ALTER POLICY own ON notes USING (user_id = (SELECT me()))"
    files = {
        "supabase/config.toml": "",
        "supabase/migrations/20240101000000_a.sql": BY_HELPER,
        "a.sql": asked,
    }

    document = verify(tmp_path, files, "--unsafe", "--select", "suggested-sql", "--sql", "a.sql")

    assert table_of(document, "public.notes")["authenticated, user 1"] == (
        every(["user 1"]),
        every(["user 1"]),
    )


def test_rows_that_are_marked_as_deleted_are_not_what_is_tried(tmp_path):
    gone = "ALTER TABLE notes ADD COLUMN deleted_at timestamptz"
    files = {
        "supabase/config.toml": "",
        "supabase/migrations/20240101000000_a.sql": f"{BY_HELPER}{gone};",
        "a.sql": "ALTER POLICY own ON notes USING (user_id = me() AND deleted_at IS NULL)",
    }

    document = verify(tmp_path, files, "--unsafe", "--select", "suggested-sql", "--sql", "a.sql")

    assert table_of(document, "public.notes")["authenticated, user 1"] == (
        every(["user 1"]),
        every(["user 1"]),
    )


@pytest.mark.parametrize(
    ("texts", "settings"),
    [
        (["user_id = current_setting('a.user')::uuid"], ("a.user",)),
        (["(select nullif(current_setting('a.user', true), ''))::uuid = n.user_id::uuid"], ("a.user",)),
        (["org = current_setting('a.org')::uuid OR user_id = current_setting('a.user'::text)"], ("a.user",)),
        (["org = current_setting('a.org')::uuid"], ()),
    ],
)
def test_the_setting_that_tells_the_user_is_the_one_that_is_compared_with_the_owner(texts, settings):
    assert _settings(texts, "user_id") == settings


@pytest.mark.parametrize(
    ("policy", "found"),
    [
        ("ON notes USING (user_id = auth.uid()::text)", "notes.user_id users.id"),
        ("ON notes USING (user_id = (SELECT me()))", "notes.user_id users.id"),
        ('ON notes USING (user_id = "It\'s me"())', "notes.user_id users.id"),
        ("ON lines USING (EXISTS (SELECT FROM notes n WHERE n.id = note_id AND n.user_id = me()))", "notes.user_id users.id"),
        ("ON notes USING (user_id = current_user)", ""),
        ("ON notes USING (body <> 'auth')", ""),
    ],
)  # fmt: skip
def test_which_columns_hold_users_is_told_by_the_policies(policy, found):
    catalog = start("supabase")
    for sql in split(BY_HELPER.partition("ALTER TABLE")[0] + f"CREATE POLICY p {policy}"):
        run(catalog, sql)

    places = user_ids([catalog])

    assert " ".join(sorted(f"{table.name}.{name}" for table, name in places)) == found


def test_force_binds_the_owner_too(tmp_path):
    files = {"migrations/0001_a.sql": PLAIN, "fixer.toml": "[rules.rls-disabled]\nforce = true\n"}

    document = verify(tmp_path, files, "--unsafe", "--select", "rls-disabled")

    assert table_of(document, "public.tasks")["owner of the table"][1] == every(NONE)


SPOILT = {
    "no check on insert": ("FOR INSERT WITH CHECK (user_id = {me})", "FOR INSERT WITH CHECK (true)"),
    "everybody may delete": ("FOR DELETE USING (user_id = {me})", "FOR DELETE USING (true)"),
    "everybody may read": ("FOR SELECT USING (user_id = {me})", "FOR SELECT USING (true)"),
    "everybody may update": ("FOR UPDATE USING (user_id = {me})", "FOR UPDATE USING (true)"),
    "nobody may update": ("FOR UPDATE USING (user_id = {me})", "FOR UPDATE USING (false)"),
}
RIGHT = list(dict.fromkeys(right for right, _wrong in SPOILT.values()))
ME = "(select nullif(current_setting('app.current_user_id', true), '')::bigint)"


@pytest.mark.parametrize("name", ["as promised", *SPOILT])
def test_a_policy_that_lets_through_more_or_less_than_promised_is_caught(name, server: Postgres):
    rules = _rules(server)
    right, wrong = SPOILT.get(name, ("", ""))
    clauses = [wrong if clause == right else clause for clause in RIGHT]
    with server.database() as url, connect(url) as connection:
        connection.execute(PLAIN.encode())
        first = introspect(connection)
        connection.execute("ALTER TABLE tasks ENABLE ROW LEVEL SECURITY")
        for number, clause in enumerate(clauses):
            connection.execute(f"CREATE POLICY p{number} ON tasks {clause.format(me=ME)}".encode())
        last = introspect(connection)

        asked = questions(first, last, rules)
        seen = matrix(connection, asked, last)

        wanted = [promised(q, seen, after, last, rules) for q, after in zip(asked, seen.reach, strict=True)]
        assert seen.untried == {}
        assert (list(seen.reach) == wanted) == (name == "as promised")
        assert connection.execute("SELECT count(*) FROM tasks").fetchone() == (0,), "nothing stays"
        assert connection.execute("SELECT 1 FROM pg_roles WHERE rolname LIKE 'fixer_a%'").fetchall() == []


@pytest.mark.parametrize("name", ["deleted_at", '"Gone at"'])
def test_rows_that_are_tried_are_not_deleted_ones(name, server: Postgres):
    """A policy that hides what was deleted hid all that were made up, whoever they belonged to."""
    rules = _rules(server)
    with server.database() as url, connect(url) as connection:
        connection.execute(PLAIN.encode())
        connection.execute(
            f"ALTER TABLE tasks ADD COLUMN {name} timestamptz, ENABLE ROW LEVEL SECURITY".encode()
        )
        connection.execute(f"CREATE POLICY p ON tasks USING (user_id = {ME})".encode())
        first = introspect(connection)
        connection.execute(f"ALTER POLICY p ON tasks USING (user_id = {ME} AND {name} IS NULL)".encode())
        last = introspect(connection)
        asked = questions(first, last, rules)

        reach = dict(zip((q.who for q in asked), matrix(connection, asked, last).reach, strict=True))

        assert reach["application, user 1"]["select"] == ("user 1",)
        assert reach["application, nobody"]["select"] == ()


def test_where_the_migrations_gave_all_rows_to_one_user_there_are_others_to_try_it_with(server: Postgres):
    rules = _rules(server)
    with server.database() as url, connect(url) as connection:
        connection.execute(PLAIN.encode())
        connection.execute("INSERT INTO users SELECT n FROM generate_series(1, 9) n")
        connection.execute("INSERT INTO tasks (user_id, title) SELECT 1, 'x' FROM generate_series(1, 9)")
        connection.execute("ALTER TABLE tasks ENABLE ROW LEVEL SECURITY")

        tried, reach = _tried(connection, rules, f"CREATE POLICY p ON tasks USING (user_id = {ME})")

        assert tried.untried == {}
        assert reach["application, user 2"]["select"] == ("user 2",)


@pytest.mark.parametrize("key", ["LIST (id)", "RANGE (user_id, id)", "HASH (id)"])
def test_a_table_whose_partitions_the_application_makes_is_tried_with_one_that_is_gone_again(
    key, server: Postgres
):
    rules = _rules(server)
    with server.database() as url, connect(url) as connection:
        connection.execute(f"CREATE TABLE events (id int, user_id int) PARTITION BY {key}".encode())
        connection.execute("ALTER TABLE events ENABLE ROW LEVEL SECURITY")

        tried, reach = _tried(connection, rules, f"CREATE POLICY p ON events USING (user_id = {ME})")

        assert tried.untried == {}
        assert reach["application, user 2"]["select"] == ("user 2",)
        assert connection.execute("SELECT count(*) FROM pg_inherits").fetchone() == (0,)


def test_each_of_many_partitions_is_tried_with_rows_of_two_users(server: Postgres):
    rules = _rules(server)
    parts = [f"part_{number}" for number in range(6)]
    with server.database() as url, connect(url) as connection:
        connection.execute("CREATE TABLE users (id int PRIMARY KEY)")
        connection.execute(
            "CREATE TABLE events (kind text, user_id int REFERENCES users) PARTITION BY LIST (kind)"
        )
        for part in parts:
            connection.execute(f"CREATE TABLE {part} PARTITION OF events FOR VALUES IN ('{part}')".encode())
            connection.execute(f"ALTER TABLE {part} ENABLE ROW LEVEL SECURITY".encode())
        first = introspect(connection)
        for part in parts:
            connection.execute(f"CREATE POLICY p ON {part} USING (user_id = {ME})".encode())
        last = introspect(connection)

        tried = matrix(connection, questions(first, last, rules), last)

        assert {ref.name for ref in tried.labels} == {*parts}
        assert tried.untried == {}


def test_tables_whose_policies_stay_as_they_are_are_not_asked_about(server: Postgres):
    rules = _rules(server)
    with server.database() as url, connect(url) as connection:
        connection.execute(PLAIN.encode())
        first = introspect(connection)
        connection.execute("COMMENT ON TABLE tasks IS 'x'")

        assert questions(first, introspect(connection), rules) == []


def test_where_nobody_may_become_another_it_is_said_that_row_security_was_not_tried(
    tmp_path, server: Postgres
):
    url = server.url.format("postgres")
    server.psql(url, "CREATE ROLE fixer_ordinary LOGIN CREATEDB CREATEROLE")
    try:
        given = ("--server", url.replace("//postgres@", "//fixer_ordinary@"))
        chosen = ("--unsafe", "--select", "rls-disabled")
        document = verify(tmp_path, {"migrations/0001_a.sql": PLAIN}, *chosen, *given, code=1)
    finally:
        server.psql(url, "DROP ROLE fixer_ordinary")

    said = [problem for proof in document["proofs"] for problem in proof["problems"]]
    assert len(said) == 3
    assert all("could not be tried: that takes a superuser" in problem for problem in said)


OWN_ROWS = "user_id = (SELECT auth.uid())"
ACTIVATED = {
    "policies that work": (f"USING ({OWN_ROWS})", {}),
    "a policy that reads its own table": (
        f"USING (body IN (SELECT n.body FROM notes n WHERE {OWN_ROWS}))",
        dict.fromkeys(COMMANDS, "42P17"),
    ),
    "a check that reads its own table": (
        f"USING ({OWN_ROWS}) WITH CHECK (body IN (SELECT n.body FROM notes n))",
        {"insert": "42P17", "update": "42P17"},
    ),
    "a policy that divides by zero": (
        f"USING ({OWN_ROWS} AND 1 / (length(body) - length(body)) = 1)",
        dict.fromkeys(COMMANDS, "22012"),
    ),
    "a policy that reads a table that the role may not read": (
        f"USING ({OWN_ROWS} AND EXISTS (SELECT FROM secrets))",
        dict.fromkeys(COMMANDS, "42501"),
    ),
}


@pytest.mark.parametrize("name", ACTIVATED)
def test_a_fix_with_which_a_policy_that_is_there_fails_is_not_proved(name, tmp_path):
    """Each of them was said to reach nothing, and taken as meant: the application gets an error on every statement."""
    policy, failing = ACTIVATED[name]
    secrets = "CREATE TABLE secrets (id int); REVOKE ALL ON secrets FROM authenticated;"
    files = {
        "supabase/config.toml": "",
        "supabase/migrations/20240101000000_a.sql": f"{SUPABASE}{secrets} CREATE POLICY p ON notes TO authenticated {policy};",
    }

    chosen = ("--unsafe", "--select", "rls-disabled")
    document = verify(tmp_path, files, *chosen, code=1 if failing else 0)

    (shown,) = (row for row in rows_of(document, "public.notes") if row["who"] == "authenticated, user 1")
    assert {error["command"]: error["sqlstate"] for error in shown["errors"]} == failing
    assert {error["when"] for error in shown["errors"]} <= {"after"}
    said = [problem for proof in document["proofs"] for problem in proof["problems"]]
    for command, state in failing.items():
        (named,) = (p for p in said if p.startswith(f"authenticated, user 1 gets an error on {command} of"))
        assert state in named
    assert bool(said) == bool(failing)


@pytest.mark.parametrize("name", ["a policy that reads its own table", "policies that work"])
def test_a_policy_that_failed_before_as_it_does_now_is_no_fault_of_what_changes(name, tmp_path):
    policy, failing = ACTIVATED[name]
    asked = "CREATE POLICY also ON notes FOR DELETE TO service_role USING (true)"
    there = f"{SUPABASE} ALTER TABLE notes ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON notes TO authenticated {policy};"
    files = {"supabase/config.toml": "", "supabase/migrations/20240101000000_a.sql": there, "a.sql": asked}

    document = verify(tmp_path, files, "--unsafe", "--select", "suggested-sql", "--sql", "a.sql")

    (shown,) = (row for row in rows_of(document, "public.notes") if row["who"] == "authenticated, user 1")
    assert {(error["when"], error["command"]) for error in shown["errors"]} == {
        (when, command) for when in ("before", "after") for command in failing
    }


@pytest.mark.parametrize(
    ("identity", "errors"),
    [
        ("current_setting('app.user_id')::bigint", {("application, nobody", "22P02")}),
        ("nullif(current_setting('app.user_id', true), '')::bigint", set()),
    ],
)
def test_an_identity_that_fails_for_nobody_alone_keeps_rows_as_well_as_one_that_is_null(
    identity, errors, tmp_path
):
    settings = f'[rules.rls-disabled]\nidentity = "{identity}"\n'
    files = {"migrations/0001_a.sql": PLAIN, "fixer.toml": settings}

    document = verify(tmp_path, files, "--unsafe", "--select", "rls-disabled")

    rows = rows_of(document, "public.tasks")
    assert {(row["who"], error["sqlstate"]) for row in rows for error in row["errors"]} == errors
    assert table_of(document, "public.tasks")["application, nobody"][1] == every(NONE)


_RECURSION = Raised("42P17", 'infinite recursion detected in policy for relation "rec"')
_NO_ID = Raised("22P02", "no id", expected=True)
_WANTED = ("user 1",)


@pytest.mark.parametrize(
    ("before", "after", "promised", "cell", "fine"),
    [
        (ALL, _RECURSION, _RECURSION, "error: infinite recursion… (42P17)", False),
        (ALL, _RECURSION, _WANTED, "error: infinite recursion… (42P17)", False),
        (_RECURSION, _RECURSION, _RECURSION, "error: infinite recursion… (42P17)", True),
        (Raised("22012", "x"), _RECURSION, _RECURSION, "error: infinite recursion… (42P17)", False),
        (ALL, _NO_ID, _NO_ID, "error: no id (22P02)", True),
        (ALL, _WANTED, _WANTED, "own", True),
        (ALL, (), _WANTED, "none", False),
        (None, None, None, "refused", True),
    ],
)
def test_a_cell_names_the_error_and_is_good_only_where_nothing_broke(before, after, promised, cell, fine):
    reached = [dict.fromkeys(COMMANDS, whose) for whose in (before, after, promised)]

    access = Access("public.rec", "authenticated, user 1", *reached)

    assert reach(access, "after") == [cell] * len(COMMANDS)
    assert good(access) == [fine] * len(COMMANDS)


GRANTED = """
CREATE TABLE posts (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, user_id uuid NOT NULL DEFAULT auth.uid() REFERENCES auth.users,
    title text NOT NULL, body text NOT NULL, long boolean GENERATED ALWAYS AS (length(body) > 9) STORED);
REVOKE ALL ON posts FROM anon, authenticated;
"""
EVERYTHING, OWN = every(ALL), every(["user 1"])
BY_GRANT = {
    "the whole table": ("ALL", EVERYTHING, OWN),
    "some columns for each command": (
        "SELECT (id, title, user_id), INSERT (user_id, title, body), UPDATE (title), DELETE", EVERYTHING, OWN,
    ),
    "columns that are alike in every row": ("SELECT (long, title), INSERT, UPDATE, DELETE", EVERYTHING, OWN),
    "a computed column": ("SELECT (long), INSERT, UPDATE, DELETE", EVERYTHING, OWN),
    "an identity column": ("SELECT, INSERT, UPDATE (id), DELETE", EVERYTHING, OWN),
    "all but whose a row is": (
        "SELECT, INSERT (title, body), UPDATE, DELETE", {**EVERYTHING, "insert": ["user 1"]}, OWN,
    ),
    "one column to read": (
        "SELECT (title)", {**every(None), "select": ALL}, {**every(None), "select": ["user 1"]},
    ),
    "what writes without reading": (
        "INSERT (user_id, title, body), UPDATE (body), DELETE",
        {**EVERYTHING, "select": None}, {**OWN, "select": None},
    ),
    "nothing": ("TRUNCATE", every(None), every(None)),
}  # fmt: skip


@pytest.mark.parametrize("name", BY_GRANT)
def test_a_role_with_rights_on_columns_is_tried_with_those_columns(name, tmp_path):
    """What it may read was said to be none, what it may write to be refused, and the right fix to be wrong."""
    grant, before, after = BY_GRANT[name]
    sql = f"{GRANTED} GRANT {grant} ON posts TO authenticated;"
    files = {"supabase/config.toml": "", "supabase/migrations/20240101000000_a.sql": sql}

    document = verify(tmp_path, files, "--unsafe", "--select", "rls-disabled")

    shown = table_of(document, "public.posts")
    assert shown["authenticated, user 1"] == (before, after)
    assert shown["anon, nobody"] == (every(None), every(None))


@pytest.mark.parametrize("usage", ["GRANT USAGE ON SCHEMA hidden TO", "REVOKE USAGE ON SCHEMA hidden FROM"])
def test_a_table_in_a_schema_that_a_role_may_not_use_is_refused_to_it(usage, server: Postgres):
    ref = ObjectRef("table", "hidden", "t")
    with server.database() as url, connect(url) as connection:
        connection.execute("CREATE SCHEMA hidden; CREATE TABLE hidden.t (id int)")
        table = introspect(connection).find(ref, Table)
        connection.execute("BEGIN; CREATE ROLE web; GRANT ALL ON hidden.t TO web")
        connection.execute(f"{usage} web".encode())

        rights = rights_of(connection, Question(ref, "web", "", Owner(table, table.columns[0]), ()))

        assert {rights.may(command) for command in COMMANDS} == {usage.startswith("GRANT")}
        connection.execute("ROLLBACK")


NOTHING = every(None)
WITHDRAWN = "DROP TABLE messages, tasks, users; DROP ROLE IF EXISTS fixer_t_group, fixer_t_web"
ROLES = {
    # what the migrations say of the role: what user 1 reaches as it, before and after
    "a right to read": ("GRANT SELECT ON tasks TO {r}", {**NOTHING, "select": [*ALL, "nobody"]}, {**NOTHING, "select": ["user 1"]}),
    "all rights": ("GRANT ALL ON tasks TO {r}", every([*ALL, "nobody"]), OWN),
    "rights on columns": (
        "GRANT SELECT (id, user_id), DELETE ON tasks TO {r}",
        {**NOTHING, "select": [*ALL, "nobody"], "delete": [*ALL, "nobody"]},
        {**NOTHING, "select": ["user 1"], "delete": ["user 1"]},
    ),
    "all rights, and none of row security": (
        "ALTER ROLE {r} BYPASSRLS; GRANT ALL ON tasks TO {r}", every([*ALL, "nobody"]), every([*ALL, "nobody"]),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ROLES)
def test_on_a_plain_database_a_role_has_the_rights_that_migrations_give_it(name, tmp_path):
    """It was not asked about, and where a policy named it, it was given all rights for the trial."""
    grant, before, after = ROLES[name]
    sql = f"{PLAIN} CREATE ROLE fixer_t_web; {grant.format(r='fixer_t_web')};"

    document = verify(tmp_path, {"migrations/0001_a.sql": sql}, "--unsafe", "--select", "rls-disabled")

    shown = table_of(document, "public.tasks")
    assert shown["fixer_t_web, user 1"] == (before, after)
    assert shown["application, user 1"] == (every([*ALL, "nobody"]), OWN), "no grant is known of it"
    assert "fixer_t_web, user 1" not in table_of(document, "public.messages"), "it has no right there"


@pytest.mark.parametrize(
    ("grant", "reached"),
    [
        ("GRANT SELECT ON tasks TO fixer_t_web", {**NOTHING, "select": ["user 1"]}),
        ("GRANT SELECT ON tasks TO fixer_t_group; GRANT fixer_t_group TO fixer_t_web", {**NOTHING, "select": ["user 1"]}),
        ("GRANT SELECT ON users TO fixer_t_web", NOTHING),
        ("GRANT SELECT ON users TO PUBLIC", OWN),
        ("COMMENT ON TABLE tasks IS 'nothing is said of rights'", OWN),
    ],
)  # fmt: skip
def test_a_role_that_a_policy_names_is_given_rights_only_where_migrations_give_it_none(
    grant, reached, server: Postgres
):
    rules = _rules(server)
    with server.database() as url, connect(url) as connection:
        connection.execute(PLAIN.encode())
        connection.execute("CREATE ROLE fixer_t_web; CREATE ROLE fixer_t_group")
        try:
            connection.execute(grant.encode())
            connection.execute("ALTER TABLE tasks ENABLE ROW LEVEL SECURITY")

            policy = f"CREATE POLICY p ON tasks TO fixer_t_web USING (user_id = {ME})"
            _seen, reach = _tried(connection, rules, policy)
        finally:
            connection.execute(WITHDRAWN.encode())

    after = {command: whose and tuple(whose) for command, whose in reached.items()}
    assert reach["fixer_t_web, user 1"] == after


def test_a_member_of_the_role_that_policies_are_for_reaches_its_own_rows(tmp_path):
    roles = (
        "CREATE ROLE fixer_t_group; CREATE ROLE fixer_t_web IN ROLE fixer_t_group; CREATE ROLE fixer_t_other;"
    )
    files = {
        "migrations/0001_a.sql": f"{PLAIN} {roles} GRANT ALL ON users TO fixer_t_web, fixer_t_other;",
        "fixer.toml": '[rules.rls-disabled]\nroles = ["fixer_t_group"]\n',
    }

    document = verify(tmp_path, files, "--unsafe", "--select", "rls-disabled")

    shown = table_of(document, "public.users")
    assert shown["fixer_t_web, user 1"][1] == OWN
    assert shown["fixer_t_other, user 1"][1] == every(NONE)


@pytest.mark.parametrize("then", ["REVOKE ALL ON tasks FROM fixer_t_web; DROP ROLE fixer_t_web", ""])
def test_a_role_that_the_migrations_drop_is_not_asked_about(then, server: Postgres):
    rules = _rules(server)
    with server.database() as url, connect(url) as connection:
        connection.execute(PLAIN.encode())
        connection.execute("CREATE ROLE fixer_t_web; GRANT ALL ON tasks TO fixer_t_web")
        try:
            _seen, reach = _tried(connection, rules, f"ALTER TABLE tasks ENABLE ROW LEVEL SECURITY; {then}")
        finally:
            connection.execute(WITHDRAWN.replace(", fixer_t_web", "").replace("_group", "_web").encode())

    assert ("fixer_t_web, user 1" in reach) == (not then)
