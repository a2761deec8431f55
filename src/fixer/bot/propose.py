"""One group as a pull request: planned alone, proved, pushed, then opened or updated, where anything changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fixer.bot import body as bodies
from fixer.bot import memory, repository
from fixer.bot.branch_files import Draft, Made, drafted, files_of, proved, written
from fixer.bot.context import Came, Context, Known
from fixer.bot.forge import Proposal, PullRequest
from fixer.bot.groups import Group
from fixer.bot.repository import Branch

_REASONS = 3
"""Why a group was not proved is told so often."""


def propose(here: Context, group: Group, state: Known) -> Came:
    """Keeps a pull request open for a group. Raises FixerError."""
    draft = drafted(here.request, group, state.branch, here.tree, here.prefix)
    url = state.open.url if state.open else None
    if state.open and _is_pushed(here, draft, state.branch) and _is_about(state.open, group):
        here.say(group.branch, "nothing: up to date")
        return Came(url)
    made = proved(draft, group, here.settings, here.job.server, here.plan)
    if not made.shown.group.digests:
        why = _reasons([problem for _path, problem in made.shown.left])
        here.say(group.branch, f"nothing: no migration could be proved ({why})")
        return Came(url, unproved=why)
    proposal = _proposal(here, made)  # first: a template that fails leaves no branch without a pull request
    pushed = _push(here, made, state.branch)
    if state.open is None:
        opened = here.forge.open(proposal)
        here.say(group.branch, f"{pushed}open {opened.url or group.branch}")
        return Came(opened.url)
    if not pushed and _text(state.open.body) == _text(proposal.body):
        here.say(group.branch, "nothing: up to date")
        return Came(url)
    here.forge.update(state.open, proposal)
    here.say(group.branch, f"{pushed}update {url or group.branch}")
    return Came(url)


def _reasons(problems: Sequence[str]) -> str:
    """The first of them, each once."""
    distinct = list(dict.fromkeys(problems))
    more = len(distinct) - _REASONS
    return "; ".join(distinct[:_REASONS]) + (f" and {more} more" if more > 0 else "")


def _push(here: Context, made: Made, branch: Branch | None) -> str:
    """Puts the files on the branch, where it has not these already: "push, and ", else ""."""
    name, settings = made.shown.group.branch, here.settings
    if _is_pushed(here, made.draft, branch):
        return ""
    if here.job.dry_run:
        message = bodies.filled(settings.commit_message, made.shown.group)
        listed = ", ".join(sorted(files_of(made.draft.outcome, here.prefix)))
        here.say(name, f"commit, {message!r}: {listed}")
    else:
        commit = written(made, here.remote, here.job.git, here.prefix, settings)
        repository.push(here.remote, name, commit)
    return "push, and "


def _is_pushed(here: Context, draft: Draft, branch: Branch | None) -> bool:
    """Whether the branch on the remote holds just these files, with these contents."""
    if branch is None or not branch.ours:
        return False
    return repository.blobs(here.tree, files_of(draft.outcome, here.prefix)) == branch.files


def _is_about(request: PullRequest, group: Group) -> bool:
    """Whether the body is about just these findings."""
    return memory.remembered(request.body).digests == frozenset(group.digests.values())


def _text(body: str) -> str:
    """A body as it was sent, whatever the forge made of its line ends."""
    return body.replace("\r\n", "\n").strip()


def _proposal(here: Context, made: Made) -> Proposal:
    """The pull request as it should be."""
    settings, group = here.settings, made.shown.group
    return Proposal(
        branch=group.branch,
        base=here.remote.base,
        title=bodies.title(settings.title, group),
        body=bodies.body(replace(made.shown, can_close=here.forge.name != "git"), made.templates),
        draft=settings.draft == "always" or (settings.draft == "unsafe" and group.unsafe),
        labels=settings.labels,
        reviewers=settings.reviewers,
        assignees=settings.assignees,
    )
