"""Looks at a scratch database, one after the other: what was seen before is not read again, and is kept once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import Enum

from fixer.catalog.catalog import Catalog
from fixer.catalog.introspect import introspect, making  # noqa: F401  it is imported while the server starts
from fixer.catalog.introspect.errors import reported
from fixer.verify.connection import Connection
from fixer.verify.moments import Span, moment

Mark = tuple[tuple[str, int, Decimal | int | None], ...]
"""Of each system catalog how many rows it has, and which transaction wrote the newest one; of ``pg_class``, and of the columns in
``pg_attribute``, what the rows say.

While transactions are numbered upwards and nothing is left but what was there at an earlier moment, as many rows are the
same rows: what goes up and comes back is known without reading it (documentation, 5.5 System Columns, xmin). A table's row, and
those of its columns, are written anew by what comes and goes with it. Of a column that was dropped, and of a TOAST table without
settings, nobody is told (documentation, 53.7 pg_attribute; Database Physical Storage, TOAST).
"""
# Values of columns and large objects are no part of a schema; nor is what only the server as a whole has, of which a role may
# read nothing.
_CATALOGS = """
SELECT quote_ident(relname), has_table_privilege(oid, 'SELECT')
FROM pg_catalog.pg_class
WHERE relnamespace = 'pg_catalog'::regnamespace AND relkind = 'r'
    AND relname NOT IN ('pg_statistic', 'pg_statistic_ext_data', 'pg_largeobject', 'pg_largeobject_metadata', 'pg_subscription',
                        'pg_subscription_rel', 'pg_replication_origin')
ORDER BY relname
"""
_INDEXES = ("pg_class", "pg_index", "pg_event_trigger")
"""What tells moments apart between which there was nothing but CREATE INDEX and DROP INDEX: an index has a row in both of the
first, its columns and what depends on it come and go with these. An event trigger may do more.
"""
# What its files look like is no part of a schema, and that a table once had an index, a rule, a trigger or a child says nothing
# that the catalogs of these do not (documentation, 53.11 pg_class). How many columns it ever had, how wide one is by its type, and
# what older rows have in it, are not told either.
_UNTOLD = frozenset(
    {
        *(
            "relfilenode",
            "relpages",
            "reltuples",
            "relallvisible",
            "relallfrozen",
            "relfrozenxid",
            "relminmxid",
        ),
        *("relhasindex", "relhasrules", "relhastriggers", "relhassubclass", "relnatts", "reltoastrelid"),
        *("attlen", "attbyval", "attalign", "attcacheoff", "atthasmissing", "attmissingval"),
    }
)
_COLUMNS = """
SELECT attrelid::regclass::text, string_agg(quote_ident(attname), ', ' ORDER BY attnum)
FROM pg_catalog.pg_attribute
WHERE attrelid IN ('pg_catalog.pg_class'::regclass, 'pg_catalog.pg_attribute'::regclass) AND attnum > 0
    AND attname <> ALL (%s)
GROUP BY attrelid
"""
# a database's own objects have numbers from 16384 on (documentation, System Catalog Initial Data, OID Assignment)
_SAID = """
WITH toast AS MATERIALIZED (
    SELECT oid FROM pg_catalog.pg_class
    WHERE relnamespace = 'pg_toast'::regnamespace AND oid >= 16384 AND reloptions IS NULL
)
SELECT 'pg_class', count(*),
       sum(pg_catalog.hashtextextended(ROW({pg_class})::text, 0)) FILTER (WHERE age(xmin) < 2147483647)
FROM pg_catalog.pg_class WHERE oid NOT IN (TABLE toast)
UNION ALL
SELECT 'pg_attribute', count(*), sum(pg_catalog.hashtextextended(ROW({pg_attribute})::text, 0))
FROM pg_catalog.pg_attribute
WHERE NOT attisdropped AND (attrelid >= 16384 AND attnum > 0 AND attrelid NOT IN (TABLE toast) OR attacl IS NOT NULL)
UNION ALL {others}
"""
# what initdb has written is of no age, which is told as the greatest
_MARK = """
SELECT '{0}', count(*), age('3'::xid) - nullif(min(age(xmin)), 2147483647) FROM pg_catalog.{0} WHERE {1}
"""
_OTHERWISE = {
    "pg_index": "indrelid NOT IN (TABLE toast)",
    "pg_depend": "NOT (classid = 'pg_catalog.pg_class'::regclass AND objid IN (TABLE toast))",
}
"""Which rows of a catalog are counted, where not all are."""


class Looking(Enum):
    """How closely the moments between the two ends are looked at. The ends are read whole, with a dump."""

    MARKED = "not at all where only indexes are built from there on, read otherwise"
    READ = "each is read"
    DUMPED = "each is read, with a dump"


@dataclass
class Looks:
    """What was seen of a database that nobody else writes to, since a moment by its own clock."""

    since: datetime
    first: Catalog | None = None
    """What an earlier look saw: later ones are kept as what differs from it."""
    seen: dict[Mark, Catalog] = field(default_factory=dict)
    readable: bool | None = None
    """Whether the role may read all that a mark takes; None while nobody has asked."""
    whole: str = ""
    """What makes a mark of all system catalogs."""

    def catalog(self, connection: Connection, mark: Mark, whole: bool = False) -> Catalog:
        """The catalog now, which has this mark. ``whole``: all of it is going to be gone through, more than once.

        What was read from 'now' since the moment is written as the word: it is another moment whenever it is made anew.
        """
        if mark in self.seen and not whole:
            return self.seen[mark]
        read = introspect(connection, repeated=True, scratch=True)
        first = None if whole else self.first
        span = Span(self.since, moment(connection))
        catalog = span.written(read if first is None else read.upon(first))
        if first is not None and not catalog.touched():
            catalog = first
        if not whole and (first is None or not catalog.grew_from(first)):
            self.first = catalog
        if mark:
            self.seen[mark] = catalog
        return catalog

    def mark(self, connection: Connection, only_indexes: bool = False) -> Mark:
        """What tells this moment from others; empty where nothing tells it. ``only_indexes``: from those between which statements
        did nothing but make and drop indexes, which takes a tenth of the time.
        """
        with reported("read the database's catalog"):
            if self.readable is None:
                found = connection.execute(_CATALOGS).fetchall()
                self.readable = all(may for _name, may in found)
                told: dict[str, str] = dict(connection.execute(_COLUMNS, [list(_UNTOLD)]).fetchall())
                others = _marking((name for name, _may in found if name not in told), _OTHERWISE)
                self.whole = _SAID.format(**told, others=others)
            if not self.readable:
                return ()
            if only_indexes:
                mark = _marked(connection, _MARK_OF_INDEXES)
                if not any(name == "pg_event_trigger" and rows for name, rows, _age in mark):
                    return mark
            return _marked(connection, self.whole)


def _marking(catalogs: Iterable[str], rows: Mapping[str, str]) -> str:
    return " UNION ALL ".join(_MARK.format(name, rows.get(name, "true")) for name in catalogs)


_MARK_OF_INDEXES = _marking(_INDEXES, {})


def _marked(connection: Connection, query: str) -> Mark:
    return tuple(sorted(connection.execute(query.encode(), prepare=True).fetchall()))
