"""Names in queries, expressions and types."""

from __future__ import annotations

from fixer.sql.names.walk import Handlers, Walk
from fixer.sql.parse import Node


def strings(nodes: list[Node]) -> tuple[str, ...]:
    """The values of a list of String nodes; empty if it holds anything else."""
    try:
        return tuple([node["String"]["sval"] for node in nodes])
    except KeyError:
        return ()


def relation_parts(node: Node) -> tuple[str, ...]:
    """The written parts of a RangeVar's name."""
    schema = node.get("schemaname")
    if schema is None:
        return (node["relname"],)
    catalog = node.get("catalogname")
    return (schema, node["relname"]) if catalog is None else (catalog, schema, node["relname"])


def is_operator(name: str) -> bool:
    """Whether PostgreSQL would read this as an operator."""
    return all(character in "+-*/<>=~!@#%^&|`?" for character in name)


def typed(walk: Walk, node: Node) -> None:
    """A field that libpg_query writes without its kind; a plain node may have the same field name."""
    if "relname" in node:  # CTEs play no part: such a field is what the statement works on
        walk.found.append(("relation", relation_parts(node), node.get("location", 0), None))
    elif "typemod" in node:
        _type(walk, node)
    elif "objname" in node:
        _with_arguments(walk, node)
    elif "collname" in node:
        _collate(walk, node)
    else:
        walk.push(node)


def _ignore(walk: Walk, node: Node) -> None:
    pass


def _range(walk: Walk, node: Node) -> None:
    """A RangeVar in FROM or the like, where a CTE comes before a relation."""
    if "schemaname" in node or node["relname"] not in walk.visible:
        walk.found.append(("relation", relation_parts(node), node.get("location", 0), None))


def _type(walk: Walk, node: Node) -> None:
    parts = strings(node.get("names", []))
    if not node.get("pct_type"):
        walk.found.append(("type", parts, node.get("location", 0), None))
    elif len(parts) > 1:
        walk.found.append(("relation", parts[:-1], node.get("location", 0), None))


def _with_arguments(walk: Walk, node: Node) -> None:
    parts = strings(node["objname"])
    if is_operator(parts[-1]):
        walk.add("operator", parts)
    else:
        walk.add(
            "function", parts, -1, None if node.get("args_unspecified") else len(node.get("objargs", []))
        )
    # objfuncargs repeats the types of objargs and adds those of OUT parameters
    for argument in node.get("objfuncargs") or node.get("objargs", []):
        walk.push(argument)


_TAKES_REGCLASS = {"nextval", "currval", "setval", "regclass"}
_NAMED_BY_CONSTANT = {
    "regclass": "relation",
    "regcollation": "collation",
    "regproc": "function",
    "regprocedure": "function",
    "regtype": "type",
}


def _constant(walk: Walk, kind: str, node: Node) -> None:
    constant = node.get("A_Const", {})
    value = constant.get("sval", {}).get("sval")
    if value:
        walk.constants.append((kind, value, constant.get("location", 0)))


def _call(walk: Walk, node: Node) -> None:
    parts = strings(node["funcname"])
    count = len(node.get("args", ()))
    if node.get("agg_within_group"):  # the function gets the WITHIN GROUP expressions as arguments too
        count += len(node.get("agg_order", ()))
    walk.found.append(("function", parts, node.get("location", 0), count))
    if count and parts[-1] in _TAKES_REGCLASS and (len(parts) == 1 or parts[0] == "pg_catalog"):
        _constant(walk, "relation", node["args"][0])
    walk.push(node)


def _cast(walk: Walk, node: Node) -> None:
    parts = strings(node["typeName"].get("names", []))
    if parts and parts[-1] in _NAMED_BY_CONSTANT and (len(parts) == 1 or parts[0] == "pg_catalog"):
        _constant(walk, _NAMED_BY_CONSTANT[parts[-1]], node["arg"])
    walk.push(node)


_BETWEEN = {
    "AEXPR_BETWEEN": (">=", "<="),
    "AEXPR_BETWEEN_SYM": (">=", "<="),
    "AEXPR_NOT_BETWEEN": ("<", ">"),
    "AEXPR_NOT_BETWEEN_SYM": ("<", ">"),
}


def _operation(walk: Walk, node: Node) -> None:
    meant = _BETWEEN.get(node["kind"])
    if meant is None:
        walk.found.append(("operator", strings(node["name"]), node.get("location", 0), None))
    else:
        for operator in meant:
            walk.add("operator", (operator,))
    walk.push({side: node[side] for side in ("lexpr", "rexpr") if side in node})


def _equality(walk: Walk) -> None:
    """An ``=`` that PostgreSQL looks up by the search_path although nobody wrote it."""
    walk.add("operator", ("=",))


def _case(walk: Walk, node: Node) -> None:
    if "arg" in node:
        _equality(walk)
    walk.push(node)


def _join(walk: Walk, node: Node) -> None:
    if "usingClause" in node or node.get("isNatural"):
        _equality(walk)
    walk.push(node)


def _sublink(walk: Walk, node: Node) -> None:
    if "operName" in node:
        walk.add("operator", strings(node["operName"]))
    elif node.get("subLinkType") == "ANY_SUBLINK":
        _equality(walk)
    walk.push(node)


def _sort(walk: Walk, node: Node) -> None:
    if "useOp" in node:
        walk.add("operator", strings(node["useOp"]), node.get("location", 0))
    walk.push(node)


def _collate(walk: Walk, node: Node) -> None:
    walk.add("collation", strings(node["collname"]), node.get("location", 0))
    walk.push(node)


def _key(walk: Walk, node: Node) -> None:
    """A column of an index or of a partition key."""
    if "collation" in node:
        walk.add("collation", strings(node["collation"]))
    if "expr" in node:
        walk.push(node["expr"])


def _constraint(walk: Walk, node: Node) -> None:
    for exclusion in node.get("exclusions", ()):
        _, operator = exclusion["List"]["items"]
        walk.add("operator", strings(operator["List"]["items"]))
    walk.push(node)


def _sample(walk: Walk, node: Node) -> None:
    # PostgreSQL looks for a function of this name that takes one argument of type internal
    walk.add("function", strings(node["method"]), node.get("location", 0), 1)
    walk.push(node)


def _query(walk: Walk, node: Node) -> None:
    """A statement that may have a WITH: CTEs after one see it (RECURSIVE: all do), and so does the rest."""
    clause = node.get("withClause")
    if clause is None:
        walk.push(node)
        return
    visible = walk.visible
    ctes = [cte["CommonTableExpr"] for cte in clause["ctes"]]
    if clause.get("recursive"):
        visible |= {cte["ctename"] for cte in ctes}
    for cte in ctes:
        walk.run(cte, visible)
        visible |= {cte["ctename"]}
    walk.run({key: child for key, child in node.items() if key != "withClause"}, visible)


_NAMELESS = (
    "A_Const A_Star Alias Boolean ColumnRef ConstraintsSetStmt Float ImportForeignSchemaStmt Integer "
    "ParamRef RoleSpec SQLValueFunction SetToDefault String alias newowner owner role"
)
_TYPED_FIELDS = (
    "argType collClause constrrel datatype fromsql func identitySequence name ofTypename opername pktable "
    "rel relation returnType sequence sourcetype storedtype table targettype tosql typeName type_name "
    "typevar view"
)
NODES: Handlers = {
    **dict.fromkeys(_NAMELESS.split(), _ignore),
    **dict.fromkeys(_TYPED_FIELDS.split(), typed),
    **dict.fromkeys(
        ("SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt", "larg", "rarg"), _query
    ),
    "RangeVar": _range,
    "TypeName": _type,
    "ObjectWithArgs": _with_arguments,
    "FuncCall": _call,
    "funccall": _call,
    "TypeCast": _cast,
    "A_Expr": _operation,
    "CaseExpr": _case,
    "JoinExpr": _join,
    "SubLink": _sublink,
    "SortBy": _sort,
    "CollateClause": _collate,
    "IndexElem": _key,
    "PartitionElem": _key,
    "Constraint": _constraint,
    "RangeTableSample": _sample,
}
