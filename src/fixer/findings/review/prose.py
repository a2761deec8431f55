"""A section of a review that suggests nothing: what it says in prose, or why it asks for nothing."""

from __future__ import annotations

import re

from fixer.findings.report import Report
from fixer.findings.review import words
from fixer.findings.review.reader import SectionReader

_CONSIDER = re.compile(r"\bconsider\b|\bimplement\b", re.IGNORECASE)


def prose(reader: SectionReader) -> Report:
    """The section as one finding, or as something that was read."""
    title = reader.section.title
    text = " ".join((title, *reader.section.texts))
    if reader.is_praise or (not words.is_problem(title) and words.is_praise(text)):
        return reader.report(None, words.ADVICE, aside="praise, or what is good already", candidates=())
    if re.search(
        r"no action needed|already resolved|now fixed|actually, this is fine|these are correct",
        text,
        re.IGNORECASE,
    ):
        return reader.report(None, reader.rule, aside="the review itself says that nothing is to be done")
    rule = reader.rule
    problem = words.is_problem(title) or any(
        re.match(r"(?:issue|problem|finding|suggestion|recommendation|recommended|fix)\b", one, re.IGNORECASE)
        for one in reader.section.texts
    )
    to_decide = rule in words.DECISIONS and _CONSIDER.search(text) is not None
    if (not problem and not to_decide) or rule == words.ADVICE:
        return reader.report(
            None, rule, aside="general advice: it asks for no change of an object", candidates=()
        )
    return reader.report(None, rule, _said(reader))


def _said(reader: SectionReader) -> str:
    """The heading, and the first sentence below it."""
    first = next(iter(reader.section.texts), "")
    return f"{reader.section.title}: {first}" if first else reader.section.title
