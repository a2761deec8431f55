"""What PostgreSQL said of migrations."""

from __future__ import annotations

from collections.abc import Mapping

from fixer.model.fix import Finding
from fixer.model.place import FixerError, Location
from fixer.values import Value

MOST_ROWS = 1_000_000
"""How many rows a table is filled with at most: each is made and compared here."""


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
