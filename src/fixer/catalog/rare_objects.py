"""The objects of a schema that few projects have, as frozen values: code, text, replication, foreign data.

Fields are named as in pg_catalog where that has a word for them. Options of foreign data are pairs of name and value.
"""

from __future__ import annotations

from dataclasses import dataclass

from fixer.catalog.objects import Object
from fixer.model import ObjectRef
from fixer.sql.types import DataType

_TABLE = ObjectRef("table", "", "")
_FUNCTION = ObjectRef("function", "", "", args="")
_ANY = DataType("pg_catalog", "any")
Options = tuple[tuple[str, str], ...]
"""Names and values, in order (pg_options_to_table)."""


# what belongs to a table


@dataclass(frozen=True, slots=True)
class Rule(Object):
    """A rewrite rule of a table or view; ``actions`` as written: NOTHING, one command, or several in parentheses."""

    table: ObjectRef = _TABLE
    event: str = "INSERT"
    """INSERT, UPDATE, DELETE or SELECT (pg_rewrite.ev_type)."""
    instead: bool = False
    condition: str | None = None
    """What stands after WHERE, as written (pg_rewrite.ev_qual)."""
    actions: str = "NOTHING"
    enabled: str = "O"
    """O origin, D disabled, R replica, A always (pg_rewrite.ev_enabled)."""


@dataclass(frozen=True, slots=True)
class Statistics(Object):
    """Extended statistics. ``kinds`` are ndistinct, dependencies, mcv in this order; ``keys`` columns and expressions as written."""

    table: ObjectRef = _TABLE
    kinds: tuple[str, ...] = ("ndistinct", "dependencies", "mcv")
    keys: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    """Those of the keys that are columns."""
    target: int | None = None
    """pg_statistic_ext.stxstattarget; None where it is the default."""


# code


@dataclass(frozen=True, slots=True)
class EventTrigger(Object):
    """An event trigger; ``tags`` are the command tags of its WHEN TAG IN, empty for all."""

    event: str = ""
    tags: tuple[str, ...] = ()
    function: ObjectRef = _FUNCTION
    enabled: str = "O"


@dataclass(frozen=True, slots=True)
class Cast(Object):
    """A cast. ``method`` is f function, i through text (WITH INOUT), b binary coercible (pg_cast.castmethod)."""

    source: DataType = _ANY
    target: DataType = _ANY
    method: str = "f"
    function: ObjectRef | None = None
    context: str = "e"
    """e explicit, a assignment, i implicit (pg_cast.castcontext)."""


@dataclass(frozen=True, slots=True)
class Operator(Object):
    """An operator; the name's ``args`` are its operand types, NONE for the one that it lacks."""

    left: DataType | None = None
    right: DataType | None = None
    function: ObjectRef = _FUNCTION
    commutator: ObjectRef | None = None
    negator: ObjectRef | None = None
    restrict: str | None = None
    join: str | None = None
    """The names of the estimators, as written."""
    hashes: bool = False
    merges: bool = False


@dataclass(frozen=True, slots=True)
class OperatorFamily(Object):
    """An operator family; the name's ``args`` is its access method. ``items`` are those that it got by ALTER … ADD."""

    items: tuple[tuple[str, str], ...] = ()
    """What each is by (``OPERATOR 1 (int4, int8)``), and how it is written behind ADD."""


@dataclass(frozen=True, slots=True)
class OperatorClass(Object):
    """An operator class; the name's ``args`` is its access method. ``items`` as written, in order."""

    type: DataType = _ANY
    default: bool = False
    family: ObjectRef | None = None
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Language(Object):
    """A procedural language; functions by their name as written."""

    trusted: bool = False
    handler: str = ""
    inline: str | None = None
    validator: str | None = None


@dataclass(frozen=True, slots=True)
class AccessMethod(Object):
    """An access method; ``type`` is i index, t table (pg_am.amtype)."""

    type: str = "i"
    handler: str = ""


# text


@dataclass(frozen=True, slots=True)
class Collation(Object):
    """A collation; ``definition`` has its parameters as name and value, or ``from`` and another collation."""

    definition: Options = ()


@dataclass(frozen=True, slots=True)
class Conversion(Object):
    """An encoding conversion; ``function`` by its name as written."""

    for_encoding: str = ""
    to_encoding: str = ""
    function: str = ""
    default: bool = False


@dataclass(frozen=True, slots=True)
class TextSearchDictionary(Object):
    """A text search dictionary; ``template`` as written, ``options`` in order (pg_ts_dict.dictinitoption)."""

    template: str = ""
    options: Options = ()


@dataclass(frozen=True, slots=True)
class TextSearchConfiguration(Object):
    """A text search configuration; ``mappings`` are token types with their dictionaries, sorted by token type."""

    parser: str = ""
    mappings: tuple[tuple[str, tuple[ObjectRef, ...]], ...] = ()


# replication


@dataclass(frozen=True, slots=True)
class PublicationTable:
    """One table of a publication; ``columns`` empty for all, ``condition`` as written after WHERE."""

    table: ObjectRef
    columns: tuple[str, ...] = ()
    condition: str | None = None


@dataclass(frozen=True, slots=True)
class Publication(Object):
    """A publication; ``tables`` and ``schemas`` sorted, ``publish`` in the order insert, update, delete, truncate."""

    all_tables: bool = False
    tables: tuple[PublicationTable, ...] = ()
    schemas: tuple[ObjectRef, ...] = ()
    publish: tuple[str, ...] = ("insert", "update", "delete", "truncate")
    via_root: bool = False


@dataclass(frozen=True, slots=True)
class Subscription(Object):
    """A subscription, without its connection string, which holds a password."""

    publications: tuple[str, ...] = ()


# foreign data


@dataclass(frozen=True, slots=True)
class ForeignDataWrapper(Object):
    """A foreign-data wrapper; functions by their name as written."""

    handler: str | None = None
    validator: str | None = None
    options: Options = ()


@dataclass(frozen=True, slots=True)
class ForeignServer(Object):
    """A foreign server."""

    wrapper: ObjectRef = ObjectRef("foreign data wrapper", "", "")
    type: str | None = None
    version: str | None = None
    options: Options = ()


@dataclass(frozen=True, slots=True)
class UserMapping(Object):
    """A user mapping; the name is the role ("" for PUBLIC), the name's ``args`` the server."""

    server: ObjectRef = ObjectRef("server", "", "")
    options: Options = ()


# privileges


@dataclass(frozen=True, slots=True)
class DefaultPrivileges(Object):
    """What ALTER DEFAULT PRIVILEGES left, in ``grants``; the name's ``args`` is the role ("" for whoever runs it).

    The name is a kind of objects in the plural, as the statement has it (TABLES). Without a schema ``grants`` are all
    that a new object has, else what it has besides.
    """
