"""Text that others wrote, made harmless for a terminal: SQL, names and messages may hold escape sequences."""

from __future__ import annotations

import re

# Control characters (C0 but tab and line feed, DEL, C1), line and paragraph separators, characters that
# change the direction of text, and lone surrogates, which cannot be sent to a terminal.
_HOSTILE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)


def block(text: str) -> str:
    """``text`` with everything that a terminal would obey written out (``\\x1b``); lines and tabs stay."""
    return _HOSTILE.sub(_written_out, text)


def line(text: str) -> str:
    """``text`` on one line: white space runs together, the rest as in ``block``."""
    return block(" ".join(re.split("[ \t\n\r\f\v]+", text.strip(" \t\n\r\f\v"))))


def _written_out(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
