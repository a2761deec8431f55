"""What may have values of some types in its texts, and the texts whose meaning depends on that."""

from __future__ import annotations

from collections.abc import Iterable

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Object
from fixer.ddl.texts.depends import resting_on, type_needs
from fixer.ddl.texts.held_texts import HeldText, kept_by
from fixer.sql.types import DataType


def with_values_of(catalog: Catalog, kinds: Iterable[DataType | None]) -> list[Object]:
    """What may have values of all these types in its texts, as far as they are the user's: what needs such a type, or something
    that does.
    """
    own = [
        ref
        for kind in kinds
        if kind is not None
        for ref in type_needs(kind, catalog)
        if ref.kind != "extension"
    ]
    reached = [{item.ref: item for item in resting_on(catalog, ref)} for ref in own]
    if not reached:
        return list(catalog.objects(Object))
    first, *others = reached
    return [item for ref, item in first.items() if all(ref in other for other in others)]


def kept_texts(item: Object) -> list[HeldText]:
    """The texts whose meaning an object keeps, and finds by types."""
    return [one for one in kept_by(item) if one.form != "clause" or one.over is not None]
