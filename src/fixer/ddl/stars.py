"""What ``*``, NATURAL and bare names of columns stand for in a query when it is created, that of a view, a rule or a function:
PostgreSQL keeps the columns that there were then, whatever the tables get later.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fixer.catalog.catalog import Catalog
from fixer.ddl import natural_joins
from fixer.ddl.base import Session
from fixer.ddl.column_reader import columns_read
from fixer.ddl.expression_type import Scope
from fixer.ddl.query_columns import Given, columns_of, common_tables, scope_of
from fixer.ddl.used_columns import owners_of_bare_columns
from fixer.function_source.routine import TextEdit, apply
from fixer.sql.parse import Node, Offsets, SqlSyntaxError, nodes, statement
from fixer.sql.quote import identifier
from fixer.sql.tokens import Tokens


def spelled_out(query: str, catalog: Catalog, session: Session | None = None) -> str:
    """The query with the columns in place of each ``*`` and NATURAL, and with the source of each bare column where there are
    several; "" where there is none of these, or it cannot be told for what one stands.
    """
    try:
        kind, node = statement(query)
    except (SqlSyntaxError, ValueError):
        return ""
    session = session or Session()
    queries = list(_queries({kind: node}))
    found = [star for one in queries for star in _stars(catalog, session, one, {})]
    tokens, offsets = Tokens(query), Offsets(query)
    edits = natural_joins.spelled_out(catalog, session, queries, tokens)
    if edits is None or any(not names for _place, names in found):
        return ""
    for location, names in found:
        first = last = tokens.at(offsets.char(location))
        while tokens.words[last] != "*":
            last += 1
        edits.append((tokens.start(first), tokens.end(last), ", ".join(names)))
    edits += _group_numbers(catalog, session, {kind: node}, tokens, offsets)
    text = _with_owners(apply(query, edits), catalog, session)
    return text if text != query else ""


def _queries(tree: Any) -> Iterator[Node]:
    """The queries in a statement that are in no other."""
    if isinstance(tree, list):
        for part in tree:
            yield from _queries(part)
    elif isinstance(tree, dict):
        for key, value in tree.items():
            yield from [value] if key == "SelectStmt" else _queries(value)


def _group_numbers(
    catalog: Catalog, session: Session, tree: Node, tokens: Tokens, offsets: Offsets
) -> Iterator[TextEdit]:
    """The number of a column that the query gives, where GROUP BY has its name: one that comes in with a table would be meant
    first (documentation of SELECT).
    """
    reader = columns_read(tree, catalog, columns_of(catalog, session), path=session.search_path)
    if any(rows.names is None for level in reader.levels for rows in level.sources.values()):
        return
    for query in (node["SelectStmt"] for node in nodes([tree]) if "SelectStmt" in node):
        targets = [item["ResTarget"] for item in query.get("targetList", [])]
        if any("A_Star" in field for t in targets for field in _fields(t.get("val", {}))):
            continue
        given = [target.get("name") for target in targets]
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


def _with_owners(query: str, catalog: Catalog, session: Session) -> str:
    """The query, where no NATURAL is left, with each bare column under its source."""

    kind, node = statement(query)
    offsets = Offsets(query)
    found = owners_of_bare_columns({kind: node}, catalog, columns_of(catalog, session), session.search_path)
    places = {offsets.char(place): source for place, source in found.items()}
    return apply(query, [(start, start, f"{identifier(source)}.") for start, source in places.items()])


def _stars(catalog: Catalog, session: Session, query: Node, given: Given) -> Iterator[tuple[int, list[str]]]:
    """Where each stands (in bytes), and the columns; those of sub-queries in FROM and WITH too, whose rows a view gives on."""
    seen = common_tables(catalog, session, query, given)
    for item in query.get("withClause", {}).get("ctes", []):
        yield from _stars(catalog, session, item["CommonTableExpr"]["ctequery"].get("SelectStmt", {}), seen)
    for side in ("larg", "rarg"):
        if side in query:
            yield from _stars(catalog, session, query[side], seen)
    sources = query.get("fromClause", [])
    for source in sources:
        yield from _below(catalog, session, source, seen)
    scope: Scope | None = None
    for item in query.get("targetList", []):
        fields = item["ResTarget"].get("val", {}).get("ColumnRef", {}).get("fields", [{}])
        if "A_Star" in fields[-1]:
            scope = scope or scope_of(catalog, session, sources, seen)
            table = fields[-2]["String"]["sval"] if len(fields) > 1 else None
            if item["ResTarget"].get("location", -1) >= 0:  # else it is what TABLE stands for
                yield item["ResTarget"]["location"], _names(scope or [], table)


def _below(catalog: Catalog, session: Session, source: Node, given: Given) -> Iterator[tuple[int, list[str]]]:
    if "RangeSubselect" in source:
        yield from _stars(catalog, session, source["RangeSubselect"]["subquery"].get("SelectStmt", {}), given)
    for side in ("larg", "rarg") if "JoinExpr" in source else ():
        yield from _below(catalog, session, source["JoinExpr"][side], given)


def _names(scope: Scope, table: str | None) -> list[str]:
    """The columns as they are written out; none where a name alone could be another column's."""
    shown = [column.name for source in scope for column in source.shown]
    names = []
    for source in scope:
        if table not in (None, source.alias):
            continue
        for column in source.shown if table is None else source.columns:
            if source.alias and len(scope) > 1:
                names.append(f"{identifier(source.alias)}.{identifier(column.name)}")
            elif shown.count(column.name) == 1:
                names.append(identifier(column.name))
            else:
                return []
    return names
