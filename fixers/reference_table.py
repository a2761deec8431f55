"""Lists of values in a CHECK that grow with the application.

What is wrong: a review says that the values of a column stand in a CHECK, where each new one is a migration.

Why it matters: adding a value means dropping the constraint and reading the whole table for the next one.

What is done: a table with one row a value, filled with those of the CHECK; a foreign key from the column to it, NOT
VALID and then validated, with its index; then the CHECK is dropped. The table is called as the review calls it, else by
the column. On Supabase it has row security, and everyone who is signed in may read it.

What it locks: SHARE ROW EXCLUSIVE on the table for a moment (ADD FOREIGN KEY … NOT VALID); reading it goes on while the
key is validated. The index is built concurrently where the tool can.

The way back: the CHECK as it was, and the new table goes, with the values that were added to it.

When not to: where the program knows every value anyway; then an enum or the CHECK says it best.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fixer import api

rule = "reference-table"
promise = "A list of values that grows is rows in a table, not text in a constraint."
slug = "reference_tables"
answers = {"review": ("reference-table",)}
applicability = api.Applicability.UNSAFE
reads_prose = True
carries_out = True


@dataclass(frozen=True, slots=True)
class _List:
    table: api.Table
    column: api.Column
    check: api.Constraint
    values: tuple[str, ...]


def detect(catalog: api.Catalog, options: api.Options) -> Iterable[api.Problem]:
    """Nothing: whether a list grows, only a person can say."""
    return ()


def satisfied(finding: api.Finding, catalog: api.Catalog, options: api.Options) -> str | None:
    """The foreign key that the column has."""
    for table, column in _columns(finding, catalog):
        if _list_of(table, column, catalog) is None and (key := _key(table, column, catalog)) is not None:
            return f"the foreign key {api.identifier(key.ref.name)}"
    return None


def fix(
    finding: api.Finding, catalog: api.Catalog, options: api.Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """The table, the key, and the CHECK dropped."""
    if by := satisfied(finding, catalog, options):
        return api.Satisfied(finding, by)
    found = next(
        (one for table, column in _columns(finding, catalog) if (one := _list_of(table, column, catalog))),
        None,
    )
    if found is None:
        reason = "it names no column whose values a CHECK lists"
        return api.Refusal(finding, "unresolved", reason, "Name the column as table.column.")
    table, column = found.table.ref, found.column.name
    new = api.ObjectRef("table", table.schema, _new_name(finding, column, catalog))
    if catalog.relation(new.schema, new.name) is not None:
        return api.Refusal(finding, "manual", f"{api.target(new)} is there already, and is something else")
    roles = ("authenticated",) if options.platform == "supabase" else ()
    name = f"{table.name}.{column}"
    return api.Fix(
        finding,
        title=f"{name}: its {len(found.values)} values become rows of {new.name}",
        why=f"A new value of {name} is a row in {new.name} from now on, and no migration.",
        slug=f"reference_table_{new.name}",
        operations=(
            api.Operation(
                "reference_table",
                {
                    "new": new,
                    "key": column,
                    "type": str(found.column.type),
                    "comment": f"The values of {name}, one a row.",
                    "values": list(found.values),
                    "roles": list(roles),
                    "policy": api.object_name(new.name, "", "select"),
                    "table": table,
                    "column": column,
                    "constraint": api.object_name(table.name, column, "fkey"),
                    "check": found.check.ref.name,
                    "index": ""
                    if _indexed(table, column, catalog)
                    else api.object_name(table.name, column, "idx"),
                },
            ),
        ),
        applicability=applicability,
        notes=(f"Programs that add to {name} add to {new.name} first.",),
        plain=True,
    )


def _columns(finding: api.Finding, catalog: api.Catalog) -> Iterable[tuple[api.Table, str]]:
    for ref in api.named(finding):
        if ref.kind == "column":
            table = catalog.find(api.ObjectRef("table", ref.schema, ref.table or ""), api.Table)
            if table is not None:
                yield table, ref.name


def _list_of(table: api.Table, name: str, catalog: api.Catalog) -> _List | None:
    """The CHECK that lists the column's values."""
    column = table.column(name)
    if column is None:
        return None
    types = {one.name: str(one.type) for one in table.columns}
    for check in catalog.children(table.ref, api.Constraint):
        if check.type != "c" or not check.expression or api.columns_of(check.expression) != {name}:
            continue
        written = re.findall(r"'((?:[^']|'')*)'", check.expression)
        values = tuple(dict.fromkeys(value.replace("''", "'") for value in written))
        listed = f"{api.identifier(name)} IN ({', '.join(map(api.literal, values))})"
        if values and api.equivalent(check.expression, listed, types):
            return _List(table, column, check, values)
    return None


def _key(table: api.Table, column: str, catalog: api.Catalog) -> api.Constraint | None:
    keys = (one for one in catalog.children(table.ref, api.Constraint) if one.type == "f")
    return next((key for key in keys if key.columns == (column,)), None)


def _indexed(table: api.ObjectRef, column: str, catalog: api.Catalog) -> bool:
    found: Sequence[api.Index] = catalog.children(table, api.Index)
    return any(index.predicate is None and index.keys[0].column == column for index in found)


def _new_name(finding: api.Finding, column: str, catalog: api.Catalog) -> str:
    """As the review calls it: a name in code that says the column's in the plural; else that plural."""
    plural = f"{column}s"
    return next((code for code in api.codes(finding.data) if code == plural), plural)
