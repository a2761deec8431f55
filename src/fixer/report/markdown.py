"""Text that others wrote, made harmless in Markdown: it names nobody, links nowhere, and ends no fence."""

from __future__ import annotations

import re

from fixer.report import safe

_SIGNS = re.compile(r"(?<!\w)_|_(?!\w)|[\\`*{}\[\]<>#+!|~@&$%^]|:(?=\S)|^[=/]|==+")
"""Among them a slash that begins a line, which GitLab takes for a command."""
_REFERENCES = "@#!%~$&^:"
"""What begins a mention or a reference on GitHub or GitLab, or makes a URL a link."""
_WORDS = re.compile(r"\b(www|GH)(?=[.-])", re.IGNORECASE)
_NAMES = re.compile(r"(?<=[@#!])(?=\w)|(?<=:)(?=//)|(?<=\bGH)(?=-\d)", re.IGNORECASE)
"""Where a line that is no Markdown has to be taken apart, so that it names nobody and closes no issue."""
_NOTHING = "&#8203;"
"""A space of no width, as Markdown is told: what stands on both sides of it is not one word."""


def prose(text: str) -> str:
    """A sentence, on one line. What Markdown or a forge would obey is spelled as character references."""
    shown = _WORDS.sub(lambda match: match[0] + "\0", safe.line(text))
    shown = _SIGNS.sub(
        lambda match: (
            "".join(f"&#{ord(sign)};" for sign in match[0]) + (_NOTHING if match[0] in _REFERENCES else "")
        ),
        shown,
    )
    return shown.replace("\0", _NOTHING)


def plain(text: str) -> str:
    """A line for a title or a commit message, which are not Markdown, but in which forges look for names and numbers."""
    return _NAMES.sub("\u200b", safe.line(text))


def code(text: str) -> str:
    """A name or a piece of SQL, on one line, in a code span that it cannot end."""
    shown = safe.line(text).replace("|", "\u2502") or " "
    ticks = "`" * (_longest_run(shown) + 1)
    pad = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{ticks}{pad}{shown}{pad}{ticks}"


def fenced(text: str, language: str = "") -> str:
    """Lines in a fence that is longer than any in them."""
    shown = safe.block(text.rstrip("\n"))
    ticks = fence(shown)
    return f"{ticks}{language}\n{shown}\n{ticks}"


def fence(text: str) -> str:
    """A fence that nothing in the text can end."""
    return "`" * max(3, _longest_run(text) + 1)


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)
