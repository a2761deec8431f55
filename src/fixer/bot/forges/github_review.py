"""Reviews on GitHub: the suggestions of one run are one review, which is one mail; the summary is a comment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from github import Github, GithubException

from fixer.bot.forges.github import answers, repository
from fixer.bot.forges.github_threads import Threads
from fixer.bot.review.forge import ChangedFile, Note, Remark, Reviewed, Suggestion
from fixer.bot.review.remarks import marked
from fixer.bot.review.suggestions import block
from fixer.bot.where import Where, named
from fixer.model import FixerError

if TYPE_CHECKING:
    from github.NamedUser import NamedUser
    from github.Organization import Organization
    from github.PullRequest import PullRequest as Pull
    from github.PullRequest import ReviewComment
    from github.Repository import Repository

_FORBIDDEN = (
    "The token may not comment on it: it needs pull-requests: write. On pull requests from forks, pull_request gives a token "
    "that only reads; pull_request_target gives one that may comment (docs/bot.md)."
)
_STATUS: Mapping[str, Any] = {"added": "added", "copied": "added", "removed": "removed", "renamed": "renamed"}


def github_review(where: Where, token: str, environment: Mapping[str, str]) -> GitHubReview:
    """The repository that the remote names. Raises FixerError where it names none."""
    client, found = repository(where, token, environment)
    return GitHubReview(client, found, named(where))


class GitHubReview:
    """Pull requests of one repository."""

    def __init__(self, client: Github, repository: Repository, path: str):
        self.client, self.repository, self.path = client, repository, path
        self._login: str | None = None
        self._threads = cache(partial(Threads, client.requester, path))

    def reviewed(self, number: int) -> Reviewed:
        """The pull request and its files, of which GitHub tells the first 3,000."""
        with answers(f"read pull request {number}"):
            pull = self.repository.get_pull(number)
            files = tuple(
                ChangedFile(
                    file.filename,
                    _STATUS.get(file.status, "modified"),
                    file.previous_filename if file.status == "renamed" else "",
                    shown=file.status == "added" and file.patch is not None,
                )
                for file in pull.get_files()
            )
            own = pull.head.repo is not None and pull.head.repo.full_name.lower() == self.path.lower()
            return Reviewed(
                number,
                base=pull.base.ref,
                head=pull.head.sha,
                ref=f"refs/pull/{number}/head",
                files=files,
                own_branch=pull.head.ref if own else "",
                open=pull.state == "open",
                url=pull.html_url,
            )

    def body(self, suggestion: Suggestion) -> str:
        """The comment; its fence is one that GitHub lets people commit."""
        return f"{marked(suggestion.key)}\n{suggestion.text}\n\n{block('suggestion', suggestion.new)}"

    def remarks(self, request: Reviewed, mark: str) -> Sequence[Remark]:
        """Our comments on lines. Where its lines are gone, GitHub gives a comment no line."""
        with answers("read review comments"):
            return [
                Remark(str(one.id), one.path, one.line, _text(one.body))
                for one in self._pull(request).get_review_comments()
                if (one.body or "").startswith(mark) and self._is_ours(one.user)
            ]

    def suggest(self, request: Reviewed, suggestions: Sequence[Suggestion]) -> None:
        """One review with all of them; where no answer came, looks whether it is there before it says so."""
        comments = [self._comment(one) for one in suggestions]
        try:
            with answers("comment on the lines", _FORBIDDEN):
                commit = self.repository.get_commit(request.head)
                self._pull(request).create_review(
                    commit=commit, body=_said(suggestions), event="COMMENT", comments=comments
                )
        except FixerError:
            there = {(one.path, one.line, one.body) for one in self.remarks(request, "<!-- fixer:")}
            if not all((one.path, one.last, self.body(one)) in there for one in suggestions):
                raise

    def _comment(self, suggestion: Suggestion) -> ReviewComment:
        made: ReviewComment = {
            "path": suggestion.path,
            "body": self.body(suggestion),
            "line": suggestion.last,
            "side": "RIGHT",
        }
        if suggestion.first != suggestion.last:
            made |= {"start_line": suggestion.first, "start_side": "RIGHT"}
        return made

    def rewrite(self, request: Reviewed, remark: Remark, body: str, settled: bool) -> None:
        """Another text, and the thread resolved or open again, where the token may do that.

        The thread comes first: a comment that says it is settled is not looked at again.
        """
        with answers("resolve a thread"):
            self._threads(request.number).resolve(remark.id, settled)
        with answers("rewrite a comment", _FORBIDDEN):
            self._pull(request).get_review_comment(int(remark.id)).edit(body)

    def note(self, request: Reviewed, mark: str) -> Note | None:
        """Our comment on the whole."""
        with answers("read comments"):
            for one in self.repository.get_issue(request.number).get_comments():
                if (one.body or "").startswith(mark) and self._is_ours(one.user):
                    return Note(str(one.id), _text(one.body))
        return None

    def write_note(self, request: Reviewed, known: Note | None, body: str) -> None:
        """Writes it, or adds it; where no answer came, looks whether it is there."""
        if known is not None:
            with answers("rewrite the summary", _FORBIDDEN):
                self.repository.get_issue(request.number).get_comment(int(known.id)).edit(body)
            return
        try:
            with answers("comment on the pull request", _FORBIDDEN):
                self.repository.get_issue(request.number).create_comment(body)
        except FixerError:
            if self.note(request, body.partition("\n")[0]) is None:
                raise

    def _pull(self, request: Reviewed) -> Pull:
        return self.repository.get_pull(request.number)

    def _is_ours(self, user: NamedUser | Organization | None) -> bool:
        """Whether we have written it: a stranger's comment with our mark is nothing to us.

        The token of a workflow cannot ask who it is; it is an app, and so are few of those who comment.
        """
        if user is None:
            return False
        if self._login is None:
            try:
                self._login = self.client.get_user().login
            except GithubException as error:
                if error.status != 403:
                    raise
                self._login = ""
        return user.login == self._login if self._login else user.type == "Bot"


def _said(suggestions: Sequence[Suggestion]) -> str:
    many = len(suggestions)
    return f"<!-- fixer: suggestions -->\n{many} suggested change{'s'[many == 1 :]} for these migrations."


def _text(body: str) -> str:
    return body.replace("\r\n", "\n")
