"""Another name for a column in the texts that use it: each name is looked up as PostgreSQL does, so that the column of another
table keeps the same one. What a query gives goes on being called as before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from fixer.catalog.catalog import Catalog
from fixer.ddl.base import Session
from fixer.ddl.queries.author_lists import Said
from fixer.ddl.queries.column_reader import ColumnReader, columns_read
from fixer.ddl.queries.column_scope import Scope, column_ref, old_and_new
from fixer.ddl.queries.query_columns import columns_of
from fixer.ddl.queries.shown_names import ShownNames
from fixer.ddl.texts.held_texts import EXCLUSION, PARTITIONED, HeldText
from fixer.function_source.routine import TextEdit, apply
from fixer.model import ObjectRef
from fixer.sql import parse
from fixer.sql.parse import Node, Offsets, SqlSyntaxError, nodes
from fixer.sql.quote import identifier, unquoted
from fixer.sql.tokens import Tokens

_GIVES = ("targetList", "exprs", "named_args")
"""What holds the columns that a query gives, ``exprs`` those of RETURNING."""


class Renamed:
    """One column that gets another name; ``names`` are those that its relation's columns have up to now."""

    def __init__(
        self, catalog: Catalog, relation: ObjectRef, names: Sequence[str], old: str, new: str
    ) -> None:
        self.catalog, self.relation, self.names, self.old, self.new = catalog, relation, names, old, new
        self.column = column_ref(relation, old)

    def in_text(self, held: HeldText, said: Said | None = None) -> str:
        """A text of an object; ``said`` are the author's lists of aliases, in others of which the column may stand, and in the
        way of another.
        """
        if held.before == EXCLUSION:
            return self.in_words(held.text)
        if held.before == PARTITIONED:
            return self._in_partition_key(held)
        joins = held.form == "query" and "join" in held.text.lower()
        if held.form == "clause" or not (joins or self._may_be_in(held.text)):
            return held.text
        text = held.statement
        try:
            kind, node = parse.statement(text)
        except (SqlSyntaxError, ValueError):
            return held.text
        known = columns_of(self.catalog, Session())
        reader = columns_read({kind: node}, self.catalog, known, self._outermost(held.rows))
        return held.out_of(apply(text, self._edits(text, {kind: node}, reader, said)))

    def _in_partition_key(self, held: HeldText) -> str:
        text = held.statement
        tree = parse.statement(text)[1]
        tokens, offsets = Tokens(text), Offsets(text)
        places = []
        for node in nodes(tree["partspec"]):
            own = node.get("PartitionElem", {})
            fields = node.get("ColumnRef", {"fields": [{}]})["fields"]
            if own.get("name") == self.old or fields[-1].get("String", {}).get("sval") == self.old:
                places.append((own or node["ColumnRef"])["location"])
        edits = [
            _called(tokens, tokens.at(offsets.char(place)), None, self.old, self.new) for place in places
        ]
        return held.out_of(apply(text, edits))

    def in_words(self, text: str) -> str:
        """A text whose words are columns, operators and clauses: no type and no function."""
        if not self._may_be_in(text):
            return text
        tokens = Tokens(text)
        edits = [
            (tokens.start(at), tokens.end(at), identifier(self.new))
            for at in range(len(tokens))
            if unquoted(text[tokens.start(at) : tokens.end(at)]) == self.old
            and tokens.words[max(at - 1, 0)] not in ("::", ".")
            and tokens.words[at + 1 : at + 2] not in (["("], ["."])
        ]
        return apply(text, edits)

    def _may_be_in(self, text: str) -> bool:
        return self.old.lower() in text.lower()

    def _outermost(self, rows_of: ObjectRef | None) -> Scope | None:
        if rows_of is None:
            return None
        return old_and_new(rows_of, self.names if rows_of == self.relation else ())

    def _edits(self, text: str, tree: Node, reader: ColumnReader, said: Said | None) -> Iterator[TextEdit]:
        tokens, offsets = Tokens(text), Offsets(text)
        yield from _followed(tree, reader, ShownNames(reader, {self.column: self.new}, said), tokens, offsets)
        for place, column in reader.filled.items():
            if column == self.column:
                at = tokens.at(offsets.char(place))
                yield tokens.start(at), tokens.end(at), identifier(self.new)
        yield from self._conflicts(reader, tokens, offsets)

    def _conflicts(self, reader: ColumnReader, tokens: Tokens, offsets: Offsets) -> Iterator[TextEdit]:
        """The columns of ON CONFLICT (…), which have no place in the tree."""
        for rows in reader.inserted:
            if rows.column(self.old) != self.column:
                continue
            behind = tokens.find("conflict", tokens.at(offsets.char(rows.place))) + 1
            opening = behind if tokens.words[behind] == "(" else len(tokens)
            for at in range(opening, tokens.closing(opening) if opening < len(tokens) else opening):
                if unquoted(tokens.words[at]) == self.old:
                    yield tokens.start(at), tokens.end(at), identifier(self.new)


def with_column(text: str, before: Catalog, relation: ObjectRef, added: str, said: Said | None) -> str:
    """A query once its relation, which is not to have it yet, has got a column behind the others: where its name is taken in a
    join, or by a list of aliases, it is called otherwise there.
    """
    try:
        kind, node = parse.statement(text)
    except (SqlSyntaxError, ValueError):
        return text
    tree = {kind: node}
    ranges = (part["RangeVar"] for part in nodes([tree]) if "RangeVar" in part)
    listed = any("colnames" in one.get("alias", {}) for one in ranges)
    if not listed and "join" not in text.lower():
        return text
    known, coming = columns_of(before, Session()), column_ref(relation, added)
    reader = columns_read(tree, before, known, coming=coming)
    shown = ShownNames(reader, {}, said)
    return apply(text, _followed(tree, reader, shown, Tokens(text), Offsets(text)))


def without_column(
    text: str, catalog: Catalog, relation: ObjectRef, gone: str, said: Said | None = None
) -> str:
    """A query before its relation loses a column that it does not use: the names of others may be free then."""
    try:
        kind, node = parse.statement(text)
    except (SqlSyntaxError, ValueError):
        return text
    reader = columns_read({kind: node}, catalog, columns_of(catalog, Session()))
    shown = ShownNames(reader, {column_ref(relation, gone): None}, said)
    return apply(text, _followed({kind: node}, reader, shown, Tokens(text), Offsets(text)))


def _followed(
    tree: Node, reader: ColumnReader, shown: ShownNames, tokens: Tokens, offsets: Offsets
) -> Iterator[TextEdit]:
    """The edits of what names columns, and of lists of aliases."""
    every = list(nodes([tree]))
    given = _given(every)
    for place, (rows, name) in reader.places.items():
        new = shown.then(rows, name)
        if new is not None and new != name:
            first = tokens.at(offsets.char(place))
            if place in _behind_outputs(every, new):
                yield tokens.start(first), tokens.start(first), f"{identifier(rows.alias)}."
            yield _called(tokens, first, given.get(place), name, new)
    yield from shown.lists(every, tokens, offsets)


def _called(tokens: Tokens, first: int, given: str | None, old: str, new: str) -> TextEdit:
    """The name at a token, behind what qualifies it; ``given`` is how the query calls it as a column of its own."""
    last = first
    while tokens.words[last + 1 : last + 2] == ["."]:
        last += 2
    end, text = tokens.end(last), identifier(new)
    if given == "":
        text += f" AS {identifier(old)}"
    elif given == new:  # it has the name by itself again
        end = tokens.end(last + (2 if tokens.words[last + 1] == "as" else 1))
    return tokens.start(last), end, text


def _given(every: Iterable[Node]) -> dict[int, str]:
    """Where what a query gives is a column as a whole → the name that it has there, empty where that is its own."""
    found: dict[int, str] = {}
    for node in every:
        for kind, inner in node.items():
            if not isinstance(inner, dict):
                continue
            lists = [key for key in _GIVES if (kind, key) != ("UpdateStmt", "targetList")]
            for item in (item for key in lists for item in inner.get(key, []) if "ResTarget" in item):
                value = item["ResTarget"].get("val", {}).get("ColumnRef")
                if value is not None:
                    found[value.get("location", 0)] = item["ResTarget"].get("name", "")
    return found


def _behind_outputs(every: Iterable[Node], name: str) -> set[int]:
    """Where ORDER BY and DISTINCT ON have a bare column, in queries that give one called ``name``: that would be taken first
    (documentation of SELECT).
    """
    found = set()
    for query in (node["SelectStmt"] for node in every if "SelectStmt" in node):
        targets = [item["ResTarget"] for item in query.get("targetList", [])]
        if any(target.get("name") == name or _bare(target.get("val", {})) == name for target in targets):
            keys = [item["SortBy"]["node"] for item in query.get("sortClause", [])]
            keys += query.get("distinctClause", [])
            found |= {key["ColumnRef"].get("location", 0) for key in keys if _bare(key) is not None}
    return found


def _bare(node: Node) -> str | None:
    """The name that a column is called by alone."""
    fields = node.get("ColumnRef", {}).get("fields", [])
    name: str | None = fields[0].get("String", {}).get("sval") if len(fields) == 1 else None
    return name
