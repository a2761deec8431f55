"""Which of several functions by one name a call means, by the types of its arguments as far as they can be told (PostgreSQL
documentation, 10.3 Functions).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Column, Function
from fixer.ddl.base import Session
from fixer.ddl.queries.assignable import casts
from fixer.ddl.queries.column_reader import columns_read
from fixer.ddl.queries.expression_type import UNDECIDED, UNKNOWN, Source, typed
from fixer.ddl.queries.query_columns import columns_of
from fixer.ddl.texts.held_texts import HeldText, condition_statement
from fixer.ddl.texts.sight import sight
from fixer.model import ObjectRef
from fixer.sql.builtins import is_builtin
from fixer.sql.names import Name
from fixer.sql.names.statements import INPUT_MODES
from fixer.sql.parse import Node, Offsets, SqlSyntaxError, nodes, statement
from fixer.sql.types import DataType

_MANY = 1 << 16
_OPEN = (UNKNOWN, UNDECIDED)


class Meant(NamedTuple):
    """What a call means."""

    routine: ObjectRef | None
    """None for PostgreSQL's own."""
    certain: bool


def argument_counts(function: Function) -> range:
    """How many arguments a function takes."""
    if function.kind == "a":
        least = len(function.argument_types)
        return range(least, (_MANY if _is_variadic(function) else least) + 1)
    parameters = [item["FunctionParameter"] for item in statement(function.source)[1].get("parameters", [])]
    given = [one for one in parameters if one["mode"] in INPUT_MODES]
    least = sum("defexpr" not in one and one["mode"] != "FUNC_PARAM_VARIADIC" for one in given)
    return range(least, (_MANY if _is_variadic(function) else len(given)) + 1)


def _is_variadic(function: Function) -> bool:
    return "variadic" in function.arguments.lower()


def _alternatives(catalog: Catalog, path: Sequence[str], name: Name, own: bool) -> list[Function] | None:
    """The functions that a call may mean where its name does not tell: there are several, or one and PostgreSQL's ``own``. None where
    it does. Of two that take the same, the schema that comes first in the path has the one that is seen.
    """
    seen = [function for schema in path for function in catalog.routines(schema, name.parts[-1])]
    found = list({function.argument_types: function for function in reversed(seen)}.values())[::-1]
    if name.arguments is None or len(found) + own < 2 or not found:
        return None
    fitting = [function for function in found if name.arguments in argument_counts(function)]
    return fitting if own or len(fitting) > 1 else None


def meant_by(
    held: HeldText, catalog: Catalog, path: Sequence[str] = ("public",)
) -> Callable[[Name], Meant | None]:
    """What tells what the calls of a text mean, by their names as they stand in it; None of a name that tells by itself."""
    calls: dict[int, Node] | None = None
    types = None

    def told(name: Name) -> Meant | None:
        nonlocal calls, types
        *schema, bare = name.parts
        own = not schema and is_builtin("function", bare)
        fitting = _alternatives(catalog, schema[-1:] or path, name, own)
        if fitting is None:
            return None
        if not fitting:
            return Meant(None, certain=True)
        if calls is None:
            calls, types = _read(held, catalog, path)
        call = calls.get(name.start)
        if call is None or types is None:
            return Meant(fitting[0].ref, certain=False)
        return _chosen(catalog, fitting, own, [types(part) for part in call.get("args", ())])

    return told


def _read(
    held: HeldText, catalog: Catalog, path: Sequence[str]
) -> tuple[dict[int, Node], Callable[[Node], DataType]]:
    """The calls of a text by where their names begin in it, and what tells the type of an expression there."""
    text = held.statement
    try:
        kind, node = statement(text)
    except (SqlSyntaxError, ValueError):
        return {}, lambda _node: UNKNOWN
    tree, offsets = {kind: node}, Offsets(text)
    behind = len(condition_statement("", held.over)) if held.form == "expression" else 0
    session = Session(search_path=tuple(path))
    reader = columns_read(tree, catalog, columns_of(catalog, session), sight(catalog, held), path)
    found = (part["FuncCall"] for part in nodes([tree]) if "FuncCall" in part)
    calls = {offsets.char(call.get("location", 0)) - behind: call for call in found}
    known = {place: rows.types[name] for place, (rows, name) in reader.places.items() if name in rows.types}
    for place, rows in reader.rows.items():
        if rows.relation is not None:
            known[place] = DataType(rows.relation.schema, rows.relation.name)

    def type_of(part: Node) -> DataType:
        columns: list[Column] = []
        named = _with_types(part, known, held.named, columns)
        return typed(catalog, session, named, [Source("", columns)]).type

    return calls, type_of


def _with_types(
    item: Any, known: Mapping[int, DataType], named: Mapping[str, DataType], columns: list[Column]
) -> Any:
    """A tree in which each column goes by a name of its own, which ``columns`` gives a type to."""
    if isinstance(item, list):
        return [_with_types(part, known, named, columns) for part in item]
    if not isinstance(item, dict):
        return item
    if "ColumnRef" not in item:
        return {key: _with_types(value, known, named, columns) for key, value in item.items()}
    fields = item["ColumnRef"]["fields"]
    kind = known.get(item["ColumnRef"].get("location", 0))
    if kind is None and len(fields) == 1:
        kind = named.get(fields[0].get("String", {}).get("sval", ""))
    columns.append(Column(f"column {len(columns)}", kind or UNKNOWN))
    return {"ColumnRef": {"fields": [{"String": {"sval": columns[-1].name}}]}}


def _chosen(catalog: Catalog, fitting: Sequence[Function], own: bool, types: Sequence[DataType]) -> Meant:
    """One of several functions, or PostgreSQL's ``own``."""
    possible = [function for function in fitting if _takes(catalog, function, types)]
    if own and (not possible or not types):  # pg_catalog comes first, of two that take the same
        return Meant(None, certain=True)
    exact = [
        function
        for function in possible
        if tuple(kind.unmodified for kind in types) == function.argument_types
    ]
    users = any(kind.schema != "pg_catalog" for kind in types)
    if len(exact) == 1:
        return Meant(exact[0].ref, certain=not own or users)
    if len(possible) == 1 and not own:
        return Meant(possible[0].ref, certain=True)
    return Meant(None if own else (possible or fitting)[0].ref, certain=False)


def _takes(catalog: Catalog, function: Function, types: Sequence[DataType]) -> bool:
    """Whether a function may take values of these types."""
    if _is_variadic(function):
        return True
    pairs = zip(types, function.argument_types, strict=False)
    return all(kind in _OPEN or casts(catalog, kind, declared, "i") for kind, declared in pairs)
