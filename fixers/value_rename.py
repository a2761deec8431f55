"""Values whose names mislead.

What is wrong: a review says that the values of a column are called confusingly.

Why it matters: whoever reads a query takes them for something else.

What is done: what ``[rules.value-rename.values]`` says, because only the application knows what follows:

    [rules.value-rename.values."messages.role"]
    scenario = "main_assistant"
    helper = "helper_assistant"

The values of the column's enum are renamed (ALTER TYPE … RENAME VALUE), which all rows, defaults and CHECKs follow at once.

What it locks: nothing on tables.

The way back: the old names.

When not to: before the application knows the new names; it has to change in the same moment. Two values cannot become
one. Of a text with a CHECK each row would be written, and no way back would know which: it becomes an enum first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from fixer import api

rule = "value-rename"
promise = "Values are called what they are, as the configuration says."
slug = "rename_values"
answers = {"review": ("value-rename",)}
applicability = api.Applicability.UNSAFE
after = ("suggested-sql", "missing-check", "reference-table")
reads_prose = True
carries_out = True


@dataclass(frozen=True)
class Options(api.Options):
    """Settings of [rules.value-rename]."""

    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """``table.column`` -> old value -> new one."""


def detect(catalog: api.Catalog, options: Options) -> Iterable[api.Problem]:
    """Nothing: what a value should be called, only a person can say."""
    return ()


def satisfied(finding: api.Finding, catalog: api.Catalog, options: Options) -> str | None:
    """That none of the old values is left."""
    found = _column(finding, catalog)
    if found is None:
        return None
    table, column = found
    wanted = options.values.get(f"{table.ref.name}.{column.name}")
    _enum, labels = _labels(column, catalog)
    if not wanted or not labels or set(wanted) & set(labels):
        return None
    return f"{table.ref.name}.{column.name} has {', '.join(labels)}"


def fix(
    finding: api.Finding, catalog: api.Catalog, options: Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """The renames."""
    if by := satisfied(finding, catalog, options):
        return api.Satisfied(finding, by)
    found = _column(finding, catalog)
    if found is None:
        return api.Refusal(finding, "unresolved", "it names no column as table.column")
    table, column = found
    name = f"{table.ref.name}.{column.name}"
    wanted = options.values.get(name)
    enum, labels = _labels(column, catalog)
    if not wanted:
        offers = "; ".join(text for text, codes in finding.data.get("items", ()) if codes)
        decide = f'Say what becomes of each value in [rules.{rule}.values."{name}"]: old = "new".'
        reason = f"the values of {name}: the application has to follow in the same moment"
        return api.Refusal(
            finding, "manual", reason, f"{decide} The review offers: {offers}" if offers else decide
        )
    if enum is None:
        decide = "Make it an enum first: then its values are renamed everywhere at once, and back again."
        return api.Refusal(finding, "manual", f"{name} is no enum: each row would have to be written", decide)
    unknown = sorted(set(wanted) - set(labels))
    taken = set(wanted.values()) & (set(labels) - set(wanted))
    if unknown or taken or len(set(wanted.values())) < len(wanted):
        what = f"has no value {unknown[0]}" if unknown else "would have two values of one name"
        return api.Refusal(finding, "manual", f"{name} {what}: it has {', '.join(labels)}")
    return api.Fix(
        finding,
        title=f"{name}: {', '.join(f'{old} becomes {new}' for old, new in wanted.items())}",
        why=f"The values of {name} are called what they are.",
        slug=f"rename_{table.ref.name}_{column.name}",
        operations=(api.Operation("rename_value", {"type": enum, "values": list(wanted.items())}),),
        applicability=applicability,
        notes=(
            "Programs, and functions that compare with the old names, have to say the new ones from then on.",
        ),
    )


def _column(finding: api.Finding, catalog: api.Catalog) -> tuple[api.Table, api.Column] | None:
    for ref in (finding.target, *finding.data.get("named", ())):
        if isinstance(ref, api.ObjectRef) and ref.kind == "column":
            table = catalog.table(ref.schema, ref.table or "")
            column = table.column(ref.name) if table else None
            if table is not None and column is not None:
                return table, column
    return None


def _labels(column: api.Column, catalog: api.Catalog) -> tuple[api.ObjectRef | None, tuple[str, ...]]:
    """The column's enum and its values; none where it has another type."""
    kind = catalog.type(column.type.schema, column.type.name)
    labels = getattr(kind, "labels", None)
    return (kind.ref, tuple(labels)) if kind is not None and labels else (None, ())
