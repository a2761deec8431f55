"""Planned migrations: up, down in reverse, up again."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Policy
from fixer.model import Access, Failure, Finding, Progress
from fixer.planner.detected import detected, holds
from fixer.planner.proof import Rules
from fixer.verify import locks
from fixer.verify.access import Matrix, matrix, promised
from fixer.verify.access_around import switched_on, ways_around
from fixer.verify.access_questions import Question, concerns, options_of, questions
from fixer.verify.announced import tells_locks
from fixer.verify.contents import Columns, Contents
from fixer.verify.database import Scratch
from fixer.verify.files import Step
from fixer.verify.looks import Looking
from fixer.verify.script import Script
from fixer.verify.seen import Seen
from fixer.verify.send import SqlError
from fixer.verify.snapshot import Difference, Snapshot, Unread, UnreadError, compare

_NO_UPDATE_PATH = "22023"
"""invalid_parameter_value: what ALTER EXTENSION … UPDATE says of a version to which there are no scripts."""


def prove(
    scratch: Scratch,
    steps: Sequence[Step],
    rules: Rules,
    one_transaction: bool,
    contents: Contents | None,
    looking: Looking,
    progress: Progress,
) -> list[Seen]:
    """Tries the migrations in order on the schema as it is, downs in reverse, then ups again, as the tool sends them.

    Raises UnreadError where something is not as expected, and what was skipped would tell what it is.
    """
    run = _Run(scratch, [Seen(step) for step in steps], rules, contents, looking, progress)
    run.up()
    run.findings()
    run.down()
    run.access()
    run.again(one_transaction)
    return run.seen


@dataclass
class _Run:
    scratch: Scratch
    seen: list[Seen]
    rules: Rules
    contents: Contents | None
    looking: Looking
    progress: Progress
    before: list[Snapshot | Unread] = field(default_factory=list)
    """The database before each migration, and after the last one that was applied."""
    columns: list[Columns] = field(default_factory=list)
    """Those of the contents that are there before each migration."""
    lost: set[str] = field(default_factory=set)
    """Tables whose rows a migration has lost or changed, up or on the way back."""
    apart: set[str] = field(default_factory=set)
    """Partitions that a migration has taken from their table with their rows."""
    asked: list[Question] = field(default_factory=list)
    allowed: Matrix = field(default_factory=Matrix)
    failed: bool = False

    def up(self) -> None:
        sender = self.scratch.sender
        self.before.append(self.scratch.snapshot(with_dump=True))
        for number, seen in enumerate(self.seen):
            sender.measure, sender.taken = True, []
            if self.contents is not None:
                self.columns.append(self.contents.columns(self.scratch.connection))
            lacking = sorted({p.extension for p in seen.step.up.pieces} & set(sender.missing))
            if lacking:
                seen.not_provable = f"the extension {', '.join(lacking)} is not on this server"
                self._stop(number, seen)
                break
            if not self._sent(seen, "up", seen.step.up):
                seen.not_provable = _without_script(seen.failure)
                self._stop(number, seen)
                break
            seen.applied = True
            seen.locks = locks.compare(sender.taken, seen.step.announced or ())
            seen.rewrites = locks.rewrites(sender.taken, seen.step.announced or ())
            last = number + 1 == len(self.seen)
            self.before.append(self._snapshot(whole=last) if self._is_read(number) else self._marked(number))
            if self.contents is not None:
                found = self.contents.after_up(self.scratch.connection)
                seen.rows = [
                    replace(rows, apart=tuple(name for name in rows.apart if name not in self.apart))
                    for rows in found
                    if rows.table not in self.lost
                ]
                self.apart |= {name for rows in found for name in rows.apart}
                self.lost |= {rows.table for rows in seen.rows if not rows.after_up}
            self.progress("up", number + 1, len(self.seen))
        sender.measure = False

    def _snapshot(self, end: bool = False, whole: bool = False) -> Snapshot:
        return self.scratch.snapshot(end or self.looking is Looking.DUMPED, whole)

    def _is_read(self, number: int) -> bool:
        """Whether what is there after a migration is read, though the ways back that lead there should leave the system catalogs
        as they were, row for row: that is where only indexes are dropped. A column that is dropped leaves its row, and what is
        altered back is a new one. What was asked for is looked for before later ones may change it.
        """
        after = self.seen[number + 1 :]
        asked_for = any(
            self.rules.fixers[fix.finding.rule].carries_out for fix in self.seen[number].step.fixes
        )
        known = self.looking is Looking.MARKED and all(seen.step.builds_indexes for seen in after)
        return not after or asked_for or not known

    def _marked(self, number: int) -> Snapshot | Unread:
        only_indexes = self.seen[number + 1].step.only_indexes
        mark = self.scratch.mark(only_indexes)
        return Unread(mark, only_indexes) if mark else self._snapshot()

    def _stop(self, number: int, seen: Seen) -> None:
        self.failed = True
        for other in self.seen[number + 1 :]:
            other.stopped_by = seen.step.name

    def _sent(self, seen: Seen, during: str, script: Script) -> bool:
        try:
            self.scratch.sender.send(script)
        except SqlError as error:
            seen.failure = replace(error.failure, during=during)
            return False
        return True

    def findings(self) -> None:
        """Which findings are gone, and which are new, by the detectors on what PostgreSQL shows."""
        first, last = self._ends()
        done = [seen for seen in self.seen if seen.applied]
        for number, seen in enumerate(done):
            later = {id(fix) for other in done[number + 1 :] for fix in other.step.fixes}
            for fix in seen.step.fixes:
                if id(fix) in later:
                    continue
                for finding in fix.findings or (fix.finding,):
                    rule = self.rules.fixers[finding.rule]
                    options = self.rules.options[rule.rule]
                    # what was asked for may be changed by what comes later: it has to have been there
                    met = [last, *([_read(self.before[number + 1]).catalog] if rule.carries_out else [])]
                    gone = any(holds(rule, finding, catalog, options) is not None for catalog in met)
                    if gone or not fix.new_rows_only:
                        (seen.cleared if gone else seen.remaining).append(finding)
        self._introduced(done, last, first)
        self._ask(first, last)

    def _introduced(self, done: Sequence[Seen], last: Catalog, first: Catalog) -> None:
        asked_for = {fix.finding.rule for seen in done for fix in seen.step.fixes}
        fixers = [self.rules.fixers[rule] for rule in asked_for]
        if any(fixer.carries_out or fixer.edits_pending for fixer in fixers):
            return  # what was asked for, or stood in a file, may break other rules, which the next plan says
        known = {*_found(first, self.rules), *self.rules.answered}
        new = {key: finding for key, finding in _found(last, self.rules).items() if key not in known}
        for number, seen in enumerate(done):
            if not new:
                break
            catalog = _read(self.before[number + 1]).catalog
            shown = _found(catalog, self.rules)
            for key in [key for key in new if key in shown]:
                seen.introduced.append(new.pop(key))

    def _ends(self) -> tuple[Catalog, Catalog]:
        return _read(self.before[0]).catalog, _read(self.before[-1]).catalog

    def _ask(self, first: Catalog, last: Catalog) -> None:
        """Who may do what, where policies changed: as it is now. As it was is asked after the ways back."""
        self._note_ways_around(first, last)
        self.asked = questions(first, last, self.rules)
        self.allowed = matrix(self.scratch.connection, self.asked, last)

    def _note_ways_around(self, first: Catalog, last: Catalog) -> None:
        """What shows rows of tables whose row security is new, whoever asks: that is somebody else's doing, and said."""
        options = options_of(self.rules)
        tables = switched_on(first, last)
        around = ways_around(self.scratch.connection, tables, options.platform if options else "plain")
        for table, sentences in around.items():
            owner = next((seen for seen in reversed(self.seen) if concerns(seen.step, table)), self.seen[-1])
            owner.around += sentences

    def down(self) -> None:
        """Back, last migration first; each has to lead to what was there before it."""
        pending: list[int] = []
        done = [number for number, seen in enumerate(self.seen) if seen.applied]
        for number in reversed(done):
            seen = self.seen[number]
            if seen.step.down is not None:
                script = seen.step.down
                if not self._sent(seen, "down", script):
                    self.failed = True
                    for other in pending:
                        self.seen[other].restored = False
                    break
            found = self._compared(number)
            pending.append(number)
            if self.contents is not None:
                columns = self.columns[number]
                back = self.contents.after_down(self.scratch.connection, seen.rows, columns)
                seen.rows = [rows for rows in back if rows.table not in self.lost or not rows.after_up]
                self.lost |= {rows.table for rows in seen.rows if not rows.after_down}
                seen.came_back = True
            if found is not None and found.same:
                for other in pending:
                    self.seen[other].restored = True
                    self.seen[other].restored_with = seen.step.name if other != number else ""
                seen.difference = found
                pending = []
            else:
                for other in list(pending):
                    if self._starts(other) >= number:
                        if found is None:
                            raise UnreadError
                        self.seen[other].restored, self.seen[other].difference = False, found
                        pending.remove(other)
            self.progress("down", len(done) - number, len(done))
        if not self.failed and any(seen.restored is False for seen in self.seen):
            self.failed = True

    def _compared(self, number: int) -> Difference | None:
        """How what is there now differs from what was before a migration; None where that is all that is known."""
        before = self.before[number]
        if isinstance(before, Unread):
            return Difference() if self.scratch.mark(before.only_indexes) == before.mark else None
        return compare(before, self._snapshot(end=number == 0))

    def _starts(self, number: int) -> int:
        """The first migration that works on the same fixes: a fix split over several comes back with its first.

        Several fixes that one migration completes come back together: its way back drops the indexes of all of them.
        """
        parts = [{id(fix) for fix in seen.step.fixes} for seen in self.seen]
        together = set(parts[number])
        while True:
            wider = together.union(*(fixes for fixes in parts if fixes & together))
            if wider == together:
                break
            together = wider
        return next(other for other, fixes in enumerate(parts) if other == number or fixes & together)

    def access(self) -> None:
        """Who might do what before."""
        if not self.asked:
            return
        first, last = self._ends()
        if any(seen.restored is not True for seen in self.seen if seen.applied):
            return
        told = [question.asked_of(first, self.rules) for question in self.asked]
        was = iter(matrix(self.scratch.connection, [one for one in told if one is not None], first).reach)
        for question, then, after in zip(self.asked, told, self.allowed.reach, strict=True):
            owner = next(
                (seen for seen in reversed(self.seen) if concerns(seen.step, question.table)), self.seen[-1]
            )
            if then is None:
                owner.untried[question.table_name] = "whose a row is could not be told before"
                continue
            before = next(was)
            if why := self.allowed.untried.get(question.table_name):
                owner.untried[question.table_name] = why
                continue
            # what somebody else's policies promise is not known here: it is shown, and taken as meant
            ours = not first.children(question.table, Policy) and not self._asked_open(
                owner.step, question, last
            )
            wanted = promised(question, self.allowed, after, last, self.rules) if ours else after
            owner.access.append(Access(question.table_name, question.who, before, after, wanted))

    def _asked_open(self, step: Step, question: Question, last: Catalog) -> bool:
        """Whether somebody asked in so many words for a policy that lets everybody at every row."""
        asked = any(self.rules.fixers[fix.finding.rule].carries_out for fix in step.fixes)
        policies = last.children(question.table, Policy)
        return asked and any("true" in (policy.using, policy.check) for policy in policies)

    def again(self, one_transaction: bool) -> None:
        """Up once more, now all files as the tool sends them in one go."""
        if self.failed:
            return
        sender, tried = self.scratch.sender, self.seen[:1]
        with ExitStack() as stack:
            try:
                if one_transaction:
                    stack.enter_context(sender.one_transaction())
                for number, seen in enumerate(self.seen):
                    tried = [seen]
                    sender.send(seen.step.up)
                    seen.reapplied = True
                    self.progress("up again", number + 1, len(self.seen))
            except SqlError as error:
                tried[0].failure, tried[0].reapplied = replace(error.failure, during="up again"), False
        if not any(seen.step.online for seen in self.seen) or any(s.reapplied is False for s in self.seen):
            return
        self._online(one_transaction)

    def _online(self, one_transaction: bool) -> None:
        """Once more with what is run by hand first: the migrations must find it done."""
        sender = self.scratch.sender
        seen = self.seen[0]
        try:
            for seen in reversed(self.seen):
                if seen.step.down is not None:
                    sender.send(seen.step.down)
            for seen in self.seen:
                if seen.step.online is not None:
                    sender.send(seen.step.online)
            with ExitStack() as stack:
                if one_transaction:
                    stack.enter_context(sender.one_transaction())
                for seen in self.seen:
                    sender.send(seen.step.up)
        except SqlError as error:
            seen.failure, seen.reapplied = replace(error.failure, during="up after the online form"), False


def _read(moment: Snapshot | Unread) -> Snapshot:
    if isinstance(moment, Unread):
        raise UnreadError
    return moment


def _without_script(failure: Failure | None) -> str:
    """What the server lacks where it cannot bring an extension to the version that is wanted."""
    no_path = (
        failure is not None and failure.sqlstate == _NO_UPDATE_PATH and not tells_locks(failure.statement)
    )
    return failure.message if failure is not None and no_path else ""


def _found(catalog: Catalog, rules: Rules) -> dict[str, Finding]:
    return {
        finding.key: finding
        for _fixer, finding, by in detected(rules.watching, catalog, rules.options)
        if by is None
    }
