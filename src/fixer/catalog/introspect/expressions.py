"""Expressions over a table's columns: of checks, policies and partial indexes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fixer.catalog.introspect.reading import Reading, Rows

KINDS = ("check", "using", "with check", "predicate")
Texts = Mapping[str, Mapping[int, str]]
"""By kind and OID: what the server prints."""


def texts(
    reading: Reading, alike: Rows, otherwise: Callable[[Mapping[str, list[int]]], Rows]
) -> dict[str, dict[int, str]]:
    """All expressions. Those stored alike are printed alike where the columns that they use have the same names.

    Where a text names its table, or reads from one (what is in there may be called otherwise beside another table), the
    server is asked for each; ``otherwise`` does that, at most once.
    """
    found: dict[str, dict[int, str]] = {kind: {} for kind in KINDS}
    left: dict[str, list[int]] = {kind: [] for kind in KINDS}
    for kind, oids, relations, written, numbers in alike:
        text, printed = without_line(written), found[kind]
        printed[oids[0]] = text
        if len(oids) == 1:
            continue
        columns = reading.columns.get(relations[0], {})
        own = _names_its_table(reading, relations[0], text)
        names = [columns.get(number) for number in numbers]
        for oid, relation in zip(oids[1:], relations[1:], strict=True):
            others = reading.columns.get(relation, {})
            if own or (others is not columns and [others.get(number) for number in numbers] != names):
                left[kind].append(oid)
            else:
                printed[oid] = text
    if any(left.values()):
        for kind, oid, written in otherwise(left):
            found[kind][oid] = without_line(written)
    return found


def without_line(text: str) -> str:
    """The text of an expression without the line that the server begins before a CASE: a statement has none there."""
    return text.removeprefix("\n")


def _names_its_table(reading: Reading, relation: int, text: str) -> bool:
    """Whether a text may depend on the table's own name: too often is no harm."""
    table = reading.relations.get(relation)
    if table is None or "FROM" in text:
        return True
    quoted = table.name.replace('"', '""')
    return f"{table.name}." in text or f'"{quoted}".' in text
