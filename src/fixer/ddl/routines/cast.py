"""Casts: CREATE CAST, and the SQL from one state to another."""

from __future__ import annotations

from fixer.catalog.catalog import Catalog
from fixer.catalog.rare_objects import Cast
from fixer.ddl.address import cast_ref
from fixer.ddl.base import Ddl, Session, statement
from fixer.ddl.names import function_named, type_named
from fixer.ddl.routines.other_operators import say_who_converts
from fixer.sql.quote import target

_CONTEXTS = {"COERCION_EXPLICIT": "e", "COERCION_ASSIGNMENT": "a", "COERCION_IMPLICIT": "i"}
_WORDS = {"e": "", "a": " AS ASSIGNMENT", "i": " AS IMPLICIT"}


@statement("CreateCastStmt")
class CreateCast(Ddl):
    """CREATE CAST."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Adds the cast."""
        node = self.node
        source = type_named(catalog, session, node["sourcetype"])
        goal = type_named(catalog, session, node["targettype"])
        ref = cast_ref(str(source), str(goal))
        if catalog.get(ref) is not None:
            session.problem(f"cast ({ref.name}) exists already", ref)
        function = function_named(catalog, session, node["func"]) if "func" in node else None
        method = "f" if function else "i" if node.get("inout") else "b"
        context = _CONTEXTS[node["context"]]
        made = Cast(
            ref,
            id=catalog.new_id(),
            origin=session.origin,
            source=source,
            target=goal,
            method=method,
            function=function,
            context=context,
        )
        say_who_converts(catalog, session, made)
        catalog.put(made)


def create(item: Cast, catalog: Catalog) -> list[str]:
    """CREATE CAST."""
    way = {"i": "WITH INOUT", "b": "WITHOUT FUNCTION"}.get(item.method)
    if item.function is not None:
        way = f"WITH FUNCTION {target(item.function)}"
    return [f"CREATE CAST ({item.source} AS {item.target}) {way}{_WORDS[item.context]}"]


def drop(item: Cast, catalog: Catalog) -> list[str]:
    """DROP CAST."""
    return [f"DROP CAST ({item.source} AS {item.target})"]


def alter(old: Cast, new: Cast, catalog: Catalog) -> list[str] | None:
    """A cast cannot be altered."""
    same = (old.method, old.function, old.context) == (new.method, new.function, new.context)
    return [] if same else None
