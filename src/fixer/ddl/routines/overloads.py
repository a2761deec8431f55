"""A function beside others of its name: what calls one of these goes on doing so, and would be made again with the one that fits best by
then (documentation, 10.3 Functions).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import CompositeType, Function, Object, Table, View
from fixer.ddl.base import Session, describe
from fixer.ddl.queries.output_names import names_of
from fixer.ddl.texts.called_routines import Meant, meant_by
from fixer.ddl.texts.depends import dependents, resting_on
from fixer.ddl.texts.values_of import kept_texts, with_values_of
from fixer.sql.builtins import is_builtin
from fixer.sql.parse import SqlSyntaxError
from fixer.sql.quote import identifier


def say_who_calls_others(catalog: Catalog, session: Session, made: Function) -> None:
    """Says what called something else by the name of a function that was just made, and would call this one if it were made again."""
    _say(catalog, session, made, lambda told: told.routine == made.ref or not told.certain)


def say_whose_calls_are_open(catalog: Catalog, session: Session, function: Function) -> None:
    """Says, before a function is renamed, moved or dropped, what calls it or another one by its name, as cannot be told, and what
    has it as a column of a row: ``t.f`` is ``f(t)`` (8.16.5 Using Composite Types in Queries).
    """
    _say_who_has_it_as_a_column(catalog, session, function)
    _say(catalog, session, function, lambda told: not told.certain)


def _say_who_has_it_as_a_column(catalog: Catalog, session: Session, function: Function) -> None:
    taken = function.argument_types
    relation = catalog.type(taken[0].schema, taken[0].name) if len(taken) == 1 else None
    if session.strict or not isinstance(relation, Table | View | CompositeType):
        return
    field = re.compile(rf'\.\s*"?{re.escape(function.ref.name)}\b(?!"?\s*\()')
    for item in resting_on(catalog, relation.ref) if function.ref.name not in names_of(relation) else ():
        if any(field.search(held.text) for held in kept_texts(item)):
            session.unmodelled(
                f"{describe(item)} may have {describe(function)} as a column of a row: that it goes on calling it is not modelled"
            )


def _say(catalog: Catalog, session: Session, function: Function, concerns: Callable[[Meant], bool]) -> None:
    ref = function.ref
    own = ref.schema == "public" and is_builtin("function", ref.name)
    routines = catalog.routines(ref.schema, ref.name)
    if session.strict or len(routines) + own < 2:  # of what we make again it is said where it was made
        return
    near = {item.ref: item for one in routines for item in dependents(catalog, one.ref)}
    if own:
        near |= {item.ref: item for item in with_values_of(catalog, function.argument_types)}
    for item in near.values():
        if item.ref != ref and any(map(concerns, _meant_in(item, function, catalog))):
            session.unmodelled(
                f"{describe(item)} calls {identifier(ref.name)}, which may be {describe(function)}, or another by that name: which one"
                " it keeps is not modelled"
            )


def _meant_in(item: Object, function: Function, catalog: Catalog) -> Iterator[Meant]:
    """What the calls by a function's name mean in an object, where that does not tell."""
    for held in kept_texts(item):
        if function.ref.name not in held.text:
            continue
        try:
            found = held.names
        except SqlSyntaxError:
            continue
        meant = meant_by(held, catalog)
        for name in found:
            if name.kind == "function" and name.parts in (
                (function.ref.name,),
                (function.ref.schema, function.ref.name),
            ):
                told = meant(name)
                if told is not None:
                    yield told
