"""Transactions that a pending migration opens or ends where its tool does, or leaves open.

What is wrong: a migration that has not been applied anywhere says BEGIN or COMMIT though its tool runs the file in a
transaction of its own, says BEGIN twice, or says it without COMMIT.

Why it matters: COMMIT ends the tool's transaction: what comes behind it stays when the rest fails, and the tool's own
record of the migration may be lost. A BEGIN without COMMIT undoes everything when the connection closes.

What is done: where the tool opens a transaction, BEGIN and COMMIT are taken out of the file, in place. Elsewhere the
second BEGIN, and the COMMIT that has none, are taken out, and a BEGIN that stays open gets its COMMIT at the end.

What it locks: nothing more.

The way back: the file's own.

When not to: a ROLLBACK in a migration means something that only its author knows: that is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from fixer import api

rule = "transaction-in-file"
promise = "A migration runs in one transaction, which is committed."
slug = "transactions"
answers = {
    "squawk": ("transaction-nesting", "ban-uncommitted-transaction"),
    "postgres-language-server": ("transactionNesting",),
}
applicability = api.Applicability.SAFE
edits_pending = True
_WORDS = re.compile(r"\A(?:begin|start|commit|end|rollback|abort)\b", re.IGNORECASE)
_BEGINS = ("TRANS_STMT_BEGIN", "TRANS_STMT_START")
_ENDS = ("TRANS_STMT_COMMIT", "TRANS_STMT_ROLLBACK")


def detect(catalog: api.Catalog, options: api.Options) -> Iterable[api.Problem]:
    """Pending files with a statement too many or too few."""
    if options.drafts is None:
        return
    for path in dict.fromkeys(statement.path for statement in options.pending):
        if not _edits(path, options):
            continue
        first = next(iter(_transactional(path, options)))
        place = first.place(first.start)
        text = f"{first.text} is not the transaction that its tool runs the file in"
        yield api.Problem(api.ObjectRef("schema", "", "public"), text, location=place, discriminator=path)


def fix(
    finding: api.Finding, catalog: api.Catalog, options: api.Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """The file with one transaction."""
    statement = api.pending_at(options.pending, finding.location)
    if statement is None or options.drafts is None:
        return api.Satisfied(finding, "the migration, which has been applied: its transaction is over")
    path = statement.statement.path
    if any(one.node["kind"] == "TRANS_STMT_ROLLBACK" for one in _transactional(path, options)):
        return api.Refusal(finding, "manual", "the file rolls back", "Take out what is not to be kept.")
    edits = _edits(path, options)
    if not edits:
        return api.Satisfied(finding, "the file as it is: it runs in one transaction, which is committed")
    return api.Fix(
        finding,
        title=f"{path} runs in one transaction",
        why="The file's transactions are its tool's, or end.",
        slug=slug,
        edits=tuple(edits),
    )


def _transactional(path: str, options: api.Options) -> Iterator[api.Written]:
    for statement in api.written((one for one in options.pending if one.path == path), _WORDS):
        if statement.kind == "TransactionStmt" and statement.node["kind"] in (*_BEGINS, *_ENDS):
            yield statement


def _edits(path: str, options: api.Options) -> list[api.Edit]:
    drafts = options.drafts
    if drafts is None:
        return []
    found = list(_transactional(path, options))
    if drafts.wraps(path):
        return [statement.gone(drafts.files[path]) for statement in found]
    edits, is_open = [], False
    for statement in found:
        begins = statement.node["kind"] in _BEGINS
        if begins == is_open:
            edits.append(statement.gone(drafts.files[path]))
        is_open = begins or (is_open and begins)
    if is_open:
        last = api.Written([one for one in options.pending if one.path == path][-1])
        edits.append(last.behind(drafts.files[path], "COMMIT;"))
    return edits
