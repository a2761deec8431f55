"""GitHub's GraphQL API, as far as the bot asks it: each request is held against the schema that GitHub publishes.

The schema is in the npm package ``@octokit/graphql-schema``; it is fetched once, with npm, into ``.venv/openapi``.
"""

from __future__ import annotations

import importlib
from functools import cache
from typing import Any

from bot.forge_server import PATH, State
from bot.openapi import KEPT, Description, github_description
from npm import keep, published

PACKAGE = "@octokit/graphql-schema@15.26.1"
SCHEMA = KEPT.with_name("github-15.26.1.graphql")
PAGE = 1
"""Threads on a page: whoever reads the first page alone is found out."""


def library() -> Any:
    """graphql-core, which nothing but these answers needs."""
    return importlib.import_module("graphql")


@cache
def schema() -> Any:
    """GitHub's, a GraphQLSchema."""
    return library().build_schema(SCHEMA.read_text(), assume_valid=True)


def described() -> Description:
    """GitHub's REST API; the schema is there, too, then. Skips the test, with the reason, where one cannot be had."""
    if not SCHEMA.is_file():
        keep(SCHEMA, published(PACKAGE, "package/schema.graphql", "the schema of GitHub's GraphQL API"))
    return github_description()


def play(state: State, asked: dict[str, Any]) -> tuple[int, Any]:
    """An answer, made by running the query on what the forge holds."""
    root = {
        "repository": lambda _info, owner, name, **_more: (
            {"pullRequest": _pull(state)} if f"{owner}/{name}" == PATH else None
        ),
        "resolveReviewThread": lambda _info, **given: _set(state, given["input"]["threadId"], True),
        "unresolveReviewThread": lambda _info, **given: _set(state, given["input"]["threadId"], False),
        "convertPullRequestToDraft": lambda _info, **given: _draft(state, given["input"], True),
        "markPullRequestReadyForReview": lambda _info, **given: _draft(state, given["input"], False),
    }
    if state.app and "mutation" in asked["query"]:
        return 200, {
            "data": {},
            "errors": [{"type": "FORBIDDEN", "message": "Resource not accessible by integration"}],
        }
    done = library().graphql_sync(schema(), asked["query"], root, variable_values=asked["variables"])
    state.wrong += [str(error) for error in done.errors or ()]
    return 200, done.formatted


def _draft(state: State, given: dict[str, Any], draft: bool) -> dict[str, Any]:
    pull = next(one for one in state.pulls if one["node_id"] == given["pullRequestId"])
    pull["draft"] = draft
    return {"clientMutationId": given.get("clientMutationId"), "pullRequest": {"isDraft": draft}}


def _pull(state: State) -> Any:
    def threads(_info: Any, first: int, after: str | None = None) -> dict[str, Any]:
        assert first <= 100
        begin = int(after or 0)
        nodes = [_thread(one) for one in state.remarks[begin : begin + PAGE]]
        more = begin + PAGE < len(state.remarks)
        return {"nodes": nodes, "pageInfo": {"hasNextPage": more, "endCursor": str(begin + PAGE)}}

    return lambda _info, number: {"reviewThreads": threads} if number == 1 else None


def _thread(remark: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": f"PRRT_{remark['id']}",
        "isResolved": remark.get("is_resolved", False),
        "comments": lambda _info, first: {"nodes": [{"fullDatabaseId": str(remark["id"])}][:first]},
    }


def _set(state: State, thread: str, resolved: bool) -> dict[str, Any]:
    remark = next(one for one in state.remarks if f"PRRT_{one['id']}" == thread)
    remark["is_resolved"] = resolved
    return {"thread": _thread(remark)}
