"""Amounts whose meaning depends on the server's language.

What is wrong: the column is ``money``.

Why it matters: how many digits it has behind the point, and how it is written and read, is a setting (lc_monetary): the
same dump, restored elsewhere, has other values. It holds no currency, and division by it rounds.

What is done: TYPE numeric USING …::numeric. Views, policies, triggers and CHECKs that PostgreSQL does not let a type be
changed under are dropped in the same transaction and made again as they were, with their comments and privileges.
Refused: columns of materialized views, rules, partition keys or generated columns, and inherited ones.

What it locks: ACCESS EXCLUSIVE on the table while it is written anew, with its indexes.

The way back: TYPE money, which rounds to the digits of lc_monetary.

When not to: where programs read the values as texts with a currency sign. Needs ``--unsafe``; looked for only where it
is selected.
"""

from __future__ import annotations

from collections.abc import Iterable

from fixer import api

rule = "money-column"
promise = "Amounts are exact numbers, whatever the server speaks."
slug = "money_to_numeric"
answers = {"pgrubic": ("TP006",)}
applicability = api.Applicability.UNSAFE
by_default = False


_wanted = api.OfType("money")


def detect(catalog: api.Catalog, options: api.Options) -> Iterable[api.Problem]:
    """All columns of the type."""
    for table, column in api.with_problem(catalog, options, _wanted):
        ref = api.column_of(table, column)
        yield api.Problem(ref, f"{api.shown(ref)} is {column.type}, whose values depend on lc_monetary")


def satisfied(finding: api.Finding, catalog: api.Catalog, options: api.Options) -> str | None:
    """That it is another type."""
    return api.no_problem(finding, catalog, _wanted)


def fix(
    finding: api.Finding, catalog: api.Catalog, options: api.Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """The other type."""
    found = api.meant(finding, catalog, _wanted)
    if not found:
        return api.not_meant(finding, catalog, _wanted)
    table, column = found[0]
    ref = api.column_of(table, column)
    name = api.identifier(column.name)
    new = api.NewType(
        table.ref,
        column.name,
        api.DataType("pg_catalog", "numeric"),
        back=f"{name}::money",
        default=api.plain_default(column.default),
    )
    return api.retype(
        finding,
        catalog,
        [new],
        title=f"{api.shown(ref)}: {new.type} instead of {column.type}",
        why=f"{api.shown(ref)} is written and read by the lc_monetary of the session.",
        notes=("What is finer than the smallest coin does not come back: money rounds.",),
    )
