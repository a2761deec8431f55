"""What was made on a server is removed at the end, and nothing that is wrong is kept quiet for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from fixer.interrupts import undisturbed
from fixer.model import FixerError


@contextmanager
def put_away(action: Callable[[], None]) -> Iterator[None]:
    """Runs ``action`` at the end, whatever happened, and undisturbed. Where it fails, its error comes behind the one before."""
    try:
        yield
    except FixerError as error:
        try:
            with undisturbed(ending=True):
                action()
        except FixerError as left:
            hint = "\n  ".join(filter(None, (error.hint, str(left))))
            raise FixerError(error.message, error.location, error.line, hint) from None
        raise
    except BaseException:
        with undisturbed(ending=True):
            action()
        raise
    with undisturbed():
        action()
