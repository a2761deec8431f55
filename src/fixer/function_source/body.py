"""What the body of a routine does with names, and whether PostgreSQL may inline it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from fixer.function_source.routine import Routine, body_of
from fixer.sql import parse, plpgsql
from fixer.sql.names import Name, names_in_body, temporary_tables_in_body
from fixer.sql.parse import Node
from fixer.sql.tokens import Tokens
from fixer.values import Value


class RoutineBody(Value, frozen=True):
    """What a body of SQL or PL/pgSQL does with names."""

    names: tuple[Name, ...]
    """The objects it names, at positions in ``body_of``'s text; its own temporary tables left out."""
    dynamic: bool
    """It finds objects by names that are only known when it runs: EXECUTE, ``$1::regclass``."""
    about_path: bool
    """It reads or sets the search_path itself."""
    ends_transaction: bool
    """It may commit or roll back, itself or in a procedure that it calls."""


@lru_cache(maxsize=4096)
def read_body(source: str) -> RoutineBody:
    """What the body names. Raises BodyNotUnderstood, for languages other than sql and plpgsql too, and for aggregates."""
    if parse.statement(source)[0] == "DefineStmt":
        raise plpgsql.BodyNotUnderstood("an aggregate has none", 0)
    language = Routine(source).language
    text, kind = body_of(source)
    if kind == "statement":
        raise plpgsql.BodyNotUnderstood("its names are bound already", 0)
    try:
        if language == "plpgsql":
            pieces = plpgsql.embedded(text)
            trees = [piece.tree for piece in pieces]
        elif language == "sql":
            pieces, trees = (), parse.statements(text)
        else:
            raise plpgsql.BodyNotUnderstood(f"it is written in {language}", 0)
        found = names_in_body(language, text)
        temporary = temporary_tables_in_body(language, text) if "temp" in text.lower() else frozenset()
    except parse.SqlSyntaxError as error:
        raise plpgsql.BodyNotUnderstood(error.message, error.offset) from None
    own = {(kind, (name,)) for kind in ("relation", "type") for name in temporary}
    kept = tuple(name for name in found if (name.kind, name.parts) not in own)
    nodes = [item for tree in trees for item in _nodes(tree)]
    return RoutineBody(
        kept,
        dynamic=any(piece.dynamic for piece in pieces) or any(_looks_up(*item) for item in nodes),
        about_path=any(_about_path(*item) for item in nodes),
        ends_transaction=not _TRANSACTION.isdisjoint(Tokens(text).words),
    )


def may_be_inlined(source: str) -> bool:
    """Whether PostgreSQL would put the body into the query that calls it, which a SET clause forbids.

    A function in SQL, not SECURITY DEFINER, without a SET clause, whose body is one SELECT. If it returns a
    set: any SELECT, when it is STABLE or IMMUTABLE and not STRICT (inline_set_returning_function in
    src/backend/optimizer/util/clauses.c). Otherwise: a bare expression, without FROM (inline_function, same
    file). What depends on the functions that it calls is taken to allow it.
    """
    statement = Routine(source)
    options = {option["defname"]: option.get("arg", {}) for option in statement.options}
    if (
        statement.language != "sql"
        or statement.node.get("is_procedure")
        or "window" in options
        or "set" in options
    ):
        return False
    if _true(options.get("security")):
        return False
    query = statement.query
    if query is None:
        return False
    result = statement.node.get("returnType", {})
    parameters = [item["FunctionParameter"] for item in statement.node.get("parameters", ())]
    if result.get("setof") or any(parameter["mode"] == "FUNC_PARAM_TABLE" for parameter in parameters):
        volatility = options.get("volatility", {}).get("String", {}).get("sval", "volatile")
        return volatility != "volatile" and not _true(options.get("strict"))
    outputs = [
        parameter for parameter in parameters if parameter["mode"] in ("FUNC_PARAM_OUT", "FUNC_PARAM_INOUT")
    ]
    bare = not _BEYOND_EXPRESSION & set(query) and len(query.get("targetList", ())) == 1
    subquery = any(kind == "SubLink" for kind, _node in _nodes(query))
    return bare and not subquery and len(outputs) < 2


_TRANSACTION = frozenset({"commit", "rollback", "call"})


_BEYOND_EXPRESSION = frozenset(
    {
        "distinctClause", "fromClause", "groupClause", "havingClause", "intoClause", "larg", "limitCount",
        "limitOffset", "lockingClause", "rarg", "sortClause", "valuesLists", "whereClause", "windowClause",
        "withClause",
    }
)  # fmt: skip


_BY_NAME = frozenset(
    {"regclass", "regcollation", "regconfig", "regoper", "regoperator", "regproc", "regprocedure", "regtype"}
)


_LOOKUPS = frozenset(f"to_{name}" for name in _BY_NAME) | _BY_NAME | {"nextval", "currval", "setval"}


_OF_PATH = frozenset({"current_schema", "current_schemas"})


def _nodes(tree: Node) -> Iterator[tuple[str, Node]]:
    """All nodes of a tree, with the key each stands under."""
    stack = [("", tree)]
    while stack:
        kind, node = stack.pop()
        yield kind, node
        for key, child in node.items():
            stack += [
                (key, item)
                for item in (child if isinstance(child, list) else [child])
                if isinstance(item, dict)
            ]


def _name(parts: list[Node]) -> str:
    return str(parts[-1]["String"]["sval"]) if parts else ""


def _text(node: Node) -> str | None:
    """The value of a string constant; None for anything else."""
    constant = node.get("A_Const", {})
    return str(constant["sval"].get("sval", "")) if "sval" in constant else None


def _looks_up(kind: str, node: Node) -> bool:
    """Whether this finds an object by a text that is not there to be read."""
    if kind == "TypeCast":
        return _name(node["typeName"].get("names", [])) in _BY_NAME and _text(node["arg"]) is None
    if kind == "FuncCall" and (name := _name(node["funcname"])) in _LOOKUPS and node.get("args"):
        text = _text(node["args"][0])
        if text is None:  # nextval('x'::regclass): the cast is looked at by itself
            return not (name in ("nextval", "currval", "setval") and "TypeCast" in node["args"][0])
        return name.startswith("to_") and "." not in text
    return False


def _about_path(kind: str, node: Node) -> bool:
    """Whether this depends on the search_path's value, or changes it."""
    if kind == "SQLValueFunction":
        return bool(node.get("op") == "SVFOP_CURRENT_SCHEMA")
    if kind == "VariableSetStmt":
        return node.get("name") == "search_path" or node.get("kind") == "VAR_RESET_ALL"
    if kind == "FuncCall":
        name = _name(node["funcname"])
        first = _text(node["args"][0]) if node.get("args") else None
        return name in _OF_PATH or (name in ("set_config", "current_setting") and first == "search_path")
    return False


def _true(argument: Node | None) -> bool:
    return bool((argument or {}).get("Boolean", {}).get("boolval"))
