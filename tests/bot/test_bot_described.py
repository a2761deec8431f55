"""The stand-ins for forges refuse what the forge's description does not know: they could not be wrong along with us."""

from __future__ import annotations

import pytest
from bot.gitlab_api import written_down
from bot.openapi import NotDescribedError, github_description

GITLAB, GITHUB = "/api/v4/projects/shop%2Fdb", "/repos/shop/db"
POSITION = {"base_sha": "a" * 40, "start_sha": "a" * 40, "head_sha": "a" * 40, "position_type": "text"}


@pytest.mark.parametrize(
    ("method", "path", "query", "body"),
    [
        ("DELETE", f"{GITLAB}/merge_requests/1", {}, None),
        ("GET", f"{GITLAB}/pulls", {}, None),
        ("GET", f"{GITLAB}/merge_requests", {"state": "open"}, None),
        ("GET", f"{GITLAB}/merge_requests", {"branch": "x"}, None),
        ("POST", f"{GITLAB}/merge_requests", {}, {"title": "t", "source_branch": "s"}),
        ("POST", f"{GITLAB}/merge_requests", {}, None),
        ("PUT", f"{GITLAB}/merge_requests/1", {}, {}),
        ("POST", f"{GITLAB}/merge_requests/1/discussions", {}, {"body": "b", "position": {"new_line": 1}}),
        (
            "POST",
            f"{GITLAB}/merge_requests/1/discussions",
            {},
            {"body": "b", "position": {**POSITION, "line": 1}},
        ),
        ("PUT", f"{GITLAB}/merge_requests/1/discussions/x/notes/1", {}, {"body": "b", "resolved": True}),
        ("GET", "/api/v4/user", {}, {"a": 1}),
    ],
)
def test_a_request_that_gitlab_does_not_know_is_refused(method, path, query, body):
    description = written_down()

    with pytest.raises(NotDescribedError):
        description.check_request(description.call(method, path), query, body)


@pytest.mark.parametrize(
    ("method", "path", "query", "body"),
    [
        ("GET", f"{GITLAB}/merge_requests", {"state": "all", "source_branch": "x"}, None),
        (
            "POST",
            f"{GITLAB}/merge_requests/1/discussions",
            {},
            {"body": "b", "position": {**POSITION, "new_line": 1}},
        ),
        ("PUT", f"{GITLAB}/merge_requests/1/discussions/x/notes/1", {}, {"body": "b"}),
    ],
)
def test_its_twin_is_taken(method, path, query, body):
    description = written_down()

    description.check_request(description.call(method, path), query, body)


def test_an_answer_that_is_not_as_described_is_noticed():
    description = written_down()
    call = description.call("GET", "/api/v4/user")

    description.check_answer(call, 200, {"id": 1, "username": "ann"})
    for status, body in ((200, {"id": "1", "username": "ann"}), (200, {"id": 1}), (500, {})):
        with pytest.raises(NotDescribedError):
            description.check_answer(call, status, body)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("method", "path", "query", "body"),
    [
        ("GET", f"{GITHUB}/merges/1", {}, None),
        ("GET", f"{GITHUB}/pulls", {"state": "opened"}, None),
        ("GET", f"{GITHUB}/pulls", {"branch": "x"}, None),
        ("POST", f"{GITHUB}/pulls", {}, {"title": "t", "base": "main"}),
        ("POST", f"{GITHUB}/pulls", {}, {"head": "x", "base": "main", "labels": ["x"]}),
        ("POST", f"{GITHUB}/pulls/1/reviews", {}, {"event": "SAY", "comments": []}),
        ("POST", f"{GITHUB}/pulls/1/reviews", {}, {"event": "COMMENT", "comments": [{"path": "x"}]}),
        (
            "POST",
            f"{GITHUB}/pulls/1/reviews",
            {},
            {"event": "COMMENT", "comments": [{"path": "x", "body": "b", "lines": 1}]},
        ),
        ("POST", f"{GITHUB}/issues/1/labels", {}, ["x"]),
    ],
)
def test_a_request_that_github_does_not_know_is_refused(method, path, query, body):
    description = github_description()

    with pytest.raises(NotDescribedError):
        description.check_request(description.call(method, path), query, body)


@pytest.mark.slow
def test_an_answer_that_is_not_as_github_describes_it_is_noticed():
    description = github_description()
    call = description.call("GET", f"{GITHUB}/pulls/1")
    good = description.example(call, 200)

    description.check_answer(call, 200, good)
    with pytest.raises(NotDescribedError):
        description.check_answer(call, 200, {**good, "number": "1"})
    with pytest.raises(NotDescribedError):
        description.check_answer(call, 201, good)
