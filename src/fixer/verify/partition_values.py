"""Values of partition keys that have a partition: those that its bounds say."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Table
from fixer.sql.tokens import Tokens
from fixer.verify.values import supply

_FAR = 501_000_000
"""The number of a value that the partitions with bounds are unlikely to take."""


def partition_values(table: Table, catalog: Catalog) -> dict[tuple[str, ...], list[tuple[str, ...]]]:
    """For each partition key of plain columns, values that have a partition, those of partitions below as well."""
    if table.partition_key is None:
        return {}
    key = table.partition_key
    names = tuple(name.strip().strip('"') for name in key[key.find("(") + 1 : key.rfind(")")].split(","))
    if not all(table.column(name) for name in names):
        return {}
    found: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for part in catalog.partitions(table.ref):
        values = [value for value in _bound_values(part.bound or "") if len(value) == len(names)]
        usable = [value for value in values if not {"MINVALUE", "NULL"} & set(value)]
        below = partition_values(part, catalog)
        if part.partition_key is not None and below and usable:
            ((inner, rows), *_rest) = below.items()
            pairs = [(*outer, *row) for outer, row in itertools.product(usable[:1], rows)]
            found.setdefault((*names, *inner), []).extend(pairs)
        elif usable:
            found.setdefault(names, []).extend(usable)
        elif (part.bound or "").upper() == "DEFAULT" and part.partition_key is None:
            found.setdefault(names, []).extend(_far_away(table, names, catalog))
    longest = max(found, key=len, default=())
    return {longest: found[longest]} if longest else {}


def _far_away(table: Table, names: Sequence[str], catalog: Catalog) -> Iterator[tuple[str, ...]]:
    """Values of a partition key that the partitions with bounds are unlikely to take."""
    columns = [column for name in names if (column := table.column(name)) is not None]
    makers = [supply(column.type, catalog)[0] for column in columns]
    if all(makers):
        yield tuple(make(_FAR) for make in makers if make is not None)


def _bound_values(bound: str) -> list[tuple[str, ...]]:
    """The partition key values that a bound certainly takes: ``FROM`` of a range, each of a list. None for the rest."""
    tokens = Tokens(bound)
    texts = [tokens.between(number, number + 1) for number in range(len(tokens))]
    words = [text.upper() for text in texts]
    if "DEFAULT" in words[:1] or "WITH" in words:
        return []
    start = "FROM" if "FROM" in words else "IN"
    if start not in words:
        return []
    items: list[str] = []
    begin = words.index(start) + 2
    for number in range(begin, len(texts)):
        text = texts[number]
        if text == ")":
            break
        if text == "-" or text == ",":
            continue
        sign = "-" if texts[number - 1] == "-" else ""
        items.append(sign + (text[1:-1].replace("''", "'") if text.startswith("'") else text))
    if start == "FROM":
        return [tuple(items)]
    return [(item,) for item in items]
