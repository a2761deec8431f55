"""fixer's own findings: every key is checked, nothing is believed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fixer.findings import Report, read
from fixer.model import FixerError

FINDING: dict[str, Any] = {"source": "review", "rule": "missing-check", "target": "public.posts.status"}


def one(**more: Any) -> Report:
    (report,) = read("f.json", json.dumps([FINDING | more]))
    return report


def test_everything_a_finding_says_is_carried() -> None:
    more = {
        "path": "db/1.sql",
        "line": 3,
        "column": 5,
        "message": "no check",
        "level": "error",
        "data": {"check": "status in ('a')"},
        "suggestion": "DROP TABLE posts; --",
    }

    assert one(**more) == Report(
        source="review",
        rule="missing-check",
        message="no check",
        level="error",
        path="db/1.sql",
        line=3,
        column=5,
        target="public.posts.status",
        schema="public",
        table="posts",
        name="status",
        data={"check": "status in ('a')"},
        suggestion="DROP TABLE posts; --",
    )


def test_what_a_finding_leaves_out_or_null_is_unknown() -> None:
    assert one(path=None, line=None, message=None, data=None) == one()
    assert one().level == "warning"


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("posts", (None, None, "posts", None)),
        ("public.posts", ("public", None, "posts", None)),
        ("public.posts.id", ("public", "posts", "id", None)),
        ('"My S"."No.tes"."a""b"', ("My S", "No.tes", 'a"b', None)),
        ("Public.Posts", ("public", None, "posts", None)),
        ('public."Posts"', ("public", None, "Posts", None)),
        ("public.größe", ("public", None, "größe", None)),
        ("public.f(bigint, text)", ("public", None, "f", "bigint, text")),
        ("public.f()", ("public", None, "f", "")),
        ("public.f(numeric(10,2), text[])", ("public", None, "f", "numeric(10,2), text[]")),
        # no names, and carried as they are
        ("", (None, None, None, None)),
        ("the table of posts", (None, None, None, None)),
        ("a.b.c.d", (None, None, None, None)),
        ('public."posts', (None, None, None, None)),
        ("public.posts; DROP TABLE x", (None, None, None, None)),
    ],
)
def test_a_target_is_taken_apart_as_far_as_it_is_a_name(
    target: str, expected: tuple[str | None, ...]
) -> None:
    report = one(target=target)

    assert (report.schema, report.table, report.name, report.args) == expected
    assert report.target == target


@pytest.mark.parametrize(
    ("changes", "column", "message"),
    [
        ({"rule": None}, 23, '"rule" to be a string'),
        ({"rule": ""}, 23, '"rule" to name a rule'),
        ({"source": 1}, 3, '"source" to be a string'),
        ({"target": ["a"]}, 48, '"target" to be a string'),
        ({"line": "3"}, 81, '"line" to be a whole number'),
        ({"line": 0}, 81, '"line" to be 1 or more'),
        ({"line": True}, 81, '"line" to be a whole number'),
        ({"column": 1.5}, 81, '"column" to be a whole number'),
        ({"level": "fatal"}, 81, '"level" to be one of error, warning, info'),
        ({"data": []}, 81, '"data" to be an object'),
        ({"suggestion": {}}, 81, '"suggestion" to be a string'),
        ({"tragte": "x"}, 81, '"tragte" is not known'),
    ],
)
def test_a_key_that_is_wrong_or_unknown_is_an_error_at_its_place(
    changes: dict[str, Any], column: int, message: str
) -> None:
    with pytest.raises(FixerError) as error:
        one(**changes)

    assert str(error.value).startswith(f"f.json:1:{column}: ")
    assert message in str(error.value)


@pytest.mark.parametrize("key", ["source", "rule", "target"])
def test_a_finding_without_a_key_it_needs_is_unreadable_where_it_begins(key: str) -> None:
    finding = {k: v for k, v in FINDING.items() if k != key}

    good, bad = read("f.jsonl", json.dumps(FINDING) + "\n" + json.dumps(finding))

    assert good == one()
    assert (bad.path, bad.line, bad.column) == ("f.jsonl", 2, 1)
    assert f'"{key}" to be a string' in bad.problem


def test_a_finding_at_a_place_needs_no_target() -> None:
    finding = {"source": "me", "rule": "unqualified-name", "path": "a.sql", "line": 1}

    assert [report.line for report in read("f.json", json.dumps([finding]))] == [1]


def test_a_plan_s_findings_are_read_but_for_those_that_fixer_made_itself() -> None:
    def entry(*findings: dict[str, Any]) -> dict[str, Any]:
        return {"findings": list(findings)}

    mine = FINDING | {"source": "fixer"}
    plan = {
        "version": 1,
        "migrations": [{"fixes": [entry(mine, FINDING)]}],
        "edits": [entry(FINDING | {"rule": "a"})],
        "satisfied": [entry(mine)],
        "refusals": [entry(FINDING | {"rule": "b"})],
        "ignored": [],
        "diagnostics": [],
    }

    assert [report.rule for report in read("plan.json", json.dumps(plan))] == ["missing-check", "a", "b"]


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({"findings": [FINDING]}, '"version": 1'),
        ({"version": 2, "findings": [FINDING]}, '"version": 1'),
        ({"version": True, "findings": []}, '"version": 1'),
        ({"version": 1, "findings": [], "more": 1}, '"more" is not known'),
    ],
)
def test_a_document_of_another_version_is_an_error(document: dict[str, Any], message: str) -> None:
    with pytest.raises(FixerError, match=message):
        read("f", json.dumps(document))
