"""Columns of a type that names an object by its number.

What is wrong: a column is of type ``regproc``, ``regprocedure``, ``regoper``, ``regoperator``, ``regconfig``,
``regdictionary``, ``regcollation`` or ``regnamespace``.

Why it matters: such a column holds the object's number in this database. pg_upgrade refuses a database that has one, since
the numbers are others afterwards.

What is done: the column becomes ``text``, with the object's name as it is printed.

What it locks: ACCESS EXCLUSIVE on the table, while it is written anew.

The way back: the type as it was. A name whose object is gone by then stops it.

When not to: where a query joins the column to a system catalog, which then needs a cast; and a column that follows the
object when that is renamed no longer does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from fixer import api

rule = "reg-type-column"
promise = "No column keeps pg_upgrade from running."
slug = "reg_types_to_text"
answers = {"supabase": ("unsupported_reg_types",)}
applicability = api.Applicability.UNSAFE

_wanted = api.OfType(
    *("regcollation", "regconfig", "regdictionary", "regnamespace"),
    *("regoper", "regoperator", "regproc", "regprocedure"),
)
"""Those that pg_upgrade refuses (src/bin/pg_upgrade/check.c, check_for_reg_data_type_usage)."""


def detect(catalog: api.Catalog, options: api.Options) -> Iterable[api.Problem]:
    """Columns of such a type."""
    for table, column in api.with_problem(catalog, options, _wanted):
        yield api.Problem(api.column_of(table, column), f"is of type {column.type}, which pg_upgrade refuses")


def satisfied(finding: api.Finding, catalog: api.Catalog, options: api.Options) -> str | None:
    """That it is another type."""
    return api.no_problem(finding, catalog, _wanted)


def fix(
    finding: api.Finding, catalog: api.Catalog, options: api.Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """TYPE text."""
    found = api.meant(finding, catalog, _wanted)
    if not found:
        return api.not_meant(finding, catalog, _wanted)
    table, column = found[0]
    name = api.shown(api.column_of(table, column))
    default = api.plain_default(column.default)
    if column.default is not None and not default:
        reason = f"the default of {name}, {column.default}, may not fit the new type"
        return api.Refusal(finding, "unsupported", reason, "Give it a constant default first, or none.")
    text = replace(column.type, name="text", modifiers="")
    return api.retype(
        finding,
        catalog,
        [api.NewType(table.ref, column.name, text, default=default)],
        title=f"{name}: text instead of {column.type}",
        why=f"{name} holds an object's number in this database: pg_upgrade refuses to run.",
        notes=(f"{name} no longer follows its object when that is renamed.",),
    )
