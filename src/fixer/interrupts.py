"""Ctrl-C and the signals that ask a program to end, so that whatever was begun is put away in order."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_ENDING = tuple(found for name in ("SIGTERM", "SIGHUP") if (found := getattr(signal, name, None)) is not None)


class _Later:
    """A handler that takes note of what came."""

    def __init__(self) -> None:
        self.came: list[int] = []

    def __call__(self, number: int, _frame: FrameType | None) -> None:
        self.came.append(number)


def is_undisturbed() -> bool:
    """Whether signals wait."""
    return isinstance(signal.getsignal(signal.SIGINT), _Later)


@contextmanager
def undisturbed(ending: bool = False) -> Iterator[None]:
    """No Ctrl-C in here: one that comes waits for the end. ``ending``: there the program ends anyway, and it is forgotten."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    if is_undisturbed():
        yield
        return
    later = _Later()
    before = {number: signal.signal(number, later) for number in (signal.SIGINT, *_ENDING)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for number in dict.fromkeys(() if ending else later.came):
            signal.raise_signal(number)


@contextmanager
def ending_is_interrupting() -> Iterator[None]:
    """SIGTERM and SIGHUP end a run as Ctrl-C does, with everything put away, instead of at once. What nohup has us ignore stays so."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    heeded = [number for number in _ENDING if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, interrupt) for number in heeded}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
