"""Fixers: what a fixer file has to hold, and loading them, the built-in folder first, then the project's own."""

from __future__ import annotations

import importlib.util
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

from fixer import regular_file
from fixer.catalog.catalog import Catalog
from fixer.model import (
    Applicability,
    Edit,
    Finding,
    Fix,
    FixerError,
    Location,
    ObjectRef,
    Refusal,
    Reversal,
    Satisfied,
)
from fixer.sql.names import Name
from fixer.values import Value, replace


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


PLATFORM_SCHEMAS: Mapping[str, frozenset[str]] = {
    "supabase": frozenset(
        [
            "auth",
            "cron",
            "extensions",
            "graphql",
            "graphql_public",
            "net",
            "pgbouncer",
            "pgsodium",
            "realtime",
            "storage",
            "supabase_functions",
            "supabase_migrations",
            "vault",
        ]
    ),
}
"""The schemas that a platform has in every database: platform -> their names."""
PLATFORM_EXTENSIONS: Mapping[str, Mapping[str, str]] = {
    "supabase": {
        "pg_graphql": "graphql",
        "pg_stat_statements": "extensions",
        "pgcrypto": "extensions",
        "supabase_vault": "vault",
        "uuid-ossp": "extensions",
    },
}
"""The extensions that a platform has installed in every new database: platform -> name -> schema."""


NAMES = "names"
"""In the metadata of an option's field: its keys name objects of the schema, as ``{NAMES: "table"}`` tables."""


CLIENTS = ("anon", "authenticated")
"""The roles that Supabase's API acts as for its clients."""


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


@dataclass(frozen=True, slots=True)
class Problem:
    """What ``detect`` found. ``satisfied_by`` says that something serves already, and what.

    ``discriminator`` tells apart several problems of one rule on one object; it becomes part of the key.
    """

    target: ObjectRef
    message: str
    satisfied_by: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    location: Location | None = None
    discriminator: str = ""


Detect = Callable[[Catalog, Any], Iterable[Problem]]
Mend = Callable[[Finding, Catalog, Any], Fix | Refusal | Satisfied]
Holds = Callable[[Finding, Catalog, Any], str | None]


class Fixer(Value, frozen=True):
    """One loaded fixer file."""

    rule: str
    promise: str
    slug: str
    answers: Mapping[str, Sequence[str]]
    applicability: Applicability
    after: Sequence[str]
    options: type[Options]
    detect: Detect
    fix: Mend
    satisfied: Holds | None
    documentation: str
    path: Path
    by_default: bool | tuple[str, ...] = True
    """Its own detector looks, on every platform or on those named; else only where the rule is selected. Other tools'
    findings are answered all the same."""
    last: bool = False
    """It is asked when the others have been, wherever its name would put it."""
    carries_out: bool = False
    """It does what somebody asked for, whatever other rules may then find in that."""
    reads_prose: bool = False
    """It acts on what a review says in words, without SQL (``Finding.data``: named, codes, said, fragment)."""
    reads_sql: bool = False
    """Of a review whose prose it reads, it acts on what is suggested as SQL, too; else that is carried out as it stands."""
    edits_pending: bool = False
    """It mends pending files in place, and is asked first of what is found there."""
    of_folder: bool = False
    """It is about the migrations themselves, not about what they make: asked once all edits of them are known."""

    def on(self, platform: str) -> Fixer:
        """The same, for a project on that platform."""
        wanted = self.by_default
        return replace(self, by_default=platform in wanted if isinstance(wanted, tuple) else wanted)

    def answers_to(self, source: str, rule: str) -> bool:
        """Whether this fixer acts on that rule of that tool; every fixer answers to its own name."""
        return rule == self.rule or rule in self.answers.get(source, ())


_REQUIRED = {"rule": str, "promise": str, "slug": str, "answers": dict, "applicability": Applicability}


def load(folders: Sequence[Path]) -> dict[str, Fixer]:
    """All fixers of the folders by rule, sorted; a later folder's file replaces an earlier one of the same stem.

    Raises FixerError for a file that does not load or lacks something: a broken fixer never disappears silently.
    """
    files: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.glob("*.py")):
            if not path.name.startswith("_"):
                files[path.stem] = path
    fixers: dict[str, Fixer] = {}
    for path in files.values():
        regular_file.check(path, str(path))
        state = path.stat()
        fixer = _load(path, (state.st_dev, state.st_ino, state.st_mtime_ns, state.st_size))
        if fixer.rule in fixers:
            raise FixerError(f"{path}: rule {fixer.rule} is already defined by {fixers[fixer.rule].path}")
        fixers[fixer.rule] = fixer
    return dict(sorted(fixers.items()))


@cache
def _load(path: Path, state: tuple[int, ...]) -> Fixer:
    """A file's fixer; ``state`` is what changes with the file. A run of the bot plans again and again."""
    module = _module(path)
    for name, kind in _REQUIRED.items():
        if not isinstance(getattr(module, name, None), kind):
            raise FixerError(
                f"{path}: a fixer needs `{name}` ({kind.__name__})", hint="See CONTRIBUTING: add a fixer."
            )
    for name in ("detect", "fix"):
        if not callable(getattr(module, name, None)):
            raise FixerError(
                f"{path}: a fixer needs a function `{name}`", hint="See CONTRIBUTING: add a fixer."
            )
    return Fixer(
        rule=module.rule,
        promise=module.promise,
        slug=module.slug,
        answers=module.answers,
        applicability=module.applicability,
        after=getattr(module, "after", ()),
        options=getattr(module, "Options", Options),
        detect=module.detect,
        fix=module.fix,
        satisfied=getattr(module, "satisfied", None),
        documentation=(module.__doc__ or "").strip(),
        path=path,
        by_default=getattr(module, "by_default", True),
        last=getattr(module, "last", False),
        carries_out=getattr(module, "carries_out", False),
        edits_pending=getattr(module, "edits_pending", False),
        of_folder=getattr(module, "of_folder", False),
        reads_prose=getattr(module, "reads_prose", False),
        reads_sql=getattr(module, "reads_sql", False),
    )


def _module(path: Path) -> ModuleType:
    name = f"fixer_file_{path.stem.replace('-', '_')}_{zlib.crc32(str(path).encode()):08x}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise FixerError(f"{path}: not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    try:
        spec.loader.exec_module(module)
    except FixerError:
        raise
    except Exception as error:  # noqa: BLE001  whatever a user's file raises is that user's message
        raise FixerError(f"{path}: {place_of(error, path)}{type(error).__name__}: {error}") from None
    return module


def place_of(error: BaseException, path: Path) -> str:
    """``line N: `` where the traceback passes through ``path``."""
    line = None
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == str(path):
            line = trace.tb_lineno
        trace = trace.tb_next
    if line is None and isinstance(error, SyntaxError):
        line = error.lineno
    return f"line {line}: " if line else ""


@contextmanager
def _told(fixer: Fixer) -> Iterator[None]:
    """Whatever a fixer's code raises becomes a FixerError that names it and the line."""
    try:
        yield
    except FixerError:
        raise
    except Exception as error:  # noqa: BLE001  whatever a fixer raises is its author's message
        place = place_of(error, fixer.path)
        raise FixerError(f"{fixer.path}: {place}{type(error).__name__}: {error}") from None


def problems(fixer: Fixer, catalog: Catalog, options: Options) -> list[Problem]:
    """What a fixer detects. Raises FixerError naming the fixer where its code raises."""
    with _told(fixer):
        return list(fixer.detect(catalog, options))


def mend(fixer: Fixer, finding: Finding, catalog: Catalog, options: Options) -> Fix | Refusal | Satisfied:
    """What a fixer does about a finding. Raises FixerError naming the fixer where its code raises."""
    with _told(fixer):
        return fixer.fix(finding, catalog, options)


def satisfied_by(fixer: Fixer, finding: Finding, catalog: Catalog, options: Options) -> str | None:
    """What a fixer says serves already. Raises FixerError naming the fixer where its code raises."""
    with _told(fixer):
        return fixer.satisfied(finding, catalog, options) if fixer.satisfied else None
