"""`fixer down`: the way back of migrations that exist, in the layout's own form, judged by PostgreSQL step by step."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from e2e.tools import MIGRATIONS, by_hand, copied, downs, fixer, sources, tree, up, write
from postgres import Postgres

ORDERS = "CREATE TABLE orders (id bigint PRIMARY KEY, note text, status text NOT NULL);\n"
SHOP = {
    "000001_orders.up.sql": ORDERS,
    "000001_orders.down.sql": "DROP TABLE orders;\n",
    "000002_gone.up.sql": "ALTER TABLE orders DROP COLUMN note, DROP COLUMN status;\n",
    "000003_index.up.sql": "CREATE INDEX CONCURRENTLY orders_id ON orders (id);\n",
}


def put(folder: Path, files: dict[str, str], name: str = "migrations") -> Path:
    write(folder, {f"{name}/{path}": text for path, text in files.items()})
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(MIGRATIONS))
def test_every_step_of_an_example_leads_back_to_the_schema_before_it(name, tmp_path, server: Postgres):
    project, out = copied(name, tmp_path)
    done = fixer(project, "down")
    assert done.returncode == 0, done.stderr
    layout, migrations = sources(project / out)
    dumps = []
    with server.database("supabase" if layout == "supabase" else "plain") as url:
        for source in migrations:
            dumps.append(server.dump(url))
            up(server, url, layout, [source])
        for source in reversed(migrations):
            (text,) = downs(project, layout, [Path(source.path)])
            by_hand(server, url, text)
            assert server.dump(url) == dumps.pop(), source.path


def test_a_second_run_writes_nothing(tmp_path):
    put(tmp_path, SHOP)
    fixer(tmp_path, "down")
    before = tree(tmp_path)

    done = fixer(tmp_path, "down")

    assert (done.returncode, tree(tmp_path)) == (0, before)
    assert done.stdout.endswith("Nothing to write.\n")


def test_a_way_back_that_is_there_stays_as_it_is(tmp_path):
    put(tmp_path, SHOP)
    before = tree(tmp_path)

    fixer(tmp_path, "down")

    after = tree(tmp_path)
    assert sorted(after.keys() - before.keys()) == [
        "migrations/000002_gone.down.sql",
        "migrations/000003_index.down.sql",
    ]
    assert {name: after[name] for name in before} == before


def test_what_does_not_come_back_is_said_in_the_file_and_on_the_screen(tmp_path):
    put(tmp_path, SHOP)

    done = fixer(tmp_path, "down")

    text = (tmp_path / "migrations/000002_gone.down.sql").read_text()
    for sentence in (
        "public.orders.note comes back empty.",
        "public.orders.status comes back empty, and can only come back NOT NULL to a table without rows",
    ):
        assert f"-- {sentence}" in text
        assert f"! {sentence}" in done.stdout


def test_a_table_that_left_its_parent_keeps_its_columns_and_that_is_said(tmp_path):
    parent = "CREATE TABLE parent (a int, b int);\nCREATE TABLE heir (c int) INHERITS (parent);\n"
    own = "CREATE TABLE heir (a int, b int, c int) INHERITS (parent);\n"
    left = {"000002_alone.up.sql": "ALTER TABLE heir NO INHERIT parent;\n"}
    sentence = "public.heir keeps a, b as its own, too"
    put(tmp_path / "inherited", {"000001_heir.up.sql": parent, **left})
    put(tmp_path / "declared", {"000001_heir.up.sql": f"CREATE TABLE parent (a int, b int);\n{own}", **left})

    assert sentence in fixer(tmp_path / "inherited", "down").stdout
    assert sentence not in fixer(tmp_path / "declared", "down").stdout


@pytest.mark.parametrize(
    ("sql", "config", "said"),
    [
        ("ALTER TABLE t DROP CONSTRAINT a_set", "", True),
        ("ALTER TABLE t ALTER a DROP NOT NULL", "", True),
        ("ALTER TABLE t ALTER a DROP NOT NULL; ALTER TABLE t RENAME TO s", "", True),
        ("ALTER TABLE t ALTER a DROP NOT NULL", "postgres = 18", False),
        ("ALTER TABLE t ALTER b DROP NOT NULL", "", False),
        ("ALTER TABLE t DROP COLUMN a", "", False),
        ("DROP TABLE t", "", False),
    ],
)
def test_a_name_of_a_not_null_that_does_not_come_back_is_said(sql, config, said, tmp_path):
    made = "CREATE TABLE t (a int CONSTRAINT a_set NOT NULL, b int NOT NULL);"
    put(tmp_path, {"000001_a.up.sql": made, "000002_b.up.sql": f"{sql};"})
    (tmp_path / "fixer.toml").write_text(config)

    done = fixer(tmp_path, "down")

    sentence = ".a comes back NOT NULL without the name a_set"
    assert (sentence in done.stdout) == said
    down = (tmp_path / "migrations/000002_b.down.sql").read_text()
    assert (sentence in down, "From the schema of a database" in down) == (said, False)
    assert ("a_set NOT NULL" in down) == (not said and "b DROP" not in sql)


def test_what_an_owner_might_lose_is_said(tmp_path):
    granting = "CREATE TABLE t (a int);", "GRANT SELECT ON t TO {} WITH GRANT OPTION;"
    for role in ("postgres", "reader"):
        put(tmp_path / role, {"000001_a.up.sql": granting[0], "000002_b.up.sql": granting[1].format(role)})

    said = {role: fixer(tmp_path / role, "down").stdout for role in ("postgres", "reader")}

    assert "If postgres owns public.t, leave out what is said of it here" in said["postgres"]
    assert "leave out" not in said["reader"]


def test_the_new_version_of_an_extension_stays_and_that_is_said(tmp_path):
    """PostgreSQL 15 has no script from pg_trgm 1.6 to 1.3: ALTER EXTENSION … UPDATE TO '1.3' fails there."""
    put(
        tmp_path,
        {
            "000001_a.up.sql": "CREATE EXTENSION pg_trgm VERSION '1.3';",
            "000001_a.down.sql": "DROP EXTENSION pg_trgm;",
            "000002_b.up.sql": "ALTER EXTENSION pg_trgm UPDATE TO '1.6'; CREATE TABLE t (a int);",
        },
    )

    assert fixer(tmp_path, "down").returncode == 0

    written = (tmp_path / "migrations/000002_b.down.sql").read_text()
    assert "pg_trgm stays at version 1.6: extensions come with scripts" in written
    assert "ALTER EXTENSION" not in written
    assert "DROP TABLE public.t" in written


TAKEN = {
    "rows of several statements": (
        "UPDATE orders SET note = 'a'; DELETE FROM orders;\nUPDATE orders SET note = 'b', status = 'c';\nUPDATE orders SET note = '';",
        [
            "Line 1: DELETE cannot be undone: the rows are gone.",
            "Lines 1, 2 and 3: UPDATE cannot be undone: the earlier values are gone.",
        ],
    ),
    "a column that is filled where it is made": (
        "ALTER TABLE orders ADD COLUMN b int; UPDATE orders SET b = 1;",
        [],
    ),
    "an old column that is filled beside a new one": (
        "ALTER TABLE orders ADD COLUMN b int; UPDATE orders SET b = 1, note = '';",
        ["Line 1: UPDATE cannot be undone: the earlier values are gone."],
    ),
    "a table that is still there keeps its rows": (
        "ALTER TABLE orders ADD COLUMN b int;",
        [],
    ),
    "a table that goes": ("DROP TABLE orders;", ["public.orders comes back without its rows."]),
    "a table that took its name": (
        "CREATE TABLE n (id bigint); DROP TABLE orders; ALTER TABLE n RENAME TO orders;",
        ["public.orders keeps the rows of the table that took its place: the others do not come back."],
    ),
    "one just like it": (
        f"DROP TABLE orders; {ORDERS}",
        ["public.orders keeps the rows of the table that took its place: the others do not come back."],
    ),
    "a column that took another's name": (
        "ALTER TABLE orders DROP COLUMN note, ADD COLUMN note text;",
        [
            "public.orders.note keeps what the column holds that took its place: the earlier values do not come back."
        ],
    ),
    "one of another type": (
        "ALTER TABLE orders DROP COLUMN note, ADD COLUMN note int;",
        ["public.orders.note comes back empty."],
    ),
}


@pytest.mark.parametrize(("sql", "lost"), TAKEN.values(), ids=TAKEN)
def test_what_took_the_place_of_something_does_not_pass_for_it(sql, lost, tmp_path):
    put(
        tmp_path, {"1_orders.up.sql": ORDERS, "1_orders.down.sql": "DROP TABLE orders;", "2_more.up.sql": sql}
    )

    (down,) = json.loads(fixer(tmp_path, "down", "--dry-run", "--output-format", "json").stdout)["downs"]

    assert down["lost"] == lost


def test_a_lone_concurrent_build_goes_the_way_it_came(tmp_path):
    put(tmp_path, SHOP)

    fixer(tmp_path, "down")

    text = (tmp_path / "migrations/000003_index.down.sql").read_text()
    assert text == "DROP INDEX CONCURRENTLY IF EXISTS public.orders_id;\n"


UP = "ALTER TABLE orders ADD COLUMN total bigint;\nCREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1;';\n"
LIMITS = "SET LOCAL lock_timeout = '5s';\nSET LOCAL statement_timeout = '30s';\n"
BACK = "DROP FUNCTION public.f();\nALTER TABLE public.orders DROP COLUMN total;\n"
FORMS = {
    "golang-migrate": (
        {"000001_a.up.sql": ORDERS, "000001_a.down.sql": "DROP TABLE orders;", "000002_b.up.sql": UP},
        "migrations/000002_b.down.sql",
        f"BEGIN;\n{LIMITS}{BACK}COMMIT;\n",
    ),
    "dbmate, no section": (
        {
            "1_a.sql": f"-- migrate:up\n{ORDERS}-- migrate:down\nDROP TABLE orders;\n",
            "2_b.sql": f"-- migrate:up\n{UP}",
        },
        "migrations/2_b.sql",
        f"-- migrate:up\n{UP}\n-- migrate:down\n{LIMITS}{BACK}",
    ),
    "dbmate, an empty section": (
        {
            "1_a.sql": f"-- migrate:up\n{ORDERS}-- migrate:down\nDROP TABLE orders;\n",
            "2_b.sql": f"-- migrate:up\n{UP}\n-- migrate:down\n\n",
        },
        "migrations/2_b.sql",
        f"-- migrate:up\n{UP}\n-- migrate:down\n{LIMITS}{BACK}",
    ),
    "goose": (
        {
            "1_a.sql": f"-- +goose Up\n{ORDERS}-- +goose Down\nDROP TABLE orders;\n",
            "2_b.sql": f"-- +goose Up\n{UP}-- +goose Down\n",
        },
        "migrations/2_b.sql",
        f"-- +goose Up\n{UP}-- +goose Down\n{LIMITS}{BACK}",
    ),
    "sql-migrate": (
        {
            "1_a.sql": f"-- +migrate Up\n{ORDERS}-- +migrate Down\nDROP TABLE orders;\n",
            "2_b.sql": f"-- +migrate Up\n{UP}",
        },
        "migrations/2_b.sql",
        f"-- +migrate Up\n{UP}\n-- +migrate Down\n{LIMITS}{BACK}",
    ),
    "tern": (
        {
            "1_a.sql": f"{ORDERS}---- create above / drop below ----\nDROP TABLE orders;\n",
            "2_b.sql": UP,
        },
        "migrations/2_b.sql",
        f"{UP}\n---- create above / drop below ----\n{LIMITS}{BACK}",
    ),
    "node-pg-migrate": (
        {
            "1_a.sql": f"-- Up Migration\n{ORDERS}-- Down Migration\nDROP TABLE orders;\n",
            "2_b.sql": f"-- Up Migration\n{UP}-- Down Migration\n",
        },
        "migrations/2_b.sql",
        f"-- Up Migration\n{UP}-- Down Migration\n{LIMITS}{BACK}",
    ),
    "plain, one that has a way back of another name": (
        {"1_a.sql": ORDERS, "1_a_rollback.sql": "DROP TABLE orders;", "2_b.sql": UP},
        "migrations/2_b.down.sql",
        '-- Run by hand, newest first: psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -f migrations/2_b.down.sql\n'
        f"BEGIN;\n{LIMITS}{BACK}COMMIT;\n",
    ),
    "plain": (
        {"1_a.sql": ORDERS, "1_a.down.sql": "DROP TABLE orders;", "2_b.sql": UP},
        "migrations/2_b.down.sql",
        '-- Run by hand, newest first: psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -f migrations/2_b.down.sql\n'
        f"BEGIN;\n{LIMITS}{BACK}COMMIT;\n",
    ),
}


@pytest.mark.parametrize(("files", "path", "wanted"), FORMS.values(), ids=FORMS.keys())
def test_each_tool_gets_its_own_form(files, path, wanted, tmp_path):
    put(tmp_path, files)
    before = tree(tmp_path)

    done = fixer(tmp_path, "down")

    assert done.returncode == 0, done.stderr
    after = tree(tmp_path)
    assert {name for name in after if after[name] != before.get(name)} == {path}
    assert after[path].decode() == wanted


def test_out_is_where_ways_back_are_looked_for_and_written(tmp_path):
    put(tmp_path, SHOP)
    write(tmp_path, {"back/000002_gone.down.sql": "SELECT 1;\n"})

    done = fixer(tmp_path, "down", "migrations", "--out", "back")

    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in (tmp_path / "back").iterdir()) == [
        "000001_orders.down.sql",
        "000002_gone.down.sql",
        "000003_index.down.sql",
    ]
    assert (tmp_path / "back/000002_gone.down.sql").read_text() == "SELECT 1;\n"


DATA = {
    "rows with a known key": (
        "INSERT INTO orders (id, status) VALUES (1, 'a'), (-2, 'b''c');",
        "DELETE FROM public.orders WHERE id IN (1, -2);",
    ),
    "rows of a key of several columns": (
        "INSERT INTO pairs (a, b, c) VALUES (1, 'x'::text, now());",
        "DELETE FROM public.pairs WHERE (a, b) IN ((1, 'x'::text));",
    ),
    "no key is given": (
        "INSERT INTO numbered (name) VALUES ('x');",
        "-- Line 1: the rows of this INSERT cannot be told from others: delete them by hand.",
    ),
    "rows that may have been there": (
        "INSERT INTO orders (id, status) VALUES (1, 'a') ON CONFLICT DO NOTHING;",
        "-- Line 1: the rows of this INSERT cannot be told from others: delete them by hand.",
    ),
    "an update": (
        "UPDATE orders SET note = 'x';",
        "-- Line 1: UPDATE cannot be undone: the earlier values are gone.",
    ),
    "a delete": ("DELETE FROM orders;", "-- Line 1: DELETE cannot be undone: the rows are gone."),
    "a sequence that starts anew": (
        "ALTER SEQUENCE numbered_id_seq RESTART WITH 7;",
        "-- Line 1: RESTART cannot be undone: where the sequence stood is not known.",
    ),
    "an identity column that starts anew": (
        "ALTER TABLE counted ALTER id RESTART;",
        "-- Line 1: RESTART cannot be undone: where the sequence stood is not known.",
    ),
    "a sequence's value": (
        "SELECT pg_catalog.setval('public.numbered_id_seq'::regclass, 7, true);",
        "-- Line 1: setval cannot be undone: where the sequence stood is not known.",
    ),
    "the value of a column's sequence": (
        "SELECT setval(pg_get_serial_sequence('numbered', 'id'), 7);",
        "-- Line 1: setval cannot be undone: where the sequence stood is not known.",
    ),
    "a sequence of the migration's own": (
        "CREATE SEQUENCE s; ALTER SEQUENCE s RESTART WITH 7; SELECT setval('s', 8);",
        "DROP SEQUENCE public.s;",
    ),
    "a table of the migration's own": (
        "CREATE TABLE t (a int); INSERT INTO t VALUES (1); UPDATE t SET a = 2;",
        "DROP TABLE public.t;",
    ),
    "nothing": ("SELECT 1;", "-- Nothing to undo: no statement of the up changes the schema."),
}
BEFORE = (
    "CREATE TABLE orders (id bigint PRIMARY KEY, note text, status text NOT NULL);"
    "CREATE TABLE pairs (a int, b text, c timestamptz, UNIQUE (a, b));"
    "CREATE TABLE counted (id int GENERATED ALWAYS AS IDENTITY);"
    "CREATE TABLE numbered (id bigserial PRIMARY KEY, name text);"
    "CREATE TYPE mood AS ENUM ('a', 'b'); CREATE TABLE people (id int, now mood);"
)


@pytest.mark.parametrize(("sql", "wanted"), DATA.values(), ids=DATA.keys())
def test_data_statements_are_called_what_they_are(sql, wanted, tmp_path, server: Postgres):
    put(tmp_path, {"1_a.up.sql": BEFORE, "1_a.down.sql": "SELECT 1;", "2_b.up.sql": sql})

    done = fixer(tmp_path, "down")

    assert done.returncode == 0, done.stderr
    text = (tmp_path / "migrations/2_b.down.sql").read_text()
    own = [
        line for line in text.splitlines() if line not in ("BEGIN;", "COMMIT;") and "SET LOCAL" not in line
    ]
    assert own == [wanted]
    with server.database() as url:
        by_hand(server, url, BEFORE)
        by_hand(server, url, "INSERT INTO orders VALUES (7, '', 'kept')")
        by_hand(server, url, sql)
        by_hand(server, url, text)
        if "DELETE FROM orders" not in sql and not wanted.startswith("-- Line"):
            by_hand(server, url, "DO $$ BEGIN ASSERT (SELECT array_agg(id) FROM orders) = '{7}'; END $$")


def test_a_value_added_to_an_enum_goes_again_while_no_row_holds_it(tmp_path, server: Postgres):
    put(tmp_path, {"1_a.up.sql": BEFORE, "1_a.down.sql": "SELECT 1;"})
    put(tmp_path, {"2_b.up.sql": "ALTER TYPE mood ADD VALUE 'c';"})

    fixer(tmp_path, "down")

    text = (tmp_path / "migrations/2_b.down.sql").read_text()
    assert "-- public.mood is made anew without 'c': this fails while a row holds it.\n" in text
    with server.database() as url:
        by_hand(server, url, BEFORE)
        before = server.dump(url)
        by_hand(server, url, "ALTER TYPE mood ADD VALUE 'c'")
        by_hand(server, url, text)
        assert server.dump(url) == before


def test_the_types_of_a_table_go_back_in_one_statement_with_their_defaults(tmp_path, server: Postgres):
    """Each ALTER TABLE that changes a type writes the table anew."""
    made = "CREATE TYPE kind AS ENUM ('a'); CREATE TABLE t (a int DEFAULT 1, b int NOT NULL DEFAULT 2, k kind DEFAULT 'a');"
    changed = (
        "ALTER TABLE t ALTER a DROP DEFAULT, ALTER a TYPE text, ALTER b TYPE numeric, ALTER b DROP NOT NULL;"
        "ALTER TABLE t ALTER k DROP DEFAULT, ALTER k TYPE text, ALTER k SET DEFAULT 'b';"
    )
    put(tmp_path, {"1_a.up.sql": made, "1_a.down.sql": "SELECT 1;", "2_b.up.sql": changed})

    fixer(tmp_path, "down")

    text = (tmp_path / "migrations/2_b.down.sql").read_text()
    assert text.count("ALTER TABLE") == 1
    with server.database() as url:
        server.psql(url, made + "INSERT INTO t DEFAULT VALUES;")
        before = server.dump(url)
        server.psql(url, changed)
        server.psql(url, text)
        assert server.dump(url) == before


def test_a_label_that_comes_back_is_used_in_the_same_transaction(tmp_path, server: Postgres):
    """PostgreSQL lets no label be used in the transaction that adds it (ALTER TYPE, Notes): the type is made anew."""
    made = "CREATE TYPE kind AS ENUM ('a', 'b'); CREATE TABLE t (k kind DEFAULT 'a', CHECK (k <> 'b'));"
    gone = (
        "ALTER TABLE t DROP CONSTRAINT t_k_check; ALTER TABLE t ALTER k DROP DEFAULT;"
        "ALTER TYPE kind RENAME TO old; CREATE TYPE kind AS ENUM ('a');"
        "ALTER TABLE t ALTER k TYPE kind USING k::text::kind; DROP TYPE old;"
    )
    put(tmp_path, {"1_a.up.sql": made, "1_a.down.sql": "SELECT 1;", "2_b.up.sql": gone})
    put(tmp_path, {"3_c.up.sql": "ALTER TYPE kind RENAME TO sort;"})

    fixer(tmp_path, "down")

    text = (tmp_path / "migrations/2_b.down.sql").read_text()
    with server.database() as url:
        server.psql(url, made)
        before = server.dump(url)
        server.psql(url, gone)
        server.psql(url, f"BEGIN; {text}\nCOMMIT;")
        assert server.dump(url) == before


def test_a_migration_that_does_not_fit_is_an_error_with_its_place(tmp_path):
    put(tmp_path, SHOP | {"000004_wrong.up.sql": "SELECT 1;\n\nALTER TABLE orders DROP COLUMN nothing;\n"})
    before = tree(tmp_path)

    done = fixer(tmp_path, "down")

    assert (done.returncode, tree(tmp_path)) == (2, before)
    assert "migrations/000004_wrong.up.sql:3:1: " in done.stderr
    assert "there is no column nothing in public.orders" in done.stderr
    assert "ALTER TABLE orders DROP COLUMN nothing;" in done.stderr


_KEPT_ELSEWHERE = {
    "an index of it comes back": (
        "DROP INDEX by_user;\nCREATE INDEX by_user ON contacts (user_id, mail);",
        ["DROP INDEX public.by_user;", "CREATE INDEX by_user ON public.contacts (user_id);"],
    ),
    "its columns": (
        "ALTER TABLE contacts DROP COLUMN mail;",
        ["Line 1: what this changed in the schema is not known"],
    ),
    "its comment": (
        "COMMENT ON COLUMN contacts.mail IS 'm';",
        ["Line 1: what this changed in the schema is not known"],
    ),
    "its rows alone": ("UPDATE contacts SET mail = lower(mail);", ["Line 1: "]),
    "none of it": (
        "SELECT 1 FROM contacts;",
        ["Nothing to undo: no statement of the up changes the schema."],
    ),
}


@pytest.mark.parametrize(("up", "wanted"), _KEPT_ELSEWHERE.values(), ids=_KEPT_ELSEWHERE.keys())
def test_of_a_table_that_is_made_elsewhere_is_said_what_is_known(up, wanted, tmp_path):
    first = {
        "000001_a.up.sql": "CREATE INDEX by_user ON contacts (user_id);\n",
        "000001_a.down.sql": "DROP INDEX by_user;",
    }
    put(tmp_path, first | {"000002_b.up.sql": f"{up}\n"})

    done = fixer(tmp_path, "down")

    assert done.returncode == 0, done.stderr
    written = (tmp_path / "migrations" / "000002_b.down.sql").read_text()
    assert [text for text in wanted if text not in written] == []
    assert ("Nothing to undo" in written) == (wanted[0].startswith("Nothing"))


def test_a_dry_run_shows_the_files_and_writes_none(tmp_path):
    put(tmp_path, SHOP)
    before = tree(tmp_path)

    done = fixer(tmp_path, "down", "--dry-run", "--exit-code")

    assert (done.returncode, tree(tmp_path)) == (1, before)
    assert "+++ b/migrations/000002_gone.down.sql" in done.stdout
    assert "2 files would be written" in done.stdout


def test_json_is_alone_on_standard_output(tmp_path):
    put(tmp_path, SHOP)

    found = json.loads(fixer(tmp_path, "down", "--dry-run", "--output-format", "json").stdout)

    assert [item["path"] for item in found["downs"]] == [
        "migrations/000002_gone.down.sql",
        "migrations/000003_index.down.sql",
    ]
    assert found["downs"][1]["statements"] == ["DROP INDEX CONCURRENTLY IF EXISTS public.orders_id"]


def test_what_every_database_has_is_not_dropped(tmp_path):
    made = "CREATE EXTENSION IF NOT EXISTS plpgsql;\nCOMMENT ON EXTENSION plpgsql IS 'PL/pgSQL';\n"
    put(tmp_path, {"000001_a.up.sql": f"{made}CREATE TABLE orders (id int);\n"})

    done = fixer(tmp_path, "down")

    text = (tmp_path / "migrations/000001_a.down.sql").read_text()
    assert (done.returncode, done.stderr) == (0, "")
    assert "DROP TABLE public.orders;" in text
    assert "plpgsql" not in text


ELSEWHERE = """CREATE SCHEMA app;
SET search_path = app;
CREATE TABLE orders (id int PRIMARY KEY);
CREATE FUNCTION counted() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM orders';
CREATE FUNCTION typed() RETURNS int LANGUAGE plpgsql AS $$ DECLARE x orders; BEGIN RETURN 1; END $$;
"""


def test_a_function_comes_back_although_its_body_is_read_by_another_search_path(tmp_path, server: Postgres):
    files = {"000001_a.up.sql": ELSEWHERE, "000002_b.up.sql": "DROP FUNCTION app.counted(), app.typed();\n"}
    put(tmp_path, files)
    fixer(tmp_path, "down")
    up_, down = ((tmp_path / "migrations" / f"000002_b.{way}.sql").read_text() for way in ("up", "down"))
    with server.database() as url:
        server.psql(url, ELSEWHERE)
        before = server.dump(url)
        server.psql(url, up_)

        server.psql(url, down)

        assert server.dump(url) == before


def test_what_every_supabase_project_has_stays(tmp_path, server: Postgres):
    made = (
        "CREATE TABLE notes (id int PRIMARY KEY);\n"
        "ALTER TABLE notes OWNER TO postgres;\n"
        "GRANT USAGE ON SCHEMA public TO postgres, anon, authenticated, service_role;\n"
        "GRANT ALL ON TABLE notes TO anon, authenticated, service_role;\n"
        "ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA public GRANT ALL ON TABLES TO postgres, anon, service_role;\n"
    )
    published = "ALTER PUBLICATION supabase_realtime ADD TABLE notes;\n"
    ups = {"20250101000000_notes.sql": made, "20250102000000_published.sql": published}
    put(tmp_path, ups, "supabase/migrations")

    done = fixer(tmp_path, "down")

    assert (done.returncode, done.stderr) == (0, "")
    backs = [(tmp_path / "supabase/rollbacks" / name).read_text() for name in ups]
    statements = [
        [line for line in text.splitlines() if not line.startswith(("--", "SET"))] for text in backs
    ]
    assert statements == [
        ["BEGIN;", "DROP TABLE public.notes;", "COMMIT;"],
        ["BEGIN;", "ALTER PUBLICATION supabase_realtime DROP TABLE public.notes;", "COMMIT;"],
    ]
    with server.database("supabase") as url:
        before = server.dump(url)
        server.psql(url, made + published)
        server.psql(url, backs[1] + backs[0])
        assert server.dump(url) == before


def test_an_extension_that_every_supabase_project_has_stays_and_another_goes(tmp_path, server: Postgres):
    made = 'CREATE EXTENSION IF NOT EXISTS "uuid-ossp" WITH SCHEMA extensions;\nCREATE EXTENSION IF NOT EXISTS pgcrypto;\n'
    put(
        tmp_path,
        {
            "20250101000000_had.sql": made,
            "20250102000000_new.sql": "CREATE EXTENSION IF NOT EXISTS citext;\n",
        },
        "supabase/migrations",
    )

    done = fixer(tmp_path, "down")

    assert (done.returncode, done.stderr) == (0, "")
    had, new = (path.read_text() for path in sorted((tmp_path / "supabase/rollbacks").iterdir()))
    assert "DROP EXTENSION citext;" in new
    with server.database("supabase") as url:
        before = server.dump(url)
        server.psql(url, made)
        server.psql(url, had)
        assert server.dump(url) == before


def test_a_type_of_an_extension_in_public_is_known_with_and_without_its_schema(tmp_path):
    made = (
        "CREATE EXTENSION vector;\nCREATE FUNCTION near(v vector) RETURNS int LANGUAGE sql AS 'SELECT 1';\n"
    )
    gone = "DROP FUNCTION public.near(public.vector);\nDROP EXTENSION vector;\n"
    put(tmp_path, {"1_a.up.sql": made, "2_b.up.sql": gone})

    done = fixer(tmp_path, "down")

    assert (done.returncode, done.stderr) == (0, "")
    text = (tmp_path / "migrations/2_b.down.sql").read_text()
    assert "CREATE EXTENSION vector;\nCREATE OR REPLACE FUNCTION public.near(v vector)" in text


STARS = {  # the last migration and its way back by hand → whether views that come back before it name their columns
    "a column that comes back behind the others": ("ALTER TABLE t DROP COLUMN a;", "ALTER TABLE t ADD COLUMN a int;", True),
    "an index": ("CREATE INDEX t_a ON t (a);", "DROP INDEX t_a;", False),
    "what reading does not tell": (
        "DO $$ BEGIN EXECUTE 'ALTER TABLE t ' || reverse('a NMULOC PORD'); END $$;",
        "ALTER TABLE t ADD COLUMN a int;",
        True,
    ),
    "what is not read at all": ("ALTER TABLE t SPLIT PARTITION x;", "SELECT 1;", True),
}  # fmt: skip


@pytest.mark.parametrize("case", STARS)
def test_columns_that_a_way_back_by_hand_moves_are_named_in_a_view_of_all(case, tmp_path):
    last, by_hand_again, named = STARS[case]
    files = {
        "1_t.up.sql": "CREATE TABLE t (a int, b int);\nCREATE VIEW v AS SELECT * FROM t;\n",
        "1_t.down.sql": "DROP TABLE t CASCADE;\n",
        "2_no_view.up.sql": "DROP VIEW v;\n",
        "3_last.up.sql": f"{last}\n",
        "3_last.down.sql": f"{by_hand_again}\n",
    }
    put(tmp_path, files)

    done = fixer(tmp_path, "down")

    assert done.returncode == 0, done.stderr
    back = (tmp_path / "migrations/2_no_view.down.sql").read_text()
    assert ("SELECT *" not in back) == named, back


@pytest.mark.parametrize(("kind", "old", "new"), [("kind", "a", "b"), ("kind[]", "{a}", "{a,b}")])
def test_a_label_goes_that_is_the_default_by_then(
    kind: str, old: str, new: str, tmp_path: Path, server: Postgres
) -> None:
    made = (
        f"CREATE TYPE kind AS ENUM ('a'); CREATE TABLE t (k {kind} DEFAULT '{old}', other kind DEFAULT 'a');"
    )
    changed = f"ALTER TYPE kind ADD VALUE 'b'; ALTER TABLE t ALTER k SET DEFAULT '{new}';"
    put(tmp_path, {"1_a.up.sql": made, "1_a.down.sql": "SELECT 1;", "2_b.up.sql": changed})

    done = fixer(tmp_path, "down")

    assert (done.returncode, done.stderr) == (0, "")
    text = (tmp_path / "migrations/2_b.down.sql").read_text()
    with server.database() as url:
        server.psql(url, made)
        before = server.dump(url)
        for step in changed.split("; "):
            server.psql(url, step)
        server.psql(url, text)
        assert server.dump(url) == before
