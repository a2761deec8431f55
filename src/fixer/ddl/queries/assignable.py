"""What PostgreSQL casts when a value is assigned, and which texts are values of a type.

pg_cast of PostgreSQL 15 and 18, and chapters 8 and 10.4 of the documentation. All is told from the other side: that
something does not fit is said only where it is sure, since extensions and users add types and casts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import CompositeType, DomainType, EnumType, RangeType
from fixer.catalog.rare_objects import Cast, OperatorClass
from fixer.sql.types import INTEGERS, DataType, reach

_STRINGS = frozenset({"text", "varchar", "bpchar", "name"})
_NUMBERS = "int2 int4 int8 numeric float4 float8"
_REGS = (
    "regclass regproc regtype regrole regnamespace regoper regoperator regprocedure regconfig regdictionary"
)
_IMPLICIT = {
    "int2": f"int4 int8 numeric float4 float8 oid {_REGS}",
    "int4": f"int8 numeric float4 float8 oid {_REGS}",
    "int8": f"numeric float4 float8 oid {_REGS}",
    "numeric": "float4 float8",
    "float4": "float8",
    "bpchar": "text varchar name",
    "varchar": "text bpchar name regclass",
    "text": "varchar bpchar name regclass",
    "name": "text",
    "char": "text",
    "date": "timestamp timestamptz",
    "timestamp": "timestamptz",
    "time": "interval timetz",
    "cidr": "inet",
    "bit": "varbit",
    "varbit": "bit",
    "macaddr": "macaddr8",
    "macaddr8": "macaddr",
    "oid": _REGS,
    **dict.fromkeys(_REGS.split(), "oid"),
    "regproc": "oid regprocedure",
    "regprocedure": "oid regproc",
    "regoper": "oid regoperator",
    "regoperator": "oid regoper",
}
_ASSIGNED = {
    "int4": "int2 money",
    "int8": "int2 int4 money",
    "numeric": "int2 int4 int8 money",
    "float4": "int2 int4 int8 numeric",
    "float8": "int2 int4 int8 numeric float4",
    "oid": "int4 int8",
    "json": "jsonb",
    "jsonb": "json",
    "timestamp": "date time",
    "timestamptz": "date time timestamp timetz",
    "timetz": "time",
    "interval": "time",
    "inet": "cidr",
    "money": "numeric",
    "bpchar": "char",
    "varchar": "char",
    "text": "char",
    "path": "polygon",
    "polygon": "path",
    "box": "polygon",
    "point": "box",
    **dict.fromkeys(_REGS.split(), "int4 int8"),
}
_EXPLICIT = {
    "bool": "int4",
    "int2": "bytea",
    "int4": "bool bit char bytea",
    "int8": "bit bytea",
    "bytea": "int2 int4 int8",
    "bit": "int4 int8",
    "char": "int4",
    "jsonb": f"bool {_NUMBERS}",
    "box": "circle lseg point",
    "circle": "box point polygon",
    "lseg": "point",
    "polygon": "box circle point",
}
_ALONE = "uuid bytea bool xml tsvector tsquery pg_lsn interval line lseg circle jsonpath int4range int8range numrange daterange tsrange tstzrange"
_KNOWN = frozenset([*_IMPLICIT, *_ASSIGNED, *_EXPLICIT, *_STRINGS, *_ALONE.split()])
"""The types of which all casts are told here."""


_UNORDERED = frozenset(
    ["json", "xml", "path", "polygon", "circle", "point", "line", "lseg", "box", "jsonpath", "xid", "cid"]
)


_SHAPES = frozenset({"point", "box", "polygon", "circle"})
_NOWHERE = frozenset({"json", "xml", "line", "lseg", "path", "jsonpath"})
_COUNTED = frozenset(
    [
        "bool",
        "bytea",
        "date",
        "float4",
        "float8",
        "int2",
        "int4",
        "int8",
        "interval",
        "numeric",
        "time",
        "timestamp",
        "timestamptz",
    ]
)
_WITHOUT = {
    "btree": _UNORDERED,
    "hash": _NOWHERE | _SHAPES | {"bit", "money", "tsquery", "tsvector", "varbit"},
    "gist": _NOWHERE | {"jsonb"},
    "gin": _NOWHERE | _SHAPES | {"pg_lsn", "tsquery"},
    "spgist": _NOWHERE | _COUNTED | {"circle", "jsonb", "tsquery", "tsvector", "uuid"},
    "brin": _NOWHERE | {"bool", "circle", "jsonb", "money", "point", "polygon", "tsquery", "tsvector"},
}
"""The types that have no operator class by default for a method, in PostgreSQL 15 and 18 or an extension of contrib (pg_opclass)."""


def has_class(catalog: Catalog, method: str, kind: DataType) -> bool:
    """Whether an index by some method may hold values of a type; True where it is not known."""
    below = bare(catalog, kind)
    if below.array or below.schema != "pg_catalog" or catalog.may_have(OperatorClass):
        return True
    return below.name not in _WITHOUT.get(method, ())


def ordered(catalog: Catalog, kind: DataType) -> bool:
    """Whether a key can hold values of a type; True where it is not known."""
    return has_class(catalog, "btree", kind)


_FAMILIES = (
    frozenset(INTEGERS),
    frozenset({"float4", "float8"}),
    frozenset({"date", "timestamp", "timestamptz"}),
    frozenset({"text", "name"}),
)
"""Types that one operator family of btree compares with each other (pg_amop)."""


def compared(catalog: Catalog, key: DataType, reference: DataType) -> bool:
    """Whether values of a foreign key's type are looked up among those of the key that it refers to (transformFkeyCheckAttrs,
    ATAddForeignKeyConstraint). True where it is not known.
    """
    if key == reference:
        return True
    one, other = bare(catalog, key), bare(catalog, reference)
    if one.array or other.array:
        return True
    both = {one.name, other.name}
    kin = one.schema == other.schema == "pg_catalog" and any(both <= family for family in _FAMILIES)
    return kin or casts(catalog, reference, key, "i")


def bare(catalog: Catalog, kind: DataType) -> DataType:
    """The type below a domain, of any depth; any other type as it is."""
    if kind.array or kind.schema == "pg_catalog":
        return kind
    found = catalog.type(kind.schema, kind.name)
    return bare(catalog, found.base) if isinstance(found, DomainType) else kind


def casts(catalog: Catalog, source: DataType, to: DataType, context: str = "a") -> bool:
    """Whether a value of one type becomes one of another in an assignment (``context`` a), everywhere (i), or where the
    cast is written (e). True where it is not known.
    """
    one, other = bare(catalog, source), bare(catalog, to)
    if one.array and other.array:
        return casts(catalog, one.element, other.element, context)
    same = one.unmodified == other.unmodified
    if same or not all(_is_known(catalog, kind) for kind in (one, other)) or _has_cast(catalog, source, to):
        return True
    strings = [
        kind.schema == "pg_catalog" and kind.name in _STRINGS and not kind.array for kind in (one, other)
    ]
    if (strings[1] and context != "i") or (strings[0] and context == "e"):
        return True
    if one.array or other.array or {one.schema, other.schema} != {"pg_catalog"}:
        return False
    tables = {"i": (_IMPLICIT,), "a": (_IMPLICIT, _ASSIGNED), "e": (_IMPLICIT, _ASSIGNED, _EXPLICIT)}[context]
    return any(other.name in table.get(one.name, "").split() for table in tables)


def _is_known(catalog: Catalog, kind: DataType) -> bool:
    if kind.schema == "pg_catalog":
        return kind.name in _KNOWN
    return isinstance(catalog.type(kind.schema, kind.name), EnumType | RangeType | CompositeType)


def _has_cast(catalog: Catalog, source: DataType, to: DataType) -> bool:
    """Whether a cast that somebody made may be meant."""
    names = {(kind.schema, kind.name) for kind in (source, to)}
    made = catalog.objects(Cast) if catalog.may_have(Cast) else ()
    return any({(c.source.schema, c.source.name), (c.target.schema, c.target.name)} & names for c in made)


# which texts are values


_INTEGER = re.compile(r"\s*[+-]?(?:\d[\d_]*|0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+)\s*")
_NUMBER = re.compile(
    r"\s*(?:[+-]?(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?|[+-]?0[xX][\d.a-fA-F_]+(?:[pP][+-]?\d+)?|[+-]?0[oObB]\d+"
    r"|[Nn][Aa][Nn]|[+-]?[Ii][Nn][Ff](?:[Ii][Nn][Ii][Tt][Yy])?)\s*"
)
_UUID = re.compile(r"\{?(?:[0-9a-fA-F]-?){32}\}?")
_DAY = re.compile(r"\s*(\d{4})-(\d{2})-(\d{2})(?:[ T].*)?", re.DOTALL)
_MOMENTS = re.compile(
    r"\s*[+-]?(?:now|today|tomorrow|yesterday|epoch|infinity|allballs)\b.*", re.DOTALL | re.IGNORECASE
)


def _integer(name: str) -> Callable[[str], bool]:
    limit = reach(DataType("pg_catalog", name))

    def reads(text: str) -> bool:
        if not _INTEGER.fullmatch(text):
            return False
        digits = text.strip()
        return not digits.lstrip("+-").isdigit() or len(digits) > 50 or -limit <= int(digits) < limit

    return reads


def _truth(text: str) -> bool:
    word = text.strip().lower()
    whole = any(full.startswith(word) for full in ("true", "false", "yes", "no") if word)
    return whole or word in ("on", "off", "of", "1", "0")


def _moment(text: str) -> bool:
    day = _DAY.fullmatch(text)
    if day is None:
        return any(letter.isdigit() for letter in text) or _MOMENTS.fullmatch(text) is not None
    try:
        date(*map(int, day.groups()))
    except ValueError:
        return False
    return True


def _some_digit(text: str) -> bool:
    return any(letter.isdigit() for letter in text) or "infinity" in text.lower()


def _json(text: str) -> bool:
    try:
        json.loads(text, parse_int=str, parse_float=str)
    except RecursionError:
        return True
    except ValueError:
        return False
    return True


def _range(text: str) -> bool:
    return text.strip().lower() == "empty" or text.strip()[:1] in ("[", "(")


_READ: dict[str, Callable[[str], bool]] = {
    **{name: _integer(name) for name in INTEGERS},
    **dict.fromkeys(("numeric", "float4", "float8"), lambda text: _NUMBER.fullmatch(text) is not None),
    "bool": _truth,
    "uuid": lambda text: _UUID.fullmatch(text) is not None,
    **dict.fromkeys(("date", "timestamp", "timestamptz"), _moment),
    **dict.fromkeys(
        ("time", "timetz"), lambda text: _some_digit(text) or _MOMENTS.fullmatch(text) is not None
    ),
    **dict.fromkeys(("interval", "point", "line", "lseg", "box", "path", "polygon", "circle"), _some_digit),
    **dict.fromkeys(("json", "jsonb"), _json),
    **dict.fromkeys(
        ("inet", "cidr"), lambda text: re.fullmatch(r"\s*[0-9a-fA-FxX.:]+(/\d+)?\s*", text) is not None
    ),
    **dict.fromkeys(("int4range", "int8range", "numrange", "daterange", "tsrange", "tstzrange"), _range),
}
"""By type: whether a text may be one of its values. What is not read here at all may be one."""


def reads(catalog: Catalog, text: str, to: DataType) -> bool:
    """Whether a literal can be a value of a type; True where it is not known."""
    kind = bare(catalog, to)
    if kind.array:
        return _array(catalog, text, kind.element)
    if kind.schema == "pg_catalog":
        read = _READ.get(kind.name)
        return read is None or read(text)
    found = catalog.type(kind.schema, kind.name)
    if isinstance(found, EnumType):
        return text in found.labels
    if isinstance(found, RangeType):
        return _range(text)
    return not isinstance(found, CompositeType) or text.strip()[:1] == "("


def _array(catalog: Catalog, text: str, element: DataType) -> bool:
    body = text.strip()
    if body[:1] not in ("{", "["):
        return False
    if body[:1] == "[" or any(letter in body[1:-1] for letter in '{}"\\') or body[1:-1].strip() == "":
        return True
    parts = [part.strip() for part in body[1:-1].split(",")]
    return all(part.upper() == "NULL" or reads(catalog, part, element) for part in parts)
