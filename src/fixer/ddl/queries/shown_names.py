"""What the items in a FROM call their columns once those of a relation have other names, or are gone, as PostgreSQL prints it
(ruleutils.c, set_relation_column_names and set_join_column_names): what the author named stays, and what a join goes by;
everything else is called as the column is, with a number where that is taken.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from fixer.ddl.queries.author_lists import Said
from fixer.ddl.queries.column_aliases import with_aliases
from fixer.ddl.queries.column_reader import ColumnReader
from fixer.ddl.queries.column_scope import Entry, Rows, Whole, is_of
from fixer.ddl.queries.join_aliases import behind_joins, free, relisted
from fixer.function_source.routine import TextEdit
from fixer.model import ObjectRef
from fixer.sql.parse import Node, Offsets
from fixer.sql.tokens import Tokens

Changed = Mapping[ObjectRef, str | None]
"""Columns of a relation and what they are called then; None for what is gone."""


class ShownNames:
    """The names in one statement, of what the reader knows to come, too. ``said`` tells how many in a list are the author's;
    without it that is guessed by the names.
    """

    def __init__(self, reader: ColumnReader, changed: Changed, said: Said | None):
        self._reader, self._changed, self._said = reader, changed, said
        self._called: dict[Rows, tuple[Sequence[str | None], Sequence[str | None]]] = {}
        """What the columns are called now, and then; None where they are not there."""
        self._relations: list[tuple[int, list[str]]] = []
        self._joins: list[tuple[Whole, list[str]]] = []
        for rows in reader.relations:
            self._relation(rows)
        for whole in reader.wholes:
            self._join(whole)

    def then(self, rows: Rows, name: str) -> str | None:
        """What a column is called then that has this name now; None where it is gone."""
        if rows in self._called:
            now, shown = self._called[rows]
            return shown[now.index(name)] if name in now else name
        column = rows.column(name)  # OLD, NEW and EXCLUDED have no lists
        own = column is not None and column.name == name
        return self._changed.get(column, name) if own and column is not None else name

    def lists(self, every: list[Node], tokens: Tokens, offsets: Offsets) -> Iterator[TextEdit]:
        """The edits of the lists of aliases."""
        for place, wanted in self._relations:
            yield from with_aliases(every, place, wanted, tokens, offsets)
        for whole, wanted in self._joins:
            alike = [one for one in self._reader.wholes if one.rows.alias == whole.rows.alias]
            alike.sort(key=lambda one: one.end)
            places = dict(zip(map(id, alike), behind_joins(tokens, whole.rows.alias), strict=False))
            if id(whole) in places:
                yield relisted(tokens, places[id(whole)], wanted)

    def _relation(self, rows: Rows) -> None:
        columns = [(name, ref) for name, ref in (rows.names or {}).items() if ref is not None]
        coming = self._reader.coming
        gets = coming is not None and rows.relation is not None and is_of(coming, rows.relation)
        if coming is not None and gets:
            columns.append((coming.name, coming))
        elif not any(ref in self._changed for _name, ref in columns):
            return
        now, own = [name for name, _ref in columns], [ref.name for _name, ref in columns]
        kept = {name for name in now if self._reader.is_joined(rows, name)}
        given = list(rows.fixed)
        said = self._authors(rows.alias, given, own, kept)
        then = [self._changed.get(ref, ref.name) for _name, ref in columns]
        stay = {*said, *(at for at, name in enumerate(now) if name in kept)}
        new = [len(now) - 1] if gets else []
        shown = _shown(now, own, then, stay, new, self._reserved(rows) if gets else ())
        self._called[rows] = [*now[:-1], None] if gets else now, shown
        wanted = _list(shown, then, said)
        if wanted != given:
            self._relations.append((rows.place, wanted))

    def _join(self, whole: Whole) -> None:
        own = [entry.name for entry in whole.columns]
        then = [self._entry(entry) for entry in whole.columns]
        new = [at for at, entry in enumerate(whole.columns) if entry.new]
        self._called[whole.rows] = whole.names, whole.names
        if own == then and not new:
            return
        old = [at for at, entry in enumerate(whole.columns) if not entry.new]
        authors = self._authors(whole.rows.alias, whole.given, [own[at] for at in old], ())
        said = [old[at] for at in authors if at < len(old)]
        shown = _shown(whole.names, own, then, said, new)
        now = [None if at in new else name for at, name in enumerate(whole.names)]
        self._called[whole.rows] = now, shown
        wanted = _list(shown, then, said)
        if wanted != whole.given:
            self._joins.append((whole, wanted))

    def _entry(self, entry: Entry) -> str | None:
        """What a column in a join is called then by itself."""
        if entry.source is None:
            return entry.name
        rows, at = entry.source
        return self._called[rows][1][at] if rows in self._called else self.then(rows, entry.name)

    def _reserved(self, rows: Rows) -> set[str]:
        """What joins are by that are no source's column as such: no other column is called like that."""
        levels = [level for level in self._reader.levels if rows in level.sources.values()]
        return {name for level in levels for name, merged in level.merged.items() if merged.alias is None}

    def _authors(
        self, alias: str, given: Sequence[str], own: Sequence[str], kept: Collection[str]
    ) -> Collection[int]:
        """Which of the names in a list are the author's: else those up to the last that the column does not explain."""
        if self._said is not None and (said := self._said.get(alias, ())) is not None:
            return _in_turn(given, said)
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
    now: Sequence[str],
    own: Sequence[str],
    then: Sequence[str | None],
    stay: Collection[int],
    new: Collection[int],
    reserved: Collection[str] = (),
) -> list[str | None]:
    """What each is called, no new one by a name that is reserved. What came later, as its number tells where a column behind has
    the name, comes last, and so do new ones.
    """
    shown = {at: now[at] for at in stay if then[at] is not None}
    late = {at for at, name in enumerate(now) if name != own[at] and own[at] in now[at + 1 :]}
    for at in sorted(range(len(now)), key=lambda at: at in late or at in new):
        name = then[at]
        if at not in shown and name is not None:
            shown[at] = free(name, {*shown.values(), *(reserved if at in new else ())})
    return [shown.get(at) for at in range(len(now))]


def _list(shown: Sequence[str | None], then: Sequence[str | None], said: Collection[int]) -> list[str]:
    """The list that has to be written: up to the last of the author's names, or the last that is not the column's own."""
    needed = [at for at, name in enumerate(shown) if name is not None and (at in said or name != then[at])]
    return [name for name in shown[: max(needed, default=-1) + 1] if name is not None]
