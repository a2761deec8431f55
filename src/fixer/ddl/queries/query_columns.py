"""The columns that a query gives, as CREATE TABLE AS and SELECT INTO take them: their names, and the types that can be told.

PostgreSQL documentation, 10.5 UNION, CASE, and Related Constructs; 10.6 SELECT Output Columns. What only the operators
and functions of the server know has the type ``expression_type.UNKNOWN``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Column, Table, View
from fixer.ddl.base import Session
from fixer.ddl.names import existing, range_parts
from fixer.ddl.queries.expression_type import TEXT, UNDECIDED, Scope, Source, shared, typed
from fixer.ddl.queries.function_columns import function_columns
from fixer.ddl.queries.output_names import output_name, range_alias
from fixer.sql.parse import Node, statement
from fixer.values import replace

Given = Mapping[str, list[Column]]
"""WITH queries in sight, by name."""


def columns(catalog: Catalog, session: Session, query: Node) -> list[Column] | None:
    """The columns of a SelectStmt, in order. None where not even their number can be told."""
    found = _columns(catalog, session, query, {})
    if found is None:
        return None
    return _decided(found)


def _decided(found: list[Column]) -> list[Column]:
    """What nothing gave a type to is text (10.6)."""
    return [replace(column, type=TEXT) if column.type == UNDECIDED else column for column in found]


def _columns(catalog: Catalog, session: Session, query: Node, given: Given) -> list[Column] | None:
    seen = _common_tables(catalog, session, query, given)
    if "larg" in query:
        one, other = (_columns(catalog, session, query[side], seen) for side in ("larg", "rarg"))
        if one is None or other is None:
            return one or other
        pairs = zip(one, other, strict=False)
        return [replace(shared([left, right]), name=left.name) for left, right in pairs]
    if "valuesLists" in query:
        first = query["valuesLists"][0]["List"]["items"]
        return [
            replace(typed(catalog, session, node, []), name=f"column{number}")
            for number, node in enumerate(first, 1)
        ]
    scope = scope_of(catalog, session, query.get("fromClause", []), seen)
    found: list[Column] = []
    for item in query.get("targetList", []):
        target = item["ResTarget"]
        fields = target["val"].get("ColumnRef", {}).get("fields", [{}])
        if "A_Star" in target["val"].get("A_Indirection", {}).get("indirection", [{}])[-1]:
            return None
        if "A_Star" not in fields[-1]:
            column = typed(catalog, session, target["val"], scope or [])
            found.append(replace(column, name=target.get("name") or output_name(target["val"])))
            continue
        table = fields[-2]["String"]["sval"] if len(fields) > 1 else None
        chosen = [source for source in scope or () if table in (None, source.alias)]
        if not chosen:
            return None
        found += [column for source in chosen for column in (source.columns if table else source.shown)]
    return found or None


def _common_tables(catalog: Catalog, session: Session, query: Node, given: Given) -> Given:
    """What is in sight below a query: ``given``, and its own WITH queries as far as they can be told."""
    seen = dict(given)
    for item in query.get("withClause", {}).get("ctes", []):
        cte = item["CommonTableExpr"]
        own = _columns(catalog, session, cte["ctequery"].get("SelectStmt", {}), seen)
        if own is not None:
            seen[cte["ctename"]] = _named(own, cte.get("aliascolnames", []))
    return seen


def _named(found: list[Column], names: list[Node]) -> list[Column]:
    return _renamed(found, [item["String"]["sval"] for item in names])


def _renamed(found: list[Column], given: Sequence[str]) -> list[Column]:
    return [
        replace(column, name=given[number]) if number < len(given) else column
        for number, column in enumerate(found)
    ]


def scope_of(catalog: Catalog, session: Session, sources: list[Node], given: Given) -> Scope | None:
    """What FROM gives; None where one of its parts cannot be told."""
    scope: Scope = []
    for source in sources:
        ((kind, node),) = source.items()
        read = _SOURCES.get(kind)
        found = read(catalog, session, node, given) if read is not None else None
        if found is None:
            return None
        scope += found
    return scope


def columns_of(catalog: Catalog, session: Session) -> Callable[[Node, Given], list[Column] | None]:
    """What tells the columns of an item in FROM."""

    def told(item: Node, given: Given) -> list[Column] | None:
        scope = scope_of(catalog, session, [item], given)
        return None if scope is None else [column for source in scope for column in source.shown]

    return told


def _relation(catalog: Catalog, session: Session, node: Node, given: Given) -> Scope | None:
    alias = node.get("alias", {})
    name = alias.get("aliasname", node["relname"])
    own = given.get(node["relname"]) if "schemaname" not in node else None
    if own is None:
        found = existing(catalog, session, range_parts(node))
        if isinstance(found, Table):
            own = [Column(column.name, column.type, collation=column.collation) for column in found.columns]
        elif isinstance(found, View):
            own = of_view(catalog, session, found)
    if own is None:
        return None
    return [Source(name, _named(own, alias.get("colnames", [])))]


def of_view(catalog: Catalog, session: Session, view: View) -> list[Column] | None:
    """What a view gives; OR REPLACE may have made it read itself, of which nothing can be told.

    Each view on the way is read once: of views that read several others there are as many ways as leaves of a tree.
    """
    if view.ref in session.running:
        return None
    if session.views is None:
        session.views = {}
        try:
            return of_view(catalog, session, view)
        finally:
            session.views = None
    if view.ref not in session.views:
        session.running.add(view.ref)
        try:
            found = _columns(catalog, session, statement(view.full_query)[1], {})
        finally:
            session.running.remove(view.ref)
        session.views[view.ref] = found and _renamed(_decided(found), view.columns)
    return session.views[view.ref]


def _subquery(catalog: Catalog, session: Session, node: Node, given: Given) -> Scope | None:
    found = _columns(catalog, session, node["subquery"].get("SelectStmt", {}), given)
    alias = node.get("alias", {})
    named = None if found is None else _named(found, alias.get("colnames", []))
    return None if named is None else [Source(alias.get("aliasname", ""), named)]


def _join(catalog: Catalog, session: Session, node: Node, given: Given) -> Scope | None:
    """Both sides; before them the columns that they share by USING or NATURAL (documentation, 7.2.1.1 Joined Tables)."""
    left, right = (scope_of(catalog, session, [node[side]], given) for side in ("larg", "rarg"))
    if left is None or right is None:
        return None
    one, other = ({c.name: c for source in scope for c in source.shown} for scope in (left, right))
    names = [item["String"]["sval"] for item in node.get("usingClause", [])]
    if node.get("isNatural"):
        names = [name for name in one if name in other]
    if not all(name in one and name in other for name in names):
        return None
    scope = left + right
    if names:
        merged = [replace(shared([one[name], other[name]]), name=name) for name in names]
        rest = [source._replace(merged=source.merged.union(names)) for source in scope]
        also = node.get("join_using_alias", {}).get("aliasname")
        scope = [Source("", merged), *([Source(also, merged, frozenset(names))] if also else ()), *rest]
    if "alias" not in node:
        return scope
    shown = [column for source in scope for column in source.shown]
    return [Source(node["alias"]["aliasname"], _named(shown, node["alias"].get("colnames", [])))]


def _sample(catalog: Catalog, session: Session, node: Node, given: Given) -> Scope | None:
    return scope_of(catalog, session, [node["relation"]], given)


def _function(catalog: Catalog, session: Session, node: Node, _given: Given) -> Scope | None:
    found = function_columns(catalog, session, node)
    if found is None:
        return None
    return [
        Source(range_alias({"RangeFunction": node}), _named(found, node.get("alias", {}).get("colnames", [])))
    ]


_SOURCES: dict[str, Callable[[Catalog, Session, Node, Given], Scope | None]] = {
    "RangeFunction": _function,
    "RangeTableSample": _sample,
    "RangeVar": _relation,
    "RangeSubselect": _subquery,
    "JoinExpr": _join,
}
