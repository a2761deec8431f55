"""What the statements of a migration that somebody wrote cost, by the model: to be held against what they take."""

from __future__ import annotations

import re

from fixer.catalog.catalog import Catalog
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


def tells_locks(sql: str) -> bool:
    """Whether the locks of a planned statement are announced."""
    return _UPDATE.match(sql) is None


def announced(before: Catalog, script: Script) -> tuple[tuple[Statement, ...], Catalog]:
    """The statements of a script with their costs, on the schema that each meets, and the schema after them, as far as
    the model can tell; statements that are left out cannot be told.
    """
    layer, session = before.overlay(), Session()
    found: list[Statement] = []
    for piece in script.pieces:
        try:
            kind, node = parse.statement(piece.sql)
            if kind not in STATEMENTS:
                continue
            ddl = STATEMENTS[kind](node, piece.sql)
            cost = ddl.cost(layer, Session(session.search_path, roles=session.roles))
            take_effect(ddl, layer, session)
        except (DdlError, SqlSyntaxError):
            continue
        if kind not in _PROGRAMS and tells_locks(piece.sql):
            found.append(with_cost(piece.sql, cost))
    return tuple(found), layer
