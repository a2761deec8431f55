"""A function that comes beside others of its name: what calls one of these goes on doing so, and would be made again with the one
that fits best by then (documentation, 10.3 Functions).
"""

from __future__ import annotations

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Constraint, DomainType, Function, Index, Object, Policy, Table, View
from fixer.catalog.rare_objects import Rule, Statistics
from fixer.ddl.base import Session, describe
from fixer.ddl.depends import dependents
from fixer.ddl.expression_type import type_of
from fixer.ddl.held_texts import held_by
from fixer.sql.names.statements import INPUT_MODES
from fixer.sql.parse import nodes, statement

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


def _counts(function: Function) -> range:
    """How many arguments it takes."""
    parameters = [item["FunctionParameter"] for item in statement(function.source)[1].get("parameters", [])]
    given = [one for one in parameters if one["mode"] in INPUT_MODES]
    least = sum("defexpr" not in one and one["mode"] != "FUNC_PARAM_VARIADIC" for one in given)
    return range(
        least, (_MANY if any(one["mode"] == "FUNC_PARAM_VARIADIC" for one in given) else len(given)) + 1
    )
