"""SECURITY LABEL and DEPENDS ON EXTENSION, which any object may have, and the SQL that sets or takes one."""

from __future__ import annotations

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Column, Object, Table
from fixer.ddl.address import MODELLED, WITH_COLUMNS, address, addressed, name_parts, spoken
from fixer.ddl.base import Ddl, Session, statement
from fixer.model import ObjectRef
from fixer.sql.parse import Node
from fixer.sql.quote import identifier, literal, target
from fixer.values import replace

Labels = tuple[tuple[str, str], ...]


@statement("SecLabelStmt")
class SecurityLabel(Ddl):
    """SECURITY LABEL."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Sets or removes the label."""
        kind, node = self.node["objtype"], self.node["object"]
        if kind == "OBJECT_COLUMN":
            *parts, name = name_parts(node)
            relation = {"List": {"items": [{"String": {"sval": part}} for part in parts]}}
            table = addressed(catalog, session, WITH_COLUMNS, relation)
            column = table.column(name) if isinstance(table, Table) else None
            if isinstance(table, Table) and column is not None:
                changed = replace(column, security_labels=self._labels(column.security_labels))
                catalog.put(
                    replace(table, columns=tuple(changed if c is column else c for c in table.columns))
                )
            elif table is not None:
                session.problem(f"there is no column {identifier(name)} in {target(table.ref)}")
        elif kind in MODELLED:
            item = addressed(catalog, session, kind, node)
            if item is not None:
                catalog.put(replace(item, security_labels=self._labels(item.security_labels)))
        else:
            session.unmodelled(
                f"SECURITY LABEL ON {spoken(kind).upper()} is not followed: it is no part of a schema"
            )

    def _labels(self, old: Labels) -> Labels:
        labels = dict(old)
        provider = self.node.get("provider", "")
        labels.pop(provider, None)
        if "label" in self.node:
            labels[provider] = self.node["label"]
        return tuple(sorted(labels.items()))


def labelling(what: str, old: Labels, new: Labels) -> list[str]:
    """The SECURITY LABEL statements between two lists."""
    before, after = dict(old), dict(new)
    steps = []
    for provider in sorted({*before, *after}):
        if before.get(provider) != after.get(provider):
            of = f"FOR {identifier(provider)} " if provider else ""
            text = literal(after[provider]) if provider in after else "NULL"
            steps.append(f"SECURITY LABEL {of}ON {what} IS {text}")
    return steps


def columns_labelling(table: ObjectRef, old: tuple[Column, ...], new: tuple[Column, ...]) -> list[str]:
    """The SECURITY LABEL statements between two states of a table's columns."""
    before = {column.name: column.security_labels for column in old}
    return [
        step
        for column in new
        for step in labelling(
            f"COLUMN {target(table)}.{identifier(column.name)}",
            before.get(column.name, ()),
            column.security_labels,
        )
    ]


@statement("AlterObjectDependsStmt")
class DependsOnExtension(Ddl):
    """ALTER … [NO] DEPENDS ON EXTENSION."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Notes that the object goes away with the extension, or no longer does."""
        item = addressed(catalog, session, self.node["objectType"], self._node())
        if item is None:
            return
        name = self.node["extname"]["sval"]
        kept = tuple(extension for extension in item.extensions if extension != name)
        catalog.put(
            replace(item, extensions=kept if self.node.get("remove") else tuple(sorted((*kept, name))))
        )

    def _node(self) -> Node:
        relation = self.node.get("relation")
        if relation is None:
            return self.node["object"]  # type: ignore[no-any-return]
        parts = [{"String": {"sval": relation[key]}} for key in ("schemaname", "relname") if key in relation]
        return {"List": {"items": parts + self.node.get("object", {}).get("List", {}).get("items", [])}}


def depending(item: Object, old: tuple[str, ...], new: tuple[str, ...]) -> list[str]:
    """The ALTER … DEPENDS ON EXTENSION statements between two lists."""
    steps = [
        f"ALTER {address(item.ref)} NO DEPENDS ON EXTENSION {identifier(e)}" for e in old if e not in new
    ]
    return steps + [
        f"ALTER {address(item.ref)} DEPENDS ON EXTENSION {identifier(e)}" for e in new if e not in old
    ]
