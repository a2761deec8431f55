"""Other names in the texts that objects hold."""

from __future__ import annotations

from collections.abc import Callable

from fixer.catalog.catalog import Catalog
from fixer.catalog.resolve import operator, resolve
from fixer.ddl.address import in_place
from fixer.ddl.held_texts import Change, HeldText
from fixer.model import ObjectRef
from fixer.sql.names import Name, names, names_in_expression
from fixer.sql.parse import SqlSyntaxError

Rewrite = Callable[[Name], str | None]
"""What to write for a name; None to leave it."""


def rewriting(rewrite: Rewrite) -> Change:
    """What changes the names in a text."""

    def change(held: HeldText) -> str:
        if held.form == "expression":
            return rewritten(held.text, names_in_expression, rewrite)
        return held.out_of(rewritten(held.statement, names, rewrite))

    return change


def rewritten(text: str, find: Callable[[str], tuple[Name, ...]], rewrite: Rewrite) -> str:
    """``text`` with other names in it."""
    try:
        found = [(name, rewrite(name)) for name in find(text) if name.start >= 0]
    except SqlSyntaxError:
        return text
    for name, other in sorted(found, key=lambda pair: -pair[0].start):
        if other is not None:
            before = text[: name.start]
            text = f"{before}{in_place(name, other, before)}{text[name.end :]}"
    return text


def renaming(catalog: Catalog, old: ObjectRef, written: Callable[[Name], str]) -> Rewrite:
    """Writes a new name wherever ``old`` is meant."""
    meaning = operator if old.kind == "operator" else resolve
    return lambda name: written(name) if meaning(catalog, name) == old else None
