"""Pending migrations that cannot be run again when they fail part way.

What is wrong: a migration that has not been applied anywhere creates, adds or drops something without IF NOT EXISTS,
OR REPLACE or IF EXISTS; or it changes a table outside of a transaction.

Why it matters: where nothing undoes the first half of a migration that failed, running it again fails at once.

What is done: IF NOT EXISTS, IF EXISTS or OR REPLACE, in place; an index without a name gets the one that PostgreSQL would
give it, since IF NOT EXISTS needs it. What has neither form is put into a transaction: BEGIN and COMMIT around the file,
where its tool opens none and nothing in it refuses one.

What it locks: nothing more.

The way back: the file's own.

When not to: IF NOT EXISTS is content with anything of that name. Looked for only where it is selected.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from fixer import api

rule = "rerunnable-statement"
promise = "A migration that failed part way can be run again."
slug = "rerunnable"
answers = {
    "squawk": ("prefer-robust-stmts",),
    "postgres-language-server": ("preferRobustStmts",),
    "pgfence": tuple(
        f"prefer-robust-{verb}" for verb in ("create-index", "create-table", "drop-index", "drop-table")
    ),
    "pgrubic": ("GN007", "GN008", "GN029", "GN030"),
}
applicability = api.Applicability.SAFE
edits_pending = True
by_default = False
_WORDS = re.compile(r"\A(?:create|drop|alter)\b", re.IGNORECASE)
_NAMED = {
    "OBJECT_TABLE": 2,
    "OBJECT_INDEX": 2,
    "OBJECT_VIEW": 2,
    "OBJECT_MATVIEW": 3,
    "OBJECT_SEQUENCE": 2,
    "OBJECT_SCHEMA": 2,
    "OBJECT_TYPE": 2,
    "OBJECT_DOMAIN": 2,
    "OBJECT_EXTENSION": 2,
    "OBJECT_FUNCTION": 2,
    "OBJECT_PROCEDURE": 2,
    "OBJECT_ROUTINE": 2,
    "OBJECT_AGGREGATE": 2,
    "OBJECT_TRIGGER": 2,
    "OBJECT_POLICY": 2,
    "OBJECT_RULE": 2,
    "OBJECT_COLLATION": 2,
    "OBJECT_PUBLICATION": 2,
    "OBJECT_STATISTIC_EXT": 2,
    "OBJECT_FOREIGN_SERVER": 2,
    "OBJECT_FOREIGN_TABLE": 3,
    "OBJECT_EVENT_TRIGGER": 3,
    "OBJECT_FDW": 4,
}
"""What is dropped -> how many words stand before its name (documentation, DROP …)."""
_Place = tuple[int, str]
"""Where something is put in a statement, and what."""


def detect(catalog: api.Catalog, options: api.Options) -> Iterable[api.Problem]:
    """The statements of pending files that could say it, and do not."""
    for statement in api.written(options.pending, _WORDS):
        if next(_places(statement, catalog), None) is not None:
            place = statement.place(statement.start)
            ref = statement.about or api.ObjectRef("schema", "", "public")
            text = "fails when it is run again"
            yield api.Problem(ref, text, location=place, discriminator=str(place))


def fix(
    finding: api.Finding, catalog: api.Catalog, options: api.Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """The words that let the statement run again, or a transaction for its file."""
    statement = api.pending_at(options.pending, finding.location)
    if statement is None or options.drafts is None:
        return api.Satisfied(finding, "the migration, which has been applied and is not run again")
    edits = [statement.insert(*place) for place in _places(statement, catalog)]
    title = "runs again after it failed"
    if not edits:
        path = statement.statement.path
        found = [api.Written(one) for one in options.pending if one.path == path]
        if options.drafts.wraps(path) or any(one.kind == "TransactionStmt" for one in found):
            return api.Satisfied(finding, "the file as it is: it runs in a transaction, all of it or nothing")
        if any("concurrently" in one.tokens.words for one in found) or statement.kind not in _IN_TRANSACTION:
            reason = "there is no form of it that runs again, and not all of its file can be in a transaction"
            return api.Refusal(finding, "unsupported", reason, "Give it a file of its own.")
        file = options.drafts.files[path]
        line = "\r\n" if "\r\n" in file else "\n"
        edits = [found[0].insert(found[0].start, f"BEGIN;{line}"), found[-1].behind(file, "COMMIT;")]
        title = f"{path} runs in a transaction"
    return api.Fix(
        finding,
        title=title,
        why="A migration that failed part way can be run again.",
        slug=slug,
        edits=tuple(edits),
    )


_IN_TRANSACTION = ("AlterTableStmt", "AlterEnumStmt", "RenameStmt", "CreateEnumStmt")


def _places(statement: api.Written, catalog: api.Catalog) -> Iterator[_Place]:
    look = _KINDS.get(statement.kind)
    if look is not None:
        yield from look(statement, catalog)


def _table(statement: api.Written, catalog: api.Catalog) -> Iterator[_Place]:
    node = statement.node
    relation = node.get("relation") or node.get("into", {}).get("rel") or node.get("sequence")
    if not node.get("if_not_exists") and relation is not None:
        yield statement.char(relation["location"]), "IF NOT EXISTS "


def _index(statement: api.Written, catalog: api.Catalog) -> Iterator[_Place]:
    node, tokens = statement.node, statement.tokens
    if node.get("if_not_exists"):
        return
    after = tokens.find("index") + (2 if node.get("concurrent") else 1)
    if "idxname" in node:
        yield tokens.start(after), "IF NOT EXISTS "
        return
    made = (
        index.ref.name
        for index in catalog.objects(api.Index)
        if index.origin is not None
        and (index.origin.path, index.origin.start) == (statement.statement.path, statement.statement.offset)
    )
    name = next(made, None)
    if name is not None:
        yield tokens.start(after), f"IF NOT EXISTS {api.identifier(name)} "


def _after_kind(words: int) -> Callable[[api.Written, api.Catalog], Iterator[_Place]]:
    def look(statement: api.Written, catalog: api.Catalog) -> Iterator[_Place]:
        if not statement.node.get("if_not_exists"):
            yield statement.tokens.start(words), "IF NOT EXISTS "

    return look


def _replace(statement: api.Written, catalog: api.Catalog) -> Iterator[_Place]:
    if not statement.node.get("replace") and not statement.node.get("isconstraint"):
        yield statement.tokens.start(1), "OR REPLACE "


def _drop(statement: api.Written, catalog: api.Catalog) -> Iterator[_Place]:
    words = _NAMED.get(statement.node["removeType"])
    if words is not None and not statement.node.get("missing_ok"):
        yield statement.tokens.start(words + bool(statement.node.get("concurrent"))), "IF EXISTS "


def _alter(statement: api.Written, catalog: api.Catalog) -> Iterator[_Place]:
    tokens = statement.tokens
    for command in statement.commands():
        said = command.node.get("missing_ok")
        first = tokens.at(command.start)
        if command.kind == "AT_AddColumn" and not said:
            yield statement.char(command.node["def"]["ColumnDef"]["location"]), "IF NOT EXISTS "
        if command.kind == "AT_DropColumn" and not said:
            yield tokens.start(first + 1 + (tokens.words[first + 1] == "column")), "IF EXISTS "
        if command.kind == "AT_DropConstraint" and not said:
            yield tokens.start(first + 2), "IF EXISTS "


_KINDS = {
    "CreateStmt": _table,
    "CreateTableAsStmt": _table,
    "CreateSeqStmt": _table,
    "IndexStmt": _index,
    "CreateSchemaStmt": _after_kind(2),
    "CreateExtensionStmt": _after_kind(2),
    "ViewStmt": _replace,
    "CreateFunctionStmt": _replace,
    "CreateTrigStmt": _replace,
    "DropStmt": _drop,
    "AlterTableStmt": _alter,
}
