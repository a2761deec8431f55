"""Collations and encoding conversions: what creates them, and the SQL from one state to another."""

from __future__ import annotations

from fixer.catalog.catalog import Catalog
from fixer.catalog.rare_objects import Collation, Conversion
from fixer.ddl.base import Ddl, Session, statement, strings
from fixer.ddl.names import place
from fixer.ddl.relations.storage import option_value
from fixer.model import ObjectRef
from fixer.sql.parse import Node
from fixer.sql.quote import identifier, literal, target
from fixer.values import replace


def value_of(option: Node) -> str:
    """What a parameter of a definition says, as text."""
    argument = option.get("arg")
    if argument is None:
        return ""
    ((kind, value),) = argument.items()
    if kind == "TypeName":
        return ".".join(map(identifier, strings(value["names"])))
    if kind == "List":
        return ".".join(map(identifier, strings(value["items"])))
    return str(next(iter(value.values()), 0 if kind == "Integer" else ""))


def _parameter(option: Node) -> str:
    return value_of(option) if option["defname"] == "from" else option_value(option)


def define(ddl: Ddl, catalog: Catalog, session: Session) -> None:
    """CREATE COLLATION."""
    schema, name = place(catalog, session, strings(ddl.node["defnames"]))
    ref = ObjectRef("collation", schema, name)
    if catalog.get(ref) is not None:
        if not ddl.node.get("if_not_exists"):
            session.problem(f"collation {target(ref)} exists already", ref)
        return
    said = [item["DefElem"] for item in ddl.node["definition"]]
    definition = tuple(sorted((o["defname"], _parameter(o)) for o in said))
    catalog.put(Collation(ref, id=catalog.new_id(), origin=session.origin, definition=definition))


@statement("AlterCollationStmt")
class RefreshCollation(Ddl):
    """ALTER COLLATION … REFRESH VERSION: what the operating system has now is not part of the schema."""


def create(item: Collation, catalog: Catalog) -> list[str]:
    """CREATE COLLATION."""
    said = dict(item.definition)
    if "from" in said:
        return [f"CREATE COLLATION {target(item.ref)} FROM {said['from']}"]
    parameters = ", ".join(f"{name} = {literal(value)}" for name, value in item.definition)
    return [f"CREATE COLLATION {target(item.ref)} ({parameters})"]


def drop(item: Collation, catalog: Catalog) -> list[str]:
    """DROP COLLATION."""
    return [f"DROP COLLATION {target(item.ref)}"]


def alter(old: Collation, new: Collation, catalog: Catalog) -> list[str] | None:
    """A collation cannot be altered."""
    return [] if old.definition == new.definition else None


@statement("CreateConversionStmt")
class CreateConversion(Ddl):
    """CREATE CONVERSION."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Adds the conversion."""
        node = self.node
        schema, name = place(catalog, session, strings(node["conversion_name"]))
        ref = ObjectRef("conversion", schema, name)
        if catalog.get(ref) is not None:
            session.problem(f"conversion {target(ref)} exists already", ref)
        made = Conversion(
            ref,
            origin=session.origin,
            for_encoding=node["for_encoding_name"],
            to_encoding=node["to_encoding_name"],
            function=".".join(map(identifier, strings(node["func_name"]))),
            default=bool(node.get("def")),
        )
        catalog.put(replace(made, id=catalog.new_id()))


def create_conversion(item: Conversion, catalog: Catalog) -> list[str]:
    """CREATE CONVERSION."""
    default = "DEFAULT " if item.default else ""
    encodings = f"FOR {literal(item.for_encoding)} TO {literal(item.to_encoding)}"
    return [f"CREATE {default}CONVERSION {target(item.ref)} {encodings} FROM {item.function}"]


def drop_conversion(item: Conversion, catalog: Catalog) -> list[str]:
    """DROP CONVERSION."""
    return [f"DROP CONVERSION {target(item.ref)}"]


def alter_conversion(old: Conversion, new: Conversion, catalog: Catalog) -> list[str] | None:
    """A conversion cannot be altered."""
    fields = ("for_encoding", "to_encoding", "function", "default")
    return [] if all(getattr(old, name) == getattr(new, name) for name in fields) else None
