"""Functions whose bodies PostgreSQL is not to look into when they come back: what they name may have been altered since they
were written, and then they came back as broken as they were. pg_dump looks into none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Function
from fixer.ddl.base import Session
from fixer.ddl.routines.function import CHECKED, UNCHECKED, build
from fixer.model import Statement
from fixer.sql import parse
from fixer.sql.builtins import is_builtin
from fixer.sql.names import names_in_body
from fixer.sql.parse import SqlSyntaxError

_CREATES = re.compile(r"CREATE (OR REPLACE )?(FUNCTION|PROCEDURE) ")


def unlooked(statements: Sequence[Statement], catalog: Catalog) -> list[Statement]:
    """The statements, without a look into SQL bodies that name anything of the project's."""
    found: list[Statement] = []
    for statement in statements:
        before = found[-1].sql if found else ""
        if (
            before == UNCHECKED
            or not _CREATES.match(statement.sql)
            or not _names_others(statement.sql, catalog)
        ):
            found.append(statement)
            continue
        found = found[:-1] if before == CHECKED else [*found, Statement(UNCHECKED)]
        found += [statement, Statement(CHECKED)]
    return found


def _names_others(sql: str, catalog: Catalog) -> bool:
    function: Function = build(parse.statement(sql)[1], sql, catalog, Session())
    if function.language != "sql" or function.atomic or not function.body:
        return False
    try:
        found = names_in_body("sql", function.body)
    except SqlSyntaxError:
        return True
    called = (name.parts[-1] for name in found if name.kind == "function")
    return any(name.kind == "relation" for name in found) or not all(
        is_builtin("function", name) for name in called
    )
