"""CREATE AGGREGATE and its like (DefineStmt)."""

from __future__ import annotations

from dataclasses import replace

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import (
    Function,
)
from fixer.ddl.base import Ddl, Session, statement, strings
from fixer.ddl.names import place, signature, type_named
from fixer.model import ObjectRef
from fixer.sql.quote import qualified, target


@statement("DefineStmt")
class Define(Ddl):
    """CREATE AGGREGATE. Operators, base types, collations and text search objects are noted."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Adds or replaces the aggregate, as a function of kind ``a``."""
        node, tokens = self.node, self.tokens
        if node["kind"] != "OBJECT_AGGREGATE" or node.get("oldstyle"):
            what = node["kind"].removeprefix("OBJECT_")
            session.problem(f"CREATE {what} {'.'.join(strings(node['defnames']))} is not modelled")
            return
        schema, name = place(session, strings(node["defnames"]))
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
