"""The frame of a statement class: its node, its text, its effect on a catalog, its cost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, TypeVar

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Column, Object, Origin
from fixer.ddl.known import Known
from fixer.model import Hazard, Lock, ObjectRef
from fixer.sql.parse import Node, Offsets, is_only
from fixer.sql.quote import target
from fixer.sql.tokens import Tokens
from fixer.values import Value

# Table-level lock modes as pg_locks spells them (PostgreSQL documentation, 13.3.1 Table-Level Locks)
ACCESS_SHARE = "AccessShareLock"
ROW_EXCLUSIVE = "RowExclusiveLock"
SHARE_UPDATE_EXCLUSIVE = "ShareUpdateExclusiveLock"
SHARE = "ShareLock"
SHARE_ROW_EXCLUSIVE = "ShareRowExclusiveLock"
ACCESS_EXCLUSIVE = "AccessExclusiveLock"
STRENGTH = {
    mode: rank
    for rank, mode in enumerate(
        (
            ACCESS_SHARE,
            "RowShareLock",
            ROW_EXCLUSIVE,
            SHARE_UPDATE_EXCLUSIVE,
            SHARE,
            SHARE_ROW_EXCLUSIVE,
            "ExclusiveLock",
            ACCESS_EXCLUSIVE,
        )
    )
}


ON_COMMIT_DROP = "ONCOMMIT_DROP"
"""OnCommitAction of a temporary table that goes with its transaction."""
USUAL_PATHS = ((), ("public",))
"""Paths under which a name means what it means without any."""


class DdlError(Exception):
    """A statement that the catalog it meets cannot take (there is no such table)."""


class TakenError(DdlError):
    """What a statement would make exists already: ``ref``."""

    def __init__(self, message: str, ref: ObjectRef):
        self.ref = ref
        super().__init__(message)


class NotMadeError(DdlError):
    """The statement that would make ``ref`` does not fit."""

    def __init__(self, message: str, ref: ObjectRef):
        self.ref = ref
        super().__init__(message)


class NotWrittenError(Exception):
    """What would have to be written for ``ref`` may not be: it holds a secret, or acts on another server."""

    def __init__(self, ref: ObjectRef, why: str):
        self.ref = ref
        super().__init__(why)


class State(NamedTuple):
    """What of a session a rollback leads back to."""

    search_path: tuple[str, ...]
    settings: Settings
    roles: dict[str, bool | None]


class Saved(NamedTuple):
    """What there was when a transaction began, or at a savepoint."""

    name: str
    """The savepoint's; empty for the transaction."""
    objects: dict[ObjectRef, Object]
    state: State


@dataclass
class Settings:
    """What SET says of settings; that of the search_path as SQL."""

    values: dict[str, str] = field(default_factory=dict)
    outer: dict[str, str | None] = field(default_factory=dict)
    """What SET LOCAL hides until the end of the transaction."""

    def set(self, name: str, value: str | None, local: bool = False) -> None:
        """SET, or RESET without a value."""
        if local:
            self.outer.setdefault(name, self.values.get(name))
        else:
            self.outer.pop(name, None)
        if value is None:
            self.values.pop(name, None)
        else:
            self.values[name] = value

    def end(self) -> None:
        """The end of a transaction takes back what was said with SET LOCAL."""
        for name, value in list(self.outer.items()):
            self.set(name, value)

    def copy(self) -> Settings:
        """The same, to come back to."""
        return Settings(dict(self.values), dict(self.outer))

    def reset(self) -> None:
        """RESET ALL, which leaves the role as it is (GUC_NO_RESET_ALL in guc_tables.c)."""
        for name in [name for name in self.values if name not in ("role", "session_authorization")]:
            self.set(name, None)

    def take(self, others: Settings) -> None:
        """Comes back to them."""
        self.values, self.outer = dict(others.values), dict(others.outer)


@dataclass
class Withheld:
    """What a statement at ``start`` takes from ``role``, where that is the owner of these objects, by their privileges."""

    role: str
    start: int
    privileges: dict[ObjectRef, set[str]] = field(default_factory=dict)


@dataclass
class Session:
    """What a run of statements carries along: the settings in force, and what there was to say.

    ``strict`` makes a statement that does not fit, or is not modelled, raise DdlError (our own SQL); otherwise it is noted
    (a file's).
    """

    search_path: tuple[str, ...] = ("public",)
    strict: bool = False
    origin: Origin | None = None
    notes: list[str] = field(default_factory=list)
    misfits: list[str] = field(default_factory=list)
    """Those of the notes that say what does not fit."""
    roles: dict[str, bool | None] = field(default_factory=dict)
    """Roles that were mentioned, and whether it was to make them; None for those that were dropped since."""
    missing: set[str] = field(default_factory=set)
    """Schemas of the search_path that are not there, which was said."""
    exact: bool = False
    """Whether all is followed that was run before: what a statement names and is not there is missing."""
    elsewhere: bool = False
    """Whether a statement changes a relation of which nothing is known: what makes it stands elsewhere."""
    said: set[str] = field(default_factory=set)
    """Notes that are given once for all that follows."""
    settings: Settings = field(default_factory=Settings)
    temporary: bool = False
    """Whether temporary objects may be made."""
    withheld: list[Withheld] = field(default_factory=list)
    """What was revoked from roles that may be the owner."""
    keeps: bool = False
    """Whether a ROLLBACK may come, for which what there is at BEGIN and SAVEPOINT is kept."""
    saved: list[Saved] = field(default_factory=list)
    transaction: int = 0
    """The number of the transaction that a BEGIN has opened; 0 outside of one."""
    begun: int = 0
    """How many transactions there were."""
    transient: dict[int, int] = field(default_factory=dict)
    """The temporary tables that go with their transaction, by their identity, and the transaction."""
    running: set[ObjectRef] = field(default_factory=set)
    """The functions in whose code we are, and the views in whose queries."""
    known: Known = field(default_factory=dict)
    """What the variables of the code hold that we are in, as far as it can be told."""
    views: dict[ObjectRef, list[Column] | None] | None = None
    """What the views give that were read on the way, while one is read that reads others."""

    def open_transaction(self) -> None:
        """BEGIN, or the AND CHAIN of what ends the one before."""
        self.begun += 1
        self.transaction = self.begun

    def state(self) -> State:
        """What a rollback leads back to."""
        return State(self.search_path, self.settings.copy(), dict(self.roles))

    def back_to(self, state: State) -> None:
        """What was done since is undone: roles are there, or not, as they were; those mentioned since stay mentioned."""
        self.search_path = state.search_path
        self.settings.take(state.settings)
        for name in self.roles:
            self.roles[name] = state.roles.get(name, False)

    def problem(self, message: str, taken: ObjectRef | None = None) -> None:
        """Something does not fit; ``taken`` is what exists already. Raises DdlError when strict, TakenError among them."""
        if self.strict:
            raise DdlError(message) if taken is None else TakenError(message, taken)
        self.notes.append(message)
        self.misfits.append(message)

    def unmodelled(self, message: str) -> None:
        """What a statement does is not followed: what is there by then is not known. Raises DdlError when strict."""
        if self.strict:
            raise DdlError(message)
        self.notes.append(message)


class Cost(Value, frozen=True):
    """What running a statement costs, besides its effect."""

    locks: tuple[Lock, ...] = ()
    hazards: tuple[Hazard, ...] = ()
    transactional: bool = True
    """False where PostgreSQL refuses to run it inside a transaction block."""
    validates: bool = False
    """It scans a table under a weak lock, and wants a transaction of its own."""


class Ddl:
    """One statement. Subclasses say what it does; they are found by the kind of their parse node."""

    anchors = True
    """Whether names in what it makes mean what the search_path says."""

    def __init__(self, node: Node, text: str):
        self.node, self.text = node, text

    @cached_property
    def tokens(self) -> Tokens:
        """The statement's tokens."""
        return Tokens(self.text)

    @cached_property
    def offsets(self) -> Offsets:
        """From the tree's byte offsets to characters of the text."""
        return Offsets(self.text)

    @cached_property
    def only(self) -> bool:
        """Whether it is about the table that it names with ONLY, and none of those below it."""
        # ALTER TYPE … CASCADE reaches the tables of the type, and those below
        if self.node.get("objtype") == "OBJECT_TYPE":
            return False
        return "relation" in self.node and is_only(self.node["relation"])

    def token(self, byte: int) -> int:
        """The token that stands at a location of the tree."""
        return self.tokens.at(self.offsets.char(byte))

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Changes the catalog as PostgreSQL would. Nothing by default."""

    def cost(self, before: Catalog, session: Session) -> Cost:
        """Locks and hazards on the catalog as it is before. Nothing by default."""
        return Cost()


_D = TypeVar("_D", bound=type[Ddl])

STATEMENTS: dict[str, type[Ddl]] = {}


def statement(*kinds: str) -> Callable[[_D], _D]:
    """Registers a class for parse nodes of these kinds."""

    def register(cls: _D) -> _D:
        for kind in kinds:
            if kind in STATEMENTS:
                raise ValueError(f"two classes for {kind}")
            STATEMENTS[kind] = cls
        return cls

    return register


def lock(ref: ObjectRef, mode: str) -> Lock:
    """A lock on a relation."""
    return Lock(target(ref), mode)


def with_partitions(catalog: Catalog, table: ObjectRef) -> list[ObjectRef]:
    """A table and its partitions of any depth: what PostgreSQL locks when a change goes down to them."""
    below = [ref for part in catalog.partitions(table) for ref in with_partitions(catalog, part.ref)]
    return [table, *below]


def locks(refs: Iterable[ObjectRef], mode: str) -> tuple[Lock, ...]:
    """The same lock on several relations, each once."""
    return tuple(lock(ref, mode) for ref in dict.fromkeys(refs))


def strings(nodes: Iterable[Node]) -> list[str]:
    """The texts of a list of String nodes."""
    return [node["String"].get("sval", "") for node in nodes]


def describe(item: Object | ObjectRef) -> str:
    """``table public.orders``, for messages."""
    ref = item.ref if isinstance(item, Object) else item
    return f"{ref.kind} {target(ref)}"


def some(names: Sequence[str]) -> str:
    """Three of them, for messages, and whether there are more; empty where there are none."""
    return f"{', '.join(names[:3])}{' …' if len(names) > 3 else ''}"
