"""CREATE AGGREGATE and its like (DefineStmt)."""

from __future__ import annotations

from collections.abc import Callable

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import (
    Function,
)
from fixer.ddl import collation, operator, text_search
from fixer.ddl.address import spoken
from fixer.ddl.base import Ddl, Session, statement, strings
from fixer.ddl.names import place, signature, type_named
from fixer.model import ObjectRef
from fixer.sql.parse import Node
from fixer.sql.quote import identifier, qualified, target
from fixer.sql.tokens import Tokens
from fixer.values import replace

_DEFINITIONS: dict[str, Callable[[Ddl, Catalog, Session], None]] = {
    "OBJECT_OPERATOR": operator.define,
    "OBJECT_COLLATION": collation.define,
    "OBJECT_TSDICTIONARY": text_search.define_dictionary,
    "OBJECT_TSCONFIGURATION": text_search.define_configuration,
}
NOT_MODELLED = {
    "OBJECT_TYPE": "a base type needs functions in C, and what uses it is not known here",
    "OBJECT_TSPARSER": "a text search parser needs functions in C",
    "OBJECT_TSTEMPLATE": "a text search template needs functions in C",
}
"""What CREATE takes beside aggregates and _DEFINITIONS, and why the catalog does not have it."""
_TYPED = frozenset({"stype", "mstype"})
"""What of an aggregate's definition names types; other names are functions' or words."""


@statement("DefineStmt")
class Define(Ddl):
    """CREATE AGGREGATE, OPERATOR, COLLATION, TEXT SEARCH DICTIONARY and CONFIGURATION; what needs C is noted."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Adds what is defined."""
        kind = self.node["kind"]
        if kind in _DEFINITIONS:
            _DEFINITIONS[kind](self, catalog, session)
        elif kind != "OBJECT_AGGREGATE" or self.node.get("oldstyle"):
            name = ".".join(map(identifier, strings(self.node["defnames"])))
            why = NOT_MODELLED.get(kind, "it is written in the way of PostgreSQL 8.1")
            session.problem(f"CREATE {spoken(kind).upper()} {name} is not modelled: {why}")
        else:
            self._aggregate(catalog, session)

    def _aggregate(self, catalog: Catalog, session: Session) -> None:
        """Adds or replaces the aggregate, as a function of kind ``a``."""
        node, tokens = self.node, self.tokens
        schema, name = place(catalog, session, strings(node["defnames"]))
        parameters = [p["FunctionParameter"] for p in node["args"][0].get("List", {}).get("items", [])]
        types = tuple(type_named(catalog, session, parameter["argType"]) for parameter in parameters)
        opening = tokens.find("(")
        definition = tokens.find("(", tokens.closing(opening) + 1)
        named = self._named(catalog, session, parameters)
        arguments, body = (_inside(tokens, first, named) for first in (opening, definition))
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

    def _named(self, catalog: Catalog, session: Session, parameters: list[Node]) -> dict[int, str]:
        """The user's types and functions, which are looked for once and for all when the aggregate is made: by token,
        the qualified name of those written without a schema."""
        found: dict[int, str] = {}
        elements = [item["DefElem"] for item in self.node["definition"]]
        for node, function in [
            *((parameter["argType"], False) for parameter in parameters),
            *(
                (element["arg"]["TypeName"], element["defname"].lower() not in _TYPED)
                for element in elements
                if "TypeName" in element.get("arg", {})
            ),
        ]:
            if len(node["names"]) != 1:
                continue
            (name,) = strings(node["names"])
            schemas = session.search_path
            known = catalog.routines if function else catalog.type
            schema = next((schema for schema in schemas if known(schema, name)), None)
            if schema is not None:
                found[self.token(node["location"])] = qualified(schema, name)
        return found


def _inside(tokens: Tokens, opening: int, named: dict[int, str]) -> str:
    """What stands between parentheses, with other names in place of some tokens."""
    closing = tokens.closing(opening)
    if closing == opening + 1:
        return ""
    text, end = "", tokens.start(opening + 1)
    for position in sorted(position for position in named if opening < position < closing):
        text += tokens.text[end : tokens.start(position)] + named[position]
        end = tokens.end(position)
    return text + tokens.text[end : tokens.end(closing - 1)]
