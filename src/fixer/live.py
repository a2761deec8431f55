"""The user's database, read and never written: its catalog, and what only a database knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager

from fixer.catalog.catalog import Catalog
from fixer.catalog.introspect import introspect
from fixer.catalog.introspect.connect import connect, second
from fixer.catalog.introspect.facts import Facts, Size, facts
from fixer.catalog.introspect.offending import Offending, offending
from fixer.model import Broken, Check, ObjectRef
from fixer.sql.quote import target
from fixer.values import Value

SMALL_ROWS = 10_000
SMALL_BYTES = 8 * 1024 * 1024
"""A table within both is indexed in milliseconds, and needs no CONCURRENTLY."""


class Live(Value, frozen=True):
    """A database while it is looked at. ``name`` says which, without host or password."""

    name: str
    catalog: Catalog
    facts: Facts
    look: Callable[[Check], Offending]

    def is_small(self, table: ObjectRef) -> bool:
        """Whether a table is known to be small: one that was never analysed is not."""
        size = self.facts.sizes.get(table)
        return size is not None and 0 <= size.rows <= SMALL_ROWS and size.bytes <= SMALL_BYTES

    def broken_by(self, check: Check) -> Broken | None:
        """How many rows break a check, and the keys of a few; None where none do."""
        found = self.look(check)
        if found.unknown:
            return Broken(f"whether there are {check.meaning} {found.unknown}", known=False)
        if not found.rows:
            return None
        shown = "; ".join(found.keys)
        named = found.rows if found.values is None else found.values
        rest = "; …" if len(found.keys) < named and found.keys else ""
        keys = f" ({shown}{rest})" if shown else ""
        rows = f"{found.rows:,} row{'s'[found.rows == 1 :]}"
        what = rows if found.values is None else f"{named:,} value{'s'[named == 1 :]}, in {rows},"
        return Broken(f"{what} break{'s'[named != 1 :]} it{keys}")

    def sizes(self) -> Mapping[str, str]:
        """``about 12 M rows, 3.1 GB`` for each table, by its name as it is written."""
        return {target(ref): _in_words(size) for ref, size in self.facts.sizes.items()}

    def unused(self) -> Mapping[ObjectRef, str]:
        """The indexes that no scan has used, and how large they are, in words."""
        return {ref: _short_bytes(size) for ref, size in self.facts.unused.items()}

    def since(self) -> str:
        """Since when scans are counted."""
        reset = self.facts.since
        return f"{reset:%Y-%m-%d}" if reset else "the server began to count"


@contextmanager
def database(url: str, platform: str = "plain") -> Iterator[Live]:
    """Connects and reads; ``platform`` as far as somebody says it. Raises FixerError, without the password."""
    with closing(connect(url)) as connection:
        with second(url) as beside:
            catalog = introspect(connection, beside=beside, platform=platform)
        known = facts(connection)
        yield Live(
            connection.info.dbname,
            catalog,
            known,
            lambda check: offending(connection, check, uncounted=bool(known.unused)),
        )


def _in_words(size: Size) -> str:
    rows = (
        f"about {_short(size.rows, 1000, ('', ' k', ' M', ' G'))} rows"
        if size.rows >= 0
        else "rows not counted yet"
    )
    return f"{rows}, {_short_bytes(size.bytes)}"


def _short_bytes(number: int) -> str:
    return _short(number, 1024, (" bytes", " kB", " MB", " GB", " TB"))


def _short(number: float, step: int, units: tuple[str, ...]) -> str:
    """Two significant digits at least: 940, 12 k, 3.1 M."""
    for unit in units[:-1]:
        if number < step:
            return f"{number:.0f}{unit}" if number >= 10 or unit == units[0] else f"{number:.1f}{unit}"
        number /= step
    return f"{number:.1f}{units[-1]}"
