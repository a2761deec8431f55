"""Views that join by the name of a column that gets another one: a list of aliases keeps the names that the query knows, as
PostgreSQL prints such a view (ruleutils.c, set_relation_column_names).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fixer.catalog.objects import View
from fixer.function_source.routine import TextEdit, apply
from fixer.model import ObjectRef
from fixer.sql.parse import Node, Offsets, SqlSyntaxError, nodes, statement
from fixer.sql.quote import identifier
from fixer.sql.tokens import Tokens
from fixer.values import replace


def with_names(view: View, relation: ObjectRef, names: Sequence[str], column: str) -> View | None:
    """The view with the names that a relation's columns have up to now as aliases; None where it does not join by
    ``column``, or has other aliases for it already.
    """
    if "using" not in view.full_query.lower():
        return None
    query, whole = (
        _aliased(text, relation, [*names[: names.index(column) + 1]])
        for text in (view.query, view.spelled_out)
    )
    if query is None and whole is None:
        return None
    return replace(view, query=query or view.query, spelled_out=whole or view.spelled_out)


def _aliased(text: str, relation: ObjectRef, wanted: list[str]) -> str | None:
    try:
        _kind, tree = statement(text)
    except (SqlSyntaxError, ValueError):
        return None
    every = list(nodes([tree]))
    joins = (node["JoinExpr"].get("usingClause", []) for node in every if "JoinExpr" in node)
    if not any(name["String"]["sval"] == wanted[-1] for names in joins for name in names):
        return None
    tokens, offsets = Tokens(text), Offsets(text)
    edits: list[TextEdit] = []
    for node in _ranges(every, relation):
        alias = node.get("alias", {})
        if len(alias.get("colnames", [])) >= len(wanted):
            continue
        if "colnames" in alias:
            return None
        end = _end_of_name(tokens, tokens.at(offsets.char(node["location"])))
        listed = f"({', '.join(map(identifier, wanted))})"
        if "aliasname" in alias:
            end += 2 if tokens.words[end] == "as" else 1
        else:
            listed = f" AS {identifier(relation.name)}{listed}"
            edits += _without_schema(every, relation, tokens, offsets)
        edits.append((tokens.end(end - 1), tokens.end(end - 1), listed))
    return apply(text, edits) if edits else None


def without_names(view: View, relation: ObjectRef, names: Sequence[str], column: str) -> View:
    """The view without aliases that say what a relation's columns are called by themselves, now that ``column`` is."""
    query, whole = (_bare(text, relation, list(names), column) for text in (view.query, view.spelled_out))
    return (
        view
        if (query, whole) == (view.query, view.spelled_out)
        else replace(view, query=query, spelled_out=whole)
    )


def _bare(text: str, relation: ObjectRef, names: list[str], column: str) -> str:
    if column.lower() not in text.lower():
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
        if column in given and given == names[: len(given)]:
            first = tokens.at(offsets.char(node["location"]))
            opening = tokens.find("(", first)
            last = _end_of_name(tokens, first) if alias["aliasname"] == relation.name else opening
            edits.append((tokens.end(last - 1), tokens.end(tokens.closing(opening)), ""))
    return apply(text, edits)


def _end_of_name(tokens: Tokens, first: int) -> int:
    """The token behind a relation's name."""
    end = first + 1
    while tokens.words[end : end + 1] == ["."]:
        end += 2
    return end


def _ranges(every: list[Node], relation: ObjectRef) -> Iterator[Node]:
    """Where a query names the relation."""
    for node in every:
        found = node.get("RangeVar", {})
        if (
            found.get("relname") == relation.name
            and found.get("schemaname", relation.schema) == relation.schema
        ):
            yield found


def _without_schema(
    every: list[Node], relation: ObjectRef, tokens: Tokens, offsets: Offsets
) -> Iterator[TextEdit]:
    """Takes the schema from columns that are called by it: an alias hides that."""
    for node in every:
        column = node.get("ColumnRef", {"fields": []})
        parts = [field.get("String", {}).get("sval") for field in column["fields"]]
        if len(parts) > 2 and parts[:2] == [relation.schema, relation.name]:
            first = tokens.at(offsets.char(column["location"]))
            yield tokens.start(first), tokens.start(first + 2), ""
