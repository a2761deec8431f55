"""Units to migrations: grouped, cut where the transaction mode changes, named, and given their way back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fixer.catalog.catalog import Catalog
from fixer.catalog.keys import RELATION_KINDS
from fixer.catalog.objects import Index, Object
from fixer.ddl.base import DdlError, Session
from fixer.ddl.difference import CannotRestoreError
from fixer.ddl.run import apply, run, without_waits
from fixer.ddl.schema import versions_that_stay
from fixer.ddl.steps.settled import settled
from fixer.ddl.texts.qualify import qualified
from fixer.layouts.base import Layout
from fixer.model import Fix, FixerError, Migration, ObjectRef, Statement
from fixer.planner.mend import Unit
from fixer.planner.summary import locks_line, summary_of
from fixer.planner.undo import from_templates, no_way_back, tolerant, way_back
from fixer.render import Templates
from fixer.sql.parse import is_only
from fixer.sql.parse import statement as parse_statement
from fixer.sql.quote import target
from fixer.values import Value, replace

CONCURRENT, NORMAL, FILL, VALIDATE = "concurrent", "normal", "fill", "validate"


class Style(Value, frozen=True):
    """How the statements are to be written and cut."""

    layout: Layout
    concurrently: bool
    group_by: str


@dataclass
class _Part:
    """Statements of one mode in one group, with the units they come from."""

    mode: str
    statements: list[tuple[Unit, str]]


def migrations(
    units: Sequence[Unit], catalog: Catalog, style: Style, templates: Templates
) -> list[Migration]:
    """The migrations in the order they have to run. Each group's parts are undone together, last part first."""
    planned: list[Migration] = []
    start = catalog.overlay()
    groups = _groups(units, style.group_by)
    while groups:
        group, *groups = groups
        try:
            made, start = _of_group(group, start, style, templates, planned)
        except DdlError:  # one needs what another makes, and rounds would run it before
            if len(group) == 1:
                raise
            groups = [*([unit] for unit in group), *groups]
            continue
        planned += made
    _prove_all(planned, catalog, start)
    return planned


def _of_group(
    group: Sequence[Unit], start: Catalog, style: Style, templates: Templates, before: Sequence[Migration]
) -> tuple[list[Migration], Catalog]:
    """A group's migrations, and the catalog after them. Raises DdlError where one of its statements does not fit."""
    state = start.overlay()
    planned: list[Migration] = []
    built: list[Index] = []
    for part in _parts(group):
        for piece in _files(part, style):
            made, indexes = _migration(piece, part.mode, group, state, start, style, templates)
            planned.append(made)
            built += indexes
    planned = [tolerant(migration, state) for migration in planned]
    if style.layout.one_transaction and any(migration.online for migration in (*before, *planned)):
        built += [i for _r, was, i in state.changes(start) if isinstance(i, Index) and was is None]
    if built:
        planned.append(_check(built, group, templates))
    return planned, state.commit()


def _groups(units: Sequence[Unit], by: str) -> list[list[Unit]]:
    """Units in groups, in the order of their first members."""
    found: dict[tuple[int, str], list[Unit]] = {}
    for number, unit in enumerate(units):
        ref = unit.fixes[0].finding.target
        names = {
            "rule": unit.fixer.rule if ref else f"{unit.fixer.rule} {number}",
            "table": target(_owner(unit)) if ref else "",
            "finding": str(number),
            "none": "",
        }
        found.setdefault((unit.round, names[by]), []).append(unit)
    return list(found.values())


def _owner(unit: Unit) -> ObjectRef:
    ref = unit.fixes[0].finding.target
    assert ref is not None
    return ObjectRef("table", ref.schema, ref.table) if ref.table else ref


def _mode(sql: str) -> str:
    """How a statement has to be run: outside a transaction, in one of its own because it reads or writes many rows, or
    with others.
    """
    kind, node = parse_statement(sql)
    if kind in ("IndexStmt", "DropStmt") and node.get("concurrent"):
        return CONCURRENT
    if kind == "ReindexStmt" and any(
        item["DefElem"]["defname"] == "concurrently" for item in node.get("params", [])
    ):
        return CONCURRENT
    if kind == "UpdateStmt":  # its rows are locked for as long as it takes: no table may be
        return FILL
    commands = [item["AlterTableCmd"] for item in node.get("cmds", [])] if kind == "AlterTableStmt" else []
    if any(command.get("def", {}).get("PartitionCmd", {}).get("concurrent") for command in commands):
        return CONCURRENT
    return VALIDATE if any(c["subtype"] == "AT_ValidateConstraint" for c in commands) else NORMAL


def _builds_in_transaction(sql: str) -> bool:
    """A plain CREATE INDEX, of a table known to be small: it goes as it came."""
    kind, node = parse_statement(sql)
    return kind == "IndexStmt" and not node.get("concurrent") and not is_only(node["relation"])


def _parts(group: Sequence[Unit]) -> list[_Part]:
    """The group's statements in rounds: in each, what can be built concurrently, then the rest, then what validates.

    A unit's own statements keep their order; units take part in a round with what comes next for them.
    """
    queues = [[(unit, sql, _mode(sql)) for sql in unit.statements] for unit in group]
    parts: list[_Part] = []
    while any(queues):
        for mode in (CONCURRENT, NORMAL, FILL, VALIDATE):
            taken: list[tuple[Unit, str]] = []
            for queue in queues:
                while queue and queue[0][2] == mode:
                    unit, sql, _same = queue.pop(0)
                    taken.append((unit, sql))
            if taken:
                parts.append(_Part(mode, taken))
    return parts


def _files(part: _Part, style: Style) -> list[list[tuple[Unit, str]]]:
    if part.mode == CONCURRENT and style.layout.non_transactional == "alone":
        return [[item] for item in part.statements]
    return [part.statements]


def _migration(
    piece: Sequence[tuple[Unit, str]],
    mode: str,
    group: Sequence[Unit],
    state: Catalog,
    start: Catalog,
    style: Style,
    templates: Templates,
) -> tuple[Migration, list[Index]]:
    """One migration, run on ``state``, and the indexes that it builds concurrently."""
    layer = state.overlay()
    up = tuple(run(layer, sql, Session(strict=True)) for _unit, sql in piece)
    up = _on_what_was_there(up, layer, state)
    changes = layer.changes(state)
    validates = mode == VALIDATE
    undone = [ref for ref, _was, _is in changes if not validates or start.get(ref) is not None]
    apart = style.concurrently and not any(_builds_in_transaction(sql) for _unit, sql in piece)
    units = list({id(unit): unit for unit, _sql in piece}.values())
    try:
        down = way_back(layer, undone, state, start, apart, from_templates(piece))
        mixed = len(down) > 1 and any(not statement.transactional for statement in down)
        if mixed and style.layout.non_transactional == "alone":
            down = way_back(layer, undone, state, start, False, from_templates(piece))
    except (CannotRestoreError, DdlError) as error:
        raise no_way_back(units, start, error) from None
    fixes = tuple(fix for unit in units for fix in unit.fixes)
    built = [
        item for _ref, was, item in changes if isinstance(item, Index) and was is None and mode == CONCURRENT
    ]
    stays = tuple(f"No way back: {sentence}" for sentence in versions_that_stay(changes))
    online = _online_statements(up, style, state)
    layer.commit()
    made = Migration(
        name=_name(piece, units, mode, style.group_by),
        up=up,
        down=down,
        fixes=fixes,
        summary=(*_reasons(piece, fixes, mode), locks_line(up, style.layout)),
        down_summary=stays or (() if down else _nothing_to_undo(piece, mode)),
        online=online,
        long_running=mode in (FILL, VALIDATE) or any(_scans(statement) for statement in up),
        recovery=tuple(target(index.ref) for index in built),
    )
    return made, built


def _on_what_was_there(
    statements: Sequence[Statement], layer: Catalog, before: Catalog
) -> tuple[Statement, ...]:
    """The statements without the locks that nobody can wait for: on what the migration itself makes, or names anew."""
    refs = [ref for ref in layer.touched() if ref.kind in RELATION_KINDS]
    made = {target(ref) for ref in refs if before.relation(ref.schema, ref.name) is None}
    new = {target(ref) for ref in refs if ref.kind == "table" and _is_made(ref, layer, before)}
    return tuple(
        without_waits(
            replace(statement, locks=tuple(lock for lock in statement.locks if lock.relation not in made)),
            new,
        )
        for statement in statements
    )


def _is_made(ref: ObjectRef, layer: Catalog, before: Catalog) -> bool:
    """Whether an object is new, not one that has another name now."""
    item = layer.get(ref)
    return item is not None and all(
        was is None or was.id != item.id for _r, was, _is in layer.changes(before)
    )


def _reasons(piece: Sequence[tuple[Unit, str]], fixes: Sequence[Fix], mode: str) -> tuple[str, ...]:
    """Why; of an index that a fix builds for the sake of something else, what that is."""
    (unit, _sql), *others = piece
    if unit.fixer.carries_out or mode != CONCURRENT or others or unit.is_all_indexes or " INDEX " not in _sql:
        return summary_of(fixes, mode == VALIDATE)
    return tuple(f"The index for what comes next: {fix.title}.  [{fix.finding.rule}]" for fix in fixes)


_VALIDATED = (
    "Nothing to undo: validating changes no data, and the way back of the migration before drops the constraint.",
)
_REBUILT = ("Nothing to undo: an index that works is not made invalid again.",)


_FILLED = ("Nothing to undo: the values go with the column that they were filled into.",)


def _nothing_to_undo(piece: Sequence[tuple[Unit, str]], mode: str) -> tuple[str, ...]:
    if mode in (FILL, VALIDATE):
        return _VALIDATED if mode == VALIDATE else _FILLED
    rebuilt = all(parse_statement(sql)[0] == "ReindexStmt" for _unit, sql in piece)
    return _REBUILT if rebuilt else ()


def _scans(statement: Statement) -> bool:
    return any(hazard.kind in ("scan", "rewrite") for hazard in statement.hazards)


def _online_statements(up: Sequence[Statement], style: Style, before: Catalog) -> tuple[Statement, ...]:
    """The concurrent form of what builds and drops indexes, to be run by hand first, where the tool has one transaction.

    An index that is dropped among other statements is one of them: what hangs on a column whose type changes.
    """
    if not style.layout.one_transaction:
        return ()
    only = all(_builds_in_transaction(statement.sql) or _drops_index(statement.sql) for statement in up)
    dropped = {name for statement in up for name in _dropped_indexes(statement.sql)}
    made = []
    for statement in up:
        if _is_on_new(statement.sql, before):
            continue
        anew = (
            not only and _built_index(statement.sql) in dropped
        )  # what hangs on a column whose type changes
        if (_builds_in_transaction(statement.sql) and not anew) or (only and _drops_index(statement.sql)):
            sql = statement.sql.replace("INDEX ", "INDEX CONCURRENTLY ", 1)
            made.append(replace(statement, sql=sql, transactional=False, hazards=(), locks=_weak(statement)))
    return tuple(made)


def _is_on_new(sql: str, before: Catalog) -> bool:
    """Whether a statement builds an index on what is not there before the migration."""
    kind, node = parse_statement(sql)
    if kind != "IndexStmt":
        return False
    named = node["relation"]
    return before.relation(named.get("schemaname", "public"), named["relname"]) is None


def _drops_index(sql: str) -> bool:
    """DROP INDEX IF EXISTS, of what nothing depends on."""
    kind, node = parse_statement(sql)
    drops = kind == "DropStmt" and node["removeType"] == "OBJECT_INDEX" and not node.get("concurrent")
    return drops and bool(node.get("missing_ok")) and node.get("behavior") != "DROP_CASCADE"


def _dropped_indexes(sql: str) -> list[str]:
    """The names of the indexes that a statement drops, without their schemas."""
    kind, node = parse_statement(sql)
    if kind != "DropStmt" or node["removeType"] != "OBJECT_INDEX":
        return []
    return [item["List"]["items"][-1]["String"]["sval"] for item in node["objects"]]


def _built_index(sql: str) -> str:
    """The name of the index that a statement builds; empty for another statement."""
    kind, node = parse_statement(sql)
    return str(node.get("idxname", "")) if kind == "IndexStmt" else ""


def _weak(statement: Statement) -> tuple:  # type: ignore[type-arg]
    return tuple(replace(lock, mode="ShareUpdateExclusiveLock") for lock in statement.locks)


def _name(piece: Sequence[tuple[Unit, str]], units: Sequence[Unit], mode: str, by: str) -> str:
    if mode == CONCURRENT and len(piece) == 1:
        kind, node = parse_statement(piece[0][1])
        if kind == "DropStmt":
            return f"drop_{node['objects'][0]['List']['items'][-1]['String']['sval']}"
        if kind == "IndexStmt":
            return f"index_{node.get('idxname', '').removesuffix('_idx')}"
    if len(units) == 1:
        name = units[0].fixes[-1].slug
    elif by == "none":
        name = "mend_schema"
    elif by == "table":
        name = f"mend_{_owner(units[0]).name}"
    else:
        name = units[0].fixer.slug
    if mode in (FILL, VALIDATE):
        return f"{mode}_{name}"
    attaches = any(" ATTACH PARTITION " in sql for _unit, sql in piece)
    return f"attach_{name}" if attaches else name


def _check(indexes: Sequence[Index], group: Sequence[Unit], templates: Templates) -> Migration:
    """The small migration that stops where a concurrent build left an index missing or invalid."""
    text = templates.render(
        "sql/check_indexes.sql.j2", {"indexes": [{"ref": index.ref} for index in indexes]}
    )
    fixes = tuple(fix for unit in group for fix in unit.fixes)
    return Migration(
        name="check_indexes",
        up=(Statement(text.strip().rstrip(";")),),
        down=(),
        fixes=fixes,
        summary=("Stops here if a concurrent build above left an index missing or invalid.",),
        down_summary=("Nothing to undo: the up only looked.",),
    )


def _meaning(item: Object | None, catalog: Catalog) -> Object | None:
    """An object as it is compared: its names with their schemas, which a move leaves behind."""
    found = settled(item, catalog)
    return found if found is None else qualified(found, catalog)


def _prove_all(planned: Sequence[Migration], catalog: Catalog, after: Catalog) -> None:
    """All ways back, from the last migration to the first, lead to the catalog that was there before."""
    state = after.overlay()
    for migration in reversed(planned):
        for statement in migration.down:
            try:
                apply(state, statement.sql)
            except DdlError as error:
                raise FixerError(
                    f"the way back of {migration.name} does not fit what the later ones leave: {error}",
                    hint="Give what is asked for in several files of SQL, and plan them one after the other.",
                ) from None
    left = [
        target(ref)
        for ref, was, now in state.changes(catalog)
        if _meaning(was, catalog) != _meaning(now, state)
    ]
    if left:
        raise FixerError(
            f"the ways back together do not restore {', '.join(left)}",
            hint="This is a bug in a fixer or in the difference engine. Please report it.",
        )
