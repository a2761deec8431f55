"""The migrations of a folder run one after the other on a scratch database, which is looked at around some of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from fixer.catalog.catalog import Catalog
from fixer.model import FixerError, Progress
from fixer.verify.database import Schema, Scratch, refused, scratch_database
from fixer.verify.script import Script
from fixer.verify.send import SqlError
from fixer.verify.starting import Opener


class Forward:
    """A database that has had the first migrations of a folder. What PostgreSQL refuses once, ends it."""

    def __init__(self, made: Scratch, scripts: Sequence[Script]):
        self._made, self._scripts, self._done = made, scripts, 0
        self._refused: FixerError | None = None

    @property
    def server(self) -> str:
        """Where it runs, in words."""
        return f"PostgreSQL {'.'.join(map(str, divmod(self._made.server.version, 10000)))}"

    def around(self, number: int) -> tuple[Catalog, Catalog]:
        """The catalogs before and after a migration, by its position; those before it run first.

        Raises FixerError with the place of a statement that PostgreSQL refuses, in this migration or in one before it.
        """
        if self._refused is not None:
            raise self._refused
        try:
            self._up_to(number)
            before = self._made.snapshot(with_dump=False).catalog
            self._up_to(number + 1)
            return before, self._made.snapshot(with_dump=False).catalog
        except SqlError as error:
            self._refused = refused(error, self._made.sender)
            raise self._refused from None

    def _up_to(self, number: int) -> None:
        while self._done < number:
            self._made.sender.send(self._scripts[self._done])
            self._done += 1


@contextmanager
def forward(server: Opener, schema: Schema, progress: Progress) -> Iterator[Forward]:
    """A database with nothing in it yet but what the platform brings. Raises FixerError."""
    extensions = schema.extensions()
    with (
        server(extensions, schema.major) as opened,
        scratch_database(opened, schema, extensions, progress) as made,
    ):
        yield Forward(made, schema.scripts)
