"""Markdown review documents: what each section, row and bullet asks for, with the SQL that it suggests.

Nothing is tied to a document's own headings: words tell praise from problems, remedies from evidence
(``review/words.py``). Everything that is read is listed; what asks for nothing says so (``aside``).
"""

from __future__ import annotations

import re

from fixer.findings.report import Report
from fixer.findings.review import words
from fixer.findings.review.claims import claims, wishes
from fixer.findings.review.prose import prose
from fixer.findings.review.reader import SectionReader
from fixer.findings.review.remedies import remedies
from fixer.findings.review.sections import sections
from fixer.texts.encoding import repaired

_NO_SECTION = re.compile(
    r"table of contents|references|metadata|executive summary|conclusion|related prs"
    r"|inhaltsverzeichnis|zusammenfassung|fazit|quellen",
    re.IGNORECASE,
)


def reports(path: str, text: str) -> tuple[Report, ...]:
    """Everything the document says, in its order."""
    found: list[Report] = []
    for section in sections(repaired(text)):
        found += _reports(SectionReader(path, section))
    return tuple(found)


def _reports(reader: SectionReader) -> list[Report]:
    """What a section says is wrong, or to be done; without that, that it was read."""
    said = [*claims(reader), *remedies(reader)]
    if said:
        return [*said, *wishes(reader, {report.line for report in said})]
    title = reader.section.title
    if not reader.section.pieces or (_NO_SECTION.search(title) and not words.is_problem(title)):
        return []
    return [prose(reader)]
