"""The straight line of a review: the pull request → the base branch with its migrations on top → plan → comments."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

from fixer import pipeline, project
from fixer.bot import repository
from fixer.bot.git import Git
from fixer.bot.groups import PREFIX
from fixer.bot.review import remarks
from fixer.bot.review import summary as summaries
from fixer.bot.review.dry import Dry
from fixer.bot.review.forge import Reviewed, Reviewing
from fixer.bot.review.suggestions import Suggestions, suggestions
from fixer.bot.review.tree import fetched, lay
from fixer.model import FixerError, Plan
from fixer.render import Templates
from fixer.report import safe
from fixer.report.standing import standing
from fixer.request import Request
from fixer.values import Value, replace


class Job(Value, frozen=True):
    """What is asked. ``load`` makes the request for a folder of the base branch."""

    git: Git
    forge: Reviewing
    number: int
    load: Callable[[Path], Request]
    say: Callable[[str], None]
    dry_run: bool = False


class Found(Value, frozen=True):
    """What there is to say on a pull request: ``note`` is the summary, "" where there is nothing."""

    suggestions: Suggestions
    note: str


def run(job: Job) -> None:
    """Reviews one pull request. Raises FixerError; nothing is written then, or what is not written yet comes next time."""
    name, _url = repository.remote_of(job.git)
    request = job.forge.reviewed(job.number)
    forge = Dry(job.forge, job.say) if job.dry_run else job.forge
    place = request.url or f"pull request {request.number}"
    if not request.open:
        job.say(f"nothing: {place} is not open any more")
        return
    if request.own_branch.startswith(PREFIX):
        job.say(f"nothing: {place} is the bot's own")
        return
    tip = fetched(job.git, name, request)
    prefix = job.git("rev-parse", "--show-prefix")
    with repository.worktree(job.git, tip) as tree:
        here = tree.folder / prefix
        if not here.is_dir():
            raise FixerError(f"the branch {request.base} has no folder {prefix}")
        with contextlib.chdir(here):
            found = _found(job, tree, prefix, request)
    _write(job, forge, request, found, place)


def _found(job: Job, tree: Git, prefix: str, request: Reviewed) -> Found:
    """Plans on the base branch as it is, and as it would be, and keeps what the pull request brings along."""
    asked = _on_base(job.load(Path.cwd()))
    before = _keys(asked)
    added = lay(tree, prefix, request, asked)
    if added is None:
        return Found(Suggestions((), ()), "")
    whole = replace(asked, pending=added, pending_from=None)
    try:
        plan = pipeline.run(whole).plan
        own = {finding.key for finding, _what in standing(plan)} - before
        own |= {finding.key for edit in plan.edits for finding in edit.findings}
        plan = pipeline.run(replace(whole, only=tuple(sorted(own)))).plan if own else Plan()
    except FixerError as error:
        hint = f"That is with the migrations of pull request {request.number} on top of {request.base}."
        raise FixerError(
            error.message, error.location, error.line, f"{error.hint}\n  {hint}".strip()
        ) from None
    texts = {change.path: change.old or "" for change in plan.edited_files if change.path in added}
    commentable = {file.path for file in request.files if file.shown}
    shown = suggestions(plan, texts, prefix, commentable)
    own_templates = Path.cwd() / ".fixer" / "templates"
    templates = Templates([own_templates] if own_templates.is_dir() else [])
    return Found(shown, summaries.summary(plan, shown, own, templates, asked.config))


def _on_base(asked: Request) -> Request:
    """The request, with the folder that the base branch keeps its migrations in: no other one of the head counts."""
    folders = project.folders(asked.cwd) if asked.path is None else []
    return replace(asked, path=project.relative(folders[0])) if len(folders) == 1 else asked


def _keys(asked: Request) -> frozenset[str]:
    """What stands on the base branch by itself; nothing where it has no migrations yet."""
    there = Path(asked.path).exists() if asked.path is not None else project.folders(asked.cwd)
    if not there:
        return frozenset()
    plan = pipeline.run(replace(asked, pending=frozenset(), pending_from=None)).plan
    return frozenset(finding.key for finding, _what in standing(plan))


def _write(job: Job, forge: Reviewing, request: Reviewed, found: Found, place: str) -> None:
    """Makes the comments those that are wanted; what is right already is left alone."""
    would = "would: " if job.dry_run else ""
    done = []
    changes = remarks.changes(found.suggestions.shown, forge.remarks(request, remarks.MARK))
    for remark in changes.settled:
        forge.rewrite(request, remark, remarks.settling(remark), settled=True)
    for remark, suggestion in changes.revived:
        forge.rewrite(request, remark, forge.body(suggestion), settled=False)
    if changes.made:
        forge.suggest(request, changes.made)
    for many, what in (
        (changes.made, "suggest"),
        (changes.revived, "suggest again"),
        (changes.settled, "settle"),
    ):
        if many:
            done.append(f"{what} {len(many)}")
    note = forge.note(request, summaries.MARK)
    wanted = found.note or (summaries.NOTHING if note is not None else "")
    if wanted and (note is None or note.body.replace("\r\n", "\n").strip() != wanted.strip()):
        forge.write_note(request, note, wanted)
        done.append("update the summary" if note else "add a summary")
    what = ", ".join(done) if done else "nothing: up to date" if found.note else "nothing to say"
    job.say(safe.block(f"{place}: {would if done else ''}{what}"))
