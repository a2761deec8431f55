"""A review that is only looked at: what would be said is printed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from fixer.bot.review.forge import Note, Remark, Reviewed, Reviewing, Suggestion
from fixer.report import safe


class Dry:
    """Reads from a forge, and writes nothing to it."""

    def __init__(self, forge: Reviewing, say: Callable[[str], None]):
        self.forge, self.say = forge, say

    def reviewed(self, number: int) -> Reviewed:
        """The pull request."""
        return self.forge.reviewed(number)

    def body(self, suggestion: Suggestion) -> str:
        """As the forge has it."""
        return self.forge.body(suggestion)

    def remarks(self, request: Reviewed, mark: str) -> Sequence[Remark]:
        """Those that are there."""
        return self.forge.remarks(request, mark)

    def suggest(self, request: Reviewed, suggestions: Sequence[Suggestion]) -> None:
        """Prints them."""
        for one in suggestions:
            place = f"{one.path}:{one.first}" + (f"-{one.last}" if one.last != one.first else "")
            self.say(safe.block(f"\n{place}\n\n{self.body(one)}"))

    def rewrite(self, request: Reviewed, remark: Remark, body: str, settled: bool) -> None:
        """Prints it."""
        self.say(safe.block(f"\n{remark.path}: the comment would become:\n\n{body}"))

    def note(self, request: Reviewed, mark: str) -> Note | None:
        """The one that is there."""
        return self.forge.note(request, mark)

    def write_note(self, request: Reviewed, known: Note | None, body: str) -> None:
        """Prints it."""
        self.say(safe.block(f"\n{body}"))
