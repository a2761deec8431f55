"""Moments that a scratch database read when something was made there, written as the word that they were read from.

PostgreSQL keeps ``'now'::timestamp`` as the time at which it read it (documentation, 8.5.1.4 Special Values). On a scratch
server that is the time of the proof, which is nothing to write into a migration, or to compare by.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Object
from fixer.ddl.texts import with_texts
from fixer.verify.connection import Connection

_MOMENT = re.compile(
    r"'(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?)(?:[+-]\d\d(?::\d\d)?)?'(?=::timestamp(?:tz| with))"
)


@dataclass(frozen=True)
class Span:
    """From one moment to another, as the server writes them."""

    since: str
    until: str

    def in_words(self, text: str) -> str:
        """The text, with what it holds of this span as 'now'."""
        return _MOMENT.sub(lambda found: "'now'" if self.since <= found[1] <= self.until else found[0], text)

    def written(self, catalog: Catalog) -> Catalog:
        """A layer on the catalog with all its texts so written; the catalog itself where none of them holds a moment."""
        layer = catalog.overlay()

        def change(text: str | None) -> str | None:
            return self.in_words(text) if text else text

        for item in list(catalog.objects(Object)):
            changed = with_texts(item, change, change)
            if changed != item:
                layer.put(changed)
        return layer if layer.touched() else catalog


def moment(connection: Connection) -> str:
    """The time that the server's clock shows, without a zone."""
    row = connection.execute("SELECT clock_timestamp()::timestamp::text").fetchone()
    assert row is not None
    return str(row[0])
