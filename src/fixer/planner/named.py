"""Names of objects that the configuration says something about, and that the schema has not: most are typing errors."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Iterator, Mapping

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Object, Table
from fixer.planner.proof import Rules
from fixer.planner.resolve import Resolver
from fixer.registry import NAMES
from fixer.sql.quote import target
from fixer.values import Value


class Unknown(Value, frozen=True):
    """A key of an option that names nothing, and the name that comes nearest; "" where none does."""

    rule: str
    option: str
    name: str
    nearest: str


def unknown_names(rules: Rules, resolver: Resolver) -> Iterator[Unknown]:
    """Those in the options of all fixers, as far as they say that their keys are names."""
    for rule, options in rules.options.items():
        for option in dataclasses.fields(options):
            kind = str(option.metadata.get(NAMES, ""))
            value = getattr(options, option.name)
            for name in value if kind and isinstance(value, Mapping) else ():
                if not _known(name, kind, resolver):
                    yield Unknown(rule, option.name, name, _nearest(name, kind, resolver.catalog))


def _known(name: str, kind: str, resolver: Resolver) -> bool:
    found = resolver.written(name)
    if kind == "table":
        return any(ref.kind == "table" for ref in found)
    _word, _, rest = name.partition(" ")  # as in "function f(bigint)"
    return bool(found or (rest and resolver.written(rest)) or _somewhere(name, resolver.catalog))


def _somewhere(name: str, catalog: Catalog) -> bool:
    """Whether anything has that last name, in whatever way it was written."""
    last = name.partition("(")[0].rpartition(".")[2].rpartition(" ")[2].strip('"').lower()
    return any(
        item.ref.name.lower() == last for item in catalog.objects(Object) if not isinstance(item, Table)
    )


def _nearest(name: str, kind: str, catalog: Catalog) -> str:
    names = [target(table.ref) for table in catalog.objects(Table)]
    if kind != "table":
        names += [f"{target(table.ref)}.{c.name}" for table in catalog.objects(Table) for c in table.columns]
    close = difflib.get_close_matches(name, [*names, *(text.removeprefix("public.") for text in names)], 1)
    return close[0] if close else ""
