"""The issue that lists what is open and what waits; a ticked box asks for its pull request now."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from fixer.bot.groups import Group
from fixer.report.markdown import code, prose

MARK = "<!-- fixer: dashboard -->"
TITLE = "fixer: what can be mended"
_LONGEST = 60_000
"""Characters that are listed; an issue has 65,536 on GitHub."""
_REASON = 300
"""Characters of a reason."""
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
    """The body, no longer than a forge takes."""
    opened = [(now.groups[branch], url) for branch, url in sorted(now.opened.items()) if branch in now.groups]
    sections = {
        "Waiting": [_box("fixer", branch, now) for branch in now.waiting],
        "Open": [f"- {_line(group)} {url}".rstrip() for group, url in opened],
        "Not proved on PostgreSQL, so nothing was proposed": [
            f"- {_line(now.groups[branch])}: {prose(why[:_REASON])}"
            for branch, why in sorted(now.unproved.items())
        ],
        "Turned down, until their findings change": [_box("fixer again", b, now) for b in now.turned_down],
    }
    parts = [f"{MARK}\nTick a box to have its pull request opened with the next run.\n"]
    room = _LONGEST
    for title, entries in sections.items():
        shown: list[str] = []
        for entry in entries:
            room -= len(entry) + 1
            if room > 0:
                shown.append(entry)
        if more := len(entries) - len(shown):
            shown.append(f"- … and {more} more")
        if shown:
            parts.append(f"### {title}\n\n" + "\n".join(shown) + "\n")
    if not (now.waiting or now.opened or now.unproved):
        parts.append("Nothing waits.\n")
    return "\n".join(parts)


def _box(mark: str, branch: str, now: Standing) -> str:
    ticked = "x" if branch in now.kept else " "
    return f"- [{ticked}] <!-- {mark}: {branch} --> {_line(now.groups[branch])}"


def _line(group: Group) -> str:
    count = len(group.digests)
    return f"{code(group.name)}, {count} finding{'s'[count == 1 :]}"
