"""Whether one CHECK forces another: a small search for a proof, that gives up rather than guesses.

A CHECK passes when its expression is not false. "Not false" goes through AND and OR as "true" does in
two-valued logic (``a OR b`` is false only when both are), so every form here stands for "this is not false".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from fixer.sql.canonical.constants import SCALARS, WHOLE
from fixer.sql.canonical.forms import (
    FALSE,
    NULL,
    OPPOSITE,
    TRUE,
    Form,
    comparison,
    conjunction,
    is_constant,
    junction,
    negation,
)
from fixer.sql.canonical.reader import TEXT_FUNCTIONS, Reader

_MOST_STEPS = 2000
_MOST_CASES = 16


class Implication:
    """One search; it can be used once, because its steps are counted."""

    def __init__(self, reader: Reader):
        self._type_of = reader.type_of
        self._steps_left = _MOST_STEPS

    def proves(self, existing: Form, wanted: Form) -> bool:
        return self._follows(_parts(_not_false(existing)), _not_false(wanted))

    def _follows(self, facts: tuple[Form, ...], wanted: Form) -> bool:
        self._steps_left -= 1
        if self._steps_left < 0:
            return False
        if wanted[0] == "and":
            return all(self._follows(facts, part) for part in wanted[1:])
        if wanted in facts or FALSE in facts or wanted in (TRUE, NULL):
            return True
        if wanted[0] == "or":
            if any(self._follows(facts, part) for part in wanted[1:]):
                return True
        elif self._entailed(facts, wanted):
            return True
        return self._follows_in_every_case(facts, wanted)

    def _follows_in_every_case(self, facts: tuple[Form, ...], wanted: Form) -> bool:
        for index, fact in enumerate(facts):
            cases: Sequence[Form] = ()
            if fact[0] == "or":
                cases = fact[1:]
            elif fact[0] == "in" and wanted[0] == "or" and 1 < len(fact[2]) <= _MOST_CASES:
                cases = [("in", fact[1], (value,)) for value in fact[2]]
            if cases:
                others = facts[:index] + facts[index + 1 :]
                return all(self._follows(others + _parts(case), wanted) for case in cases)
        return False

    def _entailed(self, facts: tuple[Form, ...], wanted: Form) -> bool:
        """Whether the facts, taken as they stand, force a form that is neither AND nor OR."""
        kind = wanted[0]
        if kind == "not" and wanted[1][0] == "is null":  # weaker, where the value is a row
            return ("is not null", wanted[1][1]) in facts
        if kind == "is not null":
            return ("not", ("is null", wanted[1])) in facts and self._is_scalar(wanted[1])
        operand = _operand(wanted)
        if operand is None:
            return kind == "cmp" and self._columns_entailed(facts, wanted)
        constants = _constants(wanted)
        if NULL in constants and kind != "not in":  # never false
            return True
        if any(fact[0] == "is null" and self._nullifies(fact[1], operand, constants) for fact in facts):
            return True
        return self._values_entailed([fact for fact in facts if _operand(fact) == operand], wanted)

    def _columns_entailed(self, facts: tuple[Form, ...], wanted: Form) -> bool:
        """``a < b`` gives ``a <= b`` and ``a <> b``; ``a = b`` gives ``a <= b`` and ``b <= a``."""
        _, operator, left, right = wanted
        stronger = {
            "<=": (("cmp", "<", left, right), comparison("=", left, right)),
            "<>": (("cmp", "<", left, right), ("cmp", "<", right, left)),
        }.get(operator, ())
        if any(fact in facts for fact in stronger):
            return True
        return any(("is null", side) in facts and self._is_scalar(side) for side in (left, right))

    def _is_scalar(self, form: Form) -> bool:
        """Whether the form's IS NULL means just that, and not a row of NULLs."""
        kind = self._type_of(form)
        return kind in SCALARS or kind.endswith("[]")

    def _nullifies(self, null: Form, operand: Form, constants: Sequence[Form]) -> bool:
        """Whether ``null IS NULL`` makes every comparison of the operand with these constants NULL."""
        if null != operand:
            return operand[0] == "call" and operand[1] in TEXT_FUNCTIONS and null in operand[2]
        no_row = all(c[0] == "number" or (c[0] == "str" and not c[1].startswith("(")) for c in constants)
        return no_row or self._is_scalar(null)

    def _values_entailed(self, facts: Sequence[Form], wanted: Form) -> bool:
        """From what is known about the operand's value alone. Where it is NULL, ``wanted`` is not false."""
        for fact in facts:
            if fact[0] == "in" and NULL not in fact[2]:
                possible = [value for value in fact[2] if not any(_refutes(f, value) for f in facts)]
                if all(_satisfies(wanted, value) for value in possible):
                    return True
        if wanted[0] == "not in":
            excluded = [value for value in wanted[2] if value != NULL]
            return all(any(_refutes(fact, value) for fact in facts) for value in excluded)
        if wanted[0] == "in":
            return any(
                value[0] == "number"
                and ("cmp", ">=", wanted[1], value) in facts
                and ("cmp", "<=", wanted[1], value) in facts
                for value in wanted[2]
            )
        return any(self._within(fact, facts, wanted) for fact in facts if fact[0] == "cmp")

    def _within(self, fact: Form, facts: Sequence[Form], wanted: Form) -> bool:
        """Whether a bound that is a fact lies within the wanted bound."""
        (_, operator, operand, constant), (_, goal, _, limit) = fact, wanted
        if not constant[0] == limit[0] == "number" or operator[0] != goal[0]:
            return False
        if any(other[0] == "not in" and constant in other[2] for other in facts):
            operator = operator[0]
        bound, limit = constant[1], limit[1]
        if self._type_of(operand) in WHOLE:
            operator, bound = _whole_bound(operator, bound)
            goal, limit = _whole_bound(goal, limit)
        if bound == limit:
            return len(operator) <= len(goal)  # < is the stronger of < and <=
        return _COMPARE[goal](bound, limit)


def _parts(form: Form) -> tuple[Form, ...]:
    return tuple(form[1:]) if form[0] == "and" else (form,)


# IS TRUE and its kin: whether they negate, and whether they exclude NULL
_TRUTH_TESTS = {
    "IS_TRUE": (False, True),
    "IS_FALSE": (True, True),
    "IS_NOT_TRUE": (True, False),
    "IS_NOT_FALSE": (False, False),
}


def _not_false(form: Form) -> Form:
    """What has to be not false for the form to be not false, with IS TRUE and its kin taken apart."""
    if form[0] in ("and", "or"):
        return junction(form[0], map(_not_false, form[1:]))
    if form[0] != "bool test":
        return form
    _, test, tested = form
    if test not in _TRUTH_TESTS:
        return ("is null" if test == "IS_UNKNOWN" else "is not null", tested)
    negates, excludes_null = _TRUTH_TESTS[test]
    plain = _not_false(negation(tested) if negates else tested)
    return conjunction((plain, ("is not null", tested))) if excludes_null else plain


def _less(a: Decimal, b: Decimal) -> bool:
    """a < b, and still so when a float column makes double precision of both."""
    return a < b and float(a) < float(b)


# each holds only where it does for numeric and for float columns alike
_COMPARE: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": _less,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: _less(b, a),
    ">=": lambda a, b: a >= b,
    "<>": lambda a, b: _less(a, b) or _less(b, a),
}


def _operand(form: Form) -> Form | None:
    """What the form compares with constants; None where it does something else."""
    if form[0] in ("in", "not in"):
        return tuple(form[1])
    return tuple(form[2]) if form[0] == "cmp" and is_constant(form[3]) else None


def _constants(form: Form) -> tuple[Form, ...]:
    return (form[3],) if form[0] == "cmp" else tuple(form[2])


def _each(operator: str, value: Form, constants: Sequence[Form]) -> bool:
    """Whether ``value operator constant`` is certain for every constant. Of strings nothing is certain:
    two spellings can be one value, and their order is the collation's."""
    return all(value[0] == c[0] == "number" and _COMPARE[operator](value[1], c[1]) for c in constants)


def _satisfies(form: Form, value: Form) -> bool:
    """Whether an operand equal to ``value`` makes the form not false, for certain."""
    if form[0] == "in":
        return value in form[2]
    return _each("<>" if form[0] == "not in" else form[1], value, _constants(form))


def _refutes(form: Form, value: Form) -> bool:
    """Whether an operand equal to ``value`` makes the form false, for certain."""
    if form[0] == "not in":
        return value in form[2]
    return _each("<>" if form[0] == "in" else OPPOSITE[form[1]], value, _constants(form))


def _whole_bound(operator: str, bound: Decimal) -> tuple[str, Decimal]:
    """The bound of an operand that takes whole values only, as >= or <=."""
    if bound.copy_abs() >= 2**63:
        return operator, bound
    up = operator[0] == ">"
    edge = bound.to_integral_value(ROUND_CEILING if up else ROUND_FLOOR)
    if len(operator) == 1 and edge == bound:
        edge += 1 if up else -1
    return f"{operator[0]}=", edge
