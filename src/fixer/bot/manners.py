"""What is done about a group: a table of situations, decided from values alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from fixer.bot.forge import PullRequest
from fixer.bot.memory import remembered
from fixer.values import Value


class Action(StrEnum):
    """What is done about one branch."""

    OPEN = "open"
    UPDATE = "update"
    COMMENT = "comment"
    CLOSE = "close"
    WAIT = "wait"
    LEAVE = "leave"


class Situation(Value, frozen=True):
    """How things stand with one branch."""

    wanted: bool
    """There are findings to mend that nobody has rejected."""
    open: bool
    """A pull request is open."""
    theirs: bool
    """The branch holds what the bot has not committed."""


_TABLE: Mapping[Situation, tuple[Action, str]] = {
    Situation(wanted=True, open=False, theirs=False): (Action.OPEN, ""),
    Situation(wanted=True, open=False, theirs=True): (
        Action.LEAVE,
        "somebody else has committed to the branch",
    ),
    Situation(wanted=True, open=True, theirs=False): (Action.UPDATE, ""),
    Situation(wanted=True, open=True, theirs=True): (
        Action.COMMENT,
        "somebody else has committed to the branch",
    ),
    Situation(wanted=False, open=False, theirs=False): (Action.LEAVE, "nothing to mend"),
    Situation(wanted=False, open=False, theirs=True): (Action.LEAVE, "nothing to mend"),
    Situation(wanted=False, open=True, theirs=False): (Action.CLOSE, "its findings do not hold any more"),
    Situation(wanted=False, open=True, theirs=True): (Action.COMMENT, "its findings do not hold any more"),
}


def decide(situation: Situation, room: bool) -> tuple[Action, str]:
    """What to do, and why. ``room``: one more may be open."""
    action, why = _TABLE[situation]
    if action is Action.OPEN and not room:
        return Action.WAIT, "as many are open as may be"
    return action, why


def rejected(requests: Sequence[PullRequest]) -> frozenset[str]:
    """The digests of findings that people have turned down: closed without merging, and not by the bot.

    What is in one that is open is none of them: somebody has opened it again, or asked for it in the dashboard.
    """
    memories = [remembered(request.body) for request in requests if request.state == "closed"]
    open_ones = [remembered(request.body).digests for request in requests if request.state == "open"]
    turned_down = frozenset(item for memory in memories if not memory.closed for item in memory.digests)
    return turned_down.difference(*open_ones)
