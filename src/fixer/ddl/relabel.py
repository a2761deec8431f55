"""A label of an enum type gets another name: what holds it, by its identity, goes on holding it."""

from __future__ import annotations

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import (
    Column,
    Constraint,
    DomainType,
    EnumType,
    Function,
    Index,
    Object,
    Policy,
    Table,
    Trigger,
    View,
)
from fixer.catalog.rare_objects import Publication, Rule, Statistics
from fixer.ddl.base import Session, describe
from fixer.ddl.column_scope import Scope, old_and_new
from fixer.ddl.depends import condition_statement
from fixer.ddl.function import with_source
from fixer.ddl.labels_in_texts import Relabel
from fixer.ddl.partition_key import key_columns
from fixer.ddl.renamed_column import each_command
from fixer.function_source.routine import apply
from fixer.model import ObjectRef
from fixer.sql.quote import literal
from fixer.sql.tokens import Tokens
from fixer.sql.types import DataType
from fixer.values import replace


def relabel(catalog: Catalog, session: Session, enum: EnumType, old: str, new: str) -> None:
    """Follows it into all expressions and queries. Says where it cannot be told whether a text is the label."""
    for item in list(catalog.objects(Object)):
        of = _One(catalog, enum, old, new)
        changed = of.changed(item)
        if changed is not item:
            catalog.put(changed)
        if not of.certain:
            session.unmodelled(
                f"{describe(item)} has {literal(old)} where it cannot be told whether that is the label: it is taken for it"
            )


class _One:
    """The texts of one object."""

    def __init__(self, catalog: Catalog, enum: EnumType, old: str, new: str):
        self.catalog, self.what, self.certain = catalog, Relabel(catalog, enum, old, new), True

    def over(
        self,
        text: str | None,
        table: ObjectRef | None,
        wanted: DataType | None = None,
        value: DataType | None = None,
    ) -> str | None:
        """An expression over a table, or over VALUE."""
        if not text or not self.what.may_be_in(text):
            return text
        named = {"value": value} if value is not None else None
        found = self.what.in_expression(text, table, wanted, named=named)
        self.certain &= found.certain
        return found.text

    def query(
        self, text: str, outermost: Scope | None = None, named: dict[str, DataType] | None = None
    ) -> str:
        """A statement."""
        found = self.what.in_statement(text, outermost, named)
        self.certain &= found.certain
        return found.text

    def rows(self, table: ObjectRef) -> Scope:
        """OLD and NEW, as rows of a table."""
        found = self.catalog.find(table, Table)
        columns = found.columns if found is not None else ()
        types = {column.name: column.type for column in columns}
        return old_and_new(table, types, types)

    def changed(self, item: Object) -> Object:
        """The object with the new label; itself where it has none."""
        if isinstance(item, Table):
            columns = tuple(self._column(item.ref, column) for column in item.columns)
            bound = self._bound(item)
            same = (columns, bound) == (item.columns, item.bound)
            return item if same else replace(item, columns=columns, bound=bound)
        if isinstance(item, Constraint):
            text = self.over(item.expression, item.table)
            return item if text == item.expression else replace(item, expression=text)
        if isinstance(item, Policy):
            using, check = (self.over(text, item.table) for text in (item.using, item.check))
            return (
                item
                if (using, check) == (item.using, item.check)
                else replace(item, using=using, check=check)
            )
        if isinstance(item, Index):
            keys = tuple(replace(key, expression=self.over(key.expression, item.table)) for key in item.keys)
            predicate = self.over(item.predicate, item.table)
            same = (keys, predicate) == (item.keys, item.predicate)
            return item if same else replace(item, keys=keys, predicate=predicate)
        if isinstance(item, Statistics):
            texts = tuple(self.over(key, item.table) or "" for key in item.keys)
            return item if texts == item.keys else replace(item, keys=texts)
        if isinstance(item, View):
            query, whole = self.query(item.query), self.query(item.spelled_out)
            same = (query, whole) == (item.query, item.spelled_out)
            return item if same else replace(item, query=query, spelled_out=whole)
        return self._rarer(item)

    def _rarer(self, item: Object) -> Object:
        if isinstance(item, Function):
            kinds = zip(item.argument_names, item.argument_types, strict=False)
            return with_source(item, self.query(item.source, named=dict(kinds)))
        if isinstance(item, DomainType):
            checks = tuple(
                replace(check, expression=self.over(check.expression, None, value=item.base) or "")
                for check in item.checks
            )
            default = self.over(item.default, None, item.base)
            same = (checks, default) == (item.checks, item.default)
            return item if same else replace(item, checks=checks, default=default)
        if isinstance(item, Trigger | Rule):
            rows = self.rows(item.table)
            before = condition_statement("")
            condition = (
                self.query(before + item.condition, rows)[len(before) :] if item.condition else item.condition
            )
            if isinstance(item, Trigger):
                return item if condition == item.condition else replace(item, condition=condition)
            actions = each_command(item.actions, lambda text: self.query(text, rows))
            same = (condition, actions) == (item.condition, item.actions)
            return item if same else replace(item, condition=condition, actions=actions)
        if isinstance(item, Publication):
            tables = tuple(replace(one, condition=self.over(one.condition, one.table)) for one in item.tables)
            return item if tables == item.tables else replace(item, tables=tables)
        return item

    def _column(self, table: ObjectRef, column: Column) -> Column:
        default = self.over(column.default, None, column.type)
        generated = self.over(column.generated, table, column.type)
        same = (default, generated) == (column.default, column.generated)
        return column if same else replace(column, default=default, generated=generated)

    def _bound(self, table: Table) -> str | None:
        """The values of a partition, of the type of the column that its parent is partitioned by."""
        parent = self.catalog.find(table.parent, Table) if table.parent is not None else None
        if table.bound is None or parent is None or not self.what.may_be_in(table.bound):
            return table.bound
        by = [column for column in parent.columns if column.name in key_columns(parent)]
        enums = [column for column in by if self.what.is_of(column.type)]
        if not enums:
            return table.bound
        tokens, bound = Tokens(table.bound), table.bound
        places = [(tokens.start(at), tokens.end(at)) for at in range(len(tokens))]
        found = [place for place in places if bound[slice(*place)] == literal(self.what.old)]
        self.certain &= not found or len(enums) == len(by)
        return apply(bound, [(*place, literal(self.what.new)) for place in found])
