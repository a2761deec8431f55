"""Passwords in text that is quoted to a person: what an error shows of a file ends up in the log of a CI job.

Hidden is what stands behind ``PASSWORD`` (of a role, a user mapping, in a comparison), in a connection string and in a URL.
A patch is not quoted text: it has to hold the file as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

HIDDEN = "***"
_GAP = r"(?: \s | --[^\n]*\n | /\*.*?\*/ )*+"
# string constants as PostgreSQL writes them (documentation, 4.1.2), which need not end where a statement is broken off
_BEHIND_KEYWORD = re.compile(
    rf"""
    password (?!') "? {_GAP} =? {_GAP} (?:           # a string may end in the word: IS 'the password'
        ('{{2,}}) (?P<within>[^'\n]+) \1           # in SQL that is a string itself
      | \\' (?P<escaped>[^'\\]*) \\'
      | e' (?P<backslashes>(?: [^'\\] | \\. | '' )*)
      | (?: u& | [bnx] )? ' (?P<plain>(?: [^'] | '' )*)
      | (\$(?:[^\W\d]\w*)?\$) (?P<dollars>.*?) (?: \6 | \Z )
    )
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_UNQUOTED = re.compile(r"password\s*=\s*(?P<bare>[^\s'\\]+)", re.IGNORECASE)
_URL = re.compile(r"://[^:/@\s']*:(?P<url>[^\s']*)@")
_CONNECTS = re.compile(
    r"\A\s*password\b|\b(?:host|hostaddr|port|dbname|user|service|sslmode)\s*=", re.IGNORECASE
)
_ANY = re.compile(r"password|://", re.IGNORECASE)


def hidden(text: str) -> str:
    """The text with ``***`` for each password."""
    return between(text, spans(text), 0, len(text))


def between(text: str, found: list[tuple[int, int]], begin: int, end: int) -> str:
    """A part of a text, with ``***`` for what it has of each of the ``spans`` of the whole."""
    pieces, last = [], begin
    for start, stop in found:
        if start < end and stop > last:
            pieces += [text[last : max(start, last)], HIDDEN]
            last = min(stop, end)
    return "".join((*pieces, text[last:end]))


def spans(text: str) -> list[tuple[int, int]]:
    """Where passwords stand in a text, without their quotes: start and end, in order. They may go over several lines."""
    if not _ANY.search(text):
        return []
    found = [match.span(match.lastgroup or "plain") for match in _behind_keywords(text)]
    found += [match.span("bare") for match in _UNQUOTED.finditer(text) if _connects(text, match)]
    found += [match.span("url") for match in _URL.finditer(text)]
    merged: list[tuple[int, int]] = []
    for start, stop in sorted(span for span in found if span[0] < span[1]):
        if merged and start < merged[-1][1]:
            before = merged.pop()
            start, stop = before[0], max(stop, before[1])
        merged.append((start, stop))
    return merged


def _behind_keywords(text: str) -> Iterator[re.Match[str]]:
    """One may lie in another: where the word ends a string, what is taken for a password goes up to the next string."""
    match = _BEHIND_KEYWORD.search(text)
    while match:
        yield match
        match = _BEHIND_KEYWORD.search(text, match.start() + 1)


def _connects(text: str, match: re.Match[str]) -> bool:
    """Whether this is a part of a connection string, and no comparison of a column: by what is around it up to the next quotes."""
    begin = text.rfind("'", 0, match.start()) + 1
    end = text.find("'", match.end())
    return _CONNECTS.search(text[begin : end if end >= 0 else len(text)]) is not None
