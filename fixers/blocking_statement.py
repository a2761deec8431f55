"""Statements that stop the application, in migrations that are still pending.

What is wrong: a migration that has not been applied anywhere builds or drops an index without CONCURRENTLY, adds a
CHECK or a foreign key that reads the whole table at once, UNIQUE or PRIMARY KEY with the index that they need, sets
NOT NULL, validates a constraint in the transaction that added it, detaches a partition, rebuilds an index or refreshes a
materialized view; or it asks for CONCURRENTLY where its tool has a transaction.

Why it matters: writers, some of them readers too, wait until PostgreSQL is through with a table, and everybody
behind them in the queue does. CONCURRENTLY in a transaction is an error.

What is done: what can stay in the file stays: CONCURRENTLY is written where an index is built, dropped or rebuilt by
the only statement of its file and the tool can run it so (with dbmate's, goose's or sql-migrate's word for it), and
where a materialized view with a unique index is refreshed; NOT VALID behind a constraint. The rest is taken out of the
file, by position, with a comment in its place, and becomes migrations behind the others: indexes CONCURRENTLY and each
in a file of its own where the tool wants that, then what goes into a transaction, then VALIDATE. UNIQUE and PRIMARY
KEY come through their index, NOT NULL through a CHECK. Statements that need what is taken out go along; where others do
(a view, a foreign key), it is refused. In the way back of the file, what the new migrations take back already is taken
out, too. Tables that the pending files make themselves are nobody's yet and are left alone, unless another tool reports
them.

What it locks: the new files say it, statement by statement.

The way back: that of the new migrations, computed, and then the file's own.

When not to: for tables so small that nobody notices, and where a later statement of the files changes rows in a way that
needs the constraint (INSERT … ON CONFLICT). In a migration that has been applied there is nothing left to
mend: the index is built, the constraint holds.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fixer import api

rule = "blocking-statement"
promise = "A migration does not stop the application while it runs."
slug = "split"
answers = {
    "squawk": (
        "require-concurrent-index-creation",
        "require-concurrent-index-deletion",
        "require-concurrent-partition-detach",
        "require-concurrent-reindex",
        "constraint-missing-not-valid",
        "adding-foreign-key-constraint",
        "adding-not-nullable-field",
        "disallowed-unique-constraint",
        "ban-concurrent-index-creation-in-transaction",
    ),
    "postgres-language-server": (
        "requireConcurrentIndexCreation",
        "requireConcurrentIndexDeletion",
        "constraintMissingNotValid",
        "addingForeignKeyConstraint",
        "addingNotNullField",
        "disallowUniqueConstraint",
        "banConcurrentIndexCreationInTransaction",
        "addingPrimaryKeyConstraint",
        "requireConcurrentDetachPartition",
        "requireConcurrentRefreshMatview",
        "requireConcurrentReindex",
        "requireSeparateConstraintValidation",
    ),
    "pgfence": (
        "create-index-not-concurrent",
        "drop-index-not-concurrent",
        "concurrent-in-transaction",
        "add-constraint-check-no-not-valid",
        "add-constraint-fk-no-not-valid",
        "add-constraint-unique",
        "add-pk-without-using-index",
        "alter-column-set-not-null",
        "not-valid-validate-same-tx",
    ),
    "pgrubic": ("US010", "US012", "US013", "US014", "US015", "US016", "US019", "US020", "US027", "US028"),
}
applicability = api.Applicability.SAFE
edits_pending = True
_WORDS = re.compile(r"\b(?:create|drop|alter|reindex|refresh)\b", re.IGNORECASE)
_INLINE = {"CONSTR_FOREIGN": "a foreign key", "CONSTR_UNIQUE": "UNIQUE", "CONSTR_CHECK": "a CHECK"}
_NOT_ITS_OWN = ("CONSTR_ATTR_",)


@dataclass(frozen=True)
class _Blocking:
    """What stops the application: where in the statement, what it is, and which table it is about."""

    start: int
    what: str
    table: api.ObjectRef | None
    command: api.Command | None = None
    cut: tuple[int, int] | None = None
    """The extent to take out; the whole subcommand, or statement, where there is none."""
    kept: str = ""
    """What is put behind it where it stays."""


def detect(catalog: api.Catalog, options: api.Options) -> Iterable[api.Problem]:
    """The statements of pending files, about tables that are there before them."""
    if options.drafts is None:
        return
    applied = None
    validated: set[api.ObjectRef | None] = set()
    for statement in api.written(options.pending, _WORDS):
        found = [one for one in _blocking(statement, options) if not _read_before(one, validated)]
        validated |= set(_validated(statement))
        if not found:
            continue
        applied = applied or options.drafts.applied()
        for one in found:
            there = one.table is not None and isinstance(applied.get(one.table), api.Table | api.View)
            if not there:
                continue
            assert one.table is not None
            place = statement.place(one.start)
            text = f"{one.what} of {api.shown(one.table)} makes the application wait"
            yield api.Problem(one.table, text, location=place, discriminator=str(place))
            break


def fix(
    finding: api.Finding, catalog: api.Catalog, options: api.Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """The statement as it can stay, and what comes behind."""
    statement = api.pending_at(options.pending, finding.location)
    if statement is None or options.drafts is None:
        return api.Satisfied(
            finding, "the migration, which has been applied: there is nothing left to wait for"
        )
    every, validated = list(_blocking(statement, options)), _validated_before(statement, options)
    found = [one for one in every if not _read_before(one, validated)]
    if not found:
        by = "a CHECK that was validated before: no row is read any more"
        return api.Satisfied(finding, by if every else "the statement as it is: it stops nobody")
    edits, first = _edits(statement, found, options.drafts, options)
    try:
        moved = api.moved(options.drafts, options.pending, edits, first)
    except api.NotMovedError as error:
        decide = "Divide the file by hand."
        return api.Refusal(finding, "unsupported", f"the file cannot be divided: {error}", decide)
    names = ", ".join(dict.fromkeys(one.what for one in found))
    tables = ", ".join(dict.fromkeys(api.shown(one.table) for one in found if one.table))
    return api.Fix(
        finding,
        title=f"{names} of {tables} without stopping the application",
        why=f"{names} of {tables}: taken out of a pending migration, so that nobody waits for it.",
        slug=_slug(found),
        edits=moved.edits,
        operations=tuple(step.operation for step in moved.steps),
        checks=moved.checks,
        notes=moved.notes,
    )


# what stops


def _blocking(statement: api.Written, options: api.Options) -> Iterator[_Blocking]:
    look = _KINDS.get(statement.kind)
    if look is not None:
        yield from look(statement, options)


def _index(statement: api.Written, options: api.Options) -> Iterator[_Blocking]:
    table = statement.relation(statement.node["relation"])
    online = options.drafts.online.get(statement.statement.path, "") if options.drafts else ""
    if not statement.node.get("concurrent"):
        built = statement.node.get("if_not_exists") and api.identifier(statement.node["idxname"]) in online
        if not built:
            yield _Blocking(statement.start, "an index", table)
    elif _outside(statement, options) != ():
        yield _Blocking(statement.start, "an index in a transaction", table)


def _drop(statement: api.Written, options: api.Options) -> Iterator[_Blocking]:
    if statement.node["removeType"] != "OBJECT_INDEX":
        return
    concurrent = bool(statement.node.get("concurrent"))
    if not concurrent or _outside(statement, options) != ():
        applied = options.drafts.applied() if options.drafts else None
        names = [
            [part["String"]["sval"] for part in item["List"]["items"]] for item in statement.node["objects"]
        ]
        refs = [api.ObjectRef("index", *(name if len(name) > 1 else ("public", name[0]))) for name in names]
        indexes = [applied.find(ref, api.Index) for ref in refs] if applied else []
        table = next((index.table for index in indexes if index is not None), None)
        online = options.drafts.online.get(statement.statement.path, "") if options.drafts else ""
        dropped = statement.node.get("missing_ok") and all(api.target(ref) in online for ref in refs)
        if not dropped:
            yield _Blocking(statement.start, "dropping an index", table)


def _reindex(statement: api.Written, options: api.Options) -> Iterator[_Blocking]:
    listed = [item["DefElem"]["defname"] for item in statement.node.get("params", [])]
    ref = statement.relation(statement.node.get("relation", {}))
    if "concurrently" in listed or ref is None:
        return
    index = options.drafts.applied().find(ref, api.Index) if options.drafts else None
    yield _Blocking(statement.start, "rebuilding an index", index.table if index else ref)


def _refresh(statement: api.Written, options: api.Options) -> Iterator[_Blocking]:
    """CONCURRENTLY compares the rows by a unique index on columns (documentation, REFRESH MATERIALIZED VIEW)."""
    view = statement.relation(statement.node["relation"])
    if (
        view is None
        or options.drafts is None
        or statement.node.get("concurrent")
        or statement.node.get("skipData")
    ):
        return
    indexes = options.drafts.applied().children(view, api.Index)
    if any(
        index.unique and not index.predicate and all(key.column for key in index.keys) for index in indexes
    ):
        yield _Blocking(statement.start, "refreshing", view)


def _alter(statement: api.Written, options: api.Options) -> Iterator[_Blocking]:
    if statement.node.get("objtype") != "OBJECT_TABLE":
        return
    table = statement.relation(statement.node["relation"])
    for command in statement.commands():
        for one in _COMMANDS.get(command.kind, _nothing)(statement, command):
            yield _Blocking(one.start, one.what, table, command, one.cut, one.kept)
        if command.kind == "AT_ValidateConstraint" and _just_added(statement, table, command, options):
            yield _Blocking(command.start, "VALIDATE", table, command)


def _just_added(
    statement: api.Written, table: api.ObjectRef | None, command: api.Command, options: api.Options
) -> bool:
    """Whether the transaction that validates a constraint added it: it reads the table under the lock of that."""
    earlier = itertools.takewhile(
        lambda other: other.place(other.start) != statement.place(statement.start),
        (other for other in api.written(options.pending) if other.statement.path == statement.statement.path),
    )
    added = False
    for other in earlier:
        if other.kind == "TransactionStmt" and other.node["kind"] == "TRANS_STMT_COMMIT":
            added = False
        if other.kind == "AlterTableStmt" and other.relation(other.node["relation"]) == table:
            nodes = [
                item["AlterTableCmd"].get("def", {}).get("Constraint", {}) for item in other.node["cmds"]
            ]
            added |= any(node.get("conname") == command.node["name"] for node in nodes)
    return added


def _nothing(statement: api.Written, command: api.Command) -> Iterator[_Blocking]:
    return iter(())


def _constraint(statement: api.Written, command: api.Command) -> Iterator[_Blocking]:
    node = command.node["def"]["Constraint"]
    kind = node["contype"]
    if kind in ("CONSTR_CHECK", "CONSTR_FOREIGN", "CONSTR_NOTNULL") and not node.get("skip_validation"):
        yield _Blocking(command.start, _INLINE.get(kind, "NOT NULL"), None, kept=" NOT VALID")
    if kind in ("CONSTR_UNIQUE", "CONSTR_PRIMARY") and "indexname" not in node:
        yield _Blocking(command.start, "UNIQUE" if kind == "CONSTR_UNIQUE" else "a primary key", None)


def _column(statement: api.Written, command: api.Command) -> Iterator[_Blocking]:
    """The constraints that a new column brings along, each with what says more about it."""
    nodes = [item["Constraint"] for item in command.node["def"]["ColumnDef"].get("constraints", ())]
    places = [statement.char(node["location"]) for node in nodes]
    for number, node in enumerate(nodes):
        if node["contype"] not in _INLINE:
            continue
        own = (
            place
            for place, other in zip(places[number + 1 :], nodes[number + 1 :], strict=True)
            if not other["contype"].startswith(_NOT_ITS_OWN)
        )
        tokens = statement.tokens
        begin, end = tokens.at(places[number]), tokens.at(next(own, command.end))
        extent = (tokens.end(begin - 1), tokens.end(end - 1))
        yield _Blocking(places[number], _INLINE[node["contype"]], None, cut=extent)


def _set_not_null(statement: api.Written, command: api.Command) -> Iterator[_Blocking]:
    yield _Blocking(command.start, "NOT NULL", None)


def _detach(statement: api.Written, command: api.Command) -> Iterator[_Blocking]:
    if not command.node["def"]["PartitionCmd"].get("concurrent"):
        yield _Blocking(command.start, "detaching a partition", None)


_COMMANDS = {
    "AT_AddConstraint": _constraint,
    "AT_AddColumn": _column,
    "AT_SetNotNull": _set_not_null,
    "AT_DetachPartition": _detach,
}
_KINDS = {
    "IndexStmt": _index,
    "DropStmt": _drop,
    "ReindexStmt": _reindex,
    "RefreshMatViewStmt": _refresh,
    "AlterTableStmt": _alter,
}


def _validated(statement: api.Written) -> Iterator[api.ObjectRef | None]:
    """The table of which a statement validates a constraint: NOT NULL may rely on it."""
    commands = statement.node["cmds"] if statement.kind == "AlterTableStmt" else []
    if any(item["AlterTableCmd"]["subtype"] == "AT_ValidateConstraint" for item in commands):
        yield statement.relation(statement.node["relation"])


def _validated_before(statement: api.Written, options: api.Options) -> set[api.ObjectRef | None]:
    """The tables of which a pending statement that comes earlier validates a constraint."""
    earlier = itertools.takewhile(
        lambda other: other.place(other.start) != statement.place(statement.start),
        api.written(options.pending, _WORDS),
    )
    return {table for other in earlier for table in _validated(other)}


def _read_before(one: _Blocking, validated: set[api.ObjectRef | None]) -> bool:
    """Whether NOT NULL may rely on a CHECK, for which the rows were read already."""
    return one.what == "NOT NULL" and one.table in validated


# edits


def _outside(statement: api.Written, options: api.Options) -> tuple[api.Edit, ...] | None:
    """What it takes for the tool to run the statement outside of a transaction; None where it cannot."""
    if options.drafts is None:
        return None
    path = statement.statement.path
    others = [other for other in options.pending if other.path == path]
    alone = len(others) == 1
    if not alone and any(re.match(r"(?:begin|start)\b", other.text, re.IGNORECASE) for other in others):
        return None
    return options.drafts.outside(path, alone)


def _edits(
    statement: api.Written, found: list[_Blocking], drafts: api.Drafts, options: api.Options
) -> tuple[list[api.Edit], list[api.Step]]:
    """What becomes of the statement in its file, and the steps that the schema does not show to be left."""
    if statement.kind == "RefreshMatViewStmt":  # which a transaction takes CONCURRENTLY, too
        return [statement.insert(statement.tokens.end(statement.tokens.find("view")), " CONCURRENTLY")], []
    outside = _outside(statement, options)
    spot = _concurrently(statement, found)
    if spot is not None and outside is not None and _stays(statement, found, drafts):
        return [*outside, *([statement.insert(spot, " CONCURRENTLY")] if spot >= 0 else [])], []
    commands = statement.commands() if statement.kind == "AlterTableStmt" else []
    gone = [one.command for one in found if one.command and one.cut is None and not one.kept]
    if len(gone) == len(commands):
        return [statement.replaced(drafts.files[statement.statement.path], api.LATER)], _apart(
            statement, found
        )
    edits = statement.without(commands, gone)
    for one in found:
        if one.kept and one.command:
            edits.append(statement.insert(one.command.end, one.kept))
        elif one.cut:
            edits.append(statement.edit(*one.cut, ""))
    return edits, _apart(statement, found)


def _concurrently(statement: api.Written, found: list[_Blocking]) -> int | None:
    """Where CONCURRENTLY goes; -1 where it stands already, None where it is not all that it takes.

    DETACH … CONCURRENTLY leaves a CHECK behind, which a later step drops.
    """
    tokens = statement.tokens
    if statement.kind == "IndexStmt":
        return -1 if statement.node.get("concurrent") else tokens.end(tokens.find("index"))
    if statement.kind == "DropStmt":
        if len(statement.node["objects"]) > 1 or statement.node.get("behavior") == "DROP_CASCADE":
            return None
        return -1 if statement.node.get("concurrent") else tokens.end(tokens.find("index"))
    if statement.kind == "ReindexStmt":
        kinds = ("index", "table", "schema", "database")
        return next(tokens.end(spot) for kind in kinds if (spot := tokens.find(kind)) >= 0)
    return None


def _stays(statement: api.Written, found: list[_Blocking], drafts: api.Drafts) -> bool:
    """Whether the table is none that is partitioned: its indexes are built and dropped one by one."""
    if statement.kind not in ("IndexStmt", "DropStmt"):
        return True
    table = drafts.remade(()).find(found[0].table, api.Table) if found[0].table else None
    return table is None or table.partition_key is None


def _apart(statement: api.Written, found: list[_Blocking]) -> list[api.Step]:
    """Steps in a form that leaves nothing for the schema to show."""
    spot = _concurrently(statement, found)
    if statement.kind == "ReindexStmt" and spot is not None:
        text, end = statement.text, len(statement.text)
        plain = statement.qualified((0, end))
        return [api.Step(f"{text[:spot]} CONCURRENTLY{statement.qualified((spot, end))}", plain)]
    commands = statement.commands() if statement.kind == "AlterTableStmt" else []
    steps = []
    for one in found:
        if one.command is not None and one.command.kind == "AT_DetachPartition":
            head, command = (statement.start, commands[0].start), (one.command.start, one.command.end)
            plain = statement.qualified(head, command)
            steps.append(api.Step(f"{plain} CONCURRENTLY", plain))
    return steps


# words


def _slug(found: list[_Blocking]) -> str:
    table = next((one.table.name for one in found if one.table), "")
    return f"{slug}_{table}" if table else slug
