"""The operations that give columns another type, together with what PostgreSQL refuses to change it under."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Column, Constraint, Function, Table, View
from fixer.catalog.objects import Sequence as NumberSequence
from fixer.catalog.rare_objects import Rule
from fixer.ddl import reach
from fixer.ddl.base import DdlError
from fixer.ddl.difference import CannotRestoreError, difference
from fixer.ddl.queries.used_columns import column_ref
from fixer.ddl.tables.alter_column import change_column
from fixer.ddl.texts.depends import dependents, needs
from fixer.model import Applicability, Check, Finding, Fix, ObjectRef, Operation, Refusal, validation
from fixer.sql import parse
from fixer.sql.quote import identifier, target
from fixer.sql.types import DataType
from fixer.values import Value, replace


class NotRetypedError(Exception):
    """A column that keeps its type. ``str()`` is the reason, which names what is in the way."""


class NewType(Value, frozen=True):
    """A column and the type that it is to have.

    ``using`` and ``back`` convert a value there and back; by default a cast does. ``default`` is the new default
    where the type asks for another text, "" for the one that is there.
    """

    table: ObjectRef
    column: str
    type: DataType
    using: str = ""
    back: str = ""
    default: str = ""


def linked(catalog: Catalog, table: ObjectRef, column: str) -> list[tuple[Table, Column]]:
    """The column and all that foreign keys tie to it, over any number of steps: they have one type."""
    found: dict[tuple[ObjectRef, str], None] = {(table, column): None}
    waiting = [(table, column)]
    while waiting:
        place, name = waiting.pop()
        for other in _tied(catalog, place, name):
            if other not in found:
                found[other] = None
                waiting.append(other)
    tables = ((catalog.find(place, Table), name) for place, name in found)
    columns = ((there, there.column(name)) for there, name in tables if there is not None)
    return [(there, each) for there, each in columns if each is not None]


def _tied(catalog: Catalog, table: ObjectRef, column: str) -> Iterator[tuple[ObjectRef, str]]:
    own = (key for key in catalog.children(table, Constraint) if key.type == "f")
    for key in (*own, *catalog.referrers(table)):
        if key.references is None or key.clone_of is not None:
            continue
        there = key.referenced_columns or catalog.primary_key(key.references)
        for here, other in zip(key.columns, there, strict=False):
            if (key.table, here) == (table, column):
                yield key.references, other
            if (key.references, other) == (table, column):
                yield key.table, here


def retyped(
    catalog: Catalog, changes: Sequence[NewType], constraints: Sequence[Operation] = ()
) -> tuple[Operation, ...]:
    """The statements: what depends on the columns is dropped, they are changed, and it is made again.

    All of it is for one transaction, but for CHECKs, which come back NOT VALID and are validated later. The way back
    drops ``constraints`` that are added afterwards, before all else. Raises NotRetypedError.
    """
    goal = catalog.overlay()
    for change in changes:
        table, column = _found(catalog, change)
        _in_the_way(catalog, table, column)
        table = goal.find(change.table, Table) or table
        collation = column.collation if change.type.name in _TEXTS and not change.type.array else None
        column = replace(
            table.column(change.column) or column,
            type=change.type,
            storage=None,
            compression=None,
            collation=collation,
            default=column.default and (change.default or column.default),
        )
        change_column(goal, table, column, deep=True)
    try:
        texts = [statement.sql for statement in difference(catalog, goal, concurrently=False)]
    except (CannotRestoreError, DdlError) as error:  # files may leave out what makes the schema fit together
        raise NotRetypedError(str(error)) from None
    about = {(change.table.schema, change.table.name, change.column) for change in changes}
    own = [text for text in texts if about & set(_changed(text))]
    first = texts.index(own[0])
    before, after = texts[:first], [text for text in texts[first:] if text not in own]
    again = [
        f"ALTER TABLE {target(added.params['table'])} DROP CONSTRAINT IF EXISTS {identifier(added.params['name'])}"
        for added in constraints
        if added.template == "add_check"
    ]
    again += [_if_there(text) for text in before]
    made = [_statement(text) for text in before]
    tables = list(dict.fromkeys(change.table for change in changes))
    for table_ref in tables:
        of_table = [change for change in changes if change.table == table_ref]
        made.append(_change(catalog, of_table, again if table_ref == tables[-1] else []))
    for change in changes:
        made += _widened(catalog, change)
    validations: list[Operation] = []
    for text in after:
        constraint = _check(text)
        if constraint is None:
            made.append(_statement(text))
            continue
        made.append(_statement(f"{text} NOT VALID"))
        validations.append(validation(*constraint))
    return (*made, *validations)


def retype(
    finding: Finding,
    catalog: Catalog,
    changes: Sequence[NewType],
    title: str,
    why: str,
    applicability: Applicability = Applicability.UNSAFE,
    checks: tuple[Check, ...] = (),
    notes: tuple[str, ...] = (),
    constraints: Sequence[Operation] = (),
) -> Fix | Refusal:
    """A fix that gives columns another type, and ``constraints`` (to be validated last); refused with what is in the way."""
    first = changes[0]
    try:
        operations = retyped(catalog, changes, constraints)
    except NotRetypedError as error:
        return Refusal(finding, "unsupported", str(error), "Change the type by hand, with what hangs on it.")
    again = _remakes(operations)
    if again:
        notes = (*notes, f"Dropped and made again on the way: {', '.join(again)}.")
    if _builds_index(operations):
        notes = (*notes, "An index is built while the table is locked.")
    last = [operation for operation in (*operations, *constraints) if operation.for_rows]
    before = [operation for operation in (*operations, *constraints) if not operation.for_rows]
    return Fix(
        finding,
        title=title,
        why=why,
        slug=f"type_{first.table.name}_{first.column}",
        operations=(*before, *last),
        applicability=applicability,
        checks=checks,
        notes=notes,
    )


def plain_default(default: str | None) -> str:
    """A default that is a constant, without the cast to the old type; "" for any other one, which stays as it is."""
    found = re.fullmatch(
        r"\(*((?:[eE])?'(?:[^']|'')*')(?:\)*::[\w.\" ]+(?:\([\d, ]*\))?)*\)*", (default or "").strip()
    )
    return found[1] if found else ""


def _remakes(operations: Sequence[Operation]) -> tuple[str, ...]:
    """What is dropped and made again on the way, as one says it."""
    texts = [str(operation.params["sql"]) for operation in operations if operation.template == "statement"]
    found = (_DROPS.match(text) for text in texts)
    return tuple(dict.fromkeys(f"{drop['what'].lower()} {drop['name']}" for drop in found if drop))


_MADE_AGAIN = "MATERIALIZED VIEW|VIEW|POLICY|TRIGGER|INDEX|CONSTRAINT|STATISTICS|FUNCTION|PROCEDURE|AGGREGATE"
_DROPS = re.compile(
    rf"(?:ALTER TABLE (?P<table>.+?) )?DROP (?P<what>{_MADE_AGAIN}) "
    r'(?P<name>(?:"(?:[^"]|"")*"|[^\s"(])+(?:\(.*\))?)'
)


def _found(catalog: Catalog, change: NewType) -> tuple[Table, Column]:
    table = catalog.find(change.table, Table)
    column = table.column(change.column) if table is not None else None
    if table is None or column is None:
        raise NotRetypedError(f"there is no {target(column_ref(change.table, change.column))}")
    return table, column


def _in_the_way(catalog: Catalog, table: Table, column: Column) -> None:
    """What no statement leads around, or nobody can wait for. Raises NotRetypedError."""
    name = target(column_ref(table.ref, column.name))
    if column.generated is not None:
        raise NotRetypedError(f"{name} is a generated column, whose type is its expression's")
    if column.type.array:
        raise NotRetypedError(f"{name} is an array")
    if column.inherited:
        raise NotRetypedError(f"{name} is inherited: the type is its parent's")
    if table.server is not None or table.of_type is not None:
        raise NotRetypedError(f"the columns of {target(table.ref)} are given by its server or its type")
    ref = column_ref(table.ref, column.name)
    for other in table.columns:
        if other.generated is not None and ref in needs(Table(table.ref, columns=(other,)), catalog):
            raise NotRetypedError(
                f"{target(column_ref(table.ref, other.name))} is generated from it: it would have to be dropped and "
                "added again, at the end of the table"
            )
    for below in filter(None, (catalog.find(ref, Table) for ref in reach.below(catalog, table.ref))):
        if below.partition_key is not None and _names(below.partition_key, column.name):
            raise NotRetypedError(f"{target(below.ref)} is partitioned by it")
    for item in dependents(catalog, ref):
        if isinstance(item, View) and item.materialized:
            raise NotRetypedError(f"the materialized view {target(item.ref)} would have to be filled again")
        if isinstance(item, Rule):
            raise NotRetypedError(f"the rule {identifier(item.ref.name)} of {target(item.table)} uses it")
        if isinstance(item, Function) and item.atomic:
            raise NotRetypedError(f"the body of {target(item.ref)} is bound to it")
    for item in dependents(catalog, table.ref):
        if not isinstance(item, Table):
            continue
        for other in item.columns:
            if (other.type.schema, other.type.name) == (table.ref.schema, table.ref.name):
                where = target(column_ref(item.ref, other.name))
                raise NotRetypedError(f"{where} has the row type of {target(table.ref)}")


def _names(partition_key: str, column: str) -> bool:
    """Whether a partition key names a column, as far as a text shows it."""
    return re.search(rf"(?<![\w$]){re.escape(column)}(?![\w$])", partition_key) is not None


def _changed(sql: str) -> Iterator[tuple[str, str, str]]:
    """Schema, table and column of what ALTER COLUMN changes the type or the default of."""
    kind, node = parse.statement(sql)
    if kind != "AlterTableStmt":
        return
    relation = node["relation"]
    for item in node["cmds"]:
        if item["AlterTableCmd"]["subtype"] in ("AT_AlterColumnType", "AT_ColumnDefault"):
            yield relation.get("schemaname", "public"), relation["relname"], item["AlterTableCmd"]["name"]


def _check(sql: str) -> tuple[ObjectRef, str] | None:
    """The table and the name of a CHECK that a statement adds with validation."""
    kind, node = parse.statement(sql)
    command = node["cmds"][0]["AlterTableCmd"] if kind == "AlterTableStmt" else {}
    constraint = command.get("def", {}).get("Constraint", {})
    if constraint.get("contype") != "CONSTR_CHECK" or constraint.get("skip_validation"):
        return None
    relation = node["relation"]
    return (
        ObjectRef("table", relation.get("schemaname", "public"), relation["relname"]),
        constraint["conname"],
    )


def _if_there(sql: str) -> str:
    """A drop that finds nothing to do where another way back was there first."""
    return re.sub(
        rf"\bDROP ({_MADE_AGAIN}) (?!IF EXISTS)",
        r"DROP \1 IF EXISTS ",
        sql,
        count=1,
    )


def _statement(sql: str) -> Operation:
    return Operation("statement", {"sql": sql, "plain": sql})


def _change(catalog: Catalog, changes: Sequence[NewType], drops: Sequence[str]) -> Operation:
    """All changes of one table, which is written anew once; each default is taken off and said again as it is written."""
    there: list[dict[str, str | None]] = []
    back: list[dict[str, str | None]] = []
    for change in changes:
        _table, column = _found(catalog, change)
        name = identifier(column.name)
        collation = column.collation if change.type.name in _TEXTS and not change.type.array else None
        there.append(
            {
                "name": column.name,
                "type": f"{change.type}{_collation(collation)}",
                "using": change.using or f"{name}::{change.type}",
                "default": column.default and (change.default or column.default),
            }
        )
        back.append(
            {
                "name": column.name,
                "type": f"{column.type}{_collation(column.collation)}",
                "using": change.back or f"{name}::{column.type}",
                "default": column.default,
            }
        )
    params = {"table": changes[0].table, "columns": there, "columns_before": back, "drops": list(drops)}
    return Operation("change_type", params)


_TEXTS = frozenset({"text", "varchar", "bpchar", "name", "citext"})


def _collation(name: str | None) -> str:
    return f" COLLATE {'.'.join(map(identifier, name.split('.')))}" if name else ""


def _widened(catalog: Catalog, change: NewType) -> Iterator[Operation]:
    """The sequence of a serial column counts as far as its column does; an identity column's follows by itself."""
    if not change.type.integer:
        return
    for item in dependents(catalog, change.table):
        if isinstance(item, NumberSequence) and item.owned_by == (change.table, change.column):
            yield _statement(f"ALTER SEQUENCE {target(item.ref)} AS {change.type}")


def _builds_index(operations: Sequence[Operation]) -> bool:
    """Whether an index is built while the table is locked."""
    return any(
        operation.template == "statement"
        and re.match(r"CREATE (UNIQUE )?INDEX", str(operation.params["sql"])) is not None
        for operation in operations
    )
