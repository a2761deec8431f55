"""A forge that is only looked at: what would be done is printed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from fixer.bot.forge import Dashboard, Forge, Proposal, PullRequest
from fixer.bot.marks import Mark, told
from fixer.report import safe


class Dry:
    """Reads from another forge, and writes nothing to it."""

    def __init__(self, forge: Forge, say: Callable[[str], None]):
        self.forge, self.say, self.name = forge, say, forge.name

    def pull_requests(self, branch: str) -> Sequence[PullRequest]:
        """Those that are there."""
        return self.forge.pull_requests(branch)

    def open(self, proposal: Proposal) -> PullRequest:
        """Prints it."""
        self._print(proposal, [*(["draft"] if proposal.draft else []), *map(told, proposal.marks)])
        return PullRequest(0, proposal.branch, proposal.title, proposal.body, "open")

    def update(self, request: PullRequest, proposal: Proposal) -> None:
        """Prints it."""
        self._print(proposal, ())

    def write_body(self, request: PullRequest, body: str) -> None:
        """Nothing: what changes in it is what is hidden there."""

    def give(self, request: PullRequest, wanted: Sequence[Mark]) -> Sequence[tuple[Mark, str]]:
        """Nothing: it is said by who wants it."""
        return []

    def set_draft(self, request: PullRequest, draft: bool) -> str:
        """Nothing: it is said by who wants it."""
        return ""

    def close(self, request: PullRequest, body: str) -> None:
        """Nothing."""

    def comments(self, request: PullRequest) -> Sequence[str]:
        """Those that are there."""
        return self.forge.comments(request)

    def comment(self, request: PullRequest, body: str) -> None:
        """Prints it."""
        self.say(safe.block(f"would comment on {request.url or request.branch}:\n{body}"))

    def dashboard(self, mark: str) -> Dashboard | None:
        """The one that is there."""
        return self.forge.dashboard(mark)

    def write_dashboard(self, known: Dashboard | None, title: str, body: str) -> None:
        """Prints it."""
        self.say(safe.block(f"would write the issue {title}:\n{body}"))

    def _print(self, proposal: Proposal, marks: Sequence[str]) -> None:
        head = proposal.title + (f"  ({', '.join(marks)})" if marks else "")
        route = f"{proposal.branch} into {proposal.base}"
        self.say(safe.block(f"\n{head}\n{route}\n\n{proposal.body}"))
