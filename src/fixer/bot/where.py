"""Where a repository lives, from the URL of its remote."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from fixer.model import FixerError
from fixer.values import Value

_SCP = re.compile(r"(?:[^@/\s]+@)?([^:/\s]+):(?!//)(.+)\Z")
"""``git@github.com:owner/name.git``, as scp has it."""


class Where(Value, frozen=True):
    """A host ("" for a folder) and the path of the repository there, without ``.git``."""

    host: str
    path: str


def where_of(url: str) -> Where:
    """Host and path; never the credentials that a URL may hold."""
    match = _SCP.match(url)
    if match and "://" not in url:
        host, path = match.groups()
    else:
        parts = urlsplit(url)
        host, path = parts.hostname or "", parts.path
        if host and parts.port and parts.scheme in ("http", "https"):
            host += f":{parts.port}"
    return Where(host, path.strip("/").removesuffix(".git"))


def provider_of(where: Where, environment: Mapping[str, str]) -> str:
    """github, gitlab, or git for anything that is neither."""
    if where.host == "github.com":
        return "github"
    if "gitlab" in where.host:
        return "gitlab"
    if not where.host:
        return "git"
    runs = {"github": "GITHUB_ACTIONS", "gitlab": "GITLAB_CI"}
    return next((name for name, variable in runs.items() if environment.get(variable) == "true"), "git")


def named(where: Where) -> str:
    """The repository's path on its forge. Raises FixerError where the URL has none."""
    if not where.host or "/" not in where.path:
        raise FixerError("the remote's URL names no repository of a forge", hint="Use --provider git.")
    return where.path
