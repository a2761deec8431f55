"""A folder with pending migrations, planned in this process, and what the plan leaves."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import chdir
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fixer import pipeline
from fixer.config import Config
from fixer.model import Plan
from fixer.request import Request

APPLIED = """
CREATE TABLE public.customers (id bigint PRIMARY KEY, name text);
CREATE TABLE public.orders (id bigint PRIMARY KEY, customer_id bigint, code text, x int);
CREATE TABLE public.parted (at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE public.parted_2020 PARTITION OF public.parted FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE INDEX orders_x_idx ON public.orders (x);
CREATE MATERIALIZED VIEW public.names AS SELECT id, name FROM public.customers;
CREATE UNIQUE INDEX names_id_idx ON public.names (id);
CREATE MATERIALIZED VIEW public.no_key AS SELECT name FROM public.customers;
"""


@dataclass(frozen=True)
class Planned:
    plan: Plan
    files: dict[str, str]
    """The files as they are afterwards, by name: those that are new or changed."""

    def moved(self) -> list[str]:
        """The statements of the new migrations, without the check on the indexes."""
        return [
            statement.sql
            for planned in self.plan.migrations
            for statement in planned.migration.up
            if not statement.sql.startswith("DO ")
        ]

    def refused(self) -> list[str]:
        return [refusal.reason for refusal in self.plan.refusals]

    def satisfied(self) -> list[str]:
        return [satisfied.by for satisfied in self.plan.satisfied]


def planned(folder: Path, files: Mapping[str, str], rule: str, **more: object) -> Planned:
    """Files of golang-migrate's after one that has been applied, planned for one rule."""
    migrations = folder / "migrations"
    migrations.mkdir()
    (migrations / "000001_init.up.sql").write_text(APPLIED)
    (migrations / "000001_init.down.sql").write_text("")
    for name, text in files.items():
        (migrations / name).write_bytes(text.encode())
    with chdir(folder):
        said: dict[str, Any] = {"config": Config(root=folder)} | more
        request = Request(
            cwd=folder,
            path="migrations",
            select=(rule,),
            pending_from="000002",
            now=datetime(2026, 1, 2, tzinfo=UTC),
            **said,
        )
        outcome = pipeline.run(request)
    found = {change.path.removeprefix("migrations/"): change.new for change in outcome.changes}
    return Planned(outcome.plan, found)


def edited(folder: Path, text: str, rule: str, **more: object) -> str:
    """A pending file after its edits; as it was where there are none."""
    done = planned(folder, {"000002_new.up.sql": text}, rule, **more)
    return done.files.get("000002_new.up.sql", text)
