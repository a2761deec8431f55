"""The straight line: configuration from the base branch → plan → groups → for each a branch and a pull request."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from fixer import pipeline
from fixer.bot import body as bodies
from fixer.bot import dashboard as dashboards
from fixer.bot import manners, memory, repository
from fixer.bot.forge import Dashboard, Forge, Proposal, PullRequest
from fixer.bot.forges.dry import Dry
from fixer.bot.git import Git
from fixer.bot.groups import Group, groups_of
from fixer.bot.manners import Action, Situation
from fixer.bot.proposal import Draft, Made, drafted, files_of, proved, written
from fixer.bot.repository import Branch, Remote
from fixer.config import Bot
from fixer.model import FixerError, Plan
from fixer.report import safe
from fixer.request import Request


@dataclass(frozen=True)
class Job:
    """What the bot is asked. ``load`` makes the request for a folder, ``forge`` is told what the remote is."""

    git: Git
    forge: Callable[[Remote], Forge]
    load: Callable[[Path], Request]
    say: Callable[[str], None]
    base: str | None = None
    dry_run: bool = False
    server: str | None = None


@dataclass(frozen=True)
class Known:
    """How things stand with one branch."""

    branch: Branch | None
    requests: Sequence[PullRequest]

    @property
    def open(self) -> PullRequest | None:
        """The pull request that is open."""
        return manners.open_one(self.requests)


def run(job: Job) -> int:
    """Does it. Returns how many groups failed, each of which was said; the others are through. Raises FixerError."""
    name, _url = repository.remote_of(job.git)
    remote = repository.look(job.git, name, job.base)
    forge = job.forge(remote)
    if job.dry_run:
        forge = Dry(forge, job.say)
    prefix = job.git("rev-parse", "--show-prefix")
    with repository.worktree(job.git, remote.tip) as tree:
        here = tree.folder / prefix
        if not here.is_dir():
            raise FixerError(f"the branch {remote.base} has no folder {prefix}")
        with contextlib.chdir(here):
            request = job.load(here)
            plan = pipeline.run(request).plan
            return _Run(job, remote, forge, tree, prefix, request, plan).all()


@dataclass(frozen=True)
class _Run:
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

    def all(self) -> int:
        """Each branch in turn, then the dashboard."""
        planned = groups_of(self.plan, self.settings.group_by)
        known = {name: self.known(name) for name in sorted({*planned, *self.remote.branches})}
        board = self.forge.dashboard(dashboards.MARK) if self.settings.dashboard else None
        asked = dashboards.asked(board.body if board else "")
        groups = {
            name: left
            for name, group in planned.items()
            if (left := group if name in asked.again else _not_rejected(group, known[name])).digests
        }
        opened = {name for name, state in known.items() if state.open and name in groups}
        wanted = asked.now | asked.again
        places = manners.places(list(groups), opened, wanted, self.settings.most_open)
        failed, urls, waiting = set[str](), dict[str, str](), list[str]()
        for name, state in known.items():
            try:
                action, url = self.one(name, groups.get(name), name in planned, state, name in places)
            except FixerError as error:
                failed.add(name)
                self.say(name, f"error: {error}")
                action = Action.LEAVE if state.open or name not in groups else Action.WAIT
                url = state.open.url if state.open else None
            if action is Action.WAIT:
                waiting.append(name)
            elif url is not None:
                urls[name] = url
        turned_down = [name for name in planned if name not in groups]
        self.write_dashboard(board, dashboards.Standing(planned, urls, waiting, turned_down, wanted & failed))
        return len(failed)

    def known(self, name: str) -> Known:
        """What the remote and the forge have of a branch."""
        return Known(repository.branch(self.remote, name), self.forge.pull_requests(name))

    def say(self, name: str, what: str) -> None:
        """One line of the log."""
        self.job.say(safe.block(f"{name}: {'would: ' if self.job.dry_run else ''}{what}"))

    def one(
        self, name: str, group: Group | None, planned: bool, state: Known, room: bool
    ) -> tuple[Action, str | None]:
        """Does what is to be done about one branch; the URL of its pull request where one is open then."""
        theirs = state.branch is not None and not state.branch.ours
        situation = Situation(group is not None, state.open is not None, theirs)
        action, why = manners.decide(situation, room)
        if theirs and group is None and state.open and not memory.remembered(state.open.body).digests:
            self.say(name, "nothing: the bot has not opened it")
            return Action.LEAVE, None
        if action in (Action.WAIT, Action.LEAVE):
            rejected = planned and group is None
            self.say(name, f"nothing: {'turned down before, until it changes' if rejected else why}")
        elif action is Action.COMMENT and state.open:
            self.comment(state.open, bodies.handed_over() if group else bodies.outlived())
        elif action is Action.CLOSE and state.open:
            self.close(state.open)
        elif group is not None:
            return action, self.propose(group, state)
        return action, state.open.url if state.open and action is Action.COMMENT else None

    def comment(self, request: PullRequest, text: str) -> None:
        """Says something once."""
        if self.was_said(request, text):
            self.say(request.branch, "nothing: it is somebody else's now, and that was said")
            return
        self.forge.comment(request, text)
        self.say(request.branch, f"comment on {request.url or request.branch}")

    def was_said(self, request: PullRequest, text: str) -> bool:
        """Whether a comment like it is there, by its mark."""
        mark = text.partition("-->")[0]
        return any(mark in said for said in self.forge.comments(request))

    def close(self, request: PullRequest) -> None:
        """Closes it with a word why, and takes its branch away."""
        if not self.was_said(request, bodies.mended()):  # and then not closed: its answer was lost
            self.forge.comment(request, bodies.mended())
        self.forge.close(request, memory.closed(request.body))
        if not self.job.dry_run and request.branch in self.remote.branches:
            repository.delete(self.remote, request.branch)
        self.say(request.branch, f"close {request.url}, and delete the branch".replace(" ,", ","))

    def propose(self, group: Group, state: Known) -> str | None:
        """Pushes the branch and opens or updates the pull request, where anything changed."""
        draft = drafted(self.request, group, state.branch, self.tree, self.prefix)
        if state.open and self.same(draft, state.branch) and self.says(state.open, group):
            self.say(group.branch, "nothing: up to date")
            return state.open.url
        made = proved(draft, group, self.settings, self.job.server, self.plan)
        if not made.shown.group.digests:
            reasons = "; ".join(why for _path, why in made.shown.left)
            self.say(group.branch, f"nothing: no migration could be proved ({reasons})")
            return state.open.url if state.open else None
        pushed = not self.same(made.draft, state.branch)
        if pushed and self.job.dry_run:
            message = bodies.filled(self.settings.commit_message, made.shown.group)
            listed = ", ".join(sorted(files_of(made.draft.outcome, self.prefix)))
            self.say(group.branch, f"commit, {message!r}: {listed}")
        elif pushed:
            sha = written(made, self.remote, self.job.git, self.prefix, self.settings)
            repository.push(self.remote, group.branch, sha)
        proposal = self.proposal(made)
        if state.open:
            self.forge.update(state.open, proposal)
            self.say(group.branch, f"{'push, and ' if pushed else ''}update {state.open.url or group.branch}")
            return state.open.url
        opened = self.forge.open(proposal)
        self.say(group.branch, f"{'push, and ' if pushed else ''}open {opened.url or group.branch}")
        return opened.url

    def same(self, draft: Draft, branch: Branch | None) -> bool:
        """Whether the branch on the remote holds just these files, with these contents."""
        if branch is None or not branch.ours:
            return False
        return repository.blobs(self.tree, files_of(draft.outcome, self.prefix)) == branch.files

    def says(self, request: PullRequest, group: Group) -> bool:
        """Whether the body is about just these findings."""
        return memory.remembered(request.body).digests == frozenset(group.digests.values())

    def proposal(self, made: Made) -> Proposal:
        """The pull request as it should be."""
        settings, group = self.settings, made.shown.group
        return Proposal(
            branch=group.branch,
            base=self.remote.base,
            title=bodies.filled(settings.title, group),
            body=bodies.body(replace(made.shown, can_close=self.forge.name != "git"), made.templates),
            draft=settings.draft == "always" or (settings.draft == "unsafe" and group.unsafe),
            labels=settings.labels,
            reviewers=settings.reviewers,
            assignees=settings.assignees,
        )

    def write_dashboard(self, known: Dashboard | None, standing: dashboards.Standing) -> None:
        """Opened when something waits for the first time; written where it says something else by now."""
        if not self.settings.dashboard or (known is None and not standing.waiting):
            return
        text = dashboards.text(standing)
        if known is None or known.body.replace("\r\n", "\n").strip() != text.strip():
            self.forge.write_dashboard(known, dashboards.TITLE, text)


def _not_rejected(group: Group, known: Known) -> Group:
    """The group without the findings that people have turned down."""
    rejected = manners.rejected(known.requests)
    left = {key: digest for key, digest in group.digests.items() if digest not in rejected}
    if left == group.digests:
        return group
    fixes = [fix for fix in group.fixes if any(f.key in left for f in fix.findings or (fix.finding,))]
    return Group(group.name, left, fixes)
