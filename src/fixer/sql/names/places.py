"""Where the names stand that libpg_query gives without a location: by the words before them."""

from __future__ import annotations

from collections.abc import Iterator

from fixer.sql.names.written import Written

Place = tuple[int, int]
"""A token at which a name may begin, and how many parts follow that are not the name's (a column)."""

_OBJECTS = {
    "aggregate", "collation", "column", "domain", "function", "index", "operator", "procedure", "routine",
    "sequence", "table", "type", "view",
}  # fmt: skip
_IN_A_RELATION = {"constraint", "policy", "rule", "trigger"}
_AFTER_ON = {"CommentStmt", "GrantStmt", "SecLabelStmt"}
_LISTS = {"DropStmt", "GrantStmt"}
_NAMED_FIRST = _AFTER_ON | {
    "AlterCollationStmt", "AlterDomainStmt", "AlterEnumStmt", "AlterExtensionContentsStmt",
    "AlterFunctionStmt", "AlterObjectDependsStmt", "AlterObjectSchemaStmt", "AlterOperatorStmt",
    "AlterOwnerStmt", "AlterTypeStmt", "CreateDomainStmt", "CreateEnumStmt", "CreateFunctionStmt",
    "CreateRangeStmt", "DefineStmt", "DropStmt", "RenameStmt",
}  # fmt: skip
"""Statements that begin with what they do and to which kind of object, and then its name."""

_EXECUTE = (("execute", "function"), ("execute", "procedure"))
_OWNED_BY = (("owned", "by"),)
_IN_A_TABLE = (*_OWNED_BY, ("sequence", "name"), ("with",), ("with", "operator", "("))
"""Of an identity, and of an exclusion constraint."""
_LEADS = {
    "AlterFdwStmt": (("handler",), ("validator",)),
    "AlterFunctionStmt": (("support",),),
    "AlterSeqStmt": _OWNED_BY,
    "AlterTableStmt": _IN_A_TABLE,
    "CreateAmStmt": (("handler",),),
    "CreateCastStmt": (("with", "function"),),
    "CreateConversionStmt": (("from",),),
    "CreateEventTrigStmt": _EXECUTE,
    "CreateFdwStmt": (("handler",), ("validator",)),
    "CreateFunctionStmt": (("support",),),
    "CreateSchemaStmt": _EXECUTE,
    "CreatePLangStmt": (("handler",), ("inline",), ("validator",)),
    "CreateSeqStmt": _OWNED_BY,
    "CreateStmt": _IN_A_TABLE,
    "CreateTransformStmt": (("with", "function"),),
    "CreateTrigStmt": _EXECUTE,
    "DefineStmt": (("from",), ("sortop", "="), ("sortop", "=", "operator", "(")),
}
"""The words right before a name inside a statement of this kind."""


def places(written: Written, kind: str, begin: int, end: int) -> Iterator[Place]:
    """The places in the statement of this kind that takes the tokens from ``begin`` to ``end``."""
    if kind in _NAMED_FIRST:
        yield from _first_names(written, kind, begin, end)
    if kind in ("AlterOpFamilyStmt", "CreateOpClassStmt"):
        yield from _members(written, begin, end)
    for lead in (*_LEADS.get(kind, ()), ("collate",)):
        size, column = len(lead), int(lead == ("owned", "by"))
        for index in range(begin, end - size):
            if all(written.word(index + number) == word for number, word in enumerate(lead)):
                yield index + size, column


def _first_names(written: Written, kind: str, begin: int, end: int) -> Iterator[Place]:
    index = begin + 1
    if kind in _AFTER_ON:
        while index < end and written.word(index) != "on":
            index += 1
    while index < end and written.word(index) not in _OBJECTS and written.word(index) not in _IN_A_RELATION:
        index += 1
    if written.word(index) in _IN_A_RELATION:
        while index < end and written.word(index) != "on":
            index += 1
        yield index + (2 if written.word(index + 1) == "domain" else 1), 0
        return
    column = int(written.word(index) == "column")
    index += 1
    if written.word(index) == "concurrently":
        index += 1
    if written.word(index) == "if" and written.word(index + 1) in ("exists", "not"):
        index += 2 if written.word(index + 1) == "exists" else 3
    yield index, column
    if kind in _LISTS:
        depth = 0
        for position in range(index, end):
            here = written.raw(position)
            depth += (here == "(") - (here == ")")
            if here == "," and depth == 0:
                yield position + 1, column


def _members(written: Written, begin: int, end: int) -> Iterator[Place]:
    """``FUNCTION 1 (types) name`` and ``OPERATOR 1 name`` of an operator class."""
    for index in range(begin, end - 2):
        if written.word(index) in ("function", "operator") and written.raw(index + 1).isdecimal():
            position = index + 2
            if written.raw(position) == "(":
                while position < end and written.raw(position) != ")":
                    position += 1
                position += 1
            yield position, 0
