"""Threads of a review on GitHub, which its REST API does not know: resolved, and open again, through GraphQL."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from github import GithubException

if TYPE_CHECKING:
    from github.Requester import Requester

_THREADS = """
query Threads($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      reviewThreads(first: 100, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes { id isResolved comments(first: 1) { nodes { fullDatabaseId } } }
      }
    }
  }
}
"""
_REFUSED = frozenset({400, 403, 404})
"""The statuses of an answer that says no; PyGithub makes a 400 of an error that GraphQL tells in an answer with 200."""


@dataclass(frozen=True)
class Threads:
    """The threads of one pull request, by the number of the comment that each begins with."""

    requester: Requester
    path: str
    number: int

    def resolve(self, comment: str, resolved: bool) -> None:
        """Resolves the thread of a comment, or opens it again; nothing where it is so already, or where the token may not.

        The token of a workflow may only with contents: write. Raises GithubException, or what requests raises.
        """
        try:
            thread, is_resolved = self._known.get(comment, ("", resolved))
            if is_resolved != resolved:
                mutation = "resolveReviewThread" if resolved else "unresolveReviewThread"
                self.requester.graphql_named_mutation(mutation, {"threadId": thread}, "thread { isResolved }")
        except GithubException as error:
            if error.status not in _REFUSED:
                raise

    @cached_property
    def _known(self) -> dict[str, tuple[str, bool]]:
        owner, _, name = self.path.partition("/")
        variables: dict[str, Any] = {"owner": owner, "name": name, "number": self.number, "after": None}
        found: dict[str, tuple[str, bool]] = {}
        while True:
            _headers, answer = self.requester.graphql_query(_THREADS, variables)
            page = answer["data"]["repository"]["pullRequest"]["reviewThreads"]
            for thread in page["nodes"]:
                for first in thread["comments"]["nodes"]:
                    found[str(first["fullDatabaseId"])] = (thread["id"], thread["isResolved"])
            if not page["pageInfo"]["hasNextPage"]:
                return found
            variables["after"] = page["pageInfo"]["endCursor"]
