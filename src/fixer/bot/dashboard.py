"""The issue that lists what is open and what waits; a ticked box asks for its pull request now."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from fixer.bot.groups import Group
from fixer.report.markdown import code, prose

MARK = "<!-- fixer: dashboard -->"
TITLE = "fixer: what can be mended"
_BOX = re.compile(r"^- \[[xX]\] <!-- fixer( again)?: (fixer/[a-z0-9-]+) -->", re.MULTILINE)


@dataclass(frozen=True)
class Asked:
    """The branches whose boxes people have ticked: ``now`` of those that wait, ``again`` of those turned down."""

    now: frozenset[str] = frozenset()
    again: frozenset[str] = frozenset()


def asked(body: str) -> Asked:
    """What the boxes of a dashboard say."""
    ticked = _BOX.findall(body)
    return Asked(
        frozenset(branch for again, branch in ticked if not again),
        frozenset(branch for again, branch in ticked if again),
    )


@dataclass(frozen=True)
class Standing:
    """How all groups stand, by branch: those that are open with their URLs, those that wait, those turned down, and why one was
    not proved.

    ``kept`` are boxes that stay ticked: what was asked for could not be done yet.
    """

    groups: Mapping[str, Group]
    opened: Mapping[str, str] = field(default_factory=dict)
    waiting: Sequence[str] = ()
    turned_down: Sequence[str] = ()
    unproved: Mapping[str, str] = field(default_factory=dict)
    kept: Collection[str] = ()


def text(now: Standing) -> str:
    """The body."""
    lines = [MARK, "Tick a box to have its pull request opened with the next run.", ""]

    def boxes(title: str, mark: str, branches: Sequence[str]) -> list[str]:
        listed = [
            f"- [{'x' if branch in now.kept else ' '}] <!-- {mark}: {branch} --> {_line(now.groups[branch])}"
            for branch in branches
        ]
        return [f"### {title}", "", *listed, ""] if listed else []

    lines += boxes("Waiting", "fixer", now.waiting)
    opened = [(now.groups[branch], url) for branch, url in sorted(now.opened.items()) if branch in now.groups]
    if opened:
        lines += ["### Open", "", *(f"- {_line(group)} {url}".rstrip() for group, url in opened), ""]
    if now.unproved:
        told = [
            f"- {_line(now.groups[branch])}: {prose(why)}" for branch, why in sorted(now.unproved.items())
        ]
        lines += ["### Not proved on PostgreSQL, so nothing was proposed", "", *told, ""]
    lines += boxes("Turned down, until their findings change", "fixer again", now.turned_down)
    if not (now.waiting or now.opened or now.unproved):
        lines += ["Nothing waits.", ""]
    return "\n".join(lines).rstrip() + "\n"


def _line(group: Group) -> str:
    count = len(group.digests)
    return f"{code(group.name)}, {count} finding{'s'[count == 1 :]}"
