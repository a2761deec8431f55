"""Markdown reviews as one of the formats. What reads them has many patterns, and is imported where there is one."""

from __future__ import annotations

import re

from fixer.findings.report import Report

TOOL = "markdown"
NAME = "a review in Markdown"
LOOKS_LIKE = "a document with headings, lists, tables and code blocks; its name ends in .md"


def named_so(name: str) -> bool:
    """Whether the file's name says that it is Markdown."""
    return name.lower().endswith((".md", ".markdown", ".mdx"))


def recognises(name: str, text: str) -> bool:
    """By the file's name, or by a heading at the beginning of a line."""
    if named_so(name):
        return True
    return text.lstrip()[:1] not in ("[", "{") and re.search(r"^#{1,6} \S", text, re.MULTILINE) is not None


def reports(path: str, text: str) -> tuple[Report, ...]:
    """Everything the document says, in its order."""
    from fixer.findings import markdown

    return markdown.reports(path, text)
