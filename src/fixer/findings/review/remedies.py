"""What a section of a review suggests: SQL and Drizzle code in blocks, statements and keys in its sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixer.findings.report import Report
from fixer.findings.review import drizzle, words
from fixer.findings.review.names import PART
from fixer.findings.review.reader import SectionReader
from fixer.findings.review.sections import Piece
from fixer.findings.suggestion import OPEN, suggestions
from fixer.sql.quote import identifier

_SQL = frozenset({"sql", "postgresql", "postgres", "pgsql", "plpgsql", "psql"})
_CODE = frozenset({"typescript", "ts", "javascript", "js", "tsx"})
_DDL = re.compile(
    r"\s*(?:--[^\n]*\n\s*)*(?:CREATE|ALTER|DROP|COMMENT|GRANT|REVOKE|DO|CHECK)\b", re.IGNORECASE
)
_KEYS = re.compile(
    rf"(?P<table>{PART}(?:\.{PART})?)?\s*\((?P<keys>\s*{PART}(?:\s+(?:ASC|DESC))?(?:\s*,\s*{PART}(?:\s+(?:ASC|DESC))?)*)\s*\)",
    re.IGNORECASE,
)
_STATEMENT = re.compile(r"(?:CREATE|ALTER|DROP|COMMENT\s+ON|GRANT|REVOKE)\s+[A-Z]+\s", re.IGNORECASE)
"""How a statement begins that stands in a sentence."""
_OTHER_SCHEMA = {
    "prisma": re.compile(r"^\s*model\s+\w+\s*\{|@@?(?:index|unique|relation|id|map)\b", re.MULTILINE),
    "ruby": re.compile(
        r"\b(?:add|remove|change|create|rename)_(?:index|column|table|foreign_key|reference)\b"
    ),
    "python": re.compile(
        r"\bop\.(?:create|drop|alter|add)_\w+\(|\bmigrations\.\w+\(|\b(?:Column|mapped_column|Index)\("
    ),
}
"""Languages that schemas are written in and that are not read, and how such code is told."""
_OTHER_NAMES = {"rb": "ruby", "py": "python"}
_LABEL = re.compile(r"^(?:\d+\.\s*)?(?P<label>[^:.]{2,80}):")
_ABOVE = re.compile(r"\A(?:\s*--[^\n]*(?:\n|\Z))+")
_PART_OF_FUNCTION = re.compile(
    r"(?:SET\s+\w+\s*=|(?:ELSE|ELSIF|IF)\b|NEW\.\w+\s*:?=|RAISE\b|PERFORM\b|INSERT\s+INTO\b)", re.IGNORECASE
)
"""How a block begins that can only stand inside of a function."""
_GUARD = re.compile(
    r"DO\s*\$(?P<tag>\w*)\$\s*BEGIN\s+IF\s+NOT\s+EXISTS\s*\(\s*SELECT\s+\w*\s*FROM\s+(?:pg_catalog\.)?pg_constraint\s+"
    r"WHERE\s+conname\s*=\s*'(?P<name>(?:[^']|'')+)'\s*\)\s*THEN\s+RAISE\s+EXCEPTION\s+'(?P<message>(?:[^']|'')*)'\s*;"
    r"\s*END\s+IF\s*;\s*END\s*;?\s*\$(?P=tag)\$\s*;?",
    re.IGNORECASE,
)
"""A DO block that does nothing but look for a constraint."""
_ASSIGNMENT = re.compile(r"NEW\.[\w$]+\s*:=\s*[^;]+", re.IGNORECASE)


def remedies(reader: SectionReader) -> Iterator[Report]:
    """All that it suggests to do, in its order."""
    labels: list[str] = []
    for piece in reader.section.pieces:
        if piece.kind == "code":
            yield from _block(reader, piece, labels)
        else:
            labels.insert(0, _labelled(piece))
            if piece.kind in ("item", "text"):
                yield from _keys(reader, piece)
                yield from _assignments(reader, piece)
            yield from in_words(reader, piece)


def _suggests(reader: SectionReader, labels: list[str]) -> bool:
    """Whether code is meant to be done; where nothing tells, it is, unless the section says that all is well."""
    said = words.suggests([*labels, reader.section.title, *reversed(reader.section.above)])
    if said is not None:
        return said
    title = reader.section.title
    return words.is_problem(title) or not words.is_praise(" ".join((title, *reader.section.texts)))


def in_words(reader: SectionReader, piece: Piece) -> Iterator[Report]:
    """Whole statements that a sentence or a row has as code, or that stand in a paragraph of their own."""
    if reader.is_praise:
        return
    texts = [code for code in piece.codes if _STATEMENT.match(code)]
    alone = piece.text[len(_label(piece)) :].strip()
    if piece.kind != "row" and _STATEMENT.match(alone) and alone.endswith(";") and "--" not in alone:
        texts = [alone]
    for text in texts:
        found = list(suggestions(text))
        columns = zip(piece.cells, piece.titles, strict=False)
        title = next((title for cell, title in columns if text in cell), "")
        if all(one.code != "unreadable" for one in found) and _suggests(reader, [title, _labelled(piece)]):
            for one in found:
                yield reader.suggested(piece, one, piece.line)


def _block(reader: SectionReader, piece: Piece, labels: list[str]) -> Iterator[Report]:
    """What a block of code suggests; ``labels`` are the words above it, the nearest first."""
    if reader.is_praise:
        return
    if piece.language in _CODE:
        if drizzle.is_drizzle(piece.text) and _suggests(reader, labels):
            yield from _drizzle(reader, piece)
        return
    language = _OTHER_NAMES.get(piece.language, piece.language)
    if language in _OTHER_SCHEMA and _OTHER_SCHEMA[language].search(piece.text) and _suggests(reader, labels):
        reason = f"line {piece.line}: a schema written in {language.capitalize()} is not read"
        yield reader.report(piece, reader.rule, suggestion_problem=reason, data={"code": "unsupported"})
        return
    if piece.language not in _SQL and (piece.language or not _DDL.match(piece.text)):
        return
    known = _suggests(reader, labels)
    if known and (part := _part(reader, piece)) is not None:
        yield part
        return
    for suggestion in suggestions(piece.text):
        if words.comment_suggests(suggestion.comment) is None and not known:
            continue
        if words.comment_suggests(suggestion.comment) is False:
            continue
        yield reader.suggested(piece, suggestion, piece.line + suggestion.line)


def _part(reader: SectionReader, piece: Piece) -> Report | None:
    """A block that is no statement of its own: a piece of a function, or the query that counts what is kept."""
    text = _ABOVE.sub("", piece.text).strip()
    found = list(suggestions(piece.text))
    if reader.rule == "derived-count" and len(found) == 1 and re.match(r"SELECT\b", text, re.IGNORECASE):
        return reader.report(piece, "derived-count", data={"query": found[0].sql})
    if guard := _GUARD.fullmatch(text):
        data = {
            "constraint": guard["name"].replace("''", "'"),
            "about": f"{guard['message']} {piece.text[:200]}",
        }
        return reader.report(piece, "precondition", data=data, candidates=(guard["name"],))
    if not _PART_OF_FUNCTION.match(text) or not all(one.problem for one in found):
        return None
    first = found[0]
    line = piece.line + first.line
    return reader.report(
        piece,
        "function-body",
        line=line,
        suggestion_problem=f"line {line}: {first.problem}",
        data={"code": first.code, "fragment": text},
    )


def _assignments(reader: SectionReader, piece: Piece) -> Iterator[Report]:
    """``NEW.done_at := now()`` in a sentence that says what a trigger should do."""
    if words.suggests([_labelled(piece)]) is not True:
        return
    for code in piece.codes:
        if _ASSIGNMENT.fullmatch(code):
            yield reader.report(
                piece,
                "function-body",
                suggestion_problem=f"line {piece.line}: no function is named that it belongs into",
                data={"code": "unresolved", "fragment": f"{code};"},
            )


def _drizzle(reader: SectionReader, piece: Piece) -> Iterator[Report]:
    for read in drizzle.read(piece.text):
        line = piece.line + read.line
        if read.problem:
            reason = f"line {line}: Drizzle code {read.problem}"
            yield reader.report(
                piece, reader.rule, line=line, suggestion_problem=reason, data={"code": "unreadable"}
            )
        elif OPEN in read.sql:
            yield reader.template(piece, read.sql, line)
        else:
            (suggestion,) = suggestions(read.sql)
            yield reader.suggested(piece, suggestion, line)


def _keys(reader: SectionReader, piece: Piece) -> Iterator[Report]:
    """``content(status)`` or ``(user_id, status)`` in a list about indexes that are wanted."""
    title = " ".join((reader.section.title, *reader.section.above[-1:]))
    if not re.search(r"\bindex", title, re.IGNORECASE) or reader.is_praise or piece.kind != "item":
        return
    if not reader.asks:
        return
    for code in piece.codes:
        found = _KEYS.fullmatch(code)
        if not found:
            continue
        keys = [key.split() for key in found["keys"].split(",")]
        listed = ", ".join(" ".join((identifier(key[0].strip('"')), *key[1:])) for key in keys)
        if found["table"]:
            (one,) = suggestions(f"CREATE INDEX ON {found['table']} ({listed})")
            yield reader.suggested(piece, one, piece.line)
        else:
            yield reader.template(piece, f"CREATE INDEX ON {OPEN} ({listed})", piece.line)


def _label(piece: Piece) -> str:
    """``Fix:`` and the like at the beginning."""
    found = _LABEL.match(piece.text)
    return found[0] if found else ""


def _labelled(piece: Piece) -> str:
    """What a piece says about the code that follows: its label, else its first words."""
    found = _LABEL.match(piece.text)
    return found["label"] if found else piece.text[:120]
