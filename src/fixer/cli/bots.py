"""``fixer bot``: which forge, which token, and what is printed."""

from __future__ import annotations

import dataclasses
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from fixer.bot.forge import Forge
from fixer.bot.git import git_in
from fixer.bot.repository import Remote, remote_of
from fixer.bot.run import Job, run
from fixer.bot.where import Where, provider_of, where_of
from fixer.cli import resolve
from fixer.cli.options import Options
from fixer.interrupts import ending_is_interrupting
from fixer.model import FixerError
from fixer.request import Request


def bot(
    provider: str | None,
    base: str | None,
    dry_run: bool,
    config: Path | None,
    server: str | None,
) -> int:
    """Runs the bot where we are. 0 when all went through, else 1."""
    _name, url = remote_of(git_in(Path.cwd(), os.environ))
    where = where_of(url)
    chosen = provider or provider_of(where, os.environ)
    token = _token(chosen, os.environ)
    user = {"github": "x-access-token", "gitlab": "oauth2"}.get(chosen, "")
    git = git_in(Path.cwd(), os.environ, (url, user, token) if token else None)
    job = Job(
        git=git,
        forge=lambda remote: _forge(chosen, where, token, remote, say),
        load=lambda folder: _request(folder, config),
        say=lambda text: say(git.clean(text)),
        base=base,
        dry_run=dry_run,
        server=server,
    )
    if config is not None and (config.is_absolute() or ".." in config.parts):
        raise FixerError(
            f"--config {config}: the bot reads its configuration from the base branch",
            hint="Name it from here.",
        )
    with ending_is_interrupting():
        return int(run(job) > 0)


def say(text: str) -> None:
    """A line of the log."""
    print(text, file=sys.stdout, flush=True)


def _token(provider: str, environment: Mapping[str, str]) -> str:
    """The forge's token; git alone needs none. Raises FixerError where it is missing."""
    if provider == "git":
        return ""
    name = {"github": "GITHUB_TOKEN", "gitlab": "GITLAB_TOKEN"}[provider]
    token = environment.get(name, "").strip()
    if not token:
        raise FixerError(f"{name} is not set", hint=f"The bot opens its requests on {provider} with it.")
    return token


def _forge(provider: str, where: Where, token: str, remote: Remote, say: Callable[[str], None]) -> Forge:
    if provider == "git":
        from fixer.bot.forges.git import GitAlone

        return GitAlone(remote.branches, say)
    try:
        if provider == "github":
            from fixer.bot.forges.github import github

            return github(where, token, os.environ)
        from fixer.bot.forges.gitlab import gitlab

        return gitlab(where, token, os.environ)
    except ImportError:
        raise FixerError(
            f"the package for {provider} is missing", hint="pip install 'pg-fixer[bot]'"
        ) from None


def _request(folder: Path, config: Path | None) -> Request:
    """The request as the base branch's configuration has it; ``config`` counts from there."""
    request = resolve.request(Options(config=config), folder, os.environ)
    return dataclasses.replace(request, run=request.run or request.config.bot.run)
