"""What the items in a FROM call their columns once those of a relation have other names, or are gone, as PostgreSQL prints it
(ruleutils.c, set_relation_column_names and set_join_column_names): what the author named stays, and what a join goes by;
everything else is called as the column is, with a number where that is taken.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from fixer.ddl.author_lists import Said
from fixer.ddl.column_aliases import with_aliases
from fixer.ddl.column_reader import ColumnReader, Rows, Whole
from fixer.ddl.join_aliases import behind_alias, free, relisted
from fixer.function_source.routine import TextEdit
from fixer.model import ObjectRef
from fixer.sql.parse import Node, Offsets
from fixer.sql.tokens import Tokens

Changed = Mapping[ObjectRef, str | None]
"""Columns of a relation and what they are called then; None for what is gone."""


class ShownNames:
    """The names in one statement. ``said`` tells how many in a list are the author's; without it that is guessed by the names."""

    def __init__(self, reader: ColumnReader, changed: Changed, said: Said | None):
        self._reader, self._changed, self._said = reader, changed, said
        self._called: dict[Rows, dict[str, str | None]] = {}
        self._relations: list[tuple[int, list[str]]] = []
        self._joins: list[tuple[Whole, list[str]]] = []
        for rows in reader.relations:
            self._relation(rows)
        for whole in reader.wholes:  # those within others come first
            self._join(whole)

    def then(self, rows: Rows, name: str) -> str | None:
        """What a column is called then that has this name now; None where it is gone."""
        if rows in self._called:
            return self._called[rows].get(name, name)
        column = rows.column(name)  # OLD, NEW and EXCLUDED have no lists
        own = column is not None and column.name == name
        return self._changed.get(column, name) if own and column is not None else name

    def lists(self, every: list[Node], tokens: Tokens, offsets: Offsets) -> Iterator[TextEdit]:
        """The edits of the lists of aliases."""
        for place, wanted in self._relations:
            yield from with_aliases(every, place, wanted, tokens, offsets)
        for whole, wanted in self._joins:
            yield from relisted(tokens, behind_alias(tokens, whole.rows.alias), wanted)

    def _relation(self, rows: Rows) -> None:
        columns = [(name, ref) for name, ref in (rows.names or {}).items() if ref is not None]
        if not any(ref in self._changed for _name, ref in columns):
            return
        now, own = [name for name, _ref in columns], [ref.name for _name, ref in columns]
        kept = {name for name in now if self._reader.is_joined(rows, name)}
        given = list(rows.fixed)
        said = self._authors(rows.alias, given, own, kept)
        then = [self._changed.get(ref, ref.name) for _name, ref in columns]
        shown = _shown(now, own, then, {*said, *(at for at, name in enumerate(now) if name in kept)})
        self._called[rows] = dict(zip(now, shown, strict=True))
        wanted = _list(shown, then, said)
        if wanted != given:
            self._relations.append((rows.place, wanted))

    def _join(self, whole: Whole) -> None:
        own = [entry.name for entry in whole.columns]
        then = [self.then(*e.source) if e.source is not None else e.name for e in whole.columns]
        if own == then:
            self._called[whole.rows] = {}
            return
        said = self._authors(whole.rows.alias, whole.given, own, ())
        shown = _shown(whole.names, own, then, said)
        self._called[whole.rows] = dict(zip(whole.names, shown, strict=True))
        wanted = _list(shown, then, said)
        if wanted != whole.given:
            self._joins.append((whole, wanted))

    def _authors(
        self, alias: str, given: Sequence[str], own: Sequence[str], kept: Collection[str]
    ) -> Collection[int]:
        """Which of the names in a list are the author's: else those up to the last that the column does not explain."""
        if self._said is not None:
            return _in_turn(given, self._said.get(alias, ()))
        pairs = enumerate(zip(given, own, strict=False))
        strange = [
            at
            for at, (name, by_itself) in pairs
            if name not in kept and not re.fullmatch(rf"{re.escape(by_itself)}(_\d+)?", name)
        ]
        return range(max(strange, default=-1) + 1)


def _in_turn(given: Sequence[str], wanted: Sequence[str]) -> list[int]:
    """Where the wanted names are among those given, which has them in that order, as far as they are there."""
    found: list[int] = []
    following = 0
    for at, name in enumerate(given):
        if name in wanted[following:]:
            found.append(at)
            following = wanted.index(name, following) + 1
    return found


def _shown(
    now: Sequence[str], own: Sequence[str], then: Sequence[str | None], stay: Collection[int]
) -> list[str | None]:
    """What each is called. A column that came later, as its number tells where a column behind has the name, comes last."""
    shown = {at: now[at] for at in stay if then[at] is not None}
    late = [at for at, name in enumerate(now) if name != own[at] and own[at] in now[at + 1 :]]
    for at in sorted(range(len(now)), key=lambda at: at in late):
        name = then[at]
        if at not in shown and name is not None:
            shown[at] = free(name, set(shown.values()))
    return [shown.get(at) for at in range(len(now))]


def _list(shown: Sequence[str | None], then: Sequence[str | None], said: Collection[int]) -> list[str]:
    """The list that has to be written: up to the last of the author's names, or the last that is not the column's own."""
    needed = [at for at, name in enumerate(shown) if name is not None and (at in said or name != then[at])]
    return [name for name in shown[: max(needed, default=-1) + 1] if name is not None]
