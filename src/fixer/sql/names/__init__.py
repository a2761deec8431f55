"""Every mention of a database object in SQL and in function bodies, and where exactly it is written.

A name is reported as it stands: whether ``orders`` is ``public.orders`` is for the caller to say, who knows
the search_path and the catalog. What cannot name an object in a schema is left out: columns, aliases, CTEs,
parameters, variables, NEW, OLD and EXCLUDED, and the names of constraints, triggers, policies, roles and,
where CREATE INDEX gives them, indexes. Operator classes and text search objects are left out too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from fixer.sql import parse
from fixer.sql.names.locate import Name, located, ordered
from fixer.sql.names.tree import names_in_node
from fixer.sql.parse import Node

__all__ = [
    "Name",
    "names",
    "names_in_body",
    "names_in_expression",
    "names_in_node",
    "temporary_tables",
    "temporary_tables_in_body",
    "transition_tables",
]


def names(sql: str) -> tuple[Name, ...]:
    """The names in one or several statements, in the order of the text; those without a place last.

    Bodies of functions and of DO are string constants and not looked into. Raises SqlSyntaxError.
    """
    return located(sql, parse.statements(sql))


@lru_cache(maxsize=16384)
def names_in_expression(text: str) -> tuple[Name, ...]:
    """The names in an expression such as a CHECK's. Raises SqlSyntaxError."""
    return located(text, [{"stmt": parse.expression(text)}], len("SELECT "))


def names_in_body(language: str, body: str) -> tuple[Name, ...]:
    """The names in the body of a function or DO block; none for languages other than sql and plpgsql.

    SQL that is put together in strings and run by EXECUTE is not seen (``plpgsql.embedded`` says where there
    is some), and a trigger's transition tables cannot be told from relations (see ``transition_tables``).
    Raises SqlSyntaxError, and BodyNotUnderstood for PL/pgSQL.
    """
    if language.lower() == "sql":
        return names(body)
    if language.lower() != "plpgsql":
        return ()
    from fixer.sql import plpgsql

    source = plpgsql.read(body)
    found = [Name("relation", mention.parts, mention.start, mention.end) for mention in source.relations]
    for piece in source.embedded:
        shift = piece.start - len(piece.prefix)
        for name in located(piece.sql, [piece.tree]):
            written = name.start >= len(piece.prefix)
            found.append(replace(name, start=name.start + shift, end=name.end + shift) if written else name)
    return ordered(found)


def temporary_tables(sql: str) -> frozenset[str]:
    """The names of the temporary relations that these statements create. Raises SqlSyntaxError."""
    return frozenset(name for raw in parse.statements(sql) for name in _temporary(raw))


def temporary_tables_in_body(language: str, body: str) -> frozenset[str]:
    """The same for a function's body, in the rest of which these names are not relations of a schema.

    Raises SqlSyntaxError, and BodyNotUnderstood for PL/pgSQL.
    """
    if language.lower() == "sql":
        return temporary_tables(body)
    if language.lower() != "plpgsql":
        return frozenset()
    from fixer.sql import plpgsql

    return frozenset(name for piece in plpgsql.embedded(body) for name in _temporary(piece.tree))


def transition_tables(sql: str) -> frozenset[str]:
    """The names that CREATE TRIGGER … REFERENCING gives to tables which only the trigger's function sees."""
    triggers = (raw["stmt"].get("CreateTrigStmt", {}) for raw in parse.statements(sql))
    return frozenset(
        table["TriggerTransition"]["name"]
        for trigger in triggers
        for table in trigger.get("transitionRels", ())
    )


def _temporary(root: Node) -> Iterator[str]:
    stack = [root]
    while stack:
        node = stack.pop()
        if node.get("relpersistence") == "t" or ("relname" in node and node.get("schemaname") == "pg_temp"):
            yield node["relname"]
        for child in node.values():
            if isinstance(child, dict):
                stack.append(child)
            elif isinstance(child, list):
                stack += [item for item in child if isinstance(item, dict)]
