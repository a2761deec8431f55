"""What calls a function: what fails when somebody may no longer call it, and what is built with it."""

from __future__ import annotations

from collections.abc import Iterator

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Constraint, Function, Index, Object, Policy, Table
from fixer.ddl.texts.depends import needs
from fixer.model import ObjectRef
from fixer.sql.quote import target


def called_by(function: Function, catalog: Catalog) -> Iterator[str]:
    """The policies and the tables' defaults that call a function, in words: who they are for needs EXECUTE."""
    everything = catalog.overlay()
    for policy in everything.objects(Policy):
        if _calls(policy, [policy.using, policy.check], function, catalog):
            yield f"the policy {target(policy.ref)}"
    for table in everything.objects(Table):
        if _calls(table, [column.default for column in table.columns], function, catalog):
            yield f"a default of {target(table.ref)}"


def built_with(function: Function, catalog: Catalog) -> Iterator[ObjectRef]:
    """The indexes, constraints and generated columns' tables that hold what a function gave."""
    everything = catalog.overlay()
    for index in everything.objects(Index):
        texts = [*(key.expression for key in index.keys), index.predicate]
        if _calls(index, texts, function, catalog):
            yield index.ref
    for constraint in everything.objects(Constraint):
        if _calls(constraint, [constraint.expression], function, catalog):
            yield constraint.ref
    for table in everything.objects(Table):
        if _calls(table, [column.generated for column in table.columns], function, catalog):
            yield table.ref


def _calls(item: Object, texts: list[str | None], function: Function, catalog: Catalog) -> bool:
    mentioned = any(function.ref.name in text for text in texts if text)
    return mentioned and function.ref in needs(item, catalog)  # which costs more than looking for the name
