"""What the statements of a migration that somebody wrote cost, by the model: to be held against what they take."""

from __future__ import annotations

import re
from typing import NamedTuple

from fixer.catalog.catalog import Catalog
from fixer.catalog.rare_objects import EventTrigger
from fixer.ddl.base import STATEMENTS, DdlError, Session
from fixer.ddl.run import with_cost
from fixer.ddl.take_effect import take_effect
from fixer.model import Statement
from fixer.sql import parse
from fixer.sql.parse import SqlSyntaxError
from fixer.verify.script import Script

_PROGRAMS = frozenset({"DoStmt", "CallStmt", "SelectStmt", "ExecuteStmt"})
"""They run what only they know, and have no locks to announce."""
_UPDATE = re.compile(r"ALTER EXTENSION .* UPDATE\b", re.DOTALL)
"""What an extension's script locks is its author's doing: so it is of these."""
_FOLLOWED = frozenset(
    {
        *("CreateStmt", "IndexStmt", "ViewStmt", "CreateFunctionStmt", "CreateEnumStmt", "CompositeTypeStmt"),
        *("CreateDomainStmt", "CreateSeqStmt", "CreateSchemaStmt", "CreateTrigStmt", "CreatePolicyStmt"),
        *("AlterTableStmt", "CommentStmt", "InsertStmt", "VariableSetStmt"),
    }
)
"""Everyday statements whose effect on a schema the model tells whole, or that have none."""


def tells_locks(sql: str) -> bool:
    """Whether the locks of a planned statement are announced."""
    return _UPDATE.match(sql) is None


class Announced(NamedTuple):
    """The statements of a script with their costs, on the schema that each meets, and the schema after them, as far as
    the model can tell; statements that are left out cannot be told.
    """

    statements: tuple[Statement, ...]
    after: Catalog
    told: bool
    """Whether nothing was left out, and that is the schema."""


def announced(before: Catalog, script: Script) -> Announced:
    """What the model says of a script on a schema."""
    layer, session = before.overlay(), Session()
    found: list[Statement] = []
    told = not any(before.objects(EventTrigger))
    for piece in script.pieces:
        try:
            kind, node = parse.statement(piece.sql)
            told = told and kind in _FOLLOWED
            if kind not in STATEMENTS:
                continue
            ddl = STATEMENTS[kind](node, piece.sql)
            cost = ddl.cost(layer, Session(session.search_path, roles=session.roles))
            take_effect(ddl, layer, session)
        except (DdlError, SqlSyntaxError):
            told = False
            continue
        if kind not in _PROGRAMS and tells_locks(piece.sql):
            found.append(with_cost(piece.sql, cost))
    return Announced(tuple(found), layer, told)
