"""`fixer down`: the way back of migrations that exist, judged by PostgreSQL step by step."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from e2e.tools import MIGRATIONS, by_hand, copied, downs, fixer, sources, tree, up
from postgres import Postgres
from way_back.shop import SHOP, put


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


def test_a_lone_concurrent_build_goes_the_way_it_came(tmp_path):
    put(tmp_path, SHOP)

    fixer(tmp_path, "down")

    text = (tmp_path / "migrations/000003_index.down.sql").read_text()
    assert text == "DROP INDEX CONCURRENTLY IF EXISTS public.orders_id;\n"


def test_a_migration_that_does_not_fit_is_an_error_with_its_place(tmp_path):
    put(tmp_path, SHOP | {"000004_wrong.up.sql": "SELECT 1;\n\nALTER TABLE orders DROP COLUMN nothing;\n"})
    before = tree(tmp_path)

    done = fixer(tmp_path, "down")

    assert (done.returncode, tree(tmp_path)) == (2, before)
    assert "migrations/000004_wrong.up.sql:3:1: " in done.stderr
    assert "there is no column nothing in public.orders" in done.stderr
    assert "ALTER TABLE orders DROP COLUMN nothing;" in done.stderr


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
