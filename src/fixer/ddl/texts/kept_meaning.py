"""What reads a relation once the columns of that have changed: what it meant by ``*``, NATURAL, a bare name and a list of
aliases it means still, as PostgreSQL prints it (ruleutils.c, set_relation_column_names).
"""

from __future__ import annotations

from collections.abc import Callable

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import CompositeType, Function, Object, Policy, Table, View
from fixer.catalog.rare_objects import Rule
from fixer.ddl.base import Session, describe
from fixer.ddl.queries import stars
from fixer.ddl.queries.author_lists import author_lists
from fixer.ddl.queries.output_names import names_of
from fixer.ddl.queries.stars import spelled_out
from fixer.ddl.texts import own_arguments, renamed_column, written_rows
from fixer.ddl.texts.depends import dependents
from fixer.ddl.texts.held_texts import HeldText, kept_by, with_held
from fixer.ddl.texts.sight import sight
from fixer.model import ObjectRef
from fixer.sql.quote import target
from fixer.values import replace

Follow = Callable[[Object, Catalog, Catalog, ObjectRef, str], Object]
Change = Callable[[HeldText], str]
"""Of a text, as the statement that it is part of."""


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
    kept = keeping(written_rows.with_value(item, before, relation), before, after, relation, added)
    return _with_queries(
        kept, lambda held: renamed_column.with_column(held.statement, before, relation, added, said)
    )


def keeping(item: Object, before: Catalog, after: Catalog, relation: ObjectRef, new: str) -> Object:
    """A policy, rule or function with its ``*``, NATURAL and bare names spelled out where they would come to stand for something
    else once the relation has a column called ``new``; of a view both are kept.
    """
    if isinstance(item, View):
        return item

    def change(held: HeldText) -> str:
        text = held.statement
        was = spelled_out(text, before, outermost=sight(before, held))
        return text if not was or was == spelled_out(text, after, outermost=sight(after, held)) else was

    return own_arguments.kept(_with_queries(item, change), before, relation, new)


def without_column(item: Object, catalog: Catalog, _after: Catalog, relation: ObjectRef, gone: str) -> Object:
    """What reads a relation once that has lost a column that it does not use."""
    said = author_lists(item)
    position = names_of(catalog.get(relation)).index(gone)
    shorter = written_rows.without_value(item, catalog, relation, position)
    return _with_queries(
        shorter, lambda held: renamed_column.without_column(held.statement, catalog, relation, gone, said)
    )


def is_open(item: Object, catalog: Catalog) -> bool:
    """Whether it cannot be told of all that an object reads what it stands for."""
    read = replace(item, query=item.full_query) if isinstance(item, View) else item
    return isinstance(item, _READ) and any(
        stars.is_open(held.statement, catalog, sight(catalog, held)) for held in kept_by(read) if _reads(held)
    )


_READ = (Function, Policy, Rule, View)
"""What holds queries."""


def _with_queries(item: Object, change: Change) -> Object:
    """The object with its queries changed."""
    if not isinstance(item, _READ) or (isinstance(item, Function) and not item.atomic):
        return item
    return with_held(item, lambda held: held.out_of(change(held)) if _reads(held) else held.text)


def _reads(held: HeldText) -> bool:
    """Whether it reads anything: a condition that does not means what it meant."""
    return held.form != "expression" or "select" in held.text.lower()
