"""``fixer bot``: which forge, which token, and what is printed."""

from __future__ import annotations

import dataclasses
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from fixer.bot import run
from fixer.bot.context import Job
from fixer.bot.forge import Forge
from fixer.bot.git import TOKENS, Git, git_in
from fixer.bot.repository import Remote, remote_of
from fixer.bot.review import run as review
from fixer.bot.review.forge import Reviewing
from fixer.bot.review.which import which
from fixer.bot.where import Where, provider_of, where_of
from fixer.cli import resolve
from fixer.cli.options import Options
from fixer.interrupts import ending_is_interrupting
from fixer.model import FixerError
from fixer.request import Request
from fixer.values import Value


class _Place(Value, frozen=True):
    """Where we are: the remote, its forge, and the token for it."""

    provider: str
    where: Where
    token: str
    git: Git
    environment: Mapping[str, str]

    def say(self, text: str) -> None:
        """A line of the log."""
        print(self.git.clean(text), file=sys.stdout, flush=True)


def bot(
    provider: str | None,
    base: str | None,
    dry_run: bool,
    config: Path | None,
    server: str | None,
    db: str | None = None,
) -> int:
    """Runs the bot where we are. 0 when all went through, else 1. Raises FixerError."""
    _check_config(config)
    here = _place(provider)
    job = Job(
        git=here.git,
        forge=lambda remote: _forge(here, remote),
        load=lambda folder: _request(folder, config, db),
        say=here.say,
        base=base,
        dry_run=dry_run,
        server=server,
    )
    with ending_is_interrupting(), _without_secrets(here.git):
        return int(run.run(job) > 0)


def comment(provider: str | None, number: int | None, dry_run: bool, config: Path | None) -> int:
    """Reviews a pull request. Raises FixerError."""
    _check_config(config)
    here = _place(provider)
    wanted = which(here.provider, here.where, number, here.environment)
    job = review.Job(
        git=here.git,
        forge=_reviewing(here),
        number=wanted,
        load=lambda folder: _request(folder, config),
        say=here.say,
        dry_run=dry_run,
    )
    with ending_is_interrupting(), _without_secrets(here.git):
        review.run(job)
    return 0


@contextmanager
def _without_secrets(git: Git) -> Iterator[None]:
    """An error without a token in it, whoever has put it there."""
    try:
        yield
    except FixerError as error:
        raise FixerError(
            git.clean(error.message),
            error.location,
            error.line and git.clean(error.line),
            git.clean(error.hint),
        ) from None


def _check_config(config: Path | None) -> None:
    if config is not None and (config.is_absolute() or ".." in config.parts):
        raise FixerError(
            f"--config {config}: the bot reads its configuration from the base branch",
            hint="Name it from here.",
        )


def _place(provider: str | None) -> _Place:
    """Where we are. From here on no program that is started (a linter, PostgreSQL) finds a token in its environment."""
    environment = dict(os.environ)
    for name in TOKENS:
        os.environ.pop(name, None)
    _name, url = remote_of(git_in(Path.cwd(), environment))
    where = where_of(url)
    chosen = provider or provider_of(where, environment)
    token = _token(chosen, environment)
    user = {"github": "x-access-token", "gitlab": "oauth2"}.get(chosen, "")
    git = git_in(Path.cwd(), environment, (url, user, token) if token else None)
    return _Place(chosen, where, token, git, environment)


def _token(provider: str, environment: Mapping[str, str]) -> str:
    """The forge's token; git alone needs none. Raises FixerError where it is missing."""
    if provider == "git":
        return ""
    name = {"github": "GITHUB_TOKEN", "gitlab": "GITLAB_TOKEN"}[provider]
    token = environment.get(name, "").strip()
    if not token:
        raise FixerError(f"{name} is not set", hint=f"The bot opens its requests on {provider} with it.")
    return token


def _forge(here: _Place, remote: Remote) -> Forge:
    if here.provider == "git":
        from fixer.bot.forges.git import GitAlone

        return GitAlone(remote.branches, here.say)
    with _installed(here.provider):
        if here.provider == "github":
            from fixer.bot.forges.github import github

            return github(here.where, here.token, here.environment)
        from fixer.bot.forges.gitlab import gitlab

        return gitlab(here.where, here.token, here.environment)


def _reviewing(here: _Place) -> Reviewing:
    with _installed(here.provider):
        if here.provider == "github":
            from fixer.bot.forges.github_review import github_review

            return github_review(here.where, here.token, here.environment)
        from fixer.bot.forges.gitlab_review import gitlab_review

        return gitlab_review(here.where, here.token, here.environment)


@contextmanager
def _installed(provider: str) -> Iterator[None]:
    try:
        yield
    except ImportError:
        raise FixerError(
            f"the package for {provider} is missing", hint="pip install 'pg-fixer[bot]'"
        ) from None


def _request(folder: Path, config: Path | None, db: str | None = None) -> Request:
    """The request as the base branch's configuration has it; ``config`` counts from there."""
    request = resolve.request(Options(config=config, db=db), folder, os.environ)
    return dataclasses.replace(request, run=request.run or request.config.bot.run)
