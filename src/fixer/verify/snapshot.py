"""What a database looks like at one moment: its introspected catalog and its dump; and how two moments differ."""

from __future__ import annotations

import os
import re
import subprocess
import zlib
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

from psycopg.conninfo import make_conninfo
from psycopg.pq import Conninfo

from fixer.catalog.catalog import Catalog
from fixer.catalog.introspect.errors import reported
from fixer.catalog.objects import Constraint, Extension, External, Index, Object, Table
from fixer.catalog.rare_objects import Statistics
from fixer.ddl.base import DdlError
from fixer.ddl.difference import CannotRestoreError, difference
from fixer.ddl.schema import versions_that_stay
from fixer.ddl.texts.held_texts import with_held
from fixer.model import FixerError, ObjectRef
from fixer.sql.array_casts import cast_by_element
from fixer.sql.quote import target
from fixer.values import Value, replace
from fixer.verify.beside import EVERYBODY, Beside, Whose, beside, differing
from fixer.verify.connection import Connection, by_ourselves, settings, without_password
from fixer.verify.looks import Looks, Mark
from fixer.verify.moments import Span, moment

_TOKEN = re.compile(r"^\\(?:un)?restrict .*\n", re.MULTILINE)  # lines of pg_dump with a random token
_TABLE = re.compile(
    r"^(CREATE (?:UNLOGGED |FOREIGN )?TABLE [^\n]+ \()\n(.*?)\n(\)[^\n]*)$", re.DOTALL | re.MULTILINE
)
_PART = re.compile(r"\n{2,}(?=--\n-- )")
_KEYS = re.compile(r"^(CREATE STATISTICS .* ON )(.*)( FROM [^\n]*)$", re.MULTILINE)
_SHOWN = 40
_SAYS_NOTHING = re.compile(r"[-+](\s*|--.*|SET default_table(space|_access_method) = .*)")
"""Lines of a dump's difference that come and go with those beside them."""
_QUERY = re.compile(r"pg_dump: (?:detail: Query|error: The command) was: ")


class Snapshot(Value, frozen=True):
    """A database at one moment. One is kept for every migration, of a large schema, too: in little room."""

    catalog: Catalog
    packed: bytes | None = None
    mark: Mark = ()
    beside: Beside = frozenset()
    told: bool = False
    """Whether the catalog is the model's word, and was not read: it is compared with none that was."""

    @property
    def dump(self) -> str | None:
        """What pg_dump said; None where it was not asked, or there is none."""
        return None if self.packed is None else zlib.decompress(self.packed).decode()


class Unread(Value, frozen=True):
    """A moment of which only the mark was taken: enough to know it again, and not to say how another one differs.
    ``only_indexes``: as ``Looks.mark``.
    """

    mark: Mark
    only_indexes: bool


class UnreadError(Exception):
    """More is asked of a moment than its mark tells."""


class Difference(Value, frozen=True):
    """How a database that should be as before is not; empty where it is."""

    objects: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    """What would lead back to the one before."""
    dump: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    """Tables that differ only in the position of a column, which nothing can restore: not a difference."""
    stays: tuple[str, ...] = ()
    """A sentence for each thing that stays as it is, an extension's version or that a constraint is validated: nothing restores
    that either."""

    @property
    def same(self) -> bool:
        """Whether nothing differs that could be restored."""
        return not (self.objects or self.dump)


def take(
    connection: Connection,
    conninfo: str,
    program: Path | None,
    with_dump: bool,
    looks: Looks,
    own: bool = False,
    whole: bool = False,
    like: Snapshot | None = None,
    whose: Whose = EVERYBODY,
) -> Snapshot:
    """A snapshot of a database that nobody else writes to. pg_dump runs while the catalog is read. ``own``: on a server of ours.

    ``whole``: as ``Looks.catalog``; ``whose``: as ``beside``. ``like`` is an earlier one, which is given back where the system catalogs
    hold what they held then, row for row: whatever reads them sees the same.
    """
    mark = looks.mark(connection)
    if like is not None and mark and mark == like.mark:
        return like
    dumping = _start(program, conninfo, own) if program is not None and with_dump else None
    try:
        catalog = looks.catalog(connection, mark, whole)
        with reported("read the server's roles"):
            has = beside(connection, whose)
    except BaseException:
        if dumping is not None:
            dumping.kill()
            dumping.communicate()
        raise
    if dumping is None:
        return Snapshot(catalog, None, mark, has)
    span = Span(looks.since, moment(connection))
    return Snapshot(catalog, _packed(span.in_words(_finish(dumping, conninfo))), mark, has)


def _packed(dump: str) -> bytes:
    return zlib.compress(dump.encode(), level=1)


def dumps(program: Path, conninfo: str) -> bool:
    """Whether a pg_dump gets into a database: the wheel's knows no SSL."""
    try:
        dumping = _start(program, conninfo, own=False)
    except FixerError:
        return False
    dumping.communicate()
    return dumping.returncode == 0


def _start(program: Path, conninfo: str, own: bool) -> subprocess.Popen[str]:
    """pg_dump -s. The password goes through the environment, not the command line that everybody sees; a secret that has no
    variable goes nowhere.
    """
    secret = {option.keyword.decode() for option in Conninfo.get_defaults() if option.dispchar == b"*"}
    given = settings(conninfo)
    password = given.get("password", "")
    given = {name: value for name, value in given.items() if name not in secret}
    with by_ourselves() if own else nullcontext():
        environment = {**os.environ, "PGCLIENTENCODING": "UTF8"}
    environment |= {"PGPASSWORD": password} if password else {}
    try:
        return subprocess.Popen(  # noqa: S603  a program that was found, no shell
            [program, "-s", "-d", make_conninfo("", **given)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=environment,
        )
    except OSError as error:
        raise FixerError(
            f"{program} cannot be run: {error.strerror}",
            hint="Mend it, or take it away: without a pg_dump, what is restored is compared by the catalogs alone.",
        ) from None


def _finish(dumping: subprocess.Popen[str], conninfo: str) -> str:
    text, said = dumping.communicate()
    if dumping.returncode:
        said = without_password(_QUERY.split(said)[0], settings(conninfo))
        raise FixerError(f"pg_dump failed: {said}")
    return _TOKEN.sub("", text)


def compare(before: Snapshot, after: Snapshot) -> Difference:
    """What is not as it was."""
    objects, statements, moved = _catalogs(before.catalog, after.catalog)
    told, leading_back, shared = differing(before.beside, after.beside)
    dump: tuple[str, ...] = ()
    stays = tuple(versions_that_stay(after.catalog.changes(before.catalog)))
    # the dump has privileges of what an extension brings by its version, too
    was, now = (None, None) if stays or before.packed == after.packed else (before.dump, after.dump)
    if was is not None and now is not None:
        was, now = cast_by_element(was), cast_by_element(now)
        dump = tuple(dump_difference(_without_order(was), _without_order(now)))
        if not dump:
            moved = tuple(dict.fromkeys((*moved, *_moved(was, now))))
    return Difference((*objects, *told), (*statements, *leading_back), dump, moved, (*stays, *shared))


def changed(before: Catalog, after: Catalog) -> list[tuple[ObjectRef, Object | None, Object | None]]:
    """The objects that are not as they were, as far as that could be restored: name, before, after."""
    return [
        (ref, was, now)
        for ref, was, now in after.changes(before)
        if _restorable(was) != _restorable(now) or _named_otherwise(was, now)
    ]


def _named_otherwise(was: Object | None, now: Object | None) -> bool:
    """Whether columns of a table have each other's names: its rows say something else then."""
    if not isinstance(was, Table) or not isinstance(now, Table) or was.id != now.id:
        return False
    names = {column.id: column.name for column in now.columns}
    return any(names.get(column.id, column.name) != column.name for column in was.columns)


def _catalogs(before: Catalog, after: Catalog) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    differing = changed(before, after)
    moved = tuple(
        target(ref)
        for ref, was, now in after.changes(before)
        if isinstance(was, Table)
        and isinstance(now, Table)
        and _restorable(was) == _restorable(now)
        and not _named_otherwise(was, now)
    )
    if not differing:
        return (), (), moved
    names = tuple(f"{ref.kind} {target(ref)}" for ref, _was, _now in differing)
    try:
        statements = tuple(statement.sql for statement in difference(after, before, concurrently=False))
    except (CannotRestoreError, DdlError):
        statements = ()
    return names, statements, moved


def _restorable(item: Object | None) -> Object | None:
    """Without what nothing can restore, and what an extension or the platform brings."""
    if isinstance(item, External):
        return None
    if isinstance(item, Extension):
        return replace(item, version=None)
    if isinstance(item, Table):
        return replace(item, columns=tuple(sorted(item.columns, key=lambda column: column.name)))
    if isinstance(item, Statistics):  # whose columns stand in the order that the table has them in
        return replace(item, keys=tuple(sorted(item.keys)), columns=tuple(sorted(item.columns)))
    if isinstance(item, Constraint | Index):  # which a new type of a column makes again
        return with_held(item, lambda held: cast_by_element(held.text))
    return item


def _without_order(dump: str) -> str:
    """The dump, its parts and the columns in them in the order of their text: pg_dump follows the columns' positions in
    what it says of each, comments and privileges among that.
    """
    return "\n\n".join(sorted(_sorted_columns(part) for part in _PART.split(dump)))


def _sorted_columns(part: str) -> str:
    table = _TABLE.search(part)
    if table is None:
        return _KEYS.sub(lambda found: f"{found[1]}{', '.join(sorted(found[2].split(', ')))}{found[3]}", part)
    lines = sorted(line.rstrip(",") for line in table[2].split("\n"))
    settings = sorted(part[table.end() :].split("\n"))
    return "\n".join((part[: table.start()] + table[1], *lines, table[3], *settings))


def _moved(before: str, after: str) -> Iterator[str]:
    old = {match[1]: match[2] for match in _TABLE.finditer(before)}
    for match in _TABLE.finditer(after):
        if old.get(match[1]) != match[2]:
            yield match[1].removesuffix(" (").rsplit(" ", 1)[-1]


def dump_difference(before: str, after: str) -> list[str]:
    """The lines that differ, as a diff without context, and not too many of them."""
    import difflib

    found = [
        line
        for line in difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
        if not line.startswith(("---", "+++", "@@"))
    ]
    said = [line for line in found if not _SAYS_NOTHING.fullmatch(line)] or found
    rest = len(said) - _SHOWN
    return [*said[:_SHOWN], *([f"… and {rest} more lines"] if rest > 0 else [])]
