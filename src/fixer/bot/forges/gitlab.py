"""GitLab, through python-gitlab. What it calls a merge request is a pull request here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import requests
from gitlab import Gitlab
from gitlab.exceptions import GitlabError
from requests.adapters import HTTPAdapter

from fixer.bot.forge import Dashboard, Proposal, PullRequest, opened
from fixer.bot.forges.patience import ODD, USUAL, Bounded, Patience, odd, why
from fixer.bot.marks import Mark, keys, marks, without
from fixer.bot.marks import named as names
from fixer.bot.where import Where, named
from fixer.model import FixerError

_LABEL = "fixer"
"""The label of the dashboard."""
_DRAFT = "Draft: "
_MARKED = re.compile(r"\A(?:(?:draft:|\[draft\]|\(draft\))\s*)+", re.IGNORECASE)
"""What makes a title that of a draft."""
_STATES = {"opened": "open", "locked": "open", "closed": "closed", "merged": "merged"}
_FORBIDDEN = "The token may not do this: it needs the scope api, and the role Developer."
_READS = frozenset({"GET", "HEAD", "PUT"})
"""What is tried again when no answer comes: twice is the same as once."""
_STATUSES = (429, 500, 502, 503, 504)


class _Client(Gitlab):
    """The retries are those above, bounded, and not the library's own on top of them."""

    def http_request(self, *words: Any, **options: Any) -> requests.Response:
        options["obey_rate_limit"] = False
        return super().http_request(*words, **options)


def gitlab(where: Where, token: str, environment: Mapping[str, str], patience: Patience = USUAL) -> GitLab:
    """The project that the remote names. Raises FixerError where it names none."""
    return GitLab(api(where, token, environment, patience), named(where))


def api(where: Where, token: str, environment: Mapping[str, str], patience: Patience = USUAL) -> Gitlab:
    """The API, with bounded patience. Raises FixerError where the remote names no project."""
    named(where)
    session = requests.Session()
    retry = Bounded.within(patience, _READS, status_forcelist=_STATUSES, raise_on_status=False)
    for scheme in ("https://", "http://"):
        session.mount(scheme, HTTPAdapter(max_retries=retry))
    url = environment.get("CI_SERVER_URL") or f"https://{where.host}"
    return _Client(url, private_token=token, timeout=patience.silence, session=session)


class GitLab:
    """One project."""

    name = "gitlab"

    def __init__(self, client: Gitlab, path: str):
        self.client, self.project = client, client.projects.get(path, lazy=True)

    def pull_requests(self, branch: str) -> Sequence[PullRequest]:
        """All from that branch of this project."""
        with answers("read merge requests"):
            found = self.project.mergerequests.list(
                source_branch=branch, state="all", order_by="created_at", sort="desc", get_all=True
            )
            own = [one for one in found if one.source_project_id == one.target_project_id]
            return [_request(one.attributes) for one in own if one.source_branch == branch]

    def open(self, proposal: Proposal) -> PullRequest:
        """Opens one; where no answer came, looks whether it is there before it says so."""
        data = {
            "source_branch": proposal.branch,
            "target_branch": proposal.base,
            "title": (_DRAFT if proposal.draft else "") + proposal.title,
            "description": proposal.body,
            "labels": names("label", proposal.marks),
            "reviewer_ids": self._ids(names("reviewer", proposal.marks)),
            "assignee_ids": self._ids(names("assignee", proposal.marks)),
            "remove_source_branch": True,
        }
        try:
            with answers("open a merge request"):
                return _request(self.project.mergerequests.create(data).attributes)
        except FixerError:
            found = opened(self.pull_requests(proposal.branch), proposal.base)
            if found is None:
                raise
            return found

    def _ids(self, people: Sequence[str]) -> list[int]:
        """The numbers of people, without those whom GitLab does not know."""
        found: list[int] = []
        for name in people:
            with answers("look up a user"):
                found += [int(user.id) for user in self.client.users.list(username=name, get_all=False)][:1]
        return found

    def update(self, request: PullRequest, proposal: Proposal) -> None:
        """Title and description; a draft stays one while people leave it so."""
        title = (_DRAFT if request.draft else "") + proposal.title
        self._update(request, {"title": title, "description": proposal.body})

    def _update(self, request: PullRequest, what: dict[str, Any]) -> PullRequest:
        """As it is then."""
        with answers("update a merge request"):
            return _request(self.project.mergerequests.update(request.number, what))

    def write_body(self, request: PullRequest, body: str) -> None:
        """The description."""
        self._update(request, {"description": body})

    def give(self, request: PullRequest, wanted: Sequence[Mark]) -> Sequence[tuple[Mark, str]]:
        """In one request. GitLab passes over whom it does not take, and says who is there then."""
        with answers("read a merge request"):
            there = self.project.mergerequests.get(request.number)
            ids = {
                kind: [int(one["id"]) for one in there.attributes[f"{kind}s"]]
                for kind in ("reviewer", "assignee")
            }
        what: dict[str, Any] = {
            f"{kind}_ids": [*known, *(one for one in self._ids(names(kind, wanted)) if one not in known)]
            for kind, known in ids.items()
            if names(kind, wanted)
        }
        if labels := names("label", wanted):
            what["add_labels"] = labels
        done = self._update(request, what)
        why = "GitLab passes over whom it does not know, who is no member, and a second one where its plan has one alone"
        return [(mark, why) for mark in without(wanted, keys(done.marks))]

    def set_draft(self, request: PullRequest, draft: bool) -> str:
        """The title says it."""
        title = _MARKED.sub("", request.title, count=1)
        done = self._update(request, {"title": (_DRAFT if draft else "") + title})
        return (
            ""
            if done.draft == draft
            else f"GitLab does not {'make it a draft' if draft else 'mark it ready for review'}"
        )

    def close(self, request: PullRequest, body: str) -> None:
        """Description and state in one request."""
        with answers("close a merge request"):
            self.project.mergerequests.update(request.number, {"description": body, "state_event": "close"})

    def comments(self, request: PullRequest) -> Sequence[str]:
        """The notes on it."""
        with answers("read comments"):
            found = self.project.mergerequests.get(request.number, lazy=True).notes.list(get_all=True)
            return [str(one.body) for one in found]

    def comment(self, request: PullRequest, body: str) -> None:
        """A note."""
        with answers("comment"):
            self.project.mergerequests.get(request.number, lazy=True).notes.create({"body": body})

    def dashboard(self, mark: str) -> Dashboard | None:
        """By its label and its mark."""
        with answers("read issues"):
            for issue in self.project.issues.list(labels=[_LABEL], state="opened", get_all=True):
                if (issue.description or "").startswith(mark):
                    return Dashboard(int(issue.iid), issue.description)
        return None

    def write_dashboard(self, known: Dashboard | None, title: str, body: str) -> None:
        """Writes it, or opens it."""
        with answers("write the dashboard"):
            if known is None:
                self.project.issues.create({"title": title, "description": body, "labels": [_LABEL]})
            else:
                self.project.issues.update(known.number, {"title": title, "description": body})


def _request(said: Mapping[str, Any]) -> PullRequest:
    return PullRequest(
        number=int(said["iid"]),
        branch=said["source_branch"],
        title=said["title"],
        body=said["description"] or "",
        state=_STATES[said["state"]],  # type: ignore[arg-type]  # the three that there are
        url=said["web_url"],
        base=said["target_branch"],
        draft=said["draft"],
        marks=marks(
            said["labels"],
            [person["username"] for person in said["reviewers"]],
            [person["username"] for person in said["assignees"]],
        ),
    )


@contextmanager
def answers(what: str, forbidden: str = _FORBIDDEN) -> Iterator[None]:
    """What GitLab says no with, as an error that can be acted on. Our token stays out of it.

    ``forbidden`` is what to do where the token has no right to it.
    """
    try:
        yield
    except GitlabError as error:
        hints = {
            401: "The token is not valid, or has expired.",
            403: forbidden,
            404: "The token does not see this project.",
            429: "The rate limit is used up: run again later.",
        }
        code = error.response_code
        raise FixerError(
            f"GitLab refused to {what}: {error.error_message} ({code})", hint=hints.get(code or 0, "")
        ) from None
    except requests.exceptions.RequestException as error:
        raise FixerError(f"GitLab could not be asked to {what}: {why(error)}") from None
    except ODD:
        raise odd("GitLab", what) from None
