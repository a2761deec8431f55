"""An operator or a cast beside others: what uses one of these goes on doing so, and would be made again with the one that fits best by
then (documentation, 10.2 Operators).
"""

from __future__ import annotations

from collections.abc import Iterable

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Extension, Function, Object, Table
from fixer.catalog.rare_objects import Cast, Operator
from fixer.ddl.base import Session, describe
from fixer.ddl.names import type_named
from fixer.ddl.texts.depends import resting_on
from fixer.ddl.texts.held_texts import HeldText
from fixer.ddl.texts.values_of import kept_texts, with_values_of
from fixer.sql.builtins import extensions_providing, is_builtin
from fixer.sql.parse import SqlSyntaxError, nodes, statement
from fixer.sql.types import DataType


def say_who_uses_others(catalog: Catalog, session: Session, made: Operator, goes: bool = False) -> None:
    """Says what has an operator of that name between values that may be of these types, when it comes or goes. One that only a
    search_path finds comes in the way of none that does without.
    """
    others = is_builtin("operator", made.ref.name) or catalog.operators("public", made.ref.name)
    if session.strict or made.ref.schema != "public" or not (others or goes):
        return
    for item in with_values_of(catalog, (made.left, made.right)):
        if any(made.ref.name in held.text and made.ref.name in _operators(held) for held in kept_texts(item)):
            session.unmodelled(
                f"{describe(item)} has an operator {made.ref.name} which is not to be told from {describe(made)}: which one it"
                " keeps is not modelled"
            )


_TAKES_OVER = {"intarray": ("int4", True)}
"""Extensions with operators between values of a built-in type, and arrays of it, by names that PostgreSQL's own have, too (contrib of
PostgreSQL 15 to 18).
"""


def say_what_it_takes_over(catalog: Catalog, session: Session, made: Extension) -> None:
    """Says what has PostgreSQL's operators where those of an extension would be taken once it is there."""
    kind = _TAKES_OVER.get(made.ref.name)
    if session.strict or kind is None or made.schema is not None:
        return

    def has(types: Iterable[DataType]) -> bool:
        return any((one.name, one.array) == kind for one in types)

    holding = [
        *(table for table in catalog.objects(Table) if has(column.type for column in table.columns)),
        *(function for function in catalog.objects(Function) if has(function.argument_types)),
    ]
    reached = {item.ref for one in holding for item in (one, *resting_on(catalog, one.ref))}
    for item in list(catalog.objects(Object)):
        for held in kept_texts(item):
            may_be = item.ref in reached or "array" in held.text.lower() or "[]" in held.text
            if may_be and any(
                made.ref.name in extensions_providing("operator", name) for name in _operators(held)
            ):
                session.unmodelled(
                    f"{describe(item)} has an operator which is not to be told from one of {describe(made)}: that it goes on using"
                    " PostgreSQL's is not modelled"
                )
                break


def say_who_converts(catalog: Catalog, session: Session, made: Cast) -> None:
    """Says what converts values between two types as long as there is no cast, and, of an implicit one, all that may come to do
    so. WITH INOUT is what ``::`` does without one.
    """
    implicit = made.context == "i"
    if (
        session.strict
        or (made.method == "i" and not implicit)
        or (implicit and not _is_taken(catalog, made.target))
    ):
        return
    for item in with_values_of(catalog, (made.source, made.target)):
        if any(implicit or _converts(held, made.target, catalog) for held in kept_texts(item)):
            session.unmodelled(
                f"{describe(item)} may convert {made.source} to {made.target} without {describe(made)}: that it goes on doing so is"
                " not modelled"
            )


def _is_taken(catalog: Catalog, kind: DataType) -> bool:
    """Whether a function or an operator takes values of a type: of what is the user's, only the user's do by its name."""
    if kind.schema == "pg_catalog":
        return True
    functions = any(kind in function.argument_types for function in catalog.objects(Function))
    return functions or any(kind in (one.left, one.right) for one in catalog.objects(Operator))


def _operators(held: HeldText) -> set[str]:
    """The operators in a text that are named without a schema."""
    try:
        found = held.names
    except SqlSyntaxError:
        return set()
    return {one.parts[0] for one in found if one.kind == "operator" and len(one.parts) == 1}


def _converts(held: HeldText, kind: DataType, catalog: Catalog) -> bool:
    """Whether a text has a cast to a type, of what is no constant."""
    try:
        tree = statement(held.statement)[1]
    except (SqlSyntaxError, ValueError):
        return True
    casts = (node["TypeCast"] for node in nodes([tree]) if "TypeCast" in node)
    return any(
        "A_Const" not in cast["arg"] and type_named(catalog, Session(), cast["typeName"]) == kind
        for cast in casts
    )
