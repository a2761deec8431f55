"""Rows that are in the way of a partition: those outside of its bound, and those that the default partition has of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Table
from fixer.ddl.relations.partition_key import key_elements, key_expressions
from fixer.ddl.tables.partition_bound import read_bound
from fixer.lock_safe.data import fields_of
from fixer.model import MEND_FIRST, Check, ObjectRef
from fixer.sql.parse import Node
from fixer.sql.quote import literal, shown, target
from fixer.sql.tokens import Tokens


def outside(partition: Table, catalog: Catalog) -> Check | None:
    """Rows that it has and may not have, by its own bound or by that of what it becomes a part of; None where that cannot be
    told.
    """
    known = [said for said in _conditions(partition, catalog) if said is not None]
    if not known or not partition.bound:
        return None
    parent = shown(partition.parent) if partition.parent is not None else ""
    where = (
        f"that other partitions of {parent} take"
        if _is_default(partition)
        else f"outside of {partition.bound}"
    )
    meaning = f"rows of {shown(partition.ref)} {where}"
    return _rows(partition.ref, f"({' AND '.join(known)}) IS NOT TRUE", meaning, catalog)


def in_default(partition: Table, parent: Table, catalog: Catalog) -> Check | None:
    """Rows of the default partition that a new one would have to take (partbounds.c, check_default_partition_contents)."""
    default = next((part for part in catalog.partitions(parent.ref) if _is_default(part)), None)
    taken = _taken(partition, parent, catalog)
    if default is None or default.ref == partition.ref or taken is None:
        return None
    meaning = f"rows of {shown(default.ref)} that {shown(partition.ref)} is to have"
    decide = f"Move these rows out of {shown(default.ref)} first"
    return _rows(default.ref, taken, meaning, catalog, decide)


def _rows(
    table: ObjectRef, condition: str, meaning: str, catalog: Catalog, decide: str = MEND_FIRST
) -> Check:
    keys = catalog.primary_key(table)
    query = f"SELECT {fields_of(keys) or '*'} FROM {target(table)} WHERE {condition}"  # noqa: S608  quoted
    return Check(query, meaning, len(keys), decide=decide)


def _is_default(partition: Table) -> bool:
    return bool((read_bound(partition.bound or "") or {}).get("is_default"))


def _conditions(partition: Table, catalog: Catalog) -> Iterable[str | None]:
    """What its rows have to be, and those of the tables above it."""
    below = partition
    while (above := catalog.find(below.parent, Table) if below.parent else None) is not None:
        yield _taken(below, above, catalog)
        below = above


def _taken(partition: Table, parent: Table, catalog: Catalog) -> str | None:
    """What is true just of the rows that a partition takes (partbounds.c, get_qual_from_partbound)."""
    bound = read_bound(partition.bound or "")
    if bound is None:
        return None
    if bound.get("is_default"):
        others = [part for part in catalog.partitions(parent.ref) if part.ref != partition.ref]
        said = [_taken(other, parent, catalog) for other in others]
        known = [f"({one})" for one in said if one is not None]
        return f"({' OR '.join(known) or 'false'}) IS NOT TRUE" if len(known) == len(said) else None
    tokens = Tokens(partition.bound or "")
    keys = key_expressions(parent)
    if bound["strategy"] == "h":
        return _in_hash(parent, bound)
    if keys is None:
        return None
    kinds = [
        column.type if name and (column := parent.column(name)) else None for name in key_elements(parent)
    ]
    casts = [f"CAST({{}} AS {kind})" if kind is not None else "{}" for kind in kinds]
    first = tokens.find("(")
    if bound["strategy"] == "l":
        return _in_list(keys[0], casts[0], _pieces(tokens, first))
    last = tokens.find("(", tokens.closing(first) + 1)
    return _in_range(keys, casts, _pieces(tokens, first), _pieces(tokens, last))


def _pieces(tokens: Tokens, opening: int) -> list[str]:
    return [tokens.between(begin, end) for begin, end in tokens.commas(opening + 1)]


def _in_hash(parent: Table, bound: Node) -> str | None:
    names = key_elements(parent)
    keys = key_expressions(parent) if None in names else [fields_of([name]) for name in names if name]
    if keys is None:
        return None
    place = f"{literal(target(parent.ref))}::regclass, {bound['modulus']}, {bound.get('remainder', 0)}"
    return f"satisfies_hash_partition({place}, {', '.join(keys)})"


def _in_list(key: str, cast: str, values: Sequence[str]) -> str:
    given = [value for value in values if not _is_null(value)]
    tests = [f"{key} IS NULL"] if len(given) < len(values) else []
    if given:
        tests.append(f"{key} IN ({', '.join(map(cast.format, given))})")
    return " OR ".join(tests)


def _is_null(value: str) -> bool:
    return value.split("::")[0].strip().lower() == "null"


def _in_range(keys: Sequence[str], casts: Sequence[str], least: list[str], most: list[str]) -> str:
    """Rows are compared up to the first MINVALUE or MAXVALUE, which all others come behind or before."""
    tests = [f"{key} IS NOT NULL" for key in keys]
    for values, strict, loose, endless in ((least, ">", ">=", "minvalue"), (most, "<", "<=", "maxvalue")):
        open_ends = [at for at, value in enumerate(values) if value.lower() in ("minvalue", "maxvalue")]
        at = open_ends[0] if open_ends else len(values)
        end = values[at].lower() if open_ends else ""
        if at == 0:
            tests += [] if end == endless else ["false"]
            continue
        # an upper bound is no part of the range, a lower one is
        inclusive = end == endless if open_ends else strict == ">"
        said = [cast.format(value) for cast, value in zip(casts, values[:at], strict=False)]
        one, other = (", ".join(side) for side in (keys[:at], said))
        compared = loose if inclusive else strict
        tests.append(f"({one}) {compared} ({other})" if at > 1 else f"{one} {compared} {other}")
    return " AND ".join(tests)
