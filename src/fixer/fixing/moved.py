"""What is taken out of a pending file, as steps of migrations that come after it."""

from __future__ import annotations

from collections.abc import Sequence

from fixer.catalog.catalog import Catalog
from fixer.ddl.base import DdlError
from fixer.ddl.difference import CannotRestoreError, difference
from fixer.ddl.run import apply
from fixer.fixing.in_place import Written
from fixer.lock_safe import NotTakenError, Step, lock_safe
from fixer.model import Check, Edit
from fixer.registry import Drafts, MisfitError, PendingStatement
from fixer.values import Value

LATER = "moved to a migration of its own, behind the others"
_FOLLOWS = frozenset({"AlterTableStmt", "CommentStmt", "IndexStmt", "RenameStmt"})
"""Statements that may go along with what they need: the schema shows all that they do."""
_MOST = 20


class NotMovedError(Exception):
    """Why the files cannot be divided that way."""


class Moved(Value, frozen=True):
    """The edits, and what the edited files leave to be done."""

    edits: tuple[Edit, ...]
    steps: tuple[Step, ...]
    checks: tuple[Check, ...] = ()
    notes: tuple[str, ...] = ()


def moved(
    drafts: Drafts, pending: Sequence[PendingStatement], edits: Sequence[Edit], first: Sequence[Step] = ()
) -> Moved:
    """The files with ``edits`` in them, and lock-safe steps from there to what the files make as they are.

    A statement that needs what is taken out goes along. ``first`` are steps to begin with. Raises NotMovedError.
    """
    made, without = _that_fit(drafts, pending, list(edits))
    state = without.overlay()
    try:
        for step in first:
            apply(state, step.sql)
        rest = difference(state, drafts.remade(()), concurrently=False)
        safe = lock_safe(";\n".join(statement.sql for statement in rest), state)
    except (DdlError, CannotRestoreError) as error:
        raise NotMovedError(str(error)) from None
    except NotTakenError as error:
        raise NotMovedError(error.reason) from None
    return Moved(tuple(made), (*first, *safe.steps), tuple(safe.checks), tuple(safe.notes))


def _that_fit(
    drafts: Drafts, pending: Sequence[PendingStatement], edits: list[Edit]
) -> tuple[list[Edit], Catalog]:
    for _attempt in range(_MOST):
        try:
            catalog = drafts.remade(edits)
        except MisfitError as error:
            edits = _along(drafts, pending, edits, error)
        else:
            return edits, catalog
    raise NotMovedError("too much of the files depends on it")


def _along(
    drafts: Drafts, pending: Sequence[PendingStatement], edits: Sequence[Edit], error: MisfitError
) -> list[Edit]:
    """The edits that take out the statement that does not fit any more, too."""
    found = next(
        (
            Written(statement)
            for statement in pending
            if statement.path == error.path
            and statement.offset <= error.offset <= statement.offset + len(statement.text)
        ),
        None,
    )
    if found is None or found.kind not in _FOLLOWS:
        place = f"{error.path}:{found.place(found.start).line}: " if found else ""
        raise NotMovedError(f"what comes after it needs it: {place}{error.reason}")
    whole = found.replaced(drafts.files[error.path], LATER)
    inside = range(whole.offset, whole.offset + len(whole.old))
    if any(edit == whole for edit in edits):
        raise NotMovedError(f"what comes after it needs it: {error.reason}")
    return [*(edit for edit in edits if edit.path != whole.path or edit.offset not in inside), whole]
