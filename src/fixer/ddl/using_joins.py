"""Views that join by the name of a column that gets another one: a list of aliases keeps the names that the query knows, as
PostgreSQL prints such a view (ruleutils.c, set_relation_column_names).
"""

from __future__ import annotations

from collections.abc import Callable

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Function, Object, View
from fixer.catalog.rare_objects import Rule
from fixer.ddl import renamed_column
from fixer.ddl.author_lists import author_lists
from fixer.ddl.function import with_source
from fixer.ddl.renamed_column import each_command
from fixer.ddl.stars import spelled_out
from fixer.model import ObjectRef
from fixer.values import replace


def with_column(item: Object, before: Catalog, after: Catalog, relation: ObjectRef, added: str) -> Object:
    """What reads a relation once that has got a column."""
    said = author_lists(item)
    kept = keeping(item, before, after)
    return _with_texts(kept, lambda text: renamed_column.with_column(text, before, relation, added, said))


def keeping(item: Object, before: Catalog, after: Catalog) -> Object:
    """A rule or function with its ``*``, NATURAL and bare names spelled out where they would come to stand for something else; of
    a view both are kept.
    """
    if isinstance(item, View):
        return item

    def change(text: str) -> str:
        was = spelled_out(text, before)
        return text if not was or was == spelled_out(text, after) else was

    return _with_texts(item, change)


def without_column(item: Object, catalog: Catalog, _after: Catalog, relation: ObjectRef, gone: str) -> Object:
    """What reads a relation once that has lost a column that it does not use."""
    said = author_lists(item)
    return _with_texts(item, lambda text: renamed_column.without_column(text, catalog, relation, gone, said))


def _with_texts(item: Object, change: Callable[[str], str]) -> Object:
    if isinstance(item, View):
        query, whole = change(item.query), change(item.spelled_out)
        same = (query, whole) == (item.query, item.spelled_out)
        return item if same else replace(item, query=query, spelled_out=whole)
    if isinstance(item, Rule):
        actions = each_command(item.actions, change)
        return item if actions == item.actions else replace(item, actions=actions)
    if isinstance(item, Function) and item.atomic:
        return with_source(item, change(item.source))
    return item
