"""SET SCHEMA of every kind of object: the object keeps its identity, and all that refers to it follows."""

from __future__ import annotations

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Extension, Function, Sequence, Table
from fixer.ddl.address import RELATIONS, TYPES, refuse_other
from fixer.ddl.base import ACCESS_EXCLUSIVE, Cost, Ddl, Session, locks, some, statement
from fixer.ddl.names import existing, range_parts
from fixer.ddl.relations import identity_sequence
from fixer.ddl.renaming.move import move
from fixer.ddl.renaming.move_extension import move_members, not_followed
from fixer.ddl.renaming.renamed_object import named_anew, plain_target, refuse_taken
from fixer.ddl.routines.overloads import say_whose_calls_are_open
from fixer.ddl.texts.unfollowed import say_if_unfollowed
from fixer.model import ObjectRef
from fixer.sql.quote import target
from fixer.values import replace


def _refuse_schema(session: Session, old: ObjectRef, new: ObjectRef) -> None:
    """Says that nothing moves to, or from, where temporary and TOAST tables are (CheckSetNamespace in namespace.c)."""
    for schema in (old.schema, new.schema):
        if schema in _CLOSED or schema.startswith(_CLOSED_TOO):
            session.problem(f"{target(old)} does not move from {old.schema} to {new.schema}")
            return


_CLOSED = ("pg_temp", "pg_toast")
_CLOSED_TOO = ("pg_temp_", "pg_toast_temp_")


@statement("AlterObjectSchemaStmt")
class SetSchema(Ddl):
    """ALTER … SET SCHEMA."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Moves the object to another schema."""
        node = self.node
        found = existing(catalog, session, range_parts(node["relation"])) if "relation" in node else None
        ref = (
            found.ref if found else plain_target(catalog, session, node["objectType"], node.get("object", {}))
        )
        if ref is None or ref.kind == "external":
            if not node.get("missing_ok"):
                session.problem(f"there is nothing of that name to move to schema {node['newschema']}")
            return
        item = catalog.get(ref)
        kind = node["objectType"]
        if item is not None and kind in RELATIONS | TYPES and refuse_other(session, kind, item):
            return
        moved = ref._replace(schema=node["newschema"])
        _refuse_schema(session, ref, moved)
        if isinstance(item, Extension):
            schema = node["newschema"]  # a new one goes to public without being told
            catalog.put(replace(item, schema=None if schema == "public" else schema))
            move_members(catalog, ref.name, item.schema or "public", schema)
            users = list(map(target, not_followed(catalog, ref.name)))
            if users:
                session.notes.append(
                    f"what {ref.name} has is in another schema now: {some(users)} may name it without"
                )
            return
        if moved == ref:
            return
        refuse_taken(catalog, session, ref, moved)
        if isinstance(item, Sequence) and item.owned_by is not None:
            session.problem(
                f"{target(ref)} moves to another schema with {target(item.owned_by[0])}, which owns it"
            )
        if isinstance(item, Function):
            say_whose_calls_are_open(catalog, session, item)
            catalog.put(replace(item, source=named_anew(item, moved)))
        if item is not None:
            say_if_unfollowed(catalog, session, item)
        move(catalog, ref, moved)

    def cost(self, before: Catalog, session: Session) -> Cost:
        """ACCESS EXCLUSIVE on the relation, and on the sequences that number a table."""
        relation = self.node.get("relation")
        found = existing(before, session, range_parts(relation)) if relation else None
        along = identity_sequence.numbering(before, found) if isinstance(found, Table) else []
        return Cost(locks([found.ref, *along], ACCESS_EXCLUSIVE)) if found else Cost()
