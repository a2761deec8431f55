"""The values that flow through fixer, from a finding to a plan. Frozen, and of nothing but the standard library and ``fixer.values``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from fixer.passwords import hidden
from fixer.values import Value

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is: 0 of what somebody else does, which is waited for."""
MOST_ROWS = 1_000_000
"""How many rows a table is filled with at most: each is made and compared here."""


def no_progress(stage: str, done: int, total: int) -> None:
    """Shows nothing."""


class ObjectRef(NamedTuple):
    """The name of one database object. A tuple, since a catalog looks up names by the million.

    ``table`` is set for what lives inside a relation (column, constraint, policy, trigger); an index has
    none, because its name belongs to the schema. ``args`` holds the identity argument types of a function
    as PostgreSQL prints them (``bigint, text``), and is None for everything else.
    """

    kind: str
    schema: str
    name: str
    table: str | None = None
    args: str | None = None


class Location(Value, frozen=True):
    """A place in a file: ``line`` and ``column`` count from 1 (column in characters), ``offset`` in characters from 0."""

    path: str
    line: int
    column: int
    offset: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


class FixerError(Exception):
    """Something the user has to know and can act on. ``str()`` is the whole message; never shown as a traceback.

    ``line`` is the line of a file that it is about; passwords in it are hidden.
    """

    def __init__(
        self, message: str, location: Location | None = None, line: str | None = None, hint: str = ""
    ):
        self.message, self.location, self.hint = message, location, hint
        self.line = line and hidden(line)
        super().__init__(message)

    @property
    def placed(self) -> str:
        """The message behind its place, without the line and the hint: within a sentence of another's."""
        return f"{self.location}: {self.message}" if self.location else self.message

    def __str__(self) -> str:
        shown = f"\n    {self.line.strip()}" if self.line and self.line.strip() else ""
        hint = f"\n  {self.hint}" if self.hint else ""
        return f"{self.placed}{shown}{hint}"


class Finding(Value, frozen=True):
    """One thing that somebody says is wrong with the schema.

    ``rule`` is fixer's rule; ``source`` and ``source_rule`` say who reported it and under which name.
    ``target`` is the catalog object, ``target_text`` what the report said when it could not be resolved.
    ``data`` carries what the rule needs beyond the target (a CHECK's expression). ``key`` stays the same
    from run to run and names the finding in baselines, ``--only`` and branch names.
    """

    rule: str
    source: str
    source_rule: str
    target: ObjectRef | None
    message: str
    key: str
    location: Location | None = None
    level: str = "warning"
    target_text: str = ""
    data: Mapping[str, Any] = {}
    suggestion: str | None = None


class Applicability(StrEnum):
    """How far a fix may be trusted."""

    SAFE = "safe"
    """Meaning and data stay as they are."""
    UNSAFE = "unsafe"
    """Right in intent, but changes behaviour or can fail on data: written only with ``--unsafe``."""
    MANUAL = "manual"
    """Shown, never written."""


class Operation(Value, frozen=True):
    """One step of a fix: the template in ``templates/sql/`` that says it in SQL, and its parameters."""

    template: str
    params: Mapping[str, Any]
    for_rows: bool = False
    """It wants the rows that are there to satisfy something, or builds on what does: ``--not-valid`` leaves it out."""


def validation(table: ObjectRef, constraint: str) -> Operation:
    """VALIDATE CONSTRAINT, in a transaction of its own."""
    return Operation("validate_constraint", {"table": table, "name": constraint}, for_rows=True)


class Edit(Value, frozen=True):
    """Replace ``old`` by ``new`` at a character offset of a pending file."""

    path: str
    offset: int
    old: str
    new: str


MEND_FIRST = "Mend these rows first"


class Check(Value, frozen=True):
    """A read-only query that must return no row before a fix can go through, and what a row would mean."""

    sql: str
    meaning: str
    key_columns: int = 0
    """How many of the first columns that it shows identify a row."""
    counted: bool = False
    """What it shows are values that several rows have; its last column says how many."""
    decide: str = MEND_FIRST
    """What to do about such rows."""


class Broken(Value, frozen=True):
    """That rows break a check, and which, in words; or why nobody can tell."""

    said: str
    known: bool = True


class Fix(Value, frozen=True):
    """What mends a finding: operations for a new migration, edits of pending files, or both.

    With both, the operations do what the edits have taken out of the files, and start from what the edited files
    leave. ``title`` names it in a table, ``why`` is the sentence a reviewer reads first in the file, ``slug`` names
    the file when the fix is alone in it. ``findings`` are all that it answers. ``remakes`` are the objects that the
    edits make otherwise on purpose (a column's type); whatever else is there must stay as it is.
    """

    finding: Finding
    title: str
    why: str
    slug: str
    operations: tuple[Operation, ...] = ()
    edits: tuple[Edit, ...] = ()
    applicability: Applicability = Applicability.SAFE
    checks: tuple[Check, ...] = ()
    notes: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    remakes: tuple[ObjectRef, ...] = ()
    plain: bool = False
    """Its SQL is as one would type it into an empty database: the planner makes it lock-safe."""
    new_rows_only: bool = False
    """Rows that are there may break what it adds: its finding stays."""
    reversal: Reversal | None = None
    """The way back that it gives to a migration that exists: then it has neither operations nor edits."""


class Refusal(Value, frozen=True):
    """Why a finding is not mended, and what a person would have to decide."""

    finding: Finding
    code: str
    """One of unsafe, manual, data, unresolved, unreadable, unsupported."""
    reason: str
    decide: str = ""
    location: Location | None = None
    """Where in what was asked for it is, if not at the finding's own place."""


class Satisfied(Value, frozen=True):
    """The finding does not hold (any more): ``by`` names what already serves."""

    finding: Finding
    by: str


class Ignored(Value, frozen=True):
    """The finding was set aside by configuration, a baseline or an option; ``why`` says which."""

    finding: Finding
    why: str


class Lock(Value, frozen=True):
    """A table-level lock. ``mode`` is spelled as in pg_locks (``ShareUpdateExclusiveLock``)."""

    relation: str
    mode: str


class Hazard(Value, frozen=True):
    """Something to know before running a statement: kind is rewrite, scan, blocks-writes, blocks-reads, data-loss, irreversible …"""

    kind: str
    detail: str
    relation: str = ""
    """What it happens to, as ``Lock.relation`` has it."""


class Statement(Value, frozen=True):
    """One SQL statement of a migration, without its final semicolon, and what it costs."""

    sql: str
    transactional: bool = True
    locks: tuple[Lock, ...] = ()
    hazards: tuple[Hazard, ...] = ()
    validates: bool = False
    """It scans a table under a weak lock, and wants a transaction of its own."""


class Migration(Value, frozen=True):
    """One migration: what goes up, the way back, and why.

    ``version`` is given by the layout. ``online`` is the form to run by hand first where the tool cannot
    run a concurrent build. ``summary`` are the comment lines at the top of the file, ``down_summary`` those
    of its way back. ``long_running`` lifts the statement timeout (it validates or builds). ``split`` marks
    a part of a fix that only its first file takes back whole.
    """

    name: str
    up: tuple[Statement, ...]
    down: tuple[Statement, ...]
    fixes: tuple[Fix, ...]
    summary: tuple[str, ...] = ()
    down_summary: tuple[str, ...] = ()
    online: tuple[Statement, ...] = ()
    long_running: bool = False
    recovery: tuple[str, ...] = ()
    """Names of indexes a failed run may leave invalid: the file says how to recover with the tool."""


class FileChange(Value, frozen=True):
    """A file to write. ``old`` is None for a new file, else the bytes that were read and must still be there."""

    path: str
    old: str | None
    new: str
    role: str = "up"
    """up, down, online, side (a journal) or edit; decides the order of writing."""
    edits: tuple[Edit, ...] = ()
    """How ``old`` became ``new``, by position: what the diff is made from."""


class Reversal(Value, frozen=True):
    """The way back of a migration that exists, worked out, and where it goes.

    ``path`` is the migration's file, ``change`` the file of its own or the section of the migration's. ``lost`` says,
    a sentence each, what it does not bring back.
    """

    path: str
    statements: tuple[Statement, ...]
    change: FileChange
    lost: tuple[str, ...] = ()
    restores: bool = True
    """Whether the schema is what it was before; then what is lost is data alone."""


class FileEdit(Value, frozen=True):
    """A pending file changed in place for one rule, with the findings that this answers."""

    path: str
    rule: str
    findings: tuple[Finding, ...]
    edits: tuple[Edit, ...]
    unsafe: bool = False
    """A fix among those that made it is: it changes behaviour, or can fail on data."""


class Diagnostic(Value, frozen=True):
    """Something about the input that is worth saying but stops nothing: level is info or warning."""

    level: str
    message: str
    location: Location | None = None


class PlannedMigration(Value, frozen=True):
    """A migration with the files that its layout makes of it."""

    migration: Migration
    files: tuple[FileChange, ...]


class Plan(Value, frozen=True):
    """Everything that becomes of the findings: over all lists, they are exactly those that came in."""

    migrations: tuple[PlannedMigration, ...] = ()
    edits: tuple[FileEdit, ...] = ()
    satisfied: tuple[Satisfied, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    side_files: tuple[FileChange, ...] = ()
    """Files that belong to all migrations together, such as Drizzle's journal."""
    edited_files: tuple[FileChange, ...] = ()
    ways_back: tuple[PlannedMigration, ...] = ()
    """Migrations that exist and get the way back that they lack, in the tool's order: each has no ``up`` and one fix,
    and its file, unless that is a section of a file that exists (then it is among ``edited_files``)."""

    @property
    def answering(self) -> tuple[PlannedMigration, ...]:
        """All that fixes are in: the new migrations, and those that exist and get a way back."""
        return (*self.migrations, *self.ways_back)


# What PostgreSQL said of a migration


class Failure(Value, frozen=True):
    """A statement that PostgreSQL refused: where it stands, and what was said. ``during`` is up, down or up again."""

    during: str
    statement: str
    sqlstate: str
    message: str
    location: Location | None = None
    line: str = ""
    """The line that it is about, as it is written."""

    def __str__(self) -> str:
        place = f"{self.location}: " if self.location else ""
        state = f" (SQLSTATE {self.sqlstate})" if self.sqlstate else ""
        return f"{place}{self.message}{state}"


class MeasuredLock(Value, frozen=True):
    """The strongest lock on a relation up to a statement, in its transaction: the one announced, and the one taken.

    Modes as in pg_locks; "" for none that stops writers or other changes of the schema.
    """

    statement: str
    relation: str
    announced: str
    taken: str
    told: bool = True
    """False for a statement of which nothing can be announced (DO, a function that is called)."""
    measured: bool = True
    """False for a statement that ran outside a transaction and may have taken more than what was seen of it; ``relation`` is ""
    where nothing was."""


class MeasuredRewrite(Value, frozen=True):
    """A table that a statement wrote anew (its relfilenode changed), or was announced to."""

    statement: str
    relation: str
    announced: bool
    taken: bool


class Loss(Value, frozen=True):
    """What is lost or changed of a table's rows.

    ``what``: the ``table``, some ``rows`` of it, ``others`` (more have come, and nothing tells which ones were there), a
    ``column``, the ``values`` of one, or its ``numbers``, which begin again. ``example`` is a value before and after, cut short.
    """

    what: str
    column: str = ""
    rows: int = 0
    example: tuple[str | None, str | None] | None = None


class TableRows(Value, frozen=True):
    """The rows of one table before a migration, whether they are the same after it and after its way back, and what is lost."""

    table: str
    before: int
    after_up: bool
    after_down: bool
    up: tuple[Loss, ...] = ()
    back: tuple[Loss, ...] = ()
    apart: tuple[str, ...] = ()
    """Tables that have some of them after it, and are partitions of the table no more."""


class Raised(Value, frozen=True):
    """The error that a command ends with, as a policy's that reads its own table. ``expected``: that nobody gets it, whom a
    policy asks for an id that is not there, is as good as no rows."""

    sqlstate: str
    message: str
    expected: bool = False

    def __str__(self) -> str:
        return f"{self.message} (SQLSTATE {self.sqlstate})"


Whose = tuple[str, ...] | Raised | None
"""The owners whose rows a command reaches (``user 1``), the error that it ends with, or None where it is refused."""


class Access(Value, frozen=True):
    """What somebody may do with the rows of a table: per command whose rows, before and after.

    ``who`` is a role and an identity (``authenticated, user 1``). ``before``, ``after`` and ``promised`` map each of
    select, insert, update, delete to whose rows it reaches.
    """

    table: str
    who: str
    before: Mapping[str, Whose]
    after: Mapping[str, Whose]
    promised: Mapping[str, Whose]

    @property
    def broken(self) -> Mapping[str, Raised]:
        """The commands that end with an error that they did not end with before, whatever the policies promise."""
        return {
            command: now
            for command, now in self.after.items()
            if isinstance(now, Raised) and not now.expected and not _same(now, self.before.get(command))
        }


def _same(error: Raised, was: Whose) -> bool:
    """By the SQLSTATE: a message may have the values of a row in it."""
    return isinstance(was, Raised) and was.sqlstate == error.sqlstate


class Proof(Value, frozen=True):
    """What PostgreSQL showed of one migration. Each of None means: it did not come to that, ``failure`` says why.

    ``remaining`` are findings that its fixes should have cleared, ``introduced`` those that were not there before.
    ``not_restored`` names the objects that its way back leaves different, ``repair`` the statements that would mend
    them, ``dump_difference`` what pg_dump shows differently.
    """

    migration: str
    path: str
    applied: bool = False
    cleared: tuple[Finding, ...] = ()
    remaining: tuple[Finding, ...] = ()
    introduced: tuple[Finding, ...] = ()
    locks: tuple[MeasuredLock, ...] = ()
    rewrites: tuple[MeasuredRewrite, ...] = ()
    unannounced: tuple[str, ...] = ()
    """The locks and rewrites that fixer did not announce, each a sentence: what fails a planned migration, and is only said of
    one that was written already, as nobody promised anything of it."""
    restored: bool | None = None
    restored_with: str = ""
    """The earlier migration whose way back completes this one's, where a fix is split over several."""
    not_restored: tuple[str, ...] = ()
    repair: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    """Tables of which a column came back in another position: nothing can restore that."""
    stays: tuple[str, ...] = ()
    """What the way back leaves as it is because nothing leads back, a sentence each."""
    dump_difference: tuple[str, ...] = ()
    reapplied: bool | None = None
    rows: tuple[TableRows, ...] = ()
    access: tuple[Access, ...] = ()
    around: tuple[str, ...] = ()
    """What shows rows of a table past the row security that it has since, whoever asks: views and functions, a sentence each."""
    failure: Failure | None = None
    not_provable: str = ""
    """What the scratch server lacks, so that nothing can be said."""
    problems: tuple[str, ...] = ()
    """Why it is not proved, each a sentence; none when it is."""

    @property
    def proved(self) -> bool:
        """Whether everything that was promised was seen."""
        return not self.problems


class Verification(Value, frozen=True):
    """The proofs of all migrations, on what they were made, and what there is to say besides."""

    server: str
    """``PostgreSQL 18.4``."""
    source: str
    """Where the schema came from."""
    proofs: tuple[Proof, ...]
    measured: tuple[Proof, ...] = ()
    """Migrations without a way back to prove, which were run up, with what they took."""
    judged_by: tuple[str, ...] = ()
    """By what "restored" was judged: introspection, pg_dump."""
    unfilled: tuple[tuple[str, str], ...] = ()
    """Tables that could not be given rows, and why."""
    notes: tuple[str, ...] = ()
    stopped: FixerError | None = None
    """The error of a migration that was written already and does not go up, where others before it were tried."""
    untried: int = 0
    """How many migrations were not tried for it: that one, and all behind it."""

    @property
    def proved(self) -> bool:
        """Whether every migration was, and any, where there are some."""
        proved = all(proof.proved for proof in self.proofs) and bool(self.proofs or not self.measured)
        return proved and self.stopped is None
