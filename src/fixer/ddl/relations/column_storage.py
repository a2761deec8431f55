"""How the values of a column are stored: in the row or apart, compressed or not (documentation, 65.2 TOAST)."""

from __future__ import annotations

from fixer.sql.types import DataType

_PLAIN_STORAGE = frozenset(
    [
        "bool",
        "char",
        "cid",
        "circle",
        "date",
        "float4",
        "float8",
        "int2",
        "int4",
        "int8",
        "interval",
        "macaddr",
        "macaddr8",
        "money",
        "oid",
        "point",
        "line",
        "lseg",
        "box",
        "name",
        "time",
        "timetz",
        "timestamp",
        "timestamptz",
        "tsquery",
        "uuid",
        "xid",
        "xid8",
        "tid",
        "pg_lsn",
    ]
)
_MAIN_STORAGE = frozenset({"cidr", "inet", "numeric"})


def default_storage(kind: DataType) -> str:
    """How PostgreSQL stores a type unless told otherwise (pg_type.typstorage); that of an enum is not known here."""
    if kind.array or kind.schema != "pg_catalog":
        return "extended"
    plain = kind.name in _PLAIN_STORAGE or kind.name.startswith("reg")
    return "plain" if plain else "main" if kind.name in _MAIN_STORAGE else "extended"


def own_storage(kind: DataType, said: str | None) -> str | None:
    """What SET STORAGE or STORAGE says; None where a type is stored so anyhow."""
    said = said.lower() if said else None
    return None if said in ("default", default_storage(kind)) else said


def own_compression(said: str | None) -> str | None:
    """What COMPRESSION says; None for the default."""
    return None if said == "default" else said
