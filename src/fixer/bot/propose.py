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
from fixer.bot.marks import marks
from fixer.bot.repository import Branch
from fixer.bot.settle import is_draft, settle

_REASONS = 3
"""Why a group was not proved is told so often."""


def propose(here: Context, group: Group, state: Known) -> Came:
    """Keeps a pull request open for a group. Raises FixerError."""
    draft = drafted(here.request, group, state.branch, here.tree, here.prefix)
    url = state.open.url if state.open else None
    if state.open and _is_pushed(here, draft, state.branch) and _is_about(state.open, group):
        _say(here, state.open, [settle(here, state.open, is_draft(here.settings, group))])
        return Came(url)
    made = proved(draft, group, here.settings, here.job.server, here.plan)
    if not made.shown.group.digests:
        why = _reasons([problem for _path, problem in made.shown.left])
        here.say(group.branch, f"nothing: no migration could be proved ({why})")
        return Came(url, unproved=why)
    proposal = _proposal(here, made, state.open)  # first: a template that fails leaves no branch without one
    pushed = _push(here, made, state.branch)
    if state.open is None:
        request = here.forge.open(proposal)
        here.say(group.branch, ", and ".join([*pushed, f"open {request.url or group.branch}"]))
        settle(here, replace(request, body=proposal.body), proposal.draft)
        return Came(request.url)
    done = [*pushed]
    if pushed or _text(state.open.body) != _text(proposal.body):
        here.forge.update(state.open, proposal)
        done.append("update")
    as_it_is = replace(state.open, title=proposal.title, body=proposal.body)
    _say(here, state.open, [*done, settle(here, as_it_is, proposal.draft)])
    return Came(url)


def _say(here: Context, request: PullRequest, done: Sequence[str]) -> None:
    """What was done to one that is open."""
    told = ", and ".join(filter(None, done))
    here.say(request.branch, f"{told} {request.url or request.branch}" if told else "nothing: up to date")


def _reasons(problems: Sequence[str]) -> str:
    """The first of them, each once."""
    distinct = list(dict.fromkeys(problems))
    more = len(distinct) - _REASONS
    return "; ".join(distinct[:_REASONS]) + (f" and {more} more" if more > 0 else "")


def _push(here: Context, made: Made, branch: Branch | None) -> Sequence[str]:
    """Puts the files on the branch, where it has not these already: ["push"], else nothing."""
    name, settings = made.shown.group.branch, here.settings
    if _is_pushed(here, made.draft, branch):
        return []
    if here.job.dry_run:
        message = bodies.filled(settings.commit_message, made.shown.group)
        listed = ", ".join(sorted(files_of(made.draft.outcome, here.prefix)))
        here.say(name, f"commit, {message!r}: {listed}")
    else:
        commit = written(made, here.remote, here.job.git, here.prefix, settings)
        repository.push(here.remote, name, commit)
    return ["push"]


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


def _proposal(here: Context, made: Made, there: PullRequest | None) -> Proposal:
    """The pull request as it should be. What was done to the one that is there its body remembers."""
    settings, group = here.settings, made.shown.group
    draft = is_draft(settings, group)
    known = memory.remembered(there.body) if there else memory.Memory(draft=draft)
    shown = replace(made.shown, can_close=here.forge.name != "git", given=known.given, draft=known.draft)
    return Proposal(
        branch=group.branch,
        base=here.remote.base,
        title=bodies.title(settings.title, group),
        body=bodies.body(shown, made.templates),
        draft=draft,
        marks=marks(settings.labels, settings.reviewers, settings.assignees),
    )
