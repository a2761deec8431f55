"""Where an expression or a query has a label of an enum type: as a constant of that type, by what it stands beside."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import DomainType, EnumType, Table
from fixer.ddl.base import Session, strings
from fixer.ddl.names import split, type_named
from fixer.ddl.queries.column_reader import columns_read
from fixer.ddl.queries.column_scope import Scope
from fixer.ddl.queries.query_columns import columns_of
from fixer.ddl.texts.held_texts import HeldText
from fixer.function_source.routine import apply
from fixer.model import ObjectRef
from fixer.sql.builtins import is_builtin
from fixer.sql.parse import Node, Offsets, SqlSyntaxError, statement
from fixer.sql.quote import literal
from fixer.sql.tokens import Tokens
from fixer.sql.types import DataType

_LISTS = frozenset(
    {"AEXPR_IN", "AEXPR_BETWEEN", "AEXPR_NOT_BETWEEN", "AEXPR_BETWEEN_SYM", "AEXPR_NOT_BETWEEN_SYM"}
)
_ARRAYS = frozenset({"AEXPR_OP_ANY", "AEXPR_OP_ALL"})
_TEXT = DataType("pg_catalog", "text")


class Relabelled(NamedTuple):
    """A text with another label."""

    text: str
    certain: bool
    """False where it could not be told of which type a constant is, which then was taken for one."""


class Relabel(NamedTuple):
    """A label that is renamed."""

    catalog: Catalog
    enum: EnumType
    old: str
    new: str

    def may_be_in(self, text: str) -> bool:
        """Whether a text has the label at all, which may be written with its quotes doubled."""
        return self.old in text or literal(self.old)[1:-1] in text

    def in_text(self, held: HeldText, rows: Scope | None = None) -> Relabelled:
        """A text with the new label; ``rows`` are OLD and NEW."""
        text = held.statement
        try:
            kind, node = statement(text)
        except (SqlSyntaxError, ValueError):
            return Relabelled(held.text, True)
        walk = _Walk(self, {kind: node}, rows, held.named)
        if held.wanted is not None:
            walk.each(node["whereClause"], held.wanted)
        else:
            walk.each({kind: node}, None)
        tokens, offsets = Tokens(text), Offsets(text)
        edits = []
        for place, written in walk.found.items():
            at = tokens.at(offsets.char(place))
            edits.append((tokens.start(at), tokens.end(at), literal(written)))
        return Relabelled(held.out_of(apply(text, edits)), walk.certain)

    def is_of(self, kind: DataType) -> bool:
        """Whether a type is the enum, or a domain over it."""
        if (kind.schema, kind.name) == (self.enum.ref.schema, self.enum.ref.name):
            return True
        domain = self.catalog.find(ObjectRef("domain", kind.schema, kind.name), DomainType)
        return domain is not None and self.is_of(domain.base)


class _Walk:
    """One statement."""

    def __init__(self, what: Relabel, tree: Node, outermost: Scope | None, named: Mapping[str, DataType]):
        self.what, self.named, self.session = what, named, Session()
        self.reader = columns_read(tree, what.catalog, columns_of(what.catalog, self.session), outermost)
        self.found: dict[int, str] = {}
        self.certain = True

    def each(self, item: Any, wanted: DataType | None) -> None:
        """Goes through a part of the tree; ``wanted`` is the type that a constant in its place is of, None where none is known."""
        if isinstance(item, list):
            for part in item:
                self.each(part, wanted)
        elif isinstance(item, dict):
            for key, value in item.items():
                special = _SPECIAL.get(key)
                if special is None:
                    self.each(value, wanted if key in _THROUGH else None)
                else:
                    special(self, value, wanted)

    def constant(self, node: Node, wanted: DataType | None) -> None:
        """A string."""
        text, old = node.get("sval", {}).get("sval", ""), self.what.old
        if wanted is not None and not self.what.is_of(wanted):
            return
        if text == old and (wanted is None or not wanted.array):
            written = self.what.new
        elif (elements := _elements(text)) and old in elements and (wanted is None or wanted.array):
            written = _array([self.what.new if element == old else element for element in elements])
        else:
            return
        self.certain &= wanted is not None
        self.found[node.get("location", 0)] = written

    def cast(self, node: Node, _wanted: DataType | None) -> None:
        """A constant is one of the type that it is cast to; of anything else it says nothing."""
        is_constant = not {"A_Const", "A_ArrayExpr"}.isdisjoint(node["arg"])
        self.each(node["arg"], self.type(node["typeName"]) if is_constant else None)

    def operation(self, node: Node, wanted: DataType | None) -> None:
        """What stands on one side is of the type of the other."""
        left, right = node.get("lexpr", {}), node.get("rexpr", {})
        if "RowExpr" in left and "RowExpr" in right:
            for pair in zip(left["RowExpr"]["args"], right["RowExpr"]["args"], strict=False):
                self.each(list(pair), self.common(list(pair)))
            return
        listed = right.get("List", {}).get("items", []) if node["kind"] in _LISTS else [right]
        known = self.common([left, *listed])
        if node["kind"] in _ARRAYS and known is not None:
            self.each(left, DataType(known.schema, known.name))
            self.each(listed, DataType(known.schema, known.name, "", array=True))
        else:
            self.each([left, *listed], known)

    def case(self, node: Node, wanted: DataType | None) -> None:
        """What is compared, and what comes of it."""
        whens = [item["CaseWhen"] for item in node["args"]]
        results = [*(when["result"] for when in whens), *([node["defresult"]] if "defresult" in node else [])]
        compared = self.kind(node["arg"]) if "arg" in node else None
        self.each(node.get("arg"), None)
        for when in whens:
            self.each(when["expr"], compared)
        self.each(results, self.common(results) or wanted or _TEXT)

    def alternatives(self, node: Node, wanted: DataType | None) -> None:
        """COALESCE, GREATEST and LEAST."""
        self.each(node["args"], self.common(node["args"]) or wanted or _TEXT)

    def array(self, node: Node, wanted: DataType | None) -> None:
        """ARRAY[…]"""
        elements = node.get("elements", [])
        of = DataType(wanted.schema, wanted.name) if wanted is not None else None
        self.each(elements, self.common(elements) or of)

    def call(self, node: Node, _wanted: DataType | None) -> None:
        """A function: the types that it takes. A built-in one takes no label but beside an array of them."""
        arguments = node.get("args", [])
        schema, name = split(strings(node["funcname"]))
        kinds: Sequence[DataType | None] = [_TEXT] * len(arguments)
        if schema in ("", "pg_catalog") and is_builtin("function", name):
            if name.startswith("array_") or name in _OF_ARGUMENTS:
                alike = self.common(arguments)
                of = DataType(alike.schema, alike.name) if alike is not None else None
                kinds = [of] * len(arguments)
        else:
            found = [
                f for s in ((schema,) if schema else ("public",)) for f in self.what.catalog.routines(s, name)
            ]
            fitting = [f for f in found if len(f.argument_types) >= len(arguments)]
            kinds = fitting[0].argument_types if len(fitting) == 1 else [None] * len(arguments)
            names = fitting[0].argument_names if len(fitting) == 1 else ()
            for named in (argument["NamedArgExpr"] for argument in arguments if "NamedArgExpr" in argument):
                known = named["name"] in names
                self.each(named["arg"], kinds[names.index(named["name"])] if known else None)
            arguments = [argument for argument in arguments if "NamedArgExpr" not in argument]
        for argument, kind in zip(arguments, kinds, strict=False):
            self.each(argument, kind)
        self.each([value for key, value in node.items() if key not in ("args", "funcname")], None)

    def query(self, node: Node, _wanted: DataType | None) -> None:
        """A SELECT, or what UNION and its like put together of several: a column has one type in all of them."""
        if "larg" not in node:
            self.each(node, None)
            return
        parts = list(_parts(node))
        rows = [[item["ResTarget"]["val"] for item in part.get("targetList", [])] for part in parts]
        rows += [row["List"]["items"] for part in parts for row in part.get("valuesLists", [])]
        rows = [row for row in rows if row]
        if any(_is_star(value) for row in rows for value in row):
            kinds: list[DataType | None] = [None] * max(
                map(len, rows)
            )  # which columns stand beside each other is not looked up
        else:
            columns = [list(column) for column in zip(*rows, strict=False)]
            kinds = [self.common(column) or self.undecided(column) for column in columns]
        for part in parts:
            for item, kind in zip(part.get("targetList", []), kinds, strict=False):
                given = item["ResTarget"]
                self.each(given["val"], self.filled(given.get("location", 0)) or kind)
            for row in part.get("valuesLists", []):
                for value, kind in zip(row["List"]["items"], kinds, strict=False):
                    self.each(value, kind)
            self.each({key: value for key, value in part.items() if key not in _ROWS}, None)

    def undecided(self, nodes: list[Node]) -> DataType | None:
        """The type of a column of which no type is known: text where all are constants, else it cannot be told."""
        return _TEXT if all("A_Const" in node for node in nodes) else None

    def output(self, items: list[Node], _wanted: DataType | None) -> None:
        """What a query gives: a string is a text there."""
        for item in items:
            given = item.get("ResTarget", item)
            self.each(given.get("val"), self.filled(given.get("location", 0)) or _TEXT)

    def insert(self, node: Node, _wanted: DataType | None) -> None:
        """The rows of VALUES, by the columns that they fill."""
        columns = [self.filled(item["ResTarget"].get("location", 0)) for item in node.get("cols", [])]
        query = node.get("selectStmt", {}).get("SelectStmt", {})
        for row in query.get("valuesLists", []):
            kinds = columns or [None] * len(row["List"]["items"])
            for value, kind in zip(row["List"]["items"], kinds, strict=False):
                self.each(value, kind)
        rest = {key: value for key, value in query.items() if key != "valuesLists"}
        self.each(
            [{"SelectStmt": rest}, {k: v for k, v in node.items() if k not in ("selectStmt", "cols")}], None
        )

    def parameter(self, node: Node, _wanted: DataType | None) -> None:
        """A function's argument, with its default."""
        self.each(node.get("defexpr"), self.type(node["argType"]))

    # types

    def filled(self, place: int) -> DataType | None:
        """The type of a column that INSERT or UPDATE fills."""
        column = self.reader.filled.get(place)
        table = (
            self.what.catalog.find(ObjectRef("table", column.schema, column.table or ""), Table)
            if column
            else None
        )
        found = table.column(column.name) if table is not None and column is not None else None
        return found.type if found is not None else None

    def common(self, nodes: list[Node]) -> DataType | None:
        """The first type among these that is known."""
        return next((kind for node in nodes if (kind := self.kind(node)) is not None), None)

    def type(self, node: Node) -> DataType:
        """That of a TypeName."""
        return type_named(self.what.catalog, self.session, node)

    def kind(self, node: Node) -> DataType | None:
        """The type of an expression, where it says it; None for a string as well."""
        if "ColumnRef" in node:
            fields = node["ColumnRef"]["fields"]
            place, name = node["ColumnRef"].get("location", 0), fields[-1].get("String", {}).get("sval", "")
            rows, column = self.reader.places.get(place, (None, ""))
            return rows.types.get(column) if rows is not None else self.named.get(name)
        if "TypeCast" in node:
            return self.type(node["TypeCast"]["typeName"])
        if "FuncCall" in node:
            schema, name = split(strings(node["FuncCall"]["funcname"]))
            if schema in ("", "pg_catalog") and name in _GIVING_ARGUMENTS:
                return self.common(node["FuncCall"].get("args", []))
            found = self.what.catalog.routines(schema or "public", name)
            return found[0].returns if len(found) == 1 else None
        for several in sorted({"CoalesceExpr", "MinMaxExpr"} & node.keys()):
            return self.common(node[several]["args"])
        if "CaseExpr" in node:
            results = [when["CaseWhen"]["result"] for when in node["CaseExpr"]["args"]]
            return self.common([*results, node["CaseExpr"].get("defresult", {})])
        if node.get("SubLink", {}).get("subLinkType") == "EXPR_SUBLINK":
            query = next(_parts(node["SubLink"]["subselect"]["SelectStmt"]))
            return self.common([item["ResTarget"]["val"] for item in query.get("targetList", [])[:1]])
        if "A_ArrayExpr" in node:
            of = self.common(node["A_ArrayExpr"].get("elements", []))
            return DataType(of.schema, of.name, "", array=True) if of is not None else None
        return None


def _parts(query: Node) -> Iterator[Node]:
    """The SELECTs and VALUES that a query is put together of, and each such whole, without what it is made of."""
    if "larg" in query:
        for side in ("larg", "rarg"):
            yield from _parts(query[side])
        yield {key: value for key, value in query.items() if key not in ("larg", "rarg", "targetList")}
    else:
        yield query


def _is_star(value: Node) -> bool:
    return "A_Star" in value.get("ColumnRef", {}).get("fields", [{}])[-1]


_ROWS = frozenset({"targetList", "valuesLists"})
_OF_ARGUMENTS = frozenset({"lag", "lead", "enum_range", "enum_first", "enum_last", "enum_cmp"})
"""Functions of PostgreSQL whose arguments are of one type, besides those of arrays."""
_GIVING_ARGUMENTS = frozenset(
    {
        "lag",
        "lead",
        "first_value",
        "last_value",
        "nth_value",
        "max",
        "min",
        "enum_first",
        "enum_last",
        "any_value",
    }
)
"""Those that give one of their arguments."""
_THROUGH = frozenset({"List", "items"})
_SPECIAL: dict[str, Callable[[_Walk, Any, DataType | None], None]] = {
    "A_Const": _Walk.constant,
    "SelectStmt": _Walk.query,
    "TypeCast": _Walk.cast,
    "A_Expr": _Walk.operation,
    "CaseExpr": _Walk.case,
    "CoalesceExpr": _Walk.alternatives,
    "MinMaxExpr": _Walk.alternatives,
    "A_ArrayExpr": _Walk.array,
    "FuncCall": _Walk.call,
    "targetList": _Walk.output,
    "exprs": _Walk.output,
    "FunctionParameter": _Walk.parameter,
    "InsertStmt": _Walk.insert,
}


def _elements(text: str) -> list[str]:
    """The elements of an array in its plain form, ``{a,b}``; none of what is quoted or nested."""
    plain = text.startswith("{") and text.endswith("}") and not set('"\\{').intersection(text[1:-1])
    return [element.strip() for element in text[1:-1].split(",")] if plain else []


def _array(elements: list[str]) -> str:
    """An array of labels, each quoted where it has to be (documentation, 8.15.6 Array Input and Output Syntax)."""
    return "{" + ",".join(_element(element) for element in elements) + "}"


def _element(text: str) -> str:
    if text and text.upper() != "NULL" and not set('{},"\\ ').intersection(text):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
