"""A role is tried with the rights that migrations give it."""

from __future__ import annotations

import pytest
from postgres import Postgres
from verify.project import verify
from verify.reached import ALL, EVERYTHING, ME, NONE, NOTHING, OWN, PLAIN, every, outcome, rules_of, table_of

from fixer.catalog.introspect import introspect
from fixer.catalog.objects import Table
from fixer.fixing.row_security import Owner
from fixer.model import ObjectRef
from fixer.verify.access_questions import COMMANDS, Question
from fixer.verify.access_trial import rights_of
from fixer.verify.connection import connect

GRANTED = """
CREATE TABLE posts (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, user_id uuid NOT NULL DEFAULT auth.uid() REFERENCES auth.users,
    title text NOT NULL, body text NOT NULL, long boolean GENERATED ALWAYS AS (length(body) > 9) STORED);
REVOKE ALL ON posts FROM anon, authenticated;
"""
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
    rules = rules_of(server)
    with server.database() as url, connect(url) as connection:
        connection.execute(PLAIN.encode())
        connection.execute("CREATE ROLE fixer_t_web; CREATE ROLE fixer_t_group")
        try:
            connection.execute(grant.encode())
            connection.execute("ALTER TABLE tasks ENABLE ROW LEVEL SECURITY")

            policy = f"CREATE POLICY p ON tasks TO fixer_t_web USING (user_id = {ME})"
            _seen, reach = outcome(connection, rules, policy)
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
    rules = rules_of(server)
    with server.database() as url, connect(url) as connection:
        connection.execute(PLAIN.encode())
        connection.execute("CREATE ROLE fixer_t_web; GRANT ALL ON tasks TO fixer_t_web")
        try:
            _seen, reach = outcome(connection, rules, f"ALTER TABLE tasks ENABLE ROW LEVEL SECURITY; {then}")
        finally:
            connection.execute(WITHDRAWN.replace(", fixer_t_web", "").replace("_group", "_web").encode())

    assert ("fixer_t_web, user 1" in reach) == (not then)
