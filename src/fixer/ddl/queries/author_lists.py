"""The lists of aliases that the author of an object wrote: what else is written out in such a list follows the columns' own
names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from fixer.catalog.objects import Object
from fixer.sql.parse import SqlSyntaxError, nodes, statement

_MAKE_BY_CODE = frozenset({"DoStmt", "CallStmt", "SelectStmt"})
Said = Mapping[str, Sequence[str] | None]
"""By alias; what is not among them has no list. None where two by one alias have other ones."""


def author_lists(item: Object) -> Said | None:
    """By the statement that made the object; None where there is none, or it does not hold the object's text."""
    origin = item.origin
    return _said(origin.text[origin.start : origin.end]) if origin is not None else None


@lru_cache(maxsize=256)
def _said(sql: str) -> Said | None:
    try:
        kind, node = statement(sql)
    except (SqlSyntaxError, ValueError):
        return None
    if kind in _MAKE_BY_CODE:
        return None
    found: dict[str, list[str] | None] = {}
    for part in nodes([node]):
        for inner in (part[key] for key in ("RangeVar", "JoinExpr") if key in part):
            alias = inner.get("alias", {})
            listed = [name["String"]["sval"] for name in alias.get("colnames", [])]
            name = alias.get("aliasname", inner.get("relname", ""))
            found[name] = listed if found.get(name, listed) == listed else None
    return found
