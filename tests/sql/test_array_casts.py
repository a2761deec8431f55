"""The two forms that PostgreSQL prints of one array of constants with a cast are told as one."""

from __future__ import annotations

import pytest

from fixer.sql.array_casts import cast_by_element

SAME = {
    "((a)::text = ANY ((ARRAY['x'::character varying, 'it''s, y]'::character varying])::text[]))": (
        "((a)::text = ANY (ARRAY[('x'::character varying)::text, ('it''s, y]'::character varying)::text]))"
    ),
    "(a <> ALL ((ARRAY['x'::bpchar, NULL::bpchar])::character varying(3)[]))": (
        "(a <> ALL (ARRAY[('x'::bpchar)::character varying(3), (NULL::bpchar)::character varying(3)]))"
    ),
}
OTHERS = (
    "(a = ANY (ARRAY['x'::text, 'y'::text]))",
    "((a)::text = ANY ((ARRAY['x'::character varying, b])::text[]))",
    "((ARRAY['x'::character varying])::text = a)",
)


@pytest.mark.parametrize(("printed", "again"), SAME.items())
def test_a_cast_of_an_array_is_one_of_its_elements(printed: str, again: str) -> None:
    assert cast_by_element(printed) == again
    assert cast_by_element(again) == again


@pytest.mark.parametrize("printed", OTHERS)
def test_anything_else_stays_as_it_is(printed: str) -> None:
    assert cast_by_element(printed) == printed
