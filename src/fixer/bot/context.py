"""What the bot is asked, and what one run of it works with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from fixer.bot.forge import Forge, PullRequest, opened
from fixer.bot.git import Git
from fixer.bot.repository import Branch, Remote
from fixer.config import Bot
from fixer.model import Plan
from fixer.report import safe
from fixer.request import Request
from fixer.values import Value


class Job(Value, frozen=True):
    """What the bot is asked. ``load`` makes the request for a folder, ``forge`` is told what the remote is."""

    git: Git
    forge: Callable[[Remote], Forge]
    load: Callable[[Path], Request]
    say: Callable[[str], None]
    base: str | None = None
    dry_run: bool = False
    server: str | None = None


class Context(Value, frozen=True):
    """One run, on one state of the base branch; the working directory is ``prefix`` of ``tree``."""

    job: Job
    remote: Remote
    forge: Forge
    tree: Git
    prefix: str
    request: Request
    plan: Plan

    @property
    def settings(self) -> Bot:
        """What the base branch says of the bot."""
        return self.request.config.bot

    def say(self, name: str, what: str) -> None:
        """One line of the log."""
        self.job.say(safe.block(f"{name}: {'would: ' if self.job.dry_run else ''}{what}"))


class Known(Value, frozen=True):
    """How things stand with one branch: ``requests`` are those into the base branch, ``elsewhere`` is for another one."""

    branch: Branch | None
    requests: Sequence[PullRequest]
    open: PullRequest | None = None
    elsewhere: str = ""
    """The branch that it is for, where that is not ours: another bot has made it, or a person leads it there."""


def known(branch: Branch | None, requests: Sequence[PullRequest], base: str) -> Known:
    """What is known of a branch, by a bot that works for ``base``. Where a pull request is open, that says what it is for."""
    ours = [one for one in requests if one.base in ("", base)]
    open_one = opened(ours, base)
    others = [one.base for one in requests if one.state == "open" and one not in ours]
    into = branch.trailers.into if branch is not None else ""
    elsewhere = "" if open_one and open_one.base else others[0] if others else into if into != base else ""
    return Known(branch, ours, None if elsewhere else open_one, elsewhere)


class Came(Value, frozen=True):
    """What came of one branch: the URL of the pull request that is open now; whether it waits; why it was not proved."""

    url: str | None = None
    waits: bool = False
    unproved: str = ""
