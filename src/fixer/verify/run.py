"""``fixer verify``: a server, a database with the schema as it is, the proofs; everything put away at the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from fixer.model import FixerError, Proof, Verification
from fixer.values import replace
from fixer.verify.job import Job, Said, built, filled
from fixer.verify.looks import Looking
from fixer.verify.one_by_one import one_by_one
from fixer.verify.prove import prove
from fixer.verify.seen import Seen, proof
from fixer.verify.server import Server
from fixer.verify.snapshot import UnreadError
from fixer.verify.standins import needed


def verify_plan(job: Job) -> Verification:
    """Proves planned migrations on the schema as it is. Raises FixerError."""
    return _with_extensions(job, _plan)


def _with_extensions(job: Job, proved: Callable[[Job], Verification]) -> Verification:
    """Once more with an extension that the schema turns out to need, and that no migration creates: somebody does so beforehand."""
    while True:
        verification = None
        try:
            verification = proved(job)
            error = verification.stopped
        except FixerError as raised:
            error = raised
        extension = needed(error.message) if error is not None else ""
        if extension and extension not in job.wanted:
            job = replace(job, schema=replace(job.schema, assumed=(*job.schema.assumed, extension)))
        elif verification is not None:
            return verification
        else:
            assert error is not None
            raise error


def _plan(job: Job) -> Verification:
    said = Said()
    with job.server(job.wanted, job.schema.major) as server:
        walked = one_by_one(job, server, said, job.existing, measuring=False)
        if walked.stopped is not None:
            raise walked.stopped
        seen = _seen(job, server, said) if job.steps or not walked.proofs else []
        return _verification(job, server, said, [*walked.proofs, *(proof(one) for one in seen)])


def _seen(job: Job, server: Server, said: Said) -> list[Seen]:
    """What was seen of the planned migrations, looked at as closely as it takes to say what is wrong and where."""
    try:
        seen = _attempt(job, server, said, Looking.MARKED)
    except UnreadError:
        seen = _attempt(job, server, said, Looking.READ)
    ends_differ = any(one.restored is False and not one.difference.objects for one in seen)
    if ends_differ and len(seen) > 1:  # only the dumps of the two ends differ: see at which step
        seen = _attempt(job, server, said, Looking.DUMPED)
    return seen


def _attempt(job: Job, server: Server, said: Said, looking: Looking) -> list[Seen]:
    with built(job, server, said, job.schema) as made:
        contents = filled(made, job, said)
        return prove(made, job.steps, job.rules, job.one_transaction, contents, looking, job.progress)


def verify_files(job: Job) -> Verification:
    """Proves the migrations that are written already, one after the other: those that have a way back. The others are run,
    with a look at what they take.

    They end where an up does not run, as that is what everything after it builds on. Raises FixerError where that is the first.
    """
    return _with_extensions(job, _files)


def _files(job: Job) -> Verification:
    said = Said()
    with job.server(job.wanted, job.schema.major) as server:
        walked = one_by_one(job, server, said, job.steps, measuring=True)
        verification = _verification(job, server, said, walked.proofs, walked.measured)
        tried = len(walked.proofs) + len(walked.measured)
        if walked.stopped is None:
            return verification
        return replace(verification, stopped=walked.stopped, untried=len(job.steps) - tried)


def _verification(
    job: Job, server: Server, said: Said, proofs: Sequence[Proof], measured: Sequence[Proof] = ()
) -> Verification:
    major, minor = divmod(server.version, 10000)
    if job.schema.major not in (None, major):
        said.left_out[
            f"the migrations are for PostgreSQL {job.schema.major}, and were tried on another version"
        ] = None
    return Verification(
        server=f"PostgreSQL {major}.{minor}",
        source=job.schema.source,
        proofs=tuple(proofs),
        measured=tuple(measured),
        judged_by=said.judged_by,
        unfilled=tuple(sorted(said.unfilled.items())),
        notes=tuple(said.left_out),
    )
