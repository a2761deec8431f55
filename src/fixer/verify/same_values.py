"""Values as they were written at an earlier moment: another label of the same value of an enum, an attribute that a composite type
has got since (NULL in all that is there) change no row (PostgreSQL documentation, ALTER TYPE, RENAME VALUE, ADD ATTRIBUTE).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from fixer.sql.quote import identifier, literal
from fixer.verify.connection import Connection, run

_TYPES = """
SELECT 'label', enumtypid::bigint, oid::bigint, enumlabel, 0::bigint FROM pg_catalog.pg_enum WHERE enumtypid >= 16384
UNION ALL
SELECT 'attribute', c.reltype::bigint, a.attnum, a.attname, a.atttypid::bigint FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind = 'c' AND c.oid >= 16384
UNION ALL
SELECT CASE typtype WHEN 'd' THEN 'domain' ELSE 'array' END, oid::bigint, 0, '', (CASE typtype WHEN 'd' THEN typbasetype ELSE typelem END)::bigint
FROM pg_catalog.pg_type WHERE oid >= 16384 AND (typtype = 'd' OR typcategory = 'A')
ORDER BY 1, 2, 3
"""
_WRITTEN = {
    "numeric": "pg_catalog.trim_scale({})",
    "character": "{}::text",
    "numeric[]": "(CASE WHEN {} IS NOT NULL THEN ARRAY(SELECT pg_catalog.trim_scale(u) FROM pg_catalog.unnest({}) AS u) END)",
    "character[]": "{}::text[]",
    **dict.fromkeys(
        (
            "regclass",
            "regproc",
            "regprocedure",
            "regoper",
            "regoperator",
            "regtype",
            "regrole",
            "regnamespace",
        ),
        "{}::oid",
    ),
}
"""How a value of a type is written that has other zeros or blanks at its end when the type has another length, or another name."""
_ALIKE = (
    {"smallint", "integer", "bigint", "numeric"},
    {"text", "character varying", "character", "citext", "name"},
)
"""Types that write the same value alike."""


def alike(one: str, other: str) -> bool:
    """Whether a value that goes from one type to the other is written as before."""
    return one == other or any({one, other} <= names for names in _ALIKE)


class Attribute(NamedTuple):
    """One of a composite type: its name, and the OID of its type."""

    name: str
    type: int


@dataclass(frozen=True)
class Types:
    """What the types of a database are made of, each by its OID."""

    labels: dict[int, dict[int, str]] = field(default_factory=dict)
    attributes: dict[int, dict[int, Attribute]] = field(default_factory=dict)
    """Those of composite types, by number."""
    inside: dict[int, int] = field(default_factory=dict)
    """What a domain is over."""
    elements: dict[int, int] = field(default_factory=dict)


def types(connection: Connection) -> Types:
    """Those that are there now."""
    found = Types()
    for what, oid, number, name, other in run(connection, _TYPES):
        match what:
            case "label":
                found.labels.setdefault(oid, {})[number] = name
            case "attribute":
                found.attributes.setdefault(oid, {})[number] = Attribute(name, other)
            case "domain":
                found.inside[oid] = other
            case _:
                found.elements[oid] = other
    return found


def written(value: str, oid: int, kind: str, then: Types, now: Types) -> str | None:
    """An expression that shows a value as it was written then; None where it has lost an attribute that it had."""
    try:
        as_then = _as_then(value, oid, then, now)
    except _LostError:
        return None
    return as_then if as_then != value else _WRITTEN.get(kind, "{}").replace("{}", value)


class _LostError(Exception):
    pass


def _as_then(value: str, oid: int, then: Types, now: Types, depth: int = 0) -> str:
    """The value itself where nothing of its type is written otherwise."""
    if oid in now.inside:
        return _as_then(value, now.inside[oid], then, now, depth)
    if oid in then.labels and oid in now.labels:
        before, after = then.labels[oid], now.labels[oid]
        others = [(after[of], before[of]) for of in before if of in after and before[of] != after[of]]
        cases = " ".join(f"WHEN {literal(new)} THEN {literal(old)}" for new, old in others)
        return f"(CASE {value}::text {cases} ELSE {value}::text END)" if others else value
    if oid in then.attributes and oid in now.attributes:
        return _composite(value, then.attributes[oid], now.attributes[oid], (then, now), depth)
    if oid in now.elements:
        place = f"i{depth}"
        element = f"({value})[{place}]"
        inner = _as_then(element, now.elements[oid], then, now, depth + 1)
        listed = f"SELECT pg_catalog.array_agg({inner} ORDER BY {place}) FROM pg_catalog.generate_subscripts({value}, 1) AS {place}"  # noqa: S608  quoted
        empty = f"pg_catalog.cardinality({value}) = 0"
        return (
            value
            if inner == element
            else f"(CASE WHEN {empty} THEN '{{}}' WHEN {value} IS NOT NULL THEN ({listed})::text END)"
        )
    return value


def _composite(
    value: str,
    before: dict[int, Attribute],
    after: dict[int, Attribute],
    moments: tuple[Types, Types],
    depth: int,
) -> str:
    by_name = {own.name: number for number, own in after.items()}
    kept = [number if number in after else by_name.get(own.name) for number, own in before.items()]
    parts = []
    for number in kept:
        if number is None:
            raise _LostError
        part = f"({value}).{identifier(after[number].name)}"
        parts.append((part, _as_then(part, after[number].type, *moments, depth)))
    if kept == list(after) and all(part == inner for part, inner in parts):
        return value
    return f"(CASE WHEN {value}::text IS NOT NULL THEN ROW({', '.join(inner for _part, inner in parts)}) END)"
