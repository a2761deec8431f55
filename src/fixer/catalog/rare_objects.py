"""The objects of a schema that few projects have, as frozen values: code, text, replication, foreign data.

Fields are named as in pg_catalog where that has a word for them. Options of foreign data are pairs of name and value.
"""

from __future__ import annotations

from fixer.catalog.objects import Object
from fixer.model import ObjectRef
from fixer.sql.types import DataType
from fixer.values import Value

_TABLE = ObjectRef("table", "", "")
_FUNCTION = ObjectRef("function", "", "", args="")
_ANY = DataType("pg_catalog", "any")
Options = tuple[tuple[str, str], ...]
"""Names and values, in order (pg_options_to_table)."""


# what belongs to a table


class Rule(Object, frozen=True):
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


class Statistics(Object, frozen=True):
    """Extended statistics. ``kinds`` are ndistinct, dependencies, mcv in this order; ``keys`` columns and expressions as written."""

    table: ObjectRef = _TABLE
    kinds: tuple[str, ...] = ("ndistinct", "dependencies", "mcv")
    keys: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    """Those of the keys that are columns."""
    target: int | None = None
    """pg_statistic_ext.stxstattarget; None where it is the default."""


# code


class EventTrigger(Object, frozen=True):
    """An event trigger; ``tags`` are the command tags of its WHEN TAG IN, empty for all."""

    event: str = ""
    tags: tuple[str, ...] = ()
    function: ObjectRef = _FUNCTION
    enabled: str = "O"


class Cast(Object, frozen=True):
    """A cast. ``method`` is f function, i through text (WITH INOUT), b binary coercible (pg_cast.castmethod)."""

    source: DataType = _ANY
    target: DataType = _ANY
    method: str = "f"
    function: ObjectRef | None = None
    context: str = "e"
    """e explicit, a assignment, i implicit (pg_cast.castcontext)."""


class Operator(Object, frozen=True):
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


class OperatorFamily(Object, frozen=True):
    """An operator family; the name's ``args`` is its access method. ``items`` are those that it got by ALTER … ADD."""

    items: tuple[tuple[str, str], ...] = ()
    """What each is by (``OPERATOR 1 (int4, int8)``), and how it is written behind ADD."""


class OperatorClass(Object, frozen=True):
    """An operator class; the name's ``args`` is its access method. ``items`` as written, in order."""

    type: DataType = _ANY
    default: bool = False
    family: ObjectRef | None = None
    items: tuple[str, ...] = ()


class Language(Object, frozen=True):
    """A procedural language; functions by their name as written."""

    trusted: bool = False
    handler: str = ""
    inline: str | None = None
    validator: str | None = None


class AccessMethod(Object, frozen=True):
    """An access method; ``type`` is i index, t table (pg_am.amtype)."""

    type: str = "i"
    handler: str = ""


# text


class Collation(Object, frozen=True):
    """A collation; ``definition`` has its parameters as name and value, or ``from`` and another collation."""

    definition: Options = ()


class Conversion(Object, frozen=True):
    """An encoding conversion; ``function`` by its name as written."""

    for_encoding: str = ""
    to_encoding: str = ""
    function: str = ""
    default: bool = False


class TextSearchDictionary(Object, frozen=True):
    """A text search dictionary; ``template`` as written, ``options`` in order (pg_ts_dict.dictinitoption)."""

    template: str = ""
    options: Options = ()


class TextSearchConfiguration(Object, frozen=True):
    """A text search configuration; ``mappings`` are token types with their dictionaries, sorted by token type."""

    parser: str = ""
    mappings: tuple[tuple[str, tuple[ObjectRef, ...]], ...] = ()


# replication


class PublicationTable(Value, frozen=True):
    """One table of a publication; ``columns`` empty for all, ``condition`` as written after WHERE."""

    table: ObjectRef
    columns: tuple[str, ...] = ()
    condition: str | None = None


class Publication(Object, frozen=True):
    """A publication; ``tables`` and ``schemas`` sorted, ``publish`` in the order insert, update, delete, truncate."""

    all_tables: bool = False
    tables: tuple[PublicationTable, ...] = ()
    schemas: tuple[ObjectRef, ...] = ()
    publish: tuple[str, ...] = ("insert", "update", "delete", "truncate")
    via_root: bool = False


class Subscription(Object, frozen=True):
    """A subscription, without its connection string, which holds a password."""

    publications: tuple[str, ...] = ()


# foreign data


class ForeignDataWrapper(Object, frozen=True):
    """A foreign-data wrapper; functions by their name as written."""

    handler: str | None = None
    validator: str | None = None
    options: Options = ()


class ForeignServer(Object, frozen=True):
    """A foreign server."""

    wrapper: ObjectRef = ObjectRef("foreign data wrapper", "", "")
    type: str | None = None
    version: str | None = None
    options: Options = ()


class UserMapping(Object, frozen=True):
    """A user mapping; the name is the role ("" for PUBLIC), the name's ``args`` the server."""

    server: ObjectRef = ObjectRef("server", "", "")
    options: Options = ()


# privileges


class DefaultPrivileges(Object, frozen=True):
    """What ALTER DEFAULT PRIVILEGES left, in ``grants``; the name's ``args`` is the role ("" for whoever runs it).

    The name is a kind of objects in the plural, as the statement has it (TABLES). Without a schema ``grants`` are all
    that a new object has, else what it has besides.
    """
