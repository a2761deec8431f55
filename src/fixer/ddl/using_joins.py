"""Views that join by the name of a column that gets another one: a list of aliases keeps the names that the query knows, as
PostgreSQL prints such a view (ruleutils.c, set_relation_column_names).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Function, Object, View
from fixer.catalog.rare_objects import Rule
from fixer.ddl import join_aliases, renamed_column
from fixer.ddl.author_lists import author_lists
from fixer.ddl.column_aliases import listed as written
from fixer.ddl.function import with_source
from fixer.ddl.renamed_column import each_command
from fixer.function_source.routine import TextEdit, apply
from fixer.model import ObjectRef
from fixer.sql.parse import Node, Offsets, SqlSyntaxError, nodes, statement
from fixer.sql.tokens import Tokens
from fixer.values import replace


def _ranges(every: list[Node], relation: ObjectRef) -> Iterator[Node]:
    """Where a query names the relation."""
    for node in every:
        found = node.get("RangeVar", {})
        if (
            found.get("relname") == relation.name
            and found.get("schemaname", relation.schema) == relation.schema
        ):
            yield found


def with_column(
    item: Object, catalog: Catalog, relation: ObjectRef, names: Sequence[str], added: str
) -> Object:
    """What reads a relation once that has got a column behind those of these ``names``: where an alias has its name already, the
    column has another one here.
    """

    def listed(given: list[str]) -> list[str]:
        if added not in given:
            return given
        longer = [*given, *names[len(given) :]]
        return [*longer, join_aliases.free(added, longer)]

    def change(text: str) -> str:
        followed = _edited(text, relation, relation.name, _listing(listed))
        return join_aliases.with_column(followed, catalog, relation, names, added)

    return _with_texts(item, change)


def without_column(
    item: Object, catalog: Catalog, relation: ObjectRef, _names: Sequence[str], gone: str
) -> Object:
    """What reads a relation once that has lost a column that it does not use."""
    said = author_lists(item)
    return _with_texts(item, lambda text: renamed_column.without_column(text, catalog, relation, gone, said))


_Edit = Callable[[Tokens, int, Node, list[str]], TextEdit | None]
"""What becomes of a list of aliases: the tokens, the one at which the relation is named, its alias, and the list."""


def _listing(listed: Callable[[list[str]], list[str]]) -> _Edit:
    """Another list in its place."""

    def edit(tokens: Tokens, first: int, _alias: Node, given: list[str]) -> TextEdit | None:
        wanted = listed(given)
        if wanted == given:
            return None
        opening = tokens.find("(", first)
        text = written(wanted) if wanted else ""
        return tokens.start(opening), tokens.end(tokens.closing(opening)), text

    return edit


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


def _edited(text: str, relation: ObjectRef, word: str, edit: _Edit) -> str:
    if word.lower() not in text.lower():
        return text
    try:
        _kind, tree = statement(text)
    except (SqlSyntaxError, ValueError):
        return text
    tokens, offsets = Tokens(text), Offsets(text)
    edits: list[TextEdit] = []
    for node in _ranges(list(nodes([tree])), relation):
        alias = node.get("alias", {})
        given = [name["String"]["sval"] for name in alias.get("colnames", [])]
        found = edit(tokens, tokens.at(offsets.char(node["location"])), alias, given) if given else None
        edits += [] if found is None else [found]
    return apply(text, edits)
