"""From the names in a tree to the places where they are written."""

from __future__ import annotations

from collections.abc import Iterable

from fixer.sql.names.constants import qualified_name
from fixer.sql.names.places import places
from fixer.sql.names.tree import walk
from fixer.sql.names.walk import Constant, Mention
from fixer.sql.names.written import Written
from fixer.sql.parse import Node
from fixer.values import Value


class Name(Value, frozen=True):
    """One mention of a database object.

    ``kind`` is relation, type, function, operator or collation. ``parts`` is the name as PostgreSQL reads it:
    folded, unquoted, cut to 63 bytes. ``start`` and ``end`` are character offsets of exactly the written name
    in the given text, both -1 where it is meant but not written as such: SQL's own words (``integer``,
    ``EXTRACT``, ``LIKE``), the ``=`` of CASE and IN, constants with escapes (but for doubled apostrophes). ``arguments`` is the number of
    arguments of a function's call or definition, None where it is not said and for everything else.
    """

    kind: str
    parts: tuple[str, ...]
    start: int
    end: int
    arguments: int | None = None


def located(text: str, statements: Iterable[Node], shift: int = 0) -> tuple[Name, ...]:
    """The names in these ``{"stmt": …}`` of ``text``, whose locations are ``shift`` bytes too high."""
    written = Written(text)
    found: list[Name] = []
    for raw in statements:
        walked = walk(raw["stmt"])
        taken: set[int] = set()
        homeless: list[Mention] = []
        for mention in walked.found:
            kind, parts, location, arguments = mention
            if location < 0:
                homeless.append(mention)
                continue
            index = written.at_byte(location - shift)
            span = None if index is None else _span(written, index, kind, parts, taken)
            found.append(Name(kind, parts, *(span or (-1, -1)), arguments))
        if homeless:
            found += _by_places(written, raw, homeless, taken)
        found += [name for constant in walked.constants if (name := _in_constant(written, constant, shift))]
    return ordered(found)


def ordered(found: list[Name]) -> tuple[Name, ...]:
    """By place, each once: the tree repeats the source of ``SET (a, b) = …``. Those without a place last."""
    placed = {name: None for name in found if name.start >= 0}
    rest = sorted((name for name in found if name.start < 0), key=lambda name: (name.kind, name.parts))
    return (*sorted(placed, key=lambda name: (name.start, name.end)), *rest)


def _span(
    written: Written, index: int, kind: str, parts: tuple[str, ...], taken: set[int]
) -> tuple[int, int] | None:
    """Start and end of the name that libpg_query puts at this token, if it is really written there."""
    if kind == "collation" and written.word(index) == "collate":
        index += 1
    elif kind == "operator" and written.word(index) == "operator":
        index += 2
    span = written.name(index, parts)
    if span is not None:
        taken.add(index)
    return span


def _by_places(written: Written, raw: Node, homeless: list[Mention], taken: set[int]) -> list[Name]:
    """Names without a location, each at the first place where it stands and no other does."""
    begin = raw.get("stmt_location", 0)
    end = written.from_byte(begin + raw["stmt_len"]) if "stmt_len" in raw else len(written)
    statement = next(iter(raw["stmt"]))
    free = [
        place for place in places(written, statement, written.from_byte(begin), end) if place[0] not in taken
    ]
    found = []
    for kind, parts, _, arguments in homeless:
        span = (-1, -1)
        for place in free:
            here = written.name(place[0], parts, place[1])
            if here is not None:
                span = here
                free.remove(place)
                break
        found.append(Name(kind, parts, *span, arguments))
    return found


def _in_constant(written: Written, constant: Constant, shift: int) -> Name | None:
    """The name in a string constant, with its place where the constant is written without escapes but doubled apostrophes."""
    kind, value, location = constant
    parts = qualified_name(value)
    if not parts:
        return None
    names = tuple(part.name for part in parts)
    index = written.at_byte(location - shift)
    raw = "" if index is None else written.raw(index)
    quote = raw.find("$", 1) + 1 if raw.startswith("$") else 1
    inside, doubled = raw[quote:-quote], value.replace("'", "''")
    if index is None or not raw or raw[0] not in "'$" or inside != (value if raw[0] == "$" else doubled):
        return Name(kind, names, -1, -1)
    start = written.start(index) + quote

    def place(offset: int) -> int:
        return start + offset + (value.count("'", 0, offset) if raw[0] == "'" else 0)

    return Name(kind, names, place(parts[0].start), place(parts[-1].end))
