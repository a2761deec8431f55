"""One statement of a script, on the catalog that it meets: qualified, made lock-safe, and proved to come to the same."""

from __future__ import annotations

from dataclasses import dataclass

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Constraint, External, Index, Object, Table
from fixer.catalog.resolve import resolve
from fixer.ddl.base import DdlError
from fixer.ddl.difference import difference
from fixer.ddl.run import apply, prepare, run
from fixer.ddl.tables.alter_table import AlterTable
from fixer.lock_safe.change import Change, Rewrite
from fixer.lock_safe.fits import (
    RefusedError,
    in_a_schema,
    of_its_rows,
    of_its_table,
    readable,
    still_compared,
)
from fixer.lock_safe.kept import kept_dropped
from fixer.lock_safe.rewrite import COMMANDS, STATEMENTS
from fixer.lock_safe.row_checks import joins
from fixer.lock_safe.safe_script import SafeScript
from fixer.lock_safe.step import Rewritten, Step
from fixer.lock_safe.type_steps import casts_itself
from fixer.model import ObjectRef
from fixer.sql import parse
from fixer.sql.builtins import is_builtin
from fixer.sql.names import names
from fixer.sql.quote import identifier, target

_INLINE = frozenset(["CONSTR_CHECK", "CONSTR_FOREIGN", "CONSTR_UNIQUE", "CONSTR_PRIMARY"])
PATH = ("public",)
"""Where a script's plain names are looked for."""


@dataclass
class ScriptStatement:
    """A statement as written, on the catalog ``before`` it, of a script that meets ``start``.

    What becomes of it goes into ``made`` and, as a queue of steps of its own, into ``queues``.
    """

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
            in_a_schema(now, self.before, after)
            readable(now)
            of_its_table(now, after)
            of_its_rows(now, after)
            if not _casts_itself(kind, node):
                still_compared(was, now, after)
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
            rewritten = self.keep_dropped or any(_rewrite(*parse.statement(text)) for text in ddl.apart())
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
        kind, node = parse.statement(sql)
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
            raise RefusedError(f"no lock-safe steps come to the same: what is left is {left[0].sql}")


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
