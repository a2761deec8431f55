"""SQL as a person writes a change, made into what may run while the application does."""

from fixer.lock_safe.data import breaking, duplicates, nulls, orphans
from fixer.lock_safe.not_null_steps import presence
from fixer.lock_safe.pieces import NotTakenError
from fixer.lock_safe.safe_script import SafeScript
from fixer.lock_safe.script import lock_safe
from fixer.lock_safe.step import Step
from fixer.lock_safe.there import there_already
from fixer.lock_safe.wanted import (
    added,
    checked,
    dropped,
    foreign_keys_in,
    free_constraint,
    instead,
    removed,
    with_column,
)

__all__ = [
    "NotTakenError",
    "SafeScript",
    "Step",
    "added",
    "breaking",
    "checked",
    "dropped",
    "duplicates",
    "foreign_keys_in",
    "free_constraint",
    "instead",
    "lock_safe",
    "nulls",
    "orphans",
    "presence",
    "removed",
    "there_already",
    "with_column",
]
