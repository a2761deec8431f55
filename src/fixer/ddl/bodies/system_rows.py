"""The rows of the system's own tables and views that a catalog answers for: what code asks before it changes the schema.

PostgreSQL documentation, 53 System Catalogs, 54 System Views, 37 The Information Schema. A column that is not given is not
known; so is what ``others`` says may be there besides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import (
    Column,
    CompositeType,
    Constraint,
    DomainType,
    EnumType,
    Extension,
    External,
    Function,
    Index,
    Object,
    Policy,
    RangeType,
    Schema,
    Sequence,
    Table,
    Trigger,
    View,
)
from fixer.catalog.rare_objects import Publication
from fixer.ddl.known import Value
from fixer.model import ObjectRef
from fixer.sql.builtins import extensions_providing, is_builtin, is_known_extension

Row = Mapping[str, Value]


class Oid(str):
    """What stands for an object where PostgreSQL has its number: no text equals it."""

    __slots__ = ()


class SystemTable(NamedTuple):
    """A table or view of the system."""

    rows: Callable[[Catalog], Iterator[Row]]
    name: str
    """The column with the name of what it lists, or of the relation that this belongs to."""
    kind: str
    """What PostgreSQL and extensions have of it, as ``builtins`` calls it, or role; empty for nothing that has such a name."""


POSITIVE = "+"
"""A number of which it is only known that it is above zero."""
_SYSTEM = ("pg_catalog", "information_schema")


def class_oid(ref: ObjectRef) -> Oid:
    """The OID of a relation."""
    return Oid(f"class {ref.schema} {ref.name}")


def schema_oid(schema: str) -> Oid:
    """The OID of a schema."""
    return Oid(f"namespace {schema}")


def others(table: SystemTable, catalog: Catalog, asked: Row) -> bool | None:
    """Whether rows that the catalog does not have may be what is ``asked``: True where PostgreSQL has such names itself.

    None where they are only there if an extension, or what is made elsewhere, has one of that name.
    """
    name = asked.get(table.name)
    if table.kind == "role":
        return True  # the roles of a server are not those of a database
    if not isinstance(name, str):
        return True
    schema = next((asked[key] for key in _SCHEMAS if key in asked), None)
    system = schema is None or schema in (*_SYSTEM, *map(schema_oid, _SYSTEM))
    if system and (name.startswith(("pg_", "_")) or name.endswith("_not_null")):
        return True
    if system and table.kind and is_builtin(table.kind, name):
        return True
    there = [extension.ref.name for extension in catalog.objects(Extension)] if table.kind else []
    provided = extensions_providing(table.kind, name) if table.kind else frozenset()
    if any(one in provided for one in there):
        return True
    extended = any(not is_known_extension(one) for one in there)
    # identity columns have sequences, and ranges multiranges, that are no objects here
    implied = name.endswith("_seq") or (table.kind == "type" and catalog.may_have(RangeType))
    return None if extended or implied or _made_elsewhere(table, catalog, name, asked) else False


def _made_elsewhere(table: SystemTable, catalog: Catalog, name: str, asked: Row) -> bool:
    """Whether there is something of which the catalog only has the name, and which may be it, or have it."""
    if not table.kind:
        of = next((asked[key] for key in ("conrelid", "tgrelid", *_TABLES) if key in asked), None)
        return any(
            one.ref.schema and of in (None, one.ref.name, class_oid(one.ref))
            for one in catalog.objects(External)
        )
    schema = next((asked[key] for key in _SCHEMAS if key in asked), None)
    return any(
        one.ref.name == name if one.ref.schema else schema in (None, one.ref.name, schema_oid(one.ref.name))
        for one in catalog.objects(External)
    )


_TABLES = ("table_name", "tablename", "event_object_table")
_SCHEMAS = (
    "table_schema",
    "schemaname",
    "relnamespace",
    "typnamespace",
    "constraint_schema",
    "nspname",
    "pronamespace",
    "sequence_schema",
    "event_object_schema",
    "routine_schema",
)


def _information_tables(catalog: Catalog) -> Iterator[Row]:
    for table in catalog.objects(Table):
        kind = "BASE TABLE" if table.server is None else "FOREIGN"
        yield {"table_schema": table.ref.schema, "table_name": table.ref.name, "table_type": kind}
    for view in catalog.objects(View):
        if not view.materialized:
            yield {"table_schema": view.ref.schema, "table_name": view.ref.name, "table_type": "VIEW"}


def _information_views(catalog: Catalog) -> Iterator[Row]:
    return (row for row in _information_tables(catalog) if row["table_type"] == "VIEW")


def _information_columns(catalog: Catalog) -> Iterator[Row]:
    for table in catalog.objects(Table):
        for column in table.columns:
            yield {
                "table_schema": table.ref.schema,
                "table_name": table.ref.name,
                "column_name": column.name,
                **_kind_of(column, catalog),
            }
    for view in catalog.objects(View):
        if not view.materialized:  # which columns it has is what its query gives: not known here
            yield {"table_schema": view.ref.schema, "table_name": view.ref.name}


def _kind_of(column: Column, catalog: Catalog) -> Row:
    """What is known of a column's type, and whether it may be NULL: a domain answers as what it is made of."""
    made = catalog.type(column.type.schema, column.type.name)
    named = made if column.type.schema != "pg_catalog" else None
    found: dict[str, Value] = {"is_identity": "NO" if column.identity is None else "YES"}
    if column.not_null:
        found["is_nullable"] = "NO"
    elif column.type.schema == "pg_catalog" or isinstance(named, EnumType | CompositeType | RangeType):
        found["is_nullable"] = "YES"
    if column.type.array:
        found |= {"data_type": "ARRAY", "udt_name": f"_{column.type.name}"}
    elif column.type.schema == "pg_catalog":
        found |= {"data_type": column.type.signature, "udt_name": column.type.name}
    elif isinstance(named, EnumType | CompositeType | RangeType):
        found |= {"data_type": "USER-DEFINED", "udt_name": column.type.name}
    return found


def _attributes(catalog: Catalog) -> Iterator[Row]:
    for table in catalog.objects(Table):
        for column in table.columns:
            yield {
                "attrelid": class_oid(table.ref),
                "attname": column.name,
                "attnum": POSITIVE,
                "attisdropped": False,
                "attnotnull": column.not_null,
            }
    for view in catalog.objects(View):
        yield {"attrelid": class_oid(view.ref), "attnum": POSITIVE, "attisdropped": False}


def _relations(catalog: Catalog) -> Iterator[Row]:
    for item in catalog.objects(Object):
        kind = _relkind(item, catalog)
        if kind:
            yield {
                "oid": class_oid(item.ref),
                "relname": item.ref.name,
                "relnamespace": schema_oid(item.ref.schema),
                "relkind": kind,
            }


def _relkind(item: object, catalog: Catalog) -> str:
    if isinstance(item, Table):
        return "f" if item.server is not None else "p" if item.partition_key is not None else "r"
    if isinstance(item, View):
        return "m" if item.materialized else "v"
    if isinstance(item, Index):
        table = catalog.find(item.table, Table)
        return "I" if table is not None and table.partition_key is not None else "i"
    return "S" if isinstance(item, Sequence) else "c" if isinstance(item, CompositeType) else ""


def _tables(catalog: Catalog) -> Iterator[Row]:
    for table in catalog.objects(Table):
        if table.server is None:
            row = {"schemaname": table.ref.schema, "tablename": table.ref.name}
            yield {**row, "rowsecurity": table.row_security}


def _views(materialized: bool) -> Callable[[Catalog], Iterator[Row]]:
    name = "matviewname" if materialized else "viewname"

    def rows(catalog: Catalog) -> Iterator[Row]:
        for view in catalog.objects(View):
            if view.materialized == materialized:
                yield {"schemaname": view.ref.schema, name: view.ref.name}

    return rows


def _indexes(catalog: Catalog) -> Iterator[Row]:
    for index in catalog.objects(Index):
        yield {"schemaname": index.ref.schema, "indexname": index.ref.name, "tablename": index.table.name}


def _constraints(catalog: Catalog) -> Iterator[Row]:
    for item in catalog.objects(Constraint):
        row = {"conname": item.ref.name, "connamespace": schema_oid(item.ref.schema), "contype": item.type}
        if item.references is not None:
            row["confrelid"] = class_oid(item.references)
        yield {**row, "conrelid": class_oid(item.table), "convalidated": item.validated}
    for trigger in catalog.objects(Trigger):
        if trigger.constraint:
            yield {"conname": trigger.ref.name, "contype": "t", "conrelid": class_oid(trigger.table)}
    for domain in catalog.objects(DomainType):
        for check in domain.checks:
            yield {"conname": check.name, "contype": "c", "connamespace": schema_oid(domain.ref.schema)}


_CONSTRAINTS = {"p": "PRIMARY KEY", "u": "UNIQUE", "f": "FOREIGN KEY", "c": "CHECK"}


def _table_constraints(catalog: Catalog) -> Iterator[Row]:
    for item in catalog.objects(Constraint):
        if item.type in _CONSTRAINTS:
            yield {
                "table_schema": item.table.schema,
                "table_name": item.table.name,
                "constraint_schema": item.ref.schema,
                "constraint_name": item.ref.name,
                "constraint_type": _CONSTRAINTS[item.type],
            }
    for table in catalog.objects(Table):
        if any(column.not_null for column in table.columns):  # its name is the system's own
            yield {
                "table_schema": table.ref.schema,
                "table_name": table.ref.name,
                "constraint_name": Oid("not null"),
                "constraint_type": "CHECK",
            }


def _key_columns(catalog: Catalog) -> Iterator[Row]:
    for item in catalog.objects(Constraint):
        for column in item.columns if item.type in "puf" else ():
            yield {
                "table_schema": item.table.schema,
                "table_name": item.table.name,
                "column_name": column,
                "constraint_schema": item.ref.schema,
                "constraint_name": item.ref.name,
            }


def _used_columns(catalog: Catalog) -> Iterator[Row]:
    """constraint_column_usage: those of a foreign key are of the table that it references; of a CHECK they are not known."""
    for item in catalog.objects(Constraint):
        if item.type not in _CONSTRAINTS:
            continue
        table = item.references if item.type == "f" and item.references is not None else item.table
        columns = item.referenced_columns if item.type == "f" else item.columns
        row = {"table_schema": table.schema, "table_name": table.name, "constraint_schema": item.ref.schema}
        row["constraint_name"] = item.ref.name
        yield from ({**row, "column_name": column} for column in columns)
        if not columns:
            yield row


def _types(catalog: Catalog) -> Iterator[Row]:
    kinds: dict[type[Object], str] = {
        EnumType: "e",
        DomainType: "d",
        RangeType: "r",
        CompositeType: "c",
        Table: "c",
        View: "c",
    }
    for item in catalog.objects(Object):
        kind = kinds.get(type(item))
        if kind:
            schema = schema_oid(item.ref.schema)
            oid = Oid(f"type {item.ref.schema} {item.ref.name}")
            yield {"oid": oid, "typname": item.ref.name, "typtype": kind, "typnamespace": schema}


def _labels(catalog: Catalog) -> Iterator[Row]:
    for item in catalog.objects(EnumType):
        oid = Oid(f"type {item.ref.schema} {item.ref.name}")
        yield from ({"enumtypid": oid, "enumlabel": label} for label in item.labels)


def _extensions(catalog: Catalog) -> Iterator[Row]:
    yield {"extname": "plpgsql"}
    for item in catalog.objects(Extension):
        yield {"extname": item.ref.name}


def _schemas(name: str) -> Callable[[Catalog], Iterator[Row]]:
    def rows(catalog: Catalog) -> Iterator[Row]:
        for schema in ("pg_catalog", "information_schema", "pg_toast"):
            yield {name: schema, "oid": schema_oid(schema)}
        for item in catalog.objects(Schema):
            yield {name: item.ref.name, "oid": schema_oid(item.ref.name)}

    return rows


def _functions(catalog: Catalog) -> Iterator[Row]:
    for item in catalog.objects(Function):
        yield {"proname": item.ref.name, "pronamespace": schema_oid(item.ref.schema)}


def _triggers(catalog: Catalog) -> Iterator[Row]:
    for item in catalog.objects(Trigger):
        yield {"tgname": item.ref.name, "tgrelid": class_oid(item.table), "tgisinternal": False}


def _information_triggers(catalog: Catalog) -> Iterator[Row]:
    for item in catalog.objects(Trigger):
        row = {"trigger_name": item.ref.name, "trigger_schema": item.table.schema}
        yield {**row, "event_object_table": item.table.name, "event_object_schema": item.table.schema}


def _policies(catalog: Catalog) -> Iterator[Row]:
    for item in catalog.objects(Policy):
        row = {"schemaname": item.table.schema, "tablename": item.table.name, "policyname": item.ref.name}
        yield {**row, "polname": item.ref.name, "polrelid": class_oid(item.table)}


def _sequences(catalog: Catalog) -> Iterator[Row]:
    for item in catalog.objects(Sequence):
        row = {"schemaname": item.ref.schema, "sequencename": item.ref.name}
        yield {**row, "sequence_schema": item.ref.schema, "sequence_name": item.ref.name}


def _publications(catalog: Catalog) -> Iterator[Row]:
    for item in catalog.objects(Publication):
        yield {"pubname": item.ref.name}


def _publication_tables(catalog: Catalog) -> Iterator[Row]:
    for item in catalog.objects(Publication):
        if item.all_tables or item.schemas:
            yield {"pubname": item.ref.name}
        for one in item.tables:
            yield {"pubname": item.ref.name, "schemaname": one.table.schema, "tablename": one.table.name}


SYSTEM_TABLES = {
    "information_schema.tables": SystemTable(_information_tables, "table_name", "relation"),
    "information_schema.views": SystemTable(_information_views, "table_name", "relation"),
    "information_schema.columns": SystemTable(_information_columns, "table_name", "relation"),
    "information_schema.table_constraints": SystemTable(_table_constraints, "constraint_name", ""),
    "information_schema.key_column_usage": SystemTable(_key_columns, "constraint_name", ""),
    "information_schema.constraint_column_usage": SystemTable(_used_columns, "constraint_name", ""),
    "information_schema.schemata": SystemTable(_schemas("schema_name"), "schema_name", ""),
    "information_schema.triggers": SystemTable(_information_triggers, "trigger_name", ""),
    "information_schema.sequences": SystemTable(_sequences, "sequence_name", "relation"),
    "pg_tables": SystemTable(_tables, "tablename", "relation"),
    "pg_views": SystemTable(_views(False), "viewname", "relation"),
    "pg_matviews": SystemTable(_views(True), "matviewname", "relation"),
    "pg_indexes": SystemTable(_indexes, "indexname", ""),
    "pg_class": SystemTable(_relations, "relname", "relation"),
    "pg_attribute": SystemTable(_attributes, "attrelid", ""),
    "pg_constraint": SystemTable(_constraints, "conname", ""),
    "pg_type": SystemTable(_types, "typname", "type"),
    "pg_enum": SystemTable(_labels, "enumlabel", ""),
    "pg_extension": SystemTable(_extensions, "extname", ""),
    "pg_namespace": SystemTable(_schemas("nspname"), "nspname", ""),
    "pg_proc": SystemTable(_functions, "proname", "function"),
    "pg_trigger": SystemTable(_triggers, "tgname", ""),
    "pg_policies": SystemTable(_policies, "policyname", ""),
    "pg_policy": SystemTable(_policies, "polname", ""),
    "pg_sequences": SystemTable(_sequences, "sequencename", "relation"),
    "pg_roles": SystemTable(lambda _catalog: iter(()), "rolname", "role"),
    "pg_authid": SystemTable(lambda _catalog: iter(()), "rolname", "role"),
    "pg_publication": SystemTable(_publications, "pubname", ""),
    "pg_publication_tables": SystemTable(_publication_tables, "tablename", ""),
}
