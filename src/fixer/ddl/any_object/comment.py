"""Comments: COMMENT ON everything that the catalog holds, and the SQL that sets one."""

from __future__ import annotations

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import (
    Column,
    CompositeType,
    Constraint,
    DomainType,
    Object,
    Policy,
    Table,
    Trigger,
    View,
)
from fixer.catalog.rare_objects import Rule
from fixer.ddl.address import MODELLED, RELATIONS, WITH_COLUMNS, address, addressed, name_parts, spoken
from fixer.ddl.base import ACCESS_SHARE, SHARE_UPDATE_EXCLUSIVE, Cost, Ddl, Session, lock, statement
from fixer.ddl.constraints import not_null
from fixer.ddl.names import existing, type_object
from fixer.ddl.relations import identity_sequence
from fixer.model import ObjectRef
from fixer.sql.quote import identifier, literal, target
from fixer.values import replace


@statement("CommentStmt")
class Comment(Ddl):
    """COMMENT ON … IS."""

    @property
    def comment(self) -> str | None:
        """The text; an empty one takes the comment away, as NULL does (src/backend/commands/comment.c)."""
        return self.node.get("comment") or None

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Sets the comment."""
        kind = self.node["objtype"]
        if kind == "OBJECT_COLUMN":
            self._column(catalog, session)
        elif kind == "OBJECT_DOMCONSTRAINT":
            self._domain_constraint(catalog, session)
        elif kind == "OBJECT_SEQUENCE" and (numbered := self._numbered(catalog, session)) is not None:
            table, column = numbered
            identity_sequence.describe(catalog, table.ref, column.name, self.comment)
        elif kind == "OBJECT_TABCONSTRAINT" and self._is_of_not_null(catalog, session):
            session.unmodelled("a comment on a NOT NULL is not followed")
        elif kind in MODELLED:
            item = addressed(catalog, session, kind, self.node["object"])
            if kind == "OBJECT_TYPE" and isinstance(item, Table | View):
                session.unmodelled(f"a comment on the type of the rows of {target(item.ref)} is not followed")
            elif item is not None:
                catalog.put(replace(item, comment=self.comment))
        else:
            session.unmodelled(
                f"COMMENT ON {spoken(kind).upper()} is not followed: it is no part of the schema here"
            )

    def _is_of_not_null(self, catalog: Catalog, session: Session) -> bool:
        *parts, name = name_parts(self.node["object"])
        table = existing(catalog, session, parts)
        return (
            not_null.is_constraint(catalog)
            and isinstance(table, Table)
            and not_null.named(table, name) is not None
        )

    def _numbered(self, catalog: Catalog, session: Session) -> tuple[Table, Column] | None:
        parts = name_parts(self.node["object"])
        known = existing(catalog, session, parts) is not None
        return None if known else identity_sequence.column_of(catalog, session, parts)

    def _column(self, catalog: Catalog, session: Session) -> None:
        *parts, name = name_parts(self.node["object"])
        relation = {"List": {"items": [{"String": {"sval": part}} for part in parts]}}
        item = addressed(catalog, session, WITH_COLUMNS, relation)
        if item is None:
            return
        changed = with_column_comment(item, name, self.comment)
        if changed is None:
            session.problem(f"there is no column {identifier(name)} in {target(item.ref)}")
        else:
            catalog.put(changed)

    def _domain_constraint(self, catalog: Catalog, session: Session) -> None:
        domain, constraint = self.node["object"]["List"]["items"]
        item = type_object(catalog, session, name_parts(domain))
        name = constraint["String"]["sval"]
        if not isinstance(item, DomainType) or all(check.name != name for check in item.checks):
            session.problem(f"there is no constraint {identifier(name)} on {'.'.join(name_parts(domain))}")
            return
        checks = tuple(replace(c, comment=self.comment) if c.name == name else c for c in item.checks)
        catalog.put(replace(item, checks=checks))

    def cost(self, before: Catalog, session: Session) -> Cost:
        """SHARE UPDATE EXCLUSIVE on a relation; ACCESS SHARE on the table of what lives in one (measured)."""
        kind, node = self.node["objtype"], self.node["object"]
        if kind in RELATIONS or kind == "OBJECT_COLUMN":
            parts = name_parts(node)
            item = existing(before, session, parts[:-1] if kind == "OBJECT_COLUMN" else parts)
            return Cost((lock(item.ref, SHARE_UPDATE_EXCLUSIVE),)) if item is not None else Cost()
        if kind not in MODELLED:
            return Cost()
        item = addressed(before, Session(session.search_path), kind, node)
        if isinstance(item, Constraint | Policy | Trigger | Rule):
            return Cost((lock(item.table, ACCESS_SHARE),))
        return Cost()


def with_column_comment(item: Object, name: str, text: str | None) -> Object | None:
    """The relation with a comment on one of its columns; None where it has no such column."""
    if isinstance(item, View):  # which columns a view has is only known to PostgreSQL
        kept = [entry for entry in item.column_comments if entry[0] != name]
        added = [(name, text)] if text is not None else []
        return replace(item, column_comments=tuple(sorted(kept + added)))
    if isinstance(item, Table):
        if item.column(name) is None:
            return None
        return replace(
            item, columns=tuple(replace(c, comment=text) if c.name == name else c for c in item.columns)
        )
    if isinstance(item, CompositeType) and any(attribute.name == name for attribute in item.attributes):
        return replace(
            item, attributes=tuple(replace(a, comment=text) if a.name == name else a for a in item.attributes)
        )
    return None


def place(item: Object) -> str:
    """The object as COMMENT ON and SECURITY LABEL ON name it."""
    foreign = "FOREIGN " if isinstance(item, Table) and item.server is not None else ""
    return f"{foreign}{address(item.ref)}"


def statement_for(ref: ObjectRef, text: str | None, place: str | None = None) -> str:
    """COMMENT ON an object or a column (kind ``column``, with its table); None takes the comment away."""
    return f"COMMENT ON {place or address(ref)} IS {'NULL' if text is None else literal(text)}"


def on_column(relation: ObjectRef, name: str, text: str | None) -> str:
    """COMMENT ON COLUMN of a table, view or composite type."""
    return statement_for(ObjectRef("column", relation.schema, name, relation.name), text)


def on_domain_constraint(domain: ObjectRef, name: str, text: str | None) -> str:
    """COMMENT ON CONSTRAINT … ON DOMAIN."""
    value = "NULL" if text is None else literal(text)
    return f"COMMENT ON CONSTRAINT {identifier(name)} ON DOMAIN {target(domain)} IS {value}"
