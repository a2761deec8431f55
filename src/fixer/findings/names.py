"""Names of objects as SQL and people write them: ``schema.table.column``, ``schema.function(types)``."""

from __future__ import annotations

import re
from typing import NamedTuple

_IDENTIFIER = r'(?:"(?:[^"]|"")+"|[^\s".()]+)'
_DOTTED = re.compile(rf"({_IDENTIFIER})(?:\.({_IDENTIFIER}))?(?:\.({_IDENTIFIER}))?(?:\((.*)\))?", re.DOTALL)


class Parts(NamedTuple):
    """A name taken apart; ``table`` where there are three parts, ``args`` where there are parentheses."""

    schema: str | None
    table: str | None
    name: str
    args: str | None


def parts(text: str) -> Parts | None:
    """The parts of a written name, None where it is not one."""
    found = _DOTTED.fullmatch(text.strip())
    if not found:
        return None
    names = [identifier(part) for part in found.groups()[:3] if part is not None]
    args = None if found[4] is None else found[4].strip()
    if args is not None and len(names) == 3:
        return None
    return Parts(
        schema=names[0] if len(names) > 1 else None,
        table=names[1] if len(names) == 3 else None,
        name=names[-1],
        args=args,
    )


def identifier(text: str) -> str:
    """An identifier as SQL reads it: quotes taken off, or else in lower case."""
    if len(text) > 1 and text.startswith('"') and text.endswith('"'):
        return text[1:-1].replace('""', '"')
    return text.translate(_LOWER)


_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
"""PostgreSQL lowers ASCII letters only, in a UTF-8 database."""
