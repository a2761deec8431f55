"""Whether a condition of code holds on a catalog: what it asks of the system's tables, where all of it can be told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import External
from fixer.ddl.base import Session
from fixer.ddl.bodies.system_rows import (
    POSITIVE,
    SYSTEM_TABLES,
    Oid,
    SystemTable,
    class_oid,
    others,
    schema_oid,
)
from fixer.ddl.current_setting import listed
from fixer.ddl.known import Known, Value, evaluated
from fixer.ddl.names import existing
from fixer.sql import parse
from fixer.sql.parse import Node, SqlSyntaxError

_NULL = "\0"
"""NULL, where it is known to be."""
_NO = (False, _NULL)
"""What a condition comes to for a row that it rules out."""
_Match = tuple[dict[str, Value], bool]
"""What the columns of a row hold, and whether it is sure that the row is among those asked for."""


def holds(
    condition: str, catalog: Catalog, session: Session, known: Known, likely: bool = False
) -> bool | None:
    """Whether a condition holds; None where that cannot be told.

    ``likely`` takes what only an extension may have, or what is made elsewhere, for not there.
    """
    try:
        kind, node = parse.statement(f"SELECT {condition}")
    except SqlSyntaxError:
        return None
    targets = node.get("targetList", []) if kind == "SelectStmt" else []
    if len(targets) != 1 or node.keys() - {"targetList", "limitOption", "op"}:
        return None
    value = _Question(catalog, session, known, likely).value(targets[0]["ResTarget"]["val"], {})
    return value if isinstance(value, bool) else False if value == _NULL else None


class _Question:
    def __init__(self, catalog: Catalog, session: Session, known: Known, likely: bool):
        self.catalog, self.session, self.known, self.likely = catalog, session, known, likely

    def value(self, node: Node, row: Known) -> Value | None:
        """What an expression comes to for a row; None where it is not known."""
        ((kind, inner),) = node.items() if len(node) == 1 else (("", {}),)
        if kind == "BoolExpr":
            return self._logic(inner, row)
        if kind == "A_Expr":
            return self._comparison(inner, row)
        if kind == "NullTest":
            tested = self.value(inner["arg"], row)
            return None if tested is None else (tested == _NULL) == (inner["nulltesttype"] == "IS_NULL")
        if kind == "SubLink":
            return self._query(inner, row)
        if kind == "FuncCall" and (found := self._function(inner, row)) is not None:
            return found
        if kind == "TypeCast":
            return self._cast(node, inner, row)
        if kind == "ColumnRef":
            name = ".".join(part.get("String", {}).get("sval", "*") for part in inner["fields"])
            # PostgreSQL refuses a name that may be a column or a variable
            return None if name in row and name in self.known else row.get(name, self.known.get(name))
        return evaluated(node, {**self.known, **row})

    def _logic(self, node: Node, row: Known) -> Value | None:
        """AND, OR and NOT with NULL (documentation, 9.1 Logical Operators)."""
        found = [self.value(part, row) for part in node["args"]]
        parts = [part if isinstance(part, bool) or part == _NULL else None for part in found]
        if node["boolop"] == "NOT_EXPR":
            return not parts[0] if isinstance(parts[0], bool) else parts[0]
        decides = bool(node["boolop"] == "OR_EXPR")
        if any(part is decides for part in parts):
            return decides
        return None if None in parts else _NULL if _NULL in parts else not decides

    def _comparison(self, node: Node, row: Known) -> Value | None:
        name = node["name"][-1]["String"]["sval"]
        kind, right = node["kind"], node.get("rexpr", {})
        left = self.value(node["lexpr"], row) if "lexpr" in node else None
        if kind == "AEXPR_IN":
            found = [_equal(left, self.value(item, row)) for item in right["List"]["items"]]
            among = True if True in found else None if None in found else False
            return among if among is None else among == (name == "=")
        if kind == "AEXPR_OP_ANY" and name == "=":
            listed_ones = self.value(right, row)
            return left in listed_ones if isinstance(listed_ones, tuple) and type(left) is str else None
        if kind not in ("AEXPR_LIKE", "AEXPR_ILIKE", "AEXPR_OP"):
            return None
        other = self.value(right, row)
        if _NULL in (left, other) and name != "||":
            return _NULL
        if kind != "AEXPR_OP":
            like = _like(left, other, kind == "AEXPR_ILIKE")
            return like if like is None else like == (name[0] != "!")
        if name in ("=", "<>"):
            equal = _equal(left, other)
            return equal if equal is None else equal == (name == "=")
        if name in _ORDER and isinstance(left, str) and isinstance(other, str):
            if left == POSITIVE and (name, other) in ((">", "0"), (">=", "1")):
                return True
            if left.isdigit() and other.isdigit():
                return (int(left) > int(other), int(left) == int(other)) in _ORDER[name]
            return None
        return evaluated({"A_Expr": node}, {**self.known, **row})

    def _cast(self, node: Node, inner: Node, row: Known) -> Value | None:
        wanted, value = inner["typeName"]["names"][-1]["String"]["sval"], self.value(inner["arg"], row)
        if isinstance(value, Oid):
            return value if wanted in ("oid", "regclass", "regnamespace") else None
        if wanted == "regclass":
            found = self._relation(value)
            return None if found == _NULL else found
        if wanted == "regnamespace":
            return schema_oid(value) if isinstance(value, str) and '"' not in value else None
        if (
            wanted in ("text", "name", "varchar")
            and type(value) is str
            and "arrayBounds" not in inner["typeName"]
        ):
            return value
        return evaluated(node, {**self.known, **row})

    def _function(self, node: Node, row: Known) -> Value | None:
        *schema, name = (part["String"]["sval"] for part in node["funcname"])
        given = [self.value(part, row) for part in node.get("args", [])]
        if schema not in ([], ["pg_catalog"]):
            return None
        if name == "to_regclass" and len(given) == 1:
            return self._relation(given[0])
        if name == "to_regrole" and len(given) == 1 and type(given[0]) is str:
            there = self.session.roles.get(given[0], False)
            return None if there is False else Oid(f"role {given[0]}") if there else _NULL
        if name == "current_schema" and not given:
            return next((one for one in self.session.search_path if self._is_schema(one)), None)
        return None

    def _is_schema(self, name: str) -> bool:
        return any(row["nspname"] == name for row in SYSTEM_TABLES["pg_namespace"].rows(self.catalog))

    def _relation(self, written: Value | None) -> Value | None:
        """The OID of a relation by the text of its name; NULL where there is none."""
        if type(written) is not str:
            return None
        parts = [part for piece in written.split(".") for part in listed(piece)]
        if not parts or len(parts) > 2 or written.count('"') not in (0, 2, 4):
            return None
        found = existing(self.catalog, self.session, parts)
        if found is not None:
            return None if isinstance(found, External) else class_oid(found.ref)
        asked: dict[str, Value] = {"relname": parts[-1]}
        if len(parts) > 1:
            asked["relnamespace"] = schema_oid(parts[0])
        doubt = others(SYSTEM_TABLES["pg_class"], self.catalog, asked)
        return None if doubt or (doubt is None and not self.likely) else _NULL

    def _query(self, node: Node, row: Known) -> Value | None:
        """EXISTS, and the one value, or the number of rows, that a query in parentheses gives."""
        query = node["subselect"].get("SelectStmt", {})
        kind, targets = node["subLinkType"], query.get("targetList", [])
        if query.keys() - _PLAIN or query.get("op") != "SETOP_NONE" or "fromClause" not in query:
            return None
        limit = query.get("limitCount", {}).get("A_Const", {"ival": {"ival": 1}})
        if not limit.get("ival", {}).get("ival"):
            return None
        calls = any("FuncCall" in part for target in targets for part in parse.nodes(target))
        if kind == "EXISTS_SUBLINK" and calls:
            return None  # an aggregate gives a row whatever there is
        found = self._matches(query, row)
        if found is None:
            return None
        if kind == "EXISTS_SUBLINK":
            return True if any(sure for _row, sure in found) else None if found else False
        if kind != "EXPR_SUBLINK" or len(targets) != 1 or not all(sure for _row, sure in found):
            return None
        call = targets[0]["ResTarget"]["val"].get("FuncCall", {})
        if call:
            counts = call["funcname"][-1]["String"]["sval"] == "count" and call.get("agg_star")
            plain = not call.keys() & {"agg_filter", "over", "agg_distinct"}
            return str(len(found)) if counts and plain else None
        values = {self.value(targets[0]["ResTarget"]["val"], {**row, **one}) for one, _sure in found}
        return values.pop() if len(values) == 1 else None if values else _NULL

    def _matches(self, query: Node, outer: Known) -> list[_Match] | None:
        """The rows of a query that its conditions do not rule out; None where it reads what is not known."""
        tables: list[tuple[str, SystemTable]] = []
        conditions: list[Node] = [query["whereClause"]] if "whereClause" in query else []
        if not all(_tables_in(item, tables, conditions) for item in query["fromClause"]):
            return None
        conditions = [part for condition in conditions for part in _conjuncts(condition)]
        found: list[_Match] = [({}, True)]
        for alias, table in tables:
            rows = [
                one
                for one in self._rows(alias, table, conditions, outer)
                if self._fits(one[0], conditions, outer)
            ]
            if table.name == "attrelid" and len(tables) > 1:
                rows = [one for one in rows if one[0]]  # those of a relation are all there
            pairs = (
                ({**before[0], **row[0]}, before[1] and row[1])
                for before, row in self._pairs(found, rows, conditions)
            )
            found = [pair for pair in pairs if self._fits(pair[0], conditions, outer)]
        return [
            (row, sure and all(self.value(one, {**outer, **row}) is True for one in conditions))
            for row, sure in found
        ]

    def _pairs(
        self, found: list[_Match], rows: list[_Match], conditions: list[Node]
    ) -> Iterator[tuple[_Match, _Match]]:
        """Each with each, but for those of which a condition says that something of one is equal to something of the other, and
        it is not.
        """
        for one, other in _equal_sides(conditions):
            left, right = (
                [self.value(side, row) for row, _sure in all_rows]
                for side, all_rows in ((one, found), (other, rows))
            )
            told = [{value for value in values if value is not None} for values in (left, right)]
            plain = all(told) and told[0].union(told[1]).isdisjoint((_NULL, POSITIVE))
            if plain and len({type(value) for value in (*told[0], *told[1])}) == 1:
                partners: dict[Value | None, list[_Match]] = {}
                for value, row in zip(right, rows, strict=True):
                    partners.setdefault(value, []).append(row)
                return (
                    (before, row)
                    for value, before in zip(left, found, strict=True)
                    for row in (
                        rows if value is None else (*partners.get(value, ()), *partners.get(None, ()))
                    )
                )
        return product(found, rows)

    def _fits(self, row: Known, conditions: list[Node], outer: Known) -> bool:
        """Whether no condition rules a row out, as far as it tells."""
        return all(self.value(one, {**outer, **row}) not in _NO for one in conditions)

    def _rows(self, alias: str, table: SystemTable, conditions: list[Node], outer: Known) -> Iterator[_Match]:
        asked: dict[str, Value] = {}
        for condition in conditions:
            column, text = self._asks(condition, outer)
            if text is not None and column.rpartition(".")[0] in ("", alias):
                asked[column.rpartition(".")[2]] = text
        roles = self.session.roles if table.kind == "role" else {}
        made = ({"rolname": name} for name, made in roles.items() if made)
        for row in made if table.kind == "role" else table.rows(self.catalog):
            yield {key: value for name, value in row.items() for key in (name, f"{alias}.{name}")}, True
        known = roles.get(str(asked.get("rolname", "")), False) is not False
        doubt = not known and others(table, self.catalog, asked)
        if doubt or (doubt is None and not self.likely):
            yield {}, False

    def _asks(self, condition: Node, outer: Known) -> tuple[str, Value | None]:
        """The column that a condition compares with a value, and the value."""
        node = condition.get("A_Expr", {})
        if node.get("kind") not in ("AEXPR_OP", "AEXPR_ILIKE") or "lexpr" not in node:
            return "", None
        if node["kind"] == "AEXPR_OP" and node["name"][-1]["String"]["sval"] != "=":
            return "", None
        for one, other in ((node["lexpr"], node["rexpr"]), (node["rexpr"], node["lexpr"])):
            call = one.get("FuncCall", {})
            lowered = call and call["funcname"][-1]["String"]["sval"] == "lower"
            bare = call["args"][0] if lowered else one.get("TypeCast", {}).get("arg", one)
            value = self.value(other, outer)
            if "ColumnRef" in bare and value is not None:
                fields = bare["ColumnRef"]["fields"]
                return ".".join(part.get("String", {}).get("sval", "*") for part in fields), value
        return "", None


_PLAIN = frozenset(
    {"targetList", "fromClause", "whereClause", "limitCount", "limitOption", "op", "distinctClause"}
)
_ORDER = {
    ">": ((True, False),),
    ">=": ((True, False), (False, True)),
    "<": ((False, False),),
    "<=": ((False, False), (False, True)),
}
"""What is above, and what is equal, where a comparison holds."""


def _conjuncts(condition: Node) -> Iterator[Node]:
    node = condition.get("BoolExpr", {})
    if node.get("boolop") == "AND_EXPR":
        for part in node["args"]:
            yield from _conjuncts(part)
    else:
        yield condition


def _equal_sides(conditions: list[Node]) -> Iterator[tuple[Node, Node]]:
    for node in (condition.get("A_Expr", {}) for condition in conditions):
        if node.get("kind") == "AEXPR_OP" and node["name"][-1]["String"]["sval"] == "=" and "lexpr" in node:
            yield node["lexpr"], node["rexpr"]
            yield node["rexpr"], node["lexpr"]


def _tables_in(item: Node, tables: list[tuple[str, SystemTable]], conditions: list[Node]) -> bool:
    """Adds what a FROM item reads, and its conditions. False where that is not among what is known."""
    if "JoinExpr" in item:
        join = item["JoinExpr"]
        if join["jointype"] != "JOIN_INNER" or join.keys() & {"usingClause", "isNatural", "alias"}:
            return False
        conditions += [join["quals"]] if "quals" in join else []
        return all(_tables_in(join[side], tables, conditions) for side in ("larg", "rarg"))
    named = item.get("RangeVar", {})
    schema, name = named.get("schemaname", "pg_catalog"), named.get("relname", "")
    table = SYSTEM_TABLES.get(name if schema == "pg_catalog" else f"{schema}.{name}")
    if table is None or "colnames" in named.get("alias", {}):
        return False
    tables.append((named.get("alias", {}).get("aliasname", name), table))
    return True


def _equal(left: Value | None, right: Value | None) -> bool | None:
    """Whether two values are equal, where they can be compared."""
    if left is None or right is None or type(left) is not type(right) or _NULL in (left, right):
        return None
    return None if POSITIVE in (left, right) else left == right


def _like(value: Value | None, pattern: Value | None, any_case: bool) -> bool | None:
    if type(value) is not str or type(pattern) is not str or "\\" in pattern:
        return None
    form = "".join({"%": ".*", "_": "."}.get(sign, re.escape(sign)) for sign in pattern)
    return re.fullmatch(form, value, (re.IGNORECASE if any_case else 0) | re.DOTALL) is not None
