"""SELECT … INTO in migrations that are still pending.

What is wrong: a migration that has not been applied anywhere makes a table by SELECT … INTO.

Why it matters: in PL/pgSQL the same words set a variable; in SQL they hide in the middle of a query that a table is made.
PostgreSQL's documentation recommends CREATE TABLE AS (SELECT INTO, Notes).

What is done: CREATE TABLE … AS in front of the query, and INTO taken out of it, in place: the same table.

What it locks: nothing more.

The way back: the file's own.

When not to: nothing depends on it. In a migration that has been applied the table is there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from fixer import api

rule = "select-into"
promise = "What makes a table begins with CREATE TABLE."
slug = "create_table_as"
answers = {"pgrubic": ("GN014",)}
applicability = api.Applicability.SAFE
edits_pending = True
by_default = False
_WORDS = re.compile(r"\binto\b", re.IGNORECASE)
_KINDS = ("temporary", "temp", "unlogged", "local", "global", "table")


def detect(catalog: api.Catalog, options: api.Options) -> Iterable[api.Problem]:
    """The queries of pending files that make tables."""
    for statement in api.written(options.pending, _WORDS):
        if _into(statement):
            place = statement.place(statement.start)
            ref = statement.about or api.ObjectRef("schema", "", "public")
            yield api.Problem(ref, "SELECT INTO makes a table", location=place, discriminator=str(place))


def fix(
    finding: api.Finding, catalog: api.Catalog, options: api.Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """CREATE TABLE AS."""
    statement = api.pending_at(options.pending, finding.location)
    if statement is None:
        return api.Satisfied(finding, "the migration, which has been applied: the table is there")
    if not _into(statement):
        return api.Satisfied(finding, "the statement as it is: it makes no table by SELECT INTO")
    tokens = statement.tokens
    into = tokens.find("into")
    first = into + 1
    while tokens.words[first] in _KINDS:
        first += 1
    last = first
    while last + 2 < len(tokens) and tokens.words[last + 1] == ".":
        last += 2
    kinds = [word for word in tokens.words[into + 1 : first] if word not in ("table", "local", "global")]
    name = tokens.between(first, last + 1)
    between = statement.text[tokens.end(last) : tokens.start(last + 1)]
    end = tokens.end(last) if between.strip() else tokens.start(last + 1)  # a comment stays
    made = " ".join(["CREATE", *(word.upper() for word in kinds), "TABLE", name, "AS "])
    return api.Fix(
        finding,
        title=f"CREATE TABLE {name} AS",
        why="CREATE TABLE AS makes the same table, and says so.",
        slug=slug,
        edits=(
            statement.insert(statement.start, made),
            statement.edit(tokens.start(into), end, ""),
        ),
    )


def _into(statement: api.Written) -> bool:
    return statement.kind == "SelectStmt" and "intoClause" in statement.node
