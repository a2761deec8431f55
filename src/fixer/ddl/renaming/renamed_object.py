"""What RENAME and SET SCHEMA share: which object is meant, whether its new name is free, and a function by another name."""

from __future__ import annotations

from typing import Any

from fixer import function_source
from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Function
from fixer.ddl.address import look_up
from fixer.ddl.base import Session
from fixer.model import ObjectRef
from fixer.sql.quote import qualified, target


def plain_target(catalog: Catalog, session: Session, kind: str, node: dict[str, Any]) -> ObjectRef | None:
    """What is named by itself, not on a table; None where there is nothing of that name."""
    kind = {"OBJECT_ATTRIBUTE": "OBJECT_TYPE", "OBJECT_DOMCONSTRAINT": "OBJECT_DOMAIN"}.get(kind, kind)
    item = look_up(catalog, session, kind, node) if node else None
    return item.ref if item is not None else None


def refuse_taken(catalog: Catalog, session: Session, old: ObjectRef, new: ObjectRef) -> None:
    """Two objects of one kind, two relations and two types of any kind cannot have the same name."""
    item = catalog.get(old)
    found = catalog.occupant(item, new) if item is not None else None
    if found is not None:
        session.problem(f"{found.ref.kind} {target(new)} exists already")


def named_anew(function: Function, new: ObjectRef) -> str:
    """The source of a function, or aggregate, under another name."""
    if function.kind == "a":
        name = qualified(new.schema, new.name)
        return f"CREATE OR REPLACE AGGREGATE {name}({function.arguments}) ({function.body})"
    return function_source.create_or_replace(function.source, new.schema, new.name)
