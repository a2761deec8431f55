"""Documents that are stored as text.

What is wrong: the column is ``json``, not ``jsonb``.

Why it matters: json keeps the text and reads it again at each access; it has no equality (no DISTINCT, GROUP BY, UNIQUE),
no containment operators and no index.

What is done: TYPE jsonb USING …::jsonb. Views, policies, triggers and CHECKs that PostgreSQL does not let a type be
changed under are dropped in the same transaction and made again as they were, with their comments and privileges.
Refused: columns of materialized views, rules, partition keys or generated columns, inherited ones, and where what hangs
on the column calls functions for json (``json_array_length`` …), which do not take jsonb.

What it locks: ACCESS EXCLUSIVE on the table while it is written anew.

The way back: TYPE json. The text as it was does not come back: blanks, the order of keys, and of keys that are twice all
but the last are gone.

When not to: where the very text matters (a signature over it), or where programs count on the order of keys. Functions
whose bodies call json_… on the column have to be changed with it. Documents with ``\\u0000`` are not taken: the query that
comes with the fix finds them. Needs ``--unsafe``; looked for only where it is selected.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from fixer import api

rule = "json-column"
promise = "Documents are stored parsed, so that they can be compared and indexed."
slug = "json_to_jsonb"
answers = {
    "pgrubic": ("TP008",),
    "pgfence": ("add-column-json",),
    "postgres-language-server": ("preferJsonb",),
}
applicability = api.Applicability.UNSAFE
by_default = False
_FOR_JSON = re.compile(r"\b(?:json_\w+|row_to_json|array_to_json|to_json)\s*\(|::\s*json\b", re.IGNORECASE)


_wanted = api.OfType("json")


def detect(catalog: api.Catalog, options: api.Options) -> Iterable[api.Problem]:
    """All json columns."""
    for table, column in api.with_problem(catalog, options, _wanted):
        ref = api.column_of(table, column)
        yield api.Problem(ref, f"{api.shown(ref)} is json, which can be neither compared nor indexed")


def satisfied(finding: api.Finding, catalog: api.Catalog, options: api.Options) -> str | None:
    """That it is another type."""
    return api.no_problem(finding, catalog, _wanted)


def fix(
    finding: api.Finding, catalog: api.Catalog, options: api.Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """TYPE jsonb."""
    found = api.meant(finding, catalog, _wanted)
    if not found:
        return api.not_meant(finding, catalog, _wanted)
    table, column = found[0]
    ref = api.column_of(table, column)
    default = api.plain_default(column.default)
    if column.default is not None and not default:
        reason = f"the default of {api.shown(ref)}, {column.default}, may not fit the new type"
        return api.Refusal(finding, "unsupported", reason, "Give it a constant default first, or none.")
    new = api.NewType(table.ref, column.name, api.DataType("pg_catalog", "jsonb"), default=default)
    answer = api.retype(
        finding,
        catalog,
        [new],
        title=f"{api.shown(ref)}: jsonb instead of json",
        why=f"{api.shown(ref)} is read anew at each access, and can be neither compared nor indexed.",
        checks=(_unfit(table, column),),
        notes=("Blanks, the order of keys, and keys that are there twice do not come back.",),
    )
    again = (
        [str(op.params["sql"]) for op in answer.operations if op.template == "statement"]
        if isinstance(answer, api.Fix)
        else []
    )
    calling = next((text for text in again if _FOR_JSON.search(text) and not text.startswith("DROP")), None)
    if calling:
        reason = f"it is used by what calls functions for json: {' '.join(calling.split())[:120]}"
        return api.Refusal(finding, "unsupported", reason, "Write that for jsonb first.")
    return answer


def _unfit(table: api.Table, column: api.Column) -> api.Check:
    """Documents with a character that jsonb cannot hold."""
    name = api.identifier(column.name)
    query = f"SELECT {name} FROM {api.target(table.ref)} WHERE {name}::text LIKE '%\\u0000%'"  # noqa: S608  quoted
    return api.Check(query, f"documents in {api.shown(table.ref)} with \\u0000, which jsonb cannot hold")
