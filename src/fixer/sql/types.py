"""Type names, from libpg_query's TypeName node to the way PostgreSQL prints them (format_type)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from fixer.sql.quote import identifier, qualified
from fixer.values import Value

if TYPE_CHECKING:
    from fixer.sql.parse import Node

# format_type's names for built-in types whose catalog name nobody writes (src/backend/utils/adt/format_type.c)
_SQL_NAMES = {
    "int2": "smallint",
    "int4": "integer",
    "int8": "bigint",
    "float4": "real",
    "float8": "double precision",
    "bool": "boolean",
    "varchar": "character varying",
    "bpchar": "character",
    "varbit": "bit varying",
    "timestamptz": "timestamp with time zone",
    "timetz": "time with time zone",
    "timestamp": "timestamp without time zone",
    "time": "time without time zone",
    # these are keywords, and still written bare
    "numeric": "numeric",
    "interval": "interval",
    "json": "json",
}
SERIALS = {
    "serial": "int4",
    "serial4": "int4",
    "bigserial": "int8",
    "serial8": "int8",
    "smallserial": "int2",
    "serial2": "int2",
}
INTEGERS = {"int2": 15, "int4": 31, "int8": 63}
"""The integer types, the narrowest first: how many bits of a value are not the sign."""
_BUILTIN = frozenset(_SQL_NAMES) | frozenset(
    [
        "text",
        "uuid",
        "json",
        "jsonb",
        "numeric",
        "bytea",
        "date",
        "interval",
        "inet",
        "cidr",
        "macaddr",
        "macaddr8",
        "xml",
        "money",
        "point",
        "line",
        "lseg",
        "box",
        "path",
        "polygon",
        "circle",
        "tsvector",
        "tsquery",
        "bit",
        "char",
        "name",
        "oid",
        "regclass",
        "regproc",
        "regprocedure",
        "regtype",
        "regrole",
        "regnamespace",
        "regoper",
        "regoperator",
        "regconfig",
        "regdictionary",
        "xid",
        "xid8",
        "cid",
        "tid",
        "pg_lsn",
        "void",
        "trigger",
        "event_trigger",
        "record",
        "anyelement",
        "anyarray",
        "anynonarray",
        "anyenum",
        "anyrange",
        "anymultirange",
        "anycompatible",
        "anycompatiblearray",
        "any",
        "internal",
        "cstring",
        "unknown",
        "int4range",
        "int8range",
        "numrange",
        "tsrange",
        "tstzrange",
        "daterange",
        "int4multirange",
        "int8multirange",
        "nummultirange",
        "tsmultirange",
        "tstzmultirange",
        "datemultirange",
        "jsonpath",
        "txid_snapshot",
        "pg_snapshot",
        "refcursor",
        "language_handler",
        "fdw_handler",
        "index_am_handler",
        "table_am_handler",
        "int2vector",
        "oidvector",
        "aclitem",
    ]
)


class DataType(Value, frozen=True):
    """A type as a column or argument has it: ``schema`` is pg_catalog for built-in ones, ``modifiers`` as ``(10,2)``."""

    schema: str
    name: str
    modifiers: str = ""
    array: bool = False
    setof: bool = False

    def __str__(self) -> str:
        """As format_type prints it, always qualified unless built in."""
        if self.name in ("bpchar", "bit") and self.schema == "pg_catalog" and not self.modifiers:
            base = identifier(self.name)  # character and bit would mean character(1) and bit(1)
        elif self.schema != "pg_catalog":
            base = qualified(self.schema, self.name) + self.modifiers
        elif self.name in ("timestamptz", "timetz", "timestamp", "time"):
            first, _, rest = _SQL_NAMES[self.name].partition(" ")
            base = f"{first}{self.modifiers} {rest}"
        elif self.name == "interval" and self.modifiers and not self.modifiers.startswith("("):
            base = f"interval {self.modifiers}"
        else:
            name = '"char"' if self.name == "char" else _SQL_NAMES.get(self.name) or identifier(self.name)
            base = name + self.modifiers
        return base + ("[]" if self.array else "")

    @property
    def integer(self) -> bool:
        """Whether its values are smallint, integer or bigint."""
        return self.schema == "pg_catalog" and self.name in INTEGERS and not self.array

    @property
    def unmodified(self) -> DataType:
        """The type without its modifiers."""
        return DataType(self.schema, self.name, "", self.array)

    @property
    def element(self) -> DataType:
        """Of an array type: that of its elements."""
        return DataType(self.schema, self.name, self.modifiers)

    @property
    def signature(self) -> str:
        """As format_type prints an argument's type, of which the modifiers are not a part."""
        if self.schema == "pg_catalog" and self.name in ("bpchar", "bit"):
            return (_SQL_NAMES.get(self.name) or self.name) + ("[]" if self.array else "")
        return str(self.unmodified)


BIGINT = DataType("pg_catalog", "int8")


def reach(kind: DataType | None) -> int:
    """How far an integer type counts: its values are below this, and not below its negative. bigint's for any other."""
    return 1 << INTEGERS.get(kind.name if kind is not None else "int8", 63)


def sequence_bounds(kind: DataType | None, increment: int) -> tuple[int, int]:
    """The least and the greatest value that a sequence has by default (documentation, CREATE SEQUENCE)."""
    return (1, reach(kind) - 1) if increment > 0 else (-reach(kind), -1)


# interval's field restriction, as the bit mask that libpg_query gives (src/include/utils/datetime.h)
_INTERVAL = {
    4: "year", 2: "month", 8: "day", 1024: "hour", 2048: "minute", 4096: "second", 6: "year to month",
    1032: "day to hour", 3080: "day to minute", 7176: "day to second", 3072: "hour to minute",
    7168: "hour to second", 6144: "minute to second",
}  # fmt: skip


def _constant(node: Node) -> str:
    constant = node.get("A_Const", {})
    if "ival" in constant:
        return str(constant["ival"].get("ival", 0))
    if "sval" in constant:
        return str(constant["sval"].get("sval", ""))
    if "fval" in constant:
        return str(constant["fval"].get("fval", ""))
    if "ColumnRef" in node:
        return ".".join(str(part["String"]["sval"]) for part in node["ColumnRef"]["fields"])
    return "-" + _constant(node["A_Expr"]["rexpr"]) if "A_Expr" in node else ""


def data_type(node: Node) -> DataType:
    """The type of a TypeName node. An unqualified name that is not built in has the schema ""."""
    parts = tuple([part["String"]["sval"] for part in node["names"]])
    modifiers = tuple([_constant(modifier) for modifier in node["typmods"]]) if "typmods" in node else ()
    return _named(parts, modifiers, "arrayBounds" in node, bool(node.get("setof")))


_OF_TIME = frozenset({"interval", "time", "timetz", "timestamp", "timestamptz"})
_DIGITS = re.compile(r"\((\d{1,9})\)")
_MOST_DIGITS = 6
"""Of a second; more are taken for as many, with a warning (anytimestamp_typmod_check and its like)."""


@lru_cache(maxsize=4096)
def _named(parts: tuple[str, ...], modifiers: tuple[str, ...], array: bool, setof: bool) -> DataType:
    name = parts[-1]
    schema = parts[-2] if len(parts) > 1 else ("pg_catalog" if name in _BUILTIN else "")
    if name == "interval" and schema == "pg_catalog" and modifiers:
        fields = _INTERVAL.get(int(modifiers[0]), "")
        precision = f"({modifiers[1]})" if len(modifiers) > 1 else ""
        text = f"{fields}{precision}" if fields else precision
    elif name == "bpchar" and modifiers == ("1",):
        text = "(1)"
    else:
        text = f"({','.join(modifiers)})" if modifiers else ""
    if schema == "pg_catalog" and name in _OF_TIME:
        text = _DIGITS.sub(lambda found: f"({min(int(found[1]), _MOST_DIGITS)})", text)
    return DataType(schema, name, text, array, setof)
