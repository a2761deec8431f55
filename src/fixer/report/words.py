"""Numbers of things, in words."""

from __future__ import annotations


def counted(number: int, thing: str) -> str:
    """``1 file``, ``1,234 files``."""
    return f"{number:,} {thing}{'s'[number == 1 :]}"
