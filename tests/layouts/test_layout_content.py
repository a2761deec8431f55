"""What stands in the files that each tool gets."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from layout_samples import (
    CHECK,
    COMMENTS,
    INDEX,
    NOW,
    ONLINE,
    WEAK,
    plan,
)

from fixer.layouts import LAYOUTS
from fixer.layouts.base import Folder, Layout, Planned
from fixer.model import FixerError, Migration, Statement
from fixer.render import Templates

GOLANG = {
    "migrations/000001_comments.up.sql": """\
-- Say what the tables are for.  [missing-comment]
-- Locks: SHARE UPDATE EXCLUSIVE on orders.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
COMMENT ON TABLE public.orders IS 'One purchase.';
COMMIT;
""",
    "migrations/000001_comments.down.sql": """\
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
COMMENT ON TABLE public.orders IS NULL;
COMMIT;
""",
    "migrations/000002_index_orders.up.sql": """\
-- Deleting a customer scans all of orders.  [unindexed-foreign-key]
-- If it fails: DROP INDEX CONCURRENTLY IF EXISTS public.orders_cust, then `migrate force 1` and `migrate up`.
CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_cust ON public.orders (customer_id);
""",
    "migrations/000002_index_orders.down.sql": """\
DROP INDEX CONCURRENTLY IF EXISTS public.orders_cust;
""",
    "migrations/000003_check_indexes.up.sql": """\
-- Stops here if a concurrent build above left an index missing or invalid.
DO $$
BEGIN
    PERFORM 1;
END $$;
""",
    "migrations/000003_check_indexes.down.sql": """\
-- Nothing to undo: the up only looked.
""",
}


SUPABASE = {
    "supabase/migrations/20260102030405_comments.sql": """\
-- Say what the tables are for.  [missing-comment]
-- Locks: SHARE UPDATE EXCLUSIVE on orders.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
COMMENT ON TABLE public.orders IS 'One purchase.';
""",
    "supabase/rollbacks/20260102030405_comments.sql": """\
-- Run by hand: psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -f supabase/rollbacks/20260102030405_comments.sql
-- To make the CLI forget it: supabase migration repair --status reverted 20260102030405
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
COMMENT ON TABLE public.orders IS NULL;
COMMIT;
""",
    "supabase/migrations/20260102030406_index_orders.sql": """\
-- Deleting a customer scans all of orders.  [unindexed-foreign-key]
-- If it fails: DROP INDEX CONCURRENTLY IF EXISTS public.orders_cust, then `supabase db push`.
CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_cust ON public.orders (customer_id);
""",
    "supabase/rollbacks/20260102030406_index_orders.sql": """\
-- Run by hand: psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -f supabase/rollbacks/20260102030406_index_orders.sql
-- To make the CLI forget it: supabase migration repair --status reverted 20260102030406
DROP INDEX CONCURRENTLY IF EXISTS public.orders_cust;
""",
    "supabase/migrations/20260102030407_check_indexes.sql": """\
-- Stops here if a concurrent build above left an index missing or invalid.
DO $$
BEGIN
    PERFORM 1;
END $$;
""",
    "supabase/rollbacks/20260102030407_check_indexes.sql": """\
-- Nothing to undo: the up only looked.
-- To make the CLI forget it: supabase migration repair --status reverted 20260102030407
""",
}


DBMATE = {
    "db/migrations/20260102030405_comments.sql": """\
-- Say what the tables are for.  [missing-comment]
-- Locks: SHARE UPDATE EXCLUSIVE on orders.
-- migrate:up
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
COMMENT ON TABLE public.orders IS 'One purchase.';

-- migrate:down
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
COMMENT ON TABLE public.orders IS NULL;
""",
    "db/migrations/20260102030406_index_orders.sql": """\
-- Deleting a customer scans all of orders.  [unindexed-foreign-key]
-- If it fails: DROP INDEX CONCURRENTLY IF EXISTS public.orders_cust, then `dbmate up`.
-- migrate:up transaction:false
CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_cust ON public.orders (customer_id);

-- migrate:down transaction:false
DROP INDEX CONCURRENTLY IF EXISTS public.orders_cust;
""",
    "db/migrations/20260102030407_check_indexes.sql": """\
-- Stops here if a concurrent build above left an index missing or invalid.
-- migrate:up
DO $$
BEGIN
    PERFORM 1;
END $$;

-- migrate:down
-- Nothing to undo: the up only looked.
""",
}


DRIZZLE = {
    "drizzle/0000_index_orders.sql": """\
-- Deleting a customer scans all of orders.  [unindexed-foreign-key]
SET LOCAL lock_timeout = '5s';
--> statement-breakpoint
SET LOCAL statement_timeout = 0;
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS orders_cust ON public.orders (customer_id);
--> statement-breakpoint
-- Drizzle runs all pending files in one transaction: the limits end with this file.
SET LOCAL lock_timeout = DEFAULT;
--> statement-breakpoint
SET LOCAL statement_timeout = DEFAULT;
""",
    "drizzle/0000_index_orders.online.sql": """\
-- Deleting a customer scans all of orders.  [unindexed-foreign-key]
-- Run by hand before 0000_index_orders.sql, which then finds the work done:
-- psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -f drizzle/0000_index_orders.online.sql
-- If it fails: DROP INDEX CONCURRENTLY IF EXISTS public.orders_cust, then run this file again.
CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_cust ON public.orders (customer_id);
""",
    "drizzle/0000_index_orders.down.sql": """\
-- Run by hand, newest first: psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -f drizzle/0000_index_orders.down.sql
-- To make Drizzle forget it: DELETE FROM drizzle.__drizzle_migrations WHERE created_at = 1767323045000;
-- and, unless it is to come back, delete its file and its entry in the journal.
DROP INDEX CONCURRENTLY IF EXISTS public.orders_cust;
""",
    "drizzle/meta/_journal.json": """\
{
  "version": "7",
  "dialect": "postgresql",
  "entries": [
    {
      "idx": 0,
      "version": "7",
      "when": 1767323045000,
      "tag": "0000_index_orders",
      "breakpoints": true
    }
  ]
}""",
}


@pytest.mark.parametrize(
    ("layout", "what", "wanted"),
    [
        ("golang-migrate", [COMMENTS, INDEX, CHECK], GOLANG),
        ("supabase", [COMMENTS, INDEX, CHECK], SUPABASE),
        ("dbmate", [COMMENTS, INDEX, CHECK], DBMATE),
        ("drizzle", [ONLINE], DRIZZLE),
    ],
)
def test_files_are_what_a_reviewer_of_that_tool_expects(
    layout: str, what: list[Migration], wanted: dict[str, str]
) -> None:
    assert plan(layout, what) == wanted


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_summary_never_leaves_its_comment(layout: str) -> None:
    """Not by a line end of any kind, nor by a marker that a tool obeys."""
    evil = (
        "fine\nDROP TABLE a;\r\nDROP TABLE b;\rDROP TABLE c;\u2028DROP TABLE d;\0\nmigrate:down\n"
        "+goose Down\n--> statement-breakpoint\nDROP TABLE e;\n> statement-breakpoint"
    )
    harmless = replace(COMMENTS, summary=(evil,), down_summary=(evil,))
    files = plan(layout, [harmless])

    for path, text in files.items():
        if path.endswith(".sql"):
            assert not re.search(r"^(?!--).*DROP TABLE", text, re.M)
            assert "\0" not in text and "\r" not in text
            assert text.count("--> statement-breakpoint") == (4 if path == "drizzle/0000_comments.sql" else 0)
            assert len(re.findall(r"^-- migrate:down", text, re.M)) == (layout == "dbmate")
            assert "-- +goose" not in text


HOSTILE = {
    "drizzle": "COMMENT ON TABLE a IS 'x --> statement-breakpoint y'",
    "dbmate": "DO $$\nBEGIN\n-- migrate:down\nEND $$",
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("marker", HOSTILE)
def test_a_statement_with_the_tools_own_marker_is_refused(layout: str, marker: str) -> None:
    """Drizzle would cut the string in two, dbmate would run half a body; to the others it is text."""
    migration = replace(COMMENTS, up=(Statement(HOSTILE[marker], locks=WEAK),))
    if layout == marker:
        with pytest.raises(FixerError, match="would not run this statement as it was meant"):
            plan(layout, [migration])
    else:
        assert any(HOSTILE[marker] in text for text in plan(layout, [migration]).values())


@pytest.mark.parametrize("layout", LAYOUTS)
def test_bodies_and_strings_pass_unchanged(layout: str) -> None:
    sql = "DO $body$\nBEGIN\r\n\t-- ; {{ x }} {% y %}\n  PERFORM '\f;\u2028' || E'\\'' ;\n\nEND $body$"

    assert any(
        f"\n{sql};\n" in text
        for text in plan(layout, [replace(COMMENTS, up=(Statement(sql, locks=WEAK),))]).values()
    )


@pytest.mark.parametrize(
    ("sql", "wanted"),
    [
        ("SELECT 1 -- note", "SELECT 1 -- note\n;\n"),
        ("SELECT 1 -- note\n", "SELECT 1 -- note\n;\n"),
        ("SELECT '-- no note'", "SELECT '-- no note';\n"),
        ("SELECT 1; ", "SELECT 1;\n"),
    ],
)
def test_a_comment_at_the_end_does_not_swallow_the_semicolon(sql: str, wanted: str) -> None:
    assert plan("golang-migrate", [replace(CHECK, up=(Statement(sql),))])[
        "migrations/000001_check_indexes.up.sql"
    ].endswith(wanted)


@pytest.mark.parametrize("layout", ["golang-migrate", "supabase", "dbmate"])
def test_concurrent_builds_stand_alone_in_their_file(layout: str) -> None:
    """Several statements in one query are one transaction (error 25001)."""
    for up in ((*INDEX.up, *INDEX.up), (*COMMENTS.up, *INDEX.up)):
        with pytest.raises(FixerError, match=r"index_orders: .* only when it is alone in its file"):
            plan(layout, [replace(INDEX, up=up)])


def test_drizzle_gets_no_concurrent_build_at_all() -> None:
    with pytest.raises(FixerError, match="drizzle runs every statement in a transaction"):
        plan("drizzle", [INDEX])


@pytest.mark.parametrize("layout", ["supabase", "drizzle"])
def test_a_way_back_that_is_run_by_hand_may_mix(layout: str) -> None:
    migration = replace(
        ONLINE if layout == "drizzle" else INDEX, down=(*INDEX.down, *COMMENTS.down, *INDEX.down)
    )
    back = next(
        text for path, text in plan(layout, [migration]).items() if "rollbacks" in path or ".down." in path
    )

    lines = [line for line in back.splitlines() if not line.startswith("--")]
    assert lines == [
        "DROP INDEX CONCURRENTLY IF EXISTS public.orders_cust;",
        "BEGIN;",
        "SET LOCAL lock_timeout = '5s';",
        "SET LOCAL statement_timeout = '30s';",
        "COMMENT ON TABLE public.orders IS NULL;",
        "COMMIT;",
        "DROP INDEX CONCURRENTLY IF EXISTS public.orders_cust;",
    ]


def test_validation_without_a_way_back_of_its_own_keeps_its_limits() -> None:
    """Only what takes no lock goes without: the VALIDATE half of a fix has no down, but scans."""
    migration = replace(
        CHECK,
        up=(Statement("ALTER TABLE a VALIDATE CONSTRAINT b", locks=WEAK),),
        long_running=True,
        down_summary=("Nothing to undo: the constraint goes with the migration before.",),
    )
    files = plan("golang-migrate", [migration])

    up, down = (
        files["migrations/000001_check_indexes.up.sql"],
        files["migrations/000001_check_indexes.down.sql"],
    )
    assert "BEGIN;\nSET LOCAL lock_timeout = '5s';\nSET LOCAL statement_timeout = 0;\n" in up
    assert down == "-- Nothing to undo: the constraint goes with the migration before.\n"


def test_the_first_golang_migration_says_how_to_recover_without_a_version_before() -> None:
    up = plan("golang-migrate", [INDEX])["migrations/000001_index_orders.up.sql"]

    assert "run the statement below by hand and `migrate force 1`" in up


def test_a_projects_own_template_is_checked(tmp_path: Path) -> None:
    """One that loses a statement must not be written."""
    own = tmp_path / "layouts/golang-migrate"
    own.mkdir(parents=True)
    (own / "up.sql.j2").write_text("-- nothing\n")

    def run(layout: Layout) -> Planned:
        return layout.files(
            [COMMENTS], Folder("migrations"), Folder("migrations"), NOW, Templates([tmp_path])
        )

    with pytest.raises(FixerError, match="would not run this statement"):
        run(LAYOUTS["golang-migrate"])
    (own / "up.sql.j2").write_text('-- ours\n{% include "builtin/layouts/golang-migrate/up.sql.j2" %}')
    assert run(LAYOUTS["golang-migrate"])[0][0].files[1].new.startswith("-- ours\n-- Say what")
