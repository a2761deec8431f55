"""Each tool gets the way back in its own form, where it looks for it."""

from __future__ import annotations

import pytest
from e2e.tools import fixer, tree, write
from way_back.shop import ORDERS, SHOP, put

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
