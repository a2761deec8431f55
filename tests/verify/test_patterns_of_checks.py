"""Texts for a pattern of somebody's check."""

from __future__ import annotations

import re
import warnings

import pytest

from fixer.verify.examples import examples


@pytest.mark.parametrize(
    "pattern",
    [
        r"^[^\u0009\u000a\u000d]*$",
        r"^[[a]+$",
        r"^[a--z]$",
    ],
)
def test_what_python_will_read_otherwise_one_day_says_nothing_on_the_terminal(pattern):
    with warnings.catch_warnings(action="error"):
        examples(pattern, 3)


@pytest.mark.parametrize(
    ("pattern", "read"),
    [
        (r"^(usr|org)_[a-z]{2,}$", r"^(usr|org)_[a-z]{2,}$"),
        ("^[[:upper:]][[:alnum:]_]+$", "^[A-Z][a-z0-9_]+$"),
        ("^[^[:space:][:punct:]]{3}$", r"^[^\s.-]{3}$"),
    ],
)
def test_texts_are_of_the_pattern_and_differ(pattern, read):
    made = examples(pattern, 20)

    assert len(set(made)) > 10
    assert all(re.search(read, text) for text in made)


def test_there_are_none_for_what_is_no_pattern():
    assert examples("(", 3) == []
