"""Findings as other tools report them: one module per format, told apart by their content."""

from __future__ import annotations

import sys
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Protocol

from fixer.findings import (
    own,
    pgfence,
    pgls,
    pgrls,
    pgrubic,
    plpgsql_check,
    sarif,
    sqlfluff,
    squawk,
    supabase,
)
from fixer.findings.document import Document, Item
from fixer.findings.file_text import UnreadableError
from fixer.findings.outline import document
from fixer.findings.report import Report
from fixer.findings.review import form as review
from fixer.model import FixerError
from fixer.sql.script import Lines

__all__ = ["FORMATS", "Format", "Report", "not_utf8", "read", "text_of"]


class Format(Protocol):
    """What a module of this package has."""

    TOOL: str
    """What ``tool:FILE`` says to have a file read as this."""
    NAME: str
    LOOKS_LIKE: str
    LISTS: Container[str]
    """The keys of an item under which there are lists of findings."""

    def recognises(self, document: Document) -> bool:
        """Whether the document is meant to be in this format."""

    def reports(self, document: Document, item: Item) -> Iterable[Report | UnreadableError]:
        """The reports of one item, and why a part of it is none. Raises UnreadableError where none of it is one."""


FORMATS: Mapping[str, Format] = {
    form.TOOL: form
    for form in (own, sarif, squawk, pgls, pgfence, pgrubic, sqlfluff, pgrls, plpgsql_check, supabase)
}
"""By what ``tool:FILE`` calls them; asked in this order."""
_TEXTS = ("source", "rule", "message", "path")
Refuse = Callable[[Report], str]
"""Why a report cannot be used, in words; empty where it can."""


def read(
    path: str,
    text: str,
    tool: str | None = None,
    refuse: Refuse = lambda _report: "",
) -> tuple[Report, ...]:
    """The reports in a file's text, in their order; ``path`` is only for messages.

    ``tool`` forces a reader. An item that its format does not allow, or that ``refuse`` has a word about, becomes
    a report with a ``problem``, unless there is nothing but such items. Nothing of a report is resolved or believed
    here. Raises FixerError, with the place, for text that is malformed, in no known format, or has nothing in it
    that can be read.
    """
    text = text.removeprefix("\ufeff")
    if tool == review.TOOL or (tool is None and review.recognises(path, text)):
        return review.reports(path, text)
    found = document(path, text)
    form = FORMATS[tool] if tool else next((f for f in FORMATS.values() if f.recognises(found)), None)
    if found.is_empty_list:
        return ()
    if form is None or (found.csv and not form.recognises(found)):
        for item in found.first:
            found.check(item)
        named = [(form.NAME, form.LOOKS_LIKE) for form in FORMATS.values()]
        known = "; ".join(f"{name} ({look})" for name, look in (*named, (review.NAME, review.LOOKS_LIKE)))
        raise found.error(0, "findings in a format that is not known", hint=f"known are: {known}")
    found = replace(found)  # without the first items, of which one may be as long as the file
    return _all(form, found, refuse)


def _all(form: Format, found: Document, refuse: Refuse) -> tuple[Report, ...]:
    reports: list[Report] = []
    first: UnreadableError | None = None
    readable = False
    for read in _each(form, found, refuse):
        if isinstance(read, Report):
            reports.append(_interned(read))
            readable = True
        else:
            first = first or read
            reports.append(_unreadable(form, found, read))
    if first is not None and not readable:
        raise first
    return tuple(reports)


def _each(form: Format, found: Document, refuse: Refuse) -> Iterator[Report | UnreadableError]:
    """Every report in turn, or why there is none."""
    for item in found.items():
        try:
            found.check(item, form.LISTS)
            for read in form.reports(found, item):
                word = refuse(read) if isinstance(read, Report) else ""
                yield found.unreadable(item.offset, word) if word else read
        except UnreadableError as error:
            yield error


def _unreadable(form: Format, found: Document, error: UnreadableError) -> Report:
    place = error.location
    line, column = (place.line, place.column) if place else (1, 1)
    problem = f"{error.message}" + (f" ({error.hint})" if error.hint else "")
    return Report(form.TOOL, "unreadable", path=found.path, line=line, column=column, problem=problem)


def _interned(report: Report) -> Report:
    """Texts that come again and again are kept once."""
    for name in _TEXTS:
        value = getattr(report, name)
        if isinstance(value, str):
            object.__setattr__(report, name, sys.intern(value))
    return report


def not_utf8(name: str, content: bytes, start: int) -> FixerError:
    """The error for the byte at ``start``, with its place."""
    before = content[:start].decode()
    place = Lines(name, before).location(len(before))
    hint = "Save the file as UTF-8, or as UTF-16 with a byte order mark."
    return FixerError(f"not UTF-8: byte 0x{content[start]:02x}", place, hint=hint)


def text_of(name: str, content: bytes) -> str:
    """A file's text: UTF-8, or UTF-16 with a byte order mark, as PowerShell redirects. Raises FixerError.

    A Markdown document may have any encoding: what is no UTF-8 is read as Windows-1252.
    """
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError as error:
                raise FixerError(f"{name}: not UTF-16 (byte {error.start})") from None
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        if review.named_so(name) or name.startswith(f"{review.TOOL}:"):
            return content.decode("cp1252", "replace")
        raise not_utf8(name, content, error.start) from None
