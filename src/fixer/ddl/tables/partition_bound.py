"""Bounds of partitions: whether one is what its parent takes, and keeps out of the others' (partbounds.c, check_new_partition_bound).

Told where the values can be compared here: numbers, days and moments, texts for being equal. What cannot be told fits.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from math import gcd
from typing import Any

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Table
from fixer.ddl.base import Session
from fixer.ddl.queries.assignable import bare, reads
from fixer.ddl.relations.partition_key import key_elements
from fixer.ddl.session import constant_text
from fixer.model import ObjectRef
from fixer.sql import parse
from fixer.sql.parse import Node, SqlSyntaxError
from fixer.sql.quote import literal, target
from fixer.sql.types import INTEGERS, DataType

_STRATEGIES = {"range": "r", "list": "l", "hash": "h"}
_NUMBERS = frozenset({*INTEGERS, "numeric"})
_MOMENTS = frozenset({"date", "timestamp", "timestamptz"})
_TEXTS = frozenset({"text", "varchar", "uuid"})
_LEAST, _GREATEST = -1, 1
_KEPT = 1 << 16  # each new partition is held against all others
Value = tuple[int, Any]
"""Where it stands beside MINVALUE (-1) and MAXVALUE (1), and what it is: None for what is not compared."""
Kinds = tuple[DataType | None, ...]
"""The types of the columns that a table is partitioned by; None for an expression's."""


@lru_cache(maxsize=_KEPT)
def read_bound(bound: str) -> Node | None:
    """The PartitionBoundSpec of ``FOR VALUES …`` or ``DEFAULT``; None for what is none."""
    try:
        _kind, node = parse.statement(f"CREATE TABLE t PARTITION OF p {bound}")
    except SqlSyntaxError:
        return None
    return node["partbound"]  # type: ignore[no-any-return]


def refuse_bound(catalog: Catalog, session: Session, parent: Table, child: ObjectRef, text: str) -> None:
    """Says why a table cannot be a partition with this bound."""
    key, bound, what = parent.partition_key, read_bound(text), f"the bound of {target(child)}"
    if key is None or bound is None:
        return
    strategy = _STRATEGIES.get(key.split("(")[0].strip().lower(), "")
    others = [
        (part, other)
        for part in catalog.partitions(parent.ref)
        if part.ref != child and (other := read_bound(part.bound or ""))
    ]
    if bound.get("is_default"):
        defaults = [part for part, other in others if other.get("is_default")]
        if strategy == "h":
            session.problem(f"{target(parent.ref)} is partitioned by hash: it has no default partition")
        elif defaults:
            session.problem(
                f"{target(defaults[0].ref)} is the default partition of {target(parent.ref)} already"
            )
        return
    if bound["strategy"] != strategy:
        session.problem(
            f"{what} is none of a table that is partitioned by {key.split('(')[0].strip().lower()}"
        )
        return
    kinds = tuple(_kinds(catalog, parent))
    if _refuse_values(catalog, session, what, bound, kinds):
        return
    values = _ends(text, kinds)
    if strategy == "r" and values is not None and not values[0] < values[1]:
        session.problem(f"{what} is empty")
        return
    if strategy == "h" and _refuse_modulus(session, what, bound, [other for _part, other in others]):
        return
    for part, other in others:
        if not other.get("is_default") and _overlap(text, part.bound or "", kinds):
            session.problem(f"{what} overlaps that of {target(part.ref)}")
            return


def _kinds(catalog: Catalog, parent: Table) -> list[DataType | None]:
    """The types of the columns that a table is partitioned by; None for an expression's."""
    columns = [parent.column(name) if name is not None else None for name in key_elements(parent)]
    return [bare(catalog, column.type) if column is not None else None for column in columns]


def _refuse_values(catalog: Catalog, session: Session, what: str, bound: Node, kinds: Kinds) -> bool:
    """Says that a bound has too many values, or some that cannot be; and whether it said so."""
    for name in ("lowerdatums", "upperdatums"):
        datums = bound.get(name, [])
        if bound["strategy"] == "r" and len(datums) != len(kinds):
            session.problem(f"{what} has {len(datums)} values for {len(kinds)} columns")
            return True
        if any(node.get("A_Const", {}).get("isnull") for node in datums):
            session.problem(f"{what} has NULL in it")
            return True
    every = kinds if bound["strategy"] == "r" else kinds * len(bound.get("listdatums", []))
    for side in ("lowerdatums", "upperdatums", "listdatums"):
        for node, kind in zip(bound.get(side, []), every, strict=False):
            constant = constant_text(node)
            if "ColumnRef" in node and _word(node) not in ("minvalue", "maxvalue"):
                session.problem(f"{what} names a column")
                return True
            if constant is not None and kind is not None and not reads(catalog, constant, kind):
                session.problem(f"{literal(constant)} in {what} is no {kind}")
                return True
    return False


def _word(node: Node) -> str:
    return str(node["ColumnRef"]["fields"][-1].get("String", {}).get("sval", "")).lower()


def _value(node: Node, kind: DataType | None) -> Value | None:
    if "ColumnRef" in node:
        return (_LEAST, 0) if _word(node) == "minvalue" else (_GREATEST, 0)
    if "TypeCast" in node:
        node = node["TypeCast"]["arg"]
    constant = node.get("A_Const")
    if constant is None or kind is None or kind.schema != "pg_catalog" or kind.array:
        return None
    if constant.get("isnull"):
        return 0, "null"
    said = [constant[name] for name in ("sval", "ival", "fval") if name in constant]
    text = str(next(iter(said[0].values()), "" if "sval" in constant else 0)) if said else None
    try:
        if text is not None and kind.name in _NUMBERS:
            return 0, Decimal(text.strip())
        if text is not None and kind.name in _MOMENTS:
            moment = datetime.fromisoformat(text.strip())
            return None if moment.tzinfo is not None else (0, moment)
    except (ValueError, ArithmeticError):
        return None
    return (
        (0, text.lower() if kind.name == "uuid" else text)
        if text is not None and kind.name in _TEXTS
        else None
    )


@lru_cache(maxsize=_KEPT)
def _ends(text: str, kinds: Kinds) -> tuple[list[Value], list[Value]] | None:
    """The two ends of a range; None where they cannot be compared."""
    ends, bound = [], read_bound(text) or {}
    for name in ("lowerdatums", "upperdatums"):
        found = [_value(node, kind) for node, kind in zip(bound.get(name, []), kinds, strict=False)]
        known = [value for value in found if value is not None]
        ordered = all(isinstance(value[1], Decimal | datetime | int) for value in known)
        if not found or len(known) != len(found) or not ordered:
            return None
        ends.append(known)
    return ends[0], ends[1]


@lru_cache(maxsize=_KEPT)
def _listed(text: str, kinds: Kinds) -> frozenset[Value]:
    """The values of a list, as far as they can be compared."""
    found = (
        _value(node, kinds[0] if kinds else None) for node in (read_bound(text) or {}).get("listdatums", [])
    )
    return frozenset(value for value in found if value is not None)


def _overlap(one_text: str, other_text: str, kinds: Kinds) -> bool:
    one, other = read_bound(one_text), read_bound(other_text)
    if one is None or other is None or one["strategy"] != other.get("strategy"):
        return False
    if one["strategy"] == "h":
        common = gcd(one["modulus"], other["modulus"])
        return common > 0 and bool(one.get("remainder", 0) % common == other.get("remainder", 0) % common)
    if one["strategy"] == "l":
        return bool(_listed(one_text, kinds) & _listed(other_text, kinds))
    own, theirs = _ends(one_text, kinds), _ends(other_text, kinds)
    return own is not None and theirs is not None and own[0] < theirs[1] and theirs[0] < own[1]


def _refuse_modulus(session: Session, what: str, bound: Node, others: list[Node]) -> bool:
    """Says that a modulus and its remainder cannot be, beside the others, and whether it said so."""
    modulus, remainder = bound.get("modulus", 0), bound.get("remainder", 0)
    if modulus <= 0 or not 0 <= remainder < modulus:
        session.problem(f"{what} has a remainder that its modulus does not leave")
        return True
    moduli = sorted({modulus, *(other["modulus"] for other in others if other.get("modulus"))})
    if any(larger % smaller for smaller, larger in pairwise(moduli)):
        session.problem(
            f"{what} has a modulus that is no factor of the next larger one, or that has none such below it"
        )
        return True
    return False
