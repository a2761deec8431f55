"""Transition tables: what a trigger calls the rows before and after, for the function that it runs (documentation, CREATE TRIGGER)."""

from __future__ import annotations

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Function, Trigger
from fixer.ddl.texts.depends import dependents


def transition_tables(catalog: Catalog, function: Function) -> frozenset[str]:
    """The names that triggers give the function rows under: there they are no tables."""
    if function.returns is None or function.returns.name != "trigger":
        return frozenset()
    triggers = (item for item in dependents(catalog, function.ref) if isinstance(item, Trigger))
    return frozenset(word.strip('"') for trigger in triggers for word in trigger.transition.split())
