"""ALTER EXTENSION … SET SCHEMA: what the extension has goes by the name of its new schema in all that uses it."""

from __future__ import annotations

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Function, Index, IndexKey, Object, Table
from fixer.catalog.rare_objects import OperatorClass
from fixer.catalog.resolve import resolve
from fixer.ddl.address import operator_name
from fixer.ddl.renaming.move import follow_signatures, substituted
from fixer.ddl.texts.depends import dependents
from fixer.ddl.texts.held_texts import with_held
from fixer.ddl.texts.operator_class_names import class_of, written_class
from fixer.ddl.texts.rewritten_names import Rewrite, rewriting
from fixer.model import ObjectRef
from fixer.sql.builtins import extensions_providing, is_builtin
from fixer.sql.names import Name
from fixer.sql.quote import qualified
from fixer.sql.types import DataType
from fixer.values import replace


def move_members(catalog: Catalog, extension: str, old: str, new: str) -> None:
    """Follows an extension from one schema to another. Types in ``public`` go by their name alone."""

    def has(kind: str, parts: tuple[str, ...]) -> bool:
        return parts[:-1] in ((), (old,)) and extension in extensions_providing(kind, parts[-1])

    def written(name: Name) -> str | None:
        if not has(name.kind, name.parts) or _is_another(name, catalog):
            return None
        if name.kind == "operator":
            return operator_name(ObjectRef("operator", new, name.parts[-1]))
        return qualified(new, name.parts[-1])

    # a trigger calls it: nothing else has what no migration makes in its fields
    def called(ref: ObjectRef) -> ObjectRef:
        foreign = ref.kind == "function" and catalog.get(ref) is None
        return ref._replace(schema=new) if foreign and has("function", (ref.schema, ref.name)) else ref

    def typed(kind: DataType) -> DataType:
        known = kind.schema == ("" if old == "public" else old) and has("type", (kind.name,))
        there = known and catalog.type(old, kind.name) is not None
        return replace(kind, schema="" if new == "public" else new) if known and not there else kind

    def key(one: IndexKey) -> IndexKey:
        parts = class_of(one)
        if not parts or not has("operator class", parts) or _is_own_class(parts, catalog):
            return one
        return written_class(one, new, parts[-1])

    for item in list(catalog.objects(Object)):
        changed = substituted(_retext(item, written), called, typed)
        if isinstance(changed, Index):
            changed = replace(changed, keys=tuple(map(key, changed.keys)))
        if changed != item:
            catalog.put(changed)
    follow_signatures(catalog)


def not_followed(catalog: Catalog, extension: str) -> list[ObjectRef]:
    """What may use the extension in a way that its text does not tell: by an operator that PostgreSQL has, too, or by an operator
    class of a partition key or an exclusion.
    """
    users = dependents(catalog, ObjectRef("extension", "", extension))
    near = [other for item in users if isinstance(item, Table) for other in dependents(catalog, item.ref)]
    return list(dict.fromkeys(i.ref for i in (*users, *near) if _is_doubtful(i, extension)))


def _is_doubtful(item: Object, extension: str) -> bool:
    found: list[Name] = []
    if not isinstance(item, Function):
        with_held(item, rewriting(found.append))
    alike = (name for name in found if len(name.parts) == 1 and is_builtin(name.kind, name.parts[0]))
    keys = (item.partition_key if isinstance(item, Table) else getattr(item, "exclusion", None)) or ""
    words = keys.replace(".", " ").replace(",", " ").replace(")", " ").split()
    return any(extension in extensions_providing(name.kind, name.parts[0]) for name in alike) or any(
        extension in extensions_providing("operator class", word) for word in words
    )


def _is_another(name: Name, catalog: Catalog) -> bool:
    """Whether somebody else has what goes by that name."""
    found = resolve(catalog, name, ("public",))
    alone = len(name.parts) == 1 and is_builtin(name.kind, name.parts[0])
    return alone or (found is not None and found.kind != "external")


def _retext(item: Object, written: Rewrite) -> Object:
    return with_held(item, rewriting(written))


def _is_own_class(parts: tuple[str, ...], catalog: Catalog) -> bool:
    schemas = parts[:-1] or ("public",)
    return any(
        (one.ref.schema, one.ref.name) == (schemas[0], parts[-1]) for one in catalog.objects(OperatorClass)
    )
