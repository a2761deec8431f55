"""A script of DDL, statement by statement: confined, run on the model, its names qualified, made lock-safe."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Constraint, External, Function, Index, Object, Table, Trigger
from fixer.catalog.resolve import resolve
from fixer.ddl.base import DdlError
from fixer.ddl.difference import CannotRestoreError, difference
from fixer.ddl.met import met
from fixer.ddl.run import apply, prepare, run
from fixer.ddl.tables.alter_table import AlterTable
from fixer.findings.confined import PROGRAM_LANGUAGES, left_out, not_for_the_asking, refused
from fixer.lock_safe.kept import CannotKeepError, kept_dropped
from fixer.lock_safe.rewrite import COMMANDS, STATEMENTS, Change, Rewrite, casts_itself, joins
from fixer.lock_safe.step import MODES, Rewritten, Step
from fixer.model import Check, Hazard, ObjectRef, Operation, validation
from fixer.sql import parse
from fixer.sql.builtins import is_builtin
from fixer.sql.canonical import columns
from fixer.sql.names import names, names_in_body
from fixer.sql.parse import SqlSyntaxError
from fixer.sql.plpgsql import BodyNotUnderstood
from fixer.sql.quote import identifier, target
from fixer.values import replace

_INLINE = frozenset(["CONSTR_CHECK", "CONSTR_FOREIGN", "CONSTR_UNIQUE", "CONSTR_PRIMARY"])
PATH = ("public",)
_FILLING = frozenset({"InsertStmt", "UpdateStmt", "SelectStmt"})


class NotTakenError(Exception):
    """A statement that is not carried out. ``code`` is a refusal's; ``line`` and ``column`` count from 1 in the script.

    ``there`` is what it met instead of what it expected.
    """

    def __init__(self, code: str, reason: str, line: int, column: int = 1, there: str = ""):
        self.code, self.reason, self.line, self.column, self.there = code, reason, line, column, there
        super().__init__(reason)


@dataclass
class SafeScript:
    """What a script comes to."""

    steps: list[Step] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    hazards: list[Hazard] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    changed: list[ObjectRef] = field(default_factory=list)
    """Every object that is not afterwards what it was before."""
    after: Catalog = field(default_factory=Catalog)
    rows_may_wait: bool = False
    """Whether all that rows can break is validated by itself, and the rest does without that and what builds on it."""

    @property
    def operations(self) -> tuple[Operation, ...]:
        """The steps as parts of a fix; ``--not-valid`` may leave some out where the rows may wait."""
        if not self.rows_may_wait:
            return tuple(replace(step, builds_on_it=False).operation for step in self.steps)
        return tuple(map(_operation, self.steps))


def _operation(step: Step) -> Operation:
    if step.validates is None:
        return step.operation
    table = ObjectRef("table", step.validates.schema, step.validates.table or "")
    return validation(table, step.validates.name)


def pieces(script: str) -> Iterator[tuple[str, int]]:
    """The statements, and where each begins. Raises NotTakenError where it is no SQL."""
    try:
        found = parse.slices(script)
    except SqlSyntaxError as error:
        raise NotTakenError(
            "unreadable", f"not SQL: {error.message}", *place_in(script, error.offset)
        ) from None
    for piece in found:
        start = piece.start + _above(script[piece])
        yield script[start : piece.stop].strip(), start


def place_in(script: str, offset: int) -> tuple[int, int]:
    """The line and column of an offset, from 1."""
    return script.count("\n", 0, offset) + 1, offset - script.rfind("\n", 0, offset)


def _above(text: str) -> int:
    """How many characters stand above the statement: white space and comments."""
    from fixer.sql.tokens import Tokens

    return Tokens(text).start(0)


def lock_safe(
    script: str,
    catalog: Catalog,
    keep_dropped: bool = False,
    trusted: bool = False,
    asked: bool = False,
) -> SafeScript:
    """The script's statements, each as one that PostgreSQL runs without stopping the application for long.

    With ``keep_dropped`` what would be dropped with its rows is renamed. A ``trusted`` script comes from a template of
    this program: it may fill what it makes. One that is ``asked`` for is a person's own: it may change whatever a schema
    has. Raises NotTakenError.
    """
    made = SafeScript()
    queues: list[list[Step]] = []
    state = catalog.overlay()
    for sql, start in pieces(script):
        kind, node = parse.statement(sql)
        try:
            if trusted and kind in _FILLING:
                queues.append([Step(sql)])
                made.hazards += run(state, sql).hazards
            elif asked and (note := left_out(kind, node)):
                made.notes.append(note)
            elif why := (not_for_the_asking if asked else refused)(kind, node):
                raise _RefusedError(why)
            else:
                state = _Statement(sql, state, catalog, made, queues, keep_dropped).taken()
        except (DdlError, CannotRestoreError) as error:
            there = met(sql, state, PATH)
            raise NotTakenError("unresolved", str(error), *place_in(script, start), there) from None
        except (_RefusedError, CannotKeepError) as error:
            raise NotTakenError("unsupported", str(error), *place_in(script, start)) from None
    made.after = state
    made.steps = _in_rounds(queues, catalog, state)
    made.changed = [ref for ref, _was, _now in state.changes(catalog)]
    made.checks = list(dict.fromkeys(made.checks))
    made.notes = list(dict.fromkeys(made.notes))
    made.rows_may_wait = _rows_may_wait(made, catalog)
    return made


def _rows_may_wait(made: SafeScript, catalog: Catalog) -> bool:
    validating = [step for step in made.steps if step.validates]
    if not validating or len(validating) != len(made.checks):
        return False
    rest = [step for step in made.steps if not step.validates and not step.builds_on_it]
    return _tried(rest, catalog) is not None


def _in_rounds(queues: list[list[Step]], catalog: Catalog, after: Catalog) -> list[Step]:
    """The steps in as few migrations as possible, where the statements need not be done one after the other.

    Each round takes what can be built concurrently, then what goes into a transaction, then what validates. That it
    comes to the same, and costs no more, is tried on the model; otherwise the steps stay in the order of the script.
    """
    waiting, steps = [list(queue) for queue in queues], []
    while any(waiting):
        for mode in MODES:
            for queue in waiting:
                while queue and queue[0].mode == mode:
                    steps.append(queue.pop(0))
    as_said = [step for queue in queues for step in queue]
    if steps == as_said:
        return steps
    rounds, said = _tried(steps, catalog), _tried(as_said, catalog)
    if rounds is None or said is None:
        return as_said
    try:
        same = not difference(rounds.state, after, concurrently=False)
    except CannotRestoreError:
        same = False
    return steps if same and not rounds.hazards - said.hazards else as_said


class _Tried(NamedTuple):
    """What steps come to on the model, and what they cost."""

    state: Catalog
    hazards: Counter[Hazard]


def _tried(steps: Iterable[Step], catalog: Catalog) -> _Tried | None:
    """None where one of them would fail."""
    found = _Tried(catalog.overlay(), Counter())
    try:
        for step in steps:
            found.hazards.update(run(found.state, step.sql).hazards)
    except DdlError:
        return None
    return found


class _RefusedError(Exception):
    """A statement that is not carried out whatever the schema is."""


@dataclass
class _Statement:
    """One statement of the script, as written, on the catalog that it meets."""

    sql: str
    before: Catalog
    start: Catalog
    made: SafeScript
    queues: list[list[Step]]
    keep_dropped: bool

    def taken(self) -> Catalog:
        """Adds what becomes of it; gives the catalog after it."""
        kind, node = parse.statement(self.sql)
        written = self.before.overlay()
        apply(written, self.sql)
        sql = qualified(self.sql, self.before, written)
        after = self.before.overlay()
        apply(after, sql)
        changes = after.changes(self.before)
        for ref, was, now in changes:
            if isinstance(was, External) or (ref.kind == "external" and now is not None):
                raise DdlError(f"there is no {target(ref)} that the migrations make")
            _in_a_schema(now, self.before, after)
            _readable(now)
            _of_its_table(now, after)
            _of_its_rows(now, after)
            if not _casts_itself(kind, node):
                _still_compared(was, now, after)
        if not changes:
            return after
        parts, state = self._steps(sql)
        after = state if self.keep_dropped else after
        self._proved([step for part in parts for step in part.steps], after)
        for part in parts:
            self.queues.append(part.steps)
            self.made.checks += part.checks
            self.made.notes += part.notes
        return after

    def _steps(self, sql: str) -> tuple[list[Rewritten], Catalog]:
        """What becomes of the statement, or of each of its subcommands where one of them needs another form."""
        ddl = prepare(sql)
        if isinstance(ddl, AlterTable) and len(ddl.node["cmds"]) > 1:
            rewritten = self.keep_dropped or any(_rewrite(*_parsed(text)) for text in ddl.apart())
            texts = ddl.apart() if rewritten else [sql]
        else:
            texts = [sql]
        found: list[Rewritten] = []
        state = self.before
        for text in texts:
            steps, state = self._one(text, state)
            found.append(steps)
        return found, state

    def _one(self, sql: str, before: Catalog) -> tuple[Rewritten, Catalog]:
        """What becomes of a statement with at most one subcommand, and the catalog after it."""
        kind, node = _parsed(sql)
        after = before.overlay()
        apply(after, sql)
        if not after.changes(before):
            return Rewritten(), after
        if self.keep_dropped and (kept := kept_dropped(kind, node, after, before)):
            after = before.overlay()
            for step in kept.steps:
                apply(after, step.sql)
            return kept, after
        rewrite = _rewrite(kind, node)
        if rewrite is None or (self._all_new(after, before) and not node.get("concurrent")):
            return Rewritten([Step(sql)]), after
        if _has_inline(kind, node):
            found, state = Rewritten(), before
            for statement in difference(before, after, concurrently=False):
                steps, state = self._one(statement.sql, state)
                found.add(steps)
            return found, after
        return rewrite(Change(sql, node, before, after)) or Rewritten([Step(sql)]), after

    def _all_new(self, after: Catalog, before: Catalog) -> bool:
        """Whether all that changes lives in tables that the script itself makes, or makes parts of: nobody waits for these."""
        changes = after.changes(before)
        tables = {_table_of(now or was) for _ref, was, now in changes}
        tables |= {now.parent for _ref, was, now in changes if isinstance(now, Table) and joins(was, now)}
        return None not in tables and all(self.start.get(ref) is None for ref in tables if ref)

    def _proved(self, steps: list[Step], after: Catalog) -> None:
        """Runs the steps, notes what they cost, and holds them against what the statement itself does."""
        state = self.before.overlay()
        for step in steps:
            self.made.hazards += run(state, step.sql).hazards
        left = difference(state, after, concurrently=False)
        if left:
            raise _RefusedError(f"no lock-safe steps come to the same: what is left is {left[0].sql}")


def _in_a_schema(item: Object | None, before: Catalog, after: Catalog) -> None:
    """What is made goes into a schema that is there, or has something in it. Raises DdlError."""
    name = item.ref.schema if item is not None else ""
    if name in ("", "pg_temp") or after.get(ObjectRef("schema", "", name)) is not None:
        return
    if all(other.ref.schema != name for other in before.objects(Object)):
        raise DdlError(f"there is no schema {identifier(name)} that the migrations make")


def _of_its_table(item: Object | None, catalog: Catalog) -> None:
    """A CHECK is about columns that its table has. Raises DdlError."""
    if not isinstance(item, Constraint) or item.type != "c" or item.expression is None:
        return
    table = catalog.find(item.table, Table)
    # the table's own name stands for its whole rows
    known = {item.table.name, *(column.name for column in table.columns)} if table else set()
    if unknown := min(columns(item.expression) - known, default=None):
        raise DdlError(f"there is no column {identifier(unknown)} in {target(item.table)}")


_FIELD = re.compile(r"\b(?:NEW|OLD)\s*\.\s*([A-Za-z_][\w$]*)", re.IGNORECASE)


def _of_its_rows(item: Object | None, catalog: Catalog) -> None:
    """What a trigger's function reads of NEW and OLD are columns of its table: PostgreSQL looks only when it fires.

    Raises DdlError.
    """
    if not isinstance(item, Trigger):
        return
    function, table = catalog.find(item.function, Function), catalog.find(item.table, Table)
    if function is None or table is None or function.language != "plpgsql":
        return
    known = {column.name for column in table.columns}
    for found in _FIELD.finditer(function.body or ""):
        if found[1].lower() not in known:
            raise DdlError(
                f"{target(function.ref)} reads {' '.join(found[0].split())}, and {target(item.table)} has no such column"
            )


def _still_compared(was: Object | None, now: Object | None, catalog: Catalog) -> None:
    """PostgreSQL has no operator between a new type of one's own and what a CHECK says in the old one.

    Raises _RefusedError.
    """
    if not isinstance(was, Table) or not isinstance(now, Table):
        return
    for column in now.columns:
        old = was.column(column.name)
        if old is None or old.type.name == column.type.name or is_builtin("type", column.type.name):
            continue
        for item in catalog.children(now.ref, Constraint):
            if item.type == "c" and item.expression and column.name in columns(item.expression):
                raise _RefusedError(
                    f"the CHECK {identifier(item.ref.name)} compares {identifier(column.name)} with values of its old "
                    "type: drop it first"
                )


def _readable(item: Object | None) -> None:
    """A body that PostgreSQL would refuse is refused here. Raises _RefusedError."""
    if not isinstance(item, Function) or item.body is None or item.atomic:
        return
    if item.language not in PROGRAM_LANGUAGES or item.kind == "a":
        return
    try:
        names_in_body(item.language, item.body)
    except SqlSyntaxError as error:
        raise _RefusedError(f"the body of {target(item.ref)} is no SQL: {error.message}") from None
    except BodyNotUnderstood as error:
        raise _RefusedError(f"the body of {target(item.ref)} cannot be read: {error.reason}") from None


def _parsed(sql: str) -> tuple[str, parse.Node]:
    return parse.statement(sql)


def _rewrite(kind: str, node: parse.Node) -> Rewrite | None:
    """What makes a statement lock-safe; None where it is as it stands."""
    if kind != "AlterTableStmt":
        wanted = kind != "DropStmt" or node["removeType"] == "OBJECT_INDEX"
        return STATEMENTS.get(kind) if wanted else None
    commands = [item["AlterTableCmd"] for item in node["cmds"]]
    if node.get("objtype") != "OBJECT_TABLE" or len(commands) != 1:
        return None
    return COMMANDS.get(commands[0]["subtype"])


def _casts_itself(kind: str, node: parse.Node) -> bool:
    """Whether it only changes types, each by a cast of the column's own value."""
    commands = [item["AlterTableCmd"] for item in node.get("cmds", [])] if kind == "AlterTableStmt" else []
    return bool(commands) and all(
        command["subtype"] == "AT_AlterColumnType" and casts_itself(command) for command in commands
    )


def _has_inline(kind: str, node: parse.Node) -> bool:
    """Whether ALTER TABLE ADD COLUMN brings constraints with it."""
    if kind != "AlterTableStmt" or node["cmds"][0]["AlterTableCmd"]["subtype"] != "AT_AddColumn":
        return False
    column = node["cmds"][0]["AlterTableCmd"]["def"]["ColumnDef"]
    return any(item["Constraint"]["contype"] in _INLINE for item in column.get("constraints", ()))


def _table_of(item: Object | None) -> ObjectRef | None:
    if isinstance(item, Table):
        return item.ref
    return item.table if isinstance(item, Constraint | Index) else None


def qualified(sql: str, before: Catalog, after: Catalog) -> str:
    """The statement with the schema before each name that has none, in place."""
    for name in sorted(names(sql), key=lambda name: name.start, reverse=True):
        if len(name.parts) != 1 or name.start < 0 or is_builtin(name.kind, name.parts[0]):
            continue
        ref = resolve(before, name, PATH) or resolve(after, name, PATH)
        if ref is not None and ref.kind != "external" and ref.schema not in ("", "pg_temp"):
            sql = f"{sql[: name.start]}{identifier(ref.schema)}.{sql[name.start :]}"
    return sql
