"""The comment block above a statement, as one line of prose."""

from __future__ import annotations

import re

from fixer.sql import parse
from fixer.sql.lexer import BLOCK_COMMENT
from fixer.sql.parse import SqlSyntaxError
from fixer.texts.encoding import repaired
from fixer.texts.steps import without_steps

_BEFORE_STATEMENT = re.compile(rf"(?:\s+|--[^\n]*(?:\n|\Z)|{BLOCK_COMMENT})*", re.DOTALL)
_MOST_LINES = 100  # a longer block is no description

_RULE = r"[-=*#~_+/]"
_NO_TEXT = re.compile(
    "|".join(
        (
            rf"{_RULE}{{3,}}.*",  # ===== USERS =====, or without a word
            rf".*{_RULE}{{3,}}",
            rf"({_RULE})\1.*\1\1",  # == Users ==
            r"#+\s.*",
            r"> ?statement-breakpoint.*",
            r"\+(?:goose|migrate)\b.*",
            r"(?:migrate|migration|atlas|sqlfluff|dbmate|eugene|cspell|fixer|rollback) ?: ?\S.*",
            r"(?:squawk|pgfence)-ignore.*|noqa\b.*|prettier-ignore.*|@\w+.*",
            r"liquibase formatted sql.*|changeset \S+:\S+.*",
            r"name: \S+ :(?:one|many|exec)\w*",  # sqlc
            r"(?:Data for )?Name: .*; Type: .*|TOC entry \d+.*|Dependencies: \d.*",  # pg_dump
            r"PostgreSQL database dump.*|Dumped (?:from|by) .*|Started on .*|Completed on .*",
            r"Table(?: structure for)?:? \S+",  # pgAdmin and others
        )
    )
)
_TRANSPARENT = re.compile(r"\+goose StatementBegin|(?:squawk|pgfence)-ignore.*|noqa\b.*|sqlfluff:.*")
_LICENCE = re.compile(
    r"\bcopyright\b|\blicen[cs]ed? under\b|SPDX-|\(c\) \d{4}|all rights reserved", re.IGNORECASE
)
_UNFINISHED = re.compile(r"(?:TODO|FIXME|XXX|HACK)\b")
# what the statement does, which is no description of what it makes
_STEP = re.compile(
    r"(?:\d+[.)]\s*)?(?:(?:create|creating|add|adding|alter|drop|enable|define)\s+)?(?:the\s+)?(?:new\s+)?"
    r"(?:[\w.\"]+\s+){0,2}(?:tables?|index(?:es)?|columns?|types?|enums?|functions?|views?|rls|policy|policies)"
    r"(?:\s+(?:[\w.\"]+|(?:for|on)\s+[\w.\"]+))?[.:]?",
    re.IGNORECASE,
)
_STATEMENT = re.compile(
    r"(?:create|alter|drop|insert|update|delete|select|with|grant|revoke|set|reset|comment|do|begin|commit|truncate"
    r"|call|refresh|values|table|copy|lock|analyze|vacuum)\b",
    re.IGNORECASE,
)
_ALWAYS_CODE = frozenset({"create", "alter", "drop", "insert", "delete", "grant", "revoke", "truncate"})
_CODE_LINE = re.compile(r".*;|[)(].*[,;(]|\w.*\(|\)", re.DOTALL)


def comment_above(source_text: str, statement_start: int) -> str | None:
    """What the comment directly above a statement says, None where there is none or it is not prose.

    ``statement_start`` (in characters) may also stand before the comments that lead to the statement.
    Banners, licences, markers of tools and commented-out SQL are no texts, nor is what stands above them.
    """
    first_word = _BEFORE_STATEMENT.match(source_text, statement_start)
    begin = first_word.end() if first_word else statement_start
    lines = _block_before(source_text, begin)
    if not lines or len(lines) > _MOST_LINES or _LICENCE.search("\n".join(lines)):
        return None
    return _prose(without_steps(_description(lines)))


def _block_before(text: str, begin: int) -> list[str]:
    """The lines of the comments that end right before ``begin``, without comment signs."""
    lines: list[str] = []
    line_start = text.rfind("\n", 0, begin) + 1
    rest, same_line = text[line_start:begin], True
    while True:
        stripped = rest.strip()
        if stripped.startswith("--") and not same_line:
            lines.insert(0, stripped)
        elif stripped.endswith("*/"):
            end = line_start + rest.rindex("*/")
            opening = text.rfind("/*", 0, end)
            line_start = text.rfind("\n", 0, opening) + 1
            if opening < 0 or text[line_start:opening].strip():
                return lines
            inner = text[opening + 2 : end].splitlines()
            lines[:0] = [line.strip().removeprefix("*").rstrip("*").strip() for line in inner]
        elif stripped or not same_line:
            return lines
        if line_start == 0 or len(lines) > _MOST_LINES:
            return lines
        same_line = False
        end = line_start - 1
        line_start = text.rfind("\n", 0, end) + 1
        rest = text[line_start:end]


def _unmarked(line: str) -> str:
    """A line without its ``--``; longer rows of dashes stay, they make a banner."""
    if not line.startswith("--"):
        return line
    rest = line.lstrip("-")
    return rest.strip() if len(line) - len(rest) == 2 else line


def _description(lines: list[str]) -> list[str]:
    """The lines below the last that is no text, as far as they are finished."""
    texts = [text for line in lines if not _TRANSPARENT.fullmatch(text := _unmarked(line))]
    code = _code_lines(texts)
    kept: list[str] = []
    for index, text in enumerate(texts):
        if index in code or _NO_TEXT.fullmatch(text):
            kept = []
        elif _UNFINISHED.match(text):
            break
        else:
            kept.append(text)
    return kept


def _code_lines(texts: list[str]) -> set[int]:
    """The lines that are commented-out SQL."""
    found: set[int] = set()
    for first, text in enumerate(texts):
        if first in found or not _STATEMENT.match(text):
            continue
        ends = [i for i in range(first, len(texts)) if texts[i].endswith(";")] or [first, len(texts) - 1]
        for last in ends:
            if _is_statement("\n".join(texts[first : last + 1])):
                found.update(range(first, last + 1))
                break
        else:
            if _CODE_LINE.fullmatch(text):  # a piece of code, of which nothing tells where it ends
                found.update(range(first, len(texts)))
    return found | {
        index for index, text in enumerate(texts) if text.endswith(";") or text in (")", ");", "(")
    }


def _is_statement(text: str) -> bool:
    """Whether the text is SQL, and not a few words such as "Reset tokens" that happen to parse."""
    try:
        parse.statements(text)
    except SqlSyntaxError:
        return False
    words = text.split()
    return text.endswith(";") or len(words) > 3 or words[0].lower() in _ALWAYS_CODE


def _prose(lines: list[str]) -> str | None:
    """The lines as one, None where that is a heading rather than a description."""
    text = " ".join(repaired(" ".join(lines)).split())
    words = [word for word in text.split() if any(map(str.isalpha, word))]
    unspaced = any(letter.isalpha() and letter.lower() == letter.upper() for letter in text)  # 日本語
    heading = text.isupper() or _STEP.fullmatch(text) or (len(words) < 2 and not unspaced)
    return None if heading or "\ufffd" in text else text
