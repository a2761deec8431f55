"""Tables that a crash empties.

What is wrong: the table is UNLOGGED.

Why it matters: after a crash of the server it is empty, and on a standby it always is; backups that follow the log do
not have it.

What is done: SET LOGGED; in a pending file that makes the table, the word UNLOGGED goes, and for
the tables there that it refers to as well.

What it locks: ACCESS EXCLUSIVE on the table while it is written anew, all of it into the log as well.

The way back: SET UNLOGGED.

When not to: for caches and intermediate results that can be computed again, which is what unlogged tables are for. Needs
``--unsafe``; looked for only where it is selected. Refused while the table refers to another unlogged one, which
PostgreSQL does not allow.
"""

from __future__ import annotations

from collections.abc import Iterable

from fixer import api

rule = "unlogged-table"
promise = "Tables survive a crash."
slug = "set_logged"
answers = {"pgrubic": ("GN019",)}
applicability = api.Applicability.UNSAFE
by_default = False


def detect(catalog: api.Catalog, options: api.Options) -> Iterable[api.Problem]:
    """Unlogged tables."""
    for table in catalog.objects(api.Table):
        if table.persistence == "u" and not options.is_platform(table.ref.schema):
            yield api.Problem(table.ref, f"{api.shown(table.ref)} is emptied by a crash")


def satisfied(finding: api.Finding, catalog: api.Catalog, options: api.Options) -> str | None:
    """That it is logged."""
    table = catalog.find(finding.target, api.Table) if finding.target else None
    return "it is logged" if table is not None and table.persistence != "u" else None


def fix(
    finding: api.Finding, catalog: api.Catalog, options: api.Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """SET LOGGED."""
    table = catalog.find(finding.target, api.Table) if finding.target else None
    if table is None:
        return api.Refusal(finding, "unresolved", "there is no such table")
    if table.persistence != "u":
        return api.Satisfied(finding, "it is logged")
    edits = _in_place(table, options)
    for other in _unlogged(table, catalog):
        there = _in_place(other, options) if edits else ()
        if not there:
            reason = f"{api.shown(table.ref)} refers to {api.shown(other.ref)}, which is unlogged"
            return api.Refusal(finding, "unsupported", reason, f"Make {api.shown(other.ref)} logged first.")
        edits += there
    return api.Fix(
        finding,
        title=f"{api.shown(table.ref)}: SET LOGGED",
        why=f"{api.shown(table.ref)} is empty after a crash, and on every standby.",
        slug=f"set_logged_{table.ref.name}",
        operations=() if edits else (api.Operation("set_logged", {"table": table.ref}),),
        edits=edits,
        remakes=(table.ref, *(other.ref for other in _unlogged(table, catalog))) if edits else (),
        applicability=applicability,
    )


def _unlogged(table: api.Table, catalog: api.Catalog) -> list[api.Table]:
    """The unlogged tables that its foreign keys lead to, over any number of steps."""
    found = {table.ref: table}
    waiting = [table]
    while waiting:
        for key in catalog.children(waiting.pop().ref, api.Constraint):
            other = catalog.find(key.references, api.Table) if key.references else None
            if other is not None and other.persistence == "u" and other.ref not in found:
                found[other.ref] = other
                waiting.append(other)
    return list(found.values())[1:]


def _in_place(table: api.Table, options: api.Options) -> tuple[api.Edit, ...]:
    """The word taken out of the pending file that makes the table."""
    written = api.made_by(options.pending, table)
    if written is None or written.tokens.find("unlogged") != 1:
        return ()
    return (written.edit(written.tokens.start(1), written.tokens.start(2), ""),)
