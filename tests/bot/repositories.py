"""Real git repositories with a bare remote, and a forge that lives in memory."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from fixer.bot.context import Job
from fixer.bot.forge import Dashboard, Proposal, PullRequest
from fixer.bot.git import git_in
from fixer.bot.marks import told
from fixer.bot.run import run
from fixer.cli import resolve
from fixer.cli.options import Options

MIGRATIONS = {
    "db/000001_shop.up.sql": (
        "CREATE TABLE public.users (id bigint PRIMARY KEY);\n"
        "CREATE TABLE public.orders (id bigint PRIMARY KEY, user_id bigint NOT NULL REFERENCES public.users);\n"
        "CREATE TABLE public.items (id bigint PRIMARY KEY, order_id bigint NOT NULL REFERENCES public.orders);\n"
    ),
    "db/000001_shop.down.sql": "DROP TABLE public.items; DROP TABLE public.orders; DROP TABLE public.users;\n",
}
CONFIG = 'path = "db"\nselect = ["unindexed-foreign-key", "missing-comment"]\n[rules.missing-comment.text]\norders = "One purchase."\n[bot]\nverify = false\n'
FOREIGN_KEYS, COMMENTS = "fixer/unindexed-foreign-key", "fixer/missing-comment"
ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "SOURCE_DATE_EPOCH": "1790000000",
}


@dataclass
class Fake:
    """A forge in memory: what it holds, and a log of everything that was written to it."""

    name: str = "fake"
    requests: list[PullRequest] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    said: dict[int, list[str]] = field(default_factory=dict)
    board: Dashboard | None = None
    log: list[str] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)
    """Names that it does not take."""

    def pull_requests(self, branch):
        return [request for request in reversed(self.requests) if request.branch == branch]

    def open(self, proposal):
        number = len(self.requests) + 1
        assert not any(r.branch == proposal.branch and r.state == "open" for r in self.requests)
        self.requests.append(
            PullRequest(
                number,
                proposal.branch,
                proposal.title,
                proposal.body,
                "open",
                f"http://f/{number}",
                proposal.base,
                proposal.draft,
            )
        )
        self.proposals.append(proposal)
        self.log.append(f"open {proposal.branch}")
        return self.requests[-1]

    def update(self, request, proposal):
        self.change(request.number, title=proposal.title, body=proposal.body)
        self.log.append(f"update {request.branch}")

    def write_body(self, request, body):
        self.change(request.number, body=body)

    def give(self, request, wanted):
        taken = [mark for mark in wanted if mark.name not in self.unknown]
        self.change(request.number, marks=(*self.requests[request.number - 1].marks, *taken))
        self.log += [f"{told(mark)} {request.branch}" for mark in taken]
        return [(mark, "nobody knows it") for mark in wanted if mark not in taken]

    def set_draft(self, request, draft):
        self.change(request.number, draft=draft)
        self.log.append(f"{'draft' if draft else 'ready'} {request.branch}")
        return ""

    def close(self, request, body):
        self.change(request.number, state="closed", body=body)
        self.log.append(f"close {request.branch}")

    def comments(self, request):
        return self.said.get(request.number, [])

    def comment(self, request, body):
        self.said.setdefault(request.number, []).append(body)
        self.log.append(f"comment {request.branch}")

    def dashboard(self, mark):
        return self.board

    def write_dashboard(self, known, title, body):
        self.board = Dashboard(1, body)
        self.log.append("dashboard")

    def change(self, number, **what):
        self.requests[number - 1] = replace(self.requests[number - 1], **what)

    def written(self) -> list[str]:
        """What was written since the last time this was asked."""
        log, self.log = self.log, []
        return log


def git(folder: Path, *words: str, check: bool = True) -> str:
    """git as a person runs it."""
    who = ("-c", "user.name=Ann", "-c", "user.email=ann@example.org", "-c", "init.defaultBranch=main")
    done = subprocess.run(
        ["git", *who, *words], cwd=folder, env=ENVIRONMENT, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0 or not check, done.stderr
    return done.stdout.strip()


@dataclass
class Place:
    """A bare remote, and a clone of it in which the bot runs."""

    remote: Path
    clone: Path
    forge: Fake = field(default_factory=Fake)
    said: list[str] = field(default_factory=list)

    def run(self, forge=None, environment: Mapping[str, str] = ENVIRONMENT, **options) -> int:
        """The bot, once."""
        self.said = []
        job = Job(
            git=git_in(self.clone, environment),
            forge=lambda remote: forge(remote) if forge else self.forge,
            load=lambda folder: resolve.request(Options(), folder, environment),
            say=self.said.append,
            **options,
        )
        return run(job)

    def commit(self, branch: str, files: Mapping[str, str | None], message: str = "a person's") -> None:
        """A person changes files on a branch of the remote."""
        work = self.remote.parent / f"person{len(list(self.remote.parent.iterdir()))}"
        git(self.remote.parent, "clone", "--quiet", "--branch", branch, str(self.remote), str(work))
        for name, text in files.items():
            path = work / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text) if text is not None else path.unlink()
        git(work, "add", "--all")
        git(work, "commit", "--quiet", "--message", message)
        git(work, "push", "--quiet", "origin", f"HEAD:{branch}")

    def merge(self, branch: str) -> None:
        """A person merges a branch into main."""
        work = self.remote.parent / f"person{len(list(self.remote.parent.iterdir()))}"
        git(self.remote.parent, "clone", "--quiet", str(self.remote), str(work))
        git(work, "merge", "--quiet", "--no-ff", "--message", "merge", f"origin/{branch}")
        git(work, "push", "--quiet", "origin", "HEAD:main")

    def tips(self) -> dict[str, str]:
        """The remote's branches."""
        listed = git(self.remote, "for-each-ref", "--format=%(refname:short) %(objectname)", "refs/heads")
        return dict(line.split(" ") for line in listed.splitlines())

    def files(self, branch: str) -> list[str]:
        """What a branch adds or changes against main."""
        return git(self.remote, "diff", "--name-only", f"main...{branch}").splitlines()


def place(folder: Path, files: Mapping[str, str] = MIGRATIONS, config: str = CONFIG) -> Place:
    """A remote with these files on main, and a clone."""
    remote, clone = folder / "remote.git", folder / "clone"
    git(folder, "init", "--quiet", "--bare", str(remote))
    git(folder, "init", "--quiet", str(clone))
    for name, text in {**files, "fixer.toml": config}.items():
        (clone / name).parent.mkdir(parents=True, exist_ok=True)
        (clone / name).write_text(text)
    git(clone, "add", "--all")
    git(clone, "commit", "--quiet", "--message", "the shop")
    git(clone, "remote", "add", "origin", str(remote))
    git(clone, "push", "--quiet", "--set-upstream", "origin", "main")
    return Place(remote, clone)


def state(clone: Path) -> dict[str, str]:
    """Everything of a clone that the bot must leave alone: refs, status, worktrees, configuration, files."""
    return {
        "refs": git(
            clone, "for-each-ref", "refs/heads", "refs/tags", "refs/stash", "refs/remotes/origin/main"
        ),  # a push notes its own
        "head": git(clone, "rev-parse", "HEAD"),
        "status": git(clone, "status", "--porcelain", "--branch"),
        "worktrees": git(clone, "worktree", "list"),
        "config": (clone / ".git" / "config").read_text(),
        "fetched": str((clone / ".git" / "FETCH_HEAD").exists()),
    }
