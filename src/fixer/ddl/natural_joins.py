"""What NATURAL JOIN joins by when a view is created: PostgreSQL keeps the columns that the two sides shared then, as USING has
them (documentation, 7.2.1.1 Joined Tables).
"""

from __future__ import annotations

from collections.abc import Iterator

from fixer.catalog.catalog import Catalog
from fixer.ddl.base import Session
from fixer.ddl.query_columns import Given, common_tables, scope_of
from fixer.function_source.routine import TextEdit
from fixer.sql.parse import Node
from fixer.sql.quote import identifier
from fixer.sql.tokens import Tokens

_BEHIND = frozenset(
    [
        "on",
        "using",
        "natural",
        "join",
        "inner",
        "left",
        "right",
        "full",
        "cross",
        "tablesample",
        "where",
        "group",
        "having",
        "window",
        "order",
        "limit",
        "offset",
        "fetch",
        "for",
        "union",
        "intersect",
        "except",
        ",",
        ")",
        ";",
    ]
)
"""What may stand behind the right side of a join that has no alias."""


def spelled_out(
    catalog: Catalog, session: Session, queries: list[Node], tokens: Tokens
) -> list[TextEdit] | None:
    """The edits that make NATURAL joins of SelectStmts ones with USING; None where what one joins by cannot be told. Those of
    sides that share nothing join every row with every one: inner ones are CROSS, others ON true.
    """
    places = [position for position, word in enumerate(tokens.words) if word == "natural"]
    if not places:
        return []
    found = [names for query in queries for names in _naturals(catalog, session, query, {})]
    if len(found) != len(places) or None in found:
        return None
    edits: list[TextEdit] = []
    for place, names in zip(places, found, strict=True):
        join = tokens.words.index("join", place)
        if not names and tokens.words[place + 1] in ("inner", "join"):
            edits.append((tokens.start(place), tokens.end(join), "CROSS JOIN"))
            continue
        behind = _operand_end(tokens, join + 1)
        by = f" USING ({', '.join(map(identifier, names))})" if names else " ON true"
        edits += [
            (tokens.start(place), tokens.start(place + 1), ""),
            (tokens.end(behind - 1), tokens.end(behind - 1), by),
        ]
    return edits


def _operand_end(tokens: Tokens, position: int) -> int:
    """The token behind a table, function or query in FROM, with its alias and the names that this gives to columns."""
    words = [*tokens.words, ")"]
    while words[position] in ("lateral", "only"):
        position += 1
    if words[position] != "(":
        position += 1
        while words[position] == ".":
            position += 2
    if words[position] == "(":
        position = tokens.closing(position) + 1
    if words[position] == "*":
        position += 1
    if words[position] == "as" or words[position] not in _BEHIND:
        position += 2 if words[position] == "as" else 1
        if words[position] == "(":
            position = tokens.closing(position) + 1
    return position


def _naturals(catalog: Catalog, session: Session, query: Node, given: Given) -> Iterator[list[str] | None]:
    """What each joins by, in the order of the text."""
    seen = common_tables(catalog, session, query, given)
    for item in query.get("withClause", {}).get("ctes", []):
        yield from _naturals(
            catalog, session, item["CommonTableExpr"]["ctequery"].get("SelectStmt", {}), seen
        )
    for side in ("larg", "rarg"):
        if side in query:
            yield from _naturals(catalog, session, query[side], seen)
    for source in query.get("fromClause", []):
        yield from _of_source(catalog, session, source, seen)


def _of_source(catalog: Catalog, session: Session, source: Node, given: Given) -> Iterator[list[str] | None]:
    if "RangeSubselect" in source:
        inner = source["RangeSubselect"]["subquery"].get("SelectStmt", {})
        yield from _naturals(catalog, session, inner, given)
    join = source.get("JoinExpr")
    if join is None:
        return
    yield from _of_source(catalog, session, join["larg"], given)
    if join.get("isNatural"):
        sides = [scope_of(catalog, session, [join[side]], given) for side in ("larg", "rarg")]
        left, right = ([column.name for one in scope or () for column in one.shown] for scope in sides)
        yield [name for name in dict.fromkeys(left) if name in right] if None not in sides else None
    yield from _of_source(catalog, session, join["rarg"], given)
