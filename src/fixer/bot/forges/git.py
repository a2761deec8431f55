"""No forge: the branches on the remote are all there is, and what a body would say is printed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from fixer.bot.forge import Dashboard, Proposal, PullRequest
from fixer.bot.marks import Mark
from fixer.report import safe


class GitAlone:
    """A branch that is there counts as an open pull request."""

    name = "git"

    def __init__(self, branches: Collection[str], say: Callable[[str], None]):
        self.branches, self.say = branches, say

    def pull_requests(self, branch: str) -> Sequence[PullRequest]:
        """The branch, where the remote has it."""
        return [PullRequest(0, branch, "", "", "open")] if branch in self.branches else []

    def open(self, proposal: Proposal) -> PullRequest:
        """Prints it."""
        self._print(proposal)
        return PullRequest(0, proposal.branch, proposal.title, proposal.body, "open")

    def update(self, request: PullRequest, proposal: Proposal) -> None:
        """Prints it."""
        self._print(proposal)

    def write_body(self, request: PullRequest, body: str) -> None:
        """There is none."""

    def give(self, request: PullRequest, wanted: Sequence[Mark]) -> Sequence[tuple[Mark, str]]:
        """A branch bears none."""
        return []

    def set_draft(self, request: PullRequest, draft: bool) -> str:
        """A branch is none."""
        return ""

    def close(self, request: PullRequest, body: str) -> None:
        """Nothing: the branch goes, and that is said."""

    def comments(self, request: PullRequest) -> Sequence[str]:
        """None can be left."""
        return []

    def comment(self, request: PullRequest, body: str) -> None:
        """Prints it."""
        self.say(f"{request.branch}: {safe.line(body.partition('-->')[2])}")

    def dashboard(self, mark: str) -> Dashboard | None:
        """There is none."""
        return None

    def write_dashboard(self, known: Dashboard | None, title: str, body: str) -> None:
        """Nothing: there is none, and the log says what waits and why."""

    def _print(self, proposal: Proposal) -> None:
        self.say(safe.block(f"\n{proposal.title}\n\n{proposal.body}"))
