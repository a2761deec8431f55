"""A progress bar for work that takes its time: on a terminal only, and not before a second has passed."""

from __future__ import annotations

import time
from types import TracebackType

from rich.console import Console
from rich.progress import Progress

DELAY = 1.0


class DelayedProgress:
    """Called with stage, done and total; a context manager that takes the bar away at the end."""

    def __init__(self, console: Console):
        self._console = console
        self._start = time.monotonic()
        self._bar: Progress | None = None
        self._stage = ""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Shows how far it is."""
        if not self._console.is_terminal or time.monotonic() - self._start < DELAY:
            return
        if self._bar is None:
            self._bar = Progress(console=self._console, transient=True)
            self._bar.start()
        if stage != self._stage:
            for task in self._bar.task_ids:
                self._bar.remove_task(task)
            self._bar.add_task(stage, total=total)
            self._stage = stage
        self._bar.update(self._bar.task_ids[-1], completed=done, total=total)

    def __enter__(self) -> DelayedProgress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
