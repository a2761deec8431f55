"""Functions and types that objects of a catalog use and nothing makes: where they are from is not known."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import External, Function, Object, Table, Trigger
from fixer.catalog.rare_objects import EventTrigger
from fixer.catalog.resolve import resolve
from fixer.ddl.texts.depends import type_needs
from fixer.ddl.texts.held_texts import HeldText, held_by
from fixer.model import ObjectRef
from fixer.sql.builtins import extensions_providing, is_builtin
from fixer.sql.names import Name
from fixer.sql.parse import SqlSyntaxError
from fixer.sql.types import DataType

_CALL = re.compile(r'([A-Za-z_]\w*|")\s*\(')
_NO_CALLS = frozenset(
    {
        "and", "any", "array", "as", "case", "check", "coalesce", "else", "exists", "filter", "from", "greatest",
        "in", "is", "lateral", "least", "like", "not", "nullif", "on", "or", "over", "row", "select", "similar",
        "some", "then", "using", "values", "when", "where", "with", "within", "bit", "char", "character", "decimal",
        "interval", "numeric", "time", "timestamp", "varbit", "varchar",
    }
)  # fmt: skip
"""Words that a parenthesis follows and that call nothing: only what else does is worth a parse."""


def assumed_functions(catalog: Catalog) -> set[ObjectRef]:
    """The functions that triggers, defaults, checks, indexes, policies, generated columns and views call and nobody makes.

    What is in a schema of the platform, or belongs to an extension that is there, is made.
    """
    called = {item.function for item in catalog.objects(Trigger)}
    called |= {item.function for item in catalog.objects(EventTrigger)}
    found = {ref for ref in called if catalog.get(ref) is None and not _is_provided(catalog, ref)}
    read: set[str] = set()
    for item in catalog.objects(Object):
        for held in _that_call(item):
            if held.text not in read:
                read.add(held.text)
                found.update(_unknown(catalog, held))
    return found


def assumed_types(catalog: Catalog) -> set[DataType]:
    """The types of columns that nobody makes."""
    columns = (column for table in catalog.objects(Table) for column in table.columns)
    kinds = {DataType(c.type.schema, c.type.name) for c in columns if c.type.schema != "pg_catalog"}
    return {kind for kind in kinds if next(type_needs(kind, catalog), None) is None}


def _that_call(item: Object) -> Iterator[HeldText]:
    """The expressions and queries of an object that may call something."""
    if isinstance(item, Function):
        return
    for held in held_by(item):
        if held.form != "clause" and "(" in held.text and any(map(_calls, _CALL.findall(held.text))):
            yield held


def _calls(word: str) -> bool:
    """Whether a word before a parenthesis may call what is no function of PostgreSQL's own."""
    lower = word.lower()
    return lower not in _NO_CALLS and not is_builtin("function", lower)


def _unknown(catalog: Catalog, held: HeldText) -> Iterator[ObjectRef]:
    try:
        found = held.names
    except SqlSyntaxError:
        return
    for name in found:
        if name.kind == "function" and resolve(catalog, name) is None:
            ref = _reference(name)
            if not _is_provided(catalog, ref):
                yield ref


def _reference(name: Name) -> ObjectRef:
    *schema, bare = name.parts
    return ObjectRef("function", schema[-1] if schema else "", bare)


def _is_provided(catalog: Catalog, function: ObjectRef) -> bool:
    """Whether it is PostgreSQL's own, the platform's, or of an extension that is there."""
    if is_builtin("function", function.name) or function.schema == "pg_catalog":
        return True
    if catalog.find(ObjectRef("external", "", function.schema), External) is not None:
        return True
    known = extensions_providing("function", function.name)
    return any(catalog.get(ObjectRef("extension", "", name)) is not None for name in known)
