"""The files of one group's branch: planned alone, proved, written and committed in a worktree of its own."""

from __future__ import annotations

import contextlib
import posixpath
from collections.abc import Mapping

from fixer import pipeline, proving
from fixer.bot import repository
from fixer.bot.body import Shown, filled
from fixer.bot.git import Git
from fixer.bot.groups import Group, groups_of
from fixer.bot.repository import Branch, Remote
from fixer.config import Bot
from fixer.model import FixerError, Plan, Verification
from fixer.render import Templates
from fixer.request import Outcome, Request
from fixer.values import Value, replace
from fixer.write import write


class Draft(Value, frozen=True):
    """A group as it is planned on the base branch: its versions come from ``request.now``."""

    request: Request
    outcome: Outcome


class Made(Value, frozen=True):
    """A draft that is proved as far as it can be, and what there is to say of it."""

    draft: Draft
    shown: Shown
    templates: Templates


def files_of(outcome: Outcome, prefix: str) -> Mapping[str, str]:
    """What is to be written, by its path in the repository. Raises FixerError for a path outside of it."""
    files = {
        posixpath.normpath(posixpath.join(prefix, change.path)): change.new
        for change in outcome.changes
        if change.old != change.new
    }
    for path in files:
        if path.startswith(("../", "/")):
            raise FixerError(f"{path} is not in the repository")
    return files


def drafted(request: Request, group: Group, branch: Branch | None, git: Git, prefix: str) -> Draft:
    """The group planned alone, with the versions that its branch has while they are still the last. Raises FixerError."""
    wanted = replace(request, only=tuple(group.digests))
    if branch is not None and branch.ours and branch.trailers.now is not None:
        kept = replace(wanted, now=branch.trailers.now)
        outcome = pipeline.run(kept)
        if set(files_of(outcome, prefix)) == set(branch.files):
            return Draft(kept, outcome)
    return Draft(wanted, pipeline.run(wanted))


def proved(draft: Draft, group: Group, settings: Bot, server: str | None, plan: Plan) -> Made:
    """What of the draft is proved on PostgreSQL; all of it, with the reason, where no server can be had."""
    unproved = (draft.outcome, None, "it was not asked for.", ())
    outcome, verification, why, left = _verified(draft, settings, server) if settings.verify else unproved
    whole = groups_of(outcome.plan, "none").get("fixer/all", Group("all"))
    digests = {key: digest for key, digest in group.digests.items() if key in whole.digests}
    rules = {finding.rule for fix in group.fixes for finding in fix.findings or (fix.finding,)}
    rules |= {edit.rule for edit in outcome.plan.edits}
    refusals = tuple(refusal for refusal in plan.refusals if refusal.finding.rule in rules)
    outcome = replace(outcome, plan=replace(outcome.plan, refusals=refusals))
    own = draft.request.cwd / ".fixer" / "templates"
    return Made(
        Draft(draft.request, outcome),
        Shown(
            Group(group.name, digests, whole.fixes, group.branch, whole.edits),
            outcome,
            verification,
            why,
            left,
            draft.request.config,
        ),
        Templates([own] if own.is_dir() else []),
    )


def _verified(
    draft: Draft, settings: Bot, server: str | None
) -> tuple[Outcome, Verification | None, str, tuple[tuple[str, str], ...]]:
    try:
        wanted = proving.Wanted(server, settings.rows)
        outcome, verification, failed = proving.only_proved(draft.request, wanted)
    except FixerError as error:
        return draft.outcome, None, error.message, ()
    return outcome, verification, "", tuple((proof.path, proof.problems[0]) for proof in failed)


def written(made: Made, remote: Remote, git: Git, prefix: str, settings: Bot) -> str:
    """Writes the files in a worktree of the base branch, and commits them. Returns the commit. Raises FixerError."""
    outcome, group = made.draft.outcome, made.shown.group
    with repository.worktree(git, remote.tip) as tree:
        folder = tree.folder / prefix
        with contextlib.chdir(folder):
            write(outcome.changes, folder, [tree.folder])
        return repository.commit(
            tree,
            files_of(outcome, prefix),
            filled(settings.commit_message, group),
            (settings.author_name, settings.author_email),
            made.draft.request.now,
            remote.base,
        )
