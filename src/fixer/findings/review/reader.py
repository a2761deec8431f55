"""One section of a review, and how what it asks for is reported."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from fixer.findings.report import Report
from fixer.findings.review import words
from fixer.findings.review.names import candidates
from fixer.findings.review.sections import Piece, Section
from fixer.findings.suggestion import OPEN, Suggestion, suggestions
from fixer.values import Value

SOURCE = "review"


class SectionReader(Value, frozen=True):
    """A section of the document at ``path``."""

    path: str
    section: Section

    @property
    def rule(self) -> str:
        """What it is about, as ``words.RULES`` has it."""
        return words.rule_of(self.section.title, *self.section.texts[:3])

    @property
    def is_praise(self) -> bool:
        """Whether its title says that something is good."""
        return words.is_praise(self.section.title)

    @property
    def asks(self) -> bool:
        """Whether its headings ask for something to be done."""
        return words.suggests([self.section.title, *reversed(self.section.above)]) is True

    def report(self, piece: Piece | None, rule: str, message: str = "", **more: Any) -> Report:
        """What a piece, or else the section, says is wrong or to be done; ``more`` are fields of ``Report``."""
        level, word = self._level(piece)
        data = {
            "section": self.section.title,
            **({"severity": word} if word else {}),
            **self._words(),
            **more.pop("data", {}),
        }
        more.setdefault("candidates", candidates(self.section, piece))
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

    def _level(self, piece: Piece | None) -> tuple[str, str]:
        own = words.level_of(piece.text) if piece is not None and piece.kind in ("item", "row") else ("", "")
        section = self.section
        return own if own[1] else words.level_of(*section.texts, section.title, *reversed(section.above))

    def _words(self) -> dict[str, Any]:
        """What the section says, for those who act on words: its sentences, its bullets, and what is code in each."""
        said = [piece for piece in self.section.pieces if piece.kind in ("text", "item")]
        return {
            "said": tuple((piece.text, piece.codes) for piece in said if piece.kind == "text"),
            "items": tuple((piece.text, piece.codes) for piece in said if piece.kind == "item"),
        }

    def suggested(self, piece: Piece, suggestion: Suggestion, line: int) -> Report:
        """SQL that a piece suggests, at its line."""
        if suggestion.problem:
            reason = f"line {line}: {suggestion.problem}"
            return self.report(
                piece, self.rule, line=line, suggestion=suggestion.sql, suggestion_problem=reason,
                data={"code": suggestion.code},
            )  # fmt: skip
        if OPEN in suggestion.sql:
            return self.template(piece, suggestion.sql, line, suggestion.columns)
        target = suggestion.table or suggestion.name or ""
        facts = {
            "columns": list(suggestion.columns),
            "creates": suggestion.creates,
            "text": suggestion.text,
        }
        return self.report(
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

    def template(self, piece: Piece, sql: str, line: int, columns: Sequence[str] = ()) -> Report:
        """A statement whose table is still to be told, by its columns and the words around."""
        (shape,) = suggestions(sql.replace(OPEN, '"?"'))
        listed = re.search(r"\(([^()]*)\)", sql)
        keys = columns or ([key.split()[0].strip('"') for key in listed[1].split(",")] if listed else [])
        name = shape.name or ""
        return self.report(
            piece,
            shape.rule,
            line=line,
            candidates=(*name.split("_"), *candidates(self.section, piece, every=True)),
            data={"template": sql, "keys": list(keys), "name": name, "columns": list(shape.columns)},
        )
