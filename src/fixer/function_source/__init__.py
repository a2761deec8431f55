"""A CREATE FUNCTION or CREATE PROCEDURE statement as text: what it says, and edits of it by position.

What is not meant stays as it was written: every result is parsed again and its tree compared with the old
one, and a difference that was not meant raises ValueError.
"""

from __future__ import annotations

from collections.abc import Iterable

from fixer.function_source.body import RoutineBody, may_be_inlined, read_body
from fixer.function_source.patch import NotPlacedError, placed
from fixer.function_source.routine import Routine, TextEdit, apply, body_of, checked, setting
from fixer.sql.names import Name, names
from fixer.sql.quote import identifier, qualified

__all__ = [
    "OPTIONS",
    "NotPlacedError",
    "RoutineBody",
    "TextEdit",
    "body_of",
    "create_or_replace",
    "may_be_inlined",
    "names_in_tree",
    "names_outside_body",
    "placed",
    "read_body",
    "with_body",
    "with_config",
    "with_head",
    "with_option",
    "without_body",
]

OPTIONS = frozenset({"volatility", "strict", "security", "leakproof", "parallel", "cost", "rows", "support"})
"""What ALTER FUNCTION changes besides SET, by the names that the grammar gives them (DefElem.defname)."""


def create_or_replace(source: str, schema: str, name: str) -> str:
    """The statement as CREATE OR REPLACE of ``schema.name``; of ``name`` where the schema is empty."""
    statement = Routine(source)
    tokens = statement.tokens
    create = tokens.words.index("create")
    first, last = statement.name
    edits = [(tokens.start(first), tokens.end(last), qualified(schema, name))]
    if tokens.words[create + 1] != "or":
        word = "OR REPLACE" if source[tokens.start(create)].isupper() else "or replace"
        edits.append((tokens.end(create), tokens.end(create), f" {word}"))
    changed = apply(source, edits)
    parts = [{"String": {"sval": part}} for part in (schema, name) if part]
    return checked(changed, statement.plain | {"replace": True, "funcname": parts})


def with_body(source: str, edits: Iterable[TextEdit]) -> str:
    """The statement with its body edited, at positions in the text that ``body_of`` gives."""
    statement = Routine(source)
    text, kind = body_of(source)
    wanted_text = apply(text, edits := list(edits))
    if kind == "statement":
        _within(edits, statement.tokens.start(statement.body), len(source))
        rest = {key: value for key, value in statement.plain.items() if key != "sql_body"}
        return checked(wanted_text, rest, ignore="sql_body")
    if kind == "object":
        raise ValueError("the body of a C function cannot be edited")
    literal = statement.literal
    places = literal.places
    changed = apply(source, [(places[start], places[end], literal.written(new)) for start, end, new in edits])
    return checked(changed, statement.plain | {"options": statement.options_with_body(wanted_text)})


def names_outside_body(source: str) -> tuple[Name, ...]:
    """The objects that the head names, in types of arguments and result and in defaults; not the routine."""
    statement = Routine(source)
    body = statement.tokens.start(statement.body) if "sql_body" in statement.node else len(source)
    own = statement.tokens.start(statement.name[0])
    return tuple(name for name in names(source) if 0 <= name.start < body and name.start != own)


def names_in_tree(source: str) -> tuple[Name, ...]:
    """The objects that a body of BEGIN ATOMIC or RETURN names, at positions in the statement."""
    statement = Routine(source)
    body = statement.tokens.start(statement.body)
    return tuple(name for name in names(source) if name.start >= body)


def with_head(source: str, edits: Iterable[TextEdit]) -> str:
    """The statement with these edits of its head, such as schemas put before types' names."""
    statement = Routine(source)
    _within(edits := list(edits), 0, statement.tokens.start(statement.body))
    changed = apply(source, edits)
    kept = {"options": statement.plain.get("options", [])}
    return checked(changed, kept, ignore="parameters returnType funcname replace is_procedure sql_body")


def with_config(source: str, name: str, value: str | None) -> str:
    """The statement with ``SET name = value`` (``value`` as SQL, or FROM CURRENT); without one for None."""
    statement = Routine(source)
    settings = [setting(option) for option in statement.options]
    if "" in settings:
        raise ValueError("RESET ALL among the options")
    mine = [number for number, setting in enumerate(settings) if setting == name.lower()]
    clause = None
    if value is not None:
        joined = value if value.upper() == "FROM CURRENT" else f"= {value}"
        clause = f"SET {'.'.join(identifier(part) for part in name.split('.'))} {joined}"
    return statement.replaced(mine, clause)


def with_option(source: str, defname: str, text: str | None) -> str:
    """The statement with the option of that name set (``volatility``: ``STABLE``); without it for None."""
    if defname not in OPTIONS:
        raise ValueError(f"{defname} is not an option of ALTER FUNCTION")
    statement = Routine(source)
    mine = [number for number, option in enumerate(statement.options) if option["defname"] == defname]
    return statement.replaced(mine, text)


def without_body(source: str) -> str:
    """A statement with BEGIN ATOMIC or RETURN with an empty text as its body, which PostgreSQL takes unless it checks it."""
    statement = Routine(source)
    named = any(option["defname"] == "language" for option in statement.options)
    head = source[: statement.tokens.start(statement.body)].rstrip()
    changed = f"{head}{'' if named else ' LANGUAGE sql'} AS ''"
    return checked(changed, statement.plain, ignore="options sql_body")


def _within(edits: Iterable[TextEdit], begin: int, end: int) -> None:
    if any(start < begin or stop > end for start, stop, _ in edits):
        raise ValueError("an edit lies outside of the part that it is for")
