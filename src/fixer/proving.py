"""From a request to proofs on PostgreSQL: plans and has the plan proved, or the folder's own migrations, which takes none."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from fixer import pipeline
from fixer.drafts import drafts, with_edits
from fixer.forward import schema_of
from fixer.interrupts import ending_is_interrupting
from fixer.layouts import detect, named
from fixer.layouts.base import Folder, without_programs
from fixer.layouts.supabase import ROLLBACKS
from fixer.model import FixerError, Plan, Proof, Verification
from fixer.planner.proof import Rules
from fixer.project import read_target
from fixer.replay import replay
from fixer.request import Outcome, Request
from fixer.values import Value, replace
from fixer.verify import files
from fixer.verify.database import Schema
from fixer.verify.files import Step
from fixer.verify.job import Job
from fixer.verify.run import verify_files, verify_plan
from fixer.verify.script import Script, created_roles
from fixer.verify.seen import AGAIN_UNTRIED, BACK_UNTRIED
from fixer.verify.server import major_of
from fixer.verify.starting import Opener, starting


class Wanted(Value, frozen=True):
    """What ``verify`` is asked: where to run (a URL, or None for a server of its own), how many rows."""

    server: str | None = None
    rows: int = 0


def run(request: Request, wanted: Wanted) -> tuple[Outcome, Verification]:
    """Plans and proves. Raises FixerError."""
    with ending_is_interrupting(), starting(wanted.server) as server:
        return planned_and_proved(request, wanted, server)


def planned_and_proved(request: Request, wanted: Wanted, server: Opener) -> tuple[Outcome, Verification]:
    """The same on a server that is starting already. Raises FixerError."""
    if wanted.server is not None and request.major is None:
        request = replace(request, tried_on=major_of(wanted.server))
    outcome, project = pipeline.planned(request)
    return outcome, _proved(outcome, project, request, wanted, server)


def written(request: Request, rows: int, server: Opener) -> Verification:
    """Proves the migrations that the folder has already: whatever keeps a plan from being made, they are. Raises FixerError."""
    if request.db is not None:
        raise FixerError(
            "--files proves the migrations of a folder, all of them from the first on",
            hint="Leave out --db, whose schema is there to prove planned migrations on.",
        )
    folder = pipeline.folder_of(request)
    if folder.is_file:
        raise FixerError(f"{folder.path} is one file", hint="--files proves the migrations of a folder.")
    layout = named(request.layout) if request.layout else detect(folder)
    schema = schema_of(folder, layout, request.platform or pipeline.platform_of(folder, layout))
    job = Job(
        schema=replace(schema, scripts=(), major=request.major or folder.major),
        steps=tuple(files.existing(layout, folder, _backs(folder))),
        rules=Rules({}, {}),
        one_transaction=layout.one_transaction,
        progress=request.progress,
        server=server,
        rows=rows,
    )
    try:
        verification = verify_files(job)
    except FixerError as error:
        _say_what_is_left_out(error, folder)
        raise
    if verification.stopped is not None:
        _say_what_is_left_out(verification.stopped, folder)
    return verification


def _say_what_is_left_out(error: FixerError, folder: Folder) -> None:
    """Beside an error in a migration: that the folder has migrations which are programs, and did not run."""
    said = without_programs(folder)
    if said and error.location:
        error.hint = f"{error.hint} {said}.".strip()


def _proved(
    outcome: Outcome, project: pipeline.Project, request: Request, wanted: Wanted, server: Opener
) -> Verification:
    plan = outcome.plan
    steps = [files.planned(project.layout, migration) for migration in plan.migrations]
    scripts = _scripts(plan, project)
    existing = _existing(plan, project) if plan.ways_back else ()
    if project.copied is not None:
        scripts = (files.printed(project.copied, outcome.summary.folder, project.platform), *scripts)
    copied = files.roles(project.copied) if project.copied is not None else ()
    schema = Schema(
        scripts=scripts,
        platform=project.platform,
        roles=tuple(dict.fromkeys((*project.replayed.roles, *copied))),
        one_transaction=project.reading.one_transaction,
        source=outcome.summary.folder,
        creates=created_roles((*scripts, *(step.up for step in (*existing, *steps)))),
        major=project.major,
    )
    job = Job(
        schema=schema,
        steps=tuple(steps),
        rules=replace(_rules(plan, project), answered=_answered(plan)),
        one_transaction=project.layout.one_transaction,
        progress=request.progress,
        server=server,
        rows=wanted.rows,
        existing=existing,
    )
    return verify_plan(job)


def _existing(plan: Plan, project: pipeline.Project) -> tuple[Step, ...]:
    """All migrations of the folder, with the plan's edits and the ways back that it gives them."""
    edits = [edit for entry in plan.edits for edit in entry.edits]
    folder = with_edits(project.folder, edits) if edits else project.folder
    return tuple(files.reversed_(project.reading, project.layout, folder, plan.ways_back))


def _scripts(plan: Plan, project: pipeline.Project) -> tuple[Script, ...]:
    """The folder's files as its tool runs them, with the edits that the plan makes in pending ones."""
    folder = project.folder
    if plan.edits:
        folder = with_edits(folder, [edit for entry in plan.edits for edit in entry.edits])
    raw = {folder.at(name): text for name, text in folder.files.items()}
    paths = {source.path for source in project.sources}
    sources = project.reading.sources(folder) if plan.edits else project.sources
    return tuple(
        files.source(project.reading, source, raw[source.path]) for source in sources if source.path in paths
    )


def _rules(plan: Plan, project: pipeline.Project) -> Rules:
    """The rules, which see the pending files as they are edited."""
    rules, edits = project.rules, [edit for entry in plan.edits for edit in entry.edits]
    waiting = frozenset(one.path for options in rules.options.values() for one in options.pending)
    if not edits or not waiting:
        return rules
    folder, paths = with_edits(project.folder, edits), {source.path for source in project.sources}
    making = [source for source in project.reading.sources(folder) if source.path in paths]
    base = project.copied.overlay if project.copied is not None else project.new
    pending = replay(making, waiting, base=base()).pending
    tried = drafts(project.reading, folder, making, waiting, folder, base)
    options = {rule: replace(given, pending=pending, drafts=tried) for rule, given in rules.options.items()}
    return replace(rules, options=options)


def _answered(plan: Plan) -> frozenset[str]:
    findings = [answer.finding for answer in plan.refusals] + [answer.finding for answer in plan.ignored]
    return frozenset(finding.key for finding in findings)


def _backs(folder: Folder) -> Folder:
    """Where Supabase's ways back lie: beside the migrations."""
    return read_target(Path(folder.path).parent / ROLLBACKS)


def only_proved(request: Request, wanted: Wanted) -> tuple[Outcome, Verification, tuple[Proof, ...]]:
    """A plan of which every migration is proved, and the proofs of those that had to be left out. Raises FixerError.

    What is not proved is left alone, with the reason, and the rest planned again: it may have built on it.
    """
    left: list[Proof] = []
    while True:
        outcome, verification = run(request, wanted)
        failed = _failed(outcome, verification)
        if not failed:
            return outcome, verification, tuple(left)
        if request.group_by != "finding":
            failed = _apart(request, wanted, failed)
        left += [proof for proof, _keys in failed]
        reasons = {
            key: f"not proved on {verification.server}: {proof.problems[0]}"
            for proof, keys in failed
            for key in keys
        }
        request = replace(request, ignore={**request.ignore, **reasons})


_Failed = tuple[Proof, frozenset[str]]
"""The proof of a migration, and the keys of the findings that this answers."""


def _failed(outcome: Outcome, verification: Verification) -> list[_Failed]:
    """The migrations that are not proved, without those that others alone kept from being tried."""
    tried = [proof for proof in verification.proofs if proof.problems and _tried(proof)]
    own = [proof for proof in tried if set(proof.problems) - {BACK_UNTRIED, AGAIN_UNTRIED}]
    return [(proof, _keys(outcome.plan, proof)) for proof in own or tried]


def _keys(plan: Plan, proof: Proof) -> frozenset[str]:
    return frozenset(
        finding.key
        for migration in plan.answering
        if migration.files[-1].path == proof.path or migration.migration.name == proof.migration
        for fix in migration.migration.fixes
        for finding in fix.findings or (fix.finding,)
    )


def _apart(request: Request, wanted: Wanted, failed: Sequence[_Failed]) -> list[_Failed]:
    """With each finding tried in a migration of its own, where one answers several: one does not take the others with it.

    What fails only together stays together.
    """
    several = sorted({key for _proof, keys in failed if len(keys) > 1 for key in keys})
    if not several:
        return list(failed)
    outcome, verification = run(replace(request, group_by="finding", only=tuple(several)), wanted)
    alone = _failed(outcome, verification)
    blamed = frozenset(key for _proof, keys in alone for key in keys)
    return [*((proof, keys) for proof, keys in failed if not keys & blamed), *alone]


def _tried(proof: Proof) -> bool:
    """Whether it failed itself, and not only what came before it."""
    return proof.applied or proof.failure is not None or bool(proof.not_provable)
