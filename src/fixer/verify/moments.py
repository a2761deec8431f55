"""Moments that a scratch database read when something was made there, written as the word that they were read from.

PostgreSQL keeps ``'now'::timestamp`` as the time at which it read it (documentation, 8.5.1.4 Special Values). On a scratch
server that is the time of the proof, which is nothing to write into a migration, or to compare by.
"""

from __future__ import annotations

import re
from datetime import datetime

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Function, Object
from fixer.ddl.texts.held_texts import with_held
from fixer.values import Value, replace
from fixer.verify.connection import Connection

_TIME = r"\d\d:\d\d:\d\d(?:\.\d+)?(?:[+-]\d\d(?::\d\d)?)?"
_MOMENT = re.compile(rf"(?P<day>\d{{4}}-\d\d-\d\d) (?P<time>{_TIME})|(?<=')(?P<only>{_TIME})(?=' ?:: ?time)")


class Span(Value, frozen=True):
    """From one moment to another, in the time zone in which the server reads those that name none."""

    since: datetime
    until: datetime

    def in_words(self, text: str) -> str:
        """The text, with what it holds of this span as 'now'."""
        return _MOMENT.sub(self._word, text)

    def _word(self, found: re.Match[str]) -> str:
        day, time = (
            (found["day"], found["time"]) if found["day"] else (f"{self.since:%Y-%m-%d}", found["only"])
        )
        try:
            read = datetime.fromisoformat(f"{day} {time}")
        except ValueError:  # 24:00
            return found[0]
        within = self.since <= (read if read.tzinfo else read.replace(tzinfo=self.since.tzinfo)) <= self.until
        return "now" if within else found[0]

    def written(self, catalog: Catalog) -> Catalog:
        """A layer on the catalog with the texts of its own layer so written; itself where none of them holds a moment."""
        layer = catalog.overlay()
        for ref in catalog.touched():
            item = catalog.get(ref)
            if item is not None and (changed := self._changed(item)) != item:
                layer.put(changed)
        return layer if layer.touched() else catalog

    def _changed(self, item: Object) -> Object:
        if isinstance(item, Function):
            return self._function(item)
        return with_held(item, lambda held: self.in_words(held.text))

    def _function(self, item: Function) -> Function:
        """Defaults are read when a function is made, and so is a body that is kept as a tree; any other is a text."""
        arguments, body = self.in_words(item.arguments), item.body
        if item.atomic and body:
            body = self.in_words(body)
        if (arguments, body) == (item.arguments, item.body):
            return item
        return replace(item, arguments=arguments, body=body, source=self.in_words(item.source))


def moment(connection: Connection) -> datetime:
    """The time that the server's clock shows."""
    row = connection.execute("SELECT clock_timestamp()", binary=True).fetchone()  # whatever DateStyle is
    assert row is not None
    found: datetime = row[0]
    return found
