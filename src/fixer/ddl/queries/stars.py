"""What ``*``, NATURAL and bare names of columns stand for in a query when it is created, that of a view, a rule or a function:
PostgreSQL keeps the columns that there were then, whatever the tables get later.
"""

from __future__ import annotations

from collections.abc import Iterator

from fixer.catalog.catalog import Catalog
from fixer.ddl.base import Session
from fixer.ddl.queries import natural_joins
from fixer.ddl.queries.column_reader import ColumnReader, columns_read
from fixer.ddl.queries.column_scope import Scope, Star
from fixer.ddl.queries.output_names import output_name
from fixer.ddl.queries.query_columns import columns_of
from fixer.function_source.routine import TextEdit, apply
from fixer.sql.parse import Node, Offsets, SqlSyntaxError, nodes, statement
from fixer.sql.quote import identifier
from fixer.sql.tokens import Tokens


def spelled_out(
    query: str, catalog: Catalog, session: Session | None = None, outermost: Scope | None = None
) -> str:
    """The query with the columns in place of each ``*`` and NATURAL, and with the source of each bare column where there are
    several; "" where there is none of these. What cannot be told stays as it is. ``outermost`` is in sight besides.
    """
    try:
        kind, node = statement(query)
    except (SqlSyntaxError, ValueError):
        return ""
    session = session or Session()
    tree, tokens, offsets = {kind: node}, Tokens(query), Offsets(query)
    reader = columns_read(tree, catalog, columns_of(catalog, session), outermost, session.search_path)
    edits = natural_joins.spelled_out(reader.naturals, tokens, offsets)
    edits += (edit for star in reader.stars.values() for edit in _star(star, tokens, offsets))
    edits += _group_numbers(reader, tree, tokens, offsets)
    text = apply(query, edits)
    if text != query and any(star.is_open for star in reader.stars.values()):
        # of what is spelled out more can be told
        return spelled_out(text, catalog, session, outermost) or text
    if text != query:
        kind, node = statement(text)
        reader = columns_read({kind: node}, catalog, columns_of(catalog, session), path=session.search_path)
    text = _with_owners(text, reader)
    return text if text != query else ""


def is_open(text: str, catalog: Catalog, outermost: Scope | None = None) -> bool:
    """Whether something is left in a statement of which it cannot be told what it stands for."""
    if "*" not in text and "natural" not in text.lower():
        return False
    try:
        kind, node = statement(text)
    except (SqlSyntaxError, ValueError):
        return False
    reader = columns_read({kind: node}, catalog, columns_of(catalog, Session()), outermost)
    return any(star.columns is None for star in reader.stars.values()) or any(
        natural.names is None for natural in reader.naturals
    )


def _star(star: Star, tokens: Tokens, offsets: Offsets) -> Iterator[TextEdit]:
    if star.columns is None:
        return
    names = ", ".join(_written(alias, name, star.bare) for alias, name in star.columns)
    first = last = tokens.at(offsets.char(star.place))
    if star.of_row:
        while tokens.words[last : last + 2] != [".", "*"]:
            last += 1
        row = tokens.between(first, last)
        names = ", ".join(f"{row}.{identifier(name or '')}" for _alias, name in star.columns)
    if star.is_table:
        while tokens.words[first] != "table":
            first -= 1
        yield tokens.start(first), tokens.end(first), f"SELECT {names} FROM"
        return
    while tokens.words[last] != "*":
        last += 1
    yield tokens.start(first), tokens.end(last), names


def _written(alias: str, name: str | None, bare: bool) -> str:
    column = "*" if name is None else identifier(name)
    return f"{identifier(alias)}.{column}" if alias and (name is None or not bare) else column


def _group_numbers(reader: ColumnReader, tree: Node, tokens: Tokens, offsets: Offsets) -> Iterator[TextEdit]:
    """The number of a column that the query gives, where GROUP BY has its name: one that comes in with a table would be meant
    first (documentation of SELECT).
    """
    if any(rows.names is None for level in reader.levels for rows in level.sources.values()):
        return
    for query in (node["SelectStmt"] for node in nodes([tree]) if "SelectStmt" in node):
        targets = [item["ResTarget"] for item in query.get("targetList", [])]
        if any("A_Star" in field for t in targets for field in _fields(t.get("val", {}))):
            continue
        given = [target.get("name") or output_name(target["val"]) for target in targets]
        for key in _groups(query.get("groupClause", [])):
            fields = _fields(key)
            name = fields[0].get("String", {}).get("sval") if len(fields) == 1 else None
            place = key.get("ColumnRef", {}).get("location", 0)
            if name is not None and name in given and place not in reader.places:
                at = tokens.at(offsets.char(place))
                yield tokens.start(at), tokens.end(at), str(given.index(name) + 1)


def _groups(items: list[Node]) -> Iterator[Node]:
    """The keys of GROUP BY, those in sets among them."""
    for item in items:
        inner = item.get("GroupingSet") or item.get("RowExpr")
        if inner is None:
            yield item
        else:
            yield from _groups(inner.get("content", inner.get("args", [])))


def _fields(node: Node) -> list[Node]:
    found: list[Node] = node.get("ColumnRef", {}).get("fields", [])
    return found


def _with_owners(query: str, reader: ColumnReader) -> str:
    """The query, where no NATURAL is left, with each bare column under its source, where it is one among others: PostgreSQL has
    taken it, so that a source of unknown columns has none of that name, since that would be said of two.
    """
    offsets, owners = Offsets(query), reader.owners if reader.sources > 1 else {}
    places = ((offsets.char(place), source) for place, source in owners.items())
    return apply(query, [(start, start, f"{identifier(source)}.") for start, source in places])
