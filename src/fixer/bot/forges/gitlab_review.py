"""Reviews on GitLab: each suggestion is a thread on its line; the summary is a note."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from gitlab import Gitlab
from gitlab.exceptions import GitlabError

from fixer.bot.forges.gitlab import answers, api
from fixer.bot.review.forge import ChangedFile, Note, Remark, Reviewed, Suggestion
from fixer.bot.review.remarks import marked
from fixer.bot.review.suggestions import block
from fixer.bot.where import Where, named
from fixer.model import FixerError

_FORBIDDEN = (
    "The token may not comment on it: it needs the scope api, and the role Reporter, in this project."
)


def gitlab_review(where: Where, token: str, environment: Mapping[str, str]) -> GitLabReview:
    """The project that the remote names. Raises FixerError where it names none."""
    return GitLabReview(api(where, token, environment), named(where))


class GitLabReview:
    """Merge requests of one project."""

    def __init__(self, client: Gitlab, path: str):
        self.client, self.project = client, client.projects.get(path, lazy=True)
        self._me: int | None = None

    def reviewed(self, number: int) -> Reviewed:
        """The merge request and its files."""
        with answers(f"read merge request {number}"):
            one = self.project.mergerequests.get(number)
            path = f"{self.project.mergerequests.path}/{number}/diffs"
            listed: Iterable[dict[str, Any]] = self.client.http_list(path, get_all=True)
            files = tuple(_file(entry) for entry in listed)
            return Reviewed(
                number,
                base=one.target_branch,
                head=one.sha,
                ref=f"refs/merge-requests/{number}/head",
                files=files,
                own_branch=one.source_branch if one.source_project_id == one.target_project_id else "",
                open=one.state in ("opened", "locked"),
                url=one.web_url,
            )

    def body(self, suggestion: Suggestion) -> str:
        """The comment; it stands on the last line, and says how many above it change, too."""
        info = f"suggestion:-{suggestion.last - suggestion.first}+0"
        return f"{marked(suggestion.key)}\n{suggestion.text}\n\n{block(info, suggestion.new)}"

    def remarks(self, request: Reviewed, mark: str) -> Sequence[Remark]:
        """Our threads on lines; GitLab moves their positions along while their lines stay what they are."""
        with answers("read discussions"):
            found = []
            for thread in self._request(request).discussions.list(get_all=True):
                note = thread.attributes["notes"][0]
                position = note.get("position")
                if position and note["body"].startswith(mark) and self._is_ours(note):
                    identity = f"{thread.id}/{note['id']}"
                    found.append(Remark(identity, position["new_path"], position["new_line"], note["body"]))
            return found

    def suggest(self, request: Reviewed, suggestions: Sequence[Suggestion]) -> None:
        """A thread each; where no answer came, looks whether it is there before it says so."""
        with answers("read merge request"):
            refs = self.project.mergerequests.get(request.number).diff_refs
        for one in suggestions:
            position = {
                **{name: refs[name] for name in ("base_sha", "start_sha", "head_sha")},
                "position_type": "text",
                "old_path": one.path,
                "new_path": one.path,
                "new_line": one.last,
            }
            body = self.body(one)
            try:
                with answers("comment on the lines", _FORBIDDEN):
                    self._request(request).discussions.create({"body": body, "position": position})
            except FixerError:
                there = {(r.path, r.line, r.body) for r in self.remarks(request, marked(one.key))}
                if (one.path, one.last, body) not in there:
                    raise

    def rewrite(self, request: Reviewed, remark: Remark, body: str, settled: bool) -> None:
        """Another text, and the thread resolved or open again."""
        thread, _, note = remark.id.partition("/")
        with answers("rewrite a comment", _FORBIDDEN):
            discussions = self._request(request).discussions
            discussions.get(thread, lazy=True).notes.update(int(note), {"body": body})
            discussions.update(thread, {"resolved": settled})

    def note(self, request: Reviewed, mark: str) -> Note | None:
        """Our note on the whole."""
        with answers("read comments"):
            for one in self._request(request).notes.list(iterator=True):
                if str(one.body).startswith(mark) and self._is_ours(one.attributes):
                    return Note(str(one.id), str(one.body))
        return None

    def write_note(self, request: Reviewed, known: Note | None, body: str) -> None:
        """Writes it, or adds it; where no answer came, looks whether it is there."""
        notes = self._request(request).notes
        if known is not None:
            with answers("rewrite the summary", _FORBIDDEN):
                notes.update(int(known.id), {"body": body})
            return
        try:
            with answers("comment on the merge request", _FORBIDDEN):
                notes.create({"body": body})
        except FixerError:
            if self.note(request, body.partition("\n")[0]) is None:
                raise

    def _request(self, request: Reviewed) -> Any:
        return self.project.mergerequests.get(request.number, lazy=True)

    def _is_ours(self, note: Mapping[str, Any]) -> bool:
        """Whether we have written it: a stranger's comment with our mark is nothing to us."""
        if self._me is None:
            try:
                self._me = int(self.client.http_get("/user")["id"])  # type: ignore[index]
            except GitlabError as error:
                if error.response_code == 401:
                    raise
                raise FixerError("GitLab does not say who the token belongs to", hint=_FORBIDDEN) from None
        return bool(note["author"]["id"] == self._me)


def _file(entry: Mapping[str, Any]) -> ChangedFile:
    if entry["deleted_file"]:
        return ChangedFile(entry["old_path"], "removed")
    if entry["renamed_file"]:
        return ChangedFile(entry["new_path"], "renamed", entry["old_path"])
    shown = not (entry.get("too_large") or entry.get("collapsed"))
    return ChangedFile(entry["new_path"], "added" if entry["new_file"] else "modified", shown=shown)
