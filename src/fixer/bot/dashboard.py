"""The issue that lists what is open and what waits; a ticked box asks for its pull request now."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from fixer.bot.groups import Group
from fixer.report.markdown import code

MARK = "<!-- fixer: dashboard -->"
TITLE = "fixer: what can be mended"
_BOX = re.compile(r"^- \[[xX]\] <!-- fixer: (fixer/[a-z0-9-]+) -->", re.MULTILINE)


def asked(body: str) -> frozenset[str]:
    """The branches whose boxes people have ticked."""
    return frozenset(_BOX.findall(body))


def text(groups: Mapping[str, Group], opened: Mapping[str, str], waiting: Sequence[str]) -> str:
    """The body, from the groups by branch, the URLs of those that are open, and those that wait."""
    lines = [MARK, "Tick a box to have its pull request opened with the next run.", ""]
    if waiting:
        lines += ["### Waiting", ""]
        lines += [f"- [ ] <!-- fixer: {branch} --> {_line(groups[branch])}" for branch in waiting]
        lines.append("")
    if opened:
        lines += ["### Open", ""]
        lines += [
            f"- {_line(groups[branch])} {url}".rstrip()
            for branch, url in sorted(opened.items())
            if branch in groups
        ]
        lines.append("")
    if not waiting and not opened:
        lines += ["Nothing waits.", ""]
    return "\n".join(lines).rstrip() + "\n"


def _line(group: Group) -> str:
    count = len(group.digests)
    return f"{code(group.name)}, {count} finding{'s'[count == 1 :]}"
