"""Which version a new migration takes, and what its file is called."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from fixer.layouts.base import Folder
from fixer.model import FixerError

STAMP = "%Y%m%d%H%M%S"
STAMP_DIGITS = 14
_LEADING = re.compile(r"[0-9]+")
_NAME_BYTES = 255
"""NAME_MAX of every common file system (POSIX limits.h), in bytes."""


def utc(now: datetime) -> datetime:
    """``now`` in UTC; a time without a zone is taken to be UTC already."""
    return now.replace(tzinfo=UTC) if now.tzinfo is None else now.astimezone(UTC)


def taken(*folders: Folder) -> list[str]:
    """The leading digits of every SQL file in the folders: versions that a new file must come after."""
    names = (name for folder in folders if not folder.is_file for name in folder.names())
    return [match.group() for name in names if (match := _LEADING.match(name))]


def newest(versions: Sequence[str]) -> str:
    """The highest version by number, or "" when there is none."""
    return max(versions, key=int, default="")


def stamps(versions: Sequence[str], now: datetime, count: int) -> list[str]:
    """``count`` 14-digit UTC stamps: a second apart, from the later of ``now`` and one after the newest."""
    last = newest([version for version in versions if len(version) == STAMP_DIGITS])
    first = utc(now).strftime(STAMP)
    if last and first <= last:
        try:
            first = (datetime.strptime(last, STAMP).replace(tzinfo=UTC) + timedelta(seconds=1)).strftime(
                STAMP
            )
        except (ValueError, OverflowError):  # digits that are no date: some teams number by hand
            return sequence([last], count, STAMP_DIGITS)
    start = datetime.strptime(first, STAMP).replace(tzinfo=UTC)
    return [(start + timedelta(seconds=step)).strftime(STAMP) for step in range(count)]


def sequence(versions: Sequence[str], count: int, width: int) -> list[str]:
    """``count`` numbers from the highest on, as wide as it is; ``width`` digits where there is none yet."""
    last = newest(versions)
    number = int(last) if last else 0
    return [str(number + step).zfill(len(last) or width) for step in range(1, count + 1)]


def file_name(version: str, name: str, suffix: str, longest: str = "") -> str:
    """``<version>_<name><suffix>`` within 255 bytes, with room for the ``longest`` suffix of a sibling file.

    Letters, digits, ``_`` and ``-`` of any alphabet stay; anything else would mean something to a tool, a
    shell or a file system.
    """
    slug = re.sub(r"[^\w-]+", "_", name).strip("_") or "migration"
    room = _NAME_BYTES - len(version) - 1 - max(len(suffix), len(longest))
    if room < 1:
        raise FixerError(f"version {version} leaves no room for a name")
    cut = slug.encode()[:room].decode(errors="ignore")
    return f"{version}_{cut}{suffix}"
