"""One migration's way back: the difference between the catalog it leaves and the one it met, and what no statement restores."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import EnumType, Table
from fixer.ddl.base import DdlError
from fixer.ddl.constraints import not_null
from fixer.ddl.difference import CannotRestoreError, CircleError, difference
from fixer.ddl.queries.conversion import is_wider
from fixer.ddl.queries.used_columns import column_ref
from fixer.ddl.schema import versions_that_stay
from fixer.model import FixerError, ObjectRef, Statement
from fixer.replay import Ran, Seen, Step
from fixer.sql.quote import identifier, literal, target
from fixer.values import Value
from fixer.way_back.bodies import unlooked
from fixer.way_back.data import undo
from fixer.way_back.fit import in_a_circle
from fixer.way_back.moments import moments
from fixer.way_back.readable import joined
from fixer.way_back.roles import dropped_again, not_undone
from fixer.way_back.staying import staying
from fixer.way_back.unended import unended

_UNKNOWN = "what this changed in the schema is not known, and not undone"
_INDEX = re.compile(r"(?:CREATE|DROP)(?: UNIQUE)? INDEX ")


class WayBack(Value, frozen=True):
    """What undoes a migration. ``lost`` says, a sentence each, what it does not bring back.

    ``source`` says where it is from, if not from the statements of the migration alone.
    """

    statements: tuple[Statement, ...]
    lost: tuple[str, ...] = ()
    source: str = ""
    restores: bool = True
    """Whether it leaves the schema as it was; then what is lost is data alone."""


def way_back(step: Step, concurrently: bool, wrapped: bool = False, without_stars: bool = False) -> WayBack:
    """Undoes a migration: first its rows, then its schema.

    It fits the schema that it meets (``fit.misfit``), or was seen on a database. Raises FixerError where objects need each
    other so that they cannot come back. ``concurrently`` allows DROP and CREATE
    INDEX CONCURRENTLY where the way back is that one statement, ``wrapped`` is as in ``staying``, and ``without_stars`` writes
    out what ``*`` stands for in views.
    """
    stays = staying(step.statements, wrapped)
    rows, lost = _rows(step, stays)
    before, after = (step.before, step.after) if step.seen is None else (step.seen.before, step.seen.after)
    try:
        statements, stay = _schema(step.source.path, before, after, concurrently and not rows, without_stars)
    except CircleError as error:
        raise in_a_circle(step, error.left) from None
    left = [f"{target(ref)} stays as it is: {why}." for ref, why in stay.items()]
    left += [
        *_declared(before, after),
        *_unnamed(before, after),
        *_of_the_owner(before, after),
        *versions_that_stay(after.changes(before)),
        *moments(statements, before),
        *_told(not_undone(stays)),
    ]
    return WayBack(
        (*rows, *statements, *dropped_again(stays)),
        tuple(dict.fromkeys((*lost, *left, *_gone(before, after, stay)))),
        "" if step.seen is None else _source(step, step.seen),
        not left and (step.seen is not None or all(ran.followed for ran in step.statements)),
    )


def _source(step: Step, seen: Seen) -> str:
    """Why the schema's way back is not from the statements: marked as such in the file."""
    opened = unended(step)
    unread = [str(ran.location.line) for ran in step.statements if not ran.followed]
    unread += [str(opened.line)] if opened is not None and not unread else []
    lines = f"line{'s'[len(unread) == 1 :]} {', '.join(unread)}"
    return (
        f"From the schema of a database on {seen.server} before and after the migration ran there: "
        f"what {lines} {'does' if len(unread) == 1 else 'do'} is not told by reading."
    )


def _rows(step: Step, stays: Sequence[Ran]) -> tuple[list[Statement], list[str]]:
    statements: list[Statement] = []
    lost: list[tuple[Ran, str]] = []
    for ran in reversed(stays):
        undone = undo(ran, step.before, step.after)
        if undone is not None and undone.statement is not None:
            statements.append(undone.statement)
        elif undone is not None:
            lost.append((ran, undone.sentence))
        if not ran.followed and step.seen is None:
            lost.append((ran, _UNKNOWN))
    return statements, _told(reversed(lost))


def _told(lost: Iterable[tuple[Ran, str]]) -> list[str]:
    """Each sentence once, with the lines that it is about."""
    lines: dict[str, list[int]] = {}
    for ran, sentence in lost:
        lines.setdefault(sentence, []).append(ran.location.line)
    told = sorted(lines.items(), key=lambda entry: entry[1])
    return [f"{_lines(numbers)}: {sentence}." for sentence, numbers in told]


def _lines(numbers: Sequence[int]) -> str:
    *first, last = map(str, dict.fromkeys(numbers))
    return f"Lines {', '.join(first)} and {last}" if first else f"Line {last}"


def _schema(
    path: str, before: Catalog, after: Catalog, concurrently: bool, without_stars: bool
) -> tuple[list[Statement], dict[ObjectRef, str]]:
    """The statements, and what stays as it is, with the reason."""
    goal = before
    kept: dict[ObjectRef, str] = {}
    while True:  # every round keeps at least one object more as it is
        try:
            found = difference(after, goal, concurrently=False, without_stars=without_stars)
            if concurrently and len(found) == 1 and _INDEX.match(found[0].sql):
                found = difference(after, goal, concurrently=True, without_stars=without_stars)
            return unlooked(joined(found), goal), kept
        except CircleError:
            raise
        except CannotRestoreError as error:
            if kept.keys() >= set(error.left):  # a view that reads itself by way of others
                changed = [ref for ref, _before, _after in after.changes(before)]
                raise CircleError(list(dict.fromkeys([*changed, *error.left]))) from None
            goal = goal.overlay()
            for ref in error.left:
                now = after.get(ref)
                kept[ref] = error.why or "no statement leads back from it"
                if now is None:
                    goal.remove(ref)
                else:
                    goal.put(now)
        except DdlError as error:
            raise FixerError(
                f"{path}: its way back cannot be worked out: {error}",
                hint="This is a bug in the difference engine. Please report it.",
            ) from None


def _added_labels(was: EnumType, now: EnumType) -> Iterator[str]:
    if added := [label for label in now.labels if label not in was.labels]:
        held = " or ".join(map(literal, added))
        yield f"{target(was.ref)} is made anew without {held}: this fails while a row holds it."


def _declared(before: Catalog, after: Catalog) -> Iterator[str]:
    """The columns that a table only inherited, and has for itself since it left its parent: INHERIT keeps that."""
    for ref, was, item in after.changes(before):
        if not isinstance(was, Table) or not isinstance(item, Table) or was.parent is not None:
            continue
        own = {column.id for column in item.columns if not column.inherited}
        names = [c.name for c in was.columns if c.inherited and not c.local and c.id in own]
        if names:
            listed = ", ".join(map(identifier, names))
            yield f"{target(ref)} keeps {listed} as its own, too: dropping them from its parent leaves them there."


def _unnamed(before: Catalog, after: Catalog) -> Iterator[str]:
    """The names that a NOT NULL has from PostgreSQL 18 on, which no SQL says where nobody says that it is 18."""
    changes = [] if not_null.says_names(before) else list(after.changes(before))
    tables = {item.id: item for _ref, _was, item in changes if isinstance(item, Table)}
    for was in [item for _ref, item, _now in changes if isinstance(item, Table) and item.id in tables]:
        left = {column.id: column.required for column in tables[was.id].columns}
        for column in was.columns:
            about = not_null.said(column)
            if column.not_null and about.name and not about.no_inherit and not left.get(column.id, True):
                name = target(column_ref(was.ref, column.name))
                yield (
                    f"{name} comes back NOT NULL without the name {identifier(about.name)}, which only PostgreSQL 18 keeps: "
                    "say postgres = 18 in the configuration to have it back."
                )


_SUPERUSER = "postgres"


def _of_the_owner(before: Catalog, after: Catalog) -> Iterator[str]:
    """That privileges go back to what others have, of the role that may well be the owner without anybody having said so."""
    for ref, was, now in after.changes(before):
        if was is None or now is None or was.owner is not None or now.owner is not None:
            continue
        held, given = ({g for g in item.grants or () if g.grantee == _SUPERUSER} for item in (was, now))
        if held != given:
            yield f"If {_SUPERUSER} owns {target(ref)}, leave out what is said of it here: an owner has every privilege already."


def _gone(before: Catalog, after: Catalog, stay: Container[ObjectRef]) -> Iterator[str]:
    """The data that the schema's way back does not bring back."""
    now = {item.id: item for _ref, _was, item in after.changes(before) if item is not None}
    for ref, was, item in after.changes(before):
        if ref in stay:
            continue
        if isinstance(was, EnumType) and isinstance(item, EnumType):
            yield from _added_labels(was, item)
    for was in before.objects(Table):
        ref, item = was.ref, after.get(was.ref)
        if ref in stay or item is was:
            continue
        kept = item if isinstance(item, Table) and item.id == was.id else now.get(was.id)
        if not isinstance(kept, Table):
            parts = before.partitions(ref)
            if was.partition_key is not None and all(p.id in now or after.get(p.ref) is p for p in parts):
                continue  # it had no rows of its own, and its partitions are still there
            yield _without_rows(ref, isinstance(item, Table))
            continue
        columns = {column.id: column for column in kept.columns}
        for column in was.columns:
            name = target(column_ref(ref, column.name))
            left = columns.get(column.id)
            if left is None and column.generated is None and not column.inherited:
                other = kept.column(column.name)
                if other is not None and other.type == column.type:
                    yield f"{name} keeps what the column holds that took its place: the earlier values do not come back."
                else:
                    yield f"{name} comes back empty{_unless(column.not_null, column.default)}."
            elif left is not None and left.type != column.type and not is_wider(column.type, left.type):
                yield f"{name} goes back to {column.type}: what the change of type lost does not come back."


def _without_rows(table: ObjectRef, taken: bool) -> str:
    if taken:
        return (
            f"{target(table)} keeps the rows of the table that took its place: the others do not come back."
        )
    return f"{target(table)} comes back without its rows."


def _unless(not_null: bool, default: str | None) -> str:
    if not not_null or default is not None:
        return ""
    return ", and can only come back NOT NULL to a table without rows: fill it before SET NOT NULL"
