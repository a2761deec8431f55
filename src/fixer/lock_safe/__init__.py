"""SQL as a person writes a change, made into what may run while the application does."""

from fixer.lock_safe.script import NotTakenError, SafeScript, lock_safe
from fixer.lock_safe.step import Step
from fixer.lock_safe.there import there_already

__all__ = ["NotTakenError", "SafeScript", "Step", "lock_safe", "there_already"]
