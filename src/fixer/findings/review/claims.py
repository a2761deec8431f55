"""What a section of a review says is wrong, or to be done, in rows and bullets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from fixer.findings.report import Report
from fixer.findings.review import drizzle, words
from fixer.findings.review.names import NAME, PART, objects, plain_columns
from fixer.findings.review.reader import SectionReader
from fixer.findings.review.remedies import in_words
from fixer.findings.review.sections import Piece
from fixer.findings.suggestion import suggestions
from fixer.sql.quote import identifier
from fixer.values import replace

_FINDING_TITLES = re.compile(
    r"\b(?:issue|finding|problem|severity|recommendation|action|priority|remedy"
    r"|befund|schweregrad|empfehlung|maßnahme|priorität)\b",
    re.IGNORECASE,
)
_EVERY = re.compile(r"(?:all|alle|every|each)\b", re.IGNORECASE)
_REQUIRED = re.compile(r"\b(?:must|should|has to|muss|sollte)\b", re.IGNORECASE)
_SEVERITY = re.compile("severity|priority|schweregrad|priorität", re.IGNORECASE)
_MARKED = re.compile("[\N{WARNING SIGN}\N{CROSS MARK}\N{BALLOT X}]")
_SOME_DAY = re.compile(r"\(phase \d", re.IGNORECASE)
_WISH = re.compile(
    r"\W*(?:add|create|drop|remove|rename|partition|archive|encrypt|enable|move|split|change|convert|replace|introduce)\b",
    re.IGNORECASE,
)
_IMPERATIVE = re.compile(r"(?:implement|add|set up|create|enable|introduce)\b", re.IGNORECASE)


def claims(reader: SectionReader) -> Iterator[Report]:
    """What its rows and bullets say of objects."""
    for piece in reader.section.pieces:
        if piece.kind == "row":
            yield from _row(reader, piece)
        elif piece.kind == "item" and not reader.is_praise:
            yield from _item(reader, piece)
            yield from _whole(reader, piece)


def wishes(reader: SectionReader, told: Set[int | None]) -> Iterator[Report]:
    """Items that ask for something in words alone, beside those that are findings."""
    for piece in reader.section.pieces:
        if piece.kind == "item" and piece.line not in told and _WISH.match(piece.text):
            aside = "asked for in words alone: no SQL says what is wanted"
            rule = words.rule_of(piece.text)
            yield reader.report(piece, rule, piece.text, aside=aside, candidates=())


def _row(reader: SectionReader, piece: Piece) -> Iterator[Report]:
    """A row of a table of findings, or one that says which foreign key there is."""
    titles = " | ".join(piece.titles)
    columns = re.findall(rf"({PART})\.({PART})", piece.cells[0]) if piece.cells else []
    if re.search(r"\bon delete\b", titles, re.IGNORECASE) and len(columns) == 2:
        yield _foreign_key(reader, piece, columns)
    elif _FINDING_TITLES.search(titles):
        level, word = words.level_of(*(cell for cell, title in zip(piece.cells, piece.titles, strict=False)
                                       if _SEVERITY.search(title)), piece.text)  # fmt: skip
        if any(in_words(reader, piece)):
            return  # what it asks for is said
        rule = words.rule_of(piece.text)
        named = [*piece.codes, *objects(piece)]
        every = [name for name in named if _EVERY.match(name)]
        piece = replace(piece, codes=tuple(name for name in named if name not in every))
        told = next((name for name in objects(piece) if name not in every), "")
        if every and not piece.codes and rule in words.OF_EVERY:
            yield reader.report(piece, rule, piece.text, level=level, candidates=())
            return
        yield reader.report(
            piece,
            rule,
            piece.text,
            level=level,
            target=told,
            data={"severity": word} if word else {},
            aside=""
            if piece.codes
            else "a row that names no object: what it sums up stands elsewhere in the document",
        )


def _foreign_key(reader: SectionReader, piece: Piece, columns: list[tuple[str, str]]) -> Report:
    """The row says which end is which by naming the source table; else the second refers to the first."""
    cells = dict(zip((title.lower() for title in piece.titles), piece.cells, strict=False))
    one, other = columns
    source = cells.get("source table", "").strip("` ")
    # "users.id → projects.user_id | projects" says by its source table that the second one refers
    turned = source == other[0] if source else "relationship" in cells
    referring, referred = (other, one) if turned else (one, other)
    actions = "".join(
        f" {title.upper()} {cells[title].upper()}"
        for title in ("on delete", "on update")
        if re.fullmatch(r"cascade|restrict|no action|set null|set default", cells.get(title, "").lower())
    )
    there, here = (".".join(map(identifier, map(drizzle.snake, pair))) for pair in (referred, referring))
    table, _dot, column = here.rpartition(".")
    to, _dot, key = there.rpartition(".")
    (one_suggested,) = suggestions(
        f"ALTER TABLE {table} ADD FOREIGN KEY ({column}) REFERENCES {to} ({key}){actions}"
    )
    return reader.suggested(piece, one_suggested, piece.line)


def _item(reader: SectionReader, piece: Piece) -> Iterator[Report]:
    """A bullet that names a column or table and says what it lacks."""
    named = [code for code in piece.codes if "." in code and NAME.fullmatch(code)]
    owner = next((code for code in piece.within if NAME.fullmatch(code)), "")
    if owner and not named:
        named = [f"{owner}.{code}" for code in piece.codes if NAME.fullmatch(code)]
    rule = words.rule_of(piece.text, reader.section.title)
    if not named and not piece.codes and _IMPERATIVE.match(piece.text) and rule != words.ADVICE:
        named = plain_columns(piece)
    wanted = (
        words.is_problem(piece.text)
        or re.search(r"\bno index\b", piece.text, re.IGNORECASE)
        or (_REQUIRED.search(piece.text) and words.rule_of(piece.text) in ("not-null", "unique", "index"))
        or (not piece.codes and named)
    )
    if not named or not wanted:
        return
    for name in named[:1]:
        yield reader.report(piece, rule, piece.text, target=name, candidates=(name,))


def _whole(reader: SectionReader, piece: Piece) -> Iterator[Report]:
    """A bullet that asks for something of the whole schema: row security, auditing, encryption."""
    rule = words.rule_of(piece.text)
    if rule not in words.OF_ALL or piece.codes or _SOME_DAY.search(piece.text):
        return
    asked = reader.asks
    if _MARKED.search(piece.text) or (asked and _IMPERATIVE.match(piece.text)):
        yield reader.report(piece, rule, piece.text, candidates=())
