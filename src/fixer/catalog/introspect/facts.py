"""What only a live database knows: sizes, invalid and unused indexes, and which migrations were applied."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from fixer.catalog.introspect.careful import CAREFULLY
from fixer.catalog.introspect.errors import reported
from fixer.model import ObjectRef
from fixer.values import Value, replace

if TYPE_CHECKING:
    import psycopg


class Size(Value, frozen=True):
    """How large a table is: ``rows`` as the planner estimates them (-1: never analysed), ``bytes`` with indexes and TOAST."""

    rows: int
    bytes: int


class Applied(Value, frozen=True):
    """What a migration tool says it has applied: ``versions`` as its files write them.

    ``up_to`` is set for tools that keep only the last one: everything up to it counts as applied. ``dirty`` where the
    last run failed halfway. ``hidden`` where the table, or some of its rows, may not be read: then nothing is known.
    """

    tool: str
    table: str
    versions: frozenset[str] = frozenset()
    up_to: str | None = None
    dirty: bool = False
    hidden: bool = False


class Facts(Value, frozen=True):
    """All of it. ``unused`` are indexes that no scan has used since ``since`` (None: since the server was made)."""

    sizes: dict[ObjectRef, Size]
    invalid: frozenset[ObjectRef]
    unused: dict[ObjectRef, int]
    """Unused indexes and their size in bytes; those that enforce a constraint or uniqueness are not among them."""
    since: datetime | None
    applied: tuple[Applied, ...]


# A partitioned table has no file, and autovacuum never analyses it: it is as large as its partitions together. reltuples is 0, not
# -1, for a table that was never analysed before PostgreSQL 14.
_SIZES = """
WITH RECURSIVE found AS MATERIALIZED (
    SELECT c.oid, c.relkind, c.relispartition, n.nspname, c.relname,
           CASE WHEN c.reltuples > 0 OR current_setting('server_version_num')::int >= 140000 THEN c.reltuples::bigint ELSE -1 END AS rows,
           pg_total_relation_size(c.oid) AS bytes
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
), within (part, whole, rows, bytes) AS (
    SELECT f.oid, i.inhparent, CASE WHEN pg_relation_size(f.oid) = 0 THEN 0 ELSE f.rows END, f.bytes
    FROM found f JOIN pg_inherits i ON i.inhrelid = f.oid WHERE f.relispartition AND f.relkind = 'r'
    UNION ALL
    SELECT w.part, i.inhparent, w.rows, w.bytes FROM within w JOIN pg_inherits i ON i.inhrelid = w.whole
), parts AS (
    SELECT whole, CASE WHEN min(rows) < 0 THEN -1 ELSE sum(rows)::bigint END AS rows, sum(bytes)::bigint AS bytes FROM within GROUP BY 1
)
SELECT CASE f.relkind WHEN 'm' THEN 'materialized view' ELSE 'table' END, f.nspname, f.relname,
       CASE f.relkind WHEN 'p' THEN coalesce(p.rows, 0) ELSE f.rows END,
       CASE f.relkind WHEN 'p' THEN coalesce(p.bytes, 0) ELSE f.bytes END
FROM found f LEFT JOIN parts p ON p.whole = f.oid
"""

_INDEXES = """
SELECT n.nspname, c.relname, i.indisvalid,
       s.idx_scan = 0 AND NOT i.indisunique AND NOT i.indisexclusion AND NOT i.indisreplident,
       CASE WHEN s.idx_scan = 0 THEN pg_relation_size(c.oid) END
FROM pg_index i
JOIN pg_class c ON c.oid = i.indexrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_stat_user_indexes s ON s.indexrelid = c.oid
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND (NOT i.indisvalid OR s.idx_scan = 0)
"""

_RESET = "SELECT stats_reset FROM pg_stat_database WHERE datname = current_database()"

# the tables of migration tools, with their columns
_TABLES = """
SELECT n.nspname, c.relname, array_agg(a.attname::text ORDER BY a.attnum), min(format_type(a.atttypid, NULL)) FILTER
    (WHERE a.attname = 'version')
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind = 'r' AND c.relname IN ('schema_migrations', '__drizzle_migrations', 'goose_db_version', 'gorp_migrations')
GROUP BY 1, 2 ORDER BY 1, 2
"""


def facts(connection: psycopg.Connection) -> Facts:
    """Reads them, in one read-only transaction; sizes are the server's own figures, which take no scan.

    Raises FixerError where something may not be read, or the connection is lost.
    """
    from psycopg import errors, sql

    with reported("read the database's statistics"), connection.transaction():
        connection.execute(CAREFULLY)
        sizes = {
            ObjectRef(kind, schema, name): Size(rows, size or 0)
            for kind, schema, name, rows, size in connection.execute(_SIZES)
        }
        found = connection.execute(_INDEXES).fetchall()
        reset = connection.execute(_RESET).fetchone()
        applied = []
        for schema, name, columns, kind in connection.execute(_TABLES).fetchall():
            reader = _reader(schema, name, set(columns), kind)
            if reader is not None:
                query, read = reader
                table = sql.Identifier(schema, name)
                shown = f"{schema}.{name}"
                try:
                    with connection.transaction():
                        rows = connection.execute(sql.SQL(query).format(table=table)).fetchall()
                except errors.InsufficientPrivilege:
                    applied.append(replace(read(shown, []), hidden=True))
                else:
                    applied.append(read(shown, rows))
    return Facts(
        sizes,
        frozenset(ObjectRef("index", schema, name) for schema, name, valid, _u, _s in found if not valid),
        {
            ObjectRef("index", schema, name): size
            for schema, name, valid, unused, size in found
            if valid and unused
        },
        reset[0] if reset else None,
        tuple(applied),
    )


Reader = tuple[str, Callable[[str, list[tuple[object, ...]]], Applied]]


def _reader(schema: str, name: str, columns: set[str], kind: str | None) -> Reader | None:
    """How a tool's table is read; None for a table that only looks like one."""
    if name == "schema_migrations" and {"version", "dirty"} <= columns:
        return "SELECT version::text, dirty FROM {table}", _golang_migrate
    if name == "schema_migrations" and "version" in columns and kind in ("text", "character varying"):
        tool = "supabase" if schema == "supabase_migrations" else "dbmate"
        return "SELECT version FROM {table}", lambda table, rows: _listed(tool, table, rows)
    if name == "__drizzle_migrations" and "created_at" in columns:
        return "SELECT created_at::text FROM {table}", lambda table, rows: _listed("drizzle", table, rows)
    if name == "goose_db_version" and {"version_id", "is_applied", "id"} <= columns:
        query = "SELECT DISTINCT ON (version_id) version_id::text, is_applied FROM {table} ORDER BY version_id, id DESC"
        return query, _goose
    if name == "gorp_migrations" and {"id", "applied_at"} <= columns:
        return "SELECT id::text FROM {table}", lambda table, rows: _listed("sql-migrate", table, rows)
    return None


def _listed(tool: str, table: str, rows: list[tuple[object, ...]]) -> Applied:
    return Applied(tool, table, frozenset(str(row[0]) for row in rows))


def _golang_migrate(table: str, rows: list[tuple[object, ...]]) -> Applied:
    """One row: the last version that was run, and whether that run failed."""
    if not rows:
        return Applied("golang-migrate", table)
    return Applied("golang-migrate", table, up_to=str(rows[0][0]), dirty=bool(rows[0][1]))


def _goose(table: str, rows: list[tuple[object, ...]]) -> Applied:
    """A row for each run up and down: the last one of a version counts; 0 is the table's own first row."""
    return Applied("goose", table, frozenset(str(row[0]) for row in rows if row[1] and str(row[0]) != "0"))
