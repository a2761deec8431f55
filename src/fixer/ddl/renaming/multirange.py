"""The multirange type that comes with a type of ranges: it has a name of its own, which may change."""

from __future__ import annotations

import re

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Object, RangeType
from fixer.ddl.base import Session, describe
from fixer.ddl.names import cut, split
from fixer.ddl.renaming.move import follow_signatures, substituted
from fixer.ddl.texts.held_texts import with_held
from fixer.ddl.texts.rewritten_names import rewriting
from fixer.model import ObjectRef
from fixer.sql.names import Name
from fixer.sql.quote import identifier, qualified, unquoted
from fixer.sql.types import DataType
from fixer.values import replace

_SAID = re.compile(r",\s*multirange_type_name\s*=\s*([^,]+)", re.IGNORECASE)
_PART = re.compile(r'"(?:[^"]|"")+"|[^."]+')


def default_name(ref: ObjectRef) -> str:
    """What it is called where nothing is said (makeMultirangeTypeName)."""
    name = ref.name.replace("range", "multirange", 1) if "range" in ref.name else f"{ref.name}_multirange"
    return qualified(ref.schema, cut(name))


def written_name(item: RangeType) -> str:
    """What it is called, as SQL."""
    said = _SAID.search(item.definition)
    return said[1].strip() if said is not None else default_name(item.ref)


def called(item: RangeType, name: str) -> RangeType:
    """The type of ranges whose multirange type has this name, which is said where it is not the default one."""
    definition = _SAID.sub("", item.definition)
    own = "" if name == default_name(item.ref) else f", multirange_type_name = {name}"
    return replace(item, definition=f"{definition}{own}")


def rename(catalog: Catalog, session: Session, parts: list[str], new: str) -> bool:
    """Renames the multirange type of that name; False where there is none."""
    schema, name = split(parts)
    for candidate in (schema,) if schema else session.search_path:
        for item in list(catalog.objects(RangeType)):
            own = [unquoted(part) for part in _PART.findall(written_name(item))]
            if (own[0] if len(own) > 1 else item.ref.schema, own[-1]) == (candidate, name):
                catalog.put(called(item, qualified(candidate, new)))
                _follow(catalog, session, candidate, name, new)
                return True
    return False


def _follow(catalog: Catalog, session: Session, schema: str, old: str, new: str) -> None:
    calling: list[Name] = []
    names = ((schema, old), (old,)) if schema == "public" else ((schema, old),)

    def written(name: Name) -> str | None:
        if name.parts not in names:
            return None
        if name.kind == "function" and not catalog.routines(schema, old):
            calling.append(name)
        if name.kind != "type":
            return None
        return qualified(schema, new) if len(name.parts) > 1 else identifier(new)

    def typed(kind: DataType) -> DataType:
        bare = schema == "public" and kind.schema == ""
        return replace(kind, name=new) if kind.name == old and (bare or kind.schema == schema) else kind

    def same(ref: ObjectRef) -> ObjectRef:
        return ref

    for item in list(catalog.objects(Object)):
        changed = substituted(with_held(item, rewriting(written)), same, typed)
        if changed != item:
            catalog.put(changed)
        if calling:
            session.unmodelled(
                f"{describe(item)} calls the function {identifier(old)}, which keeps its name: that is not followed"
            )
            calling.clear()
    follow_signatures(catalog)
