"""Views that join by the name of a column that gets another one: a list of aliases keeps the names that the query knows, as
PostgreSQL prints such a view (ruleutils.c, set_relation_column_names).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import View
from fixer.ddl import join_aliases
from fixer.ddl.column_aliases import end_of_name
from fixer.ddl.column_aliases import listed as written
from fixer.function_source.routine import TextEdit, apply
from fixer.model import ObjectRef
from fixer.sql.parse import Node, Offsets, SqlSyntaxError, nodes, statement
from fixer.sql.tokens import Tokens
from fixer.values import replace


def without_names(view: View, relation: ObjectRef, names: Sequence[str], column: str) -> View:
    """The view without aliases that say what a relation's columns are called by themselves, now that ``column`` is."""

    def bare(tokens: Tokens, first: int, alias: Node, given: list[str]) -> TextEdit | None:
        if column not in given or given != list(names)[: len(given)]:
            return None
        opening = tokens.find("(", first)
        last = end_of_name(tokens, first) if alias["aliasname"] == relation.name else opening
        return tokens.end(last - 1), tokens.end(tokens.closing(opening)), ""

    return _with_lists(view, relation, column, bare)


def _ranges(every: list[Node], relation: ObjectRef) -> Iterator[Node]:
    """Where a query names the relation."""
    for node in every:
        found = node.get("RangeVar", {})
        if (
            found.get("relname") == relation.name
            and found.get("schemaname", relation.schema) == relation.schema
        ):
            yield found


def with_column(view: View, catalog: Catalog, relation: ObjectRef, names: Sequence[str], added: str) -> View:
    """The view once its relation has got a column behind those of these ``names``: where an alias has its name already, the
    column has another one here.
    """

    def listed(given: list[str]) -> list[str]:
        if added not in given:
            return given
        longer = [*given, *names[len(given) :]]
        return [*longer, join_aliases.free(added, longer)]

    followed = _with_lists(view, relation, relation.name, _listing(listed))
    return _with_texts(followed, lambda text: join_aliases.with_column(text, catalog, relation, names, added))


def without_column(
    view: View, catalog: Catalog, relation: ObjectRef, names: Sequence[str], gone: str
) -> View:
    """The view once its relation has lost one of the columns of these ``names``."""
    place = list(names).index(gone)
    left = [name for name in names if name != gone]

    def listed(given: list[str]) -> list[str]:
        kept = given[:place] + given[place + 1 :]
        while kept != given and kept and kept[-1] == left[len(kept) - 1]:
            kept.pop()
        return kept

    followed = _with_texts(view, lambda text: join_aliases.without_column(text, catalog, relation, gone))
    return _with_lists(followed, relation, relation.name, _listing(listed))


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


def _with_lists(view: View, relation: ObjectRef, word: str, edit: _Edit) -> View:
    """The view with other lists of aliases for the columns of a relation; it has none where ``word`` is not in it."""
    return _with_texts(view, lambda text: _edited(text, relation, word, edit))


def _with_texts(view: View, change: Callable[[str], str]) -> View:
    query, whole = change(view.query), change(view.spelled_out)
    same = (query, whole) == (view.query, view.spelled_out)
    return view if same else replace(view, query=query, spelled_out=whole)


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
