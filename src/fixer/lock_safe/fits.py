"""What a statement makes has to fit the schema in ways that PostgreSQL looks at late, or not at all."""

from __future__ import annotations

import re

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Constraint, Function, Object, Table, Trigger
from fixer.ddl.base import DdlError
from fixer.findings.confined import PROGRAM_LANGUAGES
from fixer.model import ObjectRef
from fixer.sql.builtins import is_builtin
from fixer.sql.canonical import columns
from fixer.sql.names import names_in_body
from fixer.sql.parse import SqlSyntaxError
from fixer.sql.plpgsql import BodyNotUnderstood
from fixer.sql.quote import identifier, target


class RefusedError(Exception):
    """A statement that is not carried out whatever the schema is."""


def in_a_schema(item: Object | None, before: Catalog, after: Catalog) -> None:
    """What is made goes into a schema that is there, or has something in it. Raises DdlError."""
    name = item.ref.schema if item is not None else ""
    if name in ("", "pg_temp") or after.get(ObjectRef("schema", "", name)) is not None:
        return
    if all(other.ref.schema != name for other in before.objects(Object)):
        raise DdlError(f"there is no schema {identifier(name)} that the migrations make")


def of_its_table(item: Object | None, catalog: Catalog) -> None:
    """A CHECK is about columns that its table has. Raises DdlError."""
    if not isinstance(item, Constraint) or item.type != "c" or item.expression is None:
        return
    table = catalog.find(item.table, Table)
    # the table's own name stands for its whole rows
    known = {item.table.name, *(column.name for column in table.columns)} if table else set()
    if unknown := min(columns(item.expression) - known, default=None):
        raise DdlError(f"there is no column {identifier(unknown)} in {target(item.table)}")


_FIELD = re.compile(r"\b(?:NEW|OLD)\s*\.\s*([A-Za-z_][\w$]*)", re.IGNORECASE)


def of_its_rows(item: Object | None, catalog: Catalog) -> None:
    """What a trigger's function reads of NEW and OLD are columns of its table: PostgreSQL looks only when it fires.

    Raises DdlError.
    """
    if not isinstance(item, Trigger):
        return
    function, table = catalog.find(item.function, Function), catalog.find(item.table, Table)
    if function is None or table is None or function.language != "plpgsql":
        return
    known = {column.name for column in table.columns}
    for found in _FIELD.finditer(function.body or ""):
        if found[1].lower() not in known:
            raise DdlError(
                f"{target(function.ref)} reads {' '.join(found[0].split())}, and {target(item.table)} has no such column"
            )


def still_compared(was: Object | None, now: Object | None, catalog: Catalog) -> None:
    """PostgreSQL has no operator between a new type of one's own and what a CHECK says in the old one.

    Raises RefusedError.
    """
    if not isinstance(was, Table) or not isinstance(now, Table):
        return
    for column in now.columns:
        old = was.column(column.name)
        if old is None or old.type.name == column.type.name or is_builtin("type", column.type.name):
            continue
        for item in catalog.children(now.ref, Constraint):
            if item.type == "c" and item.expression and column.name in columns(item.expression):
                raise RefusedError(
                    f"the CHECK {identifier(item.ref.name)} compares {identifier(column.name)} with values of its old "
                    "type: drop it first"
                )


def readable(item: Object | None) -> None:
    """A body that PostgreSQL would refuse is refused here. Raises RefusedError."""
    if not isinstance(item, Function) or item.body is None or item.atomic:
        return
    if item.language not in PROGRAM_LANGUAGES or item.kind == "a":
        return
    try:
        names_in_body(item.language, item.body)
    except SqlSyntaxError as error:
        raise RefusedError(f"the body of {target(item.ref)} is no SQL: {error.message}") from None
    except BodyNotUnderstood as error:
        raise RefusedError(f"the body of {target(item.ref)} cannot be read: {error.reason}") from None
