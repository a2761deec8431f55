"""rls-disabled and rls-without-policy: users see and change their own rows, and nothing is guessed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from helpers_names import after, catalog_of, finding, fixer, mend, statements
from postgres import Postgres

from fixer.catalog.catalog import Catalog
from fixer.model import Fix, ObjectRef, Refusal, Satisfied
from fixer.registry import Problem

rls_disabled = fixer("rls_disabled")
rls_without_policy = fixer("rls_without_policy")
FIXERS = pytest.mark.parametrize("module", [rls_disabled, rls_without_policy], ids=lambda module: module.rule)

SETTING = "current_setting('app.current_user_id', true)"
TASKS = """
CREATE TABLE users (id text PRIMARY KEY, email text);
CREATE TABLE tasks (id text PRIMARY KEY, user_id text NOT NULL REFERENCES users, title text);
CREATE TABLE task_messages (id text PRIMARY KEY, task_id text NOT NULL REFERENCES tasks, body text);
"""


def table(name: str, schema: str = "public") -> ObjectRef:
    return ObjectRef("table", schema, name)


def by_table(sql: str, **settings: Any) -> dict[str, Any]:
    """What becomes of every table, each with the earlier fixes applied."""
    catalog = catalog_of(sql)
    options = rls_disabled.Options(**settings)
    results = {}
    for item in list(rls_disabled.detect(catalog, options)):
        result = rls_disabled.fix(finding("rls-disabled", item), catalog, options)
        results[item.target.name] = result
        if isinstance(result, Fix):
            catalog = after(result, catalog)
    return results


def conditions(result: Any) -> set[str]:
    """What the policies of a fix ask for."""
    assert isinstance(result, Fix), result
    params = [operation.params for operation in result.operations if operation.template == "create_policy"]
    return {item[clause] for item in params for clause in ("using", "check") if item[clause]}


def test_the_fix_is_whole_and_reads_well() -> None:
    assert statements(by_table(TASKS)["tasks"]) == [
        "CREATE INDEX IF NOT EXISTS tasks_user_id_idx ON public.tasks (user_id)",
        "ALTER TABLE public.tasks ENABLE ROW LEVEL SECURITY",
        "CREATE POLICY tasks_select_own ON public.tasks FOR SELECT\n"
        f"    USING (user_id = (select nullif({SETTING}, '')))",
        "CREATE POLICY tasks_insert_own ON public.tasks FOR INSERT\n"
        f"    WITH CHECK (user_id = (select nullif({SETTING}, '')))",
        "CREATE POLICY tasks_update_own ON public.tasks FOR UPDATE\n"
        f"    USING (user_id = (select nullif({SETTING}, '')))\n"
        f"    WITH CHECK (user_id = (select nullif({SETTING}, '')))",
        "CREATE POLICY tasks_delete_own ON public.tasks FOR DELETE\n"
        f"    USING (user_id = (select nullif({SETTING}, '')))",
    ]


def test_on_supabase_the_policies_are_for_signed_in_users() -> None:
    sql = "CREATE TABLE notes (id uuid PRIMARY KEY, user_id uuid REFERENCES auth.users)"

    assert statements(by_table(sql, platform="supabase")["notes"])[2] == (
        "CREATE POLICY notes_select_own ON public.notes FOR SELECT TO authenticated\n"
        "    USING (user_id = (select auth.uid()))"
    )


@pytest.mark.parametrize(
    ("platform", "kind", "condition"),
    [
        ("supabase", "uuid", "user_id = (select auth.uid())"),
        ("supabase", "text", "user_id = (select auth.uid())::text"),
        ("supabase", "varchar(255)", "user_id = (select auth.uid())::text"),
        ("supabase", "char(36)", "user_id = (select auth.uid())::bpchar"),
        ("plain", "text", f"user_id = (select nullif({SETTING}, ''))"),
        ("plain", "varchar(255)", f"user_id = (select nullif({SETTING}, ''))"),
        ("plain", "uuid", f"user_id = (select nullif({SETTING}, '')::uuid)"),
        ("plain", "bigint", f"user_id = (select nullif({SETTING}, '')::bigint)"),
    ],
)
def test_the_identity_is_cast_to_the_column_inside_its_select(
    platform: str, kind: str, condition: str
) -> None:
    results = by_table(f"CREATE TABLE notes (user_id {kind})", platform=platform)

    assert conditions(results["notes"]) == {condition}


def test_a_number_cannot_be_compared_with_a_uuid() -> None:
    result = by_table("CREATE TABLE notes (user_id bigint)", platform="supabase")["notes"]

    assert isinstance(result, Refusal)
    assert "bigint" in result.reason
    configured = by_table(
        "CREATE TABLE notes (user_id bigint)", platform="supabase", identity="app.user_number()"
    )
    assert conditions(configured["notes"]) == {"user_id = (select (app.user_number())::bigint)"}


def test_the_user_table_belongs_to_each_user_by_its_own_key() -> None:
    assert conditions(by_table(TASKS)["users"]) == {f"id = (select nullif({SETTING}, ''))"}


def test_a_profile_whose_key_is_the_users_is_a_user_table_whatever_its_name() -> None:
    sql = "CREATE TABLE learners (id uuid PRIMARY KEY REFERENCES auth.users, created_by uuid)"

    assert conditions(by_table(sql, platform="supabase")["learners"]) == {"id = (select auth.uid())"}


def test_a_profile_that_names_its_user_is_not_the_user_itself() -> None:
    sql = TASKS + (
        "CREATE TABLE profiles (id text PRIMARY KEY, user_id text REFERENCES users);"
        "CREATE TABLE posts (id text, profile_id text REFERENCES profiles)"
    )

    assert conditions(by_table(sql)["profiles"]) == {f"user_id = (select nullif({SETTING}, ''))"}


def test_who_made_a_user_does_not_own_it() -> None:
    sql = (
        "CREATE TABLE users (id text PRIMARY KEY, created_by text REFERENCES users);"
        "CREATE TABLE tasks (user_id text REFERENCES users)"
    )

    assert conditions(by_table(sql)["users"]) == {f"id = (select nullif({SETTING}, ''))"}


def test_one_foreign_key_leads_to_the_owner() -> None:
    assert conditions(by_table(TASKS)["task_messages"]) == {
        "EXISTS (SELECT FROM public.tasks WHERE tasks.id = task_messages.task_id"
        f" AND tasks.user_id = (select nullif({SETTING}, '')))"
    }


def test_a_foreign_key_to_the_users_is_the_owner_column_under_another_name() -> None:
    sql = TASKS + "CREATE TABLE invoices (id text PRIMARY KEY, payer text REFERENCES users)"

    assert conditions(by_table(sql)["invoices"]) == {f"payer = (select nullif({SETTING}, ''))"}


def test_a_foreign_key_of_several_columns_leads_there_too() -> None:
    sql = TASKS + (
        'CREATE TABLE "Steps" (a int, "B" int, user_id text REFERENCES users, PRIMARY KEY (a, "B"));'
        'CREATE TABLE logs (x int, y int, FOREIGN KEY (x, y) REFERENCES "Steps")'
    )

    assert conditions(by_table(sql)["logs"]) == {
        'EXISTS (SELECT FROM public."Steps" WHERE "Steps".a = logs.x AND "Steps"."B" = logs.y'
        f" AND \"Steps\".user_id = (select nullif({SETTING}, '')))"
    }


@pytest.mark.parametrize(
    ("to", "wanted"),
    [
        ("tasks (id)", "EXISTS (SELECT FROM public.tasks WHERE tasks.id = notes.task AND tasks.user_id"),
        ("tasks", "EXISTS (SELECT FROM public.tasks WHERE tasks.id = notes.task AND tasks.user_id"),
        ("users", "payer"),
    ],
)
def test_a_foreign_key_to_a_table_that_only_comes_later_leads_there(to: str, wanted: str) -> None:
    """Files may be out of order: the columns of a key that names none were not known when it was made."""
    column = "payer" if to == "users" else "task"
    sql = f"CREATE TABLE notes (id text PRIMARY KEY, {column} text REFERENCES {to});{TASKS}"

    [condition] = conditions(by_table(sql)["notes"])
    assert condition.startswith(wanted)


def test_a_foreign_key_by_columns_that_are_not_known_leads_nowhere() -> None:
    sql = "CREATE TABLE notes (id int, task int REFERENCES tasks); CREATE TABLE tasks (id int, user_id int)"

    assert isinstance(by_table(sql)["notes"], Refusal)


def test_a_table_of_the_same_name_in_another_schema_is_told_apart() -> None:
    sql = TASKS + "CREATE SCHEMA old; CREATE TABLE old.tasks (task_id text REFERENCES public.tasks)"

    result = by_table(sql, schemas=("old",))["tasks"]

    assert conditions(result) == {
        "EXISTS (SELECT FROM public.tasks AS tasks_owner WHERE tasks_owner.id = tasks.task_id"
        f" AND tasks_owner.user_id = (select nullif({SETTING}, '')))"
    }


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("CREATE TABLE countries (code text PRIMARY KEY)", "no column and no foreign key"),
        (
            TASKS + "CREATE TABLE friends (a text REFERENCES users, b text REFERENCES users)",
            "several ways: a or b",
        ),
        (
            TASKS + "CREATE TABLE deep (message_id text REFERENCES task_messages)",
            "no column and no foreign key",
        ),
        ("CREATE TABLE users (id text PRIMARY KEY, email text)", "no column and no foreign key"),
    ],
)
def test_where_no_owner_can_be_told_nothing_is_guessed(sql: str, words: str) -> None:
    *_rest, result = by_table(sql).values()

    assert isinstance(result, Refusal)
    assert (result.code, words in result.reason) == ("manual", True)
    assert "[rules.rls-disabled.owner]" in result.decide


def test_configuration_decides_whose_the_rows_are() -> None:
    sql = TASKS + "CREATE TABLE deep (message_id text REFERENCES task_messages, writer text)"

    assert conditions(by_table(sql, owner={"deep": "writer"})["deep"]) == {
        f"writer = (select nullif({SETTING}, ''))"
    }
    assert conditions(by_table(sql, owner={"public.deep": "message_id -> task_id -> user_id"})["deep"]) == {
        "EXISTS (SELECT FROM public.task_messages, public.tasks WHERE task_messages.id = deep.message_id"
        f" AND tasks.id = task_messages.task_id AND tasks.user_id = (select nullif({SETTING}, '')))"
    }


@pytest.mark.parametrize("path", ["nobody", "writer -> user_id", "message_id -> nobody"])
def test_configuration_that_does_not_fit_the_schema_is_said(path: str) -> None:
    sql = TASKS + "CREATE TABLE deep (message_id text REFERENCES task_messages, writer text)"
    result = by_table(sql, owner={"deep": path})["deep"]

    assert isinstance(result, Refusal)
    assert path in result.reason


@pytest.mark.parametrize(
    ("index", "wanted"),
    [
        ("", ["CREATE INDEX IF NOT EXISTS tasks_user_id_idx ON public.tasks (user_id)"]),
        ("CREATE INDEX i ON tasks (user_id, title)", []),
        ("CREATE UNIQUE INDEX i ON tasks (user_id)", []),
        (
            "CREATE INDEX i ON tasks (title, user_id)",
            ["CREATE INDEX IF NOT EXISTS tasks_user_id_idx ON public.tasks (user_id)"],
        ),
        (
            "CREATE INDEX i ON tasks (user_id) WHERE title IS NULL",
            ["CREATE INDEX IF NOT EXISTS tasks_user_id_idx ON public.tasks (user_id)"],
        ),
        (
            "CREATE INDEX IF NOT EXISTS tasks_user_id_idx ON tasks (title)",
            ["CREATE INDEX IF NOT EXISTS tasks_user_id_idx1 ON public.tasks (user_id)"],
        ),
    ],
)
def test_the_index_comes_along_unless_there_is_one(index: str, wanted: list[str]) -> None:
    found = [sql for sql in statements(by_table(f"{TASKS};{index}")["tasks"]) if "INDEX" in sql]

    assert wanted == found


def test_names_are_cut_and_quoted() -> None:
    name = "A" * 60
    result = by_table(f'CREATE TABLE "{name}" (user_id text)')[name]

    policies = [
        operation.params["name"] for operation in result.operations if operation.template == "create_policy"
    ]
    assert all(len(policy.encode()) <= 63 and policy.endswith("_own") for policy in policies)
    assert len(set(policies)) == 4
    assert f'CREATE POLICY "{policies[0]}" ON public."{name}"' in statements(result)[2]


def test_policies_that_are_there_already_are_kept() -> None:
    sql = TASKS + "CREATE POLICY mine ON tasks FOR SELECT USING (user_id = 'x')"
    result = by_table(sql)["tasks"]

    assert statements(result) == ["ALTER TABLE public.tasks ENABLE ROW LEVEL SECURITY"]
    assert "INSERT, UPDATE, DELETE" in result.notes[0]


def test_a_partition_gets_the_policies_of_its_parent() -> None:
    """Trap 35: the parent's row security does not hold for who reads the partition."""
    sql = """
    CREATE TABLE events (user_id text, at date, kind text) PARTITION BY RANGE (at);
    CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
    ALTER TABLE events ENABLE ROW LEVEL SECURITY;
    CREATE POLICY events_select_own ON events FOR SELECT TO app
        USING (events.user_id = current_user AND public.events.kind <> 'events.x');
    CREATE POLICY quiet ON events AS RESTRICTIVE USING (kind <> 'secret') WITH CHECK (true);
    """
    results = by_table(sql)

    assert list(results) == ["events_2026"]
    assert statements(results["events_2026"]) == [
        "ALTER TABLE public.events_2026 ENABLE ROW LEVEL SECURITY",
        "CREATE POLICY events_2026_select_own ON public.events_2026 FOR SELECT TO app\n"
        "    USING (events_2026.user_id = current_user AND events_2026.kind <> 'events.x')",
        "CREATE POLICY quiet ON public.events_2026 AS RESTRICTIVE FOR ALL\n"
        "    USING (kind <> 'secret')\n    WITH CHECK (true)",
    ]


def test_parent_and_partition_are_mended_together_with_one_index_each() -> None:
    sql = """
    CREATE TABLE events (user_id text, at date) PARTITION BY RANGE (at);
    CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
    CREATE TABLE events_2027 PARTITION OF events FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');
    CREATE INDEX there_already ON events_2027 (user_id);
    """
    results = by_table(sql)

    assert statements(results["events"], concurrently=True)[:4] == [
        "CREATE INDEX IF NOT EXISTS events_user_id_idx ON ONLY public.events (user_id)",
        "CREATE INDEX CONCURRENTLY IF NOT EXISTS events_2026_user_id_idx ON public.events_2026 (user_id)",
        "ALTER INDEX public.events_user_id_idx ATTACH PARTITION public.events_2026_user_id_idx",
        "ALTER INDEX public.events_user_id_idx ATTACH PARTITION public.there_already",
    ]
    assert not [
        sql for name in ("events_2026", "events_2027") for sql in statements(results[name]) if "INDEX" in sql
    ]
    assert conditions(results["events"]) == conditions(results["events_2026"])


@FIXERS
def test_force_is_offered_and_given_on_request(module: Any) -> None:
    sql = "CREATE TABLE notes (user_id text);"
    sql += "ALTER TABLE notes ENABLE ROW LEVEL SECURITY" if module is rls_without_policy else ""
    offered = mend(module, catalog_of(sql))
    given = mend(module, catalog_of(sql), module.Options(force=True))

    assert isinstance(offered, Fix)
    assert any("force = true" in note for note in offered.notes)
    assert "ALTER TABLE public.notes FORCE ROW LEVEL SECURITY" in statements(given)
    assert not any("force = true" in note for note in given.notes)


def test_row_security_without_a_policy_gets_policies_only() -> None:
    catalog = catalog_of("CREATE TABLE notes (user_id text); ALTER TABLE notes ENABLE ROW LEVEL SECURITY")
    result = mend(rls_without_policy, catalog)

    assert [sql.split(" ON ")[0] for sql in statements(result)] == [
        "CREATE INDEX IF NOT EXISTS notes_user_id_idx",
        "CREATE POLICY notes_select_own",
        "CREATE POLICY notes_insert_own",
        "CREATE POLICY notes_update_own",
        "CREATE POLICY notes_delete_own",
    ]
    assert gone(after(result, catalog))


def test_a_partition_may_stay_closed() -> None:
    sql = """
    CREATE TABLE events (user_id text, at date) PARTITION BY RANGE (at);
    CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
    ALTER TABLE events_2026 ENABLE ROW LEVEL SECURITY;
    """
    catalog, options = catalog_of(sql), rls_without_policy.Options()
    problem = Problem(table("events_2026"), "reported by Supabase")

    assert list(rls_without_policy.detect(catalog, options)) == []
    assert isinstance(
        rls_without_policy.fix(finding("rls-without-policy", problem), catalog, options), Satisfied
    )


def test_no_fix_leaves_the_other_finding() -> None:
    """Trap 39: row security on is the next finding where no policy came with it."""
    catalog = catalog_of(TASKS)
    for result in by_table(TASKS).values():
        catalog = after(result, catalog)

    assert gone(catalog)


def gone(catalog: Catalog) -> bool:
    return not [*rls_disabled.detect(catalog, rls_disabled.Options()), *others(catalog)]


def others(catalog: Catalog) -> Iterator[Problem]:
    yield from rls_without_policy.detect(catalog, rls_without_policy.Options())


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE SCHEMA inner_; CREATE TABLE inner_.notes (user_id text)",
        "CREATE TEMP TABLE notes (user_id text)",
        "CREATE TABLE notes (user_id text); ALTER TABLE notes ENABLE ROW LEVEL SECURITY;"
        "CREATE POLICY p ON notes USING (true)",
    ],
)
def test_tables_that_clients_do_not_reach_or_that_are_protected_are_left_alone(sql: str) -> None:
    assert gone(catalog_of(sql))


# on PostgreSQL: two users' rows

ROWS = """
INSERT INTO users VALUES ('a', 'a@x'), ('b', 'b@x');
INSERT INTO tasks VALUES ('t1', 'a', 'one'), ('t2', 'b', 'two');
INSERT INTO task_messages VALUES ('m1', 't1', 'x'), ('m2', 't2', 'y'), ('m3', 't2', 'z');
"""
SEEN = "SELECT " + ", ".join(
    f"(SELECT string_agg(id::text, ',' ORDER BY id) FROM {name})"
    for name in ("users", "tasks", "task_messages")
)


def acting(sql: str, user: str, role: str, setting: str) -> str:
    return f"BEGIN; SET LOCAL ROLE {role}; SET LOCAL {setting} = '{user}'; {sql}; ROLLBACK"


@pytest.mark.parametrize(
    ("platform", "kind", "setting", "role"),
    [
        ("plain", "text", "app.current_user_id", "fixer_rls_app"),
        ("plain", "varchar(40)", "app.current_user_id", "fixer_rls_app"),
        ("supabase", "uuid", "request.jwt.claim.sub", "authenticated"),
        ("supabase", "text", "request.jwt.claim.sub", "authenticated"),
        ("supabase", "varchar(40)", "request.jwt.claim.sub", "authenticated"),
    ],
)
def test_each_of_two_users_sees_and_changes_exactly_their_own(
    server: Postgres, platform: str, kind: str, setting: str, role: str
) -> None:
    ids = {"a": "aaaaaaaa-0000-4000-8000-000000000000", "b": "bbbbbbbb-0000-4000-8000-000000000000"}
    schema = TASKS.replace("users (id text", f"users (id {kind}").replace("user_id text", f"user_id {kind}")
    rows = ROWS.replace("'a'", f"'{ids['a']}'").replace("'b'", f"'{ids['b']}'")
    with server.database(platform) as url:
        server.psql(url, schema + rows)
        server.psql(
            url,
            f"DO $$ BEGIN CREATE ROLE {role}; EXCEPTION WHEN duplicate_object THEN NULL; END $$;"
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        )
        for result in by_table(schema, platform=platform).values():
            for sql in statements(result):
                server.psql(url, sql)

        def run(sql: str, user: str) -> str:
            return server.psql(url, acting(sql, user, role, setting)).strip()

        assert run(SEEN, ids["a"]) == f"{ids['a']}|t1|m1"
        assert run(SEEN, ids["b"]) == f"{ids['b']}|t2|m2,m3"
        assert run(SEEN, "") == "||"
        assert run("UPDATE tasks SET title = 'z' RETURNING id", ids["a"]) == "t1"
        assert run("DELETE FROM task_messages RETURNING id", ids["a"]) == "m1"
        assert run(f"INSERT INTO tasks VALUES ('t3', '{ids['a']}') RETURNING id", ids["a"]) == "t3"
        for forbidden in (
            f"INSERT INTO tasks VALUES ('t3', '{ids['b']}')",
            f"UPDATE tasks SET user_id = '{ids['b']}'",
            "INSERT INTO task_messages VALUES ('m4', 't2', 'x')",
        ):
            with pytest.raises(AssertionError, match="row-level security"):
                run(forbidden, ids["a"])


def test_the_identity_is_asked_once_and_the_index_serves(server: Postgres) -> None:
    with server.database() as url:
        server.psql(url, TASKS + "INSERT INTO users SELECT 'u' || n FROM generate_series(1, 3000) n;")
        server.psql(
            url, "INSERT INTO tasks SELECT n, 'u' || n FROM generate_series(1, 3000) n; ANALYZE tasks"
        )
        server.psql(
            url,
            "DO $$ BEGIN CREATE ROLE fixer_rls_app; EXCEPTION WHEN duplicate_object THEN NULL; END $$;"
            "GRANT SELECT ON ALL TABLES IN SCHEMA public TO fixer_rls_app",
        )
        for sql in statements(by_table(TASKS)["tasks"]):
            server.psql(url, sql)
        plan = server.psql(
            url, acting("EXPLAIN SELECT * FROM tasks", "u7", "fixer_rls_app", "app.current_user_id")
        )

        assert "InitPlan" in plan
        assert "tasks_user_id_idx" in plan
