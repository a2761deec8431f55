"""Migrations that are written already, one after the other on one database: up, back, and up again."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import NamedTuple

import psycopg

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Table
from fixer.model import Failure, FixerError, Proof
from fixer.values import replace
from fixer.verify import locks
from fixer.verify.announced import Announced, announced
from fixer.verify.contents import Contents
from fixer.verify.database import Scratch, refused
from fixer.verify.files import Step
from fixer.verify.job import Job, Said, built, filled, note
from fixer.verify.looks import Looking
from fixer.verify.nulls import asks_more
from fixer.verify.script import Script
from fixer.verify.seen import Seen, proof
from fixer.verify.send import SqlError
from fixer.verify.server import Server
from fixer.verify.snapshot import Difference, Snapshot, UnreadError, compare
from fixer.verify.together import maker, stays_validated

_SYNTAX_ERROR = "42601"
_LAYERS = 20
"""How many migrations are told by the model on top of what was read: to look something up takes longer with each."""
_GUESSES = 3
"""How often a way back may leave a trace that likely leaves none: then all of them are looked at from the beginning."""


class Walked(NamedTuple):
    """What came of migrations that were tried one after the other."""

    proofs: list[Proof]
    measured: list[Proof]
    """What was seen of those that have no way back."""
    stopped: FixerError | None = None
    """Why one did not go up: all that come behind it build on it, and were not tried."""


def one_by_one(job: Job, server: Server, said: Said, steps: Sequence[Step], measuring: bool) -> Walked:
    """Proves those that have a way back, on a database that has had the others before them.

    The others are only run, or looked at as well where they are ``measuring``. Raises FixerError where an up does not run and
    nothing was seen before it.
    """
    try:
        return _walked(job, server, said, steps, measuring, Looking.MARKED)
    except UnreadError:
        return _walked(job, server, said, steps, measuring, Looking.DUMPED)


def _walked(
    job: Job, server: Server, said: Said, steps: Sequence[Step], measuring: bool, looking: Looking
) -> Walked:
    found = Walked([], [])
    last = max((number for number, step in enumerate(steps, 1) if step.down is not None), default=0)
    length = len(steps) if measuring else last
    with ExitStack() as stack:
        completed = frozenset(name for step in steps for name in step.completes)
        walk = _Walk(job, server, said, steps, measuring, looking, stack, completed)
        for number, step in enumerate(steps[:length]):
            try:
                seen = walk.tried(number)
            except FixerError as error:
                if not (found.proofs or found.measured):
                    raise
                return found._replace(stopped=error)
            if step.down is not None or seen.failure is not None:
                found.proofs.append(proof(seen))
            elif measuring:
                found.measured.append(proof(seen))
            job.progress("proving", number + 1, length)
    return found


class _Earlier(NamedTuple):
    """A migration that was proved on a database which others are proved on after it."""

    step: Step
    before: Snapshot
    undone_with: int
    """Which of them all is undone with: itself, or one before it."""


@dataclass
class _Walk:
    job: Job
    server: Server
    said: Said
    steps: Sequence[Step]
    measuring: bool
    looking: Looking
    stack: ExitStack
    completed: frozenset[str]
    """Names that migrations validate or attach: whoever makes one of these may have to be compared with later."""
    made: Scratch | None = None
    """The database that the next one finds as it expects it; None where one has to be made."""
    earlier: list[_Earlier] = field(default_factory=list)
    """Those whose ways back can be run one after the other from here."""
    mended: bool = False
    """Whether what a wrong way back had left was put right on this database: the schema is as it should be, and rows that
    earlier migrations wrote may be gone."""
    told: Catalog | None = None
    """What is there now, as the model tells it on top of what was read; None where it has to be read."""
    layers: int = 0
    """How many migrations it tells."""
    wrong: int = 0
    """How many left a trace that likely leave none."""
    closely: bool = False
    """Whether that is why one is looked at once more."""

    def tried(self, number: int) -> Seen:
        """What is seen of a migration, on a database where all those before it went up."""
        try:
            return self._tried(number)
        except UnreadError:
            if self.looking is Looking.DUMPED:
                raise
        self.wrong += 1
        self._anew(number)
        self.closely = True
        try:
            return self._tried(number)
        finally:
            self.closely = False

    def _tried(self, number: int) -> Seen:
        step, doubtful = self.steps[number], self.mended
        try:
            seen = self._seen(self.made or self._anew(number), step)
            if seen.failure is None or not doubtful:
                return seen
        except FixerError as error:
            if not doubtful:
                return self._bare(number, error)
        try:
            return self._seen(self._anew(number), step)
        except FixerError as error:
            return self._bare(number, error)

    def _bare(self, number: int, error: FixerError) -> Seen:
        """The same of one that does not go up where tables have rows: with rows that keep what it adds, else without any: it may
        well have been run on such.

        Raises FixerError where rows are not why.
        """
        if not self.job.rows:
            raise error
        made, step = self._anew(number), self.steps[number]
        if step.down is not None and _adds(made, step):
            try:
                seen = self._seen(made, step, fitting=True)
                self._say(error, "on rows that do not keep what it adds, and was tried on rows that do")
                return seen
            except FixerError:
                made = self._anew(number)
        asked, self.job = self.job, replace(self.job, rows=0)
        try:
            seen = self._seen(made, step)
        finally:
            self.job = asked
        self._say(error, "where there are rows, and was tried without")
        return seen

    def _say(self, error: FixerError, where: str) -> None:
        self.said.left_out[f"{error.location}: fails {where}: {error.message}"] = None

    def _anew(self, number: int) -> Scratch:
        self.stack.close()
        before = replace(self.job.schema, scripts=tuple(other.up for other in self.steps[:number]))
        self.made = self.stack.enter_context(built(self.job, self.server, self.said, before))
        self.earlier, self.mended, self.told = [], False, None
        return self.made

    def _seen(self, made: Scratch, step: Step, fitting: bool = False) -> Seen:
        """``fitting``: rows that are made keep what it adds."""
        seen = Seen(step)
        lacking = sorted({piece.extension for piece in step.up.pieces} & set(made.sender.missing))
        if step.down is not None and not lacking:
            self._both_ways(made, seen, step.down, fitting)
            return seen
        self.earlier.clear()
        if step.down is None and self.measuring:
            measured = _measured(made, seen, self._from_told() or self._read(made, with_dump=False).catalog)
            if seen.failure is None:
                self._tells(measured)
        else:
            _up(made, step)
        note(made, self.said)
        if step.down is not None:
            seen.not_provable = f"the extension {', '.join(lacking)} is not on this server"
        return seen

    def _both_ways(self, made: Scratch, seen: Seen, down: Script, fitting: bool) -> None:
        """Up, down, up again."""
        step, broken = seen.step, _broken(down)
        before = self._before(made, step) if broken is None else self._read(made, with_dump=True)
        loses = any(fix.reversal is not None and fix.reversal.lost for fix in step.fixes)
        goal = announced(before.catalog, step.up).after if fitting else None
        contents = None if loses else filled(made, self.job, self.said, before.catalog, goal)
        measured = _measured(made, seen, before.catalog)
        if seen.failure is not None:  # it has left what it leaves wherever it is run: the next one finds that
            self.earlier.clear()
            return
        if contents is not None:
            seen.rows = contents.after_up(made.connection)
        if broken is None:
            self._back(made, seen, down, before, measured.after, contents)
        else:
            seen.failure, seen.restored = broken, False
        if not proof(seen).proved:  # what is left is not what the next one expects
            self.earlier.clear()
            self.mended = contents is None and not before.told and _mended(made, step, before)
            self.made = made if self.mended else None
        else:
            self._tells(measured)

    def _before(self, made: Scratch, step: Step) -> Snapshot:
        """What is there before a migration: no more of it than its mark, and what the model needs, where that is likely to be all that
        tells it from what is there after its way back.
        """
        light = self.looking is Looking.MARKED and not self.closely and self.wrong < _GUESSES
        if not light or not (step.comes_and_goes or step.builds_indexes) or self._completed(step):
            return self._read(made, with_dump=True)
        mark, told = made.mark(only_indexes=False), self._from_told()
        if told is not None and mark:
            return Snapshot(told, None, mark, told=True)
        return self._read(made, with_dump=not mark)

    def _completed(self, step: Step) -> bool:
        return any(name in step.up.text for name in self.completed)

    def _read(self, made: Scratch, with_dump: bool) -> Snapshot:
        self.layers = 0
        return made.snapshot(with_dump)

    def _from_told(self) -> Catalog | None:
        """What the model tells, until something else is done there; rows are made for what was read."""
        told, self.told = self.told, None
        return None if self.job.rows else told

    def _tells(self, measured: Announced) -> None:
        """Keeps what the model says is there now, if that is all."""
        self.layers += 1
        self.told = measured.after if measured.told and self.layers < _LAYERS else None

    def _back(
        self,
        made: Scratch,
        seen: Seen,
        down: Script,
        before: Snapshot,
        after: Catalog,
        contents: Contents | None,
    ) -> None:
        step, during, together = seen.step, "down", None
        try:
            rolled_back = made.sender.send(down)
            if rolled_back is not None:
                made.sender.unended.remove(rolled_back)
                raise SqlError(rolled_back)
            now = _after_back(made, before)
            seen.difference = compare(before, now)
            seen.restored = seen.difference.same
            if contents is not None:
                seen.rows, seen.came_back = contents.after_down(made.connection, seen.rows), True
            if not seen.restored:
                if self.closely and maker(before.catalog, after, now.catalog, ()) is not None:
                    raise UnreadError  # they are not known on this database
                together = _with_earlier(made, seen, before, now, after, self.earlier)
            if seen.restored:
                seen.cleared = [finding for fix in step.fixes for finding in fix.findings]
                during = "up again"
                made.sender.send(step.up)
                seen.reapplied = True
                self.earlier.append(
                    _Earlier(step, before, len(self.earlier) if together is None else together)
                )
        except SqlError as error:
            seen.failure = replace(error.failure, during=during)
            if during == "down":
                seen.restored = False
            else:
                seen.reapplied = False


def _broken(down: Script) -> Failure | None:
    """What is wrong with a way back that is not even SQL: it is refused as PostgreSQL refuses it, and nothing else is."""
    try:
        _pieces = down.pieces
    except FixerError as error:
        return Failure("down", "", _SYNTAX_ERROR, error.message, error.location, error.line or "")
    return None


def _mended(made: Scratch, step: Step, before: Snapshot) -> bool:
    """Whether the statements that are said to lead back do, so that the next one needs no database made anew."""
    try:
        for sql in compare(before, made.snapshot(with_dump=False)).statements:
            made.connection.execute(sql.encode())
        if not compare(before, made.snapshot(with_dump=True, like=before)).same:
            return False
        made.sender.send(step.up)
    except (psycopg.Error, SqlError):
        if made.connection.broken:
            raise
        return False
    return True


def _after_back(made: Scratch, before: Snapshot) -> Snapshot:
    """What is there after the way back: the earlier one where the system catalogs say that it is."""
    if before.packed is None and before.mark:
        if made.mark(only_indexes=False) == before.mark:
            return before
        _comparable(made, before)
    return made.snapshot(with_dump=True, like=before)


def _comparable(made: Scratch, before: Snapshot) -> None:
    """Raises UnreadError where a moment lacks what it has to be compared by."""
    if before.told or (before.packed is None and made.pg_dump is not None):
        raise UnreadError


def _measured(made: Scratch, seen: Seen, before: Catalog) -> Announced:
    """Up, with what it takes beside what the model says of it, which it gives."""
    sender = made.sender
    sender.measure, sender.taken = True, []
    rolled_back = _up(made, seen.step)
    sender.measure = False
    if rolled_back is not None:
        sender.unended.remove(rolled_back)
        seen.failure = replace(rolled_back, during="up")
    seen.applied = rolled_back is None
    told = announced(before, seen.step.up)
    seen.locks = locks.compare(sender.taken, told.statements)
    seen.rewrites = locks.rewrites(sender.taken, told.statements)
    return told


def _with_earlier(
    made: Scratch, seen: Seen, before: Snapshot, now: Snapshot, after: Catalog, earlier: Sequence[_Earlier]
) -> int | None:
    """Which earlier one a migration is undone with, where all that is left of it goes with that one's way back: that which made it,
    or which that one is undone with itself.
    """
    if before.beside != now.beside:
        return None
    number = maker(before.catalog, after, now.catalog, [one.before.catalog for one in earlier])
    if number is None:
        return None
    stays = stays_validated(before.catalog, now.catalog)
    if number < 0:
        seen.restored, seen.difference = bool(stays), Difference(stays=stays) if stays else seen.difference
        return None
    number = earlier[number].undone_with
    for one in reversed(earlier[number:]):
        if one.step.down is not None:
            made.sender.send(one.step.down)
    _comparable(made, earlier[number].before)
    found = compare(earlier[number].before, made.snapshot(with_dump=True))
    if not found.same:
        return None
    seen.restored, seen.restored_with, seen.difference = True, earlier[number].step.name, found
    for one in earlier[number:]:
        _up(made, one.step)
    return number


def _adds(made: Scratch, step: Step) -> bool:
    """Whether a migration asks for more of the rows that are there, as far as the model can tell."""
    before = made.snapshot(with_dump=False).catalog
    after = announced(before, step.up).after
    return any(asks_more(table, before, after) for table in before.objects(Table))


def _up(made: Scratch, step: Step) -> Failure | None:
    try:
        return made.sender.send(step.up)
    except SqlError as error:
        raise refused(error, made.sender) from None
