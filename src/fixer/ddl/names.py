"""From the names in a statement to objects of the catalog, by the search_path in force."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import External, Function, Object, Table
from fixer.catalog.resolve import TEMPORARY, extension_schema, in_public
from fixer.ddl.base import Session
from fixer.model import ObjectRef
from fixer.sql.builtins import is_builtin
from fixer.sql.naming import NAME_BYTES
from fixer.sql.naming import cut as cut
from fixer.sql.naming import object_name as object_name
from fixer.sql.parse import Node, statement
from fixer.sql.quote import identifier, qualified, target
from fixer.sql.types import SERIALS, DataType, data_type
from fixer.values import replace


def free_name(
    catalog: Catalog, schema: str, first: str, second: str, label: str, of_constraint: bool = False
) -> str:
    """A default name that no relation of the schema has yet, nor, ``of_constraint``, any constraint (ChooseRelationName)."""

    def taken(name: str) -> bool:
        busy = of_constraint and catalog.has_constraint(schema, name)
        return busy or catalog.relation(schema, name) is not None

    return _first_free(first, second, label, taken)


def free_constraint_name(
    catalog: Catalog, schema: str, first: str, second: str, label: str, besides: Container[str] = ()
) -> str:
    """A default name that no constraint of the schema's tables and domains has yet (ChooseConstraintName), nor is ``besides``."""
    return _first_free(
        first, second, label, lambda name: name in besides or catalog.has_constraint(schema, name)
    )


def free_not_null_name(catalog: Catalog, table: ObjectRef, column: str) -> str:
    """A default name for a NOT NULL that no constraint of the schema has yet: neither one that is said, nor the default one
    of another NOT NULL.
    """
    return _first_free(
        table.name, column, "not_null", lambda name: _names_constraint(catalog, table, column, name)
    )


_MAY_BE_CUT = NAME_BYTES - 4
"""Names of more bytes may be cut, so that they do not tell what they are made of: a character has up to four."""


def _names_constraint(catalog: Catalog, table: ObjectRef, own: str, name: str) -> bool:
    if catalog.has_constraint(table.schema, name):
        return True
    if len(name.encode()) > _MAY_BE_CUT:
        tables: Iterable[Table] = (t for t in catalog.objects(Table) if t.ref.schema == table.schema)
        pairs = ((one, column) for one in tables for column in one.columns)
    else:
        parts = name.removesuffix("_not_null").split("_")
        halves = (("_".join(parts[:at]), "_".join(parts[at:])) for at in range(1, len(parts)))
        found = ((catalog.table(table.schema, first), second) for first, second in halves)
        pairs = ((one, column) for one, second in found if one and (column := one.column(second)))
    return any(
        column.required
        and not (column.not_null_as and column.not_null_as.name)
        and (one.ref, column.name) != (table, own)
        and object_name(one.ref.name, column.name, "not_null") == name
        for one, column in pairs
    )


def _first_free(first: str, second: str, label: str, taken: Callable[[str], bool]) -> str:
    number = 0
    while taken(name := object_name(first, second, f"{label}{number or ''}")):
        number += 1
    return name


def range_parts(node: Node) -> list[str]:
    """Schema, where there is one, and name of a RangeVar."""
    return [node[key] for key in ("schemaname", "relname") if key in node]


_NO_SCHEMA = frozenset(
    ["pg_auth_members", "pg_authid", "pg_database", "pg_largeobject", "pg_largeobject_metadata", "pg_roles", "pg_settings",
     "pg_shadow", "pg_statistic", "pg_tablespace", "pg_user"]
)  # fmt: skip
"""Relations of the system with nothing of the schema in them."""


def holds_the_schema(parts: list[str]) -> bool:
    """Whether a relation is one of the system's, rows of which are the schema; without a schema these names come first."""
    schema, name = split(parts)
    return schema in ("", "pg_catalog") and is_builtin("relation", name) and name not in _NO_SCHEMA


def creation_schema(catalog: Catalog, session: Session) -> str:
    """Where an unqualified CREATE puts its object: into the first schema of the search_path that is there.

    Where none of them is, the first is taken to be made elsewhere.
    """
    path = [schema for schema in session.search_path if schema != "pg_catalog"] or ["public"]
    there = next((schema for schema in path if _is_there(catalog, session, schema)), path[0])
    for missing in path[: path.index(there)]:
        if missing not in session.missing:
            session.missing.add(missing)
            what = f"the search_path names {identifier(missing)}, which nothing makes"
            session.notes.append(f"{what}: what is created goes to {identifier(there)}")
    return there


def _is_there(catalog: Catalog, session: Session, schema: str) -> bool:
    """Whether something makes a schema, or the platform has it, or an object is in it all the same."""
    names = (ObjectRef("schema", "", schema), ObjectRef("external", "", schema))
    if schema == TEMPORARY or any(catalog.get(name) is not None for name in names):
        return True
    return schema not in session.missing and any(
        item.ref.schema == schema for item in catalog.objects(Object)
    )


def relation(catalog: Catalog, session: Session, node: Node) -> ObjectRef:
    """The relation that a RangeVar names; external when the catalog has none of that name."""
    return relation_named(catalog, session, node.get("schemaname", ""), node["relname"])


def relation_named(catalog: Catalog, session: Session, schema: str, name: str) -> ObjectRef:
    """The same for a schema (may be empty) and a name."""
    for candidate in (schema,) if schema else (TEMPORARY, *session.search_path):
        found = catalog.relation(candidate, name)
        if found is not None and found.ref.kind != "external":
            return found.ref
    ref = ObjectRef("table", schema or creation_schema(catalog, session), name)
    if not session.strict:
        catalog.external(ref)
    return ref


def changed_elsewhere(catalog: Catalog, session: Session, parts: list[str]) -> ObjectRef:
    """The relation of a dotted name, made elsewhere, that a statement changes; a platform's schemas are nobody's to undo."""
    ref = relation_named(catalog, session, *split(parts))
    if catalog.get(ObjectRef("external", "", ref.schema)) is None:
        session.elsewhere = True
    return ref


def existing(catalog: Catalog, session: Session, parts: list[str]) -> Object | None:
    """The relation of a possibly qualified name, or None."""
    schema, name = split(parts)
    for candidate in (schema,) if schema else (TEMPORARY, *session.search_path):
        found = catalog.relation(candidate, name)
        if found is not None:
            return found
    return None


def split(parts: list[str]) -> tuple[str, str]:
    """Schema (empty when unqualified) and name of a dotted name; a leading database name is dropped."""
    return (parts[-2] if len(parts) > 1 else "", parts[-1])


def place(catalog: Catalog, session: Session, parts: list[str]) -> tuple[str, str]:
    """Schema and name of an object to be created."""
    schema, name = split(parts)
    return schema or creation_schema(catalog, session), cut(name)


def new_type_name(
    catalog: Catalog, session: Session, kind: str, parts: list[str], relation: bool = False
) -> ObjectRef:
    """The name of a type to be created; a problem when it is taken. A composite type is a ``relation``, too."""
    schema, name = place(catalog, session, parts)
    taken = (catalog.relation(schema, name) if relation else None) or catalog.type(schema, name)
    if isinstance(taken, External):
        catalog.remove(taken.ref)
    elif taken is not None:
        session.problem(f"{taken.ref.kind} {qualified(schema, name)} exists already", taken.ref)
    return ObjectRef(kind, schema, name)


def refuse_type_name(catalog: Catalog, session: Session, ref: ObjectRef) -> None:
    """Says that a type has the name of a table, view or sequence that is created: those get a type of their own (a
    sequence only has its name looked for among them, heap_create_with_catalog).
    """
    taken = catalog.type(ref.schema, ref.name)
    if taken is not None and taken.ref.kind in ("type", "domain"):
        session.problem(f"{taken.ref.kind} {target(taken.ref)} exists already", taken.ref)


def type_named(catalog: Catalog, session: Session, node: Node) -> DataType:
    """The type of a TypeName node; a user's type with its schema, an unknown one as it was written."""
    if node.get("pct_type"):
        return percent_type(catalog, session, node) or DataType("pg_catalog", "text")
    found = data_type(node)
    if found.schema == "" and found.name not in SERIALS:
        for schema in (TEMPORARY, *session.search_path):
            if catalog.type(schema, found.name) is not None:
                return DataType(schema, found.name, found.modifiers, found.array, found.setof)
        provided = extension_schema(catalog, "type", found.name, session.search_path)
        if provided is not None:
            return DataType(provided, found.name, found.modifiers, found.array, found.setof)
    if found.schema == "public" and in_public(catalog, "type", found.name):
        return DataType("", found.name, found.modifiers, found.array, found.setof)
    return found


def argument_type(catalog: Catalog, session: Session, node: Node) -> DataType:
    """The type of an argument, or of what comes back: "parenthesized type modifiers (e.g., the precision field for type numeric)
    are discarded by CREATE FUNCTION" (documentation, CREATE FUNCTION, Notes).
    """
    return replace(type_named(catalog, session, node), modifiers="")


def percent_type(catalog: Catalog, session: Session, node: Node) -> DataType | None:
    """``table.column%TYPE`` in a function's header: PostgreSQL replaces it by the column's type at once. None where the
    column is not known.
    """
    *table, column = [part["String"]["sval"] for part in node["names"]]
    found = existing(catalog, session, table)
    kept = next((c for c in getattr(found, "columns", ()) if getattr(c, "name", None) == column), None)
    if kept is None:
        return None
    kind = kept.type
    return DataType(kind.schema, kind.name, "", kind.array or "arrayBounds" in node, bool(node.get("setof")))


def type_object(catalog: Catalog, session: Session, parts: list[str]) -> Object | None:
    """The user-defined type of a possibly qualified name, or None."""
    schema, name = split(parts)
    for candidate in (schema,) if schema else (TEMPORARY, *session.search_path):
        found = catalog.type(candidate, name)
        if found is not None:
            return found
    return None


def signature(types: Iterable[DataType]) -> str:
    """Identity arguments as PostgreSQL prints the types: ``bigint, text[]``. Modifiers are not part of it."""
    return ", ".join(kind.signature for kind in types)


def routine(
    catalog: Catalog, session: Session, node: Node, kinds: Container[str] | None = None
) -> Function | None:
    """The function or procedure that an ObjectWithArgs names: by its argument types, or alone of its name. ``kinds`` are
    those of objects that it may be. A procedure is named by what it takes, or by all types without a mode, so that two may be
    meant, which is an error (LookupFuncWithArgs).
    """
    schema, name = split([part["String"]["sval"] for part in node["objname"]])
    wanted = None
    if not node.get("args_unspecified"):
        wanted = signature(type_named(catalog, session, arg["TypeName"]) for arg in node.get("objargs", []))
    parameters = (item["FunctionParameter"]["mode"] for item in node.get("objfuncargs", []))
    all_said = all(mode == "FUNC_PARAM_DEFAULT" for mode in parameters)
    for candidate in (schema,) if schema else session.search_path:
        overloads = [f for f in catalog.routines(candidate, name) if kinds is None or f.ref.kind in kinds]
        if wanted is None and len(overloads) == 1:
            return overloads[0]
        meant = [f for f in overloads if wanted == taken(f) or (all_said and wanted == f.ref.args)]
        if meant:
            return meant[0] if len(meant) == 1 else None
    return None


def taken(function: Function) -> str | None:
    """The types that a routine is called with, by which it may be named: of a procedure without those that only come out."""
    if function.kind != "p" or "out" not in function.arguments.lower():
        return function.ref.args
    parameters = [item["FunctionParameter"] for item in statement(function.source)[1]["parameters"]]
    pairs = zip(function.argument_types, parameters, strict=True)
    return signature(kind for kind, parameter in pairs if parameter["mode"] != "FUNC_PARAM_OUT")


def function_named(catalog: Catalog, session: Session, node: Node) -> ObjectRef:
    """The function that an ObjectWithArgs names; one that is not in the catalog by the name that it must have."""
    found = routine(catalog, session, node)
    if found is not None:
        return found.ref
    kinds = tuple(type_named(catalog, session, arg["TypeName"]) for arg in node.get("objargs", []))
    return _elsewhere([part["String"]["sval"] for part in node["objname"]], kinds)


def routine_of(
    catalog: Catalog, session: Session, parts: list[str], kinds: tuple[DataType, ...]
) -> ObjectRef:
    """The function of a name that takes these types; one that is not in the catalog by the name that it must have."""
    schema, name = split(parts)
    wanted = signature(kinds)
    for candidate in (schema,) if schema else session.search_path:
        for function in catalog.routines(candidate, name):
            if function.ref.args == wanted:
                return function.ref
    return _elsewhere(parts, kinds)


def _elsewhere(parts: list[str], kinds: tuple[DataType, ...]) -> ObjectRef:
    schema, name = split(parts)
    if not schema:
        schema = "pg_catalog" if is_builtin("function", name) else ""
    return ObjectRef("function", schema, name, args=signature(kinds))
