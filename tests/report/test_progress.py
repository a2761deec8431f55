"""A bar for work that takes its time, even in one long statement; none for what is quick, and none in a pipe."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from fixer.report.progress import DelayedProgress


def _console(terminal: bool) -> Console:
    return Console(file=io.StringIO(), force_terminal=terminal, width=80, _environ={"TERM": "xterm"})


def test_in_one_long_statement_the_timer_shows_what_was_said_last() -> None:
    console = _console(terminal=True)

    with DelayedProgress(console) as progress:
        progress("proving migrations", 1, 3)
        before = console.file.getvalue()
        progress._due()
        during = console.file.getvalue()

    assert before == ""
    assert "proving migrations" in during


def test_where_nothing_was_said_the_timer_shows_nothing() -> None:
    console = _console(terminal=True)

    with DelayedProgress(console) as progress:
        progress._due()

    assert console.file.getvalue() == ""


def test_a_timer_that_comes_late_shows_nothing() -> None:
    console = _console(terminal=True)
    with DelayedProgress(console) as progress:
        progress("proving migrations", 1, 3)

    progress._due()

    assert console.file.getvalue() == ""


def test_what_is_quick_has_no_bar() -> None:
    console = _console(terminal=True)

    with DelayedProgress(console) as progress:
        progress("proving migrations", 1, 3)

    assert console.file.getvalue() == ""


def test_in_a_pipe_what_is_waited_for_is_said_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fixer.report.progress.DELAY", 0)
    console = _console(terminal=False)

    with DelayedProgress(console) as progress:
        progress("waiting for another run", 0, 0)
        progress("waiting for another run", 0, 0)
        progress("proving migrations", 1, 3)

    assert console.file.getvalue() == "waiting for another run …\n"
