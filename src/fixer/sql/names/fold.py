"""What PostgreSQL makes of a written identifier (src/backend/parser/scansup.c)."""

from __future__ import annotations

import re

_NAME_BYTES = 63
_CAPITALS = {ordinal: ordinal + 32 for ordinal in range(ord("A"), ord("Z") + 1)}
_ESCAPE_END = r"(?:\+([0-9A-Fa-f]{6})|([0-9A-Fa-f]{4})|(.))"


def fold(word: str) -> str:
    """An unquoted identifier: only ASCII letters lose their case in a UTF-8 database."""
    return truncate(word.translate(_CAPITALS))


def truncate(name: str) -> str:
    """``name`` cut to 63 bytes on a character boundary."""
    raw = name.encode()
    return name if len(raw) <= _NAME_BYTES else raw[:_NAME_BYTES].decode(errors="ignore")


def unquote(written: str) -> str:
    """A quoted identifier with its quotes."""
    return truncate(written[1:-1].replace('""', '"'))


def unescape(written: str, escape: str = "\\") -> str:
    r"""A ``U&"d\0061ta"`` identifier, whose UESCAPE character is ``escape``."""
    inner = written[3:-1].replace('""', '"')

    def character(match: re.Match[str]) -> str:
        code = match[1] or match[2]
        return chr(int(code, 16)) if code else match[3]

    plain = re.sub(re.escape(escape) + _ESCAPE_END, character, inner, flags=re.DOTALL)
    # UTF-16 surrogate pairs are allowed, and mean the character they make together
    return truncate(plain.encode("utf-16", "surrogatepass").decode("utf-16"))
