"""Which ALTER TABLE writes a table anew: measured, see tests/verify/test_locks_measured.py."""

from __future__ import annotations

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import DomainType, Table
from fixer.sql.parse import Node, nodes
from fixer.sql.types import SERIALS, DataType, data_type

# built-in functions and those of uuid-ossp and pgcrypto that are volatile and may be a default (pg_proc.provolatile)
_VOLATILE = frozenset(
    {"random", "random_normal", "clock_timestamp", "timeofday", "gen_random_uuid", "uuidv4", "uuidv7"}
)
_VOLATILE |= {"nextval", "currval", "lastval", "setval", "gen_random_bytes", "gen_salt"}
_VOLATILE |= {"uuid_generate_v1", "uuid_generate_v1mc", "uuid_generate_v4"}
_TEXTS = frozenset({"text", "varchar"})


def keeps_rows(table: Table, command: Node) -> bool:
    """Whether a change of a column's type leaves the rows as they are.

    PostgreSQL documentation, ALTER TABLE, Notes: the new type is binary coercible from the old one, or a longer one of
    the same kind; a collation changes indexes only. False also where that is not known.
    """
    definition = command["def"]["ColumnDef"]
    column = table.column(command["name"])
    if column is None or "raw_default" in definition:
        return False
    old, new = column.type, data_type(definition["typeName"])
    if (old.schema, old.array) != ("pg_catalog", new.array) or new.schema != "pg_catalog":
        return old == new
    if old.name in _TEXTS and new.name in _TEXTS:
        return not new.modifiers or (bool(old.modifiers) and _size(old) <= _size(new))
    if old.name == new.name and old.name in ("numeric", "varbit"):
        same_scale = old.modifiers.partition(",")[2] == new.modifiers.partition(",")[2]
        return not new.modifiers or (bool(old.modifiers) and same_scale and _size(old) <= _size(new))
    return (old.name, new.name) == ("cidr", "inet") or old == new


def fills_rows(column: Node, catalog: Catalog) -> bool:
    """Whether a new column is written into every row: it is computed for each, or of a domain with constraints.

    PostgreSQL documentation, ALTER TABLE, Notes: a default that is not volatile is stored once, for all of them.
    """
    clauses = [clause["Constraint"] for clause in column.get("constraints", [])]
    stored = any(c["contype"] == "CONSTR_GENERATED" and c.get("generated_kind", "s") == "s" for c in clauses)
    if stored or any(clause["contype"] == "CONSTR_IDENTITY" for clause in clauses):
        return True
    names = [part["String"]["sval"] for part in column["typeName"]["names"]]
    if names[-1] in SERIALS or names[0] == "information_schema":  # whose types are domains with constraints
        return True
    kind = data_type(column["typeName"])
    domain = catalog.type(kind.schema or "public", kind.name)
    if isinstance(domain, DomainType) and (domain.checks or domain.not_null):
        return True
    return any(clause["contype"] == "CONSTR_DEFAULT" and _volatile(clause, catalog) for clause in clauses)


def _volatile(tree: object, catalog: Catalog) -> bool:
    """Whether a volatile function is called anywhere in an expression."""
    for node in nodes(tree):
        if "funcname" in node:
            *schema, name = (part["String"]["sval"] for part in node["funcname"])
            found = catalog.routines(schema[0] if schema else "public", name)
            if name in _VOLATILE or any(routine.volatility == "volatile" for routine in found):
                return True
    return False


def _size(kind: DataType) -> int:
    digits = kind.modifiers.strip("()").partition(",")[0]
    return int(digits) if digits.isdigit() else 0
