"""Forms of expressions, and the rules of SQL's three-valued logic that hold for all of them.

A form is a tuple that begins with its kind. Conditions:
``("and" | "or", part, …)``, ``("not", form)``, ``("is null" | "is not null", form)``,
``("in" | "not in", operand, (constant, …))`` for every equality with constants,
``("cmp", operator, left, right)`` for the other comparisons, ``("bool test", IS_TRUE …, form)``.
Values: ``("col", name)``, ``("str" | "number" | "bool", value)``, ``("null",)``, ``("cast", type, form)``,
``("num", type, digits)`` for a number whose type matters, ``("array", item, …)``,
``("op", name, operand, …)``, ``("call", name, arguments, rest)``.
What has one spelling only keeps the name of its parse node.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Form = tuple[Any, ...]

TRUE: Form = ("bool", True)
FALSE: Form = ("bool", False)
NULL: Form = ("null",)

MIRRORED = {"=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
OPPOSITE = {"=": "<>", "<>": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_OPPOSITE_TESTS = {
    "IS_TRUE": "IS_NOT_TRUE",
    "IS_NOT_TRUE": "IS_TRUE",
    "IS_FALSE": "IS_NOT_FALSE",
    "IS_NOT_FALSE": "IS_FALSE",
    "IS_UNKNOWN": "IS_NOT_UNKNOWN",
    "IS_NOT_UNKNOWN": "IS_UNKNOWN",
}
_CONSTANTS = frozenset({"str", "num", "number", "bool", "null", "bits"})


def is_constant(form: Form) -> bool:
    return form[0] in _CONSTANTS or (form[0] == "cast" and form[2][0] in _CONSTANTS)


def in_order(forms: Iterable[Form]) -> tuple[Form, ...]:
    """The forms without repetition, in an order that only depends on them."""
    return tuple(sorted(set(forms), key=repr))


def junction(kind: str, parts: Iterable[Form]) -> Form:
    """AND or OR of the parts: flat, in order, and the equalities of one operand gathered in one set."""
    neutral, absorbing, gathered = (TRUE, FALSE, "not in") if kind == "and" else (FALSE, TRUE, "in")
    sets: dict[Form, list[Form]] = {}
    others: list[Form] = []
    for part in parts:
        for inner in part[1:] if part[0] == kind else (part,):
            if inner[0] == gathered:
                sets.setdefault(inner[1], []).extend(inner[2])
            elif inner != neutral:
                others.append(inner)
    if absorbing in others:
        return absorbing
    merged = in_order([*others, *((gathered, operand, in_order(values)) for operand, values in sets.items())])
    return merged[0] if len(merged) == 1 else (kind, *merged) if merged else neutral


def conjunction(parts: Iterable[Form]) -> Form:
    return junction("and", parts)


def disjunction(parts: Iterable[Form]) -> Form:
    return junction("or", parts)


def negation(form: Form) -> Form:
    """NOT form. What is NULL stays NULL on every way taken here, so the result may stand anywhere.

    ``NOT (x IS NULL)`` stays as it is: for a row value it is weaker than ``x IS NOT NULL``.
    """
    kind = form[0]
    if kind in ("and", "or"):
        return junction("or" if kind == "and" else "and", map(negation, form[1:]))
    if kind in ("in", "not in"):
        return ("not in" if kind == "in" else "in", *form[1:])
    if kind == "cmp":
        return comparison(OPPOSITE[form[1]], form[2], form[3])
    if kind == "bool test":
        return (kind, _OPPOSITE_TESTS[form[1]], form[2])
    if kind == "bool":
        return FALSE if form[1] else TRUE
    if kind == "null":
        return form
    return tuple(form[1]) if kind == "not" else ("not", form)


def comparison(operator: str, left: Form, right: Form) -> Form:
    """A comparison with its constant on the right, or else the smaller side on the left."""
    if not is_constant(right):
        if operator in (">", ">="):
            operator, left, right = MIRRORED[operator], right, left
        elif operator in ("=", "<>"):
            left, right = sorted((left, right), key=repr)
        return ("cmp", operator, left, right)
    if operator not in ("=", "<>"):
        return ("cmp", operator, left, right)
    if right[0] == "bool":
        return left if right[1] == (operator == "=") else negation(left)
    return ("in" if operator == "=" else "not in", left, (right,))
