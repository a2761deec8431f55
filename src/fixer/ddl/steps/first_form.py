"""Objects that need each other are made in two steps, as pg_dump does: first what can be made without the other."""

from __future__ import annotations

from collections.abc import Mapping

from fixer import function_source
from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import DomainType, Function, Object, Table
from fixer.ddl.steps.order import in_a_circle, needed_first
from fixer.model import ObjectRef
from fixer.values import replace


def in_order(
    missing: Mapping[ObjectRef, Object], state: Catalog, goal: Catalog
) -> tuple[list[ObjectRef], Mapping[ObjectRef, Object], list[ObjectRef]]:
    """The order in which to make what is missing, each object in the form in which it is made first, and the circle that
    stays all the same: what each of its objects needs is only made behind it.
    """
    forms = dict(missing)
    ordered = needed_first(forms, goal)
    circle = in_a_circle(ordered, forms, state, goal)
    if any(ref.kind == "materialized view" for ref in circle):
        return ordered, forms, circle  # it would be filled by what is only there for the time being
    for ref in sorted(
        circle, key=lambda ref: missing[ref].id
    ):  # in the order in which they were made: a dump keeps it
        forms[ref] = first_form(missing[ref])
        ordered = needed_first(forms, goal)
        left = in_a_circle(ordered, forms, state, goal)
        if not left:
            return ordered, forms, []
    return ordered, forms, in_a_circle(ordered, forms, state, goal) if circle else []


def first_form(item: Object) -> Object:
    """The object without what it can be given later: checks, defaults, a body that PostgreSQL keeps as a parse tree.

    Nothing is left out of the others: a view's columns have their types from its query.
    """
    if isinstance(item, DomainType):
        return replace(item, checks=(), default=None)
    if isinstance(item, Table):
        return replace(item, columns=tuple(replace(column, default=None) for column in item.columns))
    if isinstance(item, Function) and item.atomic:
        source = function_source.without_body(item.source)
        return replace(item, source=source, atomic=False, body="")
    return item
