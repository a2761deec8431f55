"""Findings, fixes and migrations as the values that templates show: whatever anybody wrote is harmless by then."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from fixer.config import Config
from fixer.model import Applicability, Finding, Fix, PlannedMigration, Refusal, Statement
from fixer.planner.summary import blocks as waits
from fixer.planner.summary import spelled
from fixer.report.markdown import code, fenced, prose
from fixer.report.outcomes import named

LISTED = 50
"""Findings, fixes and refusals that are listed one by one."""


def finding(found: Finding) -> Mapping[str, str]:
    """A finding: target, message, rule, source."""
    return {
        "target": code(named(found)),
        "message": prose(found.message).removesuffix("."),
        "rule": code(found.rule),
        "source": prose(found.source),
    }


def fix(made: Fix) -> Mapping[str, object]:
    """A fix: title, why, unsafe, checks."""
    checks = [{"sql": code(check.sql), "meaning": prose(check.meaning)} for check in made.checks]
    return {
        "title": prose(made.title),
        "why": prose(made.why),
        "unsafe": made.applicability is not Applicability.SAFE,
        "checks": checks,
    }


class Budget:
    """How much SQL may still be shown."""

    def __init__(self, room: int):
        self.room = room

    def sql(self, texts: Iterable[str]) -> str:
        """The statements, as far as there is room."""
        text = "\n".join(f"{text.rstrip().removesuffix(';')};" for text in texts)
        if len(text) > self.room:
            cut, self.room = text[: self.room], 0
            return fenced(f"{cut}\n-- … the rest is in the file" if cut else "-- It is in the file.", "sql")
        self.room -= len(text)
        return fenced(text or "-- Nothing to do.", "sql")


def migration(planned: PlannedMigration, budget: Budget) -> Mapping[str, object]:
    """A migration: name, locks, hazards, and its SQL as far as there is room."""
    made = planned.migration
    path = next((change.path for change in planned.files if change.role == "up"), made.name)
    hazards = dict.fromkeys(hazard for statement in made.up for hazard in statement.hazards)
    return {
        "name": code(path),
        "locks": _locks(made.up),
        "hazards": [f"{prose(hazard.kind)}: {prose(hazard.detail)}" for hazard in hazards],
        "up": budget.sql(statement.sql for statement in made.up),
        "down": budget.sql(statement.sql for statement in made.down),
        "online": budget.sql(s.sql for s in made.online) if made.online else "",
    }


def way_back(planned: PlannedMigration, budget: Budget) -> Mapping[str, object]:
    """The way back that a migration gets which has none: name (the file), migration, lost, and its SQL."""
    made = planned.migration
    return {
        "name": code(planned.files[0].path),
        "migration": code(made.name),
        "lost": [prose(sentence) for sentence in made.down_summary],
        "down": budget.sql(statement.sql for statement in made.down),
    }


def _locks(statements: Sequence[Statement]) -> str:
    modes = {(lock.relation, lock.mode): None for statement in statements for lock in statement.locks}
    if not modes:
        return "Locks: none on tables."
    parts = []
    for relation, mode in list(modes)[:LISTED]:
        reads, writes = waits(mode)
        effect = "reads and writes wait" if reads else "writes wait" if writes else "reads and writes go on"
        parts.append(f"{spelled(mode)} on {code(relation)} ({effect})")
    scans = any(h.kind in ("scan", "rewrite") for statement in statements for h in statement.hazards)
    return f"Locks: {'; '.join(parts)}{'; held while the table is read' if scans else '; held for a moment'}."


def refused(refusals: Sequence[Refusal], left: Sequence[tuple[str, str]] = ()) -> list[Mapping[str, str]]:
    """What is left alone: target, reason, decide. ``left`` are migrations, and why they were left out."""
    found: list[Mapping[str, str]] = [
        {"target": code(named(r.finding)), "reason": prose(r.reason), "decide": prose(r.decide)}
        for r in refusals[:LISTED]
    ]
    return found + [{"target": code(path), "reason": prose(why), "decide": ""} for path, why in left]


def ignore_place(config: Config) -> str:
    """Where that line goes, in Markdown."""
    name = config.file.name if config.file is not None else "fixer.toml"
    if name == "pyproject.toml":
        return "add to the table `[tool.fixer]` of `pyproject.toml`"
    return f"add to {code(name)}, above its first table (or the entry alone, to the list that is there)"


def ignore_line(keys: Iterable[str]) -> str:
    """The line to add to the configuration, in TOML, whose basic strings take JSON's escapes."""
    entries = [f'{{ key = {json.dumps(key)}, reason = "why" }}' for key in list(keys)[:3]]
    return fenced(f"ignore = [{', '.join(entries)}]", "toml")
