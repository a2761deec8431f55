"""A progress bar for work that takes its time: on a terminal, and not before a second has passed.

What somebody else does, and is waited for, is said once where there is no terminal.
"""

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
        self._said: set[str] = set()

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Shows how far it is."""
        if time.monotonic() - self._start < DELAY:
            return
        if not self._console.is_terminal:
            if not total and stage not in self._said:
                self._said.add(stage)
                self._console.file.write(f"{stage} …\n")
                self._console.file.flush()
            return
        if self._bar is None:
            self._bar = Progress(console=self._console, transient=True)
            self._bar.start()
        if stage != self._stage:
            for task in self._bar.task_ids:
                self._bar.remove_task(task)
            self._bar.add_task(stage, total=total or None)
            self._stage = stage
        self._bar.update(self._bar.task_ids[-1], completed=done, total=total)

    def __enter__(self) -> DelayedProgress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
