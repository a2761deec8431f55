"""What a forge has to be able to do for a review."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

from fixer.values import Value


class ChangedFile(Value, frozen=True):
    """A file that a pull request changes; ``before`` is its path before, where it was renamed."""

    path: str
    status: Literal["added", "modified", "removed", "renamed"]
    before: str = ""
    shown: bool = True
    """Its lines can be commented on: forges leave out the largest files, and of copies what is the same."""


class Reviewed(Value, frozen=True):
    """A pull request to review (GitLab: merge request), maybe from a fork. ``head`` is its last commit."""

    number: int
    base: str
    """The branch that it is to go into."""
    head: str
    ref: str
    """Under which name the remote has its head."""
    files: tuple[ChangedFile, ...]
    own_branch: str = ""
    """Its branch, where that is one of this repository itself."""
    open: bool = True
    url: str = ""


class Suggestion(Value, frozen=True):
    """A comment on lines ``first`` to ``last`` (counted from 1) of a file as the head has it, with what they should become."""

    path: str
    first: int
    last: int
    key: str
    """Stays while the lines and what they should become stay."""
    text: str
    """What is wrong, in Markdown, without the change itself."""
    new: tuple[str, ...]
    """What the lines should become, without line ends; none where they should go."""


class Remark(Value, frozen=True):
    """A comment of ours on a line. ``line`` is the last line that it stands on now; None where that is gone."""

    id: str
    path: str
    line: int | None
    body: str


class Note(Value, frozen=True):
    """Our summary."""

    id: str
    body: str


class Reviewing(Protocol):
    """Each method raises FixerError when the forge refuses or does not answer. Only what we have written is read or changed."""

    def reviewed(self, number: int) -> Reviewed:
        """The pull request, with its files."""
        ...

    def body(self, suggestion: Suggestion) -> str:
        """The comment, with the change as this forge lets people accept it."""
        ...

    def remarks(self, request: Reviewed, mark: str) -> Sequence[Remark]:
        """Our comments on lines, those that begin with ``mark``."""
        ...

    def suggest(self, request: Reviewed, suggestions: Sequence[Suggestion]) -> None:
        """Comments on lines."""
        ...

    def rewrite(self, request: Reviewed, remark: Remark, body: str, settled: bool) -> None:
        """Gives a comment another text; ``settled``: and marks its thread as resolved, where the forge can."""
        ...

    def note(self, request: Reviewed, mark: str) -> Note | None:
        """Our summary: the comment that begins with ``mark``."""
        ...

    def write_note(self, request: Reviewed, known: Note | None, body: str) -> None:
        """Writes the summary, or adds it; never a second one, even where the first answer was lost."""
        ...
