"""Tables with secrets of which nobody can say who changed them.

What is wrong: a review says that no trigger records changes of what is worth protecting: passwords, tokens, keys.

Why it matters: after an incident the first question is who changed what and when, and nothing answers it.

What is done: one table, ``audit_log``, and on each table with such columns a trigger that writes into it: when, who
(the role that the session logged in as), which row by its primary key, and which columns. Values are not written:
some are the secrets themselves. Row security keeps everybody but the owner from reading it. Which columns count is set by
``columns`` in [rules.audit]; which tables besides, by ``tables``.

What it locks: SHARE ROW EXCLUSIVE on each table for a moment (CREATE TRIGGER). From then on every change writes one row
more.

The way back: the triggers go, then the table with all that it recorded.

When not to: where a table is written so often that one row more a change is too much; and where the server's own log
(pgaudit) does it already. The log grows: somebody has to decide for how long it is kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from fixer import api

rule = "audit"
promise = "Who changed a row with secrets in it, and when, can be told."
slug = "audit"
answers = {"review": ("audit",)}
applicability = api.Applicability.UNSAFE
reads_prose = True
carries_out = True
_FUNCTION = "record_change"


@dataclass(frozen=True)
class Options(api.Options):
    """Settings of [rules.audit]."""

    columns: tuple[str, ...] = ("*password*", "*token", "*token_hash", "*secret*", "*api_key*")
    """Names of columns that make a table worth it."""
    tables: tuple[str, ...] = ()
    """Tables besides."""
    log: str = "audit_log"
    """The table that is written into."""


def detect(catalog: api.Catalog, options: Options) -> Iterable[api.Problem]:
    """Nothing: whether changes are to be recorded, only a person can say."""
    return ()


def satisfied(finding: api.Finding, catalog: api.Catalog, options: Options) -> str | None:
    """The triggers that are there."""
    tables = _tables(finding, catalog, options)
    if tables and not [table for table in tables if not _recorded(table, catalog)]:
        return f"the triggers that write into {options.log}"
    return None


def fix(
    finding: api.Finding, catalog: api.Catalog, options: Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """The log, and its triggers."""
    if by := satisfied(finding, catalog, options):
        return api.Satisfied(finding, by)
    tables = [table for table in _tables(finding, catalog, options) if not _recorded(table, catalog)]
    if not tables:
        decide = f"Name tables in [rules.{rule}], tables."
        return api.Refusal(finding, "manual", "no table has a column with a secret's name", decide)
    schema = tables[0].ref.schema
    log = api.ObjectRef("table", schema, options.log)
    new = not catalog.routines(schema, _FUNCTION)
    if new and catalog.relation(schema, options.log) is not None:
        decide = f"Say another name in [rules.{rule}], log."
        return api.Refusal(
            finding, "manual", f"{api.target(log)} is there already, and is something else", decide
        )
    names = [table.ref.name for table in tables]
    return api.Fix(
        finding,
        title=f"changes of {', '.join(names)} are recorded in {options.log}",
        why=f"Who changed {', '.join(names)} can be told: which row, which columns, when.",
        slug=slug,
        operations=(
            api.Operation(
                "audit",
                {
                    "new": new,
                    "log": log,
                    "policy": api.object_name(options.log, "", "nobody"),
                    "schema": schema,
                    "function": _FUNCTION,
                    "roles": options.platform_clients,
                    "tables": [
                        {
                            "ref": table.ref,
                            "trigger": api.object_name(table.ref.name, "", "audit"),
                            "keys": list(catalog.primary_key(table.ref)),
                        }
                        for table in tables
                    ],
                },
            ),
        ),
        applicability=applicability,
        notes=(f"{options.log} grows with every change: decide for how long its rows are kept.",),
    )


def _tables(finding: api.Finding, catalog: api.Catalog, options: Options) -> list[api.Table]:
    """The tables that the review names, else all with a secret in them; those of the configuration besides."""
    named = [
        ref for ref in finding.data.get("named", ()) if isinstance(ref, api.ObjectRef) and ref.kind == "table"
    ]
    found = []
    for table in catalog.overlay().objects(api.Table):
        if options.is_platform(table.ref.schema) or table.parent is not None or table.ref.name == options.log:
            continue
        secret = any(
            fnmatchcase(column.name, pattern) for column in table.columns for pattern in options.columns
        )
        asked = table.ref in named if named else secret
        if asked or table.ref.name in options.tables or api.target(table.ref) in options.tables:
            found.append(table)
    return sorted(found, key=lambda table: api.target(table.ref))


def _recorded(table: api.Table, catalog: api.Catalog) -> bool:
    return any(trigger.function.name == _FUNCTION for trigger in catalog.children(table.ref, api.Trigger))
