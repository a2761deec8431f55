"""Settings under which PostgreSQL reads a text in another way than it is read here: constants are kept as what they meant then."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from fixer.ddl.base import Session
from fixer.ddl.session import DATA, NOTHING
from fixer.sql.tokens import Tokens

_STORES_NO_TEXT = frozenset({*DATA, *NOTHING, "VariableSetStmt"})
_KEEPS_CONSTANTS = frozenset(
    [
        "AlterDomainStmt",
        "AlterPolicyStmt",
        "AlterPublicationStmt",
        "AlterTableStmt",
        "CreateDomainStmt",
        "CreateForeignTableStmt",
        "CreateFunctionStmt",
        "CreatePolicyStmt",
        "CreatePublicationStmt",
        "CreateStatsStmt",
        "CreateStmt",
        "CreateTableAsStmt",
        "CreateTrigStmt",
        "DoStmt",
        "IndexStmt",
        "RuleStmt",
        "ViewStmt",
    ]
)
"""What stores expressions, or runs what does."""
_OFF = frozenset({"off", "false", "no", "0", "f", "n"})
_UTC = frozenset({"utc", "gmt", "etc/utc", "etc/gmt", "uct", "zulu", "0"})
# the encodings from which UTF-8 comes as it is (documentation, 24.3.3 Automatic Character Set Conversion); letters and digits
# tell encodings apart (clean_encoding_name in encnames.c)
_AS_THEY_STAND = frozenset({"utf8", "unicode", "sqlascii"})

_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}")
_YEAR_FIRST = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}")
_OFFSET = re.compile(r"(?:[+-]\d{1,2}(?::?\d{2})?|z|[a-z]+(?:/[a-z_]+)?)'\Z", re.IGNORECASE)
_NEGATIVE = re.compile(r"'\s*-\d+\s+\S*\d")
_NULL = re.compile(r"\{.*\bnull\b", re.IGNORECASE | re.DOTALL)


class _Setting(NamedTuple):
    """A setting that decides how some constants are read."""

    differs: Callable[[str], bool]
    """Whether it does so under a value."""
    reads: Callable[[str], bool]
    """Whether a string is such a one, in its quotes."""
    what: str


def _is_other_order(value: str) -> bool:
    return re.search(r"dmy|euro|ymd|german", value.lower()) is not None


def _is_ambiguous(text: str) -> bool:
    return _DATE.search(text) is not None and _YEAR_FIRST.search(text) is None


def _has_no_zone(text: str) -> bool:
    return _DATE.search(text) is not None and _OFFSET.search(_DATE.sub("", text)) is None


_SETTINGS = {
    "array_nulls": _Setting(
        lambda value: value.lower() in _OFF, lambda text: _NULL.search(text) is not None, "NULL in an array"
    ),
    "datestyle": _Setting(_is_other_order, _is_ambiguous, "the order of a date's parts"),
    "intervalstyle": _Setting(
        lambda value: value.lower() == "sql_standard",
        lambda text: _NEGATIVE.match(text) is not None,
        "the sign of an interval",
    ),
    "standard_conforming_strings": _Setting(
        lambda value: value.lower() in _OFF,
        lambda text: text.startswith("'") and "\\" in text,
        "a backslash in a string",
    ),
    "timezone": _Setting(
        lambda value: value.lower() not in _UTC, _has_no_zone, "a moment without a time zone"
    ),
}


def say_what_is_read_otherwise(kind: str, sql: str, session: Session) -> None:
    """Says which constants of a statement PostgreSQL reads by the settings in force, and that it converts its text."""
    values = session.settings.values
    if not values:
        return
    if "client_encoding" in values and kind not in _STORES_NO_TEXT:
        _say_what_it_converts(values["client_encoding"], sql, session)
    if kind not in _KEEPS_CONSTANTS:
        return
    differing = {
        name: value for name, value in values.items() if name in _SETTINGS and _SETTINGS[name].differs(value)
    }
    compares = values.get("transform_null_equals", "off").lower() not in _OFF
    if not differing and not compares:
        return
    tokens = Tokens(sql)
    strings = list(_strings(kind, sql, tokens))
    for name, value in differing.items():
        if any(map(_SETTINGS[name].reads, strings)):
            session.unmodelled(
                f"{name} is {value}: by that PostgreSQL reads {_SETTINGS[name].what} here, which is not followed"
            )
    if compares and any(pair in (["=", "null"], ["null", "="]) for pair in _pairs(tokens.words)):
        session.unmodelled(
            "transform_null_equals is on: PostgreSQL makes IS NULL of = NULL here, which is not followed"
        )


def _pairs(words: Sequence[str]) -> Iterator[list[str]]:
    return map(list, itertools.pairwise(words))


def _strings(kind: str, sql: str, tokens: Tokens) -> Iterator[str]:
    """The strings of a statement in their quotes, the code of a function left out: that is read when it runs."""
    for at in range(len(tokens)):
        text = sql[tokens.start(at) : tokens.end(at)]
        code = kind == "CreateFunctionStmt" and at and tokens.words[at - 1] in ("as", "language")
        if not code and (text[:1] in ("'", "$") or text[:2].lower() in ("e'", "n'")):
            yield text


def _say_what_it_converts(encoding: str, sql: str, session: Session) -> None:
    """Says, once, that a statement's text is not what PostgreSQL makes of it. Comments make nothing."""
    if sql.isascii() or re.sub(r"[^a-z0-9]", "", encoding.lower()) in _AS_THEY_STAND:
        return
    message = (
        f"client_encoding is {encoding}: from here on PostgreSQL makes other characters of what is not ASCII"
    )
    tokens = Tokens(sql)
    words = (sql[tokens.start(at) : tokens.end(at)] for at in range(len(tokens)))
    if message not in session.said and not all(map(str.isascii, words)):
        session.said.add(message)
        session.unmodelled(message)
