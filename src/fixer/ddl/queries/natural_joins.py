"""What NATURAL JOIN joins by when a view is created: PostgreSQL keeps the columns that the two sides shared then, as USING has
them (documentation, 7.2.1.1 Joined Tables).
"""

from __future__ import annotations

from collections.abc import Iterable

from fixer.ddl.queries.column_scope import Natural
from fixer.function_source.routine import TextEdit
from fixer.sql.parse import Offsets
from fixer.sql.quote import identifier
from fixer.sql.tokens import Tokens

NEXT_CLAUSE = frozenset(
    [
        "where",
        "group",
        "having",
        "window",
        "order",
        "limit",
        "offset",
        "fetch",
        "for",
        "union",
        "intersect",
        "except",
        ",",
        ")",
        ";",
    ]
)
"""What may stand behind the last item of a list in a query: that of FROM, or of what it gives."""
_BEHIND = NEXT_CLAUSE | {
    "on",
    "using",
    "natural",
    "join",
    "inner",
    "left",
    "right",
    "full",
    "cross",
    "tablesample",
}
"""What may stand behind the right side of a join that has no alias."""


def spelled_out(naturals: Iterable[Natural], tokens: Tokens, offsets: Offsets) -> list[TextEdit]:
    """The edits that make NATURAL joins ones with USING, of those of which it can be told what they join by. Those of sides that
    share nothing join every row with every one: inner ones are CROSS, others ON true.
    """
    edits: list[TextEdit] = []
    for right, names in naturals:
        if names is None:
            continue
        place = tokens.at(offsets.char(right))
        while tokens.words[place] != "natural":
            place -= 1
        join = tokens.words.index("join", place)
        if not names and tokens.words[place + 1] in ("inner", "join"):
            edits.append((tokens.start(place), tokens.end(join), "CROSS JOIN"))
            continue
        behind = operand_end(tokens, join + 1)
        by = f" USING ({', '.join(map(identifier, names))})" if names else " ON true"
        edits += [
            (tokens.start(place), tokens.start(place + 1), ""),
            (tokens.end(behind - 1), tokens.end(behind - 1), by),
        ]
    return edits


def operand_end(tokens: Tokens, position: int) -> int:
    """The token behind a table, function or query in FROM, with its alias and the names that this gives to columns."""
    words = [*tokens.words, ")"]
    while words[position] in ("lateral", "only"):
        position += 1
    if words[position] != "(":
        position += 1
        while words[position] == ".":
            position += 2
    if words[position] == "(":
        position = tokens.closing(position) + 1
    if words[position] == "*":
        position += 1
    if words[position : position + 2] == ["with", "ordinality"]:
        position += 2
    if words[position] == "as" or words[position] not in _BEHIND:
        position += 2 if words[position] == "as" else 1
        if words[position] == "(":
            position = tokens.closing(position) + 1
    return position
