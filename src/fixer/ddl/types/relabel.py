"""A label of an enum type gets another name: what holds it, by its identity, goes on holding it."""

from __future__ import annotations

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import EnumType, Object, Table
from fixer.ddl.base import Session, describe
from fixer.ddl.relations.partition_key import key_columns
from fixer.ddl.texts.held_texts import HeldText, with_held
from fixer.ddl.texts.labels_in_texts import Relabel
from fixer.ddl.texts.sight import sight
from fixer.function_source.routine import apply
from fixer.sql.quote import literal
from fixer.sql.tokens import Tokens
from fixer.values import replace


def relabel(catalog: Catalog, session: Session, enum: EnumType, old: str, new: str) -> None:
    """Follows it into all expressions and queries. Says where it cannot be told whether a text is the label."""
    what = Relabel(catalog, enum, old, new)
    for item in list(catalog.objects(Object)):
        certain: list[bool] = []

        def change(held: HeldText, certain: list[bool] = certain) -> str:
            if not what.may_be_in(held.text):
                return held.text
            found = what.in_text(held, sight(catalog, held))
            certain.append(found.certain)
            return found.text

        changed = with_held(item, change)
        if isinstance(changed, Table) and changed.bound is not None and what.may_be_in(changed.bound):
            bound, is_certain = _bound(changed, changed.bound, what)
            certain.append(is_certain)
            changed = changed if bound == changed.bound else replace(changed, bound=bound)
        if changed is not item:
            catalog.put(changed)
        if not all(certain):
            session.unmodelled(
                f"{describe(item)} has {literal(old)} where it cannot be told whether that is the label: it is taken for it"
            )


def _bound(table: Table, bound: str, what: Relabel) -> tuple[str, bool]:
    """The values of a partition, of the type of the column that its parent is partitioned by; and whether that is certain."""
    parent = what.catalog.find(table.parent, Table) if table.parent is not None else None
    by = [column for column in parent.columns if column.name in key_columns(parent)] if parent else []
    enums = [column for column in by if what.is_of(column.type)]
    if not enums:
        return bound, True
    tokens = Tokens(bound)
    places = [(tokens.start(at), tokens.end(at)) for at in range(len(tokens))]
    found = [place for place in places if bound[slice(*place)] == literal(what.old)]
    text = apply(bound, [(*place, literal(what.new)) for place in found])
    return text, not found or len(enums) == len(by)
