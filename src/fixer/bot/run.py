"""The straight line: configuration from the base branch → plan → groups → for each a branch and a pull request."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping

from fixer import pipeline
from fixer.bot import body as bodies
from fixer.bot import dashboard as dashboards
from fixer.bot import manners, memory, repository
from fixer.bot.context import Came, Context, Job, Known
from fixer.bot.context import known as known_of
from fixer.bot.forge import Dashboard, PullRequest
from fixer.bot.forges.dry import Dry
from fixer.bot.groups import Group, groups_of, is_named, slug
from fixer.bot.manners import Action, Situation
from fixer.bot.propose import propose
from fixer.bot.repository import Branch
from fixer.model import FixerError


def run(job: Job) -> int:
    """Does it. Returns how many groups failed, each of which was said; the others are through. Raises FixerError."""
    name, _url = repository.remote_of(job.git)
    remote = repository.look(job.git, name, job.base)
    forge = job.forge(remote)
    if job.dry_run:
        forge = Dry(forge, job.say)
    prefix = job.git("rev-parse", "--show-prefix")
    with repository.worktree(job.git, remote.tip) as tree:
        folder = tree.folder / prefix
        if not folder.is_dir():
            raise FixerError(f"the branch {remote.base} has no folder {prefix}")
        with contextlib.chdir(folder):
            request = job.load(folder)
            plan = pipeline.run(request).plan
            return _all(Context(job, remote, forge, tree, prefix, request, plan))


def _all(here: Context) -> int:
    """Each branch in turn, then the dashboard. Returns how many failed."""
    named = here.settings.branch.replace("{base}", slug(here.remote.base))
    planned = groups_of(here.plan, here.settings.group_by, named)
    branches = {name: repository.branch(here.remote, name) for name in here.remote.branches}
    ours = {name for name, branch in branches.items() if is_named(name, named) or _is_for(branch, here)}
    known = {
        name: known_of(branches.get(name), here.forge.pull_requests(name), here.remote.base)
        for name in sorted({*planned, *ours})
    }
    board = here.forge.dashboard(dashboards.mark(here.remote.base)) if here.settings.dashboard else None
    asked = dashboards.asked(board.body if board else "")
    groups = _wanted(planned, known, asked)
    room = here.settings.most_open - sum(1 for name in groups if known[name].open)
    came, failed = dict[str, Came](), set[str]()
    for name, state in known.items():
        is_asked_for = name in asked.now | asked.again
        may_open = is_asked_for or room > 0
        try:
            came[name] = _one(here, name, groups.get(name), name in planned, state, may_open)
        except FixerError as error:
            failed.add(name)
            here.say(name, f"error: {repository.within(here.tree.folder, error)}")
            waits = name in groups and not state.open and not state.elsewhere
            came[name] = Came(state.open.url if state.open else None, waits)
        is_tried = came[name].url is not None or (name in failed and not state.elsewhere)
        if is_tried and name in groups and not state.open and not is_asked_for:
            room -= 1  # where it failed, too: its branch may be there, and its turn is the next run
    waiting = [name for name, one in came.items() if one.waits]
    before = dashboards.unproved(board.body if board else "", groups)
    unproved = {name: dashboards.reason(one.unproved) for name, one in came.items() if one.unproved}
    standing = dashboards.Standing(
        {**planned, **groups},
        opened={name: one.url for name, one in came.items() if one.url is not None},
        waiting=waiting,
        turned_down=[name for name in planned if name not in groups],
        unproved={**{name: before[name] for name in waiting if name in before}, **unproved},
        failed=failed,
        kept=failed & (asked.now | asked.again),
    )
    _write_dashboard(here, board, standing)
    return len(failed)


def _is_for(branch: Branch | None, here: Context) -> bool:
    """Whether the bot made a branch for this base branch, whatever branches are called by now."""
    return branch is not None and branch.ours and branch.trailers.into == here.remote.base


def _wanted(
    planned: Mapping[str, Group], known: Mapping[str, Known], asked: dashboards.Asked
) -> dict[str, Group]:
    """The groups, without the findings that people have turned down and not asked for again."""
    groups = {
        name: group if name in asked.again else _without(group, manners.rejected(known[name].requests))
        for name, group in planned.items()
    }
    return {name: group for name, group in groups.items() if group.digests}


def _without(group: Group, rejected: frozenset[str]) -> Group:
    """The group without the findings of these digests."""
    left = {key: digest for key, digest in group.digests.items() if digest not in rejected}
    if left == group.digests:
        return group
    fixes = [fix for fix in group.fixes if any(f.key in left for f in fix.findings or (fix.finding,))]
    edits = [edit for edit in group.edits if any(finding.key in left for finding in edit.findings)]
    return Group(group.name, left, fixes, group.branch, edits)


def _one(here: Context, name: str, group: Group | None, planned: bool, state: Known, may_open: bool) -> Came:
    """Does what is to be done about one branch. Raises FixerError."""
    if state.elsewhere:
        return _leave(here, name, group, state)
    theirs = state.branch is not None and not state.branch.ours
    action, why = manners.decide(Situation(group is not None, state.open is not None, theirs), may_open)
    if theirs and group is None and state.open and not memory.remembered(state.open.body).digests:
        here.say(name, "nothing: the bot has not opened it")
        return Came()
    if group is not None and action in (Action.OPEN, Action.UPDATE):
        return propose(here, group, state)
    if state.open and action is Action.COMMENT:
        _comment(here, state.open, bodies.handed_over() if group else bodies.outlived())
        return Came(state.open.url)
    if state.open and action is Action.CLOSE:
        _close(here, state.open)
        return Came()
    rejected = planned and group is None
    here.say(name, f"nothing: {'turned down before, until it changes' if rejected else why}")
    return Came(waits=action is Action.WAIT)


def _leave(here: Context, name: str, group: Group | None, state: Known) -> Came:
    """A branch that is for another base branch is not touched. Raises FixerError where we would need its name."""
    if state.branch is not None and state.branch.trailers.into == here.remote.base:
        here.say(name, f"nothing: its pull request goes into {state.elsewhere}")
    elif group is not None:
        raise FixerError(
            f"there is a branch of that name already, which is for {state.elsewhere}",
            hint='Have this one called otherwise: branch = "fixer/{base}/{group}" in [bot], on both base branches.',
        )
    return Came()


def _comment(here: Context, request: PullRequest, text: str) -> None:
    """Says something once."""
    if _was_said(here, request, text):
        here.say(request.branch, "nothing: it is somebody else's now, and that was said")
        return
    here.forge.comment(request, text)
    here.say(request.branch, f"comment on {request.url or request.branch}")


def _was_said(here: Context, request: PullRequest, text: str) -> bool:
    """Whether a comment like it is there, by its mark."""
    mark = text.partition("-->")[0]
    return any(mark in said for said in here.forge.comments(request))


def _close(here: Context, request: PullRequest) -> None:
    """Closes it with a word why, and takes its branch away."""
    if not _was_said(here, request, bodies.mended()):  # and then not closed: its answer was lost
        here.forge.comment(request, bodies.mended())
    here.forge.close(request, memory.closed(request.body))
    if not here.job.dry_run and request.branch in here.remote.branches:
        repository.delete(here.remote, request.branch)
    here.say(request.branch, f"close {request.url}, and delete the branch".replace(" ,", ","))


def _write_dashboard(here: Context, known: Dashboard | None, standing: dashboards.Standing) -> None:
    """Opened when there is something to say for the first time; written where it says something else by now."""
    if (
        here.forge.name == "git"
        or not here.settings.dashboard
        or (known is None and not standing.waiting and not standing.unproved)
    ):
        return
    text = dashboards.text(standing, here.remote.base)
    if known is None or known.body.replace("\r\n", "\n").strip() != text.strip():
        here.say("dashboard", "update" if known else "open")
        here.forge.write_dashboard(known, dashboards.title(here.remote.base), text)
