"""Markdown review documents: what each section, row and bullet asks for, with the SQL that it suggests.

Nothing is tied to a document's own headings: words tell praise from problems, remedies from evidence
(``review/words.py``). Everything that is read is listed; what asks for nothing says so (``aside``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from fixer.findings.report import Report
from fixer.findings.review import drizzle, words
from fixer.findings.review.sections import Piece, Section, sections
from fixer.findings.suggestion import OPEN, Suggestion, suggestions
from fixer.sql.quote import identifier
from fixer.texts.encoding import repaired
from fixer.values import Value, replace

SOURCE = "review"

_SQL = frozenset({"sql", "postgresql", "postgres", "pgsql", "plpgsql", "psql"})
_CODE = frozenset({"typescript", "ts", "javascript", "js", "tsx"})
_DDL = re.compile(
    r"\s*(?:--[^\n]*\n\s*)*(?:CREATE|ALTER|DROP|COMMENT|GRANT|REVOKE|DO|CHECK)\b", re.IGNORECASE
)
_PART = r'(?:[A-Za-z_][\w$]*|"[^"]+")'
_NAME = re.compile(rf"{_PART}(?:\.{_PART}){{0,2}}(?:\([^)]*\))?")
_KEYS = re.compile(
    rf"(?P<table>{_PART}(?:\.{_PART})?)?\s*\((?P<keys>\s*{_PART}(?:\s+(?:ASC|DESC))?(?:\s*,\s*{_PART}(?:\s+(?:ASC|DESC))?)*)\s*\)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]{2,}")
_FINDING_TITLES = re.compile(
    r"\b(?:issue|finding|problem|severity|recommendation|action|priority|remedy"
    r"|befund|schweregrad|empfehlung|maßnahme|priorität)\b",
    re.IGNORECASE,
)
_OBJECT_TITLES = re.compile(
    r"\b(?:tables?|objects?|columns?|fields?|where|tabellen?|objekte?|spalten?)\b", re.IGNORECASE
)
_EVERY = re.compile(r"(?:all|alle|every|each)\b", re.IGNORECASE)
_PLAIN_COLUMN = re.compile(
    r"\b[a-z_]\w*\.(?!(?:sql|md|ts|js|json|py|rb|go|toml|ya?ml|com|org|de)\b)[a-z_]\w*\b", re.IGNORECASE
)
_REQUIRED = re.compile(r"\b(?:must|should|has to|muss|sollte)\b", re.IGNORECASE)
_SEVERITY = re.compile("severity|priority|schweregrad|priorität", re.IGNORECASE)
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
_NO_SECTION = re.compile(
    r"table of contents|references|metadata|executive summary|conclusion|related prs"
    r"|inhaltsverzeichnis|zusammenfassung|fazit|quellen",
    re.IGNORECASE,
)
_MOST = 60
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
_CONSIDER = re.compile(r"\bconsider\b|\bimplement\b", re.IGNORECASE)
_MARKED = re.compile("[\N{WARNING SIGN}\N{CROSS MARK}\N{BALLOT X}]")
_SOME_DAY = re.compile(r"\(phase \d", re.IGNORECASE)
_WISH = re.compile(
    r"\W*(?:add|create|drop|remove|rename|partition|archive|encrypt|enable|move|split|change|convert|replace|introduce)\b",
    re.IGNORECASE,
)
_IMPERATIVE = re.compile(r"(?:implement|add|set up|create|enable|introduce)\b", re.IGNORECASE)


def reports(path: str, text: str) -> tuple[Report, ...]:
    """Everything the document says, in its order."""
    found: list[Report] = []
    for section in sections(repaired(text)):
        found += _Reader(path, section).read()
    return tuple(found)


class _Reader(Value, frozen=True):
    """One section, read."""

    path: str
    section: Section

    def read(self) -> list[Report]:
        """Its remedies; without any, what it says is wrong; without that, that it was read."""
        remedies = list(self._remedies())
        claims = [*self._claims(), *remedies]
        if claims:
            lines = {report.line for report in claims}
            return [*claims, *self._wishes(lines)]
        title = self.section.title
        if not self.section.pieces or (_NO_SECTION.search(title) and not words.is_problem(title)):
            return []
        return [self._prose()]

    # what the section says

    @property
    def _texts(self) -> list[str]:
        return [piece.text for piece in self.section.pieces if piece.kind in ("text", "item")]

    def _level(self, piece: Piece | None) -> tuple[str, str]:
        own = words.level_of(piece.text) if piece is not None and piece.kind in ("item", "row") else ("", "")
        return (
            own if own[1] else words.level_of(*self._texts, self.section.title, *reversed(self.section.above))
        )

    def _rule(self) -> str:
        return words.rule_of(self.section.title, *self._texts[:3])

    def _is_praise(self) -> bool:
        return words.is_praise(self.section.title)

    def _report(self, piece: Piece | None, rule: str, message: str = "", **more: Any) -> Report:
        level, word = self._level(piece)
        data = {
            "section": self.section.title,
            **({"severity": word} if word else {}),
            **self._words(),
            **more.pop("data", {}),
        }
        more.setdefault("candidates", self._candidates(piece))
        return Report(
            source=SOURCE,
            in_prose=True,
            rule=rule,
            message=message or self.section.title,
            level=more.pop("level", level),
            path=self.path,
            line=more.pop("line", piece.line if piece else self.section.line),
            data=data,
            **more,
        )

    def _words(self) -> dict[str, Any]:
        """What the section says, for those who act on words: its sentences, its bullets, and what is code in each."""
        said = [piece for piece in self.section.pieces if piece.kind in ("text", "item")]
        return {
            "said": tuple((piece.text, piece.codes) for piece in said if piece.kind == "text"),
            "items": tuple((piece.text, piece.codes) for piece in said if piece.kind == "item"),
        }

    def _candidates(self, piece: Piece | None, every: bool = False) -> tuple[str, ...]:
        """Names that the piece's object may have: what is written as code first, then plain words."""
        texts = [piece] if piece is not None and piece.kind != "code" else []
        codes = [code for one in (*texts, *self.section.pieces) for code in one.codes]
        titled = re.findall(r"`([^`]+)`", self.section.title)
        plain = [
            word
            for text in (*(one.text for one in texts), self.section.title, *self._texts[:4])
            for word in _WORD.findall(text)
        ]
        named = [code for code in (*codes, *titled) if _NAME.fullmatch(code)]
        return tuple(dict.fromkeys([*named, *(plain if every else _WORD.findall(self.section.title))]))[
            :_MOST
        ]

    # remedies

    def _remedies(self) -> Iterator[Report]:
        labels: list[str] = []
        for piece in self.section.pieces:
            if piece.kind == "code":
                yield from self._block(piece, labels)
            else:
                labels.insert(0, _labelled(piece))
                if piece.kind in ("item", "text"):
                    yield from self._keys(piece)
                    yield from self._assignments(piece)
                yield from self._in_words(piece)

    def _suggests(self, labels: list[str]) -> bool:
        """Whether code is meant to be done; where nothing tells, it is, unless the section says that all is well."""
        said = words.suggests([*labels, self.section.title, *reversed(self.section.above)])
        if said is not None:
            return said
        title = self.section.title
        return words.is_problem(title) or not words.is_praise(" ".join((title, *self._texts)))

    def _in_words(self, piece: Piece) -> Iterator[Report]:
        """Whole statements that a sentence or a row has as code, or that stand in a paragraph of their own."""
        if self._is_praise():
            return
        texts = [code for code in piece.codes if _STATEMENT.match(code)]
        alone = piece.text[len(_label(piece)) :].strip()
        if piece.kind != "row" and _STATEMENT.match(alone) and alone.endswith(";") and "--" not in alone:
            texts = [alone]
        for text in texts:
            found = list(suggestions(text))
            labels = [
                next(
                    (title for cell, title in zip(piece.cells, piece.titles, strict=False) if text in cell),
                    "",
                )
            ]
            if all(one.code != "unreadable" for one in found) and self._suggests([*labels, _labelled(piece)]):
                for one in found:
                    yield self._suggested(piece, one, piece.line)

    def _block(self, piece: Piece, labels: list[str]) -> Iterator[Report]:
        if self._is_praise():
            return
        if piece.language in _CODE:
            if drizzle.is_drizzle(piece.text) and self._suggests(labels):
                yield from self._drizzle(piece)
            return
        language = _OTHER_NAMES.get(piece.language, piece.language)
        if (
            language in _OTHER_SCHEMA
            and _OTHER_SCHEMA[language].search(piece.text)
            and self._suggests(labels)
        ):
            reason = f"line {piece.line}: a schema written in {language.capitalize()} is not read"
            yield self._report(piece, self._rule(), suggestion_problem=reason, data={"code": "unsupported"})
            return
        if piece.language not in _SQL and (piece.language or not _DDL.match(piece.text)):
            return
        known = self._suggests(labels)
        if known and (part := self._part(piece)) is not None:
            yield part
            return
        for suggestion in suggestions(piece.text):
            if words.comment_suggests(suggestion.comment) is None and not known:
                continue
            if words.comment_suggests(suggestion.comment) is False:
                continue
            yield self._suggested(piece, suggestion, piece.line + suggestion.line)

    def _part(self, piece: Piece) -> Report | None:
        """A block that is no statement of its own: a piece of a function, or the query that counts what is kept."""
        text = _ABOVE.sub("", piece.text).strip()
        found = list(suggestions(piece.text))
        if self._rule() == "derived-count" and len(found) == 1 and re.match(r"SELECT\b", text, re.IGNORECASE):
            return self._report(piece, "derived-count", data={"query": found[0].sql})
        if guard := _GUARD.fullmatch(text):
            data = {
                "constraint": guard["name"].replace("''", "'"),
                "about": f"{guard['message']} {piece.text[:200]}",
            }
            return self._report(piece, "precondition", data=data, candidates=(guard["name"],))
        if not _PART_OF_FUNCTION.match(text) or not all(one.problem for one in found):
            return None
        first = found[0]
        line = piece.line + first.line
        return self._report(
            piece,
            "function-body",
            line=line,
            suggestion_problem=f"line {line}: {first.problem}",
            data={"code": first.code, "fragment": text},
        )

    def _assignments(self, piece: Piece) -> Iterator[Report]:
        """``NEW.done_at := now()`` in a sentence that says what a trigger should do."""
        if words.suggests([_labelled(piece)]) is not True:
            return
        for code in piece.codes:
            if _ASSIGNMENT.fullmatch(code):
                yield self._report(
                    piece,
                    "function-body",
                    suggestion_problem=f"line {piece.line}: no function is named that it belongs into",
                    data={"code": "unresolved", "fragment": f"{code};"},
                )

    def _suggested(self, piece: Piece, suggestion: Suggestion, line: int) -> Report:
        if suggestion.problem:
            reason = f"line {line}: {suggestion.problem}"
            return self._report(
                piece, self._rule(), line=line, suggestion=suggestion.sql, suggestion_problem=reason,
                data={"code": suggestion.code},
            )  # fmt: skip
        if OPEN in suggestion.sql:
            return self._template(piece, suggestion.sql, line, suggestion.columns)
        target = suggestion.table or suggestion.name or ""
        facts = {
            "columns": list(suggestion.columns),
            "creates": suggestion.creates,
            "text": suggestion.text,
        }
        return self._report(
            piece,
            suggestion.rule,
            line=line,
            suggestion=suggestion.sql,
            schema=suggestion.schema,
            table=suggestion.table,
            name=suggestion.name,
            target=target,
            candidates=(),
            data={key: value for key, value in facts.items() if value},
        )

    def _drizzle(self, piece: Piece) -> Iterator[Report]:
        for read in drizzle.read(piece.text):
            line = piece.line + read.line
            if read.problem:
                reason = f"line {line}: Drizzle code {read.problem}"
                yield self._report(
                    piece, self._rule(), line=line, suggestion_problem=reason, data={"code": "unreadable"}
                )
            elif OPEN in read.sql:
                yield self._template(piece, read.sql, line)
            else:
                (suggestion,) = suggestions(read.sql)
                yield self._suggested(piece, suggestion, line)

    def _template(self, piece: Piece, sql: str, line: int, columns: Sequence[str] = ()) -> Report:
        """A statement whose table is still to be told, by its columns and the words around."""
        (shape,) = suggestions(sql.replace(OPEN, '"?"'))
        listed = re.search(r"\(([^()]*)\)", sql)
        keys = columns or ([key.split()[0].strip('"') for key in listed[1].split(",")] if listed else [])
        name = shape.name or ""
        return self._report(
            piece,
            shape.rule,
            line=line,
            candidates=(*name.split("_"), *self._candidates(piece, every=True)),
            data={"template": sql, "keys": list(keys), "name": name, "columns": list(shape.columns)},
        )

    def _keys(self, piece: Piece) -> Iterator[Report]:
        """``content(status)`` or ``(user_id, status)`` in a list about indexes that are wanted."""
        title = " ".join((self.section.title, *self.section.above[-1:]))
        if not re.search(r"\bindex", title, re.IGNORECASE) or self._is_praise() or piece.kind != "item":
            return
        if words.suggests([self.section.title, *reversed(self.section.above)]) is not True:
            return
        for code in piece.codes:
            found = _KEYS.fullmatch(code)
            if not found:
                continue
            keys = [key.split() for key in found["keys"].split(",")]
            listed = ", ".join(" ".join((identifier(key[0].strip('"')), *key[1:])) for key in keys)
            if found["table"]:
                (one,) = suggestions(f"CREATE INDEX ON {found['table']} ({listed})")
                yield self._suggested(piece, one, piece.line)
            else:
                yield self._template(piece, f"CREATE INDEX ON {OPEN} ({listed})", piece.line)

    # rows, bullets and prose

    def _claims(self) -> Iterator[Report]:
        for piece in self.section.pieces:
            if piece.kind == "row":
                yield from self._row(piece)
            elif piece.kind == "item" and not self._is_praise():
                yield from self._item(piece)
                yield from self._whole(piece)

    def _wishes(self, told: set[int | None]) -> Iterator[Report]:
        """Items that ask for something in words alone, beside those that are findings."""
        for piece in self.section.pieces:
            if piece.kind == "item" and piece.line not in told and _WISH.match(piece.text):
                aside = "asked for in words alone: no SQL says what is wanted"
                rule = words.rule_of(piece.text)
                yield self._report(piece, rule, piece.text, aside=aside, candidates=())

    def _row(self, piece: Piece) -> Iterator[Report]:
        """A row of a table of findings, or one that says which foreign key there is."""
        titles = " | ".join(piece.titles)
        columns = re.findall(rf"({_PART})\.({_PART})", piece.cells[0]) if piece.cells else []
        if re.search(r"\bon delete\b", titles, re.IGNORECASE) and len(columns) == 2:
            yield self._foreign_key(piece, columns)
        elif _FINDING_TITLES.search(titles):
            level, word = words.level_of(*(cell for cell, title in zip(piece.cells, piece.titles, strict=False)
                                           if _SEVERITY.search(title)), piece.text)  # fmt: skip
            if any(self._in_words(piece)):
                return  # what it asks for is said
            rule = words.rule_of(piece.text)
            named = [*piece.codes, *_objects(piece)]
            every = [name for name in named if _EVERY.match(name)]
            piece = replace(piece, codes=tuple(name for name in named if name not in every))
            told = next((name for name in _objects(piece) if name not in every), "")
            if every and not piece.codes and rule in words.OF_EVERY:
                yield self._report(piece, rule, piece.text, level=level, candidates=())
                return
            yield self._report(
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

    def _foreign_key(self, piece: Piece, columns: list[tuple[str, str]]) -> Report:
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
        return self._suggested(piece, one_suggested, piece.line)

    def _item(self, piece: Piece) -> Iterator[Report]:
        """A bullet that names a column or table and says what it lacks."""
        named = [code for code in piece.codes if "." in code and _NAME.fullmatch(code)]
        owner = next((code for code in piece.within if _NAME.fullmatch(code)), "")
        if owner and not named:
            named = [f"{owner}.{code}" for code in piece.codes if _NAME.fullmatch(code)]
        rule = words.rule_of(piece.text, self.section.title)
        if not named and not piece.codes and _IMPERATIVE.match(piece.text) and rule != words.ADVICE:
            named = _PLAIN_COLUMN.findall(piece.text)
        wanted = (
            words.is_problem(piece.text)
            or re.search(r"\bno index\b", piece.text, re.IGNORECASE)
            or (_REQUIRED.search(piece.text) and words.rule_of(piece.text) in ("not-null", "unique", "index"))
            or (not piece.codes and named)
        )
        if not named or not wanted:
            return
        for name in named[:1]:
            yield self._report(piece, rule, piece.text, target=name, candidates=(name,))

    def _whole(self, piece: Piece) -> Iterator[Report]:
        """A bullet that asks for something of the whole schema: row security, auditing, encryption."""
        rule = words.rule_of(piece.text)
        if rule not in words.OF_ALL or piece.codes or _SOME_DAY.search(piece.text):
            return
        asked = words.suggests([self.section.title, *reversed(self.section.above)]) is True
        if _MARKED.search(piece.text) or (asked and _IMPERATIVE.match(piece.text)):
            yield self._report(piece, rule, piece.text, candidates=())

    def _prose(self) -> Report:
        """The section as one finding, or as something that was read."""
        title = self.section.title
        text = " ".join((title, *self._texts))
        if self._is_praise() or (not words.is_problem(title) and words.is_praise(text)):
            return self._report(None, words.ADVICE, aside="praise, or what is good already", candidates=())
        if re.search(
            r"no action needed|already resolved|now fixed|actually, this is fine|these are correct",
            text,
            re.IGNORECASE,
        ):
            return self._report(None, self._rule(), aside="the review itself says that nothing is to be done")
        rule = self._rule()
        problem = words.is_problem(title) or any(
            re.match(
                r"(?:issue|problem|finding|suggestion|recommendation|recommended|fix)\b", one, re.IGNORECASE
            )
            for one in self._texts
        )
        to_decide = rule in words.DECISIONS and _CONSIDER.search(text) is not None
        if (not problem and not to_decide) or rule == words.ADVICE:
            return self._report(
                None, rule, aside="general advice: it asks for no change of an object", candidates=()
            )
        return self._report(None, rule, self._said())

    def _said(self) -> str:
        """The heading, and the first sentence below it."""
        first = next(iter(self._texts), "")
        return f"{self.section.title}: {first}" if first else self.section.title


def _objects(piece: Piece) -> Iterator[str]:
    """What a row names by a cell of its own, under a title such as Table."""
    for cell, title in zip(piece.cells, piece.titles, strict=False):
        if _OBJECT_TITLES.search(title) and _NAME.fullmatch(cell):
            yield cell


def _label(piece: Piece) -> str:
    """``Fix:`` and the like at the beginning."""
    found = _LABEL.match(piece.text)
    return found[0] if found else ""


def _labelled(piece: Piece) -> str:
    """What a piece says about the code that follows: its label, else its first words."""
    found = _LABEL.match(piece.text)
    return found["label"] if found else piece.text[:120]
