"""The repository and its remote: what is there, worktrees beside the user's checkout, commits and pushes."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from fixer.bot.git import Git
from fixer.bot.groups import PREFIX
from fixer.bot.memory import Trailers, signed, trailers
from fixer.interrupts import undisturbed
from fixer.model import FixerError
from fixer.values import Value, replace

_MOVED = ("stale info", "cannot lock ref", "failed to update ref", "reference already exists")
"""What git says where a branch is no longer what it was when we looked: before it sends anything, or at the other end."""


class Remote(Value, frozen=True):
    """The remote as it was when we looked: the base branch, and the bot's branches with their tips."""

    git: Git
    name: str
    base: str
    tip: str
    """The commit of the base branch."""
    branches: Mapping[str, str]


class Branch(Value, frozen=True):
    """A branch on the remote: its tip, whether the bot alone has made it, and the files that its commit changes."""

    tip: str
    ours: bool
    files: Mapping[str, str | None]
    """Path -> blob; None for a file that it takes away. Empty where it is not ours."""
    trailers: Trailers


def remote_of(git: Git) -> tuple[str, str]:
    """The remote's name and URL: origin, else the only one. Raises FixerError."""
    found = git.run("rev-parse", "--git-dir")
    if found.returncode:
        said = git.clean(found.stderr.decode(errors="replace")).strip()
        raise FixerError(f"{git.folder} is not in a git repository that can be used", hint=said)
    names = git("remote").splitlines()
    if not names:
        raise FixerError("the repository has no remote to push to", hint="git remote add origin URL")
    if "origin" not in names and len(names) > 1:
        raise FixerError(f"there are the remotes {', '.join(names)}, and none is called origin")
    name = "origin" if "origin" in names else names[0]
    return name, git("remote", "get-url", "--", name)


def look(git: Git, name: str, base: str | None) -> Remote:
    """Asks the remote for its branches, and fetches what the bot needs. No ref of the repository changes.

    Raises FixerError: no such branch, no rights, no answer.
    """
    refs, head = _refs(git, name)
    base = base or head or git.ok("symbolic-ref", "--short", "HEAD")
    if base is None:
        raise FixerError(
            f"the remote {name} has no default branch, and none is checked out", hint="Name it with --base."
        )
    tip = refs.get(base)
    if tip is None:
        raise FixerError(
            f"the remote {name} has no branch {base}", hint="Name the branch to mend with --base."
        )
    branches = {branch: sha for branch, sha in refs.items() if branch.startswith(PREFIX)}
    if not all(git.has(commit) for commit in (tip, *branches.values())):
        git.fetch(name, *(f"refs/heads/{branch}" for branch in (base, *branches)))
    return Remote(git, name, base, tip, branches)


def _refs(git: Git, name: str) -> tuple[dict[str, str], str | None]:
    refs: dict[str, str] = {}
    head = None
    for line in git("ls-remote", "--symref", "--", name, "HEAD", "refs/heads/*").splitlines():
        left, _, ref = line.partition("\t")
        if left.startswith("ref: "):
            head = left.removeprefix("ref: refs/heads/")
        elif ref.startswith("refs/heads/"):
            refs[ref.removeprefix("refs/heads/")] = left
    return refs, head


def branch(remote: Remote, name: str) -> Branch | None:
    """A branch as the remote has it; None where it has none. Raises FixerError.

    It is ours when its tip is one commit as the bot made it: on the parent and with the tree that the message says,
    by the hand that wrote it, in the same moment. Whoever commits, merges, amends or rebases changes one of these.
    """
    tip = remote.branches.get(name)
    if tip is None:
        return None
    headers, _, message = remote.git("cat-file", "commit", tip).partition("\n\n")
    found = [line.partition(" ") for line in headers.splitlines()]
    parents = [value for key, _, value in found if key == "parent"]
    one = {key: value for key, _, value in found}
    known = trailers(message)
    if ([known.base], known.tree, one["author"]) != (parents, one["tree"], one["committer"]):
        return Branch(tip, False, {}, known)
    if not remote.git.has(known.base):  # a shallow clone may end right above it
        remote.git.fetch(remote.name, known.base, depth=1)
    return Branch(tip, True, _changed(remote.git, known.base, tip), known)


def _changed(git: Git, parent: str, tip: str) -> dict[str, str | None]:
    parts = git("diff-tree", "-r", "-z", "--no-renames", parent, tip).split("\0")
    found: dict[str, str | None] = {}
    for info, path in zip(parts[::2], parts[1::2], strict=False):
        blob, status = info.split(" ")[3:5]
        found[path] = None if status == "D" else blob
    return found


def blobs(git: Git, files: Mapping[str, str]) -> dict[str, str | None]:
    """What git would call these contents, without storing them. Line ends are as the repository's attributes say."""
    return {
        path: git("hash-object", "--stdin", "--path", path, stdin=text.encode())
        for path, text in files.items()
    }


@contextmanager
def worktree(git: Git, commit: str) -> Iterator[Git]:
    """A worktree of its own at a commit, gone at the end. The user's checkout is not touched.

    Errors name files as the repository does.
    """
    with tempfile.TemporaryDirectory(prefix="fixer-bot-", ignore_cleanup_errors=True) as made:
        folder = Path(made).resolve() / "tree"
        try:
            git("worktree", "add", "--quiet", "--detach", "--force", str(folder), commit)
            yield replace(git, folder=folder)
        except FixerError as error:
            raise within(folder, error) from None
        finally:
            with undisturbed():
                if git.ok("worktree", "remove", "--force", str(folder)) is None:
                    _forget(git, folder)


def _forget(git: Git, folder: Path) -> None:
    """Takes away what git knows of a worktree that it was stopped at; of no other, as ``git worktree prune`` would."""
    common = git.folder / git("rev-parse", "--git-common-dir")
    for link in common.glob("worktrees/*/gitdir"):
        if link.read_text(errors="replace").strip() == str(folder / ".git"):
            shutil.rmtree(link.parent, ignore_errors=True)


def within(folder: Path, error: FixerError) -> FixerError:
    """An error without the place of a worktree, which is nobody's."""
    place = error.location and replace(error.location, path=_within(folder, error.location.path))
    return FixerError(_within(folder, error.message), place, error.line, _within(folder, error.hint))


def _within(folder: Path, text: str) -> str:
    return text.replace(f"{folder}/", "").replace(str(folder), "the repository")


def commit(
    git: Git, paths: Collection[str], message: str, author: tuple[str, str], now: datetime, into: str
) -> str:
    """Commits these files of a worktree, and nothing else. ``paths`` count from its top. Returns the commit.

    ``into`` is the base branch, which the message names.
    """
    _stage(git, sorted(paths))
    tree, parent = git("write-tree"), git("rev-parse", "HEAD")
    name, email = author
    stamp = f"@{int(now.timestamp())} +0000"
    who = {
        f"GIT_{role}_{part}": text
        for role in ("AUTHOR", "COMMITTER")
        for part, text in (("NAME", name), ("EMAIL", email), ("DATE", stamp))
    }
    text = signed(message, Trailers(parent, tree, now, into))
    return git("commit-tree", tree, "-p", parent, stdin=text.encode(errors="backslashreplace"), extra=who)


def _stage(git: Git, paths: Sequence[str]) -> None:
    """Puts files into the index as they are, with the mode that each had there."""
    listed = git("ls-files", "--stage", "-z", "--", *(f":(top,literal){path}" for path in paths))
    modes = {path: info[:6] for info, _, path in (line.partition("\t") for line in listed.split("\0"))}
    quoted = "".join(f"{_quoted(path)}\n" for path in paths)
    blobs = git("hash-object", "-w", "--stdin-paths", stdin=quoted.encode()).splitlines()
    entries = "".join(
        f"{modes.get(path, '100644')} {blob}\t{path}\0" for path, blob in zip(paths, blobs, strict=True)
    )
    git("update-index", "--add", "-z", "--index-info", stdin=entries.encode())


def _quoted(path: str) -> str:
    """As git reads it from a list of lines, whatever is in it."""
    return '"' + path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def push(remote: Remote, name: str, made: str) -> None:
    """Puts a branch where the remote still has the tip that we saw, or none where it had none. Raises FixerError."""
    seen = remote.branches.get(name, "")
    _push(remote, name, f"{made}:refs/heads/{name}", seen)


def delete(remote: Remote, name: str) -> None:
    """Takes a branch away where the remote still has the tip that we saw. Raises FixerError."""
    _push(remote, name, f":refs/heads/{name}", remote.branches[name])


def _push(remote: Remote, name: str, what: str, seen: str) -> None:
    lease = f"--force-with-lease=refs/heads/{name}:{seen}"
    done = remote.git.run("push", "--quiet", "--no-verify", "--porcelain", lease, "--", remote.name, what)
    if done.returncode:
        said = remote.git.clean((done.stdout + done.stderr).decode(errors="replace")).strip()
        stale = any(sign in said for sign in _MOVED)
        raise FixerError(
            f"{name} could not be pushed: {'somebody pushed to it meanwhile' if stale else said}",
            hint="Run again." if stale else "",
        )
