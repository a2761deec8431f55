"""How far something has come that takes long."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is: 0 of what somebody else does, which is waited for."""


def no_progress(stage: str, done: int, total: int) -> None:
    """Shows nothing."""
