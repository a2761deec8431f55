"""Names in DDL statements that libpg_query gives as bare lists of strings, without a place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fixer.sql.names.nodes import is_operator, relation_parts, strings, typed
from fixer.sql.names.walk import Handlers, Walk
from fixer.sql.parse import Node

_LISTED = {
    "OBJECT_COLLATION": "collation",
    "OBJECT_DOMAIN": "type",
    "OBJECT_FOREIGN_TABLE": "relation",
    "OBJECT_INDEX": "relation",
    "OBJECT_MATVIEW": "relation",
    "OBJECT_SEQUENCE": "relation",
    "OBJECT_TABLE": "relation",
    "OBJECT_TYPE": "type",
    "OBJECT_VIEW": "relation",
}
_IN_A_RELATION = {"OBJECT_COLUMN", "OBJECT_POLICY", "OBJECT_RULE", "OBJECT_TABCONSTRAINT", "OBJECT_TRIGGER"}
"""What is named by its relation's name and then its own."""


def _object(walk: Walk, kind: str, node: Node) -> None:
    """The object of DROP, COMMENT, ALTER … OWNER and the like, by the ObjectType that stands beside it."""
    items = node.get("List", {}).get("items", [])
    if kind in _LISTED and items:
        parts = strings(items)
        if parts:
            walk.add(_LISTED[kind], parts)
    elif kind in _IN_A_RELATION:
        parts = strings(items)[:-1]
        if parts:
            walk.add("relation", parts)
    else:
        walk.push(node)  # holds types with their places, or an ObjectWithArgs, or nothing with a schema


def _drop(walk: Walk, node: Node) -> None:
    for item in node["objects"]:
        _object(walk, node["removeType"], item)


def _grant(walk: Walk, node: Node) -> None:
    for item in node.get("objects", ()):
        _object(walk, node["objtype"], item)


def _on_object(walk: Walk, node: Node) -> None:
    """COMMENT, SECURITY LABEL, ALTER EXTENSION … ADD: the ObjectType is ``objtype``."""
    _object(walk, node.get("objtype", ""), node["object"])


def _alter_object(walk: Walk, node: Node) -> None:
    """ALTER … RENAME, SET SCHEMA, OWNER TO, DEPENDS ON: a relation with its place, or an object."""
    kind = node.get("renameType") or node.get("objectType", "")
    if kind == "OBJECT_ATTRIBUTE" or (kind == "OBJECT_TYPE" and "relation" in node):
        walk.add("type", relation_parts(node["relation"]), node["relation"].get("location", 0))
    elif "relation" in node:
        typed(walk, node["relation"])
    if "object" in node and kind not in _IN_A_RELATION:
        # ALTER DOMAIN … RENAME CONSTRAINT gives the domain here
        _object(walk, "OBJECT_DOMAIN" if kind == "OBJECT_DOMCONSTRAINT" else kind, node["object"])


def _alter_table(walk: Walk, node: Node) -> None:
    if node.get("objtype") == "OBJECT_TYPE":
        walk.add("type", relation_parts(node["relation"]), node["relation"].get("location", 0))
    else:
        typed(walk, node["relation"])
    walk.push({"cmds": node.get("cmds", [])})


def _composite(walk: Walk, node: Node) -> None:
    walk.add("type", relation_parts(node["typevar"]), node["typevar"].get("location", 0))
    walk.push({"coldeflist": node.get("coldeflist", [])})


INPUT_MODES = frozenset({"FUNC_PARAM_DEFAULT", "FUNC_PARAM_IN", "FUNC_PARAM_INOUT", "FUNC_PARAM_VARIADIC"})
"""The modes of the parameters that a call fills."""


def _routine(walk: Walk, node: Node) -> None:
    modes = [parameter["FunctionParameter"]["mode"] for parameter in node.get("parameters", ())]
    walk.add("function", strings(node["funcname"]), -1, sum(mode in INPUT_MODES for mode in modes))
    # RETURNS TABLE is in the parameters; its returnType is not written
    walk.push(
        {key: child for key, child in node.items() if key != "returnType" or "FUNC_PARAM_TABLE" not in modes}
    )


def _trigger(walk: Walk, node: Node) -> None:
    # its arguments are in TG_ARGV: the function itself takes none
    walk.add("function", strings(node["funcname"]), -1, 0)
    walk.push({key: child for key, child in node.items() if key not in ("columns", "transitionRels", "args")})


def _named(field: str, kind: str) -> Callable[[Walk, Any], None]:
    """A statement whose object is the list of strings in ``field``."""

    def handler(walk: Walk, node: Node) -> None:
        walk.add(kind, strings(node[field]))
        walk.push({key: child for key, child in node.items() if key != field})

    return handler


_AGGREGATE = dict.fromkeys(
    (
        "sfunc",
        "sfunc1",
        "finalfunc",
        "combinefunc",
        "serialfunc",
        "deserialfunc",
        "msfunc",
        "minvfunc",
        "mfinalfunc",
    ),
    "function",
) | {"stype": "type", "stype1": "type", "mstype": "type", "basetype": "type", "sortop": "operator"}
_OPERATOR = {
    **dict.fromkeys(("function", "procedure", "restrict", "join"), "function"),
    **dict.fromkeys(("leftarg", "rightarg"), "type"),
    **dict.fromkeys(("commutator", "negator"), "operator"),
}
_BASE_TYPE = dict.fromkeys(
    ("input", "output", "receive", "send", "typmod_in", "typmod_out", "analyze", "subscript"), "function"
) | {"like": "type", "element": "type"}
_RANGE = {
    "subtype": "type",
    "multirange_type_name": "type",
    "collation": "collation",
    "canonical": "function",
    "subtype_diff": "function",
}
_DEFINED = {
    "OBJECT_AGGREGATE": ("function", _AGGREGATE),
    "OBJECT_COLLATION": ("collation", {"from": "collation"}),
    "OBJECT_OPERATOR": ("operator", _OPERATOR),
    "OBJECT_TYPE": ("type", _BASE_TYPE),
}


def _settings(walk: Walk, settings: list[Node], kinds: dict[str, str]) -> None:
    """The ``name = value`` of a definition: the setting's name says which values are names, and of what."""
    for setting in settings:
        element = setting["DefElem"]
        kind, value = kinds.get(element["defname"]), element.get("arg", {})
        if kind is None:
            continue
        if "List" in value:
            walk.add(kind, strings(value["List"]["items"]))
        elif "TypeName" in value:  # the grammar reads any name here as a type's
            parts = strings(value["TypeName"]["names"])
            walk.add(kind, parts, value["TypeName"].get("location", 0))
        elif "String" in value and is_operator(value["String"]["sval"]):
            walk.add(kind, (value["String"]["sval"],))


def _define(walk: Walk, node: Node) -> None:
    if node["kind"] not in _DEFINED:
        return  # text search objects
    kind, settings = _DEFINED[node["kind"]]
    arguments = None
    if kind == "function":
        signature: Node = next(iter(node.get("args", ())), {})
        arguments = None if node.get("oldstyle") else len(signature.get("List", {}).get("items", ()))
    walk.add(kind, strings(node["defnames"]), -1, arguments)
    _settings(walk, node.get("definition", []), settings)
    walk.push({"args": node.get("args", [])})


def _range(walk: Walk, node: Node) -> None:
    walk.add("type", strings(node["typeName"]))
    _settings(walk, node.get("params", []), _RANGE)


def _alter_type(walk: Walk, node: Node) -> None:
    walk.add("type", strings(node["typeName"]))
    _settings(walk, node.get("options", []), _BASE_TYPE)


def _alter_operator(walk: Walk, node: Node) -> None:
    typed(walk, node["opername"])
    _settings(walk, node.get("options", []), _OPERATOR)


_OPTIONS = {
    "as": "type",
    "handler": "function",
    "owned_by": "column",
    "sequence_name": "relation",
    "support": "function",
    "validator": "function",
}


def _option(walk: Walk, node: Node) -> None:
    """An option of a sequence, function, …; a storage parameter's word would otherwise pass for a type."""
    kind, value = _OPTIONS.get(node["defname"]), node.get("arg", {})
    if node["defname"] == "transform" or (kind == "type" and "TypeName" in value):
        walk.push(value)
    elif "List" in value and kind not in (None, "type"):
        parts = strings(value["List"]["items"])
        if kind == "column":  # OWNED BY NONE has one part
            kind, parts = "relation", parts[:-1]
        if parts:
            walk.add(kind, parts)


def _language(walk: Walk, node: Node) -> None:
    for field in ("plhandler", "plinline", "plvalidator"):
        if field in node:
            walk.add("function", strings(node[field]))


STATEMENTS: Handlers = {
    "DropStmt": _drop,
    "GrantStmt": _grant,
    "CommentStmt": _on_object,
    "SecLabelStmt": _on_object,
    "AlterExtensionContentsStmt": _on_object,
    "RenameStmt": _alter_object,
    "AlterObjectSchemaStmt": _alter_object,
    "AlterOwnerStmt": _alter_object,
    "AlterObjectDependsStmt": _alter_object,
    "AlterTableStmt": _alter_table,
    "CompositeTypeStmt": _composite,
    "CreateFunctionStmt": _routine,
    "CreateTrigStmt": _trigger,
    "CreateEventTrigStmt": _trigger,
    "CreateEnumStmt": _named("typeName", "type"),
    "AlterEnumStmt": _named("typeName", "type"),
    "CreateDomainStmt": _named("domainname", "type"),
    "AlterDomainStmt": _named("typeName", "type"),
    "AlterCollationStmt": _named("collname", "collation"),
    "CreateConversionStmt": _named("func_name", "function"),
    "CreateAmStmt": _named("handler_name", "function"),
    "CreateRangeStmt": _range,
    "AlterTypeStmt": _alter_type,
    "AlterOperatorStmt": _alter_operator,
    "DefineStmt": _define,
    "CreatePLangStmt": _language,
    "DefElem": _option,
}
