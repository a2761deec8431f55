"""Which object a written name means, by the search_path in force."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Extension, Function
from fixer.model import ObjectRef
from fixer.sql.builtins import extensions_providing, is_builtin
from fixer.sql.names import Name
from fixer.sql.quote import unquoted

TEMPORARY = "pg_temp"
"""Searched first, except for functions and operators (documentation, search_path)."""


_ELEMENT = re.compile(r"\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'|[^\s,]+")


def own_path(function: Function) -> list[str] | None:
    """The schemas of the search_path that a function is given by SET; None where it has none."""
    for name, value in function.config:
        if name == "search_path":
            words = (_unquoted(found[0]) for found in _ELEMENT.finditer(value))
            return [word for word in words if word]
    return None


def _unquoted(word: str) -> str:
    return word[1:-1].replace("''", "'") if word.startswith("'") else unquoted(word)


def resolve(catalog: Catalog, name: Name, search_path: Sequence[str] = ("public",)) -> ObjectRef | None:
    """The catalog's object that ``name`` means; None for a built-in one and for what the catalog does not know.

    pg_catalog comes first unless the path names it elsewhere (documentation, 5.10.5 The System Catalog Schema),
    so a name that is built in is never taken for the user's.
    """
    *qualifier, bare = name.parts
    if name.kind == "type" and not qualifier and "pg_catalog" not in search_path and is_builtin("type", bare):
        return None
    schemas = qualifier[-1:] or (*(() if name.kind == "function" else (TEMPORARY,)), *search_path)
    for schema in schemas:
        found = _LOOKUPS.get(name.kind, _nothing)(catalog, schema, bare, name.arguments)
        if found is not None:
            return found
    return None


def operator(catalog: Catalog, name: Name, search_path: Sequence[str] = ("public",)) -> ObjectRef | None:
    """The catalog's operator that ``name`` means. None where PostgreSQL or one of several may be meant: that is for the types
    of the operands to say.
    """
    *qualifier, bare = name.parts
    if name.kind != "operator" or (not qualifier and is_builtin("operator", bare)):
        return None
    found = [ref for schema in qualifier[-1:] or search_path for ref in catalog.operators(schema, bare)]
    return found[0] if len(found) == 1 else None


def extension_schema(catalog: Catalog, kind: str, name: str, search_path: Sequence[str]) -> str | None:
    """The schema of the search_path in which an extension has such an object; None where that is public, or none is known."""
    found = _providers(catalog, kind, name)
    return next((e.schema for e in found if e.schema in search_path), None) if found else None


def in_public(catalog: Catalog, kind: str, name: str) -> bool:
    """Whether an extension has such an object in public, and nobody else does: it goes by its name alone then."""
    taken = _LOOKUPS.get(kind, _nothing)(catalog, "public", name, None)
    return taken is None and any(extension.schema is None for extension in _providers(catalog, kind, name))


def _providers(catalog: Catalog, kind: str, name: str) -> list[Extension]:
    """The extensions of the catalog that define such an object."""
    known = extensions_providing(kind, name) if catalog.may_have(Extension) else ()
    if not known:
        return []
    found = (catalog.find(ObjectRef("extension", "", provider), Extension) for provider in sorted(known))
    return [extension for extension in found if extension is not None]


def _relation(catalog: Catalog, schema: str, name: str, _arguments: int | None) -> ObjectRef | None:
    found = catalog.relation(schema, name)
    return found.ref if found else None


def _type(catalog: Catalog, schema: str, name: str, _arguments: int | None) -> ObjectRef | None:
    found = catalog.type(schema, name)
    return found.ref if found else None


def _function(catalog: Catalog, schema: str, name: str, arguments: int | None) -> ObjectRef | None:
    overloads = catalog.routines(schema, name)
    exact = [f for f in overloads if arguments is None or len(f.argument_types) == arguments]
    chosen = exact or overloads  # defaults and VARIADIC let a call have another number of arguments
    return chosen[0].ref if chosen else None


def _collation(catalog: Catalog, schema: str, name: str, _arguments: int | None) -> ObjectRef | None:
    ref = ObjectRef("collation", schema, name)
    return ref if catalog.get(ref) is not None else None


def _nothing(_catalog: Catalog, _schema: str, _name: str, _arguments: int | None) -> ObjectRef | None:
    return None


_LOOKUPS = {"relation": _relation, "type": _type, "function": _function, "collation": _collation}
