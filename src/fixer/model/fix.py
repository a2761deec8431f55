"""A finding, what mends it, and the other answers that it may get."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from fixer.model.place import Location, ObjectRef
from fixer.model.written import Edit, Reversal
from fixer.values import Value


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
