"""What a forge can do: the one thing that the bot knows of GitHub, GitLab, or a bare repository."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

from fixer.bot.marks import Mark
from fixer.values import Value


class PullRequest(Value, frozen=True):
    """A pull request (GitLab: merge request) from a branch of this repository itself, never from a fork."""

    number: int
    """0 where there is none: a branch alone, or what a dry run would open."""
    branch: str
    title: str
    body: str
    state: Literal["open", "closed", "merged"]
    url: str = ""
    base: str = ""
    """The branch that it goes into; "" where nothing tells."""
    draft: bool = False
    marks: tuple[Mark, ...] = ()
    """What stands on it now."""


class Proposal(Value, frozen=True):
    """A pull request as it should be."""

    branch: str
    base: str
    title: str
    body: str
    draft: bool = False
    marks: tuple[Mark, ...] = ()


class Dashboard(Value, frozen=True):
    """The issue that lists what waits."""

    number: int
    body: str


def opened(requests: Sequence[PullRequest], base: str) -> PullRequest | None:
    """The one that is open into a branch, the newest where people have opened several."""
    return next((one for one in requests if one.state == "open" and one.base in ("", base)), None)


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
        """Opens one; never a second from the same branch, even where the first answer was lost.

        Which marks stand on it by then, it says; the others are given.
        """
        ...

    def update(self, request: PullRequest, proposal: Proposal) -> None:
        """Gives it the title and the body; what people did to labels, reviewers and the draft stays."""
        ...

    def write_body(self, request: PullRequest, body: str) -> None:
        """Gives it the body alone."""
        ...

    def give(self, request: PullRequest, wanted: Sequence[Mark]) -> Sequence[tuple[Mark, str]]:
        """Adds marks. Returns those that the forge does not take, such as a reviewer who may not read it, with why."""
        ...

    def set_draft(self, request: PullRequest, draft: bool) -> str:
        """Makes it a draft, or ready for review. Returns why the forge does not, "" where it does."""
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
