"""Which types PostgreSQL casts to which by itself; every other way leads through text (pg_cast of PostgreSQL 15)."""

from __future__ import annotations

from fixer.sql.types import INTEGERS, DataType

_STRINGS = frozenset({"text", "varchar", "bpchar", "name", "char"})
_FAMILIES = (
    frozenset({*INTEGERS, "float4", "float8", "numeric"}),
    frozenset({*INTEGERS, "oid", "regclass", "regproc", "regtype"}),
    frozenset({"numeric", "money", "int4", "int8"}),
    frozenset({"bool", "int4"}),
    frozenset({"bit", "varbit", "int4", "int8"}),
    frozenset({"date", "timestamp", "timestamptz"}),
    frozenset({"timestamp", "time", "interval"}),
    frozenset({"timestamptz", "time", "timetz"}),
    frozenset({"json", "jsonb"}),
    frozenset({"jsonb", "bool", "numeric", *INTEGERS, "float4", "float8"}),
    frozenset({"inet", "cidr"}),
    frozenset({"macaddr", "macaddr8"}),
    frozenset({"xml", "text", "varchar", "bpchar"}),
)


def is_direct(old: DataType, new: DataType) -> bool:
    """Whether a cast between them parses: the same type but for its modifiers, a string on one side, or kin."""
    if old.array != new.array:
        return False
    if (old.schema, old.name) == (new.schema, new.name) or old.name in _STRINGS or new.name in _STRINGS:
        return True
    if {old.schema, new.schema} != {"pg_catalog"}:
        return False
    return any({old.name, new.name} <= family for family in _FAMILIES)


def is_wider(old: DataType, new: DataType) -> bool:
    """Whether no value is lost on the way to the new type and back."""
    if old.name in INTEGERS and new.name in INTEGERS:
        return INTEGERS[old.name] <= INTEGERS[new.name]
    return new.name == "text" or (old.name == new.name and not new.modifiers)
