"""SQL that somebody suggests: taken apart, told what it is about, and confined to DDL. It is never run as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from fixer.findings.confined import STATEMENTS, refused
from fixer.sql.lexer import BLOCK_COMMENT
from fixer.sql.parse import Node, SqlSyntaxError, nodes, slices, statement
from fixer.sql.quote import identifier
from fixer.values import Value, replace

_COMMANDS = {
    "AT_SetNotNull": "not-null",
    "AT_DropNotNull": "drop-not-null",
    "AT_AddColumn": "column",
    "AT_DropColumn": "drop-column",
    "AT_AlterColumnType": "column-type",
    "AT_ColumnDefault": "default",
    "AT_EnableRowSecurity": "row-level-security",
    "AT_ForceRowSecurity": "row-level-security",
    "AT_DropConstraint": "drop-constraint",
    "AT_ValidateConstraint": "validate-constraint",
    "AT_AddIdentity": "identity",
    "AT_AttachPartition": "partitioning",
}
_CONSTRAINTS = {
    "CONSTR_CHECK": "check",
    "CONSTR_FOREIGN": "foreign-key",
    "CONSTR_UNIQUE": "unique",
    "CONSTR_PRIMARY": "primary-key",
    "CONSTR_EXCLUSION": "exclusion",
}


class Suggestion(Value, frozen=True):
    """One suggested statement: the rule that it is about, and the object, as far as the text tells.

    ``problem`` says why it is not taken; ``line`` is where it begins in its block, from 0. ``comment`` is what the
    block says in comments right above it.
    """

    sql: str
    line: int = 0
    rule: str = ""
    schema: str | None = None
    table: str | None = None
    name: str | None = None
    columns: tuple[str, ...] = ()
    comment: str = ""
    code: str = ""
    """unreadable or unsupported, where there is a problem."""
    problem: str = ""
    creates: str = ""
    """The kind of the object that the statement makes, by the name ``name``."""
    text: str = ""
    """What COMMENT ON says."""


def suggestions(block: str) -> Iterator[Suggestion]:
    """The statements of a block of SQL; of one that does not parse as a whole, each piece by itself.

    A bare constraint (``CHECK (…)``) becomes an ALTER TABLE that has ``{table}`` where the table is to be told.
    """
    for start, sql in _pieces(block):
        line = block.count("\n", 0, start)
        comment = _comment_above(block[:start])
        if not _CONSTRAINT.match(sql):
            yield _read(sql, line, comment)
            continue
        read = _read(f'ALTER TABLE "?" ADD {sql}', line, comment)
        whole = f"ALTER TABLE {OPEN} ADD {sql}"
        yield replace(read, sql=sql if read.problem else whole, table=None, columns=tuple(columns_of(sql)))


OPEN = "{table}"
"""Stands for a table in a statement whose table is to be told yet."""


def columns_of(constraint: str) -> list[str]:
    """The columns that a constraint is about; none where it does not parse."""
    try:
        _kind, node = statement(f'ALTER TABLE "?" ADD {constraint}')
    except (SqlSyntaxError, ValueError):
        return []
    definition = node["cmds"][0]["AlterTableCmd"]["def"]["Constraint"]
    keys = [key["String"]["sval"] for part in ("fk_attrs", "keys") for key in definition.get(part, [])]
    return sorted({*keys, *_columns(definition.get("raw_expr"))})


def _columns(tree: Any) -> set[str]:
    """The last parts of the names of columns in a tree."""
    fields = [node["ColumnRef"].get("fields", []) for node in nodes(tree) if "ColumnRef" in node]
    return {named[-1]["String"]["sval"] for named in fields if named and "String" in named[-1]}


_CONSTRAINT = re.compile(
    r"(?:CONSTRAINT\s+\S+\s+)?(?:CHECK|FOREIGN\s+KEY|UNIQUE|PRIMARY\s+KEY)\s*\(", re.IGNORECASE
)


def _pieces(block: str) -> Iterator[tuple[int, str]]:
    """Where each statement begins, and its text, without comments above and the semicolon."""
    try:
        found: Sequence[slice] = slices(block)
    except SqlSyntaxError:
        found = list(_split(block))
    for piece in found:
        text = block[piece]
        start = piece.start
        while above := _ABOVE.match(text):
            text, start = text[above.end() :], start + above.end()
        if text.strip():
            yield start, text.rstrip().removesuffix(";").rstrip()


_ABOVE = re.compile(rf"\s+|--[^\n]*(?:\n|\Z)|{BLOCK_COMMENT}")
_TOKEN = re.compile(
    rf"--[^\n]*|{BLOCK_COMMENT}|(\$(?:[^\W\d]\w*)?\$).*?\1|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|(?P<end>;)",
    re.DOTALL,
)


def _split(block: str) -> Iterator[slice]:
    """Text that does not parse, cut at its semicolons."""
    start = 0
    for token in _TOKEN.finditer(block):
        if token["end"]:
            yield slice(start, token.start())
            start = token.end()
    yield slice(start, len(block))


def _comment_above(before: str) -> str:
    """The comment lines that end where the statement begins; a blank line does not part them from it."""
    lines = before.rstrip().split("\n")
    found: list[str] = []
    for line in reversed(lines):
        if not line.strip().startswith("--"):
            break
        found.append(line.strip().lstrip("- "))
    return " ".join(reversed(found))


def _read(sql: str, line: int, comment: str) -> Suggestion:
    try:
        kind, node = statement(sql)
    except SqlSyntaxError as error:
        at = line + sql.count("\n", 0, error.offset)
        return Suggestion(sql, at, comment=comment, code="unreadable", problem=f"not SQL: {error.message}")
    except ValueError as error:
        return Suggestion(sql, line, comment=comment, code="unreadable", problem=str(error))
    problem = refused(kind, node) or _reaching_out(kind, sql, node) or _overwriting(kind, node)
    if problem:
        return Suggestion(sql, line, comment=comment, code="unsupported", problem=problem)
    return _about(sql, line, comment, kind, node)


_NAMES = r"pg_read_\w+|pg_ls_\w+|pg_stat_file|lo_(?:im|ex)port|dblink\w*|pg_terminate_backend|pg_reload_conf"
_OUTSIDE = re.compile(_NAMES, re.IGNORECASE)
_IN_BODY = re.compile(rf"\b({_NAMES})\s*\(", re.IGNORECASE)


def _overwriting(kind: str, node: Node) -> str:
    """Whether a change of type gives every row the same value."""
    commands = [item["AlterTableCmd"] for item in node["cmds"]] if kind == "AlterTableStmt" else []
    for command in commands:
        using = command.get("def", {}).get("ColumnDef", {}).get("raw_default")
        if command["subtype"] == "AT_AlterColumnType" and using is not None and not _columns(using):
            return f"it takes every value of {command['name']}, and puts one in their place"
    return ""


def _reaching_out(kind: str, sql: str, node: Node) -> str:
    """Whether a statement calls what reads or writes the server's files, other databases or sessions."""
    if kind == "CreateFunctionStmt":
        called = _IN_BODY.findall(sql)
    else:
        called = [part["funcname"][-1]["String"]["sval"] for part in nodes(node) if "funcname" in part]
    name = next(filter(_OUTSIDE.fullmatch, called), None)
    return f"it calls {name}, which reaches beyond the schema" if name else ""


def _about(sql: str, line: int, comment: str, kind: str, node: Node) -> Suggestion:
    def made(rule: str, relation: Node | None = None, **more: Any) -> Suggestion:
        named = relation or {}
        return Suggestion(
            sql, line, rule, named.get("schemaname"), named.get("relname"), comment=comment, **more
        )

    if kind == "IndexStmt":
        keys = [param["IndexElem"] for param in node.get("indexParams", [])]
        plain = (
            all("name" in key for key in keys) and not {"whereClause", "indexIncludingParams"} & node.keys()
        )
        return made(
            "unique" if node.get("unique") else "index",
            node["relation"],
            name=node.get("idxname"),
            columns=tuple(key["name"] for key in keys)
            if plain and node.get("accessMethod") == "btree"
            else (),
            creates="index",
        )
    if kind == "AlterTableStmt":
        command = node["cmds"][0]["AlterTableCmd"]
        constraint = command.get("def", {}).get("Constraint", {})
        column = command.get("def", {}).get("ColumnDef", {}).get("colname")
        subtype = command.get("subtype", "")
        rule = _CONSTRAINTS.get(constraint.get("contype", ""), "") if subtype == "AT_AddConstraint" else ""
        keys = [key["String"]["sval"] for part in ("fk_attrs", "keys") for key in constraint.get(part, [])]
        return made(
            rule or _COMMANDS.get(subtype, "alter-table"),
            node["relation"],
            name=constraint.get("conname") or column or command.get("name"),
            columns=tuple(keys),
            creates="constraint" if constraint else "column" if subtype == "AT_AddColumn" else "",
        )
    if kind == "CommentStmt":
        names = _names(node.get("object", {}))
        on_table = node.get("objtype") == "OBJECT_TABLE"
        where = (
            {"relname": names[-1], "schemaname": names[-2] if len(names) > 1 else None} if on_table else None
        )
        return made("comment", where, name=".".join(map(identifier, names)), text=node.get("comment", ""))
    if kind in ("CreatePolicyStmt", "AlterPolicyStmt"):
        creates = "policy" if kind == "CreatePolicyStmt" else ""
        columns = tuple(sorted(_columns([node.get("qual"), node.get("with_check")])))
        return made("policy", node["table"], name=node["policy_name"], creates=creates, columns=columns)
    if kind == "CreateTrigStmt":
        return made("trigger", node["relation"], name=node["trigname"], creates="trigger")
    if kind == "CreateStmt":
        rule = "partitioning" if "partbound" in node else "table"
        return made(rule, node["relation"], creates="table")
    if kind == "ViewStmt":
        return made("view", node["view"], creates="view")
    if kind in ("CreateFunctionStmt", "AlterFunctionStmt"):
        names = _names({"List": {"items": node["funcname"]}}) if "funcname" in node else _names(node["func"])
        rule = "search-path" if kind == "AlterFunctionStmt" and "search_path" in str(node) else "function"
        schema = names[-2] if len(names) > 1 else None
        return Suggestion(sql, line, rule, schema, None, names[-1], comment=comment)
    if kind == "CreateExtensionStmt":
        return made("extension", name=node["extname"], creates="extension")
    names = _names(node.get("typeName", node.get("objects", node.get("relation", {}))))
    return made(STATEMENTS[kind], name=".".join(map(identifier, names)) or None)


def _names(node: Any) -> list[str]:
    """The parts of the first dotted name in a part of a tree."""
    if isinstance(node, dict):
        if "sval" in node:
            return [node["sval"]]
        if "relname" in node:
            return [node[key] for key in ("schemaname", "relname") if key in node]
        for key in ("List", "items", "String", "ObjectWithArgs", "objname", "RangeVar", "TypeName", "names"):
            if key in node:
                return _names(node[key])
        return []
    if isinstance(node, list):
        if node and any("List" in item or "ObjectWithArgs" in item or "RangeVar" in item for item in node):
            return _names(node[0])
        return [part for item in node for part in _names(item)]
    return []
