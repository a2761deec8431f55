"""What becomes of every rule of the tools that are known: the table in ``rules.json``, which docs/linters.md shows."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import msgspec

KINDS = {
    "fixer": "mended by",
    "edit": "mended by an edit while the file is pending, nothing to do once it has been applied, by",
    "nothing": "nothing to mend",
    "person": "a person's decision",
}
"""What an answer can be, as docs/linters.md says it; the first two name their fixers."""
ONCE = " while the file is pending, nothing to do once it has been applied"
"""What is added of a decision about what a migration does when it runs."""


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One rule of a tool: the kind of its answer, the fixers that mend it, and the reason in a sentence."""

    kind: str
    because: str = ""
    fixers: tuple[str, ...] = ()
    title: str = ""
    """What the rule is about, where its id does not say."""
    decide: str = ""
    """What somebody has to decide, and what then would be done."""
    once: bool = False
    """It is about what a migration does when it runs: once that has been applied, there is nothing left to decide."""


class Tool(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A tool, the version whose rules these are, and the rules by id."""

    name: str
    version: str
    rules: Mapping[str, Rule] = {}
    otherwise: Rule | None = None
    """What goes for every rule that is not listed."""


@cache
def table() -> Mapping[str, Tool]:
    """All tools by the name that findings have as their source."""
    text = files("fixer.findings").joinpath("rules.json").read_bytes()
    return msgspec.json.decode(text, type=dict[str, Tool])


def passes(source: str, rule: str) -> bool:
    """Whether a rule that no fixer answers is about what a migration does when it runs."""
    tool = table().get(source)
    known = tool.rules.get(rule, tool.otherwise) if tool else None
    return known is not None and known.once


def decision(source: str, rule: str) -> str:
    """What somebody has to decide about a rule that no fixer answers; empty where there is nothing to say."""
    tool = table().get(source)
    known = tool.rules.get(rule, tool.otherwise) if tool else None
    return known.decide if known else ""


def reason(source: str, rule: str) -> tuple[str, str]:
    """The code of a refusal and its reason, for a rule of a tool that no fixer answers."""
    tool = table().get(source)
    known = tool.rules.get(rule, tool.otherwise) if tool else None
    if known is None or known.fixers:
        return "unsupported", f"no fixer answers {source}'s {rule}"
    if known.kind == "person":
        return "manual", f"a person's decision: {known.because}"
    return "unsupported", f"nothing to mend: {known.because}"
