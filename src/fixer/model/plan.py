"""What becomes of findings: migrations, the files that they are in, and what is said besides."""

from __future__ import annotations

from fixer.model.fix import Finding, Fix, Ignored, Refusal, Satisfied
from fixer.model.place import Location
from fixer.model.written import Edit, FileChange, Statement
from fixer.values import Value


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


class PlannedMigration(Value, frozen=True):
    """A migration with the files that its layout makes of it."""

    migration: Migration
    files: tuple[FileChange, ...]


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
