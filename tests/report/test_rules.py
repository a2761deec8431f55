"""The table of rules and a rule's page come from the fixer file alone."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from fixer.model import Applicability
from fixer.registry import Fixer, Options
from fixer.report.console import console
from fixer.report.rules import markdown, print_page, print_rules, rules_json


@dataclass(frozen=True)
class OwnOptions(Options):
    columns: tuple[str, ...] = ("a",)
    text: str = ""


@pytest.fixture
def fixer() -> Fixer:
    return Fixer(
        rule="some-rule",
        promise="All is well.",
        slug="s",
        answers={"squawk": ("b", "a"), "eugene": ("E1",)},
        applicability=Applicability.SAFE,
        after=(),
        options=OwnOptions,
        detect=lambda catalog, options: (),
        fix=lambda finding, catalog, options: None,
        satisfied=None,
        documentation="What is wrong: *this*.\x1b[2J",
        path=Path("f.py"),
    )


def test_the_table_names_the_ids_of_other_linters(fixer):
    out = io.StringIO()
    print_rules({"some-rule": fixer}, console(out))

    assert out.getvalue() == (
        "rule       fix   promise\nsome-rule  safe  All is well.\n"
        "                 eugene: E1\n                 squawk: b, a\n"
    )


def test_the_same_for_a_program(fixer):
    assert json.loads(rules_json({"some-rule": fixer})) == {
        "version": 1,
        "rules": [
            {
                "rule": "some-rule",
                "applicability": "safe",
                "by_default": True,
                "promise": "All is well.",
                "answers": {"eugene": ["E1"], "squawk": ["b", "a"]},
            }
        ],
    }


def test_a_rule_that_is_not_looked_for_by_default_says_so(fixer):
    out = io.StringIO()
    print_rules({"some-rule": replace(fixer, by_default=False)}, console(out))

    assert "All is well. (when selected)" in out.getvalue()
    assert "Looked for only where it is selected" in markdown(replace(fixer, by_default=False))


def test_a_page_in_a_pipe_is_plain_markdown_with_the_options(fixer):
    out = io.StringIO()
    print_page(fixer, console(out))

    assert out.getvalue() == markdown(fixer).replace("\x1b", "\\x1b")
    assert '[rules.some-rule]\ncolumns = ["a"]\ntext = ""\n' in out.getvalue()
