"""The texts that an object holds, expressions and queries, each with what it is read as.

What looks for names, columns or labels in texts, and what writes them otherwise, goes through here: each knows of texts alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, TypeVar

from fixer.catalog.objects import (
    Column,
    Constraint,
    DomainType,
    Function,
    Index,
    IndexKey,
    Object,
    Policy,
    RangeType,
    Table,
    Trigger,
    View,
)
from fixer.catalog.rare_objects import OperatorClass, OperatorFamily, Publication, Rule, Statistics
from fixer.ddl.texts.function_text import with_source
from fixer.function_source.routine import apply
from fixer.model import ObjectRef
from fixer.sql.names import Name, names, names_in_expression
from fixer.sql.parse import slices
from fixer.sql.quote import target
from fixer.sql.types import DataType
from fixer.values import Value, replace

Form = Literal["expression", "query", "clause"]
"""A clause is a part of what declares something: the key of a partitioned table, a member of an operator class."""


_NONE: Mapping[str, DataType] = MappingProxyType({})
_V = TypeVar("_V", bound=Value)
_T = TypeVar("_T", str, str | None)


class HeldText(NamedTuple):
    """One text of an object."""

    text: str
    form: Form
    before: str = ""
    after: str = ""
    """What makes a statement of a clause."""
    over: ObjectRef | None = None
    """The table whose columns an expression or a clause names."""
    rows: ObjectRef | None = None
    """The table whose rows OLD and NEW are."""
    wanted: DataType | None = None
    """The type of an expression's value, where something asks for one."""
    named: Mapping[str, DataType] = _NONE
    """The types of what stands for no column: the arguments of a function, VALUE."""

    @property
    def statement(self) -> str:
        """A statement that the text is part of."""
        if self.form == "expression":
            return condition_statement(self.text, self.over)
        return f"{self.before}{self.text}{self.after}"

    @property
    def read(self) -> str:
        """What names are looked for in: an expression, or the statement that anything else is part of."""
        return self.text if self.form == "expression" else self.statement

    @property
    def names(self) -> tuple[Name, ...]:
        """The names in it, by their places in what is ``read``. Raises SqlSyntaxError."""
        if self.form == "expression":
            return names_in_expression(self.text)
        first, behind = len(self.before), len(self.statement) - len(self.after)
        return tuple(name for name in names(self.statement) if first <= name.start < behind)

    def back(self, read: str) -> str:
        """The text in what was made of ``read``."""
        return read if self.form == "expression" else self.out_of(read)

    def out_of(self, statement: str) -> str:
        """The text in a statement that was made of ``statement`` and differs from it in the text alone."""
        before = condition_statement("", self.over) if self.form == "expression" else self.before
        return statement[len(before) : len(statement) - len(self.after)]


Change = Callable[[HeldText], str]

PARTITIONED = "CREATE TABLE _ () PARTITION BY "
EXCLUSION = "ALTER TABLE _ ADD EXCLUDE "
BEHIND_KEY = "CREATE INDEX ON _ (_ "
_MEMBER = "CREATE OPERATOR CLASS _ FOR TYPE _ USING _ AS "
RANGE = "CREATE TYPE _ AS RANGE ("
"""What clauses stand behind in a statement, in which the names in them can be found."""


def condition_statement(condition: str, table: ObjectRef | None = None) -> str:
    """What reads the rows of a table, or nothing, under a condition: to read that as part of a statement."""
    rows = f"FROM {target(table)} " if table is not None else ""
    return f"SELECT {rows}WHERE {condition}"


def held_by(item: Object) -> list[HeldText]:
    """The texts of an object."""
    found: list[HeldText] = []

    def note(held: HeldText) -> str:
        found.append(held)
        return held.text

    with_held(item, note)
    return found


def kept_by(item: Object) -> list[HeldText]:
    """The texts that PostgreSQL keeps parsed, so that they go on meaning what they meant: not the body that a function has as one."""
    return held_by(item) if not isinstance(item, Function) or item.atomic else []


def with_held(item: Object, change: Change) -> Object:
    """The object with its texts changed; itself where none is another then. That of a function is all that makes it."""
    changed = _CHANGED.get(type(item))
    return changed(item, change) if changed is not None else item


def _table(item: Table, change: Change) -> Table:
    columns = tuple(_column(item.ref, column, change) for column in item.columns)
    return _with(
        item, columns=columns, partition_key=_clause(item.partition_key, PARTITIONED, change, over=item.ref)
    )


def _column(table: ObjectRef, column: Column, change: Change) -> Column:
    if column.default is None and column.generated is None:
        return column
    default = _expression(column.default, change, wanted=column.type)
    generated = _expression(column.generated, change, over=table, wanted=column.type)
    return _with(column, default=default, generated=generated)


def _constraint(item: Constraint, change: Change) -> Constraint:
    if item.expression is None and item.exclusion is None:
        return item
    expression = _expression(item.expression, change, over=item.table)
    return _with(
        item, expression=expression, exclusion=_clause(item.exclusion, EXCLUSION, change, over=item.table)
    )


def _index(item: Index, change: Change) -> Index:
    keys = tuple(_key(item.table, key, change) for key in item.keys)
    return _with(item, keys=keys, predicate=_expression(item.predicate, change, over=item.table))


def _key(table: ObjectRef, key: IndexKey, change: Change) -> IndexKey:
    """Behind the column of an index only a collation is named."""
    if key.expression is None and not key.suffix:
        return key
    expression, suffix = _expression(key.expression, change, over=table), key.suffix
    if "COLLATE" in suffix:
        suffix = _clause(suffix, BEHIND_KEY, change, ")") or ""
    return _with(key, expression=expression, suffix=suffix)


def _policy(item: Policy, change: Change) -> Policy:
    using, check = (_expression(text, change, over=item.table) for text in (item.using, item.check))
    return _with(item, using=using, check=check)


def _trigger(item: Trigger, change: Change) -> Trigger:
    return _with(item, condition=_expression(item.condition, change, rows=item.table))


def _rule(item: Rule, change: Change) -> Rule:
    """Each of its commands is a query."""
    condition = _expression(item.condition, change, rows=item.table)
    opening, closing = (1, len(item.actions) - 1) if item.actions.startswith("(") else (0, len(item.actions))
    inner = item.actions[opening:closing]
    pieces = () if inner == "NOTHING" else slices(inner)
    edits = [
        (piece.start, piece.stop, change(HeldText(inner[piece], "query", rows=item.table)))
        for piece in pieces
    ]
    actions = item.actions[:opening] + apply(inner, edits) + item.actions[closing:]
    return _with(item, condition=condition, actions=actions)


def _view(item: View, change: Change) -> View:
    query, whole = (
        change(HeldText(text, "query")) if text else text for text in (item.query, item.spelled_out)
    )
    return _with(item, query=query, spelled_out=whole)


def _function(item: Function, change: Change) -> Function:
    named = dict(zip(item.argument_names, item.argument_types, strict=False))
    return with_source(item, change(HeldText(item.source, "query", named=named)))


def _domain(item: DomainType, change: Change) -> DomainType:
    named = {"value": item.base}
    checks = tuple(
        _with(check, expression=_expression(check.expression, change, named=named)) for check in item.checks
    )
    return _with(item, default=_expression(item.default, change, wanted=item.base), checks=checks)


def _range(item: RangeType, change: Change) -> RangeType:
    return _with(item, definition=_clause(item.definition, RANGE, change, ")"))


def _statistics(item: Statistics, change: Change) -> Statistics:
    return _with(item, keys=tuple(_expression(key, change, over=item.table) for key in item.keys))


def _class(item: OperatorClass, change: Change) -> OperatorClass:
    return _with(item, items=tuple(_clause(text, _MEMBER, change) for text in item.items))


def _family(item: OperatorFamily, change: Change) -> OperatorFamily:
    return _with(item, items=tuple((key, _clause(text, _MEMBER, change)) for key, text in item.items))


def _publication(item: Publication, change: Change) -> Publication:
    tables = tuple(
        _with(one, condition=_expression(one.condition, change, over=one.table)) for one in item.tables
    )
    return _with(item, tables=tables)


_CHANGED: dict[type[Object], Callable[[Any, Change], Object]] = {
    Constraint: _constraint,
    DomainType: _domain,
    Function: _function,
    Index: _index,
    OperatorClass: _class,
    OperatorFamily: _family,
    Policy: _policy,
    Publication: _publication,
    RangeType: _range,
    Rule: _rule,
    Statistics: _statistics,
    Table: _table,
    Trigger: _trigger,
    View: _view,
}


def _expression(
    text: _T,
    change: Change,
    *,
    over: ObjectRef | None = None,
    rows: ObjectRef | None = None,
    wanted: DataType | None = None,
    named: Mapping[str, DataType] = _NONE,
) -> _T | str:
    if not text:
        return text
    return change(HeldText(text, "expression", over=over, rows=rows, wanted=wanted, named=named))


def _clause(
    text: _T, before: str, change: Change, after: str = "", *, over: ObjectRef | None = None
) -> _T | str:
    return change(HeldText(text, "clause", before, after, over)) if text else text


def _with(item: _V, **fields: Any) -> _V:
    """The value with these fields; itself where they are what they were."""
    for name, value in fields.items():
        if getattr(item, name) != value:
            return replace(item, **fields)
    return item
