"""Findings, fixes and migrations as the values that templates show: whatever anybody wrote is harmless by then."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence

from fixer.config import Config
from fixer.model import Applicability, Finding, Fix, Hazard, Migration, PlannedMigration, Refusal, Statement
from fixer.planner.summary import blocks as waits
from fixer.planner.summary import spelled, strongest
from fixer.report.markdown import code, fenced, prose
from fixer.report.outcomes import NEEDS_UNSAFE, named
from fixer.sql.quote import target

LISTED = 50
"""Findings, fixes and refusals that are listed one by one."""
_ENTRIES = 10
_GRAVE = ("data-loss", "irreversible")
"""Hazards that are named."""


def findings(found: Sequence[Finding]) -> list[Mapping[str, object]]:
    """Findings by rule and by who found them: rule, source, said (a sentence each), more (how many are not listed)."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for one in found:
        groups.setdefault((one.rule, one.source), []).append(one)
    room = LISTED
    shown: list[Mapping[str, object]] = []
    for (rule, source), alike in groups.items():
        distinct = _said(alike)
        listed = distinct[:room]
        room -= len(listed)
        more = len(distinct) - len(listed)
        shown.append({"rule": code(rule), "source": prose(source), "said": listed, "more": more})
    return shown


def _said(found: Sequence[Finding]) -> list[str]:
    """What findings say, and of what: objects are named where the message does not name them, all of one message at once."""
    sentences: dict[str, dict[str, None]] = {}
    for one in found:
        name = named(one)
        message = prose(one.message).removesuffix(".")
        place = f" ({code(str(one.location))})" if one.location else ""
        names = sentences.setdefault(f"{message}{place}", {})
        if (one.target or one.target_text) and not _is_named(name, one.message):
            names[code(name)] = None
    return [f"{_listed(list(names))}: {said}" if names else said for said, names in sentences.items()]


def _is_named(name: str, message: str) -> bool:
    """Whether a message names an object, or begins with what it belongs to."""
    called = (name, name.partition("(")[0], *name.split(".")[:1])
    anywhere = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", message)
    return bool(anywhere or re.match(rf"(?:{'|'.join(map(re.escape, called))})(?!\w)", message))


def _listed(names: Sequence[str]) -> str:
    """Names, no more than can be read."""
    more = len(names) - LISTED
    return ", ".join(names[:LISTED]) + (f" and {more} more" if more > 0 else "")


def fixes(made: Sequence[Fix]) -> list[Mapping[str, object]]:
    """Fixes with one reason together: titles, whether these are names alone, why, unsafe, checks."""
    groups: dict[tuple[str, str, bool], list[Fix]] = {}
    for fix in made[:LISTED]:
        unsafe = fix.applicability is not Applicability.SAFE
        groups.setdefault((*_without_name(fix), unsafe), []).append(fix)
    return [
        {
            "titles": _titles(alike, rest),
            "names": (len(alike) > 1 and not rest) or " " not in alike[0].title,
            "why": prose(why if len(alike) > 1 else alike[0].why),
            "unsafe": unsafe,
            "checks": [
                {"sql": code(check.sql), "meaning": prose(check.meaning)}
                for fix in alike
                for check in fix.checks
            ],
        }
        for (rest, why, unsafe), alike in groups.items()
    ]


def _without_name(fix: Fix) -> tuple[str, str]:
    """What of a title follows the object's name ("" where it does not begin with that), and the reason with "it" for the name."""
    name = target(fix.finding.target) if fix.finding.target else ""
    if not name or not fix.title.startswith(f"{name}: "):
        return "", fix.why
    return fix.title.removeprefix(name), fix.why.replace(name, "it")


def _titles(alike: Sequence[Fix], rest: str) -> str:
    if len(alike) == 1 or not rest:
        return ", ".join(prose(fix.title) for fix in alike)
    return prose(", ".join(fix.title.removesuffix(rest) for fix in alike) + rest)


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
    hazards = list(dict.fromkeys(hazard for statement in made.up for hazard in statement.hazards))
    return {
        "name": code(path),
        "about": [] if _has_reasons(made) else [prose(line) for line in made.summary],
        "locks": _locks(made.up),
        "hazards": _hazards(hazards),
        "up": budget.sql(statement.sql for statement in made.up),
        "down": budget.sql(statement.sql for statement in made.down),
        "online": budget.sql(s.sql for s in made.online) if made.online else "",
    }


def _has_reasons(made: Migration) -> bool:
    """Whether its own words are the reasons of its fixes, which are told once for all migrations."""
    rules = {finding.rule for fix in made.fixes for finding in fix.findings or (fix.finding,)}
    return any(f"[{rule}]" in line for rule in rules for line in made.summary)


def way_back(planned: PlannedMigration, budget: Budget) -> Mapping[str, object]:
    """The way back that a migration gets which has none: name (the file), migration, lost, and its SQL."""
    made = planned.migration
    return {
        "name": code(planned.files[0].path),
        "migration": code(made.name),
        "lost": [prose(sentence) for sentence in made.down_summary],
        "down": budget.sql(statement.sql for statement in made.down),
    }


def _hazards(found: Sequence[Hazard]) -> list[str]:
    """A sentence each; what differs in its table alone is one."""
    groups: dict[tuple[str, str], dict[str, None]] = {}
    for one in found:
        named_so = re.search(rf"{re.escape(one.relation)}(?:\.\w+)?", one.detail) if one.relation else None
        name = named_so[0] if named_so else ""  # with the column, where it is about one
        sentence = one.detail.replace(name, "\f") if name else one.detail
        groups.setdefault((one.kind, sentence), {})[name] = None
    return [
        (f"**{kind}**: " if kind in _GRAVE else "") + prose(sentence.replace("\f", ", ".join(names)))
        for (kind, sentence), names in groups.items()
    ]


def _locks(statements: Sequence[Statement]) -> str:
    modes: dict[str, list[str]] = {}
    for relation, mode in strongest(statements).items():
        modes.setdefault(mode, []).append(relation)
    if not modes:
        return "Locks: none on tables."
    parts = []
    for mode, relations in modes.items():
        reads, writes = waits(mode)
        effect = "reads and writes wait" if reads else "writes wait" if writes else "reads and writes go on"
        parts.append(f"{spelled(mode)} on {_listed([code(relation) for relation in relations])} ({effect})")
    return f"Locks: {'; '.join(parts)}; held {_how_long(statements)}."


def _how_long(statements: Sequence[Statement]) -> str:
    if any(statement.locks and not statement.transactional for statement in statements):
        return (
            "until it is done, which waits for older transactions"  # CONCURRENTLY, whatever comes before it
        )
    scans = any(h.kind in ("scan", "rewrite") for statement in statements for h in statement.hazards)
    return "while the table is read" if scans else "for a moment"


def refused(refusals: Sequence[Refusal], left: Sequence[tuple[str, str]] = ()) -> list[Mapping[str, str]]:
    """What is left alone: target, reason, decide. ``left`` are migrations, and why they were left out."""
    found: list[Mapping[str, str]] = [
        {
            "target": code(named(r.finding)),
            "reason": prose(r.reason).removesuffix("."),
            "decide": _decide(r.decide),
        }
        for r in refusals[:LISTED]
    ]
    if (more := len(refusals) - LISTED) > 0:
        found.append({"target": f"… and {more} more", "reason": "`fixer plan` tells", "decide": ""})
    return found + [
        {"target": code(path), "reason": prose(why).removesuffix("."), "decide": ""} for path, why in left
    ]


def _decide(decide: str) -> str:
    """What a person has to decide. The bot takes no ``--unsafe``: the configuration says it."""
    if not decide.endswith(NEEDS_UNSAFE):
        return prose(decide)
    what = prose(decide.removesuffix(NEEDS_UNSAFE).rstrip(": "))
    return f"{what}, with `unsafe = true` in the configuration."


def ignore_place(config: Config) -> str:
    """Where that line goes, in Markdown."""
    name = config.file.name if config.file is not None else "fixer.toml"
    if name == "pyproject.toml":
        return "add to the table `[tool.fixer]` of `pyproject.toml`"
    return f"add to {code(name)}, above its first table (or the entry alone, to the list that is there)"


def ignore_line(keys: Iterable[str]) -> str:
    """The entries to add to the configuration, in TOML, whose basic strings take JSON's escapes."""
    entries = [f'{{ key = {json.dumps(key)}, reason = "why" }}' for key in keys]
    if len(entries) == 1:
        return fenced(f"ignore = [{entries[0]}]", "toml")
    lines = [f"    {entry}," for entry in entries[:_ENTRIES]]
    if (more := len(entries) - _ENTRIES) > 0:
        lines.append(f"    # … and {more} more: `fixer baseline` sets everything aside")
    return fenced("\n".join(["ignore = [", *lines, "]"]), "toml")
