"""Where a key stands in a TOML file: tomllib does not say, so a small search over the lines does."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

Key = tuple[str, ...]


def place(text: str, key: Key) -> tuple[int, int, str]:
    """Line and column (from 1) of ``key``, and the line itself; of its nearest parent where it is not found.

    Keys inside an inline table or an array of tables are looked for after their parent.
    """
    lines = text.splitlines() or [""]
    best, found = 0, (1, 1)
    for line, column, here in _keys(lines):
        shared = len(here) if here == key[: len(here)] else 0
        if shared > best:
            best, found = shared, (line, column)
    if best < len(key):
        found = _inline(lines, found, key[-1]) or found
    return *found, lines[found[0] - 1]


def _keys(lines: list[str]) -> Iterator[tuple[int, int, Key]]:
    table: Key = ()
    for number, line in enumerate(lines, 1):
        stripped = line.strip()
        column = len(line) - len(line.lstrip()) + 1
        if stripped.startswith("["):
            header = _parsed(re.sub(r"(\]\]?)\s*(#.*)?\Z", r"\1", stripped))
            if header is not None:
                table = header
                yield number, column + len(stripped) - len(stripped.lstrip("[")), table
        else:
            for sign in re.finditer("=", stripped):  # a quoted key may hold one
                left = _parsed(stripped[: sign.start()] + "= 0")
                if left is not None:
                    yield number, column, (*table, *left)
                    break


def _parsed(line: str) -> Key | None:
    """The key that a header or the left side of an assignment spells."""
    try:
        node = tomllib.loads(line)
    except tomllib.TOMLDecodeError:
        return None
    names: list[str] = []
    while True:
        if isinstance(node, list):
            node = node[0]
        if not isinstance(node, dict) or len(node) != 1:
            return tuple(names)
        ((name, node),) = node.items()
        names.append(name)


def _inline(lines: list[str], start: tuple[int, int], name: str) -> tuple[int, int] | None:
    """The first ``name =`` at or after a place, before the next table."""
    wanted = re.compile(r"(?<![\w\-])[\"']?" + re.escape(name) + r"[\"']?\s*=")
    for number in range(start[0], len(lines) + 1):
        line = lines[number - 1]
        if number > start[0] and re.match(r"\s*\[[^\[,]*\]\s*(#|\Z)", line):
            return None
        match = wanted.search(line, start[1] - 1 if number == start[0] else 0)
        if match:
            return number, match.start() + 1
    return None
