"""What reads a relation once the columns of that have changed: what it meant by ``*``, NATURAL, a bare name and a list of
aliases it means still, as PostgreSQL prints it (ruleutils.c, set_relation_column_names).
"""

from __future__ import annotations

from collections.abc import Callable

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import CompositeType, Function, Object, Policy, Table, View
from fixer.catalog.rare_objects import Rule
from fixer.ddl import own_arguments, renamed_column, stars
from fixer.ddl.author_lists import author_lists
from fixer.ddl.base import Session, describe
from fixer.ddl.column_scope import Scope, old_and_new
from fixer.ddl.depends import condition_statement, dependents
from fixer.ddl.function import with_source
from fixer.ddl.output_names import view_columns
from fixer.ddl.renamed_column import each_command
from fixer.ddl.stars import spelled_out
from fixer.model import ObjectRef
from fixer.sql.quote import target
from fixer.values import replace

Follow = Callable[[Object, Catalog, Catalog, ObjectRef, str], Object]
Change = Callable[[str, ObjectRef | None], str]
"""Of a statement, and the table whose rows OLD and NEW are."""


def in_queries(
    catalog: Catalog, session: Session, relation: Table | View | CompositeType, column: str, change: Follow
) -> None:
    """Follows a column that a relation, as it was before, gets or loses into what reads it. Says of what that cannot be told."""
    users = dependents(catalog, relation.ref)
    through: dict[ObjectRef, Object] = {}
    for function in (item for item in users if isinstance(item, Function) and _gives(item, relation.ref)):
        for item in dependents(catalog, function.ref):
            through[item.ref] = item
            session.unmodelled(
                f"{describe(item)} reads the rows of {target(relation.ref)} through {describe(function)}: it keeps the columns"
                " that these had, which is not modelled"
            )
    if not users:
        return
    before = catalog.overlay()
    before.put(relation)
    for item in {**through, **{item.ref: item for item in users}}.values():
        if item.ref == relation.ref:
            continue
        if (changed := change(item, before, catalog, relation.ref, column)) is not item:
            catalog.put(changed)
        if is_open(changed, before):
            session.unmodelled(
                f"it cannot be told what a * or NATURAL in {describe(item)} stands for, which reads {target(relation.ref)}:"
                " it is taken to stand for other columns from here on"
            )


def _gives(function: Function, relation: ObjectRef) -> bool:
    """Whether a function gives rows of a relation."""
    kind = function.returns
    return kind is not None and (kind.schema, kind.name) == (relation.schema, relation.name)


def with_column(item: Object, before: Catalog, after: Catalog, relation: ObjectRef, added: str) -> Object:
    """What reads a relation once that has got a column."""
    said = author_lists(item)
    kept = keeping(item, before, after, relation, added)
    return _with_texts(
        kept, lambda text, _rows: renamed_column.with_column(text, before, relation, added, said)
    )


def keeping(item: Object, before: Catalog, after: Catalog, relation: ObjectRef, new: str) -> Object:
    """A policy, rule or function with its ``*``, NATURAL and bare names spelled out where they would come to stand for something
    else once the relation has a column called ``new``; of a view both are kept.
    """
    if isinstance(item, View):
        return item

    def change(text: str, rows: ObjectRef | None) -> str:
        was = spelled_out(text, before, outermost=_sight(before, rows))
        return text if not was or was == spelled_out(text, after, outermost=_sight(after, rows)) else was

    return own_arguments.kept(_with_texts(item, change), before, relation, new)


def without_column(item: Object, catalog: Catalog, _after: Catalog, relation: ObjectRef, gone: str) -> Object:
    """What reads a relation once that has lost a column that it does not use."""
    said = author_lists(item)
    return _with_texts(
        item, lambda text, _rows: renamed_column.without_column(text, catalog, relation, gone, said)
    )


def is_open(item: Object, catalog: Catalog) -> bool:
    """Whether it cannot be told of all that an object reads what it stands for."""
    found = []

    def look(text: str, rows: ObjectRef | None) -> str:
        found.append(stars.is_open(text, catalog, _sight(catalog, rows)))
        return text

    _with_texts(replace(item, query=item.full_query) if isinstance(item, View) else item, look)
    return any(found)


def _sight(catalog: Catalog, rows: ObjectRef | None) -> Scope | None:
    return None if rows is None else old_and_new(rows, names_of(catalog.get(rows)))


def _with_texts(item: Object, change: Change) -> Object:
    if isinstance(item, View):
        query, whole = (change(text, None) for text in (item.query, item.spelled_out))
        same = (query, whole) == (item.query, item.spelled_out)
        return item if same else replace(item, query=query, spelled_out=whole)
    if isinstance(item, Policy):
        before = condition_statement("", item.table)
        using, check = (_behind(before, text, change, None) for text in (item.using, item.check))
        same = (using, check) == (item.using, item.check)
        return item if same else replace(item, using=using, check=check)
    if isinstance(item, Rule):
        table = item.table
        condition = _behind(condition_statement(""), item.condition, change, table)
        actions = each_command(item.actions, lambda text: change(text, table))
        same = (condition, actions) == (item.condition, item.actions)
        return item if same else replace(item, condition=condition, actions=actions)
    if isinstance(item, Function) and item.atomic:
        return with_source(item, change(item.source, None))
    return item


def names_of(item: Object | None) -> tuple[str, ...]:
    """What the columns of a table or view are called, as far as that can be told."""
    if isinstance(item, Table):
        return tuple(column.name for column in item.columns)
    return (view_columns(item) or ()) if isinstance(item, View) else ()


def _behind(before: str, condition: str | None, change: Change, rows: ObjectRef | None) -> str | None:
    """A condition, changed as what stands behind ``before``; one that reads nothing else means what it meant."""
    if not condition or "select" not in condition.lower():
        return condition
    return change(before + condition, rows).removeprefix(before)
