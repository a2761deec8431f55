"""The DECLARE sections of PL/pgSQL (decl_statement and read_datatype in src/pl/plpgsql/src/pl_gram.y)."""

from __future__ import annotations

from fixer.sql.plpgsql.model import RelationMention
from fixer.sql.plpgsql.pieces import Pieces


class Declarations(Pieces):
    """Reads variables, cursors and aliases, and keeps the names that a body declares."""

    def __init__(self, body: str) -> None:
        super().__init__(body)
        self.variables: set[str] = set()
        self.labels: set[str] = set()
        self._copied: list[tuple[tuple[str, ...], int]] = []
        """What stands before a %TYPE, and its first token."""
        self._relations: list[RelationMention] = []

    def declarations(self) -> None:
        """Everything up to BEGIN."""
        while self.word() != "begin":
            if not self.accept("declare"):
                self._declaration()

    def relations(self) -> tuple[RelationMention, ...]:
        """The relations of %ROWTYPE and of %TYPE, where a variable, bare or behind its label, goes first."""
        found = list(self._relations)
        for parts, first in self._copied:
            of_variable = len(parts) == 2 and parts[0] in self.labels and parts[1] in self.variables
            span = self.tokens.name(first, parts[:-1])
            if len(parts) > 1 and not of_variable and span is not None:
                found.append(RelationMention(parts[:-1], *span))
        return tuple(sorted(found, key=lambda mention: mention.start))

    def _declaration(self) -> None:
        self.variables.add(self.identifier())
        if self.accept("alias", "for"):
            if self.tokens.kind(self.position) == "PARAM":
                self.add("expression", self.position, self.position + 1)
            self.chain()
            self.expect(";")
        elif (
            self.accept("cursor") or self.accept("scroll", "cursor") or self.accept("no", "scroll", "cursor")
        ):
            self._cursor()
        else:
            self.accept("constant")
            self._type()
            self.accept("not", "null")
            if self.accept("default") or self.accept(":=") or self.accept("="):
                self.expression(";")
            else:
                self.expect(";")

    def _cursor(self) -> None:
        if self.accept("("):
            self._argument()
            while self.accept(","):
                self._argument()
            self.expect(")")
        if not self.accept("is"):
            self.expect("for")
        self.expression(";", kind="statement")

    def _argument(self) -> None:
        self.variables.add(self.identifier())
        self._type()

    def _type(self) -> None:
        """A type, and the collation that may follow it."""
        first, depth, percent = self.position, 0, 0
        while (word := self.word()) not in (";", "collate", "not", "=", ":=", "default", ""):
            if depth == 0 and word in (",", ")"):
                break
            if word == "%":
                percent = self.position
            depth += (word == "(") - (word == ")")
            self.position += 1
        if percent:
            behind, self.position = self.position, first
            parts = self.chain()
            if self.position != percent:
                raise self.fail("expected %")
            if self.word(1) == "rowtype":
                span = self.tokens.name(first, parts)
                if span is not None:
                    self._relations.append(RelationMention(parts, *span))
            elif self.word(1) == "type":
                self._copied.append((parts, first))
            else:
                raise self.fail("expected %TYPE or %ROWTYPE")
            self.position = behind
        collated = self.accept("collate")
        if collated:
            self.chain()
        if not percent:
            self.add("type", first, self.position)
