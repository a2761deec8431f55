"""Enum types where a list of values would do.

What is wrong: a type of its own says which values a column may have.

Why it matters: a value of an enum can be added and renamed, and never removed; its order is that of its declaration for
good, and programs that keep the type in their own definition have to be told of each change.

What is done: each column of the type becomes text with a CHECK that lists the values, NOT VALID and validated later, and
the type is dropped. Views, policies, triggers and CHECKs that PostgreSQL does not let a type be changed under are dropped
in the same transaction and made again as they were, with their comments and privileges. Refused: what else has the type
(functions, domains, arrays, row types, casts), and columns of materialized views, rules, partition keys or generated
columns.

What it locks: ACCESS EXCLUSIVE on the tables while they are written anew, with their indexes; VALIDATE reads them while
reads and writes go on.

The way back: the type with its values in their order, and the columns with it.

When not to: where values are compared by the order of the enum (status < 'closed'): text compares by letters. Needs
``--unsafe``; looked for only where it is selected.
"""

from __future__ import annotations

from collections.abc import Iterable

from fixer import api

rule = "enum-type"
promise = "Lists of values can be changed."
slug = "enum_to_text"
answers = {"pgrubic": ("GN006",), "postgres-language-server": ("creatingEnum",)}
applicability = api.Applicability.UNSAFE
by_default = False
_TEXT = api.DataType("pg_catalog", "text")


def detect(catalog: api.Catalog, options: api.Options) -> Iterable[api.Problem]:
    """Enum types that columns have."""
    for kind in catalog.objects(api.EnumType):
        if not options.is_platform(kind.ref.schema):
            yield api.Problem(kind.ref, f"{api.shown(kind.ref)} is an enum, of which no value can be removed")


def satisfied(finding: api.Finding, catalog: api.Catalog, options: api.Options) -> str | None:
    """Nothing serves instead of it."""
    return None


def fix(
    finding: api.Finding, catalog: api.Catalog, options: api.Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """Text with a CHECK, and the type dropped."""
    kind = catalog.find(finding.target, api.EnumType) if finding.target else None
    if kind is None:
        return api.Refusal(finding, "unresolved", "there is no such enum type")
    changes: list[api.NewType] = []
    constraints: list[api.Operation] = []
    for item in api.dependents(catalog, kind.ref):
        if not isinstance(item, api.Table):
            used = (api.View, api.Policy, api.Index, api.Constraint, api.Trigger)
            if isinstance(item, used):
                continue
            reason = f"{item.ref.kind} {api.shown(item.ref)} uses it"
            return api.Refusal(finding, "unsupported", reason, "Change that to text first.")
        for column in item.columns:
            if (column.type.schema, column.type.name) != (kind.ref.schema, kind.ref.name) or column.inherited:
                continue
            default = api.plain_default(column.default)
            if column.default is not None and not default:
                where = api.shown(api.column_of(item, column))
                return api.Refusal(
                    finding, "unsupported", f"the default of {where}, {column.default}, is computed"
                )
            changes.append(api.NewType(item.ref, column.name, _TEXT, default=default))
            constraints += _listed(item, column, kind, catalog)
    if not changes:
        return api.Refusal(
            finding, "manual", "no column of the schema has it", "Drop it, if nothing needs it."
        )
    names = ", ".join(f"{api.shown(change.table)}.{api.identifier(change.column)}" for change in changes)
    last = api.dropped(kind, catalog)
    return api.retype(
        finding,
        catalog,
        changes,
        title=f"{names}: text instead of {api.shown(kind.ref)}",
        why=f"A value of {api.shown(kind.ref)} can never be removed; a CHECK can list others.",
        constraints=[*constraints, last],
    )


def _listed(
    table: api.Table, column: api.Column, kind: api.EnumType, catalog: api.Catalog
) -> list[api.Operation]:
    check = f"{api.identifier(column.name)} IN ({', '.join(map(api.literal, kind.labels))})"
    return api.checked(catalog, table.ref, column.name, "values", check)
