"""How PostgreSQL cuts long names, and makes default ones."""

from __future__ import annotations

NAME_BYTES = 63
"""NAMEDATALEN - 1: PostgreSQL cuts longer identifiers (documentation, 4.1.1 Identifiers and Key Words)."""


def cut(name: str, size: int = NAME_BYTES) -> str:
    """``name`` cut to ``size`` bytes of UTF-8, on a character boundary."""
    return name.encode()[:size].decode(errors="ignore")


def object_name(first: str, second: str, label: str) -> str:
    """PostgreSQL's own default name ``first_second_label`` (makeObjectName, src/backend/commands/indexcmds.c)."""
    whole = "_".join(part for part in (first, second, label) if part)
    if len(whole.encode()) <= NAME_BYTES:
        return whole
    overhead = (len(second.encode()) and 1) + (len(label) + 1 if label else 0)
    room = NAME_BYTES - overhead
    one, two = len(first.encode()), len(second.encode())
    while one + two > room:
        if one > two:
            one -= 1
        else:
            two -= 1
    parts = [cut(first, one)]
    if second:
        parts.append(cut(second, two))
    if label:
        parts.append(label)
    return "_".join(parts)
