"""Which of a folder's files is the way back of another: tools and people name the two alike, but for a word.

``1_a.sql`` or ``1_a.up.sql`` beside ``1_a.down.sql``; db-migrate writes ``1-a-up.sql`` beside ``1-a-down.sql``, Postgrator
``1.do.a.sql`` beside ``1.undo.a.sql`` (their documentation).
"""

from __future__ import annotations

import re
from collections.abc import Collection

_WORDS = ("down", "rollback", "undo", "revert")
_HALF = re.compile(rf"(?P<stem>.+?)(?P<sign>[._-])(?P<word>up|{'|'.join(_WORDS)})\.sql")
_POSTGRATOR = re.compile(r"(?P<version>[0-9]+)\.(?P<word>do|undo)(?P<rest>(?:\..*)?\.sql)")


def is_back(name: str, names: Collection[str]) -> bool:
    """Whether a file is a way back. A word behind a hyphen is part of the name, unless the file that it leads back from is there:
    ``3_tear_down.sql`` may be a migration.
    """
    if match := _POSTGRATOR.fullmatch(name):
        return match["word"] == "undo"
    match = _HALF.fullmatch(name)
    if match is None or match["word"] == "up":
        return False
    ups = (f"{match['stem']}.sql", f"{match['stem']}{match['sign']}up.sql")
    return (match["sign"] == "." and match["word"] != "revert") or any(up in names for up in ups)


def stem(name: str, names: Collection[str]) -> str:
    """What a migration's file has in common with its way back: its name without ``.sql`` and the word for up."""
    match = _HALF.fullmatch(name)
    if match and match["word"] == "up" and (match["sign"] == "." or _beside(match["stem"], names)):
        return match["stem"]
    return name.removesuffix(".sql")


def back(name: str, names: Collection[str]) -> str | None:
    """The file among ``names`` that leads back from a migration's file."""
    if match := _POSTGRATOR.fullmatch(name):
        other = f"{match['version']}.undo{match['rest']}"
        return other if other in names else None
    return _beside(stem(name, names), names)


def _beside(common: str, names: Collection[str]) -> str | None:
    return next(
        (other for word in _WORDS for sign in ".-_" if (other := f"{common}{sign}{word}.sql") in names), None
    )
