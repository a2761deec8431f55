"""CREATE AGGREGATE and its like (DefineStmt)."""

from __future__ import annotations

from collections.abc import Callable

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import (
    Function,
)
from fixer.ddl.address import spoken
from fixer.ddl.base import Ddl, Session, statement, strings
from fixer.ddl.names import argument_type, place, signature
from fixer.ddl.rare import collation, text_search
from fixer.ddl.routines import operator
from fixer.ddl.routines.overloads import say_who_calls_others
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
_TYPED = frozenset({"stype", "stype1", "mstype", "basetype"})
"""What of an aggregate's definition names types; other names are functions' or words."""


@statement("DefineStmt")
class Define(Ddl):
    """CREATE AGGREGATE, OPERATOR, COLLATION, TEXT SEARCH DICTIONARY and CONFIGURATION; what needs C is noted."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Adds what is defined."""
        kind = self.node["kind"]
        if kind in _DEFINITIONS:
            _DEFINITIONS[kind](self, catalog, session)
        elif kind == "OBJECT_AGGREGATE":
            self._aggregate(catalog, session)
        else:
            name = ".".join(map(identifier, strings(self.node["defnames"])))
            session.unmodelled(f"CREATE {spoken(kind).upper()} {name} is not modelled: {NOT_MODELLED[kind]}")

    def _aggregate(self, catalog: Catalog, session: Session) -> None:
        """Adds or replaces the aggregate, as a function of kind ``a``."""
        node = self.node
        schema, name = place(catalog, session, strings(node["defnames"]))
        parameters = self._parameters()
        types = tuple(argument_type(catalog, session, parameter["argType"]) for parameter in parameters)
        arguments, body = self._texts(self._named(catalog, session, parameters))
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
            say_who_calls_others(catalog, session, made)
            return
        if not node.get("replace"):
            session.problem(f"aggregate {target(made.ref)} exists already", made.ref)
        catalog.put(replace(made, id=old.id, owner=old.owner, comment=old.comment, grants=old.grants))

    def _parameters(self) -> list[Node]:
        """What it takes; in the way of PostgreSQL 8.1 the base type, of which ANY stands for none (DefineAggregate)."""
        if not self.node.get("oldstyle"):
            items = self.node["args"][0].get("List", {}).get("items", [])
            return [item["FunctionParameter"] for item in items]
        element = self._elements[self._base]["arg"]
        taken = element.get("TypeName")
        if taken is None or strings(taken["names"])[-1].lower() == "any":
            return []
        return [{"argType": taken}]

    @property
    def _elements(self) -> list[Node]:
        return [item["DefElem"] for item in self.node["definition"]]

    @property
    def _base(self) -> int:
        """Which element of an aggregate in the way of PostgreSQL 8.1 names its base type."""
        return next(i for i, element in enumerate(self._elements) if element["defname"].lower() == "basetype")

    def _texts(self, named: dict[int, str]) -> tuple[str, str]:
        """Arguments and definition as they are written today."""
        tokens = self.tokens
        opening = tokens.find("(")
        if not self.node.get("oldstyle"):
            definition = tokens.find("(", tokens.closing(opening) + 1)
            return _inside(tokens, opening, named), _inside(tokens, definition, named)
        pieces = [_written(tokens, *piece, named) for piece in tokens.commas(opening + 1)]
        base = pieces.pop(self._base).partition("=")[2].strip()
        return (base if self._parameters() else "*"), ", ".join(pieces)

    def _named(self, catalog: Catalog, session: Session, parameters: list[Node]) -> dict[int, str]:
        """The user's types and functions, which are looked for once and for all when the aggregate is made: by token,
        the qualified name of those written without a schema."""
        found: dict[int, str] = {}
        for node, function in [
            *((parameter["argType"], False) for parameter in parameters),
            *(
                (element["arg"]["TypeName"], element["defname"].lower() not in _TYPED)
                for element in self._elements
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
    return _written(tokens, opening + 1, tokens.closing(opening), named)


def _written(tokens: Tokens, begin: int, stop: int, named: dict[int, str]) -> str:
    """The tokens from ``begin`` to before ``stop``, with other names in place of some."""
    if begin == stop:
        return ""
    text, end = "", tokens.start(begin)
    for position in sorted(position for position in named if begin <= position < stop):
        text += tokens.text[end : tokens.start(position)] + named[position]
        end = tokens.end(position)
    return text + tokens.text[end : tokens.end(stop - 1)]
