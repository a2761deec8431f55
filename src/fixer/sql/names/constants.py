"""Names written inside string constants, as in ``'public."Orders"'::regclass``."""

from __future__ import annotations

import re

from fixer.sql.names.fold import fold
from fixer.values import Value

# stringToQualifiedNameList (src/backend/utils/adt/regproc.c): an unquoted part ends at white space or a dot
_PART = re.compile(r'\s*(?:"((?:[^"]|"")+)"|([^\s."(\[]+))\s*')


class Part(Value, frozen=True):
    """One part of a name in a constant, and where it stands in the constant's value."""

    name: str
    start: int
    end: int


def qualified_name(text: str) -> tuple[Part, ...]:
    """The parts of the name in a regclass, regtype or regprocedure constant; none for an OID.

    What follows the name, as a function's argument types do, is left out, and so is all that is unclear.
    """
    parts: list[Part] = []
    position = 0
    while match := _PART.match(text, position):
        quoted, plain = match.groups()
        group = 1 if plain is None else 2
        start, end = match.span(group)
        name = quoted.replace('""', '"') if plain is None else fold(plain)
        parts.append(Part(name, start - (group == 1), end + (group == 1)))
        position = match.end()
        if position == len(text) or text[position] in "([":
            break
        if text[position] != ".":
            return ()
        position += 1
    else:
        return ()
    only = parts[0].name
    return () if len(parts) == 1 and (only.isdecimal() or only == "-") else tuple(parts)
