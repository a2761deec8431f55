"""`fixer plan --db`: the plan of a live database, and what only a database knows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import psycopg
import pytest
from e2e.tools import NOW, fixer, tree, up, write
from postgres import Postgres

from fixer.layouts import detect
from fixer.project import read

SHOP = """
CREATE TABLE users (id bigint PRIMARY KEY, email text);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint REFERENCES users, total_cents bigint);
"""
CONFIG = """
[[rules.missing-check.patterns]]
columns = "*_cents"
check = "{column} >= 0"
"""
CONCURRENTLY = "CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_user_id_idx ON public.orders (user_id)"


@pytest.fixture
def url(server: Postgres):
    with server.database() as url:
        run(url, SHOP)
        yield url


def run(url: str, *statements: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def plan(folder: Path, url: str, *arguments: str) -> dict[str, Any]:
    done = fixer(folder, "plan", "--db", url, "--now", NOW, "--output-format", "json", *arguments)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def statements(document: dict[str, Any]) -> list[str]:
    return [statement["sql"] for migration in document["migrations"] for statement in migration["up"]]


def test_a_database_alone_is_enough_to_plan_from(tmp_path, url):
    document = plan(tmp_path, url, "--select", "unindexed-foreign-key")

    assert statements(document)[0] == CONCURRENTLY
    assert document["migrations"][0]["files"][0]["path"].startswith("migrations/")


def test_nothing_is_written_to_the_database(tmp_path, url, server: Postgres):
    before = server.dump(url)

    done = fixer(tmp_path, "apply", "--db", url, "--out", "migrations", "--now", NOW)

    assert done.returncode == 0, done.stderr
    assert tree(tmp_path)
    assert server.dump(url) == before


def test_the_same_database_gives_the_same_bytes(tmp_path, url):
    write(tmp_path, {"fixer.toml": CONFIG})
    first, second = (fixer(tmp_path, "plan", "--db", url, "--unsafe", "--now", NOW) for _ in range(2))

    assert first.stdout == second.stdout
    assert first.stdout.startswith("database ")


def test_the_address_may_come_from_the_environment_and_is_never_shown(tmp_path, url):
    done = fixer(tmp_path, "plan", "--db", "$SHOP_URL", environment={"SHOP_URL": url})

    assert done.returncode == 0, done.stderr
    assert url not in done.stdout + done.stderr


def test_a_database_that_writes_days_in_its_own_way_is_read(tmp_path, url):
    name = psycopg.conninfo.conninfo_to_dict(url)["dbname"]
    run(url, f"ALTER DATABASE {name} SET datestyle TO 'German'", "SELECT pg_stat_reset()")

    assert statements(plan(tmp_path, url))[0] == CONCURRENTLY


def test_a_wrong_password_is_not_shown(tmp_path):
    done = fixer(tmp_path, "plan", "--db", "postgresql://me:hunter2@127.0.0.1:1/none")

    assert done.returncode == 2
    assert done.stderr.startswith("error: cannot connect to the database")
    assert "hunter2" not in done.stdout + done.stderr


def test_a_small_table_is_indexed_in_one_transaction_and_a_large_one_concurrently(tmp_path, url):
    run(url, "ANALYZE")
    small = statements(plan(tmp_path, url, "--select", "unindexed-foreign-key"))
    always = statements(plan(tmp_path, url, "--select", "unindexed-foreign-key", "--concurrently", "always"))
    run(
        url,
        "INSERT INTO users SELECT n FROM generate_series(1, 30000) n",
        "INSERT INTO orders SELECT n, n FROM generate_series(1, 30000) n",
        "ANALYZE",
    )
    large = statements(plan(tmp_path, url, "--select", "unindexed-foreign-key"))

    assert small == [CONCURRENTLY.replace("CONCURRENTLY ", "")]
    assert large[0] == always[0] == CONCURRENTLY


def test_how_many_rows_are_read_is_said(tmp_path, url):
    write(tmp_path, {"fixer.toml": CONFIG})
    run(url, "INSERT INTO orders SELECT n FROM generate_series(1, 30000) n", "ANALYZE")

    done = fixer(tmp_path, "plan", "--db", url, "--select", "missing-check")

    assert "reads all of public.orders; reads and writes go on (about 30 k rows, " in done.stdout
    assert (
        "30 k rows" not in done.stdout.partition("\n---")[2]
    )  # the files say nothing that changes by the day


BROKEN = "INSERT INTO orders SELECT n, NULL, -n FROM generate_series(1, 7) n"


def test_rows_that_would_fail_a_fix_refuse_it_with_their_number_and_keys(tmp_path, url):
    write(tmp_path, {"fixer.toml": CONFIG})
    run(url, BROKEN)

    document = plan(tmp_path, url, "--select", "missing-check")

    assert document["migrations"] == []
    (refusal,) = document["refusals"]
    assert refusal["code"] == "data"
    assert refusal["reason"].startswith(
        "7 rows break it (id = 1; id = 2; id = 3; id = 4; id = 5; …): SELECT id, "
    )
    assert "--not-valid" in refusal["decide"]


YEARS = """
CREATE TABLE years (id int, at int) PARTITION BY RANGE (at); CREATE TABLE loose (id int PRIMARY KEY, at int);
CREATE TABLE rest PARTITION OF years (PRIMARY KEY (id)) DEFAULT; CREATE DOMAIN cents AS int; CREATE TABLE paid (id int PRIMARY KEY, sum cents);
INSERT INTO loose VALUES (1, 2025); INSERT INTO rest VALUES (2, 2025); INSERT INTO paid VALUES (3, -1);
CREATE TABLE stays (id int PRIMARY KEY, during int4range); INSERT INTO stays VALUES (4, '[1,9)'), (5, '[2,3)');
"""


def test_rows_that_stand_in_the_way_of_what_is_asked_for_refuse_it(tmp_path, url):
    asked = {
        "ALTER TABLE loose ADD CHECK (at < 2025)": "id = 1",
        "ALTER TABLE stays ADD EXCLUDE USING gist (during WITH &&)": "id = 4",
        "ALTER TABLE years ATTACH PARTITION loose FOR VALUES FROM (2020) TO (2025)": "id = 1",
        "CREATE TABLE next PARTITION OF years FOR VALUES FROM (2024) TO (2026)": "id = 2",
        "ALTER DOMAIN cents ADD CHECK (VALUE > 0)": "id = 3",
    }
    run(url, YEARS)
    write(tmp_path, {f"{number}.sql": sql for number, sql in enumerate(asked)})
    files = [part for number in range(len(asked)) for part in ("--sql", f"{number}.sql")]

    document = plan(tmp_path, url, "--select", "suggested-sql", *files)

    assert document["migrations"] == []
    assert [(refusal["code"], refusal["reason"].partition(":")[0]) for refusal in document["refusals"]] == [
        ("data", f"1 row breaks it ({key})") for key in asked.values()
    ]
    assert all(
        refusal["decide"].startswith(("Mend these rows first", "Move these"))
        for refusal in document["refusals"]
    )


def test_what_waits_for_another_rule_s_fix_comes_behind_it(tmp_path, url):
    """The type is used by an index that nobody uses: it can go when that is gone, and not with the other types."""
    write(tmp_path, {"fixer.toml": ""})
    run(
        url,
        "CREATE TYPE state AS ENUM ('new', 'old')",
        "CREATE TYPE origin AS ENUM ('here', 'there')",
        "CREATE TABLE sets (id int PRIMARY KEY, state state, origin origin)",
        "CREATE INDEX nobodys_own ON sets (id) WHERE origin = 'here'",
        "INSERT INTO sets SELECT n FROM generate_series(1, 20000) n",
        "ANALYZE sets",
    )

    made = statements(plan(tmp_path, url, "--select", "enum-type,unused-index", "--unsafe"))

    order = [sql for sql in made if sql.startswith("DROP TYPE") or "nobodys_own" in sql]
    assert order == [
        "DROP TYPE public.state",
        "DROP INDEX CONCURRENTLY IF EXISTS public.nobodys_own",
        "DROP TYPE public.origin",
    ]


def test_all_that_rows_break_is_said_at_once(tmp_path, url):
    sql = "ALTER TABLE orders ADD CHECK (total_cents >= 0), ALTER user_id SET NOT NULL, ALTER id SET NOT NULL"
    write(tmp_path, {"fixer.toml": "", "wanted.sql": sql})
    run(url, BROKEN)

    (refusal,) = plan(tmp_path, url, "--sql", "wanted.sql", "--select", "suggested-sql")["refusals"]

    assert [part.partition(" break it")[0] for part in refusal["reason"].split("; ") if "7 rows" in part] == [
        "7 rows"
    ] * 2
    assert "NOT (total_cents >= 0)" in refusal["reason"] and "user_id IS NULL" in refusal["reason"]
    assert refusal["decide"] == "Mend these rows first, or pass --not-valid to hold only new rows to it."


def test_not_valid_is_no_way_around_rows_that_a_unique_constraint_would_meet(tmp_path, url):
    write(tmp_path, {"fixer.toml": '[rules.missing-unique]\ncolumns = ["orders.user_id"]\n'})
    run(url, "INSERT INTO users VALUES (1); INSERT INTO orders SELECT n, 1, n FROM generate_series(11, 12) n")

    document = plan(tmp_path, url, "--select", "missing-unique", "--not-valid")

    assert document["migrations"] == []
    assert [(refusal["code"], refusal["decide"]) for refusal in document["refusals"]] == [
        ("data", "Mend these rows first.")
    ]


def test_with_not_valid_new_rows_have_a_value_and_a_later_plan_goes_on_from_there(tmp_path, url):
    write(tmp_path, {"fixer.toml": '[rules.missing-not-null]\ncolumns = ["orders.user_id"]\n'})
    run(url, BROKEN)
    flags = ("--select", "missing-not-null")

    (refusal,) = plan(tmp_path, url, *flags)["refusals"]
    (added,) = statements(plan(tmp_path, url, *flags, "--not-valid"))
    run(url, added)
    (again,) = plan(tmp_path, url, *flags, "--not-valid")["refusals"]
    with pytest.raises(psycopg.errors.CheckViolation):
        run(url, "INSERT INTO orders VALUES (99, NULL, 1)")
    run(url, "DELETE FROM orders WHERE user_id IS NULL")
    rest = plan(tmp_path, url, *flags)

    assert "--not-valid" in refusal["decide"]
    assert added.endswith("CHECK (user_id IS NOT NULL) NOT VALID")
    assert (again["code"], again["decide"]) == ("data", "Mend these rows first.")
    assert [sql.removeprefix("ALTER TABLE public.orders ") for sql in statements(rest)] == [
        "VALIDATE CONSTRAINT orders_user_id_is_set",
        "ALTER COLUMN user_id SET NOT NULL",
        "DROP CONSTRAINT orders_user_id_is_set",
    ]


def test_every_row_stands_in_the_way_of_a_new_column_that_must_have_a_value(tmp_path, url):
    run(url, BROKEN)
    write(tmp_path, {"wish.sql": "ALTER TABLE orders ADD COLUMN place text NOT NULL;"})

    (refusal,) = plan(tmp_path, url, "--sql", "wish.sql", "--select", "suggested-sql")["refusals"]

    assert refusal["reason"].startswith("7 rows break it (id = 1; id = 2; id = 3; id = 4; id = 5; …): ")
    assert refusal["decide"].startswith("Give the column a default")


WAITING = (
    "CREATE TABLE items (id int PRIMARY KEY, cost_cents int); ALTER TABLE users ADD COLUMN debt_cents int;"
)


@pytest.mark.parametrize("wish", ["", "ALTER TABLE users ADD COLUMN best int UNIQUE REFERENCES orders;"])
def test_what_is_yet_to_be_made_has_no_rows_that_stand_in_the_way(wish, tmp_path, url):
    """The look for rows of a table, or a column, that a pending migration makes ended the plan: there is none yet."""
    write(
        tmp_path,
        {
            "fixer.toml": CONFIG,
            "wish.sql": wish,
            "migrations/000001_shop.up.sql": SHOP,
            "migrations/000002_more.up.sql": WAITING,
        },
    )
    run(url, "CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty bool)", "INSERT INTO schema_migrations VALUES (1, false)")  # fmt: skip

    rules = ["--sql", "wish.sql"] if wish else ["--select", "missing-check"]
    document = plan(tmp_path, url, *rules)

    made = " ".join(statements(document))
    assert "VALIDATE CONSTRAINT users_best_fkey" in made if wish else "users_debt_cents_check" in made


def test_looking_for_rows_is_no_use_of_an_index(tmp_path, url):
    """Scans are counted, and a plan that scans an index once would never call it unused again."""
    write(tmp_path, {"fixer.toml": CONFIG})
    run(
        url,
        "CREATE INDEX nobodys ON orders (total_cents)",
        "INSERT INTO orders SELECT n, NULL, n FROM generate_series(1, 20000) n",
    )
    run(url, "ANALYZE orders", "SELECT pg_stat_force_next_flush()")

    plan(tmp_path, url, "--select", "missing-check")

    with psycopg.connect(url, autocommit=True) as connection:
        for _attempt in range(2):  # the first one waits for those that are at an end
            used = connection.execute(
                "SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = 'nobodys'"
            ).fetchone()
    assert used == (0,)


def test_with_not_valid_new_rows_are_held_to_it_and_old_ones_left(tmp_path, url, server: Postgres):
    write(tmp_path, {"fixer.toml": CONFIG})
    run(url, BROKEN)

    document = plan(tmp_path, url, "--select", "missing-check", "--not-valid")

    (sql,) = statements(document)
    assert sql.endswith("CHECK (total_cents >= 0) NOT VALID")
    run(url, sql)
    with pytest.raises(psycopg.errors.CheckViolation):
        run(url, "INSERT INTO orders VALUES (99, NULL, -1)")


@pytest.mark.parametrize("rows", ["", "INSERT INTO orders SELECT n, n, -n FROM generate_series(1, 7) n"])
@pytest.mark.parametrize("flags", [[], ["--not-valid"]])
@pytest.mark.parametrize("name", ["positive", "orders_user_id_fkey"])
def test_rows_are_looked_at_before_what_is_not_valid_is_validated(name, flags, rows, tmp_path, url):
    """--not-valid is no way around them: the constraint is there, and nothing but the rows is left to be done."""
    run(
        url,
        "ALTER TABLE orders DROP CONSTRAINT orders_user_id_fkey",
        *[rows][: len(rows)],
        "ALTER TABLE orders ADD CONSTRAINT positive CHECK (total_cents >= 0) NOT VALID",
        "ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users NOT VALID",
    )
    write(tmp_path, {"fixer.toml": "", "wanted.sql": f"ALTER TABLE orders VALIDATE CONSTRAINT {name}"})

    document = plan(tmp_path, url, "--sql", "wanted.sql", "--select", "suggested-sql", *flags)

    assert [(one["code"], one["decide"]) for one in document["refusals"]] == (
        [("data", "Mend these rows first.")] if rows else []
    )
    assert len(statements(document)) == (0 if rows else 1)


def test_without_a_bad_row_nothing_is_refused(tmp_path, url):
    write(tmp_path, {"fixer.toml": CONFIG})
    run(url, "INSERT INTO orders VALUES (1, NULL, 5), (2, NULL, NULL)")

    document = plan(tmp_path, url, "--select", "missing-check")

    assert document["refusals"] == []
    assert statements(document)[-1].startswith("ALTER TABLE public.orders VALIDATE CONSTRAINT")


VIEW = "CREATE VIEW big AS SELECT id FROM orders;\n"
JOURNAL = {"version": "7", "dialect": "postgresql", "entries": [
    {"idx": 0, "version": "7", "when": 1700000000000, "tag": "0000_shop", "breakpoints": True},
    {"idx": 1, "version": "7", "when": 1700000001000, "tag": "0001_view", "breakpoints": True},
]}  # fmt: skip
FOLDERS = {
    "dbmate": {
        "db/migrations/20260101000000_shop.sql": f"-- migrate:up\n{SHOP}\n-- migrate:down\nDROP TABLE orders, users;\n",
        "db/migrations/20260102000000_view.sql": f"-- migrate:up\n{VIEW}-- migrate:down\nDROP VIEW big;\n",
    },
    "golang-migrate": {
        "db/migrations/1_shop.up.sql": SHOP,
        "db/migrations/1_shop.down.sql": "DROP TABLE orders, users;\n",
        "db/migrations/2_view.up.sql": VIEW,
        "db/migrations/2_view.down.sql": "DROP VIEW big;\n",
    },
    "supabase": {
        "supabase/migrations/20260101000000_shop.sql": SHOP,
        "supabase/migrations/20260102000000_view.sql": VIEW,
    },
    "drizzle": {
        "drizzle/0000_shop.sql": SHOP,
        "drizzle/0001_view.sql": VIEW,
        "drizzle/meta/_journal.json": json.dumps(JOURNAL),
    },
    "goose": {
        "db/migrations/00001_shop.sql": f"-- +goose Up\n{SHOP}\n-- +goose Down\nDROP TABLE orders, users;\n",
        "db/migrations/00002_view.sql": f"-- +goose Up\n{VIEW}-- +goose Down\nDROP VIEW big;\n",
    },
    "sql-migrate": {
        "db/migrations/1_shop.sql": f"-- +migrate Up\n{SHOP}\n-- +migrate Down\nDROP TABLE orders, users;\n",
        "db/migrations/2_view.sql": f"-- +migrate Up\n{VIEW}-- +migrate Down\nDROP VIEW big;\n",
    },
}
APPLIED = {
    "dbmate": "CREATE TABLE schema_migrations (version varchar(128) PRIMARY KEY);"
    "INSERT INTO schema_migrations VALUES ('20260101000000')",
    "golang-migrate": "CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL);"
    "INSERT INTO schema_migrations VALUES (1, false)",
    "supabase": "CREATE SCHEMA supabase_migrations; CREATE TABLE supabase_migrations.schema_migrations"
    " (version text PRIMARY KEY, statements text[], name text);"
    "INSERT INTO supabase_migrations.schema_migrations VALUES ('20260101000000')",
    "drizzle": "CREATE SCHEMA drizzle; CREATE TABLE drizzle.__drizzle_migrations"
    " (id serial PRIMARY KEY, hash text NOT NULL, created_at bigint);"
    "INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('x', 1700000000000)",
    "goose": "CREATE TABLE goose_db_version (id serial PRIMARY KEY, version_id bigint, is_applied boolean, tstamp timestamp);"
    "INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, true), (1, true), (2, true), (2, false)",
    "sql-migrate": "CREATE TABLE gorp_migrations (id text PRIMARY KEY, applied_at timestamptz);"
    "INSERT INTO gorp_migrations VALUES ('1_shop.sql', now())",
}


@pytest.mark.parametrize("tool", sorted(FOLDERS))
def test_what_the_tool_has_not_applied_yet_is_pending(tool, tmp_path, url):
    write(tmp_path, FOLDERS[tool])
    run(url, APPLIED[tool])

    document = plan(tmp_path, url, "--select", "unqualified-name")

    (edit,) = document["edits"]
    assert "view" in Path(edit["path"]).name
    assert "+CREATE VIEW public.big AS SELECT id FROM public.orders;" in edit["diff"]


WARNED = {  # what the tool's table holds, and what is said of it
    "failed halfway": ("INSERT INTO schema_migrations VALUES (2, true)", "version 2 failed halfway"),
    "ahead": (
        "INSERT INTO schema_migrations VALUES (7, false)",
        "is at version 7, and db/migrations ends at 2",
    ),
    "in order": ("INSERT INTO schema_migrations VALUES (2, false)", None),
}


@pytest.mark.parametrize(("rows", "said"), WARNED.values(), ids=WARNED)
def test_what_will_keep_the_tool_from_running_anything_is_said(rows, said, tmp_path, url):
    write(tmp_path, FOLDERS["golang-migrate"])
    run(url, "CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL)", rows)

    found = [note["message"] for note in plan(tmp_path, url)["diagnostics"]]

    assert [said in message for message in found if "version" in message] == ([True] if said else [])


def test_what_is_written_applies_to_the_database_and_a_second_plan_is_empty(tmp_path, url, server: Postgres):
    write(tmp_path, {"fixer.toml": CONFIG})
    fixer(tmp_path, "apply", "--db", url, "--out", "migrations", "--unsafe", "--now", NOW)
    folder = read(tmp_path / "migrations")
    up(server, url, "golang-migrate", detect(folder).sources(folder))

    document = plan(tmp_path, url, "--unsafe")

    assert document["migrations"] == []
