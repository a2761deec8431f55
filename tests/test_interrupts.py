"""Signals that come at a bad time wait; none is lost."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from fixer.interrupts import ending_is_interrupting, undisturbed


@pytest.fixture(autouse=True)
def _handlers() -> Iterator[None]:
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, signal.default_int_handler) for number in numbers}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_waits_until_what_must_not_be_cut_short_is_done(number: int) -> None:
    done = []

    with pytest.raises(KeyboardInterrupt), ending_is_interrupting():
        with undisturbed():
            os.kill(os.getpid(), number)
            done.append("inside")
        done.append("behind it")

    assert done == ["inside"]


def test_inside_of_another_it_waits_for_the_outer_end() -> None:
    done = []

    with pytest.raises(KeyboardInterrupt), undisturbed():
        with undisturbed():
            os.kill(os.getpid(), signal.SIGINT)
        done.append("between")

    assert done == ["between"]


def test_where_the_run_ends_anyway_its_error_is_what_is_told() -> None:
    with pytest.raises(ValueError, match="the reason"):
        try:
            raise ValueError("the reason")
        except ValueError:
            with undisturbed(ending=True):
                os.kill(os.getpid(), signal.SIGINT)
            raise


def test_without_a_signal_nothing_happens() -> None:
    with ending_is_interrupting(), undisturbed():
        pass

    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_what_nohup_ignores_stays_ignored() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)

    with ending_is_interrupting():
        os.kill(os.getpid(), signal.SIGHUP)
        with undisturbed():
            os.kill(os.getpid(), signal.SIGHUP)

    assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
