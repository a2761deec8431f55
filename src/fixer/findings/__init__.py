"""Findings as other tools report them: one module per format, told apart by their content."""

from __future__ import annotations

from typing import Protocol

from fixer.findings import own, squawk, supabase
from fixer.findings.document import Document, document
from fixer.findings.report import Report

__all__ = ["Report", "read"]


class Format(Protocol):
    """What a module of this package has."""

    NAME: str
    LOOKS_LIKE: str

    def recognises(self, document: Document) -> bool:
        """Whether the document is meant to be in this format."""

    def reports(self, document: Document) -> tuple[Report, ...]:
        """Its reports. Raises FixerError where it does not keep to the format."""


_FORMATS: tuple[Format, ...] = (own, squawk, supabase)


def read(path_or_name: str, text: str) -> tuple[Report, ...]:
    """The reports in a file's text, in their order; ``path_or_name`` is only for messages.

    Nothing of a report is resolved or believed here. Raises FixerError, with the place, for text that is
    malformed or in no known format.
    """
    found = document(path_or_name, text.removeprefix("\ufeff"))
    for form in _FORMATS:
        if form.recognises(found):
            return form.reports(found)
    if found.is_empty_list:
        return ()
    known = "; ".join(f"{form.NAME} ({form.LOOKS_LIKE})" for form in _FORMATS)
    raise found.error(0, "findings in a format that is not known", hint=f"known are: {known}")
