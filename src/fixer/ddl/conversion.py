"""Which types PostgreSQL casts to which by itself; every other way leads through text (pg_cast of PostgreSQL 15)."""

from __future__ import annotations

from fixer.sql.types import DataType

_STRINGS = frozenset({"text", "varchar", "bpchar", "name", "char"})
_FAMILIES = (
    frozenset({"int2", "int4", "int8", "float4", "float8", "numeric"}),
    frozenset({"int2", "int4", "int8", "oid", "regclass", "regproc", "regtype"}),
    frozenset({"numeric", "money", "int4", "int8"}),
    frozenset({"bool", "int4"}),
    frozenset({"bit", "varbit", "int4", "int8"}),
    frozenset({"date", "timestamp", "timestamptz"}),
    frozenset({"timestamp", "time", "interval"}),
    frozenset({"timestamptz", "time", "timetz"}),
    frozenset({"json", "jsonb"}),
    frozenset({"jsonb", "bool", "numeric", "int2", "int4", "int8", "float4", "float8"}),
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


_WIDER = {"int2": 1, "int4": 2, "int8": 3}


def is_wider(old: DataType, new: DataType) -> bool:
    """Whether no value is lost on the way to the new type and back."""
    if old.name in _WIDER and new.name in _WIDER:
        return _WIDER[old.name] <= _WIDER[new.name]
    return new.name == "text" or (old.name == new.name and not new.modifiers)
