"""The base branch with the migrations of a pull request laid on top: its files are data, and nothing else of it is taken."""

from __future__ import annotations

import posixpath
from pathlib import Path

from fixer.bot.git import Git
from fixer.bot.review.forge import Reviewed
from fixer.model import FixerError
from fixer.request import Request

_JOURNAL = "meta/_journal.json"
"""Drizzle's, which its layout reads beside the SQL files."""


def fetched(git: Git, remote: str, request: Reviewed) -> str:
    """The commit of the base branch; it and the head are there then. No ref of the repository changes. Raises FixerError."""
    base = f"refs/heads/{request.base}"
    tip = git("ls-remote", "--", remote, base).partition("\t")[0]
    if not tip:
        raise FixerError(f"the remote {remote} has no branch {request.base}")
    wanted = (tip, request.head)
    if not all(git.has(commit) for commit in wanted):
        git.fetch(remote, base, request.ref)
    if not all(git.has(commit) for commit in wanted):
        raise FixerError(
            "somebody has just pushed to the pull request, or to its base branch", hint="Run again."
        )
    return tip


def lay(tree: Git, prefix: str, request: Reviewed, asked: Request) -> frozenset[str] | None:
    """Writes the migrations of the head into the worktree, and takes away those that it takes away.

    Returns those that it adds, by their paths from the working directory; None where it touches no migration.

    Only SQL files and journals where migrations are read: no configuration, no fixer, no template, no report. Each
    becomes a plain file, whatever it is in the head. Raises FixerError for one that would land elsewhere.
    """
    top = tree.folder.resolve()
    added, laid = set(), False
    for file in request.files:
        for gone in {file.before, file.path if file.status == "removed" else ""} - {""}:
            if is_migration(gone, prefix, asked):
                _place(top, gone).unlink(missing_ok=True)
                laid = True
        if file.status == "removed" or not is_migration(file.path, prefix, asked):
            continue
        content = _content(tree, request.head, file.path)
        if content is None:
            continue
        path = _place(top, file.path)
        path.unlink(missing_ok=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        laid = True
        if file.status == "added":
            added.add(posixpath.relpath(file.path, prefix or "."))
    return frozenset(added) if laid else None


def _content(tree: Git, head: str, path: str) -> bytes | None:
    """A file of the head; None for a symbolic link, a submodule, or what is not there."""
    listed = tree("ls-tree", "-z", head, "--", f":(top,literal){path}").rstrip("\0")
    info = listed.partition("\t")[0].split(" ")
    if len(info) != 3 or info[1] != "blob" or info[0] == "120000":
        return None
    return tree.run("cat-file", "blob", info[2]).stdout


def is_migration(path: str, prefix: str, asked: Request) -> bool:
    """Whether a path of the repository is one that migrations are read from, and not what a project configures."""
    parts = path.split("/")
    if posixpath.normpath(path) != path or path.startswith("/") or ".." in parts:
        return False
    here = posixpath.relpath(path, prefix or ".")
    if not f"/{path}".endswith((".sql", f"/{_JOURNAL}")):
        return False
    if any(part.startswith(".") and part != ".." for part in here.split("/")):
        return False
    if here in {posixpath.normpath(name.rpartition(":")[2]) for name in (*asked.sql, *asked.findings)}:
        return False  # what is wanted, and what was reported, the base branch says
    folder = posixpath.normpath(asked.path) if asked.path is not None else "."
    if folder == ".":
        return not here.startswith("../")
    return here == folder or here.startswith(f"{folder}/")


def _place(top: Path, path: str) -> Path:
    place = top / path
    if not place.parent.resolve().is_relative_to(top):
        raise FixerError(f"{path} is not in the repository")
    return place
