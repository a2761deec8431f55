"""Lists of aliases for the columns of a relation in FROM: ``t (a, b)``, ``t AS u (a, b)``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fixer.function_source.routine import TextEdit
from fixer.sql.parse import Node, Offsets
from fixer.sql.quote import identifier
from fixer.sql.tokens import Tokens


def listed(names: Sequence[str]) -> str:
    """The list as it is written."""
    return f"({', '.join(map(identifier, names))})"


def with_aliases(
    every: list[Node], place: int, names: Sequence[str], tokens: Tokens, offsets: Offsets
) -> Iterator[TextEdit]:
    """The edits that call the first columns of the relation at a place by these names. Without any, no alias is left that says no
    more than the relation's name.
    """
    found = (node["RangeVar"] for node in every if "RangeVar" in node)
    node = next(relation for relation in found if relation.get("location", 0) == place)
    alias = node.get("alias", {})
    end = end_of_name(tokens, tokens.at(offsets.char(place)))
    wanted = listed(names) if names else ""
    if "colnames" in alias:
        opening = tokens.find("(", end)
        first = end if not names and alias["aliasname"] == node["relname"] else opening
        yield tokens.end(first - 1), tokens.end(tokens.closing(opening)), wanted
        return
    if not names:
        return
    if "aliasname" in alias:
        end += 2 if tokens.words[end] == "as" else 1
    else:
        wanted = f" AS {identifier(node['relname'])}{wanted}"
        yield from _without_schema(every, node, tokens, offsets)
    yield tokens.end(end - 1), tokens.end(end - 1), wanted


def end_of_name(tokens: Tokens, first: int) -> int:
    """The token behind a relation's name."""
    end = first + 1
    while tokens.words[end : end + 1] == ["."]:
        end += 2
    return end


def _without_schema(
    every: list[Node], relation: Node, tokens: Tokens, offsets: Offsets
) -> Iterator[TextEdit]:
    """Takes the schema from columns that are called by it and a relation: an alias hides that."""
    wanted = [relation.get("schemaname"), relation["relname"]]
    for node in every:
        column = node.get("ColumnRef", {"fields": []})
        parts = [field.get("String", {}).get("sval") for field in column["fields"]]
        if len(parts) > 2 and parts[-3:-1] == wanted:
            first = tokens.at(offsets.char(column["location"]))
            yield tokens.start(first), tokens.start(first + 2 * (len(parts) - 2)), ""
