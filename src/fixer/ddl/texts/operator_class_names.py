"""Where operator classes are named: behind the keys of indexes, which follow another name; elsewhere it is said."""

from __future__ import annotations

import re

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Constraint, Index, IndexKey, RangeType, Table
from fixer.ddl.base import Session, describe, some, strings
from fixer.ddl.texts.held_texts import BEHIND_KEY
from fixer.model import ObjectRef
from fixer.sql import parse
from fixer.sql.quote import identifier, qualified, target
from fixer.values import replace


def class_of(key: IndexKey) -> tuple[str, ...]:
    """The name of the operator class that is said for a key; nothing for the default one."""
    if not key.suffix:
        return ()
    _kind, node = parse.statement(f"{BEHIND_KEY}{key.suffix})")
    return tuple(strings(node["indexParams"][0]["IndexElem"].get("opclass", [])))


def written_class(key: IndexKey, schema: str, name: str) -> IndexKey:
    """The key with another operator class in place of the one that is said."""
    parts = class_of(key)
    other = identifier(name) if (*parts[:-1], schema) == ("public",) else qualified(schema, name)
    return replace(key, suffix=key.suffix.replace(".".join(map(identifier, parts)), other, 1))


def follow_class(catalog: Catalog, old: ObjectRef, new: ObjectRef) -> None:
    """Indexes go on having an operator class that is renamed, or goes to another schema."""
    for index in list(catalog.objects(Index)):
        if index.method == old.args:
            keys = tuple(
                written_class(key, new.schema, new.name) if _means(key, old) else key for key in index.keys
            )
            if keys != index.keys:
                catalog.put(replace(index, keys=keys))


def _means(key: IndexKey, ref: ObjectRef) -> bool:
    parts = class_of(key)
    return parts == (ref.schema, ref.name) or (ref.schema == "public" and parts == (ref.name,))


def say_if_class_is_unfollowed(catalog: Catalog, session: Session, ref: ObjectRef) -> None:
    """Says what may name an operator class that gets another name, in a text that does not follow: a partition key, an exclusion,
    a type of ranges.
    """
    word = re.compile(rf'(?<![\w"]){re.escape(identifier(ref.name))}(?![\w"])')
    texts = [(item, item.partition_key) for item in catalog.objects(Table)]
    keys = [(item, item.exclusion) for item in catalog.objects(Constraint)]
    ranges = [(item, item.definition) for item in catalog.objects(RangeType)]
    using = sorted({describe(item) for item, text in (*texts, *keys, *ranges) if text and word.search(text)})
    if using:
        session.unmodelled(f"{ref.kind} {target(ref)} gets another name, which {some(using)} does not follow")
