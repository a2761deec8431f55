"""The columns that a query gives, as CREATE TABLE AS and SELECT INTO take them: their names, and the types that can be told.

PostgreSQL documentation, 10.5 UNION, CASE, and Related Constructs; 10.6 SELECT Output Columns. What only the operators
and functions of the server know has the type ``UNKNOWN``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Column, Table, View
from fixer.ddl.base import Session
from fixer.ddl.column import collation_named
from fixer.ddl.index import output_name
from fixer.ddl.names import existing, range_parts, type_named
from fixer.sql.parse import Node, statement
from fixer.sql.types import DataType
from fixer.values import replace

UNKNOWN = DataType("pg_catalog", "unknown")
_BOOLEAN = DataType("pg_catalog", "bool")
_TEXT = DataType("pg_catalog", "text")
_UNDECIDED = DataType("pg_catalog", "")
"""A string or NULL, which takes the type of what it stands beside, else becomes text (10.6)."""
_CONSTANTS = {
    "ival": DataType("pg_catalog", "int4"),
    "boolval": _BOOLEAN,
    "bsval": DataType("pg_catalog", "bit"),
}
_ALTERNATIVES = ("CoalesceExpr", "MinMaxExpr", "CaseExpr")
_INTEGERS = ("int2", "int4", "int8")
_COMPARISONS = frozenset(["=", "<>", "!=", "<", ">", "<=", ">=", "~~", "!~~", "~", "!~", "~*", "!~*"])
# functions whose result does not depend on what they are called with
_RESULTS = {
    "count": "int8",
    "row_number": "int8",
    "rank": "int8",
    "dense_rank": "int8",
    "now": "timestamptz",
    "clock_timestamp": "timestamptz",
    "gen_random_uuid": "uuid",
    "string_agg": "text",
    "concat": "text",
    "concat_ws": "text",
    "format": "text",
    "lower": "text",
    "upper": "text",
    "md5": "text",
    "jsonb_build_object": "jsonb",
    "json_build_object": "json",
    "jsonb_agg": "jsonb",
    "json_agg": "json",
    "to_jsonb": "jsonb",
    "to_json": "json",
    "bool_or": "bool",
    "bool_and": "bool",
}

Given = Mapping[str, list[Column]]
"""WITH queries in sight, by name."""


class Source(NamedTuple):
    """What one part of FROM gives. ``merged`` are the columns that USING or NATURAL gives in its place, once and first."""

    alias: str
    """Empty for columns that go by their name alone."""
    columns: list[Column]
    merged: frozenset[str] = frozenset()

    @property
    def shown(self) -> list[Column]:
        """The columns that ``*`` stands for."""
        return [column for column in self.columns if column.name not in self.merged]


Scope = list[Source]


def columns(catalog: Catalog, session: Session, query: Node) -> list[Column] | None:
    """The columns of a SelectStmt, in order. None where not even their number can be told."""
    found = _columns(catalog, session, query, {})
    if found is None:
        return None
    return [replace(column, type=_TEXT) if column.type == _UNDECIDED else column for column in found]


def _columns(catalog: Catalog, session: Session, query: Node, given: Given) -> list[Column] | None:
    seen = common_tables(catalog, session, query, given)
    if "larg" in query:
        one, other = (_columns(catalog, session, query[side], seen) for side in ("larg", "rarg"))
        if one is None or other is None:
            return one or other
        pairs = zip(one, other, strict=False)
        return [replace(_shared([left, right]), name=left.name) for left, right in pairs]
    if "valuesLists" in query:
        first = query["valuesLists"][0]["List"]["items"]
        return [
            replace(_typed(catalog, session, node, []), name=f"column{number}")
            for number, node in enumerate(first, 1)
        ]
    scope = scope_of(catalog, session, query.get("fromClause", []), seen)
    found: list[Column] = []
    for item in query.get("targetList", []):
        target = item["ResTarget"]
        fields = target["val"].get("ColumnRef", {}).get("fields", [{}])
        if "A_Star" not in fields[-1]:
            column = _typed(catalog, session, target["val"], scope or [])
            found.append(replace(column, name=target.get("name") or output_name(target["val"])))
            continue
        table = fields[-2]["String"]["sval"] if len(fields) > 1 else None
        chosen = [source for source in scope or () if table in (None, source.alias)]
        if not chosen:
            return None
        found += [column for source in chosen for column in (source.columns if table else source.shown)]
    return found or None


def common_tables(catalog: Catalog, session: Session, query: Node, given: Given) -> Given:
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


def _relation(catalog: Catalog, session: Session, node: Node, given: Given) -> Scope | None:
    alias = node.get("alias", {})
    name = alias.get("aliasname", node["relname"])
    own = given.get(node["relname"]) if "schemaname" not in node else None
    if own is None:
        found = existing(catalog, session, range_parts(node))
        if isinstance(found, Table):
            own = [Column(column.name, column.type, collation=column.collation) for column in found.columns]
        elif isinstance(found, View) and found.ref not in session.running:
            own = _of_view(catalog, session, found)
    if own is None:
        return None
    return [Source(name, _named(own, alias.get("colnames", [])))]


def _of_view(catalog: Catalog, session: Session, view: View) -> list[Column] | None:
    """What a view gives; OR REPLACE may have made it read itself, of which nothing can be told."""
    session.running.add(view.ref)
    try:
        found = _columns(catalog, session, statement(view.full_query)[1], {})
    finally:
        session.running.remove(view.ref)
    return found and _renamed(found, view.columns)


def _subquery(catalog: Catalog, session: Session, node: Node, given: Given) -> Scope | None:
    found = _columns(catalog, session, node["subquery"].get("SelectStmt", {}), given)
    alias = node.get("alias", {})
    named = None if found is None else _named(found, alias.get("colnames", []))
    return None if named is None else [Source(alias.get("aliasname", ""), named)]


def _join(catalog: Catalog, session: Session, node: Node, given: Given) -> Scope | None:
    """Both sides; before them the columns that they share by USING or NATURAL (documentation, 7.2.1.1 Joined Tables)."""
    left, right = (scope_of(catalog, session, [node[side]], given) for side in ("larg", "rarg"))
    if left is None or right is None or "join_using_alias" in node:
        return None
    one, other = ({c.name: c for source in scope for c in source.shown} for scope in (left, right))
    names = [item["String"]["sval"] for item in node.get("usingClause", [])]
    if node.get("isNatural"):
        names = [name for name in one if name in other]
    if not all(name in one and name in other for name in names):
        return None
    scope = left + right
    if names:
        merged = [replace(_shared([one[name], other[name]]), name=name) for name in names]
        rest = [source._replace(merged=source.merged.union(names)) for source in scope]
        scope = [Source("", merged), *rest]
    if "alias" not in node:
        return scope
    shown = [column for source in scope for column in source.shown]
    return [Source(node["alias"]["aliasname"], _named(shown, node["alias"].get("colnames", [])))]


_SOURCES: dict[str, Callable[[Catalog, Session, Node, Given], Scope | None]] = {
    "RangeVar": _relation,
    "RangeSubselect": _subquery,
    "JoinExpr": _join,
}


def _typed(catalog: Catalog, session: Session, node: Node, scope: Scope) -> Column:
    """A column without a name, of an expression's type."""
    ((kind, inner),) = node.items()
    if kind == "ColumnRef":
        return _referred(inner, scope)
    if kind == "CollateClause":
        collation = collation_named(catalog, session, inner)
        return replace(_typed(catalog, session, inner["arg"], scope), collation=collation)
    if kind == "FuncCall" and inner["funcname"][-1]["String"]["sval"] in ("max", "min") and "args" in inner:
        collation = _typed(catalog, session, inner["args"][0], scope).collation
        return Column("", _result(catalog, session, inner, scope), collation=collation)
    if kind in _ALTERNATIVES:
        return _alternatives(catalog, session, inner, scope)
    return Column("", _TYPES.get(kind, _unknown)(catalog, session, inner, scope))


def _unknown(_catalog: Catalog, _session: Session, _node: Node, _scope: Scope) -> DataType:
    return UNKNOWN


def _constant(_catalog: Catalog, _session: Session, node: Node, _scope: Scope) -> DataType:
    if "fval" in node:  # what does not fit into four bytes comes as one, too
        text = node["fval"]["fval"]
        return DataType("pg_catalog", "int8" if text.isdigit() and int(text) < 1 << 63 else "numeric")
    return next((kind for name, kind in _CONSTANTS.items() if name in node), _UNDECIDED)


def _sublink(_catalog: Catalog, _session: Session, node: Node, _scope: Scope) -> DataType:
    return UNKNOWN if node["subLinkType"] in ("EXPR_SUBLINK", "ARRAY_SUBLINK") else _BOOLEAN


def _operation(_catalog: Catalog, _session: Session, node: Node, _scope: Scope) -> DataType:
    return _BOOLEAN if node["name"][-1]["String"]["sval"] in _COMPARISONS else UNKNOWN


def _alternatives(catalog: Catalog, session: Session, node: Node, scope: Scope) -> Column:
    """COALESCE, GREATEST, LEAST and CASE."""
    results = node.get("args", [])
    results = [item["CaseWhen"]["result"] if "CaseWhen" in item else item for item in results]
    results += [node["defresult"]] if "defresult" in node else []
    return _shared([_typed(catalog, session, result, scope) for result in results])


def _shared(found: list[Column]) -> Column:
    """The type that alternatives have in common, and the collation (10.5; modifiers only where all have them)."""
    said = list(dict.fromkeys(column.type for column in found))
    kinds = [kind for kind in said if kind != _UNDECIDED]
    collations = {column.collation for column in found if column.type != _UNDECIDED}
    collation = collations.pop() if len(collations) == 1 else None
    if len(said) == 1:
        return Column("", said[0], collation=collation)
    bare = {DataType(kind.schema, kind.name, "", kind.array) for kind in kinds}
    if len(bare) == 1:
        return Column("", bare.pop(), collation=collation)
    if all(kind.schema == "pg_catalog" and kind.name in _INTEGERS and not kind.array for kind in bare):
        return Column("", max(bare, key=lambda kind: _INTEGERS.index(kind.name)))
    return Column("", UNKNOWN)


def _referred(node: Node, scope: Scope) -> Column:
    parts = [field["String"]["sval"] for field in node["fields"] if "String" in field]
    for source in scope:
        if len(parts) > 1 and source.alias != parts[-2]:
            continue
        found = next((column for column in source.columns if column.name == parts[-1]), None)
        if found is not None:
            return replace(found)
    return Column("", UNKNOWN)


def _greatest(catalog: Catalog, session: Session, node: Node, scope: Scope) -> DataType:
    """max and min give what they are given, without modifiers; there is none of varchar, which goes as text."""
    kind = _typed(catalog, session, node["args"][0], scope).type
    if kind.schema != "pg_catalog" or kind in (UNKNOWN, _UNDECIDED):
        return UNKNOWN
    return DataType(
        "pg_catalog", "text" if kind.name == "varchar" and not kind.array else kind.name, "", kind.array
    )


def _result(catalog: Catalog, session: Session, node: Node, scope: Scope) -> DataType:
    *schema, name = (part["String"]["sval"] for part in node["funcname"])
    number = len(node.get("args", []))
    for candidate in schema[-1:] or session.search_path:
        results = {
            routine.returns
            for routine in catalog.routines(candidate, name)
            if len(routine.argument_types) == number
        }
        if len(results) == 1 and (result := results.pop()) is not None:
            return result
    if name in ("max", "min") and number == 1:
        return _greatest(catalog, session, node, scope)
    built_in = _RESULTS.get(name) if not schema or schema[-1] == "pg_catalog" else None
    return DataType("pg_catalog", built_in) if built_in else UNKNOWN


def _cast(catalog: Catalog, session: Session, node: Node, _scope: Scope) -> DataType:
    return type_named(catalog, session, node["typeName"])


def _truth(_catalog: Catalog, _session: Session, _node: Node, _scope: Scope) -> DataType:
    return _BOOLEAN


_TYPES: dict[str, Callable[[Catalog, Session, Node, Scope], DataType]] = {
    "A_Const": _constant,
    "TypeCast": _cast,
    "A_Expr": _operation,
    "BoolExpr": _truth,
    "NullTest": _truth,
    "BooleanTest": _truth,
    "SubLink": _sublink,
    "FuncCall": _result,
}
