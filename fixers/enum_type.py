"""Enum types where a list of values would do.

What is wrong: a type of its own says which values a column may have.

Why it matters: a value of an enum can be added and renamed, and never removed; its order is that of its declaration for
good, and programs that keep the type in their own definition have to be told of each change.

What is done: each column of the type becomes text with a CHECK that lists the values, NOT VALID and validated later, and
the type is dropped. Views, policies, triggers and CHECKs that PostgreSQL does not let a type be changed under are dropped
in the same transaction and made again as they were, with their comments and privileges. Refused: what else has the type
(functions, domains, arrays, row types, casts, expressions that name it), and columns of materialized views, rules, partition keys or generated
columns. In pending files that make the type, and all that has it, the columns are written as text with a CHECK there, and
the type is left out.

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
    if edited := _in_place(finding, kind, catalog, options):
        return edited
    changes: list[api.NewType] = []
    constraints: list[api.Operation] = []
    for item in api.dependents(catalog, kind.ref):
        if not isinstance(item, api.Table):
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


def _in_place(
    finding: api.Finding, kind: api.EnumType, catalog: api.Catalog, options: api.Options
) -> api.Fix | None:
    """Text instead of the type wherever pending files write it; None where that is not all there is to do."""
    drafts, made = options.drafts, api.made_by(options.pending, kind)
    if made is None or drafts is None or made.kind != "CreateEnumStmt":
        return None
    edits: list[api.Edit] = []
    tables: dict[api.ObjectRef, None] = {}
    for statement in api.written(options.pending):
        named = [name for name, ref in statement.statement.resolved if ref == kind.ref]
        if not named:
            continue
        if statement.kind in _OF_THE_TYPE:
            edits.append(statement.replaced(drafts.files[statement.statement.path], _LEFT_OUT))
        elif statement.kind == "CreateStmt" and statement.about is not None:
            edits += _as_text(statement, named, kind)
            tables[statement.about] = None
        else:
            return None
    having = api.dependents(catalog, kind.ref)
    for item in having:
        arrays = isinstance(item, api.Table) and any(
            column.type.array and column.type.name == kind.ref.name for column in item.columns
        )
        if not isinstance(item, api.Table | api.Constraint) or arrays:
            return None
    if not tables or not api.fits(edits, drafts):
        return None
    names = ", ".join(map(api.shown, tables))
    return api.Fix(
        finding,
        title=f"{names}: text instead of {api.shown(kind.ref)}",
        why=f"A value of {api.shown(kind.ref)} can never be removed; a CHECK can list others.",
        slug=f"text_instead_of_{kind.ref.name}",
        edits=tuple(edits),
        remakes=(kind.ref, *(item.ref for item in having if isinstance(item, api.Table))),
        applicability=applicability,
    )


_OF_THE_TYPE = ("CreateEnumStmt", "AlterEnumStmt", "CommentStmt")
_LEFT_OUT = "left out: text with a CHECK"


def _as_text(statement: api.Written, named: Iterable[api.Name], kind: api.EnumType) -> list[api.Edit]:
    """CREATE TABLE with text where it names the type, and the values listed where a column has it."""
    columns = {column.type_start: column.name for column in statement.columns()}
    values = ", ".join(map(api.literal, kind.labels))
    edits = []
    for name in named:
        column = columns.get(name.start)
        check = f" CHECK ({api.identifier(column)} IN ({values}))" if column else ""
        edits.append(statement.edit(name.start, name.end, f"text{check}"))
    return edits


def _listed(
    table: api.Table, column: api.Column, kind: api.EnumType, catalog: api.Catalog
) -> list[api.Operation]:
    check = f"{api.identifier(column.name)} IN ({', '.join(map(api.literal, kind.labels))})"
    return api.checked(catalog, table.ref, column.name, "values", check)
