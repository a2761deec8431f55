"""Composite types: CREATE TYPE AS, ALTER ATTRIBUTE, and the SQL from one state to another."""

from __future__ import annotations

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import CompositeType, Table
from fixer.ddl.any_object.comment import on_column
from fixer.ddl.base import Ddl, Session, statement
from fixer.ddl.names import new_type_name, range_parts
from fixer.ddl.relations.row_type import refuse_rewrite
from fixer.ddl.relations.typed_table import follows, typed_tables
from fixer.ddl.tables import column as columns
from fixer.ddl.tables.alter_column import change_column, refuse_new_type, sub_add_column, sub_drop_column
from fixer.ddl.tables.column_fit import refuse_kind, refuse_member
from fixer.ddl.tables.create_table import refuse_repeated
from fixer.ddl.texts.depends import resting_on
from fixer.ddl.texts.kept_meaning import in_queries, with_column, without_column
from fixer.ddl.texts.unfollowed import say_who_loses
from fixer.sql.parse import Node
from fixer.sql.quote import identifier, target
from fixer.sql.types import DataType
from fixer.values import replace


@statement("CompositeTypeStmt")
class CreateComposite(Ddl):
    """CREATE TYPE … AS (…)."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Adds the type and its attributes."""
        ref = new_type_name(catalog, session, "type", range_parts(self.node["typevar"]), relation=True)
        definitions = [item["ColumnDef"] for item in self.node.get("coldeflist", [])]
        refuse_repeated(session, ref, [node["colname"] for node in definitions])
        end = len(self.tokens)
        attributes = tuple(
            columns.define(self, catalog, session, node, 0, end).column for node in definitions
        )
        for attribute in attributes:
            refuse_kind(session, attribute)
        catalog.put(CompositeType(ref, id=catalog.new_id(), origin=session.origin, attributes=attributes))


def alter_attribute(
    ddl: Ddl, catalog: Catalog, session: Session, item: CompositeType, node: Node, begin: int, end: int
) -> None:
    """One subcommand of ALTER TYPE: ADD, DROP or ALTER ATTRIBUTE."""
    kind = node["subtype"]
    definition = node.get("def", {}).get("ColumnDef", {})
    name = node.get("name") or definition.get("colname", "")
    tables = typed_tables(catalog, item.ref)
    if not follows(session, item, tables, node):
        return
    known = next((attribute for attribute in item.attributes if attribute.name == name), None)
    if kind not in ("AT_AddColumn", "AT_DropColumn", "AT_AlterColumnType"):
        session.unmodelled(f"ALTER TYPE … {kind.removeprefix('AT_')} is not modelled")
        return
    if kind == "AT_AddColumn":
        if known is not None:
            session.problem(f"attribute {identifier(name)} of {target(item.ref)} exists already")
            return
        added = columns.define(ddl, catalog, session, definition, begin, end).column
        refuse_kind(session, added)
        refuse_member(catalog, session, item.ref, added)
        catalog.put(replace(item, attributes=(*item.attributes, added)))
        in_queries(catalog, session, item, name, with_column)
    elif known is None:
        if not node.get("missing_ok"):
            session.problem(f"there is no attribute {identifier(name)} in {target(item.ref)}")
        return
    elif kind == "AT_DropColumn":
        say_who_loses(session, item.ref, name, resting_on(catalog, item.ref))
        in_queries(catalog, session, item, name, without_column)
        catalog.put(replace(item, attributes=tuple(a for a in item.attributes if a is not known)))
    else:
        refuse_rewrite(catalog, session, item.ref)
        changed = columns.CHANGES[kind](ddl, catalog, session, known, node, begin, end)
        catalog.put(replace(item, attributes=tuple(changed if a is known else a for a in item.attributes)))
    for table in tables:
        _follow(ddl, catalog, session, table, node, begin, end)


def _follow(
    ddl: Ddl, catalog: Catalog, session: Session, table: Table, node: Node, begin: int, end: int
) -> None:
    """Does to a table what a subcommand of ALTER TYPE … CASCADE does to its type."""
    kind = node["subtype"]
    if kind == "AT_AddColumn":
        sub_add_column(ddl, catalog, session, table, node, begin, end)
    elif kind == "AT_DropColumn":
        sub_drop_column(ddl, catalog, session, table, node, begin, end)
    elif (column := table.column(node["name"])) is not None:
        refuse_new_type(catalog, session, table, column.name, deep=True)
        changed = columns.CHANGES[kind](ddl, catalog, session, column, node, begin, end)
        change_column(catalog, table, changed, deep=True)


def attribute_type(kind: DataType, collation: str | None) -> str:
    """A type with its collation, as ALTER ATTRIBUTE and CREATE DOMAIN take it."""
    if not collation:
        return str(kind)
    return f"{kind} COLLATE {'.'.join(map(identifier, collation.split('.')))}"


def create_composite(item: CompositeType) -> list[str]:
    """CREATE TYPE … AS, and the comments on its attributes."""
    body = ", ".join(f"{identifier(a.name)} {attribute_type(a.type, a.collation)}" for a in item.attributes)
    text = f"CREATE TYPE {target(item.ref)} AS ({body})"
    return [text, *(on_column(item.ref, a.name, a.comment) for a in item.attributes if a.comment)]


def alter_composite(old: CompositeType, new: CompositeType, catalog: Catalog) -> list[str] | None:
    """The ALTER ATTRIBUTE clauses between two states; None where an attribute would have to come elsewhere than last."""
    cascade = " CASCADE" if typed_tables(catalog, new.ref) else ""
    if renamed := _renamed_attributes(old, new):
        return [f"{step}{cascade}" for step in renamed]
    before = {attribute.name: attribute for attribute in old.attributes}
    after = {attribute.name: attribute for attribute in new.attributes}
    stay = [name for name in before if name in after]
    if stay + [name for name in after if name not in before] != list(after):
        return None  # an attribute that is added comes last
    name = f"ALTER TYPE {target(new.ref)}"
    steps = [f"{name} DROP ATTRIBUTE {identifier(gone)}{cascade}" for gone in before if gone not in after]
    for attribute in new.attributes:
        was = before.get(attribute.name)
        kind = attribute_type(attribute.type, attribute.collation)
        if was is None:
            steps.append(f"{name} ADD ATTRIBUTE {identifier(attribute.name)} {kind}{cascade}")
        elif (was.type, was.collation) != (attribute.type, attribute.collation):
            steps.append(f"{name} ALTER ATTRIBUTE {identifier(attribute.name)} TYPE {kind}{cascade}")
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
