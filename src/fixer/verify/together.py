"""What the way back of one migration cannot undo by itself, so that an earlier migration's completes it.

A constraint that was validated becomes NOT VALID again only by being dropped and made anew (PostgreSQL documentation,
ALTER TABLE, VALIDATE CONSTRAINT), an index that was attached to a partitioned one goes with it (ALTER INDEX, ATTACH
PARTITION has no counterpart), and so does one that became a constraint's (ALTER TABLE, ADD … USING INDEX): they go with the
migration that made them. A CHECK that was made to prove something to PostgreSQL, and dropped once it had, comes back NOT
VALID: to validate it would read the table under the lock.
"""

from __future__ import annotations

from collections.abc import Sequence

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Constraint, Index, Object
from fixer.model import ObjectRef
from fixer.sql.quote import target
from fixer.values import replace
from fixer.verify.snapshot import changed


def maker(before: Catalog, after: Catalog, now: Catalog, earlier: Sequence[Catalog]) -> int | None:
    """The migration that made what is left to be undone of one, if that is all that is left.

    ``before`` and ``after`` are the catalogs around it, ``now`` the one after its way back, ``earlier`` those before each of
    the migrations that come before it. -1 where it was there before all of these; None where something else differs.
    """
    left = changed(before, now)
    if not all(
        _validated(was, is_) or _goes_with_others(ref, is_, before, after) or _unproved(was, is_, after)
        for ref, was, is_ in left
    ):
        return None
    return min((_made(ref, earlier) for ref, _was, _is in left), default=None)


def stays_validated(before: Catalog, now: Catalog) -> tuple[str, ...]:
    """A sentence for each constraint that is as it was, but validated; none where anything else differs."""
    left = changed(before, now)
    if not all(_validated(was, is_) for _ref, was, is_ in left):
        return ()
    return tuple(f"{target(ref)} stays validated: {_NO_WAY}" for ref, _was, _is in left)


_NO_WAY = "only a constraint that is dropped and made anew is NOT VALID"


def _validated(was: Object | None, now: Object | None) -> bool:
    if not isinstance(was, Constraint) or not isinstance(now, Constraint):
        return False
    return not was.validated and replace(was, validated=True) == now


def _goes_with_others(ref: ObjectRef, now: Object | None, before: Catalog, after: Catalog) -> bool:
    """Whether an index is gone that the migration made one of a partitioned table's, or a constraint's."""
    if now is not None:
        return False
    index, was = after.find(ref, Index), before.find(ref, Index)
    if index is not None and was is not None and was.constraint is None and index.constraint is not None:
        return True
    return _is_attached(ref, after) and not _is_attached(ref, before)


def _unproved(was: Object | None, now: Object | None, after: Catalog) -> bool:
    """Whether a CHECK that the migration dropped is there again, but NOT VALID."""
    if not isinstance(was, Constraint) or now is None or after.get(was.ref) is not None:
        return False
    return was.type == "c" and was.validated and replace(was, validated=False) == now


def _is_attached(ref: ObjectRef, catalog: Catalog) -> bool:
    """Whether an index is part of another, or has such parts."""
    index = catalog.find(ref, Index)
    if index is None or index.parent is not None:
        return index is not None
    parts = catalog.partitions(index.table)
    return any(part.parent == ref for table in parts for part in catalog.children(table.ref, Index))


def _made(ref: ObjectRef, earlier: Sequence[Catalog]) -> int:
    """The last migration before which an object was not there; -1 where it was there before the first."""
    return max((number for number, catalog in enumerate(earlier) if catalog.get(ref) is None), default=-1)
