"""A function, an operator or a cast that comes beside others: what uses one of these goes on doing so, and would be made again with
the one that fits best by then (documentation, chapter 10 Type Conversion).
"""

from __future__ import annotations

from collections.abc import Iterable

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import (
    Constraint,
    DomainType,
    Extension,
    Function,
    Index,
    Object,
    Policy,
    Table,
    View,
)
from fixer.catalog.rare_objects import Cast, Operator, Rule, Statistics
from fixer.ddl.base import Session, describe
from fixer.ddl.depends import dependents, resting_on, type_needs
from fixer.ddl.expression_type import type_of
from fixer.ddl.held_texts import HeldText, held_by
from fixer.ddl.names import type_named
from fixer.sql.builtins import extensions_providing
from fixer.sql.names import names
from fixer.sql.names.statements import INPUT_MODES
from fixer.sql.parse import SqlSyntaxError, nodes, statement
from fixer.sql.types import DataType

_CALL = (Constraint, DomainType, Index, Policy, Rule, Statistics, Table, View)
"""What holds expressions: what else needs a function names it with the types that it takes."""
_MANY = 1 << 16


def say_who_calls_others(catalog: Catalog, session: Session, made: Function) -> None:
    """Says what calls another function that takes as many arguments, unless their types are known to be just that one's."""
    if session.strict:  # of what we make again it is said where it was made
        return
    for other in catalog.routines(made.ref.schema, made.ref.name):
        if other.ref == made.ref or not set(_counts(other)).intersection(_counts(made)):
            continue
        for item in dependents(catalog, other.ref):
            calls = isinstance(item, _CALL) or (isinstance(item, Function) and item.atomic)
            if calls and not _is_exact(catalog, item, other):
                session.unmodelled(
                    f"{describe(item)} calls {describe(other)}, which is not to be told from {describe(made)} by how many"
                    " arguments it takes: that it goes on calling it is not modelled"
                )


def _is_exact(catalog: Catalog, item: Object, function: Function) -> bool:
    """Whether all calls in expressions over a table have arguments of the function's own types, so that none fits better."""
    table = item if isinstance(item, Table) else None
    if isinstance(item, Constraint | Index | Policy):
        table = catalog.find(item.table, Table)
    if table is None:
        return False
    found = (
        part["FuncCall"]
        for held in held_by(item)
        for part in nodes([statement(held.statement)[1]])
        if "FuncCall" in part
    )
    calls = [call for call in found if call["funcname"][-1]["String"]["sval"] == function.ref.name]
    kinds = [
        [type_of(catalog, Session(), node, table.columns) for node in call.get("args", [])] for call in calls
    ]
    return all(own == list(function.argument_types) for own in kinds)


def say_who_uses_others(catalog: Catalog, session: Session, made: Operator) -> None:
    """Says what has an operator of that name between values that may be of these types. One that only a search_path finds comes in
    the way of none that does without.
    """
    if session.strict or made.ref.schema != "public":
        return
    for item in _with_values_of(catalog, (made.left, made.right)):
        if any(made.ref.name in held.text and made.ref.name in _operators(held) for held in _kept(item)):
            session.unmodelled(
                f"{describe(item)} has an operator {made.ref.name} which is not to be told from {describe(made)}: that it goes on"
                " using it is not modelled"
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
        for held in _kept(item):
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
    for item in _with_values_of(catalog, (made.source, made.target)):
        if any(implicit or _converts(held, made.target, catalog) for held in _kept(item)):
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


def _with_values_of(catalog: Catalog, kinds: Iterable[DataType | None]) -> list[Object]:
    """What may have values of all these types in its texts, as far as they are the user's: what needs such a type, or something
    that does.
    """
    own = [
        ref
        for kind in kinds
        if kind is not None
        for ref in type_needs(kind, catalog)
        if ref.kind != "extension"
    ]
    reached = [{item.ref: item for item in resting_on(catalog, ref)} for ref in own]
    if not reached:
        return list(catalog.objects(Object))
    first, *others = reached
    return [item for ref, item in first.items() if all(ref in other for other in others)]


def _kept(item: Object) -> list[HeldText]:
    """The texts whose meaning an object keeps, and finds by types."""
    held = held_by(item) if not isinstance(item, Function) or item.atomic else []
    return [one for one in held if one.form != "clause" or one.over is not None]


def _operators(held: HeldText) -> set[str]:
    """The operators in a text that are named without a schema."""
    try:
        found = names(held.statement)
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


def _counts(function: Function) -> range:
    """How many arguments it takes."""
    parameters = [item["FunctionParameter"] for item in statement(function.source)[1].get("parameters", [])]
    given = [one for one in parameters if one["mode"] in INPUT_MODES]
    least = sum("defexpr" not in one and one["mode"] != "FUNC_PARAM_VARIADIC" for one in given)
    return range(
        least, (_MANY if any(one["mode"] == "FUNC_PARAM_VARIADIC" for one in given) else len(given)) + 1
    )
