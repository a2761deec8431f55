"""GitHub, through PyGithub."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import requests
from github import Auth, Github, GithubException, GithubRetry, RateLimitExceededException, set_log_level

from fixer.bot.forge import Dashboard, Proposal, PullRequest, opened
from fixer.bot.forges.patience import ODD, REFUSED, USUAL, Bounded, Patience, Refused, odd, why
from fixer.bot.marks import Mark, marks
from fixer.bot.where import Where, named
from fixer.model import FixerError

if TYPE_CHECKING:
    from github.PullRequest import PullRequest as Pull
    from github.Repository import Repository

set_log_level(logging.CRITICAL)  # PyGithub tells of each refusal on its own, which is ours to say
_LABEL = "fixer"
"""The label of the dashboard, which only those who may triage can give to an issue."""
_READS = frozenset({"GET", "HEAD", "PATCH"})
"""What is tried again when no answer comes: twice is the same as once."""

_FORBIDDEN = "The token may not do this: it needs contents, pull-requests and issues: write."
_LIMITED = "The rate limit is used up: run again later."


class _Patient(Bounded, GithubRetry):
    """GitHub's rate limits, within bounds. What a 403 is about, its text says: GithubRetry reads it."""

    refused = frozenset({403, 429})


def github(where: Where, token: str, environment: Mapping[str, str], patience: Patience = USUAL) -> GitHub:
    """The repository that the remote names. Raises FixerError where it names none."""
    return GitHub(repository(where, token, environment, patience)[1], named(where))


def repository(
    where: Where, token: str, environment: Mapping[str, str], patience: Patience = USUAL
) -> tuple[Github, Repository]:
    """The API, and the repository in it. Raises FixerError where the remote names none."""
    path = named(where)
    own = f"https://{where.host}/api/v3" if where.host != "github.com" else "https://api.github.com"
    client = Github(
        auth=Auth.Token(token),
        base_url=environment.get("GITHUB_API_URL") or own,
        timeout=patience.silence,
        lazy=True,
        retry=_Patient.within(patience, _READS, max_rate_limit_wait=patience.longest),
    )
    return client, client.get_repo(path)


class GitHub:
    """One repository."""

    name = "github"

    def __init__(self, repository: Repository, path: str):
        self.repository, self.path = repository, path

    def pull_requests(self, branch: str) -> Sequence[PullRequest]:
        """All from that branch of this repository."""
        with answers("read pull requests"):
            head = f"{self.path.split('/')[0]}:{branch}"
            pulls = self.repository.get_pulls(state="all", head=head, sort="created", direction="desc")
            return [_pull(pull, self.path) for pull in pulls if self._is_own(pull, branch)]

    def open(self, proposal: Proposal) -> PullRequest:
        """Opens one; where no answer came, looks whether it is there before it says so."""
        try:
            with answers("open a pull request"):
                pull = self._create(proposal)
        except FixerError:
            found = opened(self.pull_requests(proposal.branch), proposal.base)
            if found is None:
                raise
            with answers("read a pull request"):
                pull = self.repository.get_pull(found.number)
        with answers("read a pull request"):
            return _pull(pull, self.path)

    def _create(self, proposal: Proposal) -> Pull:
        try:
            return self._created(proposal, proposal.draft)
        except GithubException as error:
            if proposal.draft and error.status == 422 and "draft" in str(error.data).lower():
                return self._created(proposal, False)  # private repositories of some plans have no drafts
            raise

    def _created(self, proposal: Proposal, draft: bool) -> Pull:
        return self.repository.create_pull(
            base=proposal.base, head=proposal.branch, title=proposal.title, body=proposal.body, draft=draft
        )

    def update(self, request: PullRequest, proposal: Proposal) -> None:
        """Title and body."""
        with answers("update a pull request"):
            self.repository.get_pull(request.number).edit(title=proposal.title, body=proposal.body)

    def write_body(self, request: PullRequest, body: str) -> None:
        """The body."""
        with answers("update a pull request"):
            self.repository.get_pull(request.number).edit(body=body)

    def give(self, request: PullRequest, wanted: Sequence[Mark]) -> Sequence[tuple[Mark, str]]:
        """Labels and assignees in one request each; reviewers one by one, since GitHub takes all of them or none."""
        reviewers = [[mark] for mark in wanted if mark.kind == "reviewer"]
        alike = [[mark for mark in wanted if mark.kind == kind] for kind in ("label", "assignee")]
        refused: list[tuple[Mark, str]] = []
        for many in filter(None, [*alike, *reviewers]):
            try:
                with answers("set labels, reviewers or assignees"):
                    refused += self._given(request.number, many)
            except Refused as error:
                refused += [(mark, f"{error.message} {error.hint}".rstrip()) for mark in many]
        return refused

    def _given(self, number: int, alike: Sequence[Mark]) -> Sequence[tuple[Mark, str]]:
        """Adds marks of one kind; those that GitHub passes over in silence come back."""
        names = [mark.name for mark in alike]
        pull = f"/repos/{self.path}/pulls/{number}"
        issue = f"/repos/{self.path}/issues/{number}"
        teams = [name.partition("/")[2] for name in names if "/" in name]
        where, what = {
            "label": (f"{issue}/labels", {"labels": names}),
            "assignee": (f"{issue}/assignees", {"assignees": names}),
            "reviewer": (
                f"{pull}/requested_reviewers",
                {"team_reviewers": teams} if teams else {"reviewers": names},
            ),
        }[alike[0].kind]
        _headers, said = self.repository.requester.requestJsonAndCheck("POST", where, input=what)
        if alike[0].kind != "assignee":
            return []
        there = {one["login"].casefold() for one in said["assignees"]}
        return [
            (mark, "GitHub passes over who may not be assigned in this repository")
            for mark in alike
            if mark.name.casefold() not in there
        ]

    def set_draft(self, request: PullRequest, draft: bool) -> str:
        """Through GraphQL: the REST API does not know it."""
        try:
            with answers("make it a draft" if draft else "mark it ready for review"):
                pull = self.repository.get_pull(request.number)
                (pull.convert_to_draft if draft else pull.mark_ready_for_review)()
        except Refused as error:
            return error.message
        return ""

    def close(self, request: PullRequest, body: str) -> None:
        """Body and state in one request."""
        with answers("close a pull request"):
            self.repository.get_pull(request.number).edit(body=body, state="closed")

    def comments(self, request: PullRequest) -> Sequence[str]:
        """Those on the pull request as a whole."""
        with answers("read comments"):
            return [one.body or "" for one in self.repository.get_issue(request.number).get_comments()]

    def comment(self, request: PullRequest, body: str) -> None:
        """On the pull request as a whole."""
        with answers("comment"):
            self.repository.get_issue(request.number).create_comment(body)

    def dashboard(self, mark: str) -> Dashboard | None:
        """By its label and its mark: nobody else's issue."""
        with answers("read issues"):
            for issue in self.repository.get_issues(state="open", labels=[_LABEL]):
                if issue.pull_request is None and (issue.body or "").startswith(mark):
                    return Dashboard(issue.number, issue.body or "")
        return None

    def write_dashboard(self, known: Dashboard | None, title: str, body: str) -> None:
        """Writes it, or opens it."""
        with answers("write the dashboard"):
            if known is None:
                self.repository.create_issue(title=title, body=body, labels=[_LABEL])
            else:
                self.repository.get_issue(known.number).edit(title=title, body=body)

    def _is_own(self, pull: Pull, branch: str) -> bool:
        head = pull.head
        return (
            head.ref == branch and head.repo is not None and head.repo.full_name.lower() == self.path.lower()
        )


def _pull(pull: Pull, path: str) -> PullRequest:
    state = "merged" if pull.merged_at else pull.state
    return PullRequest(
        number=pull.number,
        branch=pull.head.ref,
        title=pull.title,
        body=pull.body or "",
        state=state,  # type: ignore[arg-type]  # open or closed, GitHub says
        url=pull.html_url,
        base=pull.base.ref,
        draft=pull.draft,
        marks=marks(
            [label.name for label in pull.labels],
            # a team is one of the organisation whose repository it is: no other can be asked
            [
                *(one.login for one in pull.requested_reviewers),
                *(f"{path.partition('/')[0]}/{team.slug}" for team in pull.requested_teams),
            ],
            [one.login for one in pull.assignees],
        ),
    )


def _said(data: Any) -> str:
    """What a refusal says; GraphQL has a list of them."""
    if not isinstance(data, dict):
        return ""
    several = data.get("errors")
    first = several[0] if "message" not in data and isinstance(several, list) and several else data
    return str(first.get("message", "")) if isinstance(first, dict) else ""


@contextmanager
def answers(what: str, forbidden: str = _FORBIDDEN) -> Iterator[None]:
    """What GitHub says no with, as an error that can be acted on. Its headers and our token stay out of it.

    ``forbidden`` is what to do where the token has no right to it.
    """
    try:
        yield
    except GithubException as error:
        said = _said(error.data)
        hints = {
            401: "The token is not valid, or has expired.",
            403: forbidden,
            404: "The token does not see this repository.",
        }
        limited = isinstance(error, RateLimitExceededException)
        kind = Refused if error.status in REFUSED and not limited else FixerError
        raise kind(
            f"GitHub refused to {what}: {said or 'no reason given'} ({error.status})",
            hint=_LIMITED if limited else hints.get(error.status, ""),
        ) from None
    except requests.exceptions.RequestException as error:
        raise FixerError(f"GitHub could not be asked to {what}: {why(error)}") from None
    except ODD:
        raise odd("GitHub", what) from None
