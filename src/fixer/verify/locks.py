"""The locks that statements really take, from pg_locks, beside those that were announced.

A statement in a transaction keeps its locks until the end (PostgreSQL documentation, 13.3 Explicit Locking), so one
look after it tells. A statement that refuses a transaction is made to wait: another connection holds ROW EXCLUSIVE on
its tables, as a writer does. CREATE INDEX CONCURRENTLY and DROP INDEX CONCURRENTLY wait for such a writer in the middle
of their work, with their lock on the table held for the session; any stronger lock would wait for the writer too, and
shows in pg_locks as not granted. When it is seen to wait, its locks are read and the writer lets go. VACUUM does not wait for
a writer: it meets another VACUUM's lock instead. What goes on in several transactions (a procedure that commits, VACUUM of
several tables, DETACH CONCURRENTLY) takes locks and lets go of them unseen: what was seen of it is no measure of it, and said
to be none.
"""

from __future__ import annotations

import re
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

from fixer.ddl.base import ROW_EXCLUSIVE, STRENGTH
from fixer.interrupts import undisturbed
from fixer.model import Location, MeasuredLock, MeasuredRewrite, ObjectRef, Statement
from fixer.sql.quote import identifier, target
from fixer.values import Value
from fixer.verify.connection import Connection

_FIRST_USER_OID = 16384  # FirstNormalObjectId in access/transam.h: what initdb makes is below
# ALTER SEQUENCE writes its one row into a new file: no rewrite
_FILE = "CASE c.relkind WHEN 'S' THEN 0 ELSE c.relfilenode END"
_COLUMNS = f"l.virtualtransaction, l.relation, l.mode, {_FILE}, n.nspname, c.relname"
_HELD = f"""
SELECT {_COLUMNS} FROM pg_catalog.pg_locks l
LEFT JOIN pg_catalog.pg_class c ON c.oid = l.relation
LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE (l.locktype = 'virtualxid' OR l.locktype = 'relation' AND l.relation >= {_FIRST_USER_OID}
       AND l.mode NOT IN ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock'))
  AND l.pid = """  # noqa: S608  constants
_RELATIONS = f"""
SELECT c.oid, n.nspname, c.relname, {_FILE} FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.oid >= {_FIRST_USER_OID} AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid
      AND d.deptype = 'e')
"""  # noqa: S608  constants
_NAMED = f"""
WITH named AS (SELECT oid FROM pg_catalog.pg_class WHERE oid >= {_FIRST_USER_OID} AND relname = ANY (%s))
SELECT n.nspname, c.relname, c.relhassubclass FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND c.oid IN (
    SELECT oid FROM named
    UNION ALL SELECT indrelid FROM pg_catalog.pg_index WHERE indexrelid IN (SELECT oid FROM named))
"""  # noqa: S608  constants
_POLL_SECONDS = 0.0002
_PROGRAMS = frozenset({"DoStmt", "CallStmt"})
_OF_TABLES = frozenset({"VacuumStmt", "ReindexStmt"})
"""They go from one table to the next, each in a transaction of its own; the writer is met at the first."""
_HURRIES = re.compile(r"\b(nowait|lock_timeout)\b", re.IGNORECASE)
_WORD = re.compile(r"\w+")

Row = tuple[str, int | None, str, int | None, str | None, str | None]
Relations = dict[int, tuple[str, int]]
"""OID -> name and relfilenode."""


class Taken(Value, frozen=True):
    """What one statement left behind: the strongest lock of each relation that was there before its file."""

    sql: str
    location: Location
    transaction: str
    held: Mapping[str, str]
    rewritten: tuple[str, ...]
    renamed: Mapping[str, str]
    """The names that it changed: old -> new."""
    known: frozenset[str]
    """The relations that could have been locked, by the names they had."""
    measured: bool = True
    """False where there may be locks that were not seen."""


@lru_cache(maxsize=65536)  # all of them are looked up before each file
def _name(schema: str, name: str) -> str:
    return target(ObjectRef("table", schema, name))


def relations(connection: Connection) -> Relations:
    """The tables, views and sequences that are there, but for those of extensions: they are locked where these are altered."""
    found = connection.execute(_RELATIONS.encode())
    return {oid: (_name(schema, name), filenode) for oid, schema, name, filenode in found}


def look(names: Relations) -> str:
    """The query that tells the locks of the transaction that it is sent in: on relations that may be among these. A file that
    makes a thousand tables holds a thousand locks after the last, of which nobody else feels one.
    """
    return f"{_HELD}pg_catalog.pg_backend_pid() AND (l.relation IS NULL OR l.relation <= {max(names, default=0):d})"


def read(
    sql: str,
    location: Location,
    rows: Iterable[Row],
    names: Relations,
    moves: bool = False,
    measured: bool = True,
    afterwards: Relations | None = None,
) -> Taken:
    """What a look shows. Brings ``names`` up to date. ``moves`` says that a new file is what the
    statement is for (TRUNCATE, REFRESH), and no rewrite; ``measured``, that the look shows everything. ``afterwards`` are the
    relations that are there after a statement outside a transaction: it has let go of them, and they tell what it wrote anew."""
    transaction, rewritten = "", list[str]()
    held: dict[str, str] = {}
    known = frozenset(name for name, _filenode in names.values())
    after: Relations = {}
    for found, oid, mode, filenode, schema, relation in rows:
        transaction = found
        if oid is None or oid not in names:
            continue
        name, before = names[oid]
        if STRENGTH[mode] > STRENGTH.get(held.get(name, ""), -1):
            held[name] = mode
        if schema is not None and relation is not None and filenode is not None:
            if filenode != before and not moves and name not in rewritten:
                rewritten.append(name)
            after[oid] = (_name(schema, relation), filenode)
    for oid, (name, filenode) in (afterwards or {}).items():
        if oid in names:
            was, before = names[oid]
            if filenode != before and not moves and was not in rewritten:
                rewritten.append(was)
            after[oid] = (name, filenode)
    renamed = {names[oid][0]: name for oid, (name, _file) in after.items() if names[oid][0] != name}
    names.update(after)
    return Taken(sql, location, transaction, held, tuple(rewritten), renamed, known, measured)


def watched(
    connection: Connection, second: Connection, sql: str, kind: str, words: Collection[str]
) -> tuple[list[Row], bool]:
    """Runs a statement outside a transaction, and gives the locks that it was seen with, and whether these are all. ``kind`` is
    its parse node, ``words`` are those in it that may name something. Raises psycopg.Error."""
    pid = connection.info.backend_pid
    if kind in _PROGRAMS:  # one that does not wait, or not for long, is not to meet the writer
        words = () if _HURRIES.search(sql) else _WORD.findall(sql)
    mode = "SHARE UPDATE EXCLUSIVE" if kind == "VacuumStmt" else "ROW EXCLUSIVE"
    tables = second.execute(_NAMED.encode(), [list(words)]).fetchall()
    held = f"{_HELD}{pid:d}".encode()
    blocked = f"SELECT pg_catalog.pg_backend_pid() = ANY (pg_catalog.pg_blocking_pids({pid:d}))".encode()
    rows: dict[Row, None] = {}
    with ThreadPoolExecutor(1) as executor:
        second.execute("BEGIN")
        try:
            if tables:
                listed = ", ".join(
                    f"{identifier(schema)}.{identifier(name)}" for schema, name, _heirs in tables
                )
                second.execute(f"LOCK TABLE ONLY {listed} IN {mode} MODE".encode())
            running = executor.submit(connection.execute, sql.encode())
            waiting, waited = True, False
            while not running.done():
                rows |= dict.fromkeys(second.execute(held).fetchall())
                if waiting and second.execute(blocked).fetchone() == (True,):
                    rows |= dict.fromkeys(second.execute(held).fetchall())
                    second.execute(
                        "COMMIT"
                    )  # lets it go on; what it takes from here on is looked for as well
                    waiting, waited = False, True
                time.sleep(_POLL_SECONDS)
        except BaseException:
            with undisturbed():
                connection.cancel_safe()
            raise
        finally:
            with undisturbed():
                second.execute(
                    "COMMIT"
                )  # psycopg drops the plans that it keeps when something is rolled back
        running.result()
    if kind in _OF_TABLES:
        return list(rows), waited and [heirs for _schema, _name, heirs in tables] == [False]
    return list(rows), kind in ("IndexStmt", "DropStmt") and (waited or not tables)


def compare(taken: Sequence[Taken], announced: Sequence[Statement]) -> tuple[MeasuredLock, ...]:
    """The locks taken beside those announced, statement by statement; equal ones too."""
    by_text = {_plain(statement.sql): statement for statement in announced}
    found: list[MeasuredLock] = []
    transaction, before, said = "", dict[str, str](), dict[str, str]()
    for one in taken:
        if one.transaction != transaction or not one.measured:
            transaction, before, said = one.transaction, {}, {}
        statement = by_text.get(_plain(one.sql))
        own = {
            lock.relation for lock in statement.locks if lock.relation in one.known and _counts(lock.mode)
        } if statement else set[str]()  # fmt: skip
        for lock in statement.locks if statement else ():
            if lock.relation in own and STRENGTH[lock.mode] > STRENGTH.get(said.get(lock.relation, ""), -1):
                said[lock.relation] = lock.mode
        new = {name for name, mode in one.held.items() if mode != before.get(name)}
        found += [
            MeasuredLock(
                one.sql,
                name,
                said.get(name, ""),
                one.held.get(name, ""),
                statement is not None,
                one.measured,
            )
            for name in sorted(own | new)
            # what an earlier statement of the transaction took already is not this one's doing
            if name in new or STRENGTH.get(one.held.get(name, ""), -1) <= STRENGTH[said[name]]
        ]
        if not one.measured and not own | new:
            found.append(MeasuredLock(one.sql, "", "", "", statement is not None, measured=False))
        before = {one.renamed.get(name, name): mode for name, mode in one.held.items()}
        said = {one.renamed.get(name, name): mode for name, mode in said.items()}
    return tuple(found)


def rewrites(taken: Sequence[Taken], announced: Sequence[Statement]) -> tuple[MeasuredRewrite, ...]:
    """The tables that statements wrote anew beside what was announced; equal ones too."""
    by_text = {_plain(statement.sql): statement for statement in announced}
    found: list[MeasuredRewrite] = []
    for one in taken:
        statement = by_text.get(_plain(one.sql))
        said = any(hazard.kind == "rewrite" for hazard in statement.hazards) if statement else False
        found += [MeasuredRewrite(one.sql, name, said, True) for name in one.rewritten]
        if said and not one.rewritten:
            found.append(MeasuredRewrite(one.sql, "", True, False))
    return tuple(found)


def understated(lock: MeasuredLock) -> bool:
    """Whether PostgreSQL took more than was announced."""
    return lock.told and STRENGTH.get(lock.taken, -1) > STRENGTH.get(lock.announced, -1)


def _counts(mode: str) -> bool:
    """Whether a lock stops writers or other changes of the schema: weaker ones are everyday."""
    return STRENGTH[mode] > STRENGTH[ROW_EXCLUSIVE]


def _plain(sql: str) -> str:
    return " ".join(sql.split()).rstrip("; ")
