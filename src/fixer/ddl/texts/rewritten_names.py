"""Other names in the texts that objects hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from fixer.catalog.catalog import Catalog
from fixer.catalog.resolve import operator, resolve
from fixer.ddl.address import in_place
from fixer.ddl.texts.called_routines import meant_by
from fixer.ddl.texts.held_texts import Change, HeldText
from fixer.model import ObjectRef
from fixer.sql.names import Name
from fixer.sql.parse import SqlSyntaxError

_CALLED = frozenset({"function", "aggregate", "procedure"})
Rewrite = Callable[[Name], str | None]
"""What to write for a name; None to leave it."""


def rewriting(rewrite: Rewrite) -> Change:
    """What changes the names in a text."""
    return lambda held: held.back(renamed_in(held, rewrite))


def renamed_in(held: HeldText, rewrite: Rewrite) -> str:
    """What is read of a text, with other names in it."""
    try:
        found = held.names
    except SqlSyntaxError:
        return held.read
    return rewritten(held.read, found, rewrite)


def rewritten(text: str, found: Iterable[Name], rewrite: Rewrite) -> str:
    """``text`` with other names for those that were ``found`` in it."""
    others = [(name, rewrite(name)) for name in found if name.start >= 0]
    for name, other in sorted(others, key=lambda pair: -pair[0].start):
        if other is not None:
            before = text[: name.start]
            text = f"{before}{in_place(name, other, before)}{text[name.end :]}"
    return text


def renaming(
    catalog: Catalog, old: ObjectRef, written: Callable[[Name], str]
) -> Callable[[HeldText], Rewrite]:
    """Writes a new name wherever a text means ``old``."""
    if old.kind == "operator":
        return lambda _held: lambda name: written(name) if operator(catalog, name) == old else None
    if old.kind not in _CALLED:
        return lambda _held: lambda name: written(name) if resolve(catalog, name) == old else None

    def of(held: HeldText) -> Rewrite:
        meant = meant_by(held, catalog)

        def rewrite(name: Name) -> str | None:
            told = meant(name) if name.kind == "function" else None
            ref = told.routine if told is not None else resolve(catalog, name)
            return written(name) if ref == old else None

        return rewrite

    return of


def in_text(rewrite: Callable[[HeldText], Rewrite]) -> Change:
    """What changes the names in a text, by what they mean there."""
    return lambda held: rewriting(rewrite(held))(held)
