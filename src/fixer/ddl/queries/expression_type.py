"""The type and collation that an expression of a query has, as far as they can be told.

PostgreSQL documentation, 10 Type Conversion. What only the operators and functions of the server know has the type
``UNKNOWN``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Column, EnumType, Function
from fixer.ddl.address import collation_named
from fixer.ddl.base import Session
from fixer.ddl.names import type_named
from fixer.ddl.queries.common_type import UNDECIDED as UNDECIDED
from fixer.ddl.queries.common_type import UNKNOWN as UNKNOWN
from fixer.ddl.queries.common_type import shared as shared
from fixer.ddl.queries.derived_collation import can_be_collated, derived, parts_of
from fixer.sql.parse import Node, statement
from fixer.sql.types import INTEGERS, DataType
from fixer.values import replace

_BOOLEAN = DataType("pg_catalog", "bool")
TEXT = DataType("pg_catalog", "text")
_CONSTANTS = {
    "ival": DataType("pg_catalog", "int4"),
    "boolval": _BOOLEAN,
    "bsval": DataType("pg_catalog", "bit"),
}
_ALTERNATIVES = ("CoalesceExpr", "MinMaxExpr", "CaseExpr")
_STRINGS = ("text", "varchar", "bpchar")
_NUMBERS = (*INTEGERS, "numeric", "float4", "float8")
_ARITHMETIC = frozenset("+-*/")
_COMPARISONS = frozenset(["=", "<>", "!=", "<", ">", "<=", ">=", "~~", "!~~", "~", "!~", "~*", "!~*"])
# functions whose result does not depend on what they are called with, by its type (pg_proc of 15 and 18 agree)
_GIVING = {
    "bool": "bool_and bool_or every starts_with",
    "bytea": "convert_to decode sha256 sha512",
    "date": "make_date to_date",
    "float8": "corr cume_dist date_part percent_rank",
    "int4": "array_length array_lower array_position array_upper ascii cardinality char_length character_length"
    " json_array_length jsonb_array_length length ntile num_nonnulls num_nulls octet_length position strpos",
    "int8": "count currval dense_rank hashtextextended lastval nextval rank row_number setval txid_current",
    "interval": "make_interval",
    "json": "array_to_json json_agg json_build_array json_build_object json_object_agg row_to_json to_json",
    "jsonb": "jsonb_agg jsonb_build_array jsonb_build_object jsonb_object_agg jsonb_set jsonb_strip_nulls to_jsonb",
    "numeric": "extract to_number",
    "text": "array_to_string btrim chr concat concat_ws convert_from current_setting encode format initcap"
    " json_extract_path_text json_typeof jsonb_extract_path_text jsonb_pretty jsonb_typeof left lower lpad ltrim md5"
    " quote_ident quote_literal quote_nullable regexp_replace repeat replace reverse right rpad rtrim split_part"
    " string_agg substr substring to_char translate upper version",
    "timestamp": "make_timestamp",
    "timestamptz": "clock_timestamp make_timestamptz now statement_timestamp to_timestamp transaction_timestamp",
    "tsquery": "plainto_tsquery to_tsquery websearch_to_tsquery",
    "tsvector": "setweight to_tsvector",
    "uuid": "gen_random_uuid",
}
_RESULTS = {name: kind for kind, listed in _GIVING.items() for name in listed.split()}
_OF_TEXT = frozenset(
    ["btrim", "length", "lower", "ltrim", "reverse", "rtrim", "string_agg", "substr", "substring", "upper"]
)
"""Those of them that give something else for what is no text: ranges, bytes, shapes."""


class Source(NamedTuple):
    """What one part of FROM gives. ``merged`` are the columns that USING or NATURAL gives in its place, once and first."""

    alias: str
    """Empty for columns that go by their name alone."""
    columns: list[Column]
    merged: frozenset[str] = frozenset()

    @property
    def shown(self) -> list[Column]:
        """The columns that ``*`` stands for."""
        return [column for column in self.columns if column.name not in self.merged]


Scope = list[Source]
Parts = list[Column]
"""What the arguments or operands of an expression would be as columns."""


def typed(catalog: Catalog, session: Session, node: Node, scope: Scope) -> Column:
    """A column without a name, of an expression's type."""
    ((kind, inner),) = node.items()
    if kind == "ColumnRef":
        return _referred(inner, scope)
    if kind == "CollateClause":
        collation = collation_named(catalog, session, inner)
        return replace(typed(catalog, session, inner["arg"], scope), collation=collation)
    parts = [(part, typed(catalog, session, part, scope)) for part in parts_of(node)]
    found = [column for _part, column in parts]
    if kind in _ALTERNATIVES:
        made = shared(found)
    else:
        made = Column("", _TYPES.get(kind, _unknown)(catalog, session, inner, found))
    if not parts or not can_be_collated(made.type):
        return made
    collation = derived(catalog, parts)
    if any(column.type == UNKNOWN and column.collation for column in found):
        return replace(made, type=UNKNOWN, collation=collation)
    return made if made.collation == collation else replace(made, collation=collation)


def type_of(
    catalog: Catalog, session: Session, node: Node, columns: Sequence[Column] = ()
) -> DataType | None:
    """The type of an expression over some columns; None where that cannot be told, or is decided by where it stands."""
    if _compares(node):
        return _BOOLEAN
    kind = typed(catalog, session, node, [Source("", list(columns))]).type
    return None if kind in (UNKNOWN, UNDECIDED) else kind


def _compares(node: Node) -> bool:
    """Whether an expression is of type boolean, whatever is compared in it."""
    operation = node.get("A_Expr")
    return (
        operation is not None
        and operation["kind"] != "AEXPR_NULLIF"
        and operation["name"][-1]["String"]["sval"] in _COMPARISONS
    )


def _unknown(_catalog: Catalog, _session: Session, _node: Node, _parts: Parts) -> DataType:
    return UNKNOWN


def _constant(_catalog: Catalog, _session: Session, node: Node, _parts: Parts) -> DataType:
    if "fval" in node:  # what does not fit into four bytes comes as one, too
        text = node["fval"]["fval"]
        return DataType("pg_catalog", "int8" if text.isdigit() and int(text) < 1 << 63 else "numeric")
    return next((kind for name, kind in _CONSTANTS.items() if name in node), UNDECIDED)


def _sublink(_catalog: Catalog, _session: Session, node: Node, _parts: Parts) -> DataType:
    return UNKNOWN if node["subLinkType"] in ("EXPR_SUBLINK", "ARRAY_SUBLINK") else _BOOLEAN


def _operation(_catalog: Catalog, _session: Session, node: Node, parts: Parts) -> DataType:
    name = node["name"][-1]["String"]["sval"]
    if node["kind"] == "AEXPR_NULLIF":
        return UNKNOWN if parts[0].type == UNDECIDED else parts[0].type
    if name in ("+", "-") and len(parts) == 1 and _is_number(parts[0].type):
        return parts[0].type
    if name == "||" and len(parts) == 2:
        return _joined(*(column.type for column in parts))
    if name in _ARITHMETIC and len(parts) == 2:
        return _calculated(*(column.type for column in parts))
    return _BOOLEAN if name in _COMPARISONS else UNKNOWN


def _calculated(left: DataType, right: DataType) -> DataType:
    """The wider of two numbers' types; what is exact beside what is not is double precision (10.2 Operators)."""
    if not (_is_number(left) and _is_number(right)):
        return UNKNOWN
    names = {left.name, right.name}
    if len(names) == 2 and names & {"float4", "float8"}:
        names = {"float8"}
    return DataType("pg_catalog", max(names, key=_NUMBERS.index))


def _is_number(kind: DataType) -> bool:
    return kind.schema == "pg_catalog" and kind.name in _NUMBERS and not kind.array


def _joined(left: DataType, right: DataType) -> DataType:
    """Text where one side is text: the other is made text, whatever it is but an array (9.4, ``text || anynonarray``)."""
    known = all(kind.schema == "pg_catalog" and not kind.array and kind != UNKNOWN for kind in (left, right))
    text = any(kind.name in _STRINGS for kind in (left, right)) or left == right == UNDECIDED
    return TEXT if known and text else UNKNOWN


def _referred(node: Node, scope: Scope) -> Column:
    parts = [field["String"]["sval"] for field in node["fields"] if "String" in field]
    for source in scope:
        if len(parts) > 1 and source.alias != parts[-2]:
            continue
        found = next((column for column in source.columns if column.name == parts[-1]), None)
        if found is not None:
            return replace(found)
    return Column("", UNKNOWN)


def _greatest(catalog: Catalog, kind: DataType) -> DataType:
    """max and min give what they are given, without modifiers; there is none of varchar, which goes as text."""
    if isinstance(catalog.type(kind.schema, kind.name), EnumType):
        return kind
    if kind.schema != "pg_catalog" or kind in (UNKNOWN, UNDECIDED):
        return UNKNOWN
    return DataType(
        "pg_catalog", "text" if kind.name == "varchar" and not kind.array else kind.name, "", kind.array
    )


def _sum(_catalog: Catalog, kind: DataType) -> DataType:
    """sum of whole numbers has room for more of them (9.21 Aggregate Functions)."""
    if not _is_number(kind):
        return UNKNOWN
    wider = {"int2": "int8", "int4": "int8", "int8": "numeric"}
    return DataType("pg_catalog", wider.get(kind.name, kind.name))


def _average(_catalog: Catalog, kind: DataType) -> DataType:
    """avg is exact where what it is given is (9.21 Aggregate Functions)."""
    if not _is_number(kind):
        return UNKNOWN
    return DataType("pg_catalog", "float8" if kind.name.startswith("float") else "numeric")


_OF_ARGUMENT = {"max": _greatest, "min": _greatest, "sum": _sum, "avg": _average}


def _result(catalog: Catalog, session: Session, node: Node, parts: Parts) -> DataType:
    *schema, name = (part["String"]["sval"] for part in node["funcname"])
    for candidate in schema[-1:] or session.search_path:
        results = {
            _given(catalog, session, routine, parts)
            for routine in catalog.routines(candidate, name)
            if len(routine.argument_types) == len(parts)
        }
        if len(results) == 1 and (result := results.pop()) is not None:
            return result
    if name in _OF_ARGUMENT and len(parts) == 1:
        return _OF_ARGUMENT[name](catalog, parts[0].type)
    if name in _OF_TEXT and parts and parts[0].type.name not in (*_STRINGS, ""):
        return UNKNOWN
    built_in = _RESULTS.get(name) if not schema or schema[-1] == "pg_catalog" else None
    return DataType("pg_catalog", built_in) if built_in else UNKNOWN


def _given(catalog: Catalog, session: Session, routine: Function, parts: Parts) -> DataType | None:
    """What a routine returns; for anyelement, the type of the first argument that is (38.2.5 Polymorphic Types)."""
    kind = _of_aggregate(catalog, session, routine) if routine.kind == "a" else routine.returns
    if kind is None or (kind.schema, kind.name) != ("pg_catalog", "anyelement"):
        return kind
    pairs = zip(routine.argument_types, parts, strict=True)
    same = next((column.type for declared, column in pairs if declared == kind), UNKNOWN)
    return UNKNOWN if same == UNDECIDED else same.unmodified


def _of_aggregate(catalog: Catalog, session: Session, aggregate: Function) -> DataType | None:
    """The type of its state, unless a final function makes something else of it (CREATE AGGREGATE)."""
    elements = [item["DefElem"] for item in statement(aggregate.source)[1]["definition"]]
    said = {element["defname"].lower(): element.get("arg", {}).get("TypeName") for element in elements}
    state = said.get("stype") or said.get("stype1")
    return None if state is None or "finalfunc" in said else type_named(catalog, session, state)


def _cast(catalog: Catalog, session: Session, node: Node, _parts: Parts) -> DataType:
    return type_named(catalog, session, node["typeName"])


_VALUES = {
    "DATE": "date",
    "TIME": "timetz",
    "TIMESTAMP": "timestamptz",
    "LOCALTIME": "time",
    "LOCALTIMESTAMP": "timestamp",
}


def _value_function(_catalog: Catalog, _session: Session, node: Node, _parts: Parts) -> DataType:
    """CURRENT_DATE, CURRENT_USER and their like."""
    word = node["op"].removeprefix("SVFOP_").removeprefix("CURRENT_").removesuffix("_N")
    precision = f"({node.get('typmod', 0)})" if node["op"].endswith("_N") else ""
    return DataType("pg_catalog", _VALUES.get(word, "name"), precision)


def _array(_catalog: Catalog, _session: Session, _node: Node, parts: Parts) -> DataType:
    """ARRAY[…]: of what its elements have in common."""
    kind = shared(parts).type
    if kind == UNDECIDED:
        return DataType("pg_catalog", "text", "", True)
    return UNKNOWN if kind == UNKNOWN or kind.modifiers else DataType(kind.schema, kind.name, "", True)


def _truth(_catalog: Catalog, _session: Session, _node: Node, _parts: Parts) -> DataType:
    return _BOOLEAN


_TYPES: dict[str, Callable[[Catalog, Session, Node, Parts], DataType]] = {
    "A_Const": _constant,
    "TypeCast": _cast,
    "A_Expr": _operation,
    "BoolExpr": _truth,
    "NullTest": _truth,
    "BooleanTest": _truth,
    "SubLink": _sublink,
    "FuncCall": _result,
    "SQLValueFunction": _value_function,
    "A_ArrayExpr": _array,
}
