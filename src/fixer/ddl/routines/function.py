"""Functions and procedures: CREATE [OR REPLACE], ALTER, and the SQL from one state to another."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from fixer import function_source
from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Function
from fixer.catalog.resolve import resolve
from fixer.ddl.address import address, routine_kinds, spoken
from fixer.ddl.base import USUAL_PATHS, Ddl, Session, statement
from fixer.ddl.current_setting import kept
from fixer.ddl.names import argument_type, percent_type, place, routine, signature
from fixer.ddl.routines.overloads import say_who_calls_others
from fixer.ddl.texts.depends import waits_for_itself
from fixer.ddl.texts.function_text import with_qualified_head, written
from fixer.model import ObjectRef
from fixer.sql import parse
from fixer.sql.names import Name
from fixer.sql.names.statements import INPUT_MODES
from fixer.sql.parse import Node
from fixer.sql.quote import identifier, qualified, target
from fixer.sql.types import DataType
from fixer.values import replace

Config = tuple[tuple[str, str], ...]
"""SET clauses in order: name and value as written."""
_WORD = {"function": "FUNCTION", "procedure": "PROCEDURE", "aggregate": "AGGREGATE"}
_LATER = {  # what ALTER FUNCTION changes: name of the DefElem -> how its clause is written
    "volatility": lambda value: str(value).upper(),
    "strict": lambda value: "STRICT" if value else "CALLED ON NULL INPUT",
    "security": lambda value: f"SECURITY {'DEFINER' if value else 'INVOKER'}",
    "leakproof": lambda value: "LEAKPROOF" if value else "NOT LEAKPROOF",
    "parallel": lambda value: f"PARALLEL {str(value).upper()}",
    "cost": lambda value: f"COST {value}",
    "rows": lambda value: f"ROWS {value}",
    "support": lambda value: f"SUPPORT {value}",
}


def build(node: Node, text: str, catalog: Catalog, session: Session) -> Function:
    """The function that a CreateFunctionStmt describes."""
    schema, name = place(catalog, session, [part["String"]["sval"] for part in node["funcname"]])
    parameters = [item["FunctionParameter"] for item in node.get("parameters", [])]
    procedure = bool(node.get("is_procedure"))
    identity = [
        p for p in parameters if p["mode"] in INPUT_MODES or (procedure and p["mode"] == "FUNC_PARAM_OUT")
    ]
    types = tuple(argument_type(catalog, session, parameter["argType"]) for parameter in identity)
    kind = "procedure" if procedure else "function"
    arguments, result, atomic_body = written(node, text)
    said: dict[str, Any] = {
        "kind": "p" if procedure else "f",
        "body": atomic_body,
    } | _said((item["DefElem"] for item in node.get("options", [])), (), text)
    return Function(
        ObjectRef(kind, schema, name, args=signature(types)),
        source=text,
        arguments=arguments,
        result=result,
        atomic=atomic_body is not None,
        argument_types=types,
        argument_names=tuple(parameter.get("name", "") for parameter in identity),
        returns=_returns(node, parameters, catalog, session),
        returns_set=bool(node.get("returnType", {}).get("setof"))
        or any(p["mode"] == "FUNC_PARAM_TABLE" for p in parameters),
        origin=session.origin,
        path=() if session.search_path in USUAL_PATHS else tuple(session.search_path),
        **said,
    )


def _returns(node: Node, parameters: list[Node], catalog: Catalog, session: Session) -> DataType | None:
    if "returnType" in node:
        return argument_type(catalog, session, node["returnType"])
    out = [p for p in parameters if p["mode"] in ("FUNC_PARAM_OUT", "FUNC_PARAM_INOUT")]
    return argument_type(catalog, session, out[0]["argType"]) if len(out) == 1 else None


def _value(element: Node) -> object:
    argument = element.get("arg", {})
    ((kind, value),) = argument.items() if argument else (("", {}),)
    if kind == "Boolean":
        return bool(value.get("boolval"))
    if kind == "List":
        items = value["items"]
        return ".".join(item["String"].get("sval", "") for item in items)
    return next(iter(value.values()), 0)


_FIELDS: dict[str, tuple[str, Callable[[Any], Any]]] = {  # DefElem -> field of Function, and its value
    "language": ("language", lambda value: str(value).lower()),
    "volatility": ("volatility", str),
    "strict": ("strict", bool),
    "security": ("security_definer", bool),
    "leakproof": ("leakproof", bool),
    "parallel": ("parallel", str),
    "cost": ("cost", str),
    "rows": ("rows", str),
    "support": ("support", str),
    "window": ("kind", lambda _value: "w"),
}


def _said(elements: Iterable[Node], config: Config, text: str) -> dict[str, Any]:
    """The fields that options of CREATE or ALTER FUNCTION set; ``config`` is what was set before."""
    fields: dict[str, Any] = {}
    for element in elements:
        name = element["defname"]
        if name == "as":
            strings = element["arg"]["List"]["items"]
            fields["body"] = ", ".join(item["String"].get("sval", "") for item in strings)
        elif name == "set":
            config = _configured(config, element["arg"]["VariableSetStmt"], text)
            fields["config"] = config
        elif name in _FIELDS:
            field, convert = _FIELDS[name]
            fields[field] = convert(_value(element))
    return fields


def _configured(config: Config, node: Node, text: str) -> Config:
    """proconfig after a SET or RESET: a value that changes keeps its place (src/backend/utils/misc/guc.c, GUCArrayAdd)."""
    if node["kind"] == "VAR_RESET_ALL":
        return ()
    name = node["name"]
    if node["kind"] in ("VAR_RESET", "VAR_SET_DEFAULT"):
        return tuple(entry for entry in config if entry[0] != name)
    value = setting_value(node)
    if any(entry[0] == name for entry in config):
        return tuple((name, value) if entry[0] == name else entry for entry in config)
    return (*config, (name, value))


def setting_value(node: Node) -> str:
    """The value of a SET clause, as a list that SET takes: identifiers for search_path, literals as written otherwise."""
    if node["kind"] == "VAR_SET_CURRENT":
        return "FROM CURRENT"
    parts = []
    for argument in node.get("args", []):
        constant = argument.get("A_Const", {})
        if "sval" in constant:
            text = constant["sval"].get("sval", "")
            parts.append(
                identifier(text)
                if node["name"] == "search_path" and text
                else "'" + text.replace("'", "''") + "'"
            )
        elif "ival" in constant:
            parts.append(str(constant["ival"].get("ival", 0)))
        elif "fval" in constant:
            parts.append(constant["fval"]["fval"])
        elif "boolval" in constant:
            parts.append("true" if constant["boolval"].get("boolval") else "false")
    return ", ".join(parts)


def search_path(function: Function) -> tuple[str, ...] | None:
    """The schemas of a function's own search_path, or None where it has none."""
    value = next((value for name, value in function.config if name == "search_path"), None)
    if value is None:
        return None
    return tuple(part.strip().strip('"').strip("'") for part in value.split(","))


@statement("CreateFunctionStmt")
class CreateFunction(Ddl):
    """CREATE [OR REPLACE] FUNCTION and PROCEDURE."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Adds or replaces; a replaced one keeps its identity, owner, comment and grants (documentation, CREATE FUNCTION)."""
        text = _with_types(self, catalog, session)
        node = self.node if text == self.text else parse.statement(text)[1]
        made = _with_current(build(node, text, catalog, session), session)
        old = catalog.find(made.ref, Function)
        _refuse_parameters(session, made, self.node)
        if old is None and (taken := catalog.occupant(made, made.ref)) is not None:
            session.problem(
                f"{taken.ref.kind} {target(taken.ref)} exists already: it becomes no {made.ref.kind}",
                taken.ref,
            )
        if old is None:
            catalog.put(replace(made, id=catalog.new_id()))
            say_who_calls_others(catalog, session, made)
            return
        if not self.node.get("replace"):
            session.problem(f"{made.ref.kind} {target(made.ref)} exists already", made.ref)
        _refuse_replaced(catalog, session, old, made)
        catalog.put(replace(made, id=old.id, owner=old.owner, comment=old.comment, grants=old.grants))


def _with_types(ddl: Ddl, catalog: Catalog, session: Session) -> str:
    """The statement with the types that ``table.column%TYPE`` means now: PostgreSQL keeps those, and needs no table."""
    pieces, last = [], 0
    if "%" in ddl.text:
        parameters = ddl.node.get("parameters", [])
        in_table = any(item["FunctionParameter"]["mode"] == "FUNC_PARAM_TABLE" for item in parameters)
        # the result of RETURNS TABLE is what its columns say, and stands nowhere (TableFuncTypeName in gram.y)
        header = parameters if in_table else [*parameters, ddl.node.get("returnType")]
        found = [node for node in parse.nodes(header) if node.get("pct_type")]
        for node in sorted(found, key=lambda node: int(node["location"])):
            kind = percent_type(catalog, session, node)
            first = ddl.token(node["location"])
            if kind is not None:
                pieces += [ddl.text[last : ddl.tokens.start(first)], str(replace(kind, setof=False))]
                last = ddl.tokens.end(ddl.tokens.find("%", first) + 1)
    return "".join(pieces) + ddl.text[last:]


def _refuse_parameters(session: Session, made: Function, node: Node) -> None:
    """Says that a header cannot be (interpret_function_parameter_list in functioncmds.c)."""
    what, defaults = f"{made.ref.kind} {target(made.ref)}", False
    parameters = [item["FunctionParameter"] for item in node.get("parameters", [])]
    for parameter in parameters:
        if parameter["mode"] not in INPUT_MODES:
            continue
        if defaults and "defexpr" not in parameter and made.kind != "p":
            session.problem(f"{what} has a parameter without a default behind one that has one")
            break
        defaults |= "defexpr" in parameter
    returns = [p.get("name") for p in parameters if p["mode"] in ("FUNC_PARAM_OUT", "FUNC_PARAM_INOUT")]
    if "returnType" not in node and not returns and made.kind != "p":
        session.problem(f"{what} says no result")
    given = [item["DefElem"]["defname"] for item in node.get("options", [])]
    for name in sorted({name for name in given if name != "set" and given.count(name) > 1}):
        session.problem(f"{what} says {name.upper()} twice")


def _refuse_replaced(catalog: Catalog, session: Session, old: Function, made: Function) -> None:
    """Says what CREATE OR REPLACE does not change (ProcedureCreate in pg_proc.c)."""
    what = f"{old.ref.kind} {target(old.ref)}"
    kinds = [(one.kind == "a", one.kind == "w") for one in (old, made)]
    if kinds[0] != kinds[1]:
        session.problem(f"{what} stays what it is: an aggregate, a window function or neither")
        return
    if old.kind != "p" and old.returns is not None and made.returns is not None:
        one, other = old.returns.unmodified, made.returns.unmodified
        if one != other or old.returns_set != made.returns_set:
            session.problem(f"{what} returns {old.returns}: CREATE OR REPLACE does not change that")
            return
    for was, now in zip(old.argument_names, made.argument_names, strict=False):
        if was and was != now:
            session.problem(
                f"parameter {identifier(was)} of {what} keeps its name, or the function is dropped before"
            )
    if _defaults(old) > _defaults(made):
        session.problem(f"parameters of {what} keep their defaults, or the function is dropped before")


def _defaults(function: Function) -> int:
    """How many parameters have a default."""
    node = parse.statement(function.source)[1]
    return sum("defexpr" in item["FunctionParameter"] for item in node.get("parameters", []))


@statement("AlterFunctionStmt")
class AlterFunction(Ddl):
    """ALTER FUNCTION / PROCEDURE / ROUTINE … options."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Changes the options, and the source with them."""
        function = routine(catalog, session, self.node["func"], routine_kinds(self.node["objtype"]))
        if function is None:
            names = ".".join(part["String"]["sval"] for part in self.node["func"]["objname"])
            session.problem(f"there is no {spoken(self.node['objtype'])} {names} with these arguments")
            return
        for action in self.node["actions"]:
            element = action["DefElem"]
            said = _said([element], function.config, self.text)
            function = replace(function, source=_altered(function, element), **said)
        catalog.put(_with_current(function, session))


def _with_current(function: Function, session: Session) -> Function:
    """The function with the values that settings have now, where it takes those (SET … FROM CURRENT, CREATE FUNCTION)."""
    for name, _value_text in [entry for entry in function.config if entry[1] == "FROM CURRENT"]:
        if (now := kept(session, name)) is None:
            continue
        value, exact = now
        if not exact:
            session.unmodelled(
                f"{target(function.ref)} takes {name} as it is, which PostgreSQL may word in another way than {value}"
            )
        config = tuple((key, value if key == name else old) for key, old in function.config)
        source = function_source.with_config(function.source, name, value)
        function = replace(function, source=source, config=config)
    return function


def _altered(function: Function, element: Node) -> str:
    if element["defname"] == "set":
        node = element["arg"]["VariableSetStmt"]
        if node["kind"] == "VAR_RESET_ALL":
            source = function.source
            for name, _value_text in function.config:
                source = function_source.with_config(source, name, None)
            return source
        gone = node["kind"] in ("VAR_RESET", "VAR_SET_DEFAULT")
        return function_source.with_config(
            function.source, node["name"], None if gone else setting_value(node)
        )
    clause = _LATER[element["defname"]](_value(element))  # type: ignore[no-untyped-call]
    return function_source.with_option(function.source, element["defname"], clause)


def create(function: Function, catalog: Catalog) -> list[str]:
    """The CREATE OR REPLACE that makes the function as it is, in its author's words."""
    if function.kind == "a":
        return [function.source]
    return [function_source.create_or_replace(function.source, function.ref.schema, function.ref.name)]


UNCHECKED, CHECKED = "SET check_function_bodies = off", "RESET check_function_bodies"


def created(function: Function, catalog: Catalog) -> list[str]:
    """``create``, without a look into the body where that is empty, or names what cannot be there before the function, or
    what another search_path finds.
    """
    sql = function.language == "sql" and not function.atomic
    unread = sql and (function.body == "" or waits_for_itself(function, catalog))
    if not unread and not (function.path and (sql or function.language == "plpgsql")):
        return create(function, catalog)
    return [UNCHECKED, *create(function, catalog), CHECKED]


def unchecked(statements: Iterable[str]) -> list[str]:
    """Statements that make a whole schema, run without a look into any body, as those of pg_dump are: a body may name what
    was dropped since.
    """
    return [UNCHECKED, *(text for text in statements if text not in (UNCHECKED, CHECKED)), CHECKED]


def drop(function: Function, catalog: Catalog) -> list[str]:
    """DROP FUNCTION / PROCEDURE / AGGREGATE by identity arguments."""
    return [f"DROP {address(function.ref)}"]


def alter(old: Function, new: Function, catalog: Catalog) -> list[str] | None:
    """ALTER where only SET clauses differ, CREATE OR REPLACE otherwise; None where PostgreSQL refuses to replace."""
    bare = {"owner": None, "comment": None, "grants": None}
    old, new = replace(old, **bare), replace(new, **bare)  # type: ignore[arg-type]
    if replace(old, config=()) == replace(new, config=()):
        return _configuration(old, new)
    if old.kind == "a" or _head(old, catalog) != _head(new, catalog):
        return None
    return created(new, catalog)


def _head(function: Function, catalog: Catalog) -> tuple[str, str, str]:
    """What CREATE OR REPLACE may not change, however its types' names are spelled."""

    def qualify(name: Name) -> str | None:
        ref = resolve(catalog, name) if len(name.parts) == 1 else None
        return qualified(ref.schema, ref.name) if ref is not None else None

    whole = with_qualified_head(function, qualify)
    return whole.kind, whole.result, whole.arguments


def _configuration(old: Function, new: Function) -> list[str]:
    """SET and RESET; the order of proconfig is part of the schema, so all behind the first difference is set again."""
    place_of = f"ALTER {_WORD[new.ref.kind]} {target(new.ref)}"
    if dict(old.config).keys() == dict(new.config).keys() and [n for n, _ in old.config] == [
        n for n, _ in new.config
    ]:
        return [
            f"{place_of} SET {_setting(name, value)}"
            for name, value in new.config
            if (name, value) not in old.config
        ]
    shared = 0
    while old.config[shared : shared + 1] == new.config[shared : shared + 1] != ():
        shared += 1
    return [f"{place_of} RESET {name}" for name, _value_text in old.config[shared:]] + [
        f"{place_of} SET {_setting(name, value)}" for name, value in new.config[shared:]
    ]


def _setting(name: str, value: str) -> str:
    return f"{name} {value}" if value == "FROM CURRENT" else f"{name} = {value}"
