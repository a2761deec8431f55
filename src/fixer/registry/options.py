"""What a fixer may ask for besides the catalog: settings, pending files, statistics, ways back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from fixer.catalog.catalog import Catalog
from fixer.model import Edit, Location, ObjectRef, Reversal
from fixer.registry.platforms import CLIENTS, PLATFORM_SCHEMAS
from fixer.sql.names import Name
from fixer.values import Value

NAMES = "names"
"""In the metadata of an option's field: its keys name objects of the schema, as ``{NAMES: "table"}`` tables."""


class PendingStatement(Value, frozen=True):
    """A statement of a migration that has not been applied anywhere, and what its names meant when it ran.

    ``offset`` is where ``text`` begins in the file, in characters. ``resolved`` pairs each written name
    (offsets into ``text``, those inside a function body included) with the object it means.
    """

    path: str
    offset: int
    text: str
    location: Location
    resolved: tuple[tuple[Name, ObjectRef], ...] = ()


class MisfitError(Exception):
    """A statement that does not run any more once files are edited: ``offset`` is where it begins in the file as it is."""

    def __init__(self, reason: str, path: str, offset: int):
        self.reason, self.path, self.offset = reason, path, offset
        super().__init__(reason)


class Back(Value, frozen=True):
    """The way back of a migration: the file it is in, that file's text, and the text with all but the way back blanked."""

    path: str
    text: str
    half: str


class Drafts(Value, frozen=True):
    """The migrations that have not been applied anywhere, to be tried with edits in them."""

    files: Mapping[str, str]
    """Their texts by path, whole, in the order in which they run."""
    backs: Mapping[str, Back]
    """The ways back of those that have one."""
    online: Mapping[str, str]
    """What is run by hand before those that a tool cannot run outside of a transaction."""
    applied: Callable[[], Catalog]
    """The catalog that the first of them meets."""
    remade: Callable[[Sequence[Edit]], Catalog]
    """The one that all of them leave with edits (none: as they are). Raises MisfitError."""
    outside: Callable[[str, bool], tuple[Edit, ...] | None]
    """Path, whether it holds one statement → the edits by which the tool runs it outside of a transaction; None where
    it cannot."""
    wraps: Callable[[str], bool]
    """Path → whether the tool opens a transaction for it."""


class WaysBack(Protocol):
    """The migrations of the folder by whether they have a way back. They go by references of the kind ``migration``."""

    @property
    def there(self) -> Mapping[ObjectRef, str]:
        """Those that have one -> the migration's file."""

    @property
    def missing(self) -> Mapping[ObjectRef, str]:
        """Those that have none, in the order in which they run -> the migration's file."""

    def computed(self, ref: ObjectRef) -> Reversal | str:
        """The way back of one that has none; a sentence where it cannot be worked out."""


class Statistics(Value, frozen=True):
    """What a live database's statistics say of indexes (documentation, 28.2 The Cumulative Statistics System)."""

    unused: Mapping[ObjectRef, str]
    """Those that no scan has used and that enforce nothing, and how large they are, in words."""
    since: str
    """Since when that is counted, in words."""
    small: Callable[[ObjectRef], bool] = lambda _table: False
    """Whether a table is known to be small enough to be read, or written anew, in no time."""


@dataclass(frozen=True)
class Options:
    """What every fixer may ask for; a fixer's own ``Options`` adds its settings, with defaults."""

    platform: str = "plain"
    """plain or supabase."""
    documents: Mapping[str, str] = field(default_factory=dict)
    """Markdown documentation named in the configuration: path -> text."""
    pending: tuple[PendingStatement, ...] = ()
    drafts: Drafts | None = None
    """The files of ``pending``; None where there are none."""
    statistics: Statistics | None = None
    """Of the database that the plan is made from; None without one."""
    ways_back: WaysBack | None = None
    """Of the folder's migrations; None where no folder of migrations was read."""

    @property
    def platform_clients(self) -> tuple[str, ...]:
        """The roles that the platform's API acts as for its clients."""
        return CLIENTS if self.platform == "supabase" else ()

    def is_platform(self, schema: str) -> bool:
        """Whether the platform owns a schema, so that nothing in it is this project's to change."""
        return schema in PLATFORM_SCHEMAS.get(self.platform, ())
