"""Migrations of each kind, and a folder of each tool to put them in."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

from fixer.layouts import LAYOUTS
from fixer.layouts.base import Folder, Planned
from fixer.model import FileChange, Lock, Migration, Statement
from fixer.render import Templates

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


WEAK = (Lock("public.orders", "ShareUpdateExclusiveLock"),)


TEMPLATES = Templates()


COMMENTS = Migration(
    "comments",
    up=(Statement("COMMENT ON TABLE public.orders IS 'One purchase.'", locks=WEAK),),
    down=(Statement("COMMENT ON TABLE public.orders IS NULL", locks=WEAK),),
    fixes=(),
    summary=("Say what the tables are for.  [missing-comment]", "Locks: SHARE UPDATE EXCLUSIVE on orders."),
)


INDEX = Migration(
    "index_orders",
    up=(
        Statement(
            "CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_cust ON public.orders (customer_id)",
            transactional=False,
            locks=WEAK,
        ),
    ),
    down=(
        Statement("DROP INDEX CONCURRENTLY IF EXISTS public.orders_cust", transactional=False, locks=WEAK),
    ),
    fixes=(),
    summary=("Deleting a customer scans all of orders.  [unindexed-foreign-key]",),
    recovery=("public.orders_cust",),
)


CHECK = Migration(
    "check_indexes",
    up=(Statement("DO $$\nBEGIN\n    PERFORM 1;\nEND $$"),),
    down=(),
    fixes=(),
    summary=("Stops here if a concurrent build above left an index missing or invalid.",),
)


ONLINE = replace(
    INDEX,
    up=(Statement("CREATE INDEX IF NOT EXISTS orders_cust ON public.orders (customer_id)", locks=WEAK),),
    online=INDEX.up,
    long_running=True,
)


FOLDERS = {
    "golang-migrate": "migrations",
    "supabase": "supabase/migrations",
    "drizzle": "drizzle",
    "dbmate": "db/migrations",
}


EXISTING = {
    "golang-migrate": {
        "000001_a.up.sql": "SELECT 1;",
        "000001_a.down.sql": "",
        "000002_b.up.sql": "SELECT 2;",
    },
    "supabase": {"20250101000000_a.sql": "SELECT 1;", "20250101000001_b.sql": "SELECT 2;"},
    "drizzle": {
        "0000_a.sql": "SELECT 1;",
        "meta/_journal.json": json.dumps(
            {
                "version": "7",
                "entries": [{"idx": 0, "version": "7", "when": 5, "tag": "0000_a", "breakpoints": True}],
            }
        ),
    },
    "dbmate": {"20250101000000_a.sql": "-- migrate:up\nSELECT 1;\n-- migrate:down\n"},
}


def migrations(layout: str) -> list[Migration]:
    return [COMMENTS, ONLINE if layout == "drizzle" else INDEX, CHECK]


def written(planned: Planned) -> dict[str, str]:
    """Path to content, of every file."""
    changes: list[FileChange] = [change for migration in planned[0] for change in migration.files]
    return {change.path: change.new for change in [*changes, *planned[1]]}


def plan(
    layout: str, what: list[Migration], files: dict[str, str] | None = None, now: datetime = NOW
) -> dict[str, str]:
    folder = Folder(FOLDERS[layout], files or {})
    return written(LAYOUTS[layout].files(what, folder, folder, now, TEMPLATES))
