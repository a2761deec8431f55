"""Types and constants: which casts change nothing, and which constants are the same value."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from fixer.sql import parse
from fixer.sql.canonical.forms import FALSE, NULL, TRUE, Form
from fixer.sql.parse import Node, SqlSyntaxError
from fixer.sql.types import INTEGERS

WHOLE = frozenset(INTEGERS)
FLOATS = frozenset({"float4", "float8"})
TEXTS = frozenset({"text", "varchar"})
NUMERIC = WHOLE | FLOATS | {"numeric"}
_MOMENTS = frozenset({"date", "timestamp", "timestamptz"})
SCALARS = (
    NUMERIC | TEXTS | _MOMENTS | {"bpchar", "bool", "uuid", "json", "jsonb", "bytea", "time", "interval"}
)
"""Built-in types whose values are never rows."""
WIDENINGS = {
    "text": TEXTS,
    "varchar": TEXTS,
    "int4": {"int2", "int4"},
    "int8": WHOLE,
    "numeric": WHOLE | {"numeric"},
    "float8": FLOATS,
}
"""Casts of a column that no comparison can see, by target: those that PostgreSQL inserts by itself."""
VARCHAR_AS_TEXT = "varchar as text"
"""The type of ``'a'::character varying::text``, which only PostgreSQL writes, beside a varchar column."""

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?\Z", re.ASCII | re.IGNORECASE)
_MOST_DIGITS = 131_072  # what numeric can hold before its decimal point
_PLAIN_ARRAY = re.compile(r'\{[^{}"\\\s,]+(,[^{}"\\\s,]+)*\}\Z')
_MIDNIGHT = re.compile(r"(\d{4}-\d\d-\d\d)( 00:00:00)?\Z", re.ASCII)
_BOOLEANS = {"t": TRUE, "true": TRUE, "f": FALSE, "false": FALSE}


def dotted(names: list[Node]) -> str:
    """A name of the tree; pg_catalog goes without saying."""
    parts = [part["String"]["sval"] for part in names]
    return ".".join(parts[1:] if parts[:1] == ["pg_catalog"] else parts)


def frozen(value: object) -> object:
    """A piece of the tree as a hashable value, without what only tells where and how it was written."""
    if isinstance(value, dict):
        return tuple((key, frozen(value[key])) for key in sorted(value) if key not in LAYOUT)
    return tuple(map(frozen, value)) if isinstance(value, list) else value


LAYOUT = frozenset(
    {
        "location",
        "rexpr_list_start",
        "rexpr_list_end",
        "list_start",
        "list_end",
        "funcformat",
        "row_format",
        "coerceformat",
    }
)


def type_name(node: Node) -> str:
    """A TypeName as the catalog calls it, with modifiers and [] where it has them."""
    modifiers = str(frozen(node["typmods"])) if "typmods" in node else ""
    return dotted(node.get("names", [])) + modifiers + "[]" * len(node.get("arrayBounds", []))


def column_type(text: str) -> str:
    """The type of a column without its modifiers; "" where the text is no type."""
    try:
        node = parse.expression(f"NULL::{text}").get("TypeCast", {}).get("typeName", {})
    except (SqlSyntaxError, ValueError):
        return ""
    return type_name({key: value for key, value in node.items() if key != "typmods"})


def same_type(a: str, b: str) -> bool:
    """Whether two names are one type, when either may lack its schema."""
    return a == b or (("." in a) != ("." in b) and a.rpartition(".")[2] == b.rpartition(".")[2])


def number(text: str, kind: str = "") -> Form:
    """A numeric constant, of the type that its spelling gives it unless ``kind`` does."""
    digits = text.replace("_", "").lower()
    if digits.lstrip("+-")[:2] in ("0x", "0o", "0b"):
        digits = str(Decimal(int(digits, 0)))
    try:
        value = Decimal(digits)
    except InvalidOperation:
        return ("bits", text)
    if value.copy_abs().adjusted() > _MOST_DIGITS:  # out of PostgreSQL's range too
        return ("bits", text)
    if not kind:
        kind = "numeric" if {".", "e"} & set(digits) else "int4" if value.copy_abs() < 2**31 else "int8"
    return ("num", kind, str(value))


def exact(value: Decimal) -> Decimal:
    """The one representation of a value: 0.50 and 0.5 get the same digits."""
    sign, digits, exponent = value.as_tuple()
    if not value or not isinstance(exponent, int):
        return Decimal(0)
    kept = len(digits)
    while digits[kept - 1] == 0:
        kept -= 1
    return Decimal((sign, digits[:kept], exponent + len(digits) - kept))


def is_whole(value: Decimal) -> bool:
    exponent = exact(value).as_tuple().exponent
    return isinstance(exponent, int) and exponent >= 0


def cast(target: str, value: Form) -> Form:
    """``value::target``, folded where it is a constant whose value the cast leaves alone."""
    folded: Form | None = None
    if value == NULL or value[:2] == ("cast", target):
        folded = value
    elif value[0] == "str":
        folded = _cast_string(value[1], target)
    elif value[0] == "num":
        folded = _cast_number(value, target)
    elif value[0] == "bool":
        folded = value if target == "bool" else None
    elif value[0] == "array" and target.endswith("[]"):
        folded = ("array", *(cast(target[:-2], item) for item in value[1:]))
    elif value[:2] == ("cast", "varchar") and target == "text" and value[2][0] == "str":
        folded = ("cast", VARCHAR_AS_TEXT, value[2])
    return folded or ("cast", target, value)


def _cast_string(text: str, target: str) -> Form | None:
    if target in NUMERIC and _NUMBER.match(text.strip()):
        return _cast_number(number(text.strip(), "numeric"), target)
    if target == "bool":
        return _BOOLEANS.get(text.strip().lower())
    items = array_items(text) if target.endswith("[]") else ()
    return ("array", *(cast(target[:-2], item) for item in items)) if items else None


def array_items(text: str) -> tuple[Form, ...]:
    """The items of an array literal such as ``{a,b}``; none where it is not that simple."""
    if not _PLAIN_ARRAY.match(text):
        return ()
    return tuple(NULL if item.lower() == "null" else ("str", item) for item in text[1:-1].split(","))


def _cast_number(constant: Form, target: str) -> Form | None:
    if constant[0] != "num" or target not in NUMERIC:
        return None
    rounds = target in WHOLE and not is_whole(Decimal(constant[2]))
    return None if rounds else ("num", target, constant[2])


def bare(form: Form) -> Form:
    """A string constant without a cast to text, which it is anyway where no column gives it a type."""
    if form[0] == "cast" and form[1] in (*TEXTS, VARCHAR_AS_TEXT) and form[2][0] == "str":
        return tuple(form[2])
    return ("array", *map(bare, form[1:])) if form[0] == "array" else form


def compared(constant: Form, beside: str) -> Form:
    """A constant as a comparison with a value of the type ``beside`` ("" when unknown) takes it."""
    if constant[0] == "num":
        return _compared_number(constant, beside)
    target, string = (constant[1], constant[2]) if constant[0] == "cast" else (beside, constant)
    if string[0] != "str":
        return constant
    moment = _MIDNIGHT.match(string[1])
    if moment and target in ("date", "timestamp") and beside in ("", *_MOMENTS):
        return ("str", moment[1])
    # compared with character(n), trailing blanks would not count
    unknown = not beside and not string[1].endswith(" ")
    same = {
        "text": beside in TEXTS or unknown,
        "varchar": beside in TEXTS or unknown,
        VARCHAR_AS_TEXT: beside in ("", *TEXTS),
        "uuid": unknown,
        "jsonb": unknown,
    }.get(target, False)
    return tuple(string) if same or (beside and same_type(target, beside)) else constant


def _compared_number(constant: Form, beside: str) -> Form:
    """Without its type, unless that is a float's, which rounds whatever else it is compared with."""
    _, kind, digits = constant
    value = Decimal(digits)
    same = kind not in FLOATS or not value or beside in FLOATS
    if kind == "float4" and value:  # real rounds the constant itself, whole numbers up to 2^24 excepted
        same = same and is_whole(value) and value.copy_abs() < 2**24
    return ("number", exact(value)) if same else constant
