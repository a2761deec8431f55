"""git, run with fixed words: no hooks, no questions, and no token where anybody can read it."""

from __future__ import annotations

import base64
import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from fixer.interrupts import undisturbed
from fixer.model import FixerError
from fixer.report import safe

TOKENS = ("GITHUB_TOKEN", "GH_TOKEN", "GITLAB_TOKEN", "CI_JOB_TOKEN")
"""The variables that hold tokens of forges."""
_KEPT = (
    "GIT_SSH",
    "GIT_SSH_COMMAND",
    "GIT_SSL_",
    "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_SYSTEM",
    "GIT_CONFIG_NOSYSTEM",
)
_CREDENTIALS = re.compile(r"(?<=://)[^/@\s]+@")
_COMMANDS = re.compile(r"^(?=\s*(?:::|##\[))", re.MULTILINE)
"""Where a line begins that the runner of GitHub Actions would obey."""
_SECONDS = 300
"""How long one git command may take."""
_GRACE = 5
"""How long a command that is to end may take for it."""
_SILENCE = 60
"""How long a server may say nothing by HTTP, in seconds; by ssh, the client's own settings count."""
_SETTINGS = (
    ("core.hooksPath", os.devnull),  # no hook of the repository is run
    ("core.fsmonitor", "false"),
    ("core.sparseCheckout", "false"),  # a worktree has all files, whatever the user's checkout has
    ("commit.gpgSign", "false"),
    ("push.gpgSign", "false"),
    ("gc.auto", "0"),
    ("core.quotePath", "false"),
    ("fetch.recurseSubmodules", "false"),
    ("push.recurseSubmodules", "no"),
    ("http.lowSpeedLimit", "1"),
    ("http.lowSpeedTime", str(_SILENCE)),
)


@dataclass(frozen=True)
class Git:
    """git in one folder. ``environment`` is all that it sees, ``secrets`` what never comes out of it.

    A command that takes longer than ``seconds`` is ended.
    """

    folder: Path
    environment: Mapping[str, str]
    secrets: tuple[str, ...] = field(default=(), repr=False)
    seconds: float = _SECONDS

    def __call__(
        self, *words: str, stdin: bytes | None = None, extra: Mapping[str, str] | None = None
    ) -> str:
        """What the command prints, without its last line end. Raises FixerError with what git says."""
        done = self.run(*words, stdin=stdin, extra=extra)
        if done.returncode:
            said = self.clean(done.stderr.decode(errors="replace")).strip()
            raise FixerError(f"git {words[0]} failed: {said or f'exit code {done.returncode}'}")
        return done.stdout.decode(errors="replace").removesuffix("\n")

    def run(
        self, *words: str, stdin: bytes | None = None, extra: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        """The command, whatever becomes of it. Raises FixerError where there is no git, or it hangs."""
        try:
            with subprocess.Popen(  # noqa: S603  fixed words, no shell
                ["git", *words],  # noqa: S607
                cwd=self.folder,
                env={**self.environment, **(extra or {})},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            ) as process:
                try:
                    out, err = process.communicate(stdin if stdin is not None else b"", self.seconds)
                except BaseException:
                    _end(process)
                    raise
                return subprocess.CompletedProcess(process.args, process.returncode, out, err)
        except subprocess.TimeoutExpired:
            raise FixerError(f"git {words[0]} did not answer within {self.seconds} s") from None
        except OSError as error:
            raise FixerError(f"git cannot be run: {error.strerror}") from None

    def ok(self, *words: str) -> str | None:
        """What the command prints; None where it fails."""
        done = self.run(*words)
        return None if done.returncode else done.stdout.decode(errors="replace").removesuffix("\n")

    def has(self, commit: str) -> bool:
        """Whether a commit is here."""
        return self.ok("cat-file", "-e", f"{commit}^{{commit}}") is not None

    def fetch(self, remote: str, *wanted: str, depth: int | None = None) -> None:
        """Brings refs or commits of the remote here, with ``depth`` commits of their histories (all, when None).

        No ref of the repository changes. Raises FixerError.
        """
        words = ("--quiet", "--no-tags", "--no-write-fetch-head", "--refmap=")
        self("fetch", *words, *([f"--depth={depth}"] if depth else []), "--", remote, *wanted)

    def clean(self, text: str) -> str:
        """``text`` without secrets, without credentials in URLs, harmless for a terminal and for the runner of a workflow."""
        for secret in self.secrets:
            text = text.replace(secret, "***")
        text = safe.block(_CREDENTIALS.sub("***@", text))
        return _COMMANDS.sub("\u200b", text) if self.environment.get("GITHUB_ACTIONS") == "true" else text


def _end(process: subprocess.Popen[bytes]) -> None:
    """Asks git to end, so that it takes its locks away; makes it, where it does not."""
    with undisturbed():
        process.terminate()
        try:
            process.communicate(timeout=_GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            for pipe in (process.stdout, process.stderr):  # what git has started may hold their other ends
                if pipe is not None:
                    pipe.close()
            process.wait()


def git_in(folder: Path, given: Mapping[str, str], credentials: tuple[str, str, str] | None = None) -> Git:
    """git for a folder, in an environment made from ``given``.

    ``credentials`` (URL of the remote, user, token) go with requests to that URL's host by HTTPS only, through the
    environment: not into the configuration, a URL or the process list. They stand for those that the URL holds.
    """
    kept = {
        name: value
        for name, value in given.items()
        if name not in TOKENS and (not name.startswith("GIT_") or name.startswith(_KEPT))
    }
    settings = list(_SETTINGS)
    secrets: tuple[str, ...] = tuple(given[name] for name in TOKENS if given.get(name))
    if credentials is not None and (header := _header(*credentials)):
        where, basic = header
        settings += [(where, ""), (where, f"Authorization: Basic {basic}")]  # "" drops what others have set
        settings += _bare(credentials[0])
        secrets += (basic, credentials[2])
    numbered = {
        f"GIT_CONFIG_{part}_{number}": text
        for number, setting in enumerate(settings)
        for part, text in zip(("KEY", "VALUE"), setting, strict=True)
    }
    fixed = {
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_OPTIONAL_LOCKS": "0",
        "LC_ALL": "C",
        "GIT_CONFIG_COUNT": str(len(settings)),
    }
    return Git(folder, {**kept, **fixed, **numbered}, secrets)


def _bare(url: str) -> list[tuple[str, str]]:
    """Has git ask for a URL without the user and the password in it, which it would name to its helper, in the process list."""
    parts = urlsplit(url)
    _user, found, host = parts.netloc.rpartition("@")
    return [(f"url.{urlunsplit(parts._replace(netloc=host))}.insteadOf", url)] if found else []


def _header(url: str, user: str, token: str) -> tuple[str, str] | None:
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname or not token:
        return None
    host = parts.hostname + (f":{parts.port}" if parts.port else "")
    basic = base64.b64encode(f"{user}:{token}".encode()).decode()
    return f"http.https://{host}/.extraHeader", basic
