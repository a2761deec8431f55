"""What goes into a file: the parameters that every template in ``templates/layouts/`` gets.

``comment``: the lines at the top, each a whole SQL comment. ``groups``: statements (with their semicolon) in
runs that are all transactional or all not. ``limits``: the SET LOCAL statements that open a transaction.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import PurePosixPath

from pglast.parser import scan

from fixer.layouts.base import MigrationSource
from fixer.model import FixerError, Migration, Statement
from fixer.values import Value

LOCK_TIMEOUT = "SET LOCAL lock_timeout = '5s'"
STATEMENT_TIMEOUT = "SET LOCAL statement_timeout = '30s'"
NO_STATEMENT_TIMEOUT = "SET LOCAL statement_timeout = 0"
_NOTHING_TO_UNDO = ("Nothing to undo: the up only looked.",)

_MARKER = re.compile(r"^(migrate:|\+)|(?<=-)->")


class Group(Value, frozen=True):
    """Statements that follow each other and are all transactional or all not, each with its semicolon."""

    transactional: bool
    statements: tuple[str, ...]


def comments(lines: Iterable[str]) -> list[str]:
    """``lines`` as SQL comments: no line end in them escapes, and none is a marker that a tool obeys.

    dbmate, goose and sql-migrate obey comments that begin a line (``-- migrate:down``), Drizzle splits at
    ``--> statement-breakpoint`` wherever it stands.
    """
    parts = (part.strip() for line in lines for part in line.replace("\0", "").splitlines())
    return [f"-- {_MARKER.sub(_defused, part)}".rstrip() for part in parts]


def down_lines(migration: Migration) -> tuple[str, ...]:
    """The comment lines of the way back; a file without statements says why it has none."""
    return migration.down_summary or (() if migration.down else _NOTHING_TO_UNDO)


def _defused(marker: re.Match[str]) -> str:
    return "·" + marker.group() if marker.group(1) else " >"


def terminated(sql: str) -> str:
    """The statement with its semicolon, which a comment at its end must not swallow."""
    sql = sql.rstrip().removesuffix(";")
    open_comment = "--" in sql.rsplit("\n", 1)[-1] and scan(sql)[-1].name == "SQL_COMMENT"
    return f"{sql}\n;" if open_comment else f"{sql};"


def groups(statements: Sequence[Statement]) -> list[Group]:
    """The statements in order, cut where the transaction mode changes."""
    return [
        Group(transactional, tuple(terminated(item.sql) for item in run))
        for transactional, run in groupby(statements, key=lambda item: item.transactional)
    ]


def limits(migration: Migration, down: bool = False) -> list[str]:
    """How long the migration, or its way back, may wait for a lock, and run.

    LOCAL, because a transaction pooler such as PgBouncer forgets a session's settings. None for a migration
    that changes nothing and takes no lock.
    """
    looks_only = not migration.down and not any(item.locks or item.hazards for item in migration.up)
    if looks_only:
        return []
    reads = any(hazard.kind in ("scan", "rewrite") for item in migration.down for hazard in item.hazards)
    takes_long = reads if down else migration.long_running
    return [LOCK_TIMEOUT, NO_STATEMENT_TIMEOUT if takes_long else STATEMENT_TIMEOUT]


def ends(migration: Migration) -> list[str]:
    """What lifts ``limits`` before the transaction ends.

    DEFAULT is the value that the connection began with: what the role, the database or the connection
    string set (seen on PostgreSQL 15).
    """
    return [f"{limit.split(' = ')[0]} = DEFAULT" for limit in limits(migration)]


def by_tool(
    migration: Migration, statements: Sequence[Statement], tool: str, alone: bool = True
) -> list[Group]:
    """``groups`` for a file that the tool runs as one query. Raises FixerError on what it cannot hold.

    PostgreSQL takes several statements in one query as one transaction, so a statement that refuses a
    transaction has to be the only one.
    """
    outside = [item.sql for item in statements if not item.transactional]
    if outside and not alone:
        raise FixerError(
            f"migration {migration.name}: {tool} runs every statement in a transaction", line=outside[0]
        )
    if outside and len(statements) > 1:
        raise FixerError(
            f"migration {migration.name}: {tool} runs this statement only when it is alone in its file",
            line=outside[0],
        )
    return groups(statements)


def stem(path: str) -> str:
    """The name of a migration's file without its ending: ``000001_shop`` of ``migrations/000001_shop.up.sql``."""
    return PurePosixPath(path).name.removesuffix(".sql").removesuffix(".up")


def down_name(source: MigrationSource) -> str:
    """The file for a way back that lies beside a migration's own file."""
    return f"{stem(source.path)}.down.sql"


def psql(*paths: str) -> str:
    """The command that runs files as they stand, and stops at the first error."""
    return " ".join(
        ['psql "$DATABASE_URL" -v ON_ERROR_STOP=1', *(f"-f {shlex.quote(path)}" for path in paths)]
    )


def drops(indexes: Sequence[str]) -> str:
    """The statements that remove what failed concurrent builds of ``indexes`` (SQL names) leave behind."""
    return "; ".join(f"DROP INDEX CONCURRENTLY IF EXISTS {index}" for index in indexes)
