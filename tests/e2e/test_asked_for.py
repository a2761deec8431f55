"""Changes that a person asks for in a file of SQL, as the project's own tool runs them."""

from __future__ import annotations

import pytest
from e2e.tools import fixer, write

DRIZZLE = {
    "drizzle/0000_a.sql": "CREATE TABLE users (id serial PRIMARY KEY, name text);",
    "drizzle/meta/_journal.json": '{"version":"7","dialect":"postgresql","entries":'
    '[{"idx":0,"version":"7","when":1,"tag":"0000_a","breakpoints":true}]}',
}
PAIRS = {
    "migrations/000001_a.up.sql": "CREATE TABLE users (id serial PRIMARY KEY, name text);",
    "migrations/000001_a.down.sql": "DROP TABLE users;",
}
ONLINE = {
    "CREATE INDEX ON users (name);": True,
    "CREATE TABLE t (a int); CREATE INDEX ON t (a);": False,
    "CREATE MATERIALIZED VIEW v AS SELECT id FROM users; CREATE INDEX ON v (id);": False,
}


@pytest.mark.parametrize("sql", ONLINE)
def test_only_what_is_there_already_is_indexed_by_hand_first(sql, tmp_path):
    write(tmp_path, {**DRIZZLE, "change.sql": sql})

    done = fixer(
        tmp_path, "apply", "drizzle", "--sql", "change.sql", "--select", "suggested-sql", "--out", "drizzle"
    )

    assert done.returncode == 0, done.stderr
    assert bool(list((tmp_path / "drizzle").glob("*.online.sql"))) is ONLINE[sql]


def test_a_table_that_moves_with_a_default_of_a_bare_name_is_restored(tmp_path):
    asked = "CREATE SCHEMA app; ALTER TABLE users SET SCHEMA app;"
    bare = "CREATE SEQUENCE numbers; CREATE TABLE users (id int DEFAULT nextval('numbers'::regclass)); ALTER SEQUENCE numbers OWNED BY users.id;"
    write(tmp_path, {**PAIRS, "migrations/000001_a.up.sql": bare, "change.sql": asked})

    done = fixer(tmp_path, "plan", "--sql", "change.sql", "--select", "suggested-sql")

    assert (done.returncode, done.stderr) == (0, "")
    assert "ALTER TABLE app.users SET SCHEMA public" in done.stdout


def test_the_index_of_a_materialised_view_comes_back_with_it(tmp_path):
    made = "CREATE MATERIALIZED VIEW v AS SELECT id FROM users; CREATE UNIQUE INDEX v_id ON v (id);"
    write(
        tmp_path,
        {
            **PAIRS,
            "migrations/000002_b.up.sql": made,
            "migrations/000002_b.down.sql": "DROP MATERIALIZED VIEW v;",
        },
    )
    write(tmp_path, {"change.sql": "DROP MATERIALIZED VIEW v;"})

    done = fixer(tmp_path, "apply", "--sql", "change.sql", "--select", "suggested-sql", "--out", "migrations")

    assert done.returncode == 0, done.stderr
    back = (tmp_path / "migrations/000003_change.down.sql").read_text()
    assert "SET LOCAL statement_timeout = 0;\nCREATE MATERIALIZED VIEW public.v" in back
    assert "CREATE UNIQUE INDEX v_id ON public.v (id);" in back


@pytest.mark.parametrize(("condition", "proved"), [("true", True), ("user_id IS NULL", False)])
def test_a_policy_that_was_asked_to_let_everybody_in_keeps_what_it_promises(condition, proved, tmp_path):
    notes = "CREATE TABLE notes (id int PRIMARY KEY, user_id int REFERENCES users);"
    asked = f"ALTER TABLE notes ENABLE ROW LEVEL SECURITY; CREATE POLICY who ON notes USING ({condition});"
    first = PAIRS["migrations/000001_a.up.sql"]
    write(tmp_path, {**PAIRS, "migrations/000001_a.up.sql": f"{first} {notes}", "change.sql": asked})

    done = fixer(tmp_path, "verify", "migrations", "--sql", "change.sql", "--select", "suggested-sql")

    assert (done.returncode == 0) is proved, done.stdout
    said = "application, user 1 reaches other rows of public.notes than its policies promise: select nobody, promised user 1; "
    assert (said in done.stdout) is not proved
