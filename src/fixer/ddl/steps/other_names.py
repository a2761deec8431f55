"""The SQL from one name of an object to another."""

from __future__ import annotations

from fixer.catalog.objects import Constraint, Index, Object, Policy, Sequence, Trigger
from fixer.catalog.rare_objects import Cast, DefaultPrivileges, Operator, Rule, UserMapping
from fixer.ddl.address import address
from fixer.model import ObjectRef
from fixer.sql.quote import identifier, target


def renamable(old: Object, new: Object) -> bool:
    """Whether an object can get from one name to the other by itself: what lives in a table moves with it."""
    if isinstance(old, Index):
        return old.constraint is None and old.ref.schema == new.ref.schema
    if isinstance(old, Cast | UserMapping | DefaultPrivileges):
        return False
    if isinstance(old, Operator):
        return (old.ref.name, old.ref.args) == (new.ref.name, new.ref.args)
    if isinstance(old, Constraint | Trigger | Policy | Rule):
        copied = isinstance(old, Constraint | Trigger) and old.clone_of is not None
        return not copied and (old.ref.schema, old.ref.table) == (new.ref.schema, new.ref.table)
    return not isinstance(old, Sequence) or old.owned_by is None or old.ref.schema == new.ref.schema


def statements(old: ObjectRef, new: ObjectRef, item: Object) -> list[str]:
    """The ALTER … SET SCHEMA and RENAME TO that lead from one name to the other."""
    word = old.kind.upper()
    if old.kind == "constraint":
        table = target(ObjectRef("table", new.schema, new.table or ""))
        return [f"ALTER TABLE {table} RENAME CONSTRAINT {identifier(old.name)} TO {identifier(new.name)}"]
    if old.kind in ("trigger", "policy", "rule"):
        table = target(ObjectRef("table", new.schema, new.table or ""))
        return [f"ALTER {word} {identifier(old.name)} ON {table} RENAME TO {identifier(new.name)}"]
    steps = []
    current = old
    if old.schema != new.schema:
        steps.append(f"ALTER {address(current)} SET SCHEMA {identifier(new.schema)}")
        current = current._replace(schema=new.schema)
    if old.name != new.name:
        steps.append(f"ALTER {address(current)} RENAME TO {identifier(new.name)}")
    return steps
