"""What a forge can do: the one thing that the bot knows of GitHub, GitLab, or a bare repository."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol


@dataclass(frozen=True)
class PullRequest:
    """A pull request (GitLab: merge request) from a branch of this repository itself, never from a fork."""

    number: int
    branch: str
    title: str
    body: str
    state: Literal["open", "closed", "merged"]
    url: str = ""


@dataclass(frozen=True)
class Proposal:
    """A pull request as it should be."""

    branch: str
    base: str
    title: str
    body: str
    draft: bool = False
    labels: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()


@dataclass(frozen=True)
class Suggestion:
    """A comment on lines ``first`` to ``last`` of a file of somebody's pull request."""

    path: str
    first: int
    last: int
    body: str


@dataclass(frozen=True)
class Dashboard:
    """The issue that lists what waits."""

    number: int
    body: str


class Forge(Protocol):
    """Each method raises FixerError when the forge refuses or does not answer; a read changes nothing."""

    @property
    def name(self) -> str:
        """How it is called on the command line."""
        ...

    def pull_requests(self, branch: str) -> Sequence[PullRequest]:
        """All from that branch, whatever their state, the newest first."""
        ...

    def open(self, proposal: Proposal) -> PullRequest:
        """Opens one; never a second from the same branch, even where the first answer was lost."""
        ...

    def update(self, request: PullRequest, proposal: Proposal) -> None:
        """Gives it the title and the body; what people did to labels and reviewers stays."""
        ...

    def close(self, request: PullRequest, body: str) -> None:
        """Closes it, with this body."""
        ...

    def comments(self, request: PullRequest) -> Sequence[str]:
        """The comments on it."""
        ...

    def comment(self, request: PullRequest, body: str) -> None:
        """Says something on it."""
        ...

    def dashboard(self, mark: str) -> Dashboard | None:
        """The open issue whose body begins with ``mark``."""
        ...

    def write_dashboard(self, known: Dashboard | None, title: str, body: str) -> None:
        """Writes it, or opens it."""
        ...
