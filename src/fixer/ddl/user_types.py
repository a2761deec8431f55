"""User-defined types: enum, composite, domain and range types; and aggregates (DefineStmt)."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import (
    CompositeType,
    Constraint,
    DomainCheck,
    DomainType,
    EnumType,
    External,
    Function,
    Index,
    Object,
    RangeType,
    Table,
)
from fixer.ddl import column as columns
from fixer.ddl.base import SHARE, Cost, Ddl, Session, locks, statement
from fixer.ddl.comment import on_column, on_domain_constraint
from fixer.ddl.depends import column_ref, dependents
from fixer.ddl.names import cut, object_name, place, range_parts, signature, type_named, type_object
from fixer.model import Hazard, ObjectRef
from fixer.sql.parse import Node
from fixer.sql.quote import identifier, literal, qualified, target
from fixer.sql.types import DataType

UserType: TypeAlias = EnumType | CompositeType | DomainType | RangeType


def _parts(nodes: list[Node]) -> list[str]:
    return [node["String"]["sval"] for node in nodes]


def _new(catalog: Catalog, session: Session, kind: str, parts: list[str]) -> ObjectRef:
    """The name of a type to be created; a problem when it is taken."""
    schema, name = place(session, parts)
    taken = catalog.type(schema, name)
    if isinstance(taken, External):
        catalog.remove(taken.ref)
    elif taken is not None:
        session.problem(f"type {qualified(schema, name)} exists already")
    return ObjectRef(kind, schema, name)


# enum types


@statement("CreateEnumStmt")
class CreateEnum(Ddl):
    """CREATE TYPE … AS ENUM."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Adds the type."""
        ref = _new(catalog, session, "type", _parts(self.node["typeName"]))
        labels = tuple(node["String"].get("sval", "") for node in self.node.get("vals", []))
        catalog.put(EnumType(ref, id=catalog.new_id(), origin=session.origin, labels=labels))


@statement("AlterEnumStmt")
class AlterEnum(Ddl):
    """ALTER TYPE … ADD VALUE and RENAME VALUE. Neither takes a lock on a table (measured)."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Adds or renames a label."""
        node = self.node
        found = type_object(catalog, session, _parts(node["typeName"]))
        if not isinstance(found, EnumType):
            session.problem(f"there is no enum type {'.'.join(_parts(node['typeName']))}")
            return
        labels, new = list(found.labels), node.get("newVal", "")
        needed: str | None = node.get("oldVal", node.get("newValNeighbor"))
        if new in labels:
            if not node.get("skipIfNewValExists"):
                session.problem(f"{target(found.ref)} has the label {literal(new)}: it exists already")
        elif needed is not None and needed not in labels:
            session.problem(f"there is no label {literal(needed)} in {target(found.ref)}")
        elif needed is None:
            labels.append(new)
        elif "oldVal" in node:
            labels[labels.index(needed)] = new
        else:
            labels.insert(labels.index(needed) + bool(node.get("newValIsAfter")), new)
        catalog.put(replace(found, labels=tuple(labels)))


def _create_enum(item: EnumType) -> list[str]:
    labels = ", ".join(map(literal, item.labels))
    return [f"CREATE TYPE {target(item.ref)} AS ENUM ({labels})"]


def _alter_enum(old: EnumType, new: EnumType, catalog: Catalog) -> list[str] | None:
    """ADD VALUE where labels are added, RENAME VALUE where only names differ, else a new type."""
    name = f"ALTER TYPE {target(new.ref)}"
    if len(old.labels) == len(new.labels):
        changed = [pair for pair in zip(old.labels, new.labels, strict=True) if pair[0] != pair[1]]
        if not {label for _was, label in changed} & set(old.labels):
            return [f"{name} RENAME VALUE {literal(was)} TO {literal(label)}" for was, label in changed]
    if [label for label in new.labels if label in old.labels] != list(old.labels):
        return _in_place_of(old, new, catalog)
    labels, steps = list(old.labels), []
    for position, label in enumerate(new.labels):
        if position < len(labels) and labels[position] == label:
            continue
        if position == len(labels):
            where = ""
        elif position:
            where = f" AFTER {literal(new.labels[position - 1])}"
        else:
            where = f" BEFORE {literal(labels[0])}"
        steps.append(f"{name} ADD VALUE {literal(label)}{where}")
        labels.insert(position, label)
    return steps


def _in_place_of(old: EnumType, new: EnumType, catalog: Catalog) -> list[str] | None:
    """PostgreSQL cannot take a label away: a new type takes over the columns, whose rows stay.

    None where more than plain columns depends on the type (a default is moved along).
    """
    tables = dependents(catalog, old.ref)
    if not all(isinstance(item, Table) and not item.parent and not item.inherits for item in tables):
        return None
    used = [
        (table, column)
        for table in tables
        if isinstance(table, Table)
        for column in table.columns
        if (column.type.schema, column.type.name) == (old.ref.schema, old.ref.name)
    ]
    for table, column in used:
        if catalog.heirs(table.ref) or catalog.partitions(table.ref):
            return None
        if not all(_keeps_up(item) for item in dependents(catalog, column_ref(table.ref, column.name))):
            return None
    away = replace(old.ref, name=object_name(old.ref.name, "", "old"))
    if catalog.type(away.schema, away.name) is not None:
        return None
    steps = [f"ALTER TYPE {target(old.ref)} RENAME TO {identifier(away.name)}", *_create_enum(new)]
    for table, column in used:
        alter_column = f"ALTER TABLE {target(table.ref)} ALTER COLUMN {identifier(column.name)}"
        if column.default is not None:
            steps.append(f"{alter_column} DROP DEFAULT")
        text = "text[]" if column.type.array else "text"
        using = f"{identifier(column.name)}::{text}::{column.type}"
        steps.append(f"{alter_column} TYPE {column.type} USING {using}")
        if column.default is not None:
            steps.append(f"{alter_column} SET DEFAULT {column.default}")
    return [*steps, f"DROP TYPE {target(away)}"]


def _keeps_up(item: Object) -> bool:
    """Whether PostgreSQL adapts the object by itself when a column's type changes."""
    if isinstance(item, Index):
        return item.predicate is None and all(key.column is not None for key in item.keys)
    return isinstance(item, Constraint) and item.type in "pu"


# composite types


@statement("CompositeTypeStmt")
class CreateComposite(Ddl):
    """CREATE TYPE … AS (…)."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Adds the type and its attributes."""
        ref = _new(catalog, session, "type", range_parts(self.node["typevar"]))
        definitions = [item["ColumnDef"] for item in self.node.get("coldeflist", [])]
        end = len(self.tokens)
        attributes = tuple(
            columns.define(self, catalog, session, node, 0, end).column for node in definitions
        )
        catalog.put(CompositeType(ref, id=catalog.new_id(), origin=session.origin, attributes=attributes))


def alter_composite(
    ddl: Ddl, catalog: Catalog, session: Session, item: CompositeType, node: Node, begin: int, end: int
) -> None:
    """One subcommand of ALTER TYPE: ADD, DROP or ALTER ATTRIBUTE."""
    kind = node["subtype"]
    definition = node.get("def", {}).get("ColumnDef", {})
    name = node.get("name") or definition.get("colname", "")
    known = next((attribute for attribute in item.attributes if attribute.name == name), None)
    if kind not in ("AT_AddColumn", "AT_DropColumn", "AT_AlterColumnType"):
        session.problem(f"ALTER TYPE … {kind.removeprefix('AT_')} is not modelled")
    elif kind == "AT_AddColumn":
        if known is not None:
            session.problem(f"attribute {identifier(name)} of {target(item.ref)} exists already")
            return
        added = columns.define(ddl, catalog, session, definition, begin, end).column
        catalog.put(replace(item, attributes=(*item.attributes, added)))
    elif known is None:
        if not node.get("missing_ok"):
            session.problem(f"there is no attribute {identifier(name)} in {target(item.ref)}")
    elif kind == "AT_DropColumn":
        catalog.put(replace(item, attributes=tuple(a for a in item.attributes if a is not known)))
    else:
        changed = columns.CHANGES[kind](ddl, catalog, session, known, node, begin, end)
        catalog.put(replace(item, attributes=tuple(changed if a is known else a for a in item.attributes)))


def _attribute_type(kind: DataType, collation: str | None) -> str:
    if not collation:
        return str(kind)
    return f"{kind} COLLATE {'.'.join(map(identifier, collation.split('.')))}"


def _create_composite(item: CompositeType) -> list[str]:
    body = ", ".join(f"{identifier(a.name)} {_attribute_type(a.type, a.collation)}" for a in item.attributes)
    text = f"CREATE TYPE {target(item.ref)} AS ({body})"
    return [text, *(on_column(item.ref, a.name, a.comment) for a in item.attributes if a.comment)]


def _alter_composite(old: CompositeType, new: CompositeType, catalog: Catalog) -> list[str] | None:
    if renamed := _renamed_attributes(old, new):
        return renamed
    before = {attribute.name: attribute for attribute in old.attributes}
    after = {attribute.name: attribute for attribute in new.attributes}
    stay = [name for name in before if name in after]
    if stay + [name for name in after if name not in before] != list(after):
        return None  # an attribute that is added comes last
    name = f"ALTER TYPE {target(new.ref)}"
    steps = [f"{name} DROP ATTRIBUTE {identifier(gone)}" for gone in before if gone not in after]
    for attribute in new.attributes:
        was = before.get(attribute.name)
        kind = _attribute_type(attribute.type, attribute.collation)
        if was is None:
            steps.append(f"{name} ADD ATTRIBUTE {identifier(attribute.name)} {kind}")
        elif (was.type, was.collation) != (attribute.type, attribute.collation):
            steps.append(f"{name} ALTER ATTRIBUTE {identifier(attribute.name)} TYPE {kind}")
        if attribute.comment != (was.comment if was else None):
            steps.append(on_column(new.ref, attribute.name, attribute.comment))
    return steps


def _renamed_attributes(old: CompositeType, new: CompositeType) -> list[str]:
    """RENAME ATTRIBUTE where only names differ; nothing for any other change."""
    names = {attribute.name for attribute in old.attributes}
    pairs = list(zip(old.attributes, new.attributes, strict=False))
    changed = [(was.name, now.name) for was, now in pairs if was.name != now.name]
    alike = len(old.attributes) == len(new.attributes) and all(
        replace(was, name=now.name) == now for was, now in pairs
    )
    if not alike or names & {name for _was, name in changed}:
        return []
    place_of = f"ALTER TYPE {target(new.ref)} RENAME ATTRIBUTE"
    return [f"{place_of} {identifier(was)} TO {identifier(name)}" for was, name in changed]


# domains


@statement("CreateDomainStmt")
class CreateDomain(Ddl):
    """CREATE DOMAIN."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Adds the domain with its default and checks."""
        node = self.node
        ref = _new(catalog, session, "domain", _parts(node["domainname"]))
        collation = node.get("collClause")
        made = DomainType(
            ref,
            id=catalog.new_id(),
            origin=session.origin,
            base=type_named(catalog, session, node["typeName"]),
            collation=".".join(_parts(collation["collname"])) if collation else None,
        )
        clauses = [item["Constraint"] for item in node.get("constraints", [])]
        starts = [self.token(clause["location"]) for clause in clauses]
        if collation:
            starts.append(self.token(collation["location"]))
        for clause in clauses:
            first = self.token(clause["location"])
            last = min((start for start in starts if start > first), default=len(self.tokens))
            made = self._with(made, clause, first, last)
        catalog.put(made)

    def _with(self, domain: DomainType, clause: Node, first: int, last: int) -> DomainType:
        kind, tokens = clause["contype"], self.tokens
        if kind == "CONSTR_DEFAULT":
            return replace(domain, default=tokens.between(tokens.find("default", first) + 1, last))
        if kind in ("CONSTR_NOTNULL", "CONSTR_NULL"):
            return replace(domain, not_null=kind == "CONSTR_NOTNULL")
        return _with_check(self, domain, clause, first)


def _with_check(ddl: Ddl, domain: DomainType, clause: Node, first: int) -> DomainType:
    expression = ddl.tokens.inside(ddl.tokens.find("(", ddl.tokens.find("check", first)))
    name = cut(clause["conname"]) if "conname" in clause else _check_name(domain)
    check = DomainCheck(name, expression, validated=not clause.get("skip_validation", False))
    return replace(domain, checks=(*domain.checks, check))


def _check_name(domain: DomainType) -> str:
    """PostgreSQL's own choice (ChooseConstraintName)."""
    taken = {check.name for check in domain.checks}
    number = 0
    while (name := object_name(domain.ref.name, "", f"check{number or ''}")) in taken:
        number += 1
    return name


@statement("AlterDomainStmt")
class AlterDomain(Ddl):
    """ALTER DOMAIN."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Changes the default, NOT NULL or a check."""
        node, kind = self.node, self.node["subtype"]
        domain = self._domain(catalog, session)
        if domain is None:
            session.problem(f"there is no domain {'.'.join(_parts(node['typeName']))}")
            return
        named = [check for check in domain.checks if check.name == node.get("name")]
        if kind in ("X", "V") and not named:
            if not node.get("missing_ok"):
                session.problem(f"there is no constraint {node['name']} on {target(domain.ref)}")
        elif kind == "T":
            after = self.tokens.find("default") + 1
            text = self.tokens.between(after, len(self.tokens)) if "def" in node else None
            catalog.put(replace(domain, default=text))
        elif kind in ("N", "O"):
            catalog.put(replace(domain, not_null=kind == "O"))
        elif kind == "C":
            self._add(catalog, session, domain, node["def"]["Constraint"])
        elif kind == "X":
            catalog.put(replace(domain, checks=tuple(c for c in domain.checks if c not in named)))
        elif kind == "V":
            checks = tuple(replace(c, validated=True) if c in named else c for c in domain.checks)
            catalog.put(replace(domain, checks=checks))

    def _add(self, catalog: Catalog, session: Session, domain: DomainType, clause: Node) -> None:
        if clause["contype"] == "CONSTR_NOTNULL":  # PostgreSQL 18
            catalog.put(replace(domain, not_null=True))
        elif any(check.name == clause.get("conname") for check in domain.checks):
            session.problem(f"constraint {clause['conname']} on {target(domain.ref)} exists already")
        else:
            catalog.put(_with_check(self, domain, clause, self.tokens.find("add")))

    def _domain(self, catalog: Catalog, session: Session) -> DomainType | None:
        found = type_object(catalog, session, _parts(self.node["typeName"]))
        return found if isinstance(found, DomainType) else None

    def cost(self, before: Catalog, session: Session) -> Cost:
        """SHARE on every table with a column of the domain, while its rows are read (measured)."""
        domain = self._domain(before, session)
        checks = self.node["subtype"] in ("O", "C", "V")
        if (
            domain is None
            or not checks
            or self.node.get("def", {}).get("Constraint", {}).get("skip_validation")
        ):
            return Cost()
        tables = [item.ref for item in dependents(before, domain.ref) if isinstance(item, Table)]
        blocked = [
            Hazard("blocks-writes", f"writes to {target(ref)} wait while it is read") for ref in tables
        ]
        scanned = [Hazard("scan", f"reads all of {target(ref)}") for ref in tables]
        return Cost(locks(tables, SHARE), (*blocked, *scanned))


def _check(check: DomainCheck) -> str:
    return f"CONSTRAINT {identifier(check.name)} CHECK ({check.expression})"


def _add_check(item: DomainType, check: DomainCheck) -> str:
    return f"ALTER DOMAIN {target(item.ref)} ADD {_check(check)}{'' if check.validated else ' NOT VALID'}"


def _create_domain(item: DomainType) -> list[str]:
    parts = [f"CREATE DOMAIN {target(item.ref)} AS {_attribute_type(item.base, item.collation)}"]
    if item.default is not None:
        parts.append(f"DEFAULT {item.default}")
    if item.not_null:
        parts.append("NOT NULL")
    parts += [_check(check) for check in item.checks if check.validated]
    later = [_add_check(item, check) for check in item.checks if not check.validated]
    return [" ".join(parts), *later, *_check_comments((), item)]


def _check_comments(old: tuple[DomainCheck, ...], new: DomainType) -> list[str]:
    before = {check.name: check.comment for check in old}
    return [
        on_domain_constraint(new.ref, check.name, check.comment)
        for check in new.checks
        if check.comment != before.get(check.name)
    ]


def _alter_domain(old: DomainType, new: DomainType, catalog: Catalog) -> list[str] | None:
    """ALTER DOMAIN; a check that differs and all behind it are dropped and added again, for their order."""
    if (old.base, old.collation) != (new.base, new.collation):
        return None
    name, steps = f"ALTER DOMAIN {target(new.ref)}", []
    if old.default != new.default:
        steps.append(f"{name} DROP DEFAULT" if new.default is None else f"{name} SET DEFAULT {new.default}")
    if old.not_null != new.not_null:
        steps.append(f"{name} {'SET' if new.not_null else 'DROP'} NOT NULL")
    shared = 0
    while shared < min(len(old.checks), len(new.checks)) and _becomes(old.checks[shared], new.checks[shared]):
        shared += 1
    steps += [f"{name} DROP CONSTRAINT {identifier(check.name)}" for check in old.checks[shared:]]
    for was, check in zip(old.checks[:shared], new.checks[:shared], strict=True):
        if check.validated and not was.validated:
            steps.append(f"{name} VALIDATE CONSTRAINT {identifier(check.name)}")
    steps += [_add_check(new, check) for check in new.checks[shared:]]
    return steps + _check_comments(old.checks[:shared], new)


def _becomes(old: DomainCheck, new: DomainCheck) -> bool:
    """Whether one check can become the other without being dropped."""
    same = (old.name, old.expression) == (new.name, new.expression)
    return same and (new.validated or not old.validated)


# range types


@statement("CreateRangeStmt")
class CreateRange(Ddl):
    """CREATE TYPE … AS RANGE."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Adds the type."""
        ref = _new(catalog, session, "type", _parts(self.node["typeName"]))
        definition = self.tokens.inside(self.tokens.find("("))
        catalog.put(RangeType(ref, id=catalog.new_id(), origin=session.origin, definition=definition))


# aggregates


@statement("DefineStmt")
class Define(Ddl):
    """CREATE AGGREGATE. Operators, base types, collations and text search objects are noted."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Adds or replaces the aggregate, as a function of kind ``a``."""
        node, tokens = self.node, self.tokens
        if node["kind"] != "OBJECT_AGGREGATE" or node.get("oldstyle"):
            what = node["kind"].removeprefix("OBJECT_")
            session.problem(f"CREATE {what} {'.'.join(_parts(node['defnames']))} is not modelled")
            return
        schema, name = place(session, _parts(node["defnames"]))
        parameters = [p["FunctionParameter"] for p in node["args"][0].get("List", {}).get("items", [])]
        types = tuple(type_named(catalog, session, parameter["argType"]) for parameter in parameters)
        opening = tokens.find("(")
        definition = tokens.find("(", tokens.closing(opening) + 1)
        arguments, body = tokens.inside(opening), tokens.inside(definition)
        made = Function(
            ObjectRef("aggregate", schema, name, args=signature(types)),
            origin=session.origin,
            kind="a",
            source=f"CREATE OR REPLACE AGGREGATE {qualified(schema, name)}({arguments}) ({body})",
            arguments=arguments,
            argument_types=types,
            argument_names=tuple(parameter.get("name", "") for parameter in parameters),
            language="internal",
            body=body,
        )
        old = catalog.find(made.ref, Function)
        if old is None:
            catalog.put(replace(made, id=catalog.new_id()))
            return
        if not node.get("replace"):
            session.problem(f"aggregate {target(made.ref)} exists already")
        catalog.put(replace(made, id=old.id, owner=old.owner, comment=old.comment, grants=old.grants))


# from state to state


def create(item: UserType, catalog: Catalog) -> list[str]:
    """CREATE TYPE or CREATE DOMAIN, with the comments on attributes and checks."""
    if isinstance(item, EnumType):
        return _create_enum(item)
    if isinstance(item, CompositeType):
        return _create_composite(item)
    if isinstance(item, DomainType):
        return _create_domain(item)
    return [f"CREATE TYPE {target(item.ref)} AS RANGE ({item.definition})"]


def drop(item: UserType, catalog: Catalog) -> list[str]:
    """DROP TYPE or DROP DOMAIN."""
    return [f"DROP {item.ref.kind.upper()} {target(item.ref)}"]


def alter(old: UserType, new: UserType, catalog: Catalog) -> list[str] | None:
    """From one state to another; None where PostgreSQL has no way but a new type."""
    if isinstance(old, EnumType) and isinstance(new, EnumType):
        return _alter_enum(old, new, catalog)
    if isinstance(old, CompositeType) and isinstance(new, CompositeType):
        return _alter_composite(old, new, catalog)
    if isinstance(old, DomainType) and isinstance(new, DomainType):
        return _alter_domain(old, new, catalog)
    if isinstance(old, RangeType) and isinstance(new, RangeType) and old.definition == new.definition:
        return []
    return None
