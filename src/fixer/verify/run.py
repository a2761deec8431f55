"""``fixer verify``: a server, a database with the schema as it is, the proofs; everything put away at the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from typing import NamedTuple

from fixer.catalog.catalog import Catalog
from fixer.ddl.base import DdlError
from fixer.ddl.run import apply
from fixer.model import Progress, Proof, Verification
from fixer.planner.proof import Rules
from fixer.sql.parse import SqlSyntaxError
from fixer.values import Value, replace
from fixer.verify import locks
from fixer.verify.announced import announced
from fixer.verify.contents import Contents
from fixer.verify.database import Schema, Scratch, build, refused, scratch_database
from fixer.verify.files import Step
from fixer.verify.prove import Looking, Seen, proof, prove
from fixer.verify.rows import Filler
from fixer.verify.script import Script
from fixer.verify.send import SqlError
from fixer.verify.server import Server
from fixer.verify.snapshot import Difference, Snapshot, UnreadError, compare
from fixer.verify.starting import Opener
from fixer.verify.together import maker, stays_validated


class Job(Value, frozen=True):
    """What is to be proved. ``rows`` is how many each table gets; ``server`` opens the one to prove it on."""

    schema: Schema
    steps: tuple[Step, ...]
    rules: Rules
    one_transaction: bool
    progress: Progress
    server: Opener
    rows: int = 0
    existing: tuple[Step, ...] = ()
    """The folder's migrations from the first on, where some of them are given a way back: those have a ``down``."""

    @property
    def wanted(self) -> tuple[str, ...]:
        """The extensions that the schema and the migrations create."""
        return self.schema.extensions(*(step.up for step in (*self.existing, *self.steps)))


class _Earlier(NamedTuple):
    """A migration that was proved on a database which others are proved on after it."""

    step: Step
    before: Snapshot


@dataclass
class _Said:
    """What there is to say besides the proofs."""

    unfilled: dict[str, str] = field(default_factory=dict)
    left_out: dict[str, None] = field(default_factory=dict)
    judged_by: tuple[str, ...] = ("introspection",)


def verify_plan(job: Job) -> Verification:
    """Proves planned migrations on the schema as it is. Raises FixerError."""
    said = _Said()
    with job.server(job.wanted, job.schema.major) as server:
        proofs, _others = _one_by_one(job, server, said, job.existing, measuring=False)
        seen = _seen(job, server, said) if job.steps or not proofs else []
        return _verification(job, server, said, [*proofs, *(proof(one) for one in seen)])


def _seen(job: Job, server: Server, said: _Said) -> list[Seen]:
    """What was seen of the planned migrations, looked at as closely as it takes to say what is wrong and where."""
    try:
        seen = _attempt(job, server, said, Looking.MARKED)
    except UnreadError:
        seen = _attempt(job, server, said, Looking.READ)
    ends_differ = any(one.restored is False and not one.difference.objects for one in seen)
    if ends_differ and len(seen) > 1:  # only the dumps of the two ends differ: see at which step
        seen = _attempt(job, server, said, Looking.DUMPED)
    return seen


def _attempt(job: Job, server: Server, said: _Said, looking: Looking) -> list[Seen]:
    with _built(job, server, said, job.schema) as made:
        contents = _filled(made, job, said)
        return prove(made, job.steps, job.rules, job.one_transaction, contents, looking, job.progress)


@contextmanager
def _built(job: Job, server: Server, said: _Said, schema: Schema) -> Iterator[Scratch]:
    with scratch_database(server, schema, job.wanted, job.progress) as made:
        build(made, schema, job.progress)
        _note(made, said)
        yield made
        _note(made, said)


def _note(made: Scratch, said: _Said) -> None:
    for one in made.sender.left_out:
        said.left_out[f"{one.place}: {one.why}: left out"] = None
    if made.pg_dump is not None:
        said.judged_by = ("introspection", "pg_dump")


def _filled(made: Scratch, job: Job, said: _Said, catalog: Catalog | None = None) -> Contents | None:
    if not job.rows:
        return None
    job.progress("filling tables", 0, 1)
    catalog = catalog or made.snapshot(with_dump=False).catalog
    filler = Filler(made.connection, catalog, job.rows, _goal(job, catalog))
    filler.fill()
    said.unfilled |= filler.unfilled
    return Contents.of(made.connection)


def _goal(job: Job, catalog: Catalog) -> Catalog:
    """What planned migrations make of the schema, as far as the model can tell."""
    layer = catalog.overlay()
    for step in job.steps:
        for statement in step.announced or ():
            with suppress(DdlError, SqlSyntaxError):
                apply(layer, statement.sql)
    return layer


def verify_files(job: Job) -> Verification:
    """Proves the migrations that are written already, one after the other: those that have a way back. The others are run,
    with a look at what they take.

    Raises FixerError where an up does not run, as that is what everything after it builds on.
    """
    said = _Said()
    with job.server(job.wanted, job.schema.major) as server:
        proofs, measured = _one_by_one(job, server, said, job.steps, measuring=True)
        return _verification(job, server, said, proofs, measured)


class _Walked(NamedTuple):
    """What came of migrations that were tried one after the other."""

    proofs: list[Proof]
    measured: list[Proof]
    """What was seen of those that have no way back."""


def _one_by_one(job: Job, server: Server, said: _Said, steps: Sequence[Step], measuring: bool) -> _Walked:
    """Proves those that have a way back, on a database that has had the others before them.

    The others are only run, or looked at as well where they are ``measuring``.
    """
    try:
        return _walked(job, server, said, steps, measuring, Looking.MARKED)
    except UnreadError:
        return _walked(job, server, said, steps, measuring, Looking.DUMPED)


def _walked(
    job: Job, server: Server, said: _Said, steps: Sequence[Step], measuring: bool, looking: Looking
) -> _Walked:
    proofs, measured = found = _Walked([], [])
    last = max((number for number, step in enumerate(steps, 1) if step.down is not None), default=0)
    length = len(steps) if measuring else last
    with ExitStack() as stack:
        made: Scratch | None = None
        earlier: list[_Earlier] = []
        """Those whose ways back can be run one after the other from here."""
        for number, step in enumerate(steps[:length]):
            if made is None:
                stack.close()
                before = replace(job.schema, scripts=tuple(other.up for other in steps[:number]))
                made, earlier = stack.enter_context(_built(job, server, said, before)), []
            if step.down is None:
                earlier.clear()
                seen = Seen(step)
                if measuring:
                    _measured(made, seen, made.snapshot(with_dump=False).catalog)
                    measured.append(proof(seen))
                else:
                    _up(made, step)
                _note(made, said)
            else:
                proofs.append(_one(made, step, step.down, job, said, earlier, looking))
                if not proofs[-1].proved and not proofs[-1].not_provable:
                    made = None  # what is left is not what the next one expects
            job.progress("proving", number + 1, length)
    return found


def _one(
    made: Scratch,
    step: Step,
    down: Script,
    job: Job,
    said: _Said,
    earlier: list[_Earlier],
    looking: Looking,
) -> Proof:
    """Up, down, up again."""
    sender = made.sender
    seen = Seen(step)
    lacking = sorted({piece.extension for piece in step.up.pieces} & set(sender.missing))
    if lacking:
        _up(made, step)
        _note(made, said)
        earlier.clear()
        seen.not_provable = f"the extension {', '.join(lacking)} is not on this server"
        return proof(seen)
    before = made.snapshot(with_dump=looking is Looking.DUMPED or not step.builds_indexes)
    loses = any(fix.reversal is not None and fix.reversal.lost for fix in step.fixes)
    contents = None if loses else _filled(made, job, said, before.catalog)
    after = _measured(made, seen, before.catalog)
    if contents is not None:
        seen.rows = contents.after_up(made.connection)
    during = "down"
    try:
        sender.send(down)
        now = made.snapshot(with_dump=True, like=before)
        if now is not before:
            _dumped(made, before)
        seen.difference = compare(before, now)
        seen.restored = seen.difference.same
        if contents is not None:
            seen.rows = contents.after_down(made.connection, seen.rows)
        if not seen.restored:
            _with_earlier(made, seen, before, now, after, earlier)
        if seen.restored:
            seen.cleared = [finding for fix in step.fixes for finding in fix.findings]
            during = "up again"
            sender.send(step.up)
            seen.reapplied = True
            earlier.append(_Earlier(step, before))
    except SqlError as error:
        seen.failure = replace(error.failure, during=during)
        if during == "down":
            seen.restored = False
        else:
            seen.reapplied = False
    return proof(seen)


def _dumped(made: Scratch, before: Snapshot) -> None:
    """Raises UnreadError where a moment lacks the dump that it has to be compared by."""
    if before.packed is None and made.pg_dump is not None:
        raise UnreadError


def _measured(made: Scratch, seen: Seen, before: Catalog) -> Catalog:
    """Up, with what it takes beside what is announced of it. Gives the schema after it, as far as the model can tell."""
    sender = made.sender
    sender.measure, sender.taken = True, []
    _up(made, seen.step)
    sender.measure = False
    seen.applied = True
    costs, after = announced(before, seen.step.up)
    seen.locks, seen.rewrites = locks.compare(sender.taken, costs), locks.rewrites(sender.taken, costs)
    return after


def _with_earlier(
    made: Scratch, seen: Seen, before: Snapshot, now: Snapshot, after: Catalog, earlier: Sequence[_Earlier]
) -> None:
    """Where all that is left of a migration goes with an earlier one: whether that one's way back undoes it."""
    number = maker(before.catalog, after, now.catalog, [one.before.catalog for one in earlier])
    if number is None:
        return
    stays = stays_validated(before.catalog, now.catalog)
    if number < 0:
        seen.restored, seen.difference = bool(stays), Difference(stays=stays) if stays else seen.difference
        return
    for one in reversed(earlier[number:]):
        if one.step.down is not None:
            made.sender.send(one.step.down)
    _dumped(made, earlier[number].before)
    found = compare(earlier[number].before, made.snapshot(with_dump=True))
    if found.same:
        seen.restored, seen.restored_with, seen.difference = True, earlier[number].step.name, found
        for one in earlier[number:]:
            _up(made, one.step)


def _up(made: Scratch, step: Step) -> None:
    try:
        made.sender.send(step.up)
    except SqlError as error:
        raise refused(error, made.sender) from None


def _verification(
    job: Job, server: Server, said: _Said, proofs: Sequence[Proof], measured: Sequence[Proof] = ()
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
