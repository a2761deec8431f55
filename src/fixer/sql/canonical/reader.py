"""From libpg_query's tree to forms."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from fixer.sql.canonical.constants import (
    FLOATS,
    LAYOUT,
    NUMERIC,
    SCALARS,
    TEXTS,
    VARCHAR_AS_TEXT,
    WIDENINGS,
    array_items,
    bare,
    cast,
    column_type,
    compared,
    dotted,
    frozen,
    number,
    type_name,
)
from fixer.sql.canonical.forms import (
    FALSE,
    MIRRORED,
    NULL,
    TRUE,
    Form,
    comparison,
    conjunction,
    disjunction,
    in_order,
    is_constant,
    junction,
    negation,
)
from fixer.sql.parse import Node

_LIKE = {"!~~": "~~", "!~~*": "~~*"}
_NOT_MATCHING = _LIKE | {"!~": "~", "!~*": "~*"}
_MATCHING = frozenset(_NOT_MATCHING.values())
# operators of json, jsonb and hstore that take a string constant on their right for text
_TAKES_TEXT = frozenset({"->", "->>", "?"})
_SAME_FUNCTION = {"char_length": "length", "character_length": "length"}
TEXT_FUNCTIONS = {
    **dict.fromkeys(("lower", "upper", "btrim", "ltrim", "rtrim", "substring"), "text"),
    **dict.fromkeys(("length", "octet_length", "position"), "int4"),
}
"""Built-in functions of text, and what they return. All are strict: NULL gives NULL."""
# BETWEEN as PostgreSQL's parser takes it apart: an operator for each bound, and which bound is the lower one
_BETWEEN: dict[str, tuple[str, str, tuple[tuple[int, int], ...]]] = {
    "AEXPR_BETWEEN": (">=", "<=", ((0, 1),)),
    "AEXPR_NOT_BETWEEN": ("<", ">", ((0, 1),)),
    "AEXPR_BETWEEN_SYM": (">=", "<=", ((0, 1), (1, 0))),
    "AEXPR_NOT_BETWEEN_SYM": ("<", ">", ((0, 1), (1, 0))),
}
# a string that is a value of text and of enums only: no boolean, date, float …
_WORD = re.compile(r"[A-Za-z_][A-Za-z_ -]*(?<! )\Z")
_WORDS_OF_OTHER_TYPES = re.compile(
    r"t|tr|tru|true|f|fa|fal|fals|false|y|ye|yes|n|no|on|of|off|inf|infinity|nan|null|epoch|now|today|tomorrow"
    r"|yesterday|allballs",
    re.IGNORECASE,
)


class Reader:
    """Reads nodes into forms, with what is known about the columns' types."""

    def __init__(self, types: Mapping[str, str]):
        self._types = {name: column_type(text) for name, text in types.items()}

    def read(self, node: Node) -> Form:
        ((kind, body),) = node.items()
        handler = _HANDLERS.get(kind)
        return handler(self, body) if handler else (kind, *self._fields(body))

    def type_of(self, form: Form) -> str:
        """The type of a form's value, "" when it is not known."""
        if form[0] == "col":
            return self._types.get(form[1], "")
        if form[0] == "call":
            returns = TEXT_FUNCTIONS.get(form[1], "")
            of_text = form[2] and self.type_of(form[2][0]) in TEXTS  # btrim also takes bytea, lower a range
            return returns if returns != "text" or of_text else ""
        if form[:2] == ("cast", VARCHAR_AS_TEXT):
            return "text"
        return form[1] if form[0] == "cast" and form[1] in SCALARS else ""

    def _fields(self, body: Node) -> Form:
        """A node that has one spelling only: its fields, with the expressions in them read."""
        return tuple((key, self._field(body[key])) for key in sorted(body) if key not in LAYOUT)

    def _field(self, value: Any) -> Any:
        if isinstance(value, list):
            return tuple(map(self._field, value))
        if isinstance(value, dict) and len(value) == 1 and next(iter(value))[:1].isupper():
            return bare(self.read(value))
        return frozen(value)

    def _column(self, body: Node) -> Form:
        last = body["fields"][-1]
        return ("col", last["String"]["sval"]) if "String" in last else ("ColumnRef", frozen(body))

    def _constant(self, body: Node) -> Form:
        if "ival" in body:
            return number(str(body["ival"].get("ival", 0)))
        if "fval" in body:
            return number(body["fval"]["fval"])
        if "sval" in body:
            return ("str", body["sval"].get("sval", ""))
        if "boolval" in body:
            return TRUE if body["boolval"].get("boolval") else FALSE
        return ("bits", frozen(body["bsval"])) if "bsval" in body else NULL

    def _cast(self, body: Node) -> Form:
        return cast(type_name(body["typeName"]), self.read(body["arg"]))

    def _array(self, body: Node) -> Form:
        return ("array", *map(self.read, body.get("elements", [])))

    def _junction(self, body: Node) -> Form:
        parts = [self.read(part) for part in body["args"]]
        kinds = {"AND_EXPR": "and", "OR_EXPR": "or"}
        return junction(kinds[body["boolop"]], parts) if body["boolop"] in kinds else negation(parts[0])

    def _null_test(self, body: Node) -> Form:
        return ("is null" if body["nulltesttype"] == "IS_NULL" else "is not null", self.read(body["arg"]))

    def _truth_test(self, body: Node) -> Form:
        return ("bool test", body["booltesttype"], self.read(body["arg"]))

    def _case(self, body: Node) -> Form:
        """CASE, whose ELSE NULL goes without saying."""
        return ("CaseExpr", *(field for field in self._fields(body) if field != ("defresult", NULL)))

    def _call(self, body: Node) -> Form:
        name = dotted(body["funcname"])
        name = _SAME_FUNCTION.get(name, name)
        arguments = [bare(self.read(argument)) for argument in body.get("args", [])]
        if name in TEXT_FUNCTIONS:  # octet_length counts the blanks of character(n), the others do not
            arguments = [self._as_text(argument, name != "octet_length") for argument in arguments]
        rest = {key: value for key, value in body.items() if key not in ("funcname", "args")}
        return ("call", name, tuple(arguments), self._fields(rest))

    def _sub_select(self, body: Node) -> Form:
        """Verbatim: which of the names inside are columns of the checked table cannot be told here."""
        test = self.read(body["testexpr"]) if "testexpr" in body else NULL
        return ("SubLink", test, frozen({key: value for key, value in body.items() if key != "testexpr"}))

    def _operation(self, body: Node) -> Form:
        kind, name = body["kind"], dotted(body["name"])
        if kind in _BETWEEN:
            return self._between(kind, body)
        if "lexpr" not in body:
            return self._prefix(name, self.read(body["rexpr"]))
        left = self.read(body["lexpr"])
        if kind == "AEXPR_IN":
            items = [self.read(item) for item in body["rexpr"]["List"]["items"]]
            return self._each(name, left, items, disjunction if name == "=" else conjunction)
        right = self.read(body["rexpr"])
        if kind in ("AEXPR_OP_ANY", "AEXPR_OP_ALL"):
            elements = _elements(right)
            if elements is None:
                return (kind, name, left, right)
            return self._each(name, left, elements, disjunction if kind.endswith("ANY") else conjunction)
        if kind in ("AEXPR_DISTINCT", "AEXPR_NOT_DISTINCT"):
            distinct = ("distinct", in_order((bare(left), bare(right))))
            return distinct if kind == "AEXPR_DISTINCT" else negation(distinct)
        if kind == "AEXPR_NULLIF":
            return (kind, bare(left), bare(right))
        return self._operator(name, left, right)

    def _between(self, kind: str, body: Node) -> Form:
        value = self.read(body["lexpr"])
        bounds = [self.read(item) for item in body["rexpr"]["List"]["items"]]
        low, high, orders = _BETWEEN[kind]
        inner, outer = (disjunction, conjunction) if "NOT" in kind else (conjunction, disjunction)
        return outer(
            inner((self._compare(low, value, bounds[i]), self._compare(high, value, bounds[j])))
            for i, j in orders
        )

    def _each(
        self, name: str, left: Form, items: Sequence[Form], join: Callable[[Iterable[Form]], Form]
    ) -> Form:
        return join(self._operator(name, left, item) for item in items)

    def _prefix(self, name: str, value: Form) -> Form:
        if name in "+-" and value[0] == "num":
            digits = Decimal(value[2])
            return ("num", value[1], str(digits.copy_negate() if name == "-" else digits))
        return ("op", name, value)

    def _operator(self, name: str, left: Form, right: Form) -> Form:
        if name in MIRRORED:
            return self._compare(name, left, right)
        if name in _NOT_MATCHING:
            return negation(self._operator(_NOT_MATCHING[name], left, right))
        if name in _MATCHING:
            pattern = bare(right)
            # ltree's ~ takes patterns of its own, of which none begins with ^
            certain = name in _LIKE.values() or (pattern[0] == "str" and pattern[1].startswith("^"))
            return ("op", name, self._as_text(left, certain), pattern)
        return ("op", name, left, bare(right) if name in _TAKES_TEXT else right)

    def _compare(self, name: str, left: Form, right: Form) -> Form:
        if is_constant(left) and not is_constant(right):
            name, left, right = MIRRORED[name], right, left
        left, right = self._without_relabel(left, right, name), self._without_relabel(right, left, name)
        return comparison(name, compared(left, self.type_of(right)), compared(right, self.type_of(left)))

    def _without_relabel(self, form: Form, other: Form, operator: str) -> Form:
        """A value without the cast that PostgreSQL adds to compare it with the other."""
        if form[0] != "cast":
            return form
        known, target, beside = self.type_of(form[2]), form[1], self.type_of(other)
        if target in TEXTS and beside not in TEXTS and bare(other)[0] not in ("str", "null"):
            return form
        if known:
            implicit = target == "float8" and beside in FLOATS and known in NUMERIC
            return tuple(form[2]) if implicit or known in WIDENINGS.get(target, ()) else form
        return self._as_text(form, _only_as_text(operator, other))

    def _as_text(self, form: Form, certain: bool) -> Form:
        """A text without its cast to text; ``certain`` if a column of unknown type can be nothing else."""
        if form[:2] != ("cast", "text"):
            return form
        known = self.type_of(form[2])
        relabel = known in TEXTS if known else certain and form[2][0] == "col"
        return tuple(form[2]) if relabel else form


def _elements(array: Form) -> Sequence[Form] | None:
    """What ANY and ALL compare with one by one; None where that is not in sight, or has more dimensions."""
    if array[0] == "str":
        return array_items(array[1]) or None
    if array[0] != "array" or any(item[0] == "array" for item in array[1:]):
        return None
    return array[1:]


def _only_as_text(operator: str, constant: Form) -> bool:
    """Whether ``(x)::text = constant`` says what ``x = 'constant'`` does, whatever type x has."""
    if constant == NULL or constant[:2] == ("cast", VARCHAR_AS_TEXT):
        return True
    text = bare(constant)
    if operator not in ("=", "<>") or text[0] != "str":
        return False
    return bool(_WORD.match(text[1])) and not _WORDS_OF_OTHER_TYPES.fullmatch(text[1])


_HANDLERS: dict[str, Callable[[Reader, Node], Form]] = {
    "A_ArrayExpr": Reader._array,
    "A_Const": Reader._constant,
    "A_Expr": Reader._operation,
    "BoolExpr": Reader._junction,
    "BooleanTest": Reader._truth_test,
    "CaseExpr": Reader._case,
    "ColumnRef": Reader._column,
    "FuncCall": Reader._call,
    "NullTest": Reader._null_test,
    "SubLink": Reader._sub_select,
    "TypeCast": Reader._cast,
}
