"""What another name does not reach, since texts alone do not tell whether they mean the object: it is said."""

from __future__ import annotations

import re
from collections.abc import Iterable

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Object
from fixer.catalog.rare_objects import Operator, OperatorClass, TextSearchConfiguration, TextSearchDictionary
from fixer.ddl.base import Session, some
from fixer.ddl.texts.held_texts import kept_by
from fixer.ddl.texts.operator_class_names import say_if_class_is_unfollowed
from fixer.model import ObjectRef
from fixer.sql.builtins import is_builtin
from fixer.sql.quote import identifier, target


def say_who_takes(session: Session, old: str, items: Iterable[Object]) -> None:
    """Says of objects that ``(…).old`` in them does not follow another name: it may be of any type of rows."""
    field = re.compile(rf'[)\]]\s*\.\s*"?{re.escape(old)}\b', re.IGNORECASE)
    if taking := _holding(items, field):
        session.notes.append(
            f"an attribute {identifier(old)} that {taking} takes from a value is not followed: it may be this one"
        )


def say_who_loses(session: Session, kind: ObjectRef, gone: str, items: Iterable[Object]) -> None:
    """Says of objects that take such an attribute from a value, or all, that it may be this one, which goes with them."""
    field = re.compile(rf'[)\]]\s*\.\s*(?:\*|"?{re.escape(gone)}\b)', re.IGNORECASE)
    if taking := _holding(items, field):
        session.notes.append(
            f"attribute {identifier(gone)} of {target(kind)} may be one that {taking} takes from a value: PostgreSQL refuses to drop it"
            " then, or drops that as well with CASCADE, which is not modelled"
        )


def _holding(items: Iterable[Object], pattern: re.Pattern[str]) -> str:
    """The objects with a pattern in an expression or query of theirs, of which three are named; empty where there are none."""
    using = {target(item.ref) for item in items if any(pattern.search(one.text) for one in kept_by(item))}
    return some(sorted(using))


def say_if_unfollowed(catalog: Catalog, session: Session, item: Object) -> None:
    """Says that expressions do not follow what they name: an operator to another schema, where the types of their operands say
    whether it is meant, and what text search has, which they name in a constant; nor do all texts an operator class.
    """
    ref = item.ref
    if isinstance(item, OperatorClass):
        say_if_class_is_unfollowed(catalog, session, ref)
        return
    if isinstance(item, TextSearchConfiguration | TextSearchDictionary):
        constant = re.compile(
            rf"'(?:{re.escape(identifier(ref.schema))}\.)?{re.escape(identifier(ref.name))}'"
        )
        if using := _holding(catalog.objects(Object), constant):
            session.notes.append(f"{ref.kind} {target(ref)} gets another name, which {using} does not follow")
        return
    alone = len(catalog.operators(ref.schema, ref.name)) == 1 and not is_builtin("operator", ref.name)
    if not isinstance(item, Operator) or alone:
        return
    written = re.compile(rf"(?<![-+*/<>=~!@#%^&|`?]){re.escape(ref.name)}(?![-+*/<>=~!@#%^&|`?])")
    if using := _holding(catalog.objects(Object), written):
        session.notes.append(
            f"an operator {ref.name} that {using} has is not followed to another schema: it may be this one"
        )
