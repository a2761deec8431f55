"""Which layout new files are written in, and how the user runs them."""

from __future__ import annotations

import pytest
from layout_samples import (
    COMMENTS,
    EXISTING,
    NOW,
    ONLINE,
    TEMPLATES,
    migrations,
)

from fixer.layouts import LAYOUTS, choose, named
from fixer.layouts.base import Folder
from fixer.model import FixerError


@pytest.mark.parametrize(
    ("layout", "out", "command"),
    [
        ("golang-migrate", "migrations", 'migrate -path migrations -database "$DATABASE_URL" up'),
        ("golang-migrate", "my migrations", "migrate -path 'my migrations' -database \"$DATABASE_URL\" up"),
        ("dbmate", "db/migrations", "dbmate up"),
        ("dbmate", "sql", "dbmate --migrations-dir sql up"),
        (
            "supabase",
            "supabase/migrations",
            "supabase db push   (ways back: supabase/rollbacks/, run by hand with psql)",
        ),
        (
            "supabase",
            "web/supabase/migrations",
            "supabase db push --workdir web   (ways back: web/supabase/rollbacks/, run by hand with psql)",
        ),
        (
            "drizzle",
            "drizzle",
            'psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -f drizzle/0000_index_orders.online.sql\n'
            "npx drizzle-kit migrate",
        ),
    ],
)
def test_how_to_run_names_the_users_own_tool(layout: str, out: str, command: str) -> None:
    folder = Folder(out)
    what = [ONLINE] if layout == "drizzle" else migrations(layout)
    planned, _ = LAYOUTS[layout].files(what, folder, folder, NOW, TEMPLATES)

    assert LAYOUTS[layout].how_to_run(out, planned) == command


def test_drizzle_without_online_files_is_one_command() -> None:
    planned, _ = LAYOUTS["drizzle"].files([COMMENTS], Folder("drizzle"), Folder("drizzle"), NOW, TEMPLATES)

    assert LAYOUTS["drizzle"].how_to_run("drizzle", planned) == "npx drizzle-kit migrate"


@pytest.mark.parametrize(
    ("source", "out", "name", "wanted"),
    [
        (Folder("schema.sql", {"schema.sql": ""}, is_file=True), Folder("migrations"), "", "plain"),
        (
            Folder("schema.sql", {"schema.sql": ""}, is_file=True),
            Folder("supabase/migrations"),
            "",
            "supabase",
        ),
        (Folder("db", EXISTING["dbmate"]), Folder("other"), "", "dbmate"),
        (Folder("db", EXISTING["dbmate"]), Folder("other", EXISTING["golang-migrate"]), "", "golang-migrate"),
        (Folder("db", EXISTING["dbmate"]), Folder("other", EXISTING["golang-migrate"]), "drizzle", "drizzle"),
    ],
)
def test_the_target_folder_decides_before_the_source(
    source: Folder, out: Folder, name: str, wanted: str
) -> None:
    assert choose(source, out, name).name == wanted


def test_an_unknown_layout_is_refused_with_those_there_are() -> None:
    with pytest.raises(FixerError, match="there is no layout flyway") as raised:
        named("flyway")

    assert all(layout in str(raised.value) for layout in LAYOUTS)
