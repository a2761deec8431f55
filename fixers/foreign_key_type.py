"""Foreign keys whose columns have another type than what they refer to.

What is wrong: a column and the one that it refers to are integers of different sizes, or of different types altogether.

Why it matters: when the larger of the two outgrows the smaller, rows can be made that nothing can refer to. Each
comparison converts, which an index may not serve.

What is done: the smaller integer becomes the larger one; otherwise the column that refers gets the type of the one that
it refers to. Columns that foreign keys tie to it change with it. Views, policies, triggers and CHECKs that PostgreSQL does
not let a type be changed under are dropped in the same transaction and made again as they were, with their comments and
privileges. Refused: columns of materialized views, rules, partition keys or generated columns, and inherited ones. text and
varchar are no difference.

What it locks: ACCESS EXCLUSIVE on the table while it is written anew, with its indexes, and on the table at the other end
while the rows are compared.

The way back: the type as it was, as long as the values fit.

When not to: while the table is too large to be locked for so long. Needs ``--unsafe``; looked for only where it is
selected.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fixer import api

rule = "foreign-key-type"
promise = "A foreign key has the type of what it refers to."
slug = "foreign_key_types"
answers: dict[str, tuple[str, ...]] = {}
applicability = api.Applicability.UNSAFE
by_default = False
_SIZES = {"int2": 2, "int4": 4, "int8": 8}
_TEXTS = frozenset({"text", "varchar"})
_Pair = tuple[tuple[api.Table, api.Column], tuple[api.Table, api.Column]]


def detect(catalog: api.Catalog, options: api.Options) -> Iterable[api.Problem]:
    """Foreign keys with a column that differs."""
    for key in catalog.objects(api.Constraint):
        if key.type != "f" or key.clone_of is not None or options.is_platform(key.table.schema):
            continue
        for (table, column), (other, there) in _different(key, catalog):
            one, two = _name(table, column), _name(other, there)
            yield api.Problem(
                key.ref,
                f"{one} is {column.type}, and refers to {two}, which is {there.type}",
                discriminator=column.name,
                data={"column": column.name},
            )


def satisfied(finding: api.Finding, catalog: api.Catalog, options: api.Options) -> str | None:
    """That both ends have one type."""
    key = catalog.find(finding.target, api.Constraint) if finding.target else None
    if key is None or key.type != "f" or _pair(finding, key, catalog) is not None:
        return None
    return "both ends have the same type"


def fix(
    finding: api.Finding, catalog: api.Catalog, options: api.Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """One type for both ends."""
    key = catalog.find(finding.target, api.Constraint) if finding.target else None
    if key is None or key.type != "f":
        return api.Refusal(finding, "unresolved", "there is no such foreign key")
    pair = _pair(finding, key, catalog)
    if pair is None:
        return api.Satisfied(finding, "both ends have the same type")
    (table, column), (other, there) = pair
    if options.is_platform(other.ref.schema) and _SIZES.get(there.type.name, 9) < _SIZES.get(
        column.type.name, 0
    ):
        return api.Refusal(finding, "unsupported", f"{_name(other, there)} is the platform's")
    wider = _SIZES.get(there.type.name, 0) < _SIZES.get(column.type.name, 0)
    wanted = column.type if wider else there.type
    changes = [
        api.NewType(owner.ref, tied.name, wanted, default=api.plain_default(tied.default))
        for owner, tied in api.linked(catalog, table.ref, column.name)
        if tied.type != wanted
    ]
    names = ", ".join(api.shown(change.table) + f".{api.identifier(change.column)}" for change in changes)
    return api.retype(
        finding,
        catalog,
        changes,
        title=f"{names}: {wanted}",
        why=f"{_name(table, column)} is {column.type}, and {_name(other, there)}, which it refers to, {there.type}.",
    )


def _pair(finding: api.Finding, key: api.Constraint, catalog: api.Catalog) -> _Pair | None:
    named = finding.data.get("column")
    return next((pair for pair in _different(key, catalog) if named in (None, pair[0][1].name)), None)


def _different(key: api.Constraint, catalog: api.Catalog) -> Iterator[_Pair]:
    table = catalog.find(key.table, api.Table)
    other = catalog.find(key.references, api.Table) if key.references else None
    if table is None or other is None:
        return
    referenced = key.referenced_columns or catalog.primary_key(other.ref)
    for here, there in zip(key.columns, referenced, strict=False):
        one, two = table.column(here), other.column(there)
        if (
            one is None
            or two is None
            or one.type.name == two.type.name
            or {one.type.name, two.type.name} <= _TEXTS
        ):
            continue
        yield (table, one), (other, two)


def _name(table: api.Table, column: api.Column) -> str:
    return api.shown(api.column_of(table, column))
