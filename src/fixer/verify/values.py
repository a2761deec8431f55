"""Values for rows that have to be valid: by type, and what a CHECK's own text gives away. PostgreSQL tries them all."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import CompositeType, DomainType, EnumType, RangeType
from fixer.model import ObjectRef
from fixer.sql.quote import literal
from fixer.sql.types import INTEGERS, DataType
from fixer.values import Value
from fixer.verify.examples import examples

_LONG, _LONGEST = 15, 1000
"""Characters: how long a varchar has to be for a text of its own, and how long such a text gets at most."""
MANY = 1_000_000_000
"""How many different values a type has where they are enough for any table."""


class Slot(Value, frozen=True):
    """Columns that get their values together: one by its type, those of a foreign key, those that a CHECK ties."""

    columns: tuple[str, ...]
    make: Callable[[int], Sequence[str | None]]
    count: int


_DAYS = 2_000_000
"""Until the year 7499."""


def _moment(number: int) -> str:
    return f"{_date(number // 86400)} {number // 3600 % 24:02d}:{number // 60 % 60:02d}:{number % 60:02d}"


def _hex(number: int, digits: int) -> str:
    return f"{number:0{digits}x}"[-digits:]


def _uuid(number: int) -> str:
    return f"00000000-0000-4000-8000-{_hex(number + 1, 12)}"


def _address(number: int) -> str:
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def _date(number: int) -> str:
    return (date(2024, 1, 1) + timedelta(days=number % _DAYS)).isoformat()


def _to_the_microsecond(number: int) -> str:
    """Of every other one: a type that knows no fractions rounds it."""
    return _moment(number) + ".123456" * (number % 2)


def _text(number: int) -> str:
    """Now with a capital letter, now with blanks around it, now longer than most limits: what is done to texts is seen in one of them."""
    forms = ("text {}", "Text {}", " text {} ", "text {} " + "x" * 300)
    return forms[number % len(forms)].format(number + 1)


_MAKERS: Mapping[str, Callable[[int], str]] = {
    "int2": lambda n: str(n % 32000 + 1),
    "int4": lambda n: str(n + 1),
    "int8": lambda n: str(n + 1),
    "oid": lambda n: str(n + 1),
    "float4": lambda n: f"{n + 1}.5",
    "float8": lambda n: f"{n + 1}.1",  # which is another in a float4
    "numeric": lambda n: f"{n + 1}.{('25', '123456789012345678')[n % 2]}",
    "money": lambda n: f"{n + 1}.25",
    "text": _text,
    "varchar": _text,
    "name": lambda n: f"text {n + 1}",
    "citext": _text,
    "char": lambda n: chr(97 + n % 26),
    "uuid": _uuid,
    "date": _date,
    "timestamp": _to_the_microsecond,
    "timestamptz": lambda n: _to_the_microsecond(n) + "+00",
    "time": lambda n: _to_the_microsecond(n)[11:],
    "timetz": lambda n: _to_the_microsecond(n)[11:] + ("+00", "+02")[n % 2],
    "interval": lambda n: f"{n + 1} hours" + " 0.5 seconds" * (n % 2),
    "json": lambda n: f'{{"a": {n + 1}}}',
    "jsonb": lambda n: f'{{"a": {n + 1}' + ', "b": null' * (n % 2) + "}",
    "jsonpath": lambda n: f"$.a{n}",
    "bytea": lambda n: f"\\x{_hex(n + 1, (8, 64)[n % 2])}",
    "inet": lambda n: _address(n) + "/24" * (n % 2),
    "cidr": lambda n: _address(n) + "/32",
    "macaddr": lambda n: f"08:00:2b:{n >> 16 & 255:02x}:{n >> 8 & 255:02x}:{n & 255:02x}",
    "macaddr8": lambda n: f"08:00:2b:ff:fe:{n >> 16 & 255:02x}:{n >> 8 & 255:02x}:{n & 255:02x}",
    "xml": lambda n: f"<a>{n + 1}</a>",
    "point": lambda n: f"({n + 1},{n + 2})",
    "line": lambda n: f"{{1,{n + 1},0}}",
    "lseg": lambda n: f"[(0,0),({n + 1},1)]",
    "box": lambda n: f"({n + 1},1),(0,0)",
    "path": lambda n: f"[(0,0),({n + 1},1)]",
    "polygon": lambda n: f"((0,0),({n + 1},1),(1,0))",
    "circle": lambda n: f"<(0,0),{n + 1}>",
    "tsvector": lambda n: f"word{n + 1}:1",
    "tsquery": lambda n: f"word{n + 1}",
    "int4range": lambda n: f"[{2 * n + 1},{2 * n + 2})",
    "int8range": lambda n: f"[{2 * n + 1},{2 * n + 2})",
    "numrange": lambda n: "[("[n % 2] + f"{2 * n + 1},{2 * n + 2}" + ")]"[n % 2],
    "daterange": lambda n: f"[{_date(2 * n)},{_date(2 * n + 1)})",
    "tsrange": lambda n: f"[{_moment(2 * n)},{_moment(2 * n + 1)})",
    "tstzrange": lambda n: f"[{_moment(2 * n)}+00,{_moment(2 * n + 1)}+00)",
    "int4multirange": lambda n: f"{{[{2 * n + 1},{2 * n + 2})}}",
    "hstore": lambda n: f'"a"=>"{n + 1}"',
    "ltree": lambda n: f"a.b{n + 1}",
    "pg_lsn": lambda n: f"0/{n + 1:X}",
    "xid8": lambda n: str(n + 3),
}
NUMBERS = frozenset({*INTEGERS, "float4", "float8", "numeric", "money", "oid"})
TEXTS = frozenset({"text", "varchar", "bpchar", "citext", "name"})
USUAL_TEXTS = (
    "a", "A", "abc", "ABC", "abcdefgh", "a-b", "a_b", "Abc Def", "user@example.com", "https://example.com/a",
    "http://example.com", "+14155550123", "0123456789", "12345", "123", "1", "0", "#aabbcc", "#AABBCC", "USD", "EUR", "en",
    "en-US", "US", "10115", "2024-01-01", "12:00", "192.168.0.1", "00000000-0000-4000-8000-000000000001",
    "aaaaaaaaaaaaaaaa", "a" * 32, "a" * 40, "a" * 64, "/", "/a", "/a/b", "v1.0.0", "1.0.0", "pending", "active", "",
)  # fmt: skip
_USUAL_NUMBERS = ("1", "0", "2", "5", "10", "50", "100", "1000", "-1", "0.5", "1000000")
_USUAL_JSON = ("{}", "[]", '["a"]', '"a"', "1", "true", "null")
_STRING = re.compile(r"'((?:[^']|'')*)'")
_SIZE = re.compile(r"(?<![\w.])\d{1,4}(?![\w.])")


def supply(kind: DataType, catalog: Catalog) -> tuple[Callable[[int], str] | None, int]:
    """What makes the n-th value of a type, as its input function reads it, and how many different ones there are.

    (None, 0) for a type that nothing here knows.
    """
    if kind.array:
        make, count = supply(DataType(kind.schema, kind.name, kind.modifiers), catalog)
        return (None, 0) if make is None else (lambda n: _array(make(n + 1), make(n)), count)
    defined = catalog.type(kind.schema, kind.name) if kind.schema != "pg_catalog" else None
    if isinstance(defined, EnumType) and defined.labels:
        labels = defined.labels
        return lambda n: labels[n % len(labels)], len(labels)
    if isinstance(defined, DomainType):
        return supply(defined.base, catalog)
    if isinstance(defined, CompositeType):
        return _composite(defined, catalog)
    if isinstance(defined, RangeType):
        return lambda n: "empty", 1
    return _plain(kind)


def digits(kind: DataType) -> tuple[Callable[[int], str], int] | None:
    """The same of a text that something is worked out from: whatever wants a number of it gets one. None for what is no text."""
    if kind.array or kind.schema != "pg_catalog" or kind.name not in ("text", "varchar"):
        return None
    most = 10 ** min(_size(kind) or 18, 18) - 1
    return lambda n: str(n % most + 1), most


def _plain(kind: DataType) -> tuple[Callable[[int], str] | None, int]:
    size = _size(kind)
    if kind.name == "bool":
        return lambda n: ("true", "false")[n % 2], 2
    if kind.name in ("bit", "varbit"):
        bits = size or 1
        return lambda n: f"{n % 2 ** min(bits, 30):0{bits}b}"[-bits:], 2 ** min(bits, 30)
    if kind.name == "vector":
        return lambda n: "[" + ",".join([str(n + 1)] + ["0"] * ((size or 3) - 1)) + "]", MANY
    if kind.name in ("varchar", "bpchar") and (size or kind.name == "bpchar") and (size or 1) < 15:
        digits = size or 1
        return lambda n: base36(n)[-digits:].rjust(digits, "a"), 36**digits
    if kind.name == "bpchar":
        return lambda n: f"text {n + 1}", MANY
    if kind.name == "numeric" and kind.modifiers:
        precision, _, scale = kind.modifiers.strip("()").partition(",")
        whole = max(int(precision) - int(scale or 0), 0)
        most = max(10 ** min(whole, 9) - 1, 1)
        fraction = max(min(int(scale or 0), whole + 9), 0)
        if not whole:
            return lambda n: "0", most
        return lambda n: f"{n % most + 1}{_fraction(n, fraction)}", most
    if kind.name == "varchar" and _LONG <= size <= _LONGEST:  # every other one has no room left
        return lambda n: f"Text {n + 1}".ljust(size, "x") if n % 2 else f"text {n + 1}", MANY
    make = _MAKERS.get(kind.name)
    return make, (2 if kind.name == "empty" else MANY) if make else 0


def _fraction(number: int, digits: int) -> str:
    """Digits behind the point, the last of which is none that could be left away."""
    return f".{number * 10 % 10**digits + 1:0{digits}d}" if digits else ""


def base36(number: int) -> str:
    """As ``str`` writes it to the base 10."""
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    text = ""
    while number:
        number, rest = divmod(number, 36)
        text = digits[rest] + text
    return text or "0"


def _size(kind: DataType) -> int:
    match = re.match(r"\((\d+)", kind.modifiers)
    return int(match[1]) if match else 0


def _array(*values: str) -> str:
    quoted = (value.replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return "{" + ",".join(f'"{value}"' for value in quoted) + "}"


def _composite(kind: CompositeType, catalog: Catalog) -> tuple[Callable[[int], str] | None, int]:
    makers = [supply(attribute.type, catalog)[0] for attribute in kind.attributes]

    def row(number: int) -> str:
        texts = [make(number) if make else "" for make in makers]
        return (
            "("
            + ",".join(
                '"' + text.replace("\\", "\\\\").replace('"', '""') + '"' if text else "" for text in texts
            )
            + ")"
        )

    return row, MANY


def candidates(kind: DataType, expressions: list[str], catalog: Catalog) -> list[str]:
    """Values to try for a column that these CHECKs speak of: their own constants and those next to them first."""
    base = base_of(kind, catalog)
    written = written_in(expressions)
    make, count = supply(kind, catalog)
    usual = [make(number) for number in range(min(count, 40))] if make else []
    sizes = sizes_in(expressions)
    if base.array:
        element = supply(DataType(base.schema, base.name, base.modifiers), catalog)[0]
        longer = [_array(*map(element, range(size))) for size in sizes] if element else []
        return list(dict.fromkeys([*(_array(text) for text in written), *usual, "{}", *longer]))
    if base.name in NUMBERS:
        near = [value for text in expressions for value in _near(text)]
        return list(dict.fromkeys([*near, *usual[:20], *_USUAL_NUMBERS]))
    if base.name in TEXTS:
        fitting = [examples(pattern, 40) for pattern in written]
        first = [text for texts in fitting for text in texts[:1]]
        sized = ["a" * length for size in sizes for length in (size - 1, size, size + 1) if length > 0]
        others = [base36(number).rjust(size, "a")[:size] for size in sizes for number in range(40)]
        more = (text for texts in fitting for text in texts)
        return list(dict.fromkeys([*written, *first, *usual[:10], *USUAL_TEXTS, *sized, *more, *others]))
    if base.name == "bytea":
        return usual + [f"\\x{_hex(number, 2 * size)}" for size in sizes for number in range(1, 41)]
    if base.name in ("json", "jsonb"):
        kinds: tuple[object, ...] = ("a", 1, True, [], {})
        documents = [json.dumps(dict.fromkeys(written, value)) for value in kinds]
        return list(dict.fromkeys([*written, *documents, *usual, *_USUAL_JSON]))
    moments = [near for text in written for near in _days_around(text)]
    return list(dict.fromkeys([*written, *moments, *usual]))


def base_of(kind: DataType, catalog: Catalog) -> DataType:
    """What is below domains."""
    while not kind.array and isinstance(found := catalog.type(kind.schema, kind.name), DomainType):
        kind = found.base
    return kind


def written_in(expressions: Sequence[str]) -> list[str]:
    """The strings of expressions."""
    return [match.replace("''", "'") for text in expressions for match in _STRING.findall(text)]


def sizes_in(expressions: Sequence[str]) -> list[int]:
    """The numbers of expressions that a text may be long."""
    return sorted({int(number) for text in expressions for number in _SIZE.findall(text)})


def _days_around(text: str) -> list[str]:
    """The days before and after what is written as a date."""
    try:
        day = date.fromisoformat(text[:10])
        return [(day + timedelta(days=step)).isoformat() for step in (1, -1)]
    except (ValueError, OverflowError):
        return []


def _near(expression: str) -> Iterator[str]:
    """The numbers of an expression, and what is just above and below them."""
    for number in re.findall(r"(?<![\w.])-?\d+(?:\.\d+)?(?![\w.])", expression):
        yield number
        if "." in number:
            yield from (str(float(number) + step) for step in (0.01, -0.01))
        else:
            yield from (str(int(number) + step) for step in (1, -1))


def shown(value: str | None) -> str:
    """A value as it goes into a statement."""
    return "NULL" if value is None else literal(value)


def domain_checks(kind: DataType, catalog: Catalog) -> list[str]:
    """What the CHECKs of a domain, and of those below it, ask of VALUE."""
    found: list[str] = []
    while not kind.array and isinstance(domain := catalog.find(ObjectRef("domain", kind.schema, kind.name), DomainType), DomainType):  # fmt: skip
        found += [check.expression for check in domain.checks]
        kind = domain.base
    return found
