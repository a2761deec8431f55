"""UTF-8 that was read as another encoding once, put right."""

from __future__ import annotations

import re

_CHARACTERS = "–—―‘’‚“”„•…→←−×≥≤✓" + "".join(map(chr, range(0xA0, 0x100)))


def _misread(character: str, encoding: str) -> str:
    """How the character looks when its UTF-8 is read in the encoding; undefined bytes become controls."""
    return "".join(bytes([byte]).decode(encoding, "ignore") or chr(byte) for byte in character.encode())


_MISREAD_AS = ("mac_roman", "cp1252", "latin-1")
_REPAIRS = {_misread(character, encoding): character for encoding in _MISREAD_AS for character in _CHARACTERS}
_BROKEN = re.compile("|".join(map(re.escape, sorted(_REPAIRS, key=len, reverse=True))))


_RUN = re.compile(r"[^\x00-\x7f]{2,}")


def repaired(text: str) -> str:
    """``text`` with dashes, quotes, letters and emoji such as ``‚Äì`` or ``â€”`` as they were written."""
    if text.isascii():
        return text
    return _BROKEN.sub(lambda found: _REPAIRS[found[0]], _RUN.sub(_reread, text))


def _reread(run: re.Match[str]) -> str:
    """Characters that are UTF-8 as a whole, taken for another encoding."""
    for encoding in ("cp1252", "latin-1", "mac_roman"):  # a wrong guess fails in this order
        try:
            return run[0].encode(encoding).decode()
        except UnicodeError:
            continue
    return run[0]
