"""What is written: statements with what they cost, and changes of files."""

from __future__ import annotations

from fixer.values import Value


class Lock(Value, frozen=True):
    """A table-level lock. ``mode`` is spelled as in pg_locks (``ShareUpdateExclusiveLock``)."""

    relation: str
    mode: str


class Hazard(Value, frozen=True):
    """Something to know before running a statement: kind is rewrite, scan, blocks-writes, blocks-reads, data-loss, irreversible …"""

    kind: str
    detail: str
    relation: str = ""
    """What it happens to, as ``Lock.relation`` has it."""


class Statement(Value, frozen=True):
    """One SQL statement of a migration, without its final semicolon, and what it costs."""

    sql: str
    transactional: bool = True
    locks: tuple[Lock, ...] = ()
    hazards: tuple[Hazard, ...] = ()
    validates: bool = False
    """It scans a table under a weak lock, and wants a transaction of its own."""


class Edit(Value, frozen=True):
    """Replace ``old`` by ``new`` at a character offset of a pending file."""

    path: str
    offset: int
    old: str
    new: str


class FileChange(Value, frozen=True):
    """A file to write. ``old`` is None for a new file, else the bytes that were read and must still be there."""

    path: str
    old: str | None
    new: str
    role: str = "up"
    """up, down, online, side (a journal) or edit; decides the order of writing."""
    edits: tuple[Edit, ...] = ()
    """How ``old`` became ``new``, by position: what the diff is made from."""


class Reversal(Value, frozen=True):
    """The way back of a migration that exists, worked out, and where it goes.

    ``path`` is the migration's file, ``change`` the file of its own or the section of the migration's. ``lost`` says,
    a sentence each, what it does not bring back.
    """

    path: str
    statements: tuple[Statement, ...]
    change: FileChange
    lost: tuple[str, ...] = ()
    restores: bool = True
    """Whether the schema is what it was before; then what is lost is data alone."""
