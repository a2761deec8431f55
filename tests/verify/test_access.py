"""Row security is proved by what each role and user can do."""

from __future__ import annotations

import pytest
from verify.project import verify
from verify.reached import ALL, NONE, PLAIN, SUPABASE, every, table_of

from fixer.ddl.run import run, split
from fixer.replay import start
from fixer.verify.access_questions import _settings
from fixer.verify.user_ids import user_ids

TEXT_KEYS = """
CREATE TABLE users (id text PRIMARY KEY, email text);
CREATE TABLE notes (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id text NOT NULL REFERENCES users, body text);
"""


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
