"""A relation gets a name that a query gives to something else in its sight, as an alias or to a WITH query: what comes later, or
stands further in, is called by a number then, as PostgreSQL prints it (ruleutils.c, set_rtable_names).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Object
from fixer.ddl.base import Session, describe, some
from fixer.ddl.queries.column_aliases import end_of_name
from fixer.ddl.queries.column_reader import ColumnReader, columns_read
from fixer.ddl.queries.column_scope import Rows
from fixer.ddl.texts.held_texts import HeldText, condition_statement, kept_by
from fixer.function_source.routine import TextEdit, apply
from fixer.model import ObjectRef
from fixer.sql import parse
from fixer.sql.names import Name
from fixer.sql.parse import Node, Offsets, SqlSyntaxError
from fixer.sql.quote import identifier, qualified, target
from fixer.sql.tokens import Tokens

Written = tuple[Name, str]
"""A name of the relation in what is read of a text, and what is written for it."""


def say_if_crossed(
    catalog: Catalog, session: Session, old: ObjectRef, new: str, items: Iterable[Object]
) -> None:
    """Says of objects that what tells two things of one name apart in a query of theirs is not followed."""
    wrong = {
        target(item.ref) for item in items for held in kept_by(item) if _is_open(held, catalog, old, new)
    }
    if wrong:
        session.notes.append(
            f"{describe(old)} is called {identifier(new)} then, as something else in {some(sorted(wrong))} is: what PostgreSQL"
            " calls the two there is not modelled"
        )


def _is_open(held: HeldText, catalog: Catalog, old: ObjectRef, new: str) -> bool:
    try:
        found = crossing(held, catalog, old, new)
    except SqlSyntaxError:
        return False
    return found is not None and not found.followed


def crossing(held: HeldText, catalog: Catalog, old: ObjectRef, new: str) -> Crossing | None:
    """What a text calls by the new name of a relation, beside that; None where there is nothing. Raises SqlSyntaxError."""
    statement = held.statement
    if new.lower() not in statement.lower():
        return None
    tree = dict([parse.statement(statement)])
    every = list(parse.nodes(tree))
    reader = columns_read(tree, catalog)
    aliased = {node.get("location", 0) for node in every if "relname" in node and "alias" in node}
    own = [rows for rows in reader.relations if rows.relation == old and rows.place not in aliased]
    of_with = any(node.get("ctename") == new for node in every)
    called = _called(reader, own, new)
    everywhere = [rows for level in reader.levels for rows in level.sources.values()]
    beside = any(rows.alias == new and rows not in own for rows in everywhere)  # it may be there twice itself
    if not own or not (of_with or (beside and {*called.values()} - {new})):
        return None
    return Crossing(held, old, new, every, reader, own, called, of_with)


def _called(reader: ColumnReader, own: list[Rows], new: str) -> dict[Rows, str]:
    """What those are called then that have the new name by themselves, where one of the relation's is among them."""
    called: dict[Rows, str] = {}
    for level in reader.levels:
        around = [rows for scope in level.upwards() for rows in scope.sources.values()]
        if not any(rows in own for rows in around):
            continue
        alike = [rows for rows in level.sources.values() if rows in own or rows.alias == new]
        taken = {called.get(rows, rows.alias) for rows in around if rows not in alike}
        for rows in alike:
            numbers = (f"{new}_{number}" for number in itertools.count(1))
            called[rows] = next(name for name in itertools.chain([new], numbers) if name not in taken)
            taken.add(called[rows])
    return called


class Crossing(NamedTuple):
    """Something else is called so in the sight of a relation that gets the name."""

    held: HeldText
    old: ObjectRef
    new: str
    every: list[Node]
    reader: ColumnReader
    own: list[Rows]
    """Where the relation is called by its name."""
    called: dict[Rows, str]
    of_with: bool
    """Whether a WITH query has the name: the relation goes by its schema then (generate_relation_name in ruleutils.c)."""

    @property
    def _before(self) -> int:
        return len(condition_statement("", self.held.over)) if self.held.form == "expression" else 0

    @property
    def followed(self) -> bool:
        """Whether all that is called otherwise is a name in FROM, which can be given an alias."""
        otherwise = [rows for rows, name in self.called.items() if rows not in self.own and name != self.new]
        return self.called.keys() >= {*self.own} and all(rows.place >= self._before for rows in otherwise)

    def written(self, names: Iterable[Written]) -> str:
        """What is read of the text then: where it cannot be as PostgreSQL prints it, the relation has its old name as an alias."""
        called = self.called if self.followed else dict.fromkeys(self.own, self.old.name)
        statement, before = self.held.statement, self._before
        edits = [*self._names(names), *self._edits(called, Tokens(statement), Offsets(statement))]
        return apply(statement, edits)[before:]

    def _names(self, names: Iterable[Written]) -> Iterator[TextEdit]:
        for name, written in names:
            alone = self.of_with and written == identifier(self.new)
            text = qualified(self.old.schema, self.new) if alone else written
            yield name.start + self._before, name.end + self._before, text

    def _edits(self, called: dict[Rows, str], tokens: Tokens, offsets: Offsets) -> Iterator[TextEdit]:
        for rows, name in called.items():
            if name != (self.new if rows in self.own else rows.alias) and rows.place >= self._before:
                yield self._aliased(rows, name, tokens, offsets)
        places = {**self.reader.rows, **self.reader.qualified}
        for column in (node["ColumnRef"] for node in self.every if "ColumnRef" in node):
            meant = places.get(column.get("location", 0))
            name = called.get(meant, meant.alias) if meant is not None else ""
            if meant is None or name == meant.alias:
                continue
            first = tokens.at(offsets.char(column.get("location", 0)))
            last = first + 2 * max(len(column["fields"]) - 2, 0)
            yield tokens.start(first), tokens.end(last), identifier(name)

    def _aliased(self, rows: Rows, name: str, tokens: Tokens, offsets: Offsets) -> TextEdit:
        node = next(n for n in self.every if "relname" in n and n.get("location", 0) == rows.place)
        end = end_of_name(tokens, tokens.at(offsets.char(rows.place)))
        if "alias" not in node:
            return tokens.end(end - 1), tokens.end(end - 1), f" AS {identifier(name)}"
        at = end + 1 if tokens.words[end] == "as" else end
        return tokens.start(at), tokens.end(at), identifier(name)
