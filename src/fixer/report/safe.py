"""Text that others wrote, made harmless for a terminal: SQL, names and messages may hold escape sequences."""

from __future__ import annotations

import json
import re
from typing import Any

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


def as_json(value: Any) -> str:
    """``value`` as JSON that a terminal may show: what it would obey is escaped, which readers of JSON undo."""
    written = json.dumps(value, indent=2, ensure_ascii=False) + "\n"
    return _HOSTILE.sub(lambda match: f"\\u{ord(match[0]):04x}", written)


def _written_out(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
