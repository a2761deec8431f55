"""A progress bar for work that takes its time: on a terminal, and not before a second has passed.

What somebody else does, and is waited for, is said once where there is no terminal.
"""

from __future__ import annotations

import threading
import time
from types import TracebackType

from rich.console import Console
from rich.progress import Progress

DELAY = 1.0


class DelayedProgress:
    """Called with stage, done and total; a context manager that takes the bar away at the end.

    One statement may take minutes, in which nobody calls: a timer shows then what was said last.
    """

    def __init__(self, console: Console):
        self._console = console
        self._start = time.monotonic()
        self._bar: Progress | None = None
        self._stage = ""
        self._last: tuple[str, int, int] | None = None
        self._said: set[str] = set()
        self._turn = threading.Lock()
        self._timer = threading.Timer(DELAY, self._due)
        self._timer.daemon = True

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Shows how far it is."""
        waited = time.monotonic() - self._start >= DELAY
        if not self._console.is_terminal:
            if waited and not total and stage not in self._said:
                self._said.add(stage)
                self._console.file.write(f"{stage} …\n")
                self._console.file.flush()
            return
        with self._turn:
            self._last = (stage, done, total)
            if waited or self._bar is not None:
                self._show(stage, done, total)

    def _due(self) -> None:
        with self._turn:
            if self._last is not None and not self._timer.finished.is_set():
                self._show(*self._last)

    def _show(self, stage: str, done: int, total: int) -> None:
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
        if self._console.is_terminal:
            self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        with self._turn:
            if self._bar is not None:
                self._bar.stop()
