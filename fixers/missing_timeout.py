"""Pending migrations that wait for locks without end.

What is wrong: a migration that has not been applied anywhere takes locks, and sets no lock_timeout or no
statement_timeout.

Why it matters: a statement that waits for a lock makes everybody who comes behind it wait, too. With a limit it gives up,
the application goes on, and the migration is tried again.

What is done: both are set in front of the first statement, for the transaction (SET LOCAL) where the tool runs the file
in one, else for the session; those that are set already are not set again. With Drizzle, which has one transaction for
all files, they are set back at the end.

What it locks: nothing more.

The way back: the file's own.

When not to: for a statement that may take long, and is waited for. A file with CONCURRENTLY can carry no limit: that is
refused. In a migration that has been applied nothing waits.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fixer import api

rule = "missing-timeout"
promise = "A migration does not wait for a lock for ever."
slug = "timeouts"
answers = {
    "squawk": ("require-timeout-settings", "require-lock-timeout", "require-statement-timeout"),
    "postgres-language-server": ("lockTimeoutWarning", "requireStatementTimeout"),
    "pgfence": ("missing-lock-timeout", "missing-statement-timeout"),
}
applicability = api.Applicability.SAFE
edits_pending = True
by_default = False
after = ("blocking-statement",)
_BREAKPOINT = "--> statement-breakpoint"
_FREE = frozenset({"VariableSetStmt", "TransactionStmt", "SelectStmt", "DoStmt"})


@dataclass(frozen=True)
class Options(api.Options):
    """Settings of [rules.missing-timeout]: how long, as PostgreSQL writes it."""

    lock_timeout: str = "5s"
    statement_timeout: str = "30s"


def detect(catalog: api.Catalog, options: Options) -> Iterable[api.Problem]:
    """Pending files that do something and set no limit."""
    for path in dict.fromkeys(statement.path for statement in options.pending):
        found = _statements(path, options)
        if found and _missing(found, options) and not any(map(_apart, found)):
            first = next((one for one in found if one.kind not in _FREE), None)
            if first is not None:
                place = first.place(first.start)
                text = f"{path} waits for locks without a limit"
                ref = first.about or api.ObjectRef("schema", "", "public")
                yield api.Problem(ref, text, location=place, discriminator=path)


def fix(
    finding: api.Finding, catalog: api.Catalog, options: Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """The limits in front of the first statement."""
    path = finding.location.path if finding.location else ""  # the finding is about the whole file
    found = _statements(path, options)
    if not found or options.drafts is None:
        return api.Satisfied(finding, "the migration, which has been applied: it waits no more")
    if any(map(_apart, found)):
        reason = "what PostgreSQL refuses in a transaction stands alone in its file: a limit beside it would make one"
        return api.Refusal(finding, "unsupported", reason, "Set the limit for the role or the connection.")
    missing = _missing(found, options)
    if not missing:
        return api.Satisfied(finding, "the file as it is: it sets both limits")
    return api.Fix(
        finding,
        title=f"{path} gives up after {options.lock_timeout}",
        why="Limits on how long it waits and runs.",
        slug=slug,
        edits=tuple(_edits(path, found, missing, options.drafts)),
    )


def _statements(path: str, options: Options) -> list[api.Written]:
    return [api.Written(one) for one in options.pending if one.path == path]


def _missing(found: list[api.Written], options: Options) -> dict[str, str]:
    named = {one.node.get("name") for one in found if one.kind == "VariableSetStmt"}
    wanted = {"lock_timeout": options.lock_timeout, "statement_timeout": options.statement_timeout}
    return {name: value for name, value in wanted.items() if name not in named}


def _apart(statement: api.Written) -> bool:
    """Whether it refuses a transaction."""
    return api.refuses_transaction(statement.kind, statement.node)


def _edits(
    path: str, found: list[api.Written], missing: dict[str, str], drafts: api.Drafts
) -> Iterable[api.Edit]:
    begins = found[0].kind == "TransactionStmt"
    each = drafts.outside(path, False) == () and not begins
    word = "SET" if each else "SET LOCAL"
    file = drafts.files[path]
    cut = _BREAKPOINT in file
    line = "\r\n" if "\r\n" in file else "\n"
    between = f"{line}{_BREAKPOINT}{line}" if cut else line
    texts = [f"{word} {name} = {api.literal(value)};" for name, value in missing.items()]
    if begins:
        yield found[0].behind(file, line.join(texts))
        return
    yield found[0].insert(found[0].start, "".join(f"{text}{between}" for text in texts))
    if cut:
        back = [f"{_BREAKPOINT}{line}SET LOCAL {name} = DEFAULT;" for name in missing]
        yield found[-1].behind(file, line.join(back))
