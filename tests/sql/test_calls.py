"""Calls in expressions: where they stand, and what a sub-select around one may never change."""

from __future__ import annotations

import pytest

from fixer.sql.calls import asked_once, calls


def wrapped(expression: str) -> str:
    """With every call that is the same in each row asked once."""
    return asked_once(expression, [c for c in calls(expression) if c.constant and not c.once])[0]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("auth.uid() = user_id", "(select auth.uid()) = user_id"),
        ("user_id=auth.uid()", "user_id=(select auth.uid())"),
        ("a = f() /* f() */ AND 'f()' <> b", "a = (select f()) /* f() */ AND 'f()' <> b"),
        ('auth . "uid" ( )::text = "ü"', '(select auth . "uid" ( ))::text = "ü"'),
        ("'größer' < f('é')", "'größer' < (select f('é'))"),
        ("a = (select f()) OR f() = b", "a = (select f()) OR (select f()) = b"),
        ("(select f() = a)", "(select (select f()) = a)"),
        ("EXISTS (SELECT FROM m WHERE m.u = f())", "EXISTS (SELECT FROM m WHERE m.u = (select f()))"),
        ("f() = ANY (list)", "(select f()) = ANY (list)"),
        ("f(g()) = a", "(select f(g())) = a"),
    ],
)
def test_a_call_goes_into_a_sub_select_and_nothing_else_changes(expression: str, expected: str) -> None:
    assert wrapped(expression) == expected


@pytest.mark.parametrize(
    "expression",
    [
        "a = (select f())",
        "a IN (SELECT f())",
        "a = (SELECT f() -> 'b')",
        "a = f(b)",
        "a = f((SELECT max(b) FROM t))",
        "a = ANY (f())",
        "a IN (f())",
        "EXISTS (SELECT FROM f())",
        "extract(day FROM a) = 1",
        "a = current_user",
    ],
)
def test_what_is_asked_once_or_would_mean_something_else_stays(expression: str) -> None:
    """Asked once already; by a column; behind ANY and IN, where a sub-select is a set of rows; in FROM; SQL's own words."""
    assert wrapped(expression) == expression


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("a = f()", True),
        ("a = f() AND b < c", True),
        ("a = nullif(f(), '')::uuid", True),
        ("a = (select nullif(f(), '')::uuid)", True),
        ("a = f() OR b", False),
        ("NOT a = f()", False),
        ("f() IS NULL", False),
        ("a IS DISTINCT FROM f()", False),
        ("coalesce(f(), a) = a", False),
        ("a = CASE WHEN f() = b THEN a END", False),
        ("a = ANY (f())", False),
        ("(a = f()) IS NOT TRUE", False),
        ("(a = f() AND b) = c", False),
        ("a = (b AND c = f())", False),
        ("a = (SELECT f() FROM t)", False),
    ],
)
def test_whether_null_keeps_the_row_out_is_told(expression: str, expected: bool) -> None:
    """True only where PostgreSQL makes NULL of the comparison when the call is NULL, and the row does not pass."""
    (call,) = [call for call in calls(expression) if call.parts == ("f",)]

    assert call.compared is expected
