"""File changes as a unified diff, built from the known edits: no two texts are compared.

Without ``diff --git`` lines, whose paths git counts from the repository's top: so it applies in any folder of it.

Lines end at ``\\n`` alone, as they do for git and for unidiff's parser, so that form feeds, lone ``\\r`` and
U+2028 are part of a line.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence

from unidiff.constants import LINE_VALUE_NO_NEWLINE
from unidiff.patch import Hunk, Line, PatchedFile, PatchInfo, PatchSet

from fixer.model import Edit, FileChange, FileEdit
from fixer.values import Value

CONTEXT = 3
"""Lines shown around a change, as git does."""

_ESCAPES = {"\a": "a", "\b": "b", "\t": "t", "\n": "n", "\v": "v", "\f": "f", "\r": "r", '"': '"', "\\": "\\"}
_NO_NEWLINE = LINE_VALUE_NO_NEWLINE + "\n"


def unified(changes: Sequence[FileChange], edits: Sequence[FileEdit] = ()) -> str:
    """The diff of all ``changes``, to be applied with ``git apply`` in the working directory.

    A changed file's positions are its own ``edits``, or else those of the FileEdits with its path. Raises
    ValueError when edits overlap or do not lead from ``old`` to ``new``, and for a new file that is empty.
    """
    patch = PatchSet("")
    for change in changes:
        if change.old == change.new:
            continue
        patch.append(
            _added(change) if change.old is None else _edited(change, change.old, _edits(change, edits))
        )
    text = str(patch)
    again = PatchSet(text)
    if str(again) != text or [file.path for file in again] != [file.path for file in patch]:
        raise ValueError("unidiff does not read the diff back as it was made")
    return text


def apply_edits(text: str, edits: Sequence[Edit]) -> str:
    """``text`` after all edits; offsets are those of ``text``. Raises ValueError as ``unified`` does."""
    parts, position = [], 0
    for edit in _in_order(text, edits):
        parts += [text[position : edit.offset], edit.new]
        position = edit.offset + len(edit.old)
    return "".join([*parts, text[position:]])


class Replaced(Value, frozen=True):
    """Lines ``first`` to ``last`` of a file (counted from 1, at least one), what they are and what they become."""

    first: int
    last: int
    old: tuple[str, ...]
    new: tuple[str, ...]


def replaced(old: str, edits: Sequence[Edit]) -> list[Replaced]:
    """What the diff's hunks change, without their context: the lines to select, and those to put there.

    What only adds lines replaces the line before it as well, or else the one after it. Raises ValueError as ``unified``
    does, and where there is no line at all.
    """
    lines = _lines(old)
    found = []
    for near in _near(_blocks(old, lines, edits)):
        start, end = near[0].start, near[-1].end
        if start == end:
            start, end = (start - 1, end) if start else (start, end + 1)
        if end > len(lines):
            raise ValueError("a file without lines has none to replace")
        new: list[str] = []
        position = start
        for block in near:
            new += [*lines[position : block.start], *block.new]
            position = block.end
        found.append(Replaced(start + 1, end, tuple(lines[start:end]), (*new, *lines[position:end])))
    return found


def edited(path: str, old: str, edits: Sequence[Edit]) -> FileChange:
    """The change that ``edits`` make to the file, written in place."""
    return FileChange(path, old, apply_edits(old, edits), "edit", tuple(edits))


def _edits(change: FileChange, edits: Sequence[FileEdit]) -> Sequence[Edit]:
    return change.edits or [edit for group in edits if group.path == change.path for edit in group.edits]


def _in_order(text: str, edits: Sequence[Edit]) -> list[Edit]:
    ordered = sorted(edits, key=lambda edit: edit.offset)
    position = 0
    for edit in ordered:
        if edit.offset < position:
            raise ValueError(f"two edits of {edit.path} overlap at offset {edit.offset}")
        if text[edit.offset : edit.offset + len(edit.old)] != edit.old or edit.offset > len(text):
            raise ValueError(f"{edit.path} does not hold {edit.old!r} at offset {edit.offset}")
        position = edit.offset + len(edit.old)
    return ordered


def _lines(text: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _added(change: FileChange) -> PatchedFile:
    if not change.new:
        raise ValueError(f"{change.path}: a diff cannot show a new file without a line in it")
    _source, target = _names(change.path)
    file = PatchedFile(PatchInfo(), "/dev/null", target)
    lines = _lines(change.new)
    hunk = Hunk(0, 0, 1, len(lines))
    _append(hunk, "+", lines)
    file.append(hunk)
    return file


class _Block(Value, frozen=True):
    """Lines ``start`` to ``end`` (counted from 0, end excluded) of the old text, and what replaces them."""

    start: int
    end: int
    new: tuple[str, ...]


def _edited(change: FileChange, old: str, edits: Sequence[Edit]) -> PatchedFile:
    if apply_edits(old, edits) != change.new:
        raise ValueError(f"the edits of {change.path} do not lead to its new text")
    source, target = _names(change.path)
    file = PatchedFile(PatchInfo(), source, target)
    lines = _lines(old)
    shift = 0  # how many lines the new text is ahead of the old one
    for near in _near(_blocks(old, lines, edits)):
        start, end = max(0, near[0].start - CONTEXT), min(len(lines), near[-1].end + CONTEXT)
        longer = sum(len(block.new) - (block.end - block.start) for block in near)
        length, grown = end - start, end - start + longer
        # A side without lines is named by the line before it, as POSIX diff has it.
        hunk = Hunk(start + (length > 0), length, start + shift + (grown > 0), grown)
        position = start
        for block in near:
            _append(hunk, " ", lines[position : block.start])
            _append(hunk, "-", lines[block.start : block.end])
            _append(hunk, "+", block.new)
            position = block.end
        _append(hunk, " ", lines[position:end])
        file.append(hunk)
        shift += longer
    return file


def _append(hunk: Hunk, kind: str, lines: Sequence[str]) -> None:
    for line in lines:
        if line.endswith("\n"):
            hunk.append(Line(line, kind))
        else:  # only a file's last line
            hunk.append(Line(line + "\n", kind))
            hunk.append(Line(_NO_NEWLINE, "\\"))


def _blocks(old: str, lines: Sequence[str], edits: Sequence[Edit]) -> list[_Block]:
    """The lines that the edits touch; edits that share a line make one block."""
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    left = _in_order(old, [edit for edit in edits if edit.old != edit.new])
    left.reverse()
    blocks = []
    while left:
        first = last = _line_of(starts, lines, left[-1].offset)
        inside: list[Edit] = []
        while True:
            while left and (not inside or left[-1].offset < starts[last] or last == len(lines)):
                edit = left.pop()
                inside.append(Edit(edit.path, edit.offset - starts[first], edit.old, edit.new))
                last = max(last, bisect.bisect_left(starts, edit.offset + len(edit.old)))
            new = apply_edits("".join(lines[first:last]), inside)
            if not new or new.endswith("\n") or last == len(lines):
                break
            last += 1  # the line end is gone: what is left joins the next line
        blocks.append(_Block(first, last, tuple(_lines(new))))
    return blocks


def _line_of(starts: Sequence[int], lines: Sequence[str], offset: int) -> int:
    """The line (from 0) at an offset; at the end of a text whose last line has ended, the line after it."""
    line = bisect.bisect_right(starts, offset) - 1
    return line - 1 if line == len(lines) and lines and not lines[-1].endswith("\n") else line


def _near(blocks: Sequence[_Block]) -> Iterator[list[_Block]]:
    """Blocks whose context would touch, together: they make one hunk."""
    group: list[_Block] = []
    for block in blocks:
        if group and block.start - group[-1].end > 2 * CONTEXT:
            yield group
            group = []
        group.append(block)
    if group:
        yield group


def _names(path: str) -> tuple[str, str]:
    """The path as git writes it on both sides: in C's quotes where it holds more than plain ASCII.

    One outside of the working directory is told from the root, where ``git apply`` would have to stand.
    """
    path = path.removeprefix("/")
    quoted = "".join(_escaped(char) for char in path)
    return (f'"a/{quoted}"', f'"b/{quoted}"') if quoted != path else (f"a/{path}", f"b/{path}")


def _escaped(char: str) -> str:
    if char in _ESCAPES:
        return "\\" + _ESCAPES[char]
    if not " " <= char <= "~":
        return "".join(f"\\{byte:03o}" for byte in char.encode(errors="surrogateescape"))
    return char
