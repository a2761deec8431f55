"""The issue that lists what is open and what waits; a ticked box asks for its pull request now."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from fixer.bot.groups import Group
from fixer.report.markdown import code, plain, prose
from fixer.report.words import counted
from fixer.values import Value

_LONGEST = 60_000
"""Characters that are listed; an issue has 65,536 on GitHub."""
_REASON = 300
"""Characters of a reason."""
_BRANCH = r"fixer/[a-z0-9/-]+"
_BOX = re.compile(rf"^- \[[xX]\] <!-- fixer( again)?: ({_BRANCH}) -->", re.MULTILINE)
_UNPROVED = re.compile(rf"<!-- fixer unproved: ({_BRANCH}) ([0-9a-f]{{12}}) --> (.*)$", re.MULTILINE)
_FAILED = "The last run failed with it: its log says why."
_WAITING = "As many pull requests are open as may be, and what is proved on PostgreSQL is proved when its turn has come."


def mark(base: str) -> str:
    """What the dashboard for a base branch begins with."""
    return f"<!-- fixer: dashboard of {quote(base).replace('--', '%2D%2D')} -->"


def title(base: str) -> str:
    """What it is called."""
    return f"fixer: what can be mended in {plain(base)}"


class Asked(Value, frozen=True):
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
    not proved: in Markdown.

    ``failed`` could not be done in this run, and ``kept`` are boxes that stay ticked for it.
    """

    groups: Mapping[str, Group]
    opened: Mapping[str, str] = field(default_factory=dict)
    waiting: Sequence[str] = ()
    turned_down: Sequence[str] = ()
    unproved: Mapping[str, str] = field(default_factory=dict)
    failed: Collection[str] = ()
    kept: Collection[str] = ()


def reason(why: str) -> str:
    """A reason in Markdown, no longer than is read."""
    return prose(why if len(why) <= _REASON else f"{why[:_REASON]}…")


def unproved(body: str, groups: Mapping[str, Group]) -> dict[str, str]:
    """Why groups were not proved when they were tried last, as a dashboard says it; nothing of those that have changed since."""
    return {
        branch: why
        for branch, known, why in _UNPROVED.findall(body.replace("\r\n", "\n"))
        if branch in groups and known == _digest(groups[branch])
    }


def text(now: Standing, base: str) -> str:
    """The body, no longer than a forge takes."""
    opened = [(now.groups[branch], url) for branch, url in sorted(now.opened.items()) if branch in now.groups]
    sections = {
        "Waiting": [_box("fixer", branch, now) for branch in now.waiting],
        "Open": [f"- {_line(group)} {url}".rstrip() for group, url in opened],
        "Not proved on PostgreSQL, so nothing was proposed": [
            f"- {_line(now.groups[branch])}: {_why(branch, now)}"
            for branch in sorted(now.unproved)
            if branch not in now.waiting
        ],
        "Turned down, until their findings change": [_box("fixer again", b, now) for b in now.turned_down],
    }
    parts = [f"{mark(base)}\nTick a box to have its pull request opened with the next run.\n"]
    room = _LONGEST
    for heading, entries in sections.items():
        shown: list[str] = []
        for entry in entries:
            room -= len(entry) + 1
            if room > 0:
                shown.append(entry)
        if more := len(entries) - len(shown):
            shown.append(f"- … and {more} more")
        if shown:
            intro = f"{_WAITING}\n\n" if heading == "Waiting" else ""
            parts.append(f"### {heading}\n\n{intro}" + "\n".join(shown) + "\n")
    if not (now.waiting or now.opened or now.unproved):
        parts.append("Nothing waits.\n")
    return "\n".join(parts)


def _box(kind: str, branch: str, now: Standing) -> str:
    ticked = "x" if branch in now.kept else " "
    why = f". {_FAILED}" if branch in now.failed else ""
    if branch in now.unproved and branch in now.waiting:
        why += f". When it was tried last, it was not proved: {_why(branch, now)}"
    return f"- [{ticked}] <!-- {kind}: {branch} --> {_line(now.groups[branch])}{why}"


def _why(branch: str, now: Standing) -> str:
    return f"<!-- fixer unproved: {branch} {_digest(now.groups[branch])} --> {now.unproved[branch]}"


def _digest(group: Group) -> str:
    """Stays while the findings of a group and what would be done about them stay."""
    return hashlib.sha256(" ".join(sorted(group.digests.values())).encode()).hexdigest()[:12]


def _line(group: Group) -> str:
    return f"{code(group.name)}, {counted(len(group.digests), 'finding')}"
