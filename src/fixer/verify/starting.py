"""A server that starts while something else is done. What connects to it is imported meanwhile, as that takes long."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

from fixer.interrupts import undisturbed
from fixer.verify import binaries
from fixer.verify.cluster import running

if TYPE_CHECKING:
    from fixer.verify.server import Server

Opener = Callable[[Collection[str], int | None], AbstractContextManager["Server"]]
"""Given the extensions that are wanted, and the version of PostgreSQL where that is said, the server."""


@contextmanager
def starting(url: str | None = None) -> Iterator[Opener]:
    """A server of our own that starts while something else is done; at the end it is gone. Or the one at ``url``.

    Where the extensions that are wanted in the end, or the version, are those of other programs, theirs is started instead.
    """
    if url is not None:
        yield lambda extensions, _major: _at(url, extensions)
        return
    usual = binaries.choose()
    manager = running(usual)

    @contextmanager
    def opened(extensions: Collection[str], version: int | None = None) -> Iterator[Server]:
        from fixer.verify.server import reached, started

        wanted = binaries.choose(extensions, version)
        if wanted == usual:
            yield reached(entering.result())
            return
        with started(wanted) as server:
            yield server

    with ThreadPoolExecutor(1) as executor:
        entering = executor.submit(manager.__enter__)
        try:
            yield opened
        finally:
            with undisturbed():
                if entering.exception() is None:
                    manager.__exit__(None, None, None)


def _at(url: str, extensions: Collection[str]) -> AbstractContextManager[Server]:
    from fixer.verify.server import scratch

    return scratch(url, extensions)
