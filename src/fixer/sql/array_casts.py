"""The cast of an array of constants, which PostgreSQL takes to its elements where it reads an expression again: after ALTER COLUMN …
TYPE a check says ``ARRAY[('a'::character varying)::text]``, which said ``(ARRAY['a'::character varying])::text[]`` and means
the same (transformTypeCast in parse_expr.c). No statement brings the first form back that is not written by hand.
"""

from __future__ import annotations

import re

_TYPE = r"[\w .\"]+(?:\(\d+\))?"
_ELEMENT = rf"(?:E?'(?:[^']|'')*'|NULL)::{_TYPE}"
_ARRAY = re.compile(rf"\(ARRAY\[({_ELEMENT}(?:, {_ELEMENT})*)\]\)::({_TYPE})\[\]")
_EACH = re.compile(_ELEMENT)


def cast_by_element(text: str) -> str:
    """A text that PostgreSQL prints, as it would be once it has been read again."""
    return _ARRAY.sub(
        lambda found: f"ARRAY[{', '.join(f'({one})::{found[2]}' for one in _EACH.findall(found[1]))}]", text
    )
